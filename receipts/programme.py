"""The report of the programme, drawn like the leaflet's own pages: band, figures, axes, money, then lists.

The band, the signs of the axes and the bars are drawn here; there is no photograph. What a colour says, words
beside it say too.
"""

from datetime import date
from math import cos, pi, sin
from typing import Final

from msgspec import Struct

from receipts.board import (
    EDGE,
    GROUND,
    INK,
    LEFT,
    MUTED,
    PRIMARY,
    PRIMARY_INK,
    RIGHT,
    SOFT,
    WHITE,
    WIDE,
    Board,
    broken,
    emblem,
    printed,
)
from receipts.fonts import REGULAR, STRONG
from receipts.metadata import Facts
from receipts.pages import Printed
from receipts.tables import Table, TablePages

AXIS_COLOURS: Final = {
    "self_development": "#0B6B5B",
    "products": "#9A5A0C",
    "public_services": "#1D5FA8",
    "environment": "#1A7240",
    "migrants": "#8A3B6B",
    "promotion": "#6A5A1E",
}  # all above 4,5:1 on white
_NARROW: Final = 80.0  # of a part of the bar, in which its amount has no room
_BAND: Final = 330.0
_RIDGES: Final = (  # height of the back one first: base, sizes and lengths of two waves, colour
    (205.0, 34.0, 310.0, 16.0, 97.0, 0.4, "#B9D6CC"),
    (228.0, 30.0, 270.0, 13.0, 83.0, 2.1, "#7FB3A6"),
    (252.0, 24.0, 350.0, 10.0, 120.0, 4.2, "#3A8A7B"),
    (276.0, 16.0, 420.0, 6.0, 140.0, 1.1, "#0B6B5B"),
)
_SKY: Final = ((0xF6, 0xD9, 0xA4), (0xFB, 0xEF, 0xDB))


class AxisCard(Struct, frozen=True):
    """What was done under one axis."""

    code: str
    title: str
    other: str  # the same in the other language
    other_from_right: bool
    sentences: tuple[
        str, ...
    ]  # of what was done, from the longest to the shortest: the first that fits is said
    actions: tuple[str, ...]  # those touched, in the same way
    projects: tuple[str, str]  # number and word
    people: tuple[str, str]
    cost: str
    parts: tuple[float, ...]  # of the bar: private, public, before, and what is left
    labels: tuple[str, ...]


class Panel(Struct, frozen=True):
    """The rule in one language."""

    title: str
    text: str
    from_right: bool


class ReportContent(Struct, frozen=True):
    """All that the report says, in its language."""

    language: str
    organisation: str
    title: str
    subtitle: str
    figures: tuple[tuple[str, str], ...]
    axes: tuple[AxisCard, ...]
    money_title: str
    money_note: str
    money: tuple[tuple[float, str, str], ...]  # part of the whole, amount, label
    panels: tuple[Panel, Panel]
    tables: tuple[Table, ...]
    foot: str
    page: str
    on: date


def print_report(content: ReportContent) -> Printed:
    """Return the report; the same content gives the same bytes."""
    pages = _Pages(content)
    facts = Facts(content.title, content.organisation, content.subtitle, content.on, content.language)
    return printed(pages.boards(), facts)


