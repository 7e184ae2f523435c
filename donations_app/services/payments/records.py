"""Recording what arrived, and reversing what was wrong or came back."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, cast
from uuid import uuid5

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Record, Write
from donations_app.db.queries.references import named, own_key
from donations_app.db.queries.terms import arrived
from donations_app.db.tables import (
    Allocation,
    Base,
    Batch,
    Link,
    LiveReceiptLine,
    Payment,
    PaymentLine,
    TaxReceipt,
)
from donations_app.domain.errors import (
    AlreadyReversed,
    InputRefused,
    KeyReused,
    NotFound,
    PaymentReceipted,
    Problem,
)
from donations_app.domain.money import ZERO
from donations_app.domain.payments import FIRST_DAY, AllocationDraft, LineDraft, PaymentDraft, whole_to
from donations_app.domain.private_share import money_origin
from donations_app.domain.typed import clean_reason
from donations_app.services.books.directory import Directory, directory_for
from donations_app.services.payments.allocated import Allocated, allocated, allocated_by, allocation_row


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was saved: the payment's reference, and whether it stood already."""

    id: int
    ref: str
    already: bool = False


def record_payment(books: Books, draft: PaymentDraft) -> Recorded:
    """Save one payment with its lines and allocations.

    The same key again is the same payment: it is returned, not saved twice.

    Args:
        books: where to save.
        draft: what arrived.

    Raises:
        InputRefused: the draft has problems.
        KeyReused: the key or the reference stands for another payment.
        StorageUnavailable: the books cannot be written.
    """
    today = books.today
    if problems := draft.problems(today=today):
        raise InputRefused(problems)
    with books.write() as write:
        return record_in(write, draft, today=today)


def record_in(write: Write, draft: PaymentDraft, *, today: date) -> Recorded:
    """Save a payment, whose draft has no problem of its own, in a transaction that others began.

    Raises:
        InputRefused, KeyReused: as ``record_payment``.
    """
    directory = directory_for(write.session, draft)
    if found := same(
        write.session, Payment, draft, directory.offices.get(draft.office, 0), draft.fingerprint()
    ):
        return found
    batch_id, more = _batch(write.session, draft)
    if problems := [*directory.problems(draft), *more]:
        raise InputRefused(problems)
    record = payment_record(write, draft, directory, batch_id=batch_id, today=today)
    write.add(record)
    if draft.returned_on:
        write.add(return_record(write, record, draft))
    return recorded(write, record, Payment)


def recorded(write: Write, record: Record, table: Any) -> Recorded:
    """Return key and reference of the one row of ``table`` that a record adds."""
    row = record.rows[table][0]
    return Recorded(row["id"], row["other_ref"] or write.reference(table, row["id"]))


def same(session: Session, table: Any, draft: Any, office_id: int, fingerprint: str) -> Recorded | None:
    """Return the record that stands under a draft's key or reference, or nothing.

    Raises:
        KeyReused: it stands for something else.
    """
    asked: dict[str, Any] = {"key": draft.key, "office": office_id}
    named_by = ""
    if draft.ref:
        own = own_key(session, table, draft.ref)
        named_by = "other_ref" if own is None else "id"
        asked[named_by] = draft.ref if own is None else own
    row = session.connection().execute(_standing_under(table, named_by), asked).first()
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise KeyReused(table.__tablename__, row.ref)
    return Recorded(row.id, row.ref, already=True)


@cache
def _standing_under(table: Any, named_by: str) -> Select[Any]:
    """Return what looks a record up by the key of its form, and by a column that names it where one is given."""
    known = [table.__table__.c[name] == bindparam(name) for name in ("key", named_by) if name]
    seen = select(table.id, table.ref, table.fingerprint)
    return seen.where(or_(*known), table.office_id == bindparam("office"))


def _batch(session: Session, draft: PaymentDraft) -> tuple[int | None, list[Problem]]:
    if draft.batch is None:
        return None, []
    row = session.execute(select(Batch.id, Batch.closed_at).where(Batch.key == draft.batch)).first()
    if row is None:
        return None, [Problem("batch", "batch_unknown")]
    return row.id, [Problem("batch", "batch_closed")] if row.closed_at else []


def payment_record(
    write: Write,
    draft: PaymentDraft,
    directory: Directory,
    *,
    batch_id: int | None = None,
    today: date,
) -> Record:
    """Return the rows of a payment whose draft and references were checked."""
    write.reserve(_wanted(draft))
    payment_id, office_id = write.ids(Payment)[0], directory.offices[draft.office]
    payer_id, payer_kind = directory.parties[draft.payer] if draft.payer else (None, "")
    line_ids = write.ids(PaymentLine, len(draft.lines))
    lines = [
        _line_row(line, line_id, position, payment_id, office_id)
        for position, (line_id, line) in enumerate(zip(line_ids, draft.lines, strict=True), 1)
    ]
    allocations = [
        allocation_row(write, _allocated(part, line, payer_kind, draft.currency, directory), on=today)
        for line, drafted in zip(lines, draft.lines, strict=True)
        for part in whole_to(drafted)
    ]
    payment = _payment_row(draft, payment_id, office_id, payer_id, batch_id)
    ref = draft.ref or write.reference(Payment, payment_id)
    return _record("payment.recorded", ref, payment, lines, allocations)


