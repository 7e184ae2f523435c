"""What people type and files state: amounts, days, yes or no; taken whole or refused, never rounded.

What was copied along with a value is taken off first (``domain.pasted``).
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from donations_app.domain.currency_words import means, split_currency
from donations_app.domain.errors import InputRefused, Problem, ReasonMissing
from donations_app.domain.pasted import pasted

_AMOUNT: Final = re.compile(r"(\d+|\d{1,3}(?: \d{3})+)(?:[.,](\d{1,2}))?", re.ASCII)
_ALMOST: Final = re.compile(r"[\d ]+[.,]\d{3,}", re.ASCII)
# digits and signs of Arabic and Persian texts
_EUROPEAN: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬٪", "01234567890123456789, %")
_HOUR: Final = re.compile(r"(?: +|T)\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?", re.ASCII)
_KILOMETRES: Final = re.compile(
    r"(\d{1,9}|\d{1,3}(?: \d{3})+)(?:[.,](\d{1,9}))?\s*(?:km|kms|kilom[eè]tres?)?", re.IGNORECASE
)
_LARGEST_CENTS: Final = 1_000_000_000_00
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_FRENCH: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_SLASHED: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{2}|\d{4})(?!\d)", re.ASCII)
_SHORT_YEAR: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{1,2}", re.ASCII)
_FIRST_YEAR: Final = 1990
FIRST_DAY: Final = date(1900, 1, 1)  # of a birth, a mandate, an old project
LAST_DAY: Final = date(2100, 12, 31)
_APART: Final = ("  ", " |", "| ")  # spaces that ``clean_text`` takes away, of texts joined by "|"
_UNSEEN: Final = "\u034f\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that leave an empty place
_YES: Final = frozenset(("yes", "y", "oui", "o", "true", "vrai", "1", "x", "نعم"))
_NO: Final = frozenset(("no", "n", "non", "false", "faux", "0", "لا"))


class TypedError(ValueError):
    """The text cannot be taken; ``problem`` says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def parse_amount(text: str) -> int:
    """Return the cents of a positive amount: ``150``, ``150,5``, ``1 234,56``, ``1234.56``, ``20,00 €``.

    Spaces, where there are any, must part groups of three digits. Digits are European, Arabic or Persian.

    Raises:
        TypedError: ``amount_not_a_number``, ``amount_zero``, ``amount_negative``,
            ``amount_too_precise`` (more than two decimals) or ``amount_too_large`` (above 1 G€).

    >>> [parse_amount(text) for text in ("150", "150,5", "1 234,56")]
    [15000, 15050, 123456]
    """
    typed = text
    match = _AMOUNT.fullmatch(typed)
    if match is None:  # else nothing was copied along
        typed = plain(text)
        match = _AMOUNT.fullmatch(typed)
    if match is None:
        number, words = split_currency(typed)
        typed = number if means(words, "EUR") else typed
        match = _AMOUNT.fullmatch(typed)
    if match is None:
        raise TypedError(_why_no_amount(typed))
    euros, decimals = match[1].replace(" ", ""), match[2] or ""
    if len(euros) > 12:
        raise TypedError("amount_too_large")
    cents = int(euros) * 100 + int(decimals.ljust(2, "0") or 0)
    if cents == 0:
        raise TypedError("amount_zero")
    if cents > _LARGEST_CENTS:
        raise TypedError("amount_too_large")
    return cents


def is_zero(text: str) -> bool:
    """Tell whether an amount is written that is none: ``0``, ``0,00``, ``0 €``."""
    number, words = split_currency(plain(text))
    return (not words or means(words, "EUR")) and re.fullmatch(r"0+(?:[.,]0+)?", number) is not None


def plain(text: str) -> str:
    """Return a number or a day without what was copied with it, in European digits and signs."""
    typed = pasted(text)
    return typed if typed.isascii() else typed.translate(_EUROPEAN)


def _why_no_amount(typed: str) -> str:
    if typed[:1] == "-" and _AMOUNT.fullmatch(typed[1:].strip()):
        return "amount_negative"
    return "amount_too_precise" if _ALMOST.fullmatch(typed) else "amount_not_a_number"


