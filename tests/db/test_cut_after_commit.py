"""Lines cut between a COMMIT and its answer, whatever is written: nothing doubled, nothing lost, the truth told."""

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from donations_app import cli
from donations_app.db import lost_answer
from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.tables import Allocation, Base, Link, Party, Payment, ReceiptCancellation, TaxReceipt
from donations_app.domain.errors import AlreadyReversed, ReceiptAlreadyCancelled
from donations_app.domain.storage_errors import BooksUnreachable, RunBroken, SavedOrNot
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import create_books
from donations_app.services.exchange.imports import import_file
from donations_app.services.payments.allocations import move_allocation
from donations_app.services.payments.corrections import correct_payment
from donations_app.services.payments.records import record_payment
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.parties import record_party
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.issue import issue_receipts
from tests import databases
from tests.cut_line import CutLine, through_cut_line
from tests.originals import Originals
from tests.world import (
    NAIMA,
    SETTINGS,
    gift,
    gifts,
    issue,
    payment,
    people,
    person,
    person_draft,
    project,
    ticking,
    to,
)

REASON = "saisie erronée"
Act = Callable[[Books], object]


@dataclass(frozen=True, slots=True)
class Write:
    """Something to be written over the line.

    Attributes:
        act: writes it, and looks at what is told; again, it finds that it stands.
        adds: how many rows of which tables it adds.
    """

    act: Act
    adds: dict[type[Base], int]


def _gift(home: Books, name: str) -> str:
    person(home, name)
    return gift(home, 20_00, payer=name, key=uuid4())


def _receipt(home: Books, name: str) -> str:
    _gift(home, name)
    return issue(home, payer=name).issued[0].number


def a_payment(_home: Books, name: str, _folder: Path) -> Write:
    draft = payment(20_00, ref=name)

    def act(books: Books) -> None:
        assert record_payment(books, draft).ref == name

    return Write(act, {Payment: 1})


def a_person(_home: Books, name: str, _folder: Path) -> Write:
    draft = person_draft(name)
    return Write(lambda books: record_party(books, draft), {Party: 1})


def a_file(_home: Books, name: str, folder: Path) -> Write:
    file = _file(folder, name)

    def act(books: Books) -> None:
        answer = import_file(books, "payments", file)
        assert (answer.accepted + answer.already, answer.rejected) == (3, [])

    return Write(act, {Payment: 3})


def _file(folder: Path, name: str) -> Path:
    file = folder / f"{name}.csv"
    lines = (f"{name}-{n};MRS;A1;2025-03-0{n};cheque;donation;{n}0\n" for n in (1, 2, 3))
    file.write_text("ref;office;payer;received_on;method;kind;amount\n" + "".join(lines), encoding="utf-8")
    return file


def a_run(home: Books, name: str, _folder: Path) -> Write:
    _gift(home, name)
    return Write(lambda books: issue(books, payer=name), {TaxReceipt: 1})


def a_cancellation(home: Books, name: str, _folder: Path) -> Write:
    number = _receipt(home, name)
    return Write(lambda books: cancel_receipt(books, number, reason=REASON), {ReceiptCancellation: 1})


def a_replacement(home: Books, name: str, _folder: Path) -> Write:
    number = _receipt(home, name)
    return Write(
        lambda books: replace_receipt(books, number, reason=REASON), {ReceiptCancellation: 1, TaxReceipt: 1}
    )


def a_reversal(home: Books, name: str, _folder: Path) -> Write:
    ref = _gift(home, name)
    return Write(
        lambda books: reverse_payment(books, ref, kind="return", reason=REASON, on=date(2025, 4, 1)),
        {Payment: 1},
    )


def a_correction(home: Books, name: str, _folder: Path) -> Write:
    ref, right = _gift(home, name), payment(30_00, payer=name)
    return Write(lambda books: correct_payment(books, ref, right, reason=REASON), {Payment: 2})


def a_move(home: Books, name: str, _folder: Path) -> Write:
    ref, key = _gift(home, name), uuid4()

    def act(books: Books) -> None:
        move_allocation(books, ref, 1, away=to(5_00, ""), to=to(5_00), reason=REASON, key=key)

    return Write(act, {Allocation: 2})


def _typed(home: Books, *words: object) -> Act:
    """Return what types a command, of books reached over the line, and finds that it succeeded or was done."""

    def act(books: Books) -> None:
        address = books.engine.url.render_as_string(hide_password=False)
        fixed = ["--books", address, "--lang", "en", "--on", home.today.isoformat(), "--office", "MRS"]
        status = cli.main([*fixed, *map(str, words)])
        assert status == 0 or (status == 1 and "cancel" in words)  # it was cancelled before

    return act


def a_typed_import(home: Books, name: str, folder: Path) -> Write:
    return Write(_typed(home, "import", "payments", _file(folder, name)), {Payment: 3})


def a_typed_run(home: Books, name: str, _folder: Path) -> Write:
    _gift(home, name)
    return Write(_typed(home, "receipts", "issue", "--year", 2025, "--payer", name), {TaxReceipt: 1})


