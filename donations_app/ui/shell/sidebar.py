"""The sidebar: whose books, the pages with what waits on each, who works, language and look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from donations_app.i18n import _, count, isolated
from donations_app.ui.icons import picture
from donations_app.ui.jobs import Jobs
from donations_app.ui.screen import Screen
from donations_app.ui.shell.look_menu import LookMenu
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Elided, Label, button, rule, tool
from donations_app.ui.widgets.fields import Following


@dataclass(frozen=True, slots=True)
class Identity:
    """Who works with whose books."""

    organisation: str
    office: str
    user: str
    books: str
    read_only: bool = False


class Sidebar(QFrame):
    """The pages by name; what it chooses is only said."""

    chosen = Signal(int)  # number of a page
    language_chosen = Signal(str)
    look_chosen = Signal(str)
    zoom_chosen = Signal(int)
    import_wanted, past_wanted = Signal(), Signal()  # of a file; of those that were
    auditor_wanted = Signal()  # the books are to be read only from here on

    def __init__(self, identity: Identity, year: int, screens: Sequence[Screen], jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self._identity, self._jobs = identity, jobs
        self._narrow = False
        self._rows: list[QHBoxLayout] = []  # of the pages
        self._worded: list[QWidget] = []  # what a narrow sidebar leaves out
        self._nav = QButtonGroup(self)
        self._badges: list[QLabel] = []
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(14, 18, 14, 14))
        rows.setSpacing(theme().px(2))
        rows.addLayout(self._organisation(year))
        rows.addSpacing(theme().px(14))
        rows.addWidget(self._pages(screens), 1)
        rows.addWidget(rule())
        rows.addSpacing(theme().px(8))
        rows.addLayout(self._person())
        self.show_narrow(narrow=True)  # until the window has room: what begins wide would hold it wide

    def _pages(self, screens: Sequence[Screen]) -> Following:
        """Return the list of pages, which scrolls where large letters leave it no room."""
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(2))
        for number, screen in enumerate(screens):
            rows.addWidget(self._nav_button(number, screen))
        rows.addStretch(1)
        listed = Following(whole)
        listed.setObjectName("inside")
        listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return listed

    def show_chosen(self, number: int) -> None:
        """Show which page is looked at."""
        self._nav.button(number).setChecked(True)

    def set_badges(self, waiting: Mapping[int, int]) -> None:
        """Show beside the names of pages, by their numbers, how much waits there."""
        for page, number in waiting.items():
            badge = self._badges[page]
            badge.setText(count(number) if number > 0 else "")
            badge.setVisible(number > 0 and not self._narrow)

    def _organisation(self, of_year: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().px(10))
        mark = QLabel("ⵣ")
        mark.setObjectName("mark")
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark.setFixedSize(theme().px(36), theme().px(36))
        mark.setFont(Label("", "figure").font())
        mark.setStyleSheet(f"background: {theme().primary}; color: {theme().on_primary}; border-radius: 8px;")
        mark.setToolTip(self._identity.organisation)
        year = _("Year {year}").format(year=isolated(str(of_year)))
        self._mark, self._name = mark, Elided(self._identity.organisation, "strong")
        row.addWidget(mark)
        row.addWidget(self._words(self._name, Label(year, "small", "muted")), 1)
        return row

    def show_organisation(self, name: str) -> None:
        """Show another name of the association."""
        self._name.setText(name)
        self._mark.setToolTip(name)

    def _words(self, above: Label, below: Label) -> QWidget:
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(above)
        rows.addWidget(below)
        self._worded.append(whole)
        return whole

    def _nav_button(self, number: int, screen: Screen) -> QPushButton:
        made = button(screen.title, "nav")
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # as wide as the sidebar is
        made.setCheckable(True)
        made.setAccessibleName(screen.title)
        made.setToolTip(f"{screen.title} (Alt+{number + 1})")
        made.clicked.connect(lambda *_: self.chosen.emit(number))
        self._nav.addButton(made, number)
        # icon, name and badge in a row of their own: a style sheet cannot put a badge at the end
        made.setText("")

        def show(on: bool) -> None:  # noqa: FBT001 -- Qt's signal
            name.set_tone("soft" if on else "")
            picture_of.setPixmap(picture(screen.icon_name, theme().soft_text if on else theme().muted))

        row = QHBoxLayout(made)
        self._rows.append(row)
        row.setSpacing(theme().px(10))  # a number of three digits stands beside the longest name
        picture_of = QLabel()
        name = Label(screen.title, "name")
        badge = Label("", "key")
        badge.setStyleSheet(
            f"background: {theme().track}; border-radius: {theme().px(9)}px; padding: 0 {theme().px(6)}px;"
        )
        badge.setFixedHeight(theme().px(19))
        self._badges.append(badge)
        self._worded.append(name)
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
        row.setSpacing(theme().px(10))
        initials = Label(self._identity.user[:2].upper(), "strong", "soft")
        initials.setAlignment(Qt.AlignmentFlag.AlignCenter)
        initials.setFixedSize(theme().px(34), theme().px(34))
        initials.setStyleSheet(f"background: {theme().soft}; border-radius: {theme().px(34) // 2}px;")
        initials.setToolTip(f"{self._identity.user}, {self._identity.office}")
        words = self._words(
            Elided(self._identity.user, "name"), Elided(self._identity.office, "small", "muted")
        )
        self._worded.append(initials)
        row.addWidget(initials)
        row.addWidget(words, 1)
        self._menu_button = tool("ellipsis", _("Language and look"), self.open_menu)
        row.addWidget(self._menu_button)
        return row

    def open_menu(self) -> None:
        """Open the menu of language and look, and of the auditor, above its button."""
        chosen = (self.language_chosen, self.look_chosen, self.zoom_chosen)
        auditor = None if self._identity.read_only else self.auditor_wanted
        files = (None if self._identity.read_only else self.import_wanted), self.past_wanted
        menu = LookMenu(self, self._jobs, chosen, auditor, files)
        corner = self._menu_button.mapToGlobal(self._menu_button.rect().topLeft())
        menu.popup(corner - QPoint(0, menu.sizeHint().height()))

    def show_narrow(self, *, narrow: bool) -> None:
        """Show the icons alone where there is no room for the names."""
        self.setFixedWidth(theme().px(36 + 28) if narrow else theme().px(240))
        edges = (theme().px(9), 0, theme().px(9), 0) if narrow else (theme().px(12), 0, theme().px(10), 0)
        for row in self._rows:
            row.setContentsMargins(*edges)
        for worded in self._worded:
            worded.setVisible(not narrow)
        for badge in self._badges:
            badge.setVisible(not narrow and bool(badge.text()))
        self._narrow = narrow
