"""Mandates: what was signed, its terms by day, and where it stands."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.references import find
from donations_app.db.steps import in_steps
from donations_app.db.tables import Mandate, MandateTerms, RecurringGiftRow
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.mandates import Terms, terms_on

_AT_ONCE = 500  # keys in one question
_TERMS = (
    MandateTerms.mandate_id, MandateTerms.since, MandateTerms.reference, MandateTerms.iban, MandateTerms.bic,
    MandateTerms.creditor_id, MandateTerms.reason,
)  # fmt: skip


def terms_by_mandate(session: Session, keys: Sequence[int]) -> dict[int, tuple[Terms, ...]]:
    """Return the terms of mandates in the order of their days, the first ones first."""
    found: defaultdict[int, list[Terms]] = defaultdict(list)
    for some in in_steps(keys, _AT_ONCE):
        query = select(*_TERMS).where(MandateTerms.mandate_id.in_(some))
        for key, since, reference, iban, bic, creditor_id, reason in session.execute(
            query.order_by(MandateTerms.since.is_not(None), MandateTerms.since, MandateTerms.id)
        ):
            found[key].append(
                Terms(
                    since=since,
                    reference=reference,
                    iban=iban,
                    bic=bic,
                    creditor_id=creditor_id,
                    reason=reason,
                )
            )
    return {key: tuple(some) for key, some in found.items()}


def mandate_key(session: Session, ref: str, *, is_required: bool = False) -> int | None:
    """Return the key of the mandate that bears or bore a reference, or under which a gift of it is debited.

    Args:
        session: an open view.
        ref: of the mandate; else of a gift.
        is_required: refuse what leads to none; a gift is asked for in that case alone.

    Raises:
        NotFound: it leads to none.
        InputRefused: several that have not ended bear the reference.
    """
    query = (
        select(Mandate.id, Mandate.ended_on)
        .join(MandateTerms, MandateTerms.mandate_id == Mandate.id)
        .where(MandateTerms.reference == ref, MandateTerms.reference != "")
        .distinct()
    )
    found = session.execute(query.order_by(Mandate.id)).all()
    standing = [row.id for row in found if row.ended_on is None] or [row.id for row in found[-1:]]
    if len(standing) > 1:
        if not is_required:
            return int(standing[0])
        raise InputRefused([Problem("mandate", "mandate_shared", ref)])
    if standing or not is_required:
        return standing[0] if standing else None
    gift = find(session, RecurringGiftRow, ref)
    of_gift = select(RecurringGiftRow.mandate_id).where(RecurringGiftRow.id == (gift or 0))
    key: int | None = session.scalar(of_gift)
    if key is None:
        raise NotFound("mandate", ref)
    return key


def said_of_mandate(session: Session, key: int | None, last_on: date | None) -> dict[str, Any]:
    """Return what an agreed gift says of its mandate, by the fields of ``RecurringGift``.

    Args:
        session: an open view.
        key: of the mandate; ``None``: nothing is said of one.
        last_on: the last day of the terms of the gift: what was amended later is not theirs.
    """
    if key is None:
        return {}
    terms = current_terms(session, key, last_on or date.max)
    if terms is None:
        return {}
    return {
        "iban": terms.iban, "bic": terms.bic, "mandate_reference": terms.reference,
        "mandate_signed_on": session.scalar(select(Mandate.signed_on).where(Mandate.id == key)),
    }  # fmt: skip


def current_terms(session: Session, key: int, on: date) -> Terms | None:
    """Return what a mandate says on a day; ``None`` where a server does not let it be read."""
    found = terms_by_mandate(session, [key])
    return terms_on(found[key], on) if found else None
