"""Starts the window: opens the books, asks where they cannot be opened as they are, one program at a time."""

import logging
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication

from donations_app import i18n
from donations_app.db.address import is_url
from donations_app.db.books import Books, utc_now
from donations_app.db.open import open_books
from donations_app.domain.errors import KnownError, NotFound
from donations_app.domain.storage_errors import (
    BooksDamaged,
    BooksEarlier,
    BooksEmpty,
    BooksHeld,
    BooksMissing,
    LoginRefused,
)
from donations_app.i18n import _, led
from donations_app.machine import passwords, preferences
from donations_app.ui import errors, theme
from donations_app.ui.app import App, application, set_direction
from donations_app.ui.raising import is_raised
from donations_app.ui.stylesheet import dress


def start(location: str, *, language: str, today: date | None, office: str, read_only: bool = False) -> int:
    """Open the books and run the window until it is closed; return the exit status."""
    logging.basicConfig(level=logging.WARNING)
    i18n.set_language(language)
    qt = application()
    set_direction()
    theme.use(preferences.load().look, zoom=preferences.load().zoom)
    sys.excepthook = _tell_bug
    calendar = (lambda: today) if today else date.today
    try:
        books = _open_asking(passwords.filled(location), calendar, read_only=read_only)
    except BooksHeld:
        return 0  # its window is raised
    except (BooksDamaged, BooksEmpty) as error:
        if read_only or is_url(location):
            return _say_and_leave(error)
        from donations_app.ui.opening import ask_restore

        if (books := ask_restore(error, location, calendar)) is None:
            return 3
    except KnownError as error:
        return _say_and_leave(error)
    return 1 if books is None else _run(qt, books, office, today)


def _run(qt: QApplication, books: Books, office: str, today: date | None) -> int:
    """Run the window over open books until it is closed; return the exit status."""
    from donations_app.ui.opening import ask_office

    app: App | None = None
    try:
        if not office:
            ask_office(books)
        app = App(books, office=office, backs_up=True, day=today)
        app.show()
        app.listen()
        for doubt in books.doubts:
            errors.tell(doubt, app.window)
        app.hold_against_outside()
        return int(qt.exec())
    except NotFound as error:  # the office that was named
        _say_and_leave(error)
        return 1
    finally:
        if app:
            app.stop_listening()
            app.note_sight()
        (app.books if app else books).close()  # which may be others by now, read only


def _open_asking(location: str, today: Callable[[], date], *, read_only: bool) -> Books | None:
    """Open the books; where a server does not let the login in, ask for the password until it does."""
    from donations_app.ui.opening import ask_password

    while True:
        try:
            return _open(location, today, read_only=read_only)
        except LoginRefused as error:
            if not (location := ask_password(error, location)):
                return None


def _open(location: str, today: Callable[[], date], *, read_only: bool) -> Books | None:
    """Open the books; a first start asks what to make, held books may be read, an auditor only reads.

    Raises:
        BooksHeld: by a window of the same person, which was raised.
    """
    from donations_app.ui.opening import ask_first_start, ask_read_only, ask_upgrade

    if read_only:
        return open_books(location, clock=utc_now, today=today, read_only=True)
    try:
        return open_books(location, clock=utc_now, today=today, hold=True)
    except BooksMissing:
        return ask_first_start(location, today)
    except BooksEarlier as error:
        return ask_upgrade(error, location, today)
    except BooksHeld as error:
        if is_raised(Path(error.path)):
            raise
        if not ask_read_only(error):
            return None
        return open_books(location, clock=utc_now, today=today, read_only=True)


def _say_and_leave(error: KnownError) -> int:
    from PySide6.QtWidgets import QMessageBox

    from donations_app.words.sentences import sentence

    dress()
    QMessageBox.critical(None, "Tiwizi", led(sentence(error) or _("The books cannot be opened.")))
    return 3


def _tell_bug(_kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    errors.tell(error.with_traceback(trace))
