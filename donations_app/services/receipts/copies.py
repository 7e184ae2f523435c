"""A receipt looked at before it is issued, read as it was issued, and made once more."""

import os
from typing import BinaryIO

from donations_app.db.books import Books
from donations_app.db.queries.receipt_documents import document
from donations_app.db.queries.receipts import receipt
from donations_app.db.records import Record
from donations_app.domain.receipts import PlannedReceipt
from donations_app.services.books.in_force import in_force
from donations_app.services.receipts.contents import SAMPLE, content_of, issuer_of
from donations_app.services.receipts.records import (
    printed_by,
)
from receipts.marks import mark_cancelled, mark_duplicate


def preview_receipt(books: Books, planned: PlannedReceipt) -> bytes:
    """Return what the receipt would look like; no number is taken.

    Raises:
        CharactersMissing, TextTooLong: it cannot be printed.
        Incomplete: nobody may sign on that day.
    """
    today = books.today
    with books.read() as session:
        issuer = issuer_of(in_force(session, today))
    content = content_of(planned, issuer, number=SAMPLE, replaces="", today=today)
    return printed_by(content, issuer, planned).content


def receipt_copy(books: Books, number: str) -> bytes:
    """Return the document as issued; a cancelled one bears its mark and names its replacement.

    Raises:
        NotFound: no receipt bears the number.
        BooksDamaged: the stored bytes are not those that were issued.
    """
    with books.read() as session:
        found = receipt(session, number)
        issued = document(session, number, place=books.name)
    if found.cancelled_on:
        return mark_cancelled(issued, on=found.cancelled_on, replaced_by=found.replaced_by)
    return issued


def duplicate_receipt(books: Books, number: str, *, into: BinaryIO | None = None) -> bytes:
    """Return the same document marked DUPLICATA, without a signature; that it was made is journalled.

    Args:
        books: where to read and to note.
        number: of the receipt.
        into: a file that keeps it, written whole before it is noted.

    Raises:
        NotFound: no receipt bears the number.
        OSError: the file does not take it; nothing is noted.
    """
    marked = mark_duplicate(receipt_copy(books, number))
    if into is not None:
        into.write(marked)
        into.flush()
        os.fsync(into.fileno())
    with books.write() as write:
        write.add(Record("receipt.duplicated", f"receipt:{number}", {}))
    return marked
