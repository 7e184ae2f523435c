"""The dated legal parameters and mileage scales that ship with the program."""

import json
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from donations_app.domain.parameters import DatedValue
from resources import path

if TYPE_CHECKING:  # figures are read at each start, these tables by few
    from donations_app.domain.debit_returns import ReturnTable
    from donations_app.domain.mileage import PowerClass, Scale


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
            sources=tuple((language, entry[f"source_{language}"]) for language in ("en", "ar")),
        )
        for entry in raw
    )


@cache
def mileage_scales() -> "tuple[Scale, ...]":
    """Return every scale of ``resources/legal/mileage.json``, the earliest first."""
    from donations_app.domain.mileage import Scale

    raw = json.loads(path("legal", "mileage.json").read_text(encoding="utf-8"))
    scales = (
        Scale(
            name=entry["scale"],
            title=entry["title"],
            first_on=date.fromisoformat(entry["from"]),
            last_on=date.fromisoformat(entry["to"]),
            is_confirmed=entry["confirmed"],
            source=entry["source"],
            electric_percent=entry["electric_percent"],
            vehicles={kind: tuple(map(_power_class, classes)) for kind, classes in entry["vehicles"].items()},
        )
        for entry in raw
    )
    return tuple(sorted(scales, key=lambda scale: scale.first_on))


def _power_class(entry: dict[str, Any]) -> "PowerClass":
    from donations_app.domain.mileage import Band, PowerClass

    return PowerClass(entry["power_to"], tuple(Band(**band) for band in entry["bands"]))


@cache
def return_tables() -> "tuple[ReturnTable, ...]":
    """Return what codes of returned direct debits ask for, ``resources/legal/debit_returns.json``, by day."""
    from donations_app.domain.debit_returns import ReturnTable

    raw = json.loads(path("legal", "debit_returns.json").read_text(encoding="utf-8"))
    return tuple(
        ReturnTable(
            first_on=date.fromisoformat(entry["from"]),
            actions=entry["actions"],
            deceased=frozenset(entry["deceased"]),
            refunds=frozenset(entry["refunds"]),
            otherwise=entry["otherwise"],
            presented=entry["presented"],
            within_days=entry["within_days"],
            is_confirmed=entry["confirmed"],
            source=entry["source"],
            sources={language: entry[f"source_{language}"] for language in ("en", "ar")},
        )
        for entry in raw
    )
