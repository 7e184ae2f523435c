"""Dues as the window shows them: what members owe and paid, year by year; who is a member, and of which kind."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.dues_facts import DuesFacts, calls_written, dues_lines, paid_dues
from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.references import find, find_all, named
from donations_app.db.queries.terms import has_not_ended, is_member
from donations_app.db.tables import (
    Membership,
    Party,
    Payment,
    PaymentLine,
)
from donations_app.domain import dues
from donations_app.domain.changes import DuesChange
from donations_app.domain.deaths import deaths_before
from donations_app.domain.dues import (
    DuesYear,
    Pause,
    Standing,
    Unasked,
    membership_on,
    pause_on,
    votes,
    years_ahead,
)
from donations_app.domain.dues_calls import Call
from donations_app.domain.folding import fold
from donations_app.domain.money import ZERO, Money
from donations_app.words.names import said_name

_MEMBER: Final = aliased(Party)
_NAMES: Final = (*name_columns(), Party.deceased_on, Party.second_deceased_on, Party.separated_on)


class Member(Struct, frozen=True):
    """Somebody with the membership that counts on a day, and the dues of that day's year."""

    id: int  # of the party
    ref: str
    name: str
    kind: str  # code of the kind of membership
    kind_name: str
    since: date
    until: date | None
    dues: DuesYear
    earlier: tuple[DuesYear, ...]  # the years before of which something is missing, oldest first
    day: date  # on which one looks
    party_kind: str = ""
    membership_id: int = 0
    pause: Pause | None = None  # what holds on the day
    ahead: tuple[int, ...] = ()  # later years that are paid already
    calls: tuple[Call, ...] = ()  # letters about dues, in their order
    votes: int = 1  # in the general assembly of the day
    municipality: str = ""  # official codes of where an association is
    province: str = ""
    separated_on: date | None = None  # since when a couple is none any more

    @property
    def standing(self) -> Standing:
        """Return what is said of the member: gone, suspended or honorary, else the worst of the years up to this."""
        if self.until is not None and self.until < self.day:
            return "left"
        if self.pause:
            return self.pause.standing
        if dues.is_late(self.open_years):
            return "late"
        return self.earlier[0].state if self.earlier else self.dues.state

    @property
    def open_years(self) -> tuple[DuesYear, ...]:
        """The years up to this one of which something is missing, oldest first."""
        return (*self.earlier, *((self.dues,) if self.dues.is_open else ()))

    @property
    def missing(self) -> Money:
        """What is still to be paid, of all years up to this one."""
        return Money.total(one.missing for one in self.open_years)

    @property
    def why_unasked(self) -> Unasked | None:
        """Why nobody is asked for what is missing."""
        return dues.why_unasked(self.standing, self.until, self.separated_on)

    @property
    def written(self) -> tuple[Call, ...]:
        """The letters about dues that went out, in their order."""
        return tuple(one for one in self.calls if one.outcome == "sent")


class Owed(Struct, frozen=True):
    """What members still owe: what is asked of them, and the rest of those of whom nobody asks it."""

    asked: Money
    unasked: Money


def owed_of_year(found: Iterable[Member]) -> Owed:
    """Return what members still owe of the year looked at."""
    return _owed((one, one.dues.missing) for one in found)


def owed_in_all(found: Iterable[Member]) -> Owed:
    """Return what members still owe of all years up to the one looked at."""
    return _owed((one, one.missing) for one in found)


def _owed(found: Iterable[tuple[Member, Money]]) -> Owed:
    several = [(one.why_unasked is None, missing) for one, missing in found]
    return Owed(
        Money.total(missing for is_asked, missing in several if is_asked),
        Money.total(missing for is_asked, missing in several if not is_asked),
    )


def day_of(year: int, today: date) -> date:
    """Return the day on which one looks at a year: today, its last day once it is over, its first before it."""
    if year == today.year:
        return today
    return date(year, 12, 31) if year < today.year else date(year, 1, 1)


