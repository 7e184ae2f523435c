"""What the dashboard shows: figures of the year, months, last payments, what waits for a hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, extract, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.parties import allocated_to
from donations_app.db.tables import Batch, LiveReceiptLine, Membership, Party, Payment, PaymentLine
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import display_name

_BANKED = ("transfer", "direct_debit", "card", "online")
_ON: ColumnElement[Any] = func.coalesce(Payment.received_on, Payment.credited_on)


@dataclass(frozen=True, slots=True)
class Figures:
    """The year so far, beside the same days of the year before."""

    received: Money
    received_before: Money
    members: int
    members_paid: int
    donors: int


@dataclass(frozen=True, slots=True)
class Month:
    """What a month brought, in three parts."""

    month: int  # 1 to 12
    gifts: Money
    recurring: Money  # by direct debit
    dues: Money


@dataclass(frozen=True, slots=True)
class LastPayment:
    """One line of the last payments."""

    ref: str
    on: date
    payer: str  # reference; empty: anonymous
    name: str
    kind: str
    dues_year: int | None
    method: str
    cheque_number: str
    projects: tuple[str, ...]  # codes; none is the general fund
    amount: Money
    receipt: str  # issued, to_issue, annual or none


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for a hand."""

    without_credit: int  # bank payments whose day of credit is not written
    without_address: int  # givers of this year and the last whose address is incomplete
    open_batches: int


def figures(session: Session, today: date) -> Figures:
    """Return the figures of the year of ``today``."""
    first = date(today.year, 1, 1)
    before_first = date(today.year - 1, 1, 1)
    before_last = date(today.year - 1, today.month, min(today.day, 28))
    running = (Membership.since <= today, (Membership.until.is_(None)) | (Membership.until >= today))
    members = session.scalar(select(func.count(func.distinct(Membership.party_id))).where(*running)) or 0
    paid = (
        select(func.count(func.distinct(Payment.payer_id)))
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .join(Membership, Membership.party_id == Payment.payer_id)
        .where(
            PaymentLine.kind == "dues",
            PaymentLine.dues_year == today.year,
            PaymentLine.amount > ZERO,
            *running,
        )
    )
    donors = select(func.count(func.distinct(Payment.payer_id))).where(_ON.between(first, today))
    return Figures(
        received=_received(session, first, today),
        received_before=_received(session, before_first, before_last),
        members=members,
        members_paid=session.scalar(paid) or 0,
        donors=session.scalar(donors) or 0,
    )


def _received(session: Session, first: date, last: date) -> Money:
    """Return what people and associations gave and paid as dues, net of what was taken back."""
    query = (
        select(func.sum(PaymentLine.amount))
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(_ON.between(first, last), PaymentLine.kind.in_(("donation", "dues")))
    )
    found: Money | None = session.scalar(query)
    return found or ZERO


def months(session: Session, year: int) -> list[Month]:
    """Return the twelve months of a year, net of what was taken back; subsidies and grants are left out."""
    kind = case(
        (PaymentLine.kind == "dues", "dues"), (Payment.method == "direct_debit", "recurring"), else_="gifts"
    )
    month = extract("month", _ON) if session.get_bind().dialect.name != "sqlite" else func.substr(_ON, 6, 2)
    query = (
        select(month, kind, func.sum(PaymentLine.amount))
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .where(
            _ON.between(date(year, 1, 1), date(year, 12, 31)),
            PaymentLine.kind.not_in(("subsidy", "grant", "participation")),
        )
        .group_by(month, kind)
    )
    sums: dict[tuple[int, str], Money] = {
        (int(number), name): amount for number, name, amount in session.execute(query)
    }
    return [
        Month(n, *(sums.get((n, part), ZERO) for part in ("gifts", "recurring", "dues")))
        for n in range(1, 13)
    ]


def last_payments(session: Session, *, limit: int = 6, batch: Any = None) -> list[LastPayment]:
    """Return the payments recorded last, newest first; ``batch`` is the key of one batch."""
    reversing = aliased(Payment)
    query = (
        select(Payment.id, Payment.ref, Payment.received_on, Payment.credited_on, Payment.method, Payment.amount,
               Payment.cheque_number, Party.ref.label("payer"),
               Party.kind, Party.last_name, Party.first_name, Party.second_last_name,
               Party.second_first_name, Party.organisation, Party.receipt_wish)
        .outerjoin(Party, Party.id == Payment.payer_id)
        .outerjoin(reversing, reversing.reverses_id == Payment.id)
        .where(Payment.reverses_id.is_(None), reversing.id.is_(None))
        .order_by(Payment.id.desc())
        .limit(limit)
    )  # fmt: skip
    if batch is not None:
        query = query.join(Batch, Batch.id == Payment.batch_id).where(Batch.key == batch)
    rows = session.execute(query).all()
    lines = _lines(session, [row.id for row in rows])
    targets = allocated_to(session, [line.id for found in lines.values() for line in found])
    return [_last(row, lines[row.id], targets) for row in rows]


def _lines(session: Session, payment_ids: Sequence[int]) -> dict[int, list[Any]]:
    query = (
        select(
            PaymentLine.id,
            PaymentLine.payment_id,
            PaymentLine.kind,
            PaymentLine.dues_year,
            LiveReceiptLine.receipt_id,
        )
        .outerjoin(LiveReceiptLine, LiveReceiptLine.line_id == PaymentLine.id)
        .where(PaymentLine.payment_id.in_(payment_ids))
        .order_by(PaymentLine.id)
    )
    found: dict[int, list[Any]] = {key: [] for key in payment_ids}
    for row in session.execute(query):
        found[row.payment_id].append(row)
    return found


def _last(row: Any, lines: list[Any], targets: dict[int, list[tuple[str, str]]]) -> LastPayment:
    projects = dict.fromkeys(code for line in lines for code, _ in targets.get(line.id, []) if code)
    return LastPayment(
        row.ref, row.received_on or row.credited_on, row.payer or "", _payer_name(row),
        lines[0].kind, lines[0].dues_year, row.method, row.cheque_number, tuple(projects), row.amount,
        _receipt(row, lines),
    )  # fmt: skip


def _payer_name(row: Any) -> str:
    """Return the payer's name; an anonymous payment has none."""
    return display_name(row) if row.kind else ""


def _receipt(row: Any, lines: list[Any]) -> str:
    if any(line.receipt_id for line in lines):
        return "issued"
    if row.kind not in ("individual", "couple") or row.receipt_wish == "none":
        return "none"
    if all(line.kind not in ("donation", "dues") for line in lines):
        return "none"
    return "to_issue" if row.receipt_wish == "each" else "annual"


def waiting(session: Session, today: date) -> Waiting:
    """Return what waits for a hand."""
    reversing = aliased(Payment)
    since = date(today.year - 1, 1, 1)
    alive = (Payment.reverses_id.is_(None), reversing.id.is_(None), since <= _ON)
    credit = (
        select(func.count())
        .select_from(Payment)
        .outerjoin(reversing, reversing.reverses_id == Payment.id)
        .where(
            *alive,
            Payment.credited_on.is_(None),
            Payment.method.in_(_BANKED),
        )
    )
    address = (
        select(func.count(func.distinct(Payment.payer_id)))
        .join(Party, Party.id == Payment.payer_id)
        .outerjoin(reversing, reversing.reverses_id == Payment.id)
        .where(*alive, Party.kind.in_(("individual", "couple")), (Party.address == "") | (Party.city == ""))
    )
    open_batches = select(func.count()).select_from(Batch).where(Batch.closed_at.is_(None))
    return Waiting(*(session.scalar(query) or 0 for query in (credit, address, open_batches)))
