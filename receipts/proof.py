"""The proof file of a project for a funder: the rule and its verdict, then tables that tie with one another.

The tables are the same on paper and in the workbook: a cell is a text and, where it is a figure, its value.
In Arabic the page runs from right to left; figures stand at the right of their column in any language.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal

from donations_app.domain.money import Money
from receipts.board import (
    BAD,
    BAD_SOFT,
    EDGE,
    INK,
    LEFT,
    MUTED,
    OK,
    OK_SOFT,
    PRIMARY,
    PRIMARY_INK,
    RIGHT,
    SCALE,
    SOFT,
    WARN,
    WARN_SOFT,
    WHITE,
    WIDE,
    Board,
    broken,
    emblem,
    pill,
    printed,
    sign,
)
from receipts.fonts import REGULAR, STRONG
from receipts.metadata import Facts
from receipts.pages import Printed
from receipts.text import width

_TOP, _BOTTOM = 66.0, 1346.0  # of what flows over pages
_ROW: Final = 27.0
_LINE: Final = 15.0  # of a cell with several lines
_GROUND: Final = "#F3F5F2"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: its text and its value, which is the text where none is given."""

    text: str = ""
    value: Money | int | date | str | None = (
        None  # a text that stands above already is said again on a new page
    )
    tone: Literal["", "bad", "muted", "strong"] = ""
    verdict: bool | None = None
    is_verdict: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title and how wide it is; figures stand at its right."""

    title: str
    room: float
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row; one that is strong is a sum or a result."""

    cells: tuple[Cell, ...]
    kind: Literal["", "total", "soft"] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its columns are together as wide as the page, 880."""

    number: str
    title: str
    sheet: str  # of the workbook
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()  # above it
    on_paper: bool = True
    in_workbook: bool = True


@dataclass(frozen=True, slots=True)
class ProofContent:
    """All that a proof file says."""

    language: str
    organisation: str
    address: str
    number: str
    as_on: str
    title: str
    subtitle: str
    rule: tuple[str, ...]
    reached: bool | None
    verdict: str
    detail: str
    tables: tuple[Table, ...]
    closing: tuple[str, ...]  # heads of the journals, and how the file is made again
    foot: str
    page: str  # with holes for number and count
    on: date
    facts: tuple[tuple[str, str], ...] = field(default=())  # of the first sheet of the workbook


def print_proof(content: ProofContent) -> Printed:
    """Return the proof file; the same content gives the same bytes."""
    pages = _Pages(content)
    facts = Facts(
        title=content.number,
        author=content.organisation,
        subject=content.title,
        on=content.on,
        language=content.language,
    )
    return printed(pages.boards(), facts)


class _Pages:
    """The pages, filled from the top."""

    def __init__(self, content: ProofContent) -> None:
        self.content = content
        self._pages: list[Board] = []
        self.y = _TOP
        self._new()

    def boards(self) -> list[Board]:
        """Fill the pages and return them."""
        self._head()
        self._verdict()
        for table in self.content.tables:
            if table.on_paper:
                self._table(table)
        self._closing()
        for number, board in enumerate(self._pages, 1):
            board.line(LEFT, 1362, RIGHT, 1362)
            board.text(LEFT, 1384, self.content.foot, size=11, colour=MUTED, room=650)
            told = self.content.page.format(number=number, count=len(self._pages))
            board.text(RIGHT, 1384, told, size=11, colour=MUTED, align="end")
        return self._pages

    @property
    def board(self) -> Board:
        """The last page."""
        return self._pages[-1]

    def _new(self) -> None:
        self._pages.append(Board(mirrored=self.content.language.startswith("ar")))
        self.y = _TOP
        if len(self._pages) > 1:
            self.board.text(LEFT, 48, self.content.number, size=11, colour=MUTED, room=560)
            self.board.text(RIGHT, 48, self.content.as_on, size=11, colour=MUTED, align="end")

    def _need(self, high: float) -> bool:
        """Begin a page where what follows does not fit; tell whether it did."""
        if self.y + high <= _BOTTOM:
            return False
        self._new()
        return True

    def _head(self) -> None:
        board, content = self.board, self.content
        emblem(board, LEFT, 44)
        board.text(LEFT + 48, 58, content.organisation, font=STRONG, room=420)
        board.text(LEFT + 48, 76, content.address, size=12, colour=MUTED, room=420)
        board.text(RIGHT, 58, content.number, size=12, colour=MUTED, align="end", room=330)
        board.text(RIGHT, 76, content.as_on, font=STRONG, align="end", room=330)
        board.line(LEFT, 99, RIGHT, 99, colour=PRIMARY, thick=3)
        board.text(LEFT, 138, content.title, size=24, font=STRONG, room=880)
        self.y = board.paragraph(LEFT, 160, content.subtitle, room=880, size=14, colour=MUTED)
        for line in content.rule:
            self.y = board.paragraph(LEFT, self.y + 19, line, room=880, size=13, colour=MUTED, leading=1.35)

    def _verdict(self) -> None:
        reached = self.content.reached
        colour, ground = (
            (OK, OK_SOFT) if reached else (BAD, BAD_SOFT) if reached is False else (WARN, WARN_SOFT)
        )
        first = broken(self.content.verdict, STRONG, 14, 800)
        rest = broken(self.content.detail, REGULAR, 13, 800) if self.content.detail else []
        top, high = self.y + 16, 24 + 20 * len(first) + 18 * len(rest)
        self.board.box(LEFT, top, RIGHT - LEFT, high, fill=ground, radius=10)
        sign(self.board, LEFT + 27, top + 21, good=reached, colour=colour, radius=8)
        y = top + 26.0
        for line in first:
            self.board.text(LEFT + 48, y, line, size=14, font=STRONG, colour=colour)
            y += 20
        for line in rest:
            self.board.text(LEFT + 48, y, line, colour=colour)
            y += 18
        self.y = top + high

    def _table(self, table: Table) -> None:
        notes = [line for note in table.notes for line in broken(note, REGULAR, 12, 846)]
        self._need(46 + 17 * len(notes) + 32 + 2 * _ROW)
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
        lines = [broken(column.title, STRONG, 12, column.room - 9)[:2] or [""] for column in table.columns]
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
        if self._need(high):
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
        return broken(cell.text, font, 12, room)[:3] or [""]

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

    def _closing(self) -> None:
        lines = [line for one in self.content.closing for line in broken(one, REGULAR, 11, 840)]
        high = 24 + 16 * len(lines)
        self._need(high + 20)
        top = self.y + 20
        self.board.box(LEFT, top, WIDE - 2 * LEFT, high, edge=EDGE, radius=10)
        for number, line in enumerate(lines):
            font = STRONG if number == 0 else REGULAR
            self.board.text(
                LEFT + 18,
                top + 24 + 16 * number,
                line,
                size=11,
                font=font,
                colour=INK if not number else MUTED,
            )
        self.y = top + high
