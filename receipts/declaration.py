"""The annual declaration of gifts on paper (CGI art. 222 bis): both figures, their definitions, the neighbours."""

from typing import BinaryIO, Final

from donations_app.domain.declaration import Declaration, Filing
from donations_app.domain.money import Money
from receipts.annual import GREEN, RED, Column, Row, Statement, figure_column
from receipts.french import period_of
from receipts.text import day, figures, money, whole

TITLE: Final = "Déclaration annuelle des dons"
AMOUNT: Final = (
    "Montant : dons et versements reçus dans la période et mentionnés sur des reçus en vigueur, quelle que soit "
    "la date d'émission de ces reçus ; les dons sans reçu n'en sont pas ; les dons en nature et le mécénat de "
    "compétences en sont."
)
DOCUMENTS: Final = {
    "gifts": (
        "Nombre : reçus en vigueur délivrés au titre de ces dons, quelle que soit leur date d'émission ; un "
        "duplicata n'est pas compté ; un reçu annulé et remplacé compte une seule fois ; un reçu annulé sans "
        "remplacement n'est pas compté, puisqu'aucun document ne subsiste et que son montant n'est pas déclaré."
    ),
    "issued": (
        "Nombre : reçus émis dans la période, quelle que soit l'année des dons ; un duplicata n'est pas compté ; un "
        "reçu annulé et remplacé dans la période compte une seule fois ; un reçu annulé sans remplacement n'est pas "
        "compté, puisqu'aucun document ne subsiste et que son montant n'est pas déclaré."
    ),
}
_READINGS: Final = {
    "gifts": "reçus délivrés au titre des dons de la période",
    "issued": "reçus émis dans la période",
}
_NOT_DUE: Final = {
    "not_begun": "Rien à déclarer : l'obligation ne portait pas encore sur un exercice ouvert le {opened}.",
    "no_document": (
        "Rien à déclarer en l'état : aucun reçu n'a été émis au titre des dons de la période, et les dons sans "
        "reçu ne se déclarent pas."
    ),
}
_FIGURES: Final = (Column("", 305), figure_column("Documents", 80), figure_column("Montant (€)", 120))
_CHANGES: Final = {
    "issued": "émis depuis",
    "cancelled": "annulé depuis",
    "replaced": "annulé et remplacé depuis",
}


def write_declaration(out: BinaryIO, declared: Declaration) -> int:
    """Write the declaration; return the number of its pages."""
    page = Statement(TITLE, declared.heading, f"{period_of(declared.heading)} (CGI, art. 222 bis)")
    due = f"À déclarer au plus tard le {day(declared.due_on)}."
    if declared.not_due:
        due = _NOT_DUE[declared.not_due].format(opened=day(declared.heading.first_on))
    page.text(due, strong=True, ink=GREEN)
    if declared.heading.printed_on <= declared.heading.last_on:
        page.text("La période n'est pas encore close : ces chiffres sont provisoires.", strong=True, ink=RED)
    page.section("Les deux chiffres à déclarer")
    to_declare = (
        Row(("Montant total des dons et versements", "", figures(declared.received.amount)), is_strong=True),
        Row(("Nombre de documents délivrés", whole(declared.documents), ""), is_strong=True),
    )
    page.table(_FIGURES, to_declare)
    page.text(AMOUNT)
    page.text(DOCUMENTS[declared.reading])
    _doubts(page, declared)
    page.section("Les chiffres voisins, à ne pas confondre")
    page.table(_FIGURES, _neighbours(declared))
    page.section("Dépôt")
    _filings(page, declared)
    return page.write(out)


def _doubts(page: Statement, declared: Declaration) -> None:
    rule = declared.rule
    page.text(f"Règle du nombre : {rule.source}.")
    if not rule.confirmed:
        page.text("Cette lecture reste à confirmer dans les paramètres légaux.", strong=True, ink=RED)
    if declared.doubt in ("amount_without_documents", "documents_without_amount"):
        page.text("Les deux chiffres ne portent pas sur les mêmes reçus : à vérifier.", strong=True, ink=RED)


def _neighbours(declared: Declaration) -> list[Row]:
    cancelled = declared.cancelled
    received, issued = declared.received, declared.issued_live
    rows = [
        Row(("Reçus en vigueur sur les dons de la période", whole(received.count), figures(received.amount)))
    ]
    rows += [
        Row((f"– dont formulaire {form}", whole(one.count), figures(one.amount)))
        for form, one in declared.by_form.items()
    ]
    rows.append(Row(("– dont dons en nature et compétences", "", figures(declared.in_kind))))
    rows.append(Row(("Reçus en vigueur émis dans la période", whole(issued.count), figures(issued.amount))))
    rows += [
        Row((f"– dont sur les dons de {year}", whole(one.count), figures(one.amount)))
        for year, one in declared.issued_by_year.items()
    ]
    rows += [
        Row((label, whole(number), ""))
        for label, number in (
            (
                f"Nombre par l'autre lecture : {_READINGS[declared.other_reading]}",
                declared.documents_by[declared.other_reading],
            ),
            ("Émis dans la période, remplacés après elle", cancelled.replaced_later),
            ("Annulés et remplacés dans la période", cancelled.replaced_within),
            ("Annulés sans remplacement (non comptés)", cancelled.withdrawn),
            ("Émis dans la période, si ces derniers étaient comptés", declared.documents_with_withdrawn),
            ("Remplaçants de reçus émis avant la période", cancelled.replacements_of_earlier),
            ("Numéros attribués dans la période", declared.numbers_taken),
            ("Duplicatas établis (non comptés)", declared.duplicates),
        )
    ]
    return rows


def _filings(page: Statement, declared: Declaration) -> None:
    if not declared.filings:
        page.text("Aucun dépôt n'est enregistré.")
        return
    for filing in declared.filings:
        page.text(_filed(declared, filing))
    correction = declared.correction
    if correction is None or not correction.is_needed:
        page.text("Les chiffres n'ont pas changé depuis le dernier dépôt.", ink=GREEN)
        if correction is None or not correction.receipts:
            return
    else:
        amount, number = _signed(correction.amount), f"{correction.documents:+}"
        page.text(
            f"À corriger depuis le dernier dépôt : {amount}, {number} document(s).", strong=True, ink=RED
        )
    rows = [
        Row((f"{one.number} : {_CHANGES[one.change]}", "", figures(one.amount)))
        for one in correction.receipts
    ]
    page.table(_FIGURES, rows)


def _filed(declared: Declaration, filing: Filing) -> str:
    what = "Déclaration" if filing.n == 1 else f"Rectification n° {filing.n - 1}"
    note = f" ({filing.note})" if filing.note else ""
    told = f"{what} déposée le {day(filing.filed_on)} par {filing.filed_by} : {money(filing.amount)}"
    days = declared.days_late(filing)
    late = f", {days} jour{'s' if days > 1 else ''} après le dernier jour" if days else ""
    return f"{told}, {filing.documents} documents{late}{note}."


def _signed(amount: Money) -> str:
    return f"{'+' if amount.cents > 0 else ''}{money(amount)}"
