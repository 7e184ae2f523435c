"""Texts as HarfBuzz joins and stacks their letters, in characters that can be drawn and copied.

HarfBuzz answers with numbers of glyphs, many without a character: the forms of an Arabic letter, ligatures, an
"i" without its dot. reportlab draws and embeds characters. So such a glyph has a character of the private use
area, which the PDF maps back to the letter it stands for. One that stands for several letters (the forms of ya
and of its Persian sister look alike) has one for each. All are named beforehand: a base holds whatever may come.

Readers of PDF take a text apart where something of it stands above or beside the line, and give the parts of a
ligature back in either order. So each character of the text is told by a glyph of its own: marks, and all letters
of a ligature but one, by an empty one without width; the mark that is seen is drawn as a shape (``Mark``).
"""

import unicodedata
from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise, product
from typing import Any, Final

from msgspec import Struct

from receipts.outlines import Outline

ARABIC, TIFINAGH, LATIN = "Arab", "Tfng", "Latn"
UNKNOWN: Final = "\ufffd"
_PRIVATE: Final = range(0xE000, 0xF900)
_EMPTY: Final = 0xF8FF  # in our fonts a glyph without width, a speck: pdfium skips what is below 0.01 points
_JOINS: Final = "\u200d"  # in the place of a neighbour with which an Arabic letter joins
_LAMS, _ALEFS = "\u0644\u06b5\u06b6\u06b7\u06b8", "\u0622\u0623\u0625\u0627\u0649\u0671\u0672\u0673"
_TIED: Final = ("ⴱⴳⴼⵀⵌⵍⵎⵏⵓⵔⵖⵙⵛⵜⵡⵢⵥ", "ⴱⵀⵙⵜⵞⴷⴹⴸⴼⴳⵗⴶⴾⵣⵌⴽⵏ")  # consonants that U+2D7F ties together
_DOTTED: Final = "ij\u012f\u0249\u0268\u029d\u02b2\u1e2d\u1ecb\u2071\u2148\u2149"  # lose their dot to a mark
_ABOVE: Final = "\u0310"  # a mark that no letter has built in


def is_private(character: str) -> bool:
    """Tell whether a character is of the private use area."""
    return ord(character) in _PRIVATE


class Mark(Struct, frozen=True):
    """The shape of a mark above or below the letters, in thousandths of their size from the start of the line."""

    shape: str  # operators of PDF that lay its outline
    x: float
    y: float


class Run(Struct, frozen=True):
    """A text of one script as it is drawn from left to right."""

    characters: str  # U+FFFD where a glyph has no name
    width: float  # in thousandths of the size of the letters
    marks: tuple[Mark, ...] = ()


