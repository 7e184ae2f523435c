"""Printing that the money of a payment was received, provisionally."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from donations_app.db.books import Books
from donations_app.domain.errors import KnownError
from donations_app.formats.writing import placed
from donations_app.i18n import _, isolated
from donations_app.services.payments.acknowledging import acknowledgement
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.places import ask_place


def ask_acknowledgement(desk: Desk, parent: QWidget, ref: str, said: Callable[[str], object]) -> None:
    """Ask where to save the acknowledgement of a payment, and save it there."""

    def save(path: Path) -> None:
        try:
            desk.do(_save, ref, path)
        except KnownError as error:
            errors.tell(error, parent)
            return
        said(_("Written: {path}").format(path=isolated(str(path))))

    name = _("acknowledgement")
    ask_place(parent, _("Provisional acknowledgement"), f"{name}-{ref}", ["pdf"], then=save)


def _save(books: Books, ref: str, path: Path) -> None:
    document = acknowledgement(books, ref)
    with placed(path, force=True) as file:
        file.write(document)
