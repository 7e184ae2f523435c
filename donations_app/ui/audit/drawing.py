"""What an auditor asks of the draw: the year, how many, the seed, what is taken in any case."""

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from donations_app.domain.errors import Problem
from donations_app.domain.money import Money
from donations_app.domain.typed import TypedError, parse_whole
from donations_app.i18n import _
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, button
from donations_app.ui.widgets.edits import MoneyEdit, lead
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit, in_order
from donations_app.words.phrases import problem_sentence

_YEARS = 6


class Draw(Struct, frozen=True):
    """A draw as it is asked for."""

    year: int
    size: int
    seed: int
    above: Money | None
    by_form: bool


class DrawForm(QWidget):
    """Five fields; Enter in any of them draws."""

    asked = Signal(object)  # a ``Draw``

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        this = desk.today().year
        self.year = ComboBox(
            {str(year): str(year) for year in range(this, this - _YEARS, -1)}, _("Year of the gifts")
        )
        self.year.choose(str(this - 1))
        self.size_edit, self.seed = TextEdit(_("How many"), limit=5), TextEdit(_("Seed"), limit=9)
        self.size_edit.setText("30")
        self.seed.setPlaceholderText(_("a number"))
        self.above = MoneyEdit(_("All from this amount on"))
        self.above.setPlaceholderText(_("none"))
        self.by_form = CheckBox(_("As many of each form"), 12)
        self.drawer = button(_("Draw"), "primary", clicked=self.ask)
        self.fields = {
            "year": Field(_("Year of the gifts"), self.year),
            "size": Field(_("How many"), self.size_edit),
            "seed": Field(_("Seed"), self.seed),
            "above": Field(_("All from this amount on"), self.above),
        }
        self.fields["year"].setMinimumWidth(theme().px(104))
        for edit in (self.size_edit, self.seed):
            edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            lead(edit)
        for typed in (self.size_edit, self.seed, self.above):
            typed.returnPressed.connect(self.ask)
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().px(10))
        grid.setVerticalSpacing(theme().px(8))
        grid.addWidget(self.fields["year"], 0, 0, 1, 2)
        grid.addWidget(self.fields["size"], 0, 2, 1, 2)
        grid.addWidget(self.fields["seed"], 0, 4, 1, 2)
        grid.addWidget(self.fields["above"], 1, 0, 1, 3)
        grid.addWidget(self.by_form, 1, 3, 1, 3, Qt.AlignmentFlag.AlignBottom)
        grid.addWidget(self.drawer, 2, 0, 1, 6)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        in_order(self.year, self.size_edit, self.seed, self.above, self.by_form, self.drawer)

    def ask(self) -> None:
        """Ask for the draw, or say what cannot be read."""
        for field in self.fields.values():
            field.say("")
        found, problems = self._read()
        for problem in reversed(problems):
            field = self.fields[problem.field]
            field.say(problem_sentence(problem.code, problem.value), "bad")
            field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        if found is not None:
            self.asked.emit(found)

    def _read(self) -> tuple[Draw | None, list[Problem]]:
        numbers, problems = {}, []
        for name, edit in (("size", self.size_edit), ("seed", self.seed)):
            text = edit.text().strip()
            try:
                numbers[name] = parse_whole(text)
            except TypedError as error:
                problems.append(Problem(name, error.problem if text else "missing", text))
        if numbers.get("size") == 0:
            problems.append(Problem("size", "number_unreadable", "0"))
        if self.above.text().strip() and (code := self.above.problem()):
            problems.append(Problem("above", code, self.above.text()))
        if problems:
            return None, problems
        year, by_form = int(self.year.value()), self.by_form.isChecked()
        return Draw(year, numbers["size"], numbers["seed"], self.above.money(), by_form), []
