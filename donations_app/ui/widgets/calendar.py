"""A calendar below a field: one month, seven days, the days that may be typed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, cast

from PySide6.QtCore import QDate, QLocale, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QCalendarWidget,
    QDialog,
    QHeaderView,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from donations_app.i18n import language
from donations_app.ui.icons import icon
from donations_app.ui.theme import font, theme

FIRST: Final = date(1990, 1, 1)
# Moroccan Arabic writes European digits, as the rest of the window
_LOCALES: Final = {"fr": "fr_FR", "en": "en_GB", "ar": "ar_MA"}


class DayPicker(QDialog):
    """Closes with the day chosen, or with none on Escape and a click beside it."""

    def __init__(self, field: QWidget, shown: date, today: date, taken: Callable[[date], None]) -> None:
        super().__init__(field, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._field, self._taken = field, taken
        self.calendar = _calendar()
        last = today + timedelta(days=1)
        self.calendar.setDateRange(_qt(FIRST), _qt(last))
        self.calendar.setSelectedDate(_qt(min(max(shown, FIRST), last)))
        self.calendar.clicked.connect(self._take)
        self.calendar.activated.connect(self._take)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(8, 8, 8, 8))
        rows.addWidget(self.calendar)

    def open_below(self) -> None:
        """Open below the field, or above it where the screen ends."""
        size, room = self.sizeHint(), self._field.screen().availableGeometry()
        corner = self._field.mapToGlobal(QPoint(0, self._field.height() + 2))
        if self._field.layoutDirection() != self.layoutDirection():
            corner.setX(corner.x() + self._field.width() - size.width())
        if corner.y() + size.height() > room.bottom():
            corner.setY(corner.y() - self._field.height() - 4 - size.height())
        corner.setX(max(room.left(), min(corner.x(), room.right() - size.width())))
        self.move(corner)
        self.open()
        self.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def _take(self, day: QDate) -> None:
        self._taken(cast("date", day.toPython()))
        self.accept()


class _Month(QCalendarWidget):
    """A month in which the days that may not be chosen are pale."""

    def paintCell(self, painter: QPainter, place: QRect, day: QDate | date) -> None:
        shown = day if isinstance(day, QDate) else QDate(day.year, day.month, day.day)
        if self.minimumDate() <= shown <= self.maximumDate():
            super().paintCell(painter, place, shown)
            return
        painter.setPen(QColor(theme().field))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(shown.day()))


def _calendar() -> QCalendarWidget:
    made = _Month()
    made.setLocale(QLocale(_LOCALES[language()]))
    made.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    made.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    made.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
    made.setFont(font(13))
    plain = made.weekdayTextFormat(Qt.DayOfWeek.Monday)
    plain.setForeground(QColor(theme().text))
    for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):  # Qt's red means that something is wrong
        made.setWeekdayTextFormat(weekend, plain)
    for name, sign in (("qt_calendar_prevmonth", "chevron-left"), ("qt_calendar_nextmonth", "chevron-right")):
        for turns in made.findChildren(QToolButton, name):
            turns.setIcon(icon(sign))
    for view in made.findChildren(QTableView):
        for header in (view.horizontalHeader(), view.verticalHeader()):
            header.setMinimumSectionSize(theme().px(26))  # Qt's own is as wide as our widest letter
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    made.setMinimumSize(theme().px(340), theme().px(270))
    return made


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
