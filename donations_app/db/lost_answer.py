"""A line to a server that breaks while a transaction is saved: what became of it is asked anew (decision 0085)."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from sqlalchemy import Engine, bindparam, select, text
from sqlalchemy.exc import OperationalError

from donations_app.db.sealing import ON_DISK, Sealed
from donations_app.db.tables import Link
from donations_app.domain.storage_errors import BooksUnreachable, SavedOrNot

PATIENCE: Final = 30.0  # seconds in which a server may answer again
_ASK_AGAIN: Final = 0.2  # seconds
# a number that a crash took back is given again, or is none yet
_STATUS: Final = text(
    "SELECT CASE WHEN CAST(:transaction AS xid8) < pg_current_xact_id()"
    " THEN pg_xact_status(CAST(:transaction AS xid8)) END"
)
_STANDS: Final = select(Link.id).where(Link.id == bindparam("link"), Link.digest == bindparam("digest"))
_ON_DISK: Final = text(f"SELECT {ON_DISK}")


@contextmanager
def answered(engine: Engine, name: str, sealed: Callable[[], Sealed | None]) -> Iterator[None]:
    """Save inside; where the line breaks before the answer, ask the server anew what became of it.

    Args:
        engine: of the server.
        name: of the books.
        sealed: gives what is to be saved; nothing where it was not sealed yet.

    Raises:
        BooksUnreachable: nothing was saved.
        SavedOrNot: the server does not answer, so nobody knows.
    """
    try:
        yield
    except OperationalError as error:
        asked = sealed()
        if not asked or not error.connection_invalidated:
            raise
        if not was_saved(engine, name, asked):
            raise BooksUnreachable(name, str(error.orig).strip()) from error


def was_saved(engine: Engine, name: str, sealed: Sealed) -> bool:
    """Return whether the link stands, once nobody is committing it any more.

    Raises:
        SavedOrNot: the server does not answer.
    """
    patience = time.monotonic() + PATIENCE
    link = {"link": sealed.link_id, "digest": sealed.digest}
    engine = engine.execution_options(isolation_level="AUTOCOMMIT")  # what is new is seen at once
    while time.monotonic() < patience:
        with suppress(OperationalError), engine.connect() as connection:
            status = connection.scalar(_STATUS, {"transaction": sealed.transaction})
            if status != "in progress":
                connection.execute(_ON_DISK)
                return connection.scalar(_STANDS, link) is not None
        time.sleep(_ASK_AGAIN)  # still committing, or no server yet
    raise SavedOrNot(name)
