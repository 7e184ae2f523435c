"""The document of a closed fiscal year: its figures, what the next one opens with, the heads of the audit trail.

One page where the association has few projects; an auditor holds it against the books, dates and signs it.
"""

from collections.abc import Sequence
from typing import Final

from donations_app.domain.closing import ClosingContent, Standing
from donations_app.domain.closing import Flow as Sums
from donations_app.domain.money import ZERO, Money
from receipts.flow import INK, LEFT, MUTED, RED, RIGHT, Flow, audit_base
from receipts.fonts import REGULAR, STRONG
from receipts.french import KINDS, METHODS
from receipts.metadata import Facts
from receipts.pages import Printed, make_tail
from receipts.text import day, figures, money, printable, whole, wrap

_TITLE: Final = "Clôture de l'exercice"
_EFFECT: Final = (
    "Plus aucune écriture de l'exercice n'est possible ; "
    "les corrections sont des écritures de l'exercice suivant."
)
# where the columns of a table begin, or end where they are figures
_FLOWS: Final = (LEFT, LEFT + 130, RIGHT - 210, RIGHT - 140, RIGHT - 70, RIGHT)
_SERIES: Final = (LEFT, LEFT + 100, LEFT + 210, RIGHT - 140, RIGHT - 80, RIGHT)
_OPENING: Final = (LEFT, LEFT + 58, RIGHT - 220, RIGHT - 150, RIGHT - 80, RIGHT)
_NAMES: Final = 180.0  # points for the title of a project
ACCEPTED: Final = {
    "without_receipt": "dons de l'exercice dont le reçu peut être émis et ne l'est pas",
    "left_out": "dons de l'exercice sans reçu, faute d'une donnée à compléter",
    "undeposited": "chèques et espèces reçus et non remis en banque",
    "slips_uncredited": "remises en banque dont le crédit n'est pas noté",
    "lines_unmatched": "lignes de la banque sans explication",
    "instalments_overdue": "échéances en retard ou manquées, sans décision",
    "shares_short": "projets dont la part privée n'est pas atteinte",
    "declaration_missing": "déclaration annuelle des dons (CGI, art. 222 bis) non déposée",
}


def print_closing(content: ClosingContent) -> Printed:
    """Print the document of a closing; the same content gives the same bytes.

    Raises:
        Unprintable: the name of the association cannot be printed.
    """
    base = audit_base(content.organisation, content.identifier, content.closed_on, title=_TITLE)
    flow = Flow(base, f"Exercice {content.year}, clos le {day(content.closed_on)}")
    flow.title(f"{_TITLE} {content.year}", f"du {day(content.first_on)} au {day(content.last_on)}")
    flow.y -= 4
    flow.pair("Organisme", ", ".join((content.organisation, *content.address)))
    flow.pair("Clos le", f"{day(content.closed_on)}, par {content.closed_by}")
    flow.pair("Effet", _EFFECT)
    _flows(flow, content)
    _receipts(flow, content)
    _opening(flow, content)
    _accepted(flow, content)
    _heads(flow, content)
    _signatures(flow)
    facts = Facts(
        title=f"{_TITLE} {content.year}",
        author=content.organisation,
        subject=f"{content.figures.payments} versements, {figures(content.figures.amount)} €",
        on=content.closed_on,
    )
    return Printed(base, make_tail(base, flow.finish(), facts))


def _cells(
    flow: Flow,
    places: Sequence[tuple[float, bool]],
    texts: Sequence[str],
    *,
    font: str = REGULAR,
    ink: str = INK,
    size: float = 8.5,
) -> None:
    """Write one line; a place is where a text begins, or ends where it is a figure."""
    flow.down(11.5)
    for (x, at_end), text in zip(places, texts, strict=True):
        flow.put(x, text, font=font, ink=ink, size=size, align="right" if at_end else "left")


def _flows(flow: Flow, content: ClosingContent) -> None:
    flow.heading(f"Versements de l'exercice : {whole(content.figures.payments)}, reprises comprises")
    places = tuple(zip(_FLOWS, (False, False, True, True, True, True), strict=True))
    titles = ("Nature", "Mode de versement", "Lignes", "Reçu (€)", "Repris (€)", "Reste (€)")
    _cells(flow, places, titles, ink=MUTED, size=8)
    for one in content.figures.flows:
        texts = (KINDS[one.kind].capitalize(), METHODS[one.method], whole(one.count), *_sums([one]))
        _cells(flow, places, texts)
    every = content.figures.flows
    total = ("Total", "", whole(sum(one.count for one in every)), *_sums(every))
    _cells(flow, places, total, font=STRONG)


