"""A year with its bank, from the first gift to the closing: bank, books, receipts and accounts say the same.

The script (``own_year``, ``own_bank``) is its own bank and keeps its own ledger; the books are held against both.
"""

import json
import os
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from donations_app import cli
from tests.bank_files import IBAN
from tests.e2e import own_debits, own_gifts
from tests.e2e.own_bank import FORMATS
from tests.e2e.own_reading import a_statement_is_read, books_and_bank_tie, lines_are_said
from tests.e2e.own_year import DEBITED, YEAR, Year
from tests.e2e.two_weeks import Run, document

SHORT: Final = range(11, 13)
HAPPENED: Final = {
    "aside", "amended", "back AC04", "back AM04", "back MD06", "certain", "cheque bounced", "corrected", "of another",
    "payout", "receipted cheque bounced", "refunded", "run", "seen", "undone", "REM CHEQUES", "VERSEMENT", "fee",
    "dues by transfer", "donation by cash", "donation by cheque", "donation by transfer",
}  # fmt: skip
MANY: Final = int(os.environ.get("STORIES", "3"))
Act = Callable[[Year], None]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def run_(*words: object) -> tuple[int, Any]:
        status = cli.main(["--lang", "en", *map(str, words), "--json"])
        return status, document(*capfdbinary.readouterr())

    return run_


_DAY: Final = timedelta(days=1)
# what happens each month, by its day, and with which month it begins
MONTH: Final[tuple[tuple[int, Act], ...]] = (
    (3, own_gifts.transfers_are_told), (4, own_gifts.cheques_come), (5, own_gifts.transfers_are_seen),
    (6, own_debits.mandates_are_put_right), (7, own_debits.a_run_is_collected), (12, own_gifts.cash_comes),
    (15, own_gifts.the_platform_tells), (26, own_gifts.the_platform_tells_payouts),
    (28, own_gifts.the_bank_takes_its_fee),
)  # fmt: skip
NOW_AND_THEN: Final[tuple[tuple[int, Act], ...]] = (
    (4, own_gifts.a_cheque_is_typed_wrong), (9, own_debits.one_is_rejected), (18, own_debits.one_comes_back),
    (20, own_gifts.cash_goes_to_the_bank), (21, own_gifts.a_cheque_bounces), (22, own_gifts.a_part_is_given_back),
    (23, own_gifts.money_is_put_aside), (24, own_debits.one_is_refunded_late), (30, own_gifts.transfers_are_told),
    (30, own_gifts.cheques_come),
)  # fmt: skip


