"""From the lines of a file to claims of waived expenses: a trip or another expense a line."""

from datetime import date
from operator import attrgetter
from typing import Final

from donations_app.domain.errors import Problem
from donations_app.domain.expenses import ExpenseDraft, Item, item_problems, scale_problems, trip_problems
from donations_app.domain.mileage import Trip
from donations_app.domain.money import Money
from donations_app.domain.pasted import pasted
from donations_app.domain.typed import parse_date, parse_kilometres, parse_whole, parse_yes_no
from donations_app.formats import columns
from donations_app.formats.columns import Cells, coded
from donations_app.formats.legal import mileage_scales
from donations_app.formats.lines import Lines, Read, key_of
from donations_app.formats.tables import Table

_SHARED: Final = (
    "payer", "office", "waived_on", "evidence", "project", "association", "earmarked_by_donor",
)  # fmt: skip
_OF_TRIP: Final = ("km", "vehicle", "power", "electric", "plate")
_OF_ITEM: Final = ("label", "amount")


def read_expenses(table: Table, *, today: date) -> Read:
    """Return an ``ExpenseDraft`` for each reference; lines with one reference are one claim."""
    lines = Lines(table, columns.EXPENSES, shared=_SHARED)
    return lines.gathered(
        lambda line, cells: _claim(lines, line, cells, today),
        shared=attrgetter(*_SHARED),
        parts=("trips", "items"),
        identity=attrgetter("trips", "items"),
    )


def _claim(lines: Lines, line: int, cells: Cells, today: date) -> ExpenseDraft:
    ref = lines.text(line, cells, "ref")
    waived_on = cells.read("waived_on", parse_date, date.min, today=today)
    on = cells.read("on", parse_date, date.min, today=today)
    purpose = lines.text(line, cells, "purpose")
    trips: tuple[Trip, ...] = ()
    items: tuple[Item, ...] = ()
    of_trip, of_item = (any(cells.raw(name).strip() for name in names) for names in (_OF_TRIP, _OF_ITEM))
    if of_trip and of_item:
        cells.note("amount", cells.raw("amount"), "trip_and_expense")
    elif of_item:
        items = (_item(lines, line, cells, on, purpose),)
    else:
        trips = (_trip(lines, line, cells, on, purpose),)
    if not cells.problems:
        for problem in _problems(trips, items, waived_on, today):
            cells.note(problem.field, problem.value, problem.code, problem.data)
    return ExpenseDraft(
        key=key_of("expense_claim", ref),
        ref=ref,
        payer=lines.text(line, cells, "payer"),
        office=pasted(cells.raw("office")).upper(),
        waived_on=waived_on,
        evidence=lines.text(line, cells, "evidence"),
        trips=trips,
        items=items,
        project=lines.text(line, cells, "project"),
        association=lines.text(line, cells, "association"),
        earmarked_by_donor=cells.read("earmarked_by_donor", parse_yes_no, missing=False),
    )


def _trip(lines: Lines, line: int, cells: Cells, on: date, purpose: str) -> Trip:
    cells.require("km", "vehicle")
    return Trip(
        driven_on=on,
        purpose=purpose,
        km=cells.read("km", parse_kilometres, 0),
        vehicle=coded("vehicle", cells.raw("vehicle")),
        power=cells.read("power", parse_whole, 0),
        is_electric=cells.read("electric", parse_yes_no, missing=False),
        plate=lines.text(line, cells, "plate"),
    )


def _item(lines: Lines, line: int, cells: Cells, on: date, purpose: str) -> Item:
    cells.require("label", "amount")
    label = lines.text(line, cells, "label")
    return Item(on, f"{label} ({purpose})", Money(cells.money("amount")))


def _problems(
    trips: tuple[Trip, ...], items: tuple[Item, ...], waived_on: date, today: date
) -> list[Problem]:
    """Return what stands against the trip or the expense of one line, so that it is told beside the line."""
    for item in items:
        return list(item_problems(item, waived_on, today))
    for trip in trips:
        return list(trip_problems(trip, waived_on, today)) or list(scale_problems(trip, mileage_scales()))
    return []
