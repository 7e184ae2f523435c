"""Books that are behind: what this computer saw of them, and which numbers of receipts are known outside of them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from donations_app.domain.outside import Beyond, NumbersKnownOutside
from donations_app.i18n import _, led
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.words.anchors import beyond_sentence, older_sentence

if TYPE_CHECKING:
    from donations_app.machine.sightings import Older


class Found(Struct, frozen=True):
    """How far the books are behind."""

    older: "Older | None"
    beyond: tuple[Beyond, ...]


class Behind:
    """Looks when a window opens, and asks: nothing is issued before somebody says how."""

    def __init__(self, desk: Desk, window: Callable[[], QWidget | None]) -> None:
        self._desk, self._window = desk, window  # another language builds another window
        self.box: QMessageBox | None = None
        self.goes_on: QPushButton | None = None
        errors.ANSWERS[NumbersKnownOutside] = lambda _error, _parent: self.look()
        desk.changed.connect(self._remember)

    def look(self) -> None:
        """Hold the books against what is known outside of them, beside the work."""
        books, folder = self._desk.books, self._desk.keeping.folder

        def work(_report: Callable[[int, int], None]) -> Found:
            from donations_app.services.exchange.outside_numbers import known_outside
            from donations_app.services.exchange.sight import held_against_sight, note_sight, sight_of
            from donations_app.services.receipts.outside import numbers_beyond

            older, sight = held_against_sight(books), sight_of(books)
            folders = map(Path, sight.folders) if sight else ()
            known = known_outside(books, documents=folders, backups=None if books.is_server else folder)
            books.known_outside[:] = [*known, *(sight.highest() if sight else ())]
            if older is None:
                note_sight(books)
            with books.read() as session:
                return Found(older, numbers_beyond(session, books.known_outside))

        self._start(work, self._show)

    def _start(self, work: Callable[[Callable[[int, int], None]], Any], done: Callable[[Any], None]) -> None:
        def failed(error: BaseException) -> None:
            errors.tell(error, self._window())

        self._desk.jobs.start(work, of=self._desk, done=done, failed=failed, may_be_lost=True)

    def _show(self, found: Found) -> None:
        said = [older_sentence(found.older)] if found.older else []
        said += [beyond_sentence(found.beyond)] if found.beyond else []
        if not said:
            return
        box = self.box = QMessageBox(self._window())
        box.setWindowTitle("Tiwizi")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(led("\n\n".join(said)))
        on = _("Go on after these numbers") if found.beyond else _("Go on with these books")
        self.goes_on = box.addButton(on, QMessageBox.ButtonRole.AcceptRole)
        later = box.addButton(_("Not now"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(later)
        box.setEscapeButton(later)
        box.buttonClicked.connect(lambda pressed: self._go_on() if pressed is self.goes_on else None)
        if self._desk.books.read_only:
            self.goes_on.hide()
        box.open()

    def _go_on(self) -> None:
        books = self._desk.books

        def work(_report: Callable[[int, int], None]) -> None:
            from donations_app.services.exchange.sight import note_sight
            from donations_app.services.receipts.outside import note_lost

            note_lost(books, books.known_outside)
            note_sight(books)

        self._start(work, lambda _done: None)

    def _remember(self, nouns: frozenset[str]) -> None:
        """Remember the last numbers as soon as they are given out: a program may end without a word."""
        if "receipts" not in nouns or self._desk.jobs.is_ended:
            return
        books = self._desk.books

        def work(_report: Callable[[int, int], None]) -> None:
            from donations_app.services.exchange.sight import note_sight

            note_sight(books)

        self._start(work, lambda _done: None)
