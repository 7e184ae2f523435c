"""Several payments that the bank credits in one line: the payout of a platform, a run of direct debits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate

from donations_app.domain.bank import BankLine
from donations_app.domain.matching import Candidate, Person

_ON_PLATFORMS = ("online", "card")
_LATEST = 2  # payouts that are proposed: the latest are the likeliest


class Payouts:
    """Payments that wait, as sums are looked up in them: many lines ask for the same."""

    def __init__(self, waiting: Sequence[Candidate]) -> None:
        """Sort what waits, each above zero."""
        dated = [one for one in waiting if one.on and one.method in _ON_PLATFORMS]
        self._ordered = sorted(dated, key=lambda one: one.on or date.min)
        self._sums = [0, *accumulate(one.amount for one in self._ordered)]
        self._place = {total: place for place, total in enumerate(self._sums)}
        self._known: dict[
            int, list[tuple[int, int]]
        ] = {}  # by amount: the first of some, and behind the last
        runs: dict[str, list[Candidate]] = {}
        for one in waiting:
            if one.run:
                runs.setdefault(one.run, []).append(one)
        self._runs: dict[int, list[tuple[str, list[Candidate]]]] = {}
        for run, some in runs.items():
            if len(some) > 1:
                self._runs.setdefault(sum(one.amount for one in some), []).append((run, some))

    def of_platforms(self, line: BankLine) -> list[Candidate]:
        """Return the payments on a platform, of days that follow each other, which come to the amount of a credit.

        One alone is no payout.
        """
        some = self._known.get(line.amount)
        if some is None:
            some = self._known[line.amount] = self._coming_to(line.amount)
        found = [self._payout(*one) for one in some if self._is_before(one[1], line.booked_on)]
        return found[-_LATEST:]

    def _coming_to(self, amount: int) -> list[tuple[int, int]]:
        ends = ((start, self._place.get(total + amount, 0)) for start, total in enumerate(self._sums))
        return [(start, end) for start, end in ends if end > start + 1]

    def _is_before(self, end: int, on: date) -> bool:
        last = self._ordered[end - 1].on
        return last is not None and last <= on

    def _payout(self, start: int, end: int) -> Candidate:
        some = self._ordered[start:end]
        to = tuple(one.to for one in some)
        total = self._sums[end] - self._sums[start]
        return replace(some[-1], kind="payout", to="+".join(to), amount=total, payments=to, person=Person())

    def of_runs(self, line: BankLine) -> list[Candidate]:
        """Return the runs of direct debits of which all that waits comes to the amount of a line."""
        return [
            replace(
                some[0],
                kind="payout",
                to="+".join(one.to for one in some),
                amount=line.amount,
                payments=tuple(one.to for one in some),
                person=Person(),
                mandate="",
                references=frozenset({run}),
            )
            for run, some in self._runs.get(line.amount, ())
        ]
