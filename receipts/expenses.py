"""A volunteer's claim on paper: trips, scale, other expenses, and the waiver to be signed; A4.

One page, with smaller letters where there are many trips; beyond, pages with totals carried forward, and
the waiver whole on the last one.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from msgspec.structs import replace
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from donations_app.domain.expenses import Claim
from donations_app.domain.mileage import Band, Counted, Summed
from donations_app.domain.money import Money
from donations_app.domain.receipt_content import Beneficiary, Donor
from receipts.amount_words import amount_in_words
from receipts.blocks import INK, Block, Flow, Text, draw
from receipts.drawing import draw_text
from receipts.fonts import REGULAR, STRONG, drawn_characters
from receipts.french import the_association
from receipts.pages import HEIGHT, WIDTH, Base, make_base, write_merged
from receipts.sheet import Sheet
from receipts.text import Unprintable, day, figures, fit, missing_glyphs, money, wrap
from receipts.wording import wording

WORDING: Final = "expenses-1"
LEFT, RIGHT, MIDDLE = 48.0, WIDTH - 48.0, 312.0
TOP, BOTTOM = 184.0, HEIGHT - 46.0  # of what flows, from the top of the page
_MUTED, _GREEN, _RED = "0.34 0.40 0.38 rg", "0.043 0.42 0.357 rg", "0.70 0.15 0.12 rg"
_SIZES: Final = (8.5, 7.5, 6.5)  # of the tables: the largest that keeps the claim on one page
_PURPOSE, _VEHICLE = LEFT + 54.0, LEFT + 298.0  # left edges of columns
_Said = tuple[tuple[float, list[str]], ...]  # left edge and lines of each cell that wraps
_KM = LEFT + 430.0  # the right edge of one


def write_claim(out: BinaryIO, claim: Claim, association: Beneficiary, volunteer: Donor) -> int:
    """Write the claim; the same claim gives the same bytes. Return the number of its pages.

    Raises:
        Unprintable: a character is missing in the letters, or a name does not fit its place.
    """
    texts = wording(WORDING)
    _check(claim, association, volunteer)
    laid = [_laid_out(claim, association, volunteer, texts, size) for size in _SIZES]
    pages = next((one for one in laid if len(one) == 1), laid[0])
    title = f"{texts['title']} {claim.ref}"
    base = make_base(
        drawn_characters(), lambda canvas: _frame(canvas, association, volunteer, texts), title=title
    )
    streams = [
        _stream(base, claim, page, texts["page"].format(page=number, pages=len(pages)), texts)
        for number, page in enumerate(pages, 1)
    ]
    return write_merged(out, base, streams, title=title)


def _check(claim: Claim, association: Beneficiary, volunteer: Donor) -> None:
    said = (
        claim.ref, claim.evidence, claim.payment, claim.project, association.name, volunteer.name,
        *association.address.printed(), *volunteer.address.printed(),
        *(one.trip.purpose for one in claim.trips), *(item.label for item in claim.items),
    )  # fmt: skip
    if missing := set().union(*map(missing_glyphs, said)):
        raise Unprintable("".join(sorted(missing)), "claim")


def _frame(canvas: Canvas, association: Beneficiary, volunteer: Donor, texts: dict[str, Any]) -> None:
    """Draw what all pages share: the title, the association and the volunteer."""

    def text(x: float, y: float, said: str, font: str, size: float, colour: str) -> None:
        canvas.setFillColor(HexColor(colour))
        draw_text(canvas, x, HEIGHT - y, said, font, size)

    for n, line in enumerate(wrap(texts["title"], STRONG, 13, 320)):
        text(LEFT, 58 + 17 * n, line, STRONG, 13, "#16211D")
    for x, label in ((LEFT, "association"), (MIDDLE, "volunteer")):
        text(x, 108, texts[label], STRONG, 8.5, "#0B6B5B")
    identifier = f"{association.identifier_label} {association.identifier}"
    address = association.address.printed()
    _party(text, LEFT, association.name, (*address, identifier), "association", 250)
    _party(text, MIDDLE, volunteer.name, volunteer.address.printed(), "volunteer", RIGHT - MIDDLE)
    canvas.setStrokeColor(HexColor("#C9D2CD"))
    canvas.setLineWidth(0.6)
    canvas.line(LEFT, HEIGHT - 178, RIGHT, HEIGHT - 178)


def _party(text: Any, x: float, name: str, lines: tuple[str, ...], place: str, room: float) -> None:
    size, shown = fit(name, STRONG, (10, 8.5, 7), room, 26, place)
    y = 122.0
    for line in shown:
        text(x, y, line, STRONG, size, "#16211D")
        y += size * 1.25
    below = [part for line in lines for part in wrap(line, REGULAR, 8.5, room)]
    size = 8.5 if y + 11 * len(below) <= 182 else 6.5
    if y + size * 1.25 * len(below) > 182:
        raise Unprintable(place=place)
    for line in below:
        text(x, y, line, REGULAR, size, "#16211D")
        y += size * 1.25


def _laid_out(
    claim: Claim, association: Beneficiary, volunteer: Donor, texts: dict[str, Any], size: float
) -> list[list[tuple[float, Block]]]:
    pages = Flow(TOP, BOTTOM, (_KM, RIGHT), (texts["carried"], texts["brought"]))
    for block in (
        *_notices(claim, texts),
        *_trips(claim, texts, size),
        *_items(claim, texts, size),
        *_scales(claim, texts),
        _foot(claim, association, volunteer, texts),
    ):
        pages.put(block)
    return pages.pages


def _notices(claim: Claim, texts: dict[str, Any]) -> Iterator[Block]:
    if claim.withdrawn_on:
        told = texts["withdrawn"].format(on=day(claim.withdrawn_on))
        yield Block(16, (Text(LEFT, told, STRONG, 9, _RED, y=10),))
    if claim.reversal:
        yield Block(16, (Text(LEFT, texts["taken_back"], STRONG, 9, _RED, y=10),))
    if claim.is_provisional:
        yield Block(16, (Text(LEFT, texts["provisional"], STRONG, 9, _RED, y=10),))


def _heading(title: str, cells: tuple[Text, ...]) -> Block:
    return Block(36, (Text(LEFT, title, STRONG, 9.5, _GREEN, y=14), *cells), rules=(32.0,), room=40)


def _cells(columns: list[str], edges: tuple[float, ...], right: int) -> tuple[Text, ...]:
    """Return the names of columns; those from ``right`` on end at their edge."""
    return tuple(
        Text(x, name, STRONG, 7.5, _MUTED, "right" if n >= right else "left", y=28)
        for n, (x, name) in enumerate(zip(edges, columns, strict=True))
    )


def _trips(claim: Claim, texts: dict[str, Any], size: float) -> Iterator[Block]:
    if not claim.trips:
        return
    cells = _cells(texts["trip_columns"], (LEFT, _PURPOSE, _VEHICLE, _KM, RIGHT), right=3)
    yield _heading(texts["trips"], cells)
    for one in claim.trips:
        purpose = wrap(one.trip.purpose, REGULAR, size, _VEHICLE - _PURPOSE - 8)
        vehicle = wrap(_vehicle_of(one, texts), REGULAR, size, _KM - _VEHICLE - 34)
        said = ((_PURPOSE, purpose), (_VEHICLE, vehicle))
        km = _ending(_KM, _whole(one.trip.km), size)
        yield _row(day(one.trip.driven_on), said, one.amount, (km,), size)


def _items(claim: Claim, texts: dict[str, Any], size: float) -> Iterator[Block]:
    if not claim.items:
        return
    yield _heading(texts["items"], _cells(texts["item_columns"], (LEFT, _PURPOSE, RIGHT), right=2))
    for item in claim.items:
        label = wrap(item.label, REGULAR, size, _KM - _PURPOSE)
        yield _row(day(item.spent_on), ((_PURPOSE, label),), item.amount, (), size)


def _row(on: str, said: _Said, amount: Money, beside: tuple[Text, ...], size: float) -> Block:
    """Return a row: lines below each other at their left edges, and what stands beside the first."""
    first = (Text(LEFT, on, size=size), *beside, _ending(RIGHT, figures(amount), size))
    texts = [replace(text, y=size) for text in first]
    for x, lines in said:
        texts += [Text(x, line, size=size, y=size * (1 + 1.25 * n)) for n, line in enumerate(lines)]
    height = size * 1.25 * max(1, *(len(lines) for _, lines in said)) + size * 0.35
    return Block(height, tuple(texts), adds=amount, is_row=True, room=14)


def _ending(x: float, said: str, size: float) -> Text:
    return Text(x, said, size=size, align="right")


def _vehicle_of(one: Counted, texts: dict[str, Any]) -> str:
    parts = [texts["vehicles"][one.trip.vehicle]]
    if one.trip.power:
        parts.append(texts["power"].format(power=one.trip.power))
    if one.trip.is_electric:
        parts.append(texts["electric"])
    return ", ".join(filter(None, (" ".join(parts), one.trip.plate)))


def _scales(claim: Claim, texts: dict[str, Any]) -> Iterator[Block]:
    if not claim.sums:
        return
    yield Block(18, (Text(LEFT, texts["scale"], STRONG, 9.5, _GREEN, y=14),), room=40)
    for one in claim.sums:
        said = texts["year"].format(
            year=one.year,
            vehicle=_class_of(one, texts),
            km=_whole(one.km),
            before=_whole(one.km_before),
            after=_whole(one.km_before + one.km),
            amount=money(one.amount),
        )
        yield _paragraph(said, 8.5, INK)
        yield _paragraph(f"{one.scale.title} : {_formulas(one, texts)}", 7.5, _MUTED)
    yield _paragraph(texts["rule"], 7.5, _MUTED)


def _paragraph(said: str, size: float, colour: str) -> Block:
    lines = wrap(said, REGULAR, size, RIGHT - LEFT)
    texts = tuple(
        Text(LEFT, line, size=size, colour=colour, y=size * (1 + 1.3 * n)) for n, line in enumerate(lines)
    )
    return Block(size * 1.3 * len(lines) + 2, texts)


def _class_of(one: Summed, texts: dict[str, Any]) -> str:
    parts = [texts["vehicles"][one.vehicle]]
    if one.powers:
        first, last = one.powers
        if last is None:
            parts.append(texts["power_from"].format(power=first))
        elif first == last:
            parts.append(texts["power"].format(power=first))
        elif one.vehicle == "car":
            parts.append(texts["power_up_to"].format(power=last))
        else:
            parts.append(texts["power_between"].format(first=first, last=last))
    if one.is_electric:
        parts.append(texts["electric"])
    return ", ".join(filter(None, (" ".join(parts), one.plate)))


def _formulas(one: Summed, texts: dict[str, Any]) -> str:
    bands = one.bands
    said = " ; ".join(_formula(band, texts, alone=len(bands) == 1) for band in bands)
    more = one.scale.electric_percent - 100
    if one.is_electric and more:
        said += ", " + texts["electric_more"].format(percent=more)
    return said + "."


def _formula(band: Band, texts: dict[str, Any], *, alone: bool) -> str:
    if alone:
        name = "band_only"
    elif band.km_to is None:
        name = "band_last"
    else:
        name = "band_between" if band.plus else "band_to"
    rate = f"0,{band.rate:03}" if band.rate < 1000 else f"{band.rate // 1000},{band.rate % 1000:03}"
    return str(texts[name].format(rate=rate, plus=_whole(band.plus), km=_whole(band.km_to or 0)))


def _whole(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _foot(claim: Claim, association: Beneficiary, volunteer: Donor, texts: dict[str, Any]) -> Block:
    """Return the total, the waiver and the places to sign, which never part."""
    words = amount_in_words(claim.amount)
    found = [
        Text(LEFT, texts["total"], STRONG, 11, y=24),
        Text(RIGHT, money(claim.amount), STRONG, 12, align="right", y=24),
    ]
    y = 40.0
    for line in wrap(texts["in_words"].format(words=words), REGULAR, 9, RIGHT - LEFT):
        found.append(Text(RIGHT, line, size=9, align="right", y=y))
        y += 12
    found.append(Text(LEFT, texts["waiver_title"], STRONG, 9.5, _GREEN, y=y + 12))
    y += 28
    waiver = texts["waiver"].format(
        name=volunteer.name,
        association=the_association(association.name),
        amount=money(claim.amount),
        words=words,
    )
    for size, said, colour in ((9.5, waiver, INK), (7.5, texts["waiver_basis"], _MUTED)):
        for line in wrap(said, REGULAR, size, RIGHT - LEFT):
            found.append(Text(LEFT, line, size=size, colour=colour, y=y))
            y += size * 1.35
        y += 3
    y += 12
    found.append(Text(LEFT, texts["place_and_date"], size=9, y=y))
    y += 22
    found.append(Text(LEFT, texts["signature_volunteer"], STRONG, 8.5, _GREEN, y=y))
    found.append(Text(MIDDLE, texts["signature_association"], STRONG, 8.5, _GREEN, y=y))
    return Block(y + 52, tuple(found), rules=(8.0,))  # room to sign


def _stream(
    base: Base, claim: Claim, page: list[tuple[float, Block]], number: str, texts: dict[str, Any]
) -> bytes:
    sheet = Sheet(base)
    _head(sheet, claim, texts)
    for top, block in page:
        for text in block.texts:
            draw(sheet, text, top + text.y)
        for rule in block.rules:
            sheet.operators("0.79 0.82 0.80 RG 0.6 w")
            sheet.line(LEFT, HEIGHT - top - rule, RIGHT, HEIGHT - top - rule)
    draw(sheet, Text(RIGHT, number, size=7.5, colour=_MUTED, align="right"), HEIGHT - 26)
    if claim.waived_on is None:
        recorded = texts["stated"].format(stated_on=day(claim.stated_on), office=claim.office)
    else:
        recorded = texts["recorded"].format(
            waived_on=day(claim.waived_on),
            evidence=claim.evidence,
            payment=claim.payment,
            office=claim.office,
        )
    if claim.project:
        recorded += " · " + texts["project"].format(project=claim.project)
    for n, line in enumerate(wrap(recorded, REGULAR, 7.5, RIGHT - LEFT - 60)[:2]):
        draw(sheet, Text(LEFT, line, size=7.5, colour=_MUTED), HEIGHT - 26 + 9 * n)
    return sheet.stream()


def _head(sheet: Sheet, claim: Claim, texts: dict[str, Any]) -> None:
    size, lines = fit(claim.ref, STRONG, (12, 10, 8, 6.5), 130, 40, "ref")
    draw(sheet, Text(RIGHT - 130, texts["reference"], size=8, colour=_MUTED), 46)
    for n, line in enumerate(lines):
        draw(sheet, Text(RIGHT - 130, line, STRONG, size), 62 + size * 1.25 * n)
