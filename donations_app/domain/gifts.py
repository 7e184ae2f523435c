"""Gifts as a receipt sees them: who gave, what and when, the boxes of the forms, the year they belong to.

Year of a gift: BOI-IR-RICI-250-20 n° 20 and 30 (read 2026-11): a cheque counts on the day it is
handed over or its letter arrives, a transfer, debit or card payment on the day it is credited.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, Protocol

from donations_app.domain.money import ZERO, Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.parties import PEOPLE
from donations_app.domain.payments import IN_KIND_KINDS

OnlineDate = Literal["credited", "paid"]  # the day that decides the year of a payment online

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
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

    @property
    def is_company(self) -> bool:
        """Whether the form for companies is the one."""
        return self.kind == "company"

    @property
    def nature_boxes(self) -> dict[str, str]:
        """The box of each kind of line that may stand on the giver's form."""
        return NATURE_BOXES if self.kind in PEOPLE else COMPANY_NATURE_BOXES


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftLine:
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

    @property
    def goods(self) -> Money:
        """What the donor got back that counts: no symbol, and nothing of a gift taken back."""
        return ZERO if self.counterpart_kind == "symbolic" or self.reversal else self.counterpart


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
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
    unconfirmed: tuple[DatedValue, ...] = ()  # legal figures used that nobody has confirmed
    period: tuple[date, date] | None = None  # one receipt over these days of the year, if somebody asks so

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


def is_by_credit(line: Dated, online_date: OnlineDate) -> bool:
    """Tell whether the day on which the bank credits the gift decides its year, not that of its receipt."""
    if line.kind in IN_KIND_KINDS:
        return False
    return line.method in CREDITED_METHODS or (line.method == "online" and online_date == "credited")


def deciding_day(line: Dated, online_date: OnlineDate) -> date | None:
    """Return the day that decides the year of the gift; ``None`` when it is not known yet."""
    return line.credited_on if is_by_credit(line, online_date) else line.received_on
