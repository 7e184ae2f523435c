"""Books to issue from: held against the highest receipt numbers that are known outside of them."""

from pathlib import Path

from donations_app.commands.call import Call
from donations_app.db.books import Books
from donations_app.domain.outside import spans
from donations_app.i18n import _, isolated
from donations_app.machine import preferences
from donations_app.words.codes import listed

RESTORED = (
    "restored"  # what ``--accept`` takes: the books were restored, and numbering goes on after what is known
)


def books_to_issue(call: Call) -> Books:
    """Return the books for an act of an office, who then refuse a number that was given out already.

    Where ``--accept restored`` is given, such numbers are noted as those of lost documents instead.
    """
    from donations_app.services.exchange.outside_numbers import known_outside
    from donations_app.services.exchange.sight import sight_of
    from donations_app.services.receipts.outside import note_lost

    books, out = call.acting(), getattr(call.options, "out", None)
    sight = sight_of(books)
    folders = [*([out] if out else []), *(map(Path, sight.folders) if sight else ())]
    backups = None if books.is_server else preferences.backup_folder(preferences.load())
    books.known_outside[:] = [
        *known_outside(books, documents=folders, backups=backups),
        *(sight.highest() if sight else ()),
    ]
    if RESTORED in (getattr(call.options, "accept", None) or ()) and (
        noted := note_lost(books, books.known_outside)
    ):
        told = _("Noted as numbers of documents that these books lost: {numbers}.")
        call.doubts = [*call.doubts, told.format(numbers=isolated(listed(tuple(spans(noted)))))]
    return books