def parse_date(text: str, *, today: date) -> date:
    """Return the day written as ``2025-12-31`` or ``31/12/2025``, from 1990 to the day after ``today``.

    Raises:
        TypedError: ``date_unreadable``, ``date_impossible``, ``date_ambiguous`` (a year of two digits)
            or ``date_out_of_range``.
    """
    day = _written_date(text)
    if day.year < _FIRST_YEAR or day > today + timedelta(days=1):
        raise TypedError("date_out_of_range")
    return day


def parse_any_date(text: str) -> date:
    """Return the day written, from 1900 to 2100: for the end of a project or of a mandate.

    Raises:
        TypedError: as ``parse_date``, but ``date_beyond`` outside these years.
    """
    day = _written_date(text)
    if not is_within_reach(day):
        raise TypedError("date_beyond")
    return day


def is_within_reach(day: date | None) -> bool:
    """Tell whether a day, if there is one, lies in the years that the books reckon with."""
    return day is None or FIRST_DAY <= day <= LAST_DAY


@lru_cache(maxsize=8192)
def _written_date(text: str) -> date:
    typed = plain(text)
    if (hour := _HOUR.search(typed)) and hour.end() == len(typed):
        typed = typed[: hour.start()]  # exports give each payment its moment
    if match := _ISO.fullmatch(typed):
        year, month, day = match.groups()
    elif match := _FRENCH.fullmatch(typed):
        day, month, year = match.groups()
    else:
        raise TypedError("date_ambiguous" if _SHORT_YEAR.fullmatch(typed) else "date_unreadable")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise TypedError("date_impossible") from None


def is_month_first(text: str) -> bool:
    """Tell whether a day can only be meant as month, day and year: ``12/31/2025``."""
    match = _SLASHED.match(plain(text))
    return match is not None and int(match[1]) <= 12 < int(match[2]) <= 31


def clean_reason(text: str, *, compulsory: bool = True) -> str:
    """Return a reason as it is journalled and printed: on one line, without invisible characters.

    Raises:
        ReasonMissing: nothing of it can be seen, and it is ``compulsory``.
        InputRefused: it is longer than 500 characters.
    """
    if is_blank(text):
        if compulsory:
            raise ReasonMissing
        return ""
    try:
        return clean_text(text, limit=500)
    except TypedError as error:
        raise InputRefused([Problem("reason", error.problem, text[:80])]) from error


def parse_yes_no(text: str) -> bool:
    """Return yes or no, in French, English or Arabic.

    Raises:
        TypedError: ``yes_no_unreadable``.
    """
    typed = pasted(text).casefold()
    if typed in _YES:
        return True
    if typed in _NO:
        return False
    raise TypedError("yes_no_unreadable")


def parse_percent(text: str) -> int:
    """Return basis points, from 0 to 10 000.

    Raises:
        TypedError: ``percent_unreadable``.

    >>> parse_percent("15 %"), parse_percent("33,33")
    (1500, 3333)
    """
    match = re.fullmatch(r"(\d{1,3})(?:[.,](\d{1,2}))? ?%?", plain(text), re.ASCII)
    points = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else -1
    if not 0 <= points <= 10_000:
        raise TypedError("percent_unreadable")
    return points


def parse_whole(text: str) -> int:
    """Return a whole number of at most nine digits.

    Raises:
        TypedError: ``number_unreadable``.
    """
    typed = plain(text)
    if not re.fullmatch(r"\d{1,9}", typed, re.ASCII):
        raise TypedError("number_unreadable")
    return int(typed)


def parse_kilometres(text: str) -> int:
    """Return the whole kilometres of a distance: ``12``, ``1 000 km``, ``12,0``.

    Raises:
        TypedError: ``number_unreadable``, or ``km_not_whole``: the scale counts whole ones, and nothing is rounded.
    """
    match = _KILOMETRES.fullmatch(plain(text))
    if match is None:
        raise TypedError("number_unreadable")
    if (match[2] or "").strip("0"):
        raise TypedError("km_not_whole")
    return int(match[1].replace(" ", ""))


