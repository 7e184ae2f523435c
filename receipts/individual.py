"""The receipt for individuals, form 2041-RD (Cerfa 11580*05): one A4 page with every mention of the form.

The donor's address stands where the window of a DL envelope shows it: from 45 to 85 mm from the top,
in the right half of the page. Only the organisation's own category is printed, as note 2 of the form
allows.
"""

from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from donations_app.domain.receipt_content import Beneficiary, ReceiptContent, Signatory
from receipts.pages import HEIGHT, WIDTH, Sheet
from receipts.text import REGULAR, STRONG, day, figures, fit, visual, width, wrap

LEFT: Final = 48.0
RIGHT: Final = WIDTH - 48.0
MIDDLE: Final = 312.0  # left edge of the donor's block, 110 mm
_GREEN, _BLACK = "0.043 0.42 0.357 rg", "0 g"
LISTED: Final = 12  # payments listed one by one; more are counted

INK, MUTED, GREEN, SOFT, RULE = "#16211D", "#566560", "#0B6B5B", "#E2F1ED", "#C9D2CD"


def from_top(y: float) -> float:
    """Return the PDF ordinate of a distance from the top of the page, in points."""
    return HEIGHT - y


class Frame:
    """The constant drawing: what is the same on every receipt of one organisation and signatory."""

    def __init__(
        self, texts: dict[str, Any], beneficiary: Beneficiary, signatory: Signatory, image: ImageReader | None
    ) -> None:
        self._texts = texts
        self._beneficiary = beneficiary
        self._signatory = signatory
        self._image = image

    def draw(self, canvas: Canvas) -> None:
        """Draw it on reportlab's canvas."""
        self._canvas = canvas
        self._heading()
        self._organisation()
        self._object_and_category()
        self._amount()
        self._boxes()
        self._signature()
        self._notes()

    def _text(
        self, x: float, y: float, text: str, font: str = REGULAR, size: float = 9, colour: str = INK
    ) -> None:
        self._canvas.setFillColor(HexColor(colour))
        self._canvas.setFont(font, size)
        self._canvas.drawString(x, from_top(y), visual(text))

    def _lines(
        self, x: float, y: float, lines: list[str], font: str = REGULAR, size: float = 9, colour: str = INK
    ) -> float:
        for line in lines:
            self._text(x, y, line, font, size, colour)
            y += size * 1.3
        return y

    def _label(self, x: float, y: float, text: str) -> None:
        self._text(x, y, text, STRONG, 8.5, GREEN)

    def _rule(self, y: float) -> None:
        self._canvas.setStrokeColor(HexColor(RULE))
        self._canvas.setLineWidth(0.6)
        self._canvas.line(LEFT, from_top(y), RIGHT, from_top(y))

    def _heading(self) -> None:
        title = wrap(self._texts["title"], STRONG, 13, 330)
        self._lines(LEFT, 58, title, STRONG, 13)
        self._canvas.setStrokeColor(HexColor(GREEN))
        self._canvas.setLineWidth(1)
        self._canvas.roundRect(RIGHT - 158, from_top(92), 158, 42, 5)
        self._text(RIGHT - 148, 64, self._texts["number"], REGULAR, 8, MUTED)
        reference = f"{self._texts['reference']} · {self._texts['form_number']}"
        self._text(RIGHT - width(reference, REGULAR, 8), 42, reference, REGULAR, 8, MUTED)

    def _organisation(self) -> None:
        them, texts = self._beneficiary, self._texts
        self._label(LEFT, 132, texts["beneficiary"])
        self._label(MIDDLE, 132, texts["donor"])
        size, lines = fit(them.name, STRONG, (11, 9.5, 8, 7), 236, 34, "beneficiary")
        y = self._lines(LEFT, 149, lines, STRONG, size)
        address = [part for line in them.address.printed() for part in wrap(line, REGULAR, 9, 236)]
        y = self._lines(LEFT, y + 1, address, size=9 if len(address) <= 5 else 7)
        self._text(LEFT, y + 4, f"{texts['country']} : {them.address.country_name}", size=8, colour=MUTED)
        identifier = f"{texts['identifier']} : {them.identifier} ({them.identifier_label})"
        self._text(LEFT, y + 17, identifier, size=9)

    def _object_and_category(self) -> None:
        texts = self._texts
        self._rule(272)
        self._label(LEFT, 288, texts["object"])
        size, lines = fit(self._beneficiary.object, REGULAR, (9, 8, 7, 6), RIGHT - LEFT - 62, 36, "object")
        below = self._lines(LEFT + 62, 288, lines, size=size)
        y = (below + 342) / 2  # midway between the object and the amount
        category = texts["categories"][self._beneficiary.category]
        self._tick(LEFT, y, filled=True)
        self._lines(LEFT + 15, y, wrap(category["heading"], REGULAR, 7.5, RIGHT - LEFT - 15), size=7.5)
        self._tick(LEFT + 15, y + 33, filled=True)
        self._text(LEFT + 30, y + 33, category["kind"], STRONG, 8.5)

    def _tick(self, x: float, y: float, *, filled: bool) -> None:
        """Draw a box whose text line is at ``y``; the variable part puts its cross into empty ones."""
        self._canvas.setStrokeColor(HexColor(MUTED))
        self._canvas.setLineWidth(0.8)
        self._canvas.rect(x, from_top(y + 1), 8, 8)
        if filled:
            self._text(x + 1.6, y, "X", STRONG, 7.5)

    def _amount(self) -> None:
        self._canvas.setFillColor(HexColor(SOFT))
        self._canvas.roundRect(LEFT, from_top(474), RIGHT - LEFT, 92, 6, stroke=0, fill=1)
        self._text(LEFT + 14, 400, self._texts["acknowledges"], size=9)
        self._text(LEFT + 14, 449, f"{self._texts['in_words']} :", size=8, colour=MUTED)
        self._text(LEFT + 14, 465, f"{self._texts['date']} :", size=8, colour=MUTED)

    def _boxes(self) -> None:
        texts = self._texts
        self._lines(LEFT, 492, wrap(f"{texts['certifies']} :", REGULAR, 9, RIGHT - LEFT), size=9)
        for x, y, _, label in boxes(texts):
            self._tick(x, y, filled=False)
            self._lines(x + 13, y, wrap(label, REGULAR, 8.5, 148), size=8.5)
        for x, heading in zip(COLUMNS, ("gift_form", "nature", "method"), strict=True):
            self._lines(x, 538, wrap(texts[heading], STRONG, 8.5, 158), STRONG, 8.5, GREEN)

    def _signature(self) -> None:
        x = MIDDLE + 8
        self._rule(722)
        self._label(x, 738, self._texts["signature"])
        self._text(x, 752, self._signatory.name, STRONG, 9)
        self._text(x, 764, self._signatory.title, size=8, colour=MUTED)
        if self._image:
            wide, high = self._image.getSize()
            scale = min(110 / wide, 44 / high)
            self._canvas.drawImage(
                self._image, RIGHT - wide * scale, from_top(774), wide * scale, high * scale, mask="auto"
            )

    def _notes(self) -> None:
        y = 788.0
        for note in self._texts["notes"]:
            y = self._lines(LEFT, y, wrap(note, REGULAR, 5.4, RIGHT - LEFT), size=5.4, colour=MUTED)


