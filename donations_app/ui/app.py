"""One window over the books: its letters, look and language, the office and the role in which one works."""

import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from shiboken6 import delete, isValid

from donations_app import i18n
from donations_app.db.books import Books, utc_now
from donations_app.db.open import open_books
from donations_app.db.queries import settings as facts
from donations_app.db.queries.settings import OfficeRow
from donations_app.db.queries.trail import identity
from donations_app.domain.authors import Author
from donations_app.domain.errors import KnownError, NotFound
from donations_app.i18n import _, isolated
from donations_app.machine import preferences
from donations_app.services.books.rotation import late_after
from donations_app.ui import errors, theme
from donations_app.ui.backing import Backing
from donations_app.ui.behind import Behind
from donations_app.ui.desk import Desk
from donations_app.ui.kept import place_of
from donations_app.ui.main_window import MainWindow
from donations_app.ui.others import Others
from donations_app.ui.pages import Pages
from donations_app.ui.preparing import Preparing
from donations_app.ui.raising import Listener
from donations_app.ui.shell.placing import place
from donations_app.ui.shell.sidebar import Identity
from donations_app.ui.stylesheet import dress, is_dressed
from resources import path

_PATIENCE: Final = 5.0  # seconds


class App:
    """One window over one desk; language and look change by building the window anew.

    Args:
        books: opened.
        office: that records here.
        backs_up: keep a backup when the window closes, as the preferences of this machine say.
        day: taken for today instead of that of the clock, which the window says as long as it stands.

    Raises:
        NotFound: the books know no such office.
    """

    def __init__(
        self, books: Books, *, office: str = "", backs_up: bool = False, day: date | None = None
    ) -> None:
        self._backs_up = backs_up and not (books.read_only or books.is_server)
        self.preferences = preferences.load()
        with books.read() as session:
            self._offices = facts.offices(session)
            organisation = facts.organisation(session, books.today)
            self._line_of = identity(session)
            self._late = late_after(session, books.today)
        self._books_id = "" if books.is_server else self._line_of
        self._is_told = bool(office)  # at the start, for this time
        # on a server an office has its clerks; who answers for all says where he is
        own = books.author.office if books.role == "clerk" else ""
        row = self._office(office or own or self.preferences.office)
        if office and row.code != office.upper():
            raise NotFound("office", office)
        self._use(_in_role(books.acting(office=row.code), self.preferences.role))
        login = self.desk.author.login
        self._identity = Identity(
            organisation.name, row.name, login, books.name, books.read_only, day, books.field_book
        )
        self.window: MainWindow | None = None
        self._behind: Behind | None = None
        self._listener: Listener | None = None

    def _office(self, code: str) -> OfficeRow:
        """Return the office of a code, else the head office."""
        return next((row for row in self._offices if row.code == code.upper()), self._offices[0])

    def _use(self, books: Books) -> None:
        """Lay books on a new desk."""
        self.books, self.desk = books, Desk(books)
        desk = self.desk
        for changed in (desk.changed, desk.changed_elsewhere):
            changed.connect(self._read_settings)
        desk.signing.path = self.preferences.certificate
        desk.signing.changed.connect(self._remember_certificate)
        desk.keeping.use(self._books_id, self.preferences, self._late)
        desk.keeping.changed.connect(self._remember_backups)
        desk.machine.use(self._line_of, self.preferences)
        desk.machine.begun.connect(self._remember_begun)
        desk.machine.office_chosen.connect(self._ask_office)
        desk.machine.role_chosen.connect(self._ask_role)
        desk.machine.books_chosen.connect(self._remember_books)
        desk.machine.auditor_told.connect(self._remember_auditor)
        if not books.read_only:
            desk.kept.use(place_of(self._line_of, desk.author.office))

    def listen(self) -> None:
        """Raise the window at a second start, as long as these books are held."""
        if not (self.books.read_only or self.books.is_server):
            self._listener = Listener(Path(self.books.location), lambda: self.window)

    def stop_listening(self) -> None:
        """Raise no window any more: the books are let go."""
        if self._listener is not None:
            self._listener.stop()

    def hold_against_outside(self) -> None:
        """Ask, beside the work, whether these books are behind what is known outside of them."""
        if self.window is not None:
            self._behind = Behind(self.desk, lambda: self.window)
            self._behind.look()

    def note_sight(self) -> None:
        """Remember how far the books are, once the window is closed; a server that does not answer is let be."""
        thread = Thread(target=_note_sight, args=(self.books,), daemon=True)
        thread.start()
        thread.join(_PATIENCE)

    def _read_settings(self, nouns: frozenset[str]) -> None:
        """Show what the settings now say: the name of the association, and when a backup is too old."""
        if "settings" not in nouns or self.window is None:
            return
        today = self.desk.today()
        name, self._late = self.desk.read(
            lambda session: (facts.organisation(session, today).name, late_after(session, today))
        )
        self.desk.keeping.warn_after(self._late)
        self._identity = replace(self._identity, organisation=name)
        self.window.show_organisation(name)

    def show(self) -> MainWindow:
        """Build the window in the chosen language and look, and show it."""
        old = self.window
        set_direction()
        theme.use(self.preferences.look, zoom=self.preferences.zoom)
        self.window = self._build()
        if old is None:  # Qt would open at two thirds of the screen
            place(self.window, self.preferences.window, maximised=self.preferences.maximised)
            self.window.show_code(self.preferences.page)
        else:
            if [one.code for one in old.pages] == [one.code for one in self.window.pages]:
                self.window.take(old.give())
            self.window.setGeometry(old.normalGeometry() if old.isMaximized() else old.geometry())
            self.window.setWindowState(old.windowState())
            if not is_dressed():
                delete(old)  # or another look would be put on all of it first
            else:
                old.deleteLater()
        dress()
        self.window.show()
        if old is not None and isValid(old):
            old.hide()
        if old is None:
            self._pages.find_again()
        Preparing(self.window, self.desk.jobs, self._pages.lists)
        Others(self.window, self.desk)
        return self.window

    def open_as_auditor(self) -> None:
        """Reopen the books for reading only; no window of this program writes them any more."""
        try:
            books = self.desk.do(_for_auditor, self.desk.author)
        except KnownError as error:
            errors.tell(error, self.window)
            return
        self.desk.end()
        self.stop_listening()
        self.books.close()
        self._use(books)
        self._backs_up = False
        self._identity = replace(self._identity, read_only=True)
        self.show().show_code("audit")

    def _ask_office(self, code: str) -> None:
        """Work at another office from here on, after asking where something is not saved."""
        if self._is_told or self.books.read_only or self.desk.jobs.must_be_heard or self.window is None:
            self._remember_office(code)
            if self.window is not None:
                self.window.say(_("Kept: it holds from the next start on."))
        else:
            self.window.ask_first(lambda: self.desk.jobs.soon(lambda: self._work_at(code)))

    def _remember_office(self, code: str) -> None:
        self.preferences = replace(self.preferences, office=code)
        self.desk.machine.office = code
        preferences.save(self.preferences)

    def _ask_role(self, role: str) -> None:
        """Do another work at this computer from here on; the office stays."""
        self.preferences = replace(self.preferences, role=role)
        self._ask_office(self.desk.author.office)

    def _work_at(self, code: str) -> None:
        self._remember_office(code)
        self._offices = self.desk.read(facts.offices)
        row = self._office(code)
        books = _in_role(self.desk.do(_for_office, row.code), self.preferences.role)
        self.desk.end()
        self._use(books)
        self._identity = replace(self._identity, office=row.name)
        self.show().say(_("You work at the office of {office}.").format(office=isolated(row.name)))

    def _remember_books(self, address: str) -> None:
        self.preferences = replace(self.preferences, books=address)
        preferences.save(self.preferences)

    def _remember_auditor(self, address: str) -> None:
        self.preferences = replace(self.preferences, auditor=address)
        preferences.save(self.preferences)

    def _remember_begun(self) -> None:
        self.preferences = replace(self.preferences, begun=(*self.preferences.begun, self._line_of))
        preferences.save(self.preferences)

    def _build(self) -> MainWindow:
        self._pages = Pages(self.desk, self._identity)
        window = self._pages.window
        window.auditor_wanted.connect(lambda: self.desk.jobs.soon(self.open_as_auditor))
        window.language_chosen.connect(self._speak)
        window.look_chosen.connect(lambda look: self._prefer(replace(self.preferences, look=look)))
        window.zoom_chosen.connect(lambda zoom: self._prefer(replace(self.preferences, zoom=zoom)))
        window.closing.connect(lambda: self._remember_place(window))
        window.closing.connect(self.desk.jobs.stop)
        window.closing.connect(self.desk.kept.stop)
        if self._backs_up:
            Backing(self.desk).arm(window)
        return window

    def _remember_backups(self) -> None:
        """Keep where backups are kept and when they are made; a folder that is not chosen stays the usual one."""
        keeping = self.desk.keeping
        usual = keeping.folder == preferences.default_backups()
        chosen = replace(
            self.preferences,
            backup_folder="" if usual else str(keeping.folder),
            backup_closing=keeping.closing,
            backup_opening=keeping.opening,
            backup_sending=keeping.sending,
        )
        if chosen != self.preferences:
            self.preferences = chosen
            preferences.save(chosen)

    def _remember_place(self, window: MainWindow) -> None:
        """Keep where the window stood and which page it was left on."""
        stood = window.normalGeometry() if window.isMaximized() else window.geometry()
        place = (stood.x(), stood.y(), stood.width(), stood.height())
        kept = preferences.load()  # what another window chose meanwhile stays
        preferences.save(replace(kept, window=place, maximised=window.isMaximized(), page=window.code))

    def _remember_certificate(self) -> None:
        """Keep where the certificate lies; a path that no file of settings can hold is asked for again."""
        path = self.desk.signing.path
        if path.isprintable() and path != self.preferences.certificate:
            self.preferences = replace(self.preferences, certificate=path)
            preferences.save(self.preferences)

    def _speak(self, language: str) -> None:
        self.desk.jobs.call(lambda: i18n.read_catalogue(language))
        i18n.set_language(language)
        self._prefer(replace(self.preferences, language=language))

    def _prefer(self, chosen: preferences.Preferences) -> None:
        self.preferences = chosen
        preferences.save(chosen)
        self.desk.jobs.soon(self.show)


