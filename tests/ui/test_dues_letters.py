"""The page of members: who rests and is honoured, and letters about dues, prepared and then sent by a second press."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec.structs import replace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.dues import Member, members
from donations_app.db.queries.person_card import person_card
from donations_app.db.tables import DuesCall
from donations_app.domain.settings import MailDraft
from donations_app.services.books.settings import load_settings
from donations_app.services.deliveries.dues_calls import CallOrder, print_calls
from donations_app.services.people.memberships import join
from donations_app.services.people.pauses import suspend
from donations_app.ui.members.reminding import Prepare
from donations_app.ui.members.resting import Honour, Resume, Suspend
from donations_app.ui.members.screen import MembersScreen
from donations_app.ui.people.recorded import Recorded
from donations_app.ui.receipts.sending.letters_editor import LettersEditor
from donations_app.ui.widgets.signs import Pill
from tests.mail_server import PASSWORD, USER, MailServer, running
from tests.originals import Fill
from tests.receipts.reading import text_of
from tests.ui.conftest import fill
from tests.ui.looking import Open, none_shown, shown
from tests.ui.test_members import badge, choose, confirm, page, press, refs, said, segments, settle
from tests.world import SETTINGS, TODAY, gift, person


@pytest.fixture
def filling() -> Fill:
    """A1 late and not to be written to, P1 late by post, E1 late by e-mail, N1 without an address, B2 who paid."""

    def more(books: Books) -> None:
        fill(books)
        person(books, "P1", last_name="Poste", consent_post=True)
        person(books, "E1", last_name="Mail", email="e1@example.org", consent_email=True, consent_post=True)
        person(books, "N1", last_name="Nulle", consent_post=True, address="")
        join(books, [(uuid4(), ref, date(2025, 1, 1)) for ref in ("P1", "E1", "N1", "B2")], kind="ADH")
        for year in (2025, 2026, 2027):
            gift(books, 30_00, payer="B2", kind="dues", dues_year=year, received_on=date(2026, 3, 1))

    return more


def member(books: Books, ref: str) -> Member:
    with books.read() as session:
        (found,) = members(session, day=TODAY, today=TODAY, ref=ref)
    return found


def noted(books: Books) -> list[tuple[str, str, str]]:
    with books.read() as session:
        query = select(DuesCall.step, DuesCall.channel, DuesCall.outcome).order_by(DuesCall.at, DuesCall.id)
        return [(step, channel, outcome) for step, channel, outcome in session.execute(query)]


def next_of(screen: MembersScreen, ref: str) -> str:
    columns = screen.table._model.columns
    return said(columns[-1].text(next(one for one in screen._found if one.ref == ref)))


def test_somebody_is_suspended_taken_up_again_and_made_honorary(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    assert badge(window) == "4"
    assert next_of(screen, "B2") == "2026, 2027"
    assert next_of(screen, "A1") == "60,00 € left"
    choose(screen, "A1")
    screen.suspender.trigger()
    dialog = shown(Suspend)
    confirm(dialog)
    assert dialog.why.note.text  # it wants a reason
    QTest.keyClicks(dialog.reason, "Abroad")
    dialog.until.setText("1/1/2020")
    confirm(dialog)
    told = shown(QMessageBox)
    assert "before the start" in told.text() + told.informativeText()
    told.close()
    dialog.until.setText("")
    confirm(dialog)
    settle(screen, qtbot)
    assert none_shown(Suspend)
    assert (member(people, "A1").standing, badge(window)) == ("suspended", "3")
    assert segments(screen) == ["All 5", "Up to date 1", "Overdue 3", "Without dues 1"]
    assert next_of(screen, "A1") == "since 23/11/2026"
    choose(screen, "A1")
    assert (screen.suspender.text(), screen.honourer.isEnabled()) == ("Resume ...", False)
    screen.suspender.trigger()
    confirm(shown(Resume))
    settle(screen, qtbot)
    assert badge(window) == "4"
    screen.honourer.trigger()
    honours = shown(Honour)
    confirm(honours)
    assert honours.why.note.text
    QTest.keyClicks(honours.reason, "General assembly")
    confirm(honours)
    settle(screen, qtbot)
    assert member(people, "A1").standing == "honorary"


def test_the_run_beside_the_list_ties_with_it_and_its_reasons_lead_to_lists(
    open_window: Open, qtbot: QtBot
) -> None:
    screen = page(open_window()[1], qtbot)
    assert len(screen._plan.letters) + len(screen._plan.left_out) == len(screen._found) == 5
    assert screen.run.prepares.text() == "Prepare 2 letters"
    assert set(screen.run.reasons) == {"not_wished", "address_missing", "paid"}
    press(screen.run.reasons["address_missing"])
    assert refs(screen) == ["N1"]
    assert said(screen.summary.text()).startswith("No postal address: 1 member")
    press(screen.view._buttons["all"])
    assert len(refs(screen)) == 5


def prepared(screen: MembersScreen, qtbot: QtBot) -> Prepare:
    press(screen.run.prepares)
    dialog = shown(Prepare)
    qtbot.waitUntil(lambda: bool(dialog.preview.content) and not screen.desk.jobs.is_busy)
    return dialog


def test_letters_are_looked_at_first_and_noted_once_they_are_written(
    open_window: Open, people: Books, tmp_path: Path, qtbot: QtBot
) -> None:
    screen = page(open_window()[1], qtbot)
    dialog = prepared(screen, qtbot)
    assert noted(people) == []
    assert text_of(dialog.preview.content).count("Rappel de cotisation 2025 et 2026") == 2
    assert dialog.prints.text() == "Print 2 letters ..."
    assert not dialog.sends.isVisible()  # there is no account
    assert "Sans adresse" not in dialog.left.text
    assert "1 · No postal address · Mohand Nulle" in dialog.left.text
    out = tmp_path / "letters.pdf"
    dialog.write(out)
    qtbot.waitUntil(lambda: "Written" in dialog.note.text and not screen.desk.jobs.is_busy)
    assert noted(people) == [("first_reminder", "post", "sent")] * 2
    assert text_of(out.read_bytes()).count("Rappel de cotisation") == 2
    assert not dialog.prints.isVisible()
    assert "Written to less than 30 days ago" in dialog.left.text
    dialog.reject()
    settle(screen, qtbot)
    assert next_of(screen, "P1") == "1 letter, 23/11/2026"
    assert not screen.run.prepares.isEnabled()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with running() as made:
        trusted = tmp_path / "ca.pem"
        made.authority.cert_pem.write_to_path(str(trusted))
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        yield made


def test_e_mails_go_by_a_press_of_their_own_and_with_the_password(
    open_window: Open, people: Books, server: MailServer, qtbot: QtBot
) -> None:
    account = MailDraft(host="localhost", port=server.port, username=USER, sender=USER, sender_name="Aman")
    load_settings(people, replace(SETTINGS, mail=account))
    screen = page(open_window()[1], qtbot)
    dialog = prepared(screen, qtbot)
    assert (dialog.prints.text(), dialog.sends.text()) == ("Print 1 letter ...", "Send 1 e-mail")
    press(dialog.sends)
    assert dialog.password_field.note.text  # it wants a password
    assert server.got == []
    QTest.keyClicks(dialog.password, PASSWORD)
    press(dialog.sends)
    qtbot.waitUntil(lambda: "1 e-mail sent." in said(dialog.note.text) and not screen.desk.jobs.is_busy)
    assert [recipients for recipients, _message in server.got] == [["e1@example.org"]]
    assert noted(people) == [("first_reminder", "email", outcome) for outcome in ("begun", "sent")]
    assert dialog.password.text() == ""
    assert dialog.prints.isVisible()


def test_letters_about_dues_are_changed_each_by_itself(open_window: Open, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    press(screen.run.letters)
    editor = shown(LettersEditor)
    assert set(editor.form.places) >= {"years", "ref", "free"}
    editor.form.subject.setText("Cotisation {years}")
    editor.occasion.choose("dues-second-reminder")
    editor.show_language("fr")
    assert editor.form.subject.text().startswith("Second rappel")
    editor.occasion.choose("dues-call")
    editor.show_language("fr")
    assert editor.form.subject.text() == "Cotisation {years}"
    editor.save()
    assert "saved" in editor.note.text
    qtbot.waitUntil(lambda: not screen.desk.jobs.is_busy)
    editor.reject()
    QApplication.processEvents()
    assert none_shown(LettersEditor)


def test_the_card_of_a_person_shows_suspensions_and_letters(people: Books, qtbot: QtBot) -> None:
    print_calls(people, None, CallOrder(year=2026, refs=("P1",)))
    suspend(people, "P1", on=TODAY, reason="Abroad")
    recorded = Recorded()
    qtbot.addWidget(recorded)
    with people.read() as session:
        recorded.show_card(person_card(session, "P1", today=TODAY), "poste")
    texts = [said(label.text()) for label in recorded.findChildren(QLabel)]
    assert "First reminder, 23/11/2026, by post" in texts
    pills = [pill.accessibleName() for pill in recorded.findChildren(Pill)]
    assert pills == ["Suspended", "Overdue"]


def test_the_register_of_the_day_is_printed_from_the_page(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    screen = page(open_window()[1], qtbot)
    for name in ("r.pdf", "r.csv"):
        screen.write_register(TODAY, tmp_path / name)
        qtbot.waitUntil(lambda: not screen.desk.jobs.is_busy)
    assert "5 membres" in text_of((tmp_path / "r.pdf").read_bytes())
    assert len((tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()) == 6
