"""The statement of foreign resources ("état séparé des avantages et ressources provenant de l'étranger").

Loi 87-571 art. 4-2 I, columns and order of ANC 2018-06 art. 434-3, decree 2021-1812 (read 2026-11): what
came from a foreign State, a foreign legal person or a natural person who is not resident in France, by
State, in the order of time; in its short form a total for each State alone, which an association that
publishes its accounts may publish while the whole statement is held at its seat (art. 5 of the decree). A
Moroccan living in France is resident, whatever his passport or account.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final, Literal

from donations_app.domain.folding import fold
from donations_app.domain.money import Money
from donations_app.domain.parties import PEOPLE
from donations_app.domain.statements import Heading

Personality = Literal["foreign_state", "legal_person", "natural_person"]
# whether the gifts of the year pass the threshold of art. 4-1, or do by those of non-residents alone, which an
# auditor may count; or the duty had not begun for the year
Necessity = Literal["required", "below", "by_non_residents", "not_begun"]
_THROUGH: Final = re.compile(
    r"(?:\bvia\b|\bthrough\b|\bpar l['’]interm[ée]diaire (?:de |du |des |d['’]))\s*(?P<who>[^,;.()]+)",
    re.IGNORECASE,
)


def personality(payer_kind: str) -> Personality:
    """Return what the contributor is in law."""
    if payer_kind in PEOPLE:
        return "natural_person"
    return "foreign_state" if payer_kind == "public_body" else "legal_person"


def intermediary(*, method: str, description: str, issued_by: str) -> str | None:
    """Return through whom a resource came, or ``None`` when it came directly.

    Money is direct unless the books tell an intermediary: the platform that issued the receipt, any online
    platform (``method`` online; it collects and hands over, so the resource is indirect through it, unnamed
    where nobody wrote its name), or one that the line's description names after "via", "through" or "par
    l'intermédiaire de".
    """
    if issued_by:
        return issued_by
    if found := _THROUGH.search(description):
        return found["who"].strip()
    return "" if method == "online" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignResource:
    """One resource from abroad, in the columns of the statement."""

    country: str  # ISO 3166 alpha-2
    state: str  # its name in French
    on: date
    personality: Personality
    kind: str
    is_direct: bool
    intermediary: str  # empty when direct, or when nobody wrote the name
    method: str
    amount: Money
    payer: str  # reference; in the books, not on the page
    payment: str
    line: int


@dataclass(frozen=True, slots=True)
class State:
    """The resources of one State in the order of time."""

    country: str
    name: str
    resources: tuple[ForeignResource, ...]

    @property
    def amount(self) -> Money:
        """Their sum."""
        return Money.total(resource.amount for resource in self.resources)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignStatement:
    """The statement of one fiscal year."""

    heading: Heading
    necessity: Necessity
    states: tuple[State, ...]
    without_state: tuple[str, ...]  # references of donors declared not resident whose address is French
    is_short: bool = False  # a total for each State alone, for those who publish their accounts

    @property
    def is_required(self) -> bool:
        """Whether it belongs to the annual accounts."""
        return self.necessity == "required"

    @property
    def amount(self) -> Money:
        """The grand total."""
        return Money.total(state.amount for state in self.states)


def by_state(resources: Iterable[ForeignResource]) -> tuple[State, ...]:
    """Group resources by State in the order of the French names, each in the order of time."""
    ordered = sorted(resources, key=lambda one: (fold(one.state), one.country, one.on, one.payment, one.line))
    groups = groupby(ordered, key=lambda one: (one.country, one.state))
    return tuple(State(country, name, tuple(group)) for (country, name), group in groups)
