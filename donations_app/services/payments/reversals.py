"""Taking a payment back that was wrong or came back, by another of opposite sign."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date
from typing import cast
from uuid import uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.references import named
from donations_app.db.records import Record
from donations_app.db.tables import Allocation, LiveReceiptLine, Payment, PaymentLine, TaxReceipt
from donations_app.domain.errors import AlreadyReversed, InputRefused, NotFound, PaymentReceipted, Problem
from donations_app.domain.payments import NO_BANK, PaymentDraft
from donations_app.domain.typed import clean_reason
from donations_app.services.books.recorded import Recorded, recorded
from donations_app.services.payments.allocated import (
    Allocated,
    allocated_by,
    allocated_by_day,
    allocation_row,
)
from donations_app.services.payments.payment_rows import record_of


def return_record(write: Write, record: Record, draft: PaymentDraft) -> Record:
    """Return the reversal of a payment that is recorded together with its return."""
    on, code = draft.returned_on or write.now.date(), draft.return_code
    payment = cast("rows.Payment", record.rows[Payment][0])
    lines = cast("Sequence[rows.PaymentLine]", record.rows[PaymentLine])
    stand = [(allocated_by(row), row["decided_on"]) for row in record.rows[Allocation]]
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
        InputRefused: the day lies before the payment arrived, or no bank is there that took it back.
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
    if kind == "return" and payment["method"] in NO_BANK:
        raise InputRefused([Problem("kind", "return_without_bank", kind)])
    arrived = min(day for day in (payment["received_on"], payment["credited_on"]) if day)
    if on < arrived:
        raise InputRefused([Problem("on", "returned_before_received", on.isoformat())])
    stand = allocated_by_day(write.session, [line["id"] for line in lines])
    taken_back = _TakenBack(ref, kind, reason=reason, code=return_code, on=on)
    mirror = _mirror(write, taken_back, payment, lines, stand)
    write.add(mirror)
    return recorded(write, mirror, Payment)


def reverse_all(write: Write, keys: Sequence[int], *, reason: str, on: date) -> None:
    """Take many payments back that never were, on which nothing stands, in a transaction that others began.

    Args:
        write: the transaction.
        keys: of payments that stand.
        reason: in words.
        on: the day they are taken back, not before the day on which one arrived.
    """
    session, table = write.session, PaymentLine.__table__
    lines: defaultdict[int, list[rows.PaymentLine]] = defaultdict(list)
    query = select(table).where(table.c.payment_id.in_(keys)).order_by(table.c.payment_id, table.c.position)
    for row in session.execute(query.with_for_update()).mappings():
        lines[row["payment_id"]].append(cast("rows.PaymentLine", dict(row)))
    of_line = {line["id"]: key for key, some in lines.items() for line in some}
    stand: defaultdict[int, list[tuple[Allocated, date]]] = defaultdict(list)
    for part, since in allocated_by_day(session, of_line):
        stand[of_line[part.line_id]].append((part, since))
    found = session.execute(select(Payment.__table__, Payment.ref.label("seen")).where(Payment.id.in_(keys)))
    write.reserve({Payment: len(keys), PaymentLine: len(of_line)})
    for row in found.mappings().all():
        payment = cast("rows.Payment", {name: value for name, value in row.items() if name != "seen"})
        arrived = min(day for day in (payment["received_on"], payment["credited_on"]) if day)
        back = _TakenBack(row["seen"], "correction", reason=reason, code="", on=max(on, arrived))
        write.add(_mirror(write, back, payment, lines[row["id"]], stand[row["id"]]))


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
    stand: Sequence[tuple[Allocated, date]],
) -> Record:
    """Return the payment that takes back another, under a reference that says so, from where its cents stand.

    What was never so leaves each place from the day on which it came there, so that no past day counts both it
    and what is recorded in its place; money that went back, from the day on which it went.
    """
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
    entries = []
    for part, since in stand:
        on = since if back.kind == "correction" else max(since, back.on)
        gone = replace(part.opposite, line_id=new_ids[part.line_id])
        entries.append(allocation_row(write, gone, on=on, reason=back.reason))
    return record_of("payment.reversed", ref, mirrored, taken, entries)
