"""The rows of a claim: a trip or another cost a row, each with what is wrong with it below."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from donations_app.domain.errors import Problem
from donations_app.domain.expenses import Item
from donations_app.domain.mileage import Counted, Trip
from donations_app.domain.typed import TypedError, clean_text, parse_whole
from donations_app.i18n import _, money
from donations_app.sentences import problem_sentence
from donations_app.ui.expenses.words import VEHICLES, rate_of
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Label, tool
from donations_app.ui.widgets.edits import DateEdit, MoneyEdit, TypedEdit, mark
from donations_app.ui.widgets.fields import ComboBox, Note, TextEdit
from donations_app.ui.words import word

DAY, KM, VEHICLE, POWER, ELECTRIC, AMOUNT, EVIDENCE, REMOVER = 122, 68, 128, 56, 66, 142, 190, 28
GAP: Final = 8


@dataclass(frozen=True, slots=True)
class RowTyped:
    """A row as it was typed, to fill it in again."""

    texts: tuple[str, ...]
    vehicle: str = "car"
    is_electric: bool = False


class Row(QWidget):
    """What trips and other costs share: a day first, a remover last, a note below."""

    changed = Signal()
    removed = Signal(object)
    edits: tuple[QLineEdit, ...]
    fields: ClassVar[tuple[str, ...]]  # of problems, in the order of ``edits``

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.on = DateEdit(_("Date"), today)
        self.note = Note()
        self.remover = tool("x", _("Remove"), lambda: self.removed.emit(self))
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(4)
        self.cells = QGridLayout()
        self.cells.setHorizontalSpacing(GAP)
        self.cells.setVerticalSpacing(6)
        self._place.addLayout(self.cells)
        self._place.addWidget(self.note)

    def finish(self) -> None:
        """Connect the edits once they are all there."""
        for edit in self.edits:
            edit.setProperty("size", "small")
            edit.textChanged.connect(lambda *_: self._edited())
            if isinstance(edit, TypedEdit):
                edit.refused.connect(lambda code, edit=edit: self.say(problem_sentence(code, edit.text())))

    def _edited(self) -> None:
        self.note.say("")
        self.changed.emit()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed in it."""
        return not any(edit.text().strip() for edit in self.edits)

    def say(self, text: str) -> None:
        """Say below the row what is wrong."""
        self.note.say(text, "bad")

    def say_problem(self, problem: Problem) -> QLineEdit:
        """Say a problem of the row, mark its field and return it."""
        name = problem.field.rpartition(".")[2]
        edit = self.edits[self.fields.index(name)] if name in self.fields else self.on
        mark(edit, "bad")
        said = problem_sentence(problem.code, problem.value, problem.data)
        self.say(f"{self.note.text}\n{said}" if self.note.text else said)
        return edit

    def stops(self) -> tuple[QWidget, ...]:
        """Return where Tab goes, in order."""
        raise NotImplementedError

    def arrange(self, *, narrow: bool) -> None:
        """Stand on one line, or on two where there is no room."""
        raise NotImplementedError

    def unreadable(self) -> list[Problem]:
        """Return what cannot be read."""
        raise NotImplementedError

    def typed(self) -> RowTyped:
        """Return the row as it stands."""
        return RowTyped(tuple(edit.text() for edit in self.edits))

    def fill(self, typed: RowTyped) -> None:
        """Show a row as it was typed."""
        for edit, text in zip(self.edits, typed.texts, strict=True):
            edit.setText(text)

    def like(self) -> RowTyped | None:
        """Return what the next row begins with, or nothing."""
        return None

    def say_nothing(self) -> None:
        """Take back what was said."""
        self.note.say("")
        for edit in self.edits:
            mark(edit, "")

    def _day_problems(self) -> list[Problem]:
        return [Problem("on", code, self.on.text())] if (code := self.on.problem()) else []


