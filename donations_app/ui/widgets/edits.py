"""Fields for money and days: what is typed is kept as typed until it is left, then shown whole."""

from collections.abc import Callable
from datetime import date
from typing import cast

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCalendarWidget, QDialog, QLineEdit, QVBoxLayout

from donations_app.domain.money import Money
from donations_app.domain.typed import TypedError, parse_amount, parse_short_date
from donations_app.i18n import _, figures
from donations_app.ui.icons import icon
from donations_app.ui.theme import font, theme


def mark(field: QLineEdit, state: str) -> None:
    """Give a field its state: bad, warn or nothing."""
    if field.property("state") != state:
        field.setProperty("state", state)
        field.style().unpolish(field)
        field.style().polish(field)


class _TypedEdit(QLineEdit):
    """A value that is typed: kept as typed while one types, shown whole when it is left."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # figures run so in Arabic too
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
        """Return why the text cannot be taken: a code of ``sentences.PROBLEMS``, or nothing."""
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
            self.show_whole()
        elif self.text().strip():
            mark(self, "bad")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()


class MoneyEdit(_TypedEdit):
    """An amount in euros: ``150``, ``150,5``, ``1 200``; never rounded."""

    def __init__(self, name: str, *, large: bool = False) -> None:
        super().__init__(name)
        self.setFont(font(18, 600) if large else font(13))
        self.setMaxLength(24)
        self.addAction(icon("euro"), QLineEdit.ActionPosition.TrailingPosition)

    def parse(self) -> Money:
        return Money(parse_amount(self.text()))

    def money(self) -> Money | None:
        """Return the amount, or ``None`` while it cannot be taken."""
        return None if self.problem() else self.parse()

    def set_money(self, amount: Money | None) -> None:
        """Show an amount."""
        self.setText(figures(amount) if amount else "")

    def show_whole(self) -> None:
        self.set_money(self.parse())


class DateEdit(_TypedEdit):
    """A day: ``21``, ``2111``, ``21/11``, ``+1``, ``-1`` or a whole date; a calendar at its end."""

    picked = Signal()

    def __init__(self, name: str, today: Callable[[], date]) -> None:
        super().__init__(name)
        self._today = today
        self.setFont(font(13))
        self.setMaxLength(10)
        opens = self.addAction(icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        opens.setToolTip(_("Choose a day"))
        opens.triggered.connect(self._choose)

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

    def _choose(self) -> None:
        dialog = QDialog(self, Qt.WindowType.Popup)
        rows = QVBoxLayout(dialog)
        rows.setContentsMargins(8, 8, 8, 8)
        calendar = QCalendarWidget()
        shown = self.day() or self._today()
        calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        calendar.setMinimumSize(theme().px(280), theme().px(220))
        rows.addWidget(calendar)

        def take() -> None:
            self.set_day(cast("date", calendar.selectedDate().toPython()))
            dialog.accept()
            self.picked.emit()

        calendar.clicked.connect(take)
        calendar.activated.connect(take)
        dialog.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        dialog.open()
