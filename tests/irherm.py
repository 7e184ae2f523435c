"""A project whose figures are checked by hand: Irherm, carried by three associations, one of which gave nothing."""

from datetime import date
from typing import Final
from uuid import uuid4

from donations_app.db.books import Books
from donations_app.domain.financing import FinancingDraft
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.parties import PartyDraft
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.valued import ContributionDraft, Worker
from donations_app.services.funding.contributions import attest_contribution, record_contribution
from donations_app.services.funding.financing import agree
from donations_app.services.funding.rules import add_rule
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.people.parties import record_party
from tests.world import TODAY, association, gift, person, project, to

CODE: Final = "2026-04"
AFD: Final = FundingRule(
    name="convention", minimum=1_500, minimum_cash=1_000, maximum_in_kind=500, source="AFD, guide ONG 2012",
    source_on=date(2026, 11, 28), confirmed=True,
)  # fmt: skip
FORIM: Final = FundingRule(
    name="PRA/OSIM 2024", minimum=0, maximum_funder=7_000, scope="project", source="FORIM, appel de 2024",
    source_on=date(2026, 11, 28),
)  # fmt: skip
_CARRIERS: Final = {
    "TAGM": ("Association Tagmat", 60_000_00),
    "AZEK": ("Association Azekka", 40_000_00),
    "TARG": ("Association Targa", 20_000_00),
}


def fill(books: Books) -> None:
    """Record the project with all that stands on it and is still to come."""
    _people(books)
    project(
        books, CODE, cost=120_000_00, partners={ref: cents for ref, (_name, cents) in _CARRIERS.items()},
        title_ar="تزويد إيغرم بالماء الصالح للشرب", currency="MAD", rate="10.8", foreign_minor=1_296_000_00,
        people_served=2140, axis="public_services",
        action="water", municipality="09.541.01.05", province="09.541", ends_on=date(2027, 3, 31), state="running",
        starts_on=date(2026, 1, 12), rule=FundingRule(minimum=0),
    )  # fmt: skip
    _money(books)
    add_rule(books, AFD, key=uuid4(), project=CODE, funder="AFD", since=date(2026, 1, 12))
    add_rule(books, FORIM, key=uuid4(), project=CODE, funder="FORIM", since=date(2026, 1, 12))
    for funder, euros in (("AFD", 60_000), ("FORIM", 15_000), ("SOUSS", 12_000)):
        agree(books, FinancingDraft(
            key=uuid4(), project=CODE, funder=funder, amount=Money(euros * 100), stated_on=date(2026, 1, 12),
            reference=f"{funder} 2026",
        ))  # fmt: skip
    _valued(books)
    agree_recurring(books, RecurringGift(
        key=uuid4(), ref="P1", payer="A1", amount=Money(2_000_00), frequency="monthly", day=5,
        first_on=date(2026, 12, 5), last_on=date(2027, 3, 5), project=CODE, association="AZEK", method="transfer",
    ))  # fmt: skip


def _people(books: Books) -> None:
    person(books)
    for ref, (name, _cents) in _CARRIERS.items():
        association(books, ref, name)
    for ref, kind, name, origin in (
        ("AFD", "public_body", "AFD", ""), ("SOUSS", "public_body", "Région Souss-Massa", ""),
        ("FORIM", "association", "FORIM", "regranted"), ("FOND", "foundation", "Fondation Atlas", ""),
        ("VILL", "association", "Caisse du village", ""),
    ):  # fmt: skip
        record_party(
            books, PartyDraft(key=uuid4(), ref=ref, kind=kind, organisation=name, money_origin=origin)
        )


def _money(books: Books) -> None:
    for month, cents, payer, kind, carrier in (
        (2, 4_000_00, "A1", "donation", "TAGM"), (5, 6_000_00, "A1", "donation", "TAGM"),
        (7, 6_000_00, "VILL", "donation", "TAGM"), (8, 1_000_00, "A1", "participation", "TAGM"),
        (9, 1_000_00, "A1", "dues", "TAGM"), (9, 2_200_00, "A1", "donation", "TARG"),
        (10, 15_000_00, "FORIM", "grant", ""),
        (11, 1_000_00, "FOND", "donation", ""),
    ):  # fmt: skip
        facts = {"dues_year": 2026} if kind == "dues" else {}
        gift(
            books, cents, payer=payer, kind=kind, method="transfer", received_on=None,
            credited_on=date(2026, month, 12), allocations=(to(cents, CODE, carrier),), **facts,
        )  # fmt: skip


def _valued(books: Books) -> None:
    """Labour of Targa that is attested, and of Azekka that waits for its paper."""
    for carrier, half_days, day in (("TARG", 100, date(2026, 6, 3)), ("AZEK", 180, date(2026, 10, 14))):
        draft = ContributionDraft(
            key=uuid4(), project=CODE, kind="labour", given_on=day, association=carrier, day_rate=20_00,
            workers=(Worker("Brahim Aït Taleb", half_days),), description="Tranchées",
        )  # fmt: skip
        ref = record_contribution(books, draft).ref
        if carrier == "TARG":
            attest_contribution(books, ref, signed_on=TODAY, signed_by="Le caïd d'Irherm")
