"""The register of receipts: its lines, the continuity of its series, the heads of the audit chains."""

import json
from collections import defaultdict
from collections.abc import Generator, Sequence
from contextlib import closing
from datetime import date
from typing import Any, Final

from sqlalchemy import Subquery, and_, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.register_filter import conditions
from donations_app.db.tables import (
    Head,
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
from donations_app.domain.addresses import one_line
from donations_app.domain.errors import reading
from donations_app.domain.french_time import day_in_france
from donations_app.domain.gifts import COMPANY_NATURE_BOXES, METHOD_BOXES, NATURE_BOXES
from donations_app.domain.money import Money
from donations_app.domain.numbers import letter_of
from donations_app.domain.payments import IN_KIND_KINDS
from donations_app.domain.receipt_content import Address
from donations_app.domain.register import RegisterFilter, RegisterLine, Series, Status, series_of_numbers

_FROZEN = (
    TaxReceipt.id, TaxReceipt.number, TaxReceipt.series, TaxReceipt.form, TaxReceipt.year, TaxReceipt.issued_on,
    TaxReceipt.issued_by, TaxReceipt.amount, TaxReceipt.content, TaxReceipt.accepted, TaxReceipt.sha256,
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


def register_lines(
    session: Session,
    *,
    year: int | None = None,
    series: str = "",
    numbers: Sequence[str] | None = None,
    only: RegisterFilter | None = None,
) -> Generator[RegisterLine, None, None]:
    """Yield the lines of the register, series by series in the order of their numbers.

    Args:
        session: an open view; rows are fetched a thousand at a time.
        year: of the gifts; ``None`` for all.
        series: only this one.
        numbers: only these; ``None`` for all.
        only: those that a filter lets through; it goes before ``series``.
    """
    query = _REGISTER.where(*conditions(year, only or RegisterFilter(series)))
    if numbers is not None:
        query = query.where(TaxReceipt.number.in_(numbers))
    query = query.order_by(TaxReceipt.series, TaxReceipt.n)
    with closing(session.execute(query.execution_options(yield_per=1000))) as rows:
        for row in rows:
            yield _register_line(row)


def lines_numbered(session: Session, numbers: Sequence[str]) -> list[RegisterLine | None]:
    """Return the lines of these numbers, in their order; ``None`` for one that no receipt bears."""
    found = {line.number: line for line in register_lines(session, numbers=numbers)}
    return [found.get(number) for number in numbers]


@reading("content of a receipt")
def _register_line(row: Any) -> RegisterLine:
    content = json.loads(row.content)
    donor = content["donor"]
    address = Address(**donor["address"]).printed()
    status: Status = "issued"
    if row.cancelled_on:
        status = "replaced" if row.newer else "cancelled"
    return RegisterLine(
        number=row.number,
        series=row.series,
        form=row.form,
        wording=content["wording"],
        year=row.year,
        issued_on=row.issued_on,
        issued_by=row.issued_by,
        office=row.office,
        recorded_at=tuple(sorted(set((row.recorded_at or "").split(",")) - {""})),
        signatory=content["signatory"]["name"],
        payer=row.payer,
        name=donor["name"],
        address=one_line(address),
        payments=tuple(dict.fromkeys(line["payment"] for line in content["lines"])),
        first_on=date.fromisoformat(content["first_on"]),
        last_on=date.fromisoformat(content["last_on"]),
        natures=tuple(content["natures"]),
        kinds=tuple(sorted({line["kind"] for line in content["lines"]})),
        dues=_dues(content["lines"]),
        gift_forms=tuple(content["gift_forms"]),
        methods=tuple(content["methods"]),
        articles=tuple(content["articles"]),
        amount=row.amount,
        status=status,
        replaces=row.older or "",
        replaced_by=row.newer or "",
        cancelled_on=row.cancelled_on,
        cancelled_by=row.cancelled_by or "",
        reason=row.reason or "",
        accepted=row.accepted,
        sent_on=day_in_france(row.sent_at) if row.sent_at else None,
        sent_by=row.sent_by or "",
        returned_on=row.returned_on,
        sha256=row.sha256,
        parts=tuple(_part(row.form, line) for line in content["lines"]),
    )


def _dues(lines: Sequence[dict[str, Any]]) -> Money:
    return Money(sum(line["amount"]["cents"] for line in lines if line["kind"] == "dues"))


def _part(form: str, line: dict[str, Any]) -> tuple[str, str, Money]:
    """Return the boxes under which a frozen gift counts, and its amount."""
    boxes = COMPANY_NATURE_BOXES if letter_of(form) == "E" else NATURE_BOXES
    kind, amount = line["kind"], Money(line["amount"]["cents"])
    method = "none" if kind in IN_KIND_KINDS else METHOD_BOXES.get(line["method"], "none")
    return boxes.get(kind, "other"), method, amount


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
    names = sorted({*numbers, *counters}) if not series else [series]
    return [
        series_of_numbers(
            name, numbers[name], cancelled=cancelled.get(name, 0), counter=counters.get(name, 0)
        )
        for name in names
    ]


def audit_heads(session: Session) -> list[tuple[str, int, str]]:
    """Return origin, number of links and head of each audit chain, by the origin's code."""
    query = select(Origin.code, Head.n, Head.hash).join(Origin, Origin.id == Head.origin_id)
    return [(code, n, head) for code, n, head in session.execute(query.order_by(Origin.code))]
