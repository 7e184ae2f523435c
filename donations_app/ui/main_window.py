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
from donations_app.ui.screen import Screen
from donations_app.ui.shell.header import Header
from donations_app.ui.shell.keys import KeySheet
from donations_app.ui.shell.leaving import Leaving
from donations_app.ui.shell.sidebar import Identity, Sidebar
from donations_app.ui.shell.status_bar import StatusBar
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Elided, picture_label
from donations_app.ui.widgets.fields import Following
from donations_app.ui.widgets.picker import Choice

_NARROW = 1100  # pixels; below, the sidebar shows its icons alone
_KEYED = 9  # pages that Alt and a digit turn to
_LEADS = "manual"  # the key of a dialog that leads to it


class Standing(Struct, frozen=True):
    """How a window was left: its page, what each of its screens gives, and which of them hold unsaved things."""

    page: int
    screens: tuple[object, ...]
    unsaved: frozenset[int]


class MainWindow(QMainWindow):
    """The window over one desk.

    Args:
        groups: the pages as the sidebar parts them; the last ones stand at its foot.
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
        groups: Sequence[Sequence[Screen]],
        find: Callable[[str], Sequence[Choice]],
    ) -> None:
        super().__init__()
        self.desk, self.identity = desk, identity
        self.screens = [screen for group in groups for screen in group]
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
        self.go(0)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(1240), theme().px(820))

    def go(self, number: int) -> None:
        """Show a page."""
        screen = self.screens[number]
        self._page.setFocus()  # or Qt looks for the next field and lights it
        self._stack.setCurrentIndex(number)
        self._sidebar.show_chosen(number)
        self._header.show_action(screen.header_action())
        screen.look()
        self._say_page()

    def show_screen(self, screen: Screen) -> None:
        """Show a page by its screen, if this window has it: a clerk and a field book have not all of them."""
        if screen in self.screens:
            self.go(self.screens.index(screen))
        elif self.desk.books.field_book:
            self.say(_("{page}: not in a field book, but in the books at home.").format(page=screen.title))

    def offer_more(self, ways: Callable[[], Iterable[tuple[str, Callable[[], object]]]]) -> None:
        """Let the menu lead to more."""
        self._sidebar.more = ways

    def show_code(self, code: str) -> None:
        """Show the page of a code, if this window has it."""
        for screen in self.screens:
            if screen.code == code:
                self.show_screen(screen)

    @property
    def code(self) -> str:
        """What the page that is shown is called."""
        return self.screens[self._stack.currentIndex()].code

    def set_badges(self, waiting: Mapping[Screen, int]) -> None:
        """Show beside the names of pages how much waits there."""
        self._sidebar.set_badges(
            {self.screens.index(screen): n for screen, n in waiting.items() if screen in self.screens}
        )

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
            self.status_bar.show_backup(age_words(keeping.age(today)), is_late=keeping.is_late(today))

    def _say_page(self) -> None:
        screen = self.screens[self._stack.currentIndex()]
        self._header.say(screen.header_title(), screen.subtitle())
        self._header.show_action(screen.header_action())
        self._header.show_back(shown=screen.way_back())

    def _go_back(self) -> None:
        self.screens[self._stack.currentIndex()].go_back()

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
        for screen in self.screens:
            area = Following(screen)
            area.resized.connect(screen.fit)
            screen.retitled.connect(self._say_page)
            self._stack.addWidget(area)
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
        for number in range(min(len(self.screens), _KEYED)):
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
        screen = self.screens[self._stack.currentIndex()]
        screen.is_stale = True
        screen.look()

    def show_keys(self) -> None:
        """Show the keys that work everywhere, and those of rapid entry."""
        KeySheet(self, min(len(self.screens), _KEYED), read_only=self.identity.read_only).open()

    def _lead_to_manual(self) -> None:
        """Let F1 open the manual over a dialog as well, which keeps keys from what is below it."""
        over = QApplication.activeModalWidget()
        if over is not None and over.parent() is not None and over.findChild(QShortcut, _LEADS) is None:
            QShortcut(QKeySequence("F1"), over, lambda: self.show_manual(over)).setObjectName(_LEADS)

    def show_manual(self, over: QWidget | None = None) -> None:
        """Open the manual where one is, over a dialog if one is open; one goes on working beside it."""
        from donations_app.ui.shell.manual import Manual

        below, code = over or self, self.screens[self._stack.currentIndex()].manual_code()
        manual = next((one for one in below.findChildren(Manual) if one.isVisible()), None)
        if manual is None:
            manual = Manual(code, below)
            manual.show()
        else:
            manual.show_page(code)
            manual.activateWindow()

    def give(self) -> Standing:
        """Return what the window that takes this one's place goes on with."""
        unsaved = frozenset(number for number, screen in enumerate(self.screens) if screen.unsaved())
        return Standing(self._stack.currentIndex(), tuple(screen.leave() for screen in self.screens), unsaved)

    def take(self, standing: Standing) -> None:
        """Go on where the window before was left."""
        for number, (screen, state) in enumerate(zip(self.screens, standing.screens, strict=True)):
            screen.take_over(state, at_once=number == standing.page or number in standing.unsaved)
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
        return {screen: told for screen in self.screens if (told := screen.unsaved())}

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
