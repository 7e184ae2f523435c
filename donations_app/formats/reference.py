"""Reads the reference data of ``resources/reference``; ``resources/CREDITS.md`` names its sources."""

import json
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from donations_app.domain.funding import FundingRule, KnownRule
from donations_app.domain.rates import RateRange
from donations_app.domain.reference import Axis, Municipality, Named, Partner, Territory, named
from resources import path


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path("reference", f"{name}.json").read_text(encoding="utf-8"))
    return rows


@cache
def axes() -> tuple[Axis, ...]:
    """Return the axes of the programme, in their order."""
    return tuple(
        Axis(**{**row, "actions": tuple(Named(**action) for action in row["actions"])})
        for row in _rows("axes")
    )


@cache
def partners() -> tuple[Partner, ...]:
    """Return the public and private partners."""
    return tuple(Partner(**row) for row in _rows("partners"))


@cache
def known_rules() -> tuple[KnownRule, ...]:
    """Return the rules that funders publish, as they were read."""
    return tuple(
        KnownRule(
            row["code"],
            row["funder"],
            (row["fr"], row["en"], row["ar"]),
            (row["note_fr"], row["note_en"], row["note_ar"]),
            row["mark"],
            FundingRule(
                name=row["fr"],
                source=row["source"],
                source_on=date.fromisoformat(row["read_on"]),
                **row["rule"],
            ),
        )
        for row in _rows("funding_rules")
    )


@cache
def provinces() -> tuple[Named, ...]:
    """Return the six provinces."""
    return tuple(Named(**row) for row in _rows("provinces"))


@cache
def municipalities() -> tuple[Municipality, ...]:
    """Return the municipalities of the six provinces."""
    return tuple(Municipality(**row) for row in _rows("municipalities"))


@cache
def territory() -> Territory:
    """Return the axes, the provinces and the municipalities, together."""
    return Territory(axes(), provinces(), municipalities())


@cache
def rate_ranges() -> dict[str, RateRange]:
    """Return what one euro was worth, by currency."""
    return {
        code: RateRange(
            code,
            Decimal(low),
            Decimal(high),
            date.fromisoformat(row["first_on"]),
            date.fromisoformat(row["last_on"]),
        )
        for row in _rows("rates")
        for code, (low, high) in row["rates"].items()
    }


def name_of_place(field: str, code: str, language: str) -> str:
    """Return what a ``municipality`` or a ``province`` is called; any other cell as it is."""
    known: tuple[Named, ...] = {"municipality": municipalities(), "province": provinces()}.get(field, ())
    return next((one.name(language) for one in known if one.code == code), code)


@cache
def place_names() -> dict[str, str]:
    """Return the French and the Arabic name of each province and municipality, by code."""
    return {one.code: f"{one.fr} {one.ar}" for one in (*provinces(), *municipalities())}


def places(municipality: str, province: str) -> dict[str, str]:
    """Return the codes of a municipality and its province, which it tells where nobody names one."""
    if not municipality and not province:  # as nearly all people
        return {"municipality": "", "province": ""}
    code = code_of(municipality, municipalities())
    own = next((one.province for one in municipalities() if one.code == code), "")
    return {"municipality": code, "province": code_of(province, provinces()) or own}


def axis_and_action(axis: str, action: str) -> dict[str, str]:
    """Return the codes of an axis and an action, which tells its axis where nobody names one."""
    code = code_of(axis, axes()) if axis else territory().axis_of(action) if action else ""
    return {"axis": code, "action": territory().action_of(code, action) if action else ""}


def code_of(text: str, known: tuple[Named, ...]) -> str:
    """Return the code of what ``text`` names by its code or a name; ``text`` itself when it names nothing."""
    found = named(text, known)
    return found.code if found else text
