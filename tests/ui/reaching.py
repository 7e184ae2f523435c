"""Whether all that can be pressed or filled has a key: what the tests of dialogs and of pages share."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView, QWidget

from donations_app.ui.widgets.fields import Field, Pin

_FIELDS: Final = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView)


def name(widget: QWidget | None) -> str:
    """Return what a screen reader says; of a hole of a letter, without what it stands for."""
    said = "" if widget is None else widget.accessibleName() or getattr(widget, "text", str)()
    return said.partition(":")[0] if said.startswith("Insert ") else said


def unreached(whole: QWidget, stops: Sequence[QWidget]) -> list[str]:
    """Return what the mouse alone can press or fill, by class and name.

    Tab comes to all else, or to what hands its keys on: arrows choose in a group and between two sides, Alt with
    the arrow down opens a calendar. A pinned field is come to by F6, and pinned by F2.
    """
    known = {id(one) for one in stops}
    groups = {id(one.group()) for one in stops if isinstance(one, QAbstractButton) and one.group()}
    found = []
    for one in whole.findChildren(QWidget):
        if not (_is_wanted(one) and one.isVisible() and one.isEnabled()) or _is_pinned(one):
            continue
        ways = {id(one), id(one.focusProxy())}
        if isinstance(one, QAbstractButton):
            ways.add(id(one.parentWidget()))
            if one.group() and id(one.group()) in groups:
                continue
        if not ways & known:
            found.append(f"{type(one).__name__} {name(one)}")
    return found


def _is_wanted(one: QWidget) -> bool:
    """Tell whether a widget is there to be pressed or filled: by what it is, its focus, or the hand above it."""
    has_hand = one.testAttribute(Qt.WidgetAttribute.WA_SetCursor)
    is_link = has_hand and one.cursor().shape() == Qt.CursorShape.PointingHandCursor
    return isinstance(one, _FIELDS) or is_link or bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _is_pinned(one: QWidget) -> bool:
    above: QWidget | None = one
    while above is not None and not isinstance(above, Field):
        above = above.parentWidget()
    return isinstance(one, Pin) or (above is not None and above.is_pinned)
