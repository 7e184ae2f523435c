"""Whose year must be judged anew: the payers of whom the entries since some links tell.

What the plan of the receipts reads of the books stands in the trail as soon as it changes, so nothing else has
to note it. A test holds ``_NAMES`` against the tables that the plan asks.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from donations_app.db.lines import signed_lines, values_of
from donations_app.db.steps import in_steps
from donations_app.db.tables import (
    Allocation,
    Entry,
    Head,
    Link,
    Party,
    Payment,
    PaymentLine,
    ReceiptLine,
    all_tables,
)
from donations_app.db.tables.base import SCHEMA_VERSION

_NAMES: Final[Mapping[str, Mapping[str, str]]] = {  # table -> column -> whose key it holds
    "party": {"id": "party", "leader_id": "party"},
    "party_merge": {"kept_id": "party", "gone_id": "party"},
    "situation": {"party_id": "party", "other_id": "party"},
    "payment": {"payer_id": "party", "reverses_id": "payment", "refunds_id": "payment"},
    "payment_line": {"payment_id": "payment"},
    "allocation": {"line_id": "line"},
    "expense_outcome": {"line_id": "line"},
    "tax_receipt": {"payer_id": "party"},
    "receipt_line": {"line_id": "line"},
    "receipt_cancellation": {"receipt_id": "receipt"},
    "project": {"id": "project"},
}
# a scale that is not final is warned of and bars nothing; an origin gives references their letters
_INDIFFERENT: Final = frozenset({"expense_trip", "origin"})
_MOST: Final = 20_000  # entries, and payers of whom they tell: above it the whole year is read faster
_AT_ONCE: Final = 5_000


def heads(session: Session) -> dict[int, int]:
    """Return the number of the last link by origin."""
    return {origin: n for origin, n in session.execute(select(Head.origin_id, Head.n))}


def payers_touched(session: Session, since: Mapping[int, int], now: Mapping[int, int]) -> set[int] | None:
    """Return the keys of the payers whose plan may be another, those who counted then and who count now.

    Args:
        session: an open view.
        since: the last link by origin that was seen.
        now: the last link by origin.

    Returns:
        ``None`` where too much changed to look at each.
    """
    if any(now.get(origin, 0) < n for origin, n in since.items()):
        return None
    moved = [
        and_(Link.origin_id == origin, Link.n > since.get(origin, 0))
        for origin, n in now.items()
        if n > since.get(origin, 0)
    ]
    if not moved:
        return set()
    links = session.execute(select(Link.id, Link.schema, Link.count).where(or_(*moved))).all()
    if any(schema != SCHEMA_VERSION for _, schema, _ in links) or sum(count for _, _, count in links) > _MOST:
        return None
    named: defaultdict[str, set[int]] = defaultdict(set)
    for content in _found(session, Entry.content, Entry.link_id, [key for key, _, _ in links]):
        _note(content, named)
    payers = _payers(session, named)
    return payers if len(payers) <= _MOST else None


def _note(content: str, named: defaultdict[str, set[int]]) -> None:
    """Note the keys that the lines of an entry name."""
    for _sign, said in signed_lines(content):
        table = said.partition(" ")[0]
        if table in _NAMES:
            values = values_of(said)[1]
            for place, what in _places(table):
                if (
                    place < len(values) and values[place] is not None
                ):  # of an erased line the key alone is known
                    named[what].add(values[place])


@cache
def _places(table: str) -> tuple[tuple[int, str], ...]:
    """Return the places in a line of a table where keys stand, and whose they are."""
    columns = list(all_tables().tables[table].columns.keys())
    return tuple((columns.index(column), what) for column, what in _NAMES[table].items())


def _payers(session: Session, named: Mapping[str, set[int]]) -> set[int]:
    lines, payments, parties = (set(named.get(what, ())) for what in ("line", "payment", "party"))
    lines.update(_found(session, ReceiptLine.line_id, ReceiptLine.receipt_id, named.get("receipt", ())))
    lines.update(_found(session, Allocation.line_id, Allocation.project_id, named.get("project", ())))
    payments.update(_found(session, PaymentLine.payment_id, PaymentLine.id, lines))
    parties.update(key for key in _found(session, Payment.payer_id, Payment.id, payments) if key is not None)
    parties.update(_found(session, Party.leader_id, Party.id, parties))
    return parties


def _found(session: Session, wanted: Any, by: Any, keys: Collection[int]) -> Iterator[Any]:
    for some in in_steps(sorted(keys), _AT_ONCE):
        yield from session.scalars(select(wanted).where(by.in_(some)))
