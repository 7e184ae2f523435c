"""Receipts followed back to their payments, allocations and audit entries; and what a sample is drawn from."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar

from msgspec import Struct
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.documents import Documents
from donations_app.db.queries.closed_days import lines_that_brought
from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.matches import MatchRow
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.refunds import RefundedLine, refunded_lines, taken_by_refunds
from donations_app.db.queries.slips import SlipRow, slips_of
from donations_app.db.queries.terms import REFUND
from donations_app.db.queries.trail import changes
from donations_app.db.steps import in_steps
from donations_app.db.tables import (
    Allocation,
    Base,
    Entry,
    Link,
    Office,
    Origin,
    Party,
    Payment,
    PaymentLine,
    Project,
    ReceiptCancellation,
    ReceiptLine,
    TaxReceipt,
)
from donations_app.domain.errors import NotFound
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import display_name
from donations_app.domain.receipt_content import from_json
from donations_app.domain.sampling import Candidate
from donations_app.domain.storage_errors import BooksDamaged
from donations_app.domain.tracing import (
    Trace,
    TracedEntry,
    TracedLine,
    TracedRefund,
    TracedReversal,
    TracedShare,
)

_AT_ONCE = 500  # receipts
_OF_ENTRY: Final = (Origin.code, Link.n, Link.at, Link.who, Entry.kind, Entry.record, Link.hash)
_NAMED_AT_ONCE = 10_000  # both engines take as many parameters
T = TypeVar("T")
_Refunds = Mapping[int, Sequence[RefundedLine]]  # by the key of the payment


def candidates(session: Session, year: int) -> list[Candidate]:
    """Return every number on a year's gifts, issued or cancelled."""
    query = select(TaxReceipt.number, TaxReceipt.form, TaxReceipt.amount).where(TaxReceipt.year == year)
    return [Candidate(*row) for row in session.execute(query.order_by(TaxReceipt.series, TaxReceipt.n))]


def traces(session: Session, numbers: Sequence[str]) -> Iterator[Trace]:
    """Yield the trace of each receipt, in the order of ``numbers``.

    Raises:
        NotFound: no receipt bears one of them.
    """
    for some in in_steps(numbers, _AT_ONCE):
        found = {row.number: row for row in session.execute(_receipts(some))}
        if missing := [number for number in some if number not in found]:
            raise NotFound("receipt", missing[0])
        lines = _lines(session, [row.id for row in found.values()])
        refunds = refunded_lines(session, {row.payment_id for rows in lines.values() for row in rows})
        entries = entries_of(session, _records(found.values(), lines, refunds))
        shares = shares_of(session, [row.id for rows in lines.values() for row in rows])
        slips = slips_of(session, {row.ref for rows in lines.values() for row in rows})
        matched = lines_that_brought(session, {row.payment_id for rows in lines.values() for row in rows})
        banked = _Banked(slips, matched)
        for number in some:
            yield _trace(session, found[number], lines[found[number].id], refunds, entries, shares, banked)


class _Banked(Struct, frozen=True):
    """How payments came to the bank."""

    slips: Mapping[str, SlipRow]  # by reference of the payment
    matched: Mapping[int, Sequence[MatchRow]]  # by key of the payment

    def line(self, payment: int, slip: SlipRow | None) -> str:
        """Return the lines of the bank that a payment was found in, else what was noted of its slip."""
        lines = dict.fromkeys(one.bank_line for one in self.matched.get(payment, ()))
        return "; ".join(lines) or (slip.bank_line if slip else "")


def _receipts(numbers: Sequence[str]) -> Select[Any]:
    newer = aliased(TaxReceipt)
    return (
        select(
            TaxReceipt.id, TaxReceipt.number, TaxReceipt.series, TaxReceipt.issued_by, TaxReceipt.issued_at,
            TaxReceipt.content, TaxReceipt.accepted, TaxReceipt.sha256, Office.code.label("office"),
            Party.ref.label("payer"), ReceiptCancellation.cancelled_on, ReceiptCancellation.cancelled_by,
            ReceiptCancellation.reason, newer.number.label("newer"),
        )
        .join(Office, Office.id == TaxReceipt.office_id)
        .join(Party, Party.id == TaxReceipt.payer_id)
        .outerjoin(ReceiptCancellation, ReceiptCancellation.receipt_id == TaxReceipt.id)
        .outerjoin(newer, newer.replaces_id == TaxReceipt.id)
        .where(TaxReceipt.number.in_(numbers))
    )  # fmt: skip


