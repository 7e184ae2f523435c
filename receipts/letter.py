"""A letter: one A4 page in French, English or Arabic, the address where the envelope shows it.

The donor's address stands at the same place as on the receipt, so the letter can lie above it. In Arabic
the page runs from right to left, but for the sender's heading and the address, which the post reads. A letter
about dues has a slip at its foot, below a line to cut along, that goes with the payment.
"""

import re
from datetime import date
from functools import cache
from typing import Final

from msgspec import Struct
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from donations_app.domain.letters import ISOLATE, POP
from receipts.fonts import REGULAR, STRONG, drawn_characters
from receipts.metadata import Facts
from receipts.pages import HEIGHT, WIDTH, Base, Printed, make_base, make_tail
from receipts.shaping import shaped
from receipts.sheet import Sheet
from receipts.text import Unprintable, missing_glyphs, width, wrap

LEFT, RIGHT, WINDOW = 62.0, WIDTH - 62.0, 312.0
SENDER_ROOM = WINDOW - LEFT - 20
TOP, BOTTOM = 318.0, 800.0  # of the text, from the top of the page
SLIP: Final = 650.0  # the line above a slip
_SLIP_ROW, _SLIP_LABEL = 14.5, 130.0  # height of a row, room of its label
# sizes of letters and how high the whole may be; a sender ends above the addressee unless he says very much
_SENDER_SIZES: Final = (*((size, 88.0) for size in (10.0, 9.0, 8.0, 7.0)), (7.0, 110.0), (6.0, 110.0))
_ADDRESS_SIZES: Final = tuple((size, 92.0) for size in (11.0, 10.0, 9.0, 8.0, 7.0))
SIZES: Final = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
_GREEN: Final = "#0B6B5B"
_LEADING, _BETWEEN = 1.45, 0.75  # a line, and an empty line, by the size of the letters
_FIXED_SPACES: Final = "\u00a0\u202f"  # within amounts; the fonts have them
_ISOLATED: Final = re.compile(f"{ISOLATE}([^{POP}]*){POP}[.,:;!)،؛؟]*")
_TURNS: Final = re.compile(r"\d.*[^\d.,:/]|[^\d.,:/].*\d")  # a year or a day has one part, and is not turned
_LATIN: Final = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180)))) + "‐–—‘’‚“”„†•…‹›€™№−\u202f"


class Slip(Struct, frozen=True):
    """What goes with a payment: its title, then at most seven pairs of label and value."""

    title: str
    rows: tuple[tuple[str, str], ...]


class LetterContent(Struct, frozen=True):
    """All that a letter says."""

    language: str
    sender: tuple[str, ...]  # name, then address and contacts
    addressee: tuple[str, ...]  # name, then address
    dateline: str
    subject: str
    body: str
    on: date
    slip: Slip | None = None

    @property
    def is_right_to_left(self) -> bool:
        """Whether the text runs from right to left."""
        return self.language == "ar"


def print_letter(content: LetterContent) -> Printed:
    """Return the letter; the same content gives the same bytes.

    Raises:
        Unprintable: a character is missing in the fonts, or the text does not fit on the page.
    """
    texts = [
        *content.sender,
        *content.addressee,
        content.dateline,
        content.subject,
        *content.body.split("\n"),
        *([content.slip.title, *sum(content.slip.rows, ())] if content.slip else ()),
    ]
    plain = [text.replace(ISOLATE, "").replace(POP, "") for text in texts]
    if missing := set().union(*map(missing_glyphs, plain)) - set(_FIXED_SPACES):
        raise Unprintable("".join(sorted(missing)), "letter")
    base = _latin() if all(map(_latin().can_print, plain)) else _full()
    sheet = Sheet(base)
    _Drawing(sheet, content).draw()
    subject = content.subject.replace(ISOLATE, "").replace(POP, "")
    facts = Facts(subject, content.sender[0], "", content.on, content.language)
    return Printed(base, make_tail(base, [sheet.stream()], facts))


@cache
def _latin() -> Base:
    return make_base(_LATIN, _frame, title="Lettre")


@cache
def _full() -> Base:
    return make_base(drawn_characters(), _frame, title="Lettre")


def _frame(canvas: Canvas) -> None:
    """Draw what all letters share: a rule, and the mark where the page is folded."""
    canvas.setStrokeColor(HexColor(_GREEN))
    canvas.setLineWidth(1.2)
    canvas.line(LEFT, HEIGHT - 44, LEFT + 40, HEIGHT - 44)
    canvas.setLineWidth(0.4)
    canvas.line(0, HEIGHT * 2 / 3, 10, HEIGHT * 2 / 3)


