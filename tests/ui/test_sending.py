"""Receipts sent from the window: by e-mail, by post, into a folder; never twice unasked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.domain.settings import MailDraft
from donations_app.services.books.settings import load_settings
from donations_app.services.deliveries.mail import Mailed, MailRun
from donations_app.services.receipts.cancelling import cancel_receipt
from donations_app.services.receipts.issue import issue_receipts
from donations_app.ui.app import App
from donations_app.ui.main_window import MainWindow
from donations_app.ui.receipts.screen import ReceiptsScreen
from donations_app.ui.receipts.sending.mail_question import AskMail
from donations_app.ui.receipts.sending.outcome import MailOutcome
from donations_app.ui.receipts.sending.post import AskPost, PostOrder
from donations_app.ui.shell.leaving import Leaving
from tests.mail_server import PASSWORD, USER, MailServer, running
from tests.originals import Fill
from tests.receipts.reading import pages_of, text_of
from tests.ui.conftest import fill
from tests.ui.looking import Open, none_shown, screen_of, shown
from tests.ui.receipts_page import receipts_of, settle, states
from tests.ui.test_bank import plain
from tests.world import SETTINGS, gift, person

NUMBERS = {ref: f"2025-MRS-P-{n:06}" for n, ref in enumerate(("A1", "B2", "M1", "M2", "M3"), 1)}


@pytest.fixture
def mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A server that the program trusts, as it would one with a public certificate."""
    with running() as server:
        trusted = tmp_path / "ca.pem"
        server.authority.cert_pem.write_to_path(str(trusted))
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        yield server


def fill_issued(books: Books) -> None:
    fill(books)
    for ref in ("M1", "M2", "M3"):
        person(books, ref, last_name=f"Nom {ref}", email=f"{ref.lower()}@example.org", consent_email=True)
        gift(books, 10_00, payer=ref)
    issue_receipts(books, 2025)


@pytest.fixture
def filling(request: pytest.FixtureRequest) -> Fill:
    return fill_issued if "issued" in request.fixturenames else fill


@pytest.fixture
def issued(people: Books, mail: MailServer) -> Books:
    """Five receipts: M1, M2 and M3 agreed to e-mail, the two others get theirs by post."""
    account = MailDraft(host="localhost", port=mail.port, username=USER, sender="recus@aman.example")
    load_settings(people, replace(SETTINGS, mail=account))
    return people


@pytest.fixture
def page(issued: Books, open_window: Open, qtbot: QtBot) -> ReceiptsScreen:
    assert set(states(issued).values()) == {"waiting"}
    _app, window = open_window()
    return sending(window, qtbot)


def sending(window: MainWindow, qtbot: QtBot) -> ReceiptsScreen:
    screen = receipts_of(window, qtbot)
    screen._show_view("sending")
    return screen


def row_of(screen: ReceiptsScreen, ref: str) -> None:
    screen.sending.table.choose_row([one.payer for one in screen.sending.listed()].index(ref))


def mailed(screen: ReceiptsScreen, qtbot: QtBot, *, again: bool = False) -> None:
    """Answer the question with the password and the keyboard."""
    dialog = shown(AskMail)
    dialog.again.setChecked(again)
    dialog.password.setFocus()
    QTest.keyClicks(dialog.password, PASSWORD)
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    settle(screen, qtbot)


def test_those_who_agreed_get_theirs_by_mail_and_the_question_says_who_does_not(
    page: ReceiptsScreen, issued: Books, mail: MailServer, qtbot: QtBot
) -> None:
    assert page.summary.text() == "5 receipts not sent"
    page.actions_row.mail.click()
    dialog = shown(AskMail)
    assert dialog.told.text() == "3 receipts are sent."
    assert dialog.left.text == "Left out:\n2 · no e-mail address"
    mailed(page, qtbot)
    assert mail.receivers == ["m1@example.org", "m2@example.org", "m3@example.org"]
    assert states(issued) == {
        "A1": "waiting",
        "B2": "waiting",
        "M1": "mailed",
        "M2": "mailed",
        "M3": "mailed",
    }
    assert page.summary.text() == "2 receipts not sent"
    assert none_shown(MailOutcome)


