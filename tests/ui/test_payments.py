"""The page of payments: found by whatever one knows, sorted, summed, copied, exported, put right."""

import csv
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.domain.money import Money
from donations_app.i18n import without_marks
from donations_app.services.payments.batches import open_batch
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.receipts.issue import issue_receipts
from donations_app.ui.main_window import MainWindow
from donations_app.ui.payments.correcting import PutRight
from donations_app.ui.payments.screen import PaymentsScreen
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.receipts.screen import ReceiptsScreen
from donations_app.ui.widgets.basic import Label
from donations_app.ui.widgets.views import Views
from tests.ui.looking import SIZES, Open, stands_within
from tests.world import TODAY, gift, to

_KEY = Qt.Key


def page(window: MainWindow, qtbot: QtBot) -> PaymentsScreen:
    screen = next(screen for screen in window.screens if isinstance(screen, PaymentsScreen))
    window.show_screen(screen)
    settle(screen, qtbot)
    return screen


def settle(screen: PaymentsScreen, qtbot: QtBot) -> None:
    for _again in range(2):  # the list, then the one that it chooses
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not screen.desk.jobs.is_busy and not screen._soon.isActive())


def refs(screen: PaymentsScreen) -> list[str]:
    model = screen.table._model
    return [row.ref for number in range(model.rowCount()) if (row := model.row(number))]


