"""What Qt itself says in the window, in the language of the person: questions for files, buttons, menus, keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QToolButton,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.ui.app import set_direction
from donations_app.ui.shell.keys import KeySheet
from donations_app.ui.widgets.places import file_dialog
from donations_app.ui.widgets.signs import KeyCap

_SAME = {"OK"}  # in every language that the window speaks


def said(language: str, qtbot: QtBot) -> list[str]:
    """Return what Qt says in a question for a file, a question and the menu of a field."""
    i18n.set_language(language)
    set_direction()
    dialog, box, edit = file_dialog(None, ""), QMessageBox(), QLineEdit()
    for widget in (dialog, box, edit):
        qtbot.addWidget(widget)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.show()
    QApplication.processEvents()
    kinds = QMessageBox.StandardButton
    box.setStandardButtons(kinds.Ok | kinds.Cancel | kinds.Close | kinds.Yes | kinds.No | kinds.Save)
    menu = edit.createStandardContextMenu()
    heads = dialog.findChildren(QTreeView)[0].model()
    assert heads is not None
    texts = [
        *(one.text() for kind in (QLabel, QPushButton) for one in dialog.findChildren(kind)),  # type: ignore[attr-defined]
        *(one.toolTip() for one in dialog.findChildren(QToolButton)),
        *(str(heads.headerData(n, Qt.Orientation.Horizontal)) for n in range(4)),
        *(one.text() for one in box.buttons()),
        *(one.text() for one in menu.actions()),
    ]
    menu.deleteLater()
    return [text.replace("&", "").partition("\t")[0] for text in texts]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_nothing_of_qt_stays_in_english(language: str, qtbot: QtBot) -> None:
    english, own = said("en", qtbot), said(language, qtbot)
    assert "Look in:" in english
    assert "Files of type:" in english
    assert len(own) == len(english) > 25
    same = {there for there, here in zip(english, own, strict=True) if there == here and here}
    assert same <= _SAME | {"Type"}  # a French word, too


def test_keys_are_named_as_on_the_keyboards_of_the_language(qtbot: QtBot) -> None:
    named = {}
    for language in ("en", "fr"):
        i18n.set_language(language)
        set_direction()
        parent = QWidget()
        qtbot.addWidget(parent)
        caps = KeySheet(parent, 6, read_only=False).findChildren(KeyCap)
        named[language] = [one.text() for cap in caps for one in cap.findChildren(QLabel)]
    assert {"Enter", "Esc", "Alt+1 … Alt+6", "Alt+↓"} <= set(named["en"])
    assert {"Entrée", "Échap", "Ctrl+Z", "Alt+1 … Alt+6"} <= set(named["fr"])
    assert QKeySequence("Enter").toString(QKeySequence.SequenceFormat.NativeText) == "Entrée"
