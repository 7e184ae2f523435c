"""Kinds of membership with their yearly fees, who is a member, and who is freed of a year's dues."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Record
from donations_app.db.queries.references import find
from donations_app.db.tables import DuesExemption, Membership, MembershipKind, Party
from donations_app.domain.errors import KeyReused, NotFound
from donations_app.domain.money import Money
from donations_app.domain.typed import clean_reason


def set_fee(books: Books, code: str, *, name: str, from_year: int, fee: Money) -> None:
    """Decide the yearly fee of a kind of membership from a year on; earlier years keep theirs.

    Raises:
        KeyReused: another fee was decided for that year.
    """
    with books.write() as write:
        where = (MembershipKind.code == code, MembershipKind.from_year == from_year)
        found = write.session.execute(select(MembershipKind.fee, MembershipKind.name).where(*where)).first()
        if found:
            if (found.fee, found.name) != (fee, name):
                raise KeyReused("membership_kind", f"{code}/{from_year}")
            return
        row = rows.MembershipKind(
            id=write.ids(MembershipKind)[0], code=code, name=name, from_year=from_year, fee=fee
        )
        write.add(Record("membership_kind.decided", f"membership_kind:{code}", {MembershipKind: [row]}))


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
    with books.write() as write:
        if write.session.scalar(select(MembershipKind.id).where(MembershipKind.code == kind)) is None:
            raise NotFound("membership_kind", kind)
        records = []
        for key, ref, since in members:
            party_id = find(write.session, Party, ref)
            if party_id is None:
                raise NotFound("party", ref)
            where = (Membership.party_id == party_id, Membership.since == since)
            if write.session.scalar(select(Membership.id).where(*where)) is None:
                row = rows.Membership(
                    id=write.ids(Membership)[0],
                    office_id=write.office_id,
                    key=key,
                    party_id=party_id,
                    kind=kind,
                    since=since,
                    until=until,
                )
                records.append(Record("membership.joined", f"party:{ref}", {Membership: [row]}))
        write.add(*records)
        return len(records)


def leave(books: Books, ref: str, *, on: date) -> None:
    """End the party's running membership on a day.

    Raises:
        NotFound: the party has no running membership.
    """
    with books.write() as write:
        running = (Membership.party_id == find(write.session, Party, ref), Membership.until.is_(None))
        membership_id = write.session.scalar(select(Membership.id).where(*running))
        if membership_id is None:
            raise NotFound("membership", ref)
        write.change(Membership, membership_id, {"until": on}, kind="membership.left", name=f"party:{ref}")


def exempt(books: Books, ref: str, *, year: int, reason: str) -> None:
    """Free a member from one year's dues, by a decision with its reason; twice is once.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: the party was no member in that year.
    """
    reason = clean_reason(reason)
    with books.write() as write:
        query = select(Membership.id, Membership.office_id).where(
            Membership.party_id == find(write.session, Party, ref), Membership.since <= date(year, 12, 31)
        )
        found = write.session.execute(query.order_by(Membership.since.desc())).first()
        if found is None:
            raise NotFound("membership", ref)
        where = (DuesExemption.membership_id == found.id, DuesExemption.year == year)
        if write.session.scalar(select(DuesExemption.id).where(*where)) is None:
            row = rows.DuesExemption(
                id=write.ids(DuesExemption)[0],
                office_id=found.office_id,
                membership_id=found.id,
                year=year,
                reason=reason,
            )
            write.add(Record("dues.exempted", f"party:{ref}/{year}", {DuesExemption: [row]}))
