"""Payment lines that one may wish to receipt, payer by payer."""

from collections import defaultdict, namedtuple
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import (
    CompoundSelect,
    Select,
    Text,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from donations_app.db.plain import all_columns, plain_columns
from donations_app.db.queries.leaders import joined_a_couple, joined_leader, records_among, records_of
from donations_app.db.queries.references import find, find_all, named
from donations_app.db.queries.terms import (
    REVERSING,
    arrived,
    left,
    lines_on,
    opens_no_right,
    passes_through,
    taken_back,
)
from donations_app.db.tables import (
    ExpenseOutcome,
    ExpenseTrip,
    LiveReceiptLine,
    Party,
    Payment,
    PaymentLine,
    ReceiptLine,
    TaxReceipt,
)
from donations_app.domain.errors import NotFound
from donations_app.domain.gifts import GiftLine, Giver

_GIVER = tuple(Giver.__struct_fields__)


_DATED: Final = or_(
    *(
        day.between(bindparam("first"), bindparam("last"))
        for day in (Payment.received_on, Payment.credited_on)
    )
)
_PAYERS_OF_YEAR: Final = (
    joined_leader(select(Party.id).select_from(Payment), Payment.payer_id, may_be_nobody=True)
    .where(_DATED)
    .group_by(Party.id, Party.ref)
    .order_by(Party.ref.nulls_first())
)


def payers_of_year(session: Session, year: int) -> Sequence[int | None]:
    """Return the keys of who may have gifts of ``year``, in the order of ``gifts_by_payer``; ``None`` is anonymous."""
    found: Sequence[int | None] = session.connection().scalars(_PAYERS_OF_YEAR, _days(year)).all()
    return found


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
        session: an open view; rows are fetched some hundred at a time, so memory stays bounded.
        year: calendar year of the gifts, by either date.
        payer: only the party of this reference.
        payments: only who paid under these references, with all of the year; an anonymous payment alone.
        payers: only some hundred of ``payers_of_year``; ``None`` for all.

    Raises:
        NotFound: there is no such party.
    """
    asked: dict[str, Any] = _days(year)
    if payer:
        key = find(session, Party, payer)
        if key is None:
            raise NotFound("party", payer)
        yield from _by_payer(session, "payer", asked | {"payer": key})
    elif payments:
        keys = list(find_all(session, Payment, payments).values())
        yield from _by_payer(session, "payments", asked | {"payments": keys})
    elif payers is not None:
        known = [key for key in payers if key is not None]
        which = "payers or nobody" if None in payers else "payers"
        yield from _by_payer(session, which, asked | {"payers": known})
    else:
        yield from _by_payer(session, "year", asked)


def _days(year: int) -> dict[str, date]:
    return {"first": date(year, 1, 1), "last": date(year, 12, 31)}


def gifts_of_receipt(session: Session, receipt_id: int) -> tuple[Giver | None, list[GiftLine]]:
    """Return the payer and the lines that stand on one receipt."""
    return next(_by_payer(session, "receipt", {"receipt": receipt_id}))


def gifts_of_payment(session: Session, ref: str) -> tuple[Giver | None, list[GiftLine]]:
    """Return the payer and the lines of one payment."""
    return next(_by_payer(session, "payment", {"payment": find(session, Payment, ref) or 0}))


_PROVISIONAL: Final = (  # lines of a waiver on a scale that is not final
    select(ExpenseOutcome.line_id)
    .join(ExpenseTrip, ExpenseTrip.claim_id == ExpenseOutcome.claim_id)
    .where(ExpenseTrip.is_provisional, ExpenseOutcome.line_id.is_not(None))
)
_OF_SECOND: Final = (  # lines of who joined a couple, recorded for him alone
    select(PaymentLine.id)
    .join(Payment, Payment.id == PaymentLine.payment_id)
    .where(joined_a_couple(Payment.payer_id))
)
_GIVERS: Final = [getattr(Party, name).label(f"party_{name}") for name in _GIVER]
_LINES: Final = (
    joined_leader(select(
        *_GIVERS, PaymentLine.id, Payment.ref.label("payment"), PaymentLine.position, PaymentLine.kind,
        Payment.method, left().label("amount"), Payment.received_on, Payment.credited_on, Payment.cheque_date,
        PaymentLine.counterpart, PaymentLine.counterpart_kind, PaymentLine.description,
        PaymentLine.evidence, PaymentLine.article, PaymentLine.pass_through,
        Payment.receipt_issued_by, REVERSING.reversal, TaxReceipt.number, Payment.office_id,
    )
    .select_from(PaymentLine)
    .join(Payment, Payment.id == PaymentLine.payment_id), Payment.payer_id, may_be_nobody=True)
    .outerjoin(REVERSING, REVERSING.reverses_id == Payment.id)
    .outerjoin(LiveReceiptLine, LiveReceiptLine.line_id == PaymentLine.id)
    .outerjoin(TaxReceipt, TaxReceipt.id == LiveReceiptLine.receipt_id)
    .where(arrived())
)  # fmt: skip
_Row: Final[Any] = namedtuple(  # type: ignore[misc]  # noqa: PYI024 -- made of the question
    "_Row", [str(column.key) for column in _LINES.selected_columns]
)
_OF_PAYERS: Final = Payment.payer_id.in_(records_among(bindparam("payers", expanding=True)))
_OF_PAYMENTS: Final = Payment.id.in_(bindparam("payments", expanding=True))
_PAYERS_OF_PAYMENTS: Final = records_among(
    select(Party.leader_id).join(Payment, Payment.payer_id == Party.id).where(_OF_PAYMENTS)
)
_LINES_OF_RECEIPT: Final = select(ReceiptLine.line_id).where(ReceiptLine.receipt_id == bindparam("receipt"))
_CHOICES: Final = {
    "year": _DATED,
    "payer": and_(_DATED, Payment.payer_id.in_(records_of(bindparam("payer")))),
    "payments": and_(_DATED, or_(_OF_PAYMENTS, Payment.payer_id.in_(_PAYERS_OF_PAYMENTS))),
    "payers": and_(_DATED, _OF_PAYERS),
    "payers or nobody": and_(_DATED, or_(_OF_PAYERS, Payment.payer_id.is_(None))),
    "receipt": PaymentLine.id.in_(_LINES_OF_RECEIPT),
    "payment": Payment.id == bindparam("payment"),
}
_MANY: Final = ("year", "payers", "payers or nobody")  # the choices whose rows come some hundred at a time


def _by_payer(
    session: Session, which: str, asked: Mapping[str, Any]
) -> Iterator[tuple[Giver | None, list[GiftLine]]]:
    """Yield the payers of a choice with their lines."""
    lines, marks = _statements(which)
    connection, marked = session.connection(), defaultdict[str, set[int]](set)
    for line_id, mark in connection.execute(marks, asked):
        marked[mark].add(line_id)
    blocks = plain_columns(session, lines, asked) if which in _MANY else [all_columns(session, lines, asked)]
    found = (row for columns in blocks for row in map(_Row._make, zip(*columns, strict=True)))
    for _, rows in groupby(found, key=attrgetter("party_id")):
        of_payer = list(rows)
        yield _giver(of_payer[0]), [_line(row, marked) for row in of_payer]


@cache  # to put them together takes longer than to run them for one payer
def _statements(which: str) -> tuple[Select[Any], CompoundSelect[Any]]:
    """Return what reads the lines of a choice, and what reads which of them bear a mark."""
    chosen = _LINES.where(_CHOICES[which])
    lines = chosen.order_by(Party.ref.nulls_first(), PaymentLine.id)
    # of few lines one does not read what stands on all projects
    among = chosen.with_only_columns(PaymentLine.id, maintain_column_froms=True) if which != "year" else None
    marks = union_all(
        _marked("barred", lines_on(opens_no_right()), among),
        _marked("passing", lines_on(passes_through()), among),
        _marked("provisional", _PROVISIONAL, among),
        _marked("second", _OF_SECOND, among),
    )
    return lines, marks


def _marked(mark: str, such: Select[Any], among: Select[Any] | None) -> Select[Any]:
    found = such if among is None else such.where(such.selected_columns[0].in_(among))
    return found.add_columns(literal_column(f"'{mark}'", Text()))


def giver_of(session: Session, ref: str) -> Giver | None:
    """Return somebody as a receipt would name him."""
    row = session.execute(select(*_GIVERS).where(named(session, Party, ref))).first()
    return None if row is None else _giver(row)


def _giver(row: Any) -> Giver | None:
    if row.party_id is None:
        return None
    return Giver(**{name: getattr(row, f"party_{name}") for name in _GIVER})


def _line(row: Any, marked: Mapping[str, set[int]]) -> GiftLine:
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
        pass_through=row.pass_through or row.id in marked["passing"],
        is_provisional=row.id in marked["provisional"],
        issued_by=row.receipt_issued_by,
        reversal=row.reversal or ("" if row.amount else "refund"),
        receipt=row.number or "",
        project_eligible=row.id not in marked["barred"],
        office_id=row.office_id,
        of_second=row.id in marked["second"],
    )


_WANTED: Final[Any] = bindparam("lines", expanding=True)
_LOCKED: Final = (
    select(PaymentLine.id).where(PaymentLine.id.in_(_WANTED)).order_by(PaymentLine.id).with_for_update()
)
_LEFT: Final = select(PaymentLine.id, left()).where(PaymentLine.id.in_(_WANTED))
_TAKEN: Final = (
    select(func.count())
    .select_from(PaymentLine)
    .outerjoin(LiveReceiptLine, LiveReceiptLine.line_id == PaymentLine.id)
    .join(Payment, Payment.id == PaymentLine.payment_id)
    .where(PaymentLine.id.in_(_WANTED), or_(LiveReceiptLine.line_id.is_not(None), taken_back()))
)
_VERSIONS: Final = select(Party.id, Party.version).where(Party.id.in_(bindparam("parties", expanding=True)))


def still_free(session: Session, givers: Iterable[Giver], lines: Iterable[GiftLine]) -> bool:
    """Tell whether all lines are as the plan saw them: unreceipted, nothing taken back, their payers unchanged."""
    seen = {giver.id: giver.version for giver in givers}
    amounts = {line.id: line.amount for line in lines}
    connection, asked = session.connection(), {"lines": list(amounts)}
    if connection.dialect.name == "postgresql":  # a file is locked whole
        connection.execute(_LOCKED, asked).all()
    standing = connection.execute(_LEFT, asked).all()
    taken = connection.scalar(_TAKEN, asked)
    versions = connection.execute(_VERSIONS, {"parties": list(seen)}).all()
    return dict(map(tuple, standing)) == amounts and not taken and dict(map(tuple, versions)) == seen
