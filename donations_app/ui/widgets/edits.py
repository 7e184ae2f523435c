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


class MoneyEdit(QLineEdit):
    """An amount in euros: ``150``, ``150,5``, ``1 200``; never rounded."""

    def __init__(self, name: str, *, large: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # figures run so in Arabic too
        self.setFont(font(18, 600) if large else font(13))
        self.setMaxLength(24)
        self.addAction(icon("euro"), QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(lambda: mark(self, ""))

    def money(self) -> Money | None:
        """Return the amount, or ``None`` while it cannot be taken."""
        return None if self.problem() else Money(parse_amount(self.text()))

    def problem(self) -> str:
        """Return why the text cannot be taken: a code of ``sentences.PROBLEMS``, or nothing."""
        if not self.text().strip():
            return "missing"
        try:
            parse_amount(self.text())
        except TypedError as error:
            return error.problem
        return ""

    def set_money(self, amount: Money | None) -> None:
        """Show an amount."""
        self.setText(figures(amount) if amount else "")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        amount = self.money()
        if amount:
            self.set_money(amount)
        elif self.text().strip():
            mark(self, "bad")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()


class DateEdit(QLineEdit):
    """A day: ``21``, ``2111``, ``21/11``, ``+1``, ``-1`` or a whole date; a calendar at its end."""

    picked = Signal()

    def __init__(self, name: str, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.setAccessibleName(name)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFont(font(13))
        self.setMaxLength(10)
        opens = self.addAction(icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        opens.setToolTip(_("Choose a day"))
        opens.triggered.connect(self._choose)
        self.textChanged.connect(lambda: mark(self, ""))

    def day(self) -> date | None:
        """Return the day, or ``None`` while it cannot be taken."""
        try:
            return parse_short_date(self.text(), today=self._today())
        except TypedError:
            return None

    def problem(self) -> str:
        """Return why the text cannot be taken: a code of ``sentences.PROBLEMS``, or nothing."""
        if not self.text().strip():
            return "missing"
        try:
            parse_short_date(self.text(), today=self._today())
        except TypedError as error:
            return error.problem
        return ""

    def set_day(self, value: date | None) -> None:
        """Show a day."""
        self.setText(f"{value:%d/%m/%Y}" if value else "")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if value := self.day():
            self.set_day(value)
        elif self.text().strip():
            mark(self, "bad")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

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
