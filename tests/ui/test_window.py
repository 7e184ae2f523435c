"""The window as a whole: pages, search, languages, receipts from plan to document."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QScrollArea
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.db.queries.register import continuity
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.storage_errors import BooksBusy
from donations_app.services.exchange.imports import import_file
from donations_app.services.payments.records import record_payment
from donations_app.ui import errors, theme
from donations_app.ui.dashboard.screen import DashboardScreen
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.receipts.issued.cancellation import CancelReceipt
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.table import Table
from tests.receipts.reading import text_of
from tests.ui.looking import SIZES, Open, screen_of, shown, stop, turn_to
from tests.ui.receipts_page import receipts_of, settle
from tests.world import TODAY, company, gift, gifts, payment, person, person_draft, project
from tests.world import people as record_people

pytestmark = pytest.mark.usefixtures("dashboard")  # pages are gone through as a person does


def texts(window: MainWindow) -> str:
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    return i18n.without_marks("\n".join(labels))


def test_the_dashboard_says_what_stands_in_the_books(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    qtbot.waitUntil(lambda: "donors without a receipt" in texts(window))
    assert "Eau potable" in texts(window)


def do(window: MainWindow, code: str) -> int:
    """Follow a task of the dashboard by its icon, and return the number that it says."""
    dashboard = screen_of(window, DashboardScreen)
    assert dashboard._found is not None
    task = next(one for one in dashboard._tasks(dashboard._found) if one.icon_name == code)
    assert task.name.format(count=task.waiting) in "\n".join(
        label.text() for label in dashboard.findChildren(Wrapped)
    )
    task.do()
    return task.waiting


def test_each_number_of_the_dashboard_is_that_of_the_list_it_opens(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    person(people, "D4", address=""), person(people, "E5", city=""), person(people, "F6")
    gift(people, 10_00, payer="C3"), gift(people, 10_00, payer="D4")
    gift(people, 10_00, payer="E5", received_on=date(2026, 3, 1))  # of a year that waits for its own list
    gift(people, 10_00, payer="B2", cheque_date=date(2026, 1, 31))
    both = payment(payer="F6", method="transfer", received_on=date(2025, 6, 1), ref="V-BOTH")
    dues = replace(both.lines[0], kind="dues", amount=Money(30_00), dues_year=2025)
    record_payment(people, replace(both, lines=(*both.lines, dues)))
    gift(people, 10_00, payer="F6", method="transfer", received_on=date(2026, 6, 1))
    app, window = open_window()
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
    screen = receipts_of(window, qtbot)
    screen.span.choose_year(2026)
    screen.refresh()
    settle(screen, qtbot)

    donors = do(window, "receipt-text")
    settle(screen, qtbot)
    assert donors == len({row.giver.ref for row in screen.plan.receipts}) == 2
    assert (screen.chosen_year, screen.view.value()) == (2025, "ready")
    assert "3 receipts for 2 donors. 1 has a warning" in screen.note.text
    said = "\n".join(label.text() for label in screen_of(window, DashboardScreen).findChildren(Wrapped))
    assert "3 receipts for the gifts of 2025" in said

    assert do(window, "users") == 2
    settle(screen, qtbot)
    assert screen.actions_row.complete.text() == "Complete 2 donors"
    assert do(window, "clock") == 1
    settle(screen, qtbot)
    assert screen.actions_row.complete.text() == "Write 1 day"


def test_the_last_payments_say_what_the_plan_says_of_their_receipts(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    company(people)
    gift(people, 10_00, payer="E1", received_on=TODAY)
    gift(people, 10_00, kind="in_kind", method="none", evidence="facture", received_on=TODAY)
    gift(people, 10_00, kind="sale", received_on=TODAY)
    app, window = open_window()
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
    table = screen_of(window, DashboardScreen).findChildren(Table)[0]
    model = table.model()
    column = model.columnCount() - 1
    said = [str(model.index(row, column).data()) for row in range(model.rowCount())]
    assert said == ["No receipt", "Annual", "Annual", "To complete", "To issue"]


def test_the_dashboard_tells_instalments_that_did_not_come(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "recurring.csv"
    path.write_text("ref;payer;amount;frequency;day;first_on;project\nD9;A1;20;monthly;5;2026-09-05;EAU\n")
    assert import_file(people, "recurring", path).accepted == 1
    _app, window = open_window()
    told = {"Instalments late:\u00a020\u00a0€", "Instalments missed:\u00a040\u00a0€"}  # whole, not cut
    qtbot.waitUntil(
        lambda: told <= {label.text() for label in screen_of(window, DashboardScreen).findChildren(Wrapped)}
    )


def test_the_threshold_is_that_of_the_projects(open_window: Open, people: Books, qtbot: QtBot) -> None:
    _app, window = open_window()
    qtbot.waitUntil(lambda: "Threshold of the funders: 15\u00a0%" in texts(window))
    project(people, "ROUTE", rule=FundingRule(minimum=1_250))
    screen_of(window, DashboardScreen).refresh()
    qtbot.waitUntil(lambda: "Threshold of the funders: 12,5\u00a0%, 15\u00a0%" in texts(window))


def test_the_plan_shows_verdicts_and_the_issue_does_exactly_that(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    assert [row.giver.ref for row in screen.plan.receipts] == ["A1", "B2"]
    assert [(line.payer, line.reason) for line in screen.plan.left_out] == [("C3", "address_missing")]
    assert "150,00" in i18n.without_marks(screen.summary.text())
    screen.ready.choose_row(0)
    assert "APERÇU" in text_of(screen.document.content)
    screen.actions_row.issue_all.click()
    box = next(
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, QMessageBox) and widget.isVisible()
    )
    assert "150,00" in i18n.without_marks(box.text())
    next(button for button in box.buttons() if button.text() == "Issue").click()
    qtbot.waitUntil(lambda: screen._job is None and not screen.plan.receipts)
    assert "2 receipts issued" in window.status_bar.told._whole
    screen._show_view("issued")
    screen.issued.choose_row(0)
    assert "2025-MRS-P-000002" in text_of(screen.document.content)


def test_a_receipt_is_cancelled_and_replaced_from_the_list(open_window: Open, qtbot: QtBot) -> None:
    app, window = open_window()
    screen = receipts_of(window, qtbot)
    screen.issue(screen.plan.receipts)
    qtbot.waitUntil(lambda: screen._job is None and not screen.plan.receipts)
    screen._show_view("issued")
    screen.issued.choose_row(1)
    screen.issued.ask_cancel()
    dialog = next(
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, CancelReceipt) and widget.isVisible()
    )
    dialog.accept()
    assert dialog.reason_field.note.text  # a reason is compulsory
    dialog.reason.setText("Name misspelt")
    dialog.replace.setChecked(True)
    dialog.accept()
    settle(screen, qtbot)
    rows = [screen.issued._model.row(n) for n in range(3)]
    assert [(row.number[-1], row.status) for row in rows if row] == [
        ("3", "issued"),
        ("2", "issued"),
        ("1", "replaced"),
    ]
    with app.books.read() as session:
        assert [series.missing for series in continuity(session)] == [()]


def test_issuing_can_be_stopped_and_keeps_what_was_issued(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    record_people(people, (person_draft(f"X{n}") for n in range(198)))
    gifts(people, (payment(payer=f"X{n}") for n in range(198)))
    app, window = open_window()
    screen = receipts_of(window, qtbot)
    screen.issue(screen.plan.receipts)
    assert screen._job is not None
    with qtbot.waitSignal(screen._job.progressed):
        pass
    stop(screen.actions_row.running.stop)
    settle(screen, qtbot)
    with app.books.read() as session:
        issued = sum(series.issued for series in continuity(session))
    assert 0 < issued < 200
    assert len(screen.plan.receipts) == 200 - issued


def test_the_search_finds_people_receipts_and_pages(open_window: Open, qtbot: QtBot) -> None:
    app, window = open_window()
    screen = receipts_of(window, qtbot)
    screen.issue(screen.plan.receipts)
    qtbot.waitUntil(lambda: screen._job is None and not screen.plan.receipts)
    turn_to(window, DashboardScreen)
    window.search.setFocus()
    QTest.keyClicks(window.search, "000002")
    assert [shown.split()[0] for shown in window.search.found()] == [
        "2025-MRS-P-000002",
        "Put",
        "Put",
        "V-MRS-000002",
    ]
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    settle(screen, qtbot)
    assert "2025-MRS-P-000002" in text_of(screen.document.content)
    window.search.setFocus()
    QTest.keyClicks(window.search, "claire")
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert app.window is not None
    assert window.title.text() == "Rapid entry"


@pytest.mark.parametrize("language", ["fr", "ar", pytest.param("en", marks=pytest.mark.long)])
@pytest.mark.usefixtures("dressed")
def test_no_page_is_wider_than_the_window(open_window: Open, qtbot: QtBot, language: str) -> None:
    _app, window = open_window(language, size=SIZES[0])
    window.setUpdatesEnabled(False)  # it is measured; test_whole paints it
    for size in SIZES:
        window.resize(*size)
        for number in range(3):
            window.go(number)
            qtbot.wait(20)
            area = window._stack.currentWidget()
            assert isinstance(area, QScrollArea)
            assert (window.width(), window.height(), area.horizontalScrollBar().maximum()) == (*size, 0)


@pytest.mark.usefixtures("dressed")
def test_the_window_is_mirrored_in_arabic_and_amounts_are_not(open_window: Open) -> None:
    _app, window = open_window("ar")
    assert window.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert window.title.text() == "\u200fلوحة القيادة"
    side = window.findChild(QLabel, "mark")
    assert side is not None
    assert side.mapTo(window, side.rect().center()).x() > window.width() / 2
    open_window("fr")
    assert QApplication.layoutDirection() == Qt.LayoutDirection.LeftToRight


@pytest.mark.usefixtures("dressed")
def test_choosing_a_language_and_a_look_builds_the_window_anew_and_is_kept(
    open_window: Open, qtbot: QtBot
) -> None:
    from donations_app.machine import preferences

    app, window = open_window()
    window.language_chosen.emit("fr")
    qtbot.waitUntil(lambda: app.window is not window)
    assert app.window is not None
    assert app.window.title.text() == "Tableau de bord"
    app.window.look_chosen.emit("dark")
    qtbot.waitUntil(lambda: theme.theme().is_dark)
    assert app.window is not None
    assert (preferences.load().language, preferences.load().look) == ("fr", "dark")


def test_read_only_books_offer_nothing_that_writes(open_window: Open, people: Books, qtbot: QtBot) -> None:
    people.read_only = True
    _app, window = open_window()
    screen = receipts_of(window, qtbot)
    assert not screen.actions_row.issue_all.isVisible()
    assert not screen.actions_row.cancel_one.isEnabled()
    assert "Read only" in texts(window)
    assert not any(isinstance(one, EntryScreen) for one in window.screens)
    for one in window.screens:
        window.show_screen(one)
        for written in ("Open a batch", "take back", "new person"):
            assert written not in texts(window)


def test_a_change_is_seen_on_the_other_pages(open_window: Open, people: Books, qtbot: QtBot) -> None:
    app, window = open_window()
    before = texts(window)
    gift(people, 1_000_00, received_on=app.desk.today())
    assert "1\u202f000\u00a0€" not in before
    qtbot.waitUntil(lambda: "1\u202f000\u00a0€" in texts(window))


def test_a_known_error_is_told_in_a_sentence_and_a_bug_with_its_details(qtbot: QtBot) -> None:
    for error, wanted in ((BooksBusy("b.tiwizi"), "stayed busy"), (KeyError("x"), "made a mistake")):
        errors.tell(error)
        box = next(
            widget
            for widget in QApplication.topLevelWidgets()
            if isinstance(widget, QMessageBox) and widget.isVisible()
        )
        qtbot.addWidget(box)
        assert wanted in box.text()
        assert bool(box.detailedText()) == isinstance(error, KeyError)
        box.close()


@pytest.mark.parametrize("look", [theme.LIGHT, theme.DARK])
@pytest.mark.usefixtures("dressed")
def test_every_text_stands_out_from_its_ground(look: theme.Theme) -> None:
    pairs = [(look.text, look.surface), (look.muted, look.surface), (look.muted, look.ground),
             (look.on_primary, look.primary), (look.soft_text, look.soft), (look.ok, look.ok_ground),
             (look.warn, look.warn_ground), (look.bad, look.bad_ground), (look.info, look.info_ground),
             (look.primary, look.surface)]  # fmt: skip
    assert min(contrast(one, other) for one, other in pairs) >= 4.5


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_only_the_chosen_receipts_are_issued(open_window: Open, people: Books, qtbot: QtBot) -> None:
    gift(people, 70_00, payer="B2")  # who wishes one receipt a payment
    app, window = open_window()
    screen = receipts_of(window, qtbot)
    row = next(n for n, planned in enumerate(screen.plan.receipts) if planned.amount.cents == 70_00)
    screen.ready.choose_row(row)
    screen.actions_row.issue_some.click()
    next(button for button in shown(QMessageBox).buttons() if button.text() == "Issue").click()
    qtbot.waitUntil(lambda: screen._job is None and len(screen.plan.receipts) == 2)
    with app.books.read() as session:
        assert [series.issued for series in continuity(session)] == [1]
