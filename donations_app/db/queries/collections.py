"""Runs of direct debits as they stand: made, sent, credited or cancelled, with their lines."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.terms import taken_back
from donations_app.db.tables import (
    Account,
    CollectionLine,
    CollectionRun,
    DebitNotice,
    Party,
    Payment,
    RecurringGiftRow,
)
from donations_app.domain.errors import NotFound
from donations_app.domain.money import ZERO, Money

State = Literal["made", "sent", "credited", "cancelled"]
STATES: Final[tuple[State, ...]] = ("made", "sent", "credited", "cancelled")
_COLUMNS: Final = (
    "id", "number", "format", "collected_on", "made_at", "made_by", "count", "amount", "sent_on", "sent_by",
    "cancelled_on", "reason", "office_id",
)  # fmt: skip


class BatchRow(Struct, frozen=True):
    """Debits of one sequence of a run: the credit that the bank writes as one sum."""

    sequence: str
    count: int
    amount: Money
    waiting: int  # payments that wait for the day of the credit


class RunRow(Struct, frozen=True):
    """A run and where it stands."""

    id: int
    number: str
    format: str
    collected_on: date
    made_at: datetime
    made_by: str
    count: int
    amount: Money
    sent_on: date | None
    sent_by: str
    cancelled_on: date | None
    reason: str
    office_id: int
    iban: str = ""  # into which it collects
    batches: tuple[BatchRow, ...] = ()

    @property
    def state(self) -> State:
        """Where it stands; credited when no payment of it waits for the bank any more."""
        if self.cancelled_on:
            return "cancelled"
        if self.sent_on is None:
            return "made"
        return "sent" if any(one.waiting for one in self.batches) else "credited"


class LineRow(Struct, frozen=True):
    """A debit of a run, with what it became."""

    id: int
    end_to_end: str
    gift: str  # reference
    due_on: date
    sequence: str
    amount: Money
    reference: str  # of the mandate
    payment: str  # reference; empty: not sent yet
    credited_on: date | None
    released_on: date | None
    released_reason: str
    returned_action: str = ""  # what was done when it came back
    fee: Money = ZERO


class ToldRow(Struct, frozen=True):
    """What a donor is told of a debit before."""

    payer: str  # reference
    gift: str  # reference
    gift_id: int
    due_on: date
    amount: Money
    mandate: str  # reference, as presented, as are the next two
    iban: str
    creditor_id: str


def runs(session: Session, number: str = "") -> list[RunRow]:
    """Return the runs, the latest first; with a number that one alone."""
    columns = [getattr(CollectionRun, name) for name in _COLUMNS]
    query = select(*columns, Account.iban).join(Account, Account.id == CollectionRun.account_id)
    if number:
        query = query.where(CollectionRun.number == number)
    found = session.execute(query.order_by(CollectionRun.id.desc())).all()
    batches = _batches(session, [row.id for row in found])
    return [replace(RunRow(*row), batches=batches.get(row.id, ())) for row in found]


def run_named(session: Session, number: str) -> RunRow:
    """Return a run.

    Raises:
        NotFound: there is none of that number.
    """
    found = runs(session, number)
    if not found:
        raise NotFound("collection", number)
    return found[0]


def notices_of(session: Session) -> dict[tuple[int, date], Any]:
    """Return the last notice of each debit, with its day and outcome, by gift and day due; one that failed is none."""
    query = select(DebitNotice.gift_id, DebitNotice.due_on, DebitNotice.on, DebitNotice.outcome)
    query = query.where(DebitNotice.outcome != "failed").order_by(DebitNotice.id)
    return {(row.gift_id, row.due_on): row for row in session.execute(query)}


def debits_made(session: Session, collected_on: date, iban: str) -> list[ToldRow]:
    """Return what runs that stand collect into an account on a day, in the order of their files."""
    line, gift = CollectionLine, RecurringGiftRow
    query = (
        select(
            Party.ref,
            gift.ref,
            line.gift_id,
            line.due_on,
            line.amount,
            line.reference,
            line.iban,
            line.creditor_id,
        )
        .join(CollectionRun, CollectionRun.id == line.run_id)
        .join(Account, Account.id == CollectionRun.account_id)
        .join(gift, gift.id == line.gift_id)
        .join(Party, Party.id == gift.payer_id)
        .where(CollectionRun.collected_on == collected_on, Account.iban == iban, line.released_on.is_(None))
        .order_by(line.id)
    )
    return [ToldRow(*row) for row in session.execute(query)]


def _batches(session: Session, keys: Sequence[int]) -> dict[int, tuple[BatchRow, ...]]:
    waits = Payment.id.is_not(None) & Payment.credited_on.is_(None) & ~taken_back()
    query = (
        select(
            CollectionLine.run_id,
            CollectionLine.sequence,
            func.count().label("debits"),
            func.sum(CollectionLine.amount).label("amount"),
            func.sum(case((waits, 1), else_=0)).label("waiting"),
        )
        .outerjoin(Payment, Payment.id == CollectionLine.payment_id)
        .where(CollectionLine.run_id.in_(keys))
        .group_by(CollectionLine.run_id, CollectionLine.sequence)
        .order_by(CollectionLine.run_id, CollectionLine.sequence)
    )
    found: dict[int, list[BatchRow]] = {}
    for row in session.execute(query):
        one = BatchRow(row.sequence, row.debits, row.amount or ZERO, int(row.waiting or 0))
        found.setdefault(row.run_id, []).append(one)
    return {key: tuple(some) for key, some in found.items()}


def lines_of(session: Session, run_id: int) -> list[LineRow]:
    """Return the debits of a run, in the order of its file."""
    query: Any = (
        select(
            CollectionLine.id,
            CollectionLine.end_to_end,
            RecurringGiftRow.ref.label("gift"),
            CollectionLine.due_on,
            CollectionLine.sequence,
            CollectionLine.amount,
            CollectionLine.reference,
            func.coalesce(Payment.ref, "").label("payment"),
            Payment.credited_on,
            CollectionLine.released_on,
            CollectionLine.released_reason,
            CollectionLine.returned_action,
            CollectionLine.fee,
        )
        .join(RecurringGiftRow, RecurringGiftRow.id == CollectionLine.gift_id)
        .outerjoin(Payment, Payment.id == CollectionLine.payment_id)
        .where(CollectionLine.run_id == run_id)
        .order_by(CollectionLine.id)
    )
    found: list[LineRow] = [LineRow(*row) for row in session.execute(query)]
    return found
