"""The statement of foreign resources on paper, in the columns of ANC 2018-06 art. 434-3."""

from typing import BinaryIO, Final

from donations_app.domain.foreign import ForeignResource, ForeignStatement
from receipts.annual import RED, Column, Row, Statement, figure_column
from receipts.french import KINDS, METHODS, PERSONALITIES, period_of
from receipts.text import day, figures

TITLE: Final = "État séparé des avantages et ressources provenant de l'étranger"
COLUMNS: Final = (
    Column("État du contributeur", 74),
    Column("Date", 56),  # of cashing
    Column("Personnalité juridique du contributeur", 98),
    Column("Nature de l'avantage ou de la ressource", 80),
    Column("Caractère direct ou indirect", 76),
    Column("Mode de paiement", 64),
    figure_column("Montant ou valorisation (€)", 57),
)
SHORT_COLUMNS: Final = (
    Column("État du contributeur", 250),
    figure_column("Montant ou valorisation (€)", 130),
)
SHORT: Final = (
    "Forme abrégée, pour publication avec les comptes : le total de chaque État. L'état complet, ressource par "
    "ressource, est tenu au siège de l'association (décret 2021-1812, art. 5)."
)
_NECESSITIES: Final = {
    "required": "Les dons dépassent le seuil légal : cet état fait partie de l'annexe des comptes annuels.",
    "below": "Les dons ne dépassent pas le seuil légal : cet état n'est pas exigé pour cette période.",
    "by_non_residents": (
        "Le seuil légal ne serait dépassé qu'avec les dons de non-résidents fiscaux : un commissaire aux comptes "
        "peut demander cet état."
    ),
    "not_begun": "Cet état n'était pas encore exigé pour un exercice ouvert le {opened}.",
}


def write_foreign(out: BinaryIO, statement: ForeignStatement) -> int:
    """Write the statement; return the number of its pages. It names no person: it is published."""
    page = Statement(TITLE, statement.heading, f"{period_of(statement.heading)} (loi 87-571, art. 4-2)")
    page.text(_NECESSITIES[statement.necessity].format(opened=day(statement.heading.first_on)))
    if statement.without_state:
        told = ", ".join(statement.without_state)
        page.text(f"État de résidence à préciser pour : {told}.", strong=True, ink=RED)
    if statement.unclear:
        told = ", ".join(ref for ref, _ in statement.unclear)
        page.text(f"Personnalité ou État à préciser pour : {told}.", strong=True, ink=RED)
    if statement.is_short:
        page.text(SHORT)
        page.table(SHORT_COLUMNS, _short_rows(statement))
    else:
        page.table(COLUMNS, _rows(statement))
    return page.write(out)


def _short_rows(statement: ForeignStatement) -> list[Row]:
    rows = [Row((state.name, figures(state.amount))) for state in statement.states]
    return [*rows, Row(("Total général", figures(statement.amount)), is_strong=True)]


def _rows(statement: ForeignStatement) -> list[Row]:
    rows: list[Row] = []
    for state in statement.states:
        rows += [Row(cells_of(one)) for one in state.resources]
        rows.append(Row((f"Total {state.name}", "", "", "", "", "", figures(state.amount)), is_strong=True))
    rows.append(Row(("Total général", "", "", "", "", "", figures(statement.amount)), is_strong=True))
    return rows


def cells_of(resource: ForeignResource) -> tuple[str, ...]:
    """Return the seven columns of a resource, as printed."""
    return (
        resource.state,
        day(resource.on),
        PERSONALITIES[resource.personality],
        KINDS[resource.kind],
        character_of(resource),
        METHODS[resource.method],
        figures(resource.amount),
    )


def character_of(resource: ForeignResource) -> str:
    """Return "direct", or through whom it came."""
    if resource.is_direct:
        return "direct"
    return f"indirect ({resource.intermediary})" if resource.intermediary else "indirect (plateforme)"
