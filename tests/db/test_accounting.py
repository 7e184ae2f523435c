"""The entries of a fiscal year: they agree with the way from the accounts to the receipts, to the cent."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from donations_app.db.books import Books
from donations_app.domain.errors import InputRefused
from donations_app.domain.money import Money
from donations_app.domain.payments import LineDraft
from donations_app.domain.refunds import Refund
from donations_app.domain.spending import SpendingDraft
from donations_app.services.books.legal import decide_parameter
from donations_app.services.deposits.slips import hand_in, note_credit
from donations_app.services.funding.spending import record_spending
from donations_app.services.payments.corrections import take_back
from donations_app.services.payments.records import record_payment
from donations_app.services.statements.accounting import (
    Accounts,
    accounts,
    layout_of,
    proposed_name,
    write_accounts,
)
from donations_app.services.statements.control import reconciliation
from tests.originals import Fill
from tests.slips import slip
from tests.world import company, gift, payment, person, project, to


@pytest.fixture
def begins_with() -> Fill:
    return a_year


def a_year(books: Books) -> None:
    """Record what a year may hold, with what it takes back of the year before."""
    person(books)
    company(books)
    project(books)
    old = gift(books, 70_00, received_on=date(2024, 12, 1), credited_on=date(2024, 12, 2), method="transfer")
    gift(books, 1_00, received_on=date(2024, 12, 31), credited_on=date(2025, 1, 2), method="online")
    cheque = gift(books, 100_00, method="cheque", cheque_number="0000001")
    gift(books, 30_00, method="cheque", cheque_number="0000002")
    gift(books, 20_00, method="cash")
    gift(books, 500_00, payer="E1", method="transfer", credited_on=date(2025, 3, 2))
    gift(books, 9_00, method="transfer", credited_on=None)  # the bank has not said when
    earmarked = LineDraft(
        kind="donation", amount=Money(80_00), earmarked_by_donor=True, allocations=(to(80_00),)
    )
    dues = LineDraft(kind="dues", amount=Money(15_00), dues_year=2025)
    sent: dict[str, Any] = {"method": "transfer", "credited_on": date(2025, 4, 1)}
    both = record_payment(books, payment(lines=(earmarked, dues), **sent)).ref
    thing = LineDraft(
        kind="in_kind", amount=Money(40_00), description="pump", evidence="bill 4", valued_by="donor"
    )
    record_payment(books, payment(lines=(thing,), method="none"))
    number = slip(books, cheque, made_on=date(2025, 6, 1))
    hand_in(books, number, on=date(2025, 6, 2))
    note_credit(books, number, on=date(2025, 7, 1))
    take_back(books, cheque, kind="return", reason="unpaid", on=date(2025, 7, 9))
    take_back(books, old, kind="refund", reason="asked", on=date(2025, 2, 1))
    take_back(
        books, both, kind="refund", reason="part", on=date(2025, 8, 1), part=Refund(Money(5_00), line=2)
    )
    spent = SpendingDraft(
        key=uuid4(), project="EAU", amount=Money(50_00), spent_on=date(2025, 9, 1), earmarked=Money(30_00)
    )
    record_spending(books, spent)


def sums(found: Accounts) -> dict[str, int]:
    """Return the balance of each account, credits above zero."""
    return {one.account.number: (one.credit - one.debit).cents for one in found.balances}


def test_the_entries_agree_with_the_way_to_the_receipts(books: Books) -> None:
    found = accounts(books, 2025)
    of = sums(found)
    base = reconciliation(books, 2025).base.accounts
    assert {number: of.get(number, 0) for number in base} == {
        number: amount.cents for number, amount in base.items()
    }
    assert of == {
        "75411": 1_00 + 30_00 + 20_00 + 80_00,
        "7561": 10_00,
        "7542": 500_00,
        "672": -70_00,
        "5112": -30_00,  # the one that came back was banked, and is given back by the bank
        "530": -20_00,
        "512": -(1_00 + 500_00 + 95_00 - 5_00 - 70_00),
        "860": -40_00,
        "870": 40_00,
        "6896": -50_00,
        "196": 50_00,
    }
    assert sum(of.values()) == 0
    assert [one.on for one in found.entries] == sorted(one.on for one in found.entries)
    assert sums(accounts(books, 2024)) == {"75411": 70_00, "512": -70_00}


@pytest.mark.file_only
def test_the_accountant_changes_the_plan_from_a_year_on_and_nothing_else_is_an_account(books: Books) -> None:
    on = date(2025, 1, 1)
    decide_parameter(books, "account_gifts", first_on=on, value="754110 Dons", source="Expert-comptable")
    assert "754110" in sums(accounts(books, 2025))
    assert "754110" not in sums(accounts(books, 2024))
    with pytest.raises(InputRefused, match="ledger_account_expected"):
        decide_parameter(books, "account_gifts", first_on=on, value="Dons", source="x")
    doubtful = {one.name for one in accounts(books, 2025).doubtful}
    assert doubtful == {"account_taken_back", "account_things", "account_labour"}


@pytest.mark.file_only
def test_files_bear_the_name_that_is_prescribed(books: Books, tmp_path: Path) -> None:
    found = accounts(books, 2025)
    assert proposed_name(found, "fec").endswith("FEC20251231")
    path = tmp_path / f"{proposed_name(found, 'fec')}.txt"
    write_accounts(found, path, layout_of(path))
    assert path.read_bytes().count(b"\r\n") == 1 + sum(len(one.lines) for one in found.entries)
    assert [layout_of(tmp_path / name) for name in ("a.paheko.csv", "a.dolibarr.CSV", "a.xlsx", "a.csv")] == [
        "paheko", "dolibarr", "xlsx", "csv",
    ]  # fmt: skip
