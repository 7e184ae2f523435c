"""A receipt followed back: to its payments, where their cents stand, who recorded them, what was journalled.

The path is that of an auditor: receipt, gift, deposit slip, bank line. Everything is as the books say it,
beside what was frozen on the receipt; the two checks at the end hold one against the other.
"""

from datetime import date, datetime

from msgspec import Struct

from donations_app.domain.money import Money
from donations_app.domain.receipt_content import ReceiptContent


class FieldChange(Struct, frozen=True):
    """A fact of somebody, as it stood and as it was changed: a text, a flag, an ISO day or nothing."""

    name: str
    before: str | bool | None
    after: str | bool | None


class TracedEntry(Struct, frozen=True):
    """An entry of the audit trail."""

    office: str
    n: int
    at: datetime
    who: str
    kind: str
    record: str
    hash: str
    changes: tuple[FieldChange, ...] = ()  # of somebody, where they are asked for


class TracedShare(Struct, frozen=True):
    """Cents of a line on a project and an association: where they stand, or one entry of their history."""

    project: str  # code; empty is the general fund
    title: str
    association: str  # name
    amount: Money
    on: date | None = None  # of an entry; of what stands, from when, if that is after the money
    reason: str = ""


class TracedReversal(Struct, frozen=True):
    """The payment that took another back."""

    ref: str
    on: date
    kind: str  # correction, return, refund
    reason: str
    return_code: str


class TracedRefund(Struct, frozen=True):
    """A part of a line that was given back."""

    ref: str
    on: date
    amount: Money
    reason: str


class TracedLine(Struct, frozen=True, kw_only=True):
    """A payment line behind a receipt."""

    payment: str
    position: int
    kind: str
    amount: Money  # of the line, less what was refunded of it before the receipt was issued
    frozen: Money  # of the line, as the receipt says
    payment_amount: Money
    office: str
    received_on: date | None
    credited_on: date | None
    method: str
    cheque_number: str
    cheque_date: date | None
    bank: str
    description: str
    evidence: str
    shares: tuple[TracedShare, ...]  # now
    moves: tuple[TracedShare, ...]  # every entry, when there is more than the first allocation
    reversal: TracedReversal | None
    recorded: TracedEntry | None
    deposit_slip: str = ""  # empty: none in these books
    bank_line: str = ""
    refunds: tuple[TracedRefund, ...] = ()  # of a part of it, that stand


class Trace(Struct, frozen=True, kw_only=True):
    """One receipt and all that leads to it."""

    number: str
    series: str
    office: str
    issued_by: str
    issued_at: datetime
    content: ReceiptContent  # frozen
    payer: str  # reference
    accepted: str
    sha256: str  # written when it was issued
    found_sha256: str  # of the bytes that the books hold now; empty where they cannot be read
    cancelled_on: date | None
    cancelled_by: str
    reason: str
    replaced_by: str
    lines: tuple[TracedLine, ...]
    entries: tuple[TracedEntry, ...]  # of the receipt and its payments, by time

    @property
    def status(self) -> str:
        """One of ``issued``, ``cancelled``, ``replaced``."""
        if self.cancelled_on is None:
            return "issued"
        return "replaced" if self.replaced_by else "cancelled"

    @property
    def is_intact(self) -> bool:
        """Whether the document is, byte by byte, the one that was issued."""
        return self.sha256 == self.found_sha256

    @property
    def is_balanced(self) -> bool:
        """Whether the lines, as they stand, are those of the receipt and add up to its amount."""
        as_frozen = all(line.amount == line.frozen for line in self.lines)
        sums = Money.total(line.amount for line in self.lines) == self.content.amount
        return as_frozen and sums and len(self.lines) == len(self.content.lines)
