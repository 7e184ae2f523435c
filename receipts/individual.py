"""The receipt for individuals, form 2041-RD (Cerfa 11580*05): one A4 page with every mention of the form.

The donor's address stands where the window of a DL envelope shows it: from 45 to 85 mm from the top,
in the right half of the page. Only the organisation's own category is printed, as note 2 of the form
allows.
"""

from datetime import date
from functools import partial
from itertools import pairwise
from typing import Final

from donations_app.domain.money import ZERO, Money
from donations_app.domain.receipt_content import ReceiptContent
from receipts.filling import (
    COLUMNS,
    Listed,
    Places,
    draw_after,
    draw_box,
    draw_named,
    draw_number,
    draw_payments,
    draw_signing_day,
    draw_window,
    period,
)
from receipts.fonts import REGULAR, STRONG
from receipts.frame import (
    GREEN,
    LEFT,
    MIDDLE,
    MUTED,
    RIGHT,
    Box,
    Constants,
    Part,
    Pen,
    Texts,
    draw_day_and_signature,
    draw_foot,
    draw_heading,
    draw_object_and_category,
    draw_organisation,
    from_top,
)
from receipts.sheet import Sheet
from receipts.text import figures, width, wrap

_GROUPS: Final = {"form": "gift_forms", "nature": "natures", "method": "methods"}
_HEADINGS: Final = {"form": "gift_form", "nature": "nature", "method": "method"}


def frame(constants: Constants) -> list[Part]:
    """Return what is the same on every receipt of one organisation and signatory, as it is read.

    A label is the last of its part, so that a reader's voice says the value after it.
    """
    texts = constants.texts
    return [
        lambda pen: draw_heading(pen, texts),
        lambda pen: draw_organisation(pen, texts, constants.beneficiary),
        lambda pen: _frame_amount(pen, constants),
        lambda pen: pen.text(LEFT + 14, 449, f"{texts['in_words']} :", size=8, colour=MUTED),
        lambda pen: pen.text(LEFT + 14, 465, f"{texts['date']} :", size=8, colour=MUTED),
        lambda pen: pen.lines(LEFT, 492, wrap(f"{texts['certifies']} :", REGULAR, 9, RIGHT - LEFT), size=9),
        *(
            partial(_frame_box, texts=texts, box=box, after=after)
            for box, after in pairwise([*boxes(texts), None])
        ),
        lambda pen: draw_day_and_signature(pen, texts),
        lambda pen: draw_foot(pen, constants),
    ]


def _frame_amount(pen: Pen, constants: Constants) -> None:
    draw_object_and_category(pen, constants.texts, constants.beneficiary, bottom=342)
    pen.ground(382, 474)
    pen.text(LEFT + 14, 400, constants.texts["acknowledges"], size=9)


def _frame_box(pen: Pen, texts: Texts, box: Box | None, after: Box | None) -> None:
    """Draw a box with its label, then the heading of the column that begins with the box ``after`` it."""
    if box:
        x, y, _, label = box
        pen.tick(x, y, filled=False)
        pen.lines(x + 13, y, wrap(label, REGULAR, 8.5, 148), size=8.5)
    group = after[2].partition(":")[0] if after else ""
    if after and box and group in _HEADINGS and group != box[2].partition(":")[0]:
        pen.lines(after[0], 538, wrap(texts[_HEADINGS[group]], STRONG, 8.5, 158), STRONG, 8.5, GREEN)


def boxes(texts: Texts) -> list[Box]:
    """Return left edge, distance from the top, code and label of every box that a receipt may tick."""
    found = [
        (LEFT + index * 110.0, 520.0, f"article:{code}", label)
        for index, (code, label) in enumerate(texts["articles"].items())
    ]
    for x, (prefix, group), top in zip(COLUMNS, _GROUPS.items(), (553.0, 553.0, 564.0), strict=True):
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
    sheet.next_part()
    _draw_donor(sheet, content, texts)
    sheet.next_part()
    sheet.alike((content.amount, content.amount_in_words), lambda sheet: _draw_sum(sheet, content, texts))
    sheet.alike((content.first_on, content.last_on), lambda sheet: _draw_period(sheet, content, texts))
    ticked = (
        content.articles,
        content.gift_forms,
        content.natures,
        content.other_nature,
        content.methods,
    )
    sheet.alike(ticked, lambda sheet: _draw_boxes(sheet, content, texts, places))
    draw_payments(sheet, _listed(content), texts, top=664, rows=4)
    sheet.alike(content.issued_on, lambda sheet: _draw_end(sheet, content, texts))


def _draw_end(sheet: Sheet, content: ReceiptContent, texts: Texts) -> None:
    sheet.next_part()
    draw_signing_day(sheet, content, texts)
    sheet.next_part()


def _draw_donor(sheet: Sheet, content: ReceiptContent, texts: Texts) -> None:
    donor = content.donor
    draw_window(sheet, donor)
    last, first, country = donor.last_name, donor.first_names, donor.address.country_name
    sheet.alike(
        ("last", last),
        lambda sheet: draw_named(sheet, 242, texts["last_name"], last, "last_name", room=19),
    )
    sheet.alike(
        ("first", first), lambda sheet: draw_named(sheet, 254, texts["first_names"], first, "first_names")
    )
    sheet.alike(
        ("country", country),
        lambda sheet: sheet.text(MIDDLE, from_top(265), f"{texts['country']} : {country}", size=8),
    )


def _draw_sum(sheet: Sheet, content: ReceiptContent, texts: Texts) -> None:
    amount = f"***{figures(content.amount)}***"
    sheet.text(LEFT + 14, from_top(428), amount, font=STRONG, size=20)
    x = LEFT + 14 + width(amount, STRONG, 20) + 8
    sheet.text(x, from_top(428), texts["euros"], font=STRONG, size=12)
    sheet.next_part()
    draw_after(sheet, 449, texts["in_words"], content.amount_in_words, "amount_in_words")


def _draw_period(sheet: Sheet, content: ReceiptContent, texts: Texts) -> None:
    sheet.next_part()
    draw_after(sheet, 465, texts["date"], period(content, texts), "date")


def _draw_boxes(sheet: Sheet, content: ReceiptContent, texts: Texts, places: Places) -> None:
    ticked = {
        *(f"article:{code}" for code in content.articles),
        *(f"form:{code}" for code in content.gift_forms),
        *(f"nature:{code}" for code in content.natures),
        *(f"method:{code}" for code in content.methods),
    }
    sheet.next_part()
    for code, (x, y) in places.items():
        draw_box(sheet, places, code, ticked)
        if code == "nature:other" and code in ticked:
            label = f"{texts['natures']['other']} "
            told = f": {content.other_nature}"
            sheet.text(x + 13 + width(label, REGULAR, 8.5), from_top(y), told, size=8.5)


def _listed(content: ReceiptContent) -> list[Listed]:
    payments: dict[tuple[str, date], Money] = {}
    for line in content.lines:
        key = (line.payment, line.on)
        payments[key] = payments.get(key, ZERO) + line.amount
    return [(on, amount, "") for (_, on), amount in payments.items()]
