"""A field book on its way home: the file that it sends, and either that or the field book itself opened to be read."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.queries.field_books import field_books, own_field_book
from donations_app.db.queries.trail import identity
from donations_app.domain.errors import NotAllowed
from donations_app.domain.field_books import NoFieldBook, NotOpenedHere, TransferRefused
from donations_app.formats.sealed import Keys, Sent, Transfer, is_sealed, sealed
from donations_app.formats.writing import placed_empty
from donations_app.machine.private import make_private_file


class Source(Struct, frozen=True):
    """Books that came."""

    books: Books  # for reading only
    is_sealed: bool  # they were signed there and sealed for these


def send_home(books: Books, path: Path) -> str:
    """Write what a field book sends home: all of it as it stands, signed, and sealed for the books at home.

    Args:
        books: a field book.
        path: of the file, where nothing stands.

    Returns:
        The code of the field book.

    Raises:
        NoFieldBook: these books are none.
        FileKept, FileUnwritable, ProgramFolder: the file cannot be written.
    """
    with books.read() as session:
        own = own_field_book(session)
        if own is None:
            raise NoFieldBook
        raw: Any = session.connection().connection.driver_connection
        content: bytes = raw.serialize()
    sent = Sent(own.origin, own.code, own.home)
    with placed_empty(path) as made:
        made.write_bytes(sealed(sent, content, Keys(own.own_key, own.other_key)))
    return own.code


@contextmanager
def came(books: Books, path: Path) -> Iterator[Source]:
    """Open a field book that came home, or what it sent, for reading only.

    Args:
        books: at home.
        path: of the file.

    Raises:
        NotAllowed: the login does not answer for the books, whose keys are needed.
        NotInFieldBook: these books are a field book themselves.
        TransferRefused: what it sent was cut, altered, signed by others, or is for other books; or these are those.
        NotOpenedHere: no such field book was opened in these books.
        StorageUnavailable: the file is no field book, or cannot be read.
    """
    books.check_at_home("origin")
    if books.is_server and books.role != "treasurer":
        raise NotAllowed(books.login, "field bring")
    if not books.is_server and path.exists() and path.samefile(books.location):
        raise TransferRefused(str(path), "itself")
    if not is_sealed(path):
        copy = open_books(str(path), clock=books.clock, read_only=True)
        try:
            yield Source(copy, is_sealed=False)
        finally:
            copy.close()
        return
    content = _opened(books, path)
    with tempfile.TemporaryDirectory(prefix="tiwizi-") as folder:
        place = Path(folder, path.name[:40])
        make_private_file(place)
        place.write_bytes(content)
        copy = open_books(str(place), clock=books.clock, read_only=True)
        try:
            yield Source(copy, is_sealed=True)
        finally:
            copy.close()


def _opened(books: Books, path: Path) -> bytes:
    transfer = Transfer(path)
    with books.read() as session:
        if transfer.sent.home != identity(session):
            raise TransferRefused(str(path), "other_home")
        known = {(one.origin, one.code): one for one in field_books(session)}
    if (one := known.get((transfer.sent.origin, transfer.sent.code))) is None:
        raise NotOpenedHere(transfer.sent.code)
    return transfer.opened(Keys(one.own_key, one.other_key))
