"""What is frozen as canonical JSON: the same content is the same text, on every machine and in every version."""

import json
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any


def _plain(value: Any) -> Any:
    """Return a part of a content as JSON knows it."""
    if isinstance(value, date):
        return value.isoformat()
    kind: Any = type(value)
    return {name: getattr(value, name) for name in _names(kind)}


@cache  # a receipt is made of ten objects of six kinds
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain).encode


def canonical(content: Any) -> str:
    """Return a content, of dataclasses, as canonical JSON: sorted keys, ISO dates, cents."""
    return _encode(content)
