"""What the dashboard shows: figures of the year, its months, the last payments."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, case, extract, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.dues import dues_of_members
from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.parties import allocated_to
from donations_app.db.queries.put_right import places
from donations_app.db.queries.settings import online_policy_on
from donations_app.db.queries.terms import is_money_received, known_day, stands
from donations_app.db.tables import Batch, Head, Office, Origin, Party, Payment, PaymentLine
from donations_app.domain.dues import is_late, is_owing, is_settled
from donations_app.domain.gifts import OnlineDate
from donations_app.domain.keys import LARGEST_NUMBER, key_of
from donations_app.domain.money import ZERO, Money
from donations_app.domain.periods import year_before
from donations_app.words.names import said_name


class Month(Struct, frozen=True):
    """What a month brought, in three parts."""

    month: int  # 1 to 12
    gifts: Money
    recurring: Money  # by direct debit
    dues: Money

    @property
    def amount(self) -> Money:
        """All of it."""
        return self.gifts + self.recurring + self.dues


class Figures(Struct, frozen=True):
    """The year so far, beside the same days of the year before."""

    months: tuple[Month, ...]  # of the year, up to today
    received_before: Money
    members: int
    members_paid: int  # nothing is missing of this year's dues
    members_owing: int  # something is missing of any year's
    members_late: int  # something is missing of a year that is over

    @property
    def received(self) -> Money:
        """Gifts in money and dues, net of what was taken back: what the months brought."""
        return Money.total(month.amount for month in self.months)


class LastPayment(Struct, frozen=True):
    """One line of the last payments."""

    ref: str
    on: date
    years: frozenset[int]  # to which it may belong
    payer: str  # reference; empty: anonymous
    name: str
    kind: str
    dues_year: int | None
    method: str
    cheque_number: str
    projects: tuple[str, ...]  # codes; none is the general fund
    amount: Money


def figures(session: Session, today: date) -> Figures:
    """Return the figures of the year of ``today``."""
    online_date = online_policy_on(session, today)
    before = months(session, year_before(today), online_date)
    members = list(dues_of_members(session, today=today))
    return Figures(
        months=tuple(months(session, today, online_date)),
        received_before=Money.total(month.amount for month in before),
        members=len(members),
        members_paid=sum(is_settled(years, today.year) for years in members),
        members_owing=sum(is_owing(years) for years in members),
        members_late=sum(is_late(years) for years in members),
    )


def months(session: Session, until: date, online_date: OnlineDate) -> list[Month]:
    """Return the months of a year up to a day: gifts in money and dues, net of what was taken back.

    A payment counts on the day that decides the year of the gift, one taken back on the day when it was; one that was
    recorded wrongly never counts, so that what is put right in January is not missing from the new year.
    """
    day = known_day(online_date)
    kind = case(
        (PaymentLine.kind == "dues", "dues"), (Payment.method == "direct_debit", "recurring"), else_="gifts"
    )
    month = extract("month", day) if session.get_bind().dialect.name != "sqlite" else func.substr(day, 6, 2)
    query = (
        select(month, kind, func.sum(PaymentLine.amount))
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .where(day.between(date(until.year, 1, 1), until), is_money_received(), _is_no_mistake())
        .group_by(month, kind)
    )
    sums: dict[tuple[int, str], Money] = {
        (int(number), name): amount for number, name, amount in session.execute(query)
    }
    return [
        Month(n, *(sums.get((n, part), ZERO) for part in ("gifts", "recurring", "dues")))
        for n in range(1, until.month + 1)
    ]


def _is_no_mistake() -> ColumnElement[bool]:
    """Return the condition that a payment was not recorded wrongly, and takes back none that was."""
    taken = aliased(Payment)
    wrong = select(taken.id).where(taken.reverses_id == Payment.id, taken.reversal == "correction")
    return and_(Payment.reversal != "correction", ~wrong.correlate(Payment).exists())


def last_payments(session: Session, *, limit: int = 6) -> list[LastPayment]:
    """Return the payments of all offices that arrived last and stand, newest first; of one day, by key.

    Keys of two origins say nothing of which was recorded first.
    """
    received = select(Payment.id, Payment.received_on.label("on")).where(Payment.received_on.is_not(None))
    credited = select(Payment.id, Payment.credited_on.label("on")).where(
        Payment.received_on.is_(None), Payment.credited_on.is_not(None)
    )
    newest = _newest(session, received, Payment.received_on, limit)
    if len(newest) == limit:  # nothing credited before them is wanted: the walk over the index ends there
        credited = credited.where(Payment.credited_on >= newest[-1].on)
    newest += _newest(session, credited, Payment.credited_on, limit)
    newest.sort(key=lambda row: (row.on, row.id), reverse=True)
    keys = [row.id for row in newest[:limit]]
    found = {row.id: row for row in session.execute(_LISTED.where(Payment.id.in_(keys)))}
    return _listed(session, [found[key] for key in keys])


def _newest(session: Session, query: Select[Any], day: Any, limit: int) -> list[Any]:
    return list(session.execute(query.where(stands()).order_by(day.desc(), Payment.id.desc()).limit(limit)))


def typed_last(session: Session, office: str, *, limit: int, batch: UUID | None = None) -> list[LastPayment]:
    """Return the payments that an office recorded last and that stand, newest first.

    What was recorded in the place of a wrong one stands where that stood.

    Args:
        session: an open view.
        office: code; what others recorded for it elsewhere is not among them.
        limit: how many at most.
        batch: only those of the batch with this key.
    """
    own = session.scalar(_WRITTEN_HERE.where(Office.code == office))
    if own is None:
        return []
    query = _LISTED.where(Payment.id.between(key_of(own, 1), key_of(own, LARGEST_NUMBER)), stands())
    if batch is not None:
        query = query.join(Batch, Batch.id == Payment.batch_id).where(Batch.key == batch)
    rows = session.execute(query.order_by(Payment.id.desc()).limit(limit)).all()
    stood = places(session, [row.id for row in rows])
    return _listed(session, sorted(rows, key=lambda row: stood.get(row.id, row.id), reverse=True))


_LISTED: Final = joined_leader(
    select(Payment.id, Payment.ref, Payment.received_on, Payment.credited_on, Payment.method, Payment.amount,
           Payment.cheque_number, Party.ref.label("payer"), *name_columns()).select_from(Payment),
    Payment.payer_id,
    may_be_nobody=True,
)  # fmt: skip
_WRITTEN_HERE: Final = (
    select(Origin.id)
    .join(Head, Head.origin_id == Origin.id)
    .join(Office, Office.id == Origin.office_id)
    .where(Head.is_here)
)


def _listed(session: Session, rows: Sequence[Any]) -> list[LastPayment]:
    lines = _lines(session, [row.id for row in rows])
    targets = allocated_to(session, [line.id for found in lines.values() for line in found])
    return [_last(row, lines[row.id], targets) for row in rows]


def _lines(session: Session, payment_ids: Sequence[int]) -> dict[int, list[Any]]:
    query = (
        select(PaymentLine.id, PaymentLine.payment_id, PaymentLine.kind, PaymentLine.dues_year)
        .where(PaymentLine.payment_id.in_(payment_ids))
        .order_by(PaymentLine.id)
    )
    found: dict[int, list[Any]] = {key: [] for key in payment_ids}
    for row in session.execute(query):
        found[row.payment_id].append(row)
    return found


def _last(row: Any, lines: list[Any], targets: dict[int, list[tuple[str, str]]]) -> LastPayment:
    projects = dict.fromkeys(code for line in lines for code, _ in targets.get(line.id, []) if code)
    days = [day for day in (row.received_on, row.credited_on) if day]
    return LastPayment(
        row.ref,
        days[0],
        frozenset(day.year for day in days),
        row.payer or "",
        _payer_name(row),
        lines[0].kind,
        lines[0].dues_year,
        row.method,
        row.cheque_number,
        tuple(projects),
        row.amount,
    )


def _payer_name(row: Any) -> str:
    """Return the payer's name; an anonymous payment has none."""
    return said_name(row) if row.kind else ""


def open_batches(session: Session) -> int:
    """Return how many batches of all offices are not closed."""
    return session.scalar(select(func.count()).select_from(Batch).where(Batch.closed_at.is_(None))) or 0
