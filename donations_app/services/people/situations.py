"""A minor comes of age, an organisation bears another name: from a day on, journalled with it (decision 0040)."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.standing import key_for
from donations_app.db.records import Record
from donations_app.db.tables import Party, Situation
from donations_app.domain.errors import InputRefused, KeyReused
from donations_app.domain.parties import PartyDraft, search_text
from donations_app.domain.situations import Kind, age_problems, name_problems, renamed
from donations_app.services.people.merge_standing import standing_of
from donations_app.services.people.parties import write_words

KINDS_OF_ENTRIES: Final[dict[Kind, str]] = {
    "couple": "party.coupled",
    "separated": "party.separated",
    "of_age": "party.of_age",
    "renamed": "party.renamed",
}


def come_of_age(books: Books, ref: str, *, on: date, key: UUID, seen: int) -> bool:
    """Let a minor be of age from a day on. The same key again is the same change.

    Args:
        books: where to save.
        ref: of the person.
        on: the first day, today at the latest.
        key: of the change, made when its form opens.
        seen: the version that the author had before his eyes.

    Returns:
        Whether something was written.

    Raises:
        NotFound: there is no such person.
        InputRefused: he is no minor, or the day cannot be.
        KeyReused: the key stands for a change of somebody else.
        ChangedMeanwhile: somebody else changed him since.
    """
    with books.write() as write:
        party_id, draft, is_written = _now(write, ref, key)
        if is_written:
            return False
        if problems := age_problems(draft, on=on, today=write.today):
            raise InputRefused(problems)
        row = situation_row(write, party_id, "of_age", on=on, key=key)
        _change(write, draft, row, {"minor": False}, seen=seen)
        return True


def rename(
    books: Books, ref: str, name: str, legal_form: str | None = None, *, on: date, key: UUID, seen: int
) -> bool:
    """Let an organisation bear another name from a day on; it is found under the former one too.

    Receipts of a later day bear the new name; what was issued stays. The same key again is the same change.

    Args:
        books: where to save.
        ref: of the organisation.
        name: the new one.
        legal_form: the new one; ``None``: as before.
        on: the first day, today at the latest.
        key: of the change, made when its form opens.
        seen: the version that the author had before his eyes.

    Returns:
        Whether something was written.

    Raises:
        NotFound: there is no such party.
        InputRefused: it is no organisation, the name is the same or cannot be taken, or the day cannot be or lies
            before that of the name of today.
        KeyReused: the key stands for a change of another party.
        ChangedMeanwhile: somebody else changed it since.
    """
    with books.write() as write:
        party_id, before, is_written = _now(write, ref, key)
        if is_written:
            return False
        after = renamed(before, name, legal_form)
        since = _renamed_on(write.session, party_id)
        if problems := name_problems(before, after, on=on, since=since, today=write.today):
            raise InputRefused(problems)
        row = situation_row(write, party_id, "renamed", on=on, key=key, before=before)
        values = {
            "organisation": after.organisation, "legal_form": after.legal_form, "search": search_text(after),
        }  # fmt: skip
        _change(write, before, row, values, seen=seen)
        write_words(write, [party_id])
        return True


def _now(write: Write, ref: str, key: UUID) -> tuple[int, PartyDraft, bool]:
    """Return who changes, as he stands, and whether the change is written already."""
    party_id = key_for(write.session, ref)
    draft, _version = party_draft(write.session, ref)
    return party_id, draft, is_done(write, key, party_id, draft.ref)


def _renamed_on(session: Session, party_id: int) -> date | None:
    query = select(func.max(Situation.on)).where(
        Situation.party_id == party_id, Situation.kind == "renamed", Situation.undone_on.is_(None)
    )
    return session.scalar(query)


def _change(
    write: Write, draft: PartyDraft, row: rows.Situation, values: dict[str, Any], *, seen: int
) -> None:
    kind, name = KINDS_OF_ENTRIES[row["kind"]], f"party:{draft.ref}"  # type: ignore[index]
    write.add(Record(kind, name, {Situation: [row]}))
    write.change(Party, row["party_id"], values, kind=kind, name=name, seen=seen)


def is_done(write: Write, key: UUID, party_id: int, ref: str) -> bool:
    """Tell whether a change was written under a key already.

    Raises:
        KeyReused: it was one of somebody else.
    """
    query = select(Situation.party_id).where(Situation.office_id == write.office_id, Situation.key == key)
    of = write.session.scalar(query)
    if of is not None and of != party_id:
        raise KeyReused("party", ref)
    return of is not None


def situation_row(
    write: Write,
    party_id: int,
    kind: Kind,
    *,
    on: date,
    key: UUID,
    other_id: int | None = None,
    before: PartyDraft | None = None,
) -> rows.Situation:
    """Return the row of a change; ``before`` is an organisation under the name that it bore."""
    return rows.Situation(
        id=write.ids(Situation)[0],
        office_id=write.office_id,
        key=key,
        party_id=party_id,
        kind=kind,
        on=on,
        other_id=other_id,
        former_name=before.organisation if before else "",
        former_legal_form=before.legal_form if before else "",
        standing=standing_of(write.session, (party_id,)).words,
        undone_on=None,
    )
