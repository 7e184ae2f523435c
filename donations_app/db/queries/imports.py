"""Files that were imported, what each brought, and what has built on it since."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.lines import TAKEN, line, signed_lines, values_of
from donations_app.db.queries.payment_list import chunks
from donations_app.db.queries.references import own_key
from donations_app.db.tables import (
    Allocation,
    Base,
    Entry,
    ImportCorrection,
    ImportFile,
    Office,
    Party,
    Payment,
    PaymentLine,
    RecurringGiftRow,
)
from donations_app.db.tables.base import own_reference
from donations_app.domain.imports import REVERSIBLE, BuiltOn, Corrected
from donations_app.domain.keys import number_of
from donations_app.domain.money import Money

_CHANGING: Final[tuple[Any, ...]] = (
    Party,
    Payment,
    RecurringGiftRow,
)  # of what an import brings, what can change
_TABLES: Final[Mapping[str, Any]] = {
    mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers
}
_CHANGED: Final = {"party": "facts", "payment": "credit", "recurring_gift": "terms"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """A file of which something was taken."""

    id: int
    ref: str
    kind: str
    name: str
    sha256: str
    at: datetime
    who: str
    office: str
    accepted: int
    already: int
    changed: int
    refused: int
    amount: Money
    taken_back_on: date | None
    taken_back_by: str
    corrections: tuple[Corrected, ...] = ()  # of cells, by line and column

    @property
    def is_open(self) -> bool:
        """Whether it stands, and is of a kind that is taken back as a whole."""
        return self.taken_back_on is None and self.kind in REVERSIBLE


@dataclass(slots=True)
class Brought:
    """What an import wrote, by table and key: the lines of the audit trail."""

    added: dict[str, dict[int, str]] = field(default_factory=dict)
    before: dict[str, dict[int, str]] = field(default_factory=dict)  # of what it changed
    after: dict[str, dict[int, str]] = field(default_factory=dict)

    def keys(self, table: Any) -> list[int]:
        """Return the keys of the rows that are new in a table."""
        return list(self.added.get(table.__tablename__, ()))


def imports(session: Session, ref: str = "") -> list[ImportRow]:
    """Return the files that were imported, the latest first; or the one of a reference, or of its number."""
    query = select(ImportFile.__table__, own_reference(ImportFile).label("ref"), Office.code.label("office"))
    query = query.join(Office, Office.id == ImportFile.office_id)
    found = session.execute(query.order_by(ImportFile.at.desc(), ImportFile.id.desc())).mappings().all()
    cells = _corrections(session)
    rows = [
        ImportRow(
            **{name: value for name, value in row.items() if name != "office_id"},
            corrections=tuple(cells.get(row["id"], ())),
        )
        for row in found
    ]
    if not ref:
        return rows
    if ref.isascii() and ref.isdecimal():
        return [one for one in rows if number_of(one.id) == int(ref)]
    key = own_key(session, ImportFile, ref)
    return [one for one in rows if one.id == key]


def _corrections(session: Session) -> dict[int, list[Corrected]]:
    """Return the cells that were corrected, by the key of their import."""
    table = ImportCorrection
    query = select(table.import_id, table.line, table.column, table.stated, table.taken)
    found: dict[int, list[Corrected]] = {}
    for key, *cell in session.execute(query.order_by(table.import_id, table.line, table.column)):
        found.setdefault(key, []).append(Corrected(*cell))
    return found


def brought_by(session: Session, ref: str) -> Brought:
    """Return what the import of a reference wrote, as its link of the audit trail says."""
    own = select(Entry.link_id).where(Entry.record == f"import:{ref}", Entry.kind == "import.recorded")
    query = select(Entry.content).where(Entry.link_id.in_(own)).order_by(Entry.link_id, Entry.position)
    found = Brought()
    for content in session.scalars(query):
        lines = list(signed_lines(content))
        taken = {said.partition(" ")[0] for sign, said in lines if sign == TAKEN}
        for sign, said in lines:
            table, values = values_of(said)
            kept = found.added if table not in taken else found.before if sign == TAKEN else found.after
            kept.setdefault(table, {})[values[0]] = said
    return found


def built_on(session: Session, brought: Brought, *, most: int = 0) -> list[BuiltOn]:
    """Return what was recorded on something that an import brought, or changed of it; at most so many, 0: all."""
    found: list[BuiltOn] = []
    for table, key, noun in _hits(session, brought):
        one = BuiltOn(_ref_of(session, table, key), noun)
        if one not in found:
            found.append(one)
        if len(found) == most:
            break
    return found


def _hits(session: Session, brought: Brought) -> Iterator[tuple[Any, int, str]]:
    """Yield table and key of what is built on, with the noun of what stands on it."""
    for table in _CHANGING:
        name = table.__tablename__
        wanted = {**brought.added.get(name, {}), **brought.after.get(name, {})}
        for keys in chunks(list(wanted)):
            rows = session.execute(select(table.__table__).where(table.id.in_(keys))).mappings()
            yield from (
                (table, row["id"], _CHANGED[name])
                for row in rows
                if line(table, dict(row)) != wanted[row["id"]]
            )
    for target in (Party, Payment, RecurringGiftRow):
        for other, query in _pointing_at(target):
            yield from (
                (target, key, other.__tablename__) for key in _named(session, brought, target, other, query)
            )
    payments = {key: values_of(said)[1] for key, said in brought.added.get("payment_line", {}).items()}
    place = list(PaymentLine.__table__.columns.keys()).index("payment_id")
    for other, query in _pointing_at(PaymentLine):
        for key in _named(session, brought, PaymentLine, other, query):
            yield Payment, payments[key][place], other.__tablename__


def _pointing_at(target: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the tables that refer to one, each with its column."""
    for table in Base.metadata.sorted_tables:
        other = _TABLES[table.name]
        for column in table.columns:
            is_named = any(key.column is target.__table__.c.id for key in column.foreign_keys)
            if is_named and other.is_journalled:
                yield other, column


