"""A PDF that somebody shows, held against the documents that were issued."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from donations_app.apart import apart
from donations_app.db.books import Books
from donations_app.db.queries.receipt_documents import begins_as_ours, document, number_of_document
from donations_app.db.queries.receipts import ReceiptRow, numbers_among, receipt
from donations_app.domain.checking import Checked, Copy, verdict_of
from donations_app.domain.storage_errors import FileRefused
from receipts.marks import mark_cancelled, mark_duplicate
from receipts.reading import unsaid_in, words_in
from receipts.shown import beginning_of
from receipts.updates import is_signed

LARGEST: Final = 20 * 2**20  # bytes of a file that is looked at
_PAGES: Final = 3  # that are read; a receipt has one
_LONGEST: Final = 200_000  # letters of a page
_FEW: Final = 50  # numbers of which it is asked what they replace
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
    text = _text_of(content)
    with books.read() as session:
        named = numbers_among(session, words_in(text)[:_WORDS])
        for number in named:
            row, issued = receipt(session, number), document(session, number, place=books.name)
            for copy, made in _copies(row, issued):
                if made == content:
                    return _ours(sha256, row, copy, issued)
        if len(alone := _alone(session, named)) > 1:
            return Checked("foreign", sha256, several=tuple(alone))
        if named:
            return _changed(session, named[0], sha256, text, place=books.name)
        return Checked("changed" if begins_as_ours(session, content) else "foreign", sha256)


def _alone(session: Session, named: Sequence[str]) -> list[str]:
    """Return the numbers that a file names for themselves: a replacement also names what it replaces."""
    replaced = {receipt(session, number).content.replaces for number in named[:_FEW]}
    return [number for number in named if number not in replaced]


def _text_of(content: bytes) -> str:
    """Return the text of the first pages, as far as they can be read: nothing of what is no document."""
    read: list[str] = []
    with suppress(FileRefused):
        read.extend(apart(Path(), beginning_of, content, _PAGES, _LONGEST))
    return "\n".join(read)


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


def _changed(session: Session, number: str, sha256: str, text: str, *, place: str) -> Checked:
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
        missing=tuple(unsaid_in(text, row.content)),
    )
