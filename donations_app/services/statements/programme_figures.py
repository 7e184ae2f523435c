"""The figures of the programme's report: whole euros by origin, people served, and how a cell says them.

Amounts are rounded project by project so that all add up: a project's parts to its cost, the projects of an axis
to the axis, the axes to the whole.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from msgspec import Struct

from donations_app.db.queries.programme import ProgrammeFacts, ProjectOfPeriod
from donations_app.db.queries.settings import OrganisationRow
from donations_app.domain.counting import whole_parts
from donations_app.domain.money import Money
from donations_app.i18n import N_
from donations_app.words.documents import Words, whole_euros
from receipts.tables import Cell

SHORT: Final = {
    "self_development": N_("Self-development of the territory"),
    "products": N_("Products and services"),
    "public_services": N_("Access to public services"),
    "environment": N_("Care of the environment"),
    "migrants": N_("Migrants' associations"),
    "promotion": N_("Sharing the experience"),
}


class Rounded(Struct, frozen=True):
    """Whole euros of one or several projects: private, public, before, left; they add up."""

    parts: tuple[int, int, int, int]
    cost: int

    @property
    def whole(self) -> int:
        """The sum of the parts."""
        return sum(self.parts)

    @classmethod
    def of(cls, one: ProjectOfPeriod) -> "Rounded":
        """Return those of a project."""
        amounts = (one.private, one.public, one.before, one.left)
        parts = whole_parts([amount.cents for amount in amounts], 100)
        return cls((parts[0], parts[1], parts[2], parts[3]), whole_euros(one.cost))

    @classmethod
    def total(cls, some: Iterable["Rounded"]) -> "Rounded":
        """Return the sums of several."""
        found = list(some)
        a, b, c, d = (sum(one.parts[n] for one in found) for n in range(4))
        return cls((a, b, c, d), sum(one.cost for one in found))


class ProgrammeFigures:
    """Says numbers and whole euros of the facts in the language of the report."""

    def __init__(
        self,
        facts: ProgrammeFacts,
        us: OrganisationRow,
        heads: list[tuple[str, int, str]],
        first: date,
        last: date,
        language: str,
    ) -> None:
        self.facts, self.us, self.heads, self.first, self.last = facts, us, heads, first, last
        self.words, self.language = Words(language), language
        self.rounded = {one.code: Rounded.of(one) for one in facts.projects}
        self.whole = Rounded.total(self.rounded.values())

    def euros(self, euros: int) -> str:
        """Return whole euros with their sign."""
        return self.words.euros(Money(euros * 100))

    def count(self, number: int | None) -> Cell:
        """Return a number; nothing where it is not known."""
        return Cell() if number is None else Cell(self.words.whole(number), number)

    def amounts(self, rounded: Rounded) -> Iterator[Cell]:
        """Yield the cost and its parts; nothing as a dash."""
        for euros in (rounded.cost, *rounded.parts):
            yield Cell(self.words.whole(euros) if euros else "–", euros)


def people_of(some: Iterable[ProjectOfPeriod]) -> int | None:
    """Return how many people are served as far as it is stated; none where no project states it."""
    stated = [one.people for one in some if one.people is not None]
    return sum(stated) if stated else None
