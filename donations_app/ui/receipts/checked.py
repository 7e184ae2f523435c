"""A PDF that somebody shows, held against the books."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from donations_app.i18n import _
from donations_app.ui.checked import CheckedFile, Verdict
from donations_app.ui.desk import Desk
from donations_app.words.checks import VERDICTS, verdict_lines


def checked_document(desk: Desk, path: Path, parent: QWidget) -> CheckedFile:
    """Return the dialog that says what becomes of a receipt."""
    books = desk.books

    def check() -> Verdict:
        from donations_app.formats.files import bytes_of
        from donations_app.services.receipts.checking import LARGEST, check_document

        found = check_document(books, bytes_of(path, largest=LARGEST))
        said, *more = verdict_lines(found)
        return Verdict(VERDICTS[found.verdict][1], said, more)

    return CheckedFile(desk, path, parent, title=_("Check of a receipt"), check=check)
