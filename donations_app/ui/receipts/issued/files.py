"""Documents saved as files: one where the user says, or many into a folder."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from donations_app.db.books import Books
from donations_app.domain.errors import KnownError
from donations_app.domain.numbers import file_name
from donations_app.domain.storage_errors import FileExists
from donations_app.formats.writing import placed
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.ui import errors
from donations_app.ui.widgets.places import ask_place


def ask_file(parent: QWidget, content: bytes, name: str, *, told: Callable[[str], None]) -> None:
    """Ask where to save a document, save it, and tell so."""

    def save(chosen: Path) -> None:
        try:
            with placed(chosen, force=True) as file:  # the dialog asked before replacing
                file.write(content)
        except KnownError as error:
            errors.tell(error, parent)
        else:
            told(_("Written: {path}").format(path=isolated(str(chosen))))

    ask_place(parent, _("Save as PDF"), name, ("pdf",), then=save)


def save_all(books: Books, numbers: Sequence[str], folder: Path, report: Callable[[int, int], None]) -> int:
    """Save documents in a folder, one file each, and return how many were written; one that stands there stays."""
    from donations_app.services.exchange.sight import remember_folder
    from donations_app.services.receipts.copies import receipt_copy

    written = 0
    for done, number in enumerate(numbers):
        report(done, len(numbers))
        try:
            with placed(folder / f"{file_name(number)}.pdf", force=False) as file:
                file.write(receipt_copy(books, number))
        except FileExists:
            continue
        written += 1
    remember_folder(books, folder)
    return written


def saved_sentence(written: int, wanted: int, folder: Path) -> str:
    """Return how many files were written, and how many stood there already."""
    said = ngettext("{count} file written in {folder}", "{count} files written in {folder}", written)
    said = said.format(count=count(written), folder=isolated(str(folder)))
    if stood := wanted - written:
        there = ngettext("{count} stood there already", "{count} stood there already", stood)
        said += "; " + there.format(count=count(stood))
    return said
