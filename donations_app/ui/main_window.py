"""The shell: sidebar, header with search, pages, status bar. It knows no screen by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from donations_app.i18n import _, count, isolated
from donations_app.ui.desk import Desk
from donations_app.ui.icons import icon, picture
from donations_app.ui.jobs import Job
from donations_app.ui.screen import Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Elided, KeyCap, Label, button, rule, tool
from donations_app.ui.widgets.picker import Choice, Picker


@dataclass(frozen=True, slots=True)
class Identity:
    """Who works with whose books."""

    organisation: str
    office: str
    user: str
    books: str
    read_only: bool = False


class MainWindow(QMainWindow):
    """The window over one desk."""

    language_chosen = Signal(str)
    look_chosen = Signal(str)
    zoom_chosen = Signal(int)
    closing = Signal()

    def __init__(
        self,
        desk: Desk,
        identity: Identity,
        screens: Sequence[Screen],
        find: Callable[[str], Sequence[Choice]],
    ) -> None:
        super().__init__()
        self.desk, self.identity, self.screens = desk, identity, screens
        self._find = find
        self.setWindowTitle(f"{identity.organisation} — Tiwizi")
        self.setMinimumSize(960, 620)
        self._nav = QButtonGroup(self)
        self._stack = QStackedWidget()
        self._page = QWidget()
        self._page.setObjectName("page")
        row = QHBoxLayout(self._page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._sidebar())
        row.addWidget(_upright_rule())
        row.addWidget(self._main(), 1)
        self.setCentralWidget(self._page)
        self._shortcuts()
        desk.jobs.started.connect(self._watch)
        desk.changed.connect(self._say_subtitle)
        self.go(0)

    def sizeHint(self) -> QSize:
        return QSize(1240, 820)

    def go(self, number: int) -> None:
        """Show a page."""
        screen = self.screens[number]
        self._page.setFocus()  # or Qt looks for the next field and lights it
        self._stack.setCurrentIndex(number)
        self._nav.button(number).setChecked(True)
        self.title.setText(screen.title)
        self._show_action(screen)
        screen.look()
        self._say_subtitle()

    def _say_subtitle(self) -> None:
        self.subtitle.setText(self.screens[self._stack.currentIndex()].subtitle())

    def show_screen(self, screen: Screen) -> None:
        """Show a page by its screen."""
        self.go(list(self.screens).index(screen))

    def set_badges(self, *waiting: int) -> None:
        """Show beside the names of the pages after the first how much waits there."""
        for badge, number in zip(self._badges[1:], waiting, strict=False):
            badge.setVisible(number > 0)
            badge.setText(count(number))

    def _sidebar(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("sidebar")
        bar.setFixedWidth(theme().px(240))
        rows = QVBoxLayout(bar)
        rows.setContentsMargins(14, 18, 14, 14)
        rows.setSpacing(2)
        rows.addLayout(self._organisation())
        rows.addSpacing(14)
        self._badges: list[QLabel] = []
        for number, screen in enumerate(self.screens):
            rows.addWidget(self._nav_button(number, screen))
        rows.addStretch(1)
        rows.addWidget(rule())
        rows.addSpacing(8)
        rows.addLayout(self._person())
        return bar

    def _organisation(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        mark = QLabel("ⵣ")
        mark.setObjectName("mark")
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark.setFixedSize(theme().px(36), theme().px(36))
        mark.setFont(Label("", "figure").font())
        mark.setStyleSheet(f"background: {theme().primary}; color: {theme().on_primary}; border-radius: 8px;")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Elided(self.identity.organisation, "strong"))
        year = _("Year {year}").format(year=isolated(str(self.desk.today().year)))
        words.addWidget(Label(year, "small", "muted"))
        row.addWidget(mark)
        row.addLayout(words, 1)
        return row

    def _nav_button(self, number: int, screen: Screen) -> QPushButton:
        made = button(screen.title, "nav")
        made.setCheckable(True)
        made.setAccessibleName(screen.title)
        made.setToolTip(f"Alt+{number + 1}")
        made.clicked.connect(lambda *_: self.go(number))
        self._nav.addButton(made, number)
        # icon, name and badge in a row of their own: a style sheet cannot put a badge at the end
        made.setText("")

        def show(on: bool) -> None:  # noqa: FBT001 -- Qt's signal
            name.set_tone("soft" if on else "")
            picture_of.setPixmap(picture(screen.icon_name, theme().soft_text if on else theme().muted))

        row = QHBoxLayout(made)
        row.setContentsMargins(12, 0, 10, 0)
        row.setSpacing(12)
        picture_of = QLabel()
        name = Label(screen.title, "name")
        badge = Label("", "key")
        badge.setStyleSheet(f"background: {theme().track}; border-radius: 9px; padding: 0 7px;")
        badge.setFixedHeight(theme().px(19))
        badge.hide()
        self._badges.append(badge)
        for widget in (picture_of, name, badge):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(picture_of)
        row.addWidget(name, 1)
        row.addWidget(badge)
        show(on=False)
        made.toggled.connect(show)
        return made

    def _person(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        initials = Label(self.identity.user[:2].upper(), "strong", "soft")
        initials.setAlignment(Qt.AlignmentFlag.AlignCenter)
        initials.setFixedSize(theme().px(34), theme().px(34))
        initials.setStyleSheet(f"background: {theme().soft}; border-radius: {theme().px(34) // 2}px;")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Elided(self.identity.user, "name"))
        words.addWidget(Elided(self.identity.office, "small", "muted"))
        row.addWidget(initials)
        row.addLayout(words, 1)
        self._menu_button = tool("ellipsis", _("Language and look"), self._open_menu)
        row.addWidget(self._menu_button)
        return row

    def _open_menu(self) -> None:
        menu = QMenu(self)

        def add(text: str, signal: SignalInstance, value: object) -> None:
            menu.addAction(text).triggered.connect(lambda *_: signal.emit(value))

        for code, name in (("fr", "Français"), ("en", "English"), ("ar", "العربية")):
            add(name, self.language_chosen, code)
        menu.addSeparator()
        for code, name in (("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))):
            add(name, self.look_chosen, code)
        menu.addSeparator()
        for percent in (90, 100, 125, 150):
            text = _("Letters {percent}").format(percent=isolated(f"{percent}\u00a0%"))
            add(text, self.zoom_chosen, percent)
        corner = self._menu_button.mapToGlobal(self._menu_button.rect().topLeft())
        menu.popup(corner - QPoint(0, menu.sizeHint().height()))

    def _main(self) -> QWidget:
        whole = QWidget()
        whole.setObjectName("page")
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._header())
        if self.identity.read_only:
            rows.addWidget(_banner())
        for screen in self.screens:
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(screen)
            self._stack.addWidget(area)
        rows.addWidget(self._stack, 1)
        rows.addWidget(self._status_bar())
        return whole

    def _header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(28, 18, 28, 14)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(1)
        self.title, self.subtitle = Label("", "title"), Elided("", "body", "muted")
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        self.search = Picker(self._find, name=_("Search everywhere"))
        self.search.setObjectName("search")
        self.search.setPlaceholderText(_("Donor, receipt, page (Ctrl+K)"))
        self.search.setMinimumWidth(220)
        self.search.setMaximumWidth(420)
        self.search.chosen.connect(self._follow)
        self._do: Callable[[], object] = lambda: None
        self._action = button("", "primary", clicked=lambda: self._do())  # noqa: PLW0108 -- what it does changes with the page
        row.addLayout(words, 1)
        row.addWidget(self.search, 1)
        row.addWidget(self._action)
        return row

    def _show_action(self, screen: Screen) -> None:
        action = screen.header_action()
        self._action.setVisible(action is not None and not self.identity.read_only)
        if action is None:
            return
        self._action.setText(action.text)
        self._action.setProperty("kind", "primary" if action.is_primary else "")
        self._action.setIcon(
            icon(action.icon_name, theme().on_primary if action.is_primary else theme().text)
        )
        self._action.style().unpolish(self._action)
        self._action.style().polish(self._action)
        self._do = action.do

    def _follow(self, go: Callable[[], object] | None) -> None:
        if go is not None:
            self.search.clear()
            go()

    def _status_bar(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("statusbar")
        bar.setFixedHeight(theme().px(30))
        row = QHBoxLayout(bar)
        row.setContentsMargins(28, 0, 28, 0)
        row.setSpacing(10)
        dot = Label("●", "key", "ok")
        self.status = Elided(
            _("Books: {name}").format(name=isolated(Path(self.identity.books).name)), "small", "muted"
        )
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(180)
        self._progress.setAccessibleName(_("Progress"))
        self._stop = button(_("Stop"), "link")
        self._said = Label("", "small", "muted")
        self._said.setMinimumWidth(theme().px(90))
        row.addWidget(dot)
        row.addWidget(self.status, 1)
        for widget in (self._said, self._progress, self._stop):
            widget.hide()
            row.addWidget(widget)
        return bar

    def _watch(self, job: Job) -> None:
        """Show the progress of a job in the status bar from its first report on."""

        def show(done: int, total: int) -> None:
            if not isValid(self):
                return
            for widget in (self._said, self._progress, self._stop):
                widget.show()
            self._progress.setRange(0, max(total, 1))
            self._progress.setValue(done)
            self._said.setText(_("{done} of {total}").format(done=count(done), total=count(total)))

        def end() -> None:
            if not isValid(self):
                return
            for widget in (self._said, self._progress, self._stop):
                widget.hide()

        job.progressed.connect(show)
        job.finished.connect(end)
        self._stop.clicked.connect(job.cancel)

    def say(self, text: str) -> None:
        """Say in the status bar what was just done."""
        self.status.setText(text)

    def _shortcuts(self) -> None:
        for number in range(len(self.screens)):
            QShortcut(QKeySequence(f"Alt+{number + 1}"), self, lambda number=number: self.go(number))
        QShortcut(QKeySequence("Ctrl+K"), self, self.search.setFocus)
        QShortcut(QKeySequence("F5"), self, self._again)
        QShortcut(QKeySequence("F1"), self, self.show_keys)
        QShortcut(QKeySequence("Ctrl+?"), self, self.show_keys)

    def _again(self) -> None:
        screen = self.screens[self._stack.currentIndex()]
        screen.is_stale = True
        screen.look()

    def show_keys(self) -> None:
        """Show the keys that work everywhere, and those of rapid entry."""
        from PySide6.QtWidgets import QDialog, QGridLayout

        dialog = QDialog(self)
        dialog.setWindowTitle(_("Keys"))
        grid = QGridLayout(dialog)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(16)
        keys = (
            ("Alt+1 … Alt+3", _("go to a page")), ("Ctrl+K", _("search everywhere")), ("F5", _("read again")),
            ("Enter", _("save and next, in rapid entry")), ("Ctrl+Z", _("take the last line back")),
            ("Ctrl+D", _("same as the one before")), ("F4", _("new person")), ("Ctrl+C", _("copy the rows")),
        )  # fmt: skip
        for number, (key, does) in enumerate(keys):
            grid.addWidget(KeyCap(key), number, 0)
            grid.addWidget(Label(does), number, 1)
        dialog.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)


def _upright_rule() -> QFrame:
    line = QFrame()
    line.setFixedWidth(1)
    line.setStyleSheet(f"background: {theme().border};")
    return line


def _banner() -> QWidget:
    whole = QWidget()
    rows = QVBoxLayout(whole)
    rows.setContentsMargins(28, 0, 28, 12)
    banner = QFrame()
    banner.setObjectName("banner")
    inner = QHBoxLayout(banner)
    inner.addWidget(Label(_("Read only: nothing can be changed here."), "name"))
    rows.addWidget(banner)
    return whole
