"""Attestations to be signed: of valued contributions and of cash in hand, in French, Arabic or English.

The guide of the PRA/OSIM of the FORIM (read 2026-11-28) prints a model of both: who attests what for which
project, the list with its sum, places to sign. In Arabic the page runs from right to left.
"""

from datetime import date
from functools import cache
from typing import Final

from msgspec import Struct
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from receipts.fonts import REGULAR, STRONG, drawn_characters
from receipts.metadata import Facts
from receipts.pages import HEIGHT, WIDTH, Base, Printed, make_base, make_tail
from receipts.shaping import shaped
from receipts.sheet import Sheet
from receipts.tables import Column
from receipts.text import Unprintable, missing_glyphs, width, wrap

LEFT: Final = 56.0
RIGHT: Final = WIDTH - 56.0
_BOTTOM: Final = 786.0  # of what flows, from the top of the page
_SIGNING: Final = 132.0  # points that the places to sign take
_FIXED_SPACES: Final = "\u00a0\u202f\u2066\u2067\u2068\u2069"
_INK, _MUTED, _GREEN = "0.09 0.13 0.11 rg", "0.34 0.40 0.38 rg", "0.043 0.420 0.357 rg"
_RULE: Final = "0.79 0.82 0.80 RG 0.5 w"


class AttestationContent(Struct, frozen=True):
    """All that an attestation says, in its language."""

    language: str
    organisation: str  # name, with its identifier
    title: str
    facts: tuple[tuple[str, str], ...]  # label and value
    declaration: str
    columns: tuple[Column, ...]  # their rooms, in points, add up to the width of the page
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, str], ...]  # label and amount
    closing: str
    signatures: tuple[str, ...]  # whose places they are
    sign_words: tuple[str, ...]  # what each writes: name, place and day, signature
    foot: str
    on: date

    @property
    def is_right_to_left(self) -> bool:
        """Whether the page runs from right to left."""
        return self.language == "ar"

    def texts(self) -> list[str]:
        """Return all that is printed."""
        pairs = [*self.facts, *self.totals, *self.rows]
        single = (self.organisation, self.title, self.declaration, self.closing, self.foot)
        heads = [column.title for column in self.columns]
        return [*single, *heads, *self.signatures, *self.sign_words, *(text for one in pairs for text in one)]


def print_attestation(content: AttestationContent) -> Printed:
    """Return the attestation; the same content gives the same bytes.

    Raises:
        Unprintable: a character is missing in the fonts, or a word does not fit its column.
    """
    missing = set().union(*(missing_glyphs(_bare(text)) for text in content.texts()))
    if missing := missing - set(_FIXED_SPACES):
        raise Unprintable("".join(sorted(missing)), "attestation")
    base = _base()
    streams = _Pages(base, content).streams()
    facts = Facts(content.title, content.organisation, "", content.on, content.language)
    return Printed(base, make_tail(base, streams, facts))


def _bare(text: str) -> str:
    return "".join(one for one in text if one not in "\u2066\u2067\u2068\u2069")


@cache
def _base() -> Base:
    return make_base(drawn_characters(), _frame, title="Attestation")


def _frame(canvas: Canvas) -> None:
    canvas.setStrokeColor(HexColor("#0B6B5B"))
    canvas.setLineWidth(1.2)
    canvas.line(LEFT, HEIGHT - 44, RIGHT, HEIGHT - 44)


