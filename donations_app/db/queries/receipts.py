"""Issued receipts, as one asks for them by their numbers."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.tables import (
    ReceiptCancellation,
    ReceiptCounter,
    TaxReceipt,
)
from donations_app.domain.errors import NotFound, reading
from donations_app.domain.money import Money
from donations_app.domain.receipt_content import ReceiptContent, from_json

_AT_ONCE: Final = 500  # numbers in one question


class ReceiptRow(Struct, frozen=True):
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


# asked for each counter: else SQLite reads every receipt of the year
_LAST_OF_SERIES: Final = (
    select(TaxReceipt.issued_on)
    .where(
        TaxReceipt.series == ReceiptCounter.series,
        TaxReceipt.n == ReceiptCounter.last,
        TaxReceipt.year == bindparam("year"),
    )
    .correlate(ReceiptCounter)
    .scalar_subquery()
)
_LAST_ISSUE_DAY: Final = select(func.max(_LAST_OF_SERIES)).select_from(ReceiptCounter)


def last_issue_day(session: Session, year: int) -> date | None:
    """Return the latest day on which the last receipt of a series of the year was issued, if there is one."""
    found: date | None = session.connection().scalar(_LAST_ISSUE_DAY, {"year": year})
    return found


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
