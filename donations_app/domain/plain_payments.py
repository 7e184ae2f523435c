"""Payments of one line in euros of which nothing is out of the ordinary: nearly all lines of a file.

They say what a ``PaymentDraft`` says, in a tenth of its time and room; ``whole`` makes one of it. What a plain
payment may be is told here, narrower than what is allowed: whatever is not plain goes the long way.
"""

import re
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from donations_app.domain.errors import Problem
from donations_app.domain.fingerprints import digest_said
from donations_app.domain.money import Money
from donations_app.domain.payments import (
    ASK_AGAIN_ABOVE,
    METHODS,
    MONEY_KINDS,
    AllocationDraft,
    LineDraft,
    PaymentDraft,
)

PLAIN_METHODS: Final = frozenset(METHODS) - {"none"}
PLAIN_KINDS: Final = frozenset(MONEY_KINDS) - {"dues"}
LARGEST_PLAIN: Final = ASK_AGAIN_ABOVE
PLAIN_AMOUNT: Final = re.compile(r"\d{1,7}(?:[.,]\d{1,2})?", re.ASCII)
# what ``repr`` writes of what ``PaymentDraft.fingerprint`` asks
_ASKED: Final = (
    "((%r, %r, %r, %r, %r, 'EUR', '', %r, None, %r, '', None, ''),"
    " [((%r, %d, False, None, None, '', %r, '', None), [%s])])"
)


class PlainPayment(NamedTuple):
    """A payment of one line, sound by itself: known method and kind, one day at least, an amount nobody doubts.

    An association is of a project.
    """

    ref: str
    office: str
    payer: str
    received_on: date | None
    credited_on: date | None
    method: str
    kind: str
    amount: Money
    project: str
    association: str
    cheque_number: str
    bank: str
    description: str

    @property
    def currency(self) -> str:
        """Always euros."""
        return "EUR"

    @property
    def returned_on(self) -> date | None:
        """Never."""
        return None

    def problems(self, *, today: date) -> list[Problem]:
        """Return nothing: whoever made it looked, with the day of recording."""
        del today
        return []

    def fingerprint(self) -> str:
        """Return the fingerprint of the whole draft."""
        cents = self.amount.cents
        part = f"({cents}, {self.project!r}, {self.association!r})" if self.project else ""
        return digest_said(
            _ASKED
            % (
                self.office,
                self.method,
                self.payer,
                self.received_on,
                self.credited_on,
                self.cheque_number,
                self.bank,
                self.kind,
                cents,
                self.description,
                part,
            )
        )

    def whole(self, key: UUID) -> PaymentDraft:
        """Return the payment as any other, under a key."""
        part = AllocationDraft(amount=self.amount, project=self.project, association=self.association)
        line = LineDraft(
            kind=self.kind,
            amount=self.amount,
            allocations=(part,) if self.project else (),
            description=self.description,
        )
        return PaymentDraft(
            key=key,
            ref=self.ref,
            office=self.office,
            payer=self.payer,
            received_on=self.received_on,
            credited_on=self.credited_on,
            method=self.method,
            lines=(line,),
            cheque_number=self.cheque_number,
            bank=self.bank,
        )
