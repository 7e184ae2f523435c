"""The page of the bank: what waits, slips made, handed in, credited and cancelled, with clicks and keys."""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.settings import accounts
from donations_app.domain.money import Money
from donations_app.domain.offices import OfficeFacts
from donations_app.domain.settings import AccountDraft
from donations_app.services.books.settings import load_settings
from donations_app.services.deposits.slips import hand_in
from donations_app.services.payments.batches import open_batch
from donations_app.services.payments.corrections import take_back
from donations_app.ui.bank.acts import Cancel, Credit, HandIn, SlipPage
from donations_app.ui.bank.making import MakeSlip
from donations_app.ui.bank.screen import BankScreen
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.payments.screen import PaymentsScreen
from donations_app.ui.settings.accounts import AskAccount
from donations_app.ui.settings.screen import SettingsScreen
from donations_app.ui.widgets.basic import Label
from donations_app.ui.widgets.dialog import Dialog
from tests.db.test_bank_currencies import MOROCCAN, given
from tests.raw import tamper
from tests.slips import IBAN, detail, slip
from tests.ui.looking import Open, none_shown, screen_of, shown, stands_within, turn_to
from tests.world import SETTINGS, TODAY, gift

_KEY = Qt.Key
AUTUMN = date(2026, 10, 30)


@pytest.fixture(autouse=True)
def more(people: Books) -> Books:
    """Beside gifts that are too old: three cheques and some cash of Marseille, a cheque of Lyon."""
    facts = {"received_on": AUTUMN}
    gift(people, 150_00, ref="Q1", cheque_number="0004417", bank="Banque Postale", **facts)
    gift(people, 50_05, ref="Q2", payer="B2", cheque_number="0004418", cheque_date=date(2027, 1, 1), **facts)
    gift(people, 30_00, ref="Q3", payer="", **facts)
    gift(people, 70_20, ref="Q4", method="cash", **facts)
    gift(people, 10_00, ref="Q5", office="LYO", **facts)
    return people


def page(window: MainWindow, qtbot: QtBot) -> BankScreen:
    screen = turn_to(window, BankScreen)
    settle(screen, qtbot)
    return screen


def settle(screen: BankScreen, qtbot: QtBot) -> None:
    for _again in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not screen.desk.jobs.is_busy and not screen._soon.isActive())


def plain(text: str) -> str:
    for mark in "\u2060\u2066\u2067\u2068\u2069\u200f":
        text = text.replace(mark, "")
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def numbers(screen: BankScreen) -> list[str]:
    model = screen.table._model
    return [row.number for at in range(model.rowCount()) if (row := model.row(at))]


def badge(window: MainWindow) -> str:
    return window._sidebar._pages[list(window.screens).index(screen_of(window, BankScreen))].badge.text()


def buttons(screen: BankScreen) -> list[QPushButton]:
    return screen.strip.findChildren(QPushButton)


def on_panel(screen: BankScreen) -> list[str]:
    return [plain(label.text()) for label in screen.panel.findChildren(Label)]


def confirm(dialog: Dialog, screen: BankScreen, qtbot: QtBot) -> None:
    next(one for one in dialog.findChildren(QPushButton) if one.isDefault()).click()
    settle(screen, qtbot)