class TripRow(Row):
    """One trip, with what the scale gives for it."""

    fields = ("on", "purpose", "km", "power")

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(today)
        self.purpose = TextEdit(_("From, to, and why"))
        self.km = TextEdit(_("Kilometres"), limit=6)
        self.vehicle = ComboBox({code: word(VEHICLES, code) for code in VEHICLES}, _("Vehicle"))
        self.power = TextEdit(_("Fiscal power (CV)"), limit=2)
        self.electric = CheckBox(_("Electric"), 12)
        self.amount, self.rate = Label("", "name"), Label("", "axis", "muted")
        for edit in (self.km, self.power):
            edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        self.edits = (self.on, self.purpose, self.km, self.power)
        self._worth = QWidget()
        worth = QVBoxLayout(self._worth)
        worth.setContentsMargins(0, 0, 0, 0)
        worth.setSpacing(0)
        for label in (self.amount, self.rate):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
            worth.addWidget(label)
        self._worth.setFixedWidth(theme().px(AMOUNT))
        for widget, width in ((self.on, DAY), (self.km, KM), (self.vehicle, VEHICLE), (self.power, POWER),
                              (self.electric, ELECTRIC), (self.remover, REMOVER)):  # fmt: skip
            widget.setFixedWidth(theme().px(width))
        self.vehicle.setProperty("size", "small")
        self.finish()
        self.vehicle.chosen.connect(lambda *_: self._vehicle_chosen())
        self.electric.toggled.connect(lambda *_: self.changed.emit())
        self.arrange(narrow=False)

    def _vehicle_chosen(self) -> None:
        is_moped = self.vehicle.value() == "moped"
        self.power.setEnabled(not is_moped)
        if is_moped:
            self.power.clear()
        self._edited()

    @property
    def is_empty(self) -> bool:
        return not any(edit.text().strip() for edit in (self.on, self.purpose, self.km))

    def stops(self) -> tuple[QWidget, ...]:
        return (self.on, self.purpose, self.km, self.vehicle, self.power, self.electric, self.remover)

    def arrange(self, *, narrow: bool) -> None:
        places = (
            ((self.on, 0, 0, 1), (self.purpose, 0, 1, 5), (self.remover, 0, 6, 1),
             (self.km, 1, 0, 1), (self.vehicle, 1, 1, 1), (self.power, 1, 2, 1), (self.electric, 1, 3, 1),
             (self._worth, 1, 5, 2))
            if narrow
            else ((self.on, 0, 0, 1), (self.purpose, 0, 1, 1), (self.km, 0, 2, 1), (self.vehicle, 0, 3, 1),
                  (self.power, 0, 4, 1), (self.electric, 0, 5, 1), (self._worth, 0, 6, 1), (self.remover, 0, 7, 1))
        )  # fmt: skip
        for widget, line, column, across in places:
            self.cells.addWidget(widget, line, column, 1, across)
        for column in range(8):
            self.cells.setColumnStretch(column, 0)
        self.cells.setColumnStretch(4 if narrow else 1, 1)
        self.km.setFixedWidth(theme().px(DAY if narrow else KM))
        for edit, told in ((self.purpose, _("From, to, and why")), (self.km, _("km")), (self.power, _("CV"))):
            edit.setPlaceholderText(told if narrow else "")

    def unreadable(self) -> list[Problem]:
        found = self._day_problems()
        for field, edit, needed in (("km", self.km, True), ("power", self.power, False)):
            try:
                if edit.text().strip():
                    parse_whole(edit.text())
                elif needed:
                    found.append(Problem(field, "missing"))
            except TypedError as error:
                found.append(Problem(field, error.problem, edit.text()))
        if not clean_text(self.purpose.text()):
            found.append(Problem("purpose", "missing"))
        return found

    def trip(self) -> Trip | None:
        """Return the trip typed, or ``None`` while it cannot be read."""
        if self.is_empty or self.unreadable():
            return None
        return Trip(
            driven_on=self.on.parse(),
            purpose=clean_text(self.purpose.text()),
            km=parse_whole(self.km.text()),
            vehicle=self.vehicle.value(),
            power=parse_whole(self.power.text()) if self.power.text().strip() else 0,
            is_electric=self.electric.isChecked(),
        )

    def show_worth(self, counted: Counted | None) -> None:
        """Show what the scale gives for the trip, and by which formula."""
        self.amount.setText(money(counted.amount) if counted else "")
        self.rate.setText(rate_of(counted) if counted else "")
        self.amount.set_tone("warn" if counted and counted.is_provisional else "")

    def typed(self) -> RowTyped:
        texts = tuple(edit.text() for edit in self.edits)
        return RowTyped(texts, self.vehicle.value(), self.electric.isChecked())

    def fill(self, typed: RowTyped) -> None:
        self.vehicle.choose(typed.vehicle)
        self.electric.setChecked(typed.is_electric)
        super().fill(typed)

    def like(self) -> RowTyped:
        """Return the same vehicle: one drives one's own car."""
        return RowTyped(("", "", "", self.power.text()), self.vehicle.value(), self.electric.isChecked())


