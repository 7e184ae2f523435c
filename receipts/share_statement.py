"""The statement of an association on one page: its language at its side, the figures once, in the middle.

French stands at the left and Arabic at the right, so that both readers point at the same number; alone, a
language has the same page without the other. Nothing is said by a colour alone: it is printed in grey, too.
"""

from datetime import date
from typing import Final, Literal

from msgspec import Struct

from receipts.board import (
    BAD,
    BAD_EDGE,
    BAD_SOFT,
    EDGE,
    GROUND,
    INK,
    LEFT,
    MUTED,
    OK,
    PRIMARY,
    PRIMARY_INK,
    RIGHT,
    SOFT,
    WARN,
    WARN_SOFT,
    WHITE,
    Board,
    broken,
    emblem,
    printed,
)
from receipts.fonts import REGULAR, STRONG
from receipts.metadata import Facts
from receipts.pages import Printed

Two = tuple[str, str]  # the same said at the left and at the right; empty where a language is not asked for
Tone = Literal["", "good", "bad", "wait"]
_COLOURS: Final = {"": INK, "good": OK, "bad": BAD, "wait": WARN}
_MIDDLE: Final = 585.0  # where the figures of lists end
_PROJECTS_END: Final = (388.0, 467.0, 614.0, 694.0)  # right edges: part, private, percentage, missing
_GAUGE: Final = (482.0, 72.0)
_ALONE: Final = (237.0, -226.0)  # by which figures stand farther from names that stand alone: Latin, Arabic
_FIRST, _LAST = 432.0, 1222.0  # between the cards and the signatures


class Figure(Struct, frozen=True):
    """One of the three cards."""

    label: Two
    euros: str
    dirhams: str
    tone: Tone = ""


class PartLine(Struct, frozen=True):
    """The part of one project."""

    title: Two
    part: str
    private: str
    percent: str
    missing: str
    points: int | None  # basis points of the part; none: no verdict
    minimum: int
    reached: bool | None


class MoneyLine(Struct, frozen=True):
    """A label, perhaps a day, and an amount."""

    label: Two
    amount: str
    day: str = ""
    strong: bool = False


class StatementContent(Struct, frozen=True):
    """All that a statement says."""

    organisation: str
    address: str
    contacts: str
    title: Two
    number: str
    name: Two
    where: Two
    as_on: Two
    rule: Two
    figures: tuple[Figure, Figure, Figure]
    projects_heading: Two
    columns: tuple[Two, Two, Two, Two]  # project, part, private, missing
    threshold: str
    projects: tuple[PartLine, ...]
    total: PartLine | None
    came_heading: Two
    came: tuple[MoneyLine, ...]
    waiting: tuple[MoneyLine, ...]
    promised_heading: Two
    promised: tuple[MoneyLine, ...]
    outlook: tuple[tuple[Two, Tone], ...]
    signatures: tuple[tuple[Two, str], tuple[Two, str]]  # whose place it is, and who signs
    foot: tuple[str, str, str]
    on: date
    language: str  # of the page as a whole

    @property
    def is_of_two(self) -> bool:
        """Whether both languages stand on it."""
        return all(self.name)


def print_statement(content: StatementContent) -> Printed:
    """Return the statement; the same content gives the same bytes."""
    board = Board()
    _Page(board, content).draw()
    facts = Facts(
        title=next(filter(None, content.title)),
        author=content.organisation,
        subject=next(filter(None, content.name)),
        on=content.on,
        language=content.language,
    )
    return printed([board], facts)