def test_a_second_run_sends_nothing_unless_it_is_asked_to_send_again(
    page: ReceiptsScreen, mail: MailServer, qtbot: QtBot
) -> None:
    page.sending.ask_mail()
    mailed(page, qtbot)
    page.sending.filter.choose("sent")
    page.sending.ask_mail()
    dialog = shown(AskMail)
    assert not dialog.sends.isEnabled()
    dialog.accept()
    assert len(mail.got) == 3
    dialog.close()
    row_of(page, "M2")
    page.sending.ask_mail()
    mailed(page, qtbot, again=True)
    assert mail.receivers[3:] == ["m2@example.org"]


def test_what_failed_is_shown_without_room_left_over_between_its_rows(
    page: ReceiptsScreen, qtbot: QtBot
) -> None:
    long = "550 5.1.1 <a>: recipient address rejected: user unknown in virtual mailbox table"
    failed = [Mailed(one, "somebody@example.org", long) for one in page.sending.receipts[:3]]
    outcome = MailOutcome(MailRun(failed=failed), page)
    outcome.open()
    qtbot.wait(50)  # its table gets its width, and with it the height of its rows
    assert outcome.height() - outcome.sizeHint().height() < 10


def test_failures_are_listed_with_their_reason_and_only_those_are_sent_again(
    page: ReceiptsScreen, issued: Books, mail: MailServer, qtbot: QtBot
) -> None:
    mail.recipients["m2@example.org"] = "550 5.1.1 no such user"
    page.sending.ask_mail()
    mailed(page, qtbot)
    outcome = shown(MailOutcome)
    assert plain(outcome.why.text()).startswith("the address does not exist (550 5.1.1 no such user")
    qtbot.waitUntil(
        lambda: outcome.rows.geometry().height() <= outcome.rows.sizeHint().height()
    )  # none left over
    assert [row.address for row in outcome.table.selected_keys()] == ["m2@example.org"]
    assert states(issued)["M2"] == "failed"
    mail.recipients.clear()
    outcome.resends.click()
    assert shown(AskMail).told.text() == "1 receipt is sent."
    mailed(page, qtbot)
    assert mail.receivers == ["m1@example.org", "m3@example.org", "m2@example.org"]
    assert states(issued)["M2"] == "mailed"


def test_what_is_in_doubt_is_not_sent_again_unasked(
    page: ReceiptsScreen, issued: Books, mail: MailServer, qtbot: QtBot
) -> None:
    mail.breaks_at["m3@example.org"] = "DATA"
    page.sending.ask_mail()
    mailed(page, qtbot)
    outcome = shown(MailOutcome)
    assert "nobody knows" in outcome.why.text()
    assert not outcome.resends.isVisible()
    outcome.close()
    assert states(issued)["M3"] == "in_doubt"
    page.sending.filter.choose("trouble")
    row_of(page, "M3")
    assert "Ask the donor first" in page.document.sent.text.text()
    page.sending.ask_mail()
    dialog = shown(AskMail)
    assert not dialog.sends.isEnabled()
    assert dialog.left.text == "Left out:\n1 · begun, and nobody knows whether it arrived"
    dialog.again.setChecked(True)
    assert dialog.sends.isEnabled()
    dialog.close()


def test_sending_stops_between_two_and_the_rest_waits(
    page: ReceiptsScreen, issued: Books, mail: MailServer, qtbot: QtBot
) -> None:
    mail.after = lambda _address: page._stop()
    page.sending.ask_mail()
    mailed(page, qtbot)
    assert mail.receivers == ["m1@example.org"]
    assert states(issued) | {"M1": "mailed"} == dict.fromkeys(states(issued), "waiting") | {"M1": "mailed"}


def test_what_is_sent_while_the_year_is_being_read_waits_for_its_turn(
    page: ReceiptsScreen, mail: MailServer, qtbot: QtBot
) -> None:
    page.refresh()
    page.sending.ask_mail()
    mailed(page, qtbot)
    qtbot.waitUntil(lambda: len(mail.got) == 3)
    settle(page, qtbot)
    assert page.summary.text() == "2 receipts not sent"


def test_the_password_is_asked_for_each_time_and_a_wrong_one_sends_nothing(
    page: ReceiptsScreen, issued: Books, mail: MailServer, qtbot: QtBot
) -> None:
    page.sending.ask_mail()
    dialog = shown(AskMail)
    assert not dialog.password.text()
    dialog.accept()
    assert dialog.password_field.note.text
    assert dialog.isVisible()
    dialog.password.setText("wrong")
    dialog.accept()
    settle(page, qtbot)
    box = shown(QMessageBox)
    assert "refuses the user" in i18n.without_marks(box.text())
    box.close()
    assert not mail.got
    assert set(states(issued).values()) == {"waiting"}


