"""Books as this machine sees them, held against how it saw them last."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.trail import founder, hash_at, identity, origins, own_chains
from donations_app.domain.errors import KnownError
from donations_app.machine.sightings import Older, Sight, is_anything_seen, note, note_folder, seen

EXAMPLE: Final = "exemple"  # who writes the example books; of one seed and day there may be several


def key_of(session: Session, books: Books) -> str:
    """Return under which name this machine remembers books: examples by their place, others wherever they are."""
    own = identity(session)
    return (
        f"{own}@{Path(books.location).absolute()}"
        if founder(session) == EXAMPLE and not books.is_server
        else own
    )


def held_against_sight(books: Books) -> Older | None:
    """Return how far books are behind what this machine saw of them; ``None``: they are not, as far as it knows.

    Only chains that are written in these books count: a copy for an office is behind the others by right. Of books
    that cannot be read nothing is known; whoever reads them says why.
    """
    if not is_anything_seen():
        return None
    with (
        suppress(KnownError, SQLAlchemyError, sqlite3.Error, LookupError, ValueError),
        books.read() as session,
    ):
        sight = seen(key_of(session, books))
        if sight is None:
            return None
        behind: dict[str, tuple[int, int]] = {}
        for chain in own_chains(session):
            had = sight.links.get(chain.code, 0)
            if chain.n < had:
                behind[chain.code] = (chain.n, had)
            elif had and hash_at(session, chain.id, had) != sight.heads.get(chain.code):
                behind[chain.code] = (0, had)
        return Older(sight.on, behind) if behind else None
    return None


def note_sight(books: Books) -> None:
    """Remember how far books are; the highest numbers of receipts and the codes of origins ever seen stay known."""
    from donations_app.db.queries.register import counters  # only once something was saved

    with books.read() as session:
        own, chains, numbers = key_of(session, books), origins(session), counters(session)
    known = seen(own)
    links = {one.code: one.n for one in chains}
    heads = {one.code: one.hash for one in chains}
    if known is not None:
        links, heads = {**known.links, **links}, {**known.heads, **heads}
        numbers = {
            name: max(numbers.get(name, 0), known.series.get(name, 0)) for name in {*numbers, *known.series}
        }
    folders = known.folders if known else ()
    note(own, Sight(on=books.today, links=links, heads=heads, series=numbers, folders=folders))


def sight_of(books: Books) -> Sight | None:
    """Return how this machine last saw books."""
    if not is_anything_seen():
        return None
    with books.read() as session:
        return seen(key_of(session, books))


def codes_seen(books: Books) -> frozenset[str]:
    """Return the codes of origins that this machine ever saw in books, which an older copy may not know."""
    sight = sight_of(books)
    return frozenset(sight.links if sight else ())


def remember_folder(books: Books, folder: Path) -> None:
    """Remember a folder into which receipts were written: what lies there is known outside the books."""
    note_sight(books)
    with books.read() as session:
        note_folder(key_of(session, books), folder)
