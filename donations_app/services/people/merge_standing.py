"""What counts for the records of somebody, kept with a merge: more or less of it since is built on the merge."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from donations_app.db.tables import (
    Allocation,
    Circular,
    DuesCall,
    DuesExemption,
    ExpenseClaim,
    ExpenseOutcome,
    InstalmentDecision,
    Mandate,
    Membership,
    MembershipPause,
    Party,
    Payment,
    ProjectPartner,
    ReceiptCancellation,
    RecurringGiftRow,
    RecurringPause,
    TaxReceipt,
)


class Standing(Struct, frozen=True):
    """What counts for the records of somebody: how many of each noun."""

    counts: Mapping[str, tuple[int, ...]]

    @property
    def words(self) -> str:
        """As it is kept with a merge."""
        return " ".join(f"{noun}={','.join(map(str, found))}" for noun, found in self.counts.items())

    def differs_from(self, words: str) -> tuple[str, ...]:
        """Return the nouns of which there is more or less than ``words`` say."""
        kept = dict(word.partition("=")[::2] for word in words.split())
        return tuple(
            noun for noun, found in self.counts.items() if kept.get(noun) != ",".join(map(str, found))
        )


def standing_of(session: Session, keys: tuple[int, ...]) -> Standing:
    """Count what was recorded for all records of some people."""
    records = select(Party.id).where(Party.leader_id.in_(keys))
    paid, received = Payment.payer_id.in_(records), TaxReceipt.payer_id.in_(records)
    member = Membership.party_id.in_(records)
    agreed = or_(RecurringGiftRow.payer_id.in_(records), RecurringGiftRow.association_id.in_(records))
    queries: dict[str, Select[Any]] = {
        "payments": select(func.count(), func.count(Payment.credited_on)).where(paid),
        "receipts": select(func.count()).where(received),
        "cancellations": select(func.count(ReceiptCancellation.id))
        .join(TaxReceipt, TaxReceipt.id == ReceiptCancellation.receipt_id)
        .where(received),
        "memberships": select(func.count(), func.count(Membership.until)).where(member),
        "exemptions": select(func.count(DuesExemption.id), func.count(DuesExemption.undone_on))
        .join(Membership, Membership.id == DuesExemption.membership_id)
        .where(member),
        "rests": select(func.count(MembershipPause.id), func.count(MembershipPause.until))
        .join(Membership, Membership.id == MembershipPause.membership_id)
        .where(member),
        "letters": select(func.count(DuesCall.id))
        .join(Membership, Membership.id == DuesCall.membership_id)
        .where(member),
        "circulars": select(func.count()).where(Circular.party_id.in_(records)),
        "recurring": select(func.count(), func.count(RecurringGiftRow.last_on)).where(agreed),
        "pauses": select(func.count(RecurringPause.id), func.count(RecurringPause.last_on))
        .join(RecurringGiftRow, RecurringGiftRow.id == RecurringPause.gift_id)
        .where(agreed),
        "instalments": select(func.count(InstalmentDecision.id), func.count(InstalmentDecision.taken_back_on))
        .join(RecurringGiftRow, RecurringGiftRow.id == InstalmentDecision.gift_id)
        .where(agreed),
        "mandates": select(func.count(), func.count(Mandate.ended_on)).where(Mandate.payer_id.in_(records)),
        "claims": select(func.count(ExpenseClaim.id), func.count(ExpenseOutcome.id))
        .outerjoin(ExpenseOutcome, ExpenseOutcome.claim_id == ExpenseClaim.id)
        .where(or_(ExpenseClaim.party_id.in_(records), ExpenseClaim.association_id.in_(records))),
        "projects": select(func.count()).where(ProjectPartner.association_id.in_(records)),
        "allocations": select(func.count()).where(Allocation.association_id.in_(records)),
    }
    return Standing({noun: tuple(session.execute(query).one()) for noun, query in queries.items()})
