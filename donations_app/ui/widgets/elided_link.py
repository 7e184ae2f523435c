"""A link whose text ends in an ellipsis where there is no room for it."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Button, elided, set_kind

_LEAST = 60  # pixels


class ElidedLink(Button):
    """A link on one line; what is heard is the whole text, and so is its tooltip where the text is cut."""

    def __init__(self, text: str, clicked: Callable[[], object], tip: str = "") -> None:
        super().__init__(text)
        self._whole, self._tip = text, tip
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)
        set_kind(self, "link")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda *_: clicked())
        self._shorten()

    @property
    def _beside(self) -> int:
        """What of the width is not for the text."""
        return super().sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self._whole) + self._beside + 1
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme().px(_LEAST)), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        shown = elided(self.fontMetrics(), self._whole, max(self.width() - self._beside, theme().px(_LEAST)))
        self.setText(shown)
        is_cut = shown != elided(self.fontMetrics(), self._whole, self.sizeHint().width())
        self.setToolTip("\n".join(filter(None, (self._whole if is_cut else "", self._tip))))