def members(session: Session, *, day: date, today: date, running: bool = True, ref: str = "") -> list[Member]:
    """Return by name who is a member on a day, with the dues of its year.

    Args:
        session: an open view.
        day: which membership counts, and which year.
        today: from which one looks: years before it are over.
        running: only memberships that run on the day; else all that ran in its year up to the day.
        ref: only the party that bears it.
    """
    year = day.year
    first = day if running else date(year, 1, 1)
    party_ids = _members().where(Membership.since <= day, has_not_ended(first))
    if ref:
        party_ids = party_ids.where(Membership.party_id.in_(records_of(find(session, Party, ref) or 0)))
    facts = DuesFacts(session, party_ids)
    query = select(Party.id, Party.ref, Party.municipality, Party.province, *_NAMES)
    query = query.where(Party.id.in_(party_ids))
    found = []
    for row in session.execute(query):
        held = [one for one in facts.memberships[row.id] if dues.has_not_ended(one.until, first)]
        if member := membership_on(held, day):
            found.append(_member(facts, row, member, day, max(today, day)))
    return sorted(found, key=lambda one: (fold(one.name), one.ref))


def _member(facts: DuesFacts, row: Any, member: dues.Membership, day: date, looked_on: date) -> Member:
    years = facts.years(row.id, member, looked_on)
    of_year = next((one for one in years if one.year == day.year), None)
    if of_year is None:  # its day of joining comes later in the year: nothing of it is owed yet
        of_year = DuesYear(day.year, ZERO, facts.paid[row.id].get(day.year, ZERO), "paid")
    kind = facts.kinds.get(member.kind)
    pause = pause_on(facts.pauses[member.id], day)
    return Member(
        id=row.id,
        ref=row.ref,
        name=said_name(row),
        kind=member.kind,
        kind_name=kind.name if kind else member.kind,
        since=member.since,
        until=member.until,
        dues=of_year,
        earlier=tuple(one for one in years if one.year < day.year and one.is_open),
        day=day,
        party_kind=row.kind,
        membership_id=member.id,
        pause=pause,
        ahead=years_ahead(facts.paid[row.id], facts.terms(member, looked_on), day.year),
        calls=facts.calls[member.id],
        votes=votes((2 if row.kind == "couple" else 1) - deaths_before(row, day), pause),
        municipality=row.municipality,
        province=row.province,
        separated_on=row.separated_on,
    )


def dues_of(session: Session, ref: str, *, today: date) -> list[DuesYear]:
    """Return the years of the membership of a party, oldest first; nothing for who is no member."""
    party_ids = select(Party.id).where(named(session, Party, ref))
    return next(_dues(session, party_ids, today), [])


def calls_of(session: Session, ref: str) -> tuple[Call, ...]:
    """Return the letters about dues that were written to a party, in their order."""
    party_ids = select(Party.id).where(named(session, Party, ref))
    found = [one for several in calls_written(session, party_ids).values() for one in several]
    return tuple(sorted(found, key=lambda one: one.on))


def dues_of_members(session: Session, *, today: date) -> Iterator[list[DuesYear]]:
    """Yield the years of everybody who is a member today, as ``dues_of`` gives them one by one."""
    yield from _dues(session, _members().where(is_member(today)), today)


def _members() -> Select[tuple[int]]:
    """Return the keys of who became a member under any of his records."""
    members_ = select(_MEMBER.leader_id).join(Membership, Membership.party_id == _MEMBER.id)
    return members_.where(_MEMBER.taken_back_on.is_(None))


def dues_moved(session: Session, payments: Iterable[str]) -> list[DuesChange]:
    """Return whose dues of which year payments change, as if they were the last ones recorded.

    Args:
        session: an open view, in which the payments stand.
        payments: references, reversals among them.
    """
    keys = list(find_all(session, Payment, payments).values())
    if not keys:
        return []
    query = (
        dues_lines(func.sum(PaymentLine.amount).label("moved"))
        .where(Payment.id.in_(keys))
        .order_by("dues_year", "payer_id")
    )
    moved = [row for row in session.execute(query) if row.moved]
    payers = select(Party.id).where(Party.id.in_([row.payer_id for row in moved]))
    parties = {
        row.id: row for row in session.execute(select(Party.__table__, Party.ref).where(Party.id.in_(payers)))
    }
    paid = paid_dues(session, payers)
    return [
        DuesChange(
            parties[row.payer_id].ref,
            said_name(parties[row.payer_id]),
            row.dues_year,
            paid[row.payer_id][row.dues_year] - row.moved,
            paid[row.payer_id][row.dues_year],
        )
        for row in moved
    ]


def _dues(session: Session, party_ids: Select[tuple[int]], today: date) -> Iterator[list[DuesYear]]:
    facts = DuesFacts(session, party_ids)
    for party_id, held in facts.memberships.items():
        if member := membership_on(held, today):
            yield facts.years(party_id, member, today)
