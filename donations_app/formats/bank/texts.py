"""Statements that are texts: their letters, lines, days and signed amounts."""

import re
from datetime import date
from typing import Final

from donations_app.domain.bank import AmountUnreadable, decimals, minor_units
from donations_app.formats.bank.said import EARLIEST, LATEST, NotRead

_CENTURY: Final = 70  # years of two digits from here on are of the last century
_SPACES: Final = dict.fromkeys(map(ord, " \u00a0\u202f\u2009'\u2019\t"))
_GROUPED: Final = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", re.ASCII)
_SIGNED: Final = re.compile(r"([+-]?)([\d.,]+)([+-]?)", re.ASCII)


def decoded(content: bytes, *, stated: str = "") -> str:
    """Return the text of a file: by its mark, else UTF-8, else as stated, else Windows-1252, as banks of France write.

    A byte that 1252 does not know is shown as U+FFFD: names are not what lines are told apart by.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode(stated or "cp1252", "strict")
    except (LookupError, UnicodeDecodeError):
        return content.decode("cp1252", "replace")


def day_of_digits(year: str, month: str, day: str) -> date | None:
    """Return the day that digits say, a year of two being one from 1970 to 2069; ``None`` where there is none."""
    try:
        number = int(year)
        if len(year) <= 2:
            number += 1900 if number >= _CENTURY else 2000
        found = date(number, int(month), int(day))
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def signed(text: str, currency: str, line: int = 0) -> int:
    """Return a written amount in minor units: 1 234,56  -1,234.56  1.234,56-  (12.00).

    Of two marks the last parts the decimals. One alone before three digits could be either, and is refused: 1.000 is
    one or a thousand, unless the currency has three decimals.

    Raises:
        NotRead: it is no amount.
    """
    whole, _comma, cents = text.partition(",")
    if len(cents) == 2 and decimals(currency) == 2 and len(whole) < 16:  # as France writes nearly all
        digits = whole.removeprefix("-") + cents
        if len(digits) > 2 and digits.isascii() and digits.isdecimal():
            return -int(digits) if whole[0] == "-" else int(digits)
    return _unusual(text, currency, line)


def _unusual(text: str, currency: str, line: int) -> int:
    plain = text.translate(_SPACES).replace("\u2212", "-").removesuffix("€").removesuffix("EUR")
    if plain.startswith("(") and plain.endswith(")"):
        plain = "-" + plain[1:-1]
    found = _SIGNED.fullmatch(plain)
    if found is None or (found[1] and found[3]):
        raise NotRead("amount_unreadable", line, text.strip()[:40])
    digits = _with_point(found[2], decimals(currency))
    try:
        amount = minor_units(digits, currency)
    except AmountUnreadable as error:
        raise NotRead("amount_unreadable", line, text.strip()[:40]) from error
    return -amount if "-" in (found[1], found[3]) else amount


def _with_point(digits: str, places: int) -> str:
    """Return digits without marks of thousands and with a point before the decimals, or what is no number."""
    last = max(digits.rfind(","), digits.rfind("."))
    if last < 0:
        return digits
    whole, mark, fraction = digits[:last], digits[last], digits[last + 1 :]
    if mark in whole:  # 1.234.567: marks of thousands alone
        return digits.replace(mark, "") if _GROUPED.fullmatch(digits) else ""
    if any(other in whole for other in ",."):
        return f"{re.sub('[,.]', '', whole)}.{fraction}" if _GROUPED.fullmatch(whole) else ""
    if len(fraction) == len("000") and places != len("000") and whole.strip("0"):
        return ""
    return f"{whole or '0'}.{fraction}"
