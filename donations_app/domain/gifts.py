"""Gifts as a receipt sees them: who gave, what and when, the boxes of the forms, the year they belong to.

Year of a gift: BOI-IR-RICI-250-20 n° 20 and 30 (read 2026-11): a cheque counts on the day it is
handed over or its letter arrives, a transfer, debit or card payment on the day it is credited.
"""

from datetime import date, timedelta
from typing import Final, Literal, Protocol, get_args

from msgspec import Struct

from donations_app.domain.money import ZERO, Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.parties import PEOPLE
from donations_app.domain.payments import IN_KIND_KINDS

OnlineDate = Literal["credited", "paid"]  # the day that decides the year of a payment online
ONLINE_DATES: Final[tuple[OnlineDate, ...]] = get_args(OnlineDate)

NATURE_BOXES: Final = {
    "donation": "money",
    "dues": "money",
    "in_kind": "other",
    "securities": "securities",
    "waived_expenses": "waived_expenses",
}
COMPANY_NATURE_BOXES: Final = {
    "donation": "money",
    "dues": "money",
    "in_kind": "in_kind",
    "securities": "in_kind",
    "skills": "in_kind",
}
METHOD_BOXES: Final = {
    "cash": "cash",
    "cheque": "cheque",
    "transfer": "transfer",
    "direct_debit": "transfer",
    "card": "transfer",
    "online": "transfer",
}
CREDITED_METHODS: Final = ("transfer", "direct_debit", "card")
_CREDITED: Final[dict[OnlineDate, tuple[str, ...]]] = {
    "credited": (*CREDITED_METHODS, "online"),
    "paid": CREDITED_METHODS,
}
GIVEN_KINDS: Final = ("donation", "collection")  # given in money, by somebody known or by nobody


class Giver(Struct, frozen=True, kw_only=True):
    """The payer of lines, as known on the day of the plan."""

    id: int
    version: int
    ref: str
    kind: str
    title: str
    last_name: str
    first_name: str
    second_last_name: str
    second_first_name: str
    organisation: str
    address: str
    address2: str
    postcode: str
    city: str
    country: str
    tax_resident_fr: bool | None
    residence_statement: str
    receipt_wish: str
    legal_form: str
    siren: str
    fiscal_year_end: str
    deceased_on: date | None
    second_deceased_on: date | None
    couple_since: date | None = None  # before it each of a couple gave alone
    separated_on: date | None = None  # from it on no gift is of both

    @property
    def is_company(self) -> bool:
        """Whether the form for companies is the one."""
        return self.kind == "company"

    @property
    def nature_boxes(self) -> dict[str, str]:
        """The box of each kind of line that may stand on the giver's form."""
        return NATURE_BOXES if self.kind in PEOPLE else COMPANY_NATURE_BOXES


class GiftLine(Struct, frozen=True, kw_only=True):
    """A payment line that one may wish to receipt."""

    id: int
    payment: str  # reference
    position: int
    kind: str
    method: str
    amount: Money
    received_on: date | None
    credited_on: date | None
    cheque_date: date | None
    counterpart: Money
    counterpart_kind: str
    description: str
    evidence: str
    article: str
    pass_through: bool
    is_provisional: bool  # waived expenses counted by a scale that is not final
    issued_by: str  # a platform that already issued a receipt
    reversal: str  # how it was reversed, or empty
    receipt: str  # number of the live receipt that it stands on, or empty
    project_eligible: bool
    office_id: int = 0  # that recorded it
    of_second: bool = False  # it was recorded for who joined a couple later

    @property
    def goods(self) -> Money:
        """What the donor got back that counts: no symbol, and nothing of a gift taken back."""
        return ZERO if self.counterpart_kind == "symbolic" or self.reversal else self.counterpart


