"""What builds took for a job, side by side, with what is wanted of the present one."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

NO_SLOWER = 0.95  # times as good: one build measured twice in one run differs by that much


@dataclass(frozen=True, slots=True)
class Taken:
    """What one build took for one job."""

    name: str
    unit: str  # "/s": more is better; "ms", "s", "MB": less is better; "": a number to know
    value: float | None  # nothing: this build cannot do it
    times: float = 0  # wanted: at least so many times as good as the older build
    bound: float = 0  # wanted: a rate of at least this; a time or a size of at most this
    is_worst: bool = False  # of several rounds the worst counts, not the middle one


@dataclass(frozen=True, slots=True)
class Pair:
    """The same job done by the present build and by the older one, if there was one."""

    present: Taken
    older: Taken | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as good the present build is."""
        one, other = self.present.value, self.older.value if self.older else None
        if not one or not other or not self.present.unit:
            return None
        return one / other if self.present.unit == "/s" else other / one

    @property
    def is_missed(self) -> bool:
        """Whether what is wanted was not reached; what cannot be compared is not judged."""
        one = self.present
        if one.value is None:
            return bool(one.times or one.bound)
        if one.bound and (one.value < one.bound if one.unit == "/s" else one.value > one.bound):
            return True
        return self.ratio is not None and self.ratio < one.times

    def line(self) -> str:
        """Return the row of the table."""
        one, other = self.present, self.older.value if self.older else None
        sign = ">=" if one.unit == "/s" else "<="
        wanted = [f">= {one.times:.2f} times"] if one.times else []
        wanted += [f"{sign} {one.bound:,.0f} {one.unit}"] if one.bound else []
        told = [f"{one.name:50}", _number(one.value, 12), _number(other, 12), f" {one.unit:3}"]
        told += [_number(self.ratio, 8), f"  {', '.join(wanted):16}"]
        return "".join([*told, "  below its goal" if self.is_missed else ""]).rstrip()


def _number(value: float | None, width: int) -> str:
    return f"{'-':>{width}}" if value is None else f"{value:{width},.2f}"


def together(rounds: Sequence[Sequence[Taken]]) -> list[Taken]:
    """Return each job once, with the middle or the worst of what its rounds took, in their order."""
    values: dict[str, list[float]] = {}
    for one in (one for taken in rounds for one in taken):
        values.setdefault(one.name, []).extend([] if one.value is None else [one.value])
    return [replace(one, value=_of_rounds(one, values[one.name])) for one in rounds[0]]


def _of_rounds(one: Taken, values: list[float]) -> float | None:
    if not values:
        return None
    if one.is_worst:
        return min(values) if one.unit == "/s" else max(values)
    return statistics.median(values)


def paired(present: Sequence[Taken], older: Sequence[Taken]) -> list[Pair]:
    """Join what both builds took by the names of the jobs; what the older one alone has comes last."""
    found = {one.name: one for one in older}
    pairs = [Pair(one, found.pop(one.name, None)) for one in present]
    return pairs + [Pair(replace(one, value=None, times=0, bound=0), one) for one in found.values()]


def show_pairs(pairs: Iterable[Pair]) -> bool:
    """Print a table; return whether everything wanted was reached."""
    is_reached = True
    print(f"{'':50}{'present':>12}{'older':>12}{'':4}{'ratio':>8}  wanted")
    for pair in pairs:
        print(pair.line())
        is_reached &= not pair.is_missed
    return is_reached
