"""Whose gifts are planned: those of a year, or of some days of it."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.domain.errors import InputRefused
from donations_app.i18n import _, day
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button, tool
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import ComboBox, Field, Note
from donations_app.words.phrases import problem_sentence

Period = tuple[date, date]
_YEARS = 6


class Span(QWidget):
    """A line with what is counted, the year, and below it, when it is asked for, a period of it."""

    chosen = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.period: Period | None = None  # that is planned; ``None`` for the whole year
        self._is_open, self._is_offered = False, True
        this = desk.today().year
        self.summary = Wrapped("", "strong")
        self.year = ComboBox(
            {str(year): str(year) for year in range(this, this - _YEARS, -1)}, _("Year of the gifts")
        )
        self.year.choose(str(this - 1))
        self.year.setFixedWidth(theme().px(96))
        why = _("Only the gifts of some days: for a company whose fiscal year is not the calendar year")
        self.opener = tool("calendar", why, self.toggle)
        self.first, self.last = DateEdit(_("From"), desk.today), DateEdit(_("To"), desk.today)
        self.applies = button(_("Show"), "small", clicked=self.apply)
        self.whole = button(_("Whole year"), "link", clicked=self.close_period)
        self.note = Note()
        self._lay_out()
        self.year.chosen.connect(lambda *_: self._year_changed())
        for edit in (self.first, self.last):
            edit.returnPressed.connect(self.apply)
            edit.textChanged.connect(lambda *_: self.note.say(""))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme().px(10))
        head.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.opener)
        head.addWidget(self.year)
        days = QHBoxLayout()
        days.setSpacing(theme().px(10))
        self.fields = (Field(_("From"), self.first), Field(_("To"), self.last))
        for field in self.fields:
            days.addWidget(field, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self.whole)
        buttons.addWidget(self.applies)
        days.addLayout(buttons)
        self.days = QWidget()
        rows = QVBoxLayout(self.days)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(4))
        rows.addLayout(days)
        rows.addWidget(self.note)
        self.days.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(8))
        rows.addLayout(head)
        rows.addWidget(self.days)

    @property
    def chosen_year(self) -> int:
        """The year of the gifts."""
        return int(self.year.value())

    def choose_year(self, year: int) -> None:
        """Show another year without telling."""
        if self.year.findData(str(year)) < 0:
            self.year.addItem(str(year), str(year))
        self.year.blockSignals(True)  # noqa: FBT003 -- Qt's signature
        self.year.choose(str(year))
        self.year.blockSignals(False)  # noqa: FBT003 -- Qt's signature
        self._forget()

    def show_opener(self, *, is_shown: bool) -> None:
        """Offer the period where it has a meaning; what was issued and sent is of the whole year."""
        self._is_offered = is_shown
        self._show_days()

    def _show_days(self) -> None:
        self.opener.setVisible(self._is_offered and not self._is_open)
        self.days.setVisible(self._is_offered and self._is_open)

    def toggle(self) -> None:
        """Ask for a period, the whole year to begin with."""
        self.first.set_day(date(self.chosen_year, 1, 1))
        self.last.set_day(date(self.chosen_year, 12, 31))
        self._is_open = True
        self._show_days()
        self.first.setFocus()
        self.first.selectAll()

    def apply(self) -> None:
        """Plan the period, or say beside its days why not."""
        for edit, field in zip((self.first, self.last), self.fields, strict=True):
            field.say("")
            if code := edit.problem():
                field.say(problem_sentence(code, edit.text()), "bad")
                edit.setFocus()
                return
        self.period = (self.first.parse(), self.last.parse())
        self.chosen.emit()

    def refuse(self, error: InputRefused) -> None:
        """Say what the plan has against the period, and plan the whole year."""
        (problem, *_more) = error.problems
        value = " – ".join(map(day, self.period or ())) or problem.value
        self.period = None
        self.note.say(problem_sentence(problem.code, value, problem.data), "bad")

    def close_period(self) -> None:
        """Plan the whole year again."""
        was = self.period
        self._forget()
        self.year.setFocus()
        if was:
            self.chosen.emit()

    def _forget(self) -> None:
        self.period = None
        self.note.say("")
        self._is_open = False
        self._show_days()

    def _year_changed(self) -> None:
        self._forget()
        self.chosen.emit()
