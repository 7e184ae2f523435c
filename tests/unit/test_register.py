"""The register: what its lines add up to, and a series that lacks, repeats or outruns a number."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from donations_app.domain.money import ZERO, Money
from donations_app.domain.register import (
    RegisterFilter,
    RegisterLine,
    RegisterTotals,
    Series,
    series_of_numbers,
)


def row(cents: int, **facts: Any) -> RegisterLine:
    known: dict[str, Any] = dict.fromkeys(
        ("number", "series", "wording", "issued_by", "office", "signatory", "payer", "name", "address", "replaces",
         "replaced_by", "cancelled_by", "reason", "accepted", "sent_by", "sha256"), "",
    )  # fmt: skip
    known |= dict.fromkeys(("issued_on", "first_on", "last_on"), date(2026, 1, 15))
    known |= dict.fromkeys(
        ("recorded_at", "payments", "natures", "kinds", "gift_forms", "methods", "articles", "parts"), ()
    )
    known |= dict.fromkeys(("cancelled_on", "sent_on", "returned_on"))
    known |= {
        "form": "11580*05",
        "year": 2025,
        "amount": Money(cents),
        "status": "issued",
        "dues": Money(0),
    }
    return RegisterLine(**(known | facts))


@pytest.mark.parametrize(("status", "counted"), [("issued", 10_00), ("cancelled", 0), ("replaced", 0)])
def test_a_cancelled_number_adds_nothing(status: str, counted: int) -> None:
    assert row(10_00, status=status).counted == Money(counted)


def test_the_totals_count_live_and_cancelled_numbers_apart() -> None:
    totals = RegisterTotals()
    cash, kind = ("money", "cash", Money(7_00)), ("other", "none", Money(3_00))
    for one in (
        row(10_00, parts=(cash, kind), dues=Money(2_00)), row(7_00, parts=(cash,), dues=Money(1_00)),
        row(3_00, parts=(kind,), form="16216*03"), row(50_00, status="cancelled", parts=(cash,), dues=Money(9_00)),
        row(60_00, status="replaced", form="16216*03"),
    ):  # fmt: skip
        totals.add(one)
    assert totals == RegisterTotals(
        live=3, cancelled=2, amount=Money(20_00), cancelled_amount=Money(110_00), dues=Money(3_00),
        documents=totals.documents, forms={"11580*05": Money(17_00), "16216*03": Money(3_00)},
        natures={"money": Money(14_00), "other": Money(6_00)}, methods={"cash": Money(14_00), "none": Money(6_00)},
    )  # fmt: skip
    assert totals.documents == {"11580*05": 2, "16216*03": 1}
    assert (RegisterTotals().live, RegisterTotals().cancelled, RegisterTotals().amount) == (0, 0, ZERO)


@pytest.mark.parametrize(
    ("numbers", "counter", "first", "last", "missing", "twice", "is_whole"),
    [
        ([1, 2, 3], 3, 1, 3, (), (), True), ([3, 1, 2], 3, 1, 3, (), (), True), ([1], 1, 1, 1, (), (), True),
        ([1, 3], 3, 1, 3, (2,), (), False), ([2, 3], 3, 2, 3, (1,), (), False), ([1, 2], 3, 1, 2, (3,), (), False),
        ([1, 4], 2, 1, 4, (2, 3), (), False), ([1, 2, 3], 2, 1, 3, (), (), False), ([1, 2, 2, 2], 2, 1, 2, (),
        (2,), False),
        ([1, 1, 3, 3], 4, 1, 3, (2, 4), (1, 3), False), ([], 0, 0, 0, (), (), False), ([], 2, 0, 0, (1, 2), (), False),
        ([0, 1, 2], 2, 0, 2, (), (), False),
    ],
)  # fmt: skip
def test_a_series_is_held_against_every_number_that_was_given(
    numbers: Iterable[int],
    counter: int,
    first: int,
    last: int,
    missing: tuple[int, ...],
    twice: tuple[int, ...],
    is_whole: bool,
) -> None:
    count = len(list(numbers))
    found = series_of_numbers("2025-MRS-P", numbers, cancelled=1, counter=counter)
    assert found == Series("2025-MRS-P", first, last, count, 1, missing, twice, counter)
    assert found.is_whole is is_whole


@pytest.mark.parametrize(
    ("facts", "is_extract"),
    [({}, False), ({"series": "2025-MRS-P"}, False), ({"form": "11580*05"}, True), ({"office": "MRS"}, True),
     ({"status": "cancelled"}, True), ({"recorded_at": "LYO"}, True)],
)  # fmt: skip
def test_a_register_without_some_numbers_of_a_series_is_an_extract(
    facts: dict[str, Any], is_extract: bool
) -> None:
    assert RegisterFilter(**facts).is_extract is is_extract
