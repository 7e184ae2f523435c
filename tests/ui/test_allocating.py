"""The general fund given out in the window, and the alarm before a share falls."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.free_money import GENERAL, standing_money
from donations_app.db.queries.shares import project_shares
from donations_app.db.tables import Allocation, AllocationDecision
from donations_app.domain.allotting import Place
from donations_app.domain.money import Money
from donations_app.i18n import without_marks
from donations_app.ui.alarm import ShareAlarm
from donations_app.ui.app import App
from donations_app.ui.main_window import MainWindow
from donations_app.ui.payments.correcting import PutRight
from donations_app.ui.payments.finding import Wrong, open_put_right
from donations_app.ui.payments.moving import MoveMoney, open_move
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.projects.allocating import AllocatingView
from donations_app.ui.projects.screen import ProjectsScreen
from donations_app.ui.shell.manual import Manual
from donations_app.ui.widgets.edits import MoneyEdit
from donations_app.ui.widgets.fields import ComboBox
from donations_app.ui.widgets.signs import Pill
from tests.originals import Fill
from tests.ui import conftest
from tests.ui.looking import Open, none_shown, shown, turn_to
from tests.ui.test_people import settle
from tests.ui.test_tab import _both_ways
from tests.world import TODAY, gift, to

EAU, AMAN, ECOLE = Place("EAU"), Place("EAU", "AMAN"), Place("ECOLE")


def fill(books: Books) -> None:
    """To the 170 euros of the general fund, one gift whose donor wished something."""
    conftest.fill(books)
    gift(books, 30_00, payer="B2", earmarked_by_donor=True, ref="WISH")


@pytest.fixture
def filling() -> Fill:
    return fill


def allocating(window: MainWindow, settle: Callable[[], None]) -> AllocatingView:
    screen = turn_to(window, ProjectsScreen)
    screen.show_allocating()
    settle()
    assert isinstance(screen.view, AllocatingView)
    return screen.view


def effect(view: AllocatingView) -> list[str]:
    figures = (view.effect.missing, view.effect.projects, view.effect.parts)
    return [without_marks(one.after.text()).replace("\u202f", " ").replace("\xa0", " ") for one in figures]


def retype(view: AllocatingView, place: Place, text: str) -> None:
    edit = view.gaps.given[place].edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)


def test_a_proposal_is_looked_at_changed_taken_back_and_saved_by_keys(
    open_window: Open, people: Books, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    app, window = open_window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    def settle() -> None:
        qtbot.waitUntil(lambda: not app.desk.jobs.is_busy and not _soon(window))

    view = allocating(window, settle)
    _opens_its_page_of_the_manual(window, qtbot)
    # both gaps of the one project are closed, the other one is beyond the fund
    assert {place: row.edit.text() for place, row in view.gaps.given.items()} == {
        EAU: "75,00", AMAN: "75,00", ECOLE: "0,00",
    }  # fmt: skip
    assert effect(view) == ["300,00 €", "1 of 2", "1 of 2"]
    assert [view.fund.table._sign(n) for n in range(4)] == ["Taken", "Taken", "Left", "Locked"]
    assert not view.deciding.saves.isEnabled()
    _is_walked_as_one_reads(view)
    # the row of the donor's wish cannot be ticked, another one is left and taken by Space
    view.fund.table.setFocus()
    view.fund.table.choose_row(3)
    QTest.keyClick(view.fund.table, Qt.Key.Key_Space)
    assert view.allotment.ticked == {0, 1}
    view.fund.table.choose_row(1)
    QTest.keyClick(view.fund.table, Qt.Key.Key_Space)
    assert (view.allotment.ticked, view.allotment.lacking) == (frozenset({0}), 50_00)
    assert "50,00" in view.gaps.lacking.text
    QTest.keyClick(view.fund.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (view.allotment.ticked, view.allotment.lacking) == (frozenset({0, 1}), 0)
    # an amount typed over is one change, and one key takes it back
    retype(view, AMAN, "74,99")
    settle()
    assert effect(view) == ["300,01 €", "0 of 2", "0 of 2"]
    QTest.keyClick(view.gaps.given[AMAN].edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert view.gaps.given[AMAN].edit.text() == "75,00"
    _types_percents(view)
    # nothing is written so far; the decision is
    assert _decisions(people) == []
    view.deciding.by.setFocus()
    QTest.keyClicks(view.deciding.by, "Board")
    QTest.keyClick(view.deciding.by, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert view.deciding.fields["minutes"].note.text
    assert _decisions(people) == []
    QTest.keyClicks(view.deciding.minutes, "PV 2026-11")
    settle()
    assert without_marks(view.deciding.saves.text()) == "Give 150,00\xa0€"
    QTest.keyClick(view.deciding.minutes, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert _decisions(people) == [("Board", "PV 2026-11")]
    with people.read() as session:
        shares = {one.code: one.share for one in project_shares(session, today=TODAY)}
        left = Money.total(one.amount for one in standing_money(session, place=GENERAL))
    assert (shares["EAU"].reached, shares["EAU"].missing, left) == (True, Money(0), Money(50_00))
    assert list(view.gaps.given) == [ECOLE]
    _moves_what_is_bound(view, settle)
    _narrows_by_origin(view, settle, people)
    qtmodeltester.check(view.fund.table.model())  # type: ignore[no-untyped-call]


def _opens_its_page_of_the_manual(window: MainWindow, qtbot: QtBot) -> None:
    window.show_manual()
    manual = window.findChildren(Manual)[0]
    assert manual.browser.toPlainText().startswith("Allocating the general fund")
    manual.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def _types_percents(view: AllocatingView) -> None:
    retype(view, ECOLE, "10 %")  # of what is free
    assert view.allotment.asked[ECOLE] == 17_00
    view.take_back()
    view.gaps.unit._buttons["percent"].click()
    assert view.gaps.given[AMAN].edit.text() == "44,11 %"
    view.gaps.unit._buttons["amount"].click()


def _is_walked_as_one_reads(view: AllocatingView) -> None:
    walked = [one for one in _both_ways(view.fund.source) if view.isAncestorOf(one)]
    amounts = [one for row in view.gaps.given.values() for one in (row.box, row.edit)]
    asked = (view.deciding.day, view.deciding.by, view.deciding.minutes)
    stops = [view.fund.source, view.fund.table, *amounts, view.gaps.other, *asked]
    assert [one for one in walked if one in stops] == stops


def _moves_what_is_bound(view: AllocatingView, settle: Callable[[], None]) -> None:
    # with the consent of its donor what was wished may be moved, too
    QTest.keyClicks(view.deciding.consent, "letter")
    assert [stack.payment for stack in view.allotment.stacks][-1] == "WISH"
    # what is taken from a project falls, and is said before
    view.fund.source.choose("EAU")
    settle()
    assert not any(view.allotment.asked.values())
    retype(view, ECOLE, "10")
    settle()
    assert "10,00" in view.effect.falls.text


def _narrows_by_origin(view: AllocatingView, settle: Callable[[], None], books: Books) -> None:
    """What a village gave and nobody was asked about is found by its chip, with its sum; of it alone is given."""
    gift(books, 12_00, payer="AMAN", ref="VILLAGE", received_on=date(2026, 2, 3))
    gift(books, 90_00, payer="AMAN", kind="subsidy", ref="STATE", received_on=date(2026, 2, 3))
    view.fund.source.choose(GENERAL)
    settle()
    chips = view.fund.filters.chips
    told = [without_marks(text).replace("\xa0", " ") for text in chips["origin"].choices().values()]
    assert told == ["private, 50,00 €", "public, 90,00 €", "not stated, 12,00 €"]
    assert (chips["year"].isHidden(), chips["office"].isHidden()) == (False, True)
    chips["origin"].take("unknown")
    assert [one.payment for one in view.fund.table._money] == ["VILLAGE"]
    assert (view.allotment.free, without_marks(view.fund.sum.text())) == (12_00, "12,00\xa0€ free")
    assert list(chips["year"].choices()) == ["2026"]
    retype(view, ECOLE, "12")
    assert view.allotment.lacking == 0
    chips["origin"].take("")
    assert (view.fund.table.model().rowCount(), view.allotment.asked[ECOLE]) == (4, 12_00)
    chips["origin"].take("public")  # which closes no gap
    assert (view.allotment.free, view.allotment.lacking) == (0, 12_00)
    QTest.keyClick(chips["origin"], Qt.Key.Key_Delete)
    assert view.allotment.lacking == 0


def _soon(window: MainWindow) -> bool:
    view = next(one for one in window.screens if isinstance(one, ProjectsScreen)).view
    return isinstance(view, AllocatingView) and view._soon.isActive()


def _decisions(books: Books) -> list[tuple[str, str]]:
    with books.read() as session:
        found = session.execute(select(AllocationDecision.decided_by, AllocationDecision.minutes))
        return [(by, minutes) for by, minutes in found]


def test_an_alarm_names_who_falls_and_saves_nothing_before_its_act(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    gift(people, 75_00, method="direct_debit", ref="DEBIT", allocations=(to(75_00, "EAU", "AMAN"),))
    gift(people, 75_00, ref="FREE")
    app, window = open_window()
    window.activateWindow()
    asked = Wrong("", "DEBIT")
    open_put_right(app.desk, window, asked, lambda _told: None)
    dialog = shown(PutRight)
    dialog.what.choose("return")
    dialog._show_what()
    dialog.reason.setText("AM04")
    dialog.accept()
    alarm = shown(ShareAlarm)
    assert without_marks(alarm.windowTitle()) == "Association Aman falls below the threshold"
    said = _texts(alarm)
    assert "Nothing is saved yet." in said
    assert {"15,00 % →", "0,00 %"} <= said
    assert "Missing 75,00 €" in said
    assert "private, at least 15 % · EAU" in said
    assert alarm.does.text() == "Record the return"
    QApplication.processEvents()
    assert alarm.reason.hasFocus()
    assert alarm.reason.text() == "AM04"
    stops = _both_ways(alarm.reason)
    assert {id(alarm.leads), id(alarm.goes_back), id(alarm.does)} <= set(map(id, stops))
    QTest.keyClick(alarm.reason, Qt.Key.Key_Return)
    assert not _is_back(people)
    QTest.keyClick(alarm.reason, Qt.Key.Key_Escape)
    assert none_shown(ShareAlarm)
    assert not _is_back(people)
    dialog.accept()
    alarm = shown(ShareAlarm)
    alarm.reason.clear()
    alarm.does.click()
    assert alarm.reason_field.note.text
    QTest.keyClicks(alarm.reason, "AM04")
    alarm.does.click()
    assert _is_back(people)
    assert none_shown(ShareAlarm)
    assert none_shown(PutRight)
    # where no share falls nothing stands in the way
    open_put_right(app.desk, window, Wrong("", "FREE"), lambda _told: None)
    dialog = shown(PutRight)
    dialog.what.choose("refund")
    dialog.reason.setText("Given back")
    dialog.accept()
    assert none_shown(PutRight)
    assert none_shown(ShareAlarm)
    _asks_before_a_cent_is_moved(app, window, people)
    _asks_before_another_origin(window, people, qtbot)


def _asks_before_a_cent_is_moved(app: App, window: MainWindow, books: Books) -> None:
    gift(books, 75_00, payer="AMAN", ref="AGAIN", allocations=(to(75_00, "EAU", "AMAN"),))
    open_move(app.desk, window, "AGAIN", lambda _told: None)
    dialog = shown(MoveMoney)
    amount = dialog.fields["amount"].edit
    assert isinstance(amount, MoneyEdit)
    assert amount.text() == "75,00"
    amount.setText("0,01")
    dialog.accept()
    assert dialog.fields["reason"].note.text
    assert none_shown(ShareAlarm)
    QTest.keyClicks(dialog.fields["reason"].edit, "Typed wrongly")
    dialog.accept()
    alarm = shown(ShareAlarm)
    assert "Missing 0,01 €" in _texts(alarm)
    assert alarm.does.text() == "Move the money"
    alarm.does.click()
    assert none_shown(MoveMoney)
    with books.read() as session:
        standing = {one.project: one.amount for one in standing_money(session, payment="AGAIN")}
    assert standing == {"EAU": Money(74_99), "": Money(1)}


def _asks_before_another_origin(window: MainWindow, books: Books, qtbot: QtBot) -> None:
    people = turn_to(window, PeopleScreen)
    settle(people, qtbot)
    people.show_ref("AMAN")
    settle(people, qtbot)
    assert people.panel.found is not None
    assert people.panel.found.draft.ref == "AMAN"
    people.panel.change()
    form = people.panel.form
    origin = form.fields["money_origin"].edit
    assert isinstance(origin, ComboBox)
    origin.choose("regranted")
    assert not form.save()
    alarm = shown(ShareAlarm)
    assert without_marks(alarm.windowTitle()) == "Association Aman will lack more private money"
    assert "Missing 75,00 €" in _texts(alarm)
    assert alarm.reason_field.isHidden()
    alarm.does.click()
    assert none_shown(ShareAlarm)
    with books.read() as session:
        (at,) = project_shares(session, today=TODAY, project="EAU")
    assert (at.share.private, at.share.public) == (Money(0), Money(74_99))


def _texts(alarm: ShareAlarm) -> set[str]:
    found = [one.text() for one in alarm.findChildren(QLabel)] + [
        one._text for one in alarm.findChildren(Pill)
    ]
    return {
        without_marks(text).replace("\xa0", " ").replace("\u202f", " ").replace("\u2060", "")
        for text in found
    }


def _is_back(books: Books) -> bool:
    with books.read() as session:
        on_aman = select(Allocation.amount).where(Allocation.project_id.is_not(None))
        return Money.total(session.scalars(on_aman)) == Money(0)
