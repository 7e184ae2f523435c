"""The whole books checked: the file, sums and kept totals, series, the audit chain, rows against history.

Memory stays at 24 bytes a row: of each row only the digest and the entry that last wrote it are kept.
"""

import json
import zlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from donations_app.db.engine import Books
from donations_app.db.journal import GENESIS, canonical, entry_hash
from donations_app.db.queries.receipts import audit_heads, continuity, document
from donations_app.db.rules import rule_faults
from donations_app.db.tables import AuditEntry, AuditHead, Base, Office, TaxReceipt
from donations_app.db.types import stamp_text
from donations_app.domain.errors import BooksDamaged

Progress = Callable[[int, int], None]
_ADDED = {
    mapper.class_.__tablename__: mapper.class_.added_later
    for mapper in Base.registry.mappers
    if mapper.class_.added_later
}
_DIGEST = 16
_STEP = 5_000


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the books that is not as the program left it."""

    kind: str
    record: str
    office: str = ""
    on: date | None = None
    found: str = ""
    wanted: str = ""


@dataclass(slots=True)
class Verified:
    """What a verification saw."""

    entries: int = 0
    heads: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def verify(books: Books, *, progress: Progress | None = None) -> Verified:
    """Check everything that can be checked; nothing is changed.

    Args:
        books: opened, if need be for reading only.
        progress: told how many of how many entries are read; it may raise ``Cancelled``.
    """
    answer = Verified()
    with books.read() as session:
        if not books.is_server:
            answer.faults.extend(_file_faults(session))
        answer.faults.extend(Fault(kind, name) for kind, name in rule_faults(session.connection()))
        offices = {key: code for key, code in session.execute(select(Office.id, Office.code))}
        history = _History()
        answer.faults.extend(_chain_faults(session, offices, history, answer, progress))
        answer.faults.extend(_row_faults(session, offices, history))
        answer.faults.extend(_sum_faults(session))
        answer.faults.extend(_series_faults(session))
        answer.faults.extend(_document_faults(session))
        answer.heads = {code: head for code, _, head in audit_heads(session)}
    return answer


def _file_faults(session: Session) -> Iterator[Fault]:
    for (said,) in session.execute(text("PRAGMA integrity_check(20)")):
        if said != "ok":
            yield Fault("integrity", said)
    for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield Fault("foreign_key", f"{table}:{row}", wanted=parent)


class _History:
    """The digest of every row as the journal last saw it, and the entry that wrote it."""

    def __init__(self) -> None:
        self.digests: defaultdict[str, bytearray] = defaultdict(bytearray)
        self.entries: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))

    def note(self, entry_id: int, content: str) -> None:
        for table, rows in json.loads(content).items():
            digests, entries = self.digests[table], self.entries[table]
            added = _ADDED.get(table)
            for row in rows:
                key = row["id"]
                if key >= len(entries):
                    grown = max(key + 1, len(entries) * 2) - len(entries)
                    entries.extend([0] * grown)
                    digests.extend(bytes(_DIGEST * grown))
                entries[key] = entry_id
                digests[key * _DIGEST : (key + 1) * _DIGEST] = digest_of(row, added)


def digest_of(row: dict[str, Any], added: dict[str, Any] | None) -> bytes:
    """Return a digest of one row in canonical form.

    A column that a migration added counts only where it says something else than for the rows before it:
    their entries do not know it.
    """
    if added:
        row = {name: value for name, value in row.items() if name not in added or value != added[name]}
    return blake2b(canonical(row).encode(), digest_size=_DIGEST).digest()


def _chain_faults(
    session: Session,
    offices: dict[int, str],
    history: _History,
    answer: Verified,
    progress: Progress | None,
) -> Iterator[Fault]:
    heads = {
        key: (n, head)
        for key, n, head in session.execute(select(AuditHead.office_id, AuditHead.n, AuditHead.hash))
    }
    total = sum(n for n, _ in heads.values())
    reached = dict.fromkeys(offices, (0, GENESIS))
    table = AuditEntry.__table__
    query = select(table).order_by(table.c.office_id, table.c.n).execution_options(yield_per=2000)
    for entry in session.execute(query):
        n, previous = reached.get(entry.office_id, (0, GENESIS))
        yield from _entry_faults(entry, offices, n, previous)
        reached[entry.office_id] = (entry.n, entry.hash)
        try:
            history.note(entry.id, entry.content)
        except (ValueError, KeyError, TypeError, AttributeError):
            yield _fault_of_entry("entry_changed", entry, offices)
        answer.entries += 1
        if progress and answer.entries % _STEP == 0:
            progress(answer.entries, max(total, answer.entries))
    for key, code in offices.items():
        if heads.get(key, (0, GENESIS)) != reached[key]:
            yield Fault(
                "chain_head", f"audit_head:{code}", code, None, str(reached[key][0]), str(heads.get(key))
            )


def _entry_faults(entry: Any, offices: dict[int, str], n: int, previous: str) -> Iterator[Fault]:
    if entry.n != n + 1:
        missing = f"{n + 1}" if entry.n == n + 2 else f"{n + 1}-{entry.n - 1}"
        yield _fault_of_entry("entry_missing", entry, offices, found=missing)
    elif entry.previous != previous:
        yield _fault_of_entry("chain_broken", entry, offices)
    made = entry_hash(
        entry.office_id, entry.n, stamp_text(entry.at), entry.who, entry.kind, entry.record,
        entry.content, entry.previous,
    )  # fmt: skip
    if made != entry.hash:
        yield _fault_of_entry("entry_changed", entry, offices)


def _fault_of_entry(kind: str, entry: Any, offices: dict[int, str], found: str = "") -> Fault:
    office = offices.get(entry.office_id, str(entry.office_id))
    return Fault(kind, f"audit:{office}/{entry.n} {entry.record}", office, entry.at.date(), found)


def _row_faults(session: Session, offices: dict[int, str], history: _History) -> Iterator[Fault]:
    for mapper in Base.registry.mappers:
        if not mapper.class_.is_journalled:
            continue
        table = mapper.local_table
        name = mapper.class_.__tablename__
        digests, entries = history.digests[name], history.entries[name]
        seen = bytearray(len(entries))
        for row in session.execute(select(table).execution_options(yield_per=2000)).mappings():
            key = row["id"]
            if key >= len(entries) or not entries[key]:
                yield Fault("row_unknown", f"{name}:{key} {_named(row)}")
                continue
            seen[key] = 1
            if (
                digest_of(dict(row), mapper.class_.added_later)
                != digests[key * _DIGEST : (key + 1) * _DIGEST]
            ):
                yield _fault_of_row("row_changed", session, offices, name, key, entries[key], dict(row))
        for key, entry_id in enumerate(entries):
            if entry_id and not seen[key]:
                yield _fault_of_row("row_missing", session, offices, name, key, entry_id, None)


def _named(row: Any) -> str:
    return str(row.get("number") or row.get("ref") or row.get("code") or "").strip()


def _fault_of_row(
    kind: str,
    session: Session,
    offices: dict[int, str],
    name: str,
    key: int,
    entry_id: int,
    row: dict[str, Any] | None,
) -> Fault:
    table = AuditEntry.__table__
    entry = session.execute(select(table).where(table.c.id == entry_id)).one()
    found = wanted = ""
    if row is not None:
        written = next(old for old in json.loads(entry.content)[name] if old["id"] == key)
        stands = json.loads(canonical(row))
        written = {**_ADDED.get(name, {}), **written}
        columns = [column for column in stands if stands[column] != written.get(column)]
        found = ", ".join(f"{column}={stands[column]!r}" for column in columns)[:300]
        wanted = ", ".join(f"{column}={written.get(column)!r}" for column in columns)[:300]
    office = offices.get(entry.office_id, "")
    return Fault(kind, f"{name}:{key} {entry.record}", office, entry.at.date(), found, wanted)


_SUMS = {
    # kind of fault -> records whose two figures differ: record, office, day, found, wanted
    "payment_sum": (
        "SELECT 'payment:' || p.ref, o.code, coalesce(p.received_on, p.credited_on), coalesce(sum(l.amount), 0),"
        " p.amount FROM payment p JOIN office o ON o.id = p.office_id"
        " LEFT JOIN payment_line l ON l.payment_id = p.id"
        " GROUP BY p.id, p.ref, o.code, p.received_on, p.credited_on, p.amount"
        " HAVING coalesce(sum(l.amount), 0) <> p.amount"
    ),
    "line_sum": (
        "SELECT 'payment:' || p.ref || '/' || l.position, o.code, coalesce(p.received_on, p.credited_on),"
        " coalesce(sum(a.amount), 0), l.amount FROM payment_line l JOIN payment p ON p.id = l.payment_id"
        " JOIN office o ON o.id = l.office_id LEFT JOIN allocation a ON a.line_id = l.id"
        " GROUP BY l.id, p.ref, l.position, o.code, p.received_on, p.credited_on, l.amount"
        " HAVING coalesce(sum(a.amount), 0) <> l.amount"
    ),
    "receipt_sum": (
        "SELECT 'receipt:' || t.number, o.code, t.issued_on, coalesce(sum(l.amount), 0), t.amount"
        " FROM tax_receipt t JOIN office o ON o.id = t.office_id"
        " LEFT JOIN receipt_line r ON r.receipt_id = t.id LEFT JOIN payment_line l ON l.id = r.line_id"
        " GROUP BY t.id, t.number, o.code, t.issued_on, t.amount HAVING coalesce(sum(l.amount), 0) <> t.amount"
    ),
    "claim_sum": (
        "SELECT 'expense_claim:' || c.ref, o.code, c.waived_on,"
        " coalesce((SELECT sum(t.amount) FROM expense_trip t WHERE t.claim_id = c.id), 0)"
        " + coalesce((SELECT sum(i.amount) FROM expense_item i WHERE i.claim_id = c.id), 0), l.amount"
        " FROM expense_claim c JOIN office o ON o.id = c.office_id JOIN payment_line l ON l.id = c.line_id"
        " WHERE c.amount <> l.amount OR c.amount <>"
        " coalesce((SELECT sum(t.amount) FROM expense_trip t WHERE t.claim_id = c.id), 0)"
        " + coalesce((SELECT sum(i.amount) FROM expense_item i WHERE i.claim_id = c.id), 0)"
    ),
    "share_total": (
        "SELECT 'project:' || p.code || '/' || s.association || '/' || s.nature, o.code, NULL,"
        " sum(s.kept), sum(s.made) FROM ("
        " SELECT project_id, association_id AS association, nature, office_id, amount AS kept, 0 AS made"
        " FROM share_total UNION ALL"
        " SELECT project_id, coalesce(association_id, 0), nature, office_id, 0, amount FROM allocation"
        " WHERE project_id IS NOT NULL) s JOIN project p ON p.id = s.project_id"
        " JOIN office o ON o.id = s.office_id"
        " GROUP BY p.code, s.association, s.nature, o.code HAVING sum(s.kept) <> sum(s.made)"
    ),
    "live_receipt": (
        "SELECT 'receipt:' || t.number, o.code, t.issued_on, count(v.line_id), count(r.id)"
        " FROM tax_receipt t JOIN office o ON o.id = t.office_id JOIN receipt_line r ON r.receipt_id = t.id"
        " LEFT JOIN receipt_cancellation c ON c.receipt_id = t.id"
        " LEFT JOIN live_receipt_line v ON v.line_id = r.line_id AND v.receipt_id = t.id"
        " GROUP BY t.id, t.number, o.code, t.issued_on, c.id"
        " HAVING count(v.line_id) <> CASE WHEN c.id IS NULL THEN count(r.id) ELSE 0 END"
    ),
    "reversed_receipt": (
        "SELECT 'receipt:' || t.number, o.code, t.issued_on, 1, 0 FROM live_receipt_line v"
        " JOIN tax_receipt t ON t.id = v.receipt_id JOIN office o ON o.id = t.office_id"
        " JOIN payment_line l ON l.id = v.line_id JOIN payment x ON x.reverses_id = l.payment_id"
    ),
}


def _sum_faults(session: Session) -> Iterator[Fault]:
    for kind, query in _SUMS.items():
        for record, office, on, found, wanted in session.execute(text(query)):
            day = date.fromisoformat(on) if isinstance(on, str) else on
            yield Fault(kind, record, office, day, str(found), str(wanted))


def _series_faults(session: Session) -> Iterator[Fault]:
    for series in continuity(session):
        for n in series.missing:
            yield Fault("number_missing", f"series:{series.series}", found=str(n))
        for n in series.duplicated:
            yield Fault("number_twice", f"series:{series.series}", found=str(n))
        if series.last != series.counter:
            yield Fault(
                "counter", f"series:{series.series}", found=str(series.counter), wanted=str(series.last)
            )


def _document_faults(session: Session) -> Iterator[Fault]:
    """Check that each document is the one issued, and says the number and the amount of its row."""
    columns = (TaxReceipt.number, TaxReceipt.issued_on, TaxReceipt.content, TaxReceipt.amount, Office.code)
    query = select(*columns).join(Office, Office.id == TaxReceipt.office_id)
    for number, on, content, amount, office in session.execute(query).all():
        try:
            document(session, number)
            said = json.loads(content)
            sound = (said["number"], said["amount"]["cents"]) == (number, amount.cents)
        except (BooksDamaged, ValueError, KeyError, zlib.error) as error:
            yield Fault("document", f"receipt:{number}", office, on, type(error).__name__)
            continue
        if not sound:
            yield Fault("document", f"receipt:{number}", office, on, said["number"], number)
