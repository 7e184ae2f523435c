"""What is recorded, as a form would state it today: a party to complete, a payment to put right."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.plain import Values, all_columns
from donations_app.db.queries.leaders import ASSOCIATION, joined_leader, records_of
from donations_app.db.queries.references import find, named
from donations_app.db.queries.refunds import what_it_takes_back
from donations_app.db.queries.terms import arrived
from donations_app.db.tables import Allocation, Office, Party, Payment, PaymentLine, Project, RecurringGiftRow
from donations_app.domain.errors import NotFound, TakesBack
from donations_app.domain.parties import PartyDraft
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft
from donations_app.domain.recurring import RecurringGift, root_of

_OF_PAYMENT = (
    "method", "received_on", "credited_on", "currency", "rate", "rate_source", "rate_on", "cheque_number",
    "cheque_date", "bank", "receipt_issued_by",
)  # fmt: skip
_OF_MANDATE = ("iban", "bic", "mandate_reference", "mandate_signed_on")
_OF_LINE = (
    "kind", "amount", "earmarked_by_donor", "dues_year", "counterpart_kind", "description", "evidence",
    "valued_by", "article", "pass_through", "foreign_minor",
)  # fmt: skip


def party_draft(session: Session, ref: str) -> tuple[PartyDraft, int]:
    """Return a party as a draft, and its version, so that nobody overwrites what he has not seen.

    Raises:
        NotFound: there is no such party.
    """
    row = session.execute(select(Party.__table__, Party.ref).where(named(session, Party, ref))).first()
    if row is None:
        raise NotFound("party", ref)
    return PartyDraft(**{name: getattr(row, name) for name in PartyDraft.__struct_fields__}), row.version


def party_columns(session: Session, keys: Sequence[int], names: Sequence[str]) -> list[Values]:
    """Return fields of ``PartyDraft`` of parties, a column each, in the order of their keys."""
    query = select(Party.id, *(getattr(Party, name) for name in names)).where(Party.id.in_(keys))
    known = {row[0]: row[1:] for row in zip(*all_columns(session, query, {}), strict=True)}
    return list(zip(*map(known.__getitem__, keys), strict=True))


def draft_of(session: Session, ref: str, *, key: UUID) -> PaymentDraft:
    """Return a payment as a draft under another key, to be recorded anew with something put right.

    Raises:
        NotFound: there is no such payment.
        TakesBack: it takes another one back, whole or in part.
    """
    payment = session.execute(
        joined_leader(
            select(Payment.__table__, Office.code, Party.ref.label("payer")).join(
                Office, Office.id == Payment.office_id
            ),
            Payment.payer_id,
            may_be_nobody=True,
        ).where(named(session, Payment, ref), arrived())
    ).first()
    if payment is None:
        if taken := what_it_takes_back(session, ref):
            raise TakesBack(ref, taken)
        raise NotFound("payment", ref)
    lines = session.execute(
        select(PaymentLine.__table__)
        .where(PaymentLine.payment_id == payment.id)
        .order_by(PaymentLine.position)
    )
    return PaymentDraft(
        key=key,
        office=payment.code,
        payer=payment.payer or "",
        lines=tuple(
            LineDraft(
                **{name: getattr(line, name) for name in _OF_LINE},
                counterpart=line.counterpart or None,
                allocations=_standing(session, line.id, payment.received_on or payment.credited_on),
            )
            for line in lines
        ),
        **{name: getattr(payment, name) for name in _OF_PAYMENT},
    )


def recurring_draft(session: Session, key: int) -> RecurringGift:
    """Return an agreed gift as a file would state it."""
    from donations_app.db.queries.mandates import said_of_mandate  # seldom wanted where gifts are

    row = session.execute(
        joined_leader(joined_leader(select(
            RecurringGiftRow.__table__, RecurringGiftRow.ref, Party.ref.label("payer"), Office.code.label("office"),
            Project.code.label("project"), ASSOCIATION.ref.label("association"),
        )
        .join(Office, Office.id == RecurringGiftRow.office_id)
        .outerjoin(Project, Project.id == RecurringGiftRow.project_id), RecurringGiftRow.payer_id),
            RecurringGiftRow.association_id, ASSOCIATION, may_be_nobody=True)
        .where(RecurringGiftRow.id == key)
    ).one()  # fmt: skip
    known = {name: getattr(row, name) for name in RecurringGift.__struct_fields__ if name not in _OF_MANDATE}
    known |= {"project": row.project or "", "association": row.association or ""}
    return RecurringGift(**known | said_of_mandate(session, row.mandate_id, row.last_on))


def terms_of(session: Session, ref: str) -> list[tuple[int, RecurringGift]]:
    """Return what is and was agreed of one recurring gift, by day, each with its key.

    Args:
        session: an open view.
        ref: of the gift, or of its terms from a day on.

    Raises:
        NotFound: there is no such gift.
    """
    owner = select(Party.leader_id).join(RecurringGiftRow, RecurringGiftRow.payer_id == Party.id)
    payer = session.scalar(owner.where(named(session, RecurringGiftRow, ref)))
    if payer is None:
        raise NotFound("recurring_gift", ref)
    own = find(session, RecurringGiftRow, ref)
    of_payer = select(RecurringGiftRow.id, RecurringGiftRow.ref).where(
        RecurringGiftRow.payer_id.in_(records_of(payer))
    )
    refs = {row.id: row.ref for row in session.execute(of_payer)}
    root = root_of(refs[own or 0], refs.values())
    keys = [key for key, one in refs.items() if root_of(one, refs.values()) == root]
    return sorted(
        ((key, recurring_draft(session, key)) for key in keys), key=lambda one: (one[1].first_on, one[0])
    )


def _standing(session: Session, line_id: int, came_on: date) -> tuple[AllocationDraft, ...]:
    """Return where the cents of a line stand, each place from the day on which it was decided."""
    amount = func.sum(Allocation.amount).label("amount")
    decided = func.min(Allocation.decided_on).label("decided_on")
    query = (
        select(Project.code, ASSOCIATION.ref, amount, decided)
        .select_from(Allocation)
        .outerjoin(Project, Project.id == Allocation.project_id)
        .where(Allocation.line_id == line_id)
        .group_by(Project.code, ASSOCIATION.ref)
        .order_by(func.min(Allocation.id))
    )
    query = joined_leader(query, Allocation.association_id, ASSOCIATION, may_be_nobody=True)
    return tuple(
        AllocationDraft(
            amount=row.amount,
            project=row.code or "",
            association=row.ref or "",
            decided_on=row.decided_on if row.code and row.decided_on > came_on else None,
        )
        for row in session.execute(query)
        if row.amount
    )