def _lines(session: Session, receipt_ids: Collection[int]) -> defaultdict[int, list[Any]]:
    """Return the payment lines on each receipt, each with its payment and what took that back."""
    back = aliased(Payment)
    query = (
        select(
            ReceiptLine.receipt_id, PaymentLine.id, PaymentLine.position, PaymentLine.kind, PaymentLine.amount,
            PaymentLine.description, PaymentLine.evidence, PaymentLine.payment_id, Payment.ref,
            Payment.amount.label("payment_amount"),
            Payment.received_on, Payment.credited_on, Payment.method, Payment.cheque_number, Payment.cheque_date,
            Payment.bank, Office.code.label("office"), back.ref.label("back_ref"),
            back.received_on.label("back_on"), back.reversal, back.reversal_reason, back.return_code,
        )
        .join(PaymentLine, PaymentLine.id == ReceiptLine.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .join(Office, Office.id == Payment.office_id)
        .outerjoin(back, back.reverses_id == Payment.id)
        .where(ReceiptLine.receipt_id.in_(receipt_ids))
        .order_by(ReceiptLine.id)
    )  # fmt: skip
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        found[row.receipt_id].append(row)
    return found


def _names(line: Any, refunds: _Refunds) -> list[str]:
    own = [f"payment:{line.ref}", f"payment:{line.ref}/{line.position}"]
    back = [f"payment:{line.back_ref}"] if line.back_ref else []
    return [*own, *back, *(f"payment:{one.ref}" for one in refunds.get(line.payment_id, ()))]


def _records(receipts: Collection[Any], lines: dict[int, list[Any]], refunds: _Refunds) -> list[str]:
    """Return the names under which the journal knows receipts and the payments behind them."""
    payments = {name for rows in lines.values() for row in rows for name in _names(row, refunds)}
    return [*(f"receipt:{row.number}" for row in receipts), *sorted(payments)]


def entries_of(session: Session, records: Sequence[str]) -> defaultdict[str, list[TracedEntry]]:
    """Return the audit entries of each record; without their content, which may be large."""
    found: defaultdict[str, list[TracedEntry]] = defaultdict(list)
    query = changes(*_OF_ENTRY).join(Origin, Origin.id == Link.origin_id)
    for some in in_steps(records, _NAMED_AT_ONCE):
        for row in session.execute(query.where(Entry.record.in_(some))):
            found[row.record].append(TracedEntry(*row))
    return found


def entries_of_import(session: Session, ref: str, table: type[Base], key: int) -> tuple[TracedEntry, ...]:
    """Return the audit entries of a record that was taken back with its import, under the name it bore until then.

    That is the reference of the file, which may be another record's since: only transactions that wrote the record
    count, known by its key in their lines.

    Args:
        session: an open view.
        ref: of the import; nothing is found where it is empty.
        table: of the record.
        key: of the record.
    """
    said = Entry.content.contains(f"{table.__tablename__} [{key},", autoescape=True)
    links = select(Entry.link_id).where(Entry.record == f"import:{ref}")
    names = session.scalars(select(Entry.record).where(Entry.link_id.in_(links), said)).all()
    wrote = select(Entry.link_id).where(Entry.record.in_(set(names)), said)
    query = changes(*_OF_ENTRY).join(Origin, Origin.id == Link.origin_id)
    found = session.execute(query.where(Entry.record.in_(set(names)), Entry.link_id.in_(wrote)))
    return tuple(TracedEntry(*row) for row in found)


def shares_of(session: Session, line_ids: Sequence[int]) -> defaultdict[int, list[TracedShare]]:
    """Return every allocation entry of each line, in their order."""
    query = _shares(Allocation.line_id, Allocation)
    found: defaultdict[int, list[TracedShare]] = defaultdict(list)
    for some in in_steps(line_ids, _NAMED_AT_ONCE):
        for row in session.execute(query.where(Allocation.line_id.in_(some))):
            found[row.line_id].append(_share(row))
    return found


def refund_shares(session: Session, payment: int) -> dict[int, tuple[TracedShare, ...]]:
    """Return from where a refund, or what takes one back, took the cents of each line, by position."""
    found: defaultdict[int, list[TracedShare]] = defaultdict(list)
    query = _shares(PaymentLine.position, taken_by_refunds()).where(REFUND.id == payment)
    for row in session.execute(query):
        found[row.position].append(_share(row))
    return {position: tuple(shares) for position, shares in found.items()}


def _shares(key: Any, origin: Any) -> Select[Any]:
    query = (
        select(
            key, Allocation.amount, Allocation.decided_on, Allocation.reason, Project.code,
            Project.title_fr, Party.id.label("association_id"), *name_columns(),
        )
        .select_from(origin)
        .outerjoin(Project, Project.id == Allocation.project_id)
        .order_by(Allocation.decided_on, Allocation.id)  # keys of two offices are not in the order of their days
    )  # fmt: skip
    found: Select[Any] = joined_leader(query, Allocation.association_id, may_be_nobody=True)
    return found


def _share(row: Any) -> TracedShare:
    name = display_name(row) if row.association_id else ""
    return TracedShare(row.code or "", row.title_fr or "", name, row.amount, row.decided_on, row.reason)


def standing(entries: Sequence[TracedShare], came_on: date | None = None) -> tuple[TracedShare, ...]:
    """Return where cents stand after all entries of a line; on a project from a day after the money, with it."""
    sums: defaultdict[tuple[str, str, str], Any] = defaultdict(lambda: ZERO)
    days: defaultdict[tuple[str, str, str], list[date]] = defaultdict(list)
    for one in entries:
        where = (one.project, one.title, one.association)
        sums[where] += one.amount
        if one.on:
            days[where].append(one.on)
    since = {
        where: min(found) for where, found in days.items() if where[0] and came_on and min(found) > came_on
    }
    return tuple(TracedShare(*where, amount, since.get(where)) for where, amount in sums.items() if amount)


def _trace(
    session: Session,
    row: Any,
    rows: Sequence[Any],
    refunds: _Refunds,
    entries: dict[str, list[TracedEntry]],
    shares: dict[int, list[TracedShare]],
    banked: _Banked,
) -> Trace:
    content = from_json(row.content)
    frozen = {(line.payment, line.position): line.amount for line in content.lines}
    records = dict.fromkeys(
        [f"receipt:{row.number}", *(name for line in rows for name in _names(line, refunds))]
    )
    concerning = [entry for record in records for entry in entries.get(record, [])]
    return Trace(
        number=row.number,
        series=row.series,
        office=row.office,
        issued_by=row.issued_by,
        issued_at=row.issued_at,
        content=content,
        payer=row.payer,
        accepted=row.accepted,
        sha256=row.sha256,
        found_sha256=_digest_now(session, row.id),
        cancelled_on=row.cancelled_on,
        cancelled_by=row.cancelled_by or "",
        reason=row.reason or "",
        replaced_by=row.newer or "",
        lines=tuple(
            _line(
                line,
                _written_at(f"receipt:{row.number}", entries),
                frozen.get((line.ref, line.position), ZERO),
                refunds.get(line.payment_id, []),
                entries,
                shares.get(line.id, []),
                banked,
            )
            for line in rows
        ),
        entries=tuple(sorted(concerning, key=lambda entry: (entry.at, entry.office, entry.n))),
    )


def _line(
    row: Any,
    issued_at: datetime,
    frozen: Any,
    refunds: Sequence[RefundedLine],
    entries: dict[str, list[TracedEntry]],
    shares: Sequence[TracedShare],
    banked: _Banked,
) -> TracedLine:
    written = entries.get(f"payment:{row.ref}", [])
    of_line = [one for one in refunds if one.position == row.position]
    before = [one.amount for one in of_line if _written_at(f"payment:{one.ref}", entries) <= issued_at]
    return TracedLine(
        payment=row.ref,
        position=row.position,
        kind=row.kind,
        amount=Money.total([row.amount, *before]),
        frozen=frozen,
        payment_amount=row.payment_amount,
        office=row.office,
        received_on=row.received_on,
        credited_on=row.credited_on,
        method=row.method,
        cheque_number=row.cheque_number,
        cheque_date=row.cheque_date,
        bank=row.bank,
        description=row.description,
        evidence=row.evidence,
        shares=standing(shares),
        moves=tuple(shares) if any(share.reason for share in shares) else (),
        reversal=_reversal(row),
        refunds=tuple(
            TracedRefund(one.ref, one.on, -one.amount, one.reason) for one in of_line if one.stands
        ),
        recorded=next(iter(written), None),
        deposit_slip=slip.number if (slip := banked.slips.get(row.ref)) else "",
        bank_line=banked.line(row.payment_id, slip),
    )


def _written_at(record: str, entries: Mapping[str, Sequence[TracedEntry]]) -> datetime:
    """Return when a record was written first; the end of time where the audit trail does not know it."""
    return min((entry.at for entry in entries.get(record, ())), default=datetime.max.replace(tzinfo=UTC))


def _reversal(row: Any) -> TracedReversal | None:
    if not row.back_ref:
        return None
    return TracedReversal(row.back_ref, row.back_on, row.reversal, row.reversal_reason, row.return_code)


def _digest_now(session: Session, receipt_id: int) -> str:
    """Return the digest of the document as it is kept now; nothing when it is not the one that was issued."""
    query = select(TaxReceipt.number, TaxReceipt.base_id, TaxReceipt.tail, TaxReceipt.sha256)
    row = session.execute(query.where(TaxReceipt.id == receipt_id)).one()
    if not row.tail:
        return str(row.sha256)  # erased with the person: ``verify`` holds the row against the audit trail
    try:
        return hashlib.sha256(Documents(session).whole(row)).hexdigest()
    except BooksDamaged:
        return ""
