"""Payment lines that one may wish to receipt, payer by payer."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from donations_app.db.queries.references import find_all, named
from donations_app.db.queries.terms import (
    REVERSING,
    Term,
    arrived,
    lines_on,
    opens_no_right,
    passes_through,
    taken_back,
)
from donations_app.db.tables import (
    Allocation,
    ExpenseOutcome,
    ExpenseTrip,
    LiveReceiptLine,
    Party,
    Payment,
    PaymentLine,
    ReceiptLine,
    TaxReceipt,
)
from donations_app.domain.gifts import GiftLine, Giver

_GIVER = tuple(Giver.__dataclass_fields__)


def payers_of_year(session: Session, year: int) -> Sequence[int | None]:
    """Return the keys of who may have gifts of ``year``, in the order of ``gifts_by_payer``; ``None`` is anonymous."""
    query = (
        select(Payment.payer_id)
        .outerjoin(Party, Party.id == Payment.payer_id)
        .where(_dated(year))
        .group_by(Payment.payer_id, Party.ref)
        .order_by(Party.ref.nulls_first())
    )
    return session.scalars(query).all()


def gifts_by_payer(
    session: Session,
    year: int,
    *,
    payer: str = "",
    payments: Collection[str] = (),
    payers: Collection[int | None] | None = None,
) -> Iterator[tuple[Giver | None, list[GiftLine]]]:
    """Yield each payer with lines that may belong to ``year``, anonymous ones first, then by reference.

    Args:
        session: an open view; rows are fetched a thousand at a time, so memory stays bounded.
        year: calendar year of the gifts, by either date.
        payer: only the party of this reference.
        payments: only who paid under these references, with all of the year; an anonymous payment alone.
        payers: only some hundred of ``payers_of_year``; ``None`` for all.
    """
    query = _lines().where(_dated(year))
    if payer:
        query = query.where(named(session, Party, payer))
    if payments:
        keys = list(find_all(session, Payment, payments).values())
        payer_ids = select(Payment.payer_id).where(Payment.id.in_(keys))
        query = query.where(or_(Payment.id.in_(keys), Payment.payer_id.in_(payer_ids)))
    if payers is not None:
        of_them = Payment.payer_id.in_([key for key in payers if key is not None])
        query = query.where(or_(of_them, Payment.payer_id.is_(None)) if None in payers else of_them)
    yield from _by_payer(session, query, are_few=bool(payer or payments or payers is not None))


def _dated(year: int) -> ColumnElement[bool]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return or_(Payment.received_on.between(first, last), Payment.credited_on.between(first, last))


def gifts_of_receipt(session: Session, receipt_id: int) -> tuple[Giver | None, list[GiftLine]]:
    """Return the payer and the lines that stand on one receipt."""
    on_receipt = select(ReceiptLine.line_id).where(ReceiptLine.receipt_id == receipt_id)
    return next(_by_payer(session, _lines().where(PaymentLine.id.in_(on_receipt)), are_few=True))


def gifts_of_payment(session: Session, ref: str) -> tuple[Giver | None, list[GiftLine]]:
    """Return the payer and the lines of one payment."""
    return next(_by_payer(session, _lines().where(named(session, Payment, ref)), are_few=True))


def _by_payer(
    session: Session, query: Select[Any], *, are_few: bool
) -> Iterator[tuple[Giver | None, list[GiftLine]]]:
    """Yield the payers of a query; of few lines one does not read what stands on all projects."""
    among = query.with_only_columns(PaymentLine.id, maintain_column_froms=True) if are_few else None
    ordered = query.order_by(Party.ref.nulls_first(), PaymentLine.id).execution_options(yield_per=1000)
    barred = _lines_on(session, opens_no_right(), among)
    passing = _lines_on(session, passes_through(), among)
    provisional = _lines_of_provisional_scales(session)
    for _, rows in groupby(session.execute(ordered), key=lambda row: row.party_id):
        lines = list(rows)
        yield _giver(lines[0]), [_line(row, barred, passing, provisional) for row in lines]


def _lines() -> Select[Any]:
    giver = [getattr(Party, name).label(f"party_{name}") for name in _GIVER]
    return (
        select(
            *giver, PaymentLine.id, Payment.ref.label("payment"), PaymentLine.position, PaymentLine.kind,
            Payment.method, PaymentLine.amount, Payment.received_on, Payment.credited_on, Payment.cheque_date,
            PaymentLine.counterpart, PaymentLine.counterpart_kind, PaymentLine.description,
            PaymentLine.evidence, PaymentLine.article, PaymentLine.pass_through,
            Payment.receipt_issued_by, REVERSING.reversal, TaxReceipt.number,
        )
        .select_from(PaymentLine)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .outerjoin(Party, Party.id == Payment.payer_id)
        .outerjoin(REVERSING, REVERSING.reverses_id == Payment.id)
        .outerjoin(LiveReceiptLine, LiveReceiptLine.line_id == PaymentLine.id)
        .outerjoin(TaxReceipt, TaxReceipt.id == LiveReceiptLine.receipt_id)
        .where(arrived())
    )  # fmt: skip


def _lines_on(session: Session, such: Term, among: Select[Any] | None) -> frozenset[int]:
    query = lines_on(such)
    if among is not None:
        query = query.where(Allocation.line_id.in_(among))
    return frozenset(session.scalars(query))


def _lines_of_provisional_scales(session: Session) -> frozenset[int]:
    query = (
        select(ExpenseOutcome.line_id)
        .join(ExpenseTrip, ExpenseTrip.claim_id == ExpenseOutcome.claim_id)
        .where(ExpenseTrip.is_provisional)
    )
    return frozenset(line_id for line_id in session.scalars(query) if line_id is not None)


def giver_of(session: Session, ref: str) -> Giver | None:
    """Return somebody as a receipt would name him."""
    columns = [getattr(Party, name).label(f"party_{name}") for name in _GIVER]
    row = session.execute(select(*columns).where(named(session, Party, ref))).first()
    return None if row is None else _giver(row)


def _giver(row: Any) -> Giver | None:
    if row.party_id is None:
        return None
    return Giver(**{name: getattr(row, f"party_{name}") for name in _GIVER})


def _line(row: Any, barred: frozenset[int], passing: frozenset[int], provisional: frozenset[int]) -> GiftLine:
    return GiftLine(
        id=row.id,
        payment=row.payment,
        position=row.position,
        kind=row.kind,
        method=row.method,
        amount=row.amount,
        received_on=row.received_on,
        credited_on=row.credited_on,
        cheque_date=row.cheque_date,
        counterpart=row.counterpart,
        counterpart_kind=row.counterpart_kind,
        description=row.description,
        evidence=row.evidence,
        article=row.article,
        pass_through=row.pass_through or row.id in passing,
        is_provisional=row.id in provisional,
        issued_by=row.receipt_issued_by,
        reversal=row.reversal or "",
        receipt=row.number or "",
        project_eligible=row.id not in barred,
    )


_WANTED: Final[Any] = bindparam("lines", expanding=True)
_LOCKED: Final = (
    select(PaymentLine.id).where(PaymentLine.id.in_(_WANTED)).order_by(PaymentLine.id).with_for_update()
)
_TAKEN: Final = (
    select(func.count())
    .select_from(PaymentLine)
    .outerjoin(LiveReceiptLine, LiveReceiptLine.line_id == PaymentLine.id)
    .join(Payment, Payment.id == PaymentLine.payment_id)
    .where(PaymentLine.id.in_(_WANTED), or_(LiveReceiptLine.line_id.is_not(None), taken_back()))
)
_VERSIONS: Final = select(Party.id, Party.version).where(Party.id.in_(bindparam("parties", expanding=True)))


def still_free(session: Session, givers: Iterable[Giver], line_ids: Sequence[int]) -> bool:
    """Tell whether all lines are as the plan saw them: unreceipted, not reversed, their payers unchanged."""
    seen = {giver.id: giver.version for giver in givers}
    connection, lines = session.connection(), {"lines": list(line_ids)}
    locked = connection.execute(_LOCKED, lines).all()
    taken = connection.scalar(_TAKEN, lines)
    versions = connection.execute(_VERSIONS, {"parties": list(seen)}).all()
    return len(locked) == len(line_ids) and not taken and dict(map(tuple, versions)) == seen
