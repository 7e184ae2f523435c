"""A PDF dropped on the window is held against the books, and told what it is."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.services.receipts.cancelling import cancel_receipt
from donations_app.ui.main_window import MainWindow
from donations_app.ui.receipts.checked import CheckedDocument
from tests.ui.looking import Open, none_shown, shown
from tests.world import issue_whole

BUTTONS = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


def drop(window: MainWindow, *paths: Path) -> bool:
    """Drag files over the window and let them go; tell whether it takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    entering = QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, data, *BUTTONS)
    entering.ignore()
    QApplication.sendEvent(window, entering)
    if entering.isAccepted():
        QApplication.sendEvent(
            window, QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, *BUTTONS)
        )
    return entering.isAccepted()


@pytest.fixture
def receipt(people: Books, tmp_path: Path) -> Path:
    """Give the document of a receipt, in a file."""
    (one, *_) = issue_whole(people, 2025).issued
    path = tmp_path / "reçu.pdf"
    path.write_bytes(one.document)
    return path


def test_a_dropped_receipt_is_told_with_what_became_of_it(
    open_window: Open, receipt: Path, people: Books, qtbot: QtBot
) -> None:
    _app, window = open_window()
    for change, said in (
        (lambda: None, "Issued here, unchanged, and it stands"),
        (
            lambda: cancel_receipt(people, "2025-MRS-P-000001", reason="wrong name"),
            "Made here, and cancelled since",
        ),
        (lambda: receipt.write_bytes(receipt.read_bytes() + b"\n"), "Not as it was issued"),
    ):
        change()
        assert drop(window, receipt)
        dialog = shown(CheckedDocument)
        qtbot.waitUntil(lambda said=said, dialog=dialog: i18n.without_marks(dialog.said.text()) == said)  # type: ignore[misc]
        assert "2025-MRS-P-000001" in dialog.more.text()
        dialog.closer.click()
        qtbot.waitUntil(lambda: none_shown(CheckedDocument))


def test_what_is_no_pdf_alone_is_not_taken(open_window: Open, receipt: Path, tmp_path: Path) -> None:
    _app, window = open_window()
    assert not drop(window, tmp_path / "notes.docx")
    assert not drop(window, receipt, receipt)
    assert none_shown(CheckedDocument)


def test_a_file_that_is_gone_is_said(open_window: Open, tmp_path: Path, qtbot: QtBot) -> None:
    _app, window = open_window()
    assert drop(window, tmp_path / "gone.pdf")
    qtbot.waitUntil(lambda: none_shown(CheckedDocument))
    box = next(
        one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()
    )
    assert "There is no file" in box.text()
    box.close()


def test_the_search_leads_to_the_check(open_window: Open) -> None:
    _app, window = open_window()
    window.search.setFocus()
    QTest.keyClicks(window.search, "check a")
    assert window.search.found() == ["Check a receipt in a PDF ..."]
