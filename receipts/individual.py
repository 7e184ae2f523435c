"""The receipt for individuals, form 2041-RD (Cerfa 11580*05): one A4 page with every mention of the form.

The donor's address stands where the window of a DL envelope shows it: from 45 to 85 mm from the top,
in the right half of the page. Only the organisation's own category is printed, as note 2 of the form
allows.
"""

from datetime import date

from reportlab.pdfgen.canvas import Canvas

from donations_app.domain.money import ZERO, Money
from donations_app.domain.receipt_content import ReceiptContent
from receipts.filling import (
    COLUMNS,
    Listed,
    Places,
    draw_after,
    draw_crosses,
    draw_named,
    draw_number,
    draw_payments,
    draw_signing_day,
    draw_window,
    period,
)
from receipts.frame import (
    GREEN,
    LEFT,
    MIDDLE,
    MUTED,
    RIGHT,
    Box,
    Constants,
    Pen,
    Texts,
    draw_heading,
    draw_notes,
    draw_object_and_category,
    draw_organisation,
    draw_signature,
    from_top,
)
from receipts.pages import Sheet
from receipts.text import REGULAR, STRONG, figures, width, wrap


def draw_frame(canvas: Canvas, constants: Constants) -> None:
    """Draw what is the same on every receipt of one organisation and signatory."""
    pen, texts = Pen(canvas), constants.texts
    draw_heading(pen, texts)
    draw_organisation(pen, texts, constants.beneficiary)
    draw_object_and_category(pen, texts, constants.beneficiary, bottom=342)
    _frame_amount(pen, texts)
    _frame_boxes(pen, texts)
    draw_signature(pen, constants)
    draw_notes(pen, texts)


def _frame_amount(pen: Pen, texts: Texts) -> None:
    pen.ground(382, 474)
    pen.text(LEFT + 14, 400, texts["acknowledges"], size=9)
    pen.text(LEFT + 14, 449, f"{texts['in_words']} :", size=8, colour=MUTED)
    pen.text(LEFT + 14, 465, f"{texts['date']} :", size=8, colour=MUTED)


def _frame_boxes(pen: Pen, texts: Texts) -> None:
    pen.lines(LEFT, 492, wrap(f"{texts['certifies']} :", REGULAR, 9, RIGHT - LEFT), size=9)
    for x, y, _, label in boxes(texts):
        pen.tick(x, y, filled=False)
        pen.lines(x + 13, y, wrap(label, REGULAR, 8.5, 148), size=8.5)
    for x, heading in zip(COLUMNS, ("gift_form", "nature", "method"), strict=True):
        pen.lines(x, 538, wrap(texts[heading], STRONG, 8.5, 158), STRONG, 8.5, GREEN)


def boxes(texts: Texts) -> list[Box]:
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


def draw(sheet: Sheet, content: ReceiptContent, texts: Texts, places: Places) -> None:
    """Draw what is this receipt's own.

    Args:
        sheet: the page.
        content: what it says.
        texts: the wording.
        places: of the boxes by code, see ``boxes``.

    Raises:
        Unprintable: a character is missing or a text does not fit.
    """
    draw_number(sheet, content, texts)
    _draw_donor(sheet, content, texts)
    _draw_sum(sheet, content, texts)
    _draw_ticks(sheet, content, texts, places)
    draw_payments(sheet, _listed(content), texts, top=664, rows=4)
    draw_signing_day(sheet, content, texts)


def _draw_donor(sheet: Sheet, content: ReceiptContent, texts: Texts) -> None:
    donor = content.donor
    draw_window(sheet, donor)
    draw_named(sheet, 242, texts["last_name"], donor.last_name, "last_name", room=19)
    draw_named(sheet, 254, texts["first_names"], donor.first_names, "first_names")
    country = f"{texts['country']} : {donor.address.country_name}"
    sheet.text(MIDDLE, from_top(265), country, size=8)


def _draw_sum(sheet: Sheet, content: ReceiptContent, texts: Texts) -> None:
    amount = f"***{figures(content.amount)}***"
    sheet.text(LEFT + 14, from_top(428), amount, font=STRONG, size=20)
    x = LEFT + 14 + width(amount, STRONG, 20) + 8
    sheet.text(x, from_top(428), texts["euros"], font=STRONG, size=12)
    draw_after(sheet, 449, texts["in_words"], content.amount_in_words, "amount_in_words")
    draw_after(sheet, 465, texts["date"], period(content, texts), "date")


def _draw_ticks(sheet: Sheet, content: ReceiptContent, texts: Texts, places: Places) -> None:
    ticked = [
        *(f"article:{code}" for code in content.articles),
        *(f"form:{code}" for code in content.gift_forms),
        *(f"nature:{code}" for code in content.natures),
        *(f"method:{code}" for code in content.methods),
    ]
    draw_crosses(sheet, places, ticked)
    if "other" in content.natures:
        x, y = places["nature:other"]
        label = f"{texts['natures']['other']} "
        sheet.text(x + 13 + width(label, REGULAR, 8.5), from_top(y), f": {content.other_nature}", size=8.5)


def _listed(content: ReceiptContent) -> list[Listed]:
    payments: dict[tuple[str, date], Money] = {}
    for line in content.lines:
        key = (line.payment, line.on)
        payments[key] = payments.get(key, ZERO) + line.amount
    return [(on, amount, "") for (_, on), amount in payments.items()]
