"""Places that write alone: each office in its books, each field book, each file on its way."""

from collections.abc import Collection
from itertools import count

from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.chain import GENESIS
from donations_app.db.journal import Write
from donations_app.db.records import Record
from donations_app.db.server import begin_head, open_sequences
from donations_app.db.tables import Head, Office, Origin
from donations_app.db.types import microseconds
from donations_app.domain.errors import NotFound


def open_origin(
    write: Write, office_id: int, code: str, kind: str, *, is_here: bool = True, given: Collection[str] = ()
) -> int:
    """Open a new origin for an office and return its number, which is never given twice.

    The first one of new books has the number under which they are begun.

    Args:
        write: the transaction; of the head office, which numbers.
        office_id: for which it writes.
        code: in its references; another one is made where it is taken.
        kind: of ``db.tables.journal.ORIGIN_KINDS``.
        is_here: whether it is written in these books.
        given: codes that were given before, though these books do not know it: they were restored.
    """
    session = write.session
    taken = set(session.scalars(select(Origin.id)))
    number = next(free for free in count(write.author.origin_id) if free not in taken)
    row = rows.Origin(
        id=number,
        office_id=office_id,
        code=free_code(code, {*session.scalars(select(Origin.code)), *given}),
        kind=kind,
        opened_on=write.today,
        closed_on=None,
    )
    head = rows.Head(origin_id=number, is_here=is_here, n=0, at=write.now, hash=GENESIS)
    open_sequences(session.connection(), number)
    write.add(Record("origin.opened", f"origin:{row['code']}", {Origin: [row]}))
    if write.is_server:
        begin_head(write.session.connection(), number, microseconds(head["at"]), is_here=is_here)
    else:
        write.insert_derived(Head, [head])
    return number


def free_code(code: str, taken: Collection[str]) -> str:
    """Return LYO, or where that is taken LY2, LY3 and so on.

    >>> free_code("LYO", {"LYO", "LY2"})
    'LY3'
    """
    if code not in taken:
        return code
    tries = (f"{code[: 3 - len(str(n))]}{n}" for n in range(2, 1000))
    return next(found for found in tries if found not in taken)


def office_of(write: Write, code: str) -> int:
    """Return the key of an office.

    Raises:
        NotFound: there is none of that code.
    """
    found = write.session.scalar(select(Office.id).where(Office.code == code))
    if found is None:
        raise NotFound("office", code)
    return found
