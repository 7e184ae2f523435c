"""Chips, kept views and columns of the lists: with the keyboard, and as they are found again."""

from datetime import date
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.formats.stated import stated_person
from donations_app.machine.kept_lists import ColumnsKept, columns_of, keep_columns, keep_views, views_of
from donations_app.services.people.memberships import join
from donations_app.services.people.parties import record_party
from donations_app.ui.asked_list import AskedList
from donations_app.ui.keeping_views import KeepView
from donations_app.ui.main_window import MainWindow
from donations_app.ui.members.screen import MembersScreen
from donations_app.ui.payments.screen import PaymentsScreen
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.widgets.chooser import ChooseColumns
from donations_app.ui.widgets.views import Views
from tests.ui import test_members
from tests.ui.looking import Open, shown, turn_to
from tests.ui.test_people import settle
from tests.world import gift, person

_KEY = Qt.Key


def said(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def more(people: Books) -> Books:
    """Beside 100, 50 and 20 euros of 2025 by transfer or so: a cheque of this year, and one in cash."""
    gift(people, 150_00, ref="P1", cheque_number="0004417", received_on=date(2026, 4, 1))
    gift(people, 7_50, ref="P2", method="cash", payer="", received_on=date(2026, 2, 3))
    person(people, "L6", last_name="Lyonnaise", city="Lyon", email="l@example.org")
    gift(people, 700_00, ref="P4", payer="L6", received_on=date(2026, 5, 3))
    return people


def payments(window: MainWindow, qtbot: QtBot) -> PaymentsScreen:
    screen = turn_to(window, PaymentsScreen)
    settle(screen, qtbot)
    return screen


def rows(screen: AskedList) -> list[str]:
    model = screen.table._model
    return [row.ref for number in range(model.rowCount()) if (row := model.row(number))]


def numbers(screen: PaymentsScreen) -> dict[str, str]:
    assert isinstance(screen.view, Views)
    return {code: made.text().split("  ")[-1] for code, made in screen.view._buttons.items()}


@pytest.mark.usefixtures("more")
def test_filters_stand_as_chips_and_backspace_takes_them_off(open_window: Open, qtbot: QtBot) -> None:
    screen = payments(open_window()[1], qtbot)
    assert numbers(screen) == {
        "all": "6", "uncredited": "5", "unreceipted": "6", "undeposited": "2", "taken_back": "0",
    }  # fmt: skip
    assert screen.chips.isHidden()
    screen.method.choose("cash")
    screen.year.choose("2025")
    settle(screen, qtbot)
    assert [made.text() for made in screen.chips.buttons] == ["Year: 2025", "Method: Cash"]
    assert rows(screen) == []
    assert screen.table._empty == "Nothing is like that. Take off “Method: Cash”: there are 3 without it."
    screen.chips.buttons[1].setFocus()
    QTest.keyClick(screen.chips.buttons[1], _KEY.Key_Backspace)
    settle(screen, qtbot)
    assert [made.text() for made in screen.chips.buttons] == ["Year: 2025"]
    assert len(rows(screen)) == 3
    QTest.keyClick(screen.chips.buttons[0], _KEY.Key_Delete)
    settle(screen, qtbot)
    assert (len(rows(screen)), screen.chips.isHidden()) == (6, True)
    screen.method.choose("cash")
    screen._take_view("all")
    screen.view.choose("undeposited")
    screen.read_list()
    settle(screen, qtbot)
    assert rows(screen) == []  # a view of cheques, and cash beside it
    assert screen.table._empty.endswith("Take off “Method: Cash”: there are 2 without it.")


@pytest.mark.usefixtures("more")
def test_a_view_kept_by_its_name_is_there_again_and_forgotten(open_window: Open, qtbot: QtBot) -> None:
    app, window = open_window()
    screen = payments(window, qtbot)
    screen.method.choose("cheque")
    screen.year.choose("2026")
    screen.table.sort_by("amount", is_descending=False)
    screen.table.arrange_columns(["amount", "name", "ref"], {})
    screen.read_list()
    settle(screen, qtbot)
    screen.ask_keep()
    dialog = shown(KeepView)
    dialog.accept()
    assert dialog.isVisible()  # a view needs a name
    QTest.keyClicks(dialog.name, "Cheques of 2026")
    dialog.accept()
    settle(screen, qtbot)
    assert numbers(screen)["own:Cheques of 2026"] == "2"
    before = app.window
    app._speak("fr")
    qtbot.waitUntil(lambda: app.window is not before)
    assert app.window is not None
    again = payments(app.window, qtbot)
    assert isinstance(again.view, Views)
    again.view._buttons["own:Cheques of 2026"].click()
    settle(again, qtbot)
    assert rows(again) == ["P1", "P4"]
    assert again.table.shown_codes() == ["amount", "name", "ref"]
    assert again.table.order == ("amount", False)
    again.forget("Cheques of 2026")
    settle(again, qtbot)
    assert "own:Cheques of 2026" not in again.view._buttons
    assert views_of("payments", again.desk.author.login) == []


@pytest.mark.usefixtures("more")
def test_columns_are_chosen_moved_and_widened_with_the_keyboard(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = payments(window, qtbot)
    screen.ask_columns()
    dialog = shown(ChooseColumns)
    assert dialog.list.item(0).text() == "Day"
    QTest.keyClick(dialog.list, _KEY.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(dialog.list, _KEY.Key_Right, Qt.KeyboardModifier.AltModifier)
    dialog.list.setCurrentRow(2)  # the kind
    QTest.keyClick(dialog.list, _KEY.Key_Space)
    dialog.list.setCurrentRow(0)
    QTest.keyClick(dialog.list, _KEY.Key_Space)  # the donor is always there
    dialog.accept()
    codes = screen.table.shown_codes()
    assert codes == ["name", "day", "method", "target", "amount", "receipt"]
    assert columns_of("payments").shown == tuple(codes)
    assert set(columns_of("payments").widths) == {"day"}
    screen.table.choose_row(0)
    screen.copy()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["Donor", "Day", "Method", "Allocation", "Amount", "Receipt"]
    assert lines[1].split("\t")[1] == "03/05/2026"
    screen.ask_columns()
    again = shown(ChooseColumns)
    again._reset()
    again.accept()
    assert screen.table.shown_codes()[:2] == ["day", "name"]


@pytest.mark.usefixtures("more")
def test_people_are_asked_by_ready_questions_cities_and_amounts(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = turn_to(window, PeopleScreen)
    settle(screen, qtbot)
    words = {str(screen.view.itemData(n)): screen.view.itemText(n) for n in range(screen.view.count())}
    assert words["late"] == "Members who are late  1"
    assert words["given_more"] == "Gave more than an amount since a day  1"
    screen.view.choose("given_more")
    settle(screen, qtbot)
    assert (rows(screen), screen.bounds.isVisible()) == (["L6"], True)
    screen.more_than.setText("100")
    settle(screen, qtbot)
    assert rows(screen) == ["A1", "L6"]
    assert "Lyon (1)" in [screen.city.itemText(n) for n in range(screen.city.count())]
    screen.city.choose("Lyon")
    settle(screen, qtbot)
    assert rows(screen) == ["L6"]
    assert [made.text() for made in screen.chips.buttons] == ["City: Lyon"]
    screen.take_off("city")
    settle(screen, qtbot)
    screen.table.selectAll()
    assert said(screen.chosen.text()) == "2 chosen, 850,00 €"
    screen.keep("More than 100")
    settle(screen, qtbot)
    screen.view.choose("all")
    settle(screen, qtbot)
    screen.more_than.setText("5")
    screen.view.choose("own:More than 100")
    settle(screen, qtbot)
    assert (rows(screen), said(screen.more_than.text())) == (["A1", "L6"], "100,00")


def test_what_cannot_be_read_of_kept_lists_is_as_good_as_none() -> None:
    from donations_app.machine import kept_lists

    keep_columns("payments", ColumnsKept(("day",), {"day": 120}))
    keep_views("payments", "naima", [])
    assert columns_of("payments") == ColumnsKept(("day",), {"day": 120})
    place = kept_lists._place()
    for text in ("", "[]", '{"columns": {"payments": 3}, "views": {"naima": {"payments": [{"name": 1}, 5]}}}',
                 '{"columns": {"payments": {"shown": "x", "widths": {"day": -4}}}}'):  # fmt: skip
        place.write_text(text, encoding="utf-8")
        assert columns_of("payments") == ColumnsKept()
        assert views_of("payments", "naima") == []


def test_people_and_members_are_asked_by_province_and_municipality(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    places = {"V1": ("Amizmiz", "07.041.01.03"), "V2": ("Tata", "09.551.01.07")}
    for ref, (name, code) in places.items():
        facts = {"kind": "association", "organisation": f"Tifawin {name}", "country": "MA"}
        record_party(people, stated_person(facts | {"ref": ref, "municipality": code}))
    join(people, [(uuid4(), ref, date(2026, 1, 1)) for ref in places], kind="ADH")
    window = open_window()[1]
    screen = turn_to(window, PeopleScreen)
    settle(screen, qtbot)
    where = screen.where
    assert [where.province.itemText(n) for n in (0, 1, 6)] == ["Every province", "Al Haouz (1)", "Tata (1)"]
    QTest.keyClicks(where.municipality, "amiz")
    assert where.municipality.found() == ["Amizmiz   Al Haouz"]
    QTest.keyClick(where.municipality, _KEY.Key_Return)
    settle(screen, qtbot)
    assert (rows(screen), [one.text() for one in screen.chips.buttons]) == (
        ["V1"],
        ["Municipality in Morocco: Amizmiz"],
    )
    screen.keep("Amizmiz")
    where.province.choose("09.551")  # in which it is not
    settle(screen, qtbot)
    assert (rows(screen), where.municipality.text()) == (["V2"], "")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    where.municipality.setFocus()
    QTest.keyClicks(where.municipality, "amiz")
    assert where.municipality.found() == []
    screen.table.setFocus()
    assert where.municipality.text() == ""  # it asked for nothing
    screen.ask_for("")
    settle(screen, qtbot)
    assert len(rows(screen)) == 6
    screen.view.choose("own:Amizmiz")
    screen._take_view("own:Amizmiz")
    settle(screen, qtbot)
    assert (rows(screen), where.municipality.text(), where.province.value()) == (["V1"], "Amizmiz", "")
    paying = turn_to(window, MembersScreen)
    qtbot.waitUntil(lambda: paying.table.model().rowCount() == 3)
    paying.where.province.choose("07.041")
    assert test_members.refs(paying) == ["V1"]
    assert paying.view._buttons["all"].text() == "All 1"
