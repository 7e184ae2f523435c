"""Pages drawn freely, as a designer lays them out: a thousand units wide, from the top of the page.

What is drawn is kept until all pages are there: then the fonts are embedded with the letters that stand on
them alone, so that a page to be sent weighs some tens of kilobytes.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace
from reportlab.pdfgen.canvas import Canvas

from receipts.fonts import REGULAR, STRONG
from receipts.glyphs import UNKNOWN
from receipts.metadata import Facts
from receipts.pages import HEIGHT, WIDTH, Printed, make_base, make_tail
from receipts.shaping import Line, has_arabic, shaped
from receipts.sheet import Sheet
from receipts.text import printable, width, wrap

WIDE: Final = 1000.0
SCALE: Final = WIDTH / WIDE  # points of a unit
LEFT: Final = 60.0
RIGHT: Final = WIDE - LEFT

INK, MUTED, FAINT = "#16211D", "#566560", "#7C8984"
PRIMARY, PRIMARY_INK, SOFT = "#0B6B5B", "#0A5548", "#E2F1ED"
BAD, BAD_SOFT, BAD_EDGE = "#B3261E", "#FDE8E6", "#F3C6C2"
OK, OK_SOFT = "#1A7240", "#E3F3E8"
WARN, WARN_SOFT = "#8A4B08", "#FDF0DC"
EDGE, GROUND, WHITE = "#E1E6E3", "#E5EAE7", "#FFFFFF"
_MARKS: Final = dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069, 0x200E, 0x200F, 0x2060))
_ISOLATE, _POP = "\u2066", "\u2069"
_BESIDE_ARABIC: Final = re.compile(
    "\u00a0(?=[\u0600-\u06ff])|(?<=[\u0600-\u06ff])\u00a0"
)  # no glyph of its own there
_KAPPA: Final = 0.5523  # of a quarter circle as a curve


class _Text(Struct):
    x: float  # points from the left
    y: float  # points from the foot
    line: Line
    font: str
    size: float  # points


class Board(Struct):
    """One page; distances are units from the top and from the side where the language begins.

    Attributes:
        mirrored: the language runs from right to left: what is put 60 units from the beginning stands 60 units from
            the right edge. ``align`` says where a text stands in its place: at the ``start`` or the ``end`` of the
            language, in the ``middle``, or at the ``right`` whatever the language, as figures do.
    """

    mirrored: bool = False
    items: list[str | _Text] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 13,
        font: str = REGULAR,
        colour: str = INK,
        align: str = "start",
        room: float = 0,
        from_right: bool | None = None,
    ) -> float:
        """Draw a line whose foot is at ``y``; return how wide it is.

        Args:
            x: where it starts, ends or has its middle, as ``align`` says.
            y: its foot.
            text: in logical order.
            size: of the letters, made smaller down to 3/4 of it, then the text cut, where ``room`` is too narrow.
            font: regular or strong.
            colour: such as ``#16211D``.
            align: start, end, middle, right or left.
            room: units; 0 for as much as it takes.
            from_right: the line runs from right to left; by the page unless given. What has no letter that does
                runs as it is read, so that the brackets of a Latin name stay where they are.
        """
        runs = self._runs(text, from_right=from_right)
        return self._draw(x, y, text, size=size, font=font, colour=colour, align=align, room=room, runs=runs)

    def _runs(self, text: str, *, from_right: bool | None) -> bool:
        """Tell whether a text runs from right to left."""
        return has_arabic(text) and (self.mirrored if from_right is None else from_right)

    def _draw(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        font: str,
        colour: str,
        align: str,
        room: float,
        runs: bool,
    ) -> float:
        if not bare(text).strip():
            return 0.0
        shown = _known(_BESIDE_ARABIC.sub(" ", text))
        size, shown = _fitted(shown, font, size, room)
        wide = width(shown, font, size * SCALE) / SCALE
        left = self._left(x, wide, align)
        line = shaped(shown, font, from_right=runs)
        if UNKNOWN in line.characters:  # a form that this weight of the letters lacks
            line = replace(line, characters=line.characters.replace(UNKNOWN, "?"))
        self.items += [_fill(colour), _Text(left * SCALE, HEIGHT - y * SCALE, line, font, size * SCALE)]
        return wide

    def figure(self, x: float, y: float, room: float, text: str, **look: Any) -> None:
        """Draw a figure at the right of a column that begins at ``x``, whatever the language."""
        self.text(x if self.mirrored else x + room, y, text, align="right", room=room, **look)

    def _left(self, x: float, wide: float, align: str) -> float:
        if align in ("right", "left"):
            return (WIDE - x if self.mirrored else x) - (wide if align == "right" else 0)
        at = WIDE - x if self.mirrored else x
        part = {"start": 0.0, "middle": 0.5, "end": 1.0}[align]
        return at - wide * (1 - part if self.mirrored else part)

    def paragraph(
        self,
        x: float,
        y: float,
        text: str,
        *,
        room: float,
        size: float = 13,
        font: str = REGULAR,
        colour: str = INK,
        align: str = "start",
        leading: float = 1.42,
        most: int = 0,
        from_right: bool | None = None,
    ) -> float:
        """Draw a text over as many lines as it takes; return the foot of the last one.

        Its arguments are those of ``text``; ``leading`` is the distance of its lines in sizes of its letters. Of more
        lines than ``most``, the last is cut; 0 is for any number.
        """
        lines = broken(text, font, size, room)
        if most and len(lines) > most:
            lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
        runs = self._runs(text, from_right=from_right)
        for number, line in enumerate(lines):
            self._draw(
                x, y + number * size * leading, line, size=size, font=font, colour=colour, align=align, room=room,
                runs=runs,
            )  # fmt: skip
        return y + (len(lines) - 1) * size * leading

    def box(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        *,
        fill: str = "",
        edge: str = "",
        radius: float = 0,
        line: float = 1,
    ) -> None:
        """Draw a box whose top is at ``y`` and which begins at ``x``; corners round where ``radius`` says so."""
        if wide <= 0 or high <= 0:
            return
        left = WIDE - x - wide if self.mirrored else x
        path = _rounded(left * SCALE, HEIGHT - (y + high) * SCALE, wide * SCALE, high * SCALE, radius * SCALE)
        self._paint(path, fill, edge, line)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, colour: str = EDGE, thick: float = 1
    ) -> None:
        """Draw a straight line."""
        self.shape([(x1, y1), (x2, y2)], edge=colour, line=thick)

    def shape(
        self,
        points: Sequence[tuple[float, float]],
        *,
        fill: str = "",
        edge: str = "",
        line: float = 1,
        closed: bool = False,
    ) -> None:
        """Draw a polygon or a line of several points."""
        found = [self._point(x, y) for x, y in points]
        path = [f"{found[0]} m", *(f"{one} l" for one in found[1:])]
        if closed or fill:
            path.append("h")
        self._paint(path, fill, edge, line)

    def circle(
        self, x: float, y: float, radius: float, *, fill: str = "", edge: str = "", line: float = 1
    ) -> None:
        """Draw a circle around a point."""
        left = WIDE - x - radius if self.mirrored else x - radius
        side = 2 * radius * SCALE
        path = _rounded(left * SCALE, HEIGHT - (y + radius) * SCALE, side, side, radius * SCALE)
        self._paint(path, fill, edge, line)

    def _point(self, x: float, y: float) -> str:
        at = WIDE - x if self.mirrored else x
        return f"{at * SCALE:.2f} {HEIGHT - y * SCALE:.2f}"

    def _paint(self, path: Sequence[str], fill: str, edge: str, line: float) -> None:
        if fill:
            self.items.append(_fill(fill))
        if edge:
            self.items.append(f"{_rgb(edge)} RG {line * SCALE:.2f} w 1 J 1 j")
        paint = "B" if fill and edge else "f" if fill else "S"
        self.items += [*path, paint]


def broken(text: str, font: str, size: float, room: float) -> list[str]:
    """Return the lines of a text, size and room in units; what is isolated stays so on each of its lines."""
    lines, inside = [], False
    for line in wrap(_known(text), font, size * SCALE, room * SCALE):
        told = f"{_ISOLATE}{line}" if inside else line
        inside = told.count(_ISOLATE) > told.count(_POP)
        lines.append(f"{told}{_POP}" if inside else told)
    return lines


def _known(text: str) -> str:
    """Return a text with a question mark for each letter that the fonts lack."""
    if printable(bare(text)) == bare(text):
        return text
    return "".join(one if ord(one) in _MARKS else printable(one, "?") for one in text)


def bare(text: str) -> str:
    """Return a text without the marks that keep the order of its pieces."""
    return text.translate(_MARKS)


def _fitted(text: str, font: str, size: float, room: float) -> tuple[float, str]:
    if not room or (wide := width(text, font, size * SCALE) / SCALE) <= room:
        return size, text
    smaller = max(size * 0.75, size * room / wide)
    if smaller * wide / size <= room * 1.001:
        return smaller, text
    kept = text
    while kept and width(f"{kept}…", font, smaller * SCALE) / SCALE > room:
        kept = kept[:-1]
    closing = _POP if kept.count(_ISOLATE) > kept.count(_POP) else ""
    return smaller, f"{kept.rstrip()}{closing}…"


def _rgb(colour: str) -> str:
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))


def _fill(colour: str) -> str:
    return f"{_rgb(colour)} rg"


def _rounded(x: float, y: float, wide: float, high: float, radius: float) -> list[str]:
    """Return the path of a box in points, its foot at ``y``."""
    r = min(radius, wide / 2, high / 2)
    if r <= 0:
        return [f"{x:.2f} {y:.2f} {wide:.2f} {high:.2f} re"]
    k, right, top = r * (1 - _KAPPA), x + wide, y + high
    corners = (
        ((right - r, y), (right - k, y), (right, y + k), (right, y + r)),
        ((right, top - r), (right, top - k), (right - k, top), (right - r, top)),
        ((x + r, top), (x + k, top), (x, top - k), (x, top - r)),
        ((x, y + r), (x, y + k), (x + k, y), (x + r, y)),
    )
    path = [f"{x + r:.2f} {y:.2f} m"]
    for start, *curve in corners:
        path.append(f"{start[0]:.2f} {start[1]:.2f} l")
        path.append(" ".join(f"{px:.2f} {py:.2f}" for px, py in curve) + " c")
    return [*path, "h"]


def printed(boards: Sequence[Board], facts: Facts) -> Printed:
    """Return the document: the same boards and facts give the same bytes."""
    letters = {
        c for board in boards for one in board.items if isinstance(one, _Text) for c in one.line.characters
    }
    base = make_base(letters | set("e "), _nothing, title=facts.title)
    streams = []
    for board in boards:
        sheet = Sheet(base)
        for one in board.items:
            if isinstance(one, _Text):
                sheet.shown(one.x, one.y, one.line, font=one.font, size=one.size)
            else:
                sheet.operators(one)
        streams.append(sheet.stream())
    return Printed(base, make_tail(base, streams, facts))


def _nothing(_canvas: Canvas) -> None:
    """Draw nothing: these pages share no frame."""


def is_arabic(text: str) -> bool:
    """Tell whether a text is written from right to left."""
    return has_arabic(text)


def emblem(board: Board, x: float, y: float, side: float = 36) -> None:
    """Draw the sign of the program: the letter yaz on a green ground."""
    board.box(x, y, side, side, fill=PRIMARY, radius=side / 5)
    board.text(
        x + side / 2, y + side * 0.72, "ⵣ", size=side * 0.62, colour=WHITE, align="middle", from_right=False
    )


def pill(
    board: Board, x: float, y: float, text: str, *, good: bool | None, align: str = "start", size: float = 12
) -> None:
    """Draw a verdict: a word with its sign on a soft ground, readable in grey; ``y`` is the foot of the word."""
    colour, ground = (OK, OK_SOFT) if good else (BAD, BAD_SOFT) if good is False else (WARN, WARN_SOFT)
    wide = width(_known(text), STRONG, size * SCALE) / SCALE + 34
    start = x if align == "start" else x - wide if align == "end" else x - wide / 2
    board.box(start, y - size - 4, wide, size + 10, fill=ground, radius=(size + 10) / 2)
    sign(board, start + 14, y - size / 2 + 1.5, good=good, colour=colour)
    board.text(start + 24, y, text, size=size, colour=colour, font=STRONG)


def sign(board: Board, x: float, y: float, *, good: bool | None, colour: str, radius: float = 6) -> None:
    """Draw a check, a cross or a dash in a circle."""
    board.circle(x, y, radius, edge=colour, line=1.3)
    r = radius * 0.42
    across = -r if board.mirrored else r  # a check is the same in all languages
    strokes: list[list[tuple[float, float]]] = [[(x - r, y), (x + r, y)]]
    if good:
        strokes = [[(x - across, y), (x - across * 0.2, y + r * 0.8), (x + across, y - r * 0.8)]]
    elif good is False:
        strokes = [[(x - r, y - r), (x + r, y + r)], [(x - r, y + r), (x + r, y - r)]]
    for stroke in strokes:
        board.shape(stroke, edge=colour, line=1.3)
