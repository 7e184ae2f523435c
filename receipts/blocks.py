"""Blocks that flow over pages: what stays together, tables whose totals are carried from page to page."""

from msgspec import Struct, field

from donations_app.domain.money import ZERO, Money
from receipts.fonts import REGULAR, STRONG
from receipts.pages import HEIGHT
from receipts.sheet import Sheet
from receipts.text import figures

INK = "0.09 0.13 0.11 rg"


class Text(Struct, frozen=True):
    """A piece of text; ``x`` is its left edge, or its right one."""

    x: float
    text: str
    font: str = REGULAR
    size: float = 8.5
    colour: str = INK
    align: str = "left"
    y: float = 0  # below the top of its block


class Block(Struct, frozen=True):
    """What stays together: its height, texts and rules, and what it adds to the sum carried forward."""

    height: float
    texts: tuple[Text, ...] = ()
    rules: tuple[float, ...] = ()
    adds: Money = ZERO
    is_row: bool = False
    room: float = 0  # that must be left below: for the line that carries forward, for what a heading is of


class Flow(Struct):
    """Blocks by page; a table that goes on says what it carries.

    Distances are from the top of the page; ``edges`` are the right ones of the word and of the amount that
    are carried, ``words`` what is said at the foot and at the head.
    """

    top: float
    bottom: float
    edges: tuple[float, float]
    words: tuple[str, str]
    pages: list[list[tuple[float, Block]]] = field(default_factory=lambda: [[]])
    carried: Money = ZERO
    y: float = 0

    def __post_init__(self) -> None:
        self.y = self.top

    def put(self, block: Block) -> None:
        """Place a block on this page, or on the next where it does not fit."""
        if self.y + block.height + block.room > self.bottom and self.pages[-1]:
            if block.is_row and self.carried:
                self._place(self._carrying(self.words[0]))
            self.pages.append([])
            self.y = self.top
            if block.is_row and self.carried:
                self._place(self._carrying(self.words[1]))
        self._place(block)
        self.carried += block.adds

    def _place(self, block: Block) -> None:
        self.pages[-1].append((self.y, block))
        self.y += block.height

    def _carrying(self, word: str) -> Block:
        cells = zip(self.edges, (word, figures(self.carried)), strict=True)
        return Block(14, tuple(Text(x, said, STRONG, 8, align="right", y=9) for x, said in cells))


def draw(sheet: Sheet, text: Text, y: float) -> None:
    """Draw a text, its line ``y`` below the top of the page."""
    sheet.operators(text.colour)
    sheet.text(text.x, HEIGHT - y, text.text, font=text.font, size=text.size, align=text.align)
