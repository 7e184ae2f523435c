"""An act on a project in a dialog: what it does to the private shares stands there before it is done."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from shiboken6 import isValid

from donations_app.db.books import Books
from donations_app.domain.errors import InputRefused, KnownError, Problem, ReasonMissing
from donations_app.domain.typed import is_blank
from donations_app.i18n import _, labelled
from donations_app.services.payments.foresight import foresee
from donations_app.ui import errors
from donations_app.ui.acting import Act
from donations_app.ui.alarm import Doing, warn_of_shares
from donations_app.ui.desk import Desk
from donations_app.ui.settings.days import AnyDateEdit
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Wrapped
from donations_app.ui.widgets.edits import DateEdit, MoneyEdit
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit, say_problems
from donations_app.ui.widgets.flow import Flow
from donations_app.words.effects import change_sentences
from donations_app.words.phrases import problem_sentence
from donations_app.words.sentences import sentence

_LOOKS: Final = 350  # milliseconds after the last key before what changes is looked at again


class ForeseenAct(Act):
    """Fill ``fields``, lay them out, then ``add_end``; ``stated`` returns the act as the fields say it."""

    shown_at: Mapping[str, str] = {}  # problems whose field bears another name here

    def __init__(self, desk: Desk, title: str, parent: QWidget) -> None:
        super().__init__(desk, title, parent)
        self.fields: dict[str, Field] = {}
        self.setMinimumWidth(theme().px(600))
        self._act_name = ""
        self.changes = Wrapped("", "small", "muted")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LOOKS)
        self._later.timeout.connect(self.foresee)

    def stated(self) -> Callable[[Books], Any]:
        """Return the act as it is stated.

        Raises:
            KnownError: a field cannot be taken.
        """
        raise NotImplementedError

    def told(self, done: Any) -> str:
        """Return what was done."""
        raise NotImplementedError

    def notes(self) -> Sequence[str]:
        """Return what has to be known beside shares."""
        return ()

    def lay(self, *rows: Sequence[str]) -> None:
        """Put fields below each other, those of a row beside each other."""
        for names in rows:
            fields = [self.fields[name] for name in names]
            for field in fields:
                field.setMinimumWidth(theme().px(150))
            self.rows.addWidget(Flow(*fields, fills=True) if len(fields) > 1 else fields[0])

    def add_end(self, does: str, *others: Any) -> None:
        """Add what changes, and the buttons; look at it whenever a field changes."""
        self.rows.addStretch(1)
        in_sight = QHBoxLayout()
        in_sight.addWidget(self.changes)
        self.add_foot(in_sight)  # it does not scroll
        self._act_name = does
        self.add_buttons(does, *others)
        for field in self.fields.values():
            self.watch(field.edit)
        self._later.start()

    def watch(self, edit: QWidget) -> None:
        """Look again when something else is typed or chosen."""
        if isinstance(edit, QLineEdit):
            edit.textChanged.connect(lambda *_: self._later.start())
        if isinstance(edit, ComboBox):
            edit.chosen.connect(lambda *_: self._later.start())
        if isinstance(edit, CheckBox):
            edit.toggled.connect(lambda *_: self._later.start())

    def text(self, name: str) -> str:
        """Return the value of a field, as one would type it at the command line."""
        return text_of(self.fields[name].edit)

    def texts(self, *names: str) -> dict[str, str]:
        """Return the values of some fields by their names."""
        return {name: self.text(name) for name in names}

    def reason(self) -> str:
        """Return the reason; while it is foreseen without one, a dash in its place."""
        text = self.text("reason")
        return "-" if is_blank(text) and self._foresees else text

    _foresees = False

    def foresee(self) -> None:
        """Say what would change; what cannot be taken yet is not told before one presses the button."""
        self._foresees = True
        try:
            found = self.desk.do(foresee, self.stated())
        except InputRefused as error:
            told = [self._said(one) for one in error.problems if one.code not in ("missing", "amount_zero")]
            self._say_foreseen("\n".join(dict.fromkeys(told)))
            return
        except KnownError as error:
            self._say_foreseen(sentence(error, reads=True) or "")
            return
        finally:
            self._foresees = False
        if isValid(self):  # or closed while the books were asked
            said = change_sentences(found.shares, found.receipted, found.dues, found.rules)
            self._say_foreseen("\n".join(said) or _("No private share changes."))

    def _say_foreseen(self, text: str) -> None:
        if isValid(self):
            self.changes.setText(text)

    def _said(self, problem: Problem) -> str:
        told = problem_sentence(problem.code, problem.value, problem.data)
        field = self.fields.get(self.shown_at.get(problem.field, problem.field))
        return labelled(field.name.text(), told) if field else told

    def accept(self) -> None:
        """Do it, or say beside each field what stands against it; where a share falls, ask first."""
        self._later.stop()
        for field in self.fields.values():
            field.say("")
        try:
            found = self.desk.do(foresee, self.stated())
        except KnownError as error:
            self._refused(error)
            return
        asks = "reason" in self.fields
        reason = self.text("reason") if asks else ""
        doing = Doing(
            self._save, what=self.windowTitle(), reason=reason, asks_reason=asks, notes=self.notes()
        )
        if not warn_of_shares(self.desk, self, found, self._act_name, doing):
            self._save(reason)

    def _save(self, reason: str) -> bool:
        """Do it with a reason, where one is asked for; tell whether it was done."""
        if "reason" in self.fields and isinstance(edit := self.fields["reason"].edit, QLineEdit):
            edit.setText(reason)
            self._later.stop()
        try:
            done = self.desk.do(self.stated())
        except KnownError as error:
            self._refused(error)
            return False
        self.done_with.emit(self.told(done))
        self.done(int(self.DialogCode.Accepted))
        return True

    def _refused(self, error: KnownError) -> None:
        if isinstance(error, InputRefused):
            self._refuse(error)
        elif isinstance(error, ReasonMissing) and "reason" in self.fields:
            self.fields["reason"].say(problem_sentence("missing"), "bad")
            self.fields["reason"].edit.setFocus()
        else:
            errors.tell(error, self)

    def done(self, result: int) -> None:
        self._later.stop()
        super().done(result)

    def _refuse(self, error: InputRefused) -> None:
        named = [
            Problem(self.shown_at.get(one.field, one.field), one.code, one.value, one.data)
            for one in error.problems
        ]
        first = say_problems(self.fields, named)
        if first is None:
            errors.tell(error, self)
        else:
            first.edit.setFocus()


class ReasonAct(ForeseenAct):
    """An act that asks why, and from or until which day where ``day`` names it; ``does`` is what the button says."""

    def __init__(self, desk: Desk, title: str, parent: QWidget, *, does: str, day: str = "") -> None:
        super().__init__(desk, title, parent)
        if day:
            self.fields["on"] = day_field(day, desk, desk.today())
        self.fields["reason"] = text_field(_("Reason"), limit=500)
        self.lay(*((name,) for name in self.fields))
        self.add_end(does)
        self.fields["reason"].edit.setFocus()


def text_of(edit: QWidget) -> str:
    """Return what a field says, as one would type it; a day that can be taken as a whole date."""
    if isinstance(edit, DateEdit):
        day = edit.day()
        return day.isoformat() if day else edit.text().strip()
    if isinstance(edit, ComboBox):
        return edit.value()
    if isinstance(edit, CheckBox):
        return "yes" if edit.isChecked() else "no"
    return edit.text().strip() if isinstance(edit, QLineEdit) else ""


def text_field(name: str, text: str = "", *, limit: int = 200) -> Field:
    """Return a field of one line."""
    edit = TextEdit(name, limit=limit)
    edit.setText(text)
    return Field(name, edit)


def money_field(name: str, typed: str = "", currency: str = "EUR") -> Field:
    """Return a field of an amount, in the currency that its name says; of euros nothing says it.

    Args:
        name: above the field.
        typed: the amount as one would type it, or nothing.
        currency: its code (ISO 4217).
    """
    edit = MoneyEdit(name)
    edit.set_currency(currency)
    edit.setText(typed.replace(".", ","))
    if typed:
        edit.show_whole()
    return Field(name if currency == "EUR" else f"{name} ({currency})", edit)


def day_field(name: str, desk: Desk, value: date | None = None) -> Field:
    """Return a field of a day."""
    edit = AnyDateEdit(name, desk.today)
    edit.set_day(value)
    return Field(name, edit)


def choice_field(name: str, choices: Mapping[str, str], chosen: str = "") -> Field:
    """Return a field of a choice."""
    combo = ComboBox(dict(choices), name)
    if chosen:
        combo.choose(chosen)
    return Field(name, combo)


def day_of(field: Field, of: str = "on") -> date:
    """Return the day of a field.

    Args:
        field: of a day.
        of: under which what is wrong is told.

    Raises:
        InputRefused: it cannot be taken.
    """
    edit = field.edit
    if isinstance(edit, DateEdit) and not (code := edit.problem()):
        return edit.parse()
    raise InputRefused([Problem(of, code, text_of(edit))])


def refill(combo: ComboBox, choices: Mapping[str, str]) -> None:
    """Offer other choices; the one that was chosen stays where it is among them."""
    chosen = combo.value()
    with QSignalBlocker(combo):
        combo.clear()
        for code, text in choices.items():
            combo.addItem(text, code)
        combo.setCurrentIndex(max(0, combo.findData(chosen)))
