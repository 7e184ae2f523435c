"""The choices made for a file are kept on this computer under a name, for others like it."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from donations_app.i18n import _
from donations_app.machine import preferences
from donations_app.ui.widgets.basic import CheckBox
from donations_app.ui.widgets.fields import TextEdit


class KeptAs:
    """Asks whether they are kept; whoever types a name means that they are."""

    def __init__(self) -> None:
        self.wanted = CheckBox(_("Keep these choices as"))
        self.name = TextEdit(_("Name of these choices"), limit=60)
        self.name.setPlaceholderText(_("Name of these choices"))
        self.name.textEdited.connect(lambda text: self.wanted.setChecked(bool(text.strip())))

    def lay(self, rows: QVBoxLayout) -> None:
        """Stand at the end of a card."""
        rows.addWidget(self.wanted)
        rows.addWidget(self.name)

    def show(self, name: str) -> None:
        """Show the name under which choices were kept that hold for this file, or none."""
        self.name.setText(name)
        self.wanted.setChecked(False)

    def keep(self, said: dict[str, Any]) -> None:
        """Keep the choices, if that is wanted."""
        name = self.name.text().strip()
        if self.wanted.isChecked() and name:
            preferences.keep_mapping(name, said)
