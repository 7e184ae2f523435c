"""Returns of direct debits: what each code asks for, which debit is meant, what the bank takes; status reports."""

import io
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain.debit_returns import (
    ACTIONS,
    Returned,
    SentDebit,
    code_of,
    match,
    of_whole,
    table_on,
)
from donations_app.domain.money import ZERO, Money
from donations_app.formats.bank.pain002 import read_pain002
from donations_app.formats.bank.said import NotRead
from donations_app.formats.legal import return_tables
from donations_app.words.returns import ACTIONS as ACTION_WORDS
from donations_app.words.returns import CODES, reason_of
from tests.bank_files import Back, rejected

DAY = date(2026, 12, 7)
DEBIT = SentDebit(
    id=1, run="L-MRS-000001", sequence="RCUR", end_to_end="L-MRS-000001-1", reference="RUM-1", mandate_id=1,
    iban="FR76", amount=Money(20_00), collected_on=DAY, gift_id=1, due_on=date(2026, 12, 5), payment="P1",
)  # fmt: skip
JANUARY = replace(DEBIT, id=2, run="L2", end_to_end="L2-1", collected_on=date(2027, 1, 5), payment="P2")
BACK = Returned(on=date(2026, 12, 10), amount=Money(20_00))
TABLE = table_on(return_tables(), DAY)


def test_each_code_asks_for_its_action_and_has_its_words() -> None:
    asked: dict[str, set[str]] = {action: set() for action in ACTIONS}
    for code, action in TABLE.actions.items():
        asked[action].add(code)
    assert asked["stop"] == {"AC01", "AC04", "AC06", "AC13", "AG01", "AG02", "RC01"}
    assert asked["again"] == {"AM04", "MS03"}
    assert asked["suspend"] == {"MD06", "MS02", "SL01"}
    assert asked["end"] == {"MD01", "MD07"}
    assert {*TABLE.actions} == {*CODES}
    assert {*ACTIONS} == {*ACTION_WORDS}
    assert not TABLE.is_confirmed  # which is told
    assert TABLE is table_on(return_tables(), date(1999, 1, 1))


@pytest.mark.parametrize(
    ("code", "times", "action"),
    [
        ("AM04", 1, "again"),
        ("AM04", 2, "suspend"),
        ("AC04", 1, "stop"),
        ("MD01", 1, "end"),
        ("ZZ99", 1, "investigate"),
    ],
)
def test_a_code_is_presented_once_more_and_then_the_mandate_rests(code: str, times: int, action: str) -> None:
    assert TABLE.action(code, times=times) == action


def test_the_code_of_a_french_bank_may_stand_in_its_words() -> None:
    assert code_of(replace(BACK, code="20", text="PRLV IMPAYE MOTIF:AM04 DUPONT"), TABLE) == "AM04"
    assert code_of(replace(BACK, code="20", text="PRLV IMPAYE"), TABLE) == "20"
    assert TABLE.kind("MD06", is_reject=False) == "refund"
    assert TABLE.kind("AM04", is_reject=True) == "reject"
    assert reason_of("AM04") == "Prélèvement renvoyé par la banque\u00a0: AM04 (provision insuffisante)"


@pytest.mark.parametrize(
    ("facts", "found", "why"),
    [
        ({"end_to_end": "L2-1"}, 2, None),
        ({"end_to_end": "ELSEWHERE", "mandate": "RUM-1"}, None, "no_debit"),
        ({"mandate": "RUM-1"}, 1, None),
        ({"mandate": "RUM-1", "amount": Money(21_00)}, None, "no_debit"),
        ({"mandate": "RUM-1", "on": date(2027, 2, 20)}, None, "several"),
        ({"mandate": "RUM-1", "on": date(2027, 2, 20), "collected_on": DAY}, 1, None),
        ({"mandate": "RUM-9", "iban": "FR76"}, 1, None),
        ({"iban": "FR76", "on": date(2027, 1, 8)}, 2, None),
        ({"mandate": "RUM-1", "amount": None}, None, "no_amount"),
        ({"end_to_end": "L2-1", "currency": "USD"}, None, "other_currency"),
        ({"end_to_end": "L2-1", "amount": Money(19_00)}, None, "amount_differs"),
        ({}, None, "no_debit"),
    ],
)
def test_a_return_means_the_debit_that_is_sure(
    facts: dict[str, Any], found: int | None, why: str | None
) -> None:
    matched = match(replace(BACK, **facts), [DEBIT, JANUARY])
    assert (matched.debit and matched.debit.id, matched.why) == (found, why)


def test_what_the_bank_takes_is_stated_or_lies_beyond_the_debit() -> None:
    back = replace(BACK, end_to_end="L-MRS-000001-1")
    fees = {
        "nothing": match(back, [DEBIT]).fee,
        "beside": match(replace(back, charges=Money(1_50)), [DEBIT]).fee,
        "within": match(replace(back, amount=Money(21_50), charges=Money(1_50)), [DEBIT]).fee,
        "unsaid": match(replace(back, amount=Money(21_50)), [DEBIT]).fee,
    }
    assert fees == {"nothing": ZERO, "beside": Money(1_50), "within": Money(1_50), "unsaid": Money(1_50)}
    odd = match(replace(back, amount=Money(25_00), charges=Money(1_50)), [DEBIT])
    assert (odd.debit, odd.why) == (None, "amount_differs")
    unsent = match(back, [replace(DEBIT, payment="")])
    assert (unsent.why, unsent.near[0].run) == ("not_sent", "L-MRS-000001")


def test_a_run_that_is_rejected_whole_is_all_of_its_debits() -> None:
    report = read_pain002(
        io.BytesIO(rejected([], DAY, original="L-MRS-000001", whole="FF01").encode()), "pain.002"
    )
    (whole,) = report.whole
    assert (report.original, whole.batch, whole.reason) == ("L-MRS-000001", "", "FF01")
    said = Returned(on=DAY, code="FF01", run=report.original)
    assert [one.end_to_end for one, _debit in of_whole(said, [DEBIT, JANUARY])] == ["L-MRS-000001-1"]
    assert of_whole(replace(said, batch="L-MRS-000001-FNAL"), [DEBIT]) == []
    assert len(of_whole(replace(said, batch="L-MRS-000001-RCUR"), [DEBIT])) == 1


def test_a_status_report_says_all_that_finds_the_debit() -> None:
    back = Back(20_00, "AC04", mandate="RUM-1", collected_on=DAY)
    (one,) = read_pain002(io.BytesIO(rejected([back], DAY).encode()), "pain.002").rejected
    assert (one.end_to_end, one.mandate, one.reason, one.amount, one.collected_on, one.batch) == (
        "", "RUM-1", "AC04", 20_00, DAY, "B",
    )  # fmt: skip
    with pytest.raises(NotRead, match="xml_broken"):
        read_pain002(io.BytesIO(rejected([back], DAY).encode()[:-40]), "pain.002")
