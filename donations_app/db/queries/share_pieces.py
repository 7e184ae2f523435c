"""The private money of projects piece by piece: each payment, each contribution, with what proves it.

A piece is what of one payment stands at one place on a day: a payment and what took it back are one, and where
nothing of it is left there is none. What the pieces of a place add up to is what ``share_facts.stands`` sums.
"""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Literal

from msgspec import Struct, field
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.share_facts import Asked, leaders_of
from donations_app.db.tables import (
    Allocation,
    Contribution,
    ContributionOutcome,
    ContributionWorker,
    DepositLine,
    DepositSlip,
    Party,
    Payment,
    PaymentLine,
    ReceiptCancellation,
    ReceiptLine,
    Spending,
    TaxReceipt,
)
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import display_name
from donations_app.domain.private_share import kind_counted, nature
from donations_app.domain.share_verdicts import ALONE

PieceSort = Literal["cash", "in_kind", "waiting", "goods_back", "spent"]
_AT_ONCE: Final = 5_000  # keys in one question


class Piece(Struct):
    """What of a payment or a contribution stands at a place; amounts of goods given back are what is deducted."""

    project: int
    place: int  # the association that counts, or ``ALONE``
    sort: PieceSort
    kind: str  # as rules name it
    on: date
    ref: str
    source: int = 0  # key of the payment, 0 of what is none
    amount: Money = ZERO
    currency: str = "EUR"
    minor: int | None = None  # in that currency
    method: str = ""  # empty: valued
    payer: int = 0
    payer_kind: str = ""
    payer_ref: str = ""
    payer_name: str = ""  # empty: anonymous
    slip: str = ""  # number of the deposit slip
    credited_on: date | None = None
    receipts: tuple[str, ...] = ()
    description: str = ""
    evidence: str = ""  # of the paper that attests what is in kind
    attested_on: date | None = None
    half_days: int = 0  # of labour


def by_kind(pieces: Iterable[Piece]) -> list[tuple[str, list[Piece]]]:
    """Return pieces by the kind of money, in the order in which the kinds came first."""
    found: dict[str, list[Piece]] = {}
    for one in pieces:
        found.setdefault(one.kind, []).append(one)
    return list(found.items())


class _Found(Struct):
    """Pieces by what they are of."""

    pieces: dict[tuple[Any, ...], Piece] = field(default_factory=dict)

    def add(self, key: tuple[Any, ...], amount: Money, minor: int | None, **facts: Any) -> None:
        piece = self.pieces.setdefault(key, Piece(**facts))
        piece.amount += amount
        if minor is not None:
            piece.minor = (piece.minor or 0) + minor


def private_pieces(session: Session, projects: Collection[int], on: date) -> list[Piece]:
    """Return the private pieces of projects as they stood on a day: by day, then by reference.

    Args:
        session: an open view.
        projects: keys.
        on: the day, by the days of money, decisions, attestations, slips and receipts.
    """
    asked = Asked(projects, on)
    leaders = leaders_of(session)
    found = _Found()
    for row in session.execute(_allocated(projects, on)):
        _add(found, row, leaders.get(row.association_id, row.association_id) or ALONE)
    pieces = [piece for piece in found.pieces.values() if piece.amount]
    _tell_payments(session, pieces, on)
    pieces += _contributions(session, asked, leaders)
    pieces += _spendings(session, asked, leaders)
    return sorted(pieces, key=lambda one: (one.on, one.ref, one.project, one.place, one.sort, one.kind))