def _record(
    kind: str,
    ref: str,
    payment: rows.Payment,
    lines: Sequence[rows.PaymentLine],
    allocations: Sequence[rows.Allocation],
) -> Record:
    return Record(kind, f"payment:{ref}", {Payment: [payment], PaymentLine: lines, Allocation: allocations})


def _wanted(draft: PaymentDraft) -> dict[type[Base], int]:
    """Return how many keys a payment needs, its link included, so that a server is asked once."""
    parts = sum(len(list(whole_to(line))) for line in draft.lines)
    return {Payment: 1, PaymentLine: len(draft.lines), Allocation: parts, Link: 1}


def _payment_row(
    draft: PaymentDraft, payment_id: int, office_id: int, payer_id: int | None, batch_id: int | None
) -> rows.Payment:
    return rows.Payment(
        id=payment_id,
        office_id=office_id,
        key=draft.key,
        other_ref=draft.ref,
        payer_id=payer_id,
        received_on=draft.received_on,
        credited_on=draft.credited_on,
        method=draft.method,
        amount=draft.amount,
        currency=draft.currency,
        rate=draft.rate,
        cheque_number=draft.cheque_number,
        cheque_date=draft.cheque_date,
        bank=draft.bank,
        receipt_issued_by=draft.receipt_issued_by,
        batch_id=batch_id,
        reverses_id=None,
        reversal="",
        reversal_reason="",
        return_code="",
        fingerprint=draft.fingerprint(),
    )


def _line_row(
    line: LineDraft, line_id: int, position: int, payment_id: int, office_id: int
) -> rows.PaymentLine:
    return rows.PaymentLine(
        id=line_id,
        office_id=office_id,
        payment_id=payment_id,
        position=position,
        kind=line.kind,
        amount=line.amount,
        dues_year=line.dues_year,
        earmarked_by_donor=line.earmarked_by_donor,
        counterpart=line.counterpart or ZERO,
        counterpart_kind=line.counterpart_kind,
        description=line.description,
        evidence=line.evidence,
        article=line.article,
        pass_through=line.pass_through,
        foreign_minor=line.foreign_minor,
    )


def _allocated(
    part: AllocationDraft, line: rows.PaymentLine, payer_kind: str, currency: str, directory: Directory
) -> Allocated:
    return Allocated(
        office_id=line["office_id"],
        line_id=line["id"],
        project_id=directory.projects[part.project] if part.project else None,
        association_id=directory.parties[part.association][0] if part.association else None,
        kind=line["kind"],
        payer_kind=payer_kind,
        money_origin=money_origin(line["kind"], payer_kind),
        currency=currency,
        amount=part.amount,
    )


def return_record(write: Write, record: Record, draft: PaymentDraft) -> Record:
    """Return the reversal of a payment that is recorded together with its return."""
    on, code = draft.returned_on or write.now.date(), draft.return_code
    payment = cast("rows.Payment", record.rows[Payment][0])
    lines = cast("Sequence[rows.PaymentLine]", record.rows[PaymentLine])
    stand = [allocated_by(row) for row in record.rows[Allocation]]
    ref = draft.ref or write.reference(Payment, payment["id"])
    taken_back = _TakenBack(ref, "return", reason=code or "return", code=code, on=on)
    return _mirror(write, taken_back, payment, lines, stand)


def reverse_payment(
    books: Books,
    ref: str,
    *,
    kind: str,
    reason: str,
    on: date,
    return_code: str = "",
) -> Recorded:
    """Take a payment back by another of opposite sign; both stay visible.

    Its allocations are taken back from where they stand now. Twice is once: a reversed payment is refused.

    Args:
        books: where to save.
        ref: of the payment.
        kind: ``correction`` (it was wrong), ``return`` (the bank took it back) or ``refund``.
        reason: in words, compulsory.
        on: the day it was taken back.
        return_code: of the bank, such as AM04.

    Raises:
        NotFound: there is no such payment.
        AlreadyReversed: it was taken back before.
        PaymentReceipted: a live receipt stands on it; cancel it first.
        ReasonMissing: the reason is empty.
        InputRefused: the day lies before the payment arrived.
    """
    reason = clean_reason(reason)
    with books.write() as write:
        if numbers := live_receipts_on(write.session, ref):
            raise PaymentReceipted(ref, numbers[0])
        return reverse_in(write, ref, kind=kind, reason=reason, on=on, return_code=return_code)


