"""What an export of a platform becomes: who paid, found or new, and the payments as drafts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import uuid4

from msgspec import Struct, field
from sqlalchemy.orm import Session

from donations_app.db.queries.platform_payments import Recorded, people_with
from donations_app.domain.folding import fold
from donations_app.domain.full_names import organisation_kind
from donations_app.domain.parties import PartyDraft
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft
from donations_app.domain.platforms import (
    HELLOASSO,
    Payer,
    PlatformPayment,
    description_of,
    dues_year,
    prefix_of,
    ref_of,
    sums_by_kind,
)
from donations_app.formats.countries import place_of
from donations_app.formats.lines import key_of

GENERAL: Final = "general"
_Key = tuple[str, ...]


class Decided(Struct, frozen=True):
    """What somebody decided of an export."""

    platform: str = HELLOASSO
    columns: Mapping[str, str] = field(
        default_factory=dict
    )  # heading -> column, where it is not what it says
    campaigns: Mapping[str, str] = field(
        default_factory=dict
    )  # campaign -> code of a project, or ``GENERAL``
    receipts_issued_by: str = ""  # who issued the receipts of all that stands in the file

    def project_of(self, campaign: str) -> str:
        """Return the project to which a campaign gives; empty: the general fund."""
        wanted = fold(campaign) or campaign
        found = next((code for name, code in self.campaigns.items() if (fold(name) or name) == wanted), "")
        return "" if found == GENERAL else found

    @property
    def prefix(self) -> str:
        """What stands before the numbers of the platform."""
        return prefix_of(self.platform)


class Payers:
    """Who paid: of an order known before, or recorded with the same address and name; else somebody new.

    A name alone is sure of nobody: who looks recorded is told, never taken for him.
    """

    def __init__(
        self,
        session: Session,
        payments: Iterable[PlatformPayment],
        known: Sequence[Recorded],
        refs: Mapping[str, object],
    ) -> None:
        self._of_order = {one.order: one.payer for one in known if one.order and one.payer in refs}
        emails = {one.payer.email.lower() for one in payments if one.payer.email}
        self._recorded: dict[_Key, str] = {}
        for one in people_with(session, emails):
            if one.ref in refs:
                for first in one.first_names:
                    key = _key(one.email, one.last_name, first, one.organisation)
                    self._recorded.setdefault(key, one.ref)
        self.new: dict[_Key, tuple[int, PartyDraft]] = {}  # with the line that names them first

    def find(self, payment: PlatformPayment) -> str | PartyDraft:
        """Return the reference of who paid, empty where nobody is named, or who is new."""
        if ref := self._of_order.get(payment.order):
            return ref
        payer = payment.payer
        if not payer.is_named:
            return ""
        key = _key(payer.email, payer.last_name, payer.first_name, payer.organisation)
        if ref := self._recorded.get(key):  # without an address it is nobody's
            return ref
        return self.new.setdefault(key, (payment.line, person_draft(payer)))[1]


def _key(email: str, last_name: str, first_name: str, organisation: str) -> _Key:
    return email.lower(), *((fold(organisation),) if organisation else (fold(last_name), fold(first_name)))


def person_draft(payer: Payer) -> PartyDraft:
    """Return who is new as the platform names him."""
    country, postcode = place_of(payer.country, payer.postcode)
    kind = (organisation_kind(payer.organisation) or "company") if payer.organisation else "individual"
    return PartyDraft(
        key=uuid4(),
        kind=kind,
        last_name=payer.last_name,
        first_name=payer.first_name,
        organisation=payer.organisation,
        email=payer.email,
        phone=payer.phone,
        address=payer.address,
        postcode=postcode,
        city=payer.city,
        country=country,
    )


def payment_draft(
    payment: PlatformPayment, payer: str, office: str, decided: Decided, today: date
) -> PaymentDraft:
    """Return a payment with a line for each kind of item.

    Args:
        payment: as the platform tells it.
        payer: reference; empty is anonymous.
        office: code.
        decided: of the file.
        today: the day of recording.
    """
    ref = ref_of(payment, decided.prefix)
    issuer = decided.platform if payment.has_receipt else decided.receipts_issued_by
    project = decided.project_of(payment.campaign)
    description = description_of(decided.platform, payment)
    lines = tuple(
        LineDraft(
            kind=kind,
            amount=amount,
            allocations=(AllocationDraft(amount=amount, project=project),)
            if project and kind != "dues"
            else (),
            dues_year=dues_year(payment) if kind == "dues" else None,
            description=description,
        )
        for kind, amount in sums_by_kind(payment.items)
    )
    return PaymentDraft(
        key=key_of("payment", ref),
        ref=ref,
        office=office,
        payer=payer,
        received_on=payment.paid_on or today,
        credited_on=payment.paid_out_on,
        method=payment.method if payment.is_offline else "online",
        lines=lines,
        receipt_issued_by=issuer,
    )