def clean_text(text: str, *, limit: int = 200) -> str:
    """Return ``text`` in NFC, without controls and direction marks, every space a plain single one.

    Raises:
        TypedError: ``text_too_long``.
    """
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text)
        text = "".join(" " if c.isspace() else c for c in text if _stays(c))
    words = text.strip()
    while "  " in words:
        words = words.replace("  ", " ")
    if len(words) > limit:
        raise TypedError("text_too_long")
    return words


def are_clean(texts: Sequence[str], *, limit: int = 200) -> bool:
    """Tell whether each of some texts, one at least, is nothing or what ``clean_text`` leaves; looked at together.

    No where it cannot be told so.
    """
    whole = "|".join(texts)
    if not whole.isprintable() or any(sign in whole for sign in _APART):
        return False
    if not whole.isascii() and (
        not unicodedata.is_normalized("NFC", whole) or any(sign in whole for sign in _UNSEEN)
    ):
        return False
    return whole[0] != " " != whole[-1] and max(map(len, texts)) <= limit if whole else True


def is_clean(text: str, *, limit: int = 200) -> bool:
    """Tell whether a text is a word that ``clean_text`` leaves as it is; some that it leaves are none."""
    return text.isascii() and text.isprintable() and " " not in text and 0 < len(text) <= limit


def has_invisible(text: str) -> bool:
    """Tell whether ``clean_text`` takes characters out of the text."""
    return not (text.isascii() and text.isprintable()) and not all(map(_stays, text))


def is_blank(text: str) -> bool:
    """Tell whether nothing of the text can be seen."""
    if not text or "!" <= text[0] <= "~":  # mostly it is nothing, or begins with a visible sign
        return not text
    if text.isascii() and text.isprintable():
        return not text or text.isspace()
    return all(c.isspace() or c in _UNSEEN or not _stays(c) for c in text)


def _stays(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in (
        "Cc",
        "Cf",
        "Cs",
        "Co",
    )


def parse_rate(text: str) -> str:
    """Return units of a currency for one euro, above zero, as a plain decimal text.

    Raises:
        TypedError: ``rate_unreadable``.
    """
    match = re.fullmatch(r"(\d{1,7})(?:[.,](\d{1,8}))?", plain(text), re.ASCII)
    if match is None or not any(digit != "0" for digit in (match[1] + (match[2] or ""))):
        raise TypedError("rate_unreadable")
    return f"{int(match[1])}.{match[2]}" if match[2] else str(int(match[1]))


def parse_short_date(text: str, *, today: date) -> date:
    """Return the day meant by what one types fast: ``21``, ``2111``, ``21/11``, ``+1``, ``-1`` or a whole date.

    A day without a year is the last such day not later than tomorrow.

    Raises:
        TypedError: as ``parse_date``.
    """
    typed = pasted(text)
    if match := re.fullmatch(r"([+-])(\d{1,3})", typed, re.ASCII):
        moved = today + timedelta(days=int(match[2]) * (1 if match[1] == "+" else -1))
        return parse_date(moved.isoformat(), today=today)
    if match := re.fullmatch(r"(\d{1,2})(?:[/.-]?(\d{2}))?", typed, re.ASCII):
        return _last_such_day(int(match[1]), int(match[2]) if match[2] else 0, today)
    return parse_date(typed, today=today)


def _last_such_day(day: int, month: int, today: date) -> date:
    """Return the latest day with that number, and month where one is given, not later than tomorrow."""
    tomorrow = today + timedelta(days=1)
    candidates = [
        (tomorrow.year - back // 12, 12 - back % 12) if month == 0 else (tomorrow.year - back, month)
        for back in range(24 if month == 0 else 5)
    ]
    for year, number in candidates:
        try:
            found = date(year, number, day)
        except ValueError:
            continue
        if found <= tomorrow:
            return found
    raise TypedError("date_impossible")
