"""Dues as the window shows them: what members owe and paid, year by year; who is a member, and of which kind."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.references import find, find_all, named
from donations_app.db.queries.terms import has_not_ended, is_member
from donations_app.db.tables import DuesExemption, Membership, MembershipKind, Party, Payment, PaymentLine
from donations_app.domain import dues
from donations_app.domain.changes import DuesChange
from donations_app.domain.dues import DuesYear, State, dues_years, fees_of, membership_on
from donations_app.domain.folding import fold
from donations_app.domain.money import Money
from donations_app.domain.parties import display_name

_RECORD: Final = aliased(Party)  # under which somebody became a member, or paid
_MEMBERSHIP: Final = (Membership.id, Membership.kind, Membership.since, Membership.until)
_NAMES: Final = (
    Party.kind, Party.last_name, Party.first_name, Party.second_last_name, Party.second_first_name,
    Party.organisation,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KindOfMember:
    """A kind of membership with the years from which a fee holds, oldest first."""

    code: str
    name: str  # the latest
    fees: tuple[tuple[int, Money], ...]

    def fee_in(self, year: int) -> Money | None:
        """Return the fee of a year; ``None`` before the first."""
        return fees_of(self.fees, [year]).get(year)


@dataclass(frozen=True, slots=True)
class Member:
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

    @property
    def standing(self) -> State:
        """Return the state that a reminder goes by: late as soon as an earlier year lacks something."""
        return "late" if self.earlier else self.dues.state

    @property
    def missing(self) -> Money:
        """What is still to be paid, of all years up to this one."""
        return Money.total(one.missing for one in (*self.earlier, self.dues))


def day_of(year: int, today: date) -> date:
    """Return the day on which one looks at a year: today, its last day once it is over, its first before it."""
    if year == today.year:
        return today
    return date(year, 12, 31) if year < today.year else date(year, 1, 1)


def kinds_of_members(session: Session) -> list[KindOfMember]:
    """Return the kinds of membership by their codes."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    query = select(MembershipKind.code, MembershipKind.from_year, MembershipKind.fee, MembershipKind.name)
    for row in session.execute(query.order_by(MembershipKind.code, MembershipKind.from_year)):
        found[row.code].append(row)
    return [
        KindOfMember(code, steps[-1].name, tuple((step.from_year, step.fee) for step in steps))
        for code, steps in found.items()
    ]


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
    facts = _Facts(session, party_ids)
    kinds = {kind.code: kind.name for kind in kinds_of_members(session)}
    query = select(Party.id, Party.ref, *_NAMES).where(Party.id.in_(party_ids))
    found = []
    for row in session.execute(query):
        held = [one for one in facts.memberships[row.id] if dues.has_not_ended(one.until, first)]
        if member := membership_on(held, day):
            years = facts.years(row.id, member, max(today, day))
            owed = tuple(one for one in years if one.year < year and one.missing)
            (of_year,) = (one for one in years if one.year == year)
            name, kind = display_name(row), kinds.get(member.kind, member.kind)
            spell = (member.kind, kind, member.since, member.until)
            found.append(Member(row.id, row.ref, name, *spell, of_year, owed))
    return sorted(found, key=lambda one: (fold(one.name), one.ref))


def dues_of(session: Session, ref: str, *, today: date) -> list[DuesYear]:
    """Return the years of the membership of a party, oldest first; nothing for who is no member."""
    party_ids = select(Party.id).where(named(session, Party, ref))
    return next(_dues(session, party_ids, today), [])


def dues_of_members(session: Session, *, today: date) -> Iterator[list[DuesYear]]:
    """Yield the years of everybody who is a member today, as ``dues_of`` gives them one by one."""
    yield from _dues(session, _members().where(is_member(today)), today)


def _members() -> Select[tuple[int]]:
    """Return the keys of who became a member under any of his records."""
    record: Any = aliased(Party)
    return select(record.leader_id).join(Membership, Membership.party_id == record.id)


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
        _dues_lines(func.sum(PaymentLine.amount).label("moved"))
        .where(Payment.id.in_(keys))
        .order_by(PaymentLine.dues_year, _RECORD.leader_id)
    )
    moved = [row for row in session.execute(query) if row.moved]
    payers = select(Party.id).where(Party.id.in_([row.payer_id for row in moved]))
    parties = {
        row.id: row for row in session.execute(select(Party.__table__, Party.ref).where(Party.id.in_(payers)))
    }
    paid = _paid(session, payers)
    return [
        DuesChange(
            parties[row.payer_id].ref,
            display_name(parties[row.payer_id]),
            row.dues_year,
            paid[row.payer_id][row.dues_year] - row.moved,
            paid[row.payer_id][row.dues_year],
        )
        for row in moved
    ]


def _dues(session: Session, party_ids: Select[tuple[int]], today: date) -> Iterator[list[DuesYear]]:
    facts = _Facts(session, party_ids)
    for party_id, held in facts.memberships.items():
        if member := membership_on(held, today):
            yield facts.years(party_id, member, today)


class _Facts:
    """What is known of the memberships and dues of some parties."""

    def __init__(self, session: Session, party_ids: Select[tuple[int]]) -> None:
        self.memberships: defaultdict[int, list[dues.Membership]] = defaultdict(list)
        wanted = select(_RECORD.leader_id, *_MEMBERSHIP).join(Membership, Membership.party_id == _RECORD.id)
        wanted = wanted.where(_RECORD.leader_id.in_(party_ids)).order_by(Membership.id)
        for party_id, *facts in session.execute(wanted):
            self.memberships[party_id].append(dues.Membership(*facts))
        self._paid, self._exempt = _paid(session, party_ids), _exempt(session, party_ids)
        self._fees = {kind.code: kind.fees for kind in kinds_of_members(session)}

    def years(self, party_id: int, member: dues.Membership, today: date) -> list[DuesYear]:
        """Return the years of a membership, oldest first."""
        years = range(member.since.year, today.year + 1)
        return dues_years(
            since=member.since,
            until=member.until,
            fees=fees_of(self._fees.get(member.kind, ()), years),
            paid=self._paid[party_id],
            exempt=self._exempt[member.id],
            today=today,
        )


def _exempt(session: Session, party_ids: Select[Any]) -> defaultdict[int, list[int]]:
    exempt: defaultdict[int, list[int]] = defaultdict(list)
    query = (
        select(DuesExemption.membership_id, DuesExemption.year)
        .join(Membership, Membership.id == DuesExemption.membership_id)
        .join(_RECORD, _RECORD.id == Membership.party_id)
        .where(_RECORD.leader_id.in_(party_ids))
    )
    for membership_id, year in session.execute(query):
        exempt[membership_id].append(year)
    return exempt


def _paid(session: Session, party_ids: Select[Any]) -> defaultdict[int, dict[int, Money]]:
    """Return what was paid by party and year of the dues, net of what was taken back."""
    query = _dues_lines(func.sum(PaymentLine.amount)).where(_RECORD.leader_id.in_(party_ids))
    paid: defaultdict[int, dict[int, Money]] = defaultdict(dict)
    for payer_id, year, amount in session.execute(query):
        if year is not None:
            paid[payer_id][year] = amount
    return paid


def _dues_lines(total: Any) -> Select[Any]:
    """Ask for a total of the dues by who paid them, under any of his records, and year."""
    return (
        select(_RECORD.leader_id.label("payer_id"), PaymentLine.dues_year, total)
        .join(Payment, Payment.payer_id == _RECORD.id)
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .where(PaymentLine.dues_year.is_not(None))
        .group_by(_RECORD.leader_id, PaymentLine.dues_year)
    )