COLUMNS: Final = (LEFT, LEFT + 156.0, LEFT + 332.0)


def boxes(texts: dict[str, Any]) -> list[tuple[float, float, str, str]]:
    """Return left edge, distance from the top, code and label of every box that a receipt may tick."""
    found = [
        (LEFT + index * 110.0, 520.0, f"article:{code}", label)
        for index, (code, label) in enumerate(texts["articles"].items())
    ]
    groups = (("gift_forms", "form", 553.0), ("natures", "nature", 553.0), ("methods", "method", 564.0))
    for x, (group, prefix, top) in zip(COLUMNS, groups, strict=True):
        y = top
        for code, label in texts[group].items():
            found.append((x, y, f"{prefix}:{code}", label))
            y += 4 + 11 * len(wrap(label, REGULAR, 8.5, 148))
    return found


def draw(
    sheet: Sheet, content: ReceiptContent, texts: dict[str, Any], places: dict[str, tuple[float, float]]
) -> None:
    """Draw what is this receipt's own.

    Args:
        sheet: the page.
        content: what it says.
        texts: the wording.
        places: of the boxes by code, see ``boxes``.

    Raises:
        Unprintable: a character is missing or a text does not fit.
    """
    _head(sheet, content, texts)
    _donor(sheet, content, texts)
    _sum(sheet, content, texts)
    _ticks(sheet, content, texts, places)
    _payments(sheet, content, texts)
    sheet.text(
        MIDDLE + 8 + width(texts["signature"], STRONG, 8.5) + 8, from_top(738), day(content.issued_on), size=9
    )


def _head(sheet: Sheet, content: ReceiptContent, texts: dict[str, Any]) -> None:
    size, _ = fit(content.number, STRONG, (13, 11, 9, 7), 140, 17, "number")
    sheet.text(RIGHT - 148, from_top(82), content.number, font=STRONG, size=size)
    if content.replaces:
        sheet.text(
            LEFT, from_top(112), texts["replaces"].format(number=content.replaces), font=STRONG, size=9.5
        )


