"""The audit trail as it is handed over: every entry, and what tells these books from others."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.tables import AuditEntry, AuditHead, Office
from donations_app.db.types import stamp_text


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """An audit entry with all that its hash covers (``db.journal.entry_hash``)."""

    office: str
    office_id: int
    n: int
    at: str
    who: str
    kind: str
    record: str
    content: str
    previous: str
    hash: str


def trail(session: Session, office_id: int) -> Iterator[TrailEntry]:
    """Yield every entry of an office in the order of their numbers; a thousand in memory at a time."""
    entry = AuditEntry
    query = (
        select(
            Office.code, entry.office_id, entry.n, entry.at, entry.who, entry.kind, entry.record,
            entry.content, entry.previous, entry.hash,
        )
        .join(Office, Office.id == entry.office_id)
        .where(entry.office_id == office_id)
        .order_by(entry.n)
    )  # fmt: skip
    with closing(session.execute(query.execution_options(yield_per=1000))) as rows:
        for code, office, n, at, *rest in rows:
            yield TrailEntry(code, office, n, stamp_text(at), *rest)


def written_last(session: Session) -> datetime:
    """Return the instant of the last entry of all offices."""
    return session.scalars(select(func.max(AuditHead.at))).one()


def identity(session: Session) -> str:
    """Return what tells these books from others, copies apart: the hash of their first entry."""
    return session.scalars(select(AuditEntry.hash).order_by(AuditEntry.id).limit(1)).one()
