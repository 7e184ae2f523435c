"""A receipt cancelled, or replaced by another: the old one stays, and each names the other."""

from collections.abc import Collection

from donations_app.db.books import Books
from donations_app.domain.errors import (
    NothingToReplace,
)
from donations_app.domain.receipts import Plan
from donations_app.domain.typed import clean_reason
from donations_app.services.receipts.records import (
    Issued,
    cancel_in,
    replace_in,
)
from receipts.signature import Signer


def cancel_receipt(books: Books, number: str, *, reason: str) -> None:
    """Cancel a receipt: it and its number stay, its lines may be receipted again.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: no receipt bears the number.
        ReceiptAlreadyCancelled: it was cancelled before.
    """
    said = clean_reason(reason)
    with books.write() as write:
        cancel_in(write, number, reason=said, today=books.today)


def replace_receipt(
    books: Books,
    number: str,
    *,
    reason: str,
    signer: Signer | None = None,
    accept: Collection[str] = (),
) -> Issued:
    """Cancel a receipt and issue its replacement, signed where a signer is given; each names the other.

    The new one says what is true today: the donor's name and address, the lines still eligible.

    Args:
        books: where to save; their office issues, on their day.
        number: of the old one.
        reason: why it is cancelled.
        signer: signs the new one.
        accept: ``dated_back`` lets it be issued on a day before that of the last receipt.

    Raises:
        InputRefused: it would be issued on such a day; nothing is saved.
        ReasonMissing, NotFound, ReceiptAlreadyCancelled: as ``cancel_receipt``.
        NothingToReplace: no line may be receipted again; nothing is cancelled either.
        CharactersMissing, TextTooLong: the new one cannot be printed; nothing is cancelled.
    """
    today = books.today
    said = clean_reason(reason)
    with books.write() as write:
        old_id = cancel_in(write, number, reason=said, today=today)
        made = replace_in(write, number, old_id, today=today, signer=signer, accept=accept)
        if isinstance(made, Plan):
            raise NothingToReplace(number, sorted({line.reason for line in made.left_out}))
        return made
