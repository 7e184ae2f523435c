"""How an amount is split over projects as one states it: by amounts, by percents, and the rest."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.money import Money, allocate
from donations_app.domain.payments import AllocationDraft


class PartsAbove(ValueError):
    """The parts take more than there is; ``over`` says how much."""

    def __init__(self, over: Money) -> None:
        super().__init__(over)
        self.over = over


class Part(Struct, frozen=True, kw_only=True):
    """What a project gets: so many cents, so many basis points of the whole, or its share of the rest."""

    project: str
    association: str = ""
    amount: Money | None = None
    basis_points: int | None = None


def split(amount: Money, parts: Sequence[Part]) -> tuple[AllocationDraft, ...]:
    """Return the allocations of ``amount``; what no part takes goes to the general fund.

    Percents are of the whole amount and rounded together (``money.allocate``), so that 50 % and 50 %
    of an odd cent are the whole of it. Parts without amount or percent share what is left.

    Raises:
        PartsAbove: the parts take more than ``amount``.

    >>> halves = [Part(project="A", basis_points=5_000), Part(project="B", basis_points=5_000)]
    >>> [draft.amount.cents for draft in split(Money(10_01), halves)]
    [501, 500]
    """
    points = [part.basis_points for part in parts if part.basis_points is not None]
    if sum(points) > 10_000:
        raise PartsAbove(Money(amount.cents * (sum(points) - 10_000) // 10_000))
    by_percent = iter(allocate(amount, [*points, 10_000 - sum(points)]))
    taken = [part.amount or (next(by_percent) if part.basis_points is not None else None) for part in parts]
    left = amount - Money.total(cents for cents in taken if cents)
    if left.cents < 0:
        raise PartsAbove(-left)
    if waiting := taken.count(None):
        rest = iter(allocate(left, [1] * waiting))
        taken, left = [next(rest) if cents is None else cents for cents in taken], Money(0)
    drafts = [
        AllocationDraft(amount=cents or Money(0), project=part.project, association=part.association)
        for part, cents in zip(parts, taken, strict=True)
    ]
    return (*drafts, AllocationDraft(amount=left)) if left and drafts else tuple(drafts)


def across(parts: Sequence[AllocationDraft], amounts: Sequence[Money]) -> list[tuple[AllocationDraft, ...]]:
    """Return the allocations of each of several lines, which are filled one after another.

    Args:
        parts: of all lines together, which add up to their sum; or none, for the general fund.
        amounts: of the lines.

    >>> halves = [AllocationDraft(amount=Money(30_00), project=name) for name in "AB"]
    >>> [[part.project for part in line] for line in across(halves, [Money(20_00)] * 3)]
    [['A'], ['A', 'B'], ['B']]
    """
    waiting = list(parts)
    lines: list[tuple[AllocationDraft, ...]] = []
    for amount in amounts:
        line: list[AllocationDraft] = []
        while waiting and amount:
            taken = min(amount, waiting[0].amount)
            line.append(replace(waiting[0], amount=taken))
            amount, left = amount - taken, waiting[0].amount - taken  # noqa: PLW2901 -- what of it is free
            waiting[:1] = [replace(waiting[0], amount=left)] if left else []
        lines.append(tuple(line))
    return lines
