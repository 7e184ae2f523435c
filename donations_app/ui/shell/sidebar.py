"""The sidebar: whose books, the pages with what waits on each, who works, language and look."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from donations_app.i18n import _, isolated
from donations_app.ui.jobs import Jobs
from donations_app.ui.page import Page
from donations_app.ui.shell.look_menu import LookMenu
from donations_app.ui.shell.nav import PageButton
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Elided, Label, rule, tool
from donations_app.ui.widgets.scrolled import Following
from donations_app.words.codes import together

_GAP = 2  # pixels between two pages
_SIDE = 14  # pixels beside them


class Identity(Struct, frozen=True):
    """Who works with whose books."""

    organisation: str
    office: str
    user: str
    books: str
    read_only: bool = False
    day: date | None = None  # taken for today, instead of that of the clock
    field_book: str = ""  # its code, where the books are one


class Sidebar(QFrame):
    """The pages by name in their groups, the last of which stands at the foot; what it chooses is only said."""

    chosen = Signal(int)  # number of a page
    language_chosen = Signal(str)
    look_chosen = Signal(str)
    zoom_chosen = Signal(int)
    manual_wanted = Signal()
    keys_wanted = Signal()
    import_wanted, past_wanted = Signal(), Signal()  # of a file; of those that were
    auditor_wanted = Signal()  # the books are to be read only from here on

    def __init__(self, identity: Identity, year: int, groups: Sequence[Sequence[Page]], jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self._identity, self._jobs = identity, jobs
        self.more: Callable[[], Iterable[tuple[str, Callable[[], object]]]] = (
            tuple  # what else the menu leads to
        )
        self._worded: list[QWidget] = []  # what a narrow sidebar leaves out
        self._nav = QButtonGroup(self)
        self._pages: list[PageButton] = []
        *listed, foot = groups
        rows, head, end = QVBoxLayout(self), QVBoxLayout(), QVBoxLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        head.setContentsMargins(*theme().margins(_SIDE, 18, _SIDE, 14))
        head.addLayout(self._organisation(year))
        self._list, self._edge = self._listed(listed), rule()
        end.setContentsMargins(*theme().margins(_SIDE, 0, _SIDE, 14))
        end.addWidget(self._edge)
        end.addSpacing(theme().px(_GAP))
        for page in foot:
            end.addWidget(self._page(page))
        end.addLayout(_separator())
        end.addLayout(self._person())
        rows.setSpacing(0)
        end.setSpacing(0)
        rows.addLayout(head)
        rows.addWidget(self._list, 1)
        rows.addLayout(end)
        self._show_scrolling()
        self.show_narrow(narrow=True)  # until the window has room: what begins wide would hold it wide

    def _listed(self, groups: Sequence[Sequence[Page]]) -> Following:
        """Return the list of pages, which scrolls where large letters leave it no room."""
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for place, group in enumerate(groups):
            if place:
                rows.addLayout(_separator())
            for number, page in enumerate(group):
                if number:
                    rows.addSpacing(theme().px(_GAP))
                rows.addWidget(self._page(page))
        rows.addStretch(1)
        listed = Following(whole)
        listed.setObjectName("inside")
        listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = rows
        listed.verticalScrollBar().rangeChanged.connect(lambda *_: self._show_scrolling())
        return listed

    def _show_scrolling(self) -> None:
        """Let the bar stand in the margin: it takes no room from the icons."""
        bar = self._list.verticalScrollBar()
        scrolls, side = bar.maximum() > 0, theme().px(_SIDE)
        beside = max(0, side - bar.sizeHint().width()) if scrolls else side
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self._inner.setContentsMargins(*((beside, 0, side, 0) if is_mirrored else (side, 0, beside, 0)))
        self._edge.setVisible(scrolls)

    def _page(self, page: Page) -> PageButton:
        number = len(self._pages)
        made = PageButton(page, number)
        made.clicked.connect(lambda *_: self.chosen.emit(number))
        self._nav.addButton(made, number)
        self._pages.append(made)
        return made

    def show_chosen(self, number: int) -> None:
        """Show which page is looked at."""
        page = self._pages[number]
        page.setChecked(True)
        if self._list.isAncestorOf(page):
            self._list.ensureWidgetVisible(page, 0, theme().px(_GAP))

    def set_badges(self, waiting: Mapping[int, int]) -> None:
        """Show beside the names of pages, by their numbers, how much waits there."""
        for page, number in waiting.items():
            self._pages[page].set_waiting(number)

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

    def _person(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().px(10))
        initials = Label(initials_of(self._identity.user), "strong", "soft")
        initials.setAlignment(Qt.AlignmentFlag.AlignCenter)
        initials.setFixedSize(theme().px(34), theme().px(34))
        initials.setStyleSheet(f"background: {theme().soft}; border-radius: {theme().px(34) // 2}px;")
        initials.setToolTip(together(self._identity.user, self._identity.office))
        words = self._words(
            Elided(self._identity.user, "name"), Elided(self._identity.office, "small", "muted")
        )
        self._worded.append(initials)
        row.addWidget(initials)
        row.addWidget(words, 1)
        self._menu_button = tool("ellipsis", _("Manual, language and look"), self.open_menu)
        row.addWidget(self._menu_button)
        return row

    def open_menu(self) -> None:
        """Open the menu of language and look, and of the auditor, above its button."""
        chosen = (self.language_chosen, self.look_chosen, self.zoom_chosen)
        auditor = None if self._identity.read_only else self.auditor_wanted
        asked = ((_("Manual"), "F1", self.manual_wanted), (_("Keys"), "Ctrl+?", self.keys_wanted))
        imports_nothing = self._identity.read_only or self._identity.field_book
        files = (None if imports_nothing else self.import_wanted), self.past_wanted
        menu = LookMenu(self, self._jobs, chosen, asked, auditor, files, list(self.more()))
        corner = self._menu_button.mapToGlobal(self._menu_button.rect().topLeft())
        menu.popup(corner - QPoint(0, menu.sizeHint().height()))

    def show_narrow(self, *, narrow: bool) -> None:
        """Show the icons alone where there is no room for the names."""
        self.setFixedWidth(theme().px(36 + 28) if narrow else theme().px(240))
        for page in self._pages:
            page.show_narrow(narrow=narrow)
        for worded in self._worded:
            worded.setVisible(not narrow)


def initials_of(name: str) -> str:
    """Return the first letters of the first and the last word of a name; of one word, its first two."""
    words = name.replace("-", " ").replace(".", " ").split()
    return (words[0][0] + words[-1][0] if len(words) > 1 else "".join(words)[:2]).upper()


def _separator() -> QHBoxLayout:
    """Return a line between two groups of pages."""
    row = QHBoxLayout()
    row.setContentsMargins(*theme().margins(0, 7, 0, 7))
    row.addWidget(rule())
    return row
