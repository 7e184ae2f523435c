"""What of a window cannot be read: texts cut by their widget, cells by their column, widgets by what they stand in."""

import re
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from donations_app.i18n import without_marks
from donations_app.ui.theme import font
from donations_app.ui.widgets.basic import Elided
from donations_app.ui.widgets.columns import cell_width, edges
from donations_app.ui.widgets.edits import TypedEdit
from donations_app.ui.widgets.elided_link import ElidedLink
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column
from tests.ui.looking import is_dressed

_STANDS_ALONE = (QLabel, QAbstractButton, QLineEdit, Table)  # nothing may stand upon one
Beside = Sequence[tuple[QWidget, QRect]]  # widgets and where they stand
_ROWS = 40  # of a table that are looked at
_EXACT = re.compile(r"[€%]|\d\d/\d\d/\d{4}|^\W*\d")  # amounts, days, numbers: never shortened


def cut(whole: QWidget, *, is_tight: bool = False) -> list[str]:
    """Return what is cut in a window or a page as it stands, one sentence each; nothing where all can be read.

    What is out of sight and can be scrolled to is not cut, unless one would have to scroll sideways. A name or a
    note may end in an ellipsis, if its tooltip says it whole; an amount, a day or a number never.

    Args:
        whole: the window or the page.
        is_tight: large letters on a small screen: a table may scroll sideways in itself, a long choice and a line
            of facts below the title may end in an ellipsis, if what is whole is told. The page may not.
    """
    assert is_dressed()
    return [
        said
        for widget, beside in _seen(whole, [])
        for said in (*_text(widget, is_tight), *_room(widget), *_place(widget, beside))
    ]


def _seen(whole: QWidget, beside: Beside) -> Iterator[tuple[QWidget, Beside]]:
    """Yield what is in sight of a window, each with what stands beside it in the same parent."""
    yield whole, beside
    children = [
        child
        for child in whole.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if child.isVisible() and not child.isWindow()
    ]
    within = [(child, child.geometry()) for child in children if isinstance(child, _STANDS_ALONE)]
    for child in children:
        yield from _seen(child, within)


def _text(widget: QWidget, is_tight: bool) -> Iterator[str]:
    if isinstance(widget, Table):
        yield from _table(widget, is_tight)
    elif isinstance(widget, Elided):
        yield from _shortened(widget, is_tight)
    elif isinstance(widget, QLabel) and widget.text():
        room, needed = widget.contentsRect().size(), _needed(widget)
        if needed.width() > room.width() or needed.height() > room.height() + 1:
            yield f"label {_said(widget.text())}: {needed.size().toTuple()} in {room.toTuple()}"
    elif isinstance(widget, QComboBox):
        longest = max(
            widget.fontMetrics().horizontalAdvance(widget.itemText(n)) for n in range(widget.count())
        )
        shown = widget.fontMetrics().horizontalAdvance(widget.currentText())
        needed_width = widget.sizeHint().width() - longest + shown  # its hint is that of its longest choice
        is_told = is_tight and widget.toolTip() == widget.currentText()
        if needed_width > widget.width() and not is_told:
            yield f"choice {_said(widget.currentText())}: {needed_width} in {widget.width()}"
    elif isinstance(widget, QAbstractButton) and widget.text():
        yield from _button(widget)
    elif isinstance(widget, QLineEdit):
        yield from _field(widget)


def _button(widget: QAbstractButton) -> Iterator[str]:
    hint = widget.sizeHint()
    if isinstance(widget, ElidedLink) and widget.toolTip().startswith(widget._whole):
        return
    if hint.width() > widget.width() or hint.height() > widget.height():
        yield f"button {_said(widget.text())}: {hint.toTuple()} in {widget.size().toTuple()}"


def _needed(label: QLabel) -> QRect:
    flags = int(label.alignment()) | (int(Qt.TextFlag.TextWordWrap) if label.wordWrap() else 0)
    return label.fontMetrics().boundingRect(
        QRect(0, 0, label.contentsRect().width(), 9999), flags, label.text()
    )


def _shortened(label: Elided, is_tight: bool) -> Iterator[str]:
    if label.fontMetrics().horizontalAdvance(label._whole) <= label.width():
        return
    is_exact = _EXACT.search(label._whole) and "/" not in label._whole
    if label.toolTip() != label._whole or (is_exact and not (is_tight and " · " in label._whole)):
        yield f"shortened {_said(label._whole)}: in {label.width()}"


