"""Payments that a filter lets through, as a table for others."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.payment_list import (
    PaymentRow,
    PaymentSums,
    payment_columns,
    payment_list,
)
from donations_app.db.steps import in_steps
from donations_app.db.uncollected import uncollected
from donations_app.domain.payment_filter import PaymentFilter, PaymentOrder
from donations_app.formats.blocks import Column, Columns, in_words, unmarked
from donations_app.formats.writing import placed, write_table
from donations_app.i18n import _
from donations_app.words.codes import METHODS, REVERSALS, kinds_word, together, word

_AT_ONCE: Final = 2_000  # payments


@uncollected()
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
            write_table(file, form, _("Payments"), headings(), Columns(_cells(session, found.keys)))
    return found.sums


def headings() -> list[str]:
    """Return the headings of the table in the chosen language."""
    return [
        _("Reference"), _("Received on"), _("Credited on"), _("Donor"), _("Name"), _("Amount (€)"), _("Method"),
        _("Cheque number"), _("Kind"), _("Projects"), _("Receipt"), _("Office"), _("Batch"), _("Taken back"),
        _("Reference of what takes it back, or that it takes back"), "method", "kinds", "reversal",
    ]  # fmt: skip


def _cells(session: Session, keys: Sequence[int]) -> Iterator[list[Column]]:
    for some in in_steps(keys, _AT_ONCE):
        rows = dict(zip(PaymentRow._fields, payment_columns(session, some), strict=True))
        if rows["id"]:
            yield list(map(unmarked, _columns(rows)))


def _columns(rows: Mapping[str, Column]) -> list[Column]:
    kinds = list(zip(rows["kinds"], rows["dues_years"], strict=True))
    taken_back = zip(rows["reversed_by"], rows["reverses"], strict=True)
    return [
        rows["ref"], rows["received_on"], rows["credited_on"], rows["payer"], rows["name"], rows["amount"],
        in_words(rows["method"], lambda code: word(METHODS, code)), rows["cheque_number"],
        in_words(kinds, lambda of: kinds_word(*of)),
        in_words(rows["projects"], lambda codes: together(*codes)), rows["receipt"],
        rows["office"], rows["batch"], in_words(rows["reversal"], lambda code: word(REVERSALS, code)),
        [by or of for by, of in taken_back], rows["method"], in_words(rows["kinds"], ", ".join), rows["reversal"],
    ]  # fmt: skip
