"""Runs of letters, whatever they are about: who gets one by which way, and who is left out and why."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Generic, Protocol, TypeVar

from msgspec import Struct

from donations_app.domain.correspondents import Correspondent, Unreached, Way

OUTCOMES: Final = ("begun", "sent", "failed")  # of a letter that was noted


class ToSomebody(Protocol):
    """A letter."""

    @property
    def to(self) -> Correspondent: ...
    @property
    def way(self) -> Way: ...


class NotTo(Protocol):
    """Somebody who gets no letter, and a code of why."""

    @property
    def to(self) -> Correspondent: ...
    @property
    def reason(self) -> str: ...


T = TypeVar("T", bound=ToSomebody)
N = TypeVar("N", bound=NotTo)
D = TypeVar("D", bound=Correspondent)
R = TypeVar("R", bound=str)  # a code of why somebody gets no letter


class LetterPlan(Struct, Generic[T, N], frozen=True):
    """What a run would write, in the order of the post, and whom it leaves out and why, in that of the list."""

    letters: tuple[T, ...] = ()
    left_out: tuple[N, ...] = ()

    def by(self, way: Way) -> list[T]:
        """Return what goes one way."""
        return [one for one in self.letters if one.way == way]


def parted(
    people: Iterable[D], against: Callable[[D], R | None], way: Callable[[D], Way | Unreached]
) -> tuple[list[tuple[D, Way]], list[tuple[D, R | Unreached]]]:
    """Return who is written to and by which way, in the order of the post, and who is not and why.

    Args:
        people: whom a run is about.
        against: what stands against writing to somebody at all, or nothing.
        way: by which way he may be reached, or why not.
    """
    written: list[tuple[D, Way]] = []
    left_out: list[tuple[D, R | Unreached]] = []
    for one in people:
        found = against(one) or way(one)
        if found == "email" or found == "post":  # noqa: PLR1714 -- told apart for the type
            written.append((one, found))
        else:
            left_out.append((one, found))
    return sorted(written, key=lambda pair: pair[0].postal_order), left_out


def by_reason(left_out: Sequence[NotTo], reasons: Sequence[R]) -> dict[R, int]:
    """Return how many are left out for each reason, in the order of ``reasons``; none for which nobody is."""
    found = Counter(one.reason for one in left_out)
    return {reason: found[reason] for reason in reasons if found[reason]}
