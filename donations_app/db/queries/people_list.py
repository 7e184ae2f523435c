"""People by what one asks of them, and one with all that is recorded of him."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.dues import dues_of
from donations_app.db.queries.instalments import AgreedGift, agreed_gifts
from donations_app.db.queries.payment_list import PaymentRow, payment_keys, payment_rows
from donations_app.db.queries.references import find
from donations_app.db.queries.terms import is_member, is_money_received, stands
from donations_app.db.queries.traces import entries_of
from donations_app.db.tables import (
    Membership,
    Party,
    PartyWord,
    Payment,
    PaymentLine,
    ReceiptCancellation,
    TaxReceipt,
)
from donations_app.domain.dues import DuesYear
from donations_app.domain.errors import NotFound
from donations_app.domain.folding import fold
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import display_name
from donations_app.domain.payment_filter import PaymentFilter, PaymentOrder
from donations_app.domain.people_filter import PeopleFilter
from donations_app.domain.tracing import TracedEntry

_LAST: Final = "\U0010ffff"  # after every other character
_ON: Final = func.coalesce(Payment.received_on, Payment.credited_on, type_=Payment.received_on.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody in a list."""

    ref: str
    kind: str
    name: str
    postcode: str
    city: str
    country: str
    email: str
    phone: str
    given: Money  # since the first day asked for, dues included


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReceipt:
    """A receipt of somebody."""

    number: str
    year: int
    issued_on: date
    amount: Money
    is_cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """What is recorded beside the facts of a person."""

    name: str
    payments: tuple[PaymentRow, ...]
    dues: tuple[DuesYear, ...]
    recurring: tuple[AgreedGift, ...]
    receipts: tuple[PersonReceipt, ...]
    entries: tuple[TracedEntry, ...]  # of the audit trail, by time


def people(session: Session, only: PeopleFilter, *, today: date) -> list[PersonRow]:
    """Return people by name, each with what he gave since the first day that the filter names.

    Args:
        session: an open view.
        only: who is asked for.
        today: of which membership is asked.
    """
    given = _given(only.given_from, only.given_to).subquery()
    columns = (Party.ref, Party.kind, Party.postcode, Party.city, Party.country, Party.email, Party.phone)
    names = (
        Party.last_name, Party.first_name, Party.second_last_name, Party.second_first_name, Party.organisation,
    )  # fmt: skip
    query = select(*columns, *names, given.c.amount).outerjoin(given, given.c.payer_id == Party.id)
    query = query.where(*_conditions(only, given.c.amount, today))
    rows = sorted(session.execute(query), key=_by_name)
    return [
        PersonRow(
            ref=row.ref,
            kind=row.kind,
            name=display_name(row),
            postcode=row.postcode,
            city=row.city,
            country=row.country,
            email=row.email,
            phone=row.phone,
            given=row.amount or ZERO,
        )
        for row in rows
    ]


def _by_name(row: Any) -> tuple[str, str, str]:
    return fold(row.organisation or row.last_name), fold(row.first_name), row.ref


def _given(first_on: date | None, last_on: date | None) -> Any:
    """Return what each payer gave of his own between two days."""
    query = (
        select(Payment.payer_id, func.sum(PaymentLine.amount).label("amount"))
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .where(Payment.payer_id.is_not(None), stands(), is_money_received())
        .group_by(Payment.payer_id)
    )
    query = query.where(first_on <= _ON) if first_on else query
    return query.where(last_on >= _ON) if last_on else query


def _conditions(only: PeopleFilter, given: Any, today: date) -> Iterator[ColumnElement[bool]]:
    for column, value in (
        (Party.kind, only.kind),
        (Party.country, only.country),
        (Party.language, only.language),
    ):
        if value:
            yield column == value
    if only.city:
        yield func.lower(Party.city) == only.city.lower()
    if only.postcode:
        yield and_(Party.postcode >= only.postcode, Party.postcode < only.postcode + _LAST)
    for word in fold(only.name).split():
        named = select(PartyWord.party_id).where(PartyWord.word >= word, PartyWord.word < word + _LAST)
        yield Party.id.in_(named)
    yield from _present(only, today)
    if only.gave is not None:
        yield given.is_not(None) if only.gave else given.is_(None)
    if only.given_more_than is not None:
        yield given > only.given_more_than
    if only.gave_not_from or only.gave_not_to:
        others = _given(only.gave_not_from, only.gave_not_to).subquery()
        yield Party.id.not_in(select(others.c.payer_id))


def _present(only: PeopleFilter, today: date) -> Iterator[ColumnElement[bool]]:
    if only.has_address is not None:
        whole = and_(Party.address != "", Party.city != "")
        yield whole if only.has_address else ~whole
    if only.has_email is not None:
        yield Party.email != "" if only.has_email else Party.email == ""
    if only.is_member is not None:
        member = Party.id.in_(select(Membership.party_id).where(is_member(today)))
        yield member if only.is_member else ~member


def person_card(session: Session, ref: str, *, today: date) -> PersonCard:
    """Return what is recorded of somebody, beside his facts.

    Raises:
        NotFound: there is nobody of that reference.
    """
    key = find(session, Party, ref)
    if key is None:
        raise NotFound("party", ref)
    row = session.execute(select(Party.__table__, Party.ref).where(Party.id == key)).one()
    keys = payment_keys(session, PaymentFilter(payer=ref), PaymentOrder())
    receipts = _receipts(session, key)
    return PersonCard(
        name=display_name(row),
        payments=tuple(one for one in payment_rows(session, keys) if one),
        dues=tuple(dues_of(session, ref, today=today)),
        recurring=tuple(
            one
            for one in agreed_gifts(session, today=today, until=date(today.year, 12, 31))
            if one.payer == row.ref
        ),
        receipts=receipts,
        entries=_entries(session, row.ref, receipts),
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
        .where(TaxReceipt.payer_id == key)
        .order_by(TaxReceipt.year.desc(), TaxReceipt.id.desc())
    )
    return tuple(
        PersonReceipt(
            number=number, year=year, issued_on=on, amount=amount, is_cancelled=cancelled is not None
        )
        for number, year, on, amount, cancelled in session.execute(query)
    )


def _entries(session: Session, ref: str, receipts: Sequence[PersonReceipt]) -> tuple[TracedEntry, ...]:
    records = [f"party:{ref}", *(f"receipt:{one.number}" for one in receipts)]
    found = entries_of(session, records)
    entries = [entry for record in records for entry in found.get(record, [])]
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.office, entry.n)))
