"""What arrived in a period by kind, method and kind of payer: which of it an appeal may have brought."""

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.terms import known_in, left, stands
from donations_app.db.tables import Party, Payment, PaymentLine
from donations_app.domain.gifts import OnlineDate
from donations_app.domain.money import ZERO
from donations_app.domain.statements import Heading, Sum


class Received(Struct, frozen=True):
    """Lines alike that arrived in a period and were not taken back."""

    kind: str
    method: str
    payer_kind: str | None
    sum: Sum


def received(session: Session, heading: Heading, online_date: OnlineDate) -> list[Received]:
    """Return the sums of what arrived in the period.

    Args:
        session: an open view.
        heading: the period.
        online_date: which day decides for online gifts.
    """
    inner = (
        select(PaymentLine.kind, Payment.method, Party.kind.label("payer_kind"), left().label("amount"))
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(stands(), known_in(online_date, heading.first_on, heading.last_on))
    )
    *keys, amount = joined_leader(inner, Payment.payer_id, may_be_nobody=True).subquery().c
    query = select(*keys, func.count(), func.sum(amount)).where(amount != ZERO).group_by(*keys)
    rows = session.execute(query)
    return [Received(kind, method, payer, Sum(lines, total)) for kind, method, payer, lines, total in rows]
