"""Times, ratios and the table in which they are shown."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """The product beside its limit, both taken in this run; ``goal`` is the ratio to reach."""

    name: str
    unit: str  # "/s": more is better; "ms" or "x" (times as much): less is better
    product: float
    limit: float
    goal: float

    @property
    def ratio(self) -> float:
        """Product over limit."""
        return self.product / self.limit

    @property
    def is_reached(self) -> bool:
        """Whether the goal is met: at least it for a rate, at most it for a time."""
        return self.ratio >= self.goal if self.unit == "/s" else self.ratio <= self.goal


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def each(work: Iterable[Callable[[], object]]) -> list[float]:
    """Return how long each call takes, in milliseconds."""
    return [seconds(one) * 1000 for one in work]


def p95(times: list[float]) -> float:
    """Return the time that nineteen calls in twenty do not exceed."""
    return statistics.quantiles(times, n=20)[-1]


def show(figures: Iterable[Figure]) -> None:
    """Print a table."""
    print(f"{'':44}{'product':>12}{'limit':>12}{'':5}{'ratio':>8}{'goal':>8}")
    for one in figures:
        sign = ">=" if one.unit == "/s" else "<="
        verdict = "" if one.is_reached else "   below its goal"
        numbers = f"{one.product:12,.2f}{one.limit:12,.2f} {one.unit:4}{one.ratio:8.2f}"
        print(f"{one.name:44}{numbers} {sign}{one.goal:5.2f}{verdict}")
