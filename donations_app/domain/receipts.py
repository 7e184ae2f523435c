"""What may be receipted, on which form, and why not.

Individuals and couples get the form 11580 (articles 200 and 978), companies the form 16216 (article 238
bis, whose period never straddles two of the company's fiscal years); other organisations get none.
What two gave together and what the survivor gave alone stand on two receipts (``domain.deaths``).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from msgspec import Struct, field

from donations_app.domain.counterparts import ceiling_warning
from donations_app.domain.deaths import death_before, deaths_before, giver_on
from donations_app.domain.eligibility import first_reason, giver_reason, lines_above_ceiling
from donations_app.domain.gifts import (
    METHOD_BOXES,
    Conditions,
    GiftLine,
    Giver,
    deciding_day,
    known_day,
)
from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.payments import ASK_AGAIN_ABOVE, IN_KIND_KINDS
from donations_app.domain.periods import fiscal_year_last_day
from donations_app.domain.situations import gave_alone, giver_then, has_separated
from donations_app.domain.territories import is_france

WARNINGS: Final = (
    "after_death",
    "after_death_of_one",
    "after_separation",
    "refund_window",
    "postdated_cheque",
    "year_by_policy",
    "counterpart_near_ceiling",
    "counterpart_above_ceiling",
    "provisional_scale",
    "large_amount",
    "foreign_address",
    "dated_back",
)


class LeftOut(Struct, frozen=True):
    """A line of the year without a receipt, and the one reason why."""

    payer: str
    payment: str
    line: int
    amount: Money
    reason: str
    place: str = ""  # of what cannot be printed, such as "last_name"
    characters: str = ""  # that cannot be printed; none where the text is too long for its place


class Warned(Struct, frozen=True):
    """Something about a planned receipt that a person should take upon himself."""

    code: str
    payer: str
    payment: str


class PlannedReceipt(Struct, frozen=True):
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


class Plan(Struct):
    """What a run would issue, and every line of the year left out with its reason."""

    receipts: list[PlannedReceipt] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unconfirmed: tuple[DatedValue, ...] = ()  # legal figures behind it that nobody has confirmed

    def add(self, other: "Plan") -> None:
        """Take the receipts and the lines of another plan in."""
        self.receipts += other.receipts
        self.left_out += other.left_out


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
        One receipt, or one a payment when the donor wishes so, or one a fiscal year of a company, or one
        before and one after a death; and the lines left out.
    """
    plan = Plan()
    ref = giver.ref if giver else ""
    good: list[tuple[date, GiftLine]] = []
    of_giver = giver_reason(giver)
    year = [line for line in lines if _is_of_year(line, conditions)]
    with_goods = [line for line in year if line.goods]
    too_large = lines_above_ceiling(giver, with_goods, conditions)
    for line in _asked(year, conditions, only):
        reason = first_reason(giver, line, conditions, of_giver=of_giver, above_ceiling=line.id in too_large)
        if reason:
            plan.left_out.append(LeftOut(ref, line.payment, line.position, line.amount, reason))
        elif day := deciding_day(line, conditions.online_date):
            good.append((day, line))
    if giver:
        near = _near_ceiling(giver, [line for line in with_goods if line.id not in too_large], conditions)
        for group in _groups(giver, good, conditions):
            _add_receipt(plan, giver, group, conditions, near_ceiling=near)
    return plan


def _is_of_year(line: GiftLine, conditions: Conditions) -> bool:
    day = known_day(line, conditions.online_date)
    return day is not None and day.year == conditions.year


def _asked(lines: list[GiftLine], conditions: Conditions, only: Collection[int] | None) -> list[GiftLine]:
    """Return the lines of the year on which a verdict is asked for: of the period, if there is one."""
    if conditions.period:
        lines = [line for line in lines if _is_of_period(line, conditions)]
    return lines if only is None else [line for line in lines if line.id in only]


def _is_of_period(line: GiftLine, conditions: Conditions) -> bool:
    day = known_day(line, conditions.online_date)
    return day is not None and conditions.first_on <= day <= conditions.last_on


def _near_ceiling(giver: Giver, lines: Sequence[GiftLine], conditions: Conditions) -> str:
    """Return the warning that the goods of the donor's year call for; a company has no ceiling of its year."""
    return "" if giver.is_company else ceiling_warning(Money.total(line.goods for line in lines), conditions)


def _groups(
    giver: Giver, good: list[tuple[date, GiftLine]], conditions: Conditions
) -> Iterator[list[tuple[date, GiftLine]]]:
    """Yield what stands together on a receipt: of one giver, article and fiscal year, and as the donor wishes."""
    groups: defaultdict[tuple[object, ...], list[tuple[date, GiftLine]]] = defaultdict(list)
    each = giver.receipt_wish == "each" and not conditions.period
    for on, line in sorted(good, key=lambda pair: (pair[0], pair[1].payment, pair[1].position)):
        if giver.is_company:
            apart: object = fiscal_year_last_day(giver.fiscal_year_end, on)
        else:
            alone = gave_alone(giver, on, of_second=line.of_second)
            apart = line.article, alone or deaths_before(giver, on)
        groups[apart, line.payment if each else ""].append((on, line))
    yield from groups.values()


def _add_receipt(
    plan: Plan,
    giver: Giver,
    group: list[tuple[date, GiftLine]],
    conditions: Conditions,
    *,
    near_ceiling: str,
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
    told = (*_of_deaths(giver, group), *_warnings(giver, lines, conditions, near_ceiling=near_ceiling))
    who = giver_on(giver_then(giver, days[0], of_second=lines[0].of_second), days[0])
    plan.receipts.append(PlannedReceipt(who, form, conditions.year, lines, days, told))


def _of_deaths(giver: Giver, group: Sequence[tuple[date, GiftLine]]) -> Iterator[Warned]:
    """Yield each payment that came after the giver's death or separation, and once that the survivor gave alone."""
    found = ((death_before(giver, on), line.payment) for on, line in group)
    told = ((death.code, payment) for death, payment in found if death)
    for code, payment in dict.fromkeys((c, p if c == "after_death" else "") for c, p in told):
        yield Warned(code, giver.ref, payment)
    for payment in dict.fromkeys(line.payment for on, line in group if has_separated(giver, on)):
        yield Warned("after_separation", giver.ref, payment)


def _warnings(
    giver: Giver, lines: Sequence[GiftLine], conditions: Conditions, *, near_ceiling: str
) -> Iterator[Warned]:
    for payment, group in groupby(lines, key=lambda line: line.payment):
        for code in _payment_warnings(next(group), conditions):
            yield Warned(code, giver.ref, payment)
    if near_ceiling and any(line.goods for line in lines):
        yield Warned(near_ceiling, giver.ref, "")
    if Money.total(line.amount for line in lines) > ASK_AGAIN_ABOVE:
        yield Warned("large_amount", giver.ref, "")
    if not is_france(giver.country):
        yield Warned("foreign_address", giver.ref, "")
    if conditions.issued_until and conditions.today < conditions.issued_until:
        yield Warned("dated_back", giver.ref, "")


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
