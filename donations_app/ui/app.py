"""Starts the window: letters, look, language, the books, one program at a time."""

import getpass
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from donations_app import i18n, preferences
from donations_app.db.engine import Books, open_books, utc_now
from donations_app.db.queries import settings as facts
from donations_app.db.queries.parties import PartyRow, find_parties
from donations_app.domain.errors import KnownError
from donations_app.domain.storage_errors import BooksHeld, BooksMissing
from donations_app.i18n import _, isolated
from donations_app.ui import errors, theme
from donations_app.ui.audit.screen import AuditScreen
from donations_app.ui.dashboard.screen import DashboardScreen
from donations_app.ui.desk import Desk
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.expenses.screen import ExpensesScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.receipts.screen import ReceiptsScreen
from donations_app.ui.registers.screen import RegistersScreen
from donations_app.ui.screen import Screen
from donations_app.ui.settings.screen import SettingsScreen
from donations_app.ui.shell.sidebar import Identity
from donations_app.ui.widgets.picker import Choice


class App:
    """One window over one desk; language and look change by building the window anew."""

    def __init__(self, books: Books, *, today: Callable[[], date], office: str = "", user: str = "") -> None:
        self.preferences = preferences.load()
        self.books = books
        with books.read() as session:
            self._offices = facts.offices(session)
            organisation = facts.organisation(session, today())
        code = (office or self.preferences.office).upper()
        row = next((row for row in self._offices if row.code == code), self._offices[0])
        self.desk = Desk(books, office=row.code, user=user or getpass.getuser(), today=today)
        self._identity = Identity(organisation.name, row.name, self.desk.user, books.name, books.read_only)
        self.window: MainWindow | None = None
        self.desk.changed.connect(self._read_name)
        self.desk.signing.path = self.preferences.certificate
        self.desk.signing.changed.connect(self._remember_certificate)

    def _read_name(self, nouns: frozenset[str]) -> None:
        """Show the name of the association as the settings now say it."""
        if "settings" not in nouns or self.window is None:
            return
        name = self.desk.read(facts.organisation, self.desk.today()).name
        self._identity = replace(self._identity, organisation=name)
        self.window.show_organisation(name)

    def show(self) -> MainWindow:
        """Build the window in the chosen language and look, and show it."""
        old = self.window
        _set_direction()
        theme.use(self.preferences.look, zoom=self.preferences.zoom)
        self.window = self._build()
        theme.dress()
        if old is None:  # Qt would open at two thirds of the screen
            self.window.resize(self.window.sizeHint().boundedTo(self.window.screen().availableSize()))
        else:
            if old.identity.read_only == self._identity.read_only:  # the same pages
                self.window.take(old.give())
            self.window.setGeometry(old.normalGeometry() if old.isMaximized() else old.geometry())
            self.window.setWindowState(old.windowState())
            old.deleteLater()
            old.hide()
        self.window.show()
        return self.window

    def open_as_auditor(self) -> None:
        """Reopen the books for reading only; no window of this program writes them any more."""
        try:
            books = open_books(self.books.location, clock=utc_now, read_only=True)
        except KnownError as error:
            errors.tell(error, self.window)
            return
        self.desk.jobs.stop()
        self.books.close()
        self.books = books
        self.desk = Desk(books, office=self.desk.office, user=self.desk.user, today=self.desk.today)
        self._identity = replace(self._identity, read_only=True)
        window = self.show()
        window.show_screen(next(one for one in window.screens if isinstance(one, AuditScreen)))

    def _build(self) -> MainWindow:
        dashboard, entry, receipts = (
            DashboardScreen(self.desk),
            EntryScreen(self.desk),
            ReceiptsScreen(self.desk),
        )
        expenses, registers, settings = (
            ExpensesScreen(self.desk),
            RegistersScreen(self.desk),
            SettingsScreen(self.desk),
        )
        screens: list[Screen] = [dashboard, entry, receipts, expenses, registers, settings]
        if self.books.read_only:
            screens.insert(len(screens) - 1, AuditScreen(self.desk))

        def find(typed: str) -> Sequence[Choice]:
            return self._found(typed, window, screens, entry, receipts)

        window = MainWindow(self.desk, self._identity, screens, find)
        dashboard.new_gift.connect(lambda: window.show_screen(entry))
        dashboard.to_receipts.connect(lambda: window.show_screen(receipts))
        dashboard.to_left_out.connect(lambda reason: _show_left_out(window, receipts, reason))
        dashboard.to_donor.connect(lambda ref: _begin_line(window, entry, ref))
        dashboard.to_right.connect(lambda: self._find_wrong(window))
        dashboard.counted.connect(window.set_badges)
        self.desk.changed.connect(dashboard.count_again)
        entry.said.connect(window.say)
        receipts.said.connect(window.say)
        expenses.said.connect(window.say)
        registers.said.connect(window.say)
        registers.to_receipt.connect(lambda number: _show_receipt(window, receipts, number))
        settings.said.connect(window.say)
        for screen in screens:
            if isinstance(screen, AuditScreen):
                screen.said.connect(window.say)
        window.auditor_wanted.connect(lambda: QTimer.singleShot(0, self.open_as_auditor))
        self.desk.setting_wanted.connect(lambda wanted: _show_setting(window, settings, wanted))
        window.language_chosen.connect(self._speak)
        window.look_chosen.connect(lambda look: self._prefer(replace(self.preferences, look=look)))
        window.zoom_chosen.connect(lambda zoom: self._prefer(replace(self.preferences, zoom=zoom)))
        window.closing.connect(self.desk.jobs.stop)
        return window

    def _found(
        self,
        typed: str,
        window: MainWindow,
        screens: Sequence[Screen],
        entry: EntryScreen,
        receipts: ReceiptsScreen,
    ) -> list[Choice]:
        """Return people, then receipts, then pages."""
        people = self.desk.read(find_parties, typed, limit=6)
        found = [
            Choice(lambda ref=row.ref: _begin_line(window, entry, ref), row.name, row.place) for row in people
        ]
        numbers = self.desk.read(_receipt_numbers, typed)
        found += [
            Choice(lambda number=number: _show_receipt(window, receipts, number), number, name)
            for number, name in numbers
        ]
        if not self.books.read_only:
            found += self._wrong_found(window, typed, [number for number, _name in numbers])
            found += self._erasures(window, people)
        words = typed.casefold()
        found += [
            Choice(lambda screen=screen: window.show_screen(screen), screen.title)
            for screen in screens
            if words in screen.title.casefold()
        ]
        return found

    def _wrong_found(self, window: MainWindow, typed: str, numbers: Sequence[str]) -> list[Choice]:
        """Return what leads to putting right: the only receipt found, and payments by their references."""
        from donations_app.ui.receipts.finding import Wrong, open_put_right, payment_choices

        wrong = [Choice(Wrong(number), number) for number in numbers if len(numbers) == 1]
        return [
            Choice(
                lambda value=one.value: open_put_right(self.desk, window, value, window.say),
                _("Put right: {ref}").format(ref=isolated(one.name)),
                one.detail,
            )
            for one in (*wrong, *payment_choices(self.desk, typed))
        ]

    def _erasures(self, window: MainWindow, people: Sequence[PartyRow]) -> list[Choice]:
        """Return what leads to a request of erasure: of the only person found."""
        from donations_app.ui.people.erasing import open_erasure

        return [
            Choice(
                lambda ref=row.ref: open_erasure(self.desk, window, ref, window.say),
                _("Request of erasure: {name}").format(name=row.name),
                isolated(row.ref),
            )
            for row in people
            if len(people) == 1
        ]

    def _find_wrong(self, window: MainWindow) -> None:
        from donations_app.ui.receipts.finding import FindPayment, open_put_right

        dialog = FindPayment(self.desk, window)
        dialog.found.connect(lambda wrong: open_put_right(self.desk, window, wrong, window.say))
        dialog.open()

    def _remember_certificate(self) -> None:
        """Keep where the certificate lies; a path that no file of settings can hold is asked for again."""
        path = self.desk.signing.path
        if path.isprintable() and path != self.preferences.certificate:
            self.preferences = replace(self.preferences, certificate=path)
            preferences.save(self.preferences)

    def _speak(self, language: str) -> None:
        i18n.set_language(language)
        self._prefer(replace(self.preferences, language=language))

    def _prefer(self, chosen: preferences.Preferences) -> None:
        self.preferences = chosen
        preferences.save(chosen)
        QTimer.singleShot(0, self.show)