def last_day(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - _DAY


def lived(year: Year, months: range) -> None:
    """Live the months one after the other, and read at the beginning of each what the bank says of the last."""
    forms = year.chance.sample(FORMATS, k=len(FORMATS)) * 3
    for month in months:
        first = date(YEAR, month, 1)
        some = [one for one in NOW_AND_THEN if year.chance.random() < 0.5]
        acts = [*MONTH, *(NOW_AND_THEN[month % 2 :: 2] if months == SHORT else some)]
        for day, act in sorted(acts, key=lambda one: (one[0], one[1] is own_gifts.cheques_come)):
            year.clock.leap_to(first.replace(day=min(day, last_day(first).day)))
            act(year)
        read(year, first, forms[month], forms[month + 1])


def read(year: Year, first: date, form: str, other: str) -> None:
    """Read the statement of a month, one that overlaps in another format, and the first once more."""
    last = last_day(first)
    year.clock.leap_to(last + 2 * _DAY)
    if year.chance.random() < 0.5:
        a_statement_is_read(year, first, first + 14 * _DAY, other)
        lines_are_said(year)
    a_statement_is_read(year, first, last, form)
    lines_are_said(year)
    a_statement_is_read(year, first, last, form)
    a_statement_is_read(year, first + 9 * _DAY, last, other)
    books_and_bank_tie(year, last)
    if first.month % 2 == 0:
        own_gifts.a_transfer_is_of_another(year)
        books_and_bank_tie(year, last)


def the_year_ends(year: Year) -> None:
    """Issue the receipts, then let things go back on which they stand; issue the rest, close the year."""
    first, last = date(YEAR + 1, 1, 1), date(YEAR + 1, 1, 31)
    year.clock.leap_to(first.replace(day=20))
    receipts_are_issued(year)
    for act in LATE:
        year.clock.leap_to(year.today + 2 * _DAY)
        act(year)
    year.clock.leap_to(last + 2 * _DAY)
    a_statement_is_read(year, first, last, "camt")
    lines_are_said(year)
    receipts_are_issued(year)
    assert year.told("close", "year", YEAR, "--accept", "all")["closed"]
    year.closed_until, year.closed_on = last_day(date(YEAR, 12, 1)), year.today
    year.clock.leap_to(year.today + 2 * _DAY)
    own_gifts.a_transfer_is_of_another(year)
    receipts_are_issued(year)


def receipts_are_issued(year: Year) -> None:
    """Issue what is due: afterwards each payer has receipts over what the script says is left of his."""
    year.told("receipts", "issue", "--year", YEAR, "--accept", "all")
    wanted: Counter[str] = Counter()
    for one in year.receiptable():
        wanted[one.payer] += one.left
    found: Counter[str] = Counter()
    paper = year.folder / "register.json"
    year.told("register", "--year", YEAR, "--out", paper, "--force")
    for line in json.loads(paper.read_bytes())["lines"]:
        if line["status"] != "issued":
            continue
        found[line["payer"]] += line["amount_cents"]
    assert found == wanted


LATE: Final[tuple[Act, ...]] = (
    own_debits.one_is_refunded_late, own_gifts.a_receipted_cheque_bounces, own_gifts.a_transfer_is_of_another,
    own_gifts.a_part_is_given_back,
)  # fmt: skip


def all_is_one(year: Year) -> None:
    """Bank, books, receipts and accounts say what the script says."""
    books_and_bank_tie(year, year.today)
    (held,) = year.told("bank", "reconcile", "--account", IBAN)["accounts"]
    assert (held["bank_cents"], held["books_cents"], held["explained"]) == (
        year.bank.balance(year.today),
    ) * 2 + ([],)
    for kind in ("donation", "dues"):
        assert year.told("payments", "list", "--kind", kind)["sum_cents"] == year.sums(kind)
    accounts_tie(year)
    assert year.told("register", "check")["ok"] is True
    verified = year.told("verify")
    assert (verified["ok"], verified["problems"]) == (True, [])


def accounts_tie(year: Year) -> None:
    """Hold the entries of the year against what moved: on the account, in the cash box, as gifts and dues."""
    first, last = date(YEAR, 1, 1), date(YEAR, 12, 31)
    found = year.told("accounting", "show", "--year", YEAR)["accounts"]
    sums = {one["account"]: one["debit_cents"] - one["credit_cents"] for one in found}
    assert sum(sums.values()) == 0
    inside = sum(one.op.cents for one in year.bank.between(first, last) if not one.is_outside)
    income: Counter[str] = Counter()
    for told, cents in year.booked(first, last):
        income[told.kind] += cents
    assert sums["512"] == inside
    assert -sums["7561"] == income["dues"]
    assert -sum(cents for number, cents in sums.items() if number.startswith("754")) == income["donation"]


def tell(year: Year, months: range, clock: pytest.MonkeyPatch) -> Counter[str]:
    """Live some months and end the year; return what happened."""
    clock.setattr("donations_app.db.books.utc_now", year.clock)
    with closing(year.books):
        for number, payer in enumerate(DEBITED, 1):
            year.agrees(number, payer, 10_00 * number, date(YEAR, months.start, 10))
        lived(year, months)
        the_year_ends(year)
        all_is_one(year)
    return year.done


@pytest.mark.suite
@pytest.mark.file_only
def test_two_months_with_their_bank_end_in_one_sum(
    location: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    year = Year(location, tmp_path, 1, date(YEAR, SHORT.start, 1), run)
    assert HAPPENED - tell(year, SHORT, monkeypatch).keys() == set()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 1 + MANY))
def test_a_year_with_its_bank_ends_in_one_sum(
    location: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    year = Year(location, tmp_path, seed, date(YEAR, 1, 1), run)
    wanted = HAPPENED | {f"read {form}" for form in FORMATS}
    assert wanted - tell(year, range(1, 13), monkeypatch).keys() == set()
