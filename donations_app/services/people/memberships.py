"""Kinds of membership with their yearly fees, who is a member, and who is freed of a year's dues."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.standing import key_for
from donations_app.db.records import Record
from donations_app.db.tables import DuesExemption, Membership, MembershipKind, Party
from donations_app.domain.deaths import is_deceased
from donations_app.domain.dues import Runs, has_not_ended
from donations_app.domain.errors import InputRefused, KeyReused, NotFound, Problem
from donations_app.domain.membership_errors import (
    AlreadyMember,
    DeadMember,
    JoinedLater,
    NotMember,
    NotMemberIn,
)
from donations_app.domain.money import Money
from donations_app.domain.typed import TypedError, clean_reason, clean_text, is_blank
from donations_app.i18n import _, day, without_marks


def set_fee(
    books: Books,
    code: str,
    *,
    name: str = "",
    from_year: int,
    fee: Money,
    runs: Runs | None = None,
    is_free: bool | None = None,
) -> None:
    """Decide the yearly fee of a kind of membership from a year on; earlier years keep theirs.

    Args:
        books: where to save.
        code: of the kind, as members bear it.
        name: that people read; empty keeps the one that the kind has.
        from_year: from which the fee holds.
        fee: of a year; nothing for those who owe none. Of a free amount, the least that settles a year.
        runs: whether its years are those of the calendar, or begin on the day of joining; ``None`` keeps
            what the kind has, and a new one runs by the calendar.
        is_free: whether each gives what he wants; ``None`` keeps what the kind has, a new one has a fee.

    Raises:
        InputRefused: the code cannot be read, a new kind has no name, or it runs otherwise already.
        KeyReused: another fee was decided for that year.
    """
    code = _written("kind", code, limit=20)
    with books.write() as write:
        kind = _kind(write.session, code)
        name = _written("name", name or (kind.name if kind else ""))
        terms = _terms(kind, runs, is_free=is_free)
        columns = (MembershipKind.fee, MembershipKind.name)
        where = (MembershipKind.code == code, MembershipKind.from_year == from_year)
        found = write.session.execute(select(*columns).where(*where)).first()
        if found:
            if (found.fee, found.name) != (fee, name):
                raise KeyReused("membership_kind", f"{code}/{from_year}")
            return
        row_id = write.ids(MembershipKind)[0]
        row = rows.MembershipKind(
            id=row_id, code=code, name=name, from_year=from_year, fee=fee, runs=terms[0], is_free=terms[1]
        )
        write.add(Record("membership_kind.decided", f"membership_kind:{code}", {MembershipKind: [row]}))


def _terms(kind: Any, runs: Runs | None, *, is_free: bool | None) -> tuple[str, bool]:
    """Return how a kind runs and whether its amount is free: the same from its first year to its last."""
    if kind is None:
        return runs or "calendar", bool(is_free)
    for field, asked, stands in (("runs", runs, kind.runs), ("is_free", is_free, kind.is_free)):
        if asked is not None and asked != stands:
            raise InputRefused([Problem(field, "kind_stands", str(asked))])
    return kind.runs, kind.is_free


def _written(field: str, text: str, *, limit: int = 200) -> str:
    if is_blank(text):
        raise InputRefused([Problem(field, "missing")])
    try:
        return clean_text(text, limit=limit)
    except TypedError as error:
        raise InputRefused([Problem(field, error.problem, text)]) from error


def _kind(session: Session, code: str) -> Any:
    """Return the latest row of a kind; ``None`` where there is none."""
    query = select(MembershipKind.name, MembershipKind.runs, MembershipKind.is_free)
    query = query.where(MembershipKind.code == code).order_by(MembershipKind.from_year.desc())
    return session.execute(query.limit(1)).first()


def join(
    books: Books,
    members: Iterable[tuple[UUID, str, date]],
    *,
    kind: str,
    until: date | None = None,
) -> int:
    """Make parties members of a kind since a day; who is one since that day already stays as he is.

    Args:
        books: where to save.
        members: key made by the form, reference of the party, first day.
        kind: code of the membership's kind.
        until: last day, or ``None`` while it lasts.

    Returns:
        How many memberships are new.

    Raises:
        NotFound: the kind or a party is not there; nothing is saved.
    """
    books.check_at_home("membership")
    with books.write() as write:
        check_kind(write.session, kind)
        records = []
        for key, ref, since in members:
            party_id = party_of(write.session, ref).id
            where = (Membership.party_id.in_(records_of(party_id)), Membership.since == since)
            if write.session.scalar(select(Membership.id).where(*where)) is None:
                records.append(membership_record(write, key, party_id, ref, kind, since, until))
        write.add(*records)
        return len(records)


def admit(books: Books, key: UUID, ref: str, *, kind: str, since: date) -> None:
    """Make somebody a member of a kind since a day, who was none on it; the same key twice is once.

    Raises:
        NotFound: the kind or the party is not there.
        AlreadyMember: a membership of the party has not ended before that day.
        DeadMember: nobody of the party lived on that day.
    """
    books.check_at_home("membership")
    with books.write() as write:
        session = write.session
        check_kind(session, kind)
        party = party_of(session, ref)
        held = held_by(session, party.id)
        if any(one.key == key for one in held):
            return
        if is_deceased(party) and since > (died := max(filter(None, _deaths(party)))):
            raise DeadMember(party.ref, died)
        if standing := next((one for one in held if has_not_ended(one.until, since)), None):
            raise AlreadyMember(party.ref, standing.since)
        write.add(membership_record(write, key, party.id, party.ref, kind, since, None))


def _deaths(party: Any) -> tuple[date | None, date | None]:
    return party.deceased_on, party.second_deceased_on if party.kind == "couple" else None


def check_kind(session: Session, kind: str) -> None:
    """Refuse a kind of membership that is not there.

    Raises:
        NotFound: nobody decided on it.
    """
    if _kind(session, kind) is None:
        raise NotFound("membership_kind", kind)


def party_of(session: Session, ref: str) -> Any:
    """Return the row of a party with its reference, of which something is to be recorded.

    Raises:
        NotFound, PersonTakenBack: as ``key_for``.
    """
    key = key_for(session, ref)
    return session.execute(select(Party.__table__, Party.ref).where(Party.id == key)).one()


def held_by(session: Session, party_id: int) -> list[Any]:
    """Return the memberships of a party, the latest first."""
    columns = (Membership.id, Membership.office_id, Membership.key, Membership.since, Membership.until)
    query = select(*columns).where(Membership.party_id.in_(records_of(party_id)))
    query = query.order_by(Membership.since.desc(), Membership.id)
    return list(session.execute(query))


def membership_record(
    write: Write, key: UUID, party_id: int, ref: str, kind: str, since: date, until: date | None
) -> Record:
    """Return the row of a membership that begins."""
    row = rows.Membership(
        id=write.ids(Membership)[0],
        office_id=write.office_id,
        key=key,
        party_id=party_id,
        kind=kind,
        since=since,
        until=until,
    )
    return Record("membership.joined", f"party:{ref}", {Membership: [row]})


def leave(books: Books, ref: str, *, on: date, reason: str = "") -> None:
    """End the party's membership that runs on a day, which is its last; one to end later ends sooner.

    Args:
        books: where to save.
        ref: of the party.
        on: the last day.
        reason: why; it stands in the notes on the party, with the day.

    Raises:
        NotFound: the party is not there.
        NotMember: no membership runs on that day.
        JoinedLater: the running membership begins after that day.
        InputRefused: the reason is too long.
    """
    books.check_at_home("membership")
    reason = clean_reason(reason, compulsory=False)
    with books.write() as write:
        party = party_of(write.session, ref)
        open_ = [one for one in held_by(write.session, party.id) if has_not_ended(one.until, on)]
        if not open_:
            raise NotMember(party.ref, on)
        running = open_[-1]
        if running.since > on:
            raise JoinedLater(party.ref, running.since)
        if running.until == on:
            return
        write.change(Membership, running.id, {"until": on}, kind="membership.left", name=f"party:{party.ref}")
        if reason:
            _note(write, party, _("Left on {day}: {reason}").format(day=day(on), reason=reason))


def _note(write: Write, party: Any, told: str) -> None:
    """Write something beside the notes on a party."""
    notes = "; ".join(filter(None, (party.notes, without_marks(told))))
    name = f"party:{party.ref}"
    write.change(Party, party.id, {"notes": notes}, kind="party.changed", name=name, seen=party.version)


def exempt(books: Books, ref: str, *, year: int, reason: str) -> None:
    """Free a member from one year's dues, by a decision with its reason; twice is once.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: the party is not there.
        JoinedLater: the party became a member after that year.
        NotMemberIn: the party was no member in that year.
    """
    exempt_several(books, [ref], year=year, reason=reason)


def exempt_several(books: Books, refs: Sequence[str], *, year: int, reason: str) -> None:
    """Free members from one year's dues by one decision, as ``exempt``: all of them, or none.

    Raises:
        ReasonMissing, NotFound, JoinedLater, NotMemberIn: as ``exempt``, of one of them.
    """
    books.check_at_home("membership")
    reason = clean_reason(reason)
    with books.write() as write:
        for ref in refs:
            _exempt(write, ref, year, reason)


def _exempt(write: Write, ref: str, year: int, reason: str) -> None:
    party = party_of(write.session, ref)
    found = _of_year(party.ref, held_by(write.session, party.id), year)
    let_off(write, party.ref, (found.office_id, found.id), year, reason)


def let_off(write: Write, ref: str, membership: tuple[int, int], year: int, reason: str) -> None:
    """Free a membership, of which office and key are stated, from the dues of a year, unless it is already."""
    membership_id = membership[1]
    where = (DuesExemption.membership_id == membership_id, DuesExemption.year == year)
    stands = write.session.execute(select(DuesExemption.id, DuesExemption.undone_on).where(*where)).first()
    if stands is None:
        write.add(_exemption_record(write, ref, membership, year, reason))
    elif stands.undone_on is not None:
        kind, name = "dues.exempted", f"party:{ref}/{year}"
        write.change(DuesExemption, stands.id, {"undone_on": None, "reason": reason}, kind=kind, name=name)


def _exemption_record(write: Write, ref: str, membership: tuple[int, int], year: int, reason: str) -> Record:
    office_id, membership_id = membership
    row = rows.DuesExemption(
        id=write.ids(DuesExemption)[0],
        office_id=office_id,
        membership_id=membership_id,
        year=year,
        reason=reason,
        undone_on=None,
    )
    return Record("dues.exempted", f"party:{ref}/{year}", {DuesExemption: [row]})


def _of_year(ref: str, held: list[Any], year: int) -> Any:
    """Return the latest membership that ran on some day of a year."""
    begun = [one for one in held if one.since.year <= year]
    found = [one for one in begun if has_not_ended(one.until, date(year, 1, 1))]
    if found:
        return found[0]
    if held and not begun:
        raise JoinedLater(ref, held[-1].since)
    raise NotMemberIn(ref, year)
