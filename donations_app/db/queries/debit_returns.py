"""Debits that a bank may send back, and what stands of the returns of an instalment."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.bank_files import line_counts
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.put_right import debits_put_right
from donations_app.db.steps import in_steps
from donations_app.db.tables import (
    BankLineRow,
    CollectionLine,
    CollectionRun,
    Party,
    Payment,
    RecurringGiftRow,
)
from donations_app.db.tables.base import own_reference
from donations_app.domain.bank import BankLine
from donations_app.domain.debit_returns import (
    CFONB_DEBITS_BACK,
    CFONB_OTHERS_BACK,
    Returned,
    SentDebit,
    of_line,
)
from donations_app.domain.parties import display_name

_AT_ONCE: Final = 500  # texts in one question
_BACK: Final = aliased(Payment, name="taking_back")
_WEEKS: Final = timedelta(days=70)
# of the payment of a debit, and what took it back
_OF_PAYMENT: Final = (
    func.coalesce(Payment.ref, "").label("payment"), Payment.received_on,
    func.coalesce(_BACK.reversal, "").label("reversal"), func.coalesce(_BACK.ref, "").label("reversed_by"),
)  # fmt: skip


class LastReturn(NamedTuple):
    """How an instalment came back last."""

    action: str
    on: date


def debits_like(session: Session, found: Sequence[Returned]) -> list[SentDebit]:
    """Return the debits that returns can mean, by key.

    They are those of their references, mandates, accounts and runs, and, to be shown beside what is not found, some
    of their amounts in the weeks before.
    """
    line, wanted = CollectionLine, dict[int, Any]()
    for column, texts in (
        (line.end_to_end, {one.end_to_end for one in found}),
        (line.reference, {one.mandate for one in found}),
        (line.iban, {one.iban for one in found}),
        (CollectionRun.number, {one.run for one in found}),
    ):
        for some in in_steps(sorted(texts - {""})):
            for row in session.execute(_debits().where(column.in_(some))):
                wanted.setdefault(row.id, row)
    for row in session.execute(_of_amounts(found)) if found else ():
        wanted.setdefault(row.id, row)
    instead = _put_right(session, [row.payment_id for row in wanted.values() if row.reversal])
    return [_debit(wanted[key], instead.get(wanted[key].payment_id)) for key in sorted(wanted)]


def _put_right(session: Session, keys: Sequence[int]) -> dict[int, Any]:
    """Return the payments that stand in the place of wrong ones, by keys of these."""
    instead = debits_put_right(session, keys)
    query = select(Payment.id, *_OF_PAYMENT).outerjoin(_BACK, _BACK.reverses_id == Payment.id)
    rows = {row.id: row for row in session.execute(query.where(Payment.id.in_(instead.values())))}
    return {wrong: rows[right] for wrong, right in instead.items()}


def _of_amounts(found: Sequence[Returned]) -> Any:
    amounts = {one.amount for one in found if one.amount} | {
        one.amount - one.charges for one in found if one.amount
    }
    days = [one.on for one in found]
    run, line = CollectionRun, CollectionLine
    near = run.collected_on.between(min(days) - _WEEKS, max(days) + _WEEKS)
    some = line.amount.in_(sorted(amounts)[:_AT_ONCE])
    return _debits().where(near, some).order_by(run.collected_on.desc(), line.id).limit(_AT_ONCE)


def _debits() -> Any:
    line = CollectionLine
    return (
        select(
            line.id, CollectionRun.number, line.sequence, line.end_to_end, line.reference, line.mandate_id, line.iban,
            line.amount, CollectionRun.collected_on, line.gift_id, line.due_on,
            line.released_on, line.payment_id, Party.ref.label("payer"), *_OF_PAYMENT, *name_columns(),
        )
        .join(CollectionRun, CollectionRun.id == line.run_id)
        .join(RecurringGiftRow, RecurringGiftRow.id == line.gift_id)
        .join(Party, Party.id == RecurringGiftRow.payer_id)
        .outerjoin(Payment, Payment.id == line.payment_id)
        .outerjoin(_BACK, _BACK.reverses_id == Payment.id)
        .where(CollectionRun.cancelled_on.is_(None))
    )  # fmt: skip


def _debit(row: Any, instead: Any) -> SentDebit:
    """Return a debit with what became of its payment, or of the one that stands in its place."""
    paid = instead or row
    is_back = row.released_on is not None or paid.reversal not in ("", "return")
    return SentDebit(
        id=row.id, run=row.number, sequence=row.sequence, end_to_end=row.end_to_end, reference=row.reference,
        mandate_id=row.mandate_id, iban=row.iban, amount=row.amount, collected_on=row.collected_on,
        gift_id=row.gift_id, due_on=row.due_on, payment=paid.payment, payer=row.payer, name=display_name(row),
        received_on=paid.received_on, is_back=is_back, reversed_by=paid.reversed_by,
    )  # fmt: skip


def times_returned(session: Session, gift_id: int, due_on: date) -> int:
    """Return how often an instalment came back."""
    line = CollectionLine
    query = select(func.count()).where(
        line.gift_id == gift_id, line.due_on == due_on, line.returned_action != ""
    )
    return session.scalar(query) or 0


def last_returns(session: Session) -> dict[tuple[int, date], LastReturn]:
    """Return how instalments came back last, by gift and day due."""
    line = CollectionLine
    query = select(line.gift_id, line.due_on, line.returned_action, line.released_on)
    found = session.execute(query.where(line.returned_action != "").order_by(line.id))
    return {(row.gift_id, row.due_on): LastReturn(row.returned_action, row.released_on) for row in found}


def returned_lines(session: Session, since: date) -> list[Returned]:
    """Return the debits that came back by the statements that were taken, booked from a day on, in their order."""
    line = BankLineRow
    columns = [getattr(line, name) for name in BankLine._fields]
    query = (
        select(own_reference(line), *columns)
        .where(
            line.amount < 0, line.booked_on >= since, or_(line.is_return, line.code.in_(CFONB_DEBITS_BACK))
        )
        .where(line.code.not_in(CFONB_OTHERS_BACK), line_counts())
        .order_by(line.booked_on, line.id)
    )
    return [of_line(BankLine(*row[1:]), row[0]) for row in session.execute(query)]
