"""A line that breaks at the COMMIT: the program says "saved" or "not saved", and nothing is written twice."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from donations_app.db import lost_answer
from donations_app.db.books import Books
from donations_app.db.lost_answer import was_saved
from donations_app.db.open import open_books
from donations_app.db.sealing import Sealed
from donations_app.db.tables import Link, Payment, TaxReceipt
from donations_app.domain.money import Money
from donations_app.domain.storage_errors import BooksUnreachable, SavedOrNot
from donations_app.services.audit.verify import verify
from donations_app.services.payments.records import record_payment
from tests import databases
from tests.cut_line import CutLine, through_cut_line
from tests.originals import Originals
from tests.world import NAIMA, gift, issue, payment, person, ticking


@pytest.fixture
def far(server: str, originals: Originals) -> Iterator[tuple[Books, Books, CutLine]]:
    """Books at home, the same ones reached over a line, and the line."""
    location = databases.address(server)
    home = originals.books(location)
    person(home)
    folder = Path(tempfile.mkdtemp(prefix="cut"))  # short: the path of a socket has 108 characters
    with through_cut_line(folder, location) as (address, line):
        away = open_books(address, clock=ticking(), author=NAIMA)
        assert away.author.office == "MRS"
        yield home, away, line
        away.close()
    home.close()
    databases.drop(location)
    shutil.rmtree(folder)


def _number(books: Books, table: type[Payment | TaxReceipt | Link]) -> int:
    with books.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_the_server_did_not_read_is_not_saved_and_the_same_form_saves_it_once(
    far: tuple[Books, Books, CutLine],
) -> None:
    home, away, line = far
    draft = payment(70_00)
    line.cut = "before"
    with pytest.raises(BooksUnreachable):
        record_payment(away, draft)
    assert _number(home, Payment) == 0
    assert not record_payment(away, draft).already
    assert _number(home, Payment) == 1
    assert verify(home).faults == []


def test_what_the_server_did_is_saved_although_its_answer_was_lost(
    far: tuple[Books, Books, CutLine],
) -> None:
    home, away, line = far
    draft = payment(70_00)
    line.cut = "after"
    assert record_payment(away, draft).ref == "V-MRS-000001"
    assert _number(home, Payment) == 1
    assert record_payment(away, draft).already
    assert _number(home, Payment) == 1
    assert verify(home).faults == []


def test_a_receipt_whose_answer_was_lost_has_its_number_once(far: tuple[Books, Books, CutLine]) -> None:
    home, away, line = far
    gift(home, 100_00)
    line.cut = "after"
    made = issue(away)
    assert [one.number for one in made.issued] == ["2025-MRS-P-000001"]
    assert issue(away).issued == []
    with home.read() as session:
        assert session.scalars(select(TaxReceipt.amount)).all() == [Money(100_00)]
    assert verify(home).faults == []


def test_where_no_server_answers_any_more_it_is_said_that_nobody_knows(
    far: tuple[Books, Books, CutLine], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, away, line = far
    monkeypatch.setattr(lost_answer, "PATIENCE", 0.5)
    draft, links = payment(70_00), _number(home, Link)
    line.cut, line.is_open = "after", False
    with pytest.raises(SavedOrNot):
        record_payment(away, draft)
    assert _number(home, Link) == links + 1  # it was
    line.is_open = True
    assert record_payment(away, draft).already  # and the same form says so
    assert _number(home, Payment) == 1


def test_after_a_crash_neither_a_number_given_again_nor_one_not_given_yet_is_taken_for_what_was_saved(
    far: tuple[Books, Books, CutLine],
) -> None:
    """The server forgets numbers of transactions that were not on its disk, and gives them to others."""
    home, away, _line = far
    record_payment(home, payment(70_00))
    with home.engine.connect() as connection:
        number = int(
            connection.exec_driver_sql("SELECT xmin FROM link ORDER BY id DESC LIMIT 1").scalar_one()
        )
    with home.read() as session:
        link, digest = session.execute(select(Link.id, Link.digest).order_by(Link.id.desc()).limit(1)).one()
    assert was_saved(away.engine, away.name, Sealed(str(number), link, digest))
    assert not was_saved(away.engine, away.name, Sealed(str(number), link, "00" * 32))
    assert not was_saved(away.engine, away.name, Sealed(str(number + 2**32), link + 1, digest))
