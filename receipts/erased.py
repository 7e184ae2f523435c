"""The certificate of an erasure: who, by reference alone, which terms had ended and why, the chains around it."""

from collections.abc import Mapping
from typing import BinaryIO, Final

from donations_app.domain.erasure import Kept
from donations_app.domain.keeping import ErasedRun
from donations_app.domain.parameters import DatedValue
from donations_app.domain.statements import Heading
from receipts.annual import RED, Column, Row, Statement, figure_column
from receipts.text import day, whole

TITLE: Final = "Certificat d'effacement"
WHAT: Final = (
    "Effacés : nom, adresse et anciennes adresses, courriel, téléphone, notes, accords de contact, situations, "
    "coordonnées bancaires des mandats, adresses des envois, cellules corrigées des fichiers importés, mots de la "
    "recherche, nom et adresse sur les reçus et leurs documents. Au journal, chaque ligne qui en parlait a cédé la "
    "place à son empreinte ; les chaînes et les sommes restent vérifiables."
)
STAYS: Final = (
    "Restent, sans nom : les références, les montants, les dates, les numéros des reçus et l'empreinte de leurs "
    "documents."
)
TERMS: Final = {
    "receipts": "reçus fiscaux",
    "vouchers": "pièces comptables",
    "mandates": "mandat de prélèvement",
    "contact": "dernier contact",
}
_PEOPLE: Final = (Column("Référence", 88), Column("Délais échus", 347), Column("Échu le", 70))
_SOURCES: Final = (Column("Genre", 122), figure_column("Durée", 50), Column("Source", 333))
_HEADS: Final = (Column("Chaîne", 70), figure_column("Maillons", 60), Column("Empreinte du dernier", 375))
_YEARS: Final = ("receipts", "vouchers")  # in months the others


def write_certificate(
    out: BinaryIO, heading: Heading, run: ErasedRun, figures: Mapping[str, DatedValue]
) -> int:
    """Write the certificate; return the number of its pages.

    Args:
        out: where it goes.
        heading: of the association.
        run: who is erased, and the chains before and after.
        figures: those that say for how long each kind is kept, by the codes of ``TERMS``.
    """
    page = Statement(TITLE, heading, f"Délais échus au plus tard le 31/12/{run.year} (RGPD, art. 5 et 17)")
    page.text(
        f"Le {day(run.on)}, {run.by} a effacé {_people(len(run.erased))} : {whole(run.lines)} lignes du journal.",
        strong=True,
    )
    page.text(WHAT)
    page.text(STAYS)
    page.section("Personnes effacées")
    page.table(_PEOPLE, (Row((one.ref, ", ".join(map(_term, one.terms)), day(one.on))) for one in run.erased))
    page.section("Délais et sources")
    page.table(_SOURCES, (_source(code, figure) for code, figure in figures.items()))
    if not all(figure.confirmed for figure in figures.values()):
        page.text("À confirmer : les durées marquées d'un astérisque.", strong=True, ink=RED)
    for title, heads in (("Chaînes avant", run.before), ("Chaînes après", run.after)):
        page.section(title)
        page.table(_HEADS, (Row((code, whole(n), made)) for code, n, made in heads))
    return page.write(out)


def _people(count: int) -> str:
    return f"{whole(count)} personne{'s' if count > 1 else ''}"


def _term(term: Kept) -> str:
    return f"{TERMS[term.code]} {day(term.until)}" if term.until else TERMS[term.code]


def _source(code: str, figure: DatedValue) -> Row:
    span = "ans" if code in _YEARS else "mois"
    mark = "" if figure.confirmed else " *"
    return Row((TERMS[code] + mark, f"{figure.value} {span}", figure.source))
