"""The legal thresholds of gifts and of public subsidies on paper."""

from typing import BinaryIO, Final

from donations_app.domain.appeals import Appeals, AppealYear
from donations_app.domain.money import Money
from donations_app.domain.thresholds import Thresholds
from receipts.annual import GREEN, RED, Column, Row, Statement, figure_column
from receipts.french import DUTIES, KINDS, period_of
from receipts.text import figures, money, whole

TITLE: Final = "Seuils légaux : dons et subventions"
BASIS: Final = (
    "Les subventions sont comptées à l'encaissement dans l'exercice ; le commissaire aux comptes retient celles "
    "notifiées au titre de l'exercice. Dons et subventions ne s'additionnent pas."
)
_BETWEEN: Final = (
    Column("", 205),
    figure_column("Au moins : collectes (€)", 150),
    figure_column("Au plus : dons en argent (€)", 150),
)
_APPEALS: Final = {
    "passed": "Les collectes ont dépassé {limit} un de ces exercices.",
    "perhaps": (
        "Les dons en argent ont dépassé {limit} un de ces exercices ; les livres ne disent pas lesquels un appel a "
        "apportés."
    ),
    "below": "Aucun de ces exercices, même l'ensemble des dons en argent n'a dépassé {limit}.",
    "near": "L'exercice s'en approche.",
    "unknown": "Aucun seuil des appels n'est connu pour cet exercice.",
}
_DECIDED: Final = {
    "passed": "Les dons collectés par appel public ont dépassé {limit} un de ces exercices.",
    "below": "Les dons collectés par appel public n'ont dépassé {limit} aucun de ces exercices.",
}
_SUMS: Final = (Column("", 285), figure_column("Lignes", 90), figure_column("Montant (€)", 130))


def write_thresholds(out: BinaryIO, found: Thresholds) -> int:
    """Write the page; return the number of pages."""
    page = Statement(TITLE, found.heading, period_of(found.heading))
    page.text(f"Seuil : {money(found.limit)} par an. Source : {found.threshold.source}.")
    if not found.threshold.confirmed:
        page.text("Ce seuil reste à confirmer dans les paramètres légaux.", strong=True, ink=RED)
    page.section("Dons ouvrant droit à un avantage fiscal, avec ou sans reçu")
    _gifts(page, found)
    page.section("Subventions publiques françaises en numéraire")
    subsidies = Row(
        ("Subventions publiques", whole(found.subsidies.count), figures(found.subsidies.amount)),
        is_strong=True,
    )
    foreign = found.foreign_subsidies
    apart = Row(
        (
            "Pour mémoire : subventions publiques étrangères (hors seuil)",
            whole(foreign.count),
            figures(foreign.amount),
        )
    )
    page.table(_SUMS, (subsidies, apart))
    page.text(BASIS)
    _verdict(page, "Les subventions", is_above=found.subsidies_above)
    page.section("Dons par appel public à la générosité (loi 91-772, art. 3)")
    _appeals(page, found.appeals)
    page.section("Ce qui s'ensuit")
    for duty in found.duties:
        page.text(f"– {DUTIES[duty]}")
    if not found.duties:
        page.text("Aucun seuil n'est dépassé.", ink=GREEN)
    return page.write(out)


def _gifts(page: Statement, found: Thresholds) -> None:
    rows = [Row((KINDS[kind], whole(one.count), figures(one.amount))) for kind, one in found.gifts.items()]
    for label, one, strong in (
        ("Total des dons éligibles", found.eligible, True),
        ("– dont portés par un reçu en vigueur", found.receipted, False),
        (
            f"Pour mémoire : dons de donateurs non résidents fiscaux ({_residence(found)})",
            found.not_resident,
            False,
        ),
        ("Pour mémoire : dons d'associations et de fondations (hors seuil)", found.organisations, False),
        ("Pour mémoire : dons sans droit : reversés, projet, contrepartie (hors seuil)", found.barred, False),
        ("Pour mémoire : dons et collectes anonymes (hors seuil)", found.anonymous, False),
    ):
        rows.append(Row((label, whole(one.count), figures(one.amount)), is_strong=strong))
    page.table(_SUMS, rows)
    if found.not_resident.count:
        page.text(f"Non-résidents : {found.residence_rule.source}.")
        if not found.residence_rule.confirmed:
            page.text("Cette lecture reste à confirmer dans les paramètres légaux.", strong=True, ink=RED)
    if found.hangs_on_residence:
        page.text("Le dépassement du seuil dépend des dons de non-résidents.", strong=True, ink=RED)
    _verdict(page, "Les dons", is_above=found.gifts_above)


def _appeals(page: Statement, found: Appeals) -> None:
    page.table(_BETWEEN, [Row((f"Exercice {one.year}", *_between(one))) for one in found.years])
    limit = money(Money(int(found.threshold.value))) if found.threshold else ""
    is_decided = found.reading is not None and found.reading.value != "undecided"
    told = (_DECIDED if is_decided else _APPEALS).get(found.verdict, _APPEALS["unknown"]).format(limit=limit)
    if found.is_near:
        told += f" {_APPEALS['near']}"
    if found.verdict == "below" and found.empty_years:
        told += f" Les livres ne disent rien de {', '.join(map(str, found.empty_years))}."
    page.text(told)
    if found.threshold and not found.threshold.confirmed:
        page.text("Ce seuil reste à confirmer dans les paramètres légaux.", strong=True, ink=RED)
    if found.reading in found.doubtful:
        page.text("Les dons qui comptent restent à décider dans les paramètres légaux.", strong=True, ink=RED)


def _between(one: AppealYear) -> tuple[str, str]:
    if one.is_empty:
        return "rien dans les livres", "rien dans les livres"
    if one.counted is not None:
        return "comptés comme collectés par appel :", figures(one.counted.amount)
    return figures(one.least.amount), figures(one.most.amount)


def _residence(found: Thresholds) -> str:
    return "comptés" if found.counts_non_residents else "hors seuil"


def _verdict(page: Statement, what: str, *, is_above: bool) -> None:
    if is_above:
        page.text(f"{what} dépassent le seuil.", strong=True, ink=RED)
    else:
        page.text(f"{what} ne dépassent pas le seuil.", strong=True, ink=GREEN)