class _Drawing:
    """One letter on its sheet; distances are from the top of the page."""

    def __init__(self, sheet: Sheet, content: LetterContent) -> None:
        self._sheet = sheet
        self._content = content

    def draw(self) -> None:
        """Draw all of it."""
        content = self._content
        self._block(LEFT, 60, content.sender, _SENDER_SIZES, SENDER_ROOM)
        self._block(WINDOW, 149, content.addressee, _ADDRESS_SIZES, WIDTH - 48 - WINDOW)
        self._line(262, content.dateline, REGULAR, 10, is_opposite=True)
        y = TOP - 22
        for line in self._wrapped(content.subject, STRONG, 11.5):
            self._line(y, line, STRONG, 11.5)
            y += 16
        self._body(max(TOP, y + 8), SLIP - 12 if content.slip else BOTTOM)
        if content.slip:
            self._slip(content.slip)

    def _slip(self, slip: Slip) -> None:
        """Draw a slip below its dashed line, labels where the language begins."""
        line = f"{LEFT:.2f} {HEIGHT - SLIP:.2f} m {RIGHT:.2f} {HEIGHT - SLIP:.2f} l S"
        self._sheet.operators("q 0.4 w 0.34 0.40 0.38 RG [3 3] 0 d", line, "Q")
        self._line(SLIP + 20, slip.title, STRONG, 10.5)
        for number, (label, value) in enumerate(slip.rows):
            y = SLIP + 42 + number * _SLIP_ROW
            self._line(y, label, REGULAR, 9)
            size = next(
                (
                    s
                    for s in (10.0, 9.0, 8.0, 7.0, 6.0)
                    if width(value, STRONG, s) <= RIGHT - LEFT - _SLIP_LABEL
                ),
                0.0,
            )
            if not size:
                raise Unprintable(place="letter")
            self._line(y, value, STRONG, size, indent=_SLIP_LABEL)

    def _block(
        self, x: float, y: float, texts: tuple[str, ...], sizes: tuple[tuple[float, float], ...], room: float
    ) -> None:
        """Draw an address, its first line strong, at the first of the sizes whose height it does not exceed."""
        for size, height in sizes:
            lines = [
                (part, font)
                for text, font in zip(texts, (STRONG, *[REGULAR] * len(texts)), strict=False)
                for part in wrap(text, font, size, room)
            ]
            if len(lines) * size * 1.3 <= height:
                break
        else:
            raise Unprintable(place="address")
        for text, font in lines:
            self._sheet.text(x, HEIGHT - y, text, font=font, size=size)
            y += size * 1.3

    def _wrapped(self, text: str, font: str, size: float) -> list[str]:
        parts = _parted(text) if self._content.is_right_to_left else [text]
        return [line for part in parts for line in _balanced(wrap(part, font, size, RIGHT - LEFT))]

    def _line(
        self, y: float, text: str, font: str, size: float, *, is_opposite: bool = False, indent: float = 0
    ) -> None:
        """Draw a line at the side where the text begins, or at the other."""
        shown = shaped(text, font, from_right=self._content.is_right_to_left)
        at_right = self._content.is_right_to_left is not is_opposite
        x = RIGHT - indent - width(text, font, size) if at_right else LEFT + indent
        self._sheet.shown(x, HEIGHT - y, shown, font=font, size=size)

    def _body(self, top: float, bottom: float) -> None:
        paragraphs = self._content.body.split("\n")
        for size in SIZES:
            lines = [
                line for paragraph in paragraphs for line in self._wrapped(paragraph, REGULAR, size) or [""]
            ]
            steps = [size * (_LEADING if line else _BETWEEN) for line in lines]
            if top + sum(steps) <= bottom:
                break
        else:
            raise Unprintable(place="letter")
        for line, step in zip(lines, steps, strict=True):
            if line:
                self._line(top, line, REGULAR, size)
            top += step


def _parted(text: str) -> list[str]:
    """Return a right-to-left text in lines, numbers and amounts on lines of their own.

    Readers give the letters of a page back in the order that they guess: among Arabic letters they turn the
    parts of "1 250,00 €" or "2025-MRS-P-000042", on a line without any they do not.
    """
    lines, start = [], 0
    for piece in _ISOLATED.finditer(text):
        if _TURNS.search(piece[1]):
            lines += [text[start : piece.start()], piece[0]]
            start = piece.end()
    return [line for line in map(str.strip, [*lines, text[start:]]) if line]


def _balanced(lines: list[str]) -> list[str]:
    """Return lines in which what is isolated ends, and begins again in the next, where a line broke it."""
    found, is_open = [], False
    for line in lines:
        whole = (ISOLATE if is_open else "") + line
        is_open = whole.count(ISOLATE) > whole.count(POP)
        found.append(whole + (POP if is_open else ""))
    return found
