"""From the accounts to the receipts: the sums of gifts, dues and waived expenses, and what lies between.

Accounts of ANC 2018-06 (read 2026-11): 75411 gifts by hand, 75412 waived expenses, 7542 gifts of companies,
7561 dues; a contribution of another organisation (7551) and a subsidy (741) are not of the base. Gifts in
kind and skills stand in class 87 and are added. A payment is booked on the day it is handed over (cash,
cheque) or credited (transfer, debit, card, online); what is taken back by the closing is booked against the
same account, later through 672.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct, field

from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import PEOPLE
from donations_app.domain.statements import Heading, Sum

ACCOUNTS: Final = ("75411", "75412", "7561", "7542")
IN_KIND: Final = "87"
ADJUSTMENTS: Final = ("of_other_year", "taken_back_later", "booked_elsewhere", "not_credited", "in_kind")
_MANUAL_GIFTS: Final = ("donation", "securities", "collection")


def account_of(kind: str, payer_kind: str | None) -> str:
    """Return the account of a line, ``87`` for what is valued beside the accounts, or nothing: not the base.

    >>> account_of("donation", "individual"), account_of("donation", "company"), account_of("dues", None)
    ('75411', '7542', '7561')
    """
    if kind in ("in_kind", "skills"):
        return IN_KIND
    if kind == "waived_expenses":
        return "75412"
    if kind == "dues":
        return "7561"
    if kind not in _MANUAL_GIFTS:
        return ""
    if payer_kind is None or payer_kind in PEOPLE:
        return "75411"
    return "7542" if payer_kind == "company" else ""


class Booked(Struct, frozen=True):
    """A sum of lines alike: how the accounts see them, and whether they are of the year's base."""

    kind: str
    payer_kind: str | None
    is_booked: bool  # on a day of the fiscal year
    has_booking_day: bool  # False: the bank has not said when it credited them
    is_undone: bool  # taken back by the closing
    is_of_year: bool  # gifts of the year by the tax rule
    is_reversed: bool  # taken back at any time
    amount: Money


class Base(Struct):
    """The accounts of a year and the steps that lead from them to its gifts."""

    accounts: dict[str, Money] = field(default_factory=lambda: dict.fromkeys(ACCOUNTS, ZERO))
    adjustments: dict[str, Money] = field(default_factory=lambda: dict.fromkeys(ADJUSTMENTS, ZERO))

    @property
    def in_accounts(self) -> Money:
        """The sum of the accounts."""
        return Money.total(self.accounts.values())

    @property
    def amount(self) -> Money:
        """The gifts of the year: the receipt base."""
        return self.in_accounts + Money.total(self.adjustments.values())


def base_of(sums: Iterable[Booked]) -> Base:
    """Lead from the accounts to the receipt base."""
    base = Base()
    for part in sums:
        account = account_of(part.kind, part.payer_kind)
        in_base = part.is_of_year and not part.is_reversed
        in_accounts = part.is_booked and not part.is_undone
        if account == IN_KIND:
            base.adjustments["in_kind"] += part.amount if in_base else ZERO
        elif account:
            base.accounts[account] += part.amount if in_accounts else ZERO
            if in_accounts and not in_base:
                base.adjustments["taken_back_later" if part.is_of_year else "of_other_year"] -= part.amount
            elif in_base and not in_accounts:
                step = "booked_elsewhere" if part.has_booking_day else "not_credited"
                base.adjustments[step] += part.amount
    return base


class Reconciliation(Struct, frozen=True, kw_only=True):
    """One page from the accounts to the live receipts; ``difference`` must be nothing."""

    heading: Heading
    base: Base
    without_receipt: dict[str, Sum]  # of the base, by reason
    receipts: Sum  # live, on gifts of the year
    prepaid_dues: Money  # of 7561, dues of later years: the accountant defers them (487)

    @property
    def expected(self) -> Money:
        """What the live receipts must come to."""
        return self.base.amount - Money.total(one.amount for one in self.without_receipt.values())

    @property
    def difference(self) -> Money:
        """What nothing explains."""
        return self.expected - self.receipts.amount
