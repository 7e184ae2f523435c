"""What narrows a list: a chip for each filter that is set, taken off with a click, Backspace or Del."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from donations_app.i18n import _
from donations_app.ui.icons import icon
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import Button, pressed_by_enter
from donations_app.ui.widgets.flow import Flow


class Chip(Struct, frozen=True):
    """One filter that is set: the field that it stands in, and its words."""

    code: str
    text: str


class _ChipButton(Button):
    removed = Signal()

    def __init__(self, chip: Chip) -> None:
        super().__init__(chip.text)
        self.code = chip.code
        self.setProperty("kind", "chip")
        self.setFont(font(12, 500))
        self.setIcon(icon("x", theme().soft_text))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # the cross stands where the words end
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        way = Qt.LayoutDirection
        self.setLayoutDirection(way.LeftToRight if is_mirrored else way.RightToLeft)
        self.setAccessibleName(_("Take the filter off: {filter}").format(filter=chip.text))
        self.setToolTip(self.accessibleName())
        self.clicked.connect(lambda *_: self.removed.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.removed.emit()
        elif not pressed_by_enter(self, event):
            super().keyPressEvent(event)


class Chips(Flow):
    """The filters that are set; hidden while there is none."""

    removed = Signal(str)  # the code of a chip
    emptied = Signal()  # the last one was taken off by the keyboard

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Filters"))
        self._shown_chips: tuple[Chip, ...] = ()
        self.buttons: list[_ChipButton] = []
        self.hide()

    def show_chips(self, chips: Sequence[Chip]) -> bool:
        """Show other chips and tell whether they are others; who stood on one stands on the one in its place."""
        if tuple(chips) == self._shown_chips:
            return False
        self._shown_chips = tuple(chips)
        at = next((number for number, made in enumerate(self.buttons) if made.hasFocus()), None)
        self.buttons = [_ChipButton(chip) for chip in chips]
        for made in self.buttons:
            made.removed.connect(lambda code=made.code: self.removed.emit(code))
        self.put(*self.buttons)
        self.setVisible(bool(chips))
        if at is not None:
            if self.buttons:
                self.buttons[min(at, len(self.buttons) - 1)].setFocus()
            else:
                self.emptied.emit()
        return True
