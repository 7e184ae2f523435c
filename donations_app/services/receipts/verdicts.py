"""Verdicts on the payment lines of a year, payer by payer: none is kept, so memory stays bounded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from donations_app.db.queries.gifts import gifts_by_payer
from donations_app.domain.gifts import Conditions, GiftLine, Giver
from donations_app.domain.receipts import LeftOut, Plan, PlannedReceipt, plan_payer
from donations_app.services.receipts.contents import Issuer, issuer_of, obstacle_to
from donations_app.services.receipts.records import conditions_of

TO_ISSUE = "to_issue"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A line of the year and why no receipt is issued for it now; ``to_issue`` when one can be."""

    giver: Giver | None
    line: GiftLine
    reason: str


def plans_by_payer(
    session: Session, year: int, today: date, conditions: Conditions, *, payer: str = "", payment: str = ""
) -> Iterator[tuple[Giver | None, list[GiftLine], Plan]]:
    """Yield each payer of a year with his lines and the plan for them, which knows what cannot be printed.

    Args:
        session: an open view.
        year: of the gifts.
        today: the day on which the receipts would be issued.
        conditions: what a receipt must meet.
        payer: only the party of this reference.
        payment: only the payment of this reference.
    """
    issuer = issuer_of(session, today) if conditions.has_signatory else None
    for giver, lines in gifts_by_payer(session, year, payer=payer, payment=payment):
        only = {line.id for line in lines if line.payment == payment} if payment else None
        plan = plan_payer(giver, lines, conditions, only=only)
        yield giver, lines, _printable(plan, issuer, today) if issuer else plan


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
    conditions = conditions_of(session, year, today)
    for giver, lines, plan in plans_by_payer(session, year, today, conditions):
        reasons = {(left.payment, left.line): left.reason for left in plan.left_out}
        for planned in plan.receipts:
            reasons.update({(line.payment, line.position): TO_ISSUE for line in planned.lines})
        for line in lines:
            if reason := reasons.get((line.payment, line.position)):
                yield Verdict(giver, line, reason)
