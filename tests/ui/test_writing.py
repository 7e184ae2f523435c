"""A letter to the people of a list, and what is done with several rows at once: with the keys, and as it is noted."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.person_card import person_card
from donations_app.db.tables import DuesExemption
from donations_app.domain.settings import MailDraft
from donations_app.i18n import isolated
from donations_app.services.books.settings import load_settings
from donations_app.services.people.memberships import join
from donations_app.ui.members.acts import ExemptSeveral
from donations_app.ui.members.reminding import Prepare
from donations_app.ui.people import writing
from donations_app.ui.people.recorded import Recorded
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.people.writing import WriteToList
from tests.mail_server import PASSWORD, USER, running
from tests.originals import Fill
from tests.receipts.reading import pages_of
from tests.ui import test_members
from tests.ui.conftest import fill
from tests.ui.looking import Open, none_shown, shown, turn_to
from tests.ui.test_members import confirm, press, said
from tests.ui.test_people import refs, settle
from tests.world import SETTINGS, TODAY, person

_KEY, _SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def filling() -> Fill:
    """Beside A1, who agreed to nothing: P1 and P2, who reads Arabic, agreed to the post; N1 too, without an address."""

    def more(books: Books) -> None:
        fill(books)
        person(books, "P1", last_name="Poste", consent_post=True, postcode="69001")
        person(books, "P2", last_name="Tazi", consent_post=True, language="ar")
        person(books, "N1", last_name="Nulle", consent_post=True, address="")
        join(books, [(uuid4(), ref, date(2025, 1, 1)) for ref in ("P1", "P2", "N1")], kind="ADH")

    return more


def wait(dialog: WriteToList, qtbot: QtBot) -> None:
    for _again in range(2):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not dialog._later.isActive() and not dialog._desk.jobs.is_busy)


_TO_CHANGE = "To be changed and imported again"


def got(books: Books, ref: str) -> list[tuple[str, str, str]]:
    with books.read() as session:
        card = person_card(session, ref, today=TODAY)
    return [(one.name, one.subject, one.channel) for one in card.circulars]


def test_a_letter_is_written_to_the_chosen_people_with_the_keys(
    open_window: Open, people: Books, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_LOOKS", 5)
    screen = turn_to(open_window()[1], PeopleScreen)
    settle(screen, qtbot)
    assert screen.writer.text() == "Write to the list ..."
    QTest.keyClicks(screen.typed, "mohand")
    settle(screen, qtbot)
    assert refs(screen) == ["A1", "N1", "P1", "P2"]
    screen.table.setFocus()
    screen.table.choose_row(0)
    for _row in range(3):
        QTest.keyClick(screen.table, _KEY.Key_Down, _SHIFT)
    settle(screen, qtbot)
    assert (screen.writer.text(), screen.exporter.text()) == ("Write to 4 people ...", "Export 4 people ...")
    QTest.keyClick(screen.table, _KEY.Key_Up, _SHIFT)  # P2 is let go
    settle(screen, qtbot)
    table = tmp_path / "people.csv"
    screen.export(table)
    settle(screen, qtbot)
    assert [line[:2] for line in table.read_text(encoding="utf-8-sig").splitlines()[1:]] == ["A1", "N1", "P1"]
    QTest.keyClick(screen.table, _KEY.Key_Down, _SHIFT)
    screen.writer.setFocus()
    QTest.keyClick(screen.writer, _KEY.Key_Space)
    dialog = shown(WriteToList)
    assert dialog.windowTitle() == "Letter to 4 people"
    assert dialog.told.text() == "Write the letter first."
    assert not dialog.prints.isVisible()
    wait(dialog, qtbot)
    assert dialog.labels.text() == "2 labels ..."
    labels = tmp_path / "labels.csv"
    dialog.write_labels(labels)  # of all to whom one may write
    wait(dialog, qtbot)
    assert said(dialog.note.text).startswith("2 labels")
    QTest.keyClicks(dialog.form.subject, "Assembly")
    QTest.keyClick(dialog.form.subject, _KEY.Key_Tab)
    QTest.keyClicks(dialog.form.body, "Dear {nom}")
    wait(dialog, qtbot)
    assert "{nom} is none of the holes" in said(dialog.form.fields["body"].note.text)
    assert (dialog.told.text(), dialog.prints.isVisible()) == ("The letter is not ready.", False)
    for _letter in "nom}":
        QTest.keyClick(dialog.form.body, _KEY.Key_Backspace)
    QTest.keyClicks(dialog.form.body, "name}, you gave {given}.")
    wait(dialog, qtbot)
    _goes_and_is_noted(dialog, people, tmp_path, qtbot)


def _goes_and_is_noted(dialog: WriteToList, people: Books, tmp_path: Path, qtbot: QtBot) -> None:
    assert dialog.told.text() == "2 letters: 2 by post, 0 by e-mail."
    assert "1 · No postal address · Mohand Nulle" in dialog.left.text
    assert "1 · Agreed neither to letters nor to e-mail · Mohand Aït Ahmed" in dialog.left.text
    assert said(dialog.languages.text).startswith("1 letter is in another language")
    assert len(pages_of(dialog.preview.content)) == 1
    text = tmp_path / "assembly.ar.txt"
    text.write_text("الجمع العام\n\nالسيد {name}\n", encoding="utf-8")
    dialog._show_language("ar")
    dialog.open_text(text)
    wait(dialog, qtbot)
    assert (len(pages_of(dialog.preview.content)), dialog.languages.text) == (2, "")
    kept = tmp_path / "kept.txt"
    dialog.keep_text(kept)
    wait(dialog, qtbot)
    assert kept.read_text(encoding="utf-8") == text.read_text(encoding="utf-8")
    assert got(people, "P1") == []
    out = tmp_path / "letters.pdf"
    assert dialog.prints.text() == "Print 2 letters ..."
    dialog.write(out)
    wait(dialog, qtbot)
    pages = pages_of(out.read_bytes())
    assert ["الجمع العام" in page for page in pages] == [True, False]  # Marseille before Lyon
    assert got(people, "P1") == [("Assembly", "Assembly", "post")]
    assert "2 · Had this letter already" in dialog.left.text
    assert not dialog.prints.isVisible()
    dialog._show_language("fr")
    QTest.keyClicks(dialog.form.subject, "!")
    dialog.name.setText("Assembly")
    wait(dialog, qtbot)
    assert "went out with another text" in said(dialog.note.text)
    QTest.keyClick(dialog.reworded, _KEY.Key_Space)
    wait(dialog, qtbot)
    assert dialog.told.text() == "0 letters: 0 by post, 0 by e-mail."
    dialog.reject()
    recorded = Recorded()
    qtbot.addWidget(recorded)
    with people.read() as session:
        recorded.show_card(person_card(session, "P1", today=TODAY), "poste")
    assert "Assembly, 23/11/2026, by post" in [said(label.text()) for label in recorded.findChildren(QLabel)]


def test_chosen_members_are_called_and_freed_and_nobody_else(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    screen = test_members.page(open_window()[1], qtbot)
    assert test_members.refs(screen) == ["A1", "N1", "P1", "P2"]
    screen.table.choose_row(1)
    QTest.keyClick(screen.table, _KEY.Key_Down, _SHIFT)
    assert said(screen.chosen_one.text()) == "2 chosen, 120,00 € owed"
    assert [one.isEnabled() for one in screen.acts] == [False, True, True, False, False, False]
    assert screen.writer.text() == "Write to 2 people ..."
    press(screen.caller)
    dialog = shown(Prepare)
    qtbot.waitUntil(lambda: bool(dialog.preview.content) and not screen.desk.jobs.is_busy)
    assert dialog.told.text() == "1 letter: 1 by post, 0 by e-mail."  # P2, who is not chosen, gets none
    assert "1 · No postal address · Mohand Nulle" in dialog.left.text
    dialog.reject()
    screen.exempter.trigger()
    freeing = shown(ExemptSeveral)
    assert freeing.windowTitle() == "Exempt 2 members from dues"
    confirm(freeing)
    assert freeing.field.note.text  # it wants a reason
    QTest.keyClicks(freeing.reason, "Flood")
    confirm(freeing)
    test_members.settle(screen, qtbot)
    assert none_shown(ExemptSeveral)
    with people.read() as session:
        assert [tuple(row) for row in session.query(DuesExemption.year, DuesExemption.reason)] == [
            (2026, "Flood")
        ] * 2
    assert said(screen.summary.text()) == "4 members, 180,00 € still to be paid"


def answer(word: str) -> None:
    """Take an entry of the menu that is open."""
    (menu,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible()]
    (action,) = [one for one in menu.actions() if one.text() == word]
    action.trigger()
    menu.close()


def _one_alone_or_all_is_asked(screen: PeopleScreen, tmp_path: Path, qtbot: QtBot) -> None:
    """The one looked at is chosen, too: whether he is meant alone, nobody guesses."""
    table, row = tmp_path / "alone.csv", screen.table.current_row()
    press(screen.writer)
    answer(f"Only {isolated(row.name)}")
    dialog = shown(WriteToList)
    assert dialog.windowTitle() == "Letter to 1 person"
    dialog.reject()
    for way, lines in ((f"Only {isolated(row.name)}", 1), ("All 8 of the list", 8), (_TO_CHANGE, 8)):
        press(screen.exporter)
        answer(way)
        shown(QFileDialog).reject()
        screen.export(table)
        settle(screen, qtbot)
        text = table.read_text(encoding="utf-8-sig")
        assert len(text.splitlines()) == 1 + lines
        assert text.startswith("ref;kind;title;") == (way == _TO_CHANGE)


def test_e_mails_to_the_list_go_with_the_password(
    open_window: Open, people: Books, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_LOOKS", 5)
    person(people, "E1", last_name="Mail", email="e1@example.org", consent_email=True)
    with running() as server:
        server.authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        account = MailDraft(
            host="localhost", port=server.port, username=USER, sender=USER, sender_name="Aman"
        )
        load_settings(people, replace(SETTINGS, mail=account))
        screen = turn_to(open_window()[1], PeopleScreen)
        settle(screen, qtbot)
        _one_alone_or_all_is_asked(screen, tmp_path, qtbot)
        press(screen.writer)
        answer("All 8 of the list")
        dialog = shown(WriteToList)
        dialog.form.subject.setText("Assembly")
        dialog.form.body.setPlainText("Dear {name}")
        wait(dialog, qtbot)
        assert dialog.sends.isVisible()
        dialog.form.body.setPlainText("Dear {name}\n" * 200)
        wait(dialog, qtbot)
        assert "page" in dialog.note.text
        assert (dialog.note.isVisible(), dialog.sends.isVisible()) == (True, False)
        dialog.form.body.setPlainText("Dear {name}")
        wait(dialog, qtbot)
        assert not dialog.note.isVisible()
        assert dialog.sends.text() == "Send 1 e-mail"
        press(dialog.sends)  # while the letter is looked at
        assert dialog.password_field.note.text
        assert dialog.password.isVisible()
        QTest.keyClicks(dialog.password, PASSWORD)
        press(dialog.sends)
        wait(dialog, qtbot)
        assert said(dialog.note.text) == "1 e-mail sent."
        assert [to for to, _message in server.got] == [["e1@example.org"]]
    assert got(people, "E1") == [("Assembly", "Assembly", "email")]
