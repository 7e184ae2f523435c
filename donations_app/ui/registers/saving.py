"""Where a register or a statement is saved, and under what name."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from donations_app.i18n import _


def title_of(ending: str) -> str:
    """Return what saving as a kind of file is called."""
    return {
        ".pdf": _("Save as PDF"), ".csv": _("Save as CSV"), ".xlsx": _("Save as XLSX"),
        ".zip": _("Make the pack"),
    }[ending]  # fmt: skip


def ask_place(parent: QWidget, name: str, ending: str, *, then: Callable[[Path], object]) -> None:
    """Ask where to save; the dialog asks before it replaces a file."""
    dialog = QFileDialog(parent, title_of(ending))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(f"{ending[1:].upper()} (*{ending})")
    dialog.setDefaultSuffix(ending[1:])
    dialog.selectFile(f"{name}{ending}")
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()
