"""What builds took for a job, beside each other and beside what nothing can spare, with what is wanted."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.measuring import Spent

NO_SLOWER = 0.95  # times as good: one build measured twice in one run differs by that much
_SECOND: Final = {"s": 1.0, "ms": 1000.0}


class Taken(Struct, frozen=True):
    """What one build took for one job."""

    name: str
    unit: str  # "/s": more is better; "ms", "s", "MB": less is better; "": a number to know
    value: float | None  # nothing: this build cannot do it
    used: float | None = None  # the same reckoned by the seconds of the processor
    memory: float | None = None  # MB at most meanwhile
    limit: float | None = None  # what nothing can spare: the same unit, taken in the same run
    limit_used: float | None = None
    times: float = 0  # wanted: at least so many times as good as the older build
    bound: float = 0  # wanted: a rate of at least this; a time or a size of at most this
    share: float = 0  # wanted: at least this part of the limit's rate, at most so many times its time or size
    room: float = 0  # wanted: at most so many MB meanwhile
    is_worst: bool = False  # of several rounds the worst counts, not the middle one


def timed(name: str, took: Spent, *, unit: str = "s", limit: Spent | None = None, **wanted: Any) -> Taken:
    """Return what a job took as a time."""
    by = _SECOND[unit]
    beside: dict[str, Any] = {"limit": limit.seconds * by, "limit_used": limit.used * by} if limit else {}
    return Taken(name, unit, took.seconds * by, took.used * by, took.megabytes, **beside, **wanted)


def rated(name: str, count: int, took: Spent, *, limit: Spent | None = None, **wanted: Any) -> Taken:
    """Return what a job took as so many a second."""
    beside: dict[str, Any] = (
        {"limit": count / limit.seconds, "limit_used": count / limit.used} if limit else {}
    )
    return Taken(name, "/s", count / took.seconds, count / took.used, took.megabytes, **beside, **wanted)


@dataclass(frozen=True, slots=True)
class Pair:
    """The same job done by the present build and by the older one, if there was one."""

    present: Taken
    older: Taken | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as good the present build is, by the clock."""
        return self._ratio(self.present.value, self.older.value if self.older else None)

    @property
    def ratio_used(self) -> float | None:
        """The same in seconds of the processor."""
        return self._ratio(self.present.used, self.older.used if self.older else None)

    @property
    def of_limit(self) -> float | None:
        """The present build's part of the limit's rate, or how many times its time or size it takes."""
        return _over(self.present.value, self.present.limit)

    @property
    def of_limit_used(self) -> float | None:
        """The same in seconds of the processor."""
        return _over(self.present.used, self.present.limit_used)

    @property
    def is_missed(self) -> bool:
        """Whether what is wanted was not reached; what cannot be compared is not judged."""
        one = self.present
        if one.value is None:
            return bool(one.times or one.bound or one.share)
        return self._misses(one.value, self.ratio, self.of_limit) or self._is_large()

    @property
    def is_reached_used(self) -> bool:
        """Whether all is reached in seconds of the processor: what is missed by the clock waited for others."""
        one = self.present
        if one.used is None or self._is_large():
            return False
        return not self._misses(one.used, self.ratio_used, self.of_limit_used)

    def _ratio(self, one: float | None, other: float | None) -> float | None:
        if not self.present.unit:
            return None
        return _over(one, other) if self.present.unit == "/s" else _over(other, one)

    def _misses(self, value: float, ratio: float | None, of_limit: float | None) -> bool:
        one, is_rate = self.present, self.present.unit == "/s"
        bounds = [(one.bound, value), (one.share, of_limit)]
        if any(
            wanted and got is not None and (got < wanted if is_rate else got > wanted)
            for wanted, got in bounds
        ):
            return True
        return ratio is not None and ratio < one.times

    def _is_large(self) -> bool:
        one = self.present
        return bool(one.room and one.memory and one.memory > one.room)


def _over(one: float | None, other: float | None) -> float | None:
    return one / other if one and other else None


def together(rounds: Sequence[Sequence[Taken]]) -> list[Taken]:
    """Return each job once, with the middle or the worst of what its rounds took, in their order.

    Of the processor the least counts: whatever else runs only adds to it.
    """
    found: dict[str, list[Taken]] = {}
    for one in (one for taken in rounds for one in taken):
        found.setdefault(one.name, []).append(one)
    return [_of_rounds(found[one.name]) for one in rounds[0]]


def _of_rounds(rounds: Sequence[Taken]) -> Taken:
    one = rounds[0]
    least = max if one.unit == "/s" else min
    worst = (min if one.unit == "/s" else max) if one.is_worst else statistics.median
    chosen = {
        "value": worst, "limit": statistics.median, "memory": max,
        "used": worst if one.is_worst else least, "limit_used": least,
    }  # fmt: skip
    known = {
        name: [value for taken in rounds if (value := getattr(taken, name)) is not None] for name in chosen
    }
    return replace(one, **{name: chosen[name](values) for name, values in known.items() if values})


def paired(present: Sequence[Taken], older: Sequence[Taken]) -> list[Pair]:
    """Join what both builds took by the names of the jobs; what the older one alone has comes last."""
    found = {one.name: one for one in older}
    pairs = [Pair(one, found.pop(one.name, None)) for one in present]
    return pairs + [Pair(Taken(one.name, one.unit, None), one) for one in found.values()]
