"""What an import made of other currencies: told, since a wrong rate shows in the euros first."""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from donations_app.domain.money import Money
from donations_app.domain.payments import PaymentDraft
from donations_app.domain.projects import ProjectDraft


class Converted(Struct, frozen=True):
    """The payments, or the costs of projects, of one currency at one rate."""

    currency: str
    rate: str  # units of the currency for one euro, as written
    records: int
    foreign_minor: int  # hundredths of the currency, as given
    amount: Money


def converted(drafts: Iterable[object]) -> list[Converted]:
    """Return what drafts in other currencies are in euros, by currency and rate, in the order of the file."""
    found: defaultdict[tuple[str, str], list[tuple[int, Money]]] = defaultdict(list)
    for draft in drafts:
        if isinstance(draft, PaymentDraft) and draft.currency != "EUR":
            given = sum(line.foreign_minor or 0 for line in draft.lines)
            found[draft.currency, draft.rate].append((given, draft.amount))
        elif isinstance(draft, ProjectDraft) and draft.currency != "EUR":
            found[draft.currency, draft.rate].append((draft.foreign_minor or 0, draft.cost))
    return [
        Converted(
            currency,
            rate,
            len(some),
            sum(given for given, _ in some),
            Money.total(amount for _, amount in some),
        )
        for (currency, rate), some in found.items()
    ]
