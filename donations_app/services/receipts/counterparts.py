"""What a gift that is being recorded gives back, weighed against the legal figures of its year."""

from datetime import date

from sqlalchemy.orm import Session

from donations_app.db.queries.gifts import gifts_by_payer
from donations_app.domain.counterparts import Counterpart, counterpart_doubt
from donations_app.domain.errors import Incomplete
from donations_app.domain.money import Money
from donations_app.services.books.in_force import in_force
from donations_app.services.receipts.records import conditions_of


def doubt_about(
    session: Session, payer: str, got: Counterpart, *, on: date, today: date, besides: str = ""
) -> str:
    """Return why a gift will get no receipt for what its donor gets back, or the warning of it, or nothing.

    Args:
        session: an open view.
        payer: reference.
        got: for the gift.
        on: the day of the gift, whose year counts.
        today: the day of recording.
        besides: reference of the payment in whose place the gift is recorded, which counts no more.
    """
    try:
        conditions = conditions_of(session, in_force(session, today), on.year)
    except Incomplete:  # books without an association say nothing of receipts yet
        return ""
    others = [line for _giver, lines in gifts_by_payer(session, on.year, payer=payer) for line in lines]
    before = Money.total(line.goods for line in others if line.payment != besides)
    return counterpart_doubt(got, before, conditions)
