"""Waived expenses: what a volunteer has driven, and claims as they were recorded."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.leaders import ASSOCIATION, joined_leader, leader_of, records_of
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.references import find, find_all, named
from donations_app.db.queries.terms import REVERSING
from donations_app.db.tables import (
    ExpenseClaim,
    ExpenseItem,
    ExpenseOutcome,
    ExpenseTrip,
    LiveReceiptLine,
    Office,
    Party,
    Payment,
    PaymentLine,
    Project,
    TaxReceipt,
)
from donations_app.domain.errors import NotFound
from donations_app.domain.expenses import Claim, Item
from donations_app.domain.mileage import Counted, Scale, Trip, sum_up
from donations_app.domain.money import Money
from donations_app.domain.parties import display_name

_TRIP: Final = (
    ExpenseTrip.driven_on,
    ExpenseTrip.purpose,
    ExpenseTrip.km,
    ExpenseTrip.vehicle,
    ExpenseTrip.power,
    ExpenseTrip.is_electric,
    ExpenseTrip.plate,
    ExpenseTrip.is_apart,
)
CLAIM_VIEWS: Final = ("all", "unsigned", "provisional", "unreceipted")


class ClaimRow(Struct, frozen=True, kw_only=True):
    """A claim in a list."""

    ref: str
    name: str  # of the volunteer
    on: date  # of the waiver; of the statement while there is none
    trips: int
    km: int
    amount: Money
    outcome: str  # waived, withdrawn; empty while it waits
    reversal: str  # how the gift was taken back, or empty
    is_provisional: bool
    receipt: str  # number of the live receipt, or empty

    @property
    def waits(self) -> bool:
        """Whether the waiver is still to be signed."""
        return not self.outcome


class Driven(Struct, frozen=True):
    """A trip of a claim that stands."""

    claim: str
    trip: Trip


def driven(session: Session, party_id: int) -> list[Driven]:
    """Return the trips of a volunteer's claims that stand, signed or not."""
    query = (
        select(ExpenseClaim.ref, *_TRIP)
        .join(ExpenseClaim, ExpenseClaim.id == ExpenseTrip.claim_id)
        .outerjoin(ExpenseOutcome, ExpenseOutcome.claim_id == ExpenseClaim.id)
        .outerjoin(PaymentLine, PaymentLine.id == ExpenseOutcome.line_id)
        .outerjoin(REVERSING, REVERSING.reverses_id == PaymentLine.payment_id)
        .where(
            ExpenseClaim.party_id.in_(records_of(party_id)),
            func.coalesce(ExpenseOutcome.kind, "") != "withdrawn",
            REVERSING.id.is_(None),
        )
        .order_by(ExpenseTrip.claim_id, ExpenseTrip.position)
    )
    return [Driven(claim, Trip(*row)) for claim, *row in session.execute(query)]


def counted_upon(session: Session, keys: Sequence[int]) -> list[int]:
    """Return those of some claims whose distance a later standing claim of the same volunteer is counted over.

    Args:
        session: an open view.
        keys: of claims that were recorded together.
    """
    if not keys:
        return []
    own = set(keys)
    found = _trips_of_volunteers(session, keys)
    mine = [row for row in found if row.id in own]
    later = [row for row in found if row.id not in own and row.km_before and row.stands]
    return sorted({
        one.id
        for one in mine
        for other in later
        if (one.leader, one.driven_on.year) == (other.leader, other.driven_on.year)
        and (other.stated_on, other.id) > (one.stated_on, one.id)
    })  # fmt: skip


def _trips_of_volunteers(session: Session, keys: Sequence[int]) -> list[Any]:
    """Return the trips of all claims of the volunteers of some claims, and whether each claim stands."""
    leader = leader_of(ExpenseClaim.party_id)
    whose = select(leader).where(ExpenseClaim.id.in_(keys))
    stands = and_(func.coalesce(ExpenseOutcome.kind, "") != "withdrawn", REVERSING.id.is_(None))
    query = (
        select(
            ExpenseClaim.id,
            ExpenseClaim.stated_on,
            leader.label("leader"),
            ExpenseTrip.driven_on,
            ExpenseTrip.km_before,
            stands.label("stands"),
        )
        .join(ExpenseClaim, ExpenseClaim.id == ExpenseTrip.claim_id)
        .outerjoin(ExpenseOutcome, ExpenseOutcome.claim_id == ExpenseClaim.id)
        .outerjoin(PaymentLine, PaymentLine.id == ExpenseOutcome.line_id)
        .outerjoin(REVERSING, REVERSING.reverses_id == PaymentLine.payment_id)
        .where(leader.in_(whose))
    )
    return list(session.execute(query))


