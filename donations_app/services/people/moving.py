"""Somebody moves: the address of before ends and is kept, the new one begins; or that is taken back."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.standing import key_for
from donations_app.db.records import Record
from donations_app.db.tables import FormerAddress, Party
from donations_app.domain.addresses import NoMove, day_before, move_problems, place_of
from donations_app.domain.errors import InputRefused, KeyReused
from donations_app.domain.parties import PLACE, PartyDraft


def move_party(books: Books, draft: PartyDraft, *, on: date, key: UUID, seen: int) -> bool:
    """Let somebody live elsewhere from a day on. The same key again is the same move.

    Receipts and letters of a later day carry the new address; what was issued stays as it is.

    Args:
        books: where to save.
        draft: who moves, with the whole new address; nothing else of it is written.
        on: the first day there, today at the latest.
        key: of the move, made when its form opens.
        seen: the version that the author had before his eyes.

    Returns:
        Whether something was written: a repeated move writes nothing.

    Raises:
        NotFound: there is no such party.
        PersonTakenBack: it was taken back with its import.
        InputRefused: see ``domain.addresses.move_problems``; or somebody without an address is moved twice.
        KeyReused: the key stands for the move of somebody else.
        ChangedMeanwhile: somebody else changed him since.
    """
    with books.write() as write:
        session = write.session
        party_id = key_for(session, draft.ref)
        before, _version = party_draft(session, draft.ref)
        query = select(FormerAddress.party_id).where(
            FormerAddress.office_id == write.office_id, FormerAddress.key == key
        )
        if (of := session.scalar(query)) is not None:
            if of != party_id:
                raise KeyReused("party", before.ref)
            return False
        since = session.scalar(select(Party.address_since).where(Party.id == party_id))
        if problems := move_problems(before, draft, on=on, since=since, today=write.today):
            raise InputRefused(problems)
        former = former_row(
            write, party_id, place_of(before), key=key, since=since, until=day_before(on), merge_id=None
        )
        name, kind = f"party:{before.ref}", "party.moved"
        write.add(Record(kind, name, {FormerAddress: [former]}))
        values: dict[str, Any] = dict(zip(PLACE, place_of(draft), strict=True)) | {"address_since": on}
        write.change(Party, party_id, values, kind=kind, name=name, seen=seen)
        return True


def former_row(
    write: Write,
    party_id: int,
    place: tuple[str, ...],
    *,
    key: UUID,
    since: date | None,
    until: date | None,
    merge_id: int | None,
) -> rows.FormerAddress:
    """Return the row of an address that ended; one that says nothing marks where nothing was known."""
    address, address2, postcode, city, country = place
    return rows.FormerAddress(
        id=write.ids(FormerAddress)[0],
        office_id=write.office_id,
        key=key,
        party_id=party_id,
        address=address,
        address2=address2,
        postcode=postcode,
        city=city,
        country=country,
        since=since,
        until=until,
        merge_id=merge_id,
        undone_on=None,
    )


def undo_move(books: Books, ref: str, *, seen: int) -> PartyDraft:
    """Take the last move of somebody back: he lives where he lived before, and never lived at the other.

    Args:
        books: where to save.
        ref: of the party.
        seen: the version that the author had before his eyes.

    Returns:
        Who he is then.

    Raises:
        NotFound: there is no such party.
        PersonTakenBack: it was taken back with its import.
        NoMove: he never moved, or the address of today came by a merge.
        ChangedMeanwhile: somebody else changed him since.
    """
    with books.write() as write:
        session = write.session
        party_id = key_for(session, ref)
        before, _version = party_draft(session, ref)
        last = last_move(session, party_id)
        if last is None:
            raise NoMove(ref)
        name, kind = f"party:{before.ref}", "party.move_undone"
        write.change(FormerAddress, last.id, {"undone_on": write.today}, kind=kind, name=name)
        values = {part: getattr(last, part) for part in PLACE} | {"address_since": last.since}
        write.change(Party, party_id, values, kind=kind, name=name, seen=seen)
        return party_draft(session, ref)[0]


def last_move(session: Session, party_id: int) -> Any:
    """Return the row of the address that the move to the current one ended, or ``None``."""
    since = session.scalar(select(Party.address_since).where(Party.id == party_id))
    if since is None:
        return None
    query = select(FormerAddress.__table__).where(
        FormerAddress.party_id == party_id,
        FormerAddress.until == day_before(since),
        FormerAddress.merge_id.is_(None),
        FormerAddress.undone_on.is_(None),
    )
    return session.execute(query.order_by(FormerAddress.id.desc())).first()
