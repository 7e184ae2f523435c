"""The letters of thanks edited in the window: a text a language, its preview, its places, back to the standard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.domain.letters import HOLES, Letter, LetterDraft
from donations_app.formats.letters import shipped_letter
from donations_app.services.deliveries.letters import letter_in_force, save_template
from donations_app.ui.receipts.sending.letters_editor import LettersEditor
from tests.receipts.reading import text_of
from tests.ui.looking import Open, none_shown, shown
from tests.ui.receipts_page import receipts_of
from tests.world import TODAY


@pytest.fixture
def editor(open_window: Open, qtbot: QtBot) -> LettersEditor:
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    screen._show_view("sending")
    screen.actions_row.letters.click()
    return drawn(shown(LettersEditor), qtbot)


def drawn(editor: LettersEditor, qtbot: QtBot) -> LettersEditor:
    qtbot.waitUntil(lambda: not editor._desk.jobs.is_busy and bool(editor.preview.content))
    return editor


def in_force(books: Books, language: str) -> Letter:
    with books.read() as session:
        return letter_in_force(session, language, TODAY)


def test_the_letter_is_drawn_with_an_example_and_again_after_each_change(
    editor: LettersEditor, qtbot: QtBot
) -> None:
    assert "Mohand Aït Ahmed" in text_of(editor.preview.content)
    assert not editor.saves.isEnabled()
    editor.form.body.setPlainText("Azul {donor},\n\nMerci.")
    qtbot.waitUntil(lambda: "Azul Mohand" in text_of(editor.preview.content))
    assert editor.saves.isEnabled()


def test_each_language_has_its_letter_and_what_is_typed_in_one_stays_while_another_is_shown(
    editor: LettersEditor, people: Books, qtbot: QtBot
) -> None:
    editor.form.subject.setText("Merci")
    editor.choose("ar")
    drawn(editor, qtbot)
    assert editor.form.body.layoutDirection() == Qt.LayoutDirection.RightToLeft
    editor.form.subject.setText("شكرًا")
    editor.save()
    editor.choose("fr")
    assert editor.form.subject.text() == "Merci"
    assert in_force(people, "ar").subject == "شكرًا"
    assert in_force(people, "fr").version == 0


def test_the_places_are_listed_and_written_where_one_typed(editor: LettersEditor) -> None:
    assert tuple(editor.form.places) == HOLES
    editor.activateWindow()
    editor.form.subject.setFocus()
    editor.form.subject.setText("Merci ")
    editor.form.subject.end(False)  # noqa: FBT003 -- Qt's signature
    editor.form.places["year"].click()
    assert editor.form.subject.text() == "Merci {year}"
    editor.form.body.setFocus()
    editor.form.body.setPlainText("")
    editor.form.places["donor"].click()
    assert editor.form.body.toPlainText() == "{donor}"


def test_a_wrong_place_is_told_below_its_field_and_is_not_saved(
    editor: LettersEditor, people: Books, qtbot: QtBot
) -> None:
    editor.form.body.setPlainText("Bonjour {nom}")
    qtbot.waitUntil(lambda: "{nom}" in editor.form.fields["body"].note.text)
    assert "{donor}" in editor.form.fields["body"].note.text
    editor.save()
    assert in_force(people, "fr").version == 0
    editor.form.body.setPlainText("Bonjour {donor")
    editor.form.subject.setText("")
    editor.draw()
    assert editor.form.fields["subject"].note.text
    assert editor.form.fields["body"].note.text


def test_a_letter_that_does_not_fit_says_so_and_is_not_saved(
    editor: LettersEditor, people: Books, qtbot: QtBot
) -> None:
    editor.form.body.setPlainText("\n\n".join(["Merci beaucoup."] * 90))
    qtbot.waitUntil(lambda: "one page" in editor.note.text)
    editor.save()
    assert in_force(people, "fr").version == 0
    assert "one page" in editor.note.text


def test_the_standard_text_comes_back_and_is_saved_as_any_other(editor: LettersEditor, people: Books) -> None:
    editor.form.subject.setText("Merci")
    editor.save()
    assert in_force(people, "fr").subject == "Merci"
    editor.standard.click()
    editor.save()
    saved = in_force(people, "fr")
    assert (saved.subject, saved.body) == (shipped_letter("fr").subject, shipped_letter("fr").body)
    assert saved.valid_from == TODAY
    assert not editor.saves.isEnabled()


def test_what_somebody_else_saved_meanwhile_is_not_written_over(editor: LettersEditor, people: Books) -> None:
    other = LetterDraft("fr", "Autre", "Bonjour {donor}")
    save_template(people.acting(office="LYO"), other, seen=shipped_letter("fr"))
    editor.form.subject.setText("Merci")
    editor.save()
    assert editor.note.text
    assert in_force(people, "fr").subject == "Autre"


def test_leaving_asks_where_something_is_not_saved_and_enter_saves_nothing(
    editor: LettersEditor, people: Books
) -> None:
    editor.form.subject.setText("Merci")
    editor.choose("ar")
    QTest.keyClick(editor.form.subject, Qt.Key.Key_Return)
    assert (editor.language.value(), none_shown(QMessageBox)) == ("ar", True)
    assert in_force(people, "fr").version == 0
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    box = shown(QMessageBox)
    assert "Français" in box.text()
    assert editor.isVisible()
    next(made for made in box.buttons() if made.text() == "Leave without saving").click()
    assert none_shown(LettersEditor)


def test_read_only_books_show_the_letters_and_change_nothing(
    people: Books, open_window: Open, qtbot: QtBot
) -> None:
    people.read_only = True
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    screen._show_view("sending")
    screen.actions_row.letters.click()
    editor = drawn(shown(LettersEditor), qtbot)
    assert editor.form.body.isReadOnly()
    assert not editor.saves.isVisible()
    assert "Read only" in editor.state.text()
    assert in_force(people, "fr").valid_from is None
