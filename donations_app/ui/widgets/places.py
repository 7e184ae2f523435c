"""Where something is saved, and under what name: the question that every page asks in the same way."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_place(
    parent: QWidget, title: str, name: str, endings: Sequence[str], *, then: Callable[[Path], object]
) -> None:
    """Ask where to save, as one of the kinds of file; the dialog asks before it replaces a file."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([f"{ending.upper()} (*.{ending})" for ending in endings])
    dialog.setDefaultSuffix(endings[0])
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.partition(" ")[0].lower()))
    dialog.selectFile(f"{name}.{endings[0]}")
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()


def ask_file_or_new(parent: QWidget, title: str, ending: str, *, then: Callable[[Path], object]) -> None:
    """Ask for a file that stands or a new one; none is replaced."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setNameFilter(f"{ending.upper()} (*.{ending})")
    dialog.setDefaultSuffix(ending)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()


def ask_file(parent: QWidget, title: str, ending: str, *, then: Callable[[Path], object]) -> None:
    """Ask for a file that stands."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(f"{ending.upper()} (*.{ending})")
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()


def ask_folder(parent: QWidget, title: str, *, then: Callable[[Path], object]) -> None:
    """Ask for a folder."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(lambda folder: then(Path(folder)))
    dialog.open()
