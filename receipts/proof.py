"""The proof file of a project for a funder: the rule and its verdict, then tables that tie with one another.

The tables are the same on paper and in the workbook: a cell is a text and, where it is a figure, its value.
In Arabic the page runs from right to left; figures stand at the right of their column in any language.
"""

from datetime import date

from msgspec import Struct, field

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
    RIGHT,
    WARN,
    WARN_SOFT,
    WIDE,
    Board,
    broken,
    emblem,
    printed,
    sign,
)
from receipts.fonts import REGULAR, STRONG
from receipts.metadata import Facts
from receipts.pages import Printed
from receipts.tables import Table, TablePages


class ProofContent(Struct, frozen=True):
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


class _Pages(TablePages):
    """The pages, filled from the top."""

    def __init__(self, content: ProofContent) -> None:
        self.content = content
        super().__init__(mirrored=content.language.startswith("ar"))

    def boards(self) -> list[Board]:
        """Fill the pages and return them."""
        self._head()
        self._verdict()
        for table in self.content.tables:
            if table.on_paper:
                self.table(table)
        self._closing()
        for number, board in enumerate(self.pages, 1):
            board.line(LEFT, 1362, RIGHT, 1362)
            board.text(LEFT, 1384, self.content.foot, size=11, colour=MUTED, room=650)
            told = self.content.page.format(number=number, count=len(self.pages))
            board.text(RIGHT, 1384, told, size=11, colour=MUTED, align="end")
        return self.pages

    def begun(self, board: Board) -> None:
        """Say on a page after the first what it belongs to."""
        board.text(LEFT, 48, self.content.number, size=11, colour=MUTED, room=560)
        board.text(RIGHT, 48, self.content.as_on, size=11, colour=MUTED, align="end")

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

    def _closing(self) -> None:
        lines = [line for one in self.content.closing for line in broken(one, REGULAR, 11, 840)]
        high = 24 + 16 * len(lines)
        self.need(high + 20)
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