def test_an_example_goes_to_the_address_typed_and_enter_there_sends_no_receipt(
    page: ReceiptsScreen, issued: Books, mail: MailServer, qtbot: QtBot
) -> None:
    page.sending.ask_mail()
    dialog = shown(AskMail)
    dialog.password.setText(PASSWORD)
    dialog.trial.setText("zohra@aman.example, other@aman.example")
    QTest.keyClick(dialog.trial, Qt.Key.Key_Return)
    assert dialog.trial_field.note.text
    dialog.trial.setText("zohra@aman.example")
    QTest.keyClick(dialog.trial, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "look there" in dialog.note.text)
    assert mail.receivers == ["zohra@aman.example"]
    mail.recipients["nobody@aman.example"] = "550 no such user"
    dialog.trial.setText("nobody@aman.example")
    dialog.tries.click()
    qtbot.waitUntil(lambda: "no such user" in dialog.note.text)
    assert set(states(issued).values()) == {"waiting"}
    dialog.close()


def printed(
    page: ReceiptsScreen, out: Path, qtbot: QtBot, *, letters: bool = True, by_post: bool = True
) -> None:
    page.sending.ask_post()
    dialog = shown(AskPost)
    dialog.letters.setChecked(letters)
    dialog.by_post.setChecked(by_post)
    dialog.accept()
    chooser = shown(QFileDialog)
    chooser.close()
    dialog.take(out)
    settle(page, qtbot)


def test_pages_for_the_post_are_noted_only_when_one_says_that_they_were_printed(
    page: ReceiptsScreen, issued: Books, tmp_path: Path, qtbot: QtBot
) -> None:
    out = tmp_path / "post.pdf"
    printed(page, out, qtbot)
    assert len(pages_of(out.read_bytes())) == 10
    assert set(states(issued).values()) == {"waiting"}
    assert page.sending.bar.isVisible()
    page.sending.bar.no.click()
    assert not page.sending.bar.isVisible()
    assert set(states(issued).values()) == {"waiting"}
    printed(page, out, qtbot, letters=False)
    assert len(pages_of(out.read_bytes())) == 5
    page.sending.bar.yes.click()
    settle(page, qtbot)
    assert set(states(issued).values()) == {"posted"}
    assert not page.sending.listed()
    assert not page.actions_row.post.isEnabled()
    assert page.actions_row.post.toolTip() == "No receipt is in the list."


def test_who_agreed_to_e_mail_gets_no_page_unless_one_asks_for_it(
    page: ReceiptsScreen, issued: Books, tmp_path: Path, qtbot: QtBot
) -> None:
    page.sending.ask_post()
    dialog = shown(AskPost)
    assert dialog.told.text() == "2 receipts are printed. 3 receipts go by e-mail."
    assert dialog.by_post.text() == "Print those who agreed to e-mail, too: 3"
    assert dialog.left.text == "Left out:\n3 · by e-mail: agreed to"
    dialog.by_post.setChecked(True)
    assert (dialog.told.text(), dialog.left.text) == ("5 receipts are printed.", "")
    dialog.close()
    printed(page, tmp_path / "post.pdf", qtbot, letters=False, by_post=False)
    assert len(pages_of((tmp_path / "post.pdf").read_bytes())) == 2
    page.sending.bar.yes.click()
    settle(page, qtbot)
    assert {ref for ref, state in states(issued).items() if state == "posted"} == {"A1", "B2"}