def _allocated(projects: Collection[int], on: date) -> Any:
    columns = (
        Allocation.project_id, Allocation.association_id, Allocation.kind, Allocation.payer_kind,
        Allocation.currency, Allocation.amount, Allocation.foreign_minor, Allocation.decided_on,
        PaymentLine.amount.label("whole"), PaymentLine.evidence, PaymentLine.description,
        PaymentLine.counterpart, PaymentLine.counterpart_kind,
        func.coalesce(Payment.reverses_id, Payment.id).label("source"),
    )  # fmt: skip
    query = (
        select(*columns)
        .join(PaymentLine, PaymentLine.id == Allocation.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(
            Allocation.project_id.in_(list(projects)),
            Allocation.money_origin == "private",
            Allocation.decided_on <= on,
        )
    )
    return query.order_by(Allocation.decided_on, Allocation.id)


def _add(found: _Found, row: Any, place: int) -> None:
    kind = kind_counted(row.kind, row.payer_kind)
    in_kind = nature(row.kind, "private") == "private_in_kind"
    sort: PieceSort = "cash"
    if in_kind:
        sort = "in_kind" if row.evidence else "waiting"
    facts = {
        "project": row.project_id, "place": place, "kind": kind, "on": row.decided_on, "ref": "",
        "source": row.source, "currency": row.currency,
    }  # fmt: skip
    told = {"description": row.description, "evidence": row.evidence} if in_kind else {}
    key = (row.project_id, place, row.source, kind, row.currency)
    found.add((*key, sort), row.amount, row.foreign_minor, sort=sort, **facts, **told)
    if row.counterpart_kind == "goods" and not in_kind:
        back = Decimal(row.counterpart.cents * row.amount.cents) / abs(row.whole.cents)
        cents = int(back.quantize(Decimal(1), ROUND_HALF_UP))
        # of euros whatever the currency, as the share deducts them
        facts["currency"] = "EUR"
        found.add((*key, "goods_back"), Money(-cents), None, sort="goods_back", **facts)


def _tell_payments(session: Session, pieces: Iterable[Piece], on: date) -> None:
    """Tell of each piece its payment: day, method, who paid, slip, receipts, as they stood on the day."""
    by_source: dict[int, list[Piece]] = {}
    for piece in pieces:
        by_source.setdefault(piece.source, []).append(piece)
    keys = sorted(by_source)
    for at in range(0, len(keys), _AT_ONCE):
        some = keys[at : at + _AT_ONCE]
        payer = aliased(Party)
        query = select(
            Payment.id, Payment.ref, Payment.received_on, Payment.credited_on, Payment.method,
            payer.id.label("payer"), payer.ref.label("payer_ref"), *name_columns(payer),
        ).where(Payment.id.in_(some))  # fmt: skip
        for row in session.execute(joined_leader(query, Payment.payer_id, payer, may_be_nobody=True)):
            for piece in by_source[row.id]:
                piece.on = row.received_on or row.credited_on
                piece.ref, piece.method = row.ref, row.method
                piece.payer, piece.payer_ref = row.payer or 0, row.payer_ref or ""
                piece.payer_kind = row.kind or ""
                piece.payer_name = display_name(row) if row.payer else ""
                piece.credited_on = row.credited_on if row.credited_on and row.credited_on <= on else None
        _tell_slips(session, by_source, some, on)
        _tell_receipts(session, by_source, some, on)


def _tell_slips(session: Session, by_source: dict[int, list[Piece]], keys: list[int], on: date) -> None:
    standing = or_(DepositSlip.cancelled_on.is_(None), DepositSlip.cancelled_on > on)
    query = (
        select(DepositLine.payment_id, DepositSlip.number, DepositSlip.credited_on)
        .join(DepositSlip, DepositSlip.id == DepositLine.slip_id)
        .where(DepositLine.payment_id.in_(keys), DepositSlip.made_on <= on, standing)
        .order_by(DepositSlip.made_on, DepositSlip.id)
    )
    for payment, number, credited_on in session.execute(query):
        for piece in by_source[payment]:
            piece.slip = number
            if credited_on and credited_on <= on:
                piece.credited_on = credited_on


def _tell_receipts(session: Session, by_source: dict[int, list[Piece]], keys: list[int], on: date) -> None:
    cancelled = and_(ReceiptCancellation.receipt_id == TaxReceipt.id, ReceiptCancellation.cancelled_on <= on)
    query = (
        select(PaymentLine.payment_id, TaxReceipt.number)
        .join(ReceiptLine, ReceiptLine.line_id == PaymentLine.id)
        .join(TaxReceipt, TaxReceipt.id == ReceiptLine.receipt_id)
        .outerjoin(ReceiptCancellation, cancelled)
        .where(PaymentLine.payment_id.in_(keys), TaxReceipt.issued_on <= on, ReceiptCancellation.id.is_(None))
        .distinct()
        .order_by(PaymentLine.payment_id, TaxReceipt.number)
    )
    for payment, number in session.execute(query):
        for piece in by_source[payment]:
            piece.receipts = (*piece.receipts, number)


def _contributions(session: Session, asked: Asked, leaders: dict[int, int]) -> list[Piece]:
    """Return labour, land, materials and transport: attested, or waiting for the paper."""
    signed, withdrawn = aliased(ContributionOutcome), aliased(ContributionOutcome)

    def outcome(table: Any, kind: str) -> Any:
        return and_(
            table.contribution_id == Contribution.id, table.kind == kind, table.settled_on <= asked.on
        )

    worked = (
        select(func.sum(ContributionWorker.half_days))
        .where(ContributionWorker.contribution_id == Contribution.id)
        .scalar_subquery()
    )
    query = (
        select(
            Contribution.__table__, Contribution.ref.label("seen"), signed.settled_on, signed.document,
            worked.label("half_days"),
        )
        .outerjoin(signed, outcome(signed, "attested"))
        .outerjoin(withdrawn, outcome(withdrawn, "withdrawn"))
        .where(
            withdrawn.id.is_(None),
            Contribution.project_id.in_(list(asked.projects)),
            Contribution.given_on <= asked.on,
        )
    )  # fmt: skip
    return [
        Piece(
            project=row.project_id, place=leaders.get(row.association_id, row.association_id) or ALONE,
            sort="in_kind" if row.settled_on else "waiting", kind=kind_counted(row.kind, ""), on=row.given_on,
            ref=row.seen, amount=row.amount, currency=row.currency, minor=row.foreign_minor,
            description=row.description, evidence=row.document or "", attested_on=row.settled_on,
            half_days=int(row.half_days or 0),
        )
        for row in session.execute(query)
    ]  # fmt: skip


def _spendings(session: Session, asked: Asked, leaders: dict[int, int]) -> list[Piece]:
    """Return what was spent of private money: the pieces of a rule that looks at what is spent."""
    query = select(Spending).where(
        Spending.project_id.in_(list(asked.projects)),
        Spending.spent_on <= asked.on,
        Spending.origin == "private",
    )
    return [
        Piece(
            project=one.project_id,
            place=leaders.get(one.association_id or ALONE, one.association_id or ALONE),
            sort="spent", kind="gifts", on=one.spent_on, ref=one.reference, amount=one.amount,
            description=one.description,
        )
        for one in session.scalars(query)
    ]  # fmt: skip
