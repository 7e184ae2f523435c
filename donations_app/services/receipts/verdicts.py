"""Verdicts on the payment lines of a year, payer by payer: none is kept, so memory stays bounded."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.queries.gifts import gifts_by_payer
from donations_app.db.queries.references import find
from donations_app.db.queries.settings import office_of
from donations_app.db.tables import Payment
from donations_app.domain.errors import NotFound
from donations_app.domain.gifts import Conditions, GiftLine, Giver
from donations_app.domain.receipts import LeftOut, Plan, PlannedReceipt, plan_payer
from donations_app.domain.waiting import State, state_of
from donations_app.services.books.in_force import InForce, in_force
from donations_app.services.receipts.contents import Issuer, issuer_of, obstacle_to
from donations_app.services.receipts.records import conditions_of

TO_ISSUE = "to_issue"


class Verdict(Struct, frozen=True):
    """A line of the year and why no receipt is issued for it now; ``to_issue`` when one can be."""

    giver: Giver | None
    line: GiftLine
    reason: str


def plans_by_payer(
    session: Session,
    year: int,
    standing: InForce,
    conditions: Conditions,
    *,
    payer: str = "",
    payment: str = "",
    recorded_at: str = "",
    payers: Collection[int | None] | None = None,
) -> Iterator[tuple[Giver | None, list[GiftLine], Plan]]:
    """Yield each payer of a year with his lines and the plan for them, which knows what cannot be printed.

    Args:
        session: an open view.
        year: of the gifts.
        standing: what is in force on the day on which the receipts would be issued.
        conditions: what a receipt must meet.
        payer: only the party of this reference.
        payment: only the payment of this reference.
        recorded_at: only gifts that the office of this code recorded; what a donor's year makes of them is
            judged by all of it.
        payers: only who bears one of these keys, ``None`` among them for nobody known.

    Raises:
        NotFound: there is no such party, payment or office.
    """
    office = office_of(session, recorded_at) if recorded_at else None
    if payment and find(session, Payment, payment) is None:
        raise NotFound("payment", payment)
    issuer = issuer_of(standing) if standing.signatory else None
    payments = (payment,) if payment else ()
    for giver, lines in gifts_by_payer(session, year, payer=payer, payments=payments, payers=payers):
        only = _only(lines, payment, office) if payment or office else None
        plan = plan_payer(giver, lines, conditions, only=only)
        yield giver, lines, _printable(plan, issuer, standing.day) if issuer else plan


def _only(lines: list[GiftLine], payment: str, office: int | None) -> set[int]:
    """Return the lines of a payment, where one is named, that an office recorded, where one is named."""
    return {
        line.id
        for line in lines
        if (not payment or line.payment == payment) and (office is None or line.office_id == office)
    }


def states_of(session: Session, payments: Mapping[str, Collection[int]], today: date) -> dict[str, State]:
    """Return where some payments stand, as the plan of the receipts gives it.

    Only their payers are planned, each with all of the year, since some rules look at the whole of it.

    Args:
        session: an open view.
        payments: by reference, the years to which each may belong.
        today: the day on which receipts would be issued.
    """
    plan, standing = Plan(), in_force(session, today)
    issuer = issuer_of(standing) if standing.signatory else None
    for year in sorted({year for years in payments.values() for year in years}):
        conditions = conditions_of(session, standing, year)
        for giver, lines in gifts_by_payer(session, year, payments=list(payments)):
            of_payer = plan_payer(giver, lines, conditions)
            plan.add(_printable(of_payer, issuer, today) if issuer else of_payer)
    return {ref: state_of(plan, ref) for ref in payments}


def _printable(plan: Plan, issuer: Issuer, today: date) -> Plan:
    """Return the plan with what cannot be printed among what is left out."""
    made = Plan(left_out=plan.left_out)
    for planned in plan.receipts:
        if obstacle := obstacle_to(planned, issuer, today):
            made.left_out.extend(unprintable(planned, obstacle.place, obstacle.characters))
        else:
            made.receipts.append(planned)
    return made


def unprintable(planned: PlannedReceipt, place: str, characters: str = "") -> Iterator[LeftOut]:
    """Yield the lines of a receipt that cannot be printed: for these characters, or a text too long."""
    for line in planned.lines:
        yield LeftOut(
            planned.giver.ref, line.payment, line.position, line.amount, "unprintable", place, characters
        )


def verdicts_in(session: Session, year: int, today: date) -> Iterator[Verdict]:
    """Yield a verdict on every line that belongs to the year, as the plan of the receipts gives it."""
    standing = in_force(session, today)
    for giver, lines, plan in plans_by_payer(session, year, standing, conditions_of(session, standing, year)):
        reasons = {(left.payment, left.line): left.reason for left in plan.left_out}
        for planned in plan.receipts:
            reasons.update({(line.payment, line.position): TO_ISSUE for line in planned.lines})
        for line in lines:
            if reason := reasons.get((line.payment, line.position)):
                yield Verdict(giver, line, reason)
