"""An auditor's notes on receipts, in a file of his own; the books are only read."""

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Final

from donations_app.db.books import Books
from donations_app.db.queries.receipts import receipt
from donations_app.db.queries.trail import identity
from donations_app.domain.errors import InputRefused, Problem
from donations_app.formats.audit_notes import AuditNote, add_note, read_notes
from donations_app.formats.writing import placed, write_csv

_NOTE_HEADERS: Final = ("Numéro", "Le (UTC)", "Par", "Observation")


def notes_on(books: Books, place: Path) -> list[AuditNote]:
    """Return the notes of a file on these books, oldest first.

    Raises:
        FileRefused: the file is not one of notes, or cannot be read.
    """
    with books.read() as session:
        ours = identity(session)
    return [one for one in read_notes(place) if one.books == ours]


def keep_note(books: Books, place: Path, number: str, text: str) -> AuditNote:
    """Keep a note on a receipt in a file of the auditor's own; the books are only read.

    Raises:
        InputRefused: the note is empty.
        NotFound: no receipt bears the number.
        FileRefused, FileUnwritable: the note cannot be kept there.
    """
    if not text.strip():
        raise InputRefused([Problem("text", "missing")])
    with books.read() as session:
        note = AuditNote(
            identity(session), receipt(session, number).number, books.clock(), books.login, text.strip()
        )
    add_note(place, note)
    return note


def write_notes(notes: Sequence[AuditNote], out: Path, *, force: bool = False) -> None:
    """Write notes as a table: number, day and hour (UTC), who, note.

    Raises:
        FileExists, FileUnwritable: the file cannot be written there.
    """
    rows = ((one.number, f"{one.at.astimezone(UTC):%Y-%m-%d %H:%M}", one.by, one.text) for one in notes)
    with placed(out, force=force) as file:
        write_csv(file, _NOTE_HEADERS, rows)
