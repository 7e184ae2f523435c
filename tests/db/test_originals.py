"""Books that tests get as a copy are those that the program makes, on both engines; their clock goes on."""

from pathlib import Path

from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.tables import Base
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import create_books
from tests.originals import Originals
from tests.world import NAIMA, SETTINGS, TODAY, person, ticking


def counts(books: Books) -> dict[str, int]:
    with books.read() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def test_copied_books_hold_what_new_ones_hold_and_their_clock_goes_on(books: Books, tmp_path: Path) -> None:
    made = create_books(
        str(tmp_path / "made.tiwizi"), SETTINGS, today=lambda: TODAY, clock=ticking(), author=NAIMA
    )
    assert counts(books) == counts(made)
    assert books.clock() == made.clock()
    made.close()
    person(books)
    assert verify(books).faults == []


def test_what_is_done_in_one_copy_is_in_no_other(shelf: str, originals: Originals, tmp_path: Path) -> None:
    first = originals.books(shelf)
    person(first)
    second = originals.books(str(tmp_path / "second.tiwizi"))
    assert (counts(first)["party"], counts(second)["party"]) == (1, 0)
    first.close()
    second.close()
    again = originals.books(shelf)
    assert counts(again)["party"] == 0
    again.close()
