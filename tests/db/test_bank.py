"""Statements on both engines: each line once, never edited, and found when it is tampered with."""

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from donations_app.db.books import Books
from donations_app.db.guard import unlocked
from donations_app.db.queries.bank import account_standings, listed_lines
from donations_app.domain.errors import InputRefused
from donations_app.services.audit.verify import verify
from donations_app.services.bank.importing import BankImported, import_bank, read_bank, weigh_bank
from tests.bank_files import IBAN, Op, camt, cfonb, csv, ofx, put
from tests.raw import tamper

D1, D2 = date(2026, 8, 6), date(2026, 8, 7)
OPS = (
    Op(D1, 50_00, "Ahmed Oubella", "DON VILLAGE", "R1"),
    Op(D1, 50_00, "Ahmed Oubella", "DON VILLAGE", "R2"),
    Op(D1, -12_30, "Banque", "FRAIS", "R3"),
    Op(D2, 735_00, "Fatima Benali", "COTISATION 2026", "R4"),
)


def take(books: Books, path: Path, account: str = "") -> BankImported:
    return import_bank(books, read_bank(path), account=account)


def amounts(books: Books) -> list[int]:
    with books.read() as session:
        return [line.amount for line in listed_lines(session)]


def test_the_same_operations_stand_once_whatever_says_them(books: Books, tmp_path: Path) -> None:
    first = take(books, put(tmp_path, "a", camt(OPS[:3])))
    assert (first.format, first.new, first.already) == ("camt.053.001.08", 3, 0)
    assert [one.own and one.own.label for one in first.statements] == ["Compte courant"]
    again = take(books, put(tmp_path, "b", camt(OPS[:3])))
    assert (again.new, again.already) == (0, 3)
    assert [one.code for one in again.warnings] == ["file_known"]
    for name, said in (("c", camt(OPS)), ("d", cfonb(OPS)), ("e", ofx(OPS)), ("f", csv(OPS))):
        taken = take(books, put(tmp_path, name, said))
        assert (taken.new, taken.already) == ((1, 3) if name == "c" else (0, 4)), name
    assert amounts(books) == [735_00, -12_30, 50_00, 50_00]
    with books.read() as session:
        (standing,) = account_standings(session)
        lines = list(listed_lines(session))
    assert (standing.account, standing.lines, standing.closing, standing.first_on) == (IBAN, 4, 922_70, D1)
    assert (lines[0].text, lines[0].state) == ("Fatima Benali · COTISATION 2026", "unmatched")
    assert verify(books).faults == []
    with pytest.raises(DBAPIError, match="bank_line: frozen_update"):
        tamper_raw(books, "UPDATE bank_line SET amount = 1")
    tamper(books.location, "UPDATE bank_line SET amount = 73501 WHERE amount = 73500", disarmed=True)
    assert "bank_line" in str(verify(books).faults)


def tamper_raw(books: Books, statement: str) -> None:

    with books.write() as write, unlocked(write.session.connection()) as connection:
        connection.execute(text(statement))


def test_what_names_no_account_is_asked_for(file_books: Books, tmp_path: Path) -> None:
    taken = take(file_books, put(tmp_path, "a.csv", csv(OPS)))
    assert [one.code for one in taken.warnings] == ["account_taken"]  # the settings have one
    other = "FR1420041010050500013M02606"
    known = weigh_bank(file_books, read_bank(put(tmp_path, "b.csv", csv(OPS[:1]))), account=other)
    assert ([one.code for one in known.warnings], known.new) == (["account_unknown"], 1)
    same = take(
        file_books, tmp_path / "a.csv", account=other
    )  # the very file: none of it is new there either
    assert ([one.code for one in same.warnings], same.new, same.already) == (["file_known"], 0, 4)
    with pytest.raises(InputRefused) as refused:
        weigh_bank(file_books, read_bank(tmp_path / "b.csv"), account="FR00")
    assert refused.value.problems[0].code == "iban_invalid"
    assert amounts(file_books) == [735_00, -12_30, 50_00, 50_00]  # nothing was written by weighing


def test_what_stops_leaves_nothing_and_files_of_a_zip_are_one_import(
    file_books: Books, tmp_path: Path
) -> None:
    with ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("releves/1.xml", camt(OPS[:3]))
        archive.writestr("releves/2.ofx", ofx(OPS))
        archive.writestr("lisez-moi.txt", "rien")
    read = read_bank(tmp_path / "all.zip")

    def stop(_done: int, _whole: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        import_bank(file_books, read, progress=stop)
    assert amounts(file_books) == []
    taken = import_bank(file_books, read)
    assert (taken.format, taken.new, taken.already) == ("zip", 4, 3)
    assert ("member_left", "lisez-moi.txt") in [(one.code, one.detail) for one in taken.warnings]
    assert verify(file_books).faults == []
