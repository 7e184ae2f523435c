"""Recording parties, and changing what is known of them."""

from dataclasses import fields, replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from donations_app.db.engine import Books
from donations_app.db.journal import Record, Row, Write
from donations_app.db.tables import Counter, Party, PartyWord, Payment
from donations_app.domain import identifiers
from donations_app.domain.errors import InputRefused, KeyReused, KindInUse, NotFound
from donations_app.domain.fingerprints import fingerprint_of
from donations_app.domain.parties import PartyDraft, search_text
from donations_app.services.payments.records import Recorded

_FIELDS = tuple(field.name for field in fields(PartyDraft))


def record_party(books: Books, draft: PartyDraft) -> Recorded:
    """Save a new party. The same key again is the same party.

    Raises:
        InputRefused: the draft has problems.
        KeyReused: the key or the reference stands for another party.
    """
    if problems := draft.problems():
        raise InputRefused(problems)
    with books.write() as write:
        if found := _same(write.session, draft):
            return found
        ref = draft.ref or _next_ref(write)
        record, words = party_record(write, draft, ref=ref)
        write.add(record)
        write.insert_derived(PartyWord, words)
        return Recorded(record.rows[Party][0]["id"], ref)


def _same(session: Session, draft: PartyDraft) -> Recorded | None:
    table = Party.__table__.c
    same = or_(table.key == draft.key, table.ref == draft.ref) if draft.ref else table.key == draft.key
    row = session.execute(select(table.id, table.ref, table.fingerprint).where(same)).first()
    if row is None:
        return None
    if row.fingerprint != party_fingerprint(draft):
        raise KeyReused("party", row.ref)
    return Recorded(row.id, row.ref, already=True)


def party_fingerprint(draft: PartyDraft) -> str:
    """Return the digest of all that was asked but the key and the reference."""
    return fingerprint_of(draft, leaving=("key", "ref"))


def _next_ref(write: Write) -> str:
    while True:
        ref = f"P{write.next_in(Counter, 'name', 'party'):06}"
        if write.session.scalar(select(Party.id).where(Party.ref == ref)) is None:
            return ref


def party_record(write: Write, draft: PartyDraft, *, ref: str) -> tuple[Record, list[Row]]:
    """Return the row of a checked draft and the folded words by which it will be found."""
    party_id = write.ids(Party)[0]
    row = {name: getattr(draft, name) for name in _FIELDS} | {
        "id": party_id,
        "office_id": write.office_id,
        "ref": ref,
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
    return [
        {"party_id": party_id, "position": position, "word": word}
        for position, word in enumerate(dict.fromkeys(search.split()))
    ]


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
        row = write.session.execute(select(Party.id, Party.kind).where(Party.ref == ref)).first()
        if row is None:
            raise NotFound("party", ref)
        if row.kind != draft.kind and write.session.scalar(
            select(Payment.id).where(Payment.payer_id == row.id)
        ):
            raise KindInUse(ref)
        values = {name: getattr(draft, name) for name in _FIELDS if name not in ("key", "ref")}
        values |= {**_compact(draft), "search": search_text(replace(draft, ref=ref))}
        write.change(Party, row.id, values, kind="party.changed", name=f"party:{ref}", seen=seen)
        write.delete_derived(PartyWord, PartyWord.party_id == row.id)
        write.insert_derived(PartyWord, word_rows(row.id, values["search"]))
