"""The dated legal parameters that ship with the program."""

import json
from datetime import date
from functools import cache

from donations_app.domain.parameters import DatedValue
from resources import path


@cache
def parameters() -> tuple[DatedValue, ...]:
    """Return every parameter of ``resources/legal/parameters.json``."""
    raw = json.loads(path("legal", "parameters.json").read_text(encoding="utf-8"))
    return tuple(
        DatedValue(
            name=entry["name"],
            value=entry["value"],
            first_on=date.fromisoformat(entry["from"]),
            last_on=date.fromisoformat(entry["to"]) if entry["to"] else None,
            confirmed=entry["confirmed"],
            source=entry["source"],
        )
        for entry in raw
    )
