"""The donor of a cancelled receipt is told, from the list of issued ones."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.issue import issue_receipts
from donations_app.ui.receipts.screen import ReceiptsScreen
from tests.receipts.reading import text_of
from tests.ui.looking import Open
from tests.ui.receipts_page import receipts_of


def issued(people: Books, open_window: Open, qtbot: QtBot) -> ReceiptsScreen:
    """The list of issued receipts: one replaced, one cancelled, one that holds."""
    first, second = issue_receipts(people, 2025).issued
    replace_receipt(people, first.number, reason="Nom mal écrit")
    cancel_receipt(people, second.number, reason="Montant faux")
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    screen._show_view("issued")
    return screen


def numbers(screen: ReceiptsScreen) -> list[str]:
    return list(screen.issued._model._keys)


def test_the_letter_of_a_cancelled_receipt_is_shown_and_saved(
    open_window: Open, people: Books, tmp_path: Path, qtbot: QtBot
) -> None:
    screen = issued(people, open_window, qtbot)
    screen.issued.choose_row(numbers(screen).index("2025-MRS-P-000002"))
    assert not screen.actions_row.cancel_one.isVisible()
    screen.actions_row.notice_one.click()
    letter = text_of(screen.document.content)
    assert "2025-MRS-P-000002" in letter
    assert "Montant faux" not in letter
    (place,) = screen.issued.findChildren(QFileDialog)
    assert place.selectedFiles()[0].endswith("2025-MRS-P-000002-annulation.pdf")
    place.fileSelected.emit(str(tmp_path / "lettre.pdf"))
    assert (tmp_path / "lettre.pdf").read_bytes() == screen.document.content


def test_the_letter_of_a_replaced_one_names_the_one_that_holds(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    screen = issued(people, open_window, qtbot)
    screen.issued.choose_row(numbers(screen).index("2025-MRS-P-000001"))
    screen.actions_row.notice_one.click()
    assert "2025-MRS-P-000003" in text_of(screen.document.content)


def test_nobody_is_told_of_a_receipt_that_holds(open_window: Open, people: Books, qtbot: QtBot) -> None:
    screen = issued(people, open_window, qtbot)
    screen.issued.choose_row(numbers(screen).index("2025-MRS-P-000003"))
    assert not screen.actions_row.notice_one.isVisible()
    assert screen.actions_row.cancel_one.isVisible()
