"""Which receipts a filter of the register lets through, and what one can filter by."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.tables import Office, Payment, PaymentLine, ReceiptCancellation, ReceiptLine, TaxReceipt
from donations_app.domain.register import RegisterFilter


class RegisterChoices(Struct, frozen=True):
    """What stands on the receipts of a year, each in the order of its letters."""

    series: tuple[str, ...]
    forms: tuple[str, ...]
    offices: tuple[str, ...]  # codes of those that issued
    recording: tuple[str, ...]  # codes of those that recorded the gifts


def conditions(year: int | None, only: RegisterFilter) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on ``TaxReceipt`` of a year of gifts and a filter."""
    if year is not None:
        yield TaxReceipt.year == year
    if only.series:
        yield TaxReceipt.series == only.series
    if only.form:
        yield TaxReceipt.form == only.form
    if only.office:
        yield TaxReceipt.office_id.in_(select(Office.id).where(Office.code == only.office))
    if only.recorded_at:
        yield TaxReceipt.id.in_(_recording(ReceiptLine.receipt_id).where(Office.code == only.recorded_at))
    if only.status:
        gone, newer = aliased(ReceiptCancellation), aliased(TaxReceipt)  # the query around may join its own
        is_cancelled = select(gone.id).where(gone.receipt_id == TaxReceipt.id).exists()
        is_replaced = select(newer.id).where(newer.replaces_id == TaxReceipt.id).exists()
        yield ~is_cancelled if only.status == "issued" else is_cancelled
        if only.status != "issued":
            yield is_replaced if only.status == "replaced" else ~is_replaced


def register_choices(session: Session, year: int) -> RegisterChoices:
    """Return what one can filter the receipts on a year's gifts by."""
    query = select(TaxReceipt.series, TaxReceipt.form, Office.code).distinct()
    found = session.execute(
        query.join(Office, Office.id == TaxReceipt.office_id).where(TaxReceipt.year == year)
    )
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    series, forms, offices = (tuple(sorted(set(column))) for column in columns)
    of_year = select(TaxReceipt.id).where(TaxReceipt.year == year)
    recording = session.scalars(_recording(Office.code).where(ReceiptLine.receipt_id.in_(of_year)).distinct())
    return RegisterChoices(series, forms, offices, tuple(sorted(recording)))


def _recording(what: Any) -> Select[Any]:
    """Ask for something of the lines of receipts and the offices that recorded their payments."""
    return (
        select(what)
        .select_from(ReceiptLine)
        .join(PaymentLine, PaymentLine.id == ReceiptLine.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .join(Office, Office.id == Payment.office_id)
    )


def register_years(session: Session) -> list[int]:
    """Return the years on whose gifts receipts were issued, the last first."""
    return sorted(session.scalars(select(TaxReceipt.year).distinct()), reverse=True)
