"""The dated legal figures: value, from which day, source, and whether a person confirmed it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from donations_app.domain.parameters import DatedValue
from donations_app.i18n import _, count, day, ngettext
from donations_app.ui.desk import Desk
from donations_app.ui.settings.deciding import DecideFigure
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button, rule
from donations_app.ui.widgets.segments import Segments
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import together
from donations_app.words.figures import (
    FIGURES,
    figure_word,
    period_word,
    state_sentence,
    state_tone,
    state_word,
    value_word,
)
from donations_app.words.law import source_words


class _Lines(Wrapped):
    """A text that wants no more height than its lines at this width."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())


class Figures(Card):
    """A list of figures, the one looked at whole below, and the one action that decides about it."""

    changed = Signal(str)  # what was done

    def __init__(self, desk: Desk) -> None:
        super().__init__(padding=16, gap=12)
        self.desk = desk
        self.known: Sequence[DatedValue] = ()
        self.view = Segments(
            {"now": _("In force"), "doubtful": _("To be confirmed"), "all": _("Of all days")},
            _("Which figures"),
        )
        self.table = _table()
        self._lay_out()
        self.view.chosen.connect(lambda _view: self._show_rows())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_one())
        if desk.books.answers:
            self.table.activated_row.connect(lambda _row: self.decide())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme().px(12))
        self.summary = Wrapped("", "strong")
        head.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.view)
        self.rows.addLayout(head)
        self.table.setMinimumHeight(theme().px(112))
        self.rows.addWidget(self.table, 1)
        self.rows.addWidget(rule())
        foot = QHBoxLayout()
        foot.setSpacing(theme().px(16))
        words = QVBoxLayout()
        words.setSpacing(theme().px(3))
        self.held = Label("", "strong")
        self.source, self.state = _Lines("", "small", "muted"), _Lines("", "small", "muted")
        for label in (self.held, self.source, self.state):
            words.addWidget(label)
        words.addStretch(1)
        foot.addLayout(words, 1)
        self.decider = button(_("Confirm or change ..."), "primary", clicked=self.decide)
        self.decider.setVisible(self.desk.books.answers)
        foot.addWidget(self.decider)
        self.rows.addLayout(foot)

    def show_figures(self, known: Sequence[DatedValue]) -> None:
        """Show the figures, read anew."""
        self.known = known
        self._show_rows()

    def show_figure(self, name: str) -> None:
        """Show the doubtful value of a figure, or what waits first when no name is given."""
        doubtful = self._rows("doubtful")
        self.view.choose("doubtful" if any(name in ("", one.name) for one in doubtful) else "all")
        self._show_rows()
        rows = self._rows(self.view.value())
        at = next((n for n, one in enumerate(rows) if one.name == name), 0)
        self.table.choose_row(at)
        self.table.setFocus()

    def _rows(self, view: str) -> list[DatedValue]:
        today = self.desk.today()
        names = {name: n for n, name in enumerate(FIGURES)}
        found = [
            one
            for one in self.known
            if view == "all" or (one.holds_on(today) if view == "now" else not one.confirmed)
        ]
        return sorted(
            found,
            key=lambda one: (
                view == "doubtful" and not one.holds_on(today),  # what counts now comes first
                names.get(one.name, len(names)),
                one.name,
                -one.first_on.toordinal(),
            ),
        )

    def _show_rows(self) -> None:
        before = self.current
        rows = self._rows(self.view.value())
        self.table.show_keys(rows)
        same = [(one.name, one.first_on) for one in rows]
        key = (before.name, before.first_on) if before else None
        if rows:
            self.table.choose_row(same.index(key) if key in same else 0)
        waiting = sum(not one.confirmed and one.holds_on(self.desk.today()) for one in self.known)
        told = ngettext(
            "{count} figure in force to be confirmed", "{count} figures in force to be confirmed", waiting
        ).format(count=count(waiting))
        self.summary.setText(told if waiting else _("Every figure in force is confirmed."))
        self._show_one()

    @property
    def current(self) -> DatedValue | None:
        """The figure looked at."""
        found = self.table.current_key()
        return found if isinstance(found, DatedValue) else None

    def _show_one(self) -> None:
        one = self.current
        self.decider.setEnabled(one is not None)
        for label in (self.held, self.source, self.state):
            label.setVisible(one is not None)
        if one is None:
            return
        self.held.setText(together(value_word(one), period_word(one.first_on, one.last_on)))
        self.source.setText(_("Source: {source}").format(source=source_words(one)))
        self.state.setText(state_sentence(one))
        self.state.set_tone({"warn": "warn", "ok": "ok"}.get(state_tone(one), "muted"))

    def decide(self) -> DecideFigure | None:
        """Ask about the figure looked at."""
        if self.current is None or not self.desk.books.answers:
            return None
        dialog = DecideFigure(self.desk, self.current, self.known, self)
        dialog.decided.connect(self.changed)
        dialog.open()
        return dialog


def _table() -> Table:
    columns: list[Column[DatedValue]] = [
        Column(_("Figure"), lambda row: figure_word(row.name), 0, weight=500, wraps=True),
        Column(_("Value"), value_word, 118, is_amount=True, weight=500),
        Column(_("From"), lambda row: day(row.first_on), 100, tone=lambda _row: "muted"),
        Column(
            _("State"),
            state_word,
            150,
            tone=state_tone,
            sign=lambda row: "" if row.confirmed else "triangle-alert",
        ),
    ]
    model: WindowedModel[DatedValue] = WindowedModel(columns, list)
    table = Table(model, _("Legal figures"), empty=_("Nothing waits for you."))
    model.setParent(table)
    return table
