"""How a list of others writes days, amounts and names, where the same signs may mean two things.

Somebody who knows the list says it; without a word days are read day first, amounts with one mark and no other, and
names in one column not at all. What does not fit the word is refused, never read the other way.
"""

import re
from typing import Final

from msgspec import Struct

from donations_app.domain.typed import TypedError, plain

DAY_FIRST, MONTH_FIRST = "day_first", "month_first"
EITHER: Final = "either"
COMMA, POINT = "comma", "point"
LAST_FIRST, FIRST_LAST = "last_first", "first_last"
CHOICES: Final = {
    "days": (DAY_FIRST, MONTH_FIRST), "decimals": (COMMA, POINT), "names": (LAST_FIRST, FIRST_LAST),
}  # fmt: skip
_PARTED: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)", re.ASCII)
_NUMBER: Final = re.compile(r"\d(?:[\d.,’' ]*\d)?", re.ASCII)
_MARKED: Final = {  # thousands may be parted, then by the other mark, a space or an apostrophe
    COMMA: re.compile(r"(\d{1,3}(?:[. ’']\d{3})+|\d+)(?:,(\d+))?", re.ASCII),
    POINT: re.compile(r"(\d{1,3}(?:[, ’']\d{3})+|\d+)(?:\.(\d+))?", re.ASCII),
}
_DOUBTFUL: Final = re.compile(r"[\d ’']+[.,]\d{3}(?:[.,]\d+)?", re.ASCII)


class Written(Struct, frozen=True):
    """What was said of how a list writes; nothing where nobody said anything."""

    days: str = ""
    decimals: str = ""
    names: str = ""


AS_IT_STANDS: Final = Written()  # nobody said anything


def in_day_order(text: str, order: str) -> str:
    """Return a day as it is read without a word: ``08/03/2025`` for ``03/08/2025`` that is month first.

    A year in front and a text that is no day stay as they are.
    """
    typed = plain(text)
    match = _PARTED.match(typed)
    if order != MONTH_FIRST or match is None:
        return text
    month, day, year = match.groups()
    return f"{day}/{month}/{year}{typed[match.end() :]}"


def contradicts(text: str, order: str) -> bool:
    """Tell whether a day can only be meant in the other order: then none of its column is sure."""
    said = day_says(text)
    return said == (DAY_FIRST if order == MONTH_FIRST else MONTH_FIRST)


def is_year_first(text: str) -> bool:
    """Tell whether a day is written with its year in front, as spreadsheets write those that they could read."""
    return _YEAR_FIRST.match(plain(text)) is not None


def day_says(text: str) -> str:
    """Return in what order a day is written: ``day_first``, ``month_first``, ``EITHER``; nothing for another text."""
    match = _PARTED.match(plain(text))
    if match is None:
        return ""
    first, second = int(match[1]), int(match[2])
    if first > 12 >= second:
        return DAY_FIRST if first <= 31 else ""
    if second > 12 >= first:
        return MONTH_FIRST if second <= 31 else ""
    return EITHER


def with_point(text: str, mark: str) -> str:
    """Return a number whose decimals stand after ``mark`` with a point there and thousands unparted.

    What stands before and after it, a currency or a unit, stays.

    Raises:
        TypedError: ``decimals_otherwise``: it does not fit that mark.

    >>> with_point("1.234,56 EUR", "comma"), with_point("1,234", "point")
    ('1234.56 EUR', '1234')
    """
    typed = plain(text)
    found = _NUMBER.search(typed)
    if not mark or found is None:
        return text
    match = _MARKED[mark].fullmatch(found[0])
    if match is None:
        raise TypedError("decimals_otherwise")
    whole = re.sub(r"[^0-9]", "", match[1])
    number = f"{whole}.{match[2]}" if match[2] else whole
    return typed[: found.start()] + number + typed[found.end() :]


def is_doubtful_number(text: str) -> bool:
    """Tell whether the marks of a number may mean two things: ``1.234``, ``1,234.56``."""
    found = _NUMBER.search(plain(text))
    return found is not None and _DOUBTFUL.fullmatch(found[0]) is not None
