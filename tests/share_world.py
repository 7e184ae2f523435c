"""Books with three projects of villages near Irherm, whose every sum can be checked by hand."""

from datetime import date
from typing import Any
from uuid import uuid4

from donations_app.db.books import Books
from donations_app.domain.financing import FinancingDraft
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.parties import PartyDraft
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.valued import ContributionDraft, Worker
from donations_app.services.funding.contributions import attest_contribution, record_contribution
from donations_app.services.funding.financing import agree, promise
from donations_app.services.funding.rules import add_rule
from donations_app.services.payments.recurring import agree_recurring
from tests.world import gifts, payment, people, person_draft, project, to

AGREED = date(2026, 1, 12)
RULE = FundingRule(
    name="Convention AFD-07", minimum=1_500, minimum_cash=1_000, maximum_in_kind=500, currency="EUR",
    source="convention, art. 7", source_on=AGREED, confirmed=True,
)  # fmt: skip
DONORS = ("Brahim", "Lahcen", "Fadma", "Ijja", "Hassan")


def irherm(books: Books) -> None:
    """Record them: what 2026-04 costs is 120 000, what it lacks are the 6 000 of Azekka."""
    people(books, _people())
    parts = {"TAGMAT": 60_000_00, "AZEKKA": 40_000_00, "TARGA": 20_000_00}
    project(
        books, "2026-04", cost=120_000_00, currency="MAD", rate="10.80", foreign_minor=1_296_000_00, partners=parts,
        axis="public_services", action="water", state="running", people_served=2_400, title_ar="تزويد إيغرم بالماء",
        short_fr="Eau d'Irherm",
    )  # fmt: skip
    _older(books)
    gifts(books, _money())
    for funder, cents, said in (("AFD", 60_000_00, "AFD-07"), ("FORIM", 15_000_00, "F-112")):
        agree(books, _offer("2026-04", funder, cents, reference=said))
    promise(books, _offer("2026-04", "FOND", 2_000_00, association="AZEKKA"))
    add_rule(books, RULE, key=uuid4(), project="2026-04", funder="AFD", since=AGREED)
    _contributions(books)


def _people() -> list[PartyDraft]:
    found = [person_draft(f"A{n}", first_name=name, last_name="Oubella") for n, name in enumerate(DONORS, 1)]
    for ref, kind, name, facts in (
        ("TAGMAT", "association", "Tagmat", {}),
        ("AZEKKA", "association", "Association Azekka", {"other_script": "جمعية أزكا"}),
        ("TARGA", "association", "Targa", {}),
        ("FORIM", "association", "FORIM", {"money_origin": "regranted"}),
        ("FOND", "foundation", "Fondation d'exemple", {}),
        ("AFD", "public_body", "Agence française de développement", {}),
    ):
        known: dict[str, Any] = {"organisation": name, "country": "MA", **facts}
        found.append(PartyDraft(key=uuid4(), ref=ref, kind=kind, **known))
    return found


def _older(books: Books) -> None:
    """A running project where Azekka lacks something, and one that ended."""
    project(
        books, "2025-02", cost=18_000_00, partners={"AZEKKA": 18_000_00}, axis="products", state="running",
        people_served=480, starts_on=date(2025, 3, 1),
    )  # fmt: skip
    project(
        books, "2023-01", cost=12_000_00, partners={"AZEKKA": 12_000_00}, axis="environment", state="done",
        starts_on=date(2023, 1, 1), ends_on=date(2024, 6, 30),
    )  # fmt: skip
    agree_recurring(
        books,
        RecurringGift(
            key=uuid4(), ref="R1", payer="A1", amount=Money(100_00), frequency="monthly", project="2025-02",
            association="AZEKKA", first_on=date(2026, 12, 5),
        ),
    )  # fmt: skip


def _offer(code: str, funder: str, cents: int, **facts: Any) -> FinancingDraft:
    return FinancingDraft(
        key=uuid4(), project=code, funder=funder, amount=Money(cents), stated_on=AGREED, **facts
    )


def _money() -> list[Any]:
    def came(
        payer: str, cents: int, where: tuple[str, str], day: date = date(2026, 4, 2), **facts: Any
    ) -> Any:
        return payment(cents, payer=payer, received_on=day, allocations=(to(cents, *where),), **facts)

    tagmat, targa, alone = ("2026-04", "TAGMAT"), ("2026-04", "TARGA"), ("2026-04", "")
    saffron = ("2025-02", "AZEKKA")
    return [
        came("A1", 3_000_00, tagmat),
        came("A2", 2_400_00, tagmat),
        came("A3", 2_000_00, tagmat),
        came("A4", 1_000_00, tagmat),
        came("TAGMAT", 5_200_00, tagmat, method="cash"),
        came("A1", 1_000_00, tagmat, kind="participation", method="cash"),
        came("A2", 1_000_00, tagmat, kind="dues", dues_year=2026, method="transfer"),
        came("A5", 1_600_00, targa, method="transfer"),
        came("TARGA", 800_00, targa, method="cash"),
        came("FOND", 1_000_00, alone, kind="grant", method="transfer"),
        came("AFD", 40_000_00, alone, kind="subsidy", method="transfer"),
        came("FORIM", 15_000_00, alone, kind="grant", method="transfer"),
        came("A1", 250_00, saffron),
        came("A2", 200_00, saffron),
        came("A3", 100_00, saffron),
        came("AZEKKA", 480_00, saffron, method="cash"),
        came("A4", 380_00, saffron, kind="dues", dues_year=2026),
        came("A5", 120_00, saffron, kind="sale", method="cash"),
        came("A5", 2_160_00, ("2023-01", "AZEKKA"), date(2024, 2, 1)),
    ]


def _contributions(books: Books) -> None:
    for association, worth, attested in (("TAGMAT", 400, True), ("TARGA", 100, True), ("AZEKKA", 300, False)):
        draft = ContributionDraft(
            key=uuid4(), project="2026-04", association=association, kind="labour", given_on=date(2026, 6, 1),
            workers=(Worker("Ali", worth),), day_rate=12_00, valued_by="Commune",
        )  # fmt: skip
        ref = record_contribution(books, draft).ref
        if attested:
            attest_contribution(
                books,
                ref,
                signed_on=date(2026, 6, 30),
                signed_by="H. Idrissi",
                document=f"Attestation {worth}",
            )
    transport = ContributionDraft(
        key=uuid4(), project="2026-04", association="TARGA", kind="transport", given_on=date(2026, 6, 2),
        worth=200_00, description="Camion", valued_by="Commune",
    )  # fmt: skip
    ref = record_contribution(books, transport).ref
    attest_contribution(
        books, ref, signed_on=date(2026, 6, 30), signed_by="H. Idrissi", document="Attestation 9"
    )
