"""How much of the plan of a year waits: kept with the books, so that only who was touched is planned again.

What is kept is no source: it is counted from the plan, and caught up by the audit trail, which tells whom a change
touches (``db.queries.touched``). Settings, legal figures and the program itself stand in its stamp.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import date
from typing import Any, Final, cast

from msgspec import Struct
from msgspec.structs import astuple, replace
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.gifts import payers_of_year
from donations_app.db.queries.touched import heads, payers_touched
from donations_app.db.steps import in_steps
from donations_app.db.tables import WaitingPayer, WaitingStamp
from donations_app.domain.eligibility import OF_DONOR
from donations_app.domain.errors import KnownError
from donations_app.domain.gifts import Conditions
from donations_app.domain.waiting import Counted, counted_of
from donations_app.services.books.in_force import InForce, in_force
from donations_app.services.books.program import program
from donations_app.services.receipts.contents import issuer_of
from donations_app.services.receipts.planning import Progress
from donations_app.services.receipts.records import conditions_of
from donations_app.services.receipts.verdicts import plans_by_payer

Counts = dict[int, Counted]  # by the key of the payer
_COLUMNS: Final = (WaitingPayer.receipts, WaitingPayer.homeless, WaitingPayer.uncredited)
_ROWS: Final = select(WaitingPayer.payer_id, *_COLUMNS)
_SUMS: Final = (
    func.count(func.nullif(WaitingPayer.receipts, 0)),
    *(func.coalesce(func.sum(column), 0) for column in _COLUMNS),
)


class _Look(Struct, frozen=True):
    """What one consistent view says of the counts: what was kept, what holds now, whom to judge anew."""

    standing: InForce
    conditions: Conditions
    kept: rows.WaitingStamp | None  # as it stands
    stamp: rows.WaitingStamp  # as it would be kept now
    touched: set[int] | None  # the payers to be planned; None: all


def waiting(books: Books, year: int, *, progress: Progress | None = None) -> Counted:
    """Return how much of the plan of a year waits, the same that the whole plan says.

    What was planned is kept for the next look, where the books can be written.

    Args:
        books: where to read.
        year: of the gifts.
        progress: told how many payers are done of a number not known yet; it may raise ``Cancelled``.

    Raises:
        Incomplete: the books have no facts of the association.
    """
    with books.read() as session:
        look = _look(session, year, books.today)
        everybody = look.touched is None
        payers = [key for key in payers_of_year(session, year) if key] if everybody else look.touched or ()
    planned = Counts()
    for some in in_steps(sorted(payers)):
        if progress:
            progress(len(planned), 0)
        with books.read() as session:  # one of all would keep others from saving in a file
            planned.update(_planned(session, look, some))
    with books.read() as session:
        stay = Counted() if everybody else _total(session, payers)
    if not books.read_only and look.stamp != look.kept:
        # who may not write has counted all the same, and will once more
        with suppress(KnownError, DBAPIError), books.write() as write:
            _keep(write, look, planned)
    return _sum(stay, *planned.values())


def stale_payers(session: Session, today: date) -> list[int]:
    """Return the keys of payers of whom other counts are kept than their plan says.

    Nobody where nothing is kept, or where the next look plans all of them anew.
    """
    kept = _kept(session)
    if kept is None or not kept["year"]:
        return []
    look = _look(session, kept["year"], today)
    if look.touched is None:
        return []
    found, stale = _of_payers(session), set[int]()
    for key, wanted in _planned(session, look, None):
        if found.pop(key, None) != wanted:
            stale.add(key)
    # a server lets others write meanwhile: of whom they wrote nothing can be said
    touched = payers_touched(session, _links(kept), heads(session))
    if touched is None or _kept(session) != kept:
        return []
    return sorted((stale | found.keys()) - touched)


def _look(session: Session, year: int, today: date) -> _Look:
    standing = in_force(session, today)
    conditions = conditions_of(session, standing, year)
    # read before all else: what others write meanwhile is planned by the next look
    kept, now = _kept(session), heads(session)
    rules, said = _rules(standing, conditions), json.dumps(now, sort_keys=True)
    touched: set[int] | None = None
    if kept and (kept["year"], kept["rules"]) == (year, rules):
        touched = payers_touched(session, _links(kept), now)
    stamp = rows.WaitingStamp(id=1, year=year, rules=rules, heads=said)
    return _Look(standing, conditions, kept, stamp, touched)


def _kept(session: Session) -> rows.WaitingStamp | None:
    found: Any = session.execute(select(WaitingStamp.__table__)).mappings().first()
    return None if found is None else cast("rows.WaitingStamp", dict(found))


def _links(stamp: rows.WaitingStamp) -> dict[int, int]:
    return {int(origin): n for origin, n in json.loads(stamp["heads"]).items()}


def _rules(standing: InForce, conditions: Conditions) -> str:
    """Return the digest of all that a plan rests on beside the rows of its payers.

    The day itself bars only gifts that lie after it, of which a year that is over has none.
    """
    lasting = replace(
        conditions, today=min(conditions.today, conditions.last_on), unconfirmed=(), issued_until=None
    )
    issuer = issuer_of(standing) if standing.signatory else None
    return hashlib.sha256(repr((program(), OF_DONOR, lasting, issuer)).encode()).hexdigest()


def _planned(session: Session, look: _Look, payers: Collection[int] | None) -> Iterator[tuple[int, Counted]]:
    """Yield what waits of some payers, or of all, by their plan; who has nothing is not told."""
    plans = plans_by_payer(session, look.conditions.year, look.standing, look.conditions, payers=payers)
    for giver, _, plan in plans:
        counted = counted_of(plan)
        if giver and counted != Counted():
            yield giver.id, counted


def _of_payers(session: Session) -> Counts:
    same = dict[Counted, Counted]()
    found = ((row[0], Counted(int(row[1] > 0), *row[1:])) for row in session.execute(_ROWS))
    return {key: same.setdefault(one, one) for key, one in found}


def _total(session: Session, without: Collection[int]) -> Counted:
    """Return the sum of what is kept, without some payers."""
    total = list(session.execute(select(*_SUMS)).one())
    for some in in_steps(sorted(without)):
        taken = session.execute(select(*_SUMS).where(WaitingPayer.payer_id.in_(some))).one()
        total = [one - other for one, other in zip(total, taken, strict=True)]
    return Counted(*map(int, total))


def _sum(*parts: Counted) -> Counted:
    return Counted(*map(sum, zip(*map(astuple, parts), strict=True)))


def _keep(write: Write, look: _Look, planned: Counts) -> None:
    """Keep what was counted, unless somebody kept something else meanwhile."""
    stands: Any = write.row(WaitingStamp, 1)
    if stands is None or stands != look.kept:
        return
    if look.touched is None:
        write.delete_derived(WaitingPayer)
    for some in in_steps(sorted(look.touched or ())):
        write.delete_derived(WaitingPayer, WaitingPayer.payer_id.in_(some))
    made = [
        rows.WaitingPayer(
            payer_id=key, receipts=one.receipts, homeless=one.incomplete, uncredited=one.uncredited
        )
        for key, one in planned.items()
    ]
    write.insert_derived(WaitingPayer, made)
    write.delete_derived(WaitingStamp)
    write.insert_derived(WaitingStamp, [look.stamp])
