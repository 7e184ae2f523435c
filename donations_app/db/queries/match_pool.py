"""What is open in the books, looked up line by line: everything was read before."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from donations_app.db.queries.bank import OwnAccount
from donations_app.db.queries.in_currency import EURO
from donations_app.domain.bank import BankLine, account_key
from donations_app.domain.folding import fold
from donations_app.domain.matching import BY_PLATFORM, REACH, Candidate, Person, is_ordered
from donations_app.domain.payouts import Tariff, payouts, payouts_less_fee, runs_of

_PEOPLE_SHOWN: Final = 4


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

    def candidates(self, line: BankLine) -> list[Candidate]:
        """Return what a line may be, unweighed."""
        iban = account_key(line.counterpart_iban)
        words = frozenset(fold(f"{line.text} {line.end_to_end}").split())
        if line.amount < 0:
            found = [
                one for one in self.returns if (one.amount, one.currency) == (line.amount, line.currency)
            ]
        else:
            found = [one for one in self._waiting(line) if self._fits(line, one, iban, words)]
            payments = [one for one in self.payments if one.currency == line.currency]
            on_platforms = [one for one in payments if one.method in BY_PLATFORM]
            found += payouts(line, on_platforms)
            found += payouts_less_fee(line, on_platforms, self.tariffs)
            found += runs_of(line, payments)
            found += self._gifts(iban, words) if line.currency == EURO else ()
        found += self._transfers(iban)
        return [self._known(one, iban) for one in found]

    def _waiting(self, line: BankLine) -> Iterator[Candidate]:
        near = timedelta(days=REACH)
        for one in (*self.payments, *self.slips, *self.instalments):
            if one.currency != line.currency or (one.is_back and one.run):
                continue  # a debit that was rejected before its credit comes with its run or not at all
            if one.on is None or line.booked_on - near <= one.on <= line.booked_on + near / 2:
                yield one

    def _fits(self, line: BankLine, one: Candidate, iban: str, words: frozenset[str]) -> bool:
        """Tell whether something open is worth weighing: the amount is the same, or who pays is."""
        if one.amount == line.amount or is_ordered(one.ordered, line.instructed):
            return True
        if one.kind == "slip" or not one.person.ref:
            return False
        is_his = iban and self.seen.get(iban, ("",))[0] == one.person.ref
        return bool(is_his or (one.mandate and one.mandate == line.mandate) or _is_named(one.person, words))

    def _gifts(self, iban: str, words: frozenset[str]) -> Iterator[Candidate]:
        """Yield new gifts: by a rule, else of who gave from the account, else of whom the words name."""
        told: set[str] = set()
        for rule in self.rules:
            if (rule.iban and rule.iban == iban) or (rule.words and set(rule.words.split()) <= words):
                told.add(rule.payer)
                yield Candidate(
                    kind="gift", to=f"gift:{rule.payer}", person=self.by_ref[rule.payer], rule=rule.ref
                )
        if iban in self.seen and self.seen[iban][0] not in told:
            told.add(self.seen[iban][0])
            yield Candidate(
                kind="gift", to=f"gift:{self.seen[iban][0]}", person=self.by_ref[self.seen[iban][0]]
            )
        named = {one.ref: one for word in words for one in self.people.get(word, ()) if _is_named(one, words)}
        whole = sorted(named.values(), key=lambda one: (not one.first & words, one.ref))
        for one in whole[:_PEOPLE_SHOWN]:
            if one.ref not in told:
                yield Candidate(kind="gift", to=f"gift:{one.ref}", person=one)

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
        return replace(one, seen_on=day, ibans=one.ibans | self.ibans.get(one.person.ref, frozenset()))


def _is_named(person: Person, words: frozenset[str]) -> bool:
    return bool(person.last) and person.last <= words
