"""What a gift in kind asks for: what it is, who valued it, and the paper that proves it."""

from typing import Any

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from donations_app.domain.typed import clean_text
from donations_app.i18n import _
from donations_app.ui.payments.rare import Unreadable, unclean
from donations_app.ui.theme import theme
from donations_app.ui.widgets.fields import Field, TextEdit


class ThingFields(QWidget):
    """Description, valuation and evidence of what was given in kind."""

    def __init__(self) -> None:
        super().__init__()
        self.description = TextEdit(_("What was given"), limit=2000)
        self.valued_by = TextEdit(_("Valued by"))
        self.evidence = TextEdit(_("Evidence of the value"))
        self.evidence.setPlaceholderText(_("invoice, estimate, statement"))
        self.description_field = Field(_("What was given"), self.description)
        self.valued_field = Field(_("Valued by"), self.valued_by)
        self.evidence_field = Field(_("Evidence of the value"), self.evidence)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().px(14))
        grid.setVerticalSpacing(theme().px(12))
        grid.addWidget(self.description_field, 0, 0, 1, 2)
        grid.addWidget(self.valued_field, 1, 0)
        grid.addWidget(self.evidence_field, 1, 1)
        for column in range(2):
            grid.setColumnStretch(column, 1)

    def edits(self) -> dict[str, QLineEdit]:
        """Return the fields of text by name, in the order of sight."""
        return {"description": self.description, "valued_by": self.valued_by, "evidence": self.evidence}

    def places(self) -> dict[str, Field]:
        """Return the fields by what the services call them."""
        return {
            "description": self.description_field,
            "valued_by": self.valued_field,
            "evidence": self.evidence_field,
        }

    def unreadable(self) -> list[Unreadable]:
        """Return what cannot be taken; nobody knows what a gift is that nobody describes."""
        found = unclean(*self.places().values())
        if not self.description.text().strip():
            found.insert(0, (self.description_field, "missing", ""))
        return found

    def of_line(self) -> dict[str, Any]:
        """Return the facts of the line."""
        return {name: clean_text(edit.text(), limit=2000) for name, edit in self.edits().items()}
