"""Receipt numbers that are known outside the books: books behind them are an older copy, or were restored.

Such numbers stand on documents that somebody holds. They are never given out again: numbering goes on after the
highest of them, and the series says which of its numbers belong to documents that these books lost.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from msgspec import Struct

from donations_app.domain.errors import RuleBroken
from donations_app.domain.numbers import FORM_LETTERS, series_of, sign_in_name

Source = Literal["documents", "backup", "anchor", "machine"]
MOST: Final = (
    1_000_000  # numbers that books can be behind; a name of a file that says more is a slip of the pen
)
_HOLES: Final = {
    "year": r"(?P<year>\d{4})",
    "office": r"(?P<office>.+?)",
    "form": "(?P<form>[A-Z])",
    "n": r"(?P<n>\d{1,12})",
}
_HOLE: Final = re.compile(r"\{(year|office|form|n)(?::0\d+)?\}")
_FORMS: Final = {letter: form for form, letter in FORM_LETTERS.items()}


class Highest(Struct, frozen=True):
    """The highest number of a series that one place outside the books knows."""

    series: str
    last: int
    source: Source
    place: str  # the file or folder


class Beyond(Struct, frozen=True):
    """A series of which a higher number is known outside than the books gave."""

    series: str
    last: int  # in the books; 0: none
    highest: Highest


@dataclass(eq=False)
class NumbersKnownOutside(RuleBroken):
    """Books would give out numbers that stand on documents already."""

    numbers: tuple[str, ...]  # each series with the first and the last that the books do not know
    places: tuple[str, ...]  # where they are known from


def refusal(found: Sequence[Beyond]) -> NumbersKnownOutside:
    """Return the refusal to issue from books that are behind."""
    places = dict.fromkeys(one.highest.place for one in found)
    return NumbersKnownOutside(tuple(spans(found)), tuple(places))


def spans(found: Iterable[Beyond]) -> Iterable[str]:
    """Yield each series with the numbers that the books do not know, such as ``2025-MRS-P 4-7``."""
    for one in found:
        first, last = one.last + 1, one.highest.last
        yield f"{one.series} {first}" if first == last else f"{one.series} {first}-{last}"


def beyond(counters: Mapping[str, int], known: Iterable[Highest]) -> tuple[Beyond, ...]:
    """Return the series of which a higher number is known outside, by name.

    Args:
        counters: the last number that the books gave in each series.
        known: outside.
    """
    highest: dict[str, Highest] = {}
    for one in known:
        if one.last - counters.get(one.series, 0) > MOST:
            continue
        if one.last > max(
            counters.get(one.series, 0), highest[one.series].last if one.series in highest else 0
        ):
            highest[one.series] = one
    return tuple(Beyond(name, counters.get(name, 0), one) for name, one in sorted(highest.items()))


def number_of_file(stem: str, pattern: str) -> tuple[str, int] | None:
    """Return series and number of a receipt from the name of its file, without its ending; ``None``: it is none.

    >>> number_of_file("2025-MRS-P-000123", "{year}-{office}-{form}-{n:06}")
    ('2025-MRS-P', 123)
    """
    found = _matcher(pattern).fullmatch(stem)
    if found is None or found["form"] not in _FORMS:
        return None
    named: dict[str, Any] = {
        "year": int(found["year"]),
        "office": found["office"],
        "form": _FORMS[found["form"]],
    }
    return series_of(pattern, **named), int(found["n"])


@lru_cache(maxsize=8)
def _matcher(pattern: str) -> re.Pattern[str]:
    """Return what the names of files of a pattern look like (``file_name``)."""
    parts, at = [], 0
    for hole in _HOLE.finditer(pattern):
        parts += [*map(_escaped, pattern[at : hole.start()]), _HOLES[hole[1]]]
        at = hole.end()
    return re.compile("".join([*parts, *map(_escaped, pattern[at:])]), re.ASCII)


def _escaped(sign: str) -> str:
    return re.escape(sign_in_name(sign))