class _Pages(TablePages):
    """The first page as drawn, then lists."""

    def __init__(self, content: ReportContent) -> None:
        self.content = content
        super().__init__(mirrored=content.language.startswith("ar"))

    def begun(self, board: Board) -> None:
        """Say on a page after the first what it belongs to."""
        board.text(
            LEFT, 48, f"{self.content.title} · {self.content.subtitle}", size=11, colour=MUTED, room=880
        )

    def boards(self) -> list[Board]:
        """Draw all pages and return them."""
        _band(self.board, self.content)
        self._figures()
        for number, card in enumerate(self.content.axes):
            self._card(card, LEFT + number % 2 * 448, 405 + number // 2 * 236)
        self._money()
        self._panels()
        self.new()
        self.y = 46
        for table in self.content.tables:
            self.table(table)
        for number, board in enumerate(self.pages, 1):
            board.line(LEFT, 1356, RIGHT, 1356)
            board.text(LEFT, 1379, self.content.foot, size=11, colour=MUTED, room=700)
            told = self.content.page.format(number=number, count=len(self.pages))
            board.text(RIGHT, 1379, told, size=11, colour=MUTED, align="end")
        return self.pages

    def _figures(self) -> None:
        board, wide = self.board, 880.0
        board.box(LEFT, 294, wide, 83, fill=WHITE, edge=EDGE, radius=14)
        step = wide / len(self.content.figures)
        for number, (figure, word) in enumerate(self.content.figures):
            middle = LEFT + step * (number + 0.5)
            board.text(
                middle, 334, figure, size=26, font=STRONG, colour=PRIMARY, align="middle", room=step - 20
            )
            board.text(middle, 357, word, size=12.5, colour=MUTED, align="middle", room=step - 20)
            if number:
                x = LEFT + step * number
                board.line(x, 317, x, 354)

    def _card(self, card: AxisCard, x: float, y: float) -> None:
        board, colour, wide = self.board, AXIS_COLOURS[card.code], 432.0
        board.box(x, y, wide, 60, fill=colour, radius=12)
        board.box(x, y + 6, wide, 60, fill=WHITE)
        board.box(x, y + 40, wide, 180, fill=WHITE, radius=12)
        board.box(x, y, wide, 220, edge=EDGE, radius=12)
        board.circle(x + 43, y + 44, 22, fill=_tint(colour, 0.88))
        _sign(board, card.code, x + 43, y + 44, colour)
        board.text(x + 80, y + 34, card.title, size=16, font=STRONG, room=336)
        side = "right" if card.other_from_right and not self.mirrored else "start"
        at = x + 80 if side == "start" else x + 80 + min(336.0, _wide(card.other))
        board.text(
            at,
            y + 54,
            card.other,
            size=12,
            colour=MUTED,
            align=side,
            room=336,
            from_right=card.other_from_right,
        )
        most = 2 if card.actions else 3
        told = next(
            (one for one in card.sentences if len(broken(one, REGULAR, 13, 390)) <= most), card.sentences[-1]
        )
        board.paragraph(x + 21, y + 88, told, room=390, most=most, leading=1.45)
        if card.actions:
            fitting = next((one for one in card.actions if _wide(one) <= 390), card.actions[-1])
            board.text(x + 21, y + 131, fitting, size=12, colour=colour, room=390)
        at = x + 21
        for figure, word in (card.projects, card.people):
            if figure:
                at += board.text(at, y + 161, figure, size=18, font=STRONG, colour=colour) + 5
                at += board.text(at, y + 161, word, size=12, colour=MUTED) + 16
        board.text(x + wide - 21, y + 161, card.cost, font=STRONG, size=13, align="end")
        self._bar(x + 21, y + 176, 390, 9, card.parts, _shades(colour))
        self._labels(x + 21, y + 201, 390, card.labels)

    def _bar(
        self, x: float, y: float, wide: float, high: float, parts: tuple[float, ...], colours: tuple[str, ...]
    ) -> None:
        """Draw a bar in parts that add up to 1, a gap between them."""
        board = self.board
        board.box(x, y, wide, high, fill=GROUND, radius=4)
        at = x
        for part, colour in zip(parts, colours, strict=True):
            if part > 0:
                board.box(at, y, max(1.0, part * wide - 1), high, fill=colour, radius=min(4, high / 2))
                at += part * wide

    def _labels(self, x: float, y: float, wide: float, labels: tuple[str, ...]) -> None:
        """Say what the parts are, as far from one another as the room allows."""
        shown = [label for label in labels if label]
        together = sum(_wide(label) for label in shown)
        size = min(12.0, 12 * (wide - 10 * (len(shown) - 1)) / max(together, 1))
        gap = (wide - together * size / 12) / max(1, len(shown) - 1)
        for label in shown:
            self.board.text(x, y, label, size=size, colour=MUTED)
            x += _wide(label) * size / 12 + gap

    def _money(self) -> None:
        board, content = self.board, self.content
        board.text(LEFT, 1140, content.money_title, size=18, font=STRONG, room=420)
        board.text(RIGHT, 1140, content.money_note, size=13, colour=MUTED, align="end", room=440)
        colours = _shades(PRIMARY)
        self._bar(LEFT, 1160, 880, 38, tuple(part for part, _amount, _label in content.money), colours)
        at = LEFT
        for (part, amount, _label), colour in zip(content.money, colours, strict=True):
            wide = part * 880
            if part <= 0:
                continue
            ink = WHITE if colour == PRIMARY else INK
            if wide > _NARROW:
                board.text(
                    at + wide / 2,
                    1184,
                    amount,
                    size=13,
                    font=STRONG,
                    colour=ink,
                    align="middle",
                    room=wide - 8,
                )
            at += wide
        shown = [
            label if part * 880 > _NARROW else f"{label}, {amount}"
            for part, amount, label in content.money
            if part > 0
        ]
        self._labels(LEFT, 1218, 880, tuple(shown))

    def _panels(self) -> None:
        for number, panel in enumerate(self.content.panels):
            x, wide = LEFT + number * 448, 432.0
            self.board.box(x, 1236, wide, 102, fill=SOFT, radius=12)
            inner = wide - 40
            against = panel.from_right != self.mirrored
            start = x + 20 if not against else x + wide - 20
            align = "start" if not against else "end"
            self.board.text(
                start, 1266, panel.title, size=15.5, font=STRONG, colour=PRIMARY_INK, align=align, room=inner,
                from_right=panel.from_right,
            )  # fmt: skip
            self.board.paragraph(
                start,
                1288,
                panel.text,
                room=inner,
                size=12.5,
                align=align,
                most=3,
                from_right=panel.from_right,
            )


def _wide(text: str) -> float:
    from receipts.board import SCALE
    from receipts.text import width

    return width(text, REGULAR, 12 * SCALE) / SCALE


def _tint(colour: str, towards: float) -> str:
    """Return a colour so far towards white."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * towards):02X}" for part in parts)


def _shades(colour: str) -> tuple[str, str, str, str]:
    """Return the colours of private money, public money, what came before, and what is left."""
    return colour, _tint(colour, 0.55), _tint(colour, 0.8), GROUND


def _band(board: Board, content: ReportContent) -> None:
    """Draw the sky, the sun, four ridges and the terraces, and what the report is."""
    steps = 44
    for step in range(steps):
        colours = (round(a + (b - a) * step / steps) for a, b in zip(*_SKY, strict=True))
        top = _BAND * step / steps
        board.box(0, top, WIDE, _BAND / steps + 0.6, fill="#" + "".join(f"{part:02X}" for part in colours))
    board.circle(770, 96, 44, fill="#F0B65C")
    for base, high, long, small, short, shift, colour in _RIDGES:
        ridge = [
            (x, base - high * sin(x / long * pi + shift) - small * cos(x / short * pi + shift))
            for x in (n * 12.5 for n in range(81))
        ]
        board.shape([(0, _BAND), *ridge, (WIDE, _BAND)], fill=colour)
    for n in range(4):
        line = [
            (x, 292 + n * 10 - 7 * sin(x / 260 * pi + 0.6 + n * 0.35)) for x in (m * 20.0 for m in range(51))
        ]
        board.shape(line, edge="#6FA99C", line=1.2)
    emblem(board, LEFT, 40)
    board.text(LEFT + 48, 63, content.organisation, font=STRONG, room=500)
    lines = broken(content.title, STRONG, 34, 660)
    size = 34 if len(lines) == 1 else 26
    foot = board.paragraph(
        LEFT, 128 if len(lines) == 1 else 116, content.title, room=660, size=size, font=STRONG, colour="#12332C",
        most=2, leading=1.2,
    )  # fmt: skip
    board.text(LEFT, foot + 30, content.subtitle, size=17, colour="#1F3B34", room=660)


def _sign(board: Board, code: str, x: float, y: float, colour: str) -> None:
    """Draw the sign of an axis: cap, plant, drops, trees, hands that meet, horn."""
    look = {"edge": colour, "line": 1.8}
    strokes: dict[str, list[list[tuple[float, float]]]] = {
        "self_development": [
            [(-11, -3), (0, -8), (11, -3), (0, 2), (-11, -3)], [(-6, 0), (-6, 6), (0, 9), (6, 6), (6, 0)],
            [(11, -3), (11, 5)],
        ],
        "products": [
            [(0, 10), (0, -2)], [(0, 1), (-3, -5), (-9, -6), (-8, -1), (0, 1)],
            [(0, -2), (2, -8), (9, -10), (8, -4), (0, -2)],
            [(-6, 10), (6, 10)],
        ],
        "public_services": [_drop(-3, 3, 8), _drop(6, -4, 5)],
        "environment": [
            [(-4, 9), (-4, 4)], [(-10, 4), (-4, -9), (2, 4), (-10, 4)], [(6, 9), (6, 5)],
            [(2, 5), (6, -3), (11, 5), (3, 5)],
        ],
        "migrants": [
            [(-11, -5), (-5, -5), (0, -1), (5, -5), (11, -5)], [(-11, 4), (-6, 4), (-1, 8), (6, 3), (11, 3)],
            [(0, -1), (-4, 3), (-1, 5), (3, 2), (6, 3)],
        ],
        "promotion": [
            [(-9, -3), (2, -3), (9, -8), (9, 8), (2, 3), (-9, 3), (-9, -3)], [(-6, 3), (-4, 9), (0, 9), (-1, 3)],
        ],
    }  # fmt: skip
    for stroke in strokes[code]:
        board.shape([(x + dx, y + dy) for dx, dy in stroke], **look)  # type: ignore[arg-type]


def _drop(x: float, y: float, size: float) -> list[tuple[float, float]]:
    """Return the outline of a drop around a point."""
    round_part = [
        (x + size * 0.72 * cos(a), y + size * 0.72 * sin(a)) for a in (pi * n / 8 for n in range(-1, 10))
    ]
    return [(x, y - size * 1.25), *round_part, (x, y - size * 1.25)]
