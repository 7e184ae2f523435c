"""The user manual: whole in both languages, and opened by F1 where one is."""

import re
from functools import partial

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from donations_app.ui.main_window import MainWindow
from donations_app.ui.shell.manual import Manual, manual_page
from donations_app.ui.widgets.dialog import Dialog
from resources import path
from tests.ui.looking import Open

pytestmark = pytest.mark.file_only
LANGUAGES = ("fr", "en")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)]+)\)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_and_picture_of_the_manual_leads_somewhere(language: str) -> None:
    folder = path("manual", language)
    pages = sorted(folder.glob("*.md"))
    linked = set()
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith("# ")
        for link in _LINK.findall(text):
            assert (folder / link).is_file(), f"{page.name}: {link}"
            linked.add(folder / link)
    assert {one for one in folder.rglob("*.*") if one.is_file()} - linked <= {folder / "index.md"}


def test_both_languages_have_the_same_pages_and_pictures() -> None:
    french, english = (
        {str(one.relative_to(path("manual", language))) for one in path("manual", language).rglob("*.*")}
        for language in LANGUAGES
    )
    assert french == english


def test_what_the_manual_has_not_leads_to_its_first_page() -> None:
    assert manual_page("nowhere", "fr") == path("manual", "fr", "index.md")
    assert manual_page("bank", "ar") == path("manual", "fr", "bank.md")


def opened(window: MainWindow) -> Manual:
    return next(one for one in window.findChildren(Manual) if one.isVisible())


@pytest.mark.usefixtures("dressed")
def test_f1_opens_the_page_for_where_one_is(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window("en", "dark")
    for screen in window.screens:
        assert manual_page(screen.code, "en").stem == screen.code
    window.show_code("bank")
    window.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(window, Qt.Key.Key_F1)
    manual = opened(window)
    qtbot.waitUntil(lambda: not manual.browser._again.isActive())
    text = manual.browser.toPlainText()
    assert text.startswith("Bank and slips")
    assert text.count("Making a slip") == 1  # read once, however often its width changed
    assert not manual.note.isVisible()
    manual.browser.anchorClicked.emit(QUrl("settings.md"))
    assert manual.browser.toPlainText().startswith("Settings")
    manual.back.click()
    assert manual.browser.toPlainText().startswith("Bank and slips")
    window.show_code("people")
    window.show_manual()
    assert opened(window) is manual
    assert manual.browser.toPlainText().startswith("People")
    manual.home.click()
    assert manual.browser.toPlainText().startswith("The manual of Tiwizi")


def has_keys(dialog: QDialog) -> bool:
    return QApplication.focusWindow() is dialog.windowHandle()


def test_f1_opens_it_over_a_dialog_and_over_a_question(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    window.show_code("people")
    for asked in (Dialog("A question", window), QMessageBox(window)):
        asked.setModal(True)
        asked.show()
        asked.activateWindow()
        qtbot.waitUntil(partial(has_keys, asked))
        for _ in range(2):
            asked.activateWindow()
            QTest.keyClick(asked, Qt.Key.Key_F1)
            manual = opened(window)
            assert manual.parent() is asked
            assert manual.browser.toPlainText().startswith("People")
            QTest.keyClick(manual, Qt.Key.Key_Escape)
        assert asked.isVisible()
        asked.close()


def test_a_window_in_arabic_says_that_the_page_is_french(open_window: Open) -> None:
    _app, window = open_window("ar")
    window.show_manual()
    manual = opened(window)
    assert manual.note.isVisible()
    assert manual.browser.toPlainText().startswith("Tableau de bord")
    assert manual.browser.layoutDirection() == Qt.LayoutDirection.LeftToRight
