"""Payments that were put right: which stands in the place of which.

The right one was written in one transaction with what takes the wrong one back, right after it: that tells it from
the next payment after one that was only taken back. One that was recorded anew, since a line of the bank was no
return of it after all, is told by its key, which is made of that of the return.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session, aliased

from donations_app.db.steps import in_steps
from donations_app.db.tables import Entry, Payment

_BACK: Final = aliased(Payment, name="wrong_back")
# the first page of the window asks this, and nothing else of the bank: its classes are not mapped for it
_MATCH: Final = table("bank_match", column("payment_id"), column("takes_back_id"), column("kind"))


class Anew(NamedTuple):
    """Keys of a payment, of its return that was none, and of what was recorded in its place."""

    wrong: int
    back: int
    right: int


def key_anew(back: UUID) -> UUID:
    """Return the key of a payment that is recorded anew, from that of the return that was none."""
    return uuid5(back, "anew")


def recorded_anew(session: Session) -> list[Anew]:
    """Return what was recorded anew when the match was taken back that had said its return."""
    undone = select(_BACK.reverses_id, _BACK.id, _BACK.key).join(_MATCH, _MATCH.c.payment_id == _BACK.id)
    undone = undone.where(_MATCH.c.takes_back_id.is_not(None), _MATCH.c.kind == "return")
    backs = {key_anew(row.key): row for row in session.execute(undone.where(_BACK.reverses_id.is_not(None)))}
    found = []
    for some in in_steps(sorted(backs)):
        rights = session.execute(select(Payment.key, Payment.id).where(Payment.key.in_(some)))
        found += [Anew(backs[key].reverses_id, backs[key].id, right) for key, right in rights]
    return found


def places(session: Session, payment_ids: Collection[int]) -> dict[int, int]:
    """Return for each payment that was recorded in the place of a wrong one the id that had its place first."""
    found: dict[int, int] = {}
    asked = set(payment_ids)
    while asked:
        more = {right: wrong for wrong, right in _pairs(session, Payment.id, asked)}
        found |= more
        asked = set(more.values())  # which may have been put right themselves
    return {key: _last(found, key) for key in payment_ids if key in found}


def put_right(session: Session, payment_ids: Collection[int]) -> dict[int, int]:
    """Return for each payment that was put right the one that stands in its place in the end."""
    found: dict[int, int] = {}
    asked = set(payment_ids)
    while asked:
        more = dict(_pairs(session, _BACK.reverses_id, asked))
        found |= more
        asked = set(more.values())
    return {key: _last(found, key) for key in payment_ids if key in found}


def debits_put_right(session: Session, payment_ids: Collection[int]) -> dict[int, int]:
    """Return the same of debits: what stands in the place of one is its debit if amount and method are the same."""
    instead = put_right(session, payment_ids)
    money: dict[int, Any] = {}
    for some in in_steps(sorted({*instead, *instead.values()})):
        query = select(Payment.id, Payment.amount, Payment.method).where(Payment.id.in_(some))
        money |= {key: (amount, method) for key, amount, method in session.execute(query)}
    return {wrong: right for wrong, right in instead.items() if money[wrong] == money[right]}


def _last(steps: dict[int, int], key: int) -> int:
    while key in steps:
        key = steps[key]
    return key


def _pairs(session: Session, column: Any, keys: Collection[int]) -> list[tuple[int, int]]:
    """Return the wrong and the right one of those whose key a column holds."""
    found = []
    for some in in_steps(sorted(keys)):
        query = (
            select(Payment.id, Payment.ref, _BACK.ref.label("back_ref"), _BACK.reverses_id)
            .join(_BACK, _BACK.id == Payment.id - 1)
            .where(column.in_(some), Payment.reverses_id.is_(None))
            .where(_BACK.reversal == "correction", _BACK.reverses_id.is_not(None))
        )
        rows = session.execute(query).all()
        links = _written_in(session, [ref for row in rows for ref in (row.ref, row.back_ref)])
        found += [(row.reverses_id, row.id) for row in rows if links[row.ref] & links[row.back_ref]]
    named = set(keys)
    again = [(one.wrong, one.right) for one in recorded_anew(session)]
    return found + [pair for pair in again if pair[column is Payment.id] in named]


def _written_in(session: Session, refs: Collection[str]) -> defaultdict[str, set[int]]:
    """Return in which links payments were recorded, by their references.

    What home and a field book both took back has one reference in the trail of both (decision 0089).
    """
    names = {f"payment:{ref}": ref for ref in refs}
    query = select(Entry.record, Entry.link_id).where(
        Entry.kind.in_(("payment.recorded", "payment.reversed"))
    )
    found: defaultdict[str, set[int]] = defaultdict(set)
    for record, link in session.execute(query.where(Entry.record.in_(names))) if names else ():
        found[names[record]].add(link)
    return found
