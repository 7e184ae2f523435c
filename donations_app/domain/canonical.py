"""What is frozen as canonical JSON: the same content is the same text, on every machine and in every version."""

import json
from datetime import date
from typing import Any

from msgspec.structs import asdict


def _plain(value: Any) -> Any:
    """Return a part of a content as JSON knows it."""
    if isinstance(value, date):
        return value.isoformat()
    return asdict(value)


_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain).encode


def canonical(content: Any) -> str:
    """Return a content, of structs, as canonical JSON: sorted keys, ISO dates, cents."""
    return _encode(content)