class Glyphs:
    """The glyphs of one font.

    Args:
        face: reportlab's, which learns the characters of the private use area.
    """

    def __init__(self, face: Any) -> None:
        import uharfbuzz

        self._harfbuzz = uharfbuzz
        self._font = uharfbuzz.Font(uharfbuzz.Face(face._ttf_data))  # noqa: SLF001 -- the file, read already
        self._face = face
        self._own = {chr(code): glyph for code, glyph in face.charToGlyph.items() if code not in _PRIVATE}
        self._marks = {glyph for c, glyph in self._own.items() if unicodedata.combining(c)}  # one has a width
        self._named: dict[tuple[int, str], str] = {}
        self._empty: dict[str, str] = {}
        self._outlines: dict[int, str] = {}
        self._of_glyph = {glyph: c for c, glyph in sorted(self._own.items(), reverse=True)}
        self.texts: dict[str, str] = {}  # what the characters of the private use area stand for
        for character in sorted(filter(_may_be_empty, self._own)):
            self._empty[character] = self._name(face.charToGlyph[_EMPTY], character)
        for text, script in _samples(self._own):
            self.run(text, script, is_sample=True)

    def run(self, text: str, script: str, *, is_sample: bool = False) -> Run:
        """Return a text of one script and direction as it is drawn; the glyphs of a sample are named."""
        found, places = self._shape(text, script)
        moves = [place.x_advance for place in places]
        starts = [info.cluster for info in found]
        if all(moves) and len({*starts}) == len(text):  # each letter has a glyph
            letters = [
                self._character(info.codepoint, text[start], is_sample=is_sample)
                for info, start in zip(found, starts, strict=True)
            ]
            return Run("".join(letters), sum(moves))
        parts = {
            start: text[start:end].replace(_JOINS, "")
            for start, end in pairwise([*sorted({*starts}), len(text)])
        }
        told: list[str] = []
        marks: list[Mark] = []
        pen = 0
        for start, cluster in groupby(zip(found, places, strict=True), key=lambda one: one[0].cluster):
            bases: list[int] = []
            for info, place in cluster:
                if place.x_advance and info.codepoint not in self._marks:
                    bases.append(info.codepoint)
                    pen += place.x_advance
                elif shape := self._outline(info.codepoint):
                    marks.append(Mark(shape, pen + place.x_offset, place.y_offset))
            part = parts[start][:: -1 if script == ARABIC else 1]
            told += self._told(bases, part, is_sample=is_sample)
        return Run("".join(told), pen, tuple(marks))

    def _shape(self, text: str, script: str) -> tuple[list[Any], list[Any]]:
        buffer = self._harfbuzz.Buffer()
        buffer.cluster_level = self._harfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(text)
        buffer.script, buffer.direction = script, "rtl" if script == ARABIC else "ltr"
        self._harfbuzz.shape(self._font, buffer, {"kern": False})
        return buffer.glyph_infos, buffer.glyph_positions

    def _told(self, bases: list[int], part: str, *, is_sample: bool) -> str:
        """Return what tells the characters of a cluster, in the order in which they stand on paper."""
        rest = iter(bases)
        found = "".join(
            self._empty.get(character, UNKNOWN)
            if unicodedata.combining(character) or (base := next(rest, None)) is None
            else self._character(base, character, is_sample=is_sample)
            for character in part
        )
        found += UNKNOWN * len([*rest])
        apart = unicodedata.normalize("NFD", part)
        if UNKNOWN in found and apart != part:  # HarfBuzz took the letter and its marks apart
            return self._told(bases, apart, is_sample=is_sample)
        return found

    def _character(self, glyph: int, text: str, *, is_sample: bool) -> str:
        if self._own.get(text) == glyph:
            return text
        if is_sample and (glyph, text) not in self._named:
            self._named[glyph, text] = self._name(glyph, text)
        if text.isalpha():
            return self._named.get((glyph, text), UNKNOWN)
        return self._of_glyph.get(glyph, UNKNOWN)  # a bracket that is mirrored, a space as wide as others

    def _name(self, glyph: int, text: str) -> str:
        """Give a glyph that stands for ``text`` a character."""
        code = _PRIVATE[len(self.texts)]
        self._face.charToGlyph[code] = glyph
        self._face.charWidths[code] = self._face.hmetrics[glyph][0]
        self.texts[chr(code)] = text
        return chr(code)

    def _outline(self, glyph: int) -> str:
        """Return the operators that lay the outline of a glyph; none where it is empty."""
        if glyph not in self._outlines:
            pen = Outline()
            self._font.draw_glyph_with_pen(glyph, pen)
            self._outlines[glyph] = " ".join(pen.operators)
        return self._outlines[glyph]


def _may_be_empty(character: str) -> bool:
    """Tell whether a character may be told by an empty glyph."""
    return bool(unicodedata.combining(character)) or character in _LAMS or "\u2d30" <= character <= "\u2d7f"


def _samples(known: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield a text for each script that has all glyphs which its letters can have."""
    letters = (
        c for c in sorted(known) if "\u0600" <= c < "\u0800" and unicodedata.category(c) in ("Lo", "Lm")
    )
    ligatures = map("".join, product(_LAMS, _ALEFS))
    yield " ".join(form for text in (*letters, *ligatures) for form in _joined(text)), ARABIC
    pairs = (*product("ⵍⵏ", repeat=2), *product(_TIED[0], "\u2d7f", _TIED[1]))
    yield " ".join(map("".join, pairs)), TIFINAGH
    yield " ".join(c + _ABOVE for c in _DOTTED if c in known), LATIN


def _joined(text: str) -> tuple[str, ...]:
    """Return a text alone, and joined with a neighbour before, behind and on both sides."""
    return text, text + _JOINS, _JOINS + text, _JOINS + text + _JOINS
