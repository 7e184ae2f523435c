"""The page of all projects: its order, its filters, what is opened, counted, exported, and a new project by keys."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.project_list import project_rows
from donations_app.db.queries.share_tally import tally
from donations_app.domain.money import Money
from donations_app.ui.keeping_views import KeepView
from donations_app.ui.projects.overview import Overview
from donations_app.ui.projects.recording import RecordProject
from donations_app.ui.projects.screen import ProjectsScreen
from donations_app.ui.projects.sums import say_figures
from tests import project_books
from tests.originals import Fill
from tests.ui.looking import Open, shown, stands_within, turn_to

_KEY = Qt.Key
pytestmark = [pytest.mark.file_only, pytest.mark.usefixtures("dressed")]


@pytest.fixture
def filling() -> Fill:
    return project_books.fill


def settle(page: Overview, qtbot: QtBot) -> None:
    for _again in range(2):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not page.desk.jobs.is_busy and not page.filters._soon.isActive())


def said(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2068", "").replace("\u2069", "")


def column(page: Overview, code: str) -> list[str]:
    (of,) = (one for one in page.table.columns() if one.code == code)
    return [said(of.text(page.table.line(row))) for row in range(len(page.table.keys()))]


def codes(page: Overview) -> list[str]:
    """Return the codes of all rows, those of opened lines too."""
    return [key[0] for key in page.table.all_keys()]


def pick(menu: QMenu) -> None:
    """Take the first entry of a menu with the keyboard."""
    press(menu, _KEY.Key_Down, _KEY.Key_Return)


def press(widget: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(widget, key)


@pytest.fixture
def page(open_window: Open, qtbot: QtBot) -> Overview:
    _app, window = open_window()
    screen = turn_to(window, ProjectsScreen)
    view = screen.view
    assert isinstance(view, Overview)
    window.activateWindow()
    settle(view, qtbot)
    stands_within(window, screen)
    return view


def test_what_is_missing_comes_first_and_the_page_is_walked_with_keys(
    page: Overview, qtbot: QtBot, tmp_path: Path
) -> None:
    assert codes(page) == [
        "IRHERM", "TAGMOUT", "TAFRAOUT", "TALIOUINE", "TAZNAKHT", "ASKAOUEN", "TATA", "ASNI", "AITBAHA",
    ]  # fmt: skip
    assert column(page, "verdict") == [*["Not reached"] * 4, "Foreseen 15/12", "No verdict", *["Reached"] * 3]
    assert column(page, "missing") == [
        "6 000,00", "3 780,00", "1 260,00", "1 170,00", "448,00", "unknown", "–", "–", "–",
    ]  # fmt: skip
    assert column(page, "abroad")[:2] == ["64 800,00", "40 824,00"]
    told = next(one.told for one in page.table.columns() if one.code == "verdict")
    assert told is not None
    assert "a part of the cost is not stated" in told(page.table.line(5))
    _figures_and_sums(page)
    _opened_rows(page, qtbot)
    _filters(page, qtbot)
    _views_and_days(page, qtbot)
    _exported(page, qtbot, tmp_path)


def _figures_and_sums(page: Overview) -> None:
    assert [said(card._shown.text()) for card in page.figures] == ["12 658 €", "3 of 9", "7 of 13", "3 350 €"]
    details = [said(card._details[0].text()) for card in page.figures]
    assert details[0] == "136 706,40 MAD, in 5 projects"
    first, *others = page._shown
    mixed = [
        replace(first, share=replace(first.share, currency="EUR")),
        *others,
    ]  # it lacks something in euros
    say_figures(page.figures, mixed, tally([one.share for one in page._shown]))
    assert said(page.figures[0]._details[0].text()) == "of it 136 706,40 MAD, in 5 projects"
    assert details[1:3] == ["5 below the threshold, 1 without verdict", "12 associations, 1 part not known"]
    assert said(page.foot.text) == (
        "9 projects, 13 parts, Cost: 488 000,00 €, private 74 086,00 €, Missing: 12 658,00 €, 136 706,40 MAD"
    )


def _opened_rows(page: Overview, qtbot: QtBot) -> None:
    table = page.table
    table.setFocus()
    press(table, _KEY.Key_Right)
    assert [key[1] for key in table.keys()[:6]] == ["", "AZEKKA", "TAGMAT", "TARGA", "\x00", ""]
    assert column(page, "name")[1:5] == [
        "Association Azekka", "Association Tagmat", "Association Targa", "To the project alone, no association",
    ]  # fmt: skip
    assert column(page, "verdict")[1:5] == ["Not reached", "Reached", "Reached", ""]
    assert [column(page, "private")[row] for row in range(5)] == [
        "22 200,00", "0,00", "18 000,00", "3 200,00", "1 000,00",
    ]  # fmt: skip
    assert table.line(0).share.basis_points > table.line(0).project.share.rule.minimum
    assert table.line(0).state == "bad", "the bar passes the mark, one association does not"
    went: list[str] = []
    page.to_project.connect(went.append)
    page.to_association.connect(went.append)
    press(table, _KEY.Key_Return)
    page.page.go_back()
    press(table, _KEY.Key_Down, _KEY.Key_Return)
    page.page.go_back()
    assert went == ["IRHERM", "AZEKKA"]
    QTest.keyClick(table, _KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "Association Azekka\t40\u202f000,00" in QGuiApplication.clipboard().text()
    settle(page, qtbot)
    assert table.current_key() == ("IRHERM", "AZEKKA"), "one comes back to where one was"
    press(table, _KEY.Key_Left)
    assert (len(table.keys()), table.currentIndex().row()) == (9, 0)


def _filters(page: Overview, qtbot: QtBot) -> None:
    places = page.places.list
    rows = [said(places.item(row).text()) for row in range(places.count())]
    assert rows[:5] == [
        "Taroudannt, 3 projects, 7 170,00 €", "Irherm, 1 project, 6 000,00 €", "Taliouine, 1 project, 1 170,00 €",
        "Askaouen, 1 project, unknown", "Tata, 2 projects, 3 780,00 €",
    ]  # fmt: skip
    assert said(page.places.total.text()) == "12 658,00 €"
    places.setFocus()
    press(places, _KEY.Key_End, _KEY.Key_Home, *[_KEY.Key_Down] * 4, _KEY.Key_Return)
    assert page.filters.chips["province"].accessibleName() == "Province: Tata"
    assert codes(page) == ["TAGMOUT", "TATA"]
    assert said(page.foot.text).startswith("2 projects, 2 parts, Cost: 124 000,00 €")
    inside = page.filters.chips["municipality"].choices()
    assert list(inside.values()) == ["Tagmout", "Tata"], "of the province that is asked for"
    press(page.filters.chips["province"], _KEY.Key_Delete)
    assert len(page.table.keys()) == 9
    press(page.figures[1], _KEY.Key_Return)
    assert page.filters.verdict() == "reached"
    assert codes(page) == ["TATA", "ASNI", "AITBAHA"]
    assert said(page.foot.text).startswith("3 projects, 3 parts, Cost: 84 000,00 €"), (
        "the sums are of what is left"
    )
    assert said(page.figures[0]._shown.text()) == "12 658 €", (
        "a figure does not move when another one filters"
    )
    page.filters.typed.setText("zaafran")
    settle(page, qtbot)
    assert "without it" in page.table._empty
    press(page.figures[1], _KEY.Key_Space)
    assert codes(page) == ["TALIOUINE"]


def _views_and_days(page: Overview, qtbot: QtBot) -> None:
    pick(page.ask_views())
    dialog = shown(KeepView)
    QTest.keyClicks(dialog.name, "Saffron")
    dialog.accept()
    page.window().activateWindow()
    qtbot.waitUntil(page.window().isActiveWindow)
    page.table.setFocus()
    QTest.keyClick(page.window(), _KEY.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.filters.typed.hasFocus()
    page.filters.set({})
    page.table.sort_by("cost", is_descending=False)
    pick(page.ask_views())
    assert (codes(page), page.table.order) == (["TALIOUINE"], ("missing", True))
    page.filters.on.setText("01/01/2025")
    page.filters.on.editingFinished.emit()
    settle(page, qtbot)
    assert column(page, "percent") == ["0,00 %"], "nothing had been given on that day"
    assert "2025" in page.subtitle()
    page.filters.on.clear()
    page.filters.on.editingFinished.emit()
    page.filters.set({})
    settle(page, qtbot)


def _exported(page: Overview, qtbot: QtBot, folder: Path) -> None:
    page.table.sort_by("cost", is_descending=True)
    page.table.order_wanted.emit()
    assert codes(page)[:2] == ["IRHERM", "TAGMOUT"]
    page.filters.set({"province": "09.541"})
    for form in ("tsv", "csv", "xlsx"):
        page.export(folder / f"projects.{form}")
        settle(page, qtbot)
    lines = (folder / "projects.tsv").read_text(encoding="utf-8").splitlines()
    assert (
        len(lines) == 1 + 1 + 4 + 1 + 1 + 2
    )  # headings; Irherm with four lines, Askaouen, Taliouine with two
    assert lines[1].split("\t")[:10] == [
        "IRHERM", "Adduction d'eau potable d'Irherm", "", "120000,00", "22200,00", "18,50", "15,00", "6000,00",
        "MAD", "64800,00",
    ]  # fmt: skip
    assert (folder / "projects.csv").read_text(encoding="utf-8-sig").count("\n") == len(lines)
    assert (folder / "projects.xlsx").stat().st_size > 1000


def test_a_project_is_recorded_by_keys_and_each_problem_stands_below_its_field(
    page: Overview, people: Books, qtbot: QtBot
) -> None:
    page.ask_new()
    dialog = shown(RecordProject)
    dialog.accept()
    assert {name for name, field in dialog.fields.items() if field.state == "bad"} >= {"code"}
    assert dialog.isVisible()
    QTest.keyClicks(dialog.code, "PUITS")
    QTest.keyClicks(dialog.title_fr, "Puits d'Irherm")
    dialog.province.choose("09.541")
    dialog.municipality.choose("09.541.01.05")
    dialog.currency.choose("MAD")
    QTest.keyClicks(dialog.cost, "108000")
    QTest.keyClicks(dialog.rate, "10,80")
    (partner,) = dialog.partners
    QTest.keyClicks(partner.who, "azek")
    press(partner.who, _KEY.Key_Return)
    QTest.keyClicks(partner.part, "999999")
    press(dialog.does, _KEY.Key_Return)
    assert dialog.note.text
    partner.part.clear()
    QTest.keyClicks(partner.part, "108000")
    press(dialog.does, _KEY.Key_Return)
    settle(page, qtbot)
    with people.read() as session:
        (row,) = project_rows(session, code="PUITS")
    assert (row.cost, row.foreign_minor, row.municipality) == (Money(10_000_00), 108_000_00, "09.541.01.05")
    assert [(one.ref, one.cost) for one in row.associations] == [("AZEKKA", Money(10_000_00))]
    assert "PUITS" in codes(page), "the page reads itself again"
    assert date(2026, 11, 23) == page.day()
