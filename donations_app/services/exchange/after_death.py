"""What an import brought from those who had died: told, since a bank goes on and a book cannot know why."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.queries.deaths import deaths_before, has_deaths
from donations_app.domain.deaths import Death, gifts_in
from donations_app.domain.payments import PaymentDraft
from donations_app.domain.plain_payments import PlainPayment


class AfterDeath(Struct, frozen=True):
    """A line of a file that is dated after a death."""

    line: int
    payer: str  # reference
    death: Death


def after_deaths(session: Session, drafts: Iterable[tuple[int, object]], today: date) -> list[AfterDeath]:
    """Return the payments that came after a death, with their lines, but for those the bank took back."""
    if not has_deaths(session):
        return []
    paid = [
        (line, draft)
        for line, draft in drafts
        if isinstance(draft, (PaymentDraft, PlainPayment)) and draft.payer and not draft.returned_on
    ]
    gifts = [(line, draft.payer, gift) for line, draft in paid for gift in gifts_in(draft)]
    told = deaths_before(session, [(payer, gift) for _, payer, gift in gifts], today)
    found = (
        AfterDeath(line, payer, death)
        for (line, payer, _), death in zip(gifts, told, strict=True)
        if death is not None
    )
    return list(dict.fromkeys(found))