@pytest.mark.usefixtures("dashboard")
def test_what_waits_is_counted_and_a_slip_made_of_it_with_keys(
    open_window: Open, qtbot: QtBot, people: Books
) -> None:
    _app, window = open_window()
    qtbot.waitUntil(lambda: badge(window) == "4")  # as the dashboard has read it
    screen = page(window, qtbot)
    assert [plain(one.text()) for one in buttons(screen)] == [
        "3 cheques, 230,05 €",
        "1 payment in cash, 70,20 €",
    ]
    assert "Lyon: 1 cheque, 10,00 €" in [plain(label.text()) for label in screen.strip.findChildren(Label)]
    buttons(screen)[0].setFocus()
    QTest.keyClick(buttons(screen)[0], _KEY.Key_Return)
    dialog = shown(MakeSlip)
    assert [one.ref for one in dialog.table.chosen()] == ["Q1", "Q3"]  # the other bears a later day
    assert plain(dialog.sum.text()) == "2 payments, 180,00 €"
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, _KEY.Key_Home)
    assert [one.ref for one in dialog.table.chosen()] == ["Q1", "Q3"]
    QTest.keyClick(dialog.table, _KEY.Key_Space)
    assert [one.ref for one in dialog.table.chosen()] == ["Q3"]
    QTest.keyClick(dialog.table, _KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert plain(dialog.sum.text()) == "3 payments, 230,05 €"
    assert dialog.account.value() == IBAN
    confirm(dialog, screen, qtbot)
    assert none_shown(MakeSlip)
    assert numbers(screen) == ["B-MRS-000001"]
    assert badge(window) == "1"
    assert plain(screen.summary.text()) == "1 slip, 230,05 €"
    told = on_panel(screen)
    for text in (
        "B-MRS-000001",
        "230,05 €",
        "Mohand Aït Ahmed",
        "0004417, Banque Postale",
        "Anonymous",
    ):
        assert text in told
    assert detail(people, "B-MRS-000001").row.amount == Money(230_05)


def test_cash_is_counted_until_it_is_the_sum(open_window: Open, qtbot: QtBot, people: Books) -> None:
    screen = page(open_window()[1], qtbot)
    buttons(screen)[1].click()
    dialog = shown(MakeSlip)
    assert not dialog.counting.isHidden()
    for typed, told in (("x", "“x” is not a whole number."), ("1", "Counted: 50,00 €. 20,20 € to go."),
                        ("2", "Counted: 100,00 €. 29,80 € too much.")):  # fmt: skip
        dialog.counting.edits[50_00].setText(typed)
        assert told in [plain(label.text()) for label in dialog.note.findChildren(Label)]
    dialog.accept()
    box = shown(QMessageBox)
    assert "Notes and coins come to 100,00 €, the payments to 70,20 €" in plain(box.text())
    box.reject()
    for worth, typed in ((50_00, "1"), (20_00, "1"), (20, "1")):
        dialog.counting.edits[worth].setText(typed)
    assert "Counted: 70,20 €, as the payments." in [
        plain(label.text()) for label in dialog.note.findChildren(Label)
    ]
    confirm(dialog, screen, qtbot)
    assert [(one.worth, one.count) for one in detail(people, "B-MRS-000001").cash] == [
        (50_00, 1),
        (20_00, 1),
        (20, 1),
    ]
    assert "50,00 € × 1" in on_panel(screen)


def test_a_slip_goes_to_the_bank_and_its_credit_is_noted(
    open_window: Open, qtbot: QtBot, people: Books
) -> None:
    slip(people, "Q1", "Q2", made_on=AUTUMN)
    screen = page(open_window()[1], qtbot)
    panel = screen.panel
    assert (panel.hander.isVisible(), panel.crediter.isVisible(), panel.canceller.isVisible()) == (
        True,
        False,
        True,
    )
    panel.hander.click()
    dialog = shown(HandIn)
    dialog.on.setText("29/10/2026")
    dialog.accept()
    box = shown(QMessageBox)
    assert "made later than 29/10/2026" in plain(box.text())
    box.reject()
    dialog.on.setText("2/11/2026")
    confirm(dialog, screen, qtbot)
    assert (panel.hander.isVisible(), panel.crediter.isVisible(), panel.canceller.isVisible()) == (
        True,
        True,
        True,
    )
    assert (panel.hander.text(), panel.first_act()) == ("Day at the bank ...", panel.crediter)
    panel.hander.click()
    again = shown(HandIn)
    assert again.on.parse() == date(2026, 11, 2)
    assert "The day noted before, 02/11/2026, stays in the history." in [
        plain(label.text()) for label in again.findChildren(Label)
    ]
    again.on.setText("3/11/2026")
    confirm(again, screen, qtbot)
    assert "Handed in on 03/11/2026" in on_panel(screen)
    take_back(people, "Q2", kind="return", reason="Unpaid cheque", on=TODAY, return_code="01")
    screen.desk.tell()
    settle(screen, qtbot)
    assert "1 came back unpaid: 50,05 €" in on_panel(screen)
    assert "Returned by the bank, 23/11/2026, Unpaid cheque, code of the bank 01" in on_panel(screen)
    assert "200,05 €" in on_panel(screen)
    panel.crediter.click()
    credit = shown(Credit)
    credit.reference.setText("REM 77")
    confirm(credit, screen, qtbot)
    row = detail(people, "B-MRS-000001").row
    assert (row.state, row.credited_on, row.bank_reference) == ("credited", TODAY, "REM 77")
    assert "Credited on 23/11/2026: REM 77" in on_panel(screen)
    assert not panel.hander.isVisible()  # the credit builds on the day at the bank
    panel.crediter.click()
    credit = shown(Credit)
    credit.on.setText("20/11/2026")
    confirm(credit, screen, qtbot)
    assert "Credited on 20/11/2026: REM 77" in on_panel(screen)
    assert [entry.kind for entry in detail(people, "B-MRS-000001").entries].count(
        "deposit.day_put_right"
    ) == 2


def test_a_slip_is_cancelled_with_a_reason_and_its_payments_wait_again(
    open_window: Open, qtbot: QtBot, people: Books
) -> None:
    slip(people, "Q1", "Q2")
    _app, window = open_window()
    screen = page(window, qtbot)
    assert badge(window) == "2"
    screen.panel.canceller.click()
    dialog = shown(Cancel)
    dialog.accept()
    assert not none_shown(Cancel)
    dialog.reason.setText("Wrong account")
    confirm(dialog, screen, qtbot)
    assert badge(window) == "4"
    assert "Cancelled on 23/11/2026: Wrong account" in on_panel(screen)
    screen.state.choose("made")
    settle(screen, qtbot)
    assert numbers(screen) == []
    assert "Choose a slip to see all of it here." in on_panel(screen)


def test_a_slip_that_the_bank_does_not_have_is_cancelled_though_it_was_handed_in(
    open_window: Open, qtbot: QtBot, people: Books
) -> None:
    number = slip(people, "Q1", "Q2", made_on=AUTUMN)
    hand_in(people, number, on=date(2026, 11, 2))
    screen = page(open_window()[1], qtbot)
    screen.panel.canceller.click()
    dialog = shown(Cancel)
    assert "It was handed in on 02/11/2026. Cancel it only if the bank does not have it." in [
        plain(label.text()) for label in dialog.findChildren(Label)
    ]
    dialog.reason.setText("Left in the drawer")
    confirm(dialog, screen, qtbot)
    assert "Cancelled on 23/11/2026: Left in the drawer" in on_panel(screen)
    assert detail(people, number).row.state == "cancelled"


def test_its_page_is_looked_at_and_saved(
    open_window: Open, qtbot: QtBot, people: Books, tmp_path: Path
) -> None:
    slip(people, "Q1")
    screen = page(open_window()[1], qtbot)
    screen.table.setFocus()
    screen.panel.looker.click()
    dialog = shown(SlipPage)
    dialog.save(tmp_path / "slip.pdf")
    text = pypdfium2.PdfDocument(tmp_path / "slip.pdf")[0].get_textpage().get_text_bounded()
    assert "B-MRS-000001" in text
    assert dialog.view.content == (tmp_path / "slip.pdf").read_bytes()
    dialog.reject()
    screen.export(tmp_path / "slips.csv")
    settle(screen, qtbot)
    assert "B-MRS-000001" in (tmp_path / "slips.csv").read_text(encoding="utf-8-sig")


def test_payment_and_slip_lead_to_each_other(open_window: Open, qtbot: QtBot, people: Books) -> None:
    hand_in(people, slip(people, "Q1"), on=TODAY)
    _app, window = open_window()
    screen = page(window, qtbot)
    next(one for one in screen.panel.findChildren(QPushButton) if "Q1" in one.text()).click()
    payments = screen_of(window, PaymentsScreen)
    qtbot.waitUntil(lambda: payments.panel.found is not None and payments.panel.found.row.ref == "Q1")
    link = next(one for one in payments.panel.findChildren(QPushButton) if "B-MRS-000001" in one.text())
    screen.state.choose("cancelled")
    link.click()
    settle(screen, qtbot)
    assert screen.isVisible()
    assert screen.state.value() == ""
    assert screen.panel.found is not None
    assert screen.panel.found.row.number == "B-MRS-000001"


def test_closing_a_batch_offers_to_make_its_slip(open_window: Open, qtbot: QtBot, people: Books) -> None:
    from uuid import uuid4

    key = uuid4()
    open_batch(people, key, name="Feast", method="cheque", count=1, amount=Money(12_00))
    gift(people, 12_00, ref="Q6", batch=key, received_on=TODAY)
    _app, window = open_window()
    entry = turn_to(window, EntryScreen)
    qtbot.waitUntil(lambda: entry.batch.batch is not None)
    entry.batch.ask_close()
    assert window.status_bar.opens.isVisible()
    window.status_bar.opens.click()
    dialog = shown(MakeSlip)
    assert [one.ref for one in dialog.table.chosen()] == ["Q6"]
    assert screen_of(window, BankScreen).isVisible()
    dialog.reject()


@pytest.mark.file_only
def test_who_may_only_read_sees_all_and_changes_nothing(
    open_window: Open, qtbot: QtBot, people: Books
) -> None:
    slip(people, "Q1")
    people.read_only = True
    screen = page(open_window()[1], qtbot)
    assert buttons(screen) == []
    assert numbers(screen) == ["B-MRS-000001"]
    acts = (screen.panel.hander, screen.panel.crediter, screen.panel.canceller)
    assert not any(act.isVisible() for act in acts)
    assert screen.panel.looker.isEnabled()


@pytest.mark.usefixtures("dressed")
def test_the_page_stands_within_its_room_and_its_models_are_sound(
    open_window: Open, qtbot: QtBot, people: Books, qtmodeltester: ModelTester
) -> None:
    slip(people, "Q1"), slip(people, "Q3")
    _app, window = open_window()
    screen = page(window, qtbot)
    stands_within(window, screen)
    qtmodeltester.check(screen.table.model())  # type: ignore[no-untyped-call]
    assert numbers(screen) == ["B-MRS-000002", "B-MRS-000001"]
    header = screen.table.horizontalHeader()
    header.sectionClicked.emit(4)
    settle(screen, qtbot)
    assert numbers(screen) == ["B-MRS-000001", "B-MRS-000002"]
    screen.ask_make("cheque")
    dialog = shown(MakeSlip)
    qtmodeltester.check(dialog.table.model())  # type: ignore[no-untyped-call]
    dialog.reject()


@pytest.mark.file_only
def test_without_an_account_the_dialog_leads_to_where_one_is_added(
    open_window: Open, qtbot: QtBot, people: Books
) -> None:
    tamper(people.location, "DELETE FROM account", disarmed=True)
    _app, window = open_window()
    screen = page(window, qtbot)
    buttons(screen)[0].click()
    dialog = shown(MakeSlip)
    assert not dialog.makes.isEnabled()
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Add one ...").click()
    settings = screen_of(window, SettingsScreen)
    settle(screen, qtbot)
    assert settings.part.value() == "accounts"
    settings.accounts.adder.click()
    asked = shown(AskAccount)
    asked.label.setText("Compte courant")
    asked.iban.setText("FR76 3000 6000 0112 3456 7890 188")
    asked.accept()
    settle(screen, qtbot)
    assert not none_shown(AskAccount)  # its check digits are wrong
    asked.iban.setText("FR76 3000 6000 0112 3456 7890 189")
    asked.accept()
    qtbot.waitUntil(lambda: none_shown(AskAccount))
    settle(screen, qtbot)
    with people.read() as session:
        assert [(one.label, one.iban) for one in accounts(session)] == [("Compte courant", IBAN)]


def test_an_office_in_morocco_makes_a_slip_of_its_dirhams(
    open_window: Open, qtbot: QtBot, people: Books
) -> None:
    facts = OfficeFacts(country="MA", currency="MAD", city="Taroudannt", account=MOROCCAN)
    head = replace(SETTINGS.offices[0], facts=facts)
    accounts_ = (*SETTINGS.accounts, AccountDraft("En dirhams", MOROCCAN))
    load_settings(people, replace(SETTINGS, offices=(head, SETTINGS.offices[1]), accounts=accounts_))
    given(people, 333_30, method="cash", received_on=AUTUMN)
    _app, window = open_window()
    screen = page(window, qtbot)
    told = [plain(one.text()) for one in buttons(screen)]
    assert told == ["3 cheques, 230,05 €", "1 payment in cash, 70,20 €", "1 payment in cash, 333,30 MAD"]
    buttons(screen)[2].click()
    dialog = shown(MakeSlip)
    assert plain(dialog.sum.text()) == "1 payment, 333,30 MAD"
    assert (dialog.account.count(), dialog.account.value()) == (1, MOROCCAN)  # no bank in France takes them
    edits = dialog.counting.edits
    assert 500_00 not in edits
    for worth, number in ((200_00, "1"), (100_00, "1"), (20_00, "1"), (10_00, "1"), (1_00, "3"), (10, "2")):
        edits[worth].setText(number)
    assert plain(dialog.note.text) == "Counted: 333,20 MAD. 0,10 MAD to go."
    edits[10].setText("3")
    assert plain(dialog.note.text) == "Counted: 333,30 MAD, as the payments."
    confirm(dialog, screen, qtbot)
    row = screen.table.current_row()
    assert row is not None
    assert (row.amount.cents, row.currency, row.iban) == (333_30, "MAD", MOROCCAN)
    assert {"333,30 MAD", "200,00 MAD × 1", "100,00 MAD"} <= set(on_panel(screen))
    screen.ask_make("cash")
    assert plain(shown(MakeSlip).sum.text()) == "1 payment, 70,20 €"
    shown(MakeSlip).reject()
