"""The declaration of an appeal to the public's generosity on paper, for the prefect; what a person writes is ruled."""

from typing import BinaryIO, Final

from donations_app.domain.appeal_declaration import AppealDeclaration
from donations_app.domain.appeals import AppealYear
from donations_app.domain.money import Money
from receipts.flow import INK, LEFT, MUTED, RIGHT, Flow, audit_base
from receipts.fonts import STRONG
from receipts.pages import write_merged
from receipts.text import day, money

TITLE: Final = "Déclaration préalable d'un appel public à la générosité"
MEANS: Final = {
    "letters": "lettres",
    "e_mail": "courriels",
    "website": "site internet et paiement en ligne",
    "collection": "collecte de la main à la main",
    "events": "manifestations",
    "press": "presse, radio, télévision",
    "networks": "réseaux sociaux",
    "phone": "téléphone",
}
_BY_HAND: Final = "à compléter à la main"
_ROOM: Final = RIGHT - LEFT


def write_appeal_declaration(out: BinaryIO, found: AppealDeclaration) -> int:
    """Write the declaration; return the number of its pages."""
    heading = found.heading
    base = audit_base(heading.organisation, heading.identifier, heading.printed_on, title=TITLE)
    flow = Flow(base, "Les lignes vides sont à compléter avant la remise à la préfecture.")
    flow.title(TITLE)
    flow.lines(LEFT, "Loi 91-772, article 3 ; décret 2019-504", room=_ROOM, ink=MUTED)
    flow.y -= 4
    flow.pair("À", f"la préfecture du département du siège ({found.department})", font=STRONG)
    _organisation(flow, found)
    _appeal(flow, found)
    _gifts(flow, found)
    _last(flow)
    return write_merged(out, base, flow.finish(), title=TITLE)


def _organisation(flow: Flow, found: AppealDeclaration) -> None:
    flow.heading("Organisme qui fait appel à la générosité du public")
    flow.pair("Dénomination", f"{found.heading.organisation}, {found.heading.identifier}")
    flow.pair("Siège", ", ".join(found.address))
    if found.contact:
        flow.pair("Joindre", ", ".join(found.contact))
    flow.pair("Objet", found.object)
    _known(flow, "Représenté par", found.representative)


def _appeal(flow: Flow, found: AppealDeclaration) -> None:
    draft = found.draft
    flow.heading("Appel")
    flow.pair("Période", f"du {day(draft.first_on)} au {day(draft.last_on)}", font=STRONG)
    if draft.purpose or not found.projects:
        _known(flow, "Objectifs", draft.purpose)
    for number, (code, title) in enumerate(found.projects):
        flow.pair("" if number else "Projets soutenus", f"{title} ({code})")
    _known(flow, "Moyens", ", ".join(MEANS[one] for one in draft.means))
    _asked(flow, "Cause soutenue, au sens de l'article 3 de la loi", 1)
    _asked(flow, "Lieux", 1)
    _asked(flow, "Si plusieurs organismes appellent ou reçoivent : lesquels, et quelle part à chacun", 2)


def _known(flow: Flow, label: str, text: str) -> None:
    """Write what is known, or leave it to be written."""
    if text:
        flow.pair(label, text)
    else:
        _asked(flow, label, 2)


def _asked(flow: Flow, label: str, lines: int) -> None:
    flow.need(12 + lines * 17)
    flow.down(13)
    flow.put(LEFT, f"{label} ({_BY_HAND})", ink=MUTED)
    flow.ruled(lines)


def _gifts(flow: Flow, found: AppealDeclaration) -> None:
    appeals = found.appeals
    flow.heading("Dons collectés par appel public, par exercice")
    for year in appeals.years:
        flow.down(12)
        flow.put(LEFT, f"Exercice {year.year}")
        flow.put(RIGHT, _sum(year), align="right", font=STRONG)
    if appeals.threshold is not None:
        limit = money(Money(int(appeals.threshold.value)))
        flow.lines(LEFT, f"Seuil de la déclaration : {limit} par exercice.", room=_ROOM, size=8, ink=MUTED)
    today = day(found.heading.printed_on)
    flow.lines(LEFT, f"Sommes enregistrées au {today}.", room=_ROOM, size=8, ink=MUTED)


def _sum(year: AppealYear) -> str:
    if year.is_empty:
        return "rien d'enregistré"
    if year.counted is not None:
        return money(year.counted.amount)
    least, most = money(year.least.amount), money(year.most.amount)
    return f"entre {least} (collectes) et {most} (tous dons en argent), à préciser à la main"


def _last(flow: Flow) -> None:
    flow.need(110)
    flow.heading("Signature")
    flow.down(22)
    for x, label in ((LEFT, "Fait à :"), (LEFT + 200, "Le :"), (LEFT + 330, "Signature :")):
        flow.put(x, label, ink=MUTED)
    flow.y -= 40
    flow.heading("Réservé à la préfecture")
    flow.down(20)
    for x, label in ((LEFT, "Reçue le :"), (LEFT + 200, "Numéro du récépissé :")):
        flow.put(x, label, ink=INK)
    flow.y -= 20
