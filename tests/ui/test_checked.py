"""A file that somebody shows is checked, and told what it is: a PDF dropped on the window, entries as a FEC."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.formats.accounting import FEC_FIELDS
from donations_app.services.receipts.cancelling import cancel_receipt
from donations_app.ui.checked import CheckedFile
from donations_app.ui.main_window import MainWindow
from donations_app.ui.registers.screen import RegistersScreen
from tests.ui.looking import Open, none_shown, shown, turn_to
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
        dialog = shown(CheckedFile)
        qtbot.waitUntil(lambda said=said, dialog=dialog: i18n.without_marks(dialog.said.text()) == said)  # type: ignore[misc]
        assert "2025-MRS-P-000001" in dialog.more.text()
        dialog.closer.click()
        qtbot.waitUntil(lambda: none_shown(CheckedFile))


def test_a_file_of_entries_is_told_with_what_does_not_keep_to_the_rules(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "123456789FEC20251231.txt"
    row = "BQ\tBanque\t1\t20250305\t{}\tBanques\t\t\tV1\t20250305\tDon\t{}\t\t\t20250305\t\t"
    rows = [row.format("512", "12,05\t0,00"), row.format("754", "0,00\t12,05")]
    _app, window = open_window()
    pane = turn_to(window, RegistersScreen).entries
    for wrong, said, more in (
        (("", ""), "It keeps to the rules that this check knows.", "Lines: 2, debit 12,05 €, credit 12,05 €"),
        (
            ("754", "7A4"),
            "1 thing does not keep to the rules.",
            "Line 3: an account begins with three digits: 7A4.",
        ),
    ):
        text = "\r\n".join(["\t".join(FEC_FIELDS), *rows])
        path.write_text(text.replace(*wrong) if wrong[0] else text, encoding="utf-8")
        pane.checks.click()
        asked = shown(QFileDialog)
        asked.fileSelected.emit(str(path))
        asked.close()
        dialog = shown(CheckedFile)
        qtbot.waitUntil(lambda said=said, dialog=dialog: i18n.without_marks(dialog.said.text()) == said)  # type: ignore[misc]
        assert i18n.without_marks(dialog.more.text()).replace("\u00a0", " ").splitlines()[-1] == more
        dialog.closer.click()
        qtbot.waitUntil(lambda: none_shown(CheckedFile))


def test_what_is_no_pdf_alone_is_not_taken(open_window: Open, receipt: Path, tmp_path: Path) -> None:
    _app, window = open_window()
    assert not drop(window, tmp_path / "notes.docx")
    assert not drop(window, receipt, receipt)
    assert none_shown(CheckedFile)


def test_a_file_that_is_gone_is_said(open_window: Open, tmp_path: Path, qtbot: QtBot) -> None:
    _app, window = open_window()
    assert drop(window, tmp_path / "gone.pdf")
    qtbot.waitUntil(lambda: none_shown(CheckedFile))
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