def _donor(sheet: Sheet, content: ReceiptContent, texts: dict[str, Any]) -> None:
    donor, room = content.donor, RIGHT - MIDDLE
    size, lines = fit(donor.name, STRONG, (11, 9.5, 8, 7), room, 34, "name")
    y = 149.0
    for line in lines:
        sheet.text(MIDDLE, from_top(y), line, font=STRONG, size=size)
        y += size * 1.3
    address = "\n".join(donor.address.printed()).split("\n")
    shown = [part for line in address for part in wrap(line, REGULAR, 10, room)]
    size = 10.0 if len(shown) <= 5 else 7.0
    _, shown = size, [part for line in address for part in wrap(line, REGULAR, size, room)]
    fit(" ".join(shown), REGULAR, (size,), room, 75 - size, "address")
    for line in shown:
        sheet.text(MIDDLE, from_top(y), line, size=size)
        y += size * 1.3
    _named(sheet, 240, texts["last_name"], donor.last_name, "last_name")
    _named(sheet, 253, texts["first_names"], donor.first_names, "first_names")
    country = f"{texts['country']} : {donor.address.country_name}"
    sheet.text(MIDDLE, from_top(265), country, size=8)


def _named(sheet: Sheet, y: float, label: str, value: str, place: str) -> None:
    """Draw "label : value" on one line, smaller where it is long, on two where it is very long."""
    text = f"{label} : {value}"
    size, lines = fit(text, REGULAR, (9, 8, 7, 6, 5, 4.4), RIGHT - MIDDLE, 12.5, place)
    for index, line in enumerate(lines):
        sheet.text(MIDDLE, from_top(y - (len(lines) - 1 - index) * size * 1.2), line, size=size)


def _sum(sheet: Sheet, content: ReceiptContent, texts: dict[str, Any]) -> None:
    amount = f"***{figures(content.amount)}***"
    sheet.text(LEFT + 14, from_top(428), amount, font=STRONG, size=20)
    x = LEFT + 14 + width(amount, STRONG, 20) + 8
    sheet.text(x, from_top(428), texts["euros"], font=STRONG, size=12)
    label = width(f"{texts['in_words']} :", REGULAR, 8) + 22
    size, lines = fit(
        content.amount_in_words, STRONG, (10, 8.5, 7, 6), RIGHT - LEFT - label - 14, 16, "amount_in_words"
    )
    for index, line in enumerate(lines):
        y = 449 - (len(lines) - 1 - index) * size * 1.2
        sheet.text(LEFT + label, from_top(y), line, font=STRONG, size=size)
    if content.first_on == content.last_on:
        when = day(content.first_on)
    else:
        when = texts["period"].format(first=day(content.first_on), last=day(content.last_on))
    label = width(f"{texts['date']} :", REGULAR, 8) + 22
    sheet.text(LEFT + label, from_top(465), when, font=STRONG, size=10)


def _ticks(
    sheet: Sheet, content: ReceiptContent, texts: dict[str, Any], places: dict[str, tuple[float, float]]
) -> None:
    ticked = [
        *(f"article:{code}" for code in content.articles),
        *(f"form:{code}" for code in content.gift_forms),
        *(f"nature:{code}" for code in content.natures),
        *(f"method:{code}" for code in content.methods),
    ]
    for code in ticked:
        x, y = places[code]
        sheet.text(x + 1.6, from_top(y), "X", font=STRONG, size=7.5)
    if "other" in content.natures:
        x, y = places["nature:other"]
        label = f"{texts['natures']['other']} : "
        sheet.text(x + 13 + width(label, REGULAR, 8.5), from_top(y), f": {content.other_nature}", size=8.5)


def _payments(sheet: Sheet, content: ReceiptContent, texts: dict[str, Any]) -> None:
    """List the payments in three columns, or count them when they are many."""
    payments: dict[tuple[str, Any], int] = {}
    for line in content.lines:
        key = (line.payment, line.on)
        payments[key] = payments.get(key, 0) + line.amount.cents
    if len(payments) == 1:
        return
    sheet.operators(_GREEN)
    sheet.text(LEFT, from_top(664), texts["payments"], font=STRONG, size=8.5)
    sheet.operators(_BLACK)
    if len(payments) > LISTED:
        sheet.text(LEFT, from_top(679), texts["payment_count"].format(count=len(payments)), size=8.5)
        return
    for index, ((_, on), cents) in enumerate(payments.items()):
        x, y = COLUMNS[index // 4], 679 + index % 4 * 12
        sheet.text(x, from_top(y), day(on), size=8.5)
        sheet.text(x + 128, from_top(y), _euros(cents), size=8.5, align="right")


def _euros(cents: int) -> str:
    return f"{cents // 100:,}".replace(",", "\u202f") + f",{cents % 100:02}\u00a0€"
