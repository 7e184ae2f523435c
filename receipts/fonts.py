"""The embedded fonts, their characters, and those of their glyphs that have none of their own."""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from threading import RLock
from typing import Any, Final

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFStreamFilterZCompress
from reportlab.pdfbase.ttfonts import TTFont

from receipts.glyphs import Glyphs, is_private
from resources import path

REGULAR: Final = "DonsSans"
STRONG: Final = "DonsSans-SemiBold"
_FILES: Final = {REGULAR: "DonsSans-Regular.ttf", STRONG: "DonsSans-SemiBold.ttf"}
_ARABIC: Final = {
    *map(chr, (*range(0x621, 0x63B), *range(0x640, 0x653), 0x670, 0x671)),
    *"پچژڤکگڭݣی",
    *"ﻵﻶﻷﻸﻹﻺﻻﻼ",
}
_MAKING: Final = RLock()  # what two threads need first is made by one of them
_CODE: Final = re.compile(r"(?<= )<([EF][0-9A-F]{3})>")


class _Font(TTFont):
    """A font whose glyphs without a character are copied from a page as the text they stand for."""

    def __init__(self, name: str, file: str) -> None:
        super().__init__(name, file)
        self._readable = lru_cache(maxsize=64)(self._read)

    def addObjects(self, doc: Any) -> None:  # noqa: N802 -- reportlab's name
        super().addObjects(doc)
        for name, made in doc.idToObject.items():
            if str(name).startswith("toUnicodeCMap:"):
                made.content = self._readable(made.content)
            if str(name).startswith(("toUnicodeCMap:", "fontFile:")) and made.filters:
                made.filters = [_Once()]

    def _read(self, characters: str) -> str:
        """Return the map of a part of the font with texts for what its glyphs stand for."""
        return _CODE.sub(self._told, characters)

    def _told(self, found: re.Match[str]) -> str:
        """Return what a character of the private use area stands for, as the map of a font writes it."""
        text = chr(int(found[1], 16))
        return f"<{glyphs(self.fontName).texts.get(text, text).encode('utf-16-be').hex().upper()}>"


class _Once(PDFStreamFilterZCompress):
    """Compression of the parts of fonts, once each: to compress them again took two thirds of a base."""

    encode = staticmethod(lru_cache(maxsize=128)(PDFStreamFilterZCompress().encode))


@cache
def register_fonts() -> None:
    """Make the embedded fonts known, once a process."""
    rl_config.useA85 = 0  # streams stay binary: smaller and faster
    for name, file in _FILES.items():
        made: Any = _Font(name, str(path("fonts", file)))
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


def known_characters() -> frozenset[str]:
    """Return the characters of texts that both fonts have."""
    with _MAKING:  # they are counted while no glyph is named
        return _known_characters()


@cache
def _known_characters() -> frozenset[str]:
    sets = [{c for c in map(chr, font(name).face.charToGlyph) if not is_private(c)} for name in _FILES]
    return frozenset(set.intersection(*sets))


@cache
def drawn_characters() -> frozenset[str]:
    """Return all that pages may show: the characters of texts, and those of glyphs that have none."""
    return known_characters().union(*(glyphs(name).texts for name in _FILES))


@cache
def common_arabic(name: str) -> frozenset[str]:
    """Return what Arabic names are written with: letters of Morocco, their forms, the vowels."""
    return frozenset(_ARABIC).union(c for c, text in glyphs(name).texts.items() if _ARABIC.issuperset(text))


def glyphs(name: str) -> Glyphs:
    """Return what shapes texts in one of our fonts; made at the first text that needs it, by one thread."""
    with _MAKING:
        return _glyphs(name)


@cache
def _glyphs(name: str) -> Glyphs:
    return Glyphs(font(name).face)
