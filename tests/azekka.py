"""An association whose figures are checked by hand: Azekka, with a part of three projects, one of which ended."""

from datetime import date
from typing import Final
from uuid import uuid4

from donations_app.db.books import Books
from donations_app.domain.financing import FinancingDraft
from donations_app.domain.money import Money
from donations_app.domain.projects import PartnerDraft, ProjectDraft, State
from donations_app.domain.recurring import RecurringGift
from donations_app.services.funding.financing import agree
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.projects.recording import record_project
from tests import irherm
from tests.world import gift, person, to

REF: Final = "AZEK"
WATER, SAFFRON, CANALS = irherm.CODE, "2026-07", "2024-02"


def fill(books: Books) -> None:
    """Record the water of Irherm, the saffron of Taliouine, and canals that were done in 2024.

    Of the agreed gifts one is of a public body and one names the project alone: neither is expected for Azekka.
    """
    irherm.fill(books)
    person(books, "K1", last_name="Azergui", first_name="Khadija")
    carried: tuple[tuple[str, str, str, int, State, date], ...] = (
        (SAFFRON, "Coopérative de safran de Taliouine", "Safran", 18_000_00, "running", date(2027, 6, 30)),
        (CANALS, "Séguias d'Irherm", "Séguias", 12_000_00, "done", date(2024, 6, 30)),
    )
    for code, title, short, cents, state, ends_on in carried:
        record_project(books, ProjectDraft(
            key=uuid4(), code=code, title_fr=title, short_fr=short, cost=Money(cents), state=state, ends_on=ends_on,
            partners=(PartnerDraft(association=REF, cost=Money(cents)),),
        ))  # fmt: skip
    for day, cents, payer, kind in (
        (date(2024, 3, 5), 2_160_00, "VILL", "donation"),
        (date(2026, 11, 12), 480_00, "VILL", "donation"), (date(2026, 10, 3), 350_00, "A1", "donation"),
        (date(2026, 9, 18), 380_00, "A1", "dues"), (date(2026, 7, 22), 200_00, "K1", "donation"),
        (date(2026, 5, 5), 120_00, "K1", "sale"),
    ):  # fmt: skip
        facts = {"dues_year": 2026} if kind == "dues" else {}
        code = CANALS if day.year == 2024 else SAFFRON
        gift(
            books, cents, payer=payer, kind=kind, method="transfer", received_on=None, credited_on=day,
            allocations=(to(cents, code, REF),), **facts,
        )  # fmt: skip
    for ref, payer, carrier in (("P2", "K1", REF), ("P3", "SOUSS", REF), ("P4", "K1", "")):
        agree_recurring(books, RecurringGift(
            key=uuid4(), ref=ref, payer=payer, amount=Money(250_00), frequency="monthly", day=15,
            first_on=date(2026, 10, 15), last_on=date(2027, 2, 15), project=SAFFRON, association=carrier,
            method="transfer",
        ))  # fmt: skip
    agree(books, FinancingDraft(
        key=uuid4(), project=SAFFRON, association=REF, funder="FOND", amount=Money(300_00),
        stated_on=date(2026, 6, 1), reference="Lettre du 1er juin",
    ))  # fmt: skip
