"""Noting that somebody agrees to be written to, or no longer, with the day and by what it is known."""

from uuid import UUID

from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.consents import consents_of
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.standing import key_for
from donations_app.db.records import Record
from donations_app.db.tables import Consent, Party
from donations_app.domain.consents import Said, consent_problems
from donations_app.domain.errors import ChangedMeanwhile, InputRefused, KeyReused
from donations_app.services.people.parties import consent_row


def note_consent(books: Books, ref: str, said: Said, *, key: UUID, seen: int) -> bool:
    """Note a yes or a no; from then on it holds. The same key again is the same word of his.

    Args:
        books: where to save.
        ref: of the person.
        said: what he said, when, and by what it is known: one of ``NAMED_SOURCES``.
        key: made when the form opens.
        seen: the version that the author had before his eyes.

    Returns:
        Whether something was written: a repeated word writes nothing.

    Raises:
        NotFound: there is no such person.
        PersonTakenBack: he was taken back with his import.
        InputRefused: see ``consent_problems``.
        KeyReused: the key stands for a word of somebody else.
        ChangedMeanwhile: somebody else changed him since.
    """
    with books.write() as write:
        session = write.session
        party_id = key_for(session, ref)
        draft, version = party_draft(session, ref)
        query = select(Consent.party_id).where(Consent.office_id == write.office_id, Consent.key == key)
        if (of := session.scalar(query)) is not None:
            if of != party_id:
                raise KeyReused("party", draft.ref)
            return False
        if problems := consent_problems(said, consents_of(session, ref), today=write.today):
            raise InputRefused(problems)
        name, kind, column = f"party:{draft.ref}", "party.consent", f"consent_{said.channel}"
        if version != seen:
            raise ChangedMeanwhile(Party.__tablename__, name)
        row = consent_row(
            write, party_id, said.channel, given=said.given, source=said.source, on=said.on, key=key
        )
        write.add(Record(kind, name, {Consent: [row]}))
        if getattr(draft, column) != said.given:
            write.change(Party, party_id, {column: said.given}, kind=kind, name=name, seen=seen)
        return True
