"""Legal thresholds of gifts and of public subsidies, and what follows above them.

Gifts: loi 87-571 art. 4-1, those that give right to a tax advantage, by their nature, whether or not a
receipt was issued (CNCC EJ 2009-79). CGI art. 200 gives it to taxpayers domiciled in France: gifts of others
stand apart, unless a dated figure (``gifts_of_non_residents``) has them counted, as an auditor who reads "by
their nature" more widely may. Subsidies: Code de commerce L. 612-4 and D. 612-5, in cash from French public
bodies; those of foreign States do not count. The auditors count what was notified for the year (CNCC 2009);
the books know what was cashed. Gifts and subsidies are never added together. Read 2026-11.
"""

from typing import Final

from msgspec import Struct

from donations_app.domain.appeals import Appeals
from donations_app.domain.gifts import COMPANY_NATURE_BOXES, NATURE_BOXES
from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.parties import PEOPLE
from donations_app.domain.statements import Heading, Sum

GIFT_DUTIES: Final = ("annual_accounts", "auditor", "publication", "foreign_statement")
SUBSIDY_DUTIES: Final = ("annual_accounts", "auditor", "publication")
SUBSIDY_KINDS: Final = ("subsidy", "grant", "donation")  # of a public body, in cash
_WITHOUT_RIGHT: Final = ("association", "foundation")


def gives_right(kind: str, payer_kind: str | None) -> bool:
    """Tell whether a line of that kind from such a payer gives right to a tax advantage by its nature."""
    if payer_kind in PEOPLE:
        return kind in NATURE_BOXES
    return payer_kind == "company" and kind in COMPANY_NATURE_BOXES


def is_gift_without_right(kind: str, payer_kind: str | None) -> bool:
    """Tell whether a line is a gift of an organisation that has no tax advantage of it."""
    return payer_kind in _WITHOUT_RIGHT and kind in COMPANY_NATURE_BOXES


def is_subsidy(kind: str, payer_kind: str | None) -> bool:
    """Tell whether a line is a subsidy: said so, or money that a public body gives."""
    return kind == "subsidy" or (payer_kind == "public_body" and kind in SUBSIDY_KINDS)


class Thresholds(Struct, frozen=True, kw_only=True):
    """The eligible gifts and the public subsidies of a fiscal year, each against the threshold."""

    heading: Heading
    threshold: DatedValue  # cents
    foreign_begun: bool  # the duty of the statement of foreign resources, for a year opened on its first day
    residence_rule: DatedValue  # whether gifts of donors who are not tax-resident stand apart or are counted
    gifts: dict[str, Sum]  # by kind of line, from individuals and companies: those that count
    receipted: Sum  # of these, on live receipts
    # no tax advantage, or none that is sure: shown apart
    anonymous: Sum  # gifts and collections without a known donor
    not_resident: Sum  # of individuals and companies who are not tax-resident in France
    organisations: Sum  # gifts of associations and foundations
    barred: Sum  # passed on, on a project without right, or with too much given in return
    subsidies: Sum  # French
    foreign_subsidies: Sum  # they do not count
    appeals: Appeals

    @property
    def limit(self) -> Money:
        """The threshold; it is passed above, not at it."""
        return Money(int(self.threshold.value))

    @property
    def eligible(self) -> Sum:
        """All gifts that give right to a tax advantage."""
        return sum(self.gifts.values(), start=Sum())

    @property
    def counts_non_residents(self) -> bool:
        """Whether the gifts of donors who are not tax-resident are among those that count."""
        return self.residence_rule.value == "counted"

    @property
    def hangs_on_residence(self) -> bool:
        """Whether the gifts of donors who are not tax-resident decide if the threshold is passed."""
        other = self.eligible.amount + self.not_resident.amount
        if self.counts_non_residents:
            other = self.eligible.amount - self.not_resident.amount
        return (other > self.limit) is not self.gifts_above

    @property
    def doubtful(self) -> tuple[DatedValue, ...]:
        """The figures behind it that nobody has confirmed."""
        used = [self.threshold, *([self.residence_rule] if self.not_resident.count else [])]
        return (*(figure for figure in used if not figure.confirmed), *self.appeals.doubtful)

    @property
    def gifts_above(self) -> bool:
        """Whether the gifts pass the threshold."""
        return self.eligible.amount > self.limit

    @property
    def subsidies_above(self) -> bool:
        """Whether the subsidies pass the threshold."""
        return self.subsidies.amount > self.limit

    def _has_begun(self, duty: str) -> bool:
        return duty != "foreign_statement" or self.foreign_begun

    @property
    def duties(self) -> tuple[str, ...]:
        """What the law asks for, each duty once."""
        gifts = tuple(duty for duty in GIFT_DUTIES if self.gifts_above and self._has_begun(duty))
        subsidies = SUBSIDY_DUTIES if self.subsidies_above else ()
        appeals = (self.appeals.duty,) if self.appeals.duty else ()
        return tuple(dict.fromkeys((*gifts, *subsidies, *appeals)))
