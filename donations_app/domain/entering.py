"""A payment as one enters it: the amount parts into dues, year by year, and a gift; each line gets its cents."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.dues import DuesYear
from donations_app.domain.dues_years import parse_years, spread
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import AllocationDraft, LineDraft
from donations_app.domain.splitting import across

METHODS_TYPED: Final = ("cheque", "cash", "transfer", "card", "online", "direct_debit")
OTHER_KINDS: Final = (
    "participation", "collection", "sale", "subsidy", "grant", "in_kind", "securities", "skills",
)  # fmt: skip
BANKED: Final = ("transfer", "card", "direct_debit")  # of which one knows the day of the bank
_AHEAD: Final = 12  # years of dues that are not known yet


class Part(Struct, frozen=True):
    """A line of the payment, before anybody says where its cents go."""

    kind: str
    minor: int  # hundredths of the currency of the payment
    dues_year: int | None = None


def parted(
    amount: Money, kind: str, *, dues: Money | None = None, years: str = "", fees: Mapping[int, Money]
) -> list[Part]:
    """Return the lines of a payment, dues first.

    Args:
        amount: whole, in the currency of the payment.
        kind: of what is no dues; empty: all of it is dues.
        dues: what of the amount is dues, where not all of it is; ``None``: nothing.
        years: of the dues, as one types them.
        fees: what is to be paid of each year, as ``fees_of`` returns it; of another currency nothing is known.

    Raises:
        TypedError: the years of the dues cannot be taken, or the amount does not reach for them.

    >>> [(part.kind, part.minor) for part in parted(Money(80_00), "donation", dues=Money(20_00), years="2026", fees={})]
    [('dues', 2000), ('donation', 6000)]
    """
    if kind and dues is None:
        return [Part(kind, amount.cents)]
    paid = dues if kind and dues is not None else amount
    parts = [Part("dues", part.cents, year) for year, part in spread(paid, parse_years(years), fees)]
    return [*parts, Part(kind, (amount - paid).cents)] if kind else parts


def has_gift_beside(parts: Sequence[Part]) -> bool:
    """Tell whether dues and something else were paid together: what is stated of the gift is not of the dues."""
    return parts[0].kind == "dues" != parts[-1].kind


def to_allocate(parts: Sequence[Part], euros: Sequence[Money]) -> Money:
    """Return what of a payment goes to projects: beside dues the gift alone."""
    return euros[-1] if has_gift_beside(parts) else Money.total(euros)


def lines_of(
    parts: Sequence[Part],
    euros: Sequence[Money],
    shared: Sequence[AllocationDraft],
    *,
    by_wish: bool,
    is_foreign: bool,
    more: Mapping[str, Any],
) -> tuple[LineDraft, ...]:
    """Return the lines of the payment; the last one is that of the gift, if there is one.

    Args:
        parts: as ``parted`` returns them.
        euros: of each part.
        shared: where the cents of ``to_allocate`` go; none: the general fund.
        by_wish: whether the donor wished it so.
        is_foreign: whether the parts are of another currency.
        more: what is stated of the last line, by the names of ``LineDraft``.
    """
    allocated = [()] * (len(parts) - 1) + [tuple(shared)] if has_gift_beside(parts) else across(shared, euros)
    drafts = [
        LineDraft(
            kind=part.kind,
            amount=amount,
            dues_year=part.dues_year,
            allocations=allocations,
            earmarked_by_donor=part.kind != "dues" and bool(shared) and by_wish,
            foreign_minor=part.minor if is_foreign else None,
        )
        for part, amount, allocations in zip(parts, euros, allocated, strict=True)
    ]
    return (*drafts[:-1], replace(drafts[-1], **more))


def days_of(method: str, on: date | None, credited_on: date | None) -> tuple[date | None, date | None]:
    """Return the days on which a payment was received and credited, from the day that one states.

    >>> days_of("transfer", date(2026, 1, 5), None)
    (None, datetime.date(2026, 1, 5))
    """
    if method in BANKED:
        return None, on
    return on, credited_on if method == "online" else None


def fees_of(known: Sequence[DuesYear], own: Mapping[int, Money] | None = None) -> dict[int, Money]:
    """Return what is to be paid of each year; of one to come, as much as of the last that is known.

    Args:
        known: the years of a member, the earliest first.
        own: what the payment that is put right paid of a year: it is free again.
    """
    if not known:
        return {}
    last, free = known[-1], own or {}
    fees = {last.year + ahead: last.fee for ahead in range(1, _AHEAD + 1)}
    for one in known:
        fees[one.year] = min(one.fee, one.missing + free.get(one.year, ZERO)) or one.fee
    return fees
