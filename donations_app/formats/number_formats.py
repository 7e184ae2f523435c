r"""What a spreadsheet shows by the format of a number: a day, per cent, words, a scale, zeros in front.

The codes are those of ECMA-376 part 1 (18.8.30, 18.8.31): sections parted by ``;``, texts in quotes or behind
``\``, currencies as ``[$MAD]``, a comma behind the last digit that divides by a thousand. Files say them in
English whatever the language of the program that wrote them.
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from msgspec import Struct

_PIECE: Final = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\]]*\]?|General|Standard|.', re.IGNORECASE | re.DOTALL)
_SCALE: Final = re.compile(r"[0#?],+(?![0#?,])")  # 0, or 0,.0 but not #,##0
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_CURRENCY: Final = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_CONDITION: Final = re.compile(r"\[[<>=]")
_DIGITS: Final = frozenset("0#?")
_LONGEST_CODE: Final = 255
_MOST_DIGITS: Final = 30
BY_REGION: Final = "¤"  # the currency of the computer on which one looks
BUILT_IN: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "dd/mm/yyyy", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    **dict.fromkeys((5, 6, 7, 8, 42, 44), f'#,##0.00 "{BY_REGION}"'),
}  # fmt: skip


class Shown(Struct, frozen=True):
    """What a format makes of a number."""

    is_day: bool = False
    is_elapsed: bool = False  # hours beyond a day, such as [h]:mm
    is_percent: bool = False
    is_scaled: bool = False  # what one sees is a thousandth of the number, or less
    words: str = ""  # said beside the number: a currency, a unit
    mask: tuple[str, ...] = ()  # digits and texts of a number whose zeros or gaps are shown


PLAIN: Final = Shown()


@lru_cache(maxsize=1024)
def shown_by(code: str) -> Shown:
    """Return what a format code shows; a code that says nothing special is ``PLAIN``."""
    sections = _sections(code)
    first = sections[0]
    bare = ["".join(t for t in section if len(t) == 1) for section in sections[:3]]
    if any(_ELAPSED.fullmatch(piece) for piece in first):
        return Shown(is_elapsed=True)
    if any(piece in "dmyhsDMYHS" for piece in first if len(piece) == 1):
        return Shown(is_day=True)
    return Shown(
        is_percent=any("%" in text for text in bare),
        is_scaled=any(_SCALE.search(text) for text in bare),
        words=next(filter(None, map(_words, sections[:3])), ""),
        mask=_mask(first),
    )


def _sections(code: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for piece in _PIECE.findall(code[:_LONGEST_CODE]):
        if piece == ";":
            found.append([])
        elif piece[0] not in "_*" or len(piece) == 1:
            found[-1].append(piece)
    return found


def _said(piece: str) -> str:
    """Return what a piece says literally."""
    if piece[0] == '"':
        return piece.strip('"')
    if piece[0] == "\\":
        return piece[1:]
    if match := _CURRENCY.fullmatch(piece):
        return match[1]
    return piece if len(piece) == 1 and piece in "$€£¥₣ -/()" else ""


def _words(section: list[str]) -> str:
    text = " ".join("".join(_said(piece) or "\0" for piece in section).replace("\0", " ").split())
    is_word = any(c.isalpha() or c in "$€£¥₣¤%" for c in text)
    return text.strip(" -/()") if is_word else ""


def _mask(section: list[str]) -> tuple[str, ...]:
    """Return digits and texts of a format for whole numbers that shows zeros in front of them."""
    digits = [piece for piece in section if piece in _DIGITS]
    if not 2 <= len(digits) <= _MOST_DIGITS or digits[0] != "0":
        return ()
    if any(piece in ".,%/eE" if len(piece) == 1 else _CONDITION.match(piece) for piece in section):
        return ()
    return tuple(piece if piece in _DIGITS else f'"{_said(piece)}' for piece in section)


def masked(number: int, mask: tuple[str, ...]) -> str:
    """Return a whole number from zero up in its mask: ``1000`` in ``00000`` is ``01000``.

    >>> masked(612345678, shown_by('0#" "##" "##" "##" "##').mask)
    '06 12 34 56 78'
    """
    digits = str(number)
    places = sum(piece in _DIGITS for piece in mask)
    digits, more = digits[-places:].rjust(places, " "), digits[:-places]
    left = iter(digits)
    out: list[str] = []
    has_begun = bool(more)
    for piece in mask:
        if piece not in _DIGITS:
            out.append(piece[1:])
            continue
        digit = next(left)
        if more:
            digit, more = more + digit, ""
        has_begun = has_begun or digit != " " or piece == "0"
        out.append(digit.replace(" ", "0") if has_begun else "")
    return "".join(out).strip()


def day_of(serial: float, *, from_1904: bool) -> str:
    """Return the day, or the hour where there is no day, that a serial number means; nothing beyond 9999."""
    if not 0 <= serial < 2_957_004 + (0 if from_1904 else 1_462):
        return ""
    if serial < 1 and not from_1904:
        return elapsed(serial)
    whole = int(serial + 1e-8)  # a thousandth of a second
    if from_1904:
        return (date(1904, 1, 1) + timedelta(days=whole)).isoformat()
    return (date(1899, 12, 31 if whole < 60 else 30) + timedelta(days=whole)).isoformat()


def elapsed(serial: float) -> str:
    """Return ``36:00:00`` for one day and a half."""
    seconds = round(serial * 86_400)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
