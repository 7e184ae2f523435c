"""What may be receipted, on which form, and why not.

Individuals and couples get the form 11580 (articles 200 and 978), companies the form 16216 (article 238
bis, whose period never straddles two of the company's fiscal years); other organisations get none.

Year of a gift: BOI-IR-RICI-250-20 n° 20 and 30 (read 2026-11): a cheque counts on the day it is
handed over or its letter arrives, a transfer, debit or card payment on the day it is credited.
Conditions of the donor: BOI-IR-RICI-250-10-10 n° 1 (fiscal domicile in France). Counterparts: a
quarter of the payment, and a yearly ceiling a donor (BOI-IR-RICI-250-20, CGI annexe IV art. 23 N).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Final, Literal, Protocol

from donations_app.domain.identifiers import IdentifierInvalid, siren
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.parties import PEOPLE, is_tax_resident
from donations_app.domain.payments import ASK_AGAIN_ABOVE, IN_KIND_KINDS
from donations_app.domain.periods import fiscal_year_last_day

OnlineDate = Literal["credited", "paid"]

REASONS: Final = (
    "returned", "reversed", "already_receipted", "issued_by_platform", "anonymous", "not_a_gift",
    "pass_through", "not_eligible_project", "payer_is_organisation", "no_receipt_wished",
    "not_tax_resident", "siren_missing", "siren_invalid", "legal_form_missing", "name_missing",
    "address_missing", "received_date_missing", "credited_date_missing", "waiver_missing",
    "valuation_missing", "counterpart_too_large", "straddles_fiscal_year", "ifi_not_eligible",
    "below_minimum", "signatory_missing", "unprintable",
)  # fmt: skip
WARNINGS: Final = (
    "refund_window", "postdated_cheque", "year_by_policy", "counterpart_near_ceiling",
    "provisional_scale", "large_amount", "foreign_address",
)  # fmt: skip

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
_WEALTH_TAX_KINDS: Final = ("donation", "securities")  # article 978: money and listed securities alone


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


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line of the year without a receipt, and the one reason why."""

    payer: str
    payment: str
    line: int
    amount: Money
    reason: str
    place: str = ""  # of what cannot be printed, such as "last_name"
    characters: str = ""  # that cannot be printed; none where the text is too long for its place


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about a planned receipt that a person should take upon himself."""

    code: str
    payer: str
    payment: str


@dataclass(frozen=True, slots=True)
class PlannedReceipt:
    """What one receipt will say, before it has a number."""

    giver: Giver
    form: str
    year: int
    lines: tuple[GiftLine, ...]
    days: tuple[date, ...]  # that decide the year, in the order of ``lines``
    warnings: tuple[Warned, ...]

    @property
    def amount(self) -> Money:
        """The sum of the eligible lines."""
        return Money.total(line.amount for line in self.lines)

    @property
    def in_kind(self) -> Money:
        """What of the amount is not money."""
        return Money.total(line.amount for line in self.lines if line.kind in IN_KIND_KINDS)

    @property
    def payments(self) -> list[str]:
        """References of the payments, in the order of their days."""
        return list(dict.fromkeys(line.payment for line in self.lines))

    @property
    def kinds(self) -> list[str]:
        """Kinds of the lines, sorted."""
        return sorted({line.kind for line in self.lines})

    @property
    def nature_boxes(self) -> tuple[str, ...]:
        """Boxes of "Nature du don"."""
        boxes = self.giver.nature_boxes
        return tuple(sorted({boxes[line.kind] for line in self.lines}))

    @property
    def articles(self) -> tuple[str, ...]:
        """Articles of the CGI: never two for one euro."""
        return ("238 bis",) if self.giver.is_company else tuple(sorted({line.article for line in self.lines}))

    @property
    def method_boxes(self) -> tuple[str, ...]:
        """Boxes of "mode de versement", for what was given in money."""
        money = (line for line in self.lines if line.kind not in IN_KIND_KINDS)
        return tuple(sorted({METHOD_BOXES[line.method] for line in money}))


@dataclass(slots=True)
class Plan:
    """What a run would issue, and every line of the year left out with its reason."""

    receipts: list[PlannedReceipt] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unconfirmed: tuple[DatedValue, ...] = ()  # legal figures behind it that nobody has confirmed

    def add(self, other: "Plan") -> None:
        """Take the receipts and the lines of another plan in."""
        self.receipts += other.receipts
        self.left_out += other.left_out


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


def deciding_day(line: Dated, online_date: OnlineDate) -> date | None:
    """Return the day that decides the year of the gift; ``None`` when it is not known yet."""
    if line.kind in IN_KIND_KINDS:
        return line.received_on
    if line.method in CREDITED_METHODS or (line.method == "online" and online_date == "credited"):
        return line.credited_on
    return line.received_on


def plan_payer(
    giver: Giver | None,
    lines: Iterable[GiftLine],
    conditions: Conditions,
    *,
    only: Collection[int] | None = None,
) -> Plan:
    """Give a verdict on every line of one payer that belongs to the year.

    Args:
        giver: the payer; ``None`` for anonymous lines.
        lines: all of the payer's year, since some rules look at the whole of it; lines of another year are
            simply not in the plan.
        conditions: settings and parameters of the year.
        only: lines on which a verdict is asked for; ``None`` for all.

    Returns:
        One receipt, or one a payment when the donor wishes so, or one a fiscal year of a company; and the
        lines left out.
    """
    plan = Plan()
    ref = giver.ref if giver else ""
    good: list[tuple[date, GiftLine]] = []
    year = [line for line in lines if _is_of_year(line, conditions)]
    too_large = _lines_above_ceiling(giver, year, conditions)
    ours = [line for line in year if _belongs(line, conditions) and (only is None or line.id in only)]
    for line in ours:
        reason = _reason(giver, line, conditions, above_ceiling=line.id in too_large)
        if reason:
            plan.left_out.append(LeftOut(ref, line.payment, line.position, line.amount, reason))
        elif day := deciding_day(line, conditions.online_date):
            good.append((day, line))
    if giver:
        near = _is_near_ceiling(giver, [line for line in year if line.id not in too_large], conditions)
        for group in _groups(giver, good, conditions):
            _add_receipt(plan, giver, group, conditions, near_ceiling=near)
    return plan


def _day(line: GiftLine, conditions: Conditions) -> date | None:
    return deciding_day(line, conditions.online_date) or line.received_on or line.credited_on


def _is_of_year(line: GiftLine, conditions: Conditions) -> bool:
    day = _day(line, conditions)
    return day is not None and day.year == conditions.year


def _belongs(line: GiftLine, conditions: Conditions) -> bool:
    day = _day(line, conditions)
    return day is not None and conditions.first_on <= day <= conditions.last_on


def _reason(giver: Giver | None, line: GiftLine, conditions: Conditions, *, above_ceiling: bool) -> str:
    """Return the first reason that applies, in the order of ``REASONS``, or nothing."""
    checks = (
        _history_reasons(line),
        _line_of_giver_reasons(giver, line),
        _giver_reasons(giver) if giver else (),
        _line_reasons(giver, line, conditions, above_ceiling=above_ceiling),
    )
    return next((reason for check in checks for reason in check), "")


def _history_reasons(line: GiftLine) -> Iterator[str]:
    if line.reversal:
        yield "returned" if line.reversal == "return" else "reversed"
    if line.receipt:
        yield "already_receipted"
    if line.issued_by:
        yield "issued_by_platform"


def _line_of_giver_reasons(giver: Giver | None, line: GiftLine) -> Iterator[str]:
    if giver is None:
        yield "anonymous"
    elif line.kind not in giver.nature_boxes:
        yield "not_a_gift"
    if line.pass_through:
        yield "pass_through"
    if not line.project_eligible:
        yield "not_eligible_project"


def _giver_reasons(giver: Giver) -> Iterator[str]:
    if giver.kind not in PEOPLE and not giver.is_company:
        yield "payer_is_organisation"
    if giver.receipt_wish == "none":
        yield "no_receipt_wished"
    if not is_tax_resident(declared=giver.tax_resident_fr, country=giver.country):
        yield "not_tax_resident"
    if giver.is_company:
        yield from _company_reasons(giver)
    elif not giver.last_name or not giver.first_name:
        yield "name_missing"
    if not giver.address or not giver.city or (giver.country == "FR" and not giver.postcode):
        yield "address_missing"


def _company_reasons(giver: Giver) -> Iterator[str]:
    if not giver.siren:
        yield "siren_missing"
    else:
        try:
            siren(giver.siren)
        except IdentifierInvalid:
            yield "siren_invalid"
    if not giver.legal_form:
        yield "legal_form_missing"
    if not giver.organisation:
        yield "name_missing"


def _line_reasons(
    giver: Giver | None, line: GiftLine, conditions: Conditions, *, above_ceiling: bool
) -> Iterator[str]:
    if deciding_day(line, conditions.online_date) is None:
        by_credit = line.method in CREDITED_METHODS or line.method == "online"
        yield "credited_date_missing" if by_credit else "received_date_missing"
    is_company = giver is not None and giver.is_company
    # the form for companies asks for all that was given, in words
    if line.kind in IN_KIND_KINDS and not (line.evidence and (line.description or not is_company)):
        yield "waiver_missing" if line.kind == "waived_expenses" else "valuation_missing"
    if above_ceiling or _is_disproportionate(line, conditions):
        yield "counterpart_too_large"
    if giver is not None and is_company and conditions.period and _straddles(giver, conditions.period):
        yield "straddles_fiscal_year"
    if line.article == "978" and not is_company and not _may_be_wealth_tax(line, conditions):
        yield "ifi_not_eligible"


def _straddles(giver: Giver, period: tuple[date, date]) -> bool:
    return fiscal_year_last_day(giver.fiscal_year_end, period[0]) < period[1]


def _may_be_wealth_tax(line: GiftLine, conditions: Conditions) -> bool:
    return conditions.ifi_eligible and line.kind in _WEALTH_TAX_KINDS


def _is_disproportionate(line: GiftLine, conditions: Conditions) -> bool:
    return line.counterpart_kind != "symbolic" and (
        line.counterpart.cents * 10_000 > line.amount.cents * conditions.counterpart_quarter
    )


def _goods(line: GiftLine) -> Money:
    return ZERO if line.counterpart_kind == "symbolic" or line.reversal else line.counterpart


def _lines_above_ceiling(giver: Giver | None, lines: Sequence[GiftLine], conditions: Conditions) -> set[int]:
    """Return the lines whose goods take the donor's year above the ceiling, in the order they came.

    The ceiling is of individuals; a company has the quarter alone.
    """
    above, total = set[int](), ZERO
    if giver is not None and giver.is_company:
        return above
    for line in sorted(lines, key=lambda line: (line.received_on or line.credited_on or date.max, line.id)):
        if goods := _goods(line):
            total += goods
            if total > conditions.counterpart_ceiling:
                above.add(line.id)
    return above


def _is_near_ceiling(giver: Giver, lines: Sequence[GiftLine], conditions: Conditions) -> bool:
    """Tell whether the goods of the donor's year are above four fifths of the ceiling."""
    goods = Money.total(_goods(line) for line in lines)
    return not giver.is_company and goods.cents * 10 > conditions.counterpart_ceiling.cents * 8