def reverse_in(
    write: Write, ref: str, *, kind: str, reason: str, on: date, return_code: str = ""
) -> Recorded:
    """Take a payment back, on which no live receipt stands, in a transaction that others began.

    Raises:
        NotFound, AlreadyReversed, InputRefused: as ``reverse_payment``.
    """
    payment, lines = _payment_and_lines(write.session, ref)
    if write.session.scalar(select(Payment.id).where(Payment.reverses_id == payment["id"])):
        raise AlreadyReversed(ref)
    arrived = min(day for day in (payment["received_on"], payment["credited_on"]) if day)
    if on < arrived:
        raise InputRefused([Problem("on", "returned_before_received", on.isoformat())])
    stand = allocated(write.session, [line["id"] for line in lines])
    taken_back = _TakenBack(ref, kind, reason=reason, code=return_code, on=on)
    mirror = _mirror(write, taken_back, payment, lines, stand)
    write.add(mirror)
    return recorded(write, mirror, Payment)


def live_receipts_on(session: Session, ref: str) -> list[str]:
    """Return the numbers of the live receipts that stand on a payment, its lines locked, in their order."""
    lines = select(PaymentLine.id).join(Payment, Payment.id == PaymentLine.payment_id)
    line_ids = session.scalars(
        lines.where(named(session, Payment, ref)).with_for_update(of=PaymentLine)
    ).all()
    query = (
        select(TaxReceipt.number)
        .join(LiveReceiptLine, LiveReceiptLine.receipt_id == TaxReceipt.id)
        .where(LiveReceiptLine.line_id.in_(line_ids))
        .distinct()
        .order_by(TaxReceipt.number)
    )
    return list(session.scalars(query))


def _payment_and_lines(session: Session, ref: str) -> tuple[rows.Payment, list[rows.PaymentLine]]:
    payment = (
        session.execute(select(Payment.__table__).where(named(session, Payment, ref))).mappings().first()
    )
    if payment is None or payment["reverses_id"] is not None:
        raise NotFound("payment", ref)
    table = PaymentLine.__table__
    lines = session.execute(
        select(table).where(table.c.payment_id == payment["id"]).order_by(table.c.position).with_for_update()
    ).mappings()
    return cast("rows.Payment", dict(payment)), [cast("rows.PaymentLine", dict(line)) for line in lines]


@dataclass(frozen=True, slots=True)
class _TakenBack:
    """Which payment is taken back, and how."""

    ref: str
    kind: str
    _: KW_ONLY
    reason: str
    code: str  # of the bank
    on: date


def _mirror(
    write: Write,
    back: _TakenBack,
    payment: rows.Payment,
    lines: Sequence[rows.PaymentLine],
    stand: Sequence[Allocated],
) -> Record:
    """Return the payment that takes back another, under a reference that says so, from where its cents stand."""
    payment_id, ref = write.ids(Payment)[0], f"{back.ref}-R"
    mirrored: rows.Payment = {
        **payment,
        "id": payment_id,
        "other_ref": ref,
        "key": uuid5(payment["key"], "reversal"),
        "amount": -payment["amount"],
        "received_on": back.on,
        "credited_on": None,
        "batch_id": None,
        "reverses_id": payment["id"],
        "reversal": back.kind,
        "reversal_reason": back.reason,
        "return_code": back.code,
        "fingerprint": "",
    }
    line_ids = write.ids(PaymentLine, len(lines))
    new_ids = {line["id"]: line_id for line, line_id in zip(lines, line_ids, strict=True)}
    taken: list[rows.PaymentLine] = [
        {**line, "id": new_ids[line["id"]], "payment_id": payment_id, "amount": -line["amount"]}
        for line in lines
    ]
    gone = [replace(part, line_id=new_ids[part.line_id], amount=-part.amount) for part in stand]
    entries = [allocation_row(write, part, on=back.on, reason=back.reason) for part in gone]
    return _record("payment.reversed", ref, mirrored, taken, entries)


def set_credited(books: Books, ref: str, *, on: date) -> None:
    """Write the day on which the bank credited a payment whose day was not known.

    Raises:
        NotFound: there is no payment of that reference that waits for the day.
        InputRefused: the day lies before 1990 or after tomorrow.
    """
    if not FIRST_DAY <= on <= books.today + timedelta(days=1):
        raise InputRefused([Problem("credited_on", "date_out_of_range", on.isoformat())])
    with books.write() as write:
        waiting = (named(write.session, Payment, ref), Payment.credited_on.is_(None), arrived())
        payment_id = write.session.scalar(select(Payment.id).where(*waiting))
        if payment_id is None:
            raise NotFound("payment", ref)
        write.change(Payment, payment_id, {"credited_on": on}, kind="payment.credited", name=f"payment:{ref}")