def _begin_line(window: MainWindow, entry: EntryScreen, ref: str) -> None:
    window.show_screen(entry)
    entry.start_with(ref)


def _show_left_out(window: MainWindow, receipts: ReceiptsScreen, reason: str) -> None:
    window.show_screen(receipts)
    receipts.show_left_out(reason)


def _show_receipt(window: MainWindow, receipts: ReceiptsScreen, number: str) -> None:
    window.show_screen(receipts)
    receipts.show_number(number)


def _show_setting(window: MainWindow, settings: SettingsScreen, wanted: str) -> None:
    if isValid(settings):  # the desk outlives the window
        window.show_screen(settings)
        settings.follow(wanted)


def _receipt_numbers(session: object, typed: str) -> list[tuple[str, str]]:
    from donations_app.db.queries.receipts import numbers_like

    return numbers_like(session, typed)  # type: ignore[arg-type]


def _set_direction() -> None:
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
    theme.load_fonts()
    return made


def start(location: str, *, language: str, today: date | None, office: str, read_only: bool = False) -> int:
    """Open the books and run the window until it is closed; return the exit status."""
    logging.basicConfig(level=logging.WARNING)
    i18n.set_language(language)
    qt = application()
    _set_direction()
    theme.use(preferences.load().look, zoom=preferences.load().zoom)
    sys.excepthook = _tell_bug
    try:
        books = _open(location, read_only=read_only)
    except KnownError as error:
        return _say_and_leave(error)
    if books is None:
        return 1
    app: App | None = None
    try:
        app = App(books, today=(lambda: today) if today else date.today, office=office)
        app.show()
        return int(qt.exec())
    finally:
        (app.books if app else books).close()  # which may be others by now, read only


def _open(location: str, *, read_only: bool) -> Books | None:
    """Open the books; a first start asks what to make, held books may be read, an auditor only reads."""
    from donations_app.ui.opening import ask_first_start, ask_read_only

    if read_only:
        return open_books(location, clock=utc_now, read_only=True)
    try:
        return open_books(location, clock=utc_now, hold=True)
    except BooksMissing:
        return ask_first_start(location)
    except BooksHeld as error:
        return open_books(location, clock=utc_now, read_only=True) if ask_read_only(error) else None


def _say_and_leave(error: KnownError) -> int:
    from PySide6.QtWidgets import QMessageBox

    from donations_app.sentences import sentence

    theme.dress()
    QMessageBox.critical(None, "Tiwizi", sentence(error) or _("The books cannot be opened."))
    return 3


def _tell_bug(_kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    errors.tell(error.with_traceback(trace))
