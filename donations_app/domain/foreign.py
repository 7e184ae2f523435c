"""The statement of foreign resources ("état séparé des avantages et ressources provenant de l'étranger").

Loi 87-571 art. 4-2 I, columns and order of ANC 2018-06 art. 434-3, decree 2021-1812 (read 2026-11): what
came from a foreign State, a foreign legal person or a natural person who is not resident in France, by
State, in the order of time; in its short form a total for each State alone, which an association that
publishes its accounts may publish while the whole statement is held at its seat (art. 5 of the decree). A
Moroccan living in France is resident, whatever his passport or account.
"""

import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Final, Literal

from msgspec import Struct

from donations_app.domain.folding import fold
from donations_app.domain.money import Money
from donations_app.domain.parties import PEOPLE
from donations_app.domain.statements import Heading

# the four of art. 1 of the decree; a commune is no State but a legal person
Personality = Literal["foreign_state", "legal_person", "trust_like", "natural_person"]
# what a person is asked to look at: whether a public body is a State, under which State a union stands
Unclear = Literal["state_or_body", "union_or_organisation"]
_TRUSTS: Final = frozenset(("trust", "fiducie", "treuhand", "fideicommis"))
_STATES: Final = frozenset(
    ("etat", "state", "royaume", "kingdom", "republique", "republic", "ministere", "ministry", "ambassade",
     "embassy", "consulat", "consulate", "gouvernement", "government", "دوله", "مملكه", "المملكه", "جمهوريه",
     "وزاره", "سفاره", "قنصليه", "حكومه"),
)  # fmt: skip
_ARTICLES: Final = frozenset(("l", "le", "la", "the"))
_UNIONS: Final = re.compile(
    r"\b(?:union europeenne|commission europeenne|european (?:union|commission)|nations unies|united nations"
    r"|organisation internationale|international organi[sz]ation)\b"
)
# whether the gifts of the year pass the threshold of art. 4-1, or do by those of non-residents alone, which an
# auditor may count; or the duty had not begun for the year
Necessity = Literal["required", "below", "by_non_residents", "not_begun"]
_THROUGH: Final = re.compile(
    r"(?:\bvia\b|\bthrough\b|\bpar l['’]interm[ée]diaire (?:de |du |des |d['’]))\s*(?P<who>[^,;.()]+)",
    re.IGNORECASE,
)


def personality(payer_kind: str, *, legal_form: str = "", name: str = "") -> Personality:
    """Return what the contributor is in law, as far as its kind, legal form and name say it.

    A legal form that names a trust makes one. A public body is a State when its legal form says so, or, where
    none is written, when its name begins so: "Ministère ...", "Royaume ..."; any other is a legal person.

    >>> personality("public_body", name="Ministère de l'Intérieur"), personality("public_body", name="Commune d'Afra")
    ('foreign_state', 'legal_person')
    """
    if payer_kind in PEOPLE:
        return "natural_person"
    form = fold(legal_form).split()
    if _TRUSTS.intersection(form):
        return "trust_like"
    said = form or [word for word in fold(name).split() if word not in _ARTICLES][:1]
    return "foreign_state" if payer_kind == "public_body" and _STATES.intersection(said) else "legal_person"


def unclear(payer_kind: str, *, legal_form: str, name: str) -> Unclear | None:
    """Return what is not sure of a contributor; ``None`` where nothing is asked."""
    if payer_kind != "public_body":
        return None
    if _UNIONS.search(fold(f"{legal_form} {name}")):
        return "union_or_organisation"
    is_state = personality(payer_kind, legal_form=legal_form, name=name) == "foreign_state"
    return None if legal_form or is_state else "state_or_body"


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


class ForeignResource(Struct, frozen=True, kw_only=True):
    """One resource from abroad, in the columns of the statement."""

    country: str  # ISO 3166 alpha-2
    state: str  # its name in French
    on: date  # of cashing
    personality: Personality
    kind: str
    is_direct: bool
    intermediary: str  # empty when direct, or when nobody wrote the name
    method: str
    amount: Money
    payer: str  # reference; in the books, not on the page
    payment: str
    line: int


class State(Struct, frozen=True):
    """The resources of one State in the order of time."""

    country: str
    name: str
    resources: tuple[ForeignResource, ...]

    @property
    def amount(self) -> Money:
        """Their sum."""
        return Money.total(resource.amount for resource in self.resources)


class ForeignStatement(Struct, frozen=True, kw_only=True):
    """The statement of one fiscal year."""

    heading: Heading
    necessity: Necessity
    states: tuple[State, ...]
    without_state: tuple[str, ...]  # references of donors declared not resident whose address is French
    unclear: tuple[tuple[str, Unclear], ...] = ()  # references of public bodies, and what to look at
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
