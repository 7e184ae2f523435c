"""A period of the year planned and issued from the window, for companies whose year is not the calendar's."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.db.queries.register import register_lines
from donations_app.ui.receipts.screen import ReceiptsScreen
from tests.ui.looking import Open
from tests.ui.receipts_page import receipts_of, settle
from tests.world import company, gift


@pytest.fixture
def page(people: Books, open_window: Open, qtbot: QtBot) -> ReceiptsScreen:
    """A company whose year ends in June gave in spring and in autumn."""
    company(people, fiscal_year_end="06-30")
    for on, cents in ((date(2025, 3, 1), 300_00), (date(2025, 10, 1), 700_00)):
        gift(people, cents, payer="E1", received_on=on)
    gift(people, 40_00, received_on=date(2025, 11, 1))
    _app, window = open_window()
    return receipts_of(window, qtbot)


def of_company(page: ReceiptsScreen) -> list[int]:
    return [row.amount.cents for row in page.plan.receipts if row.giver.ref == "E1"]


def show(page: ReceiptsScreen, qtbot: QtBot, first: str, last: str) -> None:
    if not page.span.days.isVisible():
        page.span.opener.click()
    page.span.first.setText(first)
    page.span.last.setText(last)
    QTest.keyClick(page.span.last, Qt.Key.Key_Return)
    settle(page, qtbot)


def test_only_the_gifts_of_the_period_are_planned_and_issued(
    page: ReceiptsScreen, people: Books, qtbot: QtBot
) -> None:
    assert sorted(of_company(page)) == [300_00, 700_00]
    show(page, qtbot, "01/07/2025", "31/12/2025")
    planned = {(row.giver.ref, row.amount.cents) for row in page.plan.receipts}
    assert planned == {("E1", 700_00), ("A1", 40_00)}
    page.issue(page.plan.receipts)
    settle(page, qtbot)
    with people.read() as session:
        issued = {(line.payer, line.amount.cents, line.first_on) for line in register_lines(session)}
    assert issued == {("E1", 700_00, date(2025, 10, 1)), ("A1", 40_00, date(2025, 11, 1))}
    page.span.whole.click()
    settle(page, qtbot)
    assert of_company(page) == [300_00]


def test_a_period_over_two_fiscal_years_leaves_the_company_out_with_its_reason(
    page: ReceiptsScreen, qtbot: QtBot
) -> None:
    show(page, qtbot, "01/01/2025", "31/12/2025")
    assert of_company(page) == []
    reasons = {line.reason for line in page.plan.left_out if line.payer == "E1"}
    assert reasons == {"straddles_fiscal_year"}


def test_a_period_outside_the_year_is_refused_beside_its_days_and_the_whole_year_is_planned(
    page: ReceiptsScreen, qtbot: QtBot
) -> None:
    show(page, qtbot, "01/07/2024", "30/06/2025")
    assert "no period within the year" in i18n.without_marks(page.span.note.text)
    assert page.span.period is None
    assert sorted(of_company(page)) == [300_00, 700_00]
    show(page, qtbot, "31/02/2025", "30/06/2025")
    assert page.span.fields[0].note.text
    assert page.span.period is None


def test_another_year_is_planned_whole(page: ReceiptsScreen, qtbot: QtBot) -> None:
    show(page, qtbot, "01/07/2025", "31/12/2025")
    page.year.choose("2024")
    settle(page, qtbot)
    assert page.span.period is None
    assert not page.span.days.isVisible()
