"""Files that were imported, what each brought, and with which somebody was taken back."""

from datetime import date, datetime
from typing import Any

from msgspec import Struct, field
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from donations_app.db.lines import TAKEN, signed_lines, values_of
from donations_app.db.queries.references import own_key
from donations_app.db.tables import (
    Entry,
    ImportCorrection,
    ImportFile,
    Office,
    Party,
)
from donations_app.db.tables.base import own_reference
from donations_app.domain.imports import Corrected, TakenBack
from donations_app.domain.keys import number_of
from donations_app.domain.money import Money


class ImportRow(Struct, frozen=True, kw_only=True):
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
        """Whether it stands."""
        return self.taken_back_on is None


class Brought(Struct):
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


def taken_back_with(session: Session, party: int, on: date) -> TakenBack:
    """Return with which import a person was taken back on a day; empty where the trail of it is elsewhere."""
    went = (one for one in imports(session) if (one.kind, one.taken_back_on) == ("people", on))
    refs = (one.ref for one in went if party in brought_by(session, one.ref).keys(Party))
    return TakenBack(on, next(refs, ""))


def brought_by(session: Session, ref: str) -> Brought:
    """Return what the import of a reference wrote, as its link of the audit trail says."""
    own = select(Entry.link_id).where(Entry.record == f"import:{ref}", Entry.kind == "import.recorded")
    return written_in(session, own)


def written_in(session: Session, links: Select[tuple[int]]) -> Brought:
    """Return what some links of the audit trail wrote."""
    query = select(Entry.content).where(Entry.link_id.in_(links)).order_by(Entry.link_id, Entry.position)
    found = Brought()
    for content in session.scalars(query):
        lines = list(signed_lines(content))
        taken = {said.partition(" ")[0] for sign, said in lines if sign == TAKEN}
        for sign, said in lines:
            table, values = values_of(said)
            kept = found.added if table not in taken else found.before if sign == TAKEN else found.after
            kept.setdefault(table, {})[values[0]] = said
    return found
