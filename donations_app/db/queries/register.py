"""The register of receipts: its lines, the continuity of its series, the heads of the audit chains."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, cast

from sqlalchemy import Subquery, and_, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from donations_app.db.plain import Values, given, plain_columns
from donations_app.db.queries.frozen_gifts import frozen_gifts, parts_of
from donations_app.db.queries.register_filter import conditions
from donations_app.db.tables import (
    Head,
    LostNumbers,
    Office,
    Origin,
    Party,
    Payment,
    PaymentLine,
    ReceiptCancellation,
    ReceiptCounter,
    ReceiptDelivery,
    ReceiptLine,
    TaxReceipt,
)
from donations_app.db.types import PackedBytes
from donations_app.domain.errors import reading
from donations_app.domain.french_time import day_in_france
from donations_app.domain.register import RegisterFilter, RegisterLine, Series, Status, series_of_numbers

# in the order of the fields of ``RegisterLine``; the last, the parts, are made as they are asked for, once
RegisterColumns = list[Values]
_FROZEN = (
    TaxReceipt.id, TaxReceipt.number, TaxReceipt.series, TaxReceipt.form, TaxReceipt.year, TaxReceipt.issued_on,
    TaxReceipt.issued_by, TaxReceipt.amount, type_coerce(TaxReceipt.content, PackedBytes()).label("content"),
    TaxReceipt.accepted, TaxReceipt.sha256,
)  # fmt: skip


def _last_sent() -> Subquery:
    """Return receipt and key of the last delivery of each receipt that succeeded."""
    table = ReceiptDelivery
    latest = func.row_number().over(
        partition_by=table.receipt_id, order_by=(table.at.desc(), table.id.desc())
    )
    sent = select(table.receipt_id, table.id, latest.label("place")).where(table.outcome == "sent").subquery()
    return select(sent.c.receipt_id, sent.c.id).where(sent.c.place == 1).subquery()


def _last_return() -> Subquery:
    """Return of each receipt and address the last that was noted of its coming back."""
    table = ReceiptDelivery
    each, newest = (table.receipt_id, table.address), (table.at.desc(), table.id.desc())
    latest = func.row_number().over(partition_by=each, order_by=newest)
    facts = (table.receipt_id, table.address, table.outcome, table.at, table.returned_on)
    noted = select(*facts, latest.label("place")).where(table.returned_on.is_not(None)).subquery()
    return select(noted).where(noted.c.place == 1, noted.c.outcome == "returned").subquery()


_NEWER: Final = aliased(TaxReceipt)  # what stands in a receipt's place
_OLDER: Final = aliased(TaxReceipt)  # in whose place it stands
_SENT: Final = _last_sent()
_BACK: Final = _last_return()
_RECORDING: Final = aliased(Office)
_RECORDED_AT: Final = (  # codes of offices, one for each line
    select(func.aggregate_strings(_RECORDING.code, ","))
    .select_from(ReceiptLine)
    .join(PaymentLine, PaymentLine.id == ReceiptLine.line_id)
    .join(Payment, Payment.id == PaymentLine.payment_id)
    .join(_RECORDING, _RECORDING.id == Payment.office_id)
    .where(ReceiptLine.receipt_id == TaxReceipt.id)
    .correlate(TaxReceipt)
    .scalar_subquery()
)
_REGISTER: Final = (
    select(
        *_FROZEN, Office.code.label("office"), Party.ref.label("payer"),
        ReceiptCancellation.cancelled_on, ReceiptCancellation.cancelled_by, ReceiptCancellation.reason,
        _NEWER.number.label("newer"), _OLDER.number.label("older"),
        ReceiptDelivery.at.label("sent_at"), ReceiptDelivery.channel.label("sent_by"),
        _BACK.c.returned_on, _RECORDED_AT.label("recorded_at"),
    )
    .join(Office, Office.id == TaxReceipt.office_id)
    .join(Party, Party.id == TaxReceipt.payer_id)
    .outerjoin(ReceiptCancellation, ReceiptCancellation.receipt_id == TaxReceipt.id)
    .outerjoin(_NEWER, _NEWER.replaces_id == TaxReceipt.id)
    .outerjoin(_OLDER, _OLDER.id == TaxReceipt.replaces_id)
    .outerjoin(_SENT, _SENT.c.receipt_id == TaxReceipt.id)
    .outerjoin(ReceiptDelivery, ReceiptDelivery.id == _SENT.c.id)
    .outerjoin(
        _BACK,
        and_(
            _BACK.c.receipt_id == TaxReceipt.id,
            _BACK.c.address == ReceiptDelivery.address,
            _BACK.c.at >= ReceiptDelivery.at,
        ),
    )
)  # fmt: skip


def register_columns(
    session: Session,
    *,
    year: int | None = None,
    series: str = "",
    numbers: Sequence[str] | None = None,
    only: RegisterFilter | None = None,
) -> Iterator[RegisterColumns]:
    """Yield the columns of some hundred lines of the register, series by series in the order of their numbers.

    Args:
        session: an open view.
        year: of the gifts; ``None`` for all.
        series: only this one.
        numbers: only these; ``None`` for all.
        only: those that a filter lets through; it goes before ``series``.
    """
    query = _REGISTER.where(*conditions(year, only or RegisterFilter(series)))
    if numbers is not None:
        query = query.where(TaxReceipt.number.in_(numbers))
    query = query.order_by(TaxReceipt.series, TaxReceipt.n)
    names = [str(column.key) for column in query.selected_columns]
    for columns in plain_columns(session, query):
        with reading("content of a receipt"):
            found = _columns(dict(zip(names, columns, strict=True)))
        yield found


def register_lines(
    session: Session,
    *,
    year: int | None = None,
    series: str = "",
    numbers: Sequence[str] | None = None,
    only: RegisterFilter | None = None,
) -> Iterator[RegisterLine]:
    """Yield the lines of the register, as ``register_columns``."""
    for columns in register_columns(session, year=year, series=series, numbers=numbers, only=only):
        yield from map(RegisterLine, *columns)


def lines_numbered(session: Session, numbers: Sequence[str]) -> list[RegisterLine | None]:
    """Return the lines of these numbers, in their order; ``None`` for one that no receipt bears."""
    found = {line.number: line for line in register_lines(session, numbers=numbers)}
    return [found.get(number) for number in numbers]


def _columns(row: Mapping[str, Values]) -> RegisterColumns:
    """Return the columns of lines from those of their rows, by their names, and what was frozen in them."""
    wordings, signatories, names, addresses, payments, first_on, last_on, *gifts = zip(
        *map(frozen_gifts, row["content"]), strict=True
    )
    natures, kinds, gift_forms, methods, articles, dues, each = gifts
    return [
        row["number"], row["series"], row["form"], wordings, row["year"], row["issued_on"], row["issued_by"],
        row["office"], [_offices(codes or "") for codes in row["recorded_at"]], signatories, row["payer"], names,
        addresses, payments, first_on, last_on, natures, kinds, gift_forms, methods, articles, row["amount"],
        list(map(_status, row["cancelled_on"], row["newer"])), given(row["older"]), given(row["newer"]),
        row["cancelled_on"], given(row["cancelled_by"]), given(row["reason"]), row["accepted"],
        [day_in_france(at) if at else None for at in row["sent_at"]], given(row["sent_by"]), row["returned_on"],
        row["sha256"], dues, cast("Values", map(parts_of, row["form"], each)),
    ]  # fmt: skip


@lru_cache(maxsize=256)
def _offices(codes: str) -> tuple[str, ...]:
    """Return the codes of offices that stand between commas, each once."""
    return tuple(sorted(set(codes.split(",")) - {""}))


def _status(cancelled_on: date | None, newer: str | None) -> Status:
    if cancelled_on is None:
        return "issued"
    return "replaced" if newer else "cancelled"


def continuity(session: Session, *, series: str = "") -> list[Series]:
    """Return every series, held against an unbroken count, by name."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for name, n in session.execute(select(TaxReceipt.series, TaxReceipt.n).execution_options(yield_per=5000)):
        numbers[name].append(n)
    cancelled = {
        name: count
        for name, count in session.execute(
            select(TaxReceipt.series, func.count())
            .join(ReceiptCancellation, ReceiptCancellation.receipt_id == TaxReceipt.id)
            .group_by(TaxReceipt.series)
        )
    }
    counters = {
        name: last for name, last in session.execute(select(ReceiptCounter.series, ReceiptCounter.last))
    }
    lost = lost_numbers(session)
    names = sorted({*numbers, *counters, *lost}) if not series else [series]
    return [
        series_of_numbers(
            name,
            numbers[name],
            cancelled=cancelled.get(name, 0),
            counter=counters.get(name, 0),
            lost=lost.get(name, ()),
        )
        for name in names
    ]


def lost_numbers(session: Session) -> dict[str, list[int]]:
    """Return the numbers of each series that stand on documents which these books lost."""
    lost: defaultdict[str, list[int]] = defaultdict(list)
    for row in session.execute(select(LostNumbers.series, LostNumbers.first, LostNumbers.last)):
        lost[row.series].extend(range(row.first, row.last + 1))
    return dict(lost)


def counters(session: Session) -> dict[str, int]:
    """Return the last number that was given out in each series."""
    return dict(session.execute(select(ReceiptCounter.series, ReceiptCounter.last)).tuples().all())


def audit_heads(session: Session) -> list[tuple[str, int, str]]:
    """Return origin, number of links and head of each audit chain, by the origin's code."""
    query = select(Origin.code, Head.n, Head.hash).join(Origin, Origin.id == Head.origin_id)
    return [(code, n, head) for code, n, head in session.execute(query.order_by(Origin.code))]
