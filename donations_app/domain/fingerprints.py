"""Digests of what was asked: the same key or reference with another content is noticed, never overwritten."""

from dataclasses import fields
from hashlib import blake2b
from typing import Any


def fingerprint(*parts: object) -> str:
    """Return 32 hexadecimal digits for plain values: texts, numbers, days and tuples of them."""
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def fingerprint_of(draft: Any, *, leaving: tuple[str, ...] = ("key",)) -> str:
    """Return the fingerprint of a dataclass's fields but those in ``leaving``."""
    return fingerprint(
        [(field.name, getattr(draft, field.name)) for field in fields(draft) if field.name not in leaving]
    )