class _Page:
    """The page, from the top."""

    def __init__(self, board: Board, content: StatementContent) -> None:
        self.board, self.content = board, content
        self.step = min(1.0, (_LAST - _FIRST) / self._needed())
        is_latin = bool(content.projects_heading[0])
        self.aside, self._end = 0.0, _MIDDLE
        if not content.is_of_two:  # without the other names figures stand at the other edge
            self.aside, self._end = (_ALONE[0], RIGHT - 9) if is_latin else (_ALONE[1], LEFT + 90)
        self.y = 0.0

    def _needed(self) -> float:
        """Return how much room the lists would like to have."""
        content = self.content
        lists = [content.came, content.promised]
        high = 30 + 46 + 38 * (len(content.projects) + bool(content.total))
        high += sum(56 + 31 * len(one) for one in lists if one)
        return high + 44 * len(content.waiting) + 19 * len(content.outlook) + 20

    def draw(self) -> None:
        """Draw all of it."""
        self._head()
        self._cards()
        self._projects()
        self._money(self.content.came_heading, self.content.came)
        self._waiting()
        self._money(self.content.promised_heading, self.content.promised)
        self._outlook()
        self._signatures()
        self._foot()

    def both(
        self,
        y: float,
        two: Two,
        *,
        left: float = LEFT,
        right: float = RIGHT,
        size: float = 13,
        font: str = REGULAR,
        colour: str = INK,
        room: float = 0,
    ) -> None:
        """Say the same at both sides."""
        at_left, at_right = two
        if at_left:
            self.board.text(left, y, at_left, size=size, font=font, colour=colour, room=room)
        if at_right:
            self.board.text(
                right,
                y,
                at_right,
                size=size,
                font=font,
                colour=colour,
                align="right",
                room=room,
                from_right=True,
            )

    def _head(self) -> None:
        board, content = self.board, self.content
        emblem(board, LEFT, 52)
        board.text(LEFT + 48, 66, content.organisation, font=STRONG, room=360)
        board.text(LEFT + 48, 84, content.address, colour=MUTED, size=12, room=360)
        board.text(LEFT + 48, 102, content.contacts, colour=MUTED, size=12, room=RIGHT - LEFT - 48)
        words = " · ".join(filter(None, content.title))
        board.text(RIGHT, 66, words, size=12, colour=MUTED, align="right", from_right=not content.title[0])
        board.text(RIGHT, 84, content.number, font=STRONG, align="right", room=330)
        board.line(LEFT, 115, RIGHT, 115, colour=PRIMARY, thick=3)
        self._name()
        self.both(180, content.where, colour=MUTED, room=430)
        self.both(199, content.as_on, colour=MUTED, room=430)
        at_left, at_right = content.rule
        room = 418 if content.is_of_two else 860
        if at_left:
            board.paragraph(LEFT, 231, at_left, room=room, most=3)
        if at_right:
            board.paragraph(RIGHT, 231, at_right, room=room, most=3, align="right", from_right=True)

    def _name(self) -> None:
        """Say whose statement it is, a long name over two lines."""
        room = 430.0 if self.content.is_of_two else 860.0
        for side, name in enumerate(self.content.name):
            lines = broken(name, STRONG, 24, room)
            size, foot = (24.0, 157.0) if len(lines) < 2 else (16.0, 142.0)
            for line in broken(name, STRONG, size, room)[:2]:
                two = ("", line) if side else (line, "")
                self.both(foot, two, size=size, font=STRONG, room=room)
                foot += 19

    def _cards(self) -> None:
        board = self.board
        for number, card in enumerate(self.content.figures):
            x, wide = LEFT + number * 298, 284.0
            bad = card.tone == "bad"
            board.box(
                x, 296, wide, 104, fill=BAD_SOFT if bad else WHITE, edge=BAD_EDGE if bad else EDGE, radius=12
            )
            colour = _COLOURS[card.tone]
            label = colour if card.tone else MUTED
            self.both(323, card.label, left=x + 18, right=x + wide - 18, size=12, colour=label, room=120)
            middle = x + wide / 2
            lower = 365 if not card.dirhams else 358
            board.text(
                middle, lower, card.euros, size=26, font=STRONG, colour=colour, align="middle", room=250
            )
            if card.dirhams:
                board.text(
                    middle,
                    381,
                    card.dirhams,
                    size=12,
                    colour=label,
                    align="middle",
                    room=250,
                    from_right=False,
                )

    def _heading(self, two: Two) -> None:
        self.y += 40 * self.step
        self.both(self.y, two, size=16, font=STRONG, colour=PRIMARY)
        self.y += 16 * self.step

    def _projects(self) -> None:
        content, board = self.content, self.board
        self.y = _FIRST - 28 * self.step
        self._heading(content.projects_heading)
        top = self.y
        board.box(LEFT, top - 4, RIGHT - LEFT, 46, fill=SOFT, radius=8)
        titles = content.columns
        look = {"font": STRONG, "colour": PRIMARY_INK, "size": 12.0}
        self.both(top + 24, titles[0], left=LEFT + 9, right=RIGHT - 9, **look)  # type: ignore[arg-type]
        ends = [self.aside + _PROJECTS_END[n] for n in (0, 1, 3)]
        for two, end in zip(titles[1:], ends, strict=True):
            lines = [one for one in two if one]
            for line, word in enumerate(lines):
                foot = top + (17 + 17 * line if len(lines) > 1 else 24)
                right = word == two[1]
                board.text(end, foot, word, align="right", from_right=right, **look)  # type: ignore[arg-type]
        middle = self.aside + _GAUGE[0] + _GAUGE[1] / 2
        board.text(middle, top + 24, content.threshold, align="middle", **look)  # type: ignore[arg-type]
        self.y = top + 42
        for part in content.projects:
            self._part(part)
        if content.total:
            self._part(content.total, strong=True)
        self.y += 2

    def _part(self, line: PartLine, *, strong: bool = False) -> None:
        board, high = self.board, 38 * self.step
        foot = self.y + high / 2 + 4
        font = STRONG if strong else REGULAR
        more = abs(self.aside)
        if line.title[0]:
            board.text(LEFT + 9, foot, line.title[0], font=font, room=240 + more)
        if line.title[1]:
            board.text(
                RIGHT - 9, foot, line.title[1], font=font, align="right", from_right=True, room=228 + more
            )
        tone = OK if line.reached else BAD if line.reached is False else MUTED
        cells = (line.part, line.private, line.percent, line.missing)
        lacking = STRONG if line.reached is False else font  # in grey print, too
        looks = ((font, INK), (font, INK), (font, INK), (lacking, tone))
        for text, end, (letters, colour) in zip(cells, _PROJECTS_END, looks, strict=True):
            board.text(
                self.aside + end,
                foot,
                text,
                font=letters,
                colour=colour,
                align="right",
                from_right=False,
                room=100,
            )
        if line.points is not None and not strong:
            self._gauge(foot - 5, line, tone)
        self.y += high
        if not strong:
            board.line(LEFT, self.y, RIGHT, self.y)

    def _gauge(self, y: float, line: PartLine, colour: str) -> None:
        """Draw a gauge from nothing to twice what is asked; it runs from the left in any language, as figures do."""
        board, (x, wide), most = self.board, _GAUGE, 2 * max(line.minimum, 1)
        x += self.aside
        board.box(x, y - 4, wide, 8, fill=GROUND, radius=4)
        part = min(1.0, (line.points or 0) / most)
        board.box(x, y - 4, wide * part, 8, fill=colour, radius=4)
        if line.minimum:
            board.line(x + wide / 2, y - 8, x + wide / 2, y + 8, colour=INK, thick=2)

    def _money(self, heading: Two, lines: tuple[MoneyLine, ...]) -> None:
        if not lines:
            return
        self._heading(heading)
        for number, line in enumerate(lines):
            self._line(line, ruled=number + 1 < len(lines) and not line.strong)

    def _line(self, line: MoneyLine, *, ruled: bool) -> None:
        high = 31 * self.step
        foot = self.y + high / 2 + 4
        font = STRONG if line.strong else REGULAR
        self.both(foot, line.label, font=font, room=330)
        if line.day:
            self.board.text(self.aside + 460, foot, line.day, align="right", colour=MUTED, from_right=False)
        self.board.text(self._end, foot, line.amount, font=font, align="right", from_right=False)
        self.y += high
        if ruled:
            self.board.line(LEFT, self.y, RIGHT, self.y)

    def _waiting(self) -> None:
        for line in self.content.waiting:
            high = 36 * self.step
            self.y += 6 * self.step
            self.board.box(LEFT, self.y, RIGHT - LEFT, high, fill=WARN_SOFT, radius=8)
            foot = self.y + high / 2 + 5
            self.both(foot, line.label, left=LEFT + 12, right=RIGHT - 12, colour=WARN, room=375)
            self.board.text(
                self._end, foot, line.amount, font=STRONG, colour=WARN, align="right", from_right=False
            )
            self.y += high + 2 * self.step

    def _outlook(self) -> None:
        self.y += 16 * self.step
        for two, tone in self.content.outlook:
            self.y += 19 * self.step
            self.both(
                self.y, two, size=12.5, colour=_COLOURS[tone], room=425 if self.content.is_of_two else 860
            )

    def _signatures(self) -> None:
        for number, (two, who) in enumerate(self.content.signatures):
            x, wide = LEFT + number * 460, 420.0
            self.board.box(x, 1236, wide, 92, edge=EDGE, radius=10)
            self.board.text(x + 15, 1316, who, size=11, room=390, from_right=False)
            for at, words in enumerate(two):
                lines = broken(words, REGULAR, 12, 196 if self.content.is_of_two else 390)[:3]
                for n, line in enumerate(lines):
                    end = bool(at)
                    self.board.text(
                        x + wide - 15 if end else x + 15, 1258 + 16 * n, line, size=12, colour=MUTED,
                        align="right" if end else "left", from_right=end,
                    )  # fmt: skip

    def _foot(self) -> None:
        left, middle, right = self.content.foot
        from_right = not self.content.name[0]
        self.board.line(LEFT, 1354, RIGHT, 1354)
        self.board.text(LEFT, 1377, left, size=11, colour=MUTED, from_right=False, room=430)
        self.board.text(
            690, 1377, middle, size=11, colour=MUTED, align="middle", from_right=from_right, room=270
        )
        self.board.text(RIGHT, 1377, right, size=11, colour=MUTED, align="right", from_right=False)
