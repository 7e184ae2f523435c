"""One box a month of an agreed gift: shape and colour say what became of the instalment, and so do its words."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStyle, QToolTip, QWidget

from donations_app.db.queries.agreements import in_month
from donations_app.db.queries.instalments import Agreement
from donations_app.domain.instalments import Instalment
from donations_app.i18n import _, day, is_right_to_left, isolated, labelled, money
from donations_app.ui.icons import picture
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import Label
from donations_app.words.codes import INSTALMENTS, MONTH_NAMES, apart_words, month_name, together

SIZE: Final = 18  # pixels of a box
SMALL: Final = 15  # of one in the panel
GAP: Final = 3
# the worst is shown where a month has two
_WORST: Final = ("missed", "late", "expected", "forgiven", "met")
_TONES: Final = {"met": "ok", "late": "warn", "missed": "bad", "forgiven": "info", "paused": "plain"}
_SIGNS: Final = {"met": "check", "late": "clock", "missed": "x", "forgiven": "undo-2"}
LEGEND: Final = ("met", "expected", "late", "missed", "forgiven", "paused")


class Box(Struct, frozen=True):
    """What a month says of an agreed gift."""

    state: str  # of an instalment, ``paused``, or empty where nothing is due
    instalments: tuple[Instalment, ...] = ()

    @property
    def one(self) -> Instalment | None:
        """The instalment that the box shows."""
        return next((one for one in self.instalments if one.state == self.state), None)


def boxes_of(gift: Agreement, year: int) -> tuple[Box, ...]:
    """Return the twelve boxes of a year."""
    found = []
    for month in range(1, 13):
        due = tuple(in_month(gift.instalments, year, month))
        states = {one.state for one in due}
        state = next((state for state in _WORST if state in states), "")
        if not state and any((day_.year, day_.month) == (year, month) for day_ in gift.paused):
            state = "paused"
        found.append(Box(state, due))
    return tuple(found)


def state_word(state: str) -> str:
    """Return the word of a state of a box."""
    if state == "paused":
        return _("paused")
    return _(INSTALMENTS[state]) if state else _("nothing due")


def money_words(one: Instalment) -> str:
    """Return amount, reason and payments of an instalment; of one paid in part, how much of it; what is set apart."""
    part = _("{paid} of {fee}").format(paid=money(one.received), fee=money(one.amount))
    amount = part if one.received and one.open else money(one.amount)
    reason = isolated(one.reason) if one.reason else ""
    payments = (isolated(payment) for payment in one.payments)
    return together(*filter(None, (amount, reason, *payments, *apart_words(one.apart))))


def instalment_words(one: Instalment) -> str:
    """Return state, day, amount, reason and payments of an instalment."""
    return together(state_word(one.state), day(one.due_on), money_words(one))


def box_words(box: Box, year: int, month: int) -> str:
    """Return what a box says: month, state, day, amount and payment."""
    name = f"{month_name(month)} {isolated(str(year))}"
    said = [instalment_words(one) for one in box.instalments] or [state_word(box.state)]
    return labelled(name, " · ".join(said))


def all_words(boxes: Sequence[Box]) -> str:
    """Return the boxes of a year in words, the months in which nothing is due left out."""
    said = (f"{month_name(month)} {state_word(box.state)}" for month, box in enumerate(boxes, 1) if box.state)
    return together(*said)


def letter(month: int) -> str:
    """Return what stands above the boxes of a month: its first letter, in Arabic its number."""
    return str(month) if is_right_to_left() else _(MONTH_NAMES[month - 1])[0].upper()


def width_of_boxes(size: int = SIZE) -> int:
    """Return how many pixels the boxes of a year take."""
    return 12 * theme().px(size) + 11 * theme().px(GAP)


def place_of(room: QRect, month: int) -> QRect:
    """Return where the box of a month, 1 to 12, stands within the room of a year, in the way of reading."""
    size = (room.width() - 11 * theme().px(GAP)) // 12
    left = room.left() + (month - 1) * (size + theme().px(GAP))
    place = QRect(left, room.top() + (room.height() - size) // 2, size, size)
    way = Qt.LayoutDirection.RightToLeft if is_right_to_left() else Qt.LayoutDirection.LeftToRight
    return QStyle.visualRect(way, room, place)


def month_at(room: QRect, x: int) -> int:
    """Return the month whose box stands at a place across, 1 to 12; 0 beside them all."""
    return next((n for n in range(1, 13) if place_of(room, n).left() <= x <= place_of(room, n).right()), 0)


def paint_box(
    painter: QPainter, place: QRect, state: str, *, is_ringed: bool = False, is_chosen: bool = False
) -> None:
    """Draw one box; of a chosen row, whose ground is soft, a box that is met stands on white."""
    look, edge = theme(), QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not state:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.field))
        painter.drawEllipse(edge.center(), 1.5, 1.5)
    elif state == "expected":
        painter.setPen(QPen(QColor(look.field), 1, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(look.surface))
        painter.drawRoundedRect(edge, 4, 4)
    else:
        colour, ground = look.state(_TONES[state])
        painter.setPen(Qt.PenStyle.NoPen)
        if state == "paused":
            ground = look.track
        elif state == "met" and is_chosen:
            ground = look.surface
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(edge, 4, 4)
        _paint_sign(painter, place, state, colour)
    if is_ringed:
        painter.setPen(QPen(QColor(look.primary), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(edge.adjusted(-1, -1, 1, 1), 5, 5)


def _paint_sign(painter: QPainter, place: QRect, state: str, colour: str) -> None:
    size = 12 if place.width() >= theme().px(SIZE) else 11
    if state == "paused":  # two bars
        painter.setBrush(QColor(theme().muted))
        width, height = theme().px(2.4), theme().px(9)
        top = place.top() + (place.height() - height) / 2
        for side in (-1, 1):
            left = place.center().x() + 0.5 + side * theme().px(2.4) - width / 2
            painter.drawRoundedRect(QRectF(left, top, width, height), 1, 1)
        return
    inset = (place.width() - theme().px(size)) / 2
    painter.drawPixmap(
        QPointF(place.left() + inset, place.top() + inset), picture(_SIGNS[state], colour, size)
    )


def paint_boxes(
    painter: QPainter, room: QRect, boxes: Sequence[Box], ringed: int = 0, *, is_chosen: bool = False
) -> None:
    """Draw the boxes of a year; ``ringed`` is the month that is looked at, or 0."""
    for month, box in enumerate(boxes, 1):
        place = place_of(room, month)
        paint_box(painter, place, box.state, is_ringed=month == ringed, is_chosen=is_chosen)


def paint_letters(painter: QPainter, room: QRect, current: int = 0) -> None:
    """Write the letters of the months above their boxes, the current month dark."""
    for month in range(1, 13):
        is_now = month == current
        painter.setFont(font(11, 600 if is_now else 500))
        painter.setPen(QColor(theme().text if is_now else theme().muted))
        wide = place_of(room, month).adjusted(-2, -4, 2, 4)
        painter.drawText(wide, Qt.AlignmentFlag.AlignCenter, letter(month))


def step(key: int) -> int:
    """Return by how many months an arrow key moves, in the way of reading; 0 for another key."""
    forward, back = (
        (Qt.Key.Key_Left, Qt.Key.Key_Right) if is_right_to_left() else (Qt.Key.Key_Right, Qt.Key.Key_Left)
    )
    return 1 if key == forward else -1 if key == back else 0


class Legend(QWidget):
    """What the boxes mean."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(6))
        for state in LEGEND:
            row.addWidget(_Sample(state))
            row.addWidget(Label(state_word(state), "small", "muted"))
            row.addSpacing(theme().px(6))


