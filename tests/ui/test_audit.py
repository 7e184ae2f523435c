"""The auditor in the window: nothing is written, each receipt of a sample is followed back, notes lie apart."""

import json
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QMessageBox, QScrollArea
from pytestqt.qtbot import QtBot

from donations_app import cli, i18n
from donations_app.db.books import Books
from donations_app.domain.errors import ReadOnly
from donations_app.i18n import without_marks
from donations_app.machine import preferences
from donations_app.services.payments.corrections import take_back
from donations_app.services.receipts.issue import issue_receipts
from donations_app.ui.app import App
from donations_app.ui.audit.screen import AuditScreen
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.first_start import FirstStart
from donations_app.ui.main_window import MainWindow
from donations_app.ui.shell.leaving import Leaving
from donations_app.ui.starting import start
from donations_app.ui.widgets.basic import Elided, Label
from donations_app.ui.widgets.signs import Pill
from tests.originals import Fill
from tests.receipts.reading import text_of
from tests.ui.conftest import fill
from tests.ui.looking import Open, shown, turn_to
from tests.world import TODAY, gift, person


def settle(app: App, qtbot: QtBot) -> None:
    QApplication.processEvents()  # news of what was just written
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)


def fill_issued(books: Books) -> None:
    fill(books)
    for n in range(4):
        person(books, f"X{n}")
        gift(books, 10_00 * (n + 1), payer=f"X{n}", cheque_number=f"000{n}", bank="La Banque Postale")
    issue_receipts(books, 2025)


@pytest.fixture
def filling(request: pytest.FixtureRequest) -> Fill:
    return fill_issued if "issued" in request.fixturenames else fill


@pytest.fixture
def issued(people: Books) -> Books:
    """Six receipts on the gifts of last year."""
    return people


def texts(screen: AuditScreen) -> list[str]:
    """Return what the trace shows."""
    QApplication.processEvents()  # what was made just now is not shown yet
    labels = [label for label in screen.trace.findChildren(Label) if label.isVisible()]
    return [label._whole if isinstance(label, Elided) else label.text() for label in labels]


def as_auditor(app: App, qtbot: QtBot) -> tuple[MainWindow, AuditScreen]:
    """Choose “Open as auditor” in the menu, as a person does."""
    before = app.window
    assert before is not None
    before._sidebar.open_menu()
    menu = before.findChildren(QMenu)[-1]
    chosen = next(action for action in menu.actions() if action.text() == "Open as auditor: read only")
    menu.close()
    chosen.trigger()
    qtbot.waitUntil(lambda: app.window is not before)
    window = app.window
    assert window is not None
    settle(app, qtbot)
    screen = next(one for one in window.screens if isinstance(one, AuditScreen))
    return window, screen


def draw(app: App, screen: AuditScreen, qtbot: QtBot, *, size: str = "3", seed: str = "4711") -> list[str]:
    """Draw a sample and return its numbers."""
    screen.sample.form.size_edit.setText(size)
    screen.sample.form.seed.setText(seed)
    QTest.keyClick(screen.sample.form.seed, Qt.Key.Key_Return)
    settle(app, qtbot)
    return [line.number for line in screen.sample.drawn.lines]


def notes_file() -> list[dict[str, str]]:
    kept: list[dict[str, str]] = json.loads(preferences.default_notes().read_text("utf-8"))["notes"]
    return kept


@pytest.mark.file_only
def test_the_menu_reopens_the_books_read_only_with_a_sign_on_every_page(
    open_window: Open, issued: Books, qtbot: QtBot
) -> None:
    app, window = open_window()
    assert not any(isinstance(one, AuditScreen) for one in window.screens)
    before = Path(issued.location).read_bytes()
    window, screen = as_auditor(app, qtbot)
    assert window.title.text() == "Audit"
    assert app.books.read_only
    with pytest.raises(ReadOnly):
        gift(app.books)
    for number in range(len(window.screens)):
        window.go(number)
        settle(app, qtbot)
        told = [label.text() for label in window.findChildren(Label) if label.isVisible()]
        assert "Read only: nothing can be changed here." in told
        assert any(
            sign.accessibleName() == "Read only" and sign.isVisible() for sign in window.findChildren(Pill)
        )
    draw(app, screen, qtbot)
    assert Path(issued.location).read_bytes() == before
    app.books.close()


def test_what_is_typed_and_not_saved_is_asked_about_before_the_books_are_reopened(
    open_window: Open, qtbot: QtBot
) -> None:
    app, window = open_window()
    entry = turn_to(window, EntryScreen)
    entry.form.amount.setText("12,50")
    assert entry.unsaved()
    window.ask_auditor()
    dialog = shown(Leaving)
    assert app.window is window
    dialog.reject()
    assert not app.books.read_only
    window.ask_auditor()
    shown(Leaving).discard()
    qtbot.waitUntil(lambda: app.window is not window)
    settle(app, qtbot)
    assert app.books.read_only
    app.books.close()


