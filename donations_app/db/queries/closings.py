"""Closed fiscal years: which there are, what belongs to one, and what it ends and the next begins with.

Whoever records asks which year is closed; what only a closing asks is loaded for it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from donations_app.db import tables
from donations_app.db.asking import Asking, ask
from donations_app.db.closed_years import booked_day
from donations_app.db.queries.booking import booked_on, late_day, taken_back_on
from donations_app.db.tables import (
    Allocation,
    LateRecord,
    Payment,
    PaymentLine,
    Project,
    ReceiptCancellation,
    TaxReceipt,
    YearClosing,
)
from donations_app.domain.closing import ClosingContent, Flow, Numbers, Standing, Undeposited, from_json
from donations_app.domain.closing_errors import YearClosed
from donations_app.domain.deposits import LOOKS_BACK, METHODS
from donations_app.domain.errors import NotFound
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import IN_KIND_KINDS
from donations_app.domain.periods import day_after

_BACK: Final = aliased(Payment, name="taken")
_WRONG: Final = aliased(Payment, name="wrong")


class ClosedYear(Struct, frozen=True):
    """A year that is closed."""

    year: int
    first_on: date
    last_on: date
    closed_on: date
    closed_by: str
    closed_at: datetime
    accepted: tuple[str, ...]  # codes of warnings taken upon oneself
    sha256: str  # of its document

    @property
    def open_from(self) -> date:
        """The first day after it."""
        return day_after(self.last_on)


_COLUMNS: Final = (  # in the order of ``ClosedYear``
    YearClosing.year, YearClosing.first_on, YearClosing.last_on, YearClosing.closed_on, YearClosing.closed_by,
    YearClosing.closed_at, YearClosing.accepted, YearClosing.sha256,
)  # fmt: skip
# put together once: each payment asks
_LAST: Final = select(*_COLUMNS).order_by(YearClosing.last_on.desc()).limit(1)


def closed_years(session: Session) -> list[ClosedYear]:
    """Return the years that are closed, the last one first."""
    rows = session.execute(select(*_COLUMNS).order_by(YearClosing.year.desc()))
    return [_closed(row) for row in rows]


def last_closed(session: Session) -> ClosedYear | None:
    """Return the last year that was closed; up to its end the books are."""
    return ask(session.connection(), closed_last())


def closed_last() -> Asking[ClosedYear | None]:
    """Ask for the last year that was closed."""
    (rows,) = yield [(_LAST, {})]
    return _closed(rows[0]) if rows else None


def _closed(row: Sequence[Any]) -> ClosedYear:
    facts = dict(zip(ClosedYear.__struct_fields__, row, strict=True))
    return ClosedYear(**{**facts, "accepted": tuple(filter(None, facts["accepted"].split(",")))})


def closing_content(session: Session, year: int) -> ClosingContent:
    """Return what was frozen with the closing of a year.

    Raises:
        NotFound: the year is not closed.
    """
    text = session.scalar(select(YearClosing.content).where(YearClosing.year == year))
    if text is None:
        raise NotFound("closed_year", str(year))
    return from_json(text)


def closed_on(session: Session, day: date) -> ClosedYear | None:
    """Return the last closed year, where a day lies in a year that is closed."""
    last = last_closed(session)
    return last if last and day <= last.last_on else None


def refuse_closed(session: Session, *days: date | None) -> None:
    """Refuse what bears a day of a closed year.

    Raises:
        YearClosed: one of the days lies in one.
    """
    given = [day for day in days if day]
    if given and (closed := closed_on(session, min(given))):
        raise year_closed(closed)


def open_from(session: Session) -> date:
    """Return the first day of which nothing is closed."""
    last = last_closed(session)
    return last.open_from if last else date.min


def year_closed(closed: ClosedYear) -> YearClosed:
    """Return that nothing bears a day up to the end of a year."""
    return YearClosed(closed.year, closed.closed_on, closed.open_from)


# what belongs to a year


def entered_on() -> ColumnElement[Any]:
    """Return the expression of the day by which ``Payment`` belongs to a year.

    Of one that came late it is that of its entry; of what takes back what never was, that of what it takes back.
    """
    type_ = Payment.received_on.type
    never_was = (
        select(func.coalesce(late_day("payment", _WRONG.id), literal_column(booked_day("wrong"), type_)))
        .where(_WRONG.id == Payment.reverses_id, Payment.reversal == "correction")
        .correlate(Payment)
        .scalar_subquery()
    )
    own = literal_column(booked_day("payment"), type_)
    return func.coalesce(late_day("payment", Payment.id), never_was, own, type_=type_)


def number_of_payments(session: Session, first_on: date, last_on: date) -> int:
    """Return how many payments a period holds, with those that take others back."""
    query = select(func.count()).select_from(Payment).where(entered_on().between(first_on, last_on))
    return session.scalar(query) or 0


def flows(session: Session, first_on: date, last_on: date) -> tuple[Flow, ...]:
    """Return the lines of a period by kind and method: what arrived, and what was taken back or refunded."""
    is_back = or_(Payment.reverses_id.is_not(None), Payment.refunds_id.is_not(None))
    amount = type_coerce(PaymentLine.amount, Integer)
    query = (
        select(
            PaymentLine.kind,
            Payment.method,
            func.sum(case((is_back, 0), else_=1)),
            func.sum(case((is_back, 0), else_=amount)),
            func.sum(case((is_back, 1), else_=0)),
            func.sum(case((is_back, amount), else_=0)),
        )
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(entered_on().between(first_on, last_on))
        .group_by(PaymentLine.kind, Payment.method)
        .order_by(PaymentLine.kind, Payment.method)
    )
    return tuple(
        Flow(kind, method, int(count), Money(int(came)), int(back_count), Money(int(back)))
        for kind, method, count, came, back_count, back in session.execute(query)
    )


def receipts_of(session: Session, first_on: date, last_on: date) -> tuple[Numbers, ...]:
    """Return by series the receipts that were issued in a period, and how many were cancelled in it."""
    gone = (
        select(TaxReceipt.series, func.count())
        .join(ReceiptCancellation, ReceiptCancellation.receipt_id == TaxReceipt.id)
        .where(ReceiptCancellation.cancelled_on.between(first_on, last_on))
        .group_by(TaxReceipt.series)
    )
    cancelled: dict[str, int] = {series: count for series, count in session.execute(gone)}
    query = (
        select(TaxReceipt.series, func.min(TaxReceipt.n), func.max(TaxReceipt.n), func.count(),
               func.sum(type_coerce(TaxReceipt.amount, Integer)))
        .where(TaxReceipt.issued_on.between(first_on, last_on))
        .group_by(TaxReceipt.series)
    )  # fmt: skip
    issued = {series: facts for series, *facts in session.execute(query)}
    ends = {(series, n) for series, (first, last, *_) in issued.items() for n in (first, last)}
    named = select(TaxReceipt.series, TaxReceipt.n, TaxReceipt.number).where(
        TaxReceipt.series.in_(list(issued)), TaxReceipt.n.in_([n for _, n in ends])
    )
    numbers = {(series, n): number for series, n, number in session.execute(named)}
    found = []
    for series in sorted(issued.keys() | cancelled.keys()):
        first, last, count, amount = issued.get(series, (0, 0, 0, 0))
        found.append(
            Numbers(
                series=series,
                first=numbers.get((series, first), ""),
                last=numbers.get((series, last), ""),
                count=count,
                cancelled=cancelled.get(series, 0),
                amount=Money(int(amount)),
            )
        )
    return tuple(found)


# what the next year opens with


def standing_on(session: Session, last_on: date) -> tuple[Standing, ...]:
    """Return the money that stands on the general fund and on each project at the end of a day, kind left out."""
    from donations_app.db.queries.earmarked import ARRIVED, came_on, earmarked_left_of_all, spent_by_project

    day = func.coalesce(
        late_day("allocation", Allocation.id), Allocation.decided_on, type_=Allocation.decided_on.type
    )
    query = (
        select(Allocation.project_id, func.sum(Allocation.amount))
        .join(PaymentLine, PaymentLine.id == Allocation.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .join(ARRIVED, ARRIVED.id == func.coalesce(Payment.reverses_id, Payment.id))
        .where(day <= last_on, came_on() <= last_on, Allocation.kind.not_in(IN_KIND_KINDS))
        .group_by(Allocation.project_id)
    )
    sums: dict[int | None, Money] = {key: amount for key, amount in session.execute(query)}
    left, spent = earmarked_left_of_all(session, last_on), spent_by_project(session, last_on)
    titles = select(Project.id, Project.code, Project.title_fr).order_by(Project.code)
    projects = [
        Standing(code, title, sums.get(key, ZERO), spent.get(key, ZERO), left.get(key, ZERO))
        for key, code, title in session.execute(titles)
        if sums.get(key) or spent.get(key)
    ]
    return (Standing("", "", sums.get(None, ZERO)), *projects)


def undeposited_on(session: Session, last_on: date) -> tuple[Undeposited, ...]:
    """Return by method the cheques and the cash that were in the drawers at the end of a day."""
    from donations_app.db.queries.terms import is_counted_there  # only a closing asks

    line, slip = tables.DepositLine, tables.DepositSlip
    on_slip = (
        select(line.id)
        .join(slip, slip.id == line.slip_id)
        .where(
            line.payment_id == Payment.id,
            slip.made_on <= last_on,
            or_(slip.cancelled_on.is_(None), slip.cancelled_on > last_on),
        )
        .correlate(Payment)
    )
    taken = select(_BACK.id).where(
        or_(_BACK.reverses_id == Payment.id, _BACK.refunds_id == Payment.id),
        taken_back_on(_BACK, booked_on()) <= last_on,
    )
    query = (
        select(Payment.method, func.count(), func.sum(Payment.amount))
        .where(
            Payment.method.in_(METHODS),
            is_counted_there(),
            Payment.reverses_id.is_(None),
            Payment.refunds_id.is_(None),
            Payment.received_on.between(last_on - LOOKS_BACK, last_on),
            entered_on() <= last_on,
            or_(Payment.credited_on.is_(None), Payment.credited_on > last_on),
            ~exists(on_slip),
            ~exists(taken.correlate(Payment)),
        )
        .group_by(Payment.method)
        .order_by(Payment.method)
    )
    return tuple(Undeposited(*row) for row in session.execute(query))


class LatePayment(Struct, frozen=True):
    """A payment of a closed year that was entered in a later one."""

    ref: str
    on: date  # its day, which the law asks for
    entered_on: date
    amount: Money
    reason: str


def late_in(session: Session, first_on: date, last_on: date) -> list[LatePayment]:
    """Return the payments of closed years that were entered in a period, by day of entry."""
    on = literal_column(booked_day("payment"), Payment.received_on.type)
    query = (
        select(Payment.ref, on, LateRecord.entered_on, Payment.amount, LateRecord.reason)
        .join(LateRecord, and_(LateRecord.noun == "payment", LateRecord.record_id == Payment.id))
        .where(LateRecord.entered_on.between(first_on, last_on), on < LateRecord.entered_on)
        .order_by(LateRecord.entered_on, Payment.id)
    )
    return [LatePayment(*row) for row in session.execute(query)]
