"""A request of erasure in the window: said beforehand, done with its answer, never without it."""

from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.drafts import party_draft
from donations_app.domain.parties import PartyDraft
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.people.erasing import EraseParty
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.registers.letting_go import LetGo
from donations_app.ui.registers.screen import RegistersScreen
from tests.cases import steps
from tests.ui.looking import Open, none_shown, shown, turn_to
from tests.world import TODAY, gift, person


@pytest.fixture
def asking(people: Books) -> Books:
    """A donor with a receipt, and one who never gave; both may be written to."""
    person(people, "D4", last_name="Zemmouri", first_name="Aïcha", email="a@exemple.fr", phone="0600000000")
    person(people, "D5", last_name="Ouaziz", first_name="Idir", email="i@exemple.fr", consent_email=True)
    gift(people, 60_00, payer="D4")
    issue_receipts(people, 2025, Choice(payers=["D4"]))
    return people


def known(books: Books, ref: str) -> PartyDraft:
    with books.read() as session:
        return party_draft(session, ref)[0]


def asked(window: MainWindow, typed: str, row: int = 2) -> EraseParty:
    """Find somebody in the search, and choose what is so many rows below."""
    window.search.setFocus()
    QTest.keyClicks(window.search, typed)
    for _ in range(row):
        QTest.keyClick(window.search, Qt.Key.Key_Down)
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    return shown(EraseParty)


def press(dialog: EraseParty, path: Path) -> None:
    dialog.erases.click()
    (place,) = dialog.findChildren(QFileDialog)
    place.fileSelected.emit(str(path))


def test_what_goes_and_what_stays_until_when_is_said_before_anything_is_done(
    open_window: Open, asking: Books
) -> None:
    _app, window = open_window()
    dialog = asked(window, "zemmouri")
    assert dialog.windowTitle() == "Request of erasure: Aïcha Zemmouri"
    assert dialog.goes.text() == "E-mail, Telephone"
    assert dialog.stays.text().splitlines() == [
        "Tax receipts stay until 23/11/2032 (LPF art. L102 E).",
        "Accounting vouchers stay until 31/12/2035 (C. com. art. L123-22).",
    ]
    assert known(asking, "D4").email == "a@exemple.fr"


def test_it_erases_and_saves_the_answer(open_window: Open, asking: Books, tmp_path: Path) -> None:
    _app, window = open_window()
    dialog = asked(window, "zemmouri")
    dialog.asked_on.set_day(date(2026, 11, 2))
    press(dialog, tmp_path / "réponse.pdf")
    assert none_shown(EraseParty)
    now = known(asking, "D4")
    assert (now.email, now.phone, now.last_name) == ("", "", "Zemmouri")
    answer = steps.shown((tmp_path / "réponse.pdf").read_bytes())
    assert "demande d'effacement du 02/11/2026" in answer
    assert "D4: name and address stay, the rest is erased." in window.status_bar.told._whole


def test_of_whom_the_law_keeps_nothing_all_goes(open_window: Open, asking: Books, tmp_path: Path) -> None:
    _app, window = open_window()
    dialog = asked(window, "D5")
    assert dialog.stays.text() == "Nothing keeps them any more: they go too."
    assert dialog.goes.text().startswith("E-mail, Agreement to e-mail, ")
    assert "Name, Address" in dialog.goes.text()
    press(dialog, tmp_path / "a.pdf")
    assert (known(asking, "D5").last_name, known(asking, "D5").address) == ("(effacé)", "")


def test_without_its_file_nothing_is_erased(open_window: Open, asking: Books, tmp_path: Path) -> None:
    _app, window = open_window()
    dialog = asked(window, "zemmouri")
    press(dialog, tmp_path / "no folder" / "a.pdf")
    assert dialog.isVisible()
    for box in dialog.findChildren(QMessageBox):
        box.close()
    assert known(asking, "D4").email == "a@exemple.fr"


def test_a_request_of_tomorrow_is_refused_below_its_field(open_window: Open, asking: Books) -> None:
    _app, window = open_window()
    dialog = asked(window, "zemmouri")
    dialog.asked_on.set_day(TODAY + timedelta(days=1))
    dialog.erases.click()
    assert "future" in dialog.field.note.text
    assert dialog.findChildren(QFileDialog) == []
    assert known(asking, "D4").email == "a@exemple.fr"


def test_the_payer_of_a_line_leads_to_it_too(open_window: Open, asking: Books) -> None:
    _app, window = open_window()
    entry = turn_to(window, EntryScreen)
    entry.start_with("D4")
    entry.form.past.asks.click()
    assert "Zemmouri" in shown(EraseParty).windowTitle()
    assert known(asking, "D4").email


@pytest.mark.usefixtures("people")
def test_the_search_offers_it_for_the_only_one_found_and_to_no_reader(open_window: Open) -> None:
    app, window = open_window()
    QTest.keyClicks(window.search, "marseille")
    assert not any("erasure" in one for one in window.search.found())
    window.search.clear()
    QTest.keyClicks(window.search, "moreau")
    assert sum("erasure" in one for one in window.search.found()) == 1
    app.open_as_auditor()
    assert app.window is not None
    QTest.keyClicks(app.window.search, "moreau")
    assert app.window.search.found()
    assert not any("erasure" in one for one in app.window.search.found())
    QApplication.processEvents()


def test_who_is_due_is_erased_in_the_registers_and_hands_out_his_data_before(
    open_window: Open, people: Books, tmp_path: Path, qtbot: QtBot
) -> None:
    then = people.acting(today=date(2015, 6, 1))
    person(then, "OLD", last_name="Zemmouri", first_name="Aïcha")
    gift(then, payer="OLD", received_on=date(2015, 5, 10))
    _app, window = open_window()
    page = turn_to(window, PeopleScreen)
    page.panel.data_wanted.emit("OLD")
    (place,) = page.findChildren(QFileDialog)
    place.fileSelected.emit(str(tmp_path / "data.zip"))
    qtbot.waitUntil((tmp_path / "data.zip").exists)
    with ZipFile(tmp_path / "data.zip") as archive:
        assert "Zemmouri" in archive.read("data.html").decode()
    screen = turn_to(window, RegistersScreen)
    screen.year.choose("2026")
    screen.show_view("keeping")
    qtbot.waitUntil(lambda: not screen.is_busy and screen.pane.is_fresh)
    assert [one.ref for one in screen.keeping.due] == ["OLD"]
    assert screen.summary.text() == "1 person whose last term ends by the end of 2026."
    screen.keeping.erases.click()
    dialog = shown(LetGo)
    dialog.erases.click()
    (place,) = dialog.findChildren(QFileDialog)
    place.fileSelected.emit(str(tmp_path / "certificat.pdf"))
    assert none_shown(LetGo)
    assert known(people, "OLD").last_name == "(effacé)"
    assert "OLD" in steps.shown((tmp_path / "certificat.pdf").read_bytes())
    qtbot.waitUntil(lambda: not screen.is_busy and screen.pane.is_fresh and not screen.keeping.due)
    assert not screen.keeping.erases.isEnabled()
