"""The receipt register on paper: landscape, totals carried from page to page, continuity at its foot.

Heading and columns are drawn once, in a frame that all pages share.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import BinaryIO, Final

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from donations_app.domain.money import Money
from donations_app.domain.register import (
    RegisterFilter,
    RegisterHeading,
    RegisterLine,
    RegisterTotals,
    spans_of,
)
from receipts.drawing import draw_text
from receipts.fonts import REGULAR, STRONG, drawn_characters
from receipts.labels import STATES
from receipts.pages import Base, make_base, write_merged
from receipts.register_page import BOTTOM, COLUMNS, INK, LEFT, MUTED, RED, RIGHT, SIZE, TOP, RegisterPage
from receipts.text import day, figures, money, wrap

ROW: Final = 21.5
ROWS: Final = int((TOP - BOTTOM - 2 * 14) / ROW)  # below "brought forward", above "to carry forward"
NATURES: Final = {
    "money": "numéraire",
    "securities": "titres cotés",
    "waived_income": "abandon de revenus",
    "waived_expenses": "frais abandonnés",
    "other": "autres",
    "in_kind": "en nature",
}
METHODS: Final = {
    "cash": "espèces",
    "cheque": "chèque",
    "transfer": "virement ou carte",
    "none": "sans paiement",
}
CHANNELS: Final = {"post": "la poste", "email": "courriel"}
# what the foot is headed by
_TOTALS: Final = "Totaux des reçus en vigueur"
_CONTINUITY: Final = "Continuité des séries"
_HEADS: Final = "Empreintes des journaux d'audit"


def write_register(
    out: BinaryIO, heading: RegisterHeading, lines: Iterable[RegisterLine], *, count: int
) -> int:
    """Write the register; return the number of its pages.

    Args:
        out: a file open for writing bytes.
        heading: above the columns, and at the foot of the last page.
        lines: in the order of their numbers; read one after another.
        count: of the lines.
    """
    base = make_base(
        drawn_characters(), lambda canvas: _frame(canvas, heading), title=_title(heading), size=SIZE
    )
    return write_merged(out, base, _pages(base, heading, lines, count), title=_title(heading))


def _title(heading: RegisterHeading) -> str:
    year = f" — dons de {heading.year}" if heading.year else ""
    series = f" — série {heading.series}" if heading.series else ""
    return f"Registre des reçus fiscaux{year}{series}"


def _extract(only: RegisterFilter) -> str:
    """Return what is looked at: nobody shall take the page for the whole register."""
    parts = (
        only.form and f"formulaire {only.form}",
        only.office and f"émis par le bureau {only.office}",
        only.recorded_at and f"dons enregistrés par le bureau {only.recorded_at}",
        only.status and f"état « {STATES[only.status]} »",
    )
    return f"EXTRAIT : {', '.join(part for part in parts if part)} ; les autres numéros n'y figurent pas"


def _frame(canvas: Canvas, heading: RegisterHeading) -> None:
    canvas.setFillColor(HexColor("#16211D"))
    draw_text(canvas, LEFT, SIZE[1] - 42, _title(heading), STRONG, 14)
    canvas.setFillColor(HexColor("#566560"))
    draw_text(canvas, LEFT, SIZE[1] - 57, f"{heading.organisation} · {heading.identifier}", REGULAR, 8.5)
    draw_text(
        canvas, RIGHT, SIZE[1] - 42, f"Imprimé le {day(heading.printed_on)}", REGULAR, 8.5, at_right=True
    )
    if heading.only.is_extract:
        canvas.setFillColor(HexColor("#B3261E"))
        draw_text(canvas, RIGHT, SIZE[1] - 57, _extract(heading.only), REGULAR, 8.5, at_right=True)
    canvas.setFillColor(HexColor("#E2F1ED"))
    canvas.rect(LEFT - 4, TOP + 3, RIGHT - LEFT + 8, 24, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#0A5548"))
    for x, room, first, second in COLUMNS:
        for text, font, y in ((first, STRONG, TOP + 17), (second, REGULAR, TOP + 8)):
            at_right = first.startswith("Montant")
            draw_text(canvas, x + room if at_right else x, y, text, font, 6.8, at_right=at_right)
    canvas.setStrokeColor(HexColor("#C9D2CD"))
    canvas.setLineWidth(0.5)
    canvas.line(LEFT - 4, BOTTOM - 8, RIGHT + 4, BOTTOM - 8)


def _pages(
    base: Base, heading: RegisterHeading, lines: Iterable[RegisterLine], count: int
) -> Iterator[bytes]:
    totals = RegisterTotals()
    foot = _foot(heading, totals)  # as many lines as at the end
    body = max(1, -(-count // ROWS))
    used = count - (body - 1) * ROWS
    lowest = TOP - 24 - max(used - 1, 0) * ROW  # of the last number; the foot begins 38 points below it
    beside = int((lowest - 38 - BOTTOM) / 11) + 1  # lines of the foot that this page can take
    rest = [] if len(foot) <= beside else foot
    per_page = int((TOP - BOTTOM) / 11)
    total_pages = body + -(-len(rest) // per_page)
    yield from _body(base, lines, (body, total_pages), totals, None if rest else heading)
    rest = _foot(heading, totals) if rest else []
    for number, start in enumerate(range(0, len(rest), per_page), body + 1):
        page = RegisterPage(base)
        _draw_foot(page, TOP - 12, rest[start : start + per_page])
        _number(page, number, total_pages)
        yield page.stream()


def _body(
    base: Base,
    lines: Iterable[RegisterLine],
    pages: tuple[int, int],
    totals: RegisterTotals,
    heading: RegisterHeading | None,
) -> Iterator[bytes]:
    """Yield the pages of numbers, counted into ``totals``; the foot below the last ones where it has room."""
    number, page, y = 1, RegisterPage(base), TOP - 14.0
    for index, line in enumerate(lines):
        if index and index % ROWS == 0:
            _carry(page, y - 20, "À reporter", totals.amount)
            _number(page, number, pages[1])
            yield page.stream()
            number, page, y = number + 1, RegisterPage(base), TOP - 14.0
            _carry(page, TOP - 8, "Report", totals.amount)
        y -= ROW if index % ROWS else 10
        _draw_line(page, y, line)
        totals.add(line)
    told = f"Total de {totals.live} reçus en vigueur ({totals.cancelled} annulés)"
    _carry(page, y - 20, told, totals.amount)
    _draw_foot(page, y - 38, _foot(heading, totals) if heading else [])
    _number(page, number, pages[1])
    yield page.stream()


def _carry(page: RegisterPage, y: float, label: str, amount: Money) -> None:
    page.colour(INK)
    page.right(COLUMNS[6][0] - 8, y, label, STRONG, 7.5)
    page.right(COLUMNS[6][0] + COLUMNS[6][1], y, figures(amount), STRONG, 7.5)


def _number(page: RegisterPage, number: int, total: int) -> None:
    page.colour(MUTED)
    page.right(RIGHT, BOTTOM - 20, f"Page {number} / {total}", REGULAR, 7.5)


def _draw_line(page: RegisterPage, y: float, line: RegisterLine) -> None:
    first = (
        line.number,
        day(line.issued_on),
        line.name,
        day(line.first_on)
        if line.first_on == line.last_on
        else f"{day(line.first_on)} – {day(line.last_on)}",
        f"{_natures(line)} (art. {_listed(line.articles)})",
        line.signatory,
    )
    second = (
        f"{line.series} · {line.form} · {line.year}",
        f"{line.issued_by} · {line.office}",
        f"{line.address} · {line.payer}",
        _payments(line),
        _methods(line.methods),
        _sent(line) if line.status == "issued" else "",
    )
    page.colour(INK if line.status == "issued" else MUTED)
    page.columns(y, first)
    x, room = COLUMNS[6][:2]
    page.right(x + room, y, figures(line.amount))
    page.colour(MUTED)
    page.columns(y - 8.2, second, is_below=True)
    _draw_status(page, y, line)


def _natures(line: RegisterLine) -> str:
    """Return the natures of the gifts; dues, which are money without a box of their own, by their name."""
    if not line.dues:
        return _named(line.natures, NATURES["money"])
    alone = line.dues == Money.total(amount for nature, _, amount in line.parts if nature == "money")
    return _named(line.natures, "cotisation" if alone else "numéraire dont cotisation")


@lru_cache(maxsize=256)  # of most lines the same, as the next two
def _named(natures: tuple[str, ...], money: str) -> str:
    names = NATURES | {"money": money}
    return ", ".join(names[nature] for nature in natures)


@lru_cache(maxsize=256)
def _methods(methods: tuple[str, ...]) -> str:
    return ", ".join(METHODS[method] for method in methods)


@lru_cache(maxsize=256)
def _listed(codes: tuple[str, ...]) -> str:
    return ", ".join(codes)


def _payments(line: RegisterLine) -> str:
    shown = ", ".join(line.payments[:2])
    more = len(line.payments) - 2
    others = f" et {more} {'autre' if more == 1 else 'autres'}" if more > 0 else ""
    return f"{_listed(line.recorded_at)} : {shown}{others}"


def _sent(line: RegisterLine) -> str:
    if not line.sent_on:
        return ""
    sent = f"{day(line.sent_on)}, {CHANNELS[line.sent_by]}"
    return f"{sent} ; revenu le {day(line.returned_on)}" if line.returned_on else sent


def _draw_status(page: RegisterPage, y: float, line: RegisterLine) -> None:
    x, room = COLUMNS[7][:2]
    if line.status == "issued":
        said = f"émis, remplace {line.replaces}" if line.replaces else "émis"
        page.colour(INK)
        page.text(x, y, said, REGULAR, 7 if not line.replaces else 5.6, room)
        page.colour(MUTED)
        page.text(x, y - 8.2, f"{line.sha256[:8]} {line.sha256[8:16]}", REGULAR, 6)
        return
    on = day(line.cancelled_on) if line.cancelled_on else ""
    page.colour(RED)
    page.text(x, y, f"annulé le {on}", REGULAR, 7, room)
    told = f"remplacé par {line.replaced_by} : {line.reason}" if line.replaced_by else line.reason
    if line.sent_on:
        told = f"envoyé le {_sent(line)} ; {told}"
    left = COLUMNS[5][0]  # under the signatory and the amount, which have one line
    lines = wrap(told, REGULAR, 5.6, RIGHT - left)
    for at, text in enumerate(lines[:2]):
        more = "…" if at == 1 and len(lines) > 2 else ""
        page.text(left, y - 7 - 5.6 * at, text + more, REGULAR, 5.6, RIGHT - left)


def _foot(heading: RegisterHeading, totals: RegisterTotals) -> list[str]:
    lines = [
        _TOTALS,
        f"Par nature : {_summed(NATURES, totals.natures)}{_dues(totals)}",
        f"Par mode de versement : {_summed(METHODS, totals.methods)}",
        _CONTINUITY,
    ]
    for series in heading.continuity:
        if series.is_whole:
            said = f"{series.series} : numéros 1 à {series.last}, aucun manquant, aucun double"
            lines.append(f"{said} ; {series.issued} émis dont {series.cancelled} annulés.")
        else:
            missing = ", ".join(map(str, series.missing[:20])) or "aucun"
            twice = ", ".join(map(str, series.duplicated[:20])) or "aucun"
            lines.append(f"{series.series} : SÉRIE ROMPUE — manquants : {missing} ; doubles : {twice}.")
    lines += [
        f"{one.series} : numéros {', '.join(spans_of(one.lost))} de documents perdus par ces livres, connus du dehors."
        for one in heading.continuity
        if one.lost
    ]
    if not heading.continuity:
        lines.append("Aucun reçu n'a encore été émis.")
    lines.append(_HEADS)
    lines += [f"{office} : {n} écritures, {head}" for office, n, head in heading.heads]
    return lines


def _summed(names: dict[str, str], amounts: dict[str, Money]) -> str:
    said = [f"{names[name]} {money(amounts[name])}" for name in names if name in amounts]
    return " · ".join(said) or "néant"


def _dues(totals: RegisterTotals) -> str:
    return f" ; dont cotisations {money(totals.dues)}" if totals.dues else ""


def _draw_foot(page: RegisterPage, y: float, lines: list[str]) -> None:
    for line in lines:
        is_heading = line in (_TOTALS, _CONTINUITY, _HEADS)
        page.colour(INK)
        page.text(LEFT, y, line, STRONG if is_heading else REGULAR, 7.2, RIGHT - LEFT)
        y -= 11
