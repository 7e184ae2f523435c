"""Digests of what was asked: the same key or reference with another content is noticed, never overwritten."""

from dataclasses import field, fields
from hashlib import blake2b
from typing import Any


def later(default: Any) -> Any:
    """Declare a field that drafts had not from the beginning: with ``default`` it changes no fingerprint."""
    return field(default=default, metadata={"later": True})


def fingerprint(*parts: object) -> str:
    """Return 32 hexadecimal digits for plain values: texts, numbers, days and tuples of them."""
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def fingerprint_of(draft: Any, *, leaving: tuple[str, ...] = ("key",)) -> str:
    """Return the fingerprint of a dataclass's fields but those in ``leaving``."""
    asked = [one for one in fields(draft) if one.name not in leaving]
    return fingerprint(
        [
            (one.name, getattr(draft, one.name))
            for one in asked
            if not one.metadata.get("later") or getattr(draft, one.name) != one.default
        ]
    )