def _named(session: Session, brought: Brought, target: Any, other: Any, column: Any) -> Iterator[int]:
    """Yield which of the rows that an import added are named by rows that it did not add."""
    own = brought.added.get(other.__tablename__, {})
    for keys in chunks(brought.keys(target)):
        query: Select[Any] = select(column, other.id).where(column.in_(keys))
        if target is Party:
            query = query.where(*_counts(other))
        yield from (
            key for key, row in session.execute(query) if row not in own and (key, other) != (row, target)
        )


def _counts(other: Any) -> list[ColumnElement[bool]]:
    """Return the conditions under which a row still holds what it names: what was taken back itself holds nothing."""
    reversal = aliased(Payment)
    # a return that came with its payment in one file lost its reference with it
    is_undone = (reversal.reversal == "correction") | (reversal.other_ref == "")
    taken_back = Payment.reverses_id.is_not(None) | (
        select(reversal.id).where(reversal.reverses_id == Payment.id, is_undone).exists()
    )
    if other is Payment:
        return [~taken_back]
    if other is RecurringGiftRow:
        return [RecurringGiftRow.last_on.is_(None) | (RecurringGiftRow.last_on >= RecurringGiftRow.first_on)]
    if other is ImportCorrection:
        stands = select(ImportFile.id).where(ImportFile.taken_back_on.is_(None))
        return [ImportCorrection.import_id.in_(stands)]
    if other is Allocation:
        lines = select(PaymentLine.id).join(Payment, Payment.id == PaymentLine.payment_id).where(~taken_back)
        return [Allocation.line_id.in_(lines)]
    return []


def _ref_of(session: Session, table: Any, key: int) -> str:
    return str(session.scalar(select(table.ref).where(table.id == key)))
