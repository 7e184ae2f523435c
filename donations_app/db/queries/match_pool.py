"""What is open in the books, looked up line by line: everything was read before."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from donations_app.db.queries.bank import OwnAccount
from donations_app.db.queries.in_currency import EURO
from donations_app.db.queries.match_index import Waiting
from donations_app.domain.bank import BankLine, account_key
from donations_app.domain.matching import Candidate, Person, Proposal, Searched
from donations_app.domain.payouts import Payouts, Tariff, payouts_less_fee
from donations_app.domain.rates import by_rate
from donations_app.domain.returned import is_told_back, with_fee
from donations_app.domain.weighing import weighed

_PEOPLE_SHOWN: Final = 4


class _Found:
    """What waits and what is known, by what a line says of it."""

    def __init__(self, pool: "Pool") -> None:
        waiting = (*pool.payments, *pool.slips, *pool.instalments)
        currencies = {one.currency for one in waiting}
        self.waiting = {
            currency: Waiting(
                [one for one in waiting if one.currency == currency and not _comes_with_run(one)],
                pool.ibans,
            )
            for currency in currencies
        }
        self.payouts = {
            currency: Payouts([one for one in pool.payments if one.currency == currency])
            for currency in currencies
        }
        self.returned: dict[tuple[int, str], list[Candidate]] = {}
        for one in pool.returns:
            self.returned.setdefault((one.amount, one.currency), []).append(one)
        self.own: dict[str, list[OwnAccount]] = {}
        for account in pool.own:
            self.own.setdefault(account_key(account.iban), []).append(account)
        self.rules: dict[str, list[int]] = {}  # by IBAN or a word
        for place, rule in enumerate(pool.rules):
            self.rules.setdefault(rule.iban or rule.words.split()[0], []).append(place)


def _comes_with_run(one: Candidate) -> bool:
    """Tell whether a debit that was rejected comes with its run or not at all: alone in its batch, it is the batch."""
    return one.is_back and bool(one.run) and one.run not in one.references


class Pool(Struct, frozen=True):
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
    tariffs: Sequence[Tariff] = ()
    found: _Found | None = None  # made of all that

    def __post_init__(self) -> None:
        force_setattr(self, "found", _Found(self))

    def proposals(self, line: BankLine, *, likely: bool = False) -> list[Proposal]:
        """Return what a line may be, the likeliest first.

        Args:
            line: of the bank.
            likely: leave out what only has its amount, which is never likely.
        """
        words = Searched.of(line)
        return weighed(words, self._candidates(words, likely=likely))

    def _candidates(self, words: Searched, *, likely: bool) -> list[Candidate]:
        line, iban = words.line, words.iban
        by, money = self.found or _Found(self), line.currency
        if line.amount < 0:
            found = list(by.returned.get((line.amount, money), ()))
            found += with_fee(words, self.returns) if money == EURO and is_told_back(words) else ()
        else:
            seen = self.seen.get(iban, ("",))[0]
            found = by.waiting[money].for_line(words, seen, likely=likely) if money in by.waiting else []
            if payouts := by.payouts.get(money):
                found += payouts.of_platforms(line)
                found += payouts_less_fee(line, payouts.on_platforms, self.tariffs)
                found += payouts.of_runs(line)
            if by_rate(money) and EURO in by.waiting:  # agreed in euros, they may come in anything
                agreed = by.waiting[EURO].for_line(words, seen, likely=True)
                found += [one for one in agreed if one.kind == "instalment"]
            if money == EURO or by_rate(money):
                found += self._gifts(iban, words.beside, likely=likely)
        found += self._transfers(iban)
        return [self._known(one, iban) for one in found]

    def _ruled(self, iban: str, words: frozenset[str]) -> Iterator[Any]:
        """Yield the rules that a line meets, in their order."""
        by = self.found or _Found(self)
        met = by.rules.keys() & {iban, *words}
        for place in sorted({place for key in met for place in by.rules[key]}):
            if is_met(self.rules[place], iban, words):
                yield self.rules[place]

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
        by = self.found or _Found(self)
        for one in by.own.get(iban, ()) if iban else ():
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


def is_met(rule: Any, iban: str, words: frozenset[str]) -> bool:
    """Tell whether a rule is of a line: it says its account, or words that all stand in it."""
    return rule.iban == iban if rule.iban else set(rule.words.split()) <= words


def _is_named(person: Person, words: frozenset[str]) -> bool:
    return bool(person.last) and person.last <= words