def _note_sight(books: Books) -> None:
    from donations_app.services.exchange.sight import held_against_sight, note_sight

    with suppress(KnownError):
        if held_against_sight(books) is None:  # else nobody said yet that he goes on with these
            note_sight(books)


def _for_auditor(books: Books, author: Author) -> Books:
    return open_books(books.location, clock=utc_now, author=author, today=books.calendar, read_only=True)


def _in_role(books: Books, role: str) -> Books:
    """Return books in the hands of somebody who does what he says at this computer; a server knows better."""
    if not books.is_server:
        books.hand_to(replace(books.author, role="clerk" if role == "clerk" else "treasurer"))
    return books


def _for_office(books: Books, code: str) -> Books:
    return books.acting(office=code)


def set_direction() -> None:
    """Let the window begin at the side at which its language does, and Qt speak that language too."""
    right = Qt.LayoutDirection.RightToLeft if i18n.is_right_to_left() else Qt.LayoutDirection.LeftToRight
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setLayoutDirection(right)
        _translate_qt(application)


_translators: list[QTranslator] = []


def _translate_qt(application: QApplication) -> None:
    """Give Qt's own buttons the chosen language; amounts and days stay French (``i18n``)."""
    for old in _translators:
        application.removeTranslator(old)
    _translators.clear()
    made = QTranslator()
    if made.load(f"qtbase_{i18n.language()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(made)
        _translators.append(made)
    QLocale.setDefault(QLocale(QLocale.Language.French))


def application() -> QApplication:
    """Return the application with our letters loaded."""
    made = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(made, QApplication):
        raise TypeError("another kind of Qt application runs already")
    made.setApplicationName("Tiwizi")
    made.setDesktopFileName("tiwizi")
    made.setWindowIcon(QIcon(str(path("tiwizi.svg"))))
    theme.load_fonts()
    return made
