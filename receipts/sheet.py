"""The variable drawing of one page, beside or over the constant frame of its base (``receipts.pages``)."""

from collections.abc import Callable, Hashable
from typing import Final

from receipts.fonts import REGULAR
from receipts.operators import shapes
from receipts.pages import Base
from receipts.shaping import Line, shaped
from receipts.text import Unprintable, width

_MOST_ALIKE: Final = 4096  # pieces that are kept of what documents say alike


class Sheet:
    """The variable drawing of one page: operators written straight away."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._operators: list[str] = ["/Frame Do"]
        self._part = 0

    def next_part(self) -> None:
        """Draw the next part of the frame: what is drawn after it is read after it."""
        self._part += 1
        self._operators.append(f"/Frame{self._part} Do")

    def text(
        self, x: float, y: float, text: str, *, font: str = REGULAR, size: float = 9, align: str = "left"
    ) -> None:
        """Draw one line of text in logical order; ``x`` is its left edge, its right edge or its middle.

        Raises:
            Unprintable: a character is not among those of the base.
        """
        if align != "left":
            x -= width(text, font, size) * (1.0 if align == "right" else 0.5)
        self.shown(x, y, shaped(text, font), font=font, size=size)

    def shown(self, x: float, y: float, line: Line, *, font: str = REGULAR, size: float = 9) -> None:
        """Draw one line that is shaped already.

        Raises:
            Unprintable: a character is not among those of the base.
        """
        try:
            operators = self._base.show(line.characters, font, size)
        except KeyError as error:
            raise Unprintable(error.args[0]) from None
        marks = shapes(line.marks, x, y, size) if line.marks else ""
        self._operators.append(f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm {operators} ET{marks}")

    def alike(self, about: Hashable, draw: Callable[["Sheet"], None]) -> None:
        """Draw what many documents of this base say alike: it is drawn once.

        Args:
            about: what is drawn here, and all that it depends on.
            draw: draws it.
        """
        known, place = self._base.drawn, (self._part, about)
        if found := known.get(place):
            operators, self._part = found
            self._operators.append(operators)
            return
        start = len(self._operators)
        draw(self)
        if len(known) >= _MOST_ALIKE:
            known.clear()
        known[place] = "\n".join(self._operators[start:]), self._part

    def operators(self, *operators: str) -> None:
        """Add drawing operators as they are."""
        self._operators.extend(operators)

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Draw a straight line."""
        self._operators.append(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S")

    def stream(self) -> bytes:
        """Return the content stream.

        Raises:
            ValueError: a part of the frame was forgotten.
        """
        if self._part != len(self._base.parts):
            raise ValueError(f"{self._part} of {len(self._base.parts)} parts were drawn")
        return "\n".join(self._operators).encode("ascii")
