"""Where money stands, line by line: on the general fund or on a project, and what may be moved."""

from datetime import date
from typing import Any, Final, Literal

from msgspec import Struct
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import ASSOCIATION, joined_leader
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.references import find, named
from donations_app.db.tables import (
    Allocation,
    LiveReceiptLine,
    Office,
    Party,
    Payment,
    PaymentLine,
    Project,
    TaxReceipt,
)
from donations_app.domain.errors import NotFound
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import display_name
from donations_app.domain.private_share import OriginTold, nature, origin_told

Freedom = Literal["free", "earmarked", "public"]
GENERAL: Final = "general"  # names the general fund where a project is asked for


class StandingMoney(Struct, frozen=True):
    """Cents of a line that stand at one place."""

    payment: str  # reference
    position: int  # of the line
    on: date  # received, else credited
    payer: str  # reference; empty: anonymous
    payer_name: str
    kind: str  # of the line
    money_origin: str
    project: str  # code; empty: the general fund
    association: str  # reference; empty: the project alone
    association_name: str
    amount: Money
    is_earmarked: bool  # by its donor
    receipt: str  # number of the live receipt on it, or empty
    currency: str
    foreign_minor: int | None  # the same in the currency; of euros nothing
    office: str  # code of the one that recorded it
    origin: OriginTold  # of the money

    @property
    def freedom(self) -> Freedom:
        """Whether it may be moved without asking anybody, or why not."""
        if self.is_earmarked:
            return "earmarked"
        return "public" if nature(self.kind, self.money_origin) == "public" else "free"


def standing_money(
    session: Session, *, place: str = "", payment: str = "", on: date | None = None
) -> list[StandingMoney]:
    """Return where money stands, the oldest first; of payments taken back none does.

    Args:
        session: an open view.
        place: ``GENERAL``, or the code of a project; empty: anywhere.
        payment: only of the payment of this reference.
        on: as it stood on this day, by the days of money, returns and decisions; ``None``: all that is known.

    Raises:
        NotFound: there is no such project.
    """
    where: list[Any] = [] if on is None else [Allocation.decided_on <= on]
    if place == GENERAL:
        where.append(Allocation.project_id.is_(None))
    elif place:
        key = session.scalar(select(Project.id).where(Project.code == place))
        if key is None:
            raise NotFound("project", place)
        where.append(Allocation.project_id == key)
    if payment:
        where.append(named(session, Payment, payment))
    return [_standing(row) for row in session.execute(_query(where, on))]


def free_money(session: Session) -> list[StandingMoney]:
    """Return the money on the general fund: what may be moved first, the oldest before; then what may not."""
    return sorted(standing_money(session, place=GENERAL), key=lambda one: one.freedom != "free")


def cash_received(
    session: Session, project: str, *, association: str = "", first: date, last: date
) -> list[StandingMoney]:
    """Return what stands on a project of payments in cash received from a day to another, the oldest first.

    Raises:
        NotFound: there is no such project or association.
    """
    leader = find(session, Party, association) if association else None
    if association and leader is None:
        raise NotFound("party", association)
    day = func.coalesce(Payment.received_on, Payment.credited_on)
    where: list[Any] = [Payment.method == "cash", day.between(first, last)]
    where += [ASSOCIATION.id == leader] if leader else []
    known = session.scalar(select(Project.id).where(Project.code == project))
    if known is None:
        raise NotFound("project", project)
    return [_standing(row) for row in session.execute(_query([*where, Allocation.project_id == known]))]


def _query(where: list[Any], on: date | None = None) -> Any:
    back, facts = aliased(Payment), Allocation
    stood = [] if on is None else [and_(back.reversal != "correction", back.received_on > on)]
    day = func.coalesce(Payment.received_on, Payment.credited_on)
    columns = (
        Payment.ref.label("payment"), PaymentLine.position, day.label("day"), Party.ref.label("payer"),
        facts.kind.label("line_kind"), facts.money_origin, Party.money_origin.label("stated"),
        Office.code.label("office"), Project.code, ASSOCIATION.ref.label("association"),
        PaymentLine.earmarked_by_donor, TaxReceipt.number, facts.currency,
        ASSOCIATION.organisation.label("carrier"), *name_columns(),
    )  # fmt: skip
    query = (
        select(*columns, func.sum(facts.amount).label("amount"), func.sum(facts.foreign_minor).label("minor"))
        .select_from(facts)
        .join(PaymentLine, PaymentLine.id == facts.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .join(Office, Office.id == Payment.office_id)
        .outerjoin(back, back.reverses_id == Payment.id)
        .outerjoin(Project, Project.id == facts.project_id)
        .outerjoin(LiveReceiptLine, LiveReceiptLine.line_id == PaymentLine.id)
        .outerjoin(TaxReceipt, TaxReceipt.id == LiveReceiptLine.receipt_id)
        .where(Payment.reverses_id.is_(None), or_(back.id.is_(None), *stood), *where)
    )
    query = joined_leader(query, Payment.payer_id, may_be_nobody=True)
    query = joined_leader(query, facts.association_id, ASSOCIATION, may_be_nobody=True)
    keys = (Payment.id, Payment.other_ref, Party.id, Party.other_ref, ASSOCIATION.id, ASSOCIATION.other_ref)
    grouped = query.group_by(*keys, *(one for one in columns if one.key not in _OF_KEYS), day)
    return grouped.having(func.sum(facts.amount) != ZERO).order_by(day, Payment.id, PaymentLine.position)


_OF_KEYS: Final = ("payment", "payer", "association", "day")  # follow from the keys that are grouped by


def _standing(row: Any) -> StandingMoney:
    return StandingMoney(
        payment=row.payment,
        position=row.position,
        on=row.day,
        payer=row.payer or "",
        payer_name=display_name(row) if row.payer else "",
        kind=row.line_kind,
        money_origin=row.money_origin,
        project=row.code or "",
        association=row.association or "",
        association_name=row.carrier or "",
        amount=row.amount,
        is_earmarked=row.earmarked_by_donor,
        receipt=row.number or "",
        currency=row.currency,
        foreign_minor=row.minor,
        office=row.office,
        origin=origin_told(row.money_origin, row.kind or "", row.stated or ""),
    )
