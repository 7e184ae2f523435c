"""Legal thresholds of gifts and of public subsidies, and what follows above them.

Gifts: loi 87-571 art. 4-1, those that give right to a tax advantage, by their nature, whether or not a
receipt was issued (CNCC EJ 2009-79). Subsidies: Code de commerce L. 612-4 and D. 612-5, in cash from French
public bodies; those of foreign States do not count. Read 2026-11.
"""

from dataclasses import dataclass
from typing import Final

from donations_app.domain.gifts import COMPANY_NATURE_BOXES, NATURE_BOXES
from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.parties import PEOPLE
from donations_app.domain.statements import Heading, Sum

GIFT_DUTIES: Final = ("annual_accounts", "auditor", "publication", "foreign_statement")
SUBSIDY_DUTIES: Final = ("annual_accounts", "auditor", "publication")
SUBSIDY_KINDS: Final = ("subsidy", "grant", "donation")  # of a public body, in cash


def gives_right(kind: str, payer_kind: str | None) -> bool:
    """Tell whether a line of that kind from such a payer gives right to a tax advantage by its nature."""
    if payer_kind in PEOPLE:
        return kind in NATURE_BOXES
    return payer_kind == "company" and kind in COMPANY_NATURE_BOXES


def is_subsidy(kind: str, payer_kind: str | None) -> bool:
    """Tell whether a line is a subsidy: said so, or money that a public body gives."""
    return kind == "subsidy" or (payer_kind == "public_body" and kind in SUBSIDY_KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The eligible gifts and the public subsidies of a fiscal year, each against the threshold."""

    heading: Heading
    threshold: DatedValue  # cents
    gifts: dict[str, Sum]  # by kind of line, from individuals and companies
    receipted: Sum  # of these, on live receipts
    anonymous: Sum  # gifts and collections without a known donor: no tax advantage, shown apart
    subsidies: Sum  # French
    foreign_subsidies: Sum  # they do not count

    @property
    def limit(self) -> Money:
        """The threshold; it is passed above, not at it."""
        return Money(int(self.threshold.value))

    @property
    def eligible(self) -> Sum:
        """All gifts that give right to a tax advantage."""
        return sum(self.gifts.values(), start=Sum())

    @property
    def gifts_above(self) -> bool:
        """Whether the gifts pass the threshold."""
        return self.eligible.amount > self.limit

    @property
    def subsidies_above(self) -> bool:
        """Whether the subsidies pass the threshold."""
        return self.subsidies.amount > self.limit

    @property
    def duties(self) -> tuple[str, ...]:
        """What the law asks for, each duty once."""
        gifts = GIFT_DUTIES if self.gifts_above else ()
        subsidies = SUBSIDY_DUTIES if self.subsidies_above else ()
        return tuple(dict.fromkeys((*gifts, *subsidies)))
