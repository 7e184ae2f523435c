"""Payments as the window and the files show them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.tables import Party, Payment
from donations_app.domain.payments import Duplicate, PaymentDraft


def duplicates(session: Session, draft: PaymentDraft, *, limit: int = 5) -> list[Duplicate]:
    """Return recorded payments that look like ``draft``: the same cheque, or payer, amount, method and day.

    Shown before saving; two true gifts may look alike, so nothing is refused.
    """
    reversing = select(Payment.reverses_id).where(Payment.reverses_id.is_not(None))
    table = Payment.__table__.c
    found: dict[str, Duplicate] = {}
    conditions = []
    if draft.cheque_number:
        conditions.append((True, table.cheque_number == draft.cheque_number))
    if draft.payer and draft.received_on:
        payer = select(Party.id).where(Party.ref == draft.payer).scalar_subquery()
        conditions.append(
            (
                False,
                (table.payer_id == payer)
                & (table.received_on == draft.received_on)
                & (table.amount == draft.amount)
                & (table.method == draft.method),
            )
        )
    for same_cheque, condition in conditions:
        query = select(table.ref, table.received_on, table.amount, table.cheque_number)
        query = query.where(condition, table.reverses_id.is_(None), table.id.not_in(reversing))
        for row in session.execute(query.limit(limit)):
            found.setdefault(
                row.ref, Duplicate(row.ref, row.received_on, row.amount, row.cheque_number, same_cheque)
            )
    return list(found.values())[:limit]
