"""Fields for money and days: what is typed is kept as typed until it is left, then shown whole."""

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from donations_app.domain.currency_words import code_meant, means, split_currency
from donations_app.domain.money import Money
from donations_app.domain.typed import TypedError, parse_amount, parse_short_date
from donations_app.i18n import _, figures, is_right_to_left
from donations_app.ui.grown import grow
from donations_app.ui.icons import icon
from donations_app.ui.theme import font

_LONGEST: Final = 40  # with the blanks and marks that come along when it is pasted


def mark(field: QLineEdit, state: str) -> None:
    """Give a field its state: bad, warn or nothing."""
    if field.property("state") != state:
        field.setProperty("state", state)
        field.style().unpolish(field)
        field.style().polish(field)


def lead(field: QLineEdit) -> None:
    """Let the text stand where reading begins, whatever its own direction.

    Qt would go by the text, and in an empty field by the keyboard: its cursor would stand at the left.
    """
    if is_right_to_left():
        flag = Qt.AlignmentFlag
        field.setAlignment(flag.AlignRight | flag.AlignAbsolute | flag.AlignVCenter)


def add_icon(field: QLineEdit, name: str) -> QAction:
    """Add an icon at the end of a field, which is at the left in Arabic."""
    grow(field)
    ends = QLineEdit.ActionPosition
    # figures run from the left in Arabic too, and with them the ends of their field
    is_turned = is_right_to_left() and field.layoutDirection() == Qt.LayoutDirection.LeftToRight
    return field.addAction(icon(name), ends.LeadingPosition if is_turned else ends.TrailingPosition)


class TypedEdit(QLineEdit):
    """A value that is typed: kept as typed while one types, shown whole when it is left."""

    refused = Signal(str)  # code of ``phrases.PROBLEMS``: it was left with a text that cannot be taken

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMaxLength(_LONGEST)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # figures run so in Arabic too
        lead(self)
        self.textChanged.connect(lambda: mark(self, ""))

    def parse(self) -> object:
        """Return the value typed.

        Raises:
            TypedError: it cannot be taken.
        """
        raise NotImplementedError

    def show_whole(self) -> None:
        """Show the value as the program writes it."""
        raise NotImplementedError

    def problem(self) -> str:
        """Return why the text cannot be taken: a code of ``phrases.PROBLEMS``, or nothing."""
        if not self.text().strip():
            return "missing"
        try:
            self.parse()
        except TypedError as error:
            return error.problem
        return ""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.problem():
            is_typed = self.isModified()
            self.show_whole()
            self.setModified(is_typed)  # by somebody, however it is shown
        elif self.text().strip():
            mark(self, "bad")
            self.refused.emit(self.problem())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()


class MoneyEdit(TypedEdit):
    """An amount, in euros unless ``set_currency`` says otherwise: ``150``, ``150,5``, ``1 200``; never rounded."""

    def __init__(self, name: str, *, large: bool = False) -> None:
        super().__init__(name)
        self.setFont(font(18, 600) if large else font(13))
        self._currency = "EUR"
        self._euro = add_icon(self, "euro")

    def set_currency(self, code: str) -> None:
        """Take amounts of a currency (ISO 4217) from now on."""
        self._currency = code
        self._euro.setVisible(code == "EUR")

    def other_currency(self) -> str:
        """Return the currency that the text names, where it is another one; or nothing."""
        code = code_meant(split_currency(self.text())[1])
        return code if code != self._currency else ""

    def parse(self) -> Money:
        number, words = split_currency(self.text())
        of_it = self._currency != "EUR" and bool(words) and means(words, self._currency)
        return Money(parse_amount(number if of_it else self.text()))

    def money(self) -> Money | None:
        """Return the amount, or ``None`` while it cannot be taken."""
        return None if self.problem() else self.parse()

    def set_money(self, amount: Money | None) -> None:
        """Show an amount."""
        self.setText(figures(amount) if amount else "")

    def show_whole(self) -> None:
        self.set_money(self.parse())


class DateEdit(TypedEdit):
    """A day: ``21``, ``2111``, ``21/11``, ``+1``, ``-1`` or a whole date; a calendar at its end."""

    picked = Signal()

    def __init__(self, name: str, today: Callable[[], date]) -> None:
        super().__init__(name)
        self._today = today
        self.setFont(font(13))
        opens = add_icon(self, "calendar")
        opens.setToolTip(_("Choose a day (Alt+Down)"))
        opens.triggered.connect(self.choose)

    def parse(self) -> date:
        return parse_short_date(self.text(), today=self._today())

    def day(self) -> date | None:
        """Return the day, or ``None`` while it cannot be taken."""
        return None if self.problem() else self.parse()

    def set_day(self, value: date | None) -> None:
        """Show a day."""
        self.setText(f"{value:%d/%m/%Y}" if value else "")

    def show_whole(self) -> None:
        self.set_day(self.parse())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.choose()
        else:
            super().keyPressEvent(event)

    def choose(self) -> None:
        """Let the day be chosen in a calendar."""
        from donations_app.ui.widgets.calendar import DayPicker

        DayPicker(self, self.day() or self._today(), self._today(), self._take).open_below()

    def _take(self, value: date) -> None:
        self.set_day(value)
        self.picked.emit()
