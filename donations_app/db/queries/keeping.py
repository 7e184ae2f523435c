"""What the books hold of everybody, read at once: whose last term ends is asked of all of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.names import name_columns
from donations_app.db.queries.standing import is_erased
from donations_app.db.queries.terms import has_not_ended
from donations_app.db.queries.trail import changes
from donations_app.db.steps import in_steps
from donations_app.db.tables import (
    Circular,
    Consent,
    DuesCall,
    Entry,
    ExpenseClaim,
    Link,
    Membership,
    Officer,
    Party,
    Payment,
    RecurringGiftRow,
    TaxReceipt,
)
from donations_app.domain.erasure import Traces
from donations_app.domain.keeping import Held
from donations_app.domain.parties import PEOPLE, display_name

_RECORDS: Final = "party.recorded"


class Person(Struct, frozen=True):
    """Somebody who is not erased, and what is held of him."""

    id: int
    ref: str
    name: str
    held: Held


def held_people(session: Session, *, today: date) -> Iterator[Person]:
    """Yield everybody who is a person and not erased, by reference."""
    days = _Days(session, today)
    query = select(Party.id, Party.ref, Party.kind, *name_columns()).where(
        Party.leader_id == Party.id, Party.kind.in_(PEOPLE), ~is_erased(Party)
    )
    rows = session.execute(query.order_by(Party.ref)).all()
    recorded = _recorded_on(session, [row.ref for row in rows if days.contact(row.id) is None])
    for row in rows:
        contact = days.contact(row.id) or recorded.get(row.ref) or today
        yield Person(row.id, row.ref, display_name(row), days.held(row.id, row.kind, contact))


class _Days:
    """The last day of each kind of record, by the key of the record of a person that counts."""

    def __init__(self, session: Session, today: date) -> None:
        self._session = session
        self._receipts = self._last(TaxReceipt.payer_id, TaxReceipt.issued_on)
        self._paid = self._last(Payment.payer_id, Payment.received_on)
        self._credited = self._last(Payment.payer_id, Payment.credited_on)
        self._claimed = self._last(ExpenseClaim.party_id, ExpenseClaim.stated_on)
        gift, is_debit = RecurringGiftRow, RecurringGiftRow.method == "direct_debit"
        runs = or_(gift.last_on.is_(None), gift.last_on >= today)
        self._debited = self._last(gift.payer_id, gift.last_on, is_debit)
        self._debits = self._those(gift.payer_id, is_debit, runs)
        self._agreements = self._those(gift.payer_id, runs)
        self._members = self._those(Membership.party_id, has_not_ended(today))
        self._left = self._last(Membership.party_id, Membership.until)
        self._officers = self._those(Officer.person_id, or_(Officer.until.is_(None), Officer.until >= today))
        self._said = self._last(Consent.party_id, Consent.said_on, Consent.source != "erasure")
        self._written = self._last(Circular.party_id, Circular.on)
        self._called = self._called_on()

    def held(self, key: int, kind: str, contact: date) -> Held:
        traces = Traces(
            kind=kind,
            receipted_on=self._receipts.get(key),
            paid_on=_latest(self._paid.get(key), self._credited.get(key), self._claimed.get(key)),
            debited_until=self._debited.get(key),
            has_open_mandate=key in self._debits,
            is_member=key in self._members,
        )
        return Held(traces, contact, key in self._agreements, key in self._officers)

    def contact(self, key: int) -> date | None:
        return _latest(
            self._paid.get(key), self._claimed.get(key), self._left.get(key), self._said.get(key),
            self._written.get(key), self._called.get(key), self._receipts.get(key),
        )  # fmt: skip

    def _last(self, of: Any, day: Any, *such: Any) -> dict[int, date]:
        record = aliased(Party)
        query = select(record.leader_id, func.max(day)).select_from(of.class_).join(record, record.id == of)
        return self._by_key(query.where(day.is_not(None), *such).group_by(record.leader_id))

    def _called_on(self) -> dict[int, date]:
        record = aliased(Party)
        query = select(record.leader_id, func.max(DuesCall.on)).select_from(DuesCall)
        query = query.join(Membership, Membership.id == DuesCall.membership_id)
        return self._by_key(query.join(record, record.id == Membership.party_id).group_by(record.leader_id))

    def _by_key(self, query: Select[Any]) -> dict[int, date]:
        return {key: day for key, day in self._session.execute(query)}

    def _those(self, of: Any, *such: Any) -> set[int]:
        query = select(Party.leader_id).where(Party.id.in_(select(of).where(*such)))
        return {*self._session.scalars(query)}


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


def _recorded_on(session: Session, refs: list[str]) -> dict[str, date]:
    """Return on which day people were recorded, by reference."""
    found: dict[str, date] = {}
    for some in in_steps(refs):
        records = [f"party:{ref}" for ref in some]
        query = changes(Entry.record, Link.on).where(Entry.record.in_(records), Entry.kind == _RECORDS)
        found |= {record.partition(":")[2]: on for record, on in map(tuple, session.execute(query))}
    return found
