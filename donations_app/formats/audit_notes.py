"""The auditor's own notes: one JSON file of his, never a part of the books."""

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from donations_app.domain.storage_errors import FileRefused, FileUnwritable
from donations_app.domain.structs import asdict
from donations_app.formats.files import bytes_of
from donations_app.formats.writing import placed
from donations_app.machine.private import make_private_folder

_LARGEST: Final = 5 * 1024 * 1024  # bytes; what JSON makes of them is twenty times as much at worst


class AuditNote(Struct, frozen=True):
    """What an auditor wrote about one receipt of some books."""

    books: str  # what tells them from others (``db.queries.trail.identity``)
    number: str
    at: datetime
    by: str
    text: str


def read_notes(path: Path) -> list[AuditNote]:
    """Return every note of the file, in the order in which they were written; no file is no notes.

    Raises:
        FileRefused: the file is not one of notes, or cannot be read.
    """
    if not path.exists():
        return []
    content = bytes_of(path, largest=_LARGEST)
    try:
        raw = json.loads(content.decode())
        return [AuditNote(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in raw["notes"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FileRefused(str(path), "notes_broken") from error


def add_note(path: Path, note: AuditNote) -> None:
    """Add a note; the file is replaced when the new one is whole.

    Raises:
        FileRefused: a file stands there that is not one of notes; it is left as it is.
        FileUnwritable: the file cannot be written there.
    """
    notes = [*read_notes(path), note]
    plain = [{**asdict(one), "at": one.at.isoformat(timespec="seconds")} for one in notes]
    try:
        make_private_folder(path.parent)
    except OSError as error:
        raise FileUnwritable(str(path), str(error.strerror)) from error
    with placed(path, force=True, kind="json") as file:
        file.write(json.dumps({"notes": plain}, ensure_ascii=False, indent=1).encode() + b"\n")
