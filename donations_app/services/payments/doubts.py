"""What is said of a payment before it is recorded, though nothing refuses it.

Payments like it, a large sum, a death before it, a return that takes the receipt away, things in kind without a
paper, an article under which there is no receipt: the window says each beside its field, the command line in its
answer.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.queries.closings import closed_on
from donations_app.db.queries.deaths import deaths_before
from donations_app.db.queries.payments import duplicates
from donations_app.db.queries.settings import organisation
from donations_app.domain.counterparts import Counterpart
from donations_app.domain.deaths import Given
from donations_app.domain.eligibility import WEALTH_TAX_KINDS
from donations_app.domain.gifts import NATURE_BOXES, day_in_books
from donations_app.domain.parties import PEOPLE, may_have_receipt
from donations_app.domain.payments import ASK_AGAIN_ABOVE, IN_KIND_KINDS, PaymentDraft

YEAR_CLOSED: Final = "year_closed"


class Doubt(Struct, frozen=True):
    """One thing to look at again; ``payment_words.doubt_sentence`` says it."""

    code: str
    field: str  # of a payment, as ``Problem`` names it
    known_as: str  # by what it is told once and no second time
    data: dict[str, Any] = msgspec.field(default_factory=dict)


def doubts_about(
    session: Session, draft: PaymentDraft, payer_kind: str, *, today: date, besides: str = ""
) -> list[Doubt]:
    """Return the doubts about a payment that is being entered, of which some may not be known yet.

    Args:
        session: an open view.
        draft: as far as it is known: without lines where the amount is not, the last line of an amount of zero
            where only its kind is. What was given in return is weighed against the last line.
        payer_kind: of the payer; empty: nobody is named.
        today: the day of recording.
        besides: reference of the payment in whose place it is recorded, which counts no more.
    """
    found = [*closed_doubts(session, draft), *_like(session, draft, besides), *_deaths(session, draft, today)]
    found += _return(session, draft, payer_kind, today, besides)
    found += _wealth_tax(session, draft, payer_kind, today)
    return [*found, *doubts_by_itself(draft, payer_kind)]


def closed_doubts(session: Session, draft: PaymentDraft) -> Iterator[Doubt]:
    """Yield that the payment bears a day of a closed year: it is entered in the open one, if it is."""
    on = day_in_books(draft.method, draft.received_on, draft.credited_on)
    if on and (closed := closed_on(session, on)):
        name = "credited_on" if on == draft.credited_on != draft.received_on else "received_on"
        facts = {"year": closed.year, "closed_on": closed.closed_on, "open_from": closed.open_from, "day": on}
        yield Doubt(YEAR_CLOSED, name, f"{YEAR_CLOSED} {on}", facts)


def doubts_by_itself(draft: PaymentDraft, payer_kind: str = "") -> list[Doubt]:
    """Return those of the doubts for which nothing is looked up: all there are without a payer and a cheque."""
    return [*_large(draft), *(_skills(draft, payer_kind) or _evidence(draft, payer_kind))]


def _like(session: Session, draft: PaymentDraft, besides: str) -> Iterator[Doubt]:
    """Yield recorded payments of the same cheque, or of the same payer, day, method and amount."""
    number = draft.cheque_number
    if not number and not (draft.payer and draft.amount):
        return
    for one in duplicates(session, draft):
        # one that is put right is like itself; two cheques of different numbers are two, however alike
        if one.ref == besides or not (one.same_cheque or not (number and one.cheque_number)):
            continue
        yield Doubt("like_recorded", "cheque_number" if one.same_cheque else "amount", one.ref, {"like": one})


def _deaths(session: Session, draft: PaymentDraft, today: date) -> Iterator[Doubt]:
    """Yield a death, or a separation, before the gift."""
    if not draft.payer:
        return
    kind = draft.lines[-1].kind if draft.lines else "donation"
    gift = Given(kind if kind != "dues" else "donation", draft.method, draft.received_on, draft.credited_on)
    for death in deaths_before(session, [(draft.payer, gift)], today):
        if death:
            yield Doubt(death.code, "payer", f"{draft.payer} {death.code} {death.on}", {"death": death})


def _large(draft: PaymentDraft) -> Iterator[Doubt]:
    if draft.amount > ASK_AGAIN_ABOVE:
        yield Doubt("large_amount", "amount", str(draft.amount.cents))


def _return(
    session: Session, draft: PaymentDraft, payer_kind: str, today: date, besides: str
) -> Iterator[Doubt]:
    """Yield that what was given in return takes the receipt away, or comes near to it."""
    on = draft.credited_on or draft.received_on
    line = draft.lines[-1] if draft.lines else None
    if not (payer_kind and may_have_receipt(payer_kind) and on and line and line.amount and line.counterpart):
        return
    from donations_app.services.receipts.counterparts import doubt_about  # which loads what prints

    got = Counterpart(
        amount=line.amount,
        worth=line.counterpart,
        kind=line.counterpart_kind,
        is_company=payer_kind == "company",
    )
    if code := doubt_about(session, draft.payer, got, on=on, today=today, besides=besides):
        yield Doubt(code, "counterpart_value", f"{code} {line.counterpart}")


def _wealth_tax(session: Session, draft: PaymentDraft, payer_kind: str, today: date) -> Iterator[Doubt]:
    """Yield that there is no receipt under article 978, which a company does not ask for anyway."""
    line = draft.lines[-1] if draft.lines else None
    if line is None or line.article != "978" or payer_kind == "company":
        return
    if not organisation(session, today).ifi_eligible:
        yield Doubt("ifi_not_eligible", "article", "ifi_not_eligible")
    elif line.kind not in WEALTH_TAX_KINDS:
        yield Doubt("wealth_tax_kind", "article", "wealth_tax_kind")


def _skills(draft: PaymentDraft, payer_kind: str) -> list[Doubt]:
    """Return that a person gets no receipt for lent skills."""
    kind = draft.lines[-1].kind if draft.lines else ""
    is_none = kind in IN_KIND_KINDS and payer_kind in PEOPLE and kind not in NATURE_BOXES
    return [Doubt("skills_of_person", "kind", "skills")] if is_none else []


def _evidence(draft: PaymentDraft, payer_kind: str) -> list[Doubt]:
    """Return that without a paper of the value there is no receipt."""
    line = draft.lines[-1] if draft.lines else None
    lacks = line and line.kind in IN_KIND_KINDS and payer_kind and may_have_receipt(payer_kind)
    return [Doubt("evidence_missing", "evidence", "evidence")] if lacks and line and not line.evidence else []
