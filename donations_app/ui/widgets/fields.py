"""A field of a form: its name above, a pin if it may keep its value, what is wrong with it below."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from donations_app.domain.errors import Problem
from donations_app.domain.periods import day_first, month_first
from donations_app.i18n import _, isolated, labelled, own_way
from donations_app.ui.icons import icon, picture
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import Elided, Wrapped, clear, elided, picture_label
from donations_app.ui.widgets.edits import TypedEdit, lead, mark
from donations_app.words.phrases import problem_sentence

_LONGEST_CHIP: Final = 260  # pixels; a longer name ends in an ellipsis


class Note(QWidget):
    """A sentence with its sign, in the colour of its state; empty, it takes no room."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme().px(6))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def say(self, text: str, state: str = "") -> None:
        """Say something, or nothing."""
        self.text = text
        clear(self._row)
        self.setVisible(bool(text))
        if not text:
            return
        name = {"bad": "circle-x", "warn": "triangle-alert", "ok": "circle-check"}.get(state)
        if name:
            sign = picture_label(name, theme().state(state)[0], 15)
            self._row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        said = Wrapped(text, "small", state or "muted")
        said.setMinimumWidth(theme().px(40))  # what is quoted may be longer than the field
        self._row.addWidget(said, 1)


class Pin(QToolButton):
    """Keeps the value of a field for the next line; a pinned field is passed over by Tab."""

    def __init__(self, of: str, field: QWidget) -> None:
        super().__init__()
        self._field, self._policy = field, field.focusPolicy()
        self.setObjectName("pin")
        self.setFixedSize(theme().px(20), theme().px(20))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolTip(_("Keep for the next line (F2)"))
        self.setAccessibleName(labelled(_("Keep for the next line"), of))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(self._show)
        self._show()

    def _show(self) -> None:
        on = self.isChecked()
        self.setIcon(icon("pin", theme().primary if on else theme().field, 14))
        self._field.setFocusPolicy(Qt.FocusPolicy.ClickFocus if on else self._policy)


class Field(QWidget):
    """One field with its name and its note.

    Args:
        name: what it is called.
        edit: in which one types or chooses.
        pinned: whether its value stays for the next line; ``None``: nobody asks.
        note: the one that ``edit`` shows by itself, so that nothing is said twice.
    """

    def __init__(
        self, name: str, edit: QWidget, *, pinned: bool | None = None, note: Note | None = None
    ) -> None:
        super().__init__()
        self.edit = edit
        self.state = ""
        self.setMinimumWidth(theme().px(60))  # or three beside each other would not let go of their room
        self.pin = None if pinned is None else Pin(name, edit)
        self.note = note or Note()
        self.name = Elided(name, "label", "muted")
        self.name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.name.setBuddy(edit)
        if not edit.accessibleName():
            edit.setAccessibleName(name)
        self.head = head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        self.name.setFixedHeight(theme().px(20))
        head.addWidget(self.name, 1)
        if self.pin:
            head.addWidget(self.pin)
            self.pin.setChecked(bool(pinned))
        self._rows = rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(4))
        rows.addLayout(head)
        rows.addWidget(edit)
        if note is None:
            rows.addWidget(self.note)
        rows.addStretch(1)
        if isinstance(edit, TypedEdit):
            edit.refused.connect(lambda code: self.say(problem_sentence(code, edit.text()), "bad"))
        if isinstance(edit, QLineEdit):
            edit.textChanged.connect(lambda *_: self.say("") if self.note.text else None)

    def add_below(self, widget: QWidget) -> None:
        """Let something stand right below the field."""
        self._rows.insertWidget(self._rows.indexOf(self.note), widget)

    @property
    def is_pinned(self) -> bool:
        """Whether the value stays for the next line."""
        return self.pin is not None and self.pin.isChecked()

    def say(self, text: str, state: str = "") -> None:
        """Say something below the field and colour its edge; nothing takes both away."""
        self.state = state if text else ""
        self.note.say(text, state)
        if isinstance(self.edit, QLineEdit):
            mark(self.edit, state)


