"""What of a fiscal year stands open before it is closed, counted, with the first of each."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any, Final

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.closings import entered_on
from donations_app.db.queries.instalments import AgreedGift, agreed_gifts
from donations_app.db.queries.matches import open_line_keys
from donations_app.db.queries.shares import project_shares
from donations_app.db.queries.slips import slip_euros
from donations_app.db.queries.terms import stands, waits_for_slip
from donations_app.db.steps import MOST, in_steps
from donations_app.db.tables import BankLineRow, Batch, DepositLine, DepositSlip, Payment, Project
from donations_app.db.tables.base import own_reference
from donations_app.domain.closing import CHECKS, OpenThing
from donations_app.domain.eligibility import COMPLETABLE
from donations_app.domain.gifts import credited_methods
from donations_app.domain.instalments import OVERDUE, Instalment
from donations_app.domain.money import ZERO, Money
from donations_app.domain.periods import day_after
from donations_app.domain.receipts import Plan
from donations_app.services.audit.verify import verify
from donations_app.services.receipts.planning import plan_each
from donations_app.services.statements.declaration import declaration

Progress = Callable[[int, int], None]
_FIRST: Final = 5  # references that are told of each
_ORDER: Final = {code: place for place, code in enumerate(CHECKS)}


def open_things(
    books: Books, year: int, period: tuple[date, date], *, progress: Progress | None = None
) -> list[OpenThing]:
    """Return what of a year stands open, in the order of ``domain.closing.CHECKS``.

    Args:
        books: where to read.
        year: the calendar year of gifts, in which the fiscal year ends.
        period: its first and last day.
        progress: told how the verification goes; it may raise ``Cancelled``.
    """
    first_on, last_on = period
    with books.read() as session:
        found = [
            *_uncredited(session, last_on),
            *_batches(session, last_on),
            *_undeposited(session, last_on, books.today),
            *_slips(session, last_on),
            *_bank_lines(session, last_on),
            *_instalments(session, first_on, last_on, books.today),
            *_shares(session, last_on, books.today),
        ]
    found += [*_receipts(books, year), *_declaration(books, year), *_faults(books, progress)]
    return sorted(found, key=lambda one: _ORDER[one.code])


def _some(code: str, refs: list[str], amount: Money | None = None, count: int = 0) -> Iterator[OpenThing]:
    if refs or count:
        yield OpenThing(code, count or len(refs), amount, tuple(refs[:_FIRST]))


def _uncredited(session: Session, last_on: date) -> Iterator[OpenThing]:
    """Yield what the bank brings and has not credited: nobody knows of which year it is."""
    where = (
        stands(),
        Payment.method.in_(credited_methods("credited")),
        Payment.credited_on.is_(None),
        Payment.received_on <= last_on,
    )
    yield from _payments(session, "uncredited", where)


def _payments(session: Session, code: str, where: tuple[Any, ...]) -> Iterator[OpenThing]:
    rows = session.execute(select(Payment.ref, Payment.amount).where(*where).order_by(Payment.id)).all()
    yield from _some(code, [row.ref for row in rows], Money.total(row.amount for row in rows))


def _batches(session: Session, last_on: date) -> Iterator[OpenThing]:
    begun = datetime.combine(day_after(last_on), time(), UTC)
    holds = select(Payment.id).where(Payment.batch_id == Batch.id, entered_on() <= last_on).correlate(Batch)
    such = (Batch.closed_at.is_(None), or_(Batch.opened_at < begun, exists(holds)))
    yield from _some(
        "open_batches", list(session.scalars(select(Batch.name).where(*such).order_by(Batch.id)))
    )


def _undeposited(session: Session, last_on: date, today: date) -> Iterator[OpenThing]:
    where = (waits_for_slip(today), Payment.received_on <= last_on)
    yield from _payments(session, "undeposited", where)


def _slips(session: Session, last_on: date) -> Iterator[OpenThing]:
    """Yield slips made in the year, or that hold payments of it, of which the bank's day is not noted."""
    of_year = (
        select(DepositLine.slip_id)
        .join(Payment, Payment.id == DepositLine.payment_id)
        .where(Payment.received_on <= last_on)
    )
    where = (
        DepositSlip.cancelled_on.is_(None),
        DepositSlip.credited_on.is_(None),
        or_(DepositSlip.made_on <= last_on, DepositSlip.id.in_(of_year)),
    )
    rows = session.execute(
        select(DepositSlip.number, slip_euros().label("amount")).where(*where).order_by(DepositSlip.id)
    ).all()
    yield from _some(
        "slips_uncredited", [row.number for row in rows], Money.total(row.amount for row in rows)
    )