@pytest.mark.usefixtures("issued")
def test_the_auditors_menu_offers_no_way_back_to_writing(open_window: Open, qtbot: QtBot) -> None:
    app, _window = open_window()
    window, _screen = as_auditor(app, qtbot)
    window._sidebar.open_menu()
    menu = window.findChildren(QMenu)[-1]
    assert "Open as auditor: read only" not in [action.text() for action in menu.actions()]
    menu.close()
    window.look_chosen.emit("dark")
    qtbot.waitUntil(lambda: app.window is not window)
    settle(app, qtbot)
    assert app.window is not None
    assert app.window.identity.read_only
    app.books.close()


@pytest.mark.usefixtures("issued")
def test_a_seed_is_asked_for_and_the_same_one_draws_the_same_receipts(
    open_window: Open, qtbot: QtBot
) -> None:
    app, _window = open_window()
    _window, screen = as_auditor(app, qtbot)
    screen.sample.form.drawer.click()
    assert screen.sample.form.fields["seed"].note.text == "This must be filled in."
    first = draw(app, screen, qtbot)
    assert len(first) == 3
    assert "3 receipts of 6, seed 4711" in i18n.without_marks(screen.sample.summary.text())
    other = draw(app, screen, qtbot, seed="5")
    assert draw(app, screen, qtbot) == first != other
    screen.sample.form.above.setText("100")
    assert len(draw(app, screen, qtbot)) == 4  # and the one of 100 euros
    app.books.close()


