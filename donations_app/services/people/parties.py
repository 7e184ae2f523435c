"""Recording parties, and changing what is known of them."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.situations import former_names
from donations_app.db.queries.standing import key_for
from donations_app.db.records import Record
from donations_app.db.salts import salt
from donations_app.db.tables import Consent, Party, PartyWord, Payment
from donations_app.domain import identifiers
from donations_app.domain.consents import Source
from donations_app.domain.deaths import death_problems
from donations_app.domain.deliveries import CHANNELS, Channel
from donations_app.domain.emails import address_of
from donations_app.domain.errors import InputRefused, KindInUse, Problem
from donations_app.domain.fingerprints import fingerprint_of
from donations_app.domain.parties import PartyDraft, search_text
from donations_app.formats.reference import territory
from donations_app.i18n import language
from donations_app.services.books.recorded import Recorded, recorded, same
from donations_app.services.funding.origins import correct_card

_OWN = frozenset((  # for good
    "id", "office_id", "key", "other_ref", "leader_id", "version", "taken_back_on", "fingerprint", "salt",
    "address_since", "couple_since", "separated_on",
))  # fmt: skip


def record_party(books: Books, draft: PartyDraft) -> Recorded:
    """Save a new party. The same key again is the same party.

    Raises:
        InputRefused: the draft has problems, or a day of death lies in the future.
        KeyReused: the key or the reference stands for another party.
    """
    if problems := _problems(draft, books.today):
        raise InputRefused(problems)
    with books.write() as write:
        if found := write.ask(same(Party, draft, write.author.office, party_fingerprint(draft))):
            return found
        record, words = party_record(write, draft)
        write.add(record)
        write.insert_derived(PartyWord, words)
        return recorded(write, record, Party)


def _problems(draft: PartyDraft, today: date) -> list[Problem]:
    return [*draft.problems(), *death_problems(draft, today), *territory_problems(draft)]


def territory_problems(draft: PartyDraft) -> list[Problem]:
    """Return what stands against the municipality and the province of an association, which the reference data name."""
    if draft.kind != "association":
        return []
    return list(territory().problems("", draft.province, draft.municipality, language=language()))


def party_fingerprint(draft: PartyDraft) -> str:
    """Return the digest of all that was asked but the key and the reference."""
    return fingerprint_of(draft, leaving=("key", "ref"))


def party_record(
    write: Write, draft: PartyDraft, source: Source = "office", fingerprint: str = ""
) -> tuple[Record, list[rows.PartyWord]]:
    """Return the rows of a checked draft and the folded words by which it will be found.

    Args:
        write: the transaction.
        draft: who it is.
        source: by what is known what he agreed to.
        fingerprint: of the draft, where it was taken already.
    """
    party_id = write.ids(Party)[0]
    ref = draft.ref or write.reference(Party, party_id)
    row = _party_row(draft, party_id, write.office_id, ref, fingerprint or party_fingerprint(draft))
    agreed = [channel for channel in CHANNELS if getattr(draft, f"consent_{channel}")]
    said = [
        consent_row(write, party_id, one, given=True, source=source, key=uuid5(draft.key, one))
        for one in agreed
    ]
    return Record("party.recorded", f"party:{ref}", {Party: [row], Consent: said}), word_rows(
        party_id, row["search"]
    )


def _party_row(draft: PartyDraft, party_id: int, office_id: int, ref: str, fingerprint: str) -> rows.Party:
    return rows.Party(
        id=party_id, office_id=office_id, key=draft.key, other_ref=draft.ref, leader_id=party_id, version=1,
        kind=draft.kind, title=draft.title, last_name=draft.last_name, first_name=draft.first_name,
        second_last_name=draft.second_last_name, second_first_name=draft.second_first_name,
        organisation=draft.organisation, legal_form=draft.legal_form, siren=identifiers.compact(draft.siren),
        siret=identifiers.compact(draft.siret), rna=identifiers.compact(draft.rna),
        ice=identifiers.compact(draft.ice), address=draft.address, address2=draft.address2,
        postcode=draft.postcode, city=draft.city, country=draft.country, address_since=None,
        tax_resident_fr=draft.tax_resident_fr, email=address_of(draft.email), phone=draft.phone,
        language=draft.language, consent_email=draft.consent_email, consent_post=draft.consent_post,
        minor=draft.minor, deceased_on=draft.deceased_on, second_deceased_on=draft.second_deceased_on,
        couple_since=None, separated_on=None, receipt_wish=draft.receipt_wish, notes=draft.notes,
        fiscal_year_end=draft.fiscal_year_end, residence_statement=draft.residence_statement,
        money_origin=draft.money_origin, other_script=draft.other_script, association_of=draft.association_of,
        municipality=draft.municipality, province=draft.province, taken_back_on=None,
        search=search_text(draft if ref == draft.ref else replace(draft, ref=ref)), fingerprint=fingerprint,
        salt=salt(),
    )  # fmt: skip


def consent_row(
    write: Write,
    party_id: int,
    channel: Channel,
    *,
    given: bool,
    source: Source,
    on: date | None = None,
    key: UUID | None = None,
) -> rows.Consent:
    """Return the row of what somebody said, today where no day is given."""
    return rows.Consent(
        id=write.ids(Consent)[0],
        office_id=write.office_id,
        key=key or uuid4(),
        party_id=party_id,
        channel=channel,
        given=given,
        said_on=on or write.today,
        source=source,
    )


def word_rows(party_id: int, search: str) -> list[rows.PartyWord]:
    """Return one row for each folded word of a name."""
    return [rows.PartyWord(party_id=party_id, word=word) for word in words_of(search)]


def words_of(search: str) -> Collection[str]:
    """Return the folded words of a name, each once."""
    return dict.fromkeys(search.split())


def change_party(books: Books, ref: str, draft: PartyDraft, *, seen: int) -> None:
    """Replace what is known of a party; receipts already issued keep what they say.

    Args:
        books: where to save.
        ref: of the party.
        draft: everything as it shall be; its key and reference are not changed.
        seen: the version that the author had before his eyes.

    Raises:
        InputRefused: the draft has problems, or a day of death lies in the future.
        NotFound: there is no such party.
        ChangedMeanwhile: somebody else changed it since.
        KindInUse: its kind decided what its payments count as.
    """
    if problems := _problems(draft, books.today):
        raise InputRefused(problems)
    with books.write() as write:
        change_party_in(write, ref, draft, seen=seen)


def change_party_in(
    write: Write, ref: str, draft: PartyDraft, *, seen: int, source: Source = "office"
) -> None:
    """Replace what is known of a party, whose draft has no problem, in a transaction that others began.

    Args:
        write: the transaction.
        ref: of the party.
        draft: everything as it shall be.
        seen: the version that the author had before his eyes.
        source: by what is known what he agrees to, or no longer.

    Raises:
        NotFound, PersonTakenBack, ChangedMeanwhile, KindInUse: as ``change_party``.
    """
    columns = (
        Party.id, Party.ref, Party.kind, Party.consent_email, Party.consent_post, Party.money_origin,
    )  # fmt: skip
    row = write.session.execute(select(*columns).where(Party.id == key_for(write.session, ref))).one()
    ref, paid = row.ref, select(Payment.id).where(Payment.payer_id.in_(records_of(row.id)))
    if row.kind != draft.kind and write.session.scalar(paid.limit(1)):
        raise KindInUse(ref)
    stated = _party_row(draft, row.id, write.office_id, ref, "")  # that of the first draft stands
    values = {name: value for name, value in stated.items() if name not in _OWN}
    write.change(Party, row.id, values, kind="party.changed", name=f"party:{ref}", seen=seen)
    if draft.money_origin != row.money_origin:
        correct_card(write, row, draft.money_origin, by_file=source == "import")
    flags = {channel: getattr(draft, f"consent_{channel}") for channel in CHANNELS}
    said = [
        consent_row(write, row.id, channel, given=given, source=source)
        for channel, given in flags.items()
        if given != getattr(row, f"consent_{channel}")
    ]
    if said:
        write.add(Record("party.consent", f"party:{ref}", {Consent: said}))
    write_words(write, [row.id])


def write_words(write: Write, party_ids: Collection[int]) -> None:
    """Write anew by which words some records are found: of a person recorded twice by those of both, under one.

    Who was taken back is found by none.

    Args:
        write: the transaction.
        party_ids: of records that changed, or for which another one counts since.
    """
    leaders = set(write.session.scalars(select(Party.leader_id).where(Party.id.in_(party_ids))))
    write.delete_derived(PartyWord, PartyWord.party_id.in_({*party_ids, *leaders}))
    searches: dict[int, list[str]] = {}
    asked = select(Party.leader_id, Party.search).where(
        Party.leader_id.in_(leaders), Party.taken_back_on.is_(None)
    )
    for leader, search in write.session.execute(asked.order_by(Party.id)):
        searches.setdefault(leader, []).append(search)
    for leader, name in former_names(write.session, searches.keys()) if searches else ():
        searches[leader].append(name)
    for leader, found in searches.items():
        write.insert_derived(PartyWord, word_rows(leader, " ".join(found)))


_FACTS: Final = (
    *(name for name in PartyDraft.__struct_fields__ if name not in ("key", "ref")),
    "search",
    "address_since",
    "couple_since",
    "separated_on",
)
_DAYS: Final = ("deceased_on", "second_deceased_on", "address_since", "couple_since", "separated_on")
_FLAGS: Final = ("tax_resident_fr", "consent_email", "consent_post", "minor")


def typed_facts(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a person as a row holds them, from a line of the audit trail, by column."""
    return {name: _typed(name, said[name]) for name in _FACTS}


def _typed(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(value)
    return bool(value) if name in _FLAGS else value
