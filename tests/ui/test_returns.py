"""An e-mail that came back, in the window: noted on a sent receipt, barred from then on, taken back."""

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.domain.deliveries import Deliverable
from donations_app.services.deliveries.mail import send_receipts
from donations_app.ui.receipts.screen import ReceiptsScreen
from donations_app.ui.receipts.sending.returned import NoteReturn
from donations_app.ui.receipts.sending.sent_words import history, state_text
from tests.mail_server import PASSWORD, MailServer
from tests.originals import Fill
from tests.ui.conftest import fill
from tests.ui.looking import Open, none_shown, shown
from tests.ui.receipts_page import receipts_of, settle, states
from tests.ui.test_sending import fill_issued, issued, mail

__all__ = ["issued", "mail"]


@pytest.fixture
def filling(request: pytest.FixtureRequest) -> Fill:
    return fill_issued if "issued" in request.fixturenames else fill


@pytest.fixture
def screen(open_window: Open, issued: Books, mail: MailServer, qtbot: QtBot) -> ReceiptsScreen:
    send_receipts(issued, year=2025, password=PASSWORD, trust=mail.trust)
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    screen.span.choose_year(2025)
    screen.refresh()
    settle(screen, qtbot)
    screen._show_view("sending")
    settle(screen, qtbot)
    qtbot.waitUntil(lambda: not screen.desk.jobs.is_busy)  # a list that is read again forgets what is chosen
    screen.sending.filter.choose("all")
    screen.sending._show_rows()
    return screen


def row_of(screen: ReceiptsScreen, ref: str) -> Deliverable:
    return next(one for one in screen.sending.receipts if one.payer == ref)


def choose(screen: ReceiptsScreen, ref: str) -> None:
    screen.sending.table.choose_row([one.payer for one in screen.sending.listed()].index(ref))


def test_it_is_offered_for_a_sent_e_mail_alone(screen: ReceiptsScreen, qtbot: QtBot) -> None:
    choose(screen, "A1")  # has no e-mail
    assert screen.actions_row.back_one.isHidden()
    assert not screen.actions_row.letters.isHidden()
    choose(screen, "M1")
    qtbot.waitUntil(lambda: not screen.actions_row.back_one.isHidden())


def test_a_return_is_noted_told_and_taken_back(
    screen: ReceiptsScreen,
    issued: Books,
    qtbot: QtBot,
) -> None:
    choose(screen, "M1")
    screen.actions_row.back_one.click()
    dialog = shown(NoteReturn)
    assert "m1@example.org" in dialog.told.text()
    QTest.keyClicks(dialog.reason, "550 no such user")
    dialog.does.click()
    assert none_shown(NoteReturn)
    settle(screen, qtbot)
    assert states(issued)["M1"] == "returned"
    row = row_of(screen, "M1")
    assert row.way == "post"
    assert state_text(row).startswith("Came back ")
    assert "550 no such user" in history(row)[0]
    screen.sending.filter.choose("trouble")
    screen.sending._show_rows()
    assert [one.payer for one in screen.sending.listed()] == ["M1"]

    choose(screen, "M1")
    screen.actions_row.back_one.click()
    dialog = shown(NoteReturn)
    assert dialog.is_back
    assert "m1@example.org" in dialog.told.text()
    dialog.does.click()
    settle(screen, qtbot)
    assert states(issued)["M1"] == "mailed"


def test_a_day_before_the_sending_is_refused_below_its_field(screen: ReceiptsScreen) -> None:
    choose(screen, "M1")
    screen.actions_row.back_one.click()
    dialog = shown(NoteReturn)
    dialog.returned_on.setText("x")
    dialog.does.click()
    assert dialog.fields["returned_on"].note.text
    dialog.returned_on.setText("01/01/2020")
    dialog.does.click()
    assert "before the day on which it was sent" in dialog.fields["returned_on"].note.text
    assert row_of(screen, "M1").state == "mailed"
