"""The table of what builds took: as text, and as the Markdown of docs/performance.md."""

from collections.abc import Iterable, Sequence
from typing import Final

from benchmarks.taken import Pair, Taken

_HEADS: Final = (
    "job", "present", "{older}", "times", "processor", "{older}", "times", "limit", "of it", "processor",
    "of it", "memory", "{older}", "wanted", "",
)  # fmt: skip
_SMALL, _LARGE = 10, 1000  # below: two decimals; from here on none


def table(pairs: Sequence[Pair], *, older: str = "older", is_markdown: bool = False) -> str:
    """Return a row a job, without the columns in which nothing stands.

    Args:
        pairs: a job each.
        older: what the older build is called.
        is_markdown: for a document, else for a screen.
    """
    heads = tuple(head.format(older=older) for head in _HEADS)
    rows = [_row(pair) for pair in pairs]
    kept = [n for n in range(len(heads)) if n == 0 or any(row[n] for row in rows)]
    lines = [[row[n] for n in kept] for row in (heads, *rows)]
    if is_markdown:
        return "\n".join(_marked(lines))
    widths = [max(len(line[n]) for line in lines) for n in range(len(kept))]
    return "\n".join(_aligned(line, widths) for line in lines)


def is_reached(pairs: Iterable[Pair]) -> bool:
    """Tell whether everything wanted was reached."""
    return not any(pair.is_missed for pair in pairs)


def _row(pair: Pair) -> tuple[str, ...]:
    one, other = pair.present, pair.older
    older = (other.value, other.used, other.memory) if other else (None, None, None)
    return (
        one.name,
        _said(one.value, one.unit), _said(older[0], one.unit), _number(pair.ratio),
        _said(one.used, one.unit), _said(older[1], one.unit), _number(pair.ratio_used),
        _said(one.limit, one.unit), _number(pair.of_limit),
        _said(one.limit_used, one.unit), _number(pair.of_limit_used),
        _said(one.memory, "MB"), _said(older[2], "MB"),
        _wanted(one), _verdict(pair),
    )  # fmt: skip


def _wanted(one: Taken) -> str:
    least, most = ("≥", "≤") if one.unit == "/s" else ("≤", "≤")
    told = [f"{one.times:g} times"] if one.times else []
    told += [f"{least} {one.share:g} of the limit"] if one.share else []
    told += [f"{least} {_said(one.bound, one.unit)}"] if one.bound else []
    told += [f"{most} {_said(one.room, 'MB')}"] if one.room else []
    return "; ".join(told)


def _verdict(pair: Pair) -> str:
    if not pair.is_missed:
        return ""
    return "below its goal" + (" by the clock alone" if pair.is_reached_used else "")


def _said(value: float | None, unit: str) -> str:
    return "" if value is None else f"{_number(value)} {unit}".rstrip()


def _number(value: float | None) -> str:
    if value is None:
        return ""
    decimals = 2 if abs(value) < _SMALL else 1 if abs(value) < _LARGE else 0
    return f"{value:,.{decimals}f}".replace(",", " ")


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(line, widths, strict=True)
    cells = [f"{first[0]:{first[1]}}"]
    cells += [f"{cell:>{width}}" if cell[:1].isdigit() else f"{cell:<{width}}" for cell, width in others]
    return "  ".join(cells).rstrip()


def _marked(lines: Sequence[Sequence[str]]) -> list[str]:
    head, *rows = (f"| {' | '.join(line)} |" for line in lines)
    return [head, "|---" * len(lines[0]) + "|", *rows]