class _Sample(QWidget):
    """One box."""

    def __init__(self, state: str) -> None:
        super().__init__()
        self._state = state
        self.setFixedSize(theme().px(SIZE), theme().px(SIZE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_box(painter, self.rect(), self._state)
        painter.end()


class YearBoxes(QWidget):
    """The boxes of several years under each other; arrow keys move among them, Enter opens one."""

    looked_at = Signal(object)  # an ``Instalment``, or nothing
    opened = Signal(object)  # an ``Instalment``

    def __init__(self, gift: Agreement, years: Sequence[int], chosen: date | None) -> None:
        super().__init__()
        self._years = years
        self._boxes = {year: boxes_of(gift, year) for year in years}
        self.at = (chosen.year, chosen.month) if chosen else (0, 0)
        self._line, self._head = theme().px(SMALL + 6), theme().px(18)
        self._lead = QFontMetrics(font(11, 500)).horizontalAdvance("0000") + theme().px(8)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Instalments by month"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(self._lead + width_of_boxes(SMALL) + 4, self._head + len(self._years) * self._line + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def room(self, number: int) -> QRect:
        """Return where the boxes of a year stand; -1: their letters."""
        top = self._head + number * self._line if number >= 0 else 0
        line = QRect(1, top, self.width() - 2, self._line if number >= 0 else self._head)
        place = QRect(line.left() + self._lead, line.top(), width_of_boxes(SMALL), line.height())
        return QStyle.visualRect(self.layoutDirection(), line, place)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_letters(painter, self.room(-1), self.at[1])
        for number, year in enumerate(self._years):
            room = self.room(number)
            line = QRect(1, room.top(), self.width() - 2, room.height())
            place = QRect(line.left(), line.top(), self._lead, line.height())
            painter.setFont(font(11, 500))
            painter.setPen(QColor(theme().muted))
            shown = QStyle.visualRect(self.layoutDirection(), line, place)
            painter.drawText(shown, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(year))
            paint_boxes(painter, room, self._boxes[year], self.at[1] if self.at[0] == year else 0)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme().primary), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def box(self) -> Box | None:
        """Return the box that is looked at."""
        year, month = self.at
        return self._boxes[year][month - 1] if year in self._boxes and month else None

    def words(self) -> str:
        """Return what the box that is looked at says."""
        box = self.box()
        return box_words(box, *self.at) if box else ""

    def _tell(self) -> None:
        self.setAccessibleDescription(self.words())
        self.update()

    def _look(self, year: int, month: int) -> None:
        self.at = (year, month)
        self._tell()
        box = self.box()
        self.looked_at.emit(box.one if box else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        year, month = self.at if self.at[0] in self._years else (self._years[-1], 1)
        box = self.box()
        if moves := step(event.key()):
            across = self._years.index(year) * 12 + month - 1 + moves
            if 0 <= across < len(self._years) * 12:
                self._look(self._years[across // 12], across % 12 + 1)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            line = self._years.index(year) + (1 if event.key() == Qt.Key.Key_Down else -1)
            if 0 <= line < len(self._years):
                self._look(self._years[line], month)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and box and box.one:
            self.opened.emit(box.one)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if found := self._at(event.position().toPoint().x(), event.position().toPoint().y()):
            self._look(*found)

    def _at(self, x: int, y: int) -> tuple[int, int] | None:
        for number, year in enumerate(self._years):
            room = self.room(number)
            if room.top() <= y <= room.bottom() and (month := month_at(room, x)):
                return year, month
        return None

    def event(self, event: object) -> bool:
        if isinstance(event, QHelpEvent) and (found := self._at(event.pos().x(), event.pos().y())):
            year, month = found
            QToolTip.showText(event.globalPos(), box_words(self._boxes[year][month - 1], year, month), self)
            return True
        return bool(super().event(event))  # type: ignore[arg-type]
