"""Which free money closes which gaps: the smallest first, so that most close with least money."""

from collections.abc import Iterable, Sequence

from msgspec import Struct


class Gap(Struct, frozen=True):
    """What a project, or an association's part of it, lacks."""

    project: str  # code
    association: str  # reference; empty: the project itself
    cents: int


class Free(Struct, frozen=True):
    """Money that may be moved."""

    payment: str  # reference
    position: int  # of the line
    cents: int
    wish: str = ""  # code of the project that its donor wished; empty: any


class Proposal(Struct, frozen=True):
    """Cents of a line for a gap."""

    payment: str
    position: int
    project: str
    association: str
    cents: int


def proposals(gaps: Iterable[Gap], money: Sequence[Free]) -> list[Proposal]:
    """Return moves that each close a gap whole; a gap that what is left cannot close gets nothing.

    Gaps come by what they need beside money wished for their project, then by size; money wished for the
    project is taken first, then the oldest (``money`` is in that order).

    >>> free = [Free("V1", 1, 800_00), Free("V2", 1, 300_00)]
    >>> found = proposals([Gap("EAU", "", 1_000_00), Gap("ECOLE", "AMAN", 900_00)], free)
    >>> [(one.payment, one.project, one.cents) for one in found]
    [('V1', 'ECOLE', 80000), ('V2', 'ECOLE', 10000)]
    """
    left = [one.cents for one in money]
    wished: dict[str, int] = {}
    for one in money:
        if one.wish:
            wished[one.wish] = wished.get(one.wish, 0) + one.cents
    found: list[Proposal] = []
    asked = [gap for gap in gaps if gap.cents > 0]
    for gap in sorted(asked, key=lambda gap: (max(0, gap.cents - wished.get(gap.project, 0)), gap.cents)):
        found += _closing(gap, money, left)
    return found


def _closing(gap: Gap, money: Sequence[Free], left: list[int]) -> list[Proposal]:
    """Return what closes a gap, taken from what is left; nothing where it is too little."""
    usable = [n for n, one in enumerate(money) if left[n] > 0 and one.wish in ("", gap.project)]
    if sum(left[n] for n in usable) < gap.cents:
        return []
    found, lacking = [], gap.cents
    for n in sorted(usable, key=lambda n: not money[n].wish):  # keeps the order of each sort
        if taken := min(left[n], lacking):
            left[n] -= taken
            lacking -= taken
            one = money[n]
            found.append(Proposal(one.payment, one.position, gap.project, gap.association, taken))
    return found
