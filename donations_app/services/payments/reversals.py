"""Taking a payment back that was wrong or came back, or a refund of a part of it, by another of opposite sign."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast
from uuid import uuid5

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.closings import open_from, refuse_closed
from donations_app.db.queries.references import find, named
from donations_app.db.queries.refunds import (
    refunded_lines,
    refunded_payment,
    standing_refund,
    what_it_takes_back,
)
from donations_app.db.records import Record
from donations_app.db.tables import Allocation, LiveReceiptLine, Payment, PaymentLine, TaxReceipt
from donations_app.domain.errors import (
    AlreadyReversed,
    InputRefused,
    NotFound,
    PaymentReceipted,
    Problem,
    RefundStands,
    TakesBack,
)
from donations_app.domain.money import Money
from donations_app.domain.payments import NO_BANK, PaymentDraft
from donations_app.domain.typed import clean_reason
from donations_app.services.books.late import PUT_RIGHT, late_record, puts_closed_right
from donations_app.services.books.recorded import Recorded, recorded
from donations_app.services.payments.allocated import (
    Allocated,
    allocated,
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
    taken_back = TakenBack(ref, "return", reason=code or "return", code=code, on=on)
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
        TakesBack: it takes another one back itself.
        AlreadyReversed: it was taken back before.
        PaymentReceipted: a live receipt stands on it; cancel it first.
        DaysClosed: it never was, and the bank brought it on a day that is closed.
        ReasonMissing: the reason is empty.
        InputRefused: the day lies before the payment arrived or in the future, or no bank is there that took it back.
    """
    reason = clean_reason(reason)
    with books.write() as write:
        if numbers := live_receipts_on(write.session, refunded_payment(write.session, ref) or ref):
            raise PaymentReceipted(ref, numbers[0])
        if kind == "correction":  # its line can be told to be nothing else any more
            from donations_app.db.queries.closed_days import refuse_closed_credit  # the bank's tables

            refuse_closed_credit(write.session, payment=find(write.session, Payment, ref))
        return reverse_in(write, ref, kind=kind, reason=reason, on=on, return_code=return_code)


def reverse_in(
    write: Write, ref: str, *, kind: str, reason: str, on: date, return_code: str = ""
) -> Recorded:
    """Take a payment back, on which no live receipt stands, in a transaction that others began.

    Raises:
        NotFound, AlreadyReversed, InputRefused: as ``reverse_payment``.
    """
    payment, lines = standing_payment(write, ref, kind=kind, on=on)
    taken_back = TakenBack(
        ref, kind, reason=reason, code=return_code, on=on, open_from=open_from(write.session)
    )
    if payment["refunds_id"] is not None:
        mirror = _refund_undone(write, taken_back, payment, lines)
    else:
        mirror = _mirror(write, taken_back, payment, *_what_stands(write.session, payment, lines, taken_back))
    _add(write, taken_back, payment, mirror)
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
    first_open = open_from(session)
    for row in found.mappings().all():
        payment = cast("rows.Payment", {name: value for name, value in row.items() if name != "seen"})
        arrived = min(day for day in (payment["received_on"], payment["credited_on"]) if day)
        back = TakenBack(
            row["seen"], "correction", reason=reason, code="", on=max(on, arrived), open_from=first_open
        )
        _add(write, back, payment, _mirror(write, back, payment, lines[row["id"]], stand[row["id"]]))


def _add(write: Write, back: "TakenBack", payment: rows.Payment, mirror: Record) -> None:
    """Add what takes a payment back, with the day of its entry where a closed year holds what never was."""
    row = mirror.rows[Payment][0]
    if back.kind == "correction" and puts_closed_right(write.session, payment, back.open_from):
        write.add(late_record(write, Payment, row, name=mirror.name, reason=PUT_RIGHT))
    write.add(mirror)


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


def standing_payment(
    write: Write, ref: str, *, kind: str, on: date
) -> tuple[rows.Payment, list[rows.PaymentLine]]:
    """Return a payment or a refund that may be taken back so on that day, with its lines, locked.

    Raises:
        NotFound, AlreadyReversed, InputRefused: as ``reverse_payment``.
    """
    session = write.session
    payment, lines = _payment_and_lines(session, ref)
    # of what was taken back whole no refund is taken back any more
    known = [key for key in (payment["id"], payment["refunds_id"]) if key]
    if session.scalar(select(Payment.id).where(Payment.reverses_id.in_(known)).limit(1)):
        raise AlreadyReversed(ref)
    if kind == "refund" and payment["refunds_id"] is not None:
        raise InputRefused([Problem("kind", "refund_as_return", ref)])
    if kind == "return" and payment["method"] in NO_BANK:
        raise InputRefused([Problem("kind", "return_without_bank", kind)])
    arrived = min(day for day in (payment["received_on"], payment["credited_on"]) if day)
    if on < arrived:
        raise InputRefused([Problem("on", "returned_before_received", on.isoformat())])
    if on > write.today:
        raise InputRefused([Problem("on", "day_in_future", on.isoformat())])
    refuse_closed(session, on)
    return payment, lines


