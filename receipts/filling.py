"""What is filled in alike on both forms, different on every receipt.

Number, donor in the window of the envelope, crosses, list of payments, day of signature.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from donations_app.domain.money import Money
from donations_app.domain.receipt_content import Address, Donor, ReceiptContent
from receipts.fonts import REGULAR, STRONG
from receipts.frame import LEFT, MIDDLE, RIGHT, Texts, from_top
from receipts.sheet import Sheet
from receipts.text import Unprintable, day, fit, money, width, wrap

COLUMNS: Final = (LEFT, LEFT + 156.0, LEFT + 332.0)
Places = Mapping[str, tuple[float, float]]  # of the boxes, by code
Listed = tuple[date, Money, str]  # day and amount of a payment, and a word on it
_FOOT_OF_WINDOW: Final = 224.0  # from the top: where the last line of an address may stand
_GREEN, _BLACK = "0.043 0.42 0.357 rg", "0 g"


def draw_number(sheet: Sheet, content: ReceiptContent, texts: Texts) -> None:
    """Draw the number, and that of the receipt that this one replaces."""
    size, _ = fit(content.number, STRONG, (13, 11, 9, 7), 140, 17, "number")
    sheet.text(RIGHT - 148, from_top(82), content.number, font=STRONG, size=size)
    if content.replaces:
        told = texts["replaces"].format(number=content.replaces)
        sheet.text(LEFT, from_top(112), told, font=STRONG, size=9.5)


def draw_window(sheet: Sheet, donor: Donor) -> None:
    """Draw name and address where the window of a DL envelope shows them, 45 to 85 mm from the top."""
    room = RIGHT - MIDDLE
    size, lines = fit(donor.name, STRONG, (11, 9.5, 8, 7), room, 34, "name")
    for index, line in enumerate(lines):
        sheet.text(MIDDLE, from_top(149 + index * size * 1.3), line, font=STRONG, size=size)
    last = 149 + (len(lines) - 1) * size * 1.3
    of_name = size
    size, lines = _fit_address(donor.address, room, _FOOT_OF_WINDOW - last, of_name)
    first = last + max(size, of_name) * 1.3  # large letters never close up to a name in small ones
    for index, line in enumerate(lines):
        sheet.text(MIDDLE, from_top(first + index * size * 1.3), line, size=size)


def _fit_address(address: Address, room: float, height: float, of_name: float) -> tuple[float, list[str]]:
    """Return the size and the lines of an address below a name whose last line is ``height`` above its foot.

    Raises:
        Unprintable: it does not fit at the smallest size.
    """
    for size in (size for size in (10.0, 8.5, 7.0) if size <= of_name + 1.5):  # hardly above the name's
        lines = [part for line in address.printed() for part in wrap(line, REGULAR, size, room)]
        if max(size, of_name) * 1.3 + (len(lines) - 1) * size * 1.3 <= height:
            return size, lines
    raise Unprintable(place="address")


def draw_named(sheet: Sheet, y: float, label: str, value: str, place: str, *, room: float = 12.5) -> None:
    """Draw "label : value" below the window, smaller or on more lines where it is long.

    ``room`` is the height of the lines, of which the last stands at ``y``.
    """
    text = f"{label} : {value}"
    size, lines = fit(text, REGULAR, (9, 8, 7, 6, 5, 4.4), RIGHT - MIDDLE, room, place)
    for index, line in enumerate(lines):
        sheet.text(MIDDLE, from_top(y - (len(lines) - 1 - index) * size * 1.2), line, size=size)


def draw_after(
    sheet: Sheet, y: float, label: str, value: str, place: str, sizes: tuple[float, ...] = (10, 8.5, 7, 6)
) -> None:
    """Draw the value that follows the constant "label :" of 8 points, inset by 14 points, on two lines at most.

    Raises:
        Unprintable: it does not fit.
    """
    start = width(f"{label} :", REGULAR, 8) + 22
    size, lines = fit(value, STRONG, sizes, RIGHT - LEFT - start - 14, 16, place)
    for index, line in enumerate(lines):
        above = (len(lines) - 1 - index) * size * 1.2
        sheet.text(LEFT + start, from_top(y - above), line, font=STRONG, size=size)


def period(content: ReceiptContent, texts: Texts) -> str:
    """Return the day of the gifts, or their first and last."""
    if content.first_on == content.last_on:
        return str(texts.get("one_day", "{on}")).format(on=day(content.first_on))
    return str(texts["period"].format(first=day(content.first_on), last=day(content.last_on)))


def draw_box(sheet: Sheet, places: Places, code: str, ticked: Collection[str]) -> None:
    """Put a cross into a box that is ticked, then draw the box and its label, a part of the frame."""
    if code in ticked:
        x, y = places[code]
        sheet.text(x + 1.6, from_top(y), "X", font=STRONG, size=7.5)
    sheet.next_part()


def draw_payments(sheet: Sheet, payments: Sequence[Listed], texts: Texts, *, top: float, rows: int) -> None:
    """List several payments in three columns of ``rows``, or count them when they are more."""
    if len(payments) == 1:
        return
    sheet.operators(_GREEN)
    sheet.text(LEFT, from_top(top), texts["payments"], font=STRONG, size=8.5)
    sheet.operators(_BLACK)
    if len(payments) > 3 * rows:
        told = texts["payment_count"].format(count=len(payments))
        sheet.text(LEFT, from_top(top + 15), told, size=8.5)
        return
    for index, (on, amount, note) in enumerate(payments):
        x, y = COLUMNS[index // rows], top + 15 + index % rows * 12
        sheet.text(x, from_top(y), day(on), size=8.5)
        sheet.text(x + 128, from_top(y), money(amount), size=8.5, align="right")
        if note:
            sheet.text(x + 131, from_top(y), note, size=6)


def draw_signing_day(sheet: Sheet, content: ReceiptContent, texts: Texts) -> None:
    """Draw the day of issue beside "Date et signature"."""
    x = MIDDLE + 8 + width(texts["signature"], STRONG, 8.5) + 8
    sheet.text(x, from_top(738), texts.get("signed_on", "{on}").format(on=day(content.issued_on)), size=9)