def _sums(found: Sequence[Sums]) -> tuple[str, str, str]:
    came, back = (Money.total(getattr(one, name) for one in found) for name in ("amount", "back"))
    return figures(came), figures(back) if back else "", figures(came + back)


def _receipts(flow: Flow, content: ClosingContent) -> None:
    flow.heading("Reçus fiscaux émis pendant l'exercice")
    if not content.figures.receipts:
        flow.lines(LEFT, "Aucun.", room=RIGHT - LEFT)
        return
    places = tuple(zip(_SERIES, (False, False, False, True, True, True), strict=True))
    titles = ("Série", "Premier", "Dernier", "Émis", "Annulés", "Montant (€)")
    _cells(flow, places, titles, ink=MUTED, size=8)
    for one in content.figures.receipts:
        numbers = (one.series, one.first or "–", one.last or "–")
        counts = (whole(one.count), whole(one.cancelled), figures(one.amount))
        _cells(flow, places, (*numbers, *counts))


def _opening(flow: Flow, content: ClosingContent) -> None:
    opening = content.figures.opening
    flow.heading(f"À nouveau au {day(content.last_on)}")
    places = tuple(zip(_OPENING, (False, False, True, True, True, True), strict=True))
    titles = ("Projet", "", "Affecté (€)", "Dépensé (€)", "Reste (€)", "dont dédié (€)")
    _cells(flow, places, titles, ink=MUTED, size=8)
    for one in opening.standing:
        spent, earmarked = (figures(amount) if amount else "" for amount in (one.spent, one.earmarked))
        _cells(
            flow, places, (one.place, _named(one), figures(one.amount), spent, figures(one.left), earmarked)
        )
    total = ("Total", "", "", "", figures(opening.left), figures(opening.earmarked))
    _cells(flow, places, total, font=STRONG)
    for kept in opening.undeposited:
        label = f"{METHODS[kept.method].capitalize()}, non encore en banque : {whole(kept.count)}"
        _cells(flow, ((LEFT, False), (RIGHT, True)), (label, money(kept.amount)))
    if opening.instalments_open:
        label = f"Échéances promises et non versées : {whole(opening.instalments_open)}"
        _cells(flow, ((LEFT, False), (RIGHT, True)), (label, money(opening.instalments_amount)))


def _named(one: Standing) -> str:
    """Return the title of a project, cut at a word where the line ends; its code says which it is."""
    if not one.place:
        return "Fonds général"
    first, *more = wrap(printable(one.title, "?"), REGULAR, 8.5, _NAMES) or [""]
    return f"{first} …" if more else first


def _accepted(flow: Flow, content: ClosingContent) -> None:
    if not content.accepted:
        return
    flow.heading("Restait ouvert à la clôture, en connaissance de cause")
    for one in content.accepted:
        amount = f", {money(one.amount)}" if one.amount not in (None, ZERO) else ""
        flow.lines(LEFT, f"{whole(one.count)} : {ACCEPTED[one.code]}{amount}", room=RIGHT - LEFT, ink=RED)


def _heads(flow: Flow, content: ClosingContent) -> None:
    flow.heading("Empreintes des journaux d'audit avant la clôture, une par bureau")
    for origin, n, head in content.heads:
        flow.down(11)
        flow.put(LEFT, f"{origin} : {whole(n)} écritures", size=8)
        flow.put(RIGHT, head, size=7, align="right")


def _signatures(flow: Flow) -> None:
    flow.heading("Signatures")
    flow.need(76)
    flow.down(18)
    for x, who in ((LEFT, "Trésorier ou trésorière"), (LEFT + 270, "Président ou présidente")):
        flow.put(x, who, font=STRONG)
    flow.down(16)
    for x in (LEFT, LEFT + 270):
        flow.put(x, "Date :", ink=MUTED)
        flow.put(x + 100, "Signature :", ink=MUTED)
    flow.y -= 40
