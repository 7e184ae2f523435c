"""A few choices beside each other, one of them chosen."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout

from donations_app.i18n import labelled
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Button, button
from donations_app.ui.widgets.room import Yielding, room_for


class Segments(QFrame, Yielding):
    """A few choices beside each other, one of them chosen; where the page has no room, on as many lines as needed."""

    chosen = Signal(str)

    def __init__(self, choices: dict[str, str], name: str) -> None:
        super().__init__()
        self.setObjectName("sunken")
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, Button] = {}
        self._hidden: frozenset[str] = frozenset()
        self._across = 0  # choices on each line
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(*theme().margins(3, 3, 3, 3))
        self._grid.setSpacing(theme().px(2))
        for code, text in choices.items():
            made = button(text, "segment")
            made.setCheckable(True)
            made.setAutoDefault(False)  # a dialog would press it for Enter in a field
            made.setAccessibleName(labelled(name, text))
            made.clicked.connect(lambda _checked, code=code: self.chosen.emit(code))
            self._buttons[code] = made
            self._group.addButton(made)
        self._lay()
        self._policy = Qt.FocusPolicy.StrongFocus
        self._group.buttonToggled.connect(lambda *_: self._hand_focus())
        self.choose(next(iter(choices)))

    def say(self, code: str, text: str) -> None:
        """Give a choice another text."""
        self._buttons[code].setText(text)
        self._buttons[code].setAccessibleName(labelled(self.accessibleName(), text))
        self._lay()

    def offer(self, codes: Collection[str]) -> None:
        """Show these choices alone; the first of them is chosen where the one chosen is not among them."""
        for code in self._buttons:
            self.show_choice(code, is_shown=code in codes)
        if self.value() not in codes:
            self.choose(next(code for code in self._buttons if code in codes))

    def show_choice(self, code: str, *, is_shown: bool) -> None:
        """Show a choice, or hide one that would be empty."""
        self._buttons[code].setVisible(is_shown)
        self._hidden = self._hidden - {code} if is_shown else self._hidden | {code}
        self._lay()

    def minimumSizeHint(self) -> QSize:
        """All on one line, if the page has room for that."""
        widths = self._widths()
        room = max(room_for(self), max(widths, default=0) + self._beside())
        return QSize(min(self._one_line(widths), room), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self._one_line(self._widths()), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def _shown(self) -> list[Button]:
        return [made for code, made in self._buttons.items() if code not in self._hidden]

    def _widths(self) -> list[int]:
        return [made.sizeHint().width() for made in self._shown()]

    def _beside(self) -> int:
        """Return the pixels on both sides of the choices."""
        margins = self._grid.contentsMargins()
        return margins.left() + margins.right() + self.width() - self.contentsRect().width()

    def _one_line(self, widths: Sequence[int]) -> int:
        return sum(widths) + self._grid.spacing() * max(0, len(widths) - 1) + self._beside()

    def _lay(self) -> None:
        """Put as many choices on each line as have room, one below the other from line to line."""
        shown, widths = self._shown(), self._widths()
        across = max(1, len(shown))
        while across > 1 and self._needed(widths, across) > self.width() > 0:
            across -= 1
        across = -(-len(shown) // -(-len(shown) // across)) if shown else 1  # about as many on each line
        if across == self._across and self._grid.count() == len(shown):
            return
        self._across = across
        for made in self._buttons.values():
            self._grid.removeWidget(made)
        for number, made in enumerate(shown):
            self._grid.addWidget(made, number // across, number % across)
        for column in range(len(self._buttons)):
            self._grid.setColumnStretch(column, int(column < across))

    def _needed(self, widths: Sequence[int], across: int) -> int:
        return self._one_line([max(widths[column::across]) for column in range(across)])

    def value(self) -> str:
        """Return the code of the choice."""
        return next(code for code, made in self._buttons.items() if made.isChecked())

    def choose(self, code: str) -> None:
        """Choose without telling."""
        self._buttons[code].setChecked(True)
        self._hand_focus()

    def focusPolicy(self) -> Qt.FocusPolicy:
        return self._policy

    def setFocusPolicy(self, policy: Qt.FocusPolicy) -> None:
        self._policy = policy
        self._hand_focus()

    def _hand_focus(self) -> None:
        """Let Tab come to the chosen button alone, if it may come at all; Qt itself lets it come always."""
        for made in self._buttons.values():
            made.setFocusPolicy(self._policy if made.isChecked() else Qt.FocusPolicy.ClickFocus)
            if made.isChecked():
                self.setFocusProxy(made)

    def hasFocus(self) -> bool:
        return any(made.hasFocus() for made in self._buttons.values())
