"""The shell: sidebar, header with search, pages, status bar. It knows no screen by name."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from donations_app.i18n import _, isolated
from donations_app.ui.desk import Desk
from donations_app.ui.keeping import age_words
from donations_app.ui.page import Page
from donations_app.ui.screen import Screen
from donations_app.ui.shell.header import Header
from donations_app.ui.shell.keys import KeySheet
from donations_app.ui.shell.leaving import Leaving
from donations_app.ui.shell.sidebar import Identity, Sidebar
from donations_app.ui.shell.status_bar import StatusBar
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Elided, picture_label
from donations_app.ui.widgets.picker import Choice
from donations_app.ui.widgets.scrolled import Following

_NARROW = 1100  # pixels; below, the sidebar shows its icons alone
_KEYED = 9  # pages that Alt and a digit turn to
_LEADS = "manual"  # the key of a dialog that leads to it


class Standing(Struct, frozen=True):
    """How a window was left: its page, what each that was made gives, by its code, and which hold unsaved things."""

    page: int
    screens: Mapping[str, object]
    unsaved: frozenset[str]


class MainWindow(QMainWindow):
    """The window over one desk; a page is made when it is first looked at.

    Args:
        groups: the pages as the sidebar parts them; the last ones stand at its foot. Each is given to ``take_in``
            once it is made.
        find: what Ctrl+K finds.
    """

    language_chosen = Signal(str)
    look_chosen = Signal(str)
    zoom_chosen = Signal(int)
    auditor_wanted = Signal()  # nothing is left unsaved
    import_wanted = Signal()  # of a file that is to be asked for
    past_wanted = Signal()  # imports that were
    closing = Signal()

    def __init__(
        self,
        desk: Desk,
        identity: Identity,
        groups: Sequence[Sequence[Page]],
        find: Callable[[str], Sequence[Choice]],
    ) -> None:
        super().__init__()
        self.desk, self.identity = desk, identity
        self.pages = [page for group in groups for page in group]
        self._made: dict[str, Screen] = {}  # by code
        self._may_close = False
        # what comes first: it is given what closes the window, and tells whether it will
        self.before_closing: Callable[[Callable[[], object]], bool] | None = None
        self.setWindowTitle(f"{identity.organisation} — Tiwizi")
        self._sidebar = Sidebar(identity, desk.today().year, groups, desk.jobs)
        self._header = Header(find, read_only=identity.read_only)
        self.status_bar = StatusBar(identity.books, read_only=identity.read_only, on=identity.day)
        self.title, self.subtitle, self.search = (
            self._header.title,
            self._header.subtitle,
            self._header.search,
        )
        self._stack = QStackedWidget()
        self._page = QWidget()
        self._page.setObjectName("page")
        row = QHBoxLayout(self._page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._sidebar)
        row.addWidget(_upright_rule())
        row.addWidget(self._main(), 1)
        self.setCentralWidget(self._page)
        self._connect()

    @property
    def screens(self) -> list[Screen]:
        """All pages, which makes those that are not yet."""
        return [page.screen() for page in self.pages]

    @property
    def shown(self) -> Screen:
        """The page that is looked at."""
        return self._made[self.code]

    def take_in(self, screen: Screen) -> None:
        """Give a page its place, once it is made; one that this window has not stays without."""
        number = self._number(screen.code)
        if number is None:
            return
        self._made[screen.code] = screen
        area = Following(screen)
        area.resized.connect(screen.fit)
        screen.retitled.connect(self._say_page)
        screen.said.connect(self.say)
        if empty := self._stack.widget(number):
            self._stack.removeWidget(empty)
            empty.deleteLater()
        self._stack.insertWidget(number, area)

    def _number(self, code: str) -> int | None:
        return next((number for number, page in enumerate(self.pages) if page.code == code), None)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(1240), theme().px(820))

    def go(self, number: int) -> None:
        """Show a page."""
        screen = self.pages[number].screen()
        self._page.setFocus()  # or Qt looks for the next field and lights it
        self._stack.setCurrentIndex(number)
        self._sidebar.show_chosen(number)
        self._header.show_action(screen.header_action())
        screen.look()
        self._say_page()

    def show_screen(self, screen: Screen) -> None:
        """Show a page by its screen, if this window has it: a clerk and a field book have not all of them."""
        number = self._number(screen.code)
        if number is not None:
            self.go(number)
        elif self.desk.books.field_book:
            self.say(_("{page}: not in a field book, but in the books at home.").format(page=screen.title))

    def offer_more(self, ways: Callable[[], Iterable[tuple[str, Callable[[], object]]]]) -> None:
        """Let the menu lead to more."""
        self._sidebar.more = ways

    def show_code(self, code: str) -> None:
        """Show the page of a code, if this window has it."""
        number = self._number(code)
        if number is not None:
            self.go(number)

    @property
    def code(self) -> str:
        """What the page that is shown is called."""
        return self.pages[self._stack.currentIndex()].code

    def set_badges(self, waiting: Mapping[str, int]) -> None:
        """Show beside the names of pages, by their codes, how much waits there."""
        numbers = {page.code: number for number, page in enumerate(self.pages)}
        self._sidebar.set_badges({numbers[code]: n for code, n in waiting.items() if code in numbers})

    def show_organisation(self, name: str) -> None:
        """Show another name of the association: it was changed in the settings."""
        self.setWindowTitle(f"{name} — Tiwizi")
        self._sidebar.show_organisation(name)

    def say(self, text: str) -> None:
        """Say in the status bar what was just done."""
        self.status_bar.say(text)

    def _show_backup(self) -> None:
        keeping = self.desk.keeping
        if keeping.books and isValid(self):  # the desk outlives the window
            today = self.desk.today()
            if keeping.is_unsent(today) and not keeping.is_late(today):
                self.status_bar.show_backup(_("The server has no new backup"), is_late=True)
            else:
                self.status_bar.show_backup(age_words(keeping.age(today)), is_late=keeping.is_late(today))

    def _say_page(self) -> None:
        screen = self.shown
        self._header.say(screen.header_title(), screen.subtitle())
        self._header.show_action(screen.header_action())
        self._header.show_back(shown=screen.way_back())

    def _go_back(self) -> None:
        self.shown.go_back()

    def _main(self) -> QWidget:
        whole = QWidget()
        whole.setObjectName("page")
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._header)
        if self.identity.read_only:
            rows.addWidget(_banner(_("Read only: nothing can be changed here."), "lock"))
        elif self.identity.field_book:
            told = _(
                "Field book {code} of {office}: people, payments and deposit slips. All else is done at home."
            )
            named = told.format(code=isolated(self.identity.field_book), office=self.identity.office)
            rows.addWidget(_banner(named, "square-pen"))
        for _page in self.pages:
            self._stack.addWidget(QWidget())  # until it is made
        rows.addWidget(self._stack, 1)
        rows.addWidget(self.status_bar)
        return whole

    def _connect(self) -> None:
        sidebar, desk = self._sidebar, self.desk
        sidebar.chosen.connect(self.go)
        sidebar.language_chosen.connect(self.language_chosen)
        sidebar.look_chosen.connect(self.look_chosen)
        sidebar.zoom_chosen.connect(self.zoom_chosen)
        sidebar.auditor_wanted.connect(self.ask_auditor)
        sidebar.manual_wanted.connect(self.show_manual)
        sidebar.keys_wanted.connect(self.show_keys)
        sidebar.import_wanted.connect(self.import_wanted)
        sidebar.past_wanted.connect(self.past_wanted)
        desk.jobs.started.connect(self.status_bar.watch)
        for changed in (desk.changed, desk.changed_elsewhere):
            changed.connect(self._say_page)
        self.status_bar.backups_wanted.connect(lambda: desk.setting_wanted.emit("backups"))
        desk.keeping.changed.connect(self._show_backup)
        self._show_backup()
        for number in range(min(len(self.pages), _KEYED)):
            QShortcut(QKeySequence(f"Alt+{number + 1}"), self, lambda number=number: self.go(number))
        QShortcut(QKeySequence("Ctrl+K"), self, self._header.seek)
        QShortcut(QKeySequence("F5"), self, self._again)
        self._header.back_wanted.connect(self._go_back)
        QShortcut(QKeySequence("F1"), self, self.show_manual)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusWindowChanged.connect(self._lead_to_manual)
        QShortcut(QKeySequence("Ctrl+I"), self, self.import_wanted.emit)
        QShortcut(QKeySequence("Ctrl+?"), self, self.show_keys)

    def _again(self) -> None:
        self.shown.is_stale = True
        self.shown.look()

    def show_keys(self) -> None:
        """Show the keys that work everywhere, and those of rapid entry."""
        KeySheet(self, min(len(self.pages), _KEYED), read_only=self.identity.read_only).open()

    def _lead_to_manual(self) -> None:
        """Let F1 open the manual over a dialog as well, which keeps keys from what is below it."""
        over = QApplication.activeModalWidget()
        if over is not None and over.parent() is not None and over.findChild(QShortcut, _LEADS) is None:
            QShortcut(QKeySequence("F1"), over, lambda: self.show_manual(over)).setObjectName(_LEADS)

    def show_manual(self, over: QWidget | None = None) -> None:
        """Open the manual where one is, over a dialog if one is open; one goes on working beside it."""
        from donations_app.ui.shell.manual import Manual

        below, code = over or self, self.shown.manual_code()
        manual = next((one for one in below.findChildren(Manual) if one.isVisible()), None)
        if manual is None:
            manual = Manual(code, below)
            manual.show()
        else:
            manual.show_page(code)
            manual.activateWindow()

    def give(self) -> Standing:
        """Return what the window that takes this one's place goes on with."""
        unsaved = frozenset(code for code, screen in self._made.items() if screen.unsaved())
        left = {code: screen.leave() for code, screen in self._made.items()}
        return Standing(self._stack.currentIndex(), left, unsaved)

    def take(self, standing: Standing) -> None:
        """Go on where the window before was left."""
        shown = self.pages[standing.page].code
        for page in self.pages:
            if page.code in standing.screens:
                is_wanted = page.code == shown or page.code in standing.unsaved
                page.screen().take_over(standing.screens[page.code], at_once=is_wanted)
        self.go(standing.page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sidebar.show_narrow(narrow=self.width() < theme().px(_NARROW))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first where something is typed and not saved; what is being written is waited for."""
        if self.desk.jobs.is_calling:
            event.ignore()
            self.desk.jobs.soon(self.close)
            return
        waiting = self._waiting()
        if waiting and not self._may_close:
            event.ignore()
            Leaving(self, list(waiting.values()), lambda: self._save(waiting), self._leave).open()
            return
        act, self.before_closing = self.before_closing, None
        if act is not None and act(self._leave):
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)

    def ask_auditor(self) -> None:
        """Let the books be reopened for reading only, after asking where something is not saved."""
        self.ask_first(self.auditor_wanted.emit)

    def ask_first(self, act: Callable[[], object]) -> None:
        """Do what takes this window away, after asking where something is not saved."""
        if waiting := self._waiting():
            Leaving(self, list(waiting.values()), lambda: self._save(waiting), act).open()
        else:
            act()

    def _waiting(self) -> dict[Screen, str]:
        return {one: told for one in self._made.values() if (told := one.unsaved())}

    def _save(self, screens: Iterable[Screen]) -> bool:
        """Save what the screens hold; stay on the first that refuses."""
        for screen in screens:
            if not screen.save_unsaved():
                self.show_screen(screen)
                return False
        return True

    def _leave(self) -> None:
        self._may_close = True
        self.close()


def _upright_rule() -> QFrame:
    line = QFrame()
    line.setFixedWidth(1)
    line.setStyleSheet(f"background: {theme().border};")
    return line


def _banner(told: str, icon_name: str) -> QWidget:
    whole = QWidget()
    rows = QVBoxLayout(whole)
    rows.setContentsMargins(*theme().margins(28, 0, 28, 12))
    banner = QFrame()
    banner.setObjectName("banner")
    inner = QHBoxLayout(banner)
    inner.setSpacing(theme().px(8))
    inner.addWidget(picture_label(icon_name, theme().info, 15))
    inner.addWidget(Elided(told, "name"), 1)
    rows.addWidget(banner)
    return whole
