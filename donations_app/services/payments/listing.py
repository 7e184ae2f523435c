"""Payments that a filter lets through, as a table for others."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from donations_app.code_words import METHODS, REVERSALS, kinds_word, together, word
from donations_app.db.books import Books
from donations_app.db.queries.payment_list import (
    PaymentRow,
    PaymentSums,
    payment_list,
    payment_rows,
)
from donations_app.domain.payment_filter import PaymentFilter, PaymentOrder
from donations_app.formats.writing import Cell, placed, write_table
from donations_app.i18n import _, without_marks

_AT_ONCE: Final = 2_000  # payments


def write_payments(
    books: Books,
    path: Path,
    *,
    form: str,
    only: PaymentFilter,
    order: PaymentOrder,
    force: bool = False,
) -> PaymentSums:
    """Write payments to a file in the order asked for, with words and, at the end, the codes behind them.

    Args:
        books: where to read, in one view.
        path: of the file.
        form: of ``TABLES``.
        only: which payments.
        order: of the rows.
        force: replace a table that stands there.

    Raises:
        NotFound: the filter names what is not there.
        FileExists, FileUnwritable: the file cannot be written there.
    """
    with books.read() as session:
        found = payment_list(session, only, order)
        with placed(path, force=force) as file:
            write_table(file, form, _("Payments"), headings(), _cells(session, found.keys))
    return found.sums


def headings() -> list[str]:
    """Return the headings of the table in the chosen language."""
    return [
        _("Reference"), _("Received on"), _("Credited on"), _("Donor"), _("Name"), _("Amount (€)"), _("Method"),
        _("Cheque number"), _("Kind"), _("Projects"), _("Receipt"), _("Office"), _("Batch"), _("Taken back"),
        _("Reference of what takes it back, or that it takes back"), "method", "kinds", "reversal",
    ]  # fmt: skip


def _cells(session: Session, keys: Sequence[int]) -> Iterator[Sequence[Cell]]:
    for start in range(0, len(keys), _AT_ONCE):
        for row in payment_rows(session, keys[start : start + _AT_ONCE]):
            if row:
                yield _row(row)


def _row(row: PaymentRow) -> Sequence[Cell]:
    words = (
        row.ref, row.received_on, row.credited_on, row.payer, row.name, row.amount, word(METHODS, row.method),
        row.cheque_number, kinds_word(row.kinds, row.dues_years), together(*row.projects), row.receipt, row.office,
        row.batch, word(REVERSALS, row.reversal), row.reversed_by or row.reverses, row.method,
        ", ".join(row.kinds), row.reversal,
    )  # fmt: skip
    return [without_marks(cell) if isinstance(cell, str) else cell for cell in words]
