"""What was given back of payments that arrived: the refunds of each, and what takes a refund back."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import Join, and_, func, join, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.references import find_record, named
from donations_app.db.queries.terms import REFUND, taken_back
from donations_app.db.tables import Allocation, Payment, PaymentLine
from donations_app.domain.errors import RefundStands
from donations_app.domain.money import Money


class RefundedLine(Struct, frozen=True):
    """A line of a refund, or of what takes one back."""

    ref: str
    position: int  # of the line of which it gives a part back
    amount: Money  # below zero; above it where a refund is taken back
    on: date
    reason: str
    stands: bool  # a refund that was not taken back


def refunded_lines(session: Session, payments: Collection[int]) -> defaultdict[int, list[RefundedLine]]:
    """Return the lines of the refunds of some payments, by the key of each payment, in the order of their days."""
    query = (
        select(
            Payment.refunds_id, Payment.ref, PaymentLine.position, PaymentLine.amount, Payment.received_on,
            Payment.reversal_reason, Payment.reverses_id.is_(None) & ~taken_back(),
        )
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .where(Payment.refunds_id.in_(sorted(payments)))
        .order_by(Payment.received_on, Payment.id, PaymentLine.position)
    )  # fmt: skip
    found: defaultdict[int, list[RefundedLine]] = defaultdict(list)
    for key, ref, position, amount, on, reason, stands in session.execute(query):
        found[key].append(RefundedLine(ref, position, amount, on, reason, bool(stands)))
    return found


def taken_by_refunds() -> Join:
    """Return the entries by which refunds (``REFUND``) took cents from the lines that arrived, to be selected from."""
    of_refund = and_(Allocation.line_id == PaymentLine.id, Allocation.move_key == REFUND.key)
    lines = join(REFUND, PaymentLine, PaymentLine.payment_id == REFUND.refunds_id)
    return lines.join(Allocation, of_refund)


def number_of_refunds(session: Session, payment: int) -> int:
    """Return how many refunds of a payment were recorded, whatever became of them."""
    query = select(func.count()).where(Payment.refunds_id == payment, Payment.reverses_id.is_(None))
    return session.scalar(query) or 0


def refunded_payment(session: Session, ref: str) -> str:
    """Return the reference of the payment of which a refund gives a part back; empty where it is no refund."""
    arrived = aliased(Payment)
    query = select(arrived.ref).join(Payment, Payment.refunds_id == arrived.id)
    return session.scalar(query.where(named(session, Payment, ref))) or ""


def what_it_takes_back(session: Session, ref: str) -> str:
    """Return the reference of the payment or refund that another takes back, whole or in part; empty: it takes none."""
    taken = aliased(Payment)
    query = select(taken.ref).join(
        Payment, func.coalesce(Payment.reverses_id, Payment.refunds_id) == taken.id
    )
    return session.scalar(query.where(named(session, Payment, ref))) or ""


def refuse_refunded(session: Session, ref: str) -> None:
    """Refuse what would take a payment back whole while a refund of a part of it stands.

    Raises:
        RefundStands: it does.
    """
    key = find_record(session, Payment, ref)
    if key is not None and (refund := standing_refund(refunded_lines(session, [key])[key])):
        raise RefundStands(ref, refund)


def standing_refund(lines: Sequence[RefundedLine]) -> str:
    """Return the reference of the last refund that stands; empty where none does."""
    return next((line.ref for line in reversed(lines) if line.stands), "")
