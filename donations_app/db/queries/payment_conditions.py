"""The conditions of a filter of payments, as the database asks them."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select
from sqlalchemy.orm import Session

from donations_app.db.queries.leaders import records_among, records_of
from donations_app.db.queries.near import require
from donations_app.db.queries.references import find
from donations_app.db.queries.refunds import taken_by_refunds
from donations_app.db.queries.terms import REFUND, arrived, lines_on, stands, taken_back
from donations_app.db.tables import (
    Allocation,
    Batch,
    Entry,
    Link,
    LiveDeposit,
    LiveReceiptLine,
    Office,
    Party,
    PartyWord,
    Payment,
    PaymentLine,
    Project,
)
from donations_app.db.tables.base import same_text
from donations_app.domain.errors import NotFound
from donations_app.domain.folding import fold, without_and
from donations_app.domain.money import ZERO
from donations_app.domain.payment_filter import PaymentFilter

PAID_ON: Final = func.coalesce(Payment.received_on, Payment.credited_on, type_=Payment.received_on.type)
_RECORDED: Final = ("payment.recorded", "payment.reversed", "payment.refunded")
_LAST: Final = "\U0010ffff"  # after every other character


def payment_conditions(session: Session, only: PaymentFilter) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that a payment must meet.

    Raises:
        NotFound: a party, project, office or batch that the filter names is not there.
    """
    yield from _of_money(only)
    yield from _of_payer(session, only)
    yield from _of_lines(session, only)
    if only.office:
        yield Payment.office_id == _code(session, Office, "office", only.office)
    if only.batch:
        require(session, "batch", only.batch)
        yield Payment.batch_id.in_(select(Batch.id).where(Batch.name == only.batch))
    if only.recorded_by:
        yield _recorded_by(only.recorded_by)
    if only.state:
        yield {"stands": stands(), "taken_back": taken_back(), "takes_back": ~arrived()}[only.state]


def _recorded_by(login: str) -> ColumnElement[bool]:
    """Return the condition that the entry of a payment was written by somebody."""
    wrote = select(Entry.link_id).join(Link, Link.id == Entry.link_id)
    record = literal("payment:") + Payment.ref
    written = Entry.record == record, Entry.kind.in_(_RECORDED)
    return wrote.where(*written, Link.who == login).correlate(Payment).exists()


def _of_money(only: PaymentFilter) -> Iterator[ColumnElement[bool]]:
    if only.first_on:
        yield only.first_on <= PAID_ON
    if only.last_on:
        yield only.last_on >= PAID_ON
    if only.least is not None or only.most is not None:
        yield _as_it_arrived(only)
    if only.is_deposited is not None:
        on_slip = Payment.id.in_(select(LiveDeposit.payment_id))
        yield on_slip if only.is_deposited else ~on_slip
    if only.is_credited is not None:
        waits = and_(Payment.credited_on.is_(None), Payment.method.not_in(("cash", "none")))
        yield ~waits if only.is_credited else waits
    if only.method:
        yield Payment.method == only.method
    if only.cheque_number:
        yield same_text(Payment.cheque_number, only.cheque_number)


def _of_payer(session: Session, only: PaymentFilter) -> Iterator[ColumnElement[bool]]:
    if only.ref:
        yield Payment.id == (find(session, Payment, only.ref) or 0)
    if only.payer:
        yield Payment.payer_id.in_(records_of(_key(session, Party, "party", only.payer)))
    words = without_and(fold(only.name).split())
    if only.name.strip() and not words:
        yield false()  # signs alone, such as %, are in no name
    for word in words:
        named = select(PartyWord.party_id).where(PartyWord.word >= word, PartyWord.word < word + _LAST)
        yield Payment.payer_id.in_(records_among(named))


def _of_lines(session: Session, only: PaymentFilter) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that some line of the payment answers."""
    if only.kind:
        yield _some_line(PaymentLine.kind == only.kind)
    if only.project:
        project = _code(session, Project, "project", only.project)
        on_it = PaymentLine.id.in_(lines_on(Project.id == project))
        yield or_(_some_line(on_it), _refunds(Allocation.project_id == project))
    if only.association:
        party = _key(session, Party, "party", only.association)
        for_it = Allocation.association_id.in_(records_of(party))
        counted = select(Allocation.line_id).where(for_it).group_by(Allocation.line_id)
        counted = counted.having(func.sum(Allocation.amount) != ZERO)
        yield or_(_some_line(PaymentLine.id.in_(counted)), _refunds(for_it))
    if only.has_receipt is not None:
        has_one = _some_line(PaymentLine.id.in_(select(LiveReceiptLine.line_id)))
        yield has_one if only.has_receipt else ~has_one


def _some_line(such: ColumnElement[bool]) -> ColumnElement[bool]:
    return Payment.id.in_(select(PaymentLine.payment_id).where(such))


def _refunds(taken: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a payment gives back what stood at such a place."""
    found = select(REFUND.id).select_from(taken_by_refunds())
    return Payment.id.in_(found.where(REFUND.refunds_id.is_not(None), taken))


def _as_it_arrived(only: PaymentFilter) -> ColumnElement[bool]:
    """Return the bounds of the amount, also for what takes one back, whose sign is the opposite."""
    low, high = only.least or ZERO, only.most
    arrived_so = [Payment.amount >= low, *([Payment.amount <= high] if high is not None else [])]
    back_so = [Payment.amount <= -low, *([Payment.amount >= -high] if high is not None else [])]
    return or_(and_(arrived(), *arrived_so), and_(~arrived(), *back_so))


def _key(session: Session, table: Any, noun: str, ref: str) -> int:
    key = find(session, table, ref)
    if key is None:
        raise NotFound(noun, ref)
    return key


def _code(session: Session, table: Any, noun: str, code: str) -> int:
    key = session.scalar(select(table.id).where(table.code == code))
    if key is None:
        raise NotFound(noun, code)
    return int(key)
