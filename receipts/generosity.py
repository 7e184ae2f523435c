"""The resources collected from the public (CER, their side alone) on paper, and beside them other income (CROD)."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from donations_app.domain.generosity import Behind, Figure, GenerosityAccount, Part
from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from receipts.annual import GREEN, RED, Column, Row, Statement, figure_column
from receipts.french import period_of
from receipts.text import day, figures, money

TITLE: Final = "Compte d'emploi annuel des ressources collectées auprès du public : ressources"
PARTS: Final[dict[Part, str]] = {
    "public": "Ressources liées à la générosité du public",
    "beside": "Autres produits de l'exercice (pour le compte de résultat par origine et destination)",
    "in_kind": "Contributions volontaires en nature",
    "funds": "Fonds dédiés liés à la générosité du public",
    "apart": "Hors compte d'emploi, pour mémoire",
    "uses": "Emplois et ressources reportées : à établir par l'expert-comptable",
}
LINES: Final = {
    "dues": "Cotisations sans contrepartie",
    "gifts": "Dons manuels",
    "waived": "Dons manuels : abandons de frais par les bénévoles",
    "legacies": "Legs, donations et assurances-vie",
    "company_gifts": "Mécénats",
    "other": "Autres ressources liées à la générosité du public",
    "provisions": "Reprises sur provisions et dépréciations",
    "funds_used": "Utilisations des fonds dédiés antérieurs",
    "contributions": "Contributions financières d'autres organismes",
    "subsidies": "Subventions",
    "sales": "Ventes",
    "participations": "Participations des usagers",
    "funds_used_mixed": "Utilisations de fonds dédiés d'origine mêlée, à répartir",
    "labour": "Bénévolat",
    "services": "Prestations en nature",
    "things": "Dons en nature",
    "funds_before": "Fonds dédiés au début de l'exercice",
    "funds_added": "Reports en fonds dédiés de l'exercice",
    "funds_left": "Fonds dédiés à la fin de l'exercice",
    "funds_added_mixed": "Reports en fonds dédiés d'origine mêlée, à répartir",
    "taken_back": "Repris sur des produits d'exercices antérieurs",
    "left_over": "Ressources reportées au début de l'exercice, hors fonds dédiés",
    "missions": "Missions sociales",
    "collecting": "Frais de recherche de fonds",
    "running": "Frais de fonctionnement",
    "provided": "Dotations aux provisions et dépréciations",
}
NECESSITIES: Final = {
    "required": "Les dons collectés par appel public dépassent {limit} : ce compte fait partie des comptes annuels.",
    "perhaps": (
        "Les dons en argent dépassent {limit} ; les livres ne disent pas lesquels un appel a apportés : ce compte est "
        "obligatoire si ceux-là dépassent le seuil."
    ),
    "below": "Les dons collectés par appel public ne dépassent pas {limit} : ce compte n'est pas obligatoire.",
    "not_begun": (
        "L'obligation n'avait pas commencé pour un exercice clos le {closed} : ce compte n'est pas obligatoire."
    ),
    "unknown": "Aucun seuil des appels n'est connu pour cet exercice.",
}
TO_FILL: Final = "à compléter"
_NONE: Final = "–"


def columns(found: GenerosityAccount) -> tuple[Column, ...]:
    """Return the columns of the figures: this year and the one before."""
    year = found.heading.year
    return (
        Column("", 262),
        Column("Comptes", 63),
        figure_column(f"Exercice {year} (€)", 90),
        figure_column(f"Exercice {year - 1} (€)", 90),
    )


def account_numbers(figure: Figure) -> str:
    """Return the accounts of a figure."""
    return ", ".join(dict.fromkeys(one.number for one in figure.accounts))


def write_generosity(out: BinaryIO, found: GenerosityAccount) -> int:
    """Write the account; return the number of its pages."""
    page = Statement(TITLE, found.heading, f"{period_of(found.heading)} (loi 91-772, art. 4)")
    _necessity(page, found)
    for part, title in PARTS.items():
        page.section(title)
        page.table(columns(found), _rows(found, part))
    page.text(
        "Chaque montant est la somme des écritures portées aux comptes indiqués ; les rubriques « à compléter » ne "
        "sont pas connues de ces livres : l'expert-comptable les établit."
    )
    if found.mixed:
        page.text(
            f"Fonds dédiés d'origine mêlée (dons du public et autres) : projets {', '.join(found.mixed)}. "
            "L'expert-comptable les répartit entre les comptes 194, 195 et 196."
        )
    if not found.heading.is_calendar_year:
        page.text(
            "L'exercice n'étant pas l'année civile, les fonds dédiés ne sont pas calculés ici.", ink=RED
        )
    for figure in found.doubtful:
        page.text(f"À confirmer : {_doubt(figure)}.", ink=RED)
    if found.shown:
        _behind(page, found.figure(found.shown))
    return page.write(out)


def _doubt(figure: DatedValue) -> str:
    """Return the account that is doubtful, and where it stands."""
    return f"compte {figure.value} ({figure.source})" if figure.name.startswith("account_") else figure.source


def _necessity(page: Statement, found: GenerosityAccount) -> None:
    limit = money(Money(int(found.threshold.value))) if found.threshold else ""
    told = NECESSITIES[found.necessity].format(limit=limit, closed=day(found.heading.last_on))
    page.text(told, strong=True, ink=RED if found.necessity in ("required", "perhaps") else GREEN)
    if found.heading.printed_on <= found.heading.last_on:
        page.text("L'exercice n'est pas clos : ces montants sont provisoires.", strong=True, ink=RED)


def _rows(found: GenerosityAccount, part: Part) -> Iterator[Row]:
    for one in found.of_part(part):
        now = figures(one.amount) if one.is_known else TO_FILL
        yield Row((LINES[one.line.code], account_numbers(one), now, _before(one)))
    if part == "public":
        before = _NONE if found.total_before is None else figures(found.total_before)
        yield Row(("Total connu de ces livres", "", figures(found.total), before), is_strong=True)


def _before(one: Figure) -> str:
    if not one.line.roles:
        return TO_FILL
    return _NONE if one.before is None else figures(one.before)


_BEHIND: Final = (
    Column("Pièce", 200),
    Column("Date", 90),
    Column("Compte", 105),
    figure_column("Montant (€)", 110),
)


def _behind(page: Statement, figure: Figure) -> None:
    page.section(f"Détail : {LINES[figure.line.code]}")
    rows = [
        Row((piece_of(one), day(one.on), one.account.number, figures(one.amount))) for one in figure.behind
    ]
    page.table(_BEHIND, [*rows, Row(("Total", "", "", figures(figure.amount)), is_strong=True)])


def piece_of(one: Behind) -> str:
    """Return what stands behind a figure, and the payment that it takes back."""
    return f"{one.piece} (reprise de {one.of})" if one.of else one.piece
