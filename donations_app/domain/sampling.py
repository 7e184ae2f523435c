"""A random sample of receipts that anybody can draw again, with any tool.

The rank of a number is the SHA-256 of the seed, a colon and the number (``7:2025-MRS-P-000001``), in
hexadecimal; the numbers of lowest rank are the sample. No generator of random numbers is in it, so the
draw does not depend on a program, its version or the order in which numbers are read. Whoever chooses the
seed after the numbers are frozen chooses at random.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, Literal

from msgspec import Struct

from donations_app.domain.money import Money

Why = Literal["above", "drawn"]
RULE: Final = "SHA-256(seed:number), lowest first"


class Candidate(Struct, frozen=True):
    """A number that may be drawn."""

    number: str
    form: str
    amount: Money


class Drawn(Struct, frozen=True):
    """A number of the sample, and why it is in it."""

    number: str
    why: Why
    rank: str  # hexadecimal


class Sample(Struct, frozen=True, kw_only=True):
    """What was drawn, and all that is needed to draw it again."""

    seed: int
    size: int  # asked for
    above: Money | None  # each receipt of this amount or more is in it, beside the draw
    by_form: bool  # ``size`` of each form
    population: int
    amount: Money  # of the population
    population_sha256: str
    drawn: tuple[Drawn, ...]  # by number


def rank_of(seed: int, number: str) -> str:
    """Return the rank of a number under a seed.

    >>> rank_of(7, "2025-MRS-P-000001") == sha256(b"7:2025-MRS-P-000001").hexdigest()
    True
    """
    return sha256(f"{seed}:{number}".encode()).hexdigest()


def digest_of_numbers(numbers: Iterable[str]) -> str:
    """Return the SHA-256 of numbers, sorted, each followed by a line feed: the same draw, the same numbers."""
    return sha256("".join(f"{number}\n" for number in sorted(numbers)).encode()).hexdigest()


def draw(
    candidates: Sequence[Candidate],
    *,
    size: int,
    seed: int,
    above: Money | None = None,
    by_form: bool = False,
) -> Sample:
    """Draw a sample.

    Args:
        candidates: the whole population, each number once, in any order.
        size: how many are drawn; all of them where there are not so many.
        seed: chosen by the auditor.
        above: every receipt of this amount or more is taken, and ``size`` of the others drawn.
        by_form: draw ``size`` of each form rather than of all together.
    """
    large = [one for one in candidates if above is not None and one.amount >= above]
    rest = [one for one in candidates if above is None or one.amount < above]
    forms = sorted({one.form for one in rest}) if by_form else [""]
    groups = [[one.number for one in rest if form in ("", one.form)] for form in forms]
    taken = [Drawn(one.number, "above", rank_of(seed, one.number)) for one in large]
    taken += [drawn for group in groups for drawn in _lowest(group, size, seed)]
    return Sample(
        seed=seed,
        size=size,
        above=above,
        by_form=by_form,
        population=len(candidates),
        amount=Money.total(one.amount for one in candidates),
        population_sha256=digest_of_numbers(one.number for one in candidates),
        drawn=tuple(sorted(taken, key=lambda one: one.number)),
    )


def _lowest(numbers: Iterable[str], size: int, seed: int) -> list[Drawn]:
    ranked = sorted((rank_of(seed, number), number) for number in numbers)
    return [Drawn(number, "drawn", rank) for rank, number in ranked[: max(size, 0)]]
