"""Where something is saved, and under what name: the question that every page asks in the same way."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from donations_app.i18n import _
from donations_app.ui.theme import theme


def file_dialog(parent: QWidget | None, title: str, place: str = "") -> QFileDialog:
    """Make Qt's question for files; what its own catalogues leave in English is said in the chosen language."""
    dialog = QFileDialog(parent, title, place)
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("&Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("Files of &type:"))
    dialog.resize(theme().px(780), theme().px(480))  # the day of a file has room
    return dialog


def ask_place(
    parent: QWidget, title: str, name: str, endings: Sequence[str], *, then: Callable[[Path], object]
) -> None:
    """Ask where to save, as one of the kinds of file; the dialog asks before it replaces a file."""
    dialog = file_dialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([f"{ending.upper()} (*.{ending})" for ending in endings])
    dialog.setDefaultSuffix(endings[0])
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.partition(" ")[0].lower()))
    dialog.selectFile(f"{name}.{endings[0]}")
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()


def ask_file_or_new(parent: QWidget, title: str, ending: str, *, then: Callable[[Path], object]) -> None:
    """Ask for a file that stands or a new one; none is replaced."""
    dialog = file_dialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setNameFilter(f"{ending.upper()} (*.{ending})")
    dialog.setDefaultSuffix(ending)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()


def ask_file(parent: QWidget, title: str, ending: str, *, then: Callable[[Path], object]) -> None:
    """Ask for a file that stands."""
    dialog = file_dialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(f"{ending.upper()} (*.{ending})")
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()


def ask_folder(parent: QWidget, title: str, *, then: Callable[[Path], object]) -> None:
    """Ask for a folder."""
    dialog = file_dialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(lambda folder: then(Path(folder)))
    dialog.open()
