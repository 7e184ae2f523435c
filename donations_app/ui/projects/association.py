"""One association: all its projects, what came for it, what it still lacks and what is to come."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from donations_app.db.queries.association_card import AssociationCard, Came, association_card
from donations_app.db.queries.contributions import contribution
from donations_app.domain.errors import NotFound
from donations_app.i18n import _, isolated
from donations_app.ui.acting import Act
from donations_app.ui.dashboard.figures import Figure
from donations_app.ui.projects.association_cards import (
    CameCard,
    ComingCard,
    KindsCard,
    PartsCard,
    figure_grid,
    figures_of,
    waiting_card,
)
from donations_app.ui.projects.contribution_dialog import Contribution, WithdrawContribution
from donations_app.ui.projects.statement import LANGUAGES, StatementPage
from donations_app.ui.projects.view import View
from donations_app.ui.screen import Action
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card
from donations_app.ui.widgets.fields import Note
from donations_app.ui.widgets.scrolled import Following
from donations_app.words.association_page import subtitle

_BESIDE = 980  # pixels from which on two cards stand beside each other
_WIDE, _SIDE = 800, 327  # their widths beside each other


class AssociationView(View):
    """The page."""

    shown: AssociationCard | None = None

    @property
    def title(self) -> str:
        return self.shown.name if self.shown else ""

    def subtitle(self) -> str:
        return subtitle(self.shown, self.desk.today()) if self.shown else isolated(self.key)

    def action(self) -> Action | None:
        if self.shown is None:
            return None
        choices = tuple((_(word), partial(self.open_statement, code)) for code, word in LANGUAGES.items())
        return Action(
            _("Statement"), "file-text", lambda: None, is_primary=True, choices=choices, only_reads=True
        )

    def build(self) -> None:
        self.note, self.figures = Note(), list[Figure]()
        self.parts, self.coming, self.came, self.kinds = PartsCard(), ComingCard(), CameCard(), KindsCard()
        self.waiting = Card()
        self.coming.to_person.connect(self.to_person)
        self.parts.to_person.connect(self.to_person)
        self.came.period_chosen.connect(self._show_period)
        self.came.year = self.desk.today().year
        page = QWidget()
        page.setObjectName("page")
        rows = QVBoxLayout(page)
        rows.setContentsMargins(*theme().margins(28, 4, 28, 20))
        rows.setSpacing(theme().px(16))
        self._above, self._pairs = (
            QGridLayout(),
            QGridLayout(),
        )  # of one grid: the second row is cut as the first
        beside = QWidget()
        self._side = QVBoxLayout(beside)
        self._side.setContentsMargins(0, 0, 0, 0)
        for layout in (self._above, self._side, self._pairs):
            layout.setSpacing(theme().px(16))
        for card in (self.kinds, self.waiting):
            self._side.addWidget(card)
        self._four = (self.parts, self.coming, self.came, beside)
        rows.addWidget(self.note)
        for layout in (self._above, self._pairs):
            rows.addLayout(layout)
        rows.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Following(page))

    def arrange(self) -> None:
        beside = self.room / (theme().zoom / 100) >= _BESIDE
        for place, part in enumerate(self._four):
            self._pairs.addWidget(part, *(divmod(place, 2) if beside else (place, 0)))
        self._pairs.setColumnStretch(0, _WIDE)
        self._pairs.setColumnStretch(1, _SIDE if beside else 0)
        figure_grid(self.figures, self._above, wide=beside)

    def show_key(self, key: str) -> None:
        if key != self.key:
            self.shown = None
            if self._is_built:
                self.came.year = self.desk.today().year
        super().show_key(key)

    def refresh(self) -> None:
        ref, today = self.key, self.desk.today()

        def read(session: Any) -> AssociationCard | None:
            try:
                return association_card(session, ref, today=today)
            except NotFound:
                return None

        self.read_off(read, self._show)

    def open_statement(self, language: str) -> None:
        """Show the statement: both languages, or one."""
        if self.shown is not None:
            page = StatementPage(self.desk, self.shown.ref, self.shown.name, language, self)
            page.said.connect(self.said)
            page.open()

    def show_contribution(self, ref: str) -> None:
        """Show what was given without money, to attest it or to withdraw it."""
        dialog = Contribution(self.desk, self.desk.read(contribution, ref, on=self.desk.today()), self)
        dialog.withdraw_wanted.connect(lambda: self._open(WithdrawContribution(self.desk, ref, self)))
        self._open(dialog)

    def _open(self, dialog: Act) -> None:
        dialog.done_with.connect(self.said)
        dialog.open()

    def _show(self, found: AssociationCard | None) -> None:
        self.note.say("")
        if found is None:
            told = _("There is no association {ref}.")
            self.note.say(told.format(ref=isolated(self.key)), "warn")
            return
        self.shown = found
        year = self.desk.today().year
        for old in self.figures:
            old.hide()
            old.deleteLater()
        self.figures = figures_of(found, year)
        self.parts.show_card(found, self.to_project.emit)
        self.coming.show_card(found)
        self.came.show_card(found, year, self._go)
        self._show_period()
        self._show_waiting(found)
        self.arrange()
        self.retitled.emit()

    def _show_period(self) -> None:
        if self.shown is not None:
            self.kinds.show_rows(self.came.shown(), self.came.year)

    def _show_waiting(self, found: AssociationCard) -> None:
        self._side.removeWidget(self.waiting)
        self.waiting.hide()
        self.waiting.deleteLater()
        may_write = not self.desk.books.read_only
        self.waiting = waiting_card(
            found, self.show_contribution if may_write else None, self.to_project.emit, self.to_person.emit,
            self.to_allocating.emit if may_write else None,
        )  # fmt: skip
        self._side.addWidget(self.waiting)

    def _go(self, one: Came) -> None:
        if one.payment:
            self.to_payment.emit(one.payment)
        elif one.contribution:
            self.show_contribution(one.contribution)
        else:
            self.to_project.emit(one.project)
