"""Several payments that the bank credits in one line: a payout of a platform, less its fee or not, a run of debits."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.bank import BankLine, account_key, decimals
from donations_app.domain.folding import fold
from donations_app.domain.matching import BY_PLATFORM, PLATFORMS, Candidate, Person

_LATEST = 2  # payouts that are proposed: the latest are the likeliest
_MOST_KEPT = 5  # a fee is no more than one part in so many of what was paid
_MOST_GUESSED = 12  # where nothing says it, than one in so many


class Tariff(Struct, frozen=True):
    """What a platform keeps of each payment, and by which words or account its payouts are known.

    Attributes:
        rule: reference of the rule.
        words: folded words, all of which the line holds; none: by the account.
        iban: letters and digits of the account that pays out, or empty.
        rate: hundredths of a per cent of the amount, rounded half up to the minor unit.
        each: minor units, of any amount.
    """

    rule: str
    words: frozenset[str]
    iban: str
    rate: int
    each: int

    def fee(self, amount: int) -> int:
        """Return what is kept of a payment.

        >>> Tariff("Q1", frozenset(), "", 150, 25).fee(100_00)
        175
        """
        return (amount * self.rate + 5_000) // 10_000 + self.each

    def is_of(self, line: BankLine) -> bool:
        """Tell whether a line is a payout of this platform."""
        if self.iban:
            return account_key(line.counterpart_iban) == self.iban
        return self.words <= frozenset(fold(line.text).split())


def payouts_less_fee(
    line: BankLine, waiting: Sequence[Candidate], tariffs: Sequence[Tariff] = ()
) -> list[Candidate]:
    """Return the payments on a platform, of days that follow each other, of which a line is what a fee left.

    Where the platform's file, the bank or a rule says just that fee, only such are returned; else the latest are, if
    the line names a platform and the fee is small.

    Args:
        line: a credit.
        waiting: payments that wait; of one alone a fee may be kept, too.
        tariffs: of all rules.
    """
    if not waiting:
        return []
    ordered = sorted(
        (one for one in waiting if one.on and one.on <= line.booked_on), key=lambda one: one.on or date.min
    )
    own = [one for one in tariffs if one.is_of(line)]
    is_named = bool(PLATFORMS & frozenset(fold(line.text).split()))
    if not (own or is_named or line.charges or any(one.fee for one in ordered)):
        return []
    found = [
        _less_fee(line, some, kept, by)
        for some, kept in _beyond(line, ordered)
        if (by := _fee_by(line, some, kept, own) or _guessed(line, kept, is_named=is_named))
    ]
    sure = [one for one in found if one.fee_by != "fee_guess"]
    return (sure or found)[-2:]


def _beyond(line: BankLine, ordered: Sequence[Candidate]) -> Iterator[tuple[Sequence[Candidate], int]]:
    """Yield payments that follow each other and come to somewhat more than a line, with how much more."""
    for start in range(len(ordered)):
        total = 0
        for end in range(start, len(ordered)):
            total += ordered[end].amount
            kept = total - line.amount
            if kept * _MOST_KEPT > total:
                break
            if kept > 0:
                yield ordered[start : end + 1], kept


def _fee_by(line: BankLine, some: Sequence[Candidate], kept: int, tariffs: Sequence[Tariff]) -> str:
    """Return what says that just this fee was kept of payments, or nothing."""
    stated = [one.fee for one in some]
    if None not in stated and sum(fee or 0 for fee in stated) == kept:
        return "fee_stated"
    if line.charges == kept:
        return "fee_charged"
    by_rule = (one for one in tariffs if sum(one.fee(each.amount) for each in some) == kept)
    rule = next(by_rule, None)
    return f"fee_rule {rule.rule}" if rule else ""


def _guessed(line: BankLine, kept: int, *, is_named: bool) -> str:
    return "fee_guess" if is_named and kept * _MOST_GUESSED <= line.amount else ""


def _less_fee(line: BankLine, some: Sequence[Candidate], kept: int, by: str) -> Candidate:
    payments = tuple(one.to for one in some)
    places = decimals(line.currency)
    units, fraction = divmod(kept, 10**places)
    fee = f"fee={units}.{fraction:0{places}}" if places else f"fee={units}"
    return replace(
        some[-1], kind="payout", to="+".join((*payments, fee)), amount=line.amount, payments=payments,
        person=Person(), references=frozenset(), fee=kept, fee_by=by,
    )  # fmt: skip


class Payouts:
    """Payments that wait, as sums are looked up in them: many lines ask for the same."""

    def __init__(self, waiting: Sequence[Candidate]) -> None:
        """Sort what waits, each above zero."""
        self.on_platforms = [one for one in waiting if one.method in BY_PLATFORM]
        dated = [one for one in self.on_platforms if one.on]
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
        batches = [(run, some) for run, whole in runs.items() for some in _batches(whole)]
        groups = [(run, some) for run, whole in batches for some in _with_and_without_back(whole)]
        for run, some in groups:
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
        return replace(
            some[-1], kind="payout", to="+".join(to), amount=total, payments=to, person=Person(), fee=None
        )

    def of_runs(self, line: BankLine) -> list[Candidate]:
        """Return the runs of direct debits, or batches of them, of which all that waits comes to the amount of a line.

        Of a run of which the bank rejected some, it credits the rest, or all and takes those back by lines of their
        own.
        """
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


def _batches(whole: list[Candidate]) -> list[list[Candidate]]:
    """Return a run whole and, where it has several, by its batches: some banks credit each by itself."""
    batches: dict[str, list[Candidate]] = {}
    for one in whole:
        batches.setdefault(one.sequence, []).append(one)
    return [whole, *batches.values()] if len(batches) > 1 else [whole]


def _with_and_without_back(whole: list[Candidate]) -> Iterator[list[Candidate]]:
    yield whole
    if any(one.is_back for one in whole):
        yield [one for one in whole if not one.is_back]
