"""Payment lines that one may wish to receipt, payer by payer."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
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

from donations_app.db.plain import Values, all_columns
from donations_app.db.queries.leaders import (
    joined_a_couple,
    leader_of,
    leaders_such,
    records_among,
    records_of,
)
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
_AT_ONCE: Final = 500  # payers
_Marks = defaultdict[str, set[int]]  # keys of lines by what is marked

_DATED: Final = or_(
    *(
        day.between(bindparam("first"), bindparam("last"))
        for day in (Payment.received_on, Payment.credited_on)
    )
)
_OF_YEAR: Final = select(Payment.id).where(_DATED)
# payer by payer, in the index of his days: to look each payment of the year up takes ten times as long
_PAYERS_OF_YEAR: Final = (
    select(Party.id)
    .where(Party.id.in_(leaders_such(lambda record: _OF_YEAR.where(Payment.payer_id == record).exists())))
    .order_by(Party.ref)
)
_NOBODY_OF_YEAR: Final = _OF_YEAR.where(Payment.payer_id.is_(None)).limit(1)


def payers_of_year(session: Session, year: int) -> Sequence[int | None]:
    """Return the keys of who may have gifts of ``year``, in the order of ``gifts_by_payer``; ``None`` is anonymous."""
    connection, days = session.connection(), _days(year)
    nobody = [None] if connection.scalar(_NOBODY_OF_YEAR, days) else []
    return [*nobody, *connection.scalars(_PAYERS_OF_YEAR, days)]


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
        yield from _of_payers(session, asked, list(payers))
    else:
        all_, marked = payers_of_year(session, year), _marks(session, "year", asked)
        for start in range(0, len(all_), _AT_ONCE):
            yield from _of_payers(session, asked, all_[start : start + _AT_ONCE], marked)


def _of_payers(
    session: Session, asked: Mapping[str, Any], payers: Sequence[int | None], marked: _Marks | None = None
) -> Iterator[tuple[Giver | None, list[GiftLine]]]:
    """Yield some payers of a year with their lines; ``marked``: the marks on all lines of the year, if known."""
    known = [key for key in payers if key is not None]
    which = "payers" if len(known) == len(payers) else "payers or nobody"
    yield from _by_payer(session, which, {**asked, "payers": known}, marked)


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
_GIVERS: Final = select(*(getattr(Party, name) for name in _GIVER))
_GIVERS_AMONG: Final = _GIVERS.where(Party.id.in_(bindparam("givers", expanding=True))).order_by(Party.ref)
# of whom a line is: his facts are read once, not with each of his lines
_LINES: Final = (
    select(
        leader_of(Payment.payer_id).label("giver"), PaymentLine.id, Payment.ref.label("payment"),
        PaymentLine.position, PaymentLine.kind, Payment.method, left().label("amount"), Payment.received_on,
        Payment.credited_on, Payment.cheque_date, PaymentLine.counterpart, PaymentLine.counterpart_kind,
        PaymentLine.description, PaymentLine.evidence, PaymentLine.article, PaymentLine.pass_through,
        Payment.receipt_issued_by, REVERSING.reversal, TaxReceipt.number, Payment.office_id,
    )
    .select_from(PaymentLine)
    .join(Payment, Payment.id == PaymentLine.payment_id)
    .outerjoin(REVERSING, REVERSING.reverses_id == Payment.id)
    .outerjoin(LiveReceiptLine, LiveReceiptLine.line_id == PaymentLine.id)
    .outerjoin(TaxReceipt, TaxReceipt.id == LiveReceiptLine.receipt_id)
    .where(arrived())
)  # fmt: skip
_OF_PAYERS: Final = Payment.payer_id.in_(records_among(bindparam("payers", expanding=True)))
_OF_PAYMENTS: Final = Payment.id.in_(bindparam("payments", expanding=True))
_PAYERS_OF_PAYMENTS: Final = records_among(
    select(Party.leader_id).join(Payment, Payment.payer_id == Party.id).where(_OF_PAYMENTS)
)
_LINES_OF_RECEIPT: Final = select(ReceiptLine.line_id).where(ReceiptLine.receipt_id == bindparam("receipt"))
_CHOICES: Final = {
    "year": _DATED,  # of which only the marks are asked at once
    "payer": and_(_DATED, Payment.payer_id.in_(records_of(bindparam("payer")))),
    "payments": and_(_DATED, or_(_OF_PAYMENTS, Payment.payer_id.in_(_PAYERS_OF_PAYMENTS))),
    "payers": and_(_DATED, _OF_PAYERS),
    "payers or nobody": and_(_DATED, or_(_OF_PAYERS, Payment.payer_id.is_(None))),
    "receipt": PaymentLine.id.in_(_LINES_OF_RECEIPT),
    "payment": Payment.id == bindparam("payment"),
}


def _by_payer(
    session: Session, which: str, asked: Mapping[str, Any], marked: _Marks | None = None
) -> Iterator[tuple[Giver | None, list[GiftLine]]]:
    """Yield the payers of a choice with their lines; ``marked``: the marks on these lines, where they are known."""
    marked = _marks(session, which, asked) if marked is None else marked
    columns = all_columns(session, _statements(which)[0], asked)
    lines = defaultdict[int | None, list[GiftLine]](list)
    for giver, line in zip(columns[0], _lines(columns[1:], marked), strict=True):
        lines[giver].append(line)
    if None in lines:
        yield None, lines.pop(None)
    givers = session.connection().execute(_GIVERS_AMONG, {"givers": list(lines)}) if lines else ()
    yield from ((_giver(row), lines[row.id]) for row in givers)


def _marks(session: Session, which: str, asked: Mapping[str, Any]) -> _Marks:
    """Return the lines of a choice that bear a mark, by the mark."""
    marked = defaultdict[str, set[int]](set)
    for line_id, mark in session.connection().execute(_statements(which)[1], asked):
        marked[mark].add(line_id)
    return marked


@cache  # to put them together takes longer than to run them for one payer
def _statements(which: str) -> tuple[Select[Any], CompoundSelect[Any]]:
    """Return what reads the lines of a choice, and what reads which of them bear a mark."""
    chosen = _LINES.where(_CHOICES[which])
    lines = chosen.order_by(PaymentLine.id)
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
    row = session.execute(_GIVERS.where(named(session, Party, ref))).first()
    return None if row is None else _giver(row)


def _giver(row: Any) -> Giver:
    return Giver(**dict(zip(_GIVER, row, strict=True)))


def _lines(columns: Sequence[Values], marked: _Marks) -> Iterator[GiftLine]:
    """Yield the lines of which these are the columns, in the order of ``_LINES``."""
    barred, passing, provisional, second = (
        marked[mark] for mark in ("barred", "passing", "provisional", "second")
    )
    for (
        key, payment, position, kind, method, amount, received_on, credited_on, cheque_date, counterpart,
        counterpart_kind, description, evidence, article, pass_through, issued_by, reversal, number, office_id,
    ) in zip(*columns, strict=True):  # fmt: skip
        yield GiftLine(
            id=key,
            payment=payment,
            position=position,
            kind=kind,
            method=method,
            amount=amount,
            received_on=received_on,
            credited_on=credited_on,
            cheque_date=cheque_date,
            counterpart=counterpart,
            counterpart_kind=counterpart_kind,
            description=description,
            evidence=evidence,
            article=article,
            pass_through=pass_through or key in passing,
            is_provisional=key in provisional,
            issued_by=issued_by,
            reversal=reversal or ("" if amount else "refund"),
            receipt=number or "",
            project_eligible=key not in barred,
            office_id=office_id,
            of_second=key in second,
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
