"""One person with all that is recorded of him."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.addresses import addresses_of
from donations_app.db.queries.changed import with_changes
from donations_app.db.queries.circulars import circulars_to
from donations_app.db.queries.consents import consents_of
from donations_app.db.queries.dues import calls_of, dues_of
from donations_app.db.queries.imports import taken_back_with
from donations_app.db.queries.instalments import Agreement, agreements
from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.merged import Former, formers
from donations_app.db.queries.officers import officers_of
from donations_app.db.queries.payment_list import PaymentRow, payment_keys, payment_rows
from donations_app.db.queries.references import found_party
from donations_app.db.queries.situations import situations_of
from donations_app.db.queries.traces import entries_of, entries_of_import
from donations_app.db.tables import (
    Party,
    ReceiptCancellation,
    TaxReceipt,
)
from donations_app.domain.addresses import DatedAddress
from donations_app.domain.circulars import Written
from donations_app.domain.consents import Said
from donations_app.domain.dues import DuesYear
from donations_app.domain.dues_calls import Call
from donations_app.domain.imports import TakenBack
from donations_app.domain.money import Money
from donations_app.domain.officers import Officer
from donations_app.domain.payment_filter import PaymentFilter, PaymentOrder
from donations_app.domain.situations import Change
from donations_app.domain.tracing import TracedEntry
from donations_app.words.names import said_name

_OF_TWO: Final = (
    "party.merged",
    "party.unmerged",
    "party.moved",
    "party.move_undone",
    "party.consent",
    "party.coupled",
    "party.separated",
    "party.of_age",
    "party.renamed",
)  # several entries, one act


class PersonReceipt(Struct, frozen=True, kw_only=True):
    """A receipt of somebody."""

    number: str
    year: int
    issued_on: date
    amount: Money
    is_cancelled: bool


class PersonCard(Struct, frozen=True, kw_only=True):
    """What is recorded beside the facts of a person."""

    name: str
    payments: tuple[PaymentRow, ...]
    dues: tuple[DuesYear, ...]
    calls: tuple[Call, ...]  # letters about dues, in their order
    circulars: tuple[Written, ...]  # letters to lists, in their order
    recurring: tuple[Agreement, ...]
    receipts: tuple[PersonReceipt, ...]
    entries: tuple[TracedEntry, ...]  # of the audit trail, by time
    formers: tuple[Former, ...]  # the other records of who was recorded twice
    addresses: tuple[DatedAddress, ...]  # from the current one back
    consents: tuple[Said, ...]  # the latest first
    situations: tuple[Change, ...]  # the latest first
    officers: tuple[Officer, ...]  # those of today first
    taken_back: TakenBack | None  # with the import that brought the record: it never was


def person_card(session: Session, ref: str, *, today: date) -> PersonCard:
    """Return what is recorded of somebody, beside his facts.

    Raises:
        NotFound: there is nobody of that reference.
    """
    key = found_party(session, ref)
    row = session.execute(select(Party.__table__, Party.ref).where(Party.id == key)).one()
    keys = payment_keys(session, PaymentFilter(payer=ref), PaymentOrder())
    receipts, others = _receipts(session, key), formers(session, key)
    situations = tuple(situations_of(session, ref))
    joined = {one.other for one in situations if one.kind == "couple"}  # somebody else, not recorded twice
    gone = taken_back_with(session, key, row.taken_back_on) if row.taken_back_on else None
    entries = _entries(session, [row.ref, *(one.ref for one in others)], receipts)
    return PersonCard(
        name=said_name(row),
        payments=tuple(one for one in payment_rows(session, keys) if one),
        dues=tuple(dues_of(session, ref, today=today)),
        calls=calls_of(session, ref),
        circulars=circulars_to(session, key),
        recurring=tuple(agreements(session, today=today, until=date(today.year, 12, 31), payers=(key,))),
        receipts=receipts,
        entries=(*entries_of_import(session, gone.import_ref, Party, key), *entries) if gone else entries,
        formers=tuple(one for one in others if one.ref not in joined),
        addresses=tuple(addresses_of(session, ref)),
        consents=tuple(consents_of(session, ref)),
        situations=situations,
        officers=tuple(officers_of(session, ref, today=today)),
        taken_back=gone,
    )


def _receipts(session: Session, key: int) -> tuple[PersonReceipt, ...]:
    query = (
        select(
            TaxReceipt.number,
            TaxReceipt.year,
            TaxReceipt.issued_on,
            TaxReceipt.amount,
            ReceiptCancellation.id,
        )
        .outerjoin(ReceiptCancellation, ReceiptCancellation.receipt_id == TaxReceipt.id)
        .where(TaxReceipt.payer_id.in_(records_of(key)))
        .order_by(TaxReceipt.year.desc(), TaxReceipt.id.desc())
    )
    return tuple(
        PersonReceipt(
            number=number, year=year, issued_on=on, amount=amount, is_cancelled=cancelled is not None
        )
        for number, year, on, amount, cancelled in session.execute(query)
    )


def _entries(
    session: Session, refs: Sequence[str], receipts: Sequence[PersonReceipt]
) -> tuple[TracedEntry, ...]:
    records = [
        *(f"party:{ref}" for ref in dict.fromkeys(refs)),
        *(f"receipt:{one.number}" for one in receipts),
    ]
    found = entries_of(session, records)
    entries = [entry for record in records for entry in found.get(record, [])]
    once = {(one.office, one.n, one.kind): one for one in entries if one.kind in _OF_TWO}
    entries = [one for one in entries if one.kind not in _OF_TWO] + list(once.values())
    return tuple(sorted(with_changes(session, entries), key=lambda entry: (entry.at, entry.office, entry.n)))
