"""What is printed alike on both forms, the same for every receipt of one organisation and signatory.

Title and number, organisation, boxes, signature, notes. Distances are in points from the top of the page.
"""

from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from donations_app.domain.receipt_content import Beneficiary, Signatory
from receipts.drawing import draw_text
from receipts.fonts import REGULAR, STRONG
from receipts.pages import HEIGHT, WIDTH
from receipts.text import fit, width, wrap

LEFT: Final = 48.0
RIGHT: Final = WIDTH - 48.0
MIDDLE: Final = 312.0  # left edge of the donor's block, 110 mm: where the window of an envelope begins

INK, MUTED, GREEN, SOFT, RULE = "#16211D", "#566560", "#0B6B5B", "#E2F1ED", "#C9D2CD"

Texts = dict[str, Any]
Box = tuple[float, float, str, str]  # left edge, distance from the top, code and label


def from_top(y: float) -> float:
    """Return the PDF ordinate of a distance from the top of the page, in points."""
    return HEIGHT - y


class Constants(Struct, frozen=True):
    """What the constant drawing says."""

    texts: Texts
    beneficiary: Beneficiary
    signatory: Signatory
    image: ImageReader | None  # of the signature


class Pen:
    """Draws constant texts and lines on reportlab's canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def text(
        self, x: float, y: float, text: str, font: str = REGULAR, size: float = 9, colour: str = INK
    ) -> None:
        """Draw one line."""
        self.canvas.setFillColor(HexColor(colour))
        draw_text(self.canvas, x, from_top(y), text, font, size)

    def lines(
        self, x: float, y: float, lines: list[str], font: str = REGULAR, size: float = 9, colour: str = INK
    ) -> float:
        """Draw lines one below the other; return where the next would be."""
        for line in lines:
            self.text(x, y, line, font, size, colour)
            y += size * 1.3
        return y

    def label(self, x: float, y: float, text: str) -> None:
        """Draw the heading of a part."""
        self.text(x, y, text, STRONG, 8.5, GREEN)

    def rule(self, y: float) -> None:
        """Draw a thin line across the page."""
        self.canvas.setStrokeColor(HexColor(RULE))
        self.canvas.setLineWidth(0.6)
        self.canvas.line(LEFT, from_top(y), RIGHT, from_top(y))

    def ground(self, top: float, bottom: float) -> None:
        """Colour a strip across the page."""
        self.canvas.setFillColor(HexColor(SOFT))
        self.canvas.roundRect(LEFT, from_top(bottom), RIGHT - LEFT, bottom - top, 6, stroke=0, fill=1)

    def tick(self, x: float, y: float, *, filled: bool) -> None:
        """Draw a box whose text line is at ``y``; the variable part puts its cross into empty ones."""
        self.canvas.setStrokeColor(HexColor(MUTED))
        self.canvas.setLineWidth(0.8)
        self.canvas.rect(x, from_top(y + 1), 8, 8)
        if filled:
            self.text(x + 1.6, y, "X", STRONG, 7.5)


Part = Callable[[Pen], object]  # draws a part of what is constant; values are drawn between two


def draw_heading(pen: Pen, texts: Texts) -> None:
    """Draw the title, the reference of the form and the place of the number."""
    title = wrap(texts["title"], STRONG, 13, 330)
    pen.lines(LEFT, 58, title, STRONG, 13)
    pen.canvas.setStrokeColor(HexColor(GREEN))
    pen.canvas.setLineWidth(1)
    pen.canvas.roundRect(RIGHT - 158, from_top(92), 158, 42, 5)
    reference = f"{texts['reference']} · {texts['form_number']}"
    pen.text(RIGHT - width(reference, REGULAR, 8), 42, reference, REGULAR, 8, MUTED)
    pen.text(RIGHT - 148, 64, texts["number"], REGULAR, 8, MUTED)


def draw_organisation(pen: Pen, texts: Texts, them: Beneficiary) -> None:
    """Draw name, address and identifier of the organisation, and the heading of the donor beside it."""
    pen.label(LEFT, 132, texts["beneficiary"])
    size, lines = fit(them.name, STRONG, (11, 9.5, 8, 7), 236, 34, "beneficiary")
    y = pen.lines(LEFT, 149, lines, STRONG, size)
    address = [part for line in them.address.printed() for part in wrap(line, REGULAR, 9, 236)]
    y = pen.lines(LEFT, y + 1, address, size=9 if len(address) <= 5 else 7)
    pen.text(LEFT, y + 4, f"{texts['country']} : {them.address.country_name}", size=8, colour=MUTED)
    identifier = f"{texts['identifier']} : {them.identifier} ({them.identifier_label})"
    pen.text(LEFT, y + 17, identifier, size=9)
    pen.label(MIDDLE, 132, texts["donor"])


def draw_object_and_category(pen: Pen, texts: Texts, them: Beneficiary, *, bottom: float) -> None:
    """Draw what the organisation is for, and its own category about ``bottom``."""
    pen.rule(272)
    pen.label(LEFT, 288, texts["object"])
    size, lines = fit(them.object, REGULAR, (9, 8, 7, 6), RIGHT - LEFT - 62, 36, "object")
    below = pen.lines(LEFT + 62, 288, lines, size=size)
    y = max((below + bottom) / 2, below + 4)  # midway between the object and what follows
    category = texts["categories"][them.category]
    pen.tick(LEFT, y, filled=True)
    pen.lines(LEFT + 15, y, wrap(category["heading"], REGULAR, 7.5, RIGHT - LEFT - 15), size=7.5)
    pen.tick(LEFT + 15, y + 33, filled=True)
    pen.text(LEFT + 30, y + 33, category["kind"], STRONG, 8.5)


def draw_day_and_signature(pen: Pen, texts: Texts) -> None:
    """Draw the words before the day of issue."""
    pen.rule(722)
    pen.label(MIDDLE + 8, 738, texts["signature"])


def draw_foot(pen: Pen, constants: Constants) -> None:
    """Draw who signs, the image of the signature, and the notes of the form below."""
    x, signatory, image = MIDDLE + 8, constants.signatory, constants.image
    pen.text(x, 752, signatory.name, STRONG, 9)
    pen.text(x, 764, signatory.title, size=8, colour=MUTED)
    if image:
        wide, high = image.getSize()
        scale = min(110 / wide, 44 / high)
        pen.canvas.drawImage(
            image, RIGHT - wide * scale, from_top(774), wide * scale, high * scale, mask="auto"
        )

    y = 788.0
    for note in constants.texts["notes"]:
        y = pen.lines(LEFT, y, wrap(note, REGULAR, 5.4, RIGHT - LEFT), size=5.4, colour=MUTED)
