"""Members whose dues rest: suspended from a day to another with a reason, taken up again, made honorary."""

from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.records import Record
from donations_app.db.tables import Membership, MembershipPause
from donations_app.domain.dues import Pausing, has_not_ended
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.membership_errors import AlreadyPaused, JoinedLater, NotMember, NotSuspended
from donations_app.domain.typed import clean_reason
from donations_app.services.people.memberships import held_by, party_of

_KINDS: Final = {"suspended": "membership.suspended", "honorary": "membership.honoured"}


def suspend(books: Books, ref: str, *, on: date, until: date | None = None, reason: str) -> None:
    """Suspend a membership from a day on: no dues, no letters, no vote; the same once more is once.

    Args:
        books: where to save.
        ref: of the party.
        on: the first day.
        until: the last day; ``None`` until it is taken up again.
        reason: why; it stands with the suspension.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: the party is not there.
        NotMember, JoinedLater: no membership runs on that day.
        AlreadyPaused: it is suspended at that time already.
        InputRefused: the last day lies before the first.
    """
    if until is not None and until < on:
        raise InputRefused([Problem("until", "ends_before_start", until.isoformat())])
    _pause(books, ref, "suspended", since=on, until=until, reason=reason)


def honour(books: Books, ref: str, *, on: date, reason: str) -> None:
    """Make a member honorary from a day on, who owes no dues any more; the same once more is once.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: the party is not there.
        NotMember, JoinedLater: no membership runs on that day.
        AlreadyPaused: the member is honorary already.
    """
    _pause(books, ref, "honorary", since=on, until=None, reason=reason)


def _pause(
    books: Books, ref: str, standing: Pausing, *, since: date, until: date | None, reason: str
) -> None:
    books.check_at_home("membership")
    reason = clean_reason(reason)
    with books.write() as write:
        party = party_of(write.session, ref)
        running = _running(write.session, party, since)
        write.row(Membership, running.id)  # of two who suspend at once, the second sees the first
        for one in _pauses(write.session, running.id, standing):
            if (one.since, one.until, one.reason) == (since, until, reason):
                return
            if has_not_ended(one.until, since) and (until is None or one.since <= until):
                raise AlreadyPaused(party.ref, standing, one.since)
        row = rows.MembershipPause(
            id=write.ids(MembershipPause)[0],
            office_id=running.office_id,
            membership_id=running.id,
            standing=standing,
            since=since,
            until=until,
            reason=reason,
        )
        write.add(Record(_KINDS[standing], f"party:{party.ref}", {MembershipPause: [row]}))


def resume(books: Books, ref: str, *, on: date) -> None:
    """Take a suspended membership up again: the day before is the last of the suspension.

    Raises:
        NotFound: the party is not there.
        NotMember, JoinedLater: no membership runs on that day.
        NotSuspended: it is not suspended on that day.
    """
    books.check_at_home("membership")
    with books.write() as write:
        party = party_of(write.session, ref)
        running = _running(write.session, party, on)
        found = _pauses(write.session, running.id, "suspended")
        last = on - timedelta(days=1)
        held = [one for one in found if one.since <= on and has_not_ended(one.until, on)]
        if not held:
            if any(one.until == last for one in found):
                return  # it was taken up on that very day
            raise NotSuspended(party.ref, on)
        name = f"party:{party.ref}"
        write.change(MembershipPause, held[0].id, {"until": last}, kind="membership.resumed", name=name)


def _running(session: Session, party: Any, on: date) -> Any:
    """Return the membership of a party that runs on a day."""
    open_ = [one for one in held_by(session, party.id) if has_not_ended(one.until, on)]
    if not open_:
        raise NotMember(party.ref, on)
    if open_[-1].since > on:
        raise JoinedLater(party.ref, open_[-1].since)
    return next(one for one in open_ if one.since <= on)


def _pauses(session: Session, membership_id: int, standing: Pausing) -> list[Any]:
    columns = (MembershipPause.id, MembershipPause.since, MembershipPause.until, MembershipPause.reason)
    where = (MembershipPause.membership_id == membership_id, MembershipPause.standing == standing)
    query = select(*columns).where(*where).order_by(MembershipPause.since)
    return [one for one in session.execute(query) if one.until is None or one.until >= one.since]
