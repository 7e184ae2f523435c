"""The printed texts of a form: dated data, so that an older receipt keeps its own."""

import json
from functools import cache
from typing import Any

from resources import path


@cache
def wording(version: str) -> dict[str, Any]:
    """Return the texts of ``version``, such as ``11580-05``.

    Raises:
        FileNotFoundError: no such version ships.
    """
    text = path("legal", f"{version}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
