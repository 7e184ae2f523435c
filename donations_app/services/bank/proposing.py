"""What lines of the bank may be, and which of it is certain; the books are only read."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from sys import intern
from typing import Final

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.queries.bank import BankLineShown, bank_lines
from donations_app.db.queries.dated_rates import dated_rate
from donations_app.db.queries.in_currency import EURO
from donations_app.db.queries.match_candidates import asks_of, has_agreed_accounts, pool_for
from donations_app.db.queries.matches import MatchRow, line_steps, matches_of, open_line_keys, whole_lines
from donations_app.db.queries.parties import find_parties
from donations_app.db.queries.reconciliations import reconciliations
from donations_app.domain.bank import BankLine, account_key
from donations_app.domain.folding import fold
from donations_app.domain.matching import LIKELY, SHOWN, Candidate, Person, Proposal
from donations_app.domain.rates import DatedRate, by_rate
from donations_app.domain.reconciliation import Reconciliation
from donations_app.domain.weighing import certain

Progress = Callable[[int, int], None]
_PEOPLE: Final = 8  # named by what is typed


class ProposedLine(Struct, frozen=True):
    """A line, what of it stands in the ledger, and what the rest may be."""

    line: BankLineShown
    left: int  # minor units, with the sign of the line
    proposals: tuple[Proposal, ...]
    matches: tuple[MatchRow, ...]
    certain: Proposal | None  # may be accepted unseen
    rate: DatedRate | None = None  # of another currency, by which what the line brings becomes euros

    def age(self, today: date) -> int:
        """Return for how many days it waits."""
        return (today - self.line.booked_on).days


def proposed_lines(session: Session, keys: Sequence[int], *, today: date) -> list[ProposedLine]:
    """Return lines with what they may be, in the order of the keys.

    What two lines may be as likely is certain for neither, nor what a payout and another line would both take.

    Args:
        session: an open view.
        keys: of lines.
        today: divides instalments that are late from those that are expected.
    """
    whole = {key: line for key, line in whole_lines(session, keys).items() if line.amount}
    pool = pool_for(session, asks_of(whole.values()), today=today) if whole else None
    found = {key: pool.proposals(line) for key, line in whole.items()} if pool else {}
    sure = _certain_of(found)
    shown, standing = bank_lines(session, keys), matches_of(session, keys)
    rates = {key: rate for key, rate in _rates(session, whole) if rate}
    return [
        ProposedLine(
            shown[key],
            whole[key].amount if key in whole else 0,
            tuple(found.get(key, ())[:SHOWN]),
            tuple(standing.get(key, ())),
            sure.get(key),
            rates.get(key),
        )
        for key in keys
    ]


def _rates(session: Session, lines: Mapping[int, BankLine]) -> Iterator[tuple[int, DatedRate | None]]:
    """Yield the rate that the books know for each credit in another currency; each day is asked once."""
    ask = cache(partial(dated_rate, session))
    for key, line in lines.items():
        if line.amount > 0 and by_rate(line.currency):
            yield key, ask(line.currency, line.booked_on)


class Sure(Struct, frozen=True):
    """A line of which it is certain what it is: what accepting it asks of both."""

    key: int
    booked_on: date
    amount: int  # that is left of it
    currency: str
    iban: str  # from which it comes, letters and digits
    to: str
    kind: str  # of the proposal
    payments: tuple[str, ...]  # of a payout
    accepted: tuple[str, ...]  # what is said of the line
    is_any_amount: bool
    score: int
    codes: str

    @classmethod
    def of(cls, key: int, line: BankLine, one: Proposal) -> "Sure":
        """Return what is kept of a line and what it is."""
        said = one.candidate
        iban = account_key(line.counterpart_iban)
        return cls(
            key, line.booked_on, line.amount, intern(line.currency), iban, one.to, said.kind, said.payments,
            said.accepted, not said.amount, one.score, intern(one.codes),
        )  # fmt: skip


def certain_lines(
    session: Session, keys: Sequence[int], *, today: date, progress: Progress | None = None
) -> list[Sure]:
    """Return of lines those of which it is certain what they are.

    It is what ``proposed_lines`` calls certain of the same lines; what is never likely is not weighed, and of many
    lines only some hundred are held at once.

    Args:
        session: an open view.
        keys: of lines.
        today: as ``proposed_lines``.
        progress: told how many of how many lines are weighed; it may raise, to stop.
    """
    lines = (line for some in line_steps(session, keys) for line in some.values())
    asks = asks_of(lines, names=has_agreed_accounts(session))
    pool = pool_for(session, asks, today=today) if keys else None
    rivals: Counter[str] = Counter()
    sure: list[Sure] = []
    done = 0
    for some in line_steps(session, keys) if pool else ():
        if progress:
            progress(done, len(keys))
        for key, line in some.items():
            found = pool.proposals(line, likely=True) if pool and line.amount else []
            rivals.update(one.to for one in found if one.score >= LIKELY)
            if one := certain(found):
                sure.append(Sure.of(key, line, one))
        done += len(some)
    sure = [one for one in sure if rivals[one.to] < 2 or one.is_any_amount]
    taken = Counter(ref for one in sure for ref in one.payments or (one.to,))
    return [
        one for one in sure if one.is_any_amount or all(taken[ref] < 2 for ref in one.payments or [one.to])
    ]


def _certain_of(found: Mapping[int, Sequence[Proposal]]) -> dict[int, Proposal]:
    """Return what is certain of lines: nothing else is likely, nor is it likely of another line."""
    rivals = Counter(one.to for some in found.values() for one in some if one.score >= LIKELY)
    sure = {key: one for key, some in found.items() if (one := certain(some))}
    sure = {key: one for key, one in sure.items() if rivals[one.to] < 2 or not one.candidate.amount}
    taken = Counter(ref for one in sure.values() for ref in one.candidate.payments or (one.to,))
    return {
        key: one
        for key, one in sure.items()
        if not one.candidate.amount or all(taken[ref] < 2 for ref in one.candidate.payments or [one.to])
    }


def open_lines(session: Session, *, account: str = "", today: date) -> list[ProposedLine]:
    """Return the lines of which something is not explained, the latest first, with what they may be."""
    return proposed_lines(
        session, open_line_keys(session, account=account_key(account) if account else ""), today=today
    )


class MatchingPage(Struct, frozen=True):
    """What the page of matching shows: lines that are open, the latest first, and books beside bank."""

    lines: list[ProposedLine]
    whole: int  # how many lines are open
    accounts: list[Reconciliation]


def matching_page(session: Session, *, today: date, most: int, wanted: int | None = None) -> MatchingPage:
    """Return the latest open lines and the one that is wanted, and the accounts of which statements were read."""
    keys = open_line_keys(session)
    shown = keys[:most] + [key for key in keys[most:] if key == wanted]
    accounts = [one for one in reconciliations(session, on=today) if one.first_on]
    return MatchingPage(proposed_lines(session, shown, today=today), len(keys), accounts)


def open_things(session: Session, line: int, typed: str, *, today: date) -> list[Candidate]:
    """Return all that a line can be said to be: of what waits near its day that of its amount, then of its day first.

    Args:
        session: an open view.
        line: its key.
        typed: words that name, reference or amount hold, in any order; empty: all that is open.
        today: as ``proposed_lines``.
    """
    whole = whole_lines(session, [line])[line]
    pool = pool_for(session, asks_of([whole]), today=today)
    if whole.amount > 0:
        waiting = (*pool.payments, *pool.slips, *pool.instalments)
        is_new = whole.currency == EURO or by_rate(whole.currency)
        found = [
            one for one in waiting if one.currency == whole.currency or (one.kind == "instalment" and is_new)
        ]
        found += [
            Candidate(kind="gift", to=f"gift:{one.ref}", person=Person(ref=one.ref, name=one.name))
            for one in (find_parties(session, typed, limit=_PEOPLE) if is_new and typed.strip() else ())
        ]
    else:
        found = [*pool.returns, Candidate(kind="fee", to="fee")]
    found += [Candidate(kind="transfer", to="transfer"), Candidate(kind="aside", to="aside")]
    words = fold(typed).split()
    kept = [one for one in found if one.kind == "gift" or _holds(one, words)]
    return sorted(kept, key=lambda one: _distance(one, whole))


def _holds(one: Candidate, words: Sequence[str]) -> bool:
    """Tell whether each of some folded words is in the name, the reference or the amount of what waits."""
    whole = fold(f"{one.person.name} {one.to} {one.amount / 100:.2f}")
    return all(word in whole for word in words)


def _distance(one: Candidate, line: BankLine) -> tuple[bool, bool, int]:
    """Return what orders things by how near they are to a line; what has no amount comes last."""
    days = abs((one.on - line.booked_on).days) if one.on else 0
    is_same = one.currency == line.currency and abs(one.amount) == abs(line.amount)
    return not one.amount, not is_same, days
