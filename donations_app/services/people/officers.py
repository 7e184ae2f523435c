"""Officers of associations: noted with their days, ended with one."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.officers import officers_of
from donations_app.db.queries.standing import key_for
from donations_app.db.records import Record
from donations_app.db.tables import Officer as OfficerRow
from donations_app.domain.errors import InputRefused, KeyReused, Problem
from donations_app.domain.officers import (
    Former,
    Officer,
    end_problems,
    former_problems,
    held_with,
    last_day_before,
)


def note_officer(books: Books, ref: str, officer: Officer, *, key: UUID, former: Former = "") -> bool:
    """Note who holds an office in an association. The same key again is the same office.

    Of an office that one holds alone, it is to be said what becomes of who holds it within the same days.

    Args:
        books: where to save.
        ref: of the association.
        officer: the office, since when, and who: a reference, or a name.
        key: made when the form opens.
        former: ``ends``: that office ends the day before; ``stays``: both hold it.

    Returns:
        Whether something was written.

    Raises:
        NotFound: the association or the person is not there.
        InputRefused: it is no association, or the office cannot be held so, or another holds it.
        KeyReused: the key stands for an office in another association.
    """
    with books.write() as write:
        session = write.session
        party_id = key_for(session, ref)
        draft, _version = party_draft(session, ref)
        if (of := _noted(write, key)) is not None:
            if of != party_id:
                raise KeyReused("party", draft.ref)
            return False
        if problems := officer.problems(draft.kind, write.today):
            raise InputRefused(problems)
        person_id = key_for(session, officer.person) if officer.person else None
        others = held_with(officer, officers_of(session, ref, today=write.today))
        if problems := former_problems(officer, others, former):
            raise InputRefused(problems)
        for one in others if former == "ends" else ():
            _end(write, draft.ref, one, last_day_before(officer))
        row = _row(write, officer, party_id, person_id, key)
        write.add(Record("officer.noted", f"party:{draft.ref}", {OfficerRow: [row]}))
        return True


def _row(write: Write, officer: Officer, party_id: int, person_id: int | None, key: UUID) -> rows.Officer:
    return rows.Officer(
        id=write.ids(OfficerRow)[0],
        office_id=write.office_id,
        key=key,
        party_id=party_id,
        role=officer.role,
        person_id=person_id,
        name="" if person_id else officer.name,
        since=officer.since,
        until=officer.until,
    )


def _noted(write: Write, key: UUID) -> int | None:
    query = select(OfficerRow.party_id).where(OfficerRow.office_id == write.office_id, OfficerRow.key == key)
    return write.session.scalar(query)


def end_officer(books: Books, ref: str, role: str, *, until: date, name: str = "") -> Officer:
    """Let somebody hold an office until a day, which is the last.

    Args:
        books: where to save.
        ref: of the association.
        role: that is held on that day.
        until: the last day.
        name: of who holds it, or his reference, where several do.

    Returns:
        The office as it was noted before.

    Raises:
        NotFound, PersonTakenBack: there is no such association, or it was taken back with its import.
        InputRefused: nobody holds it then, or several do and none is named, or the day cannot be.
    """
    with books.write() as write:
        session = write.session
        key_for(session, ref)
        draft, _version = party_draft(session, ref)
        found = [
            one
            for one in officers_of(session, ref, today=write.today)
            if one.role == role and one.runs_on(until) and name in ("", one.name, one.person)
        ]
        if not found:
            raise InputRefused([Problem("role", "officer_unknown", until.isoformat())])
        if len(found) > 1:
            names = {"choices": tuple(one.name for one in found)}
            raise InputRefused([Problem("name", "officer_of_several", role, names)])
        (one,) = found
        if problems := end_problems(one, until):
            raise InputRefused(problems)
        if one.until != until:
            _end(write, draft.ref, one, until)
        return one


def _end(write: Write, ref: str, one: Officer, until: date) -> None:
    write.change(OfficerRow, one.id, {"until": until}, kind="officer.ended", name=f"party:{ref}")
