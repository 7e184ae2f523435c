"""Recording what arrived, and reversing what was wrong or came back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import uuid5

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.journal import Record, Row, Write
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
from donations_app.domain.private_share import FACTS, money_origin
from donations_app.domain.typed import clean_reason
from donations_app.services.books.directory import Directory, directory_for


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
        _allocation_row(
            write, part, line.kind, line_id, office_id, payer_kind, draft.currency, directory, today
        )
        for line_id, line in zip(line_ids, draft.lines, strict=True)
        for part in whole_to(line)
    ]
    payment = {
        "id": payment_id, "office_id": office_id, "key": draft.key, "other_ref": draft.ref,
        "payer_id": payer_id, "received_on": draft.received_on, "credited_on": draft.credited_on,
        "method": draft.method, "amount": draft.amount, "currency": draft.currency, "rate": draft.rate,
        "cheque_number": draft.cheque_number, "cheque_date": draft.cheque_date, "bank": draft.bank,
        "receipt_issued_by": draft.receipt_issued_by, "batch_id": batch_id, "reverses_id": None,
        "reversal": "", "reversal_reason": "", "return_code": "", "fingerprint": draft.fingerprint(),
    }  # fmt: skip
    rows = {Payment: [payment], PaymentLine: lines, Allocation: allocations}
    return Record("payment.recorded", f"payment:{draft.ref or write.reference(Payment, payment_id)}", rows)


def _wanted(draft: PaymentDraft) -> dict[type[Base], int]:
    """Return how many keys a payment needs, its link included, so that a server is asked once."""
    parts = sum(len(list(whole_to(line))) for line in draft.lines)
    return {Payment: 1, PaymentLine: len(draft.lines), Allocation: parts, Link: 1}


def _line_row(line: LineDraft, line_id: int, position: int, payment_id: int, office_id: int) -> Row:
    return {
        "id": line_id, "office_id": office_id, "payment_id": payment_id, "position": position,
        "kind": line.kind, "amount": line.amount, "dues_year": line.dues_year,
        "earmarked_by_donor": line.earmarked_by_donor, "counterpart": line.counterpart or ZERO,
        "counterpart_kind": line.counterpart_kind, "description": line.description,
        "evidence": line.evidence, "article": line.article, "pass_through": line.pass_through,
        "foreign_minor": line.foreign_minor,
    }  # fmt: skip


def _allocation_row(
    write: Write, part: AllocationDraft, kind: str, line_id: int, office_id: int,
    payer_kind: str, currency: str, directory: Directory, today: date,
) -> Row:  # fmt: skip
    return {
        "id": write.ids(Allocation)[0], "office_id": office_id, "line_id": line_id,
        "project_id": directory.projects[part.project] if part.project else None,
        "association_id": directory.parties[part.association][0] if part.association else None,
        "kind": kind, "payer_kind": payer_kind, "money_origin": money_origin(kind, payer_kind),
        "currency": currency, "amount": part.amount, "decided_on": today, "move_key": None, "reason": "",
    }  # fmt: skip


def return_record(write: Write, record: Record, draft: PaymentDraft) -> Record:
    """Return the reversal of a payment that is recorded together with its return."""
    rows = {table: list(rows) for table, rows in record.rows.items()}
    on, code = draft.returned_on or write.now.date(), draft.return_code
    ref = draft.ref or write.reference(Payment, rows[Payment][0]["id"])
    return _mirror(write, rows, ref, kind="return", reason=code or "return", code=code, on=on)


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
    rows = _rows_of_payment(write.session, ref)
    payment = rows[Payment][0]
    if write.session.scalar(select(Payment.id).where(Payment.reverses_id == payment["id"])):
        raise AlreadyReversed(ref)
    arrived = min(day for day in (payment["received_on"], payment["credited_on"]) if day)
    if on < arrived:
        raise InputRefused([Problem("on", "returned_before_received", on.isoformat())])
    mirror = _mirror(write, rows, ref, kind=kind, reason=reason, code=return_code, on=on)
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


def _rows_of_payment(session: Session, ref: str) -> dict[Any, list[Row]]:
    payment = (
        session.execute(select(Payment.__table__).where(named(session, Payment, ref))).mappings().first()
    )
    if payment is None or payment["reverses_id"] is not None:
        raise NotFound("payment", ref)
    table = PaymentLine.__table__
    lines = session.execute(
        select(table).where(table.c.payment_id == payment["id"]).order_by(table.c.position).with_for_update()
    ).mappings()
    found = [dict(line) for line in lines]
    return {
        Payment: [dict(payment)],
        PaymentLine: found,
        Allocation: list(standing_allocations(session, [line["id"] for line in found])),
    }


def standing_allocations(session: Session, line_ids: list[int]) -> Iterator[Row]:
    """Yield where the cents of lines stand now, entries and moves summed up."""
    table = Allocation.__table__.c
    where = (
        table.line_id,
        table.office_id,
        table.project_id,
        table.association_id,
        *(table[name] for name in FACTS),
    )
    query = select(*where, func.sum(table.amount).label("amount")).where(table.line_id.in_(line_ids))
    for row in session.execute(query.group_by(*where).order_by(table.line_id, func.min(table.id))).mappings():
        if row["amount"]:
            yield dict(row)


def _mirror(
    write: Write, rows: dict[Any, list[Row]], ref: str, *, kind: str, reason: str, code: str, on: date
) -> Record:
    """Return the payment that takes back the one of reference ``ref``, under a reference that says so."""
    payment, payment_id, back = rows[Payment][0], write.ids(Payment)[0], f"{ref}-R"
    mirrored = {
        **payment, "id": payment_id, "other_ref": back, "key": uuid5(payment["key"], "reversal"),
        "amount": -payment["amount"], "received_on": on, "credited_on": None, "batch_id": None,
        "reverses_id": payment["id"], "reversal": kind, "reversal_reason": reason, "return_code": code,
        "fingerprint": "",
    }  # fmt: skip
    new_ids = dict(
        zip(
            (line["id"] for line in rows[PaymentLine]),
            write.ids(PaymentLine, len(rows[PaymentLine])),
            strict=True,
        )
    )
    lines = [
        {**line, "id": new_ids[line["id"]], "payment_id": payment_id, "amount": -line["amount"]}
        for line in rows[PaymentLine]
    ]
    entries = [
        {
            **entry,
            "id": write.ids(Allocation)[0],
            "line_id": new_ids[entry["line_id"]],
            "amount": -entry["amount"],
            "decided_on": on,
            "move_key": None,
            "reason": reason,
        }
        for entry in rows[Allocation]
    ]
    return Record(
        "payment.reversed", f"payment:{back}", {Payment: [mirrored], PaymentLine: lines, Allocation: entries}
    )


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