def said(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ").lstrip("\u200f")


def choose_view(screen: PaymentsScreen, code: str) -> None:
    assert isinstance(screen.view, Views)
    screen.view._buttons[code].click()


def find(screen: PaymentsScreen, typed: str, qtbot: QtBot) -> list[str]:
    screen.typed.clear()
    QTest.keyClicks(screen.typed, typed)
    settle(screen, qtbot)
    return refs(screen)


@pytest.fixture
def more(people: Books) -> Books:
    """Beside 100, 50 and 20 euros of 2025: a cheque, an anonymous gift in cash of another year, one taken back."""
    gift(people, 150_00, ref="P1", cheque_number="0004417", received_on=date(2025, 4, 1))
    gift(people, 7_50, ref="P2", method="cash", payer="", received_on=date(2026, 2, 3))
    gift(people, 60_00, ref="P3", method="direct_debit", payer="B2", received_on=date(2026, 3, 1))
    reverse_payment(people, "P3", kind="return", reason="AM04", on=date(2026, 3, 9))
    return people


@pytest.mark.usefixtures("more")
def test_payments_are_found_by_what_one_knows_of_them(open_window: Open, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    assert refs(screen)[:4] == ["P3-R", "P3", "P2", "P1"]
    assert (
        find(screen, "0004417", qtbot)
        == find(screen, "150,00", qtbot)
        == find(screen, "4/2025", qtbot)
        == ["P1"]
    )
    assert find(screen, "100-200", qtbot) == ["P1", "V-MRS-000001"]
    assert find(screen, "v-mrs-000002", qtbot) == ["V-MRS-000002"]
    assert find(screen, "moreau claire", qtbot) == ["P3-R", "P3", "V-MRS-000002"]
    assert find(screen, "nobody", qtbot) == []
    assert screen.panel.found is None


@pytest.mark.usefixtures("more")
def test_a_long_list_is_made_ready_and_its_first_rows_are_shown_before_it_is_counted(
    open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("payments.screen", "widgets.windowed"):
        monkeypatch.setattr(f"donations_app.ui.{module}.PAGE", 3)
    monkeypatch.setattr("donations_app.ui.preparing._AFTER", 1)
    window = open_window()[1]
    screen = next(one for one in window.screens if isinstance(one, PaymentsScreen))
    people = next(one for one in window.screens if isinstance(one, PeopleScreen))
    qtbot.waitUntil(lambda: people._is_built and not screen.desk.jobs.is_busy)
    assert (screen._is_built, screen.is_stale, screen.table._model.is_read) == (True, True, False)
    assert not any(one._is_built for one in window.screens[1:] if one not in (screen, people))
    asked, shown = list[int](), list[tuple[list[str], str, str]]()
    assert isinstance(screen.view, Views)
    everything = screen.view.buttons()[0]
    screen.table._model.modelReset.connect(
        lambda: shown.append((refs(screen), screen.summary.text(), everything.text()))
    )
    screen.table._model.rowsInserted.connect(lambda _parent, first, last: asked.extend((first, last)))
    window.show_screen(screen)
    settle(screen, qtbot)
    assert shown == [(["P3-R", "P3", "P2"], "…", "All")]
    assert asked == [3, 6]
    assert (len(refs(screen)), said(screen.summary.text())) == (7, "7 payments, 327,50 €")
    assert everything.text() == "All  7"
    who = people.table._model
    who.modelReset.connect(lambda: shown.append((list(map(str, who.keys())), people.summary.text(), "")))
    window.show_screen(people)
    qtbot.waitUntil(lambda: not people.desk.jobs.is_busy)
    assert [(len(keys), text) for keys, text, _ in shown[1:]] == [(4, "…")]
    assert said(people.summary.text()) == "4 people, 0,00 € given in 2026"


@pytest.mark.usefixtures("more")
def test_views_and_filters_narrow_what_is_typed(open_window: Open, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    choose_view(screen, "taken_back")
    settle(screen, qtbot)
    assert refs(screen) == ["P3"]
    choose_view(screen, "all")
    screen.year.choose("2026")
    screen.year.chosen.emit("2026")
    screen.method.choose("cash")
    screen.method.chosen.emit("cash")
    settle(screen, qtbot)
    assert refs(screen) == ["P2"]
    assert find(screen, "8", qtbot) == []
    assert said(screen.summary.text()) == "0 payments, 0,00 €"


def test_what_is_asked_less_often_is_one_press_away(open_window: Open, more: Books, qtbot: QtBot) -> None:
    open_batch(more, batch := uuid4(), name="Cheques 12", method="cheque", count=1, amount=Money(5_00))
    gift(more.acting(login="clerk"), 5_00, ref="P4", batch=batch, allocations=(to(5_00, association="AMAN"),))
    screen = page(open_window()[1], qtbot)
    assert screen.more is None
    screen.widener.setFocus()
    QTest.keyClick(screen.widener, _KEY.Key_Space)
    assert screen.more is not None
    field = screen.fields["project"]
    assert field.hasFocus()
    for code, typed, chip in (
        ("project", "eau", "Project: EAU"),
        ("association", "aman", "Association: Association Aman"),
        ("batch", "cheq", "Batch: Cheques 12"),
        ("recorded_by", "cle", "Recorded by: clerk"),
    ):
        assert screen.fields[code].hasFocus()
        QTest.keyClicks(screen.fields[code], typed)
        QTest.keyClick(screen.fields[code], _KEY.Key_Tab)
        settle(screen, qtbot)
        assert refs(screen) == ["P4"]
        assert without_marks(screen.chips.buttons[-1].text()) == chip
    assert screen.table.hasFocus() or screen.chips.buttons[0].hasFocus()
    screen.keep("Aman")
    screen.ask_more()
    assert screen.more.isHidden()
    for code in ("project", "association", "batch", "recorded_by"):
        screen.take_off(code)
    choose_view(screen, "all")
    settle(screen, qtbot)
    assert len(refs(screen)) == 8
    screen._take_view("own:Aman")
    settle(screen, qtbot)
    assert (refs(screen), screen.more.isVisible()) == (["P4"], True)


@pytest.mark.usefixtures("more")
def test_a_heading_sorts_and_again_turns_the_order(open_window: Open, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    column = next(n for n, one in enumerate(screen.table._model.columns) if one.order == "amount")
    screen.table.horizontalHeader().sectionClicked.emit(column)
    settle(screen, qtbot)
    assert refs(screen)[:2] == ["P1", "V-MRS-000001"]
    screen.table.horizontalHeader().sectionClicked.emit(column)
    settle(screen, qtbot)
    assert refs(screen)[:2] == ["P3-R", "P2"]
    assert screen.table.order == ("amount", False)
    for key, row in ((Qt.Key.Key_End, screen.table.model().rowCount() - 1), (Qt.Key.Key_Home, 0)):
        QTest.keyClick(screen.table, key)
        assert screen.table.currentIndex().row() == row
        assert screen.table._selected() == [row]
    for _again in range(2):  # the menu is never there twice
        QTest.keyClick(screen.table, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    (menu,) = screen.table.findChildren(QMenu)
    acts = {act.text(): act for act in menu.actions()}
    assert [text for text, act in acts.items() if act.isCheckable()] == [
        f"Sort by {one}" for one in ("Day", "Donor", "Method", "Amount")
    ]
    assert acts["Sort by Amount"].isChecked()
    acts["Sort by Donor"].trigger()
    assert screen.table.order == ("name", False)
    menu.close()
    screen.table.horizontalHeader().sectionClicked.emit(column)
    screen.table.horizontalHeader().sectionClicked.emit(column)
    screen.refresh()
    settle(screen, qtbot)
    screen.table.choose_row(3)
    for name, rows in (("Down", [3, 4]), ("End", [3, 4, 5, 6]), ("Home", [0, 1, 2, 3])):
        QTest.keyClick(screen.table, getattr(Qt.Key, f"Key_{name}"), Qt.KeyboardModifier.ShiftModifier)
        assert (
            screen.table._selected() == rows
        )  # from the chosen one, not from the top of what was read again
    screen.refresh()
    settle(screen, qtbot)
    screen.table.choose_row(3)
    left, shift = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
    for row, rows in ((5, [3, 4, 5]), (1, [1, 2, 3]), (3, [3])):
        place = QPoint(40, screen.table.rowViewportPosition(row) + 9)
        QTest.mouseClick(screen.table.viewport(), left, shift, place)
        assert (screen.table._selected(), screen.table.currentIndex().row()) == (rows, row)


@pytest.mark.usefixtures("more")
def test_what_is_shown_and_what_is_chosen_are_summed_and_copied(open_window: Open, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    assert said(screen.summary.text()) == "7 payments, 327,50 €"
    assert not screen.chosen.isVisible()
    find(screen, "100-200", qtbot)
    screen.table.selectAll()
    assert said(screen.chosen.text()) == "2 chosen, 250,00 €"
    screen.copy()
    lines = said(QApplication.clipboard().text()).splitlines()
    assert [line.split("\t")[0] for line in lines] == ["Day", "01/04/2025", "01/03/2025"]
    assert "0004417" in lines[1]


@pytest.mark.usefixtures("more")
def test_what_is_shown_is_exported_in_its_order(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    screen = page(open_window()[1], qtbot)
    find(screen, "100-200", qtbot)
    table = tmp_path / "payments.csv"
    screen.export(table)
    settle(screen, qtbot)
    rows = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert [(row["Reference"], row["Amount (€)"]) for row in rows] == [
        ("P1", "150,00"),
        ("V-MRS-000001", "100,00"),
    ]


def texts(screen: PaymentsScreen) -> list[str]:
    QApplication.processEvents()
    labels = [said(label.text()) for label in screen.panel.findChildren(Label) if label.isVisible()]
    return [*labels, *(button.text() for button in screen.panel.findChildren(QPushButton))]


def test_the_chosen_payment_is_shown_whole_and_leads_to_its_receipt(
    open_window: Open, more: Books, qtbot: QtBot
) -> None:
    issue_receipts(more, 2025)
    _app, window = open_window()
    screen = page(window, qtbot)
    find(screen, "0004417", qtbot)
    found = screen.panel.found
    assert found is not None
    assert (found.row.ref, found.lines[0].receipt) == ("P1", "2025-MRS-P-000001")
    shown = texts(screen)
    assert {
        "P1",
        "150,00 €",
        "Mohand Aït Ahmed",
        "General fund",
        "payment recorded",
        "receipt issued",
    } <= set(shown)
    assert any("Cheque 0004417" in text and "received on 01/04/2025" in text for text in shown)
    link = next(one for one in screen.panel.findChildren(QPushButton) if "2025-MRS-P-000001" in one.text())
    link.click()
    assert isinstance(window.screens[window._stack.currentIndex()], ReceiptsScreen)


@pytest.mark.usefixtures("more")
def test_what_was_taken_back_says_why_and_is_not_put_right_again(open_window: Open, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    find(screen, "moreau", qtbot)
    screen.table.choose_row(1)
    settle(screen, qtbot)
    assert "Taken back by P3-R: AM04" in texts(screen)
    assert (screen.panel.righter.isEnabled(), screen.panel.righter.toolTip()) == (
        False,
        "It was taken back already.",
    )
    screen.table.choose_row(2)
    settle(screen, qtbot)
    assert screen.panel.righter.isEnabled()
    screen.panel.righter.click()
    dialog = next(one for one in screen.window().findChildren(QDialog) if isinstance(one, PutRight))
    assert dialog.payment.value() == "V-MRS-000002"
    dialog.reject()


@pytest.mark.usefixtures("more")
def test_the_search_of_the_window_leads_to_an_amount_and_a_cheque(open_window: Open, qtbot: QtBot) -> None:
    app, window = open_window()
    for typed, found in (("150", ["P1"]), ("0004417", ["P1"]), ("03/02/2026", ["P2"])):
        choice = next(one for one in app._pages.find(typed) if one.name.startswith("Payments: "))
        choice.value()
        screen = page(window, qtbot)
        assert (screen.typed.text(), refs(screen)) == (typed, found)
    assert not any(one.name.startswith("Payments: ") for one in app._pages.find("moreau"))


def test_a_payment_recorded_elsewhere_appears(open_window: Open, people: Books, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    gift(people, 999_00, ref="NEW", received_on=TODAY)
    settle(screen, qtbot)
    qtbot.waitUntil(lambda: refs(screen)[0] == "NEW")


@pytest.mark.usefixtures("more", "dressed")
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_nothing_of_the_page_lies_outside_the_window(open_window: Open, qtbot: QtBot, language: str) -> None:
    _app, window = open_window(language, size=SIZES[0])
    stands_within(window, page(window, qtbot))


def test_who_reads_alone_puts_nothing_right(open_window: Open, more: Books, qtbot: QtBot) -> None:
    more.read_only = True
    screen = page(open_window()[1], qtbot)
    assert (screen.panel.righter.isEnabled(), screen.header_action()) == (False, None)
    assert screen.panel.righter.toolTip() == "Read only: nothing can be changed here."
    assert screen.exporter.isEnabled()


@pytest.mark.usefixtures("more", "dressed")
def test_in_a_small_window_the_payment_covers_the_list_and_leaves_it_in_its_place(
    open_window: Open, qtbot: QtBot
) -> None:
    _app, window = open_window(size=SIZES[0])
    screen = page(window, qtbot)
    panel, table = screen.panel, screen.table
    assert (panel.isVisible(), refs(screen)[0]) == (False, "P3-R")
    table.setFocus()
    table.choose_row(2)
    QTest.keyClick(table, _KEY.Key_Return)
    settle(screen, qtbot)
    assert panel.found
    assert (panel.isVisible(), panel.found.row.ref) == (True, "P2")
    room, sheet = screen._split.geometry(), panel.geometry()
    assert (sheet.right(), sheet.top(), sheet.bottom()) == (room.right(), room.top(), room.bottom())
    assert 400 < sheet.width() < room.width() - 100
    assert (
        panel.rows.indexOf(screen.sheet.head) == 0
    )  # the arrows and the cross stand above all else, as on each page
    screen.sheet.after.click()
    settle(screen, qtbot)
    assert panel.found.row.ref == "P1"
    QTest.keyClick(screen.sheet.after, _KEY.Key_Escape)
    assert (panel.isVisible(), table.hasFocus(), table.currentIndex().row()) == (False, True, 3)
    screen.ask_for("7,50")  # from elsewhere
    settle(screen, qtbot)
    assert (panel.isVisible(), panel.found.row.ref) == (True, "P2")
    window.resize(*SIZES[1])
    QApplication.processEvents()
    assert (panel.parent(), screen.sheet.head.isVisible()) == (screen._split, False)
