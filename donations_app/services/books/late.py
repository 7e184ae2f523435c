"""Records that bear a day of a closed year and are entered in the open one: they keep their day for the law."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.closed_years import LOCKED
from donations_app.db.journal import Write
from donations_app.db.lines import Row
from donations_app.db.queries.booking import late_day
from donations_app.db.queries.closings import last_closed
from donations_app.db.records import Record
from donations_app.db.tables import Base, LateRecord, Payment
from donations_app.domain.gifts import day_in_books

FOUND_LATER: Final = "found after the closing"
PUT_RIGHT: Final = "put right after the closing"
BROUGHT: Final = "recorded in a copy before it knew of the closing"


def late_record(write: Write, table: type[Base], row: Row, *, name: str, reason: str) -> Record:
    """Return that a record of a closed year is entered today; it is added before the record itself.

    Args:
        write: the transaction.
        table: of the row.
        row: of the record, with its key and office.
        name: of the record in the audit trail.
        reason: why it comes late.
    """
    late = _row(write, table.__tablename__, row["id"], row["office_id"], reason)
    return Record("late.entered", name, {LateRecord: [late]})


def admit_late(write: Write, table: type[Base], brought: Sequence[Row]) -> int:
    """Let rows of another origin in that bear a day of a year closed here meanwhile; return how many there are.

    What a copy recorded before it knew of the closing is not lost: each such row is entered in the open year, under
    a record of its own that the audit trail and the document of that year tell. Called before the rows go in.

    Args:
        write: the transaction of the homecoming.
        table: of the rows.
        brought: rows as the copy wrote them.
    """
    name = table.__tablename__
    closed = last_closed(write.session) if name in LOCKED else None
    if closed is None:
        return 0
    late = {row["id"]: row for row in brought if (day := _day(name, row)) and day <= closed.last_on}
    if table is Payment:
        late |= {row["id"]: row for row in _never_were(write.session, brought, closed.open_from)}
    of_late = (
        LateRecord.noun == name,
        LateRecord.record_id.in_(late),
        LateRecord.entered_on >= closed.open_from,
    )
    for key in write.session.scalars(select(LateRecord.record_id).where(*of_late)):
        late.pop(key, None)  # the copy knew of the closing, too
    rows_of = [
        _row(write, name, row["id"], row.get("office_id", write.office_id), BROUGHT) for row in late.values()
    ]
    write.add(*(Record("late.entered", f"{name}:{row['record_id']}", {LateRecord: [row]}) for row in rows_of))
    return len(late)


def puts_closed_right(session: Session, wrong: Row, open_from: date) -> bool:
    """Tell whether a payment or a refund that never was belongs to a year that is closed.

    Args:
        session: an open view.
        wrong: the row that is taken back.
        open_from: the first day of which nothing is closed.
    """
    day = day_in_books(wrong["method"], wrong["received_on"], wrong["credited_on"])
    if day is None or day >= open_from:
        return False
    entered = session.scalar(select(late_day("payment", wrong["id"])))
    return entered is None or entered < open_from


def _never_were(session: Session, brought: Sequence[Row], open_from: date) -> list[Row]:
    """Return what takes back payments that stand here in a closed year and never were."""
    backs = {row["reverses_id"]: row for row in brought if row["reversal"] == "correction"}
    table = Payment.__table__
    wrong = session.execute(select(table).where(table.c.id.in_(backs))).mappings()
    return [backs[row["id"]] for row in wrong.all() if puts_closed_right(session, dict(row), open_from)]


def _day(table: str, row: Row) -> date | None:
    """Return the day by which a row belongs to a year."""
    if table == "payment":
        return day_in_books(row["method"], row["received_on"], row["credited_on"])
    found: date | None = row[LOCKED[table].removeprefix("{row}.")]
    return found


def _row(write: Write, noun: str, key: int, office_id: int, reason: str) -> rows.LateRecord:
    return rows.LateRecord(
        id=write.ids(LateRecord)[0],
        office_id=office_id,
        noun=noun,
        record_id=key,
        entered_on=write.today,
        reason=reason,
    )
