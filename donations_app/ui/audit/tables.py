"""The two lists of the auditor's morning: the receipts of the sample, and the notes."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from donations_app.domain.register import RegisterLine
from donations_app.formats.audit_notes import AuditNote
from donations_app.i18n import _, isolated, moment, money
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel


class WalkedTable(Table):
    """A table in which Enter goes on to the next receipt."""

    entered_row = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            event.accept()
            if not event.isAutoRepeat():
                self.entered_row.emit()
        else:
            super().keyPressEvent(event)


def sample_table(state: Callable[[str], tuple[str, str]]) -> WalkedTable:
    """Return the table of the sample; its keys are lines of the register.

    Args:
        state: returns, for a number, how far the auditor is with it: a word and its tone.
    """
    columns: list[Column[RegisterLine]] = [
        Column(_("Number"), lambda row: isolated(row.number), 0, weight=500),
        Column(_("Donor"), lambda row: row.name, 150, is_spare=True, may_be_long=True),
        Column(_("Amount"), lambda row: money(row.amount), 104, is_amount=True, weight=500, is_spare=True),
        Column(_("State"), lambda row: state(row.number)[0], 92, tone=lambda row: state(row.number)[1]),
    ]
    model: WindowedModel[RegisterLine] = WindowedModel(columns, list)
    table = WalkedTable(model, _("Receipts of the sample"), empty=_("No receipt is drawn yet."))
    model.setParent(table)
    return table


def notes_table() -> Table:
    """Return the table of notes; its keys are they themselves."""
    columns: list[Column[AuditNote]] = [
        Column(_("Number"), lambda row: isolated(row.number), 150, weight=500),
        Column(_("Note"), lambda row: row.text, 0, may_be_long=True),
        Column(_("Written"), lambda row: moment(row.at), 130, tone=lambda _row: "muted", is_spare=True),
        Column(_("By"), lambda row: row.by, 96, tone=lambda _row: "muted", is_spare=True, may_be_long=True),
    ]
    model: WindowedModel[AuditNote] = WindowedModel(columns, list)
    table = Table(model, _("Notes"), empty=_("No note on these books yet."))
    model.setParent(table)
    return table
