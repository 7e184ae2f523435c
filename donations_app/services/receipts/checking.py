"""A PDF that somebody shows, held against the documents that were issued."""

import hashlib
from collections.abc import Iterator
from typing import Final

from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.receipts import (
    ReceiptRow,
    begins_as_ours,
    document,
    number_of_document,
    numbers_among,
    receipt,
)
from donations_app.domain.checking import Checked, Copy, verdict_of
from receipts.marks import mark_cancelled, mark_duplicate
from receipts.reading import NoDocument, unsaid, words_of
from receipts.updates import is_signed

LARGEST: Final = 20 * 2**20  # bytes of a file that is looked at
_PAGES: Final = 3  # that are read; a receipt has one
_WORDS: Final = 5_000  # that are looked up


def check_document(books: Books, content: bytes) -> Checked:
    """Return what a file is: the proof is that its bytes are those that were issued, or marked here.

    Nothing else of the file is trusted: what it says of itself only tells with which receipt to compare it.

    Args:
        books: where to look; only read.
        content: of the file.

    Raises:
        BooksDamaged: the document kept in the books is no longer the one that was issued.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    with books.read() as session:
        if number := number_of_document(session, sha256):
            issued = document(session, number, place=books.name)
            return _ours(sha256, receipt(session, number), "original", issued)
        try:
            words = words_of(content, pages=_PAGES)[:_WORDS]
        except NoDocument:
            words = []
        named = numbers_among(session, words)
        for number in named:
            row, issued = receipt(session, number), document(session, number, place=books.name)
            for copy, made in _copies(row, issued):
                if made == content:
                    return _ours(sha256, row, copy, issued)
        if named:
            return _changed(session, named[0], sha256, content, place=books.name)
        return Checked("changed" if begins_as_ours(session, content) else "foreign", sha256)


def _copies(row: ReceiptRow, issued: bytes) -> Iterator[tuple[Copy, bytes]]:
    """Yield what can have been printed of a receipt beside its document; marks are the same at each run."""
    yield "duplicate", mark_duplicate(issued)
    if row.cancelled_on:
        cancelled = mark_cancelled(issued, on=row.cancelled_on, replaced_by=row.replaced_by)
        yield "cancelled", cancelled
        yield "duplicate", mark_duplicate(cancelled)


def _ours(sha256: str, row: ReceiptRow, copy: Copy, issued: bytes) -> Checked:
    verdict = verdict_of(copy, cancelled=row.cancelled_on is not None, replaced=bool(row.replaced_by))
    return Checked(
        verdict,
        sha256,
        copy,
        row.number,
        row.content.donor.name,
        row.amount,
        row.issued_on,
        is_signed(issued),
        row.cancelled_on,
        row.reason,
        row.replaced_by,
    )


def _changed(session: Session, number: str, sha256: str, content: bytes, *, place: str) -> Checked:
    row = receipt(session, number)
    return Checked(
        "changed",
        sha256,
        "",
        row.number,
        row.content.donor.name,
        row.amount,
        row.issued_on,
        is_signed(document(session, number, place=place)),
        row.cancelled_on,
        row.reason,
        row.replaced_by,
        tuple(unsaid(content, row.content, pages=_PAGES)),
    )
