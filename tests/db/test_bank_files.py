"""A file that was read for the wrong account is set aside whole and taken anew, on both engines."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy.exc import DBAPIError

from donations_app.db.books import Books
from donations_app.db.queries.bank import account_standings, listed_lines
from donations_app.db.queries.bank_files import bank_files
from donations_app.db.queries.matches import open_line_keys
from donations_app.db.queries.reconciliations import reconciliations
from donations_app.domain.bank import Warned
from donations_app.domain.closing_errors import DaysClosed
from donations_app.domain.errors import InputRefused, NotFound
from donations_app.domain.settings import AccountDraft
from donations_app.i18n import day
from donations_app.services.audit.verify import verify
from donations_app.services.bank.closing import close_account
from donations_app.services.bank.files import set_file_aside
from donations_app.services.bank.importing import BankImported, import_bank, read_bank
from donations_app.services.bank.matching import accept
from donations_app.services.books.settings import create_books, load_settings
from donations_app.words.bank import set_aside_sentences, warning_sentence
from tests.bank_files import IBAN, Op, camt, csv, ofx, put
from tests.db.test_bank import tamper_raw
from tests.world import SETTINGS, TODAY, ticking

D1, D2, D3 = date(2026, 8, 6), date(2026, 8, 7), date(2026, 8, 12)
OTHER = "FR1420041010050500013M02606"
OPS = (
    Op(D1, 50_00, "Ahmed Oubella", "DON VILLAGE", "R1"),
    Op(D1, -12_30, "Banque", "FRAIS", "R3"),
    Op(D2, 735_00, "Fatima Benali", "COTISATION 2026", "R4"),
)


def take(books: Books, path: Path, account: str = "") -> BankImported:
    return import_bank(books, read_bank(path), account=account)


def standing(books: Books) -> list[tuple[str, int, int | None]]:
    with books.read() as session:
        return [(one.account, one.lines, one.closing) for one in account_standings(session)]


def amounts(books: Books) -> list[int]:
    with books.read() as session:
        return [line.amount for line in listed_lines(session)]


def problem(refused: pytest.ExceptionInfo[InputRefused]) -> tuple[str, str, str]:
    one = refused.value.problems[0]
    return one.field, one.code, one.value


def test_a_file_of_the_wrong_account_is_set_aside_and_taken_anew(books: Books, tmp_path: Path) -> None:
    first = put(tmp_path, "other.csv", csv(OPS))
    assert take(books, first, IBAN).new == 3
    accept(books, "L-MRS-000002", ["fee"])
    again = take(books, first, OTHER)  # the very bytes: told for which account they stand, and where to go
    assert (again.new, again.already, again.statements[0].account) == (0, 3, IBAN)
    assert warning_sentence(again.warnings[0]) == (
        f"This very file was read on {day(TODAY)}, as other.csv, for the account Compte courant."
        " Was that the wrong account? Set the file T-MRS-000001 aside first, then take it anew."
    )
    refused_before(books)
    done = set_file_aside(books, "other.csv", reason="  compte\nde Lyon ")
    assert (done.file.ref, done.lines, done.undone, done.read_since) == (
        "T-MRS-000001", 3, ["L-MRS-000002"], [],
    )  # fmt: skip
    assert (amounts(books), standing(books)) == ([], [])
    with books.read() as session:
        assert open_line_keys(session) == []
        (none,) = reconciliations(session, account=IBAN, on=D3)
        assert (none.books, none.bank, none.explanations) == (0, 0, ())
        (file,) = bank_files(session)
    assert (file.reason, file.new, file.accounts) == ("compte de Lyon", 3, [IBAN])
    counts_no_more(books)
    right = take(books, first, OTHER)
    assert (right.new, right.already, [one.account for one in right.statements]) == (3, 0, [OTHER])
    assert standing(books) == [(OTHER, 3, None)]
    assert take(books, first, IBAN).new == 0  # and it stands there once
    assert verify(books).faults == []


def refused_before(books: Books) -> None:
    with pytest.raises(NotFound):
        set_file_aside(books, "none.csv", reason="x")
    with pytest.raises(InputRefused) as refused:
        set_file_aside(books, "other.csv", reason=" ")
    assert problem(refused) == ("reason", "missing", "")
    raw = "INSERT INTO bank_file_aside SELECT id, office_id, id, 'x', at, who FROM bank_file"
    with pytest.raises(DBAPIError, match="bank_file_aside: unmatched"):
        tamper_raw(books, raw)


def counts_no_more(books: Books) -> None:
    with pytest.raises(InputRefused) as refused:
        set_file_aside(books, "T-MRS-000001", reason="x")
    assert problem(refused) == ("file", "file_aside", "T-MRS-000001")
    with pytest.raises(InputRefused) as refused:
        accept(books, "L-MRS-000001", ["aside"])
    assert problem(refused) == ("line", "line_of_file_aside", "L-MRS-000001")


def test_what_another_file_said_too_comes_back_when_it_is_taken_anew(
    file_books: Books, tmp_path: Path
) -> None:
    books = file_books
    take(books, put(tmp_path, "august.csv", csv(OPS[:2])))
    whole = put(tmp_path, "whole.xml", camt(OPS))
    assert (take(books, whole).new, take(books, whole).new) == (1, 0)
    done = set_file_aside(books, "august.csv", reason="doubtful")
    assert set_aside_sentences(done) == [
        "august.csv is set aside: 2 lines count no more.",
        "If the file was for another account, take it anew and say for which one.",
        "Then take these anew too, for some of their lines may have stood in it: whole.xml",
    ]
    assert amounts(books) == [735_00]
    back = take(books, whole)
    assert (back.new, back.already) == (2, 1)
    assert sorted(amounts(books)) == [-12_30, 50_00, 735_00]
    with pytest.raises(InputRefused) as refused:
        set_file_aside(books, "whole.xml", reason="twice")
    assert problem(refused) == ("file", "files_named_so", "T-MRS-000003, T-MRS-000002")


def test_closed_days_hold_their_files(file_books: Books, tmp_path: Path) -> None:
    books = file_books
    take(books, put(tmp_path, "wrong.csv", csv(OPS[:1])))
    set_file_aside(books, "wrong.csv", reason="wrong")
    take(books, put(tmp_path, "right.xml", camt(OPS[1:2])))
    accept(books, "L-MRS-000002", ["fee"])
    closed = close_account(books, IBAN, to=D1)  # what was set aside stops nothing, and is not counted
    assert (closed.books, closed.bank) == (87_70, 87_70)
    assert verify(books).faults == []
    with pytest.raises(DaysClosed):
        set_file_aside(books, "right.xml", reason="x")


def test_books_without_an_account_say_where_one_is_added(tmp_path: Path) -> None:
    books = create_books(
        str(tmp_path / "b.tiwizi"), replace(SETTINGS, accounts=()), today=lambda: TODAY, clock=ticking()
    )
    with pytest.raises(InputRefused) as refused:
        take(books, put(tmp_path, "a.csv", csv(OPS)))
    assert problem(refused) == ("account", "bank_account_none", "")
    books.close()


def test_lines_under_the_number_of_an_account_that_came_later_are_told(
    file_books: Books, tmp_path: Path
) -> None:
    books = file_books
    said = (
        "<BANKID>30006<BRANCHID>00001<ACCTID>12345678901",
        "<ACCTID>0500013M026",
    )
    take(books, put(tmp_path, "a.ofx", ofx(OPS).replace(*said)))
    settings = replace(SETTINGS, accounts=(*SETTINGS.accounts, AccountDraft("Livret", OTHER)))
    load_settings(books, settings)
    found = take(books, put(tmp_path, "b.xml", camt(OPS, iban=OTHER)))
    assert found.warnings[0] == Warned("account_twice", "Livret", "0500013M026")