def _what_stands(
    session: Session, payment: rows.Payment, lines: Sequence[rows.PaymentLine], back: "TakenBack"
) -> tuple[Sequence[rows.PaymentLine], Sequence[tuple[Allocated, date]]]:
    """Return what is left of the lines of a payment, and where since when.

    Raises:
        RefundStands: a part was refunded; then what is left can be refunded alone.
    """
    line_ids = [line["id"] for line in lines]
    refund = standing_refund(refunded_lines(session, [payment["id"]])[payment["id"]])
    if not refund:
        return lines, allocated_by_day(session, line_ids)
    if back.kind != "refund":
        raise RefundStands(back.ref, refund)
    stand = allocated(session, line_ids)
    # nothing leaves before the last cents came where they stand, or a line would give more than is left of it
    since = session.scalars(
        select(func.max(Allocation.decided_on)).where(Allocation.line_id.in_(line_ids))
    ).one()
    kept = [{**line, **_sums(part for part in stand if part.line_id == line["id"])} for line in lines]
    left = [cast("rows.PaymentLine", line) for line in kept if line["amount"]]
    return left, [(part, since) for part in stand]


def _sums(parts: Iterable[Allocated]) -> dict[str, Any]:
    """Return amount and foreign units of what stands of a line."""
    found = list(parts)
    minors = [part.foreign_minor for part in found if part.foreign_minor is not None]
    return {
        "amount": Money.total(part.amount for part in found),
        "foreign_minor": sum(minors) if minors else None,
    }


def _payment_and_lines(session: Session, ref: str) -> tuple[rows.Payment, list[rows.PaymentLine]]:
    payment = (
        session.execute(select(Payment.__table__).where(named(session, Payment, ref))).mappings().first()
    )
    if payment is None:
        raise NotFound("payment", ref)
    if payment["reverses_id"] is not None:
        raise TakesBack(ref, what_it_takes_back(session, ref))
    table = PaymentLine.__table__
    lines = session.execute(
        select(table).where(table.c.payment_id == payment["id"]).order_by(table.c.position).with_for_update()
    ).mappings()
    return cast("rows.Payment", dict(payment)), [cast("rows.PaymentLine", dict(line)) for line in lines]


class TakenBack(Struct, frozen=True):
    """Which payment is taken back, and how."""

    ref: str
    kind: str
    reason: str
    code: str  # of the bank
    on: date
    open_from: date = date.min  # the first day after the last closed year


def opposite(
    write: Write, back: TakenBack, payment: rows.Payment, *, ref: str, amount: Money, key: str
) -> rows.Payment:
    """Return the row of what takes a payment back, or a part of it; the caller says which in the row.

    Args:
        write: the transaction.
        back: what is taken back.
        payment: its row.
        ref: of the new one.
        amount: of the new one, of the opposite sign.
        key: what tells the new one from others that take back of the same payment.
    """
    return {
        **payment,
        "id": write.ids(Payment)[0],
        "other_ref": ref,
        "key": uuid5(payment["key"], key),
        "amount": amount,
        "received_on": back.on,
        "credited_on": None,
        "batch_id": None,
        "reversal": back.kind,
        "reversal_reason": back.reason,
        "return_code": back.code,
        "fingerprint": "",
    }


def _mirror(
    write: Write,
    back: TakenBack,
    payment: rows.Payment,
    lines: Sequence[rows.PaymentLine],
    stand: Sequence[tuple[Allocated, date]],
) -> Record:
    """Return the payment that takes back another, under a reference that says so, from where its cents stand.

    What was never so leaves each place from the day on which it came there, so that no past day counts both it
    and what is recorded in its place; money that went back, from the day on which it went.
    """
    mirrored = _reversing(write, back, payment, lines)
    taken = _opposite_lines(write, mirrored, lines)
    new_ids = {line["id"]: new["id"] for line, new in zip(lines, taken, strict=True)}
    entries = [
        allocation_row(
            write,
            replace(part.opposite, line_id=new_ids[part.line_id]),
            on=_leaves(back, since),
            reason=back.reason,
        )
        for part, since in stand
    ]
    return record_of("payment.reversed", mirrored["other_ref"], mirrored, taken, entries)


def _refund_undone(
    write: Write, back: TakenBack, refund: rows.Payment, lines: Sequence[rows.PaymentLine]
) -> Record:
    """Return the payment that takes a refund back: its cents come to where they were taken from."""
    undone = _reversing(write, back, refund, lines)
    taken = select(Allocation.__table__).where(Allocation.move_key == refund["key"]).order_by(Allocation.id)
    found = [cast("rows.Allocation", dict(row)) for row in write.session.execute(taken).mappings()]
    entries = [
        allocation_row(
            write,
            allocated_by(row).opposite,
            on=_leaves(back, row["decided_on"]),
            move_key=undone["key"],
            reason=back.reason,
        )
        for row in found
    ]
    return record_of(
        "payment.reversed", undone["other_ref"], undone, _opposite_lines(write, undone, lines), entries
    )


def _reversing(
    write: Write, back: TakenBack, payment: rows.Payment, lines: Sequence[rows.PaymentLine]
) -> rows.Payment:
    amount = -Money.total(line["amount"] for line in lines)
    row = opposite(write, back, payment, ref=f"{back.ref}-R", amount=amount, key="reversal")
    return {**row, "reverses_id": payment["id"]}


def _opposite_lines(
    write: Write, payment: rows.Payment, lines: Sequence[rows.PaymentLine]
) -> list[rows.PaymentLine]:
    ids = write.ids(PaymentLine, len(lines))
    return [
        {
            **line,
            "id": line_id,
            "payment_id": payment["id"],
            "amount": -line["amount"],
            "foreign_minor": None if line["foreign_minor"] is None else -line["foreign_minor"],
        }
        for line_id, line in zip(ids, lines, strict=True)
    ]


def _leaves(back: TakenBack, since: date) -> date:
    """Return from which day on what came to a place is there no more; of a closed year nothing changes."""
    is_open = since >= back.open_from
    return since if back.kind == "correction" and is_open else max(since, back.on)
