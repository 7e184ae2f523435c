"""Books beside bank ("état de rapprochement bancaire"): both balances of an account on a day, and what lies between."""

from collections.abc import Mapping, Sequence
from typing import BinaryIO, Final

from donations_app.domain.bank import decimals
from donations_app.domain.identifiers import spaced
from donations_app.domain.reconciliation import Explanation, Reconciliation, Record
from donations_app.domain.statements import Heading
from receipts.annual import GREEN, RED, Column, Row, Statement, figure_column
from receipts.text import day, whole

TITLE: Final = "État de rapprochement bancaire"
_REASONS: Final = {
    "lines_open": "Lignes de la banque sans écriture",
    "payments_open": "Versements sans ligne de la banque",
    "slips_open": "Bordereaux de remise sans ligne de la banque",
    "taken_back": "Versements rapprochés, annulés depuis",
    "lines_foreign": "Lignes dans une autre monnaie, hors de ces sommes",
    "statements_missing": "Soldes que les lignes ne relient pas : un relevé manque",
}


def write_bank_reconciliation(
    out: BinaryIO, heading: Heading, found: Sequence[Reconciliation], records: Mapping[str, Record]
) -> int:
    """Write the accounts, one after the other, with what lies between; return the number of pages."""
    on = day(found[0].on) if found else day(heading.printed_on)
    page = Statement(TITLE, heading, f"Au {on}")
    if not found:
        page.text("Aucun relevé n'a été lu.")
    for one in found:
        _account(page, one, records)
    return page.write(out)


def _account(page: Statement, one: Reconciliation, records: Mapping[str, Record]) -> None:
    number = spaced(one.account)
    page.section(f"{one.label} · {number}" if one.label else number)
    sign = "€" if one.currency == "EUR" else one.currency
    columns = (Column("", 385), figure_column(f"Montant ({sign})", 120))
    stated = f", solde du relevé du {day(one.stated_on)}" if one.stated_on else ""
    rows = [
        Row((f"Solde des livres au {day(one.on)}", _figures(one.books, one.currency)), is_strong=True),
        *(
            Row((f"{_REASONS[part.kind]}{_counted(part.refs)}", _figures(part.amount, one.currency)))
            for part in one.explanations
        ),
        Row((f"Solde de la banque{stated}", _figures(one.bank, one.currency)), is_strong=True),
        Row(("Écart sans explication", _figures(one.unexplained, one.currency)), is_strong=True),
    ]
    page.table(columns, rows)
    if one.unexplained:
        page.text("Un écart subsiste.", strong=True, ink=RED)
    else:
        page.text("Livres et banque concordent au centime.", strong=True, ink=GREEN)
    if closing := one.closing:
        page.text(
            f"Compte clôturé jusqu'au {day(closing.last_on)}, le {day(closing.closed_on)} par {closing.closed_by} : "
            "aucune ligne jusqu'à ce jour n'est plus rapprochée, défaite ni expliquée autrement ; les corrections "
            "sont des écritures de jours suivants.",
            strong=True,
        )
    else:
        page.text("Aucun jour de ce compte n'est clôturé.")
    for part in one.explanations:
        if part.refs:
            _listed(page, part, one.currency, records)


def _listed(page: Statement, part: Explanation, currency: str, records: Mapping[str, Record]) -> None:
    """List the records of a part by their days; by their references alone where no more of them is known."""
    if not part.amounts or not all(ref in records for ref in part.refs):
        page.text(f"{_REASONS[part.kind]} : {', '.join(part.refs)}.")
        return
    page.section(_REASONS[part.kind])
    sign = "€" if currency == "EUR" else currency
    columns = (
        Column("Date", 60),
        Column("Pièce", 90),
        Column("Libellé", 265),
        figure_column(f"Montant ({sign})", 90),
    )
    lines = sorted(
        (records[ref].on, ref, amount) for ref, amount in zip(part.refs, part.amounts, strict=True)
    )
    rows = [
        Row((day(on), ref, _words(records[ref]), _figures(amount, currency))) for on, ref, amount in lines
    ]
    page.table(columns, rows)


def _words(record: Record) -> str:
    if not record.payments:
        return record.words or "Anonyme"
    if record.words == "cash":
        return "Espèces"
    return f"{whole(record.payments)} chèque{'s' if record.payments > 1 else ''}"


def _counted(refs: tuple[str, ...]) -> str:
    return f" ({whole(len(refs))})" if refs else ""


def _figures(amount: int, currency: str) -> str:
    """Return an amount in minor units with the decimals of its currency."""
    places = decimals(currency)
    units, fraction = divmod(abs(amount), 10**places)
    sign = "-" if amount < 0 else ""
    return f"{sign}{units:,}".replace(",", "\u202f") + (f",{fraction:0{places}}" if places else "")
