"""The figures of a year's members: who owes its dues, how much of them came in, and who came and went."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from donations_app.db.queries.dues import Member, owed_in_all
from donations_app.domain.money import ZERO, Money

OWING: Final = ("paid", "partly_paid", "owed", "late")  # those who owe dues, whether they paid them or not
BESIDE: Final = ("exempt", "suspended", "honorary")


class Totals(Struct, frozen=True):
    """Sums that tie: paid, in part, to pay and late are all who owe; received and missing are what is expected."""

    by_standing: Counter[str]
    received: Money  # of the year's dues, up to what is owed
    missing: Money  # of the year's dues
    earlier: Money  # missing of the years before, of those who owe
    unasked: Money  # missing of all years of those who left
    joined: int  # in the year
    gone: int  # in the year

    @property
    def owing(self) -> int:
        """How many owe dues."""
        return sum(self.by_standing[code] for code in OWING)

    @property
    def beside(self) -> int:
        """How many members owe none."""
        return sum(self.by_standing[code] for code in BESIDE)

    @property
    def expected(self) -> Money:
        """What the year's dues bring once all have paid."""
        return self.received + self.missing


def totals(found: Sequence[Member], year: int) -> Totals:
    """Return the figures of a year from its members, those who left in it among them."""
    owing = [one for one in found if one.standing in OWING]
    return Totals(
        by_standing=Counter(one.standing for one in found),
        received=Money.total(_received(one) for one in owing),
        missing=Money.total(one.dues.missing for one in owing),
        earlier=Money.total(year.missing for one in owing for year in one.earlier),
        unasked=owed_in_all(found).unasked,
        joined=sum(one.since.year == year for one in found),
        gone=sum(one.standing == "left" for one in found),
    )


def _received(one: Member) -> Money:
    """Return what was paid of the year's dues; of a fee, not more than the fee."""
    paid = max(one.dues.paid, ZERO)
    return min(paid, one.dues.fee) if one.dues.fee else paid


class KindTotals(Struct, frozen=True):
    """A kind of membership in a year."""

    name: str
    fee: Money
    paid: int  # members who are up to date
    owing: int
    received: Money


def by_kind(found: Sequence[Member]) -> list[KindTotals]:
    """Return the kinds that owe dues, the one with most members first; their sums are those of ``totals``."""
    kinds: dict[str, list[Member]] = {}
    for one in found:
        if one.standing in OWING:
            kinds.setdefault(one.kind, []).append(one)
    return [
        KindTotals(
            name=several[0].kind_name,
            fee=max(one.dues.fee for one in several),
            paid=sum(one.standing == "paid" for one in several),
            owing=len(several),
            received=Money.total(map(_received, several)),
        )
        for several in sorted(kinds.values(), key=lambda several: (-len(several), several[0].kind))
    ]
