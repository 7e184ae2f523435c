"""Payments by a filter: their keys in an order, what they add up to, and a page of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain
from typing import Any, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select, bindparam, func, literal, select
from sqlalchemy.orm import Session

from donations_app.db.plain import Values, all_columns, given
from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.payment_conditions import PAID_ON, payment_conditions
from donations_app.db.queries.references import seen_refs
from donations_app.db.queries.refunds import taken_by_refunds
from donations_app.db.queries.terms import (
    BESIDE,
    REFUND,
    payment_left,
)
from donations_app.db.steps import MOST, in_steps
from donations_app.db.tables import (
    Allocation,
    Batch,
    Link,
    LiveReceiptLine,
    Office,
    Party,
    Payment,
    PaymentLine,
    Project,
    TaxReceipt,
)
from donations_app.domain.money import ZERO, Money
from donations_app.domain.packed_keys import PackedKeys
from donations_app.domain.parties import Name
from donations_app.domain.payment_filter import PaymentFilter, PaymentOrder
from donations_app.words.names import said_names

_Lines = tuple[tuple[str, ...], tuple[int, ...], tuple[str, ...], str]  # kinds, years, projects, receipt
_NO_LINE: Final[_Lines] = ((), (), (), "")
_ALL: Final = PaymentFilter()
# lines, once for each project on which they stand: one question for what three would take as long to put together
_LINES: Final = (
    select(
        PaymentLine.payment_id, PaymentLine.kind, PaymentLine.dues_year, Project.code, TaxReceipt.number,
        func.sum(Allocation.amount).label("amount"),
    )
    .outerjoin(Allocation, Allocation.line_id == PaymentLine.id)
    .outerjoin(Project, Project.id == Allocation.project_id)
    .outerjoin(LiveReceiptLine, LiveReceiptLine.line_id == PaymentLine.id)
    .outerjoin(TaxReceipt, TaxReceipt.id == LiveReceiptLine.receipt_id)
    .where(PaymentLine.payment_id.in_(bindparam("keys", expanding=True)))
    .group_by(PaymentLine.id, Project.code, TaxReceipt.number)
    .order_by(PaymentLine.id, Project.code)
)  # fmt: skip
# references to put together: name, table, columns of the key and of the reference of others
_REFS: Final = (
    ("ref", Payment, "id", "other_ref"), ("payer", Party, "party_id", "payer"),
    ("reversed_by", Payment, "back_id", "reversed_by"), ("reverses", Payment, "taken_id", "reverses"),
)  # fmt: skip
_MANY: Final = 2_000  # payments; beyond, to ask the filter again is faster than to name them
_ORDERS: Final[dict[str, tuple[Any, ...]]] = {
    "day": (PAID_ON,),
    "amount": (Payment.amount,),
    "name": (Party.search,),  # folded, as the list of people: an accent stands where its letter does
    "method": (Payment.method, Payment.cheque_number),
    "ref": (),
}


class PaymentSums(Struct, frozen=True):
    """What the payments of a filter come to; what was taken back, and what takes it back, cancel out."""

    count: int
    amount: Money


class PaymentRow(NamedTuple):
    """A payment in a list; its fields are the columns of a table of them."""

    id: int
    ref: str
    on: date  # received, or credited where that is not known
    received_on: date | None
    credited_on: date | None
    payer: str  # reference; empty: anonymous
    name: str
    method: str
    cheque_number: str
    amount: Money
    kinds: tuple[str, ...]  # of its lines, each once
    dues_years: tuple[int, ...]
    projects: tuple[str, ...]  # codes; empty: the general fund
    receipt: str  # number of the live one on one of its lines, or empty
    office: str  # code
    batch: str  # name, or empty
    reversal: str  # how it was taken back, or takes another back; empty while it stands
    reverses: str  # reference of what it takes back
    reversed_by: str  # reference of what takes it back
    refunded: Money  # a part of it that was given back

    @property
    def state(self) -> str:
        """One of ``domain.payment_filter.STATES``."""
        if self.reverses:
            return "takes_back"
        return "taken_back" if self.reversed_by else "stands"


class PaymentList(Struct, frozen=True):
    """The payments of a filter in an order, and what they come to."""

    keys: Sequence[int]
    sums: PaymentSums


def payment_list(session: Session, only: PaymentFilter, order: PaymentOrder) -> PaymentList:
    """Return keys and sums of payments, from one view.

    Raises:
        NotFound: as ``payment_keys``.
    """
    keys = payment_keys(session, only, order)
    return PaymentList(keys, sums_of(session, only, keys))


def sums_of(session: Session, only: PaymentFilter, keys: Sequence[int]) -> PaymentSums:
    """Return what the payments of a filter come to, whose keys are known.

    Raises:
        NotFound: as ``payment_keys``.
    """
    if len(keys) > _MANY:
        return payment_sums(session, only)
    return PaymentSums(len(keys), payment_sum(session, keys))


def begins_at_once(only: PaymentFilter, order: PaymentOrder) -> bool:
    """Tell whether an index gives the first payments of a filter, in this order, long before all are found."""
    if order.by == "day":
        return replace(only, first_on=None, last_on=None, method="", office="") == _ALL
    return order.by in ("amount", "ref") and only == _ALL


def payment_keys(
    session: Session,
    only: PaymentFilter,
    order: PaymentOrder = PaymentOrder(),  # noqa: B008 -- frozen
    *,
    most: int | None = None,
) -> Sequence[int]:
    """Return the keys of payments in an order, the first ``most`` of them.

    Raises:
        NotFound: the filter names an office, a payer, a project or an association that is not there.
    """
    query = select(Payment.id).where(*payment_conditions(session, only))
    columns = (*_ORDERS[order.by], Payment.id)
    if order.by == "name":
        query = joined_leader(query, Payment.payer_id, may_be_nobody=True)
    query = query.order_by(*(column.desc() if order.is_descending else column for column in columns))
    return listed_keys(session, query if most is None else query.limit(most))


def listed_keys(session: Session, query: Select[tuple[int]]) -> PackedKeys:
    """Return the keys that a question of one column finds, in its order."""
    found = session.connection().execute(query)
    try:  # a million rows of SQLAlchemy's take three times as long as the driver's
        cursor: Any = found.cursor
        return PackedKeys(chain.from_iterable(cursor))
    finally:
        found.close()


def payment_sums(session: Session, only: PaymentFilter) -> PaymentSums:
    """Return how many payments a filter lets through, and their sum.

    Raises:
        NotFound: as ``payment_keys``.
    """
    query = select(func.count(), func.sum(Payment.amount)).where(*payment_conditions(session, only))
    count, amount = session.execute(query).one()
    return PaymentSums(count, amount or ZERO)


def is_some_payment(session: Session, only: PaymentFilter) -> bool:
    """Tell whether a filter lets some payment through; it stops at the first one.

    Raises:
        NotFound: as ``payment_keys``.
    """
    return session.scalar(select(Payment.id).where(*payment_conditions(session, only)).limit(1)) is not None


def payment_counts(session: Session, asked: Mapping[str, PaymentFilter]) -> dict[str, int]:
    """Return how many payments each of some filters lets through, by their names.

    Raises:
        NotFound: as ``payment_keys``.
    """
    return {
        name: session.scalar(select(func.count(Payment.id)).where(*payment_conditions(session, only))) or 0
        for name, only in asked.items()
    }


def payment_sum(session: Session, keys: Sequence[int]) -> Money:
    """Return what payments of some keys add up to."""
    return Money.total(
        session.scalars(select(func.sum(Payment.amount)).where(Payment.id.in_(some))).one() or ZERO
        for some in in_steps(keys, MOST)
    )


def recorders(session: Session) -> list[str]:
    """Return the logins of those who ever wrote in the books, in their order."""
    return sorted(session.scalars(select(Link.who).distinct()))


def payment_rows(session: Session, keys: Sequence[int]) -> list[PaymentRow | None]:
    """Return the payments of some keys, in their order; ``None`` for one that is not there."""
    found = {row.id: row for row in map(PaymentRow._make, zip(*payment_columns(session, keys), strict=True))}
    return [found.get(key) for key in keys]


def payment_columns(session: Session, keys: Sequence[int]) -> list[Values]:
    """Return the fields of ``PaymentRow`` of those payments of some keys that are there, in their order."""
    known: dict[int, tuple[Any, ...]] = {}
    for some in in_steps(keys, MOST):
        rows = zip(*all_columns(session, _shown(), {"keys": some}), strict=True)
        known |= {row[0]: row for row in rows}
    there = [key for key in keys if key in known]
    names = [str(column.key) for column in _shown().selected_columns]
    columns = list(zip(*map(known.__getitem__, there), strict=True)) or [()] * len(names)
    shown: dict[str, Values] = dict(zip(names, columns, strict=True))
    refs = seen_refs(session, *((table, shown[key], shown[other]) for _name, table, key, other in _REFS))
    shown |= {name: seen for (name, *_), seen in zip(_REFS, refs, strict=True)}
    refunds = [key for key, of in zip(shown["id"], shown["refunds_id"], strict=True) if of]
    return _columns(shown, _lines(session, there) | _refunded(session, refunds))


@cache  # to put it together takes as long as to read a page
def _shown() -> Select[Any]:
    back, taken = BESIDE.alias(), BESIDE.alias()
    query = (
        select(
            Payment.id, Payment.other_ref, Payment.received_on, Payment.credited_on, Payment.method,
            Payment.cheque_number, Payment.amount, Payment.reversal, Office.code.label("office"), Batch.name,
            Party.id.label("party_id"), Party.other_ref.label("payer"), *name_columns(),
            back.c.id.label("back_id"), back.c.other_ref.label("reversed_by"), back.c.reversal.label("how"),
            taken.c.id.label("taken_id"), taken.c.other_ref.label("reverses"),
            Payment.refunds_id, payment_left().label("left"),
        )
        .join(Office, Office.id == Payment.office_id)
        .outerjoin(Batch, Batch.id == Payment.batch_id)
        .outerjoin(back, back.c.reverses_id == Payment.id)
        .outerjoin(taken, taken.c.id == func.coalesce(Payment.reverses_id, Payment.refunds_id))
        .where(Payment.id.in_(bindparam("keys", expanding=True)))
    )  # fmt: skip
    shown: Select[Any] = joined_leader(query, Payment.payer_id, may_be_nobody=True)
    return shown


def _lines(session: Session, keys: Sequence[int]) -> dict[int, _Lines]:
    """Return what the lines of payments say of them, by the key of the payment."""
    found: dict[int, list[Any]] = {}
    for some in in_steps(keys, MOST):
        for payment, *line in zip(*all_columns(session, _LINES, {"keys": some}), strict=True):
            found.setdefault(payment, []).append(line)
    return {payment: _summed_up(lines) for payment, lines in found.items()}


def _refunded(session: Session, keys: Sequence[int]) -> dict[int, _Lines]:
    """Return what the lines of refunds say of them, with the projects from which they took their cents."""
    found: dict[int, list[Any]] = {}
    for some in in_steps(keys, MOST):
        for payment, *line in session.execute(_given_back(), {"keys": some}):
            found.setdefault(payment, []).append(line)
    return {payment: _summed_up(lines) for payment, lines in found.items()}


@cache  # as ``_shown``; most pages hold no refund and never ask
def _given_back() -> Select[Any]:
    query = select(
        REFUND.id, PaymentLine.kind, PaymentLine.dues_year, Project.code, literal(None), Allocation.amount
    )
    query = query.select_from(taken_by_refunds()).outerjoin(Project, Project.id == Allocation.project_id)
    query = query.where(REFUND.refunds_id.is_not(None), REFUND.id.in_(bindparam("keys", expanding=True)))
    return query.order_by(PaymentLine.id, Project.code)


def _summed_up(lines: Sequence[Any]) -> _Lines:
    return (
        tuple(dict.fromkeys([kind for kind, *_ in lines])),
        tuple(sorted({year for _, year, *_ in lines if year})),
        tuple(dict.fromkeys([code for _, _, code, _, amount in lines if code and amount])),
        next((number for *_, number, _ in lines if number), ""),
    )


def _columns(row: Mapping[str, Values], lines: Mapping[int, _Lines]) -> list[Values]:
    """Return the fields of ``PaymentRow`` from the columns of ``_shown``, by their names, and what else is known."""
    of_lines = [lines.get(key, _NO_LINE) for key in row["id"]]
    kinds, dues_years, projects, receipts = zip(*of_lines, strict=True) if of_lines else ((), (), (), ())
    named = zip(row["party_id"], said_names([row[name] for name in Name._fields]), strict=True)
    days = zip(row["received_on"], row["credited_on"], strict=True)
    ways = zip(row["reversal"], row["how"], strict=True)
    return [
        row["id"], row["ref"], [received_on or credited_on for received_on, credited_on in days],
        row["received_on"], row["credited_on"], row["payer"],
        [name if party is not None else "" for party, name in named], row["method"], row["cheque_number"],
        row["amount"], kinds, dues_years, projects, receipts, row["office"],
        given(row["name"]), [own or other or "" for own, other in ways], row["reverses"], row["reversed_by"],
        [amount - left for amount, left in zip(row["amount"], row["left"], strict=True)],
    ]  # fmt: skip
