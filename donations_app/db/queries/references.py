"""Which record a reference names: our own is read back into its key, another's is looked up."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, text
from sqlalchemy.orm import Session, aliased

from donations_app.db import tables
from donations_app.db.asking import Asking, ask
from donations_app.db.plain import Values
from donations_app.db.tables import Origin, Party, Payment
from donations_app.db.tables.base import own_reference, same_text
from donations_app.domain.errors import AmbiguousReference, NotFound
from donations_app.domain.keys import key_of, origin_of, parse_reference, reference

Wanted = str | Callable[[Any], Any]  # of a record that counts: a column, or what makes a term of its table
# Put together once: with a single reference to look up, that takes longer than to run them.
_ORIGINS: Final = select(Origin.code, Origin.id)


def _counting(table: Any) -> Any:
    """Return the column with the key of the record that counts: of one recorded twice, another than its own."""
    return getattr(table, "leader_id", table.id)


@cache
def _of_key(table: Any) -> Select[Any]:
    return select(table.id, _counting(table)).where(table.id == bindparam("key"))


@cache
def _of_others(table: Any) -> Select[Any]:
    return select(table.id, _counting(table)).where(same_text(table.other_ref, bindparam("ref"))).limit(2)


@cache
def _bearing(table: Any, *columns: Wanted) -> Select[Any]:
    refs: Any = bindparam("refs", expanding=True)
    keys: Any = bindparam("keys", expanding=True)
    leader: Any = aliased(table) if hasattr(table, "leader_id") else table
    told = (getattr(leader, one) if isinstance(one, str) else one(leader) for one in columns)
    query = select(table.other_ref, table.id, leader.id, *told)
    query = query if leader is table else query.join(leader, leader.id == table.leader_id)
    if hasattr(table, "taken_back_on"):  # with its import: nothing new refers to it
        query = query.where(table.taken_back_on.is_(None))
    return query.where(
        or_(and_(table.other_ref.in_(refs), table.other_ref != text("''")), table.id.in_(keys))
    )


def kind_of(session: Session, ref: str) -> str:
    """Return the table of the record that one of our own references leads to, or nothing.

    Args:
        session: an open view.
        ref: our own, such as F-LYO-000123; its letter says where to look.
    """
    found = parse_reference(ref)
    for table in (Party, Payment, tables.RecurringGiftRow, tables.ExpenseClaim):
        if found and table.letter == found[0] and find(session, table, ref):
            return table.__tablename__
    return ""


def leading_party(session: Session, ref: str) -> str:
    """Return the reference that pages show of a party, whichever of its own is named; empty: there is none."""
    key = find(session, Party, ref) if ref else None
    return session.scalar(select(Party.ref).where(Party.id == key)) or "" if key else ""


def find(session: Session, table: Any, ref: str) -> int | None:
    """Return the key of the record that a reference leads to, or ``None``.

    Of a person recorded twice each reference leads to the record that counts.

    Args:
        session: an open view.
        table: a ``Referenced`` class.
        ref: our own, such as V-LYO-000123, or the one under which a file brought it.

    Raises:
        AmbiguousReference: two offices brought one under the same reference; our own tell them apart.
    """
    found = _found(session, table, ref)
    return found[1] if found else None


def found_party(session: Session, ref: str) -> int:
    """Return the key of the record that counts for a reference to a party, for one who reads.

    Raises:
        NotFound: there is none.
        AmbiguousReference: as ``find``.
    """
    key = find(session, Party, ref)
    if key is None:
        raise NotFound("party", ref)
    return key


def find_record(session: Session, table: Any, ref: str) -> int | None:
    """Return the key of the record that itself bears a reference, whichever counts for it, or ``None``.

    Raises:
        AmbiguousReference: as ``find``.
    """
    found = _found(session, table, ref)
    return found[0] if found else None


def _found(session: Session, table: Any, ref: str) -> tuple[int, int] | None:
    """Return the keys of the record that bears a reference and of the one that counts for it."""
    connection, own = session.connection(), own_key(session, table, ref)
    if own is not None and (row := connection.execute(_of_key(table), {"key": own}).first()):
        return row[0], row[1]
    rows = connection.execute(_of_others(table), {"ref": ref}).all() if ref else []
    if len(rows) > 1:
        own_refs = tuple(own_ref(session, table, row[0]) for row in rows)
        raise AmbiguousReference(table.__tablename__, ref, own_refs)
    return (rows[0][0], rows[0][1]) if rows else None


def find_all(session: Session, table: Any, refs: Iterable[str]) -> dict[str, int]:
    """Return the keys of the records that bear references; what names none, or more than one, is left out."""
    return {ref: key for ref, (key, *_) in find_with(session, table, refs).items()}


def find_with(
    session: Session, table: Any, refs: Iterable[str], *columns: Wanted
) -> dict[str, tuple[Any, ...]]:
    """Return key and named columns of the records that references lead to, as ``find_all``."""
    return ask(session.connection(), bearers(table, refs, *columns))


def bearers(table: Any, refs: Iterable[str], *columns: Wanted) -> Asking[dict[str, tuple[Any, ...]]]:
    """Ask what ``find_with`` returns."""
    wanted = {ref for ref in refs if ref}
    if not wanted:
        return {}
    own = yield from own_keys(table, wanted)
    (rows,) = yield [(_bearing(table, *columns), {"refs": list(wanted), "keys": list(own)})]
    times = Counter(row[0] for row in rows)
    found = {row[0]: tuple(row)[2:] for row in rows if row[0] in wanted and times[row[0]] == 1}
    return found | {own[row[1]]: tuple(row)[2:] for row in rows if row[1] in own}


def own_keys(table: Any, refs: Iterable[str]) -> Asking[dict[int, str]]:
    """Ask for the keys that references of our own are read off, with the references."""
    own = [ref for ref in refs if parse_reference(ref)]
    if not own:
        return {}
    (origins,) = yield [(_ORIGINS, {})]
    numbers = {code: number for code, number in origins}
    return {key: ref for ref in own if (key := _read_off(table, ref, numbers))}


def named(session: Session, table: Any, ref: str) -> ColumnElement[bool]:
    """Return the condition under which a row is the one that bears a reference; no row, if none does.

    Raises:
        AmbiguousReference: as ``find``.
    """
    condition: ColumnElement[bool] = table.id == (find(session, table, ref) or 0)
    return condition


def own_key(session: Session, table: Any, ref: str) -> int | None:
    """Return the key that a reference of our own is read off, whether or not a record has it."""
    return next(iter(ask(session.connection(), own_keys(table, [ref]))), None)


def _read_off(table: Any, ref: str, origins: Mapping[str, int]) -> int | None:
    parsed = parse_reference(ref)
    if parsed is None or parsed[0] != table.letter or parsed[1] not in origins:
        return None
    return key_of(origins[parsed[1]], parsed[2])


def seen_refs(session: Session, *asked: tuple[Any, Values, Values]) -> list[Values]:
    """Return what people see of records, as ``Referenced.ref``: here it is put together, not by the engine.

    Four such terms in one question took longer to be said and compiled than a page of its rows to be read.

    Args:
        session: an open view.
        asked: a ``Referenced`` class each, keys of its records or ``None``, and the references of others.

    Returns:
        For each, as many references; empty where there is no record.
    """
    codes = {number: code for code, number in session.connection().execute(_ORIGINS)}
    return [
        [
            other or ("" if key is None else reference(table.letter, codes[origin_of(key)], key))
            for key, other in zip(keys, others, strict=True)
        ]
        for table, keys, others in asked
    ]


def own_ref(session: Session, table: Any, key: int) -> str:
    """Return the reference that is read off a key."""
    return session.scalars(select(own_reference(table)).where(table.id == key)).one()