def _groups(
    giver: Giver, good: list[tuple[date, GiftLine]], conditions: Conditions
) -> Iterator[list[tuple[date, GiftLine]]]:
    """Yield what stands together on a receipt: of one article, one fiscal year, and as the donor wishes."""
    groups: defaultdict[tuple[object, ...], list[tuple[date, GiftLine]]] = defaultdict(list)
    each = giver.receipt_wish == "each" and not conditions.period
    for on, line in sorted(good, key=lambda pair: (pair[0], pair[1].payment, pair[1].position)):
        if giver.is_company:
            apart: object = fiscal_year_last_day(giver.fiscal_year_end, on)
        else:
            apart = line.article
        groups[apart, line.payment if each else ""].append((on, line))
    yield from groups.values()


def _add_receipt(
    plan: Plan,
    giver: Giver,
    group: list[tuple[date, GiftLine]],
    conditions: Conditions,
    *,
    near_ceiling: bool,
) -> None:
    days, lines = tuple(day for day, _ in group), tuple(line for _, line in group)
    reason = ""
    if Money.total(line.amount for line in lines) < conditions.minimum:
        reason = "below_minimum"
    elif not conditions.has_signatory:
        reason = "signatory_missing"
    if reason:
        plan.left_out.extend(
            LeftOut(giver.ref, line.payment, line.position, line.amount, reason) for line in lines
        )
        return
    form = conditions.form_companies if giver.is_company else conditions.form_individuals
    warnings = tuple(_warnings(giver, lines, conditions, near_ceiling=near_ceiling))
    plan.receipts.append(PlannedReceipt(giver, form, conditions.year, lines, days, warnings))


def _warnings(
    giver: Giver, lines: Sequence[GiftLine], conditions: Conditions, *, near_ceiling: bool
) -> Iterator[Warned]:
    for payment, group in groupby(lines, key=lambda line: line.payment):
        for code in _payment_warnings(next(group), conditions):
            yield Warned(code, giver.ref, payment)
    if near_ceiling and any(_goods(line) for line in lines):
        yield Warned("counterpart_near_ceiling", giver.ref, "")
    if Money.total(line.amount for line in lines) > ASK_AGAIN_ABOVE:
        yield Warned("large_amount", giver.ref, "")
    if giver.country != "FR":
        yield Warned("foreign_address", giver.ref, "")


def _payment_warnings(line: GiftLine, conditions: Conditions) -> Iterator[str]:
    if (
        line.method == "direct_debit"
        and line.credited_on
        and conditions.today < line.credited_on + conditions.refund_window
    ):
        yield "refund_window"
    if line.cheque_date and line.received_on and line.cheque_date > line.received_on:
        yield "postdated_cheque"
    if line.is_provisional:
        yield "provisional_scale"
    days = (line.received_on, line.credited_on)
    if line.method == "online" and len({day.year for day in days if day}) == 2:
        yield "year_by_policy"
