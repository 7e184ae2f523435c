"""Issued receipts: the register, its series, and the documents as they were issued."""

import json
from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Subquery, and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.documents import Documents
from donations_app.db.queries.register_filter import conditions
from donations_app.db.tables import (
    DocumentBase,
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
from donations_app.domain.errors import NotFound, reading
from donations_app.domain.french_time import day_in_france
from donations_app.domain.gifts import COMPANY_NATURE_BOXES, METHOD_BOXES, NATURE_BOXES
from donations_app.domain.money import Money
from donations_app.domain.numbers import letter_of
from donations_app.domain.payments import IN_KIND_KINDS
from donations_app.domain.receipt_content import Address, ReceiptContent, from_json
from donations_app.domain.register import RegisterFilter, RegisterLine, Series, Status, series_of_numbers

_FROZEN = (
    TaxReceipt.id, TaxReceipt.number, TaxReceipt.series, TaxReceipt.form, TaxReceipt.year, TaxReceipt.issued_on,
    TaxReceipt.issued_by, TaxReceipt.amount, TaxReceipt.content, TaxReceipt.accepted, TaxReceipt.sha256,
)  # fmt: skip


_AT_ONCE: Final = 500  # numbers in one question


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """An issued receipt, as one asks for it by its number."""

    id: int
    office_id: int
    number: str
    year: int
    form: str
    amount: Money
    issued_on: date
    content: ReceiptContent
    sha256: str
    cancelled_on: date | None
    reason: str
    replaced_by: str


_NEWER: Final = aliased(TaxReceipt)  # what stands in a receipt's place
_OLDER: Final = aliased(TaxReceipt)  # in whose place it stands
_RECEIPT: Final = (
    select(
        TaxReceipt.id, TaxReceipt.office_id, TaxReceipt.number, TaxReceipt.year, TaxReceipt.form,
        TaxReceipt.amount, TaxReceipt.issued_on, TaxReceipt.content, TaxReceipt.sha256,
        ReceiptCancellation.cancelled_on, ReceiptCancellation.reason, _NEWER.number.label("newer"),
    )
    .outerjoin(ReceiptCancellation, ReceiptCancellation.receipt_id == TaxReceipt.id)
    .outerjoin(_NEWER, _NEWER.replaces_id == TaxReceipt.id)
    .where(TaxReceipt.number == bindparam("number"))
)  # fmt: skip


def receipt(session: Session, number: str) -> ReceiptRow:
    """Return the receipt of that number.

    Raises:
        NotFound: no receipt bears it.
    """
    row = session.connection().execute(_RECEIPT, {"number": number}).first()
    if row is None:
        raise NotFound("receipt", number)
    return ReceiptRow(
        row.id,
        row.office_id,
        row.number,
        row.year,
        row.form,
        row.amount,
        row.issued_on,
        from_json(row.content),
        row.sha256,
        row.cancelled_on,
        row.reason or "",
        row.newer or "",
    )


def document(session: Session, number: str, *, place: str = "") -> bytes:
    """Return the very bytes that were issued.

    Args:
        session: an open view.
        number: of the receipt.
        place: of the books, named when the bytes are no longer those.

    Raises:
        NotFound: no receipt bears the number.
        BooksDamaged: the stored bytes are not those that were issued.
    """
    query = select(TaxReceipt.number, TaxReceipt.base_id, TaxReceipt.tail, TaxReceipt.sha256)
    row = session.execute(query.where(TaxReceipt.number == number)).first()
    if row is None:
        raise NotFound("receipt", number)
    return Documents(session, place).whole(row)


def number_of_document(session: Session, sha256: str) -> str | None:
    """Return the number of the receipt whose document has that digest; ``None`` when none has."""
    return session.scalar(select(TaxReceipt.number).where(TaxReceipt.sha256 == sha256))


def numbers_among(session: Session, words: Sequence[str]) -> list[str]:
    """Return the words that are numbers of receipts, in their order, but for those that another replaces."""
    query = select(TaxReceipt.number, _OLDER.number).outerjoin(_OLDER, _OLDER.id == TaxReceipt.replaces_id)
    found: dict[str, str | None] = {}
    for first in range(0, len(words), _AT_ONCE):
        some = words[first : first + _AT_ONCE]
        found |= {
            number: older for number, older in session.execute(query.where(TaxReceipt.number.in_(some)))
        }
    return [word for word in words if word in found and word not in found.values()]


def begins_as_ours(session: Session, content: bytes) -> bool:
    """Tell whether a file begins with the part that documents issued here share."""
    bases = session.scalars(select(DocumentBase.content).execution_options(yield_per=10))
    with closing(bases):
        return any(content.startswith(base) for base in bases)


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


def last_issue_day(session: Session, year: int) -> date | None:
    """Return the latest day on which the last receipt of a series of the year was issued, if there is one."""
    last = and_(ReceiptCounter.series == TaxReceipt.series, ReceiptCounter.last == TaxReceipt.n)
    query = select(func.max(TaxReceipt.issued_on)).join(ReceiptCounter, last).where(TaxReceipt.year == year)
    return session.scalar(query)


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
        address=", ".join(part for part in address if part),
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


def numbers_of(session: Session, year: int) -> list[str]:
    """Return the numbers of the receipts on a year's gifts, newest first."""
    return list(
        session.scalars(
            select(TaxReceipt.number)
            .where(TaxReceipt.year == year)
            .order_by(TaxReceipt.issued_at.desc(), TaxReceipt.id.desc())
        )
    )


def year_of(session: Session, number: str) -> int | None:
    """Return the year of the gifts on a receipt; ``None`` when no receipt bears the number."""
    return session.scalar(select(TaxReceipt.year).where(TaxReceipt.number == number))


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


@reading("content of a receipt")
def numbers_like(session: Session, typed: str, *, limit: int = 5) -> list[tuple[str, str]]:
    """Return numbers that begin with what is typed, or end with it, with the donors' names."""
    wanted = typed.strip().upper()
    if not any(character.isdigit() for character in wanted):
        return []
    begins = TaxReceipt.number.startswith(wanted, autoescape=True)
    matches = begins | TaxReceipt.number.endswith(wanted, autoescape=True)
    query = select(TaxReceipt.number, TaxReceipt.content).where(matches).order_by(TaxReceipt.id.desc())
    rows = session.execute(query.limit(limit))
    return [(number, json.loads(content)["donor"]["name"]) for number, content in rows]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """The document of a receipt, and what became of it."""

    number: str
    content: bytes  # as issued
    cancelled_on: date | None
    replaced_by: str


def documents(
    session: Session, year: int, *, cancelled_only: bool = False, place: str = ""
) -> Iterator[StoredDocument]:
    """Yield the documents of a year's gifts as they were issued, in the order of the register.

    Args:
        session: an open view; one document in memory at a time, and the constant parts that they share.
        year: of the gifts.
        cancelled_only: leave the live ones out.
        place: of the books, named when bytes are no longer those that were issued.

    Raises:
        BooksDamaged: the stored bytes of one are not those that were issued.
    """
    newer = aliased(TaxReceipt)
    query = (
        select(
            TaxReceipt.number,
            TaxReceipt.base_id,
            TaxReceipt.tail,
            TaxReceipt.sha256,
            ReceiptCancellation.cancelled_on,
            newer.number.label("newer"),
        )
        .outerjoin(ReceiptCancellation, ReceiptCancellation.receipt_id == TaxReceipt.id)
        .outerjoin(newer, newer.replaces_id == TaxReceipt.id)
        .where(TaxReceipt.year == year)
        .order_by(TaxReceipt.series, TaxReceipt.n)
    )
    if cancelled_only:
        query = query.where(ReceiptCancellation.id.is_not(None))
    kept = Documents(session, place)
    with closing(session.execute(query.execution_options(yield_per=200))) as rows:
        for row in rows:
            yield StoredDocument(row.number, kept.whole(row), row.cancelled_on, row.newer or "")
