"""Receipts held against money received, line by line, both ways.

LPF art. L. 14 A (read 2026-11): the tax office compares the receipts issued with the sums received, on the
documents that art. L. 102 E has kept for six years.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from donations_app.domain.gifts import OnlineDate, deciding_day
from donations_app.domain.money import Money
from donations_app.domain.statements import Heading, Sum

Side = Literal["receipt", "payment"]

# what may be wrong with a receipt's line, the first that applies; then with a payment's line
FINDINGS: Final = (
    "returned", "reversed", "not_live", "payer_differs", "amount_differs", "outside_year", "sum_differs",
    "to_issue", "receipted_elsewhere",
)  # fmt: skip
UNRECEIPTED: Final = ("to_issue", "receipted_elsewhere")
OTHER_YEAR: Final = "other_year"  # explained: receipted in another year by the rule that held at its issue


class ReceiptedMoney(Struct, frozen=True):
    """A line of a receipt that was not cancelled, beside the payment line on which it stands."""

    number: str
    year: int  # of the gifts, as the receipt says
    issued_on: date
    payer_id: int  # of the receipt
    amount: Money  # of the receipt's line
    line_id: int
    payment: str  # reference
    position: int
    kind: str
    method: str
    paid: Money  # the payment's line
    paid_by: int | None
    received_on: date | None
    credited_on: date | None
    reversal: str  # how the payment was taken back, or empty
    is_live: bool  # the line knows this receipt as its live one


class Policy(Struct, frozen=True):
    """Which day decides for online gifts, from a day on."""

    valid_from: date
    online_date: OnlineDate


def policy_on(policies: Sequence[Policy], day: date) -> OnlineDate:
    """Return the policy in force on a day; before the first one, the first."""
    held = [policy for policy in policies if policy.valid_from <= day]
    return (held[-1] if held else policies[0]).online_date


def finding(line: ReceiptedMoney, online_date: OnlineDate) -> str:
    """Return what is wrong with a receipt's line, or nothing.

    Args:
        line: of a receipt that was not cancelled.
        online_date: the policy in force when the receipt was issued.
    """
    if line.reversal:
        return "returned" if line.reversal == "return" else "reversed"
    if not line.is_live:
        return "not_live"
    if line.paid_by != line.payer_id:
        return "payer_differs"
    if line.paid != line.amount:
        return "amount_differs"
    day = deciding_day(line, online_date)
    return "" if day and day.year == line.year else "outside_year"


class Compared(Struct, frozen=True):
    """One line of the control: what stands on the one side, what on the other, and what was found."""

    side: Side
    number: str  # of the receipt, or empty
    payment: str
    line: int
    kind: str
    method: str
    amount: Money
    reason: str  # empty: receipt and money agree


def is_unexplained(line: Compared) -> bool:
    """Tell whether a line is a finding: anything on a receipt, money that should be on one."""
    return bool(line.reason) and (line.side == "receipt" or line.reason in UNRECEIPTED)


class Control(Struct, frozen=True, kw_only=True):
    """The control of the receipts on a year's gifts, and of those issued in it on other gifts."""

    heading: Heading
    receipts: Sum  # live, on gifts of the year
    payments: int  # with a line that counts as a gift and was not taken back
    payments_of_year: int  # all, whatever they are for
    base: Sum  # lines of ``payments`` that count as gifts
    compared: tuple[Compared, ...]  # every line of the year once, receipts' lines first
    explained: dict[str, Sum]  # money without a receipt by reason
    without_receipt: dict[str, Sum]  # of ``base``, all that the year's receipts do not mention, by reason
    natures: dict[str, Sum]  # of what agrees, by kind of line
    methods: dict[str, Sum]  # the same by method
    issued: dict[int, Sum]  # live receipts issued in the year, by year of their gifts
    issued_elsewhere: int  # of these, lines of receipts on gifts of other years that agree

    @property
    def matched(self) -> list[Compared]:
        """Lines on which receipt and money agree."""
        return [line for line in self.compared if not line.reason]

    @property
    def unmatched(self) -> list[Compared]:
        """Lines that nothing explains."""
        return [line for line in self.compared if is_unexplained(line)]

    @property
    def is_clean(self) -> bool:
        """Whether every line agrees or is explained."""
        return not self.unmatched
