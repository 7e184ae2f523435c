"""A legal figure confirmed as it stands, or another value written from a day on; both are journalled."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from donations_app.domain.errors import InputRefused, KnownError, Problem
from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.typed import TypedError, parse_percent
from donations_app.i18n import _, day, figures
from donations_app.services.books.legal import choices_of, decide_parameter
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.settings.days import AnyDateEdit
from donations_app.ui.settings.saving import say_problems
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import MoneyEdit, lead
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit
from donations_app.words.figures import choice_word, figure_word
from donations_app.words.law import source_words


class DecideFigure(Dialog):
    """One question: is this the value, and where did you read it?"""

    decided = Signal(str)  # what was done

    def __init__(self, desk: Desk, figure: DatedValue, known: Sequence[DatedValue], parent: QWidget) -> None:
        super().__init__(figure_word(figure.name), parent)
        self.setMinimumWidth(theme().px(520))
        self.desk, self.figure, self.known = desk, figure, known
        self.value = _edit(figure, desk.today)
        self.first = AnyDateEdit(_("From"), desk.today)
        self.last = AnyDateEdit(_("To"), desk.today)
        self.last.setPlaceholderText(_("no end"))
        self.source = TextEdit(_("Where you read it"), limit=500)
        self.source.setPlaceholderText(_("article, date of the text, letter of the tax office"))
        self.fields = {
            "value": Field(_("Value"), self.value),
            "from": Field(_("From"), self.first),
            "to": Field(_("To"), self.last),
            "source": Field(_("Where you read it"), self.source),
        }
        self.first.set_day(figure.first_on)
        self.last.set_day(figure.last_on)
        self._lay_out()
        self._shown = self._typed()
        for edit in (self.value, self.first, self.last):
            changed = edit.chosen if isinstance(edit, ComboBox) else edit.textChanged
            changed.connect(lambda *_: self._say_what())
        self._say_what()
        self.source.setFocus()

    def _lay_out(self) -> None:
        told = _("It says so far: {source}").format(source=source_words(self.figure))
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        row = QHBoxLayout()
        row.setSpacing(theme().px(14))
        for name in ("value", "from", "to"):
            row.addWidget(self.fields[name], 1)
        self.rows.addLayout(row)
        self.rows.addWidget(self.fields["source"])
        self.what = Wrapped("", "small", "muted")
        self.rows.addWidget(self.what)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(_("Back"), clicked=self.leave))
        self.does = button("", "primary", clicked=self.accept)
        self.does.setDefault(True)
        foot.addWidget(self.does)
        self.add_foot(foot)

    def _typed(self) -> tuple[str, str, str]:
        value = self.value.value() if isinstance(self.value, ComboBox) else self.value.text()
        return value, self.first.text(), self.last.text()

    @property
    def is_confirming(self) -> bool:
        """Whether value and days are those that stood."""
        return self._typed() == self._shown

    def _say_what(self) -> None:
        """Say what the button will do before it is pressed."""
        if self.is_confirming:
            self.does.setText(_("Confirm"))
            self.what.setText(
                _("Your name and today's date stand beside it from now on, and in the audit trail.")
            )
            return
        self.does.setText(_("Write this value"))
        first = self.first.day()
        if first is not None and first != self.figure.first_on:
            told = _("The value before stays until the day before {day}.").format(day=day(first))
        else:
            told = _("It takes the place of the value that stood. Receipts issued before stay as they are.")
        self.what.setText(told)

    def accept(self) -> None:
        """Write it, or say what stands against it beside its field."""
        for field in self.fields.values():
            field.say("")
        try:
            self._decide()
        except InputRefused as error:
            say_problems(error.problems, self.fields)
        except KnownError as error:
            errors.tell(error, self)
        else:
            told = _("{name} is confirmed from {day} on.")
            name = figure_word(self.figure.name)
            self.decided.emit(told.format(name=name, day=day(self.first.parse())))
            super().accept()

    def _decide(self) -> None:
        found = [
            Problem(name, code, edit.text())
            for name, edit, may_be_empty in (("from", self.first, False), ("to", self.last, True))
            if (code := edit.has_problem(may_be_empty=may_be_empty))
        ]
        if found:
            raise InputRefused(found)
        last: date | None = self.last.parse() if self.last.text().strip() else None
        desk = self.desk
        desk.do(
            decide_parameter,
            self.figure.name,
            first_on=self.first.parse(),
            last_on=last,
            value=self._value(),
            source=self.source.text(),
        )

    def _value(self) -> str:
        """Return the value in the unit of the figure.

        Raises:
            InputRefused: it cannot be read.
        """
        edit = self.value
        if isinstance(edit, ComboBox):
            return edit.value()
        if isinstance(edit, AnyDateEdit):
            if code := edit.has_problem(may_be_empty=False):
                raise InputRefused([Problem("value", code, edit.text())])
            return edit.parse().isoformat()
        if isinstance(edit, MoneyEdit):
            if code := edit.problem():
                raise InputRefused([Problem("value", code, edit.text())])
            return str(edit.parse().cents)
        if self.figure.name == "counterpart_quarter":
            try:
                return str(parse_percent(edit.text()))
            except TypedError as error:
                raise InputRefused([Problem("value", error.problem, edit.text())]) from error
        if not edit.text().strip():
            raise InputRefused([Problem("value", "missing")])
        return edit.text().strip()


def _edit(figure: DatedValue, today: Callable[[], date]) -> QLineEdit | ComboBox:
    """Return the field for the unit of a figure, filled."""
    name, value = _("Value"), figure.value
    if choices := choices_of(figure.name):
        one = ComboBox({choice: choice_word(figure.name, choice) for choice in choices}, name)
        one.choose(str(value))
        return one
    if figure.name.endswith("_on"):
        edit_of_day = AnyDateEdit(name, today)
        edit_of_day.set_day(date.fromisoformat(str(value)))
        return edit_of_day
    if figure.name.endswith("_cents") and isinstance(value, int):
        amount = MoneyEdit(name)
        amount.setText(figures(Money(value)))
        return amount
    edit = TextEdit(name, limit=40)
    edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    lead(edit)
    if figure.name == "counterpart_quarter" and isinstance(value, int):
        edit.setText(f"{value // 100},{value % 100:02}\u00a0%")
    else:
        edit.setText(str(value))
    return edit
