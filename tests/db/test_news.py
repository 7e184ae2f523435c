"""What others wrote since one looked, by table; on both engines."""

from donations_app.db.books import Books
from donations_app.db.queries.news import everywhere, tables_since
from donations_app.db.queries.touched import heads
from tests.world import gift, people, person, person_draft


def test_what_others_wrote_is_told_by_its_tables(books: Books) -> None:
    with books.read() as session:
        before = heads(session)
    person(books)
    own = set(books.own_links)
    with books.read() as session:
        between = heads(session)
        assert tables_since(session, before, between, own) == frozenset()
        assert tables_since(session, before, between, ()) == {"party"}
    gift(books)
    assert len(books.own_links - own) == 1
    people(books, [person_draft(f"X{n}") for n in range(2_001)])
    with books.read() as session:
        now = heads(session)
        assert tables_since(session, between, now, books.own_links - own) == frozenset()
        assert tables_since(session, before, between, own) == frozenset()
        assert tables_since(session, between, now, ()) == everywhere()
