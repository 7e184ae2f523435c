"""What the books hold of a party, for as long as the law says."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.terms import has_not_ended
from donations_app.db.tables import (
    CollectionLine,
    CollectionRun,
    ExpenseClaim,
    Mandate,
    Membership,
    Payment,
    RecurringGiftRow,
    TaxReceipt,
)
from donations_app.domain.erasure import Traces


def traces_of(session: Session, party_id: int, kind: str, *, today: date) -> Traces:
    """Return when a party was last heard of in each kind of record, under any record of his."""
    records = records_of(party_id)
    ends = _mandate_ends(session, records)
    member = select(Membership.id).where(Membership.party_id.in_(records), has_not_ended(today))
    return Traces(
        kind=kind,
        receipted_on=_last(session, TaxReceipt.issued_on, TaxReceipt.payer_id.in_(records)),
        paid_on=max(
            (
                day
                for day in (
                    _last(session, Payment.received_on, Payment.payer_id.in_(records)),
                    _last(session, Payment.credited_on, Payment.payer_id.in_(records)),
                    _last(session, ExpenseClaim.stated_on, ExpenseClaim.party_id.in_(records)),
                    _waiting_debit(session, records),
                )
                if day
            ),
            default=None,
        ),
        debited_until=max((end for end in ends if end), default=None),
        has_open_mandate=any(end is None or end >= today for end in ends),
        is_member=session.scalar(member.limit(1)) is not None,
    )


def _waiting_debit(session: Session, records: Any) -> date | None:
    """Return the last day of a debit in a run that waits: its file, of all who are debited, is still to be sent."""
    run, line = CollectionRun, CollectionLine
    gifts = select(RecurringGiftRow.id).where(RecurringGiftRow.payer_id.in_(records))
    query = select(func.max(run.collected_on)).join(line, line.run_id == run.id)
    waits = run.sent_on.is_(None), run.cancelled_on.is_(None)
    found: date | None = session.scalar(query.where(line.gift_id.in_(gifts), *waits))
    return found


def _mandate_ends(session: Session, records: Any) -> list[date | None]:
    """Return until when somebody may be debited: with the gifts, or with a mandate under which none is agreed."""
    gifts = select(RecurringGiftRow.last_on).where(
        RecurringGiftRow.payer_id.in_(records), RecurringGiftRow.method == "direct_debit"
    )
    agreed = select(RecurringGiftRow.id).where(RecurringGiftRow.mandate_id == Mandate.id).exists()
    others = select(Mandate.ended_on).where(Mandate.payer_id.in_(records), ~agreed)
    return [*session.scalars(gifts), *session.scalars(others)]


def _last(session: Session, day: Any, of_party: Any) -> date | None:
    found: date | None = session.scalar(select(func.max(day)).where(of_party))
    return found
