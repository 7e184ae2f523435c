"""A claim is refused with its field and reason before anything is looked up."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.domain.expenses import (
    Claim,
    ExpenseDraft,
    Item,
    Waived,
    claimed,
    payment_of,
    scale_problems,
    waiver_problems,
)
from donations_app.domain.mileage import Counted, Trip
from donations_app.domain.money import Money
from donations_app.formats.legal import mileage_scales

TODAY = date(2026, 2, 10)
TRIP = Trip(date(2025, 11, 3), "Réunion à Lyon", 630, "car", 5)
TICKET = Item(date(2025, 11, 4), "Train (réunion à Lyon)", Money(45_00))


def claim(**facts: Any) -> ExpenseDraft:
    known: dict[str, Any] = {
        "key": uuid4(), "payer": "A1", "waived_on": date(2026, 1, 5), "evidence": "R-12", "trips": (TRIP,),
    }  # fmt: skip
    return ExpenseDraft(**(known | facts))


def problems(**facts: Any) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in claim(**facts).problems(today=TODAY)]


def of_trip(**facts: Any) -> list[tuple[str, str]]:
    return problems(trips=(replace(TRIP, **facts),))


def test_a_sound_claim_has_no_problem() -> None:
    assert problems(items=(TICKET,)) == []
    assert problems(waived_on=None, evidence="", trips=(replace(TRIP, driven_on=TODAY),)) == []
    assert problems(waived_on=TODAY, trips=(replace(TRIP, driven_on=TODAY),)) == []


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"evidence": " "}, "evidence", "waiver_missing"),
        ({"waived_on": None}, "waived_on", "missing"),
        ({"payer": ""}, "payer", "missing"),
        ({"trips": ()}, "trips", "missing"),
        ({"association": "AMAN"}, "association", "association_without_project"),
        ({"waived_on": TODAY + timedelta(days=1)}, "waived_on", "day_in_future"),
        ({"waived_on": date(1989, 12, 31), "trips": (), "items": (replace(TICKET, spent_on=date(1989, 1, 1)),)},
         "waived_on", "date_out_of_range"),
        ({"items": (replace(TICKET, amount=Money(0)),)}, "2.amount", "amount_zero"),
        ({"items": (replace(TICKET, amount=Money(-1)),)}, "2.amount", "amount_negative"),
        ({"items": (replace(TICKET, label=""),)}, "2.label", "missing"),
        ({"items": (replace(TICKET, spent_on=date(2026, 1, 6)),)}, "2.on", "after_waiver"),
        ({"items": (replace(TICKET, amount=Money(1_000_000_000_00)),)}, "amount", "amount_too_large"),
        ({"items": (replace(TICKET, amount=Money(1_000_000_000_01)),)}, "2.amount", "amount_too_large"),
        ({"items": (replace(TICKET, spent_on=TODAY + timedelta(days=1)),)}, "2.on", "day_in_future"),
        ({"items": (replace(TICKET, spent_on=date(1989, 12, 31)),)}, "2.on", "date_out_of_range"),
    ],
)  # fmt: skip
def test_a_claim_is_refused_with_its_field_and_reason(facts: dict[str, Any], field: str, code: str) -> None:
    assert (field, code) in problems(**facts)


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"driven_on": date(2026, 1, 6)}, "1.on", "after_waiver"),
        ({"driven_on": TODAY + timedelta(days=1)}, "1.on", "day_in_future"),
        ({"purpose": ""}, "1.purpose", "missing"),
        ({"driven_on": date(1989, 12, 31)}, "1.on", "date_out_of_range"),
        ({"purpose": " "}, "1.purpose", "missing"),
        ({"km": 0}, "1.km", "km_out_of_range"),
        ({"km": -5}, "1.km", "km_out_of_range"),
        ({"km": 100_000}, "1.km", "km_out_of_range"),
        ({"vehicle": "bicycle"}, "1.vehicle", "choice_unknown"),
        ({"power": -1}, "1.power", "power_out_of_range"),
        ({"power": 100}, "1.power", "power_out_of_range"),
        ({"vehicle": "moped"}, "1.power", "power_out_of_range"),
        ({"vehicle": "moped", "power": 1}, "1.power", "power_out_of_range"),
        ({"driven_on": TODAY}, "1.on", "after_waiver"),
    ],
)
def test_a_trip_is_refused_with_its_field_and_reason(facts: dict[str, Any], field: str, code: str) -> None:
    assert of_trip(**facts) == [(field, code)]


@pytest.mark.parametrize(
    "facts",
    [{"km": 1}, {"km": 99_999}, {"power": 0}, {"power": 1}, {"power": 99}, {"vehicle": "moped", "power": 0},
     {"vehicle": "motorcycle", "power": 99}, {"driven_on": date(2026, 1, 5)}, {"driven_on": date(1990, 1, 1)}],
)  # fmt: skip
def test_a_trip_at_its_edges_is_taken(facts: dict[str, Any]) -> None:
    assert of_trip(**facts) == []


def test_a_claim_at_its_edges_is_taken() -> None:
    assert problems(trips=(), items=(replace(TICKET, amount=Money(1)),)) == []
    assert problems(trips=(), items=(replace(TICKET, amount=Money(1_000_000_000_00)),)) == []
    # 630 kilometres are counted as 630 euros at most
    assert problems(items=(replace(TICKET, amount=Money(1_000_000_000_00 - 630_00)),)) == []
    assert problems(items=(replace(TICKET, amount=Money(1_000_000_000_01 - 630_00)),)) == [
        ("amount", "amount_too_large")
    ]
    assert problems(items=(replace(TICKET, spent_on=date(2026, 1, 5)),)) == []
    assert problems(items=(replace(TICKET, spent_on=date(1990, 1, 1)),)) == []
    assert problems(association="AMAN", project="EAU") == []
    assert problems(project="EAU") == []
    assert problems(waived_on=None, evidence=" ") == []
    assert problems(waived_on=None, evidence="", items=(replace(TICKET, spent_on=TODAY),)) == []


def test_each_trip_and_each_expense_is_named_by_its_place() -> None:
    found = problems(trips=(TRIP, replace(TRIP, km=0)), items=(TICKET, replace(TICKET, label=" ")))
    assert found == [("2.km", "km_out_of_range"), ("4.label", "missing")]


def test_a_trip_of_tomorrow_is_not_after_its_waiver_too() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert of_trip(driven_on=tomorrow) == [("1.on", "day_in_future")]
    assert problems(waived_on=tomorrow) == [("waived_on", "day_in_future")]


@pytest.mark.parametrize(
    ("waived", "spent", "found"),
    [
        ("2026-01-05", [], []), ("2026-01-05", ["2026-01-05"], []), ("2026-01-05", ["2026-01-06"], ["before_expense"]),
        ("2026-01-05", ["2025-01-01", "2026-01-06"], ["before_expense"]),
        ("2026-01-05", ["2026-01-06", "2025-01-01"], ["before_expense"]),
        ("2026-02-10", [], []), ("2026-02-11", [], ["day_in_future"]), ("1990-01-01", [], []),
        ("1989-12-31", [], ["date_out_of_range"]),
    ],
)  # fmt: skip
def test_a_waiver_is_signed_after_what_was_spent_and_not_tomorrow(
    waived: str, spent: list[str], found: list[str]
) -> None:
    days = [date.fromisoformat(day) for day in spent]
    assert [one.code for one in waiver_problems(date.fromisoformat(waived), "R-1", days, TODAY)] == found


def test_a_claim_is_the_sum_of_its_trips_and_expenses_and_provisional_by_any_trip() -> None:
    trips = [
        Counted(TRIP, Money(400_68), "employee-2022", is_provisional, 0) for is_provisional in (False, True)
    ]
    assert claimed(trips, [TICKET, TICKET]) == Money(891_36)
    assert claimed([], []) == Money(0)
    for counted, is_provisional in ((trips[:1], False), (trips, True), ([], False)):
        known: dict[str, Any] = dict.fromkeys(
            (
                "ref",
                "office",
                "payer",
                "evidence",
                "payment",
                "reversal",
                "receipt",
                "project",
                "association",
            ),
            "",
        )
        said = Claim(
            **known, stated_on=TODAY, waived_on=None, amount=Money(0), trips=tuple(counted), items=(), sums=()
        )
        assert said.is_provisional is is_provisional


@pytest.mark.parametrize(
    ("trip", "found"),
    [
        (TRIP, []),
        (replace(TRIP, power=0), [("power", "missing")]),
        (replace(TRIP, vehicle="motorcycle", power=0), [("power", "missing")]),
        (replace(TRIP, vehicle="moped", power=0), []),
        (replace(TRIP, driven_on=date(2019, 5, 1), power=0), []),
        (replace(TRIP, driven_on=date(2020, 5, 1)), [("on", "scale_unknown")]),
        (replace(TRIP, driven_on=date(2026, 5, 1)), []),
    ],
)
def test_the_scale_says_what_it_needs(trip: Trip, found: list[tuple[str, str]]) -> None:
    said = [(problem.field, problem.code) for problem in scale_problems(trip, mileage_scales())]
    assert said == found


def test_the_fingerprint_covers_all_that_is_asked_but_key_and_reference() -> None:
    first = claim(items=(TICKET,))
    assert replace(first, key=uuid4(), ref="F9").fingerprint() == first.fingerprint()
    changed: list[dict[str, Any]] = [
        {"payer": "B2"}, {"waived_on": date(2026, 1, 6)}, {"evidence": "R-13"}, {"trips": (replace(TRIP, km=631),)},
        {"trips": (replace(TRIP, purpose="Autre"),)}, {"trips": (replace(TRIP, is_electric=True),)}, {"trips": ()},
        {"items": ()}, {"project": "EAU"}, {"association": "AMAN"}, {"earmarked_by_donor": True}, {"office": "LYO"},
    ]  # fmt: skip
    found = {replace(first, **facts).fingerprint() for facts in changed}
    assert len(found | {first.fingerprint()}) == len(changed) + 1


def test_the_gift_moves_no_money_on_the_day_of_the_waiver() -> None:
    waived = Waived(
        key=uuid4(),
        ref="F1",
        office="MRS",
        payer="A1",
        amount=Money(400_68),
        waived_on=date(2026, 1, 5),
        evidence="R-12",
        project="EAU",
        association="AMAN",
        earmarked_by_donor=True,
    )
    gift = payment_of(waived)
    (line,) = gift.lines
    assert (gift.method, gift.received_on, gift.credited_on) == ("none", date(2026, 1, 5), None)
    assert (line.kind, line.amount.cents, line.evidence, line.earmarked_by_donor) == (
        "waived_expenses", 400_68, "R-12", True,
    )  # fmt: skip
    assert [(part.project, part.association) for part in line.allocations] == [("EAU", "AMAN")]
    assert gift.problems(today=TODAY) == []
    assert payment_of(waived).key == gift.key != waived.key  # the same claim is the same gift
    assert payment_of(replace(waived, project="", association="")).lines[0].allocations == ()
    assert claim().earmarked_by_donor is False
