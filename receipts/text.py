"""Texts on paper: what the fonts lack of them, how wide they are, how they are made to fit.

Texts are drawn as they are typed: there is no markup anywhere, so ``<SARL>`` and ``&`` mean themselves.
"""

import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from typing import Final

from donations_app.domain.money import Money
from receipts.fonts import REGULAR, STRONG, known_characters
from receipts.fonts import font as font_of
from receipts.glyphs import UNKNOWN
from receipts.printable import Unprintable as Unprintable  # noqa: PLC0414 -- who measures texts takes it from here
from receipts.shaping import is_plain, natural, shaped

_MOST_MARKS: Final = 3  # on one letter: Vietnamese and Arabic have two, phonetic writing three


def is_simple(text: str) -> bool:
    """Tell whether a text is printed letter by letter as it is typed: nothing of it can change, lack or be heaped."""
    return simple_letters().issuperset(text)


def missing_glyphs(text: str) -> set[str]:
    """Return the characters of ``text`` that cannot be printed.

    Those that the fonts lack, control characters, forms of Arabic letters, accents heaped on one another.
    """
    if is_simple(text):  # most texts
        return set()
    known, text = known_characters(), unicodedata.normalize("NFC", text)
    lacking = {c for c in text if c not in known or (not c.isprintable() and c != " ")}
    if lacking or _heaped_marks(text):
        return lacking or _heaped_marks(text)
    if is_plain(text) or UNKNOWN not in shaped(text, REGULAR).characters:
        return set()
    return {c for c in text if UNKNOWN in shaped(c, REGULAR).characters} or set(text) - {" "}


def printable(text: str, instead: str = "") -> str:
    """Return a text of the books with something else for each character that the fonts lack."""
    if is_simple(text):  # most texts
        return text
    known = known_characters()
    kept = unicodedata.normalize("NFC", text)
    if not known.issuperset(kept):
        kept = "".join(c if c in known else instead for c in kept)
    return kept if is_plain(kept) or UNKNOWN not in shaped(kept, REGULAR).characters else instead * len(kept)


def _heaped_marks(text: str) -> set[str]:
    """Return the accents that stand on no letter, or more than three on one: they would hide each other."""
    found, before = set[str](), _MOST_MARKS
    for character in text:
        before = before + 1 if unicodedata.combining(character) else 0
        if before > _MOST_MARKS:
            found.add(character)
        if character == " ":
            before = _MOST_MARKS
    return found


@cache
def simple_letters() -> frozenset[str]:
    """Return the printed characters below the first mark, U+0300: none composes with another, none is shaped."""
    return frozenset(c for c in known_characters() if c < "\u0300" and (c.isprintable() or c == " "))


@cache
def wide_characters() -> frozenset[str]:
    """Return the characters much wider than high: whole phrases of Arabic in one."""
    across = font_of(
        STRONG
    ).face.getCharWidth  # in thousandths of the size; alone, none is shaped to another width
    return frozenset(c for c in known_characters() if across(ord(c)) > 1300)


@lru_cache(maxsize=16384)
def width(text: str, font: str, size: float) -> float:
    """Return the width in points of a text, given as it is read."""
    return natural(shaped(text, font).characters, font, size)


def wrap(text: str, font: str, size: float, room: float) -> list[str]:
    """Break ``text`` into lines of at most ``room`` points, between words, or inside a word too long."""
    if is_simple(text) and not text.startswith(" ") and width(text, font, size) <= room:
        return [text] if text else []  # letters add up: so does each beginning of it fit
    lines: list[str] = []
    line = ""
    for word in _words(text, font, size, room):
        candidate = f"{line} {word}" if line else word
        if line and width(candidate, font, size) > room:
            lines.append(line)
            line = word
        else:
            line = candidate
    return [*lines, line] if line else lines


def _words(text: str, font: str, size: float, room: float) -> Iterator[str]:
    for word in text.split(" "):
        while width(word, font, size) > room:
            fitting = next(
                n for n in range(len(word), 0, -1) if n == 1 or width(word[:n], font, size) <= room
            )
            yield word[:fitting]
            word = word[fitting:]  # noqa: PLW2901 -- what is left of it
        yield word


def fit(
    text: str, font: str, sizes: tuple[float, ...], room: float, height: float, place: str
) -> tuple[float, list[str]]:
    """Return the largest of ``sizes`` at which the wrapped lines fit, and these lines.

    Args:
        text: in logical order.
        font: name.
        sizes: in points, largest first.
        room: width in points.
        height: of the whole block in points; a line takes 1.3 times its size.
        place: told when it does not fit.

    Raises:
        Unprintable: it does not fit at the smallest size.
    """
    for size in sizes:
        lines = wrap(text, font, size, room)
        if len(lines) * size * 1.3 <= height + 0.01:
            return size, lines
    raise Unprintable(place=place)


def money(amount: Money) -> str:
    """Return ``1 234,56 €`` with narrow no-break spaces between groups."""
    return f"{figures(amount)}\u00a0€"


def figures(amount: Money) -> str:
    """Return ``1 234,56``."""
    euros, cents = divmod(abs(amount.cents), 100)
    sign = "-" if amount.cents < 0 else ""
    return f"{sign}{euros:,}".replace(",", "\u202f") + f",{cents:02}"


def whole(number: int) -> str:
    """Return ``1 234``."""
    return f"{number:,}".replace(",", "\u202f")


@lru_cache(maxsize=1024)
def day(value: date) -> str:
    """Return ``31/12/2025``."""
    return f"{value:%d/%m/%Y}"
