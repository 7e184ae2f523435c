"""An annual statement on A4 pages: title and association on each, then texts and tables that flow."""

from collections.abc import Iterable, Sequence
from typing import BinaryIO, Final

from msgspec import Struct
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from donations_app.domain.statements import Heading
from receipts.drawing import draw_text
from receipts.fonts import REGULAR, STRONG, drawn_characters
from receipts.pages import HEIGHT, WIDTH, make_base, write_merged
from receipts.sheet import Sheet
from receipts.text import day, printable, width, wrap

LEFT, RIGHT, TOP, BOTTOM = 45.0, WIDTH - 45.0, HEIGHT - 108.0, 56.0
SIZE: Final = 8.6
LEADING: Final = 12.0
INK, MUTED, GREEN, RED = "0.09 0.13 0.11 rg", "0.34 0.40 0.38 rg", "0.04 0.33 0.28 rg", "0.70 0.15 0.12 rg"
_LIGHT: Final = "0.79 0.82 0.80 RG 0.5 w"
_PALE: Final = "0.886 0.945 0.929 rg"


class Column(Struct, frozen=True):
    """A column of a table: its title, its room in points, and whether it holds figures."""

    title: str
    room: float
    is_figure: bool = False


def figure_column(title: str, room: float) -> Column:
    """Return a column of figures: they end under each other."""
    return Column(title, room, is_figure=True)


class Row(Struct, frozen=True):
    """The cells of one line; a strong one is a sum."""

    cells: tuple[str, ...]
    is_strong: bool = False


class Statement:
    """A statement being written, page after page; what is too wide is broken, never cut.

    Args:
        title: at the head of each page.
        heading: association, period and day.
        period: what the statement is about, in words, such as "Dons de 2026".
    """

    def __init__(self, title: str, heading: Heading, period: str) -> None:
        self._title = title
        self._base = make_base(
            drawn_characters(), lambda canvas: _frame(canvas, title, heading, period), title=title
        )
        self._pages: list[Sheet] = []
        self._new_page()

    def _new_page(self) -> None:
        self._pages.append(Sheet(self._base))
        self._sheet.operators(INK)
        self._y = TOP

    @property
    def _sheet(self) -> Sheet:
        return self._pages[-1]

    def _room_for(self, height: float) -> bool:
        return self._y - height >= BOTTOM

    def gap(self, height: float = 8) -> None:
        """Leave some room."""
        self._y -= height

    def section(self, text: str) -> None:
        """Begin a section; its heading never stands alone at the foot of a page."""
        if not self._room_for(78):
            self._new_page()
        self.gap(10)
        self._line(LEFT, self._y - 10, text, font=STRONG, size=10.5, ink=GREEN)
        self._y -= 20

    def text(self, text: str, *, size: float = SIZE, ink: str = INK, strong: bool = False) -> None:
        """Write a paragraph."""
        font = STRONG if strong else REGULAR
        leading = size * 1.4
        for line in wrap(printable(text), font, size, RIGHT - LEFT):
            if not self._room_for(leading):
                self._new_page()
            self._line(LEFT, self._y - size, line, font=font, size=size, ink=ink)
            self._y -= leading
        self.gap(3)

    def table(self, columns: Sequence[Column], rows: Iterable[Row]) -> None:
        """Write a table; its titles stand again on each page."""
        self._titles(columns)
        for row in rows:
            font = STRONG if row.is_strong else REGULAR
            cells = [
                wrap(printable(cell), font, SIZE, column.room - 6) or [""]
                for cell, column in zip(row.cells, columns, strict=True)
            ]
            height = max(map(len, cells)) * LEADING + 3
            if not self._room_for(height):
                self._new_page()
                self._titles(columns)
            self._row(columns, cells, font, height)
        self.gap(6)

    def _titles(self, columns: Sequence[Column]) -> None:
        titles = [wrap(column.title, STRONG, 7.4, column.room - 6) or [""] for column in columns]
        height = max(map(len, titles)) * 9.5 + 7
        if not self._room_for(height + 2 * LEADING):
            self._new_page()
        total = sum(column.room for column in columns)
        self._sheet.operators(_PALE, f"{LEFT:.2f} {self._y - height:.2f} {total:.2f} {height:.2f} re f")
        x = LEFT
        for column, lines in zip(columns, titles, strict=True):
            for at, line in enumerate(lines):
                self._cell(x, self._y - 10.5 - at * 9.5, column, line, font=STRONG, size=7.4, ink=GREEN)
            x += column.room
        self._y -= height

    def _row(self, columns: Sequence[Column], cells: list[list[str]], font: str, height: float) -> None:
        x = LEFT
        for column, lines in zip(columns, cells, strict=True):
            for at, line in enumerate(lines):
                self._cell(x, self._y - 10.5 - at * LEADING, column, line, font=font, size=SIZE, ink=INK)
            x += column.room
        self._y -= height
        self._sheet.operators(_LIGHT)
        self._sheet.line(LEFT, self._y, x, self._y)

    def _cell(
        self, x: float, y: float, column: Column, text: str, *, font: str, size: float, ink: str
    ) -> None:
        if column.is_figure:
            x += column.room - 3 - width(text, font, size)
        else:
            x += 3
        self._line(x, y, text, font=font, size=size, ink=ink)

    def _line(self, x: float, y: float, text: str, *, font: str, size: float, ink: str) -> None:
        self._sheet.operators(ink)
        self._sheet.text(x, y, text, font=font, size=size)

    def write(self, out: BinaryIO) -> int:
        """Write the file; return the number of its pages."""
        for number, page in enumerate(self._pages, 1):
            page.operators(MUTED)
            page.text(RIGHT, BOTTOM - 26, f"Page {number} / {len(self._pages)}", size=7.5, align="right")
        return write_merged(out, self._base, (page.stream() for page in self._pages), title=self._title)


def _frame(canvas: Canvas, title: str, heading: Heading, period: str) -> None:
    canvas.setFillColor(HexColor("#16211D"))
    lines = wrap(title, STRONG, 15, RIGHT - LEFT)
    for at, line in enumerate(lines):
        draw_text(canvas, LEFT, HEIGHT - 52 - at * 18, line, STRONG, 15)
    y = HEIGHT - 52 - len(lines) * 18 + 2
    canvas.setFillColor(HexColor("#566560"))
    association = f"{heading.organisation} · {heading.identifier}"
    draw_text(canvas, LEFT, y, association, REGULAR, 9)
    draw_text(canvas, LEFT, y - 13, period, REGULAR, 9)
    draw_text(canvas, RIGHT, y - 13, f"Établi le {day(heading.printed_on)}", REGULAR, 9, at_right=True)
    canvas.setStrokeColor(HexColor("#C9D2CD"))
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, y - 21, RIGHT, y - 21)
    canvas.line(LEFT, BOTTOM - 12, RIGHT, BOTTOM - 12)
