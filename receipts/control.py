"""The control of receipts against money on paper (LPF art. L. 14 A)."""

from collections.abc import Mapping
from typing import BinaryIO, Final

from donations_app.domain.control import Control
from donations_app.domain.statements import Sum, total
from receipts.annual import GREEN, RED, Column, Row, Statement, figure_column
from receipts.french import FINDINGS, KINDS, METHODS, REASONS
from receipts.text import figures, whole

TITLE: Final = "Contrôle des reçus fiscaux et des sommes encaissées"
_SUMS: Final = (Column("", 285), figure_column("Lignes", 90), figure_column("Montant (€)", 130))
_FOUND: Final = (
    Column("Reçu", 116),
    Column("Versement", 112),
    figure_column("Ligne", 34),
    Column("  Constat", 173),
    figure_column("Montant (€)", 70),
)


def write_control(out: BinaryIO, control: Control) -> int:
    """Write the control; return the number of its pages.

    Sums first, then every line that nothing explains; the lines that agree stand in the table file.
    """
    page = Statement(TITLE, control.heading, f"Dons de {control.heading.year} (LPF, art. L. 14 A)")
    _verdict(page, control)
    page.section("Ce qui est rapproché")
    page.table(_SUMS, _overview(control))
    page.section("Sommes sans reçu, et pourquoi")
    page.table(_SUMS, _sums(control.explained, REASONS, "Total expliqué"))
    page.section("Lignes concordantes par nature et par mode de versement")
    page.table(_SUMS, _sums(control.natures, KINDS, "Total par nature"))
    page.table(_SUMS, _sums(control.methods, METHODS, "Total par mode de versement"))
    page.section(f"Reçus en vigueur émis en {control.heading.year}, par année des dons")
    issued = {str(year): one for year, one in control.issued.items()}
    columns = (Column("Année des dons", 285), figure_column("Reçus", 90), figure_column("Montant (€)", 130))
    page.table(columns, _sums(issued, {}, "Total des reçus émis"))
    _unmatched(page, control)
    return page.write(out)


def _verdict(page: Statement, control: Control) -> None:
    found = len(control.unmatched)
    if not found:
        said = "Chaque ligne de reçu repose sur une somme encaissée, et chaque don sans reçu est expliqué."
        page.text(said, strong=True, ink=GREEN)
    else:
        said = "1 ligne n'est pas expliquée" if found == 1 else f"{found} lignes ne sont pas expliquées"
        page.text(f"{said} : voir la liste à la fin.", strong=True, ink=RED)


def _overview(control: Control) -> list[Row]:
    agreed, receipts = total(control.natures.values()), control.receipts
    return [
        Row(("Reçus en vigueur sur les dons de l'année", whole(receipts.count), figures(receipts.amount))),
        Row(("Lignes de reçu concordant avec un encaissement", whole(agreed.count), figures(agreed.amount))),
        Row(("Lignes de dons encaissées dans l'année", whole(control.base.count), figures(control.base.amount))),
        Row(("Versements comportant un don", whole(control.payments), "")),
        Row(("Versements de l'année, toutes natures", whole(control.payments_of_year), "")),
    ]  # fmt: skip


def _sums(sums: Mapping[str, Sum], names: Mapping[str, str], label: str) -> list[Row]:
    rows = [Row((names.get(key, key), whole(one.count), figures(one.amount))) for key, one in sums.items()]
    together = total(sums.values())
    return [*rows, Row((label, whole(together.count), figures(together.amount)), is_strong=True)]


def _unmatched(page: Statement, control: Control) -> None:
    if not control.unmatched:
        return
    page.section("Lignes non expliquées")
    page.table(
        _FOUND,
        [
            Row(
                (line.number, line.payment, str(line.line or ""), FINDINGS[line.reason], figures(line.amount))
            )
            for line in control.unmatched
        ],
    )
