"""Pages for an auditor: blocks set below one another on A4 pages that share a frame, going on where one ends."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from receipts.drawing import draw_text
from receipts.fonts import REGULAR, STRONG, drawn_characters
from receipts.pages import HEIGHT, WIDTH, Base, make_base
from receipts.sheet import Sheet
from receipts.text import day, printable, wrap

LEFT: Final = 42.0
RIGHT: Final = WIDTH - 42.0
TOP: Final = HEIGHT - 62.0
BOTTOM: Final = 46.0
INK, MUTED, GREEN, RED = "0.09 0.13 0.11 rg", "0.34 0.40 0.38 rg", "0.043 0.42 0.357 rg", "0.70 0.15 0.12 rg"


def audit_base(organisation: str, identifier: str, printed_on: date, *, title: str) -> Base:
    """Return the base of pages that are headed by the association and the day of printing."""

    def frame(canvas: Canvas) -> None:
        canvas.setFillColor(HexColor("#566560"))
        draw_text(canvas, LEFT, HEIGHT - 36, f"{organisation} · {identifier}", REGULAR, 8.5)
        draw_text(canvas, RIGHT, HEIGHT - 36, f"Imprimé le {day(printed_on)}", REGULAR, 8.5, at_right=True)
        canvas.setStrokeColor(HexColor("#C9D2CD"))
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, HEIGHT - 43, RIGHT, HEIGHT - 43)
        canvas.line(LEFT, BOTTOM - 10, RIGHT, BOTTOM - 10)

    return make_base(drawn_characters(), frame, title=title)


class Flow:
    """Pages filled from top to bottom.

    Args:
        base: of ``audit_base``.
        foot: at the left of the foot of each page.
    """

    def __init__(self, base: Base, foot: str = "") -> None:
        self._base = base
        self._foot = foot
        self._pages: list[Sheet] = []
        self.new_page()

    def new_page(self) -> None:
        """Begin a page."""
        self._pages.append(Sheet(self._base))
        self.y = TOP

    @property
    def room(self) -> float:
        """Points left on the page."""
        return self.y - BOTTOM

    def need(self, height: float) -> None:
        """Begin a page unless ``height`` points are left."""
        if self.room < height:
            self.new_page()

    def put(
        self,
        x: float,
        text: str,
        *,
        font: str = REGULAR,
        size: float = 8.5,
        ink: str = INK,
        align: str = "left",
    ) -> None:
        """Draw one line of text at the present height; a letter that the fonts lack becomes a question mark."""
        sheet = self._pages[-1]
        sheet.operators(ink)
        sheet.text(x, self.y, printable(text, "?"), font=font, size=size, align=align)

    def lines(
        self, x: float, text: str, *, room: float, font: str = REGULAR, size: float = 8.5, ink: str = INK
    ) -> None:
        """Draw a text below the last one, broken into lines of ``room`` points, over pages if need be."""
        for line in wrap(text, font, size, room):
            self.down(size * 1.28)
            self.put(x, line, font=font, size=size, ink=ink)

    def down(self, height: float) -> None:
        """Go down; below the foot a page begins."""
        self.need(height)
        self.y -= height

    def title(self, text: str, beside: str = "", ink: str = MUTED) -> None:
        """Draw the title of a page, and a note at its right."""
        self.down(16)
        self.put(LEFT, text, font=STRONG, size=14)
        if beside:
            self.put(RIGHT, beside, font=STRONG, size=9, ink=ink, align="right")
        self.y -= 4

    def heading(self, text: str) -> None:
        """Draw the heading of a section, never alone at the foot of a page."""
        self.need(44)
        self.down(17)
        self.put(LEFT, text, font=STRONG, size=9.5, ink=GREEN)
        self._rule(self.y - 4)
        self.y -= 5

    def pair(self, label: str, value: str, *, ink: str = INK, font: str = REGULAR, x: float = LEFT) -> None:
        """Draw a label and its value, broken into lines."""
        for index, line in enumerate(wrap(value, font, 8.5, RIGHT - x - 104) or [""]):
            self.down(11)
            if not index:
                self.put(x, label, ink=MUTED)
            self.put(x + 104, line, ink=ink, font=font)

    def boxes(self, labels: Sequence[str], *, x: float = LEFT, step: float = 130, size: float = 8) -> None:
        """Draw boxes to tick beside one another, each with its label."""
        self.down(size * 1.6)
        sheet = self._pages[-1]
        for index, label in enumerate(labels):
            left = x + index * step
            sheet.operators("0.34 0.40 0.38 RG 0.6 w", f"{left:.2f} {self.y - 1:.2f} {size} {size} re S")
            self.put(left + size + 4, label, size=size)

    def _rule(self, y: float) -> None:
        sheet = self._pages[-1]
        sheet.operators("0.79 0.82 0.80 RG 0.5 w")
        sheet.line(LEFT, y, RIGHT, y)

    def ruled(self, count: int, step: float = 17) -> None:
        """Draw lines to write on."""
        for _ in range(count):
            self.down(step)
            self._rule(self.y)

    def finish(self, first: int = 1, total: int | None = None) -> list[bytes]:
        """Number the pages from ``first`` and return their content streams."""
        count = total or len(self._pages)
        for index, sheet in enumerate(self._pages, first):
            self._foot_of(sheet, f"Page {index} / {count}")
        return [sheet.stream() for sheet in self._pages]

    def _foot_of(self, sheet: Sheet, number: str) -> None:
        sheet.operators(MUTED)
        y = BOTTOM - 21
        sheet.text(LEFT, y, self._foot, size=7.5)
        sheet.text(RIGHT, y, number, size=7.5, align="right")

    @property
    def count(self) -> int:
        """How many pages there are by now."""
        return len(self._pages)
