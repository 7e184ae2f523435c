"""Letters on paper: the fonts, what they lack, how Arabic is set, how a text is made to fit.

Texts are drawn as they are typed: there is no markup anywhere, so ``<SARL>`` and ``&`` mean themselves.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, Final

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from donations_app.domain.letters import ISOLATE, POP
from donations_app.domain.money import Money
from resources import path

REGULAR: Final = "DonsSans"
STRONG: Final = "DonsSans-SemiBold"
_FILES: Final = {REGULAR: "DonsSans-Regular.ttf", STRONG: "DonsSans-SemiBold.ttf"}
_MOST_MARKS: Final = 3  # on one letter: Vietnamese and Arabic have two, phonetic writing three
_SHORT: Final = 40  # characters
_ARABIC: Final = ("ARABIC", "ALEF", "LAM")
_LEFT, _RIGHT = "\u200e", "\u200f"  # what the bidirectional algorithm used here understands instead


class Unprintable(ValueError):
    """The text has characters that the fonts lack, or does not fit its place on the page.

    Attributes:
        characters: those that are missing; empty when the text is too long.
        place: what was to be printed, such as ``object``.
    """

    def __init__(self, characters: str = "", place: str = "") -> None:
        super().__init__(characters or place)
        self.characters = characters
        self.place = place


@cache
def register_fonts() -> None:
    """Make the embedded fonts known, once a process."""
    rl_config.useA85 = 0  # streams stay binary: smaller and faster
    for name, file in _FILES.items():
        made: Any = TTFont(name, str(path("fonts", file)))
        made.face.makeSubset = _once_each(made.face.makeSubset)
        pdfmetrics.registerFont(made)


def _once_each(make: Callable[[Sequence[int]], bytes]) -> Callable[[Sequence[int]], bytes]:
    """Have the part of a font with some letters made once: every statement and every base embeds the same few."""
    known = lru_cache(maxsize=64)(make)
    return lambda letters: known(tuple(letters))


def font(name: str) -> Any:
    """Return reportlab's object of one of our fonts."""
    register_fonts()
    return pdfmetrics.getFont(name)


@cache
def known_characters() -> frozenset[str]:
    """Return the characters that both fonts have."""
    sets = [frozenset(map(chr, font(name).face.charToGlyph)) for name in _FILES]
    return frozenset.intersection(*sets)


def missing_glyphs(text: str) -> set[str]:
    """Return the characters of ``text`` that cannot be printed.

    Those that the fonts lack, control characters, forms of Arabic letters, accents heaped on one another.
    """
    known, text = known_characters(), unicodedata.normalize("NFC", text)
    lacking = {c for c in text if c not in known or (not c.isprintable() and c != " ")}
    return lacking or {c for c in visual(text) if c not in known} or _heaped_marks(text)


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
def _wide_characters() -> frozenset[str]:
    """Return the characters much wider than high: whole phrases of Arabic in one."""
    return frozenset(c for c in known_characters() if width(c, STRONG, 1) > 1.3)


def surely_fits(text: str) -> bool:
    """Tell without measuring whether a text is so short that it fits any place of a receipt."""
    return len(text) <= _SHORT and _wide_characters().isdisjoint(text)


@lru_cache(maxsize=4096)
def visual(text: str) -> str:
    """Return ``text`` in NFC and in the order in which its letters are drawn, Arabic joined.

    Numbers and Latin words inside Arabic keep their order (Unicode bidirectional algorithm).
    """
    text = unicodedata.normalize("NFC", text)
    if not has_arabic(text):
        return text
    from bidi.algorithm import get_display

    return str(get_display(_reshaper().reshape(text)))


def visual_from_right(text: str) -> str:
    """Return a line of a right-to-left text as ``visual`` does, whatever its first letter.

    What stands between U+2066 and U+2069 (an amount, a number, a Latin name) keeps its order.
    """
    from bidi.algorithm import get_display

    text = unicodedata.normalize("NFC", text)
    text = text.replace(ISOLATE, _RIGHT + _LEFT).replace(POP, _LEFT + _RIGHT)
    return str(get_display(_reshaper().reshape(text), base_dir="R")).replace(_LEFT, "").replace(_RIGHT, "")


@cache
def _reshaper() -> Any:
    """Return what joins Arabic letters; it reads its whole configuration when it is made: nine tenths of a line."""
    from arabic_reshaper import ArabicReshaper

    made = ArabicReshaper({"delete_harakat": False, "support_ligatures": True})
    made.reshape("لا")  # it makes its tables at the first text: not in two threads at once
    return made


def has_arabic(text: str) -> bool:
    """Tell whether some letter is written from right to left."""
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text if c > "\u0590")


@lru_cache(maxsize=16384)
def width(text: str, font: str, size: float) -> float:
    """Return the width in points of a text already in visual order."""
    register_fonts()
    return float(pdfmetrics.stringWidth(text, font, size))


def wrap(text: str, font: str, size: float, room: float, shape: Callable[[str], str] = visual) -> list[str]:
    """Break ``text`` into lines of at most ``room`` points, between words, or inside a word too long."""
    lines: list[str] = []
    line = ""
    for word in _words(text, font, size, room, shape):
        candidate = f"{line} {word}" if line else word
        if line and width(shape(candidate), font, size) > room:
            lines.append(line)
            line = word
        else:
            line = candidate
    return [*lines, line] if line else lines


def _words(text: str, font: str, size: float, room: float, shape: Callable[[str], str]) -> Iterator[str]:
    for word in text.split(" "):
        while width(shape(word), font, size) > room:
            fitting = next(
                n for n in range(len(word), 0, -1) if n == 1 or width(shape(word[:n]), font, size) <= room
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


def day(value: date) -> str:
    """Return ``31/12/2025``."""
    return f"{value:%d/%m/%Y}"