@pytest.mark.usefixtures("issued", "dressed")
@pytest.mark.file_only
def test_each_receipt_is_followed_back_one_after_the_other_with_enter(
    open_window: Open, qtbot: QtBot
) -> None:
    app, _window = open_window()
    window, screen = as_auditor(app, qtbot)
    numbers = draw(app, screen, qtbot, size="6")
    assert screen.note.hasFocus() or window.focusWidget() is screen.note
    seen = []
    for _number in numbers:
        seen.append(screen.number)
        told = i18n.without_marks("\n".join(texts(screen)))
        assert f"Receipt {screen.number}" in told
        assert "The document is, byte for byte, the one that was issued." in told
        assert "Recorded by naima on " in told
        assert "Deposit slip: not in these books" in told
        assert "Bank line: not in these books" in told
        QTest.keyClick(screen.note, Qt.Key.Key_Return)
        settle(app, qtbot)
    assert seen == numbers
    assert set(screen.sample.marks.values()) == {"seen"}
    assert "last receipt of the sample" in window.status_bar.told._whole
    QTest.keyClick(screen.note, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    settle(app, qtbot)
    assert screen.number == numbers[-2]
    app.books.close()


@pytest.mark.file_only
def test_notes_lie_in_a_file_of_their_own_and_are_listed_and_saved(
    open_window: Open, issued: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    app, _window = open_window()
    before = Path(issued.location).read_bytes()
    _window, screen = as_auditor(app, qtbot)
    numbers = draw(app, screen, qtbot)
    QTest.keyClicks(screen.note, "cheque seen")
    QTest.keyClick(screen.note, Qt.Key.Key_Return)
    settle(app, qtbot)
    assert screen.number == numbers[1]
    assert not screen.note.text()
    assert [(one["number"], one["by"], one["text"]) for one in notes_file()] == [
        (numbers[0], "naima", "cheque seen")
    ]
    assert screen.sample.marks[numbers[0]] == "noted"
    screen.show_view("notes")
    assert [note.text for note in screen.notes.notes] == ["cheque seen"]
    screen.notes.table.choose_row(0)
    settle(app, qtbot)
    assert screen.number == numbers[0]
    assert "cheque seen" in screen.kept.text()
    screen.notes.save(tmp_path / "notes.csv")
    assert "cheque seen" in (tmp_path / "notes.csv").read_text("utf-8-sig")
    screen.notes.use(tmp_path / "mine.json")
    assert screen.notes.keep(numbers[1], "=1+1")
    screen.notes.save(tmp_path / "notes.csv")
    assert ";=1+1" not in (tmp_path / "notes.csv").read_text("utf-8-sig")  # no cell is a formula
    assert len(notes_file()) == 1
    assert Path(issued.location).read_bytes() == before
    app.books.close()


@pytest.mark.usefixtures("issued")
def test_a_file_that_holds_no_notes_is_told_and_left_as_it_is(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    app, _window = open_window()
    _window, screen = as_auditor(app, qtbot)
    letter = tmp_path / "letter.json"
    letter.write_text("a letter")
    draw(app, screen, qtbot)
    screen.notes.use(letter)
    shown(QMessageBox).close()
    QTest.keyClicks(screen.note, "cheque seen")
    number = screen.number
    QTest.keyClick(screen.note, Qt.Key.Key_Return)
    shown(QMessageBox).close()
    assert (screen.number, screen.note.text()) == (number, "cheque seen")  # nothing typed is lost
    assert screen.unsaved()
    assert letter.read_text() == "a letter"
    screen.note.setText("")
    app.books.close()


@pytest.mark.usefixtures("dressed")
def test_a_payment_taken_back_after_its_receipt_is_seen_on_the_trace(
    open_window: Open, issued: Books, qtbot: QtBot
) -> None:
    ref = gift(issued, 75_00, payer="X0")
    (fresh,) = issue_receipts(issued, 2025).issued
    take_back(issued, ref, kind="return", reason="MD06", on=TODAY)
    app, _window = open_window()
    _window, screen = as_auditor(app, qtbot)
    draw(app, screen, qtbot, size="9")
    assert screen.sample.look_at(fresh.number)
    settle(app, qtbot)
    assert "MD06" in "\n".join(texts(screen))
    screen.show_page("document")
    settle(app, qtbot)
    assert fresh.number in text_of(screen.document.content)
    app.books.close()


@pytest.mark.usefixtures("issued")
def test_the_sample_and_the_pack_are_written_off_the_thread(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    app, _window = open_window()
    window, screen = as_auditor(app, qtbot)
    numbers = draw(app, screen, qtbot)
    screen.save(tmp_path / "sample.pdf")
    settle(app, qtbot)
    printed = text_of((tmp_path / "sample.pdf").read_bytes())
    assert all(number in printed for number in numbers)
    screen.save(tmp_path / "sample.json")
    settle(app, qtbot)
    written = json.loads((tmp_path / "sample.json").read_text("utf-8"))
    assert [one["number"] for one in written["receipts"]] == numbers
    screen.pack(tmp_path / "pack.zip", 2025)
    settle(app, qtbot)
    assert "6 receipts and the whole audit trail" in i18n.without_marks(window.status_bar.told._whole)
    with ZipFile(tmp_path / "pack.zip") as archive:
        assert "verify_pack.py" in archive.namelist()
    assert screen.sample.packer.isEnabled()
    app.books.close()


@pytest.mark.usefixtures("issued")
def test_a_sample_goes_on_in_the_window_of_another_language(open_window: Open, qtbot: QtBot) -> None:
    app, _window = open_window()
    window, screen = as_auditor(app, qtbot)
    numbers = draw(app, screen, qtbot)
    QTest.keyClick(screen.note, Qt.Key.Key_Return)
    settle(app, qtbot)
    screen.note.setText("half a note")
    window.language_chosen.emit("ar")
    qtbot.waitUntil(lambda: app.window is not window)
    settle(app, qtbot)
    assert app.window is not None
    again = next(one for one in app.window.screens if isinstance(one, AuditScreen))
    assert (again.number, again.note.text()) == (numbers[1], "half a note")
    assert again.sample.marks == {numbers[0]: "seen"}
    again.note.setText("")
    app.books.close()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.usefixtures("dressed")
def test_the_auditors_page_fits_a_small_window(
    open_window: Open, issued: Books, qtbot: QtBot, language: str
) -> None:
    issued.read_only = True
    app, window = open_window(language, size=(1024, 700))
    screen = next(one for one in window.screens if isinstance(one, AuditScreen))
    window.show_screen(screen)
    draw(app, screen, qtbot)
    for area in window.findChildren(QScrollArea):
        if area.isVisible() and area.isAncestorOf(screen):
            assert area.horizontalScrollBar().maximum() == 0
    issued.read_only = False


@pytest.mark.file_only
def test_the_first_question_opens_books_that_an_auditor_was_given(
    issued: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    issued.close()
    before = Path(issued.location).read_bytes()
    seen: list[str] = []
    timer = QTimer()

    def look() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, FirstStart) and widget.isVisible():
                widget.ways["audit"].click()
            elif isinstance(widget, QFileDialog) and widget.isVisible():
                widget.findChildren(QLineEdit)[0].setText(issued.location)  # typed, as one may
                QTest.keyClick(widget.findChildren(QLineEdit)[0], Qt.Key.Key_Return)
            elif isinstance(widget, MainWindow) and widget.isVisible():
                seen.append("read only" if widget.identity.read_only else "writes")
                seen.extend(without_marks(p.accessibleName()) for p in widget.status_bar.findChildren(Pill))
                timer.stop()
                widget.close()

    timer.timeout.connect(look)
    timer.start(50)
    place = tmp_path / "nothing" / "books.tiwizi"
    try:
        assert start(str(place), language="en", today=TODAY, office="") == 0
    finally:
        timer.stop()
    assert seen == ["read only", "Today is 23/11/2026", "Read only"]
    assert not place.exists()
    assert Path(issued.location).read_bytes() == before


@pytest.mark.file_only
def test_an_office_that_the_books_do_not_know_opens_no_window(
    issued: Books, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    issued.close()
    seen: list[str] = []
    timer = QTimer()

    def look() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QMessageBox) and widget.isVisible():
                seen.append(without_marks(widget.text()))
                widget.close()

    timer.timeout.connect(look)
    timer.start(50)
    try:
        status = cli.main(["--books", issued.location, "--lang", "en", "--office", "XYZ"])
    finally:
        timer.stop()
    assert (status, len(seen), "XYZ" in seen[0]) == (1, 1, True), seen
    assert b"the window opens" in capfdbinary.readouterr().err
