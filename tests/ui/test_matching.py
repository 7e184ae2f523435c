"""Matching in the window, by the keyboard alone: the proposals of a line, accepted one after the other, taken back."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.bank import listed_lines
from donations_app.db.tables import Payment
from donations_app.domain.errors import Cancelled
from donations_app.services.bank.importing import import_bank, read_bank
from donations_app.services.bank.matching import accept
from donations_app.ui.bank import certain, matching
from donations_app.ui.bank.certain import AcceptCertain
from donations_app.ui.bank.closing import CloseAccount
from donations_app.ui.bank.finding import FindMatch
from donations_app.ui.bank.rules import BankRules, StateFee
from donations_app.ui.bank.screen import BankScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.widgets.basic import Label
from tests.bank_files import Op, camt, put
from tests.db.test_bank_currencies import MOROCCAN
from tests.db.test_matching import FATIMA
from tests.ui.looking import Open, shown, turn_to
from tests.ui.test_bank import plain
from tests.ui.test_statements import settle
from tests.world import gift

D = date(2026, 11, 18)
_KEY = Qt.Key


def waiting(books: Books, folder: Path, number: int) -> None:
    """Let transfers wait for the bank, each of another amount, and the bank write them without a name."""
    ops = []
    for n in range(number):
        cents = 20_00 + n * 1_00
        gift(books, cents, method="transfer", received_on=D - timedelta(days=2))
        ops.append(Op(D, cents, "", f"VIR {n:03}", f"W{n}"))
    ops += [Op(D, -12_00, "", "FRAIS SUR IMPAYE", "F"), Op(D, 7_00, "", "VIR INCONNU", "U")]
    import_bank(books, read_bank(put(folder, "k.xml", camt(ops))))


def states(books: Books) -> list[str]:
    with books.read() as session:
        return [one.state for one in listed_lines(session)]


def press(window: MainWindow, qtbot: QtBot, key: Qt.Key, *, ctrl: bool = False) -> None:
    """Press a key on whatever has the focus."""
    held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    target = QApplication.focusWidget() or window
    QTest.keyClick(target, key, held)
    settle(window, qtbot)


def to_matching(open_window: Open, qtbot: QtBot) -> tuple[MainWindow, BankScreen]:
    _app, window = open_window()
    screen = turn_to(window, BankScreen)
    settle(window, qtbot)
    screen.show_part("matching")
    settle(window, qtbot)
    look_at(window, screen, qtbot)
    return window, screen


def look_at(window: MainWindow, screen: BankScreen, qtbot: QtBot) -> None:
    """Let the list have the keys, as the desktop does."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    screen.matching.table.setFocus()


def texts(widget: QWidget) -> set[str]:
    return {plain(label.text()) for label in widget.findChildren(Label)}


def confirmed(open_window: Open, books: Books, qtbot: QtBot, folder: Path, number: int) -> None:
    waiting(books, folder, number)
    window, screen = to_matching(open_window, qtbot)
    pane = screen.matching
    assert plain(pane.summary.text()) == f"{number + 2} lines to match"
    assert "All lines are explained." not in texts(pane.panel)
    press(window, qtbot, _KEY.Key_P)  # nothing is like the latest line
    assert [plain(box.accessibleName()) for box in pane.panel.boxes] == [
        "1 Fee of the bank 90 %",
        "2 Between own accounts 25 %",
    ]
    press(window, qtbot, _KEY.Key_2)
    assert [box.isChecked() for box in pane.panel.boxes] == [False, True]
    press(window, qtbot, _KEY.Key_1)
    pane.sheet.lay(over=True)  # as where a window has no room for both
    press(window, qtbot, _KEY.Key_Return)
    assert (set(states(books)), pane.sheet.is_closed) == ({"unmatched"}, False)  # shown before it is accepted
    pane.sheet.lay(over=False)
    press(window, qtbot, _KEY.Key_Return)
    for _n in range(number):
        press(window, qtbot, _KEY.Key_Return)
    assert states(books) == ["unmatched", *["matched"] * (number + 1)]
    assert plain(pane.summary.text()) == "1 line to match"
    press(window, qtbot, _KEY.Key_Z, ctrl=True)
    assert states(books).count("unmatched") == 2
    press(window, qtbot, _KEY.Key_Z, ctrl=True)
    assert states(books).count("unmatched") == 3


