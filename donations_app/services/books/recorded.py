"""What was saved, and the same key again: a form sent twice is one record, whatever its kind."""

from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, and_, bindparam, or_, select

from donations_app.db.asking import Asking
from donations_app.db.journal import Write
from donations_app.db.queries.references import own_keys
from donations_app.db.records import Record
from donations_app.db.tables import Office
from donations_app.db.tables.base import same_text
from donations_app.domain.errors import KeyReused


class Recorded(Struct, frozen=True):
    """What was saved: the payment's reference, and whether it stood already."""

    id: int
    ref: str
    already: bool = False


def recorded(write: Write, record: Record, table: Any) -> Recorded:
    """Return key and reference of the one row of ``table`` that a record adds."""
    row = record.rows[table][0]
    return Recorded(row["id"], row["other_ref"] or write.reference(table, row["id"]))


def same(table: Any, draft: Any, office: str, fingerprint: str) -> Asking[Recorded | None]:
    """Ask for the record that stands under a draft's key or reference, if any.

    Args:
        table: in which it would stand.
        draft: which is to be recorded.
        office: code of the one that records it.
        fingerprint: of the draft.

    Raises:
        KeyReused: it stands for something else.
    """
    asked: dict[str, Any] = {"key": draft.key, "office": office}
    named_by = ""
    if draft.ref:
        own = next(iter((yield from own_keys(table, [draft.ref]))), None)
        named_by = "other_ref" if own is None else "id"
        asked[named_by] = draft.ref if own is None else own
    (rows,) = yield [(_standing_under(table, named_by), asked)]
    if not rows:
        return None
    key, ref, found = rows[0]
    if found != fingerprint:
        raise KeyReused(table.__tablename__, ref)
    return Recorded(key, ref, already=True)


@cache
def _standing_under(table: Any, named_by: str) -> Select[Any]:
    """Return what looks a record up by the key of its form, and by a column that names it where one is given."""
    known = [table.key == bindparam("key")]
    if named_by == "id":
        known.append(table.id == bindparam("id"))
    elif named_by:
        known.append(same_text(table.other_ref, bindparam("other_ref")))
    office = select(Office.id).where(Office.code == bindparam("office")).scalar_subquery()
    # said of each way to find it: so both engines read each from its index
    here = [and_(one, table.office_id == office) for one in known]
    return select(table.id, table.ref, table.fingerprint).where(or_(*here))
