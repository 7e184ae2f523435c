"""Money given out before a decision is written: which of it is taken, and what each place gets.

Nothing is written: a state follows another with each change, so that the last change is taken back by going
back to the state before.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from donations_app.domain.decisions import MoveDraft
from donations_app.domain.money import Money, allocate
from donations_app.domain.payments import AllocationDraft
from donations_app.domain.proposals import Free, Gap, proposals

WHOLE = 10_000  # basis points


class Place(NamedTuple):
    """Where cents may stand: a project, and the association for which they count."""

    project: str  # code; empty: the general fund
    association: str = ""  # reference; empty: the project alone


class Stack(NamedTuple):
    """Cents of one line that stand at one place."""

    payment: str  # reference
    position: int  # of the line
    place: Place
    cents: int


Key = tuple[str, int, Place]  # payment, line and place


class Allotment(Struct, frozen=True):
    """What is ticked and what is asked; amounts in cents, none below zero.

    Attributes:
        stacks: all money that may be taken, in the order in which it is.
        ticked: places in ``stacks`` of what is chosen.
        asked: what each place shall get, in the order in which they are served.
    """

    stacks: tuple[Stack, ...]
    ticked: frozenset[int] = frozenset()
    asked: Mapping[Place, int] = field(default_factory=dict)

    @classmethod
    def proposed(cls, stacks: Sequence[Stack], gaps: Sequence[Gap]) -> "Allotment":
        """Return what closes most gaps with least money, taken from the first stacks; other gaps get nothing.

        >>> stacks = [Stack("V1", 1, Place(""), 800_00), Stack("V2", 1, Place(""), 300_00)]
        >>> found = Allotment.proposed(stacks, [Gap("EAU", "", 1_200_00), Gap("ECOLE", "AMAN", 900_00)])
        >>> list(found.asked.values()), sorted(found.ticked)
        ([90000, 0], [0, 1])
        """
        free = [Free(str(n), stack.position, stack.cents) for n, stack in enumerate(stacks)]
        made = proposals(gaps, free)
        asked = {Place(gap.project, gap.association): 0 for gap in sorted(gaps, key=lambda one: one.cents)}
        for one in made:
            asked[Place(one.project, one.association)] += one.cents
        return cls(tuple(stacks), frozenset(int(one.payment) for one in made), asked)

    @property
    def amount(self) -> int:
        """What all places shall get."""
        return sum(self.asked.values())

    @property
    def free(self) -> int:
        """What could be taken."""
        return sum(stack.cents for stack in self.stacks)

    @property
    def lacking(self) -> int:
        """What is asked beyond what the ticked money holds."""
        return self.amount - sum(self.taken().values())

    def parts(self) -> list[tuple[int, Place, int]]:
        """Return what goes where: the place of a stack, where its cents go, how many; in order, no cent twice."""
        left = {n: self.stacks[n].cents for n in sorted(self.ticked)}
        found = []
        for place, cents in self.asked.items():
            needs = cents
            for n, there in left.items():
                if (taken := min(needs, there)) and self.stacks[n].place != place:
                    left[n] = there - taken
                    needs -= taken
                    found.append((n, place, taken))
                if not needs:
                    break
        return found

    def taken(self) -> dict[int, int]:
        """Return what is taken of each stack, by its place."""
        sums: dict[int, int] = {}
        for n, _place, cents in self.parts():
            sums[n] = sums.get(n, 0) + cents
        return sums

    def moves(self) -> list[MoveDraft]:
        """Return what a decision moves."""
        return [_move(self.stacks[n], place, cents) for n, place, cents in self.parts()]

    def ask(self, place: Place, cents: int) -> "Allotment":
        """Return it with another amount for a place; where more is needed, the next money is ticked too."""
        after = replace(self, asked={**self.asked, place: cents})
        lacking, more = after.lacking, set()
        for n, stack in enumerate(self.stacks):
            if lacking <= 0:
                break
            if n not in self.ticked and stack.place != place:
                lacking -= stack.cents
                more.add(n)
        return replace(after, ticked=after.ticked | more)

    def tick(self, n: int, *, on: bool) -> "Allotment":
        """Return it with a stack taken or left."""
        return replace(self, ticked=self.ticked | {n} if on else self.ticked - {n})

    def tick_all(self, *, on: bool) -> "Allotment":
        """Return it with all money taken or left."""
        return replace(self, ticked=frozenset(range(len(self.stacks)) if on else ()))

    @property
    def chosen(self) -> frozenset[Key]:
        """What is ticked, by payment, line and place."""
        return frozenset(self.stacks[n][:3] for n in self.ticked)

    def with_stacks(self, stacks: Iterable[Stack], *, beside: Iterable[Key] = ()) -> "Allotment":
        """Return it over other money, as it was read again: what was ticked and still stands stays ticked.

        Args:
            stacks: the money now.
            beside: what is ticked of it, too.
        """
        chosen, now = {*self.chosen, *beside}, tuple(stacks)
        return replace(
            self, stacks=now, ticked=frozenset(n for n, one in enumerate(now) if one[:3] in chosen)
        )


def part_of(free: int, basis_points: int) -> int:
    """Return the cents of a part of what is free.

    >>> part_of(7_940_00, 2_500), part_of(1, 5_000)
    (198500, 1)
    """
    return allocate(Money(free), [basis_points, WHOLE - basis_points])[0].cents


def _move(stack: Stack, place: Place, cents: int) -> MoveDraft:
    amount = Money(cents)
    away, to = (
        AllocationDraft(amount=amount, project=one.project, association=one.association)
        for one in (stack.place, place)
    )
    return MoveDraft(payment=stack.payment, position=stack.position, away=away, to=to)
