"""Recording parties, and changing what is known of them."""

from dataclasses import fields, replace

from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.journal import Record, Row, Write
from donations_app.db.queries.references import named
from donations_app.db.tables import Party, PartyWord, Payment
from donations_app.domain import identifiers
from donations_app.domain.errors import InputRefused, KindInUse, NotFound
from donations_app.domain.fingerprints import fingerprint_of
from donations_app.domain.parties import PartyDraft, search_text
from donations_app.services.payments.records import Recorded, recorded, same

_FIELDS = tuple(field.name for field in fields(PartyDraft) if field.name != "ref")


def record_party(books: Books, draft: PartyDraft) -> Recorded:
    """Save a new party. The same key again is the same party.

    Raises:
        InputRefused: the draft has problems.
        KeyReused: the key or the reference stands for another party.
    """
    if problems := draft.problems():
        raise InputRefused(problems)
    with books.write() as write:
        if found := same(write.session, Party, draft, write.office_id, party_fingerprint(draft)):
            return found
        record, words = party_record(write, draft)
        write.add(record)
        write.insert_derived(PartyWord, words)
        return recorded(write, record, Party)


def party_fingerprint(draft: PartyDraft) -> str:
    """Return the digest of all that was asked but the key and the reference."""
    return fingerprint_of(draft, leaving=("key", "ref"))


def party_record(write: Write, draft: PartyDraft) -> tuple[Record, list[Row]]:
    """Return the row of a checked draft and the folded words by which it will be found."""
    party_id = write.ids(Party)[0]
    ref = draft.ref or write.reference(Party, party_id)
    row = {name: getattr(draft, name) for name in _FIELDS} | {
        "id": party_id,
        "office_id": write.office_id,
        "other_ref": draft.ref,
        "leader_id": party_id,
        "version": 1,
        "fingerprint": party_fingerprint(draft),
        **_compact(draft),
    }
    row["search"] = search_text(replace(draft, ref=ref))
    return Record("party.recorded", f"party:{ref}", {Party: [row]}), word_rows(party_id, row["search"])


def _compact(draft: PartyDraft) -> Row:
    return {name: identifiers.compact(getattr(draft, name)) for name in ("siren", "siret", "rna", "ice")}


def word_rows(party_id: int, search: str) -> list[Row]:
    """Return one row for each folded word of a name."""
    return [{"party_id": party_id, "word": word} for word in dict.fromkeys(search.split())]


def change_party(books: Books, ref: str, draft: PartyDraft, *, seen: int) -> None:
    """Replace what is known of a party; receipts already issued keep what they say.

    Args:
        books: where to save.
        ref: of the party.
        draft: everything as it shall be; its key and reference are not changed.
        seen: the version that the author had before his eyes.

    Raises:
        InputRefused: the draft has problems.
        NotFound: there is no such party.
        ChangedMeanwhile: somebody else changed it since.
        KindInUse: its kind decided what its payments count as.
    """
    if problems := draft.problems():
        raise InputRefused(problems)
    with books.write() as write:
        row = write.session.execute(
            select(Party.id, Party.kind).where(named(write.session, Party, ref))
        ).first()
        if row is None:
            raise NotFound("party", ref)
        if row.kind != draft.kind and write.session.scalar(
            select(Payment.id).where(Payment.payer_id == row.id)
        ):
            raise KindInUse(ref)
        values = {name: getattr(draft, name) for name in _FIELDS if name != "key"}
        values |= {**_compact(draft), "search": search_text(replace(draft, ref=ref))}
        write.change(Party, row.id, values, kind="party.changed", name=f"party:{ref}", seen=seen)
        write.delete_derived(PartyWord, PartyWord.party_id == row.id)
        write.insert_derived(PartyWord, word_rows(row.id, values["search"]))