def a_typed_cancellation(home: Books, name: str, _folder: Path) -> Write:
    number = _receipt(home, name)
    return Write(_typed(home, "receipts", "cancel", number, "--reason", REASON), {ReceiptCancellation: 1})


SERVICES = (
    a_payment, a_person, a_file, a_run, a_cancellation, a_replacement, a_reversal, a_correction, a_move,
)  # fmt: skip
COMMANDS = (a_typed_import, a_typed_run, a_typed_cancellation)


@pytest.fixture
def far(server: str, originals: Originals) -> Iterator[tuple[Books, Books, CutLine]]:
    """Books at home, the same ones reached over a line, and the line."""
    location = databases.address(server)
    home = originals.books(location)
    person(home)
    project(home)
    folder = Path(tempfile.mkdtemp(prefix="cut"))  # short: the path of a socket has 108 characters
    with through_cut_line(folder, location) as (address, line):
        away = open_books(address, clock=ticking(), author=NAIMA, today=lambda: home.today)
        assert away.author.office == "MRS"
        yield home, away, line
        away.close()
    home.close()
    databases.drop(location)
    shutil.rmtree(folder)


def _rows(books: Books, tables: Sequence[type[Base]]) -> dict[type[Base], int]:
    with books.read() as session:
        return {table: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def cut_once(far: tuple[Books, Books, CutLine], write: Write, *, comes_back: bool) -> None:
    """Cut the line after the COMMIT of a write: it stands once, and that is what was told.

    Args:
        far: books at home, over the line, and the line.
        write: what is written.
        comes_back: whether a new line can be had at once; else nobody knows, and that must be told.
    """
    home, away, line = far
    tables: list[type[Base]] = [Link, *write.adds]
    before = _rows(home, tables)
    line.cut, line.is_open = "after", comes_back
    if comes_back:
        write.act(away)  # no error: it says that it is saved
    else:
        with pytest.raises(SavedOrNot):
            write.act(away)
        line.is_open = True
    assert line.cut == ""  # it was cut
    wanted = {table: before[table] + write.adds.get(table, 1) for table in tables}
    assert _rows(home, tables) == wanted
    with suppress(AlreadyReversed, ReceiptAlreadyCancelled):
        write.act(away)
    assert _rows(home, tables) == wanted


def cut(far: tuple[Books, Books, CutLine], folder: Path, rounds: int) -> Counter[str]:
    """Cut lines in all ways, some times each; return how often, by what was written."""
    done = Counter[str]()
    for turn in range(rounds):
        for make in (*SERVICES, *COMMANDS):
            name = f"{make.__name__.upper().replace('_', '')}{turn}"
            write = make(far[0], name, folder)
            cut_once(far, write, comes_back=make in COMMANDS or turn % 4 != 3)
            done[make.__name__.replace("_", " ")] += 1
    assert verify(far[0]).faults == []
    return done


@pytest.mark.suite
def test_whatever_is_written_stands_once_although_its_answer_was_lost(
    far: tuple[Books, Books, CutLine], tmp_path: Path
) -> None:
    assert cut(far, tmp_path, 1).total() == 12


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_hundred_and_fifty_lines_cut_after_commit_double_and_lose_nothing(
    far: tuple[Books, Books, CutLine],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(lost_answer, "PATIENCE", 1.0)
    done = cut(far, tmp_path, 13)
    assert done.total() >= 150
    with capsys.disabled():
        sys.stdout.write(
            f"\n{done.total()} lines cut after COMMIT: 0 doubled, 0 lost, told truly each time ({dict(done)})\n"
        )


def test_new_books_whose_answer_was_lost_are_told_as_made(server: str) -> None:
    location, folder = databases.new_database(server), Path(tempfile.mkdtemp(prefix="cut"))
    with through_cut_line(folder, location) as (address, line):
        line.cut = "after"
        create_books(address, SETTINGS, clock=ticking(), author=NAIMA).close()
        assert line.cut == ""
    made = open_books(location, clock=ticking(), author=NAIMA)
    assert verify(made).faults == []
    made.close()
    databases.drop(location)
    shutil.rmtree(folder)


def test_of_a_run_that_broke_off_in_its_midst_is_told_what_stands(
    far: tuple[Books, Books, CutLine],
) -> None:
    home, away, line = far
    people(home, (person_draft(f"D{n:02}") for n in range(30)))
    gifts(home, [payment(10_00, payer=f"D{n:02}") for n in range(30)])

    def break_next(_issued: object) -> None:
        line.cut = "before"

    with pytest.raises(RunBroken) as broken:
        issue_receipts(away, 2025, each=break_next)
    assert (broken.value.count, broken.value.number) == (25, "2025-MRS-P-000025")
    assert isinstance(broken.value.cause, BooksUnreachable)
    assert _rows(home, [TaxReceipt]) == {TaxReceipt: 25}
    assert len(issue_receipts(away, 2025).issued) == 5
    assert verify(home).faults == []
