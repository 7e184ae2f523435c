"""Who acts stands in the audit trail as the books know him, whatever is said; and each view acts for itself."""

from datetime import date

import pytest
from sqlalchemy import select, text

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.tables import Link, Office, Origin
from donations_app.domain.authors import Author
from donations_app.domain.errors import NotFound
from tests.world import NAIMA, TODAY, person, ticking

pytestmark = pytest.mark.server


def last_entry(books: Books) -> tuple[str, str]:
    """Return by whom and for which office the last entry was written."""
    with books.read() as session:
        query = select(Link.who, Office.code).join(Origin, Origin.id == Link.origin_id)
        latest = query.join(Office, Office.id == Origin.office_id).order_by(Link.at.desc()).limit(1)
        return session.execute(latest).one()._tuple()


def test_on_a_server_the_login_is_that_of_the_connection_and_in_a_file_the_one_told(books: Books) -> None:
    person(books.acting(login="somebody else"))
    with books.read() as session:
        known = str(session.scalar(text("SELECT session_user"))) if books.is_server else "somebody else"
    assert last_entry(books) == (known, "MRS")


def test_a_view_acts_for_another_office_and_the_books_go_on_for_theirs(books: Books) -> None:
    person(books.acting(office="LYO"), "L1")
    assert last_entry(books)[1] == "LYO"
    person(books, "M1")
    assert last_entry(books)[1] == "MRS"


def test_an_office_that_the_books_do_not_know_is_told_before_anything_is_done(books: Books) -> None:
    with pytest.raises(NotFound):
        books.acting(office="XXX")
    stranger = open_books(books.location, clock=ticking(), author=Author("naima", "XXX"))
    with pytest.raises(NotFound), stranger.write():
        pytest.fail("a transaction was opened")
    stranger.close()


def test_without_an_office_it_is_the_head_office(books: Books) -> None:
    assert books.acting(office="LYO").author.office == "LYO"
    opened = open_books(books.location, clock=ticking(), author=Author("naima"))
    assert opened.author.office == NAIMA.office
    opened.close()


def test_a_rehearsal_has_the_same_author_and_the_same_day(books: Books) -> None:
    view = books.acting(office="LYO", login="idir", today=date(2027, 1, 2))
    with view.rehearsal() as twin:
        assert (twin.author, twin.today) == (view.author, date(2027, 1, 2))
        person(twin)
        assert last_entry(twin) == (view.login, "LYO")
    assert books.today == TODAY


def test_without_a_day_it_is_the_day_in_france_by_the_clock(books: Books) -> None:
    opened = open_books(books.location, clock=ticking(date(2026, 12, 31)))
    assert opened.today == date(2026, 12, 31)
    opened.close()
