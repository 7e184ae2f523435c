"""What comes along when a value is copied from a letter, a page or a table, and is no part of it."""

import unicodedata
from typing import Final

_DASHES: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")


def pasted(text: str) -> str:
    r"""Return an amount, a day, a code or an identifier without what was copied with it.

    Direction marks and other signs that show nothing go, blanks around it too; every space inside is a
    plain one and every dash a hyphen. A tab or a line break inside stays: it parts two values.

    >>> pasted("\u200f\t01‑03‑2026 \u200e"), pasted("1\u2009234,56")
    ('01-03-2026', '1 234,56')
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    seen = (c for c in text.translate(_DASHES) if unicodedata.category(c) != "Cf")
    return "".join(" " if unicodedata.category(c) == "Zs" else c for c in seen).strip()
