"""One page from the accounts to the receipts."""

from typing import BinaryIO, Final

from donations_app.domain.receipt_base import Reconciliation
from receipts.annual import GREEN, RED, Column, Row, Statement, figure_column
from receipts.french import ACCOUNTS, REASONS, STEPS, period_of
from receipts.text import figures, money

TITLE: Final = "Rapprochement de la comptabilité et des reçus fiscaux"
_SUMS: Final = (Column("", 385), figure_column("Montant (€)", 120))


def write_reconciliation(out: BinaryIO, found: Reconciliation) -> int:
    """Write the page; return the number of pages."""
    heading, base = found.heading, found.base
    period = f"{period_of(heading)} ; dons de {heading.year}"
    page = Statement(TITLE, heading, period)
    rows = [
        Row((f"{account}  {ACCOUNTS[account]}", figures(amount))) for account, amount in base.accounts.items()
    ]
    rows.append(Row(("Comptes de produits", figures(base.in_accounts)), is_strong=True))
    rows += [Row((STEPS[step], figures(amount))) for step, amount in base.adjustments.items()]
    rows.append(Row((f"Assiette des reçus : dons de {heading.year}", figures(base.amount)), is_strong=True))
    rows += [
        Row((f"Sans reçu : {REASONS[reason]} ({one.count})", figures(-one.amount)))
        for reason, one in found.without_receipt.items()
    ]
    rows.append(Row(("Montant attendu des reçus", figures(found.expected)), is_strong=True))
    count = found.receipts.count
    rows.append(
        Row(
            (f"Reçus en vigueur sur les dons de {heading.year} ({count})", figures(found.receipts.amount)),
            is_strong=True,
        )
    )
    rows.append(Row(("Écart", figures(found.difference)), is_strong=True))
    page.table(_SUMS, rows)
    if found.difference:
        page.text("Un écart subsiste : voir le contrôle des reçus.", strong=True, ink=RED)
    else:
        page.text("La comptabilité et les reçus concordent au centime.", strong=True, ink=GREEN)
    page.text(
        "Comptabilisation : espèces et chèques à leur réception ; virements, prélèvements, cartes et paiements en "
        "ligne à leur crédit ; ce qui est rejeté avant la clôture diminue le même compte, ensuite le compte 672."
    )
    if found.prepaid_dues:
        page.text(
            f"Dont cotisations d'années suivantes comprises dans le compte 7561 : {money(found.prepaid_dues)} "
            "(à différer au compte 487 par le comptable ; elles restent dans l'assiette de l'année du versement)."
        )
    return page.write(out)
