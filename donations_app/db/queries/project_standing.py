"""What stands on a project and still goes to it, whatever becomes of it."""

from datetime import date

from msgspec import Struct
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from donations_app.db.queries.leaders import ASSOCIATION, joined_leader
from donations_app.db.tables import Allocation, Party, RecurringGiftRow
from donations_app.domain.money import Money


class StandingGift(Struct, frozen=True):
    """A recurring gift that goes to a project."""

    ref: str
    payer: str  # reference
    amount: Money
    frequency: str
    last_on: date | None
    association: str  # reference for which it counts; empty: the project alone


class StandingOn(Struct, frozen=True):
    """Money on a project by association, empty for the project alone, and the gifts agreed for it."""

    money: tuple[tuple[str, Money], ...]
    gifts: tuple[StandingGift, ...]

    @property
    def total(self) -> Money:
        """All money on the project, public money too."""
        return Money.total(amount for _ref, amount in self.money)


def standing_on(session: Session, project: int, *, after: date) -> StandingOn:
    """Return what stands on a project, and the gifts of which instalments may still come after a day."""
    amount = func.sum(Allocation.amount)
    sums = select(ASSOCIATION.ref, amount).select_from(Allocation).where(Allocation.project_id == project)
    sums = joined_leader(sums, Allocation.association_id, ASSOCIATION, may_be_nobody=True)
    found = session.execute(sums.group_by(ASSOCIATION.ref))
    money = sorted((ref or "", cents) for ref, cents in found if cents)
    gift = RecurringGiftRow
    runs = or_(gift.last_on.is_(None), (gift.last_on > after) & (gift.last_on >= gift.first_on))
    asked = (gift.ref, Party.ref, gift.amount, gift.frequency, gift.last_on)
    counted = func.coalesce(ASSOCIATION.ref, "")
    agreed = joined_leader(select(*asked, counted).select_from(gift), gift.payer_id)
    agreed = joined_leader(agreed, gift.association_id, ASSOCIATION, may_be_nobody=True)
    gifts = session.execute(agreed.where(gift.project_id == project, runs).order_by(gift.id))
    return StandingOn(tuple(money), tuple(StandingGift(*row) for row in gifts))
