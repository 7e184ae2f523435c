"""A debit or a cheque that came back in one line with what the bank took for it, on both engines."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.bank import bank_line_keys
from donations_app.db.tables import BankMatch, Payment
from donations_app.i18n import without_marks
from donations_app.services.audit.verify import verify
from donations_app.services.bank.importing import import_bank, read_bank
from donations_app.services.bank.matching import accept, accept_certain, undo
from donations_app.services.bank.proposing import ProposedLine, proposed_lines
from donations_app.words.matching import said_words
from tests.bank_files import Op, camt, put
from tests.world import TODAY, gift, issue, person

D = date(2026, 11, 18)


@pytest.fixture
def debits(books: Books) -> list[str]:
    """Two debits of one amount and a cheque, credited in November."""
    person(books, "K1", last_name="Tazi", first_name="Karim")
    person(books, "F1", last_name="Benali", first_name="Fatima")
    on = {"received_on": date(2026, 11, 5), "credited_on": date(2026, 11, 6)}
    return [
        gift(books, 20_00, payer="K1", method="direct_debit", **on),
        gift(books, 20_00, payer="F1", method="direct_debit", **on),
        gift(books, 150_00, payer="F1", method="cheque", **on),
    ]


def read(books: Books, folder: Path, *ops: Op) -> list[ProposedLine]:
    import_bank(books, read_bank(put(folder, "m.xml", camt(ops))))
    with books.read() as session:
        return proposed_lines(session, bank_line_keys(session, oldest_first=True), today=TODAY)


def test_a_line_that_names_who_was_debited_is_the_return_and_a_fee(
    books: Books, debits: list[str], tmp_path: Path
) -> None:
    (line,) = read(
        books, tmp_path, Op(D, -22_50, "", "IMPAYE PRLV TAZI KARIM FRAIS", "B1", return_code="AM04")
    )
    (found,) = [one for one in line.proposals if one.candidate.kind == "return"]
    assert (found.to, found.candidate.fee, line.certain) == (f"{debits[0]}+fee", 2_50, None)
    said = [without_marks(said_words(one)).replace("\u00a0", " ") for one in found.said]
    assert "1 payment = 20,00 €, fee 2,50 €" in said
    assert said[-1] == "Nothing says the fee: it is what is missing"
    (recorded,) = accept(books, line.line.ref, [found.to], proposal=found).recorded
    with books.read() as session:
        back = session.execute(select(Payment).where(Payment.ref == recorded)).scalar_one()
        ledger = session.execute(select(BankMatch.kind, BankMatch.amount).order_by(BankMatch.id)).all()
        assert (back.amount.cents, back.return_code, back.reversal) == (-20_00, "AM04", "return")
    assert [tuple(one) for one in ledger] == [("return", -20_00), ("fee", -2_50)]
    undo(books, line.line.ref)
    assert verify(books).faults == []


def test_the_charges_that_the_bank_says_make_it_certain_for_a_debit_that_is_named(
    books: Books, debits: list[str], tmp_path: Path
) -> None:
    ops = (
        Op(D, -22_50, "", "IMPAYE PRLV TAZI KARIM", "B1", return_code="AM04", charges=2_50),
        Op(D, -162_00, "", "CHEQUE IMPAYE BENALI FATIMA", "B2", charges=12_00),
        Op(D, -22_50, "", "IMPAYE PRLV", "B3", return_code="AM04", charges=2_50),  # of whom?
        Op(D, -62_00, "", "IMPAYE PRLV TAZI KARIM", "B4", return_code="AM04"),  # no bank takes as much
    )
    named, cheque, unnamed, dear = read(books, tmp_path, *ops)
    assert [one.certain and one.certain.to for one in (named, cheque)] == [
        f"{debits[0]}+fee",
        f"{debits[2]}+fee",
    ]
    for line in (unnamed, dear):
        assert [one for one in line.proposals if one.candidate.kind == "return"] == []
    done = accept_certain(books)
    assert (len(done.lines), len(done.recorded)) == (2, 2)
    assert verify(books).faults == []


def test_what_has_a_receipt_is_not_taken_back_unseen(books: Books, tmp_path: Path) -> None:
    person(books, "K1", last_name="Tazi", first_name="Karim")
    on = date(2025, 12, 29)
    gift(books, 20_00, payer="K1", method="direct_debit", received_on=on, credited_on=on)
    issue(books, 2025)
    op = Op(date(2026, 1, 5), -22_50, "", "IMPAYE PRLV TAZI KARIM", "B1", return_code="AM04", charges=2_50)
    (line,) = read(books, tmp_path, op)
    assert line.certain
    assert accept_certain(books).lines == []


def test_by_hand_the_payment_comes_back_whole_and_the_rest_is_the_fee(
    books: Books, debits: list[str], tmp_path: Path
) -> None:
    (line,) = read(books, tmp_path, Op(D, -23_00, "", "PRLV SEPA REJETE", "B1"))
    accept(books, line.line.ref, [debits[1], "fee"])
    with books.read() as session:
        amounts = session.scalars(select(BankMatch.amount).order_by(BankMatch.id)).all()
    assert (amounts, verify(books).faults) == ([-20_00, -3_00], [])
