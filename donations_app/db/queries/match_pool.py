"""What is open in the books, looked up line by line: everything was read before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from donations_app.db.queries.bank import OwnAccount
from donations_app.db.queries.match_index import Asked, Waiting, words_beside
from donations_app.domain.bank import BankLine, account_key
from donations_app.domain.matching import Candidate, Person, searched, words_of
from donations_app.domain.payouts import Payouts

_PEOPLE_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Pool:
    """What is open in the books, as lines look it up."""

    payments: Sequence[Candidate]
    returns: Sequence[Candidate]
    slips: Sequence[Candidate]
    instalments: Sequence[Candidate]
    rules: Sequence[Any]
    people: Mapping[str, Sequence[Person]]  # by folded word
    own: Sequence[OwnAccount]
    seen: Mapping[str, tuple[str, date]]  # by IBAN: reference of the payer, when last
    ibans: Mapping[str, frozenset[str]]  # agreed, by reference of the payer
    by_ref: Mapping[str, Person]
    _waiting: Waiting = field(init=False, repr=False)
    _payouts: Payouts = field(init=False, repr=False)
    _returned: dict[int, list[Candidate]] = field(default_factory=dict, init=False, repr=False)  # by amount
    _rules: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False)  # by IBAN or a word

    def __post_init__(self) -> None:
        things = (*self.payments, *self.slips, *self.instalments)
        object.__setattr__(self, "_waiting", Waiting(things, self.ibans))
        object.__setattr__(self, "_payouts", Payouts(self.payments))
        for one in self.returns:
            self._returned.setdefault(one.amount, []).append(one)
        for place, rule in enumerate(self.rules):
            self._rules.setdefault(rule.iban or rule.words.split()[0], []).append(place)

    def candidates(self, line: BankLine, *, likely: bool = False) -> list[Candidate]:
        """Return what a line may be, unweighed.

        Args:
            line: of the bank.
            likely: leave out what only has its amount, which is never likely.
        """
        if line.currency != "EUR":
            return []
        iban = account_key(line.counterpart_iban)
        text, words = searched(line), words_beside(line)
        wide = words_of(text) if line.creditor_reference else words
        if line.amount < 0:
            found = list(self._returned.get(line.amount, ()))
        else:
            seen = self.seen.get(iban, ("",))[0]
            found = self._waiting.for_line(Asked(line, text, wide, words, iban, seen), likely=likely)
            found += self._payouts.of_platforms(line)
            found += self._payouts.of_runs(line)
            found += self._gifts(iban, words, likely=likely)
        found += self._transfers(iban)
        return [self._known(one, iban) for one in found]

    def _ruled(self, iban: str, words: frozenset[str]) -> Iterator[Any]:
        """Yield the rules that a line meets, in their order."""
        met = {place for key in (iban, *words) if key for place in self._rules.get(key, ())}
        for place in sorted(met):
            rule = self.rules[place]
            if (rule.iban and rule.iban == iban) or (rule.words and set(rule.words.split()) <= words):
                yield rule

    def _gifts(self, iban: str, words: frozenset[str], *, likely: bool) -> Iterator[Candidate]:
        """Yield gifts of whom a rule or the account names, else of whom the words name."""
        told: set[str] = set()
        for rule in self._ruled(iban, words):
            told.add(rule.payer)
            yield Candidate(
                kind="gift", to=f"gift:{rule.payer}", person=self.by_ref[rule.payer], rule=rule.ref
            )
        if iban in self.seen and self.seen[iban][0] not in told:
            told.add(self.seen[iban][0])
            yield Candidate(
                kind="gift", to=f"gift:{self.seen[iban][0]}", person=self.by_ref[self.seen[iban][0]]
            )
        for one in () if likely and not (iban and self.ibans) else self._named(words):
            if one.ref not in told:
                yield Candidate(kind="gift", to=f"gift:{one.ref}", person=one)

    def _named(self, words: frozenset[str]) -> list[Person]:
        """Return a few people whom words name: of one who is named and nothing else a gift is never likely."""
        named = {one.ref: one for word in words for one in self.people.get(word, ()) if _is_named(one, words)}
        whole = sorted(named.values(), key=lambda one: (not one.first & words, one.ref))
        return whole[:_PEOPLE_SHOWN]

    def _transfers(self, iban: str) -> Iterator[Candidate]:
        for one in self.own:
            if iban and account_key(one.iban) == iban:
                yield Candidate(
                    kind="transfer", to="transfer", person=Person(name=one.label), ibans=frozenset({iban})
                )

    def _known(self, one: Candidate, iban: str) -> Candidate:
        """Return a candidate with what is known of the accounts of who pays."""
        if one.kind == "transfer" or not one.person.ref:
            return one
        seen = self.seen.get(iban)
        day = seen[1] if seen and seen[0] == one.person.ref else None
        more = self.ibans.get(one.person.ref)
        if day is None and not more:
            return one
        return replace(one, seen_on=day, ibans=one.ibans | (more or frozenset()))


def _is_named(person: Person, words: frozenset[str]) -> bool:
    return bool(person.last) and person.last <= words
