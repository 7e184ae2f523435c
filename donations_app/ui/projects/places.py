"""What is missing by province: the map, and below it the list that says the same in words and amounts."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from donations_app.domain.money import Money
from donations_app.domain.project_table import STEPS, Verdict
from donations_app.formats.reference import name_of_place, provinces
from donations_app.i18n import _, count, language, money, ngettext, whole_euros
from donations_app.ui.projects.map_view import MapView, paint_dot, step_colour
from donations_app.ui.projects.place_sums import PlaceSum, PlaceSums
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import Card, Label, elided
from donations_app.words.codes import together

_DATA: Final = Qt.ItemDataRole.UserRole
_ROW, _INNER = 30, 24  # pixels of a province, and of a municipality below it
_INSET: Final = 8  # pixels beside what a row says
_MOST: Final = 14  # rows that are shown before one scrolls


class PlacesCard(Card):
    """The map and its list; what is chosen in either becomes a filter."""

    province_chosen = Signal(str)
    municipality_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(padding=12, gap=8)
        self.map = MapView()
        self.list = _Places()
        self.map.setFocusProxy(self.list)  # the keys of the map are those of its list
        self.total = Label("", "strong")
        self.rows.addWidget(Label(_("What is missing, by province"), "card"))
        dots: tuple[tuple[Verdict, str], ...] = (
            ("below", _("below")), ("reached", _("reached")), ("unknown", _("unknown")),
        )  # fmt: skip
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addLayout(_beside([_Sign(text, verdict=verdict) for verdict, text in dots]))
        left.addWidget(self.map)
        under = _("< {amount}")
        steps = (
            _("nothing"), *(under.format(amount=whole_euros(Money(bound))) for bound in STEPS[1:]), _("more"),
        )  # fmt: skip
        left.addLayout(_beside([_Sign(text, step=number) for number, text in enumerate(steps)]))
        left.addStretch(1)
        right.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(*theme().margins(_INSET, 0, _INSET, 0))
        foot.addWidget(Label(_("In all"), "strong"), 1)
        foot.addWidget(self.total)
        right.addLayout(foot)
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._parts.setSpacing(theme().px(10))
        self._parts.addLayout(left)
        self._parts.addLayout(right, 1)
        self.rows.addLayout(self._parts, 1)
        self.map.chosen.connect(self.province_chosen)
        self.list.taken.connect(self._take)

    def lay(self, *, is_wide: bool) -> None:
        """Let the list stand beside the map where there is room, else below it."""
        way = QBoxLayout.Direction
        self._parts.setDirection(way.LeftToRight if is_wide else way.TopToBottom)
        self._parts.setSpacing(theme().px(24 if is_wide else 10))
        self.map.setMinimumWidth(theme().px(280 if is_wide else 200))

    def show_sums(self, sums: PlaceSums, *, province: str, municipality: str, marked: str) -> None:
        """Show sums.

        Args:
            sums: of all that is filtered, but for the places.
            province: that is asked for; its municipalities stand below it.
            municipality: that is asked for.
            marked: the province in which the chosen project is.
        """
        self.map.show_sums(sums, province or marked)
        self.list.show_sums(sums, province or marked, chosen=municipality or province)
        self.total.setText(money(sums.missing))
        self.total.set_tone("bad" if sums.missing else "")

    def _take(self, kind: str, code: str) -> None:
        (self.province_chosen if kind == "province" else self.municipality_chosen).emit(code)


class _Places(QListWidget):
    """Provinces with what is missing; Enter asks for one."""

    taken = Signal(str, str)  # province or municipality, its code

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Provinces and municipalities"))
        self.setObjectName("places")
        self.setItemDelegate(_PlaceRows(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._take)

    def show_sums(self, sums: PlaceSums, opened: str, *, chosen: str) -> None:
        """Show each province, with the municipalities of one of them; keep the place of who walks here."""
        before = self.currentItem().data(_DATA)[:2] if self.currentItem() else None
        self.clear()
        for one in sums.provinces:
            self._add("province", one, is_chosen=one.code == opened and bool(one.code))
            for inner in sums.municipalities.get(one.code, ()) if one.code == opened and one.code else ():
                self._add("municipality", inner, is_chosen=inner.code == chosen)
        rows = [self.item(row).data(_DATA)[:2] for row in range(self.count())]
        self.setCurrentRow(rows.index(before) if before in rows else 0)
        shown = min(self.count(), _MOST)
        high = sum(self.sizeHintForRow(row) for row in range(shown)) + 2 * self.frameWidth() + 2
        self.setMinimumHeight(min(high, theme().px(6 * _ROW + 8)))

    def _add(self, kind: str, one: PlaceSum, *, is_chosen: bool) -> None:
        name = name_of_place(kind, one.code, language()) or _("No province is said")
        told = ngettext("{count} project", "{count} projects", one.projects).format(count=count(one.projects))
        amount = amount_words(one)
        item = QListWidgetItem(together(name, told, amount), self)
        detail = (told, count(one.projects)) if kind == "province" else ("", "")
        tone = "bad" if one.missing else "muted"
        item.setData(_DATA, (kind, one.code, name, detail, amount, tone, is_chosen))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.currentItem() and not event.isAutoRepeat():
                self._take(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _take(self, item: QListWidgetItem) -> None:
        kind, code = item.data(_DATA)[:2]
        if code:
            self.taken.emit(kind, code)


def amount_words(one: PlaceSum) -> str:
    """Return what is missing in a place, or why there is no amount."""
    if one.missing:
        return money(one.missing)
    return _("unknown") if one.unknown else _("nothing") if one.projects else "–"


class _PlaceRows(QStyledItemDelegate):
    """Draws a place: its name, how many projects, what is missing."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, place = theme(), QRect(option.rect)
        kind, _code, name, detail, amount, tone, is_chosen = index.data(_DATA)
        view = self.parent()
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_chosen:
            painter.setBrush(QColor(look.soft))
            painter.drawRoundedRect(place, 6, 6)
        if is_current and isinstance(view, QWidget) and view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(look.primary))
            painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), 6, 6)
        is_province = kind == "province"
        inner = place.adjusted(look.px(_INSET if is_province else 18), 0, -look.px(_INSET), 0)
        inner = QStyle.visualRect(option.direction, place, inner)
        flag = Qt.AlignmentFlag
        painter.setFont(font(13, 500 if is_province else 400))
        wide = painter.fontMetrics().horizontalAdvance(amount) + 4
        painter.setPen(QColor(look.state(tone)[0]))
        painter.drawText(inner, flag.AlignRight | flag.AlignVCenter, amount)
        left = QStyle.visualRect(option.direction, inner, inner.adjusted(0, 0, -wide - look.px(8), 0))
        painter.setPen(QColor(look.text if is_province else look.soft_text))
        shown = elided(painter.fontMetrics(), name, left.width())
        painter.drawText(left, flag.AlignLeft | flag.AlignVCenter, shown)
        used = painter.fontMetrics().horizontalAdvance(shown) + look.px(8)
        self._detail(painter, QStyle.visualRect(option.direction, left, left.adjusted(used, 0, 0, 0)), detail)
        painter.restore()

    @staticmethod
    def _detail(painter: QPainter, place: QRect, detail: tuple[str, str]) -> None:
        """Say how many projects there are; beside a long name the number alone."""
        painter.setFont(font(12))
        metrics = painter.fontMetrics()
        if told := next((one for one in detail if metrics.horizontalAdvance(one) <= place.width()), ""):
            painter.setPen(QColor(theme().muted))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, told)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        is_province = index.data(_DATA)[0] == "province"
        return QSize(80, theme().px(_ROW if is_province else _INNER))


