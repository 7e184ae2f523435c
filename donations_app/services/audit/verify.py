"""The whole books checked: the file, sums, series, the chain of each origin, rows against the audit trail.

Books that are damaged are read as they lie: what cannot be read is a fault like the others.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from msgspec import Struct, field
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.chain import GENESIS
from donations_app.db.definitions import differences
from donations_app.db.migrating import REVISION
from donations_app.db.queries.register import audit_heads
from donations_app.db.queries.trail import identity
from donations_app.db.tables import Origin
from donations_app.domain.anchors import Proved
from donations_app.domain.faults import Fault
from donations_app.domain.storage_errors import BooksDamaged
from donations_app.services.audit.chain import History, chain_faults
from donations_app.services.audit.closed_accounts import closed_days_faults
from donations_app.services.audit.closing_documents import closing_faults
from donations_app.services.audit.documents import Documents, document_faults
from donations_app.services.audit.rows import Sums, row_faults
from donations_app.services.audit.slip_documents import slip_faults
from donations_app.services.audit.sums import (
    leader_faults,
    series_faults,
    sum_faults,
    waiting_faults,
    word_faults,
)

Progress = Callable[[int, int], None]
_ANCHORS: Final = ("head_missing", "anchor_foreign")
# what damaged values raise
_UNREADABLE: Final = (
    DBAPIError,
    NoResultFound,
    sqlite3.Error,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
)


class Verified(Struct):
    """What a verification saw."""

    entries: int = 0
    heads: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    documents: Documents = field(default_factory=Documents)
    proved: dict[str, Proved] = field(default_factory=dict)  # by code of the origin
    lengths: dict[str, int] = field(default_factory=dict)  # links of each chain, by code of the origin
    anchored: bool = False  # heads were brought from outside, and all of them still stand


def verify(
    books: Books,
    *,
    progress: Progress | None = None,
    anchors: Iterable[tuple[str, str]] = (),
    known_books: Iterable[str] = (),
) -> Verified:
    """Check everything that can be checked; nothing is changed.

    Args:
        books: opened, if need be for reading only.
        progress: told how many of how many entries are read; it may raise ``Cancelled``.
        anchors: origin and head of its chain as printed earlier, on a register say: each must still stand
            in the chain, so that neither a cut tail nor a trail written anew passes.
        known_books: what told the books from others when backups and anchors of them were made.

    Raises:
        BooksDamaged: not even the origins can be read, without which there is nothing to check by.
        NotAllowed: the login sees one office alone, and what it does not see would pass for removed.
    """
    books.check_sees_all()
    answer, wanted = Verified(), _wanted(anchors)
    with _file_beside(books) as file_faults, books.read() as session, _as_it_lies(session, books):
        origins = _origins(session, books)
        history = History(Sums(), wanted)
        checks: dict[str, Callable[[], Iterator[Fault]]] = {
            "schema": partial(_schema_faults, session),
            "chain": partial(chain_faults, session, origins, history, progress),
            "rows": partial(row_faults, session, origins, history.sums),
            "sums": partial(sum_faults, session),
            "words": partial(word_faults, session),
            "leaders": partial(leader_faults, session),
            "waiting": partial(waiting_faults, session, books.today),
            "series": partial(series_faults, session),
            "documents": partial(document_faults, session, answer.documents),
            "slips": partial(slip_faults, session),
            "closings": partial(closing_faults, session),
            "days": partial(closed_days_faults, session),
            "heads": partial(_read_heads, session, answer),
            "anchors": partial(_anchor_faults, session, wanted, set(known_books)),
        }
        for name, check in checks.items():
            answer.faults.extend(_told(session, name, check))
        answer.faults[:0] = _told(session, "file", file_faults)  # which explain the others
        answer.entries = history.entries
    answer.proved = {
        code: Proved(n, on, history.lengths[code]) for code, (n, on) in sorted(history.met.items())
    }
    answer.lengths = dict(sorted(history.lengths.items()))
    answer.anchored = bool(wanted) and not any(one.kind in _ANCHORS for one in answer.faults)
    return answer


def _anchor_faults(session: Session, wanted: dict[str, set[str]], known: set[str]) -> Iterator[Fault]:
    """Yield what was known outside of the books and is not in them: heads that no chain met, other first links."""
    for code, missing in sorted(wanted.items()):
        yield from (Fault("head_missing", f"head:{code}", code, found=one) for one in sorted(missing))
    if known:
        own = identity(session)
        yield from (Fault("anchor_foreign", "head", found=own, wanted=one) for one in sorted(known - {own}))


def _origins(session: Session, books: Books) -> dict[int, str]:
    try:
        return {number: code for number, code in session.execute(select(Origin.id, Origin.code))}
    except _UNREADABLE as error:
        raise BooksDamaged(books.name, _said(error)) from error


def _read_heads(session: Session, answer: Verified) -> Iterator[Fault]:
    answer.heads = {code: head for code, _, head in audit_heads(session)}
    yield from ()


def _wanted(anchors: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for origin, head in anchors:
        if head != GENESIS:  # printed beside a chain that had no link yet: it says nothing
            wanted.setdefault(origin, set()).add(head)
    return wanted


@contextmanager
def _file_beside(books: Books) -> Iterator[Callable[[], Iterator[Fault]]]:
    """Have SQLite check pages, indexes and keys beside everything else, which takes as long as all of it."""
    if books.is_server:
        yield lambda: iter(())
        return
    with books.engine.connect() as connection, ThreadPoolExecutor(1) as beside:
        raw: Any = connection.connection.driver_connection
        raw.text_factory = _text
        found = beside.submit(lambda: list(_file_faults(raw)))
        try:
            yield lambda: iter(found.result())
        finally:
            while not found.done():  # the rest was stopped, perhaps before this had begun
                raw.interrupt()
                wait([found], 0.05)
            raw.text_factory = str


@contextmanager
def _as_it_lies(session: Session, books: Books) -> Iterator[None]:
    """Let texts of a file that are no UTF-8 be read, so that they can be named."""
    if books.is_server:
        yield
        return
    raw: Any = session.connection().connection.driver_connection
    raw.text_factory = _text
    try:
        yield
    finally:
        raw.text_factory = str


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _told(session: Session, name: str, check: Callable[[], Iterator[Fault]]) -> Iterator[Fault]:
    """Yield the faults of one check; what stops it is a fault itself, and does not stop the others."""
    try:
        with session.begin_nested():  # a server answers nothing more in a transaction that met an error
            yield from check()
    except _UNREADABLE as error:
        yield Fault("unreadable", name, found=_said(error))


def _said(error: Exception) -> str:
    """Return what the database said, without the question that it was asked."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return str(said).strip().encode("utf-8", "replace").decode()[:200]


def _schema_faults(session: Session) -> Iterator[Fault]:
    for one in differences(session.connection()):
        yield Fault(one.kind, one.name, found=one.found, wanted=one.wanted)
    versions = list(session.scalars(text("SELECT version_num FROM alembic_version")))
    if versions != [REVISION]:
        yield Fault("rule_changed", "alembic_version", found=str(versions))


def _file_faults(raw: sqlite3.Connection) -> Iterator[Fault]:
    for (said,) in raw.execute("PRAGMA integrity_check(20)"):
        if said != "ok":
            yield Fault("integrity", said)
    for table, row, parent, _ in raw.execute("PRAGMA foreign_key_check"):
        yield Fault("foreign_key", f"{table}:{row}", wanted=parent)