class ItemRow(Row):
    """Another cost: what it was and why, the voucher, and how much."""

    fields = ("on", "label", "evidence", "amount")

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(today)
        self.label = TextEdit(_("What, and why"), limit=140)
        self.voucher = TextEdit(_("Voucher"), limit=50)
        self.voucher.setPlaceholderText(_("ticket, invoice no."))
        self.amount = MoneyEdit(_("Amount"))
        self.edits = (self.on, self.label, self.voucher, self.amount)
        for widget, width in ((self.on, DAY), (self.voucher, EVIDENCE), (self.amount, AMOUNT),
                              (self.remover, REMOVER)):  # fmt: skip
            widget.setFixedWidth(theme().px(width))
        self.finish()
        self.arrange(narrow=False)

    def stops(self) -> tuple[QWidget, ...]:
        return (*self.edits, self.remover)

    def arrange(self, *, narrow: bool) -> None:
        places = (
            ((self.on, 0, 0, 1), (self.label, 0, 1, 2), (self.remover, 0, 3, 1),
             (self.voucher, 1, 0, 2), (self.amount, 1, 2, 2))
            if narrow
            else ((self.on, 0, 0, 1), (self.label, 0, 1, 1), (self.voucher, 0, 2, 1), (self.amount, 0, 3, 1),
                  (self.remover, 0, 4, 1))
        )  # fmt: skip
        flag = Qt.AlignmentFlag
        for widget, line, column, across in places:
            self.cells.addWidget(widget, line, column, 1, across)
        self.cells.setAlignment(self.amount, flag.AlignRight if narrow else flag(0))
        for column in range(5):
            self.cells.setColumnStretch(column, 1 if column == 1 else 0)
        self.label.setPlaceholderText(_("What, and why") if narrow else "")

    def unreadable(self) -> list[Problem]:
        found = self._day_problems()
        if code := self.amount.problem():
            found.append(Problem("amount", code, self.amount.text()))
        if not clean_text(self.label.text()):
            found.append(Problem("label", "missing"))
        return found

    def item(self) -> Item | None:
        """Return the cost typed, or ``None`` while it cannot be read."""
        if self.is_empty or self.unreadable():
            return None
        label, voucher = clean_text(self.label.text()), clean_text(self.voucher.text())
        return Item(self.on.parse(), f"{label} ({voucher})" if voucher else label, self.amount.parse())


def trip_headings() -> QWidget:
    """Return the names of the cells of a trip."""
    return _headings((
        (_("Date"), DAY), (_("From, to, and why"), 0), (_("km"), KM), (_("Vehicle"), VEHICLE), (_("CV"), POWER),
        (_("Electric"), ELECTRIC), (_("Amount"), AMOUNT), ("", REMOVER),
    ))  # fmt: skip


def item_headings() -> QWidget:
    """Return the names of the cells of another cost."""
    return _headings((
        (_("Date"), DAY), (_("What, and why"), 0), (_("Voucher"), EVIDENCE), (_("Amount"), AMOUNT), ("", REMOVER),
    ))  # fmt: skip


def _headings(names: tuple[tuple[str, int], ...]) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP)
    for name, width in names:
        label = Label(name, "label", "muted")
        if width:
            label.setFixedWidth(theme().px(width))
        if width in (AMOUNT, KM, POWER):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        row.addWidget(label, 0 if width else 1)
    return whole
