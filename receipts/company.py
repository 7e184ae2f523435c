"""The receipt for companies, form 2041-MEC-SD (Cerfa 16216): one A4 page with every mention of the form.

Three parts: gifts in kind at the company's own valuation, described; payments with their boxes; the
total with its day or period. A part without anything says 0,00 and "néant". The layout is free as long
as the mentions are those of the form (BOI-RES-BIC-000129, 21 June 2023).
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Final

from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import IN_KIND_KINDS
from donations_app.domain.receipt_content import ReceiptContent
from receipts.filling import (
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
    LEFT,
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
from receipts.text import Unprintable, figures, width, wrap

INSET: Final = LEFT + 14
ROOM: Final = RIGHT - LEFT - 28
_DESCRIPTION: Final = (449.0, 64.0)  # distance from the top of its first line's ground, and height
_SIZES: Final = (8.5, 7.5, 6.5, 5.6, 5.0)


def frame(constants: Constants) -> list[Part]:
    """Return what is the same on every receipt, as it is read; see ``individual.frame``."""
    texts = constants.texts
    return [
        lambda pen: draw_heading(pen, texts),
        lambda pen: draw_organisation(pen, texts, constants.beneficiary),
        lambda pen: _frame_in_kind(pen, constants),
        lambda pen: _label(pen, 433, texts["in_kind_in_words"]),
        lambda pen: _label(pen, 445, texts["description"]),
        lambda pen: _frame_money(pen, texts),
        lambda pen: _label(pen, 572, texts["money_in_words"]),
        lambda pen: _label(pen, 585, texts["method"]),
        *(partial(_frame_box, box=box) for box in boxes(texts)),
        lambda pen: _frame_total(pen, texts),
        lambda pen: _label(pen, 641, texts["amount_in_words"]),
        lambda pen: _label(pen, 654, texts["date"]),
        lambda pen: draw_day_and_signature(pen, texts),
        lambda pen: draw_foot(pen, constants),
    ]


def _label(pen: Pen, y: float, label: str) -> None:
    pen.text(INSET, y, f"{label} :", size=8, colour=MUTED)


def _frame_in_kind(pen: Pen, constants: Constants) -> None:
    texts = constants.texts
    draw_object_and_category(pen, texts, constants.beneficiary, bottom=324)
    pen.label(LEFT, 378, texts["gifts"])
    pen.lines(INSET, 392, wrap(texts["in_kind"], REGULAR, 8.5, ROOM), size=8.5)


def _frame_money(pen: Pen, texts: Texts) -> None:
    pen.rule(517)
    pen.lines(INSET, 531, wrap(texts["money"], REGULAR, 8.5, ROOM), size=8.5)


def _frame_box(pen: Pen, box: Box) -> None:
    x, y, _, label = box
    pen.tick(x, y, filled=False)
    pen.text(x + 13, y, label, size=8.5)


def _frame_total(pen: Pen, texts: Texts) -> None:
    pen.ground(595, 661)
    pen.text(INSET, 609, texts["total"], size=9)


def boxes(texts: Texts) -> list[Box]:
    """Return left edge, distance from the top, code and label of every box that a receipt may tick."""
    found: list[Box] = []
    x = INSET + width(f"{texts['method']} :", REGULAR, 8) + 10
    for code, label in texts["methods"].items():
        found.append((round(x, 2), 585.0, f"method:{code}", label))
        x += 13 + width(label, REGULAR, 8.5) + 12
    return found


def draw(sheet: Sheet, content: ReceiptContent, texts: Texts, places: Places) -> None:
    """Draw what is this receipt's own; see ``individual.draw``.

    Raises:
        Unprintable: a character is missing or a text does not fit.
    """
    draw_number(sheet, content, texts)
    sheet.next_part()
    _draw_company(sheet, content, texts)
    sheet.next_part()
    _draw_in_kind(sheet, content, texts)
    sheet.next_part()
    _draw_money(sheet, content, texts, places)
    sheet.next_part()
    _draw_amount(sheet, 627, content.amount, texts, size=15)
    sheet.next_part()
    draw_after(sheet, 641, texts["amount_in_words"], content.amount_in_words, "amount_in_words", (9, 8, 7, 6))
    sheet.next_part()
    draw_after(sheet, 654, texts["date"], period(content, texts), "date", (9, 8))
    draw_payments(sheet, _listed(content, texts), texts, top=673, rows=3)
    sheet.next_part()
    draw_signing_day(sheet, content, texts)
    sheet.next_part()


def _draw_money(sheet: Sheet, content: ReceiptContent, texts: Texts, places: Places) -> None:
    _draw_amount(sheet, 557, content.money, texts, size=12)
    sheet.next_part()
    in_words = content.money_in_words or texts["nothing"]
    draw_after(sheet, 572, texts["money_in_words"], in_words, "amount_in_words")
    sheet.next_part()
    ticked = {f"method:{code}" for code in content.methods}
    for code in places:
        draw_box(sheet, places, code, ticked)


def _draw_company(sheet: Sheet, content: ReceiptContent, texts: Texts) -> None:
    donor = content.donor
    draw_window(sheet, donor)
    draw_named(sheet, 242, texts["donor_name"], donor.name, "name", room=19)
    draw_named(sheet, 254, texts["legal_form"], donor.legal_form, "legal_form")
    draw_named(sheet, 266, texts["siren"], donor.siren, "siren")


def _draw_amount(sheet: Sheet, y: float, amount: Money, texts: Texts, *, size: float) -> float:
    """Draw a framed amount; return where it ends."""
    framed = f"***{figures(amount)}***"
    sheet.text(INSET, from_top(y), framed, font=STRONG, size=size)
    x = INSET + width(framed, STRONG, size) + 6
    sheet.text(x, from_top(y), texts["euros"], font=STRONG, size=9)
    return x + width(texts["euros"], STRONG, 9)


def _draw_in_kind(sheet: Sheet, content: ReceiptContent, texts: Texts) -> None:
    nothing = texts["nothing"]
    end = _draw_amount(sheet, 418, content.in_kind, texts, size=12)
    if content.in_kind:
        sheet.text(end + 6, from_top(418), f"({texts['valued_by']})", size=8.5)
    in_words = content.in_kind_in_words or nothing
    sheet.next_part()
    draw_after(sheet, 433, texts["in_kind_in_words"], in_words, "amount_in_words")
    sheet.next_part()
    size, lines = fit_description(content.descriptions or (nothing,))
    y = _DESCRIPTION[0] + size * 1.2
    for line in lines:
        sheet.text(INSET, from_top(y), line, font=STRONG if not content.descriptions else REGULAR, size=size)
        y += size * 1.25


def fit_description(descriptions: Sequence[str]) -> tuple[float, list[str]]:
    """Return the size and the lines at which the descriptions fit their place.

    Each begins on a line of its own; where they are many, they follow each other.

    Raises:
        Unprintable: they do not fit at the smallest size.
    """
    apart = descriptions if len(descriptions) == 1 else [f"– {text}" for text in descriptions]
    tries = [(apart, size) for size in _SIZES[:3]] + [([" ; ".join(descriptions)], size) for size in _SIZES]
    for told, size in tries:
        lines = [line for text in told for line in wrap(text, REGULAR, size, ROOM)]
        if len(lines) * size * 1.25 <= _DESCRIPTION[1]:
            return size, lines
    raise Unprintable(place="description")


def _listed(content: ReceiptContent, texts: Texts) -> list[Listed]:
    """Return day and amount of each payment; what came in kind beside what was paid."""
    payments: dict[tuple[str, date, bool], Money] = {}
    for line in content.lines:
        key = (line.payment, line.on, line.kind in IN_KIND_KINDS)
        payments[key] = payments.get(key, ZERO) + line.amount
    return [
        (on, amount, texts["listed_in_kind"] if in_kind else "")
        for (_, on, in_kind), amount in payments.items()
    ]