class Conditions(Struct, frozen=True, kw_only=True):
    """The settings and dated parameters under which a plan is made."""

    year: int
    today: date
    online_date: OnlineDate
    form_individuals: str
    form_companies: str
    ifi_eligible: bool
    minimum: Money
    has_signatory: bool
    counterpart_ceiling: Money  # a donor and year
    counterpart_quarter: int  # basis points of the payment
    refund_window: timedelta
    counterpart_pending: Money | None = None  # up to which a revision that is due may lift the ceiling
    unconfirmed: tuple[DatedValue, ...] = ()  # legal figures used that nobody has confirmed
    period: tuple[date, date] | None = None  # one receipt over these days of the year, if somebody asks so
    issued_until: date | None = None  # the latest day of issue of a receipt of the year

    @property
    def counterpart_limit(self) -> Money:
        """The goods above which a gift gets no receipt: up to it a revision that is due may allow them."""
        return max(self.counterpart_ceiling, self.counterpart_pending or ZERO)

    @property
    def first_on(self) -> date:
        """The first day of the gifts."""
        return self.period[0] if self.period else date(self.year, 1, 1)

    @property
    def last_on(self) -> date:
        """The last day of the gifts."""
        return self.period[1] if self.period else date(self.year, 12, 31)


class Dated(Protocol):
    """What of a line decides the year of the gift."""

    @property
    def kind(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def received_on(self) -> date | None: ...
    @property
    def credited_on(self) -> date | None: ...


def online_policy(stored: str) -> OnlineDate:
    """Return which day decides for online gifts, as the association's facts say it.

    >>> online_policy("paid"), online_policy("credited")
    ('paid', 'credited')
    """
    return "paid" if stored == "paid" else "credited"


def credited_methods(online_date: OnlineDate) -> tuple[str, ...]:
    """Return the methods of which the day of credit decides."""
    return _CREDITED[online_date]


def is_by_credit(line: Dated, online_date: OnlineDate) -> bool:
    """Tell whether the day on which the bank credits the gift decides its year, not that of its receipt."""
    return line.kind not in IN_KIND_KINDS and line.method in _CREDITED[online_date]


def deciding_day(line: Dated, online_date: OnlineDate) -> date | None:
    """Return the day that decides the year of the gift; ``None`` when it is not known yet."""
    return line.credited_on if is_by_credit(line, online_date) else line.received_on


def known_day(line: Dated, online_date: OnlineDate) -> date | None:
    """Return the deciding day, or any day that is known before it is: in its year the gift waits."""
    return deciding_day(line, online_date) or line.received_on or line.credited_on


def booking_day(line: Dated) -> date | None:
    """Return the day on which the accounts book a line: what comes online is booked when it is credited."""
    return deciding_day(line, "credited")


def day_in_books(method: str, received_on: date | None, credited_on: date | None) -> date | None:
    """Return the day by which a payment belongs to a fiscal year: that of the bank, where the bank brings it.

    >>> day_in_books("cheque", date(2025, 12, 30), date(2026, 1, 5))
    datetime.date(2025, 12, 30)
    >>> day_in_books("transfer", date(2025, 12, 30), date(2026, 1, 5))
    datetime.date(2026, 1, 5)
    """
    by_bank = method in credited_methods("credited")
    return (credited_on or received_on) if by_bank else (received_on or credited_on)


def cashing_day(line: Dated) -> date | None:
    """Return the day on which money was cashed: credited by the bank, or handed over in cash.

    What is not known yet waits on the day on which it arrived; so does what is no money.
    """
    if line.kind in IN_KIND_KINDS or line.method == "cash":
        return line.received_on or line.credited_on
    return line.credited_on or line.received_on


def is_disproportionate(amount: Money, counterpart: Money, counterpart_kind: str, quarter: int) -> bool:
    """Tell whether what the donor got back is too much of what he gave; a symbol never is.

    >>> is_disproportionate(Money(100_00), Money(25_00), "goods", 2_500)
    False
    >>> is_disproportionate(Money(100_00), Money(25_01), "goods", 2_500)
    True

    Args:
        amount: of the line.
        counterpart: its worth.
        counterpart_kind: of ``payments.COUNTERPART_KINDS``, or empty.
        quarter: the largest part of the amount, in basis points.
    """
    return counterpart_kind != "symbolic" and counterpart.cents * 10_000 > amount.cents * quarter


def is_money_given(kind: str, payer_kind: str | None) -> bool:
    """Tell whether a line is a gift in money; what a public body gives is a subsidy.

    Labour, what was given in kind, a sale and dues are none.

    Args:
        kind: of the payment line.
        payer_kind: of the party; ``None`` for an anonymous payer.
    """
    return kind in GIVEN_KINDS and payer_kind != "public_body"


def is_money_received(kind: str, payer_kind: str | None) -> bool:
    """Tell whether a line counts among "gifts and dues received": a gift in money, or dues."""
    return kind == "dues" or is_money_given(kind, payer_kind)
