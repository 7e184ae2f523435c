"""A claim is refused with its field and reason before anything is looked up."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from donations_app.domain.expenses import ExpenseDraft, Item, Waived, payment_of, scale_problems
from donations_app.domain.mileage import Trip
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
        ({"km": 0}, "1.km", "km_out_of_range"),
        ({"km": -5}, "1.km", "km_out_of_range"),
        ({"km": 100_000}, "1.km", "km_out_of_range"),
        ({"vehicle": "bicycle"}, "1.vehicle", "choice_unknown"),
        ({"power": -1}, "1.power", "power_out_of_range"),
        ({"power": 100}, "1.power", "power_out_of_range"),
        ({"vehicle": "moped"}, "1.power", "power_out_of_range"),
    ],
)
def test_a_trip_is_refused_with_its_field_and_reason(facts: dict[str, Any], field: str, code: str) -> None:
    assert of_trip(**facts) == [(field, code)]


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
        key=uuid4(), ref="F1", office="MRS", payer="A1", amount=Money(400_68), waived_on=date(2026, 1, 5),
        evidence="R-12", project="EAU", association="AMAN", earmarked_by_donor=True,
    )  # fmt: skip
    gift = payment_of(waived)
    (line,) = gift.lines
    assert (gift.method, gift.received_on, gift.credited_on) == ("none", date(2026, 1, 5), None)
    assert (line.kind, line.amount.cents, line.evidence, line.earmarked_by_donor) == (
        "waived_expenses", 400_68, "R-12", True,
    )  # fmt: skip
    assert [(part.project, part.association) for part in line.allocations] == [("EAU", "AMAN")]
    assert gift.problems(today=TODAY) == []
