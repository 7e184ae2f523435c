"""What the user reads where books that were written apart do not come together, or have no room for something."""

from typing import Final

from donations_app.domain import errors, field_books, imports
from donations_app.i18n import N_

OF_FIELD_BOOKS: Final[dict[type[BaseException], str]] = {
    field_books.TransferRefused: N_("{path} does not come home: {reason} Nothing was written."),
    field_books.NotOpenedHere: N_(
        "The field book {code} was not opened in these books. Nothing was written: bring it to the books that opened it. If these were restored from a backup made before that, open the field book and record its payments here anew."
    ),
    field_books.StillAsked: N_(
        "Decisions are missing: {names}. Nothing was written: answer each by --answer NAME=CHOICE."
    ),
    field_books.CannotStay: N_(
        "The payment {payment} cannot stay in the field book: it stands on {other}, which comes home. Nothing was written."
    ),
    field_books.DecidedTwice: N_(
        "The books and the field book both moved the money of {payment} or took it back, and what the field book recorded in its place stands on its slip {other}. Nothing was written: undo here what was decided of {payment}, or take it back here with what stands in its place, then bring the field book again."
    ),
    field_books.MadeApart: N_(
        "These books of {organisation} were made apart from yours. Nothing was written: if an office of yours worked in them alone, join them (--join); your settings hold then."
    ),
    field_books.CodeGivenTwice: N_(
        "Both books gave references under {code}, such as V-{code}-000001: joined, one of them would name another payment. Nothing was written. Import people and payments from there without these references, or record them here anew."
    ),
    field_books.ServerNotCopied: N_(
        "Books on a server are not copied whole into a file. Nothing was saved: open a field book without --whole."
    ),
    field_books.NoFieldBook: N_(
        "These books are no field book, and have nowhere to send home to. Nothing was written: open the field book, then send from there."
    ),
    errors.NotACopy: N_("These are not a copy of your books: they began otherwise. Nothing was brought."),
    errors.BroughtAltered: N_(
        "{record} of the books to bring home is not as it was sealed there. Nothing was brought: ask for the file again."
    ),
    errors.OriginForked: N_(
        "Both books wrote {origin} after number {n}: one of them is an older copy put to use again. Nothing was brought."
    ),
    errors.BothChanged: N_(
        "Both books changed {record}: {fields}. Nothing was brought: decide which one holds, write it in one of them, then bring again."
    ),
    errors.NotInFieldBook: N_(
        "These books are a field book, which records people, payments and deposit slips. What was asked belongs to the books at home ({table}). Nothing was saved: bring the field book home, then do it there."
    ),
    imports.GivenToTakenBack: N_(
        "One of the two books took people or projects back with their import, the other wrote money on them: {what}. Nothing was brought: in the books that wrote it, put the payment right to whom it belongs, or reverse it; then bring again."
    ),
}