class _Sign(QWidget):
    """A piece of the legend: a dot of a municipality, or the colour of a step."""

    def __init__(self, text: str, *, verdict: Verdict | None = None, step: int = 0) -> None:
        super().__init__()
        self._text, self._verdict, self._step = text, verdict, step
        self.setFont(font(11))
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._text) + theme().px(16), theme().px(18))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, side = theme(), theme().px(10)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sign = QRect(1, (self.height() - side) // 2, side, side)
        text = self.rect().adjusted(look.px(14), 0, 0, 0)
        sign, text = (QStyle.visualRect(self.layoutDirection(), self.rect(), one) for one in (sign, text))
        if self._verdict:
            paint_dot(painter, QPointF(QRectF(sign).center()), self._verdict)
        else:
            painter.setPen(QColor(look.field))
            painter.setBrush(QColor(step_colour(self._step)))
            painter.drawRoundedRect(QRectF(sign).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(font(11))
        painter.setPen(QColor(look.muted))
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._text)
        painter.end()


def _beside(signs: Sequence[QWidget]) -> QHBoxLayout:
    """Put the signs of a legend beside each other."""
    row = QHBoxLayout()
    row.setSpacing(theme().px(4))
    for sign in signs:
        row.addWidget(sign)
    row.addStretch(1)
    return row


def all_provinces() -> tuple[str, ...]:
    """Return the codes of the six provinces."""
    return tuple(one.code for one in provinces())