def overdue_instalments(session: Session, last_on: date, today: date) -> list[tuple[AgreedGift, Instalment]]:
    """Return the instalments that fell due up to a day, did not come, and were not decided on."""
    return [
        (gift, one)
        for gift in agreed_gifts(session, today=today, until=last_on)
        for one in gift.instalments
        if one.state in OVERDUE and one.due_on <= last_on
    ]


def _bank_lines(session: Session, last_on: date) -> Iterator[OpenThing]:
    """Yield lines of the bank up to the last day of which something is not explained."""
    refs: list[str] = []
    for some in in_steps(open_line_keys(session), MOST):
        query = select(own_reference(BankLineRow)).where(
            BankLineRow.id.in_(some), BankLineRow.booked_on <= last_on
        )
        refs += session.scalars(query.order_by(BankLineRow.id))
    yield from _some("lines_unmatched", refs)


def _instalments(session: Session, first_on: date, last_on: date, today: date) -> Iterator[OpenThing]:
    found = [pair for pair in overdue_instalments(session, last_on, today) if pair[1].due_on >= first_on]
    refs = list(dict.fromkeys(gift.ref for gift, _ in found))
    amount = Money.total(one.open for _, one in found)
    yield from _some("instalments_overdue", refs, amount, len(found))


def _shares(session: Session, last_on: date, today: date) -> Iterator[OpenThing]:
    """Yield projects below their share, but for those that begin later."""
    later = set(session.scalars(select(Project.code).where(Project.starts_on > last_on)))
    shares = project_shares(session, today=today, on=last_on)
    below = [one for one in shares if one.share.reached is False and one.code not in later]
    yield from _some(
        "shares_short", [one.code for one in below], Money.total(one.share.missing for one in below)
    )


def _receipts(books: Books, year: int) -> Iterator[OpenThing]:
    """Yield the gifts that could be on a receipt, and those that could once something is completed."""
    could, lack = _Lines(), _Lines()

    def look(plan: Plan) -> None:
        for receipt in plan.receipts:
            for line in receipt.lines:
                could.add(line.payment, line.amount)
        for one in plan.left_out:
            if one.reason in COMPLETABLE:
                lack.add(one.payment, one.amount)

    plan_each(books, year, look)
    yield from _some("without_receipt", list(could.refs), could.amount, could.count)
    yield from _some("left_out", list(lack.refs), lack.amount, lack.count)


class _Lines:
    """Lines of gifts, counted."""

    def __init__(self) -> None:
        self.count, self.amount = 0, ZERO
        self.refs: dict[str, None] = {}

    def add(self, payment: str, amount: Money) -> None:
        self.count += 1
        self.amount += amount
        if len(self.refs) < _FIRST:
            self.refs[payment] = None


def _declaration(books: Books, year: int) -> Iterator[OpenThing]:
    found = declaration(books, year)
    if not found.filings and not found.not_due:
        yield OpenThing("declaration_missing", 1, found.received.amount)


def _faults(books: Books, progress: Progress | None) -> Iterator[OpenThing]:
    faults = verify(books, progress=progress).faults
    yield from _some("verify_faults", [fault.record for fault in faults])
