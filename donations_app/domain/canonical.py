"""What is frozen as canonical JSON: the same content is the same text, on every machine and in every version."""

import json
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.json import Encoder

_encode: Final = Encoder(order="sorted").encode


def canonical(content: Struct | Mapping[str, Any]) -> str:
    """Return a content as canonical JSON: sorted keys, ISO dates, cents.

    Args:
        content: of structs, days, texts, whole numbers and tuples; or a mapping read from JSON, whatever it holds.
    """
    if isinstance(content, Struct):
        return _encode(content).decode()
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