def test_six_matches_are_confirmed_from_the_keyboard(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    confirmed(open_window, people, qtbot, tmp_path, 6)


@pytest.mark.long
def test_sixty_matches_are_confirmed_from_the_keyboard(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    confirmed(open_window, people, qtbot, tmp_path, 60)


def fee_is_kept_and_days_are_closed(
    books: Books, window: MainWindow, screen: BankScreen, qtbot: QtBot
) -> None:
    """Say by hand that a platform kept what is missing, then close the account from its card."""
    pane = screen.matching
    screen.show_part("matching")
    settle(window, qtbot)
    pane.table.choose_row([one.line.amount for one in pane._lines.values()].index(55_00))
    pane.seek()
    dialog = shown(FindMatch)
    dialog.typed.setText("V-")
    dialog.read()
    assert dialog.keeps.isHidden()  # one payment is the line
    dialog.table.selectAll()
    assert plain(dialog.keeps.text()) == "The platform kept a fee of 42,00 €"
    dialog.keeps.setChecked(True)
    dialog.does.click()
    settle(window, qtbot)
    assert sorted(states(books)) == ["matched", "unmatched"]
    accept(books, "L-MRS-000001", ["aside"])
    pane.read_list()
    settle(window, qtbot)
    assert "no day is closed" in texts(pane.card)
    pane.ask_close(next(iter(pane.card._found.values())))
    closing = shown(CloseAccount)
    closing.on.set_day(D)
    closing.accept()
    settle(window, qtbot)
    assert any(text.startswith("closed up to 18/11/2026, on 23/11/2026 by") for text in texts(pane.card))


def test_the_certain_go_at_once_and_a_line_is_found_and_split(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gift(people, 30_00, method="transfer", received_on=D)
    gift(people, 12_00, method="transfer", received_on=D)
    gift(people, 55_00, method="transfer", received_on=D)
    ops = [Op(D, 42_00, "", "VIR DEUX DONS", "1"), Op(D, 55_00, "MOHAND AIT AHMED", "DON", "2", iban=FATIMA)]
    import_bank(people, read_bank(put(tmp_path, "s.xml", camt(ops))))
    window, screen = to_matching(open_window, qtbot)
    pane = screen.matching
    assert plain(pane.certain.text()) == "Accept the one that is certain"
    assert {"Difference", "97,00 €", "2 lines without an entry", "all explained"} <= texts(pane.card) | {
        "97,00 €"
    }
    pane.certain.click()
    settle(window, qtbot)
    assert states(people) == ["matched", "unmatched"]
    press(window, qtbot, _KEY.Key_F)
    dialog = shown(FindMatch)
    dialog.typed.setText("V-")
    dialog.read()
    dialog.table.selectAll()
    assert [one.amount for one in dialog.chosen()] == [30_00, 12_00]
    assert plain(dialog.left.text()) == "Left of the line: 0,00 €"
    dialog.does.click()
    settle(window, qtbot)
    assert states(people) == ["matched", "matched"]
    assert pane.panel.one is None
    look_at(window, screen, qtbot)
    press(window, qtbot, _KEY.Key_Z, ctrl=True)
    assert states(people) == ["matched", "unmatched"]
    screen.show_part("statements")
    settle(window, qtbot)
    screen.statements.table.choose_row(0)
    assert "Payment already recorded, V-MRS-000006, 55,00 €" in " ".join(texts(screen.statements.panel))
    screen.statements.panel.undone.emit("L-MRS-000002")
    settle(window, qtbot)
    assert states(people) == ["unmatched", "unmatched"]
    assert plain(screen.statements.summary.text()) == "2 lines to match"
    screen.matching.show_rules()
    rules = shown(BankRules)
    assert (len(rules._found), rules.does.isEnabled()) == (1, True)
    rules.does.click()
    assert [one.is_active for one in rules._found] == [True]
    rules.states.click()
    state_fee(shown(StateFee))
    assert [one.kind for one in rules._found] == ["donation", "fee"]
    shows = [plain(str(rules.table.model().index(1, at).data())) for at in (1, 2)]
    assert shows == ["Fee of a platform", "1,50 % + 0,25 €"]
    rules.reject()
    of_more_than_are_shown(window, screen, qtbot, people, monkeypatch)
    fee_is_kept_and_days_are_closed(people, window, screen, qtbot)


def state_fee(dialog: StateFee) -> None:
    """State a fee; what cannot be read is told below its field."""
    dialog.words.setText("Stripe")
    dialog.fee.setText("1,5 pour cent")
    dialog.accept()
    assert "“1,5 pour cent” is no fee" in plain(dialog.places["fee"].note.text)
    dialog.fee.setText("1,5 % + 0,25")
    dialog.accept()


def of_more_than_are_shown(
    window: MainWindow, screen: BankScreen, qtbot: QtBot, people: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = screen.matching
    settle(window, qtbot)
    monkeypatch.setattr(matching, "_MOST", 1)
    screen.show_part("matching")
    pane.read_list()
    settle(window, qtbot)
    assert (plain(pane.certain.text()), pane.certain.isVisible()) == ("Accept all that is certain", True)
    with monkeypatch.context() as stopping:
        stopping.setattr(certain, "accept_certain", stopped)
        pane.certain.click()
        dialog = shown(AcceptCertain)
        settle(window, qtbot)
        assert "All 2 open lines are compared" in " ".join(texts(dialog))
        assert "Stopped. Nothing was saved." in texts(dialog)
        dialog.reject()
    assert states(people) == ["unmatched", "unmatched"]
    pane.certain.click()
    settle(window, qtbot)
    assert states(people) == ["matched", "unmatched"]
    assert (plain(pane.summary.text()), len(pane._lots)) == ("1 line to match", 2)
    monkeypatch.setattr(matching, "_MOST", 300)
    pane.undo()
    settle(window, qtbot)
    assert states(people) == ["unmatched", "unmatched"]


def stopped(_books: Books, **_facts: object) -> None:
    raise Cancelled


def test_a_gift_in_dirhams_asks_for_its_rate_once_a_day(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    ops = [Op(D, cents, "MOHAND AIT AHMED", "DON", str(cents)) for cents in (1000_00, 333_33)]
    in_mad = camt(ops, iban=MOROCCAN).replace("EUR", "MAD")
    import_bank(people, read_bank(put(tmp_path, "d.xml", in_mad)))
    window, screen = to_matching(open_window, qtbot)
    pane, rate = screen.matching, screen.matching.panel.rate
    assert pane.certain.isHidden()
    pane.table.choose_row([one.line.amount for one in pane._lines.values()].index(1000_00))
    assert rate.isVisible()
    press(window, qtbot, _KEY.Key_Return)
    assert states(people) == ["unmatched", "unmatched"]
    assert QApplication.focusWidget() is rate.rate  # nobody said it
    QTest.keyClicks(rate.rate, "10,95")  # a figure of it chooses no proposal
    assert plain(rate.worth.text()) == "1 000,00 MAD = 91,32 €"
    rate.source.setText("Bank Al-Maghrib")
    press(window, qtbot, _KEY.Key_Return)
    assert sorted(states(people)) == ["matched", "unmatched"]
    assert pane._lots
    # the next one of the day has it
    assert plain(rate.known.text()) == (
        "Rate of the day in the books: 1 € = 10,95 MAD, 18/11/2026, Bank Al-Maghrib"
    )
    assert (rate.rate.text(), rate.source.text(), rate.on.day()) == ("10,95", "Bank Al-Maghrib", D)
    look_at(window, screen, qtbot)
    press(window, qtbot, _KEY.Key_F)
    dialog = shown(FindMatch)
    dialog.typed.setText("Mohand")
    dialog.read()
    assert dialog.rate.isVisible()
    dialog.rate.rate.setText("1,095")
    dialog.does.click()
    refused = shown(QMessageBox)
    assert "is no rate of" in plain(refused.text() + refused.informativeText())
    refused.accept()
    dialog.rate.rate.setText("10,99")
    dialog.does.click()
    settle(window, qtbot)
    with people.read() as session:
        given = session.execute(
            select(Payment.amount, Payment.rate).where(Payment.currency == "MAD").order_by(Payment.id)
        ).all()
    assert [(one.amount.cents, one.rate) for one in given] == [(91_32, "10.95"), (30_33, "10.99")]
