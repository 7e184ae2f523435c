"""In an Arabic window one begins to type at the right, in every field that is empty."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.domain.letters import LetterDraft
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.receipts.sending.letter_form import LetterForm
from tests.ui.looking import Open, turn_to
from tests.ui.test_whole import still

pytestmark = pytest.mark.usefixtures("dressed")

UI = Path(__file__).parents[2] / "donations_app/ui"
CURSOR = Qt.InputMethodQuery.ImCursorRectangle


def side_of_cursor(edit: QLineEdit | QPlainTextEdit) -> str:
    """Return at which side of a field the cursor is painted."""
    edit.grab()  # a field that was never painted does not know yet
    return "right" if edit.inputMethodQuery(CURSOR).x() > edit.width() / 2 else "left"


@pytest.mark.parametrize(
    ("language", "side"), [("ar", "right"), pytest.param("fr", "left", marks=pytest.mark.long)]
)
def test_the_cursor_of_every_empty_field_stands_where_one_begins_to_read(
    open_window: Open, qtbot: QtBot, language: str, side: str
) -> None:
    _app, window = open_window(language)
    for number in range(len(window.screens)):
        window.go(number)
        still(window, qtbot)
    empty = [edit for edit in window.findChildren(QLineEdit) if not edit.text()]
    figures = {
        edit for edit in empty if edit.alignment() & Qt.AlignmentFlag.AlignRight
    }  # end at the right always
    assert len(empty) > 20
    wrong = [edit.accessibleName() for edit in empty if side_of_cursor(edit) != side]
    assert wrong == [edit.accessibleName() for edit in empty if language == "fr" and edit in figures]


@pytest.fixture
def letter(qtbot: QtBot, qapp: QApplication) -> Iterator[LetterForm]:
    """The form of a letter in an Arabic window, nothing shown in it yet."""
    i18n.set_language("ar")
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    form = LetterForm(read_only=False)
    qtbot.addWidget(form)
    form.resize(600, 500)
    yield form
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_the_cursor_of_an_empty_letter_stands_where_its_language_begins(letter: LetterForm) -> None:
    sides = []
    for language in ("", "fr", "ar"):
        if language:
            letter.show_draft(LetterDraft(language, "", ""))
        sides.append([side_of_cursor(edit) for edit in (letter.subject, letter.body)])
    assert sides == [["right"] * 2, ["left"] * 2, ["right"] * 2]
    letter.body.insertPlainText("abc")
    letter.body.clear()
    assert side_of_cursor(letter.body) == "right"


def test_no_field_is_made_that_does_not_know_where_reading_begins() -> None:
    fields = ("QLineEdit", "QPlainTextEdit", "QTextEdit", "QSpinBox")
    made = {
        path.relative_to(UI).as_posix()
        for path in UI.rglob("*.py")
        if any(f"{field}(" in (source := path.read_text(encoding="utf-8")) for field in fields)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in fields
    }
    # an amount or a percentage beside a project, which ends at the right in all languages; the letter's own text;
    # the notes about a person
    assert made == {"payments/allocations.py", "people/form.py", "receipts/sending/letter_form.py"}


@pytest.mark.parametrize(("language", "side"), [("ar", "right"), ("fr", "left")])
def test_the_cursor_of_empty_notes_stands_where_one_begins_to_read(
    open_window: Open, language: str, side: str
) -> None:
    _app, window = open_window(language)
    notes = turn_to(window, PeopleScreen).panel.form.fields["notes"].edit
    assert isinstance(notes, QPlainTextEdit)
    notes.resize(300, 80)
    assert side_of_cursor(notes) == side
