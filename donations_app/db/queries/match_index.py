"""What waits in the books, found by what a line of the bank can say of it: so many lines need not ask everything.

A candidate is told by its amount, its reference, its mandate, the account or the name of who pays. Of those that have
the amount of a line and nothing else in common with it, a dozen on each day perhaps, the few are found that can be
among the likeliest: they are weighed by their day alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from donations_app.domain.matching import NEAR, REACH, SHOWN, SOON, Candidate, Searched
from donations_app.domain.stated_references import key_of, keys_in
from donations_app.domain.weighing import is_ordered

_BEFORE, _BEHIND = timedelta(days=REACH), timedelta(days=REACH / 2)


class _Alike(NamedTuple):
    """What the weighing of candidates that only have the amount of a line rests on, beside their day."""

    is_named: bool
    has_account: bool
    targets: frozenset[str]


class Waiting:
    """Candidates that wait, of one currency, in their order."""

    def __init__(self, things: Sequence[Candidate], ibans: Mapping[str, frozenset[str]]) -> None:
        """Sort them by what tells them.

        Args:
            things: payments, slips and instalments.
            ibans: accounts that are known, by reference of who pays.
        """
        self._things = things
        self._ordered: list[int] = []  # given in another currency
        self._slips: defaultdict[int, list[int]] = defaultdict(list)
        self._names: defaultdict[str, list[int]] = defaultdict(list)
        self._keys: defaultdict[str, list[int]] = defaultdict(list)
        self._mandates: defaultdict[str, list[int]] = defaultdict(list)
        self._accounts: defaultdict[str, list[int]] = defaultdict(list)
        self._payers: defaultdict[str, list[int]] = defaultdict(list)
        self._amounts: defaultdict[tuple[int, int], dict[_Alike, list[int]]] = defaultdict(dict)
        for place, one in enumerate(things):
            self._sort_in(place, one, one.ibans | ibans.get(one.person.ref, frozenset()))
        self._targets = frozenset(word for one in things for word in one.targets)
        self._longest = max(map(len, self._keys), default=0)
        self._begun = {key[0] for key in self._keys if key}

    def _sort_in(self, place: int, one: Candidate, accounts: frozenset[str]) -> None:
        if one.kind == "slip":
            self._slips[one.amount].append(place)
        else:
            alike = _Alike(bool(one.person.last), bool(accounts), one.targets)
            of_day = self._amounts[one.amount, one.on.toordinal() if one.on else 0]
            of_day.setdefault(alike, []).append(place)
        if one.ordered:
            self._ordered.append(place)
        if one.person.last:
            self._names[max(one.person.last, key=len)].append(place)
        for reference in one.references:
            self._keys[key_of(reference)].append(place)
        if one.mandate:
            self._mandates[one.mandate].append(place)
        for account in accounts:
            self._accounts[account].append(place)
        if one.person.ref:
            self._payers[one.person.ref].append(place)

    def for_line(self, words: Searched, seen: str, *, likely: bool) -> list[Candidate]:
        """Return what a line may be, in their order: what is told by more than its amount, and the best of the rest.

        Args:
            words: of the line.
            seen: who pays from its account, as was last found.
            likely: leave out the rest, none of which is ever likely.
        """
        on = words.line.booked_on
        first, last = on - _BEFORE, on + _BEHIND
        things = self._things
        told = {
            place
            for place in set(self._told(words, seen))
            if _is_between(first, things[place], last) and self._fits(words, seen, things[place])
        }
        if not likely:
            told.update(place for place in self._best(words) if _is_between(first, things[place], last))
        return [things[place] for place in sorted(told)]

    def _told(self, words: Searched, seen: str) -> Iterator[int]:
        line = words.line
        if line.instructed:
            yield from self._ordered
        yield from self._slips.get(line.amount, ())
        for word in self._names.keys() & words.words:
            yield from self._names[word]
        # a reference of zeros alone has no key
        for key in self._keys.keys() & {"", *keys_in(words.runs, self._longest, self._begun)}:
            yield from self._keys[key]
        if line.mandate:
            yield from self._mandates.get(line.mandate, ())
        if words.iban:
            yield from self._accounts.get(words.iban, ())
            yield from self._payers.get(seen, ())

    def _fits(self, words: Searched, seen: str, one: Candidate) -> bool:
        """Tell whether something open is worth weighing: the amount is the same, or who pays is."""
        line = words.line
        if one.amount == line.amount or (one.ordered and is_ordered(one.ordered, line.instructed)):
            return True
        if one.kind == "slip" or not one.person.ref:
            return False
        is_his = words.iban and seen == one.person.ref
        is_named = bool(one.person.last) and one.person.last <= words.beside
        return bool(is_his or (one.mandate and one.mandate == line.mandate) or is_named)

    def _best(self, words: Searched) -> list[int]:
        """Return those of the amount that can be among the likeliest by their day, whatever else tells them."""
        day = words.line.booked_on.toordinal()
        found: list[tuple[int, int]] = []
        earliest = day - (REACH if words.words & self._targets else NEAR)  # farther ones need a word for them
        for on in (0, *range(earliest, day + SOON + 1)):
            for alike, places in self._amounts.get((words.line.amount, on), {}).items():
                less = _lacking(words, alike, day - on if on else None)
                found += [(less, place) for place in _first(places, self._agreed)]
        found.sort()
        return list(_first([place for _less, place in found], self._agreed))

    def _agreed(self, place: int) -> object:
        """Return what of several only one is shown: an agreed gift; everything else is one by itself."""
        one = self._things[place]
        return one.to.partition(":")[0] if one.kind == "instalment" else place


def _lacking(words: Searched, alike: _Alike, days: int | None) -> int:
    """Return how many points less than the best a candidate has of which the amount alone is that of the line.

    The points are those of ``domain.matching``; ``days`` from the candidate to the line, from -5 on, if it has one.
    """
    by_day = 15 if days is None else 0 if days <= SOON else 7 if days <= NEAR else 45
    return (
        by_day
        + (25 if alike.is_named and words.line.counterpart else 0)
        + (20 if alike.has_account and words.iban else 0)
        - (5 if alike.targets & words.words else 0)
    )


def _first(places: Iterable[int], agreed: Callable[[int], object]) -> Iterator[int]:
    """Yield the first few places, of an agreed gift one."""
    seen: set[object] = set()
    for place in places:
        if (of := agreed(place)) not in seen:
            seen.add(of)
            yield place
            if len(seen) == SHOWN:
                return


def _is_between(first: date, one: Candidate, last: date) -> bool:
    return one.on is None or first <= one.on <= last
