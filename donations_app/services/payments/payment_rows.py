"""The rows of a payment that was checked: itself, its lines, where their cents go."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from donations_app.db import rows
from donations_app.db.asking import Asking
from donations_app.db.journal import Write
from donations_app.db.records import Record
from donations_app.db.tables import Allocation, Link, Payment, PaymentLine
from donations_app.domain.money import ZERO, Money, allocate
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft, whole_to
from donations_app.domain.plain_payments import PlainPayment
from donations_app.domain.private_share import money_origin
from donations_app.services.books.directory import Directory, Known
from donations_app.services.payments.allocated import Allocated, first_rows


def payment_record(
    write: Write,
    draft: PaymentDraft,
    directory: Directory,
    *,
    batch_id: int | None = None,
    today: date,
    fingerprint: str = "",
    is_late: bool = False,
) -> Record:
    """Return the rows of a payment whose draft and references were checked.

    Args:
        write: the transaction.
        draft: what arrived.
        directory: what the draft refers to.
        batch_id: key of its batch.
        today: the day of recording.
        fingerprint: of the draft, where it was taken already.
        is_late: it bears a day of a closed year: its cents stand somewhere from today on.
    """
    payment_id, office_id = write.ids(Payment)[0], directory.offices[draft.office]
    arrived = min(draft.received_on or draft.credited_on or today, today)
    arrived = today if is_late else directory.open_day(arrived)
    payer = directory.payer(draft.payer)
    if payer and payer.origins:  # a payment has the origin of its own day
        payer = payer._replace(money_origin=payer.origin_on(draft.received_on or draft.credited_on or today))
    line_ids = write.ids(PaymentLine, len(draft.lines))
    lines = [
        _line_row(line, line_id, position, payment_id, office_id)
        for position, (line_id, line) in enumerate(zip(line_ids, draft.lines, strict=True), 1)
    ]
    allocations = [
        row
        for line, drafted in zip(lines, draft.lines, strict=True)
        for part, one in _all_allocated(drafted, line, payer, draft.currency, directory)
        for row in first_rows(write, one, arrived=arrived, decided=part.decided_on)
    ]
    payment = _payment_row(
        draft,
        payment_id,
        office_id,
        payer.id if payer else None,
        batch_id,
        fingerprint or draft.fingerprint(),
    )
    ref = draft.ref or write.reference(Payment, payment_id)
    return record_of("payment.recorded", ref, payment, lines, allocations)


def record_of(
    kind: str,
    ref: str,
    payment: rows.Payment,
    lines: Sequence[rows.PaymentLine],
    allocations: Sequence[rows.Allocation],
) -> Record:
    """Return a payment with its lines and allocations as one record."""
    return Record(kind, f"payment:{ref}", {Payment: [payment], PaymentLine: lines, Allocation: allocations})


def reserving_for(write: Write, drafts: Iterable[PaymentDraft | PlainPayment]) -> Asking[None]:
    """See to the keys of payments, of their returns and of the link, so that a server is asked once."""
    payments = lines = parts = 0
    for draft in drafts:
        if isinstance(draft, PlainPayment):
            payments, lines, parts = payments + 1, lines + 1, parts + 1
            continue
        times = 2 if draft.returned_on else 1
        payments += times
        lines += times * len(draft.lines)
        parts += times * sum(3 if part.decided_on else 1 for line in draft.lines for part in whole_to(line))
    return write.reserving({Payment: payments, PaymentLine: lines, Allocation: parts, Link: 1})


def _payment_row(
    draft: PaymentDraft,
    payment_id: int,
    office_id: int,
    payer_id: int | None,
    batch_id: int | None,
    fingerprint: str,
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
        rate_source=draft.rate_source,
        rate_on=draft.rate_on,
        cheque_number=draft.cheque_number,
        cheque_date=draft.cheque_date,
        bank=draft.bank,
        receipt_issued_by=draft.receipt_issued_by,
        batch_id=batch_id,
        reverses_id=None,
        refunds_id=None,
        reversal="",
        reversal_reason="",
        return_code="",
        fingerprint=fingerprint,
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
        valued_by=line.valued_by,
        article=line.article,
        pass_through=line.pass_through,
        foreign_minor=line.foreign_minor,
    )


def _all_allocated(
    drafted: LineDraft, line: rows.PaymentLine, payer: Known | None, currency: str, directory: Directory
) -> Iterator[tuple[AllocationDraft, Allocated]]:
    """Yield where the cents of a line go; of another currency its units in proportion, none lost."""
    parts, minor = list(whole_to(drafted)), line["foreign_minor"]
    minors: list[int | None] = [None] * len(parts)
    if minor is not None and parts:
        split = allocate(Money(minor), [part.amount.cents for part in parts])
        minors = [one.cents for one in split]
    for part, units in zip(parts, minors, strict=True):
        yield part, replace(_allocated(part, line, payer, currency, directory), foreign_minor=units)


def _allocated(
    part: AllocationDraft, line: rows.PaymentLine, payer: Known | None, currency: str, directory: Directory
) -> Allocated:
    payer_kind, stated = (payer.kind, payer.money_origin) if payer else ("", "")
    return Allocated(
        office_id=line["office_id"],
        line_id=line["id"],
        project_id=directory.projects[part.project] if part.project else None,
        association_id=directory.parties[part.association].id if part.association else None,
        kind=line["kind"],
        payer_kind=payer_kind,
        money_origin=money_origin(line["kind"], payer_kind, stated),
        currency=currency,
        amount=part.amount,
    )
