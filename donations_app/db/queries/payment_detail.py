"""One payment with all that is known of it: lines, where their cents stand, receipts, history."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.closed_days import lines_that_brought
from donations_app.db.queries.matches import MatchRow
from donations_app.db.queries.payment_list import PaymentRow, payment_rows
from donations_app.db.queries.projects import ProjectName, project_names
from donations_app.db.queries.references import find
from donations_app.db.queries.refunds import RefundedLine, refunded_lines
from donations_app.db.queries.slips import SlipRow, slip_of
from donations_app.db.queries.traces import entries_of, refund_shares, shares_of, standing
from donations_app.db.tables import LiveReceiptLine, Payment, PaymentLine, TaxReceipt
from donations_app.domain.errors import NotFound
from donations_app.domain.money import ZERO, Money
from donations_app.domain.tracing import TracedEntry, TracedShare


class DetailedLine(Struct, frozen=True, kw_only=True):
    """A line of a payment."""

    position: int
    kind: str
    amount: Money
    dues_year: int | None
    earmarked_by_donor: bool
    counterpart: Money
    counterpart_kind: str
    description: str
    evidence: str
    valued_by: str
    article: str  # of the CGI under which an individual asks for the receipt
    pass_through: bool  # for a named person, or a project that others run and bank
    foreign_minor: int | None  # hundredths of the currency of the payment; of euros nothing
    shares: tuple[TracedShare, ...]  # now
    moves: tuple[TracedShare, ...]  # every entry, when there is more than the first allocation
    receipt: str  # number of the live one, or empty


class PaymentDetail(Struct, frozen=True, kw_only=True):
    """A payment, and what became of it."""

    row: PaymentRow
    lines: tuple[DetailedLine, ...]
    currency: str
    rate: str
    rate_source: str
    rate_on: date | None
    cheque_date: date | None
    bank: str
    receipt_issued_by: str
    reason: str  # why it was taken back, or takes another back
    return_code: str
    refunds: tuple[RefundedLine, ...]  # of parts of it, that stand
    is_refund: bool  # it gives a part of another one back, and stands
    slip: SlipRow | None  # on which it went to the bank, or will
    bank_lines: tuple[MatchRow, ...]  # in which the bank said that it arrived
    entries: tuple[TracedEntry, ...]  # of the audit trail, by time
    names: Mapping[str, ProjectName]  # of the projects on which its cents stand or stood, by code


def payment_detail(session: Session, ref: str) -> PaymentDetail:
    """Return a payment.

    Raises:
        NotFound: there is no payment of that reference.
    """
    key = find(session, Payment, ref)
    row = payment_rows(session, [key])[0] if key is not None else None
    if row is None:
        raise NotFound("payment", ref)
    facts = _facts(session, row.id)
    back = _facts(session, find(session, Payment, row.reversed_by) or 0) if row.reversed_by else facts
    lines = _lines(session, row.id, row.received_on or row.credited_on)
    refunds = tuple(one for one in refunded_lines(session, [row.id])[row.id] if one.stands)
    return PaymentDetail(
        row=row,
        lines=lines,
        currency=facts.currency,
        rate=facts.rate,
        rate_source=facts.rate_source,
        rate_on=facts.rate_on,
        cheque_date=facts.cheque_date,
        bank=facts.bank,
        receipt_issued_by=facts.receipt_issued_by,
        reason=back.reversal_reason,
        return_code=back.return_code,
        refunds=refunds,
        is_refund=facts.refunds_id is not None and row.amount < ZERO and not row.reversed_by,
        slip=slip_of(session, row.id),
        bank_lines=tuple(lines_that_brought(session, [row.id]).get(row.id, ())),
        entries=_history(session, row, lines, refunds),
        names=project_names(
            session, {share.project for line in lines for share in line.shares + line.moves if share.project}
        ),
    )


def _facts(session: Session, key: int) -> Any:
    columns = (
        Payment.currency, Payment.rate, Payment.cheque_date, Payment.bank, Payment.receipt_issued_by,
        Payment.reversal_reason, Payment.return_code, Payment.rate_source, Payment.rate_on, Payment.refunds_id,
    )  # fmt: skip
    return session.execute(select(*columns).where(Payment.id == key)).one()


def _lines(session: Session, key: int, came_on: date | None) -> tuple[DetailedLine, ...]:
    query = (
        select(PaymentLine, TaxReceipt.number)
        .outerjoin(LiveReceiptLine, LiveReceiptLine.line_id == PaymentLine.id)
        .outerjoin(TaxReceipt, TaxReceipt.id == LiveReceiptLine.receipt_id)
        .where(PaymentLine.payment_id == key)
        .order_by(PaymentLine.position)
    )
    rows = session.execute(query).all()
    shares, refunded = shares_of(session, [line.id for line, _number in rows]), refund_shares(session, key)
    return tuple(
        DetailedLine(
            position=line.position,
            kind=line.kind,
            amount=line.amount,
            dues_year=line.dues_year,
            earmarked_by_donor=line.earmarked_by_donor,
            counterpart=line.counterpart,
            counterpart_kind=line.counterpart_kind,
            valued_by=line.valued_by,
            article=line.article,
            pass_through=line.pass_through,
            foreign_minor=line.foreign_minor,
            description=line.description,
            evidence=line.evidence,
            shares=refunded.get(line.position) or standing(shares[line.id], came_on),
            moves=tuple(shares[line.id]) if any(share.reason for share in shares[line.id]) else (),
            receipt=number or "",
        )
        for line, number in rows
    )


def _history(
    session: Session, row: PaymentRow, lines: Iterable[DetailedLine], refunds: Iterable[RefundedLine]
) -> tuple[TracedEntry, ...]:
    """Return the entries of the payment, of moves of its lines, of what takes it back, and of its receipts."""
    backs = (row.reversed_by, row.reverses, *(one.ref for one in refunds))
    payments = list(dict.fromkeys([row.ref, *filter(None, backs)]))
    records = [f"payment:{ref}" for ref in payments] + [f"payment:{row.ref}/{one.position}" for one in lines]
    records += sorted({f"receipt:{one.receipt}" for one in lines if one.receipt})
    found = entries_of(session, records)
    entries = [entry for record in dict.fromkeys(records) for entry in found.get(record, [])]
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.office, entry.n)))
