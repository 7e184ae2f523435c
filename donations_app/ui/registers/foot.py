"""The buttons below each part of the page, and the progress of what is being written."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from donations_app.ui.registers.register_words import short_of, title_of
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.flow import Flow, OneOf
from donations_app.ui.widgets.running import Running


class PaneFoot(QWidget):
    """The buttons of one part: what it can be saved as, and what else it does; one of them is filled."""

    def __init__(
        self, endings: Sequence[str], leads: Sequence[QPushButton], save: Callable[[str], object]
    ) -> None:
        super().__init__()
        self.told = Wrapped("", "small", "muted")
        self.saves: dict[str, QPushButton] = {}
        self.told.hide()
        is_led = any(lead.property("kind") == "primary" for lead in leads)
        for ending in reversed(endings):
            is_filled = ending == endings[0] and not is_led
            text = title_of(ending) if ending == endings[0] else short_of(ending)
            made = button(text, "primary" if is_filled else "", "download", lambda one=ending: save(one))  # type: ignore[misc]
            made.setAccessibleName(title_of(ending))
            made.setToolTip(title_of(ending))
            self.saves[ending] = made
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(10))
        row.addWidget(self.told, 1, Qt.AlignmentFlag.AlignVCenter)
        before, behind = ((), leads) if is_led else (leads, ())
        row.addWidget(Flow(None, *before, *self.saves.values(), *behind), 2)

    def tell(self, why: str) -> None:
        """Say why nothing can be done here; nothing where all can."""
        self.told.setText(why)
        self.told.setVisible(bool(why))

    def allow(self, *, may_save: bool) -> None:
        """Let what is shown be saved, or not while nothing is."""
        for made in self.saves.values():
            made.setEnabled(may_save)


class Foot(OneOf):
    """One row for each part; what is being written takes its place."""

    def __init__(self, rows: Sequence[QWidget]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        for row in rows:
            self.addWidget(row)
        self.running = Running()
        self.addWidget(self.running)

    def show_running(self) -> None:
        """Show that something is being written, before it first tells how far it is."""
        self.running.begin()
        self.running.take_focus(self)
        self.setCurrentWidget(self.running)