def _field(edit: QLineEdit) -> Iterator[str]:
    """What one types may be longer than its field; a day, an amount, and what an empty field says may not."""
    shown = edit.displayText() if isinstance(edit, TypedEdit) else ""
    shown = shown or ("" if edit.text() or edit.toolTip() else edit.placeholderText())
    room = (
        edit.width() - 28 - 26 * len(edit.actions())
    )  # padding and border, Qt's own margin, each icon with its gap
    if edit.fontMetrics().horizontalAdvance(shown) > room:
        yield f"field {_said(shown)}: {edit.fontMetrics().horizontalAdvance(shown)} in {room}"


def _table(table: Table, is_tight: bool) -> Iterator[str]:
    header, columns = table.horizontalHeader(), table._model.columns
    whole = sum(header.sectionSize(n) for n in range(header.count()))
    may_scroll = is_tight and table.horizontalScrollBar().isVisible()
    if whole > table.viewport().width() + (table.horizontalScrollBar().maximum() if may_scroll else 0):
        yield f"table {table.accessibleName()}: {whole} in {table.viewport().width()}"
    for number, column in enumerate(columns):
        if table.isColumnHidden(number):
            if not column.is_spare:
                yield f"column {column.title} is hidden"
            continue
        needed = header.sectionSizeHint(number)  # as the style sheet draws it
        if needed > table.columnWidth(number):
            yield f"heading {_said(column.title)}: {needed} in {table.columnWidth(number)}"
        yield from _cells(table, number, column)


def _cells(table: Table, number: int, column: Column[object]) -> Iterator[str]:
    width = table.columnWidth(number)
    for n in range(min(table._model.rowCount(), _ROWS)):
        row = table._model.row(n)
        if row is None or not column.text(row):
            continue
        if column.wraps:
            place = QRect(0, 0, width - edges(), 9999)
            metrics = QFontMetrics(font(13, column.weight))
            needed = metrics.boundingRect(place, Qt.TextFlag.TextWordWrap, column.text(row))
            fits = needed.width() <= place.width() and needed.height() <= table.rowHeight(n)
        else:
            fits = column.may_be_long or cell_width(column, row) <= width
        if not fits:
            yield f"cell {column.title}/{_said(column.text(row))}: in {width}"


def _room(widget: QWidget) -> Iterator[str]:
    """Tell what has less height than it needs, and what scrolls sideways or out of reach."""
    least = widget.minimumSizeHint().expandedTo(widget.minimumSize()).height()
    if widget.layout() and least > widget.height():
        yield f"{_name(widget)} needs {least} of height and has {widget.height()}"
    if not isinstance(widget, QScrollArea) or widget.objectName() == "document":
        return
    if (beyond := widget.horizontalScrollBar().maximum()) > 0:
        yield f"{_name(widget)} scrolls sideways by {beyond}"
    page = widget.widget()
    if page is not None and page.width() > widget.viewport().width():
        yield f"{_name(page)} is wider than its room: {page.width()} in {widget.viewport().width()}"
    is_barred = widget.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    if is_barred and widget.verticalScrollBar().maximum() > 0:
        yield f"{_name(widget)} cannot be scrolled"


def _place(widget: QWidget, beside: Beside) -> Iterator[str]:
    """Tell what stands out of its parent, and what another stands upon."""
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or isinstance(parent, QAbstractScrollArea):
        return
    if isinstance(parent.parentWidget(), QAbstractScrollArea):
        return
    place = widget.geometry()
    if not place.isEmpty() and not parent.rect().adjusted(-1, -1, 1, 1).contains(
        place
    ):  # a mirrored splitter
        yield f"{_name(widget)} {place.getRect()} stands out of {_name(parent)} {parent.rect().getRect()}"
    if not isinstance(widget, _STANDS_ALONE):
        return
    for other, its_place in beside:
        if other is not widget and place.intersects(its_place):
            yield f"{_name(widget)} stands upon {_name(other)}"


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget).__name__} {_said(widget.accessibleName() or widget.objectName() or text)}"


def _said(text: str) -> str:
    return repr(without_marks(text)[:60])
