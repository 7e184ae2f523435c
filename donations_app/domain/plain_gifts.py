"""Agreed gifts of which a file says nothing out of the ordinary: nearly all lines of a file of them.

They say what a ``RecurringGift`` says, in a tenth of its time and room; ``whole`` makes one of it. What a plain
agreed gift may be is told here, narrower than what is allowed: whatever is not plain goes the long way.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from donations_app.domain.direct_debits import debit_problems
from donations_app.domain.errors import Problem
from donations_app.domain.fingerprints import digest_said, form_of
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift


class PlainGift(NamedTuple):
    """An agreed gift that is sound by itself, of an amount nobody doubts; the fields are those of ``RecurringGift``."""

    ref: str
    payer: str
    amount: Money
    frequency: str
    first_on: date
    office: str
    day: int
    last_on: date | None
    method: str
    iban: str
    bic: str
    mandate_reference: str
    mandate_signed_on: date | None
    project: str
    association: str

    @property
    def is_debited(self) -> bool:
        """Whether it is taken from the donor's account."""
        return self.method == "direct_debit"

    def problems(self, *, today: date) -> list[Problem]:
        """Return nothing: whoever made it looked."""
        del today
        return []

    def fingerprint(self) -> str:
        """Return the fingerprint of the whole draft."""
        return digest_said(_ASKED % self)

    def whole(self, key: UUID) -> RecurringGift:
        """Return the agreed gift as any other, under a key."""
        return RecurringGift(key=key, **self._asdict())


_ASKED: Final = form_of(RecurringGift, PlainGift._fields)


def is_sound(one: PlainGift) -> bool:
    """Tell whether nothing stands against saving a gift whose texts are clean, whose choices and days are known."""
    if (one.last_on and one.last_on < one.first_on) or (one.association and not one.project):
        return False
    return not one.is_debited or next(_of_debit(one), None) is None


def _of_debit(one: PlainGift) -> Iterator[Problem]:
    return debit_problems(
        iban=one.iban,
        bic=one.bic,
        reference=one.mandate_reference,
        signed_on=one.mandate_signed_on,
        first_on=one.first_on,
    )
