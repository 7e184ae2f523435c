"""The header: what page this is, the search, and the page's own button."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.i18n import _, isolated
from donations_app.ui.screen import Action
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Elided, button, set_kind, tool
from donations_app.ui.widgets.menu import Menu
from donations_app.ui.widgets.more import open_below
from donations_app.ui.widgets.picker import Choice, Picker

_SEARCH: Final = (170, 420)  # pixels of the search, at the least and at the most


class Header(QWidget):
    """The way back, title, subtitle, search and one button."""

    back_wanted = Signal()

    def __init__(self, find: Callable[[str], Sequence[Choice]], *, read_only: bool) -> None:
        super().__init__()
        self._read_only = read_only
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(*theme().margins(28, 18, 28, 14))
        row.setSpacing(theme().px(12))
        words = QVBoxLayout()
        words.setSpacing(theme().px(1))
        self.title, self.subtitle = Elided("", "title"), Elided("", "body", "muted")
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        self.search = Picker(find, name=_("Search everywhere"))
        self.search.setObjectName("search")
        self._asks = _("Donor, project, amount, receipt (Ctrl+K)")
        self.search.setPlaceholderText(self._asks)
        self.search.nothing = _nothing
        self.search.chosen.connect(self._follow)
        self._shown: Action | None = None
        self._action = button("", "primary", clicked=self._act)
        self._back = tool("chevron-left", _("Back (Alt+Left)"))  # drawn the other way in Arabic
        self._back.setObjectName("back")
        self._back.setFixedSize(theme().px(34), theme().px(34))
        self._back.clicked.connect(self.back_wanted)
        self._back.hide()
        self._back_key = QShortcut(QKeySequence("Alt+Left"), self, self.back_wanted.emit)
        self._back_key.setContext(Qt.ShortcutContext.WindowShortcut)
        self._back_key.setEnabled(False)  # a page may have another use for it
        row.addWidget(self._back)
        row.addLayout(words, 1)
        row.addWidget(self.search)
        row.addWidget(self._action)
        self._share()

    def minimumSizeHint(self) -> QSize:
        """The width that is needed with the least search: the one of a wide window would hold it wide."""
        needed, search = super().minimumSizeHint(), self.search.minimumWidth()
        return QSize(needed.width() - max(0, search - theme().px(_SEARCH[0])), needed.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Let the search have what the title leaves of the line, within its bounds."""
        gap, edges = theme().px(12), self._row.contentsMargins()
        left = self.width() - edges.left() - edges.right() - gap
        for beside in (self._back, self._action):
            if not beside.isHidden():
                left -= beside.sizeHint().expandedTo(beside.minimumSize()).width() + gap
        title, said = self.title.sizeHint().width(), self.subtitle.sizeHint().width()
        asks = self.search.fontMetrics().horizontalAdvance(self._asks) + theme().px(64)
        least, most = (theme().px(width) for width in _SEARCH)
        # its own words before those below the title, where they have room, and the title before all
        own = asks if asks <= left - title else least
        wide = max(min(left - max(title, said), most), min(own, left - title), least)
        self.search.setPlaceholderText(self._asks if wide >= asks else _("Search (Ctrl+K)"))
        if wide != self.search.width():
            self.search.setFixedWidth(wide)
            self._row.activate()  # at once: nothing is drawn upon the search

    def say(self, title: str, subtitle: str) -> None:
        """Say what page this is."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self._share()

    def seek(self) -> None:
        """Lead to the search; what was typed there before gives way to the first key."""
        self.search.setFocus()
        self.search.selectAll()

    def show_action(self, action: Action | None) -> None:
        """Show the button of a page; one who may only read has none that writes."""
        self._action.setVisible(action is not None and (action.only_reads or not self._read_only))
        if action is not None:
            self._action.setText(action.text)
            set_kind(self._action, "primary" if action.is_primary else "", action.icon_name)
            self._shown = action
        self._share()

    def _act(self) -> None:
        if self._shown is None:
            return
        if not self._shown.choices:
            self._shown.do()
            return
        menu = Menu(self._action)
        for text, does in self._shown.choices:
            menu.addAction(text.replace("&", "&&"), does)
        open_below(self._action, menu)

    def show_back(self, *, shown: bool) -> None:
        """Show the way back where a page lies over another one."""
        self._back.setVisible(shown)
        self._share()
        self._back_key.setEnabled(shown)

    def _follow(self, go: Callable[[], object] | None) -> None:
        if go is not None:
            self.search.clear()
            go()


def _nothing(typed: str) -> str:
    return _("Nothing is found for “{typed}”.").format(typed=isolated(typed))