class _Pages:
    """The pages of one attestation, filled from the top; distances are from the top of the page."""

    def __init__(self, base: Base, content: AttestationContent) -> None:
        self._base, self._content = base, content
        self._sheets: list[Sheet] = []
        self._y = 0.0
        self._new_page()

    def streams(self) -> list[bytes]:
        """Fill the pages and return what is drawn on each."""
        content = self._content
        self._paragraph(content.title, STRONG, 16, after=16)
        for label, value in content.facts:
            self._pair(label, value)
        self._y += 10
        self._paragraph(content.declaration, REGULAR, 10.5, after=12)
        self._table()
        for label, amount in content.totals:
            self._total(label, amount)
        self._y += 16
        self._paragraph(content.closing, REGULAR, 10.5, after=18)
        self._sign()
        for number, sheet in enumerate(self._sheets, 1):
            sheet.operators(_MUTED)
            self._put(sheet, 812, content.foot, REGULAR, 7.5)
            told = f"{number} / {len(self._sheets)}"
            self._put(sheet, 812, told, REGULAR, 7.5, begins=RIGHT - LEFT - 30, room=30, at_end=True)
        return [sheet.stream() for sheet in self._sheets]

    def _new_page(self) -> None:
        sheet = Sheet(self._base)
        self._sheets.append(sheet)
        sheet.operators(_MUTED)
        self._put(sheet, 36, self._content.organisation, STRONG, 8.5)
        sheet.operators(_INK)
        self._y = 76.0

    def _need(self, height: float) -> None:
        if self._y + height > _BOTTOM:
            self._new_page()

    def _put(
        self,
        sheet: Sheet,
        y: float,
        text: str,
        font: str,
        size: float,
        *,
        begins: float = 0,
        room: float = RIGHT - LEFT,
        at_end: bool = False,
    ) -> None:
        """Draw a line in a room that begins so many points from the side where the language does.

        It stands at the beginning of its room; what is ``at_end`` stands at the right in any language, so that
        figures stand below each other.
        """
        from_right = self._content.is_right_to_left
        side = LEFT + begins if not from_right else RIGHT - begins - room
        x = side + (room - width(text, font, size) if at_end or from_right else 0)
        sheet.shown(x, HEIGHT - y, shaped(text, font, from_right=from_right), font=font, size=size)

    def _paragraph(self, text: str, font: str, size: float, *, after: float) -> None:
        for line in wrap(text, font, size, RIGHT - LEFT):
            self._need(size * 1.4)
            self._put(self._sheets[-1], self._y, line, font, size)
            self._y += size * 1.4
        self._y += after

    def _pair(self, label: str, value: str) -> None:
        sheet = self._sheets[-1]
        sheet.operators(_MUTED)
        self._put(sheet, self._y, label, REGULAR, 9)
        sheet.operators(_INK)
        for line in wrap(value, STRONG, 10, RIGHT - LEFT - 130):
            self._put(sheet, self._y, line, STRONG, 10, begins=130, room=RIGHT - LEFT - 130)
            self._y += 15

    def _table(self) -> None:
        self._cells(tuple(column.title for column in self._content.columns), STRONG, _GREEN)
        for row in self._content.rows:
            self._cells(row, REGULAR, _INK)

    def _cells(self, cells: tuple[str, ...], font: str, ink: str) -> None:
        """Draw a row, each cell over as many lines as it needs, with a rule below."""
        columns = self._content.columns
        found = [
            wrap(cell, font, 9, column.room - 8) or [""] for cell, column in zip(cells, columns, strict=True)
        ]
        height = max(map(len, found)) * 12 + 6
        self._need(height)
        sheet, begins = self._sheets[-1], 0.0
        sheet.operators(ink)
        for lines, column in zip(found, columns, strict=True):
            for number, line in enumerate(lines):
                y = self._y + number * 12
                room = column.room - 8
                self._put(sheet, y, line, font, 9, begins=begins, room=room, at_end=column.is_figure)
            begins += column.room
        self._y += height
        sheet.operators(_RULE)
        sheet.line(LEFT, HEIGHT - self._y + 12, RIGHT, HEIGHT - self._y + 12)
        sheet.operators(_INK)

    def _total(self, label: str, amount: str) -> None:
        self._need(18)
        self._y += 4
        sheet = self._sheets[-1]
        self._put(sheet, self._y, label, STRONG, 10)
        room = self._content.columns[-1].room
        begins = RIGHT - LEFT - room
        self._put(sheet, self._y, amount, STRONG, 10, begins=begins, room=room - 8, at_end=True)
        self._y += 14

    def _sign(self) -> None:
        self._need(_SIGNING)
        content = self._content
        room = (RIGHT - LEFT - 16 * (len(content.signatures) - 1)) / len(content.signatures)
        for number, whose in enumerate(content.signatures):
            begins = number * (room + 16)
            sheet = self._sheets[-1]
            x = LEFT + begins if not content.is_right_to_left else RIGHT - begins - room
            sheet.operators(_RULE, f"{x:.2f} {HEIGHT - self._y - 112:.2f} {room:.2f} 124 re S", _INK)
            for line, words in enumerate(wrap(whose, STRONG, 9, room - 16)):
                self._put(sheet, self._y + 4 + line * 11, words, STRONG, 9, begins=begins + 8, room=room - 16)
            sheet.operators(_MUTED)
            for line, word in enumerate(content.sign_words):
                y = self._y + 32 + line * 20
                self._put(sheet, y, word, REGULAR, 8.5, begins=begins + 8, room=room - 16)
            sheet.operators(_INK)
