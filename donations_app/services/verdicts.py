"""The verdict of the plan on every line of a year, whether or not a receipt stands on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from donations_app.db.queries.gifts import gifts_by_payer
from donations_app.domain.receipts import GiftLine, Giver, Plan, plan_payer
from donations_app.services.receipt_contents import Issuer, issuer_of, obstacle_to
from donations_app.services.receipt_writing import conditions_of

TO_ISSUE = "to_issue"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A line of the year and why no receipt is issued for it now; ``to_issue`` when one can be."""

    giver: Giver | None
    line: GiftLine
    reason: str


def verdicts_in(session: Session, year: int, today: date) -> Iterator[Verdict]:
    """Yield a verdict on every line that belongs to the year, as ``plan_receipts`` gives it."""
    conditions = conditions_of(session, year, today)
    issuer = issuer_of(session, today) if conditions.has_signatory else None
    for giver, lines in gifts_by_payer(session, year):
        reasons = _reasons(plan_payer(giver, lines, conditions), issuer, today)
        for line in lines:
            if reason := reasons.get((line.payment, line.position)):
                yield Verdict(giver, line, reason)


def _reasons(plan: Plan, issuer: Issuer | None, today: date) -> dict[tuple[str, int], str]:
    reasons = {(left.payment, left.line): left.reason for left in plan.left_out}
    for planned in plan.receipts:
        reason = "unprintable" if issuer and obstacle_to(planned, issuer, today) else TO_ISSUE
        reasons.update({(line.payment, line.position): reason for line in planned.lines})
    return reasons
