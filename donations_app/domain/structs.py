"""Structs made plain, with all that stands in them."""

from typing import Any

from msgspec import Struct


def asdict(struct: Struct) -> dict[str, Any]:
    """Return the fields of a struct by name; structs within it become mappings too, also those in lists of it."""
    return {name: _plain(getattr(struct, name)) for name in struct.__struct_fields__}


def _plain(value: Any) -> Any:
    if isinstance(value, Struct):
        return asdict(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(_plain, value))
    return value
