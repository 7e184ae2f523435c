"""Settings: what is missing first, then the association, who signs, offices, accounts, legal figures, backups."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from donations_app.domain.settings_gaps import settings_gaps
from donations_app.i18n import _
from donations_app.services.books.legal import legal_parameters
from donations_app.services.books.settings import standing_settings
from donations_app.ui.desk import Desk
from donations_app.ui.screen import Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.fields import Note, shown_before
from donations_app.ui.widgets.segments import Segments

PARTS = ("association", "signatories", "offices", "accounts", "figures", "backups", "connection")


class _Parts(QStackedWidget):
    """Asks for the room of the part that is shown, not of the largest."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _at: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown else super().minimumSizeHint()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


class SettingsScreen(Screen):
    """What the treasurer decides once, and looks at when something says that it is missing."""

    code = "settings"
    nouns = frozenset(("settings",))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)

    def build(self) -> None:
        from donations_app.ui.settings.accounts import Accounts
        from donations_app.ui.settings.association import Association
        from donations_app.ui.settings.backups import Backups
        from donations_app.ui.settings.connection import Connection
        from donations_app.ui.settings.figures import Figures
        from donations_app.ui.settings.gaps import Gaps
        from donations_app.ui.settings.offices import Offices
        from donations_app.ui.settings.signatories import Signatories

        self.gaps, self.why = Gaps(can_write=self.desk.books.answers), Note()
        if self.desk.books.role == "clerk" and not self.desk.books.field_book:  # there the window says it
            told = _(
                "Whoever answers for the books changes what they say here;"
                " what this computer does is yours to set."
            )
            self.why.say(told)
        self.part = Segments(
            {
                "association": _("Association"),
                "signatories": _("Signatories"),
                "offices": _("Offices"),
                "accounts": _("Bank accounts"),
                "figures": _("Legal figures"),
                "backups": _("Backups"),
                "connection": _("Server"),
            },
            _("Part of the settings"),
        )
        self.association, self.signatories = Association(self.desk), Signatories(self.desk)
        self.offices, self.figures = Offices(self.desk), Figures(self.desk)
        self.accounts, self.backups = Accounts(self.desk), Backups(self.desk)
        self.connection = Connection(self.desk)
        self._stack = _Parts()
        listed = (self.signatories, self.offices, self.accounts)
        panes = (self.association, *listed, self.figures, self.backups, self.connection)
        for pane in panes:
            self._stack.addWidget(pane)
            pane.changed.connect(self.said)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(28, 4, 28, 20))
        rows.setSpacing(theme().px(12))
        rows.addWidget(self.why)
        rows.addWidget(self.gaps)
        rows.addWidget(self.part)
        rows.addWidget(self._stack, 1)
        self.part.chosen.connect(self.show_part)
        self.gaps.followed.connect(self.follow)

    def subtitle(self) -> str:
        return _("What is printed and counted, with the days from which it holds")

    def refresh(self) -> None:
        today = self.desk.today()
        standing, known = self.desk.read(
            lambda session: (standing_settings(session, today), legal_parameters(session))
        )
        # a clerk fills none of them in
        gaps = [] if self.desk.books.role == "clerk" else settings_gaps(standing, known, today)
        self.gaps.show_gaps(gaps)
        shown_before(self.part, self.gaps)
        for pane in (self.association, self.signatories, self.offices, self.accounts):
            pane.show_settings(standing)
        self.figures.show_figures(known)

    def show_part(self, part: str) -> None:
        """Show a part."""
        self.part.choose(part)
        self._stack.setCurrentIndex(PARTS.index(part))

    def follow(self, wanted: str) -> None:
        """Show what a warning elsewhere leads to: a part, or ``figures/`` and the name of a figure."""
        self.build_once()
        part, _slash, name = wanted.partition("/")
        self.show_part(part)
        self.look()
        if part == "figures":
            self.figures.show_figure(name)
        elif part == "association":
            self.association.edits["name"].setFocus()
        elif part in ("signatories", "offices", "accounts"):
            listed = {
                "signatories": self.signatories.table,
                "offices": self.offices.table,
                "accounts": self.accounts.table,
            }
            listed[part].setFocus()

    # what is not saved

    def give(self) -> object:
        if not self._is_built:
            return None
        typed = self.association.typed() if self.association.is_changed else None
        return self.part.value(), typed

    def take(self, state: object) -> None:
        from donations_app.ui.settings.association import AssociationTyped

        if isinstance(state, tuple):
            part, typed = state
            self.build_once()
            self.look()
            self.show_part(part)
            if isinstance(typed, AssociationTyped):
                self.association.fill(typed)

    def unsaved(self) -> str:
        if not self._is_built or not self.desk.books.answers or not self.association.is_changed:
            return ""
        return _("The association's facts are typed and not saved.")

    def save_unsaved(self) -> bool:
        self.show_part("association")
        return self.association.save_now()
