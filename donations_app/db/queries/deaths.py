"""Gifts that came after the death of who gives them, told when they are recorded."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.names import name_columns
from donations_app.db.queries.references import find_record
from donations_app.db.queries.settings import online_policy_on
from donations_app.db.tables import Party
from donations_app.domain.deaths import Death, Given, death_before, gifts_in
from donations_app.domain.gifts import NATURE_BOXES, known_day
from donations_app.domain.payments import PaymentDraft
from donations_app.domain.situations import has_separated
from donations_app.words.names import said_name

_COUNTS: Final = aliased(Party)  # of one recorded twice, the record that counts
_MORTAL: Final = (
    Party.ref,
    *name_columns(_COUNTS),
    _COUNTS.deceased_on,
    _COUNTS.second_deceased_on,
    _COUNTS.couple_since,
    _COUNTS.separated_on,
)
_DEAD: Final = or_(
    _COUNTS.deceased_on.is_not(None),
    _COUNTS.second_deceased_on.is_not(None),
    _COUNTS.separated_on.is_not(None),  # in one question: what came after it is warned of in the same way
)


def has_deaths(session: Session) -> bool:
    """Tell whether anybody died or separated of whom the books know."""
    return session.scalar(select(_COUNTS.id).where(_DEAD).limit(1)) is not None


def deaths_before(session: Session, gifts: Iterable[tuple[str, Given]], today: date) -> list[Death | None]:
    """Return for each gift and the reference of its payer the death that came before it, where one did.

    Args:
        session: an open view.
        gifts: as they are recorded; what is no gift is told nothing of.
        today: by the settings of this day the day of a gift online is found.
    """
    asked = list(gifts)
    query = select(*_MORTAL).join(_COUNTS, _COUNTS.id == Party.leader_id).where(_DEAD)
    if len(asked) == 1:
        query = query.where(Party.id == (find_record(session, Party, asked[0][0]) or 0))
    dead: dict[str, Any] = {row.ref: row for row in session.execute(query)} if asked else {}
    if not dead:
        return [None] * len(asked)
    online_date = online_policy_on(session, today)
    return [
        _end_before(dead[ref], known_day(gift, online_date))
        if ref in dead and gift.kind in NATURE_BOXES
        else None
        for ref, gift in asked
    ]


def _end_before(party: Any, day: date | None) -> Death | None:
    """Return the death, or the separation of a couple, that came before a gift."""
    if day is not None and has_separated(party, day):
        return Death("after_separation", said_name(party), party.separated_on)
    return death_before(party, day)


def death_before_payment(session: Session, draft: PaymentDraft, today: date) -> Death | None:
    """Return the death that came before a payment as it is to be recorded, where one did."""
    gifts = [(draft.payer, gift) for gift in gifts_in(draft)] if draft.payer else []
    return next((death for death in deaths_before(session, gifts, today) if death), None)
