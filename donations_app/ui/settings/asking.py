"""A question about one row of the settings: its fields, and its saving off the window's thread."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.domain.errors import Problem
from donations_app.domain.settings import SettingsDraft
from donations_app.i18n import _, is_country, language, territories
from donations_app.ui.desk import Desk
from donations_app.ui.settings.saving import Change, save, say_problems, say_refused
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import ComboBox, Field


def country_box() -> ComboBox:
    """Return a choice of countries by name."""
    known = [(code, name) for code, name in territories(language()).items() if is_country(code)]
    return ComboBox(dict(sorted(known, key=lambda pair: pair[1])), _("Country"))


class AskRow(Dialog):
    """Asks for one row; a kind of it fills ``fields`` and says what the settings are with it."""

    saved = Signal()

    def __init__(self, title: str, desk: Desk, seen: SettingsDraft, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.desk, self.seen = desk, seen
        self.fields: dict[str, Field] = {}  # by the name of the problem's field
        self._is_saving = False

    def problems(self) -> list[Problem]:
        """Return what is typed and cannot be read."""
        return []

    def wanted(self) -> SettingsDraft:
        """Return the settings with what is typed."""
        raise NotImplementedError

    def accept(self) -> None:
        """Save, or say what stands against it beside its field."""
        if self._is_saving:
            return
        for field in self.fields.values():
            field.say("")
        if problems := self.problems():
            say_problems(problems, self.fields)
            return
        self._is_saving = True
        save(self.desk, Change(self.seen, self.wanted()), of=self, done=self._saved, failed=self._refused)

    def _saved(self) -> None:
        self._is_saving = False
        self.saved.emit()
        super().accept()

    def _refused(self, error: BaseException) -> None:
        self._is_saving = False
        say_refused(error, self.fields, self)

    def reject(self) -> None:
        """Go back; not while it is being saved."""
        if not self._is_saving:
            super().reject()
