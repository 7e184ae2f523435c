"""The statement page of the register: what it adds up to, on one A4 page that an auditor dates and signs."""

from typing import BinaryIO

from donations_app.domain.money import ZERO, Money
from donations_app.domain.register import RegisterHeading, RegisterTotals, Series
from receipts.flow import INK, LEFT, MUTED, RED, RIGHT, Flow, audit_base
from receipts.fonts import REGULAR, STRONG
from receipts.pages import write_merged
from receipts.register import METHODS, NATURES
from receipts.text import day, money, width

_TITLE = "État récapitulatif du registre des reçus fiscaux"
_SERIES = (LEFT, LEFT + 190, LEFT + 250, LEFT + 310, LEFT + 370)
_SHOWN = 24  # series on the page; the register itself lists all


def write_statement(out: BinaryIO, heading: RegisterHeading, totals: RegisterTotals, *, program: str) -> int:
    """Write the page; return the number of pages: one, unless there are many offices.

    Args:
        out: a file open for writing bytes.
        heading: the association, the series and the heads of the audit trail.
        totals: of all lines of the register.
        program: name and version, at the foot.
    """
    base = audit_base(heading.organisation, heading.identifier, heading.printed_on, title=_TITLE)
    flow = Flow(base, program)
    flow.title(_TITLE)
    flow.y -= 4
    flow.pair("Organisme", f"{heading.organisation}, {heading.identifier}")
    flow.pair("Période", _period(heading))
    _series(flow, heading.continuity)
    _amounts(flow, totals)
    _heads(flow, heading)
    _signature(flow)
    return write_merged(out, base, flow.finish(), title=_TITLE)


def _period(heading: RegisterHeading) -> str:
    if heading.year is None:
        return f"toutes les années, registre arrêté au {day(heading.printed_on)}"
    year = f"dons reçus du 01/01/{heading.year} au 31/12/{heading.year}"
    return f"{year}, registre arrêté au {day(heading.printed_on)}"


def _series(flow: Flow, series: tuple[Series, ...]) -> None:
    flow.heading("Séries de numéros")
    flow.down(11)
    for x, label in zip(_SERIES, ("Série", "Premier", "Dernier", "Émis", "dont annulés"), strict=True):
        flow.put(x, label, ink=MUTED, size=8)
    flow.put(RIGHT, "Manquants", ink=MUTED, size=8, align="right")
    for one in series[:_SHOWN]:
        flow.down(12)
        cells = (one.series, str(one.first), str(one.last), str(one.issued), str(one.cancelled))
        for x, text in zip(_SERIES, cells, strict=True):
            flow.put(x, text, font=STRONG)
        if one.is_whole:
            flow.put(RIGHT, _whole(one), align="right")
        else:
            flow.put(RIGHT, _broken(one), ink=RED, font=STRONG, align="right")
    if len(series) > _SHOWN:
        broken = sum(not one.is_whole for one in series[_SHOWN:])
        rest = f"et {len(series) - _SHOWN} autres séries au registre, dont {broken} rompues"
        flow.lines(LEFT, rest, room=RIGHT - LEFT, ink=RED if broken else INK)
    if not series:
        flow.lines(LEFT, "Aucun reçu n'a encore été émis.", room=RIGHT - LEFT)


def _whole(series: Series) -> str:
    return f"aucun ; {len(series.lost)} de documents perdus" if series.lost else "aucun, aucun double"


def _broken(series: Series) -> str:
    told = ", ".join(map(str, (*series.missing, *series.duplicated)))
    said = f"{len(series.missing)} manquants, {len(series.duplicated)} doubles"
    room = RIGHT - _SERIES[-1] - 60
    whole = f"{said} : {told}"
    return whole if told and width(whole, STRONG, 8.5) <= room else said


def _amounts(flow: Flow, totals: RegisterTotals) -> None:
    flow.heading("Reçus en vigueur et reçus annulés")
    _row(flow, f"En vigueur : {totals.live} reçus", totals.amount, font=STRONG)
    _row(flow, f"Annulés : {totals.cancelled} reçus, non comptés", totals.cancelled_amount)
    flow.heading("Montants en vigueur, par formulaire")
    for form, amount in sorted(totals.forms.items()):
        _row(flow, f"Cerfa n° {form} : {totals.documents[form]} reçus", amount)
    _row(flow, "Total", Money.total(totals.forms.values()), font=STRONG)
    for title, names, amounts in (
        ("Par nature du don", NATURES, totals.natures),
        ("Par mode de versement", METHODS, totals.methods),
    ):
        flow.heading(title)
        for name in names:
            if amounts.get(name, ZERO):
                _row(flow, names[name].capitalize(), amounts[name])
        _row(flow, "Total", Money.total(amounts.values()), font=STRONG)


def _row(flow: Flow, label: str, amount: Money, font: str = REGULAR) -> None:
    flow.down(12)
    flow.put(LEFT, label, font=font)
    flow.put(RIGHT, money(amount), font=font, align="right")


def _heads(flow: Flow, heading: RegisterHeading) -> None:
    flow.heading("Empreintes des journaux d'audit, une par bureau")
    for office, n, head in heading.heads:
        flow.down(11)
        flow.put(LEFT, f"{office} : {n} écritures", size=8)
        flow.put(RIGHT, head, size=7, align="right")


def _signature(flow: Flow) -> None:
    flow.heading("Commissaire aux comptes")
    flow.down(22)
    flow.put(LEFT, "Nom :", ink=MUTED)
    flow.put(LEFT + 240, "Date :", ink=MUTED)
    flow.put(LEFT + 360, "Signature :", ink=MUTED)
    flow.y -= 44