def driven_by(session: Session, ref: str) -> list[Driven]:
    """Return the trips of the standing claims of the volunteer of that reference."""
    party_id = find(session, Party, ref)
    return [] if party_id is None else driven(session, party_id)


def driven_with(session: Session, ref: str) -> list[Driven]:
    """Return the trips of the standing claims of the volunteer whose claim has that reference."""
    payer = session.scalar(select(leader_of(ExpenseClaim.party_id)).where(named(session, ExpenseClaim, ref)))
    return [] if payer is None else driven(session, payer)


def twins_of(session: Session, ref: str) -> list[Driven]:
    """Return the trips of a claim that stand in another claim of the same volunteer too, under its reference.

    A claim that no longer stands takes nothing twice: it has none.
    """
    standing = driven_with(session, ref)
    own = [one.trip for one in standing if one.claim == ref]
    return [one for one in standing if one.claim != ref and any(one.trip.is_twin(trip) for trip in own)]


def claim_of(session: Session, payment: str) -> str:
    """Return the reference of the claim that a payment is, or nothing."""
    query = (
        select(ExpenseClaim.ref)
        .join(ExpenseOutcome, ExpenseOutcome.claim_id == ExpenseClaim.id)
        .join(PaymentLine, PaymentLine.id == ExpenseOutcome.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(named(session, Payment, payment))
    )
    return session.scalar(query) or ""


# lists

_ON: Final[ColumnElement[Any]] = case(
    (ExpenseOutcome.kind == "waived", ExpenseOutcome.settled_on), else_=ExpenseClaim.stated_on
)
_PROVISIONAL: Final = exists().where(ExpenseTrip.claim_id == ExpenseClaim.id, ExpenseTrip.is_provisional)


def _with_outcome(query: Select[Any]) -> Select[Any]:
    """Join what became of each claim: outcome, gift, what took it back, its live receipt."""
    return (
        query.outerjoin(ExpenseOutcome, ExpenseOutcome.claim_id == ExpenseClaim.id)
        .outerjoin(PaymentLine, PaymentLine.id == ExpenseOutcome.line_id)
        .outerjoin(Payment, Payment.id == PaymentLine.payment_id)
        .outerjoin(REVERSING, REVERSING.reverses_id == Payment.id)
        .outerjoin(LiveReceiptLine, LiveReceiptLine.line_id == ExpenseOutcome.line_id)
        .outerjoin(TaxReceipt, TaxReceipt.id == LiveReceiptLine.receipt_id)
    )


def claims_of(session: Session, year: int, *, view: str = "all") -> Sequence[str]:
    """Return the references of the claims of a year, the latest first.

    The year is that of the waiver, as the gift's; of the statement while nothing is signed.

    Args:
        session: an open view.
        year: of the calendar.
        view: of ``CLAIM_VIEWS``: all, or those that wait for a signature, a scale or a receipt.
    """
    query = _with_outcome(select(ExpenseClaim.ref).select_from(ExpenseClaim))
    query = query.where(_ON.between(date(year, 1, 1), date(year, 12, 31)))
    stands = and_(func.coalesce(ExpenseOutcome.kind, "") != "withdrawn", REVERSING.id.is_(None))
    if view == "unsigned":
        query = query.where(ExpenseOutcome.id.is_(None))
    elif view == "provisional":
        query = query.where(stands, _PROVISIONAL)
    elif view == "unreceipted":
        query = query.where(stands, ExpenseOutcome.kind == "waived", TaxReceipt.id.is_(None))
    return session.scalars(query.order_by(_ON.desc(), ExpenseClaim.id.desc())).all()


def claim_years(session: Session) -> list[int]:
    """Return the years that have claims, the latest first."""
    query = select(_ON.label("on")).select_from(ExpenseClaim).distinct()
    found = session.scalars(query.outerjoin(ExpenseOutcome, ExpenseOutcome.claim_id == ExpenseClaim.id))
    return sorted({on.year for on in found}, reverse=True)


def claim_rows(session: Session, refs: Sequence[str]) -> list[ClaimRow]:
    """Return the rows of claims, in no particular order."""
    trips = (
        select(
            ExpenseTrip.claim_id,
            func.count().label("trips"),
            func.sum(ExpenseTrip.km).label("km"),
        )
        .group_by(ExpenseTrip.claim_id)
        .subquery()
    )
    query = _with_outcome(
        joined_leader(select(
            ExpenseClaim.ref, *name_columns(), _ON.label("on"), func.coalesce(trips.c.trips, 0).label("trips"),
            func.coalesce(trips.c.km, 0).label("km"), ExpenseClaim.amount, ExpenseOutcome.kind.label("outcome"),
            REVERSING.reversal, _PROVISIONAL.label("is_provisional"), TaxReceipt.number,
        )
        .outerjoin(trips, trips.c.claim_id == ExpenseClaim.id), ExpenseClaim.party_id)
    ).where(ExpenseClaim.id.in_(find_all(session, ExpenseClaim, refs).values()))  # fmt: skip
    return [
        ClaimRow(
            ref=row.ref,
            name=display_name(row),
            on=row.on,
            trips=row.trips,
            km=int(row.km),
            amount=row.amount,
            outcome=row.outcome or "",
            reversal=row.reversal or "",
            is_provisional=bool(row.is_provisional),
            receipt=row.number or "",
        )
        for row in session.execute(query)
    ]


# one claim


def expense_claim(session: Session, ref: str, scales: Sequence[Scale]) -> Claim:
    """Return a claim with all that became of it.

    Raises:
        NotFound: there is no claim of that reference.
    """
    row = _claim_row(session, ref)
    if row is None:
        raise NotFound("expense_claim", ref)
    trips = _trips(session, row.id)
    is_waived, is_withdrawn = row.kind == "waived", row.kind == "withdrawn"
    return Claim(
        ref=row.ref,
        office=row.office,
        payer=row.payer,
        stated_on=row.stated_on,
        waived_on=row.settled_on if is_waived else None,
        evidence=row.words if is_waived else "",
        amount=row.amount,
        trips=tuple(trips),
        items=tuple(_items(session, row.id)),
        sums=tuple(sum_up(trips, scales)),
        payment=row.payment or "",
        reversal=row.reversal or "",
        receipt=row.number or "",
        project=row.project or "",
        association=row.association or "",
        withdrawn=row.words if is_withdrawn else "",
        withdrawn_on=row.settled_on if is_withdrawn else None,
    )


def _claim_row(session: Session, ref: str) -> Any:
    query = (
        joined_leader(joined_leader(select(
            ExpenseClaim.id, ExpenseClaim.ref, ExpenseClaim.stated_on, ExpenseClaim.amount,
            Office.code.label("office"), Party.ref.label("payer"), Project.code.label("project"),
            ASSOCIATION.ref.label("association"), ExpenseOutcome.kind, ExpenseOutcome.settled_on,
            ExpenseOutcome.words, Payment.ref.label("payment"), REVERSING.reversal, TaxReceipt.number,
        )
        .join(Office, Office.id == ExpenseClaim.office_id)
        .outerjoin(Project, Project.id == ExpenseClaim.project_id), ExpenseClaim.party_id),
            ExpenseClaim.association_id, ASSOCIATION, may_be_nobody=True)
    )  # fmt: skip
    return session.execute(_with_outcome(query).where(named(session, ExpenseClaim, ref))).first()


def _trips(session: Session, claim_id: int) -> list[Counted]:
    query = select(
        *_TRIP, ExpenseTrip.amount, ExpenseTrip.scale, ExpenseTrip.is_provisional, ExpenseTrip.km_before
    )
    found = session.execute(query.where(ExpenseTrip.claim_id == claim_id).order_by(ExpenseTrip.position))
    return [Counted(Trip(*row[: len(_TRIP)]), *row[len(_TRIP) :]) for row in found]


def _items(session: Session, claim_id: int) -> list[Item]:
    query = select(ExpenseItem.spent_on, ExpenseItem.label, ExpenseItem.amount)
    found = session.execute(query.where(ExpenseItem.claim_id == claim_id).order_by(ExpenseItem.position))
    return [Item(*row) for row in found]
