"""Where the cents of payment lines stand, with the facts of the day on which each was decided."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select, cast, func, select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.journal import Write
from donations_app.db.lines import Row
from donations_app.db.queries.leaders import ASSOCIATION, joined_leader
from donations_app.db.tables import Allocation
from donations_app.db.types import WHOLE
from donations_app.domain.money import Money, allocate


class Allocated(Struct, frozen=True):
    """Cents of one line that stand at one place; no project is the general fund."""

    office_id: int
    line_id: int
    project_id: int | None
    association_id: int | None
    kind: str  # of the line
    payer_kind: str  # empty: anonymous
    money_origin: str
    currency: str
    amount: Money
    foreign_minor: int | None = None  # the same in the currency

    @property
    def opposite(self) -> "Allocated":
        """What takes the same cents away."""
        minor = None if self.foreign_minor is None else -self.foreign_minor
        return replace(self, amount=-self.amount, foreign_minor=minor)

    def part(self, amount: Money) -> "Allocated":
        """Return some of the cents, with what belongs to them in the currency; below zero where the amount is."""
        if self.foreign_minor is None:
            return replace(self, amount=amount)
        size = abs(amount.cents)
        minor = allocate(Money(self.foreign_minor), [size, self.amount.cents - size])[0].cents
        return replace(self, amount=amount, foreign_minor=minor if amount.cents > 0 else -minor)


_FIELDS: Final = Allocated.__struct_fields__
_SUMMED: Final = ("amount", "foreign_minor")
# a server's sum of whole numbers is a decimal one, and no part of it could be taken
SUMS: Final = (func.sum(Allocation.amount), cast(func.sum(Allocation.foreign_minor), WHOLE))


def allocated(session: Session, line_ids: Iterable[int]) -> list[Allocated]:
    """Return where the cents of lines stand now, entries and moves summed up, in the order of the lines."""
    found = session.execute(_summed(line_ids))
    return [stands for stands in (Allocated(*row) for row in found) if stands.amount]


def allocated_by_day(session: Session, line_ids: Iterable[int]) -> list[tuple[Allocated, date]]:
    """Return what came to each place, or left it below zero, with the day from which on it is so."""
    found = session.execute(_summed(line_ids, Allocation.decided_on))
    return [(came, on) for came, on in ((Allocated(*row[:-1]), row[-1]) for row in found) if came.amount]


def _summed(line_ids: Iterable[int], *more: Any) -> Select[Any]:
    where = [getattr(Allocation, name) for name in _FIELDS if name not in _SUMMED]
    where[_FIELDS.index("association_id")] = ASSOCIATION.id
    query: Select[Any] = select(*where, *SUMS, *more).where(Allocation.line_id.in_(list(line_ids)))
    query = joined_leader(query, Allocation.association_id, ASSOCIATION, may_be_nobody=True)
    query = query.group_by(*where, *more)
    return query.order_by(Allocation.line_id, func.min(Allocation.id))


def allocated_by(row: Row) -> Allocated:
    """Return what an entry that was just made puts somewhere."""
    return Allocated(*(row[name] for name in _FIELDS))


def first_rows(
    write: Write, to: Allocated, *, arrived: date, decided: date | None
) -> Iterator[rows.Allocation]:
    """Yield the entries that put cents of a line where they go first.

    What was decided after the money came stood on the general fund until then, as if it had been moved.

    Args:
        write: the transaction.
        to: where they go.
        arrived: the day of the payment.
        decided: from which day they stand there; ``None``: from the day of the payment.
    """
    if decided and decided > arrived and to.project_id is not None:
        general = replace(to, project_id=None, association_id=None)
        yield allocation_row(write, general, on=arrived)
        yield allocation_row(write, general.opposite, on=decided)
    yield allocation_row(write, to, on=decided or arrived)


def allocation_row(
    write: Write, allocated: Allocated, *, on: date, move_key: UUID | None = None, reason: str = ""
) -> rows.Allocation:
    """Return the entry that puts cents where they shall stand, or takes them away."""
    return rows.Allocation(
        id=write.ids(Allocation)[0],
        office_id=allocated.office_id,
        line_id=allocated.line_id,
        project_id=allocated.project_id,
        association_id=allocated.association_id,
        kind=allocated.kind,
        payer_kind=allocated.payer_kind,
        money_origin=allocated.money_origin,
        currency=allocated.currency,
        amount=allocated.amount,
        foreign_minor=allocated.foreign_minor,
        decided_on=on,
        recorded_on=write.today,
        move_key=move_key,
        reason=reason,
    )
