"""What funders of the example books ask, promise and agree, and what was spent."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from donations_app.db.books import Books
from donations_app.db.queries.earmarked import earmarked
from donations_app.domain.financing import FinancingDraft
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import PartyDraft
from donations_app.domain.projects import ProjectDraft
from donations_app.domain.spending import SpendingDraft
from donations_app.formats.reference import known_rules
from donations_app.services.demo.stories import key
from donations_app.services.funding.financing import agree, promise
from donations_app.services.funding.rules import add_rule
from donations_app.services.funding.spending import record_spending
from donations_app.services.people.parties import record_party

_FORIM = "AS90"


def add_funding(books: Books, rng: Random, projects: Sequence[ProjectDraft]) -> int:
    """Add rules, promises and agreements of four funders to the first projects, and what was spent of one.

    Returns:
        How many of the funders are new: one, who passes on public money.
    """
    first = date(books.today.year - 1, 1, 15)
    record_party(
        books,
        PartyDraft(
            key=key(rng), ref=_FORIM, kind="association", organisation="FORIM", money_origin="regranted",
            address="14 passage Dubail", postcode="75010", city="Paris",
        ),
    )  # fmt: skip
    rules = {one.code: one.rule for one in known_rules()}
    for code, n, funder in (
        ("AFD_2012", 3, "BP01"), ("LYON_2022", 0, "BP02"), ("FORIM_MICRO_2024", 1, _FORIM),
    ):  # fmt: skip
        add_rule(books, rules[code], key=key(rng), project=projects[n].code, funder=funder, since=first)

    def offer(n: int, funder: str, percent: int, days: int, reference: str = "") -> FinancingDraft:
        amount = Money(projects[n].cost.cents * percent // 100)
        return FinancingDraft(
            key=key(rng), project=projects[n].code, funder=funder, amount=amount, reference=reference,
            stated_on=min(first + timedelta(days), books.today),
        )  # fmt: skip

    asked = promise(books, offer(3, "BP01", 50, 0))
    agree(books, offer(3, "BP01", 45, 90, f"CZZ {first.year}-41"), replaces=asked)
    agree(books, offer(0, "BP02", 40, 30, f"Délibération {first.year}-118"))
    asked = promise(books, offer(1, _FORIM, 25, 60))
    agree(books, offer(1, _FORIM, 20, 150, f"PRA-OSIM {first.year}-207"), replaces=asked)
    promise(books, offer(2, "FO01", 15, 200))
    _spend(books, rng, projects[0])
    return 1


def _spend(books: Books, rng: Random, project: ProjectDraft) -> None:
    """Spend on a project, half of what donors earmarked for it in the year before."""
    year = books.today.year - 1
    with books.read() as session:
        left = sum((one.left for one in earmarked(session, year, project=project.code)), ZERO)
    half = Money(max(0, left.cents // 200 * 100))
    for n, (amount, used, said) in enumerate(
        ((project.cost.cents // 10, half, "Conduites"), (project.cost.cents // 20, ZERO, "Terrassement")), 1
    ):
        draft = SpendingDraft(
            key=key(rng), project=project.code, amount=max(Money(amount), used), earmarked=used,
            spent_on=date(year, 12, 31) if used else books.today, origin="private" if used else "public",
            reference=f"AC-{year}-{n:03}", description=said,
        )  # fmt: skip
        record_spending(books, draft)
