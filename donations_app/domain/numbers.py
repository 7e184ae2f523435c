"""Receipt numbers: unique for ever, unbroken in their series, taken only when the receipt exists."""

import re
from typing import Final

FORM_LETTERS: Final = {"11580": "P", "16216": "E"}  # particuliers, entreprises, whatever the version
DEFAULT_PATTERN: Final = "{year}-{office}-{form}-{n:06}"
_COUNTER = re.compile(r"\{n(:0\d+)?\}")
_HOLE = re.compile(r"\{(\w+)(:0\d+)?\}")
_HOLE_AS_WRITTEN = re.compile(r"\{(?:year|office|form|n|n:0(?:[1-9]|1[0-2]))\}")
_LITERAL = re.compile(r"[A-Za-z0-9 /._-]*")
_SEPARATOR = re.compile(r"[ /._-]")  # stands in no code: without one, 1 of office M1 would be 11 of office M
# whatever the ending: learn.microsoft.com, "Naming Files, Paths, and Namespaces", read on 2026-12-01
_DEVICES: Final = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)))
)
_LONGEST: Final = 60  # characters of a pattern


class PatternInvalid(ValueError):
    """A number made by the pattern would not be unique."""


def check_pattern(pattern: str) -> str:
    """Return ``pattern`` when its numbers cannot collide between years, offices and forms.

    Raises:
        PatternInvalid: a hole is missing, repeated or unknown; ``args[0]`` says so, or that two holes
            touch, the counter has more than twelve digits, or other signs than those of a file name stand in it.
    """
    holes = [name for name, _ in _HOLE.findall(pattern)]
    if sorted(holes) != ["form", "n", "office", "year"] or pattern.count("{") != 4:
        raise PatternInvalid("number_pattern_invalid")
    if not _is_clear(pattern):
        raise PatternInvalid("number_pattern_unclear")
    return pattern


def _is_clear(pattern: str) -> bool:
    """Tell whether each number made by the pattern can be taken apart again, and printed."""
    between = _HOLE_AS_WRITTEN.split(pattern)
    return (
        len(pattern) <= _LONGEST
        and len(between) == 5
        and all(_LITERAL.fullmatch(text) for text in between)
        and all(_SEPARATOR.search(text) for text in between[1:-1])
    )


def letter_of(form: str) -> str:
    """Return the letter of a form such as ``11580*05``."""
    return FORM_LETTERS[form.partition("*")[0]]


def series_of(pattern: str, *, year: int, office: str, form: str) -> str:
    """Return the name of the series: the number without its counter, such as ``2026-MRS-P``."""
    return _COUNTER.sub("", pattern).format(year=year, office=office, form=letter_of(form)).strip("-/ .")


def number_in(pattern: str, *, year: int, office: str, form: str, n: int) -> str:
    """Return the ``n``-th number of a series.

    >>> number_in(DEFAULT_PATTERN, year=2026, office="MRS", form="11580*05", n=123)
    '2026-MRS-P-000123'
    """
    return pattern.format(year=year, office=office, form=letter_of(form), n=n)


def file_name(number: str) -> str:
    """Return a receipt's number as the name of a file, without its ending."""
    return no_device("".join(map(sign_in_name, number)))


def sign_in_name(sign: str) -> str:
    """Return what stands for a sign in the names of files."""
    return sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-"


def no_device(name: str) -> str:
    """Return the name of a file without its ending, with a sign more if Windows takes it for a device.

    >>> no_device("Aux")
    'Aux-'
    """
    return f"{name}-" if name.casefold() in _DEVICES else name
