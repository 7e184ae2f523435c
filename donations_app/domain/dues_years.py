"""Dues of several years in one payment, as one types them: ``2026``, ``2024-2026``, ``2024:15 2025``."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from donations_app.domain.money import ZERO, Money, allocate
from donations_app.domain.typed import TypedError, parse_amount

_PIECE: Final = re.compile(r"(\d{4})(?:[-–](\d{4}))?(?::(\d[\d.,]*))?")
_BETWEEN: Final = re.compile(r"[;\s]+|,\s*(?=\d{4}(?:\D|$))")
_FIRST, _LAST, _MOST = 1990, 2100, 12  # years of dues, and how many one payment may be for

Years = tuple[tuple[int, Money | None], ...]  # each with its amount, where one is stated


def parse_years(text: str) -> Years:
    """Return the years typed, in their order, each with the amount that is stated for it.

    Raises:
        TypedError: ``years_unreadable``, ``years_twice`` or ``years_too_many``; what an amount may not be.

    >>> parse_years("2024-2026") == ((2024, None), (2025, None), (2026, None))
    True
    >>> parse_years("2024:15 2025") == ((2024, Money(15_00)), (2025, None))
    True
    """
    pieces = _BETWEEN.split(re.sub(r"\s*([-–:])\s*", r"\1", text.strip()))
    found: list[tuple[int, Money | None]] = []
    for piece in filter(None, pieces):
        match = _PIECE.fullmatch(piece)
        if match is None:
            raise TypedError("years_unreadable")
        first, last = int(match[1]), int(match[2] or match[1])
        if not _FIRST <= first <= last <= _LAST:
            raise TypedError("years_unreadable")
        if last - first >= _MOST:
            raise TypedError("years_too_many")
        amount = Money(parse_amount(match[3])) if match[3] else None
        found += [(year, amount) for year in range(first, last + 1)]
    if not found:
        raise TypedError("years_unreadable")
    if len({year for year, _amount in found}) < len(found):
        raise TypedError("years_twice")
    if len(found) > _MOST:
        raise TypedError("years_too_many")
    return tuple(sorted(found))


def spread(amount: Money, years: Years, wanted: Mapping[int, Money]) -> tuple[tuple[int, Money], ...]:
    """Return what of an amount is for each year; the parts add up to it.

    What is stated stays. Of the rest each year gets what is wanted of it, the earliest first, and the last year
    what is left over; where nobody knows what is wanted of one of them, all get alike.

    Args:
        amount: above zero.
        years: as ``parse_years`` returns them.
        wanted: what is still to be paid of a year, or its fee.

    Raises:
        TypedError: ``years_not_reached``: a year would get nothing; ``years_differ``: what is stated for all of
            them is not the amount.

    >>> [part.cents for _year, part in spread(Money(60_00), parse_years("2024-2026"), {})]
    [2000, 2000, 2000]
    """
    left = amount - Money.total(stated for _year, stated in years if stated)
    open_years = [year for year, stated in years if stated is None]
    parts = dict(zip(open_years, _shares(left, [wanted.get(year, ZERO) for year in open_years]), strict=True))
    if not open_years and left:
        raise TypedError("years_differ")
    if any(part.cents <= 0 for part in parts.values()):
        raise TypedError("years_not_reached")
    return tuple((year, stated or parts[year]) for year, stated in years)


def _shares(left: Money, wanted: Sequence[Money]) -> list[Money]:
    if not wanted or left.cents <= 0:
        return [ZERO] * len(wanted)
    if not all(wanted):
        return allocate(left, [1] * len(wanted))
    shares: list[Money] = []
    for share in wanted[:-1]:
        shares.append(min(share, left))
        left -= shares[-1]
    return [*shares, left]


def years_text(lines: Sequence[tuple[int, Money]]) -> str:
    """Return years with their amounts as one types them: ``2024:15.00 2025:20.00``; one year is its number.

    >>> years_text([(2024, Money(15_00)), (2025, Money(20_00))])
    '2024:15.00 2025:20.00'
    """
    if len(lines) == 1:
        return str(lines[0][0])
    years = [year for year, _amount in lines]
    is_run = years == list(range(years[0], years[-1] + 1))
    if is_run and len({amount for _year, amount in lines}) == 1:
        return f"{years[0]}-{years[-1]}"
    return " ".join(f"{year}:{amount.cents // 100}.{amount.cents % 100:02}" for year, amount in lines)