def test_enter_pressed_while_pages_are_made_neither_stops_them_nor_notes_them(
    page: ReceiptsScreen, issued: Books, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    page.window().activateWindow()
    page.actions_row.post.setFocus()
    out, row = tmp_path / "post.pdf", page.actions_row
    page.sending.print_pages(PostOrder(tuple(NUMBERS.values()), again=False, with_letters=True, out=out))
    assert row.currentWidget() is row.running
    assert row.window().focusWidget() is row.running.progress
    row.running.stop.setFocus()  # by Tab, deliberately
    QTest.keyClick(row.running.stop, Qt.Key.Key_Return)
    QTest.keyClick(shown(QMessageBox), Qt.Key.Key_Return)  # it goes on
    settle(page, qtbot)
    assert none_shown(QMessageBox)
    assert len(pages_of(out.read_bytes())) == 10
    assert row.currentWidget() is not row.running
    focused = page.window().focusWidget()
    assert focused is page.sending.bar.opens
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert opened == [str(out)]
    assert set(states(issued).values()) == {"waiting"}


def test_a_question_about_stopping_goes_with_what_it_asks_about(
    page: ReceiptsScreen, tmp_path: Path, qtbot: QtBot
) -> None:
    out, row = tmp_path / "post.pdf", page.actions_row
    page.sending.print_pages(PostOrder(tuple(NUMBERS.values()), again=False, with_letters=True, out=out))
    row.running.stop.click()
    assert shown(QMessageBox)
    settle(page, qtbot)
    assert none_shown(QMessageBox)


def test_what_was_cancelled_while_it_was_printed_is_named_to_be_taken_out(
    page: ReceiptsScreen, issued: Books, tmp_path: Path, qtbot: QtBot
) -> None:
    printed(page, tmp_path / "post.pdf", qtbot)
    cancel_receipt(issued, NUMBERS["A1"], reason="Wrong")
    page.sending.bar.yes.click()
    settle(page, qtbot)
    box = shown(QMessageBox)
    assert NUMBERS["A1"] in box.informativeText()
    box.close()
    assert states(issued)["B2"] == "posted"


def test_closing_the_window_asks_about_printed_pages_and_another_language_keeps_the_question(
    issued: Books, open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    app, window = open_window()
    printed(sending(window, qtbot), tmp_path / "post.pdf", qtbot)
    window.language_chosen.emit("fr")
    qtbot.waitUntil(lambda: app.window is not window)
    assert isinstance(app, App)
    assert app.window is not None
    page = screen_of(app.window, ReceiptsScreen)
    settle(page, qtbot)
    assert page.sending.bar.isVisibleTo(page.sending)
    app.window.close()
    assert shown(Leaving)
    shown(Leaving).close()
    assert page.save_unsaved()
    assert set(states(issued).values()) == {"posted"}
    assert page.unsaved() == ""


def test_a_file_each_goes_into_a_folder_and_notes_nothing(
    page: ReceiptsScreen, issued: Books, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    row_of(page, "M2")
    page.actions_row.folder.click()
    chooser = shown(QFileDialog)
    chooser.fileSelected.emit(str(folder))
    chooser.close()
    settle(page, qtbot)
    assert [path.name for path in folder.iterdir()] == [f"{NUMBERS['M2']}.pdf"]
    assert set(states(issued).values()) == {"waiting"}


def test_how_and_when_it_was_sent_stands_in_the_list_of_issued_receipts_and_beside_the_document(
    page: ReceiptsScreen, qtbot: QtBot
) -> None:
    page.sending.ask_mail()
    mailed(page, qtbot)
    page._show_view("issued")
    rows = [page.issued._model.row(n) for n in range(5)]
    state = page.issued._model.columns[-1]
    told = {row.number: (state.text(row), state.tone(row) if state.tone else "") for row in rows if row}
    assert told[NUMBERS["M1"]] == ("E-mail 23/11", "ok")
    assert told[NUMBERS["A1"]] == ("Not sent", "warn")
    page.issued.choose_row([row.number for row in rows if row].index(NUMBERS["M1"]))
    assert NUMBERS["M1"] in text_of(page.document.content)
    assert "sent by e-mail to m1@example.org" in page.document.sent.text.text()


def test_without_a_mail_account_the_question_says_so_and_sends_nothing(
    people: Books, open_window: Open, qtbot: QtBot
) -> None:
    issue_receipts(people, 2025)
    _app, window = open_window()
    page = sending(window, qtbot)
    page.sending.ask_mail()
    dialog = shown(AskMail)
    assert not dialog.sends.isEnabled()
    assert not dialog.tries.isEnabled()
    dialog.close()


def test_read_only_books_show_what_was_sent_and_say_why_nothing_can_be(
    issued: Books, open_window: Open, qtbot: QtBot
) -> None:
    issued.read_only = True
    _app, window = open_window()
    page = sending(window, qtbot)
    for made in (page.actions_row.mail, page.actions_row.post):
        assert not made.isEnabled()
        assert "Read only" in made.toolTip()
    assert page.actions_row.folder.isEnabled()
    assert "Read only" in page.note.text
