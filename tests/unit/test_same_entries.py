"""Which entries of a file are known: counted, never lost, never twice."""

from datetime import date
from typing import Any

import pytest

from donations_app.domain.bank import BankLine
from donations_app.domain.same_entries import Entry, entry_of, new_entries

C2, C8 = "camt.053.001.02", "camt.053.001.08"
DAY = date(2026, 8, 6)


def entry(text: str = "", *, name: str = "csv", amount: int = 50_00, on: date = DAY, **said: Any) -> Entry:
    return entry_of([BankLine(0, on, None, amount, "EUR", amount, label=text, **said)], name)


def new(found: list[Entry], known: list[Entry]) -> list[int]:
    return new_entries(found, known)


def test_the_same_lines_again_are_nothing_new_and_two_equal_ones_stay_two() -> None:
    rent = [entry("VIR SEPA LOYER"), entry("VIR SEPA LOYER")]
    assert new(rent, []) == [0, 1]
    assert new(rent, rent) == []
    assert new(rent, rent[:1]) == [1]  # one was booked after the first file was made
    assert new(rent[:1], rent) == []


@pytest.mark.parametrize("other", [entry(amount=50_01), entry(amount=-50_00), entry(on=date(2026, 8, 7))])
def test_another_day_amount_or_sign_is_another_entry(other: Entry) -> None:
    assert new([entry()], [other]) == [0]


@pytest.mark.parametrize(
    ("found", "known", "is_new"),
    [
        # one format: the words are the same when the operation is
        (entry("VIR AHMED"), entry("VIR FATIMA"), True),
        (entry("VIR AHMED"), entry("vir  Ahmed"), False),
        (entry("A", bank_reference="R1", name="ofx1"), entry("B", bank_reference="R1", name="ofx2"), False),
        # references of OFX are made anew, those of CAMT stay
        (entry("A", bank_reference="R1", name="ofx1"), entry("A", bank_reference="R2", name="ofx1"), False),
        (entry("A", bank_reference="R1", name=C2), entry("A", bank_reference="R2", name=C8), True),
        (entry("A", bank_reference="R1", name=C2), entry("A", bank_reference="R2", name="camt.054.001.02"), False),
        # two formats: what speaks against it are other people, other words, other references
        (entry("VIREMENT INSTANTANE CREDIT"), entry("DON", counterpart="Ahmed Oubella", name=C8), False),
        (entry("VIR M OUBELLA AHMED"), entry("", counterpart="Ahmed Oubella", name=C8), False),
        (entry("VIR M OUBELLA AHMED"), entry("", counterpart="Fatima Benali", name=C8), True),
        (entry(end_to_end="E1", name="cfonb120"), entry(end_to_end="E2", name=C8), True),
        (entry("X1", end_to_end="E1", name="cfonb120"), entry("YY", end_to_end="E1", name=C8), False),
        (entry(counterpart_iban="FR7630006000011234567890189", name="mt940"),
         entry(counterpart_iban="FR14 2004 1010 0505 0001 3M02 606", name=C8), True),
        (entry(counterpart_iban="0194785000", name="mt940"),
         entry(counterpart_iban="DE14508800500194785000", name=C8), False),
    ],
)  # fmt: skip
def test_what_is_said_beside_speaks_for_or_against(found: Entry, known: Entry, *, is_new: bool) -> None:
    assert bool(new([found], [known])) is is_new
    assert bool(new([known], [found])) is is_new


def test_the_pairs_for_which_most_speaks_come_first() -> None:
    known = [entry("VIREMENT RECU"), entry("VIR BENALI FATIMA")]
    found = [
        entry(counterpart="Fatima Benali", name=C8),
        entry(counterpart="Ahmed Oubella", name=C8),
        entry(counterpart="Zohra Amrani", name=C8),
    ]
    assert new(found, known) == [2]


def test_a_batch_is_weighed_as_a_whole() -> None:
    parts = [BankLine(3, DAY, None, cents, "EUR", 113_00, end_to_end=f"E{cents}") for cents in (111_00, 2_00)]
    batch = entry_of(parts, "camt.054.001.04")
    assert (batch.amount, batch.end_to_ends) == (113_00, frozenset(("E11100", "E200")))
    assert new([entry(amount=113_00, name="camt.053.001.04")], [batch]) == []
    assert new([entry(amount=111_00, name="camt.053.001.04")], [batch]) == [0]


def test_very_many_of_a_day_and_amount_are_counted() -> None:
    many = [entry(f"VIR {number} A{number:04}") for number in range(600)]
    others = [entry(f"VIR {number} A{number:04}", name="qif") for number in range(500)]
    assert len(new(many, others)) == 100
    assert new(many, many[::-1]) == []
