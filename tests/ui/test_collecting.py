"""Direct debits in the window: the preview with its verdicts, the file, sent once, credited; led to what is wrong."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.collections import lines_of, runs
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.settings import AccountDraft
from donations_app.services.books.settings import load_settings
from donations_app.services.payments.collections import CollectionOrder, make_run
from donations_app.services.payments.mandates import mandates_on, resume_mandate, suspend_mandate
from donations_app.services.payments.recurring import agree_recurring
from donations_app.ui.main_window import MainWindow
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.recurring.collected import CancelRun, CreditRun, SendRun
from donations_app.ui.recurring.collecting import Collect
from donations_app.ui.recurring.mandate_acts import MandateAct
from donations_app.ui.recurring.notices import Notify
from donations_app.ui.recurring.returns import TakeReturns
from donations_app.ui.recurring.screen import RecurringScreen
from donations_app.ui.widgets.table import Table
from tests.bank_files import Back, rejected
from tests.originals import Fill
from tests.ui.conftest import fill
from tests.ui.looking import Open, drop_on, none_shown, shown, turn_to
from tests.world import SETTINGS, TODAY

IBAN = "FR7630006000011234567890189"
ACCOUNT = AccountDraft("Compte courant", IBAN, "AGRIFRPP", "FR72ZZZ123456")


@pytest.fixture
def filling() -> Fill:
    return fill_debited


def fill_debited(books: Books) -> None:
    """A1 and C3 are debited from December on; the mandate of C3 is suspended; B2 is debited elsewhere."""
    fill(books)
    load_settings(books, replace(SETTINGS, accounts=(ACCOUNT,)))
    gift = RecurringGift(
        key=uuid4(), ref="RA1", payer="A1", amount=Money(20_00), frequency="monthly", first_on=date(2026, 12, 5),
        iban="FR7610107001011234567890129", mandate_reference="RUM-1", mandate_signed_on=date(2026, 10, 2),
    )  # fmt: skip
    agree_recurring(books, gift)
    third = replace(gift, key=uuid4(), ref="RC3", payer="C3", mandate_reference="RUM-3")
    agree_recurring(books, third)
    bare = replace(gift, iban="", mandate_reference="", mandate_signed_on=None)
    agree_recurring(books, replace(bare, key=uuid4(), ref="RB2", payer="B2"))
    suspend_mandate(books, "RUM-3", on=TODAY, reason="AM04")


def said(text: str) -> str:
    for mark in "\u200e\u200f\u2066\u2068\u2069\u2060":
        text = text.replace(mark, "")
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def settle(dialog: Collect, qtbot: QtBot) -> None:
    for _again in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not dialog._desk.jobs.is_busy)


def look(dialog: Collect, qtbot: QtBot) -> None:
    """See what is collected and what is not, on a day, and that the bank takes no other."""
    assert dialog.day.parse() == date(2026, 12, 5)
    debits, left = dialog.debits._model.keys(), dialog.left._model.keys()
    assert [one.of.ref for one in debits] == ["RA1"]
    assert [(one.of.ref, one.reason) for one in left] == [
        ("RC3", "mandate_suspended"), ("RB2", "debited_elsewhere"),
    ]  # fmt: skip
    assert said(dialog.told.text()) == "20,00 € on 07/12/2026, recurring: 1 direct debit, 20,00 €"
    assert (
        "07/12/2026" in said(dialog.day_field.said_text()) if hasattr(dialog.day_field, "said_text") else True
    )
    dialog.day.set_day(date(2026, 11, 23))
    dialog.accept()
    settle(dialog, qtbot)
    assert not dialog.writes.isEnabled()
    dialog.day.set_day(date(2026, 12, 5))
    dialog.accept()
    settle(dialog, qtbot)


def tell(dialog: Collect, qtbot: QtBot) -> None:
    """See whom the notices go to."""
    dialog.notices.click()
    letters = shown(Notify)
    settle(dialog, qtbot)
    assert letters.plan is not None
    assert [one.to.ref for one in letters.plan.letters] == ["A1"]
    letters.reject()


def note(dialog: Collect, qtbot: QtBot) -> None:
    """Note that the file was sent; it is not cancelled without a reason, nor credited before it is collected."""
    tell(dialog, qtbot)  # of the file that is made, too
    dialog.cancels.click()
    cancel = shown(CancelRun)
    cancel.accept()  # without a reason it stays
    assert cancel.isVisible()
    cancel.reject()
    books = dialog._desk.books
    suspend_mandate(books, "RUM-1", on=books.today, reason="litige")
    dialog.sends.click()
    sends = shown(SendRun)
    assert "the mandate is suspended" in " ".join(said(one.text()) for one in sends.findChildren(QLabel))
    assert not sends.does.isEnabled()
    sends.kept["RA1"].setChecked(True)
    assert sends.does.isEnabled()
    sends.accept()
    settle(dialog, qtbot)
    resume_mandate(books, "RUM-1")
    assert (dialog.sends.isEnabled(), dialog.cancels.isEnabled(), dialog.credits.isEnabled()) == (
        False,
        False,
        True,
    )
    dialog.credits.click()
    credit = shown(CreditRun)
    credit.day.setText("1/12/2026")
    credit.accept()
    assert credit.isVisible()
    credit.reject()


def come_back(window: MainWindow, number: str, folder: Path, qtbot: QtBot) -> tuple[Table, Table]:
    """Drop what the bank rejects on the window: it is shown with what is done, and taken by one press."""
    screen = turn_to(window, RecurringScreen)
    file = folder / "rejets.xml"
    backs = [Back(20_00, "AM04", f"{number}-1"), Back(20_00, "AC04", "ELSEWHERE")]
    file.write_text(rejected(backs, TODAY), encoding="utf-8")
    drop_on(window, file)
    qtbot.waitUntil(lambda: not none_shown(TakeReturns))
    dialog = shown(TakeReturns)
    qtbot.waitUntil(dialog.does.isEnabled)
    assert said(dialog.does.text()) == "Take 1 back"
    assert "the next run collects it once more" in said(dialog.detail.text())
    assert "to be confirmed with the bank" in said(dialog.note.text)
    dialog.view.choose("left")
    dialog._show_view()
    assert number in said(dialog.detail.text())  # what is near
    dialog.accept()
    qtbot.waitUntil(lambda: dialog.found is None)
    assert (dialog.does.isEnabled(), len(dialog.left._model.keys())) == (False, 1)
    with screen.desk.books.read() as session:
        (line,) = lines_of(session, runs(session)[0].id)
    assert (line.released_reason, line.returned_action) == ("AM04", "again")
    dialog.reject()
    return dialog.taken, dialog.left


def test_a_day_is_looked_at_written_sent_and_credited(
    open_window: Open, qtbot: QtBot, tmp_path: Path, qtmodeltester: ModelTester
) -> None:
    _app, window = open_window()
    screen = turn_to(window, RecurringScreen)
    screen.collector.click()
    dialog = shown(Collect)
    settle(dialog, qtbot)
    look(dialog, qtbot)
    tell(dialog, qtbot)
    out = tmp_path / "p.xml"
    dialog.write(out)
    settle(dialog, qtbot)
    settle(dialog, qtbot)
    books = screen.desk.books
    with books.read() as session:
        (run,) = runs(session)
    assert run.number in out.read_text(encoding="utf-8")
    assert dialog.view.value() == "runs"
    assert (dialog.sends.isEnabled(), dialog.cancels.isEnabled(), dialog.credits.isEnabled()) == (
        True,
        True,
        False,
    )
    note(dialog, qtbot)
    with books.read() as session:
        assert runs(session)[0].state == "sent"
    back = come_back(window, run.number, tmp_path, qtbot)
    for table in (dialog.debits, dialog.left, dialog.runs, *back):
        qtmodeltester.check(table.model())  # type: ignore[no-untyped-call]
    dialog.view.choose("left")
    dialog._show_view()
    dialog.left.activated_row.emit(0)
    settle(dialog, qtbot)
    assert screen.typed.text() == "RC3"
    # beside the gift its mandate is told
    words = " ".join(said(one.text()) for one in screen.panel.findChildren(QLabel))
    assert "RUM-3" in words
    assert "lapses after 02/10/2029, suspended on 23/11/2026, AM04" in words
    load_settings(books, SETTINGS)  # no account collects any more
    screen.collector.click()
    empty = shown(Collect)
    settle(empty, qtbot)
    assert (empty.writes.isEnabled(), empty.account_field.note.text[:16]) == (False, "No bank account ")
    empty.reject()


def test_a_mandate_is_taken_up_again_suspended_and_ended_and_says_what_the_next_run_does(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    _app, window = open_window()
    card = turn_to(window, PeopleScreen)
    card.show_ref("C3")
    qtbot.waitUntil(lambda: act_named(card, "Take the mandate up again ...") is not None)

    def do(page: QWidget, name: str, *, reason: str = "") -> list[str]:
        pressed = act_named(page, name)
        assert pressed is not None
        pressed.click()
        dialog = shown(MandateAct)
        told = [said(one) for one in dialog.follows]
        if dialog.fields:
            dialog.accept()  # without a reason
            assert dialog.fields["reason"].note.text
            dialog.reason.setText(reason)
        dialog.accept()
        qtbot.waitUntil(lambda: none_shown(MandateAct))
        return told

    assert do(card, "Take the mandate up again ...") == [
        "The next run collects again what is due under this mandate.",
        "Debited again: 20,00 €, due on 05/12/2026 (RC3).",
    ]
    assert [one.state for one in mandates_on(people, payer="C3")] == ["active"]
    gifts = turn_to(window, RecurringScreen)
    gifts.show_ref("RA1")
    qtbot.waitUntil(lambda: gifts.panel.gift is not None and gifts.panel.gift.ref == "RA1")
    make_run(people, uuid4(), CollectionOrder(on=date(2026, 12, 7)))
    told = do(gifts, "Suspend the mandate ...", reason="Asked by phone")
    assert told[0].startswith("Runs collected from that day on leave out what is due under this mandate")
    assert any("not at the bank yet, holds 20,00 € under it" in one for one in told)
    (row,) = mandates_on(people, payer="A1")
    assert (row.state, row.suspended_reason, row.facts.suspended_on) == ("suspended", "Asked by phone", TODAY)
    qtbot.waitUntil(lambda: act_named(gifts, "Take the mandate up again ...") is not None)
    assert do(gifts, "End the mandate ...", reason="Revoked by letter")[0].startswith(
        "No run collected from that day on"
    )
    (row,) = mandates_on(people, payer="A1")
    assert (row.state, row.end_reason) == ("ended", "Revoked by letter")
    qtbot.waitUntil(lambda: act_named(gifts, "End the mandate ...") is None)


def act_named(page: QWidget, text: str) -> QPushButton | None:
    """Return the button of a text that is not hidden, though a sheet may be closed over it."""
    found = (one for one in page.findChildren(QPushButton) if one.text() == text and not one.isHidden())
    return next(found, None)
