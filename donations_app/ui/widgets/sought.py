"""A choice among codes of which there are many: one types some letters of a name and takes what is found."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent

from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.picker import Choice, Picker

_ELSEWHERE = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
_CHIP = 170  # pixels in which a name can be read


class SoughtBox(Picker):
    """Asks as a ``ComboBox`` does; what is left in it and names nothing is cleared, for it asks for nothing.

    Args:
        search: what is found by some letters.
        known: what a code stands for.
        every: what an empty field asks for, in words.
        name: of the field.
    """

    def __init__(
        self,
        search: Callable[[str], Sequence[Choice]],
        known: Callable[[str], Choice | None],
        *,
        every: str,
        name: str,
    ) -> None:
        super().__init__(search, name=name, icon_name="")
        self._known = known
        self.setPlaceholderText(every)
        self._every = every
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(every) + theme().px(32))

    def as_chip(self) -> None:
        """Stand as a filter above a list: no wider than it must be."""
        self.setProperty("kind", "chip")
        self.setFont(font(12, 500))
        said = self.fontMetrics().horizontalAdvance(self._every) + theme().px(2 * 12 + 10)
        self.setFixedWidth(max(said, theme().px(_CHIP)))
        self.chosen.connect(lambda *_: self._show_set())

    def _show_set(self) -> None:
        self.setProperty("set", bool(self.value()))
        self.style().unpolish(self)
        self.style().polish(self)

    def value(self) -> str:
        """Return the code of the choice, or nothing."""
        return str(super().value() or "")

    def word(self) -> str:
        """Return the name of what is chosen."""
        return self.text()

    def choose(self, choice: Choice | str | None) -> None:
        """Choose by a code, or nothing by an empty one."""
        super().choose(self._known(choice) if isinstance(choice, str) else choice)

    def choose_first(self) -> None:
        """Ask for nothing."""
        self.choose(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the only one that was found, or clear what names nothing, once somebody goes on."""
        if not self.value() and self.text() and event.reason() not in _ELSEWHERE:
            found = self._search(self.text())
            self.choose(found[0] if len(found) == 1 else None)
        super().focusOutEvent(event)
