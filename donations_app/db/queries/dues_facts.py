"""What is recorded of memberships and dues: kinds and fees, what was paid, exempt, paused and asked for."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any, Final, cast

from msgspec import Struct
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.legal import decided_parameters
from donations_app.db.tables import (
    DuesCall,
    DuesExemption,
    Membership,
    MembershipKind,
    MembershipPause,
    Party,
    Payment,
    PaymentLine,
)
from donations_app.domain import dues
from donations_app.domain.dues import (
    LATE_AFTER,
    DuesYear,
    Pause,
    Runs,
    Terms,
    dues_years,
    fees_of,
)
from donations_app.domain.dues_calls import Call
from donations_app.domain.money import Money

_RECORD: Final = aliased(Party)  # under which somebody became a member, or paid
_MEMBERSHIP: Final = (Membership.id, Membership.kind, Membership.since, Membership.until)
_AHEAD: Final = 5  # years that somebody may have paid before they begin


class KindOfMember(Struct, frozen=True):
    """A kind of membership with the years from which a fee holds, oldest first."""

    code: str
    name: str  # the latest
    fees: tuple[tuple[int, Money], ...]
    runs: Runs = "calendar"
    is_free: bool = False

    def fee_in(self, year: int) -> Money | None:
        """Return the fee of a year; ``None`` before the first."""
        return fees_of(self.fees, [year]).get(year)


def kinds_of_members(session: Session) -> list[KindOfMember]:
    """Return the kinds of membership by their codes."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    query = select(MembershipKind.__table__).order_by(MembershipKind.code, MembershipKind.from_year)
    for row in session.execute(query):
        found[row.code].append(row)
    return [
        KindOfMember(
            code,
            steps[-1].name,
            tuple((step.from_year, step.fee) for step in steps),
            steps[-1].runs,
            steps[-1].is_free,
        )
        for code, steps in found.items()
    ]


class DuesFacts:
    """What is known of the memberships and dues of some parties."""

    def __init__(self, session: Session, party_ids: Select[tuple[int]]) -> None:
        self.memberships: defaultdict[int, list[dues.Membership]] = defaultdict(list)
        wanted = select(_RECORD.leader_id, *_MEMBERSHIP).join(Membership, Membership.party_id == _RECORD.id)
        wanted = wanted.where(_RECORD.leader_id.in_(party_ids)).order_by(Membership.id)
        for party_id, *facts in session.execute(wanted):
            self.memberships[party_id].append(dues.Membership(*facts))
        self.paid, self._exempt = paid_dues(session, party_ids), _exempt(session, party_ids)
        self.pauses, self.calls = _pauses(session, party_ids), calls_written(session, party_ids)
        self.kinds = {kind.code: kind for kind in kinds_of_members(session)}
        self._late_after = _late_after(session)
        self._terms: dict[tuple[str, int, int], Terms] = {}  # the same for many members

    def terms(self, member: dues.Membership, today: date) -> Terms:
        """Return what holds for the dues of a membership, some years ahead too."""
        key = (member.kind, member.since.year, today.year)
        if key not in self._terms:
            self._terms[key] = self._terms_of(*key)
        return self._terms[key]

    def _terms_of(self, code: str, first: int, last: int) -> Terms:
        years, kind = range(first, last + 1 + _AHEAD), self.kinds.get(code)
        if kind is None:
            return Terms()
        late_after = {year: self._late_after(year) for year in years}
        return Terms(fees_of(kind.fees, years), kind.runs, kind.is_free, late_after)

    def years(self, party_id: int, member: dues.Membership, today: date) -> list[DuesYear]:
        """Return the years of a membership, oldest first."""
        return dues_years(
            since=member.since,
            until=member.until,
            terms=self.terms(member, today),
            paid=self.paid[party_id],
            exempt=self._exempt[member.id],
            pauses=self.pauses[member.id],
            today=today,
        )


def _late_after(session: Session) -> Callable[[int], str]:
    """Return what tells the month and day after which the dues of a year are late, as decided for its first day."""
    decided = sorted(
        (row.first_on, row.last_on, row.value)
        for row in decided_parameters(session)
        if row.name == "dues_late_after"
    )

    def of(year: int) -> str:
        first = date(year, 1, 1)
        holding = [
            value for since, until, value in decided if since <= first and (until is None or first <= until)
        ]
        return str(holding[-1]) if holding else LATE_AFTER

    return of


def _pauses(session: Session, party_ids: Select[Any]) -> defaultdict[int, list[Pause]]:
    found: defaultdict[int, list[Pause]] = defaultdict(list)
    query = (
        select(
            MembershipPause.membership_id,
            MembershipPause.standing,
            MembershipPause.since,
            MembershipPause.until,
            MembershipPause.reason,
        )
        .join(Membership, Membership.id == MembershipPause.membership_id)
        .join(_RECORD, _RECORD.id == Membership.party_id)
        .where(_RECORD.leader_id.in_(party_ids))
        .order_by(MembershipPause.since)
    )
    for membership_id, standing, since, until, reason in session.execute(query):
        found[membership_id].append(Pause(cast("dues.Pausing", standing), since, until, reason))
    return found


def calls_written(session: Session, party_ids: Select[Any]) -> defaultdict[int, tuple[Call, ...]]:
    """Return the letters about dues by membership, in their order."""
    found: defaultdict[int, tuple[Call, ...]] = defaultdict(tuple)
    query = (
        select(
            DuesCall.membership_id,
            DuesCall.step,
            DuesCall.channel,
            DuesCall.year,
            DuesCall.on,
            DuesCall.outcome,
        )
        .join(Membership, Membership.id == DuesCall.membership_id)
        .join(_RECORD, _RECORD.id == Membership.party_id)
        .where(_RECORD.leader_id.in_(party_ids))
        .order_by(DuesCall.at, DuesCall.id)
    )
    for membership_id, *facts in session.execute(query):
        found[membership_id] += (Call(*facts),)
    return found


def _exempt(session: Session, party_ids: Select[Any]) -> defaultdict[int, list[int]]:
    exempt: defaultdict[int, list[int]] = defaultdict(list)
    query = (
        select(DuesExemption.membership_id, DuesExemption.year)
        .join(Membership, Membership.id == DuesExemption.membership_id)
        .join(_RECORD, _RECORD.id == Membership.party_id)
        .where(_RECORD.leader_id.in_(party_ids), DuesExemption.undone_on.is_(None))
    )
    for membership_id, year in session.execute(query):
        exempt[membership_id].append(year)
    return exempt


def paid_dues(session: Session, party_ids: Select[Any]) -> defaultdict[int, dict[int, Money]]:
    """Return what was paid by party and year of the dues, net of what was taken back."""
    query = dues_lines(func.sum(PaymentLine.amount)).where(_RECORD.leader_id.in_(party_ids))
    paid: defaultdict[int, dict[int, Money]] = defaultdict(dict)
    for payer_id, year, amount in session.execute(query):
        if year is not None:
            paid[payer_id][year] = amount
    return paid


def dues_lines(total: Any) -> Select[Any]:
    """Ask for a total of the dues by ``payer_id``, who paid them under any of his records, and ``dues_year``."""
    return (
        select(_RECORD.leader_id.label("payer_id"), PaymentLine.dues_year, total)
        .join(Payment, Payment.payer_id == _RECORD.id)
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .where(PaymentLine.dues_year.is_not(None))
        .group_by(_RECORD.leader_id, PaymentLine.dues_year)
    )
