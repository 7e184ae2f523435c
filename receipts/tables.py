"""Tables that go on over pages, their titles said again on each; figures stand at the right in any language."""

from datetime import date
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.money import Money
from receipts.board import (
    BAD,
    EDGE,
    INK,
    LEFT,
    MUTED,
    PRIMARY,
    PRIMARY_INK,
    RIGHT,
    SCALE,
    SOFT,
    WHITE,
    Board,
    broken,
    pill,
)
from receipts.fonts import REGULAR, STRONG
from receipts.text import width

_TOP, _BOTTOM = 66.0, 1346.0
_ROW: Final = 26.0
_LINE: Final = 15.0  # of a cell with several lines
_GROUND: Final = "#F3F5F2"


class Cell(Struct, frozen=True):
    """What stands in a table: its text and its value, which is the text where none is given."""

    text: str = ""
    value: Money | int | date | str | None = (
        None  # a text that stands above already is said again on a new page
    )
    tone: Literal["", "bad", "muted", "strong"] = ""
    verdict: bool | None = None
    is_verdict: bool = False


class Column(Struct, frozen=True):
    """A column: its title and how wide it is; figures stand at its right."""

    title: str
    room: float
    is_figure: bool = False


class Row(Struct, frozen=True):
    """A row; one that is strong is a sum or a result."""

    cells: tuple[Cell, ...]
    kind: Literal["", "total", "soft"] = ""


class Table(Struct, frozen=True):
    """A table; its columns are together as wide as the page, 880."""

    number: str
    title: str
    sheet: str  # of the workbook
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()  # above it
    is_whole: bool = False  # on one page, where it has room on one
    on_paper: bool = True
    in_workbook: bool = True


class TablePages:
    """Pages filled from the top; what is said on each page after the first is said by ``begun``."""

    def __init__(self, *, mirrored: bool) -> None:
        self.mirrored = mirrored
        self.pages: list[Board] = []
        self.y = _TOP
        self.new()

    @property
    def board(self) -> Board:
        """The last page."""
        return self.pages[-1]

    def new(self) -> None:
        """Begin a page."""
        self.pages.append(Board(mirrored=self.mirrored))
        self.y = _TOP
        if len(self.pages) > 1:
            self.begun(self.board)

    def begun(self, board: Board) -> None:
        """Say on a page after the first what it belongs to."""
        raise NotImplementedError

    def need(self, high: float) -> bool:
        """Begin a page where what follows does not fit; tell whether it did."""
        if self.y + high <= _BOTTOM:
            return False
        self.new()
        return True

    def table(self, table: Table) -> None:
        """Draw a table, on further pages where it is long."""
        notes = [line for note in table.notes for line in broken(note, REGULAR, 12, 846)]
        rows = min(len(table.rows), 30) if table.is_whole else 2
        self.need(46 + 17 * len(notes) + 50 + rows * _ROW)
        self.y += 42
        board = self.board
        board.circle(LEFT + 11, self.y - 5, 11, fill=PRIMARY)
        board.text(LEFT + 11, self.y - 0.5, table.number, size=12, font=STRONG, colour=WHITE, align="middle")
        board.text(LEFT + 31, self.y, table.title, size=16, font=STRONG, room=840)
        for note in notes:
            self.y += 17
            board.text(LEFT + 31, self.y, note, size=12, colour=MUTED)
        self.y += 12
        self._titles(table)
        for row in table.rows:
            self._row(table, row)

    def _titles(self, table: Table) -> None:
        lines = [broken(column.title, STRONG, 12, column.room - 9)[:4] or [""] for column in table.columns]
        high = 28 + _LINE * (max(map(len, lines)) - 1)
        self.board.box(LEFT, self.y, RIGHT - LEFT, high, fill=SOFT, radius=6)
        cells = tuple(Cell(column.title) for column in table.columns)
        self._cells(table, cells, lines, self.y + 19, STRONG, PRIMARY_INK)
        self.y += high

    def _row(self, table: Table, row: Row) -> None:
        font = STRONG if row.kind else REGULAR
        cells = row.cells
        lines = self._broken(table, cells, font)
        high = _ROW + _LINE * (max(map(len, lines)) - 1)
        if self.need(high):
            self._titles(table)
            cells = tuple(
                replace(one, text=one.value) if not one.text and isinstance(one.value, str) else one
                for one in cells
            )
            lines = self._broken(table, cells, font)
            high = _ROW + _LINE * (max(map(len, lines)) - 1)
        board = self.board
        if row.kind == "soft":
            board.box(LEFT, self.y, RIGHT - LEFT, high, fill=_GROUND)
        self._cells(table, cells, lines, self.y + 18, font, INK)
        self.y += high
        total = row.kind == "total"
        board.line(LEFT, self.y, RIGHT, self.y, colour=PRIMARY if total else EDGE, thick=1.5 if total else 1)

    def _broken(self, table: Table, cells: tuple[Cell, ...], font: str) -> list[list[str]]:
        return [
            [cell.text] if column.is_figure or cell.is_verdict else self._lines(cell, font, column.room - 10)
            for cell, column in zip(cells, table.columns, strict=True)
        ]

    @staticmethod
    def _lines(cell: Cell, font: str, room: float) -> list[str]:
        return broken(cell.text, font, 12, room)[:6] or [""]

    def _cells(
        self, table: Table, cells: tuple[Cell, ...], lines: list[list[str]], y: float, font: str, ink: str
    ) -> None:
        x, board = LEFT, self.board
        for cell, column, told in zip(cells, table.columns, lines, strict=True):
            colour = {"bad": BAD, "muted": MUTED}.get(cell.tone, ink)
            own = STRONG if cell.tone == "strong" else font
            if cell.is_verdict and cell.text:
                self._pill(x, y, column, cell)
            elif column.is_figure:
                for number, line in enumerate(told):
                    foot = y + number * _LINE
                    board.figure(x + 3, foot, column.room - 9, line, size=12, font=own, colour=colour)
            else:
                for number, line in enumerate(told):
                    foot = y + number * _LINE
                    board.text(x + 6, foot, line, size=12, font=own, colour=colour, room=column.room - 10)
            x += column.room

    def _pill(self, x: float, y: float, column: Column, cell: Cell) -> None:
        """Draw a verdict at the right of its column, in any language."""
        wide = width(cell.text, STRONG, 11 * SCALE) / SCALE + 34
        start = x + 3 if self.board.mirrored else x + column.room - 6 - wide
        pill(self.board, start, y, cell.text, good=cell.verdict, size=11)