class ComboBox(QComboBox):
    """A choice among codes."""

    chosen = Signal(str)
    narrows = True  # any choice but the first one leaves something out
    _told = ""  # of a choice that is cut

    def __init__(self, choices: dict[str, str], name: str) -> None:
        super().__init__()
        self.setFont(font(13))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        for code, text in choices.items():
            self.addItem(own_way(text), code)
        self.currentIndexChanged.connect(self._choose)

    def _choose(self, _index: int) -> None:
        if self.isVisible():
            self._tell_whole()
        self.chosen.emit(self.value())

    def as_chip(self) -> None:
        """Stand as a filter above a list: as wide as what it says, filled while it is not at its first choice."""
        self.setProperty("kind", "chip")
        self.setFont(font(12, 500))
        self.currentIndexChanged.connect(lambda _index: self._show_set())

    def _show_set(self) -> None:
        is_set = self.narrows and self.currentIndex() > 0
        if self.property("kind") == "chip" and self.property("set") != is_set:
            self.setProperty("set", is_set)
            self.style().unpolish(self)
            self.style().polish(self)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self.property("kind") != "chip":
            return hint
        said = self.fontMetrics().horizontalAdvance(self.currentText()) + theme().px(2 * 12 + 20)
        return QSize(min(said, theme().px(_LONGEST_CHIP)), hint.height())

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return self.sizeHint() if self.property("kind") == "chip" else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        # Qt would cut it off
        option.currentText = elided(self.fontMetrics(), option.currentText, self._room(option))
        drawn = QStylePainter(self)
        drawn.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        drawn.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        drawn.end()
        painter, size = QPainter(self), theme().px(16)
        place = QRect(self.width() - size - theme().px(10), (self.height() - size) // 2, size, size)
        shown = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
        painter.drawPixmap(shown.topLeft(), picture("chevron-down", theme().muted, 16))
        painter.end()

    def _room(self, option: QStyleOptionComboBox) -> int:
        """Return how many pixels the choice has."""
        part = QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(*part, self).width()

    def _tell_whole(self) -> None:
        """Say a choice that is cut in the tooltip, where that says nothing else."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        is_cut = self.fontMetrics().horizontalAdvance(option.currentText) > self._room(option)
        text = option.currentText if is_cut else ""
        if text != self._told and self.toolTip() in ("", self._told):
            self._told = text
            self.setToolTip(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: a choice is changed by who looks at the list."""
        if self.hasFocus() and self.view().isVisible():
            super().wheelEvent(event)
        else:
            event.ignore()

    def value(self) -> str:
        """Return the code of the choice."""
        return str(self.currentData())

    def choose(self, code: str) -> None:
        """Choose a code that is among the choices."""
        self.setCurrentIndex(self.findData(code))
        self._show_set()

    def choose_first(self) -> None:
        """Choose the first of the choices."""
        self.setCurrentIndex(0)
        self._show_set()


class TextEdit(QLineEdit):
    """A line of text."""

    def __init__(self, name: str, *, limit: int = 200) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFont(font(13))
        self.setMaxLength(limit)
        lead(self)
        self.textChanged.connect(lambda: mark(self, ""))

    def setText(self, text: str | None) -> None:
        super().setText(text)
        self.setCursorPosition(0)


class YearDayEdit(TextEdit):
    """A day of each year: one reads and writes "31/12", books and files say "12-31"."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setPlaceholderText(isolated("31/12"))

    def text(self) -> str:
        return month_first(super().text().strip())

    def setText(self, text: str | None) -> None:
        super().setText(day_first(text or ""))


def say_problems(fields: Mapping[str, Field], problems: Iterable[Problem]) -> Field | None:
    """Say each problem below its field, which is shown for it; return the first one, if any has a field."""
    first = None
    for problem in problems:
        if field := fields.get(problem.field):
            field.show()
            field.say(problem_sentence(problem.code, problem.value, problem.data), "bad")
            first = first or field
    return first


def in_order(*widgets: QWidget) -> None:
    """Let Tab go from each widget to the next."""
    for one, after in pairwise(widgets):
        QWidget.setTabOrder(one, after)


def before_in_order(first: QWidget, widgets: Iterable[QWidget]) -> None:
    """Let Tab come to these widgets, made later than those around them, just before another one."""
    last = first.previousInFocusChain() or first
    while last.focusPolicy() == Qt.FocusPolicy.NoFocus and last is not first:
        last = last.previousInFocusChain() or first
    for widget in widgets:
        QWidget.setTabOrder(last, widget)
        last = widget


def shown_before(first: QWidget, page: QWidget | None) -> None:
    """Let Tab go through what a page shows now, made later than another widget below it, before it comes there."""
    if page and first.window() is page.window():  # who may only read has no such widget
        window = page.window()  # the list of a choice stands in one of its own
        every = [one for one in page.findChildren(QWidget) if one.window() is window]
        stops = [one for one in every if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        before_in_order(first, stops)
