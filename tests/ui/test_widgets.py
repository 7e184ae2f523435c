"""The pieces of every screen: what is typed, drawn, mirrored and read aloud."""

import gc
import re
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

import pytest
import shiboken6
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.domain.errors import Cancelled
from donations_app.domain.money import Money
from donations_app.ui import theme
from donations_app.ui.icons import picture
from donations_app.ui.jobs import Jobs
from donations_app.ui.shell.sidebar import initials_of
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.charts import Bar, BarChart, Gauge
from donations_app.ui.widgets.columns import cell_width
from donations_app.ui.widgets.edits import DateEdit, MoneyEdit
from donations_app.ui.widgets.menu import Menu
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import PAGE, Column, Page, WindowedModel
from resources import path
from tests.unit.test_typed import HOSTILE_AMOUNTS, HOSTILE_DATES
from tests.world import TODAY


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None does not count references there")
def test_qt_gives_back_what_it_borrows(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(2_000):
        widget.setEnabled(True)
    assert sys.getrefcount(None) > before - 500


@pytest.mark.parametrize(("typed", "cents"), [("150", 15000), ("150,5", 15050), ("1 200", 120000)])
def test_an_amount_is_shown_whole_when_it_is_left(qtbot: QtBot, typed: str, cents: int) -> None:
    field, next_field = MoneyEdit("Amount"), MoneyEdit("Next")
    whole = QWidget()
    for edit in (field, next_field):
        edit.setParent(whole)
    qtbot.addWidget(whole)
    with qtbot.waitExposed(whole):
        whole.show()
    field.setFocus()
    QTest.keyClicks(field, typed)
    next_field.setFocus()
    assert field.money() == Money(cents)
    assert field.text() == i18n.figures(Money(cents))
    assert field.property("state") != "bad"


@pytest.mark.parametrize(("typed", "why"), HOSTILE_AMOUNTS.items())
def test_a_hostile_amount_typed_says_why(qtbot: QtBot, typed: str, why: str) -> None:
    field = MoneyEdit("Amount")
    qtbot.addWidget(field)
    field.setText(typed)
    assert (field.money(), field.problem()) == (None, why)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("21", date(2026, 11, 21)), ("2111", date(2026, 11, 21)), ("21/11", date(2026, 11, 21)),
     ("-1", date(2026, 11, 22))],
)  # fmt: skip
def test_a_short_day_is_understood(qtbot: QtBot, typed: str, day: date) -> None:
    field = DateEdit("Date", lambda: TODAY)
    qtbot.addWidget(field)
    field.setText(typed)
    assert field.day() == day


def test_a_day_and_an_amount_are_pasted_with_what_was_copied_along(qtbot: QtBot) -> None:
    day, amount = DateEdit("Date", lambda: TODAY), MoneyEdit("Amount")
    for field, copied in (
        (day, "\t \u206701/03/2026\u2069"),
        (amount, "\u200f 1\u2009000\u2009000,00 \u200f"),
    ):
        qtbot.addWidget(field)
        QGuiApplication.clipboard().setText(copied)
        field.paste()
    assert (day.day(), amount.money()) == (date(2026, 3, 1), Money(1_000_000_00))


@pytest.mark.parametrize(("typed", "why"), HOSTILE_DATES.items())
def test_a_hostile_date_typed_says_why(qtbot: QtBot, typed: str, why: str) -> None:
    field = DateEdit("Date", lambda: TODAY)
    qtbot.addWidget(field)
    field.setText(typed[:10])
    if len(typed) <= 10:
        assert (field.day(), field.problem()) == (None, why)


def found(typed: str) -> Sequence[Choice]:
    return [Choice(n, f"{typed} {n}") for n in range(5)]


def test_a_picker_is_worked_from_the_keyboard(qtbot: QtBot) -> None:
    whole = QWidget()
    picker = Picker(found, name="Donor")
    picker.setParent(whole)
    qtbot.addWidget(whole)
    with qtbot.waitExposed(whole):
        whole.show()
    picker.setFocus()
    QTest.keyClicks(picker, "ait")
    assert picker.is_open
    QTest.keyClick(picker, Qt.Key.Key_Down)
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert (picker.value(), picker.text(), picker.is_open) == (1, "ait 1", False)
    QTest.keyClicks(picker, "x")
    assert picker.value() is None  # a changed text is no longer the choice
    QTest.keyClick(picker, Qt.Key.Key_Escape)
    assert not picker.is_open


class Rows:
    """Counts what a model asks for."""

    def __init__(self) -> None:
        self.asked: list[Sequence[int]] = []

    def load(self, keys: Sequence[int]) -> list[str | None]:
        self.asked.append(keys)
        return [None if key == 7 else f"row {key}" for key in keys]


def table(rows: Rows, size: int) -> tuple[Table, WindowedModel[str]]:
    columns: list[Column[str]] = [
        Column("Name", lambda row: row, 0), Column("Amount", lambda _row: "1,00", 100, is_amount=True, is_spare=True),
    ]  # fmt: skip
    model: WindowedModel[str] = WindowedModel(columns, rows.load)
    made = Table(model, "Rows", empty="Nothing yet")
    model.setParent(made)
    model.show_keys(range(size))
    return made, model


def test_a_page_that_cannot_be_read_is_told_once_and_stays_empty_until_it_is_asked_for_again(
    qtbot: QtBot,
) -> None:
    fails: list[int] = []

    def load(keys: Sequence[int]) -> list[str | None]:
        if keys[0] >= PAGE and len(fails) < 99:
            fails.append(keys[0])
            raise OSError("the server is gone")
        return [f"row {key}" for key in keys]

    column: Column[str] = Column("Name", lambda row: row, 0)
    model: WindowedModel[str] = WindowedModel([column], load)
    made = Table(model, "Rows")
    model.setParent(made)
    qtbot.addWidget(made)
    model.show_keys(range(2 * PAGE))
    made.resize(300, 200)
    with qtbot.captureExceptions() as told:
        with qtbot.waitExposed(made):
            made.show()
        made.scrollToBottom()
        qtbot.waitUntil(lambda: bool(fails))
        for width in range(301, 306):
            made.resize(width, 200)
            qtbot.wait(20)
    assert [kind for kind, *_ in told] == [OSError]
    assert fails == [PAGE]
    fails += [0] * 99  # the server is back
    model.show_keys(range(2 * PAGE))
    made.scrollToBottom()
    qtbot.waitUntil(lambda: model.row_to_draw(2 * PAGE - 1) == f"row {2 * PAGE - 1}")


def test_a_table_of_a_million_rows_reads_only_what_it_shows(qtbot: QtBot) -> None:
    rows = Rows()
    made, _model = table(rows, 1_000_000)
    qtbot.addWidget(made)
    made.resize(400, 300)
    with qtbot.waitExposed(made):
        made.show()
    made.grab()
    assert sum(len(keys) for keys in rows.asked) <= 2 * PAGE
    made.scrollToBottom()
    made.grab()
    assert sum(len(keys) for keys in rows.asked) <= 5 * PAGE


def test_a_page_of_which_the_first_rows_were_read_is_read_whole_for_the_next_one(qtbot: QtBot) -> None:
    rows = Rows()
    made, model = table(rows, 0)
    qtbot.addWidget(made)
    keys = range(2 * PAGE)
    model.show_keys(keys, Page(0, ["row 0", "row 1", "row 2"]))
    assert ([model.row_to_draw(n) for n in range(3)], model.row(2)) == (["row 0", "row 1", "row 2"], "row 2")
    assert rows.asked == []
    assert model.row_to_draw(3) is None
    qtbot.waitUntil(lambda: model.row_to_draw(3) == "row 3")
    assert rows.asked == [keys[:PAGE]]
    model.show_keys(keys, Page(0, ["row 0"]))
    assert (model.row(PAGE - 1), rows.asked) == (f"row {PAGE - 1}", [keys[:PAGE]] * 2)
    assert (made.rows_in_sight(), made.viewport().height() < 40 * 36) == (40, True)  # so many are measured
    made.resize(400, 2000)
    made.grab()
    assert made.rows_in_sight() > 2000 // 36 - 2


def test_the_model_keeps_qts_rules_and_a_row_that_is_gone_is_empty(
    qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    made, model = table(Rows(), 20)
    qtbot.addWidget(made)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    assert model.data(model.index(7, 0)) == ""
    assert model.data(model.index(8, 0)) == "row 8"


def test_selected_rows_copy_as_a_spreadsheet_takes_them(qtbot: QtBot) -> None:
    made, _model = table(Rows(), 20)
    qtbot.addWidget(made)
    made.choose_row(1)
    QTest.keyClick(made, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Name\tAmount\nrow 1\t1,00"


def test_a_spare_column_gives_way_on_a_narrow_table(qtbot: QtBot) -> None:
    made, _model = table(Rows(), 3)
    qtbot.addWidget(made)
    made.resize(180, 200)
    made.show()
    assert made.isColumnHidden(1)
    made.resize(500, 200)
    assert not made.isColumnHidden(1)


def coloured(image: QImage, colour: str) -> list[int]:
    """Return the columns of the middle line that have a colour."""
    y = image.height() // 2
    return [x for x in range(image.width()) if image.pixelColor(x, y) == QColor(colour)]


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_gauge_fills_from_the_side_where_one_reads(qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    gauge = Gauge(750, mark=1500, state="bad", name="Share")
    qtbot.addWidget(gauge)
    gauge.setLayoutDirection(direction)
    gauge.resize(QSize(400, 24))
    columns = coloured(gauge.grab().toImage(), theme.theme().bad)
    middle = sum(columns) / len(columns)
    assert (middle < 100) == (direction == Qt.LayoutDirection.LeftToRight)
    assert 80 < len(columns) <= 100  # a quarter of 0 to 30 %


def test_a_gauge_beyond_its_end_is_full(qtbot: QtBot) -> None:
    gauge = Gauge(9_000, mark=1500, state="ok", name="Share")
    qtbot.addWidget(gauge)
    gauge.resize(QSize(400, 24))
    assert gauge.place(9_000) == 400
    assert gauge.place(1_500) == 200


def test_what_was_taken_back_in_a_month_goes_down_from_the_ground(qtbot: QtBot) -> None:
    chart = BarChart([Bar("a", (2_000.0, -1_000.0)), Bar("b", (-2_000.0, 1_000.0))], "Months")
    qtbot.addWidget(chart)
    chart.resize(QSize(300, 240))
    image, (first, second, *_rest) = chart.grab().toImage(), theme.theme().chart
    for number, up, down in ((0, first, second), (1, second, first)):
        found = {colour: [y for y in range(240) if image.pixelColor(_middle(number), y) == QColor(colour)]
                 for colour in (up, down)}  # fmt: skip
        assert max(found[up]) < min(found[down]), number
    assert [initials_of(name) for name in ("Naïma El Idrissi", "exemple", "")] == ["NI", "EX", ""]


def _middle(number: int) -> int:
    """Return the pixel across in which one of two bars of a chart stands."""
    return 30 + 135 * number + 60


def test_a_wrapped_text_takes_less_height_again_when_there_is_more_room_or_less_to_say(qtbot: QtBot) -> None:
    text = Wrapped("Nobody may sign on that day. " * 8)
    qtbot.addWidget(text)
    text.resize(120, 20)
    text.show()
    narrow = text.minimumHeight()
    text.resize(900, narrow)
    wide = text.minimumHeight()
    text.setText("Nobody may sign.")
    assert narrow > 4 * wide > 4 * text.minimumHeight() > 0
    assert text.sizeHint().height() == text.minimumHeight()


def test_what_has_no_space_goes_on_below_in_a_narrow_note(qtbot: QtBot) -> None:
    pasted = "“FR7630006000011234567890189ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789” is no amount: خمسون درهما"
    text = Wrapped(pasted, "small")
    qtbot.addWidget(text)
    text.resize(120, 20)
    text.show()
    lines = re.split(r"[\s\u200b]", QLabel.text(text))
    assert len(lines) > 8
    assert max(text.fontMetrics().horizontalAdvance(line) for line in lines) <= 120
    assert text.text() == pasted
    text.resize(900, 20)
    assert "\u200b" not in QLabel.text(text)


def test_names_are_whole_before_columns_that_give_way_are_shown(qtbot: QtBot) -> None:
    columns: list[Column[str]] = [
        Column("Name", str, 0, weight=500, least=100, may_be_long=True),
        Column("City", lambda _row: "L'Argentière-la-Bessée", 60, may_be_long=True),
        Column("Kind", lambda _row: "Gift", 90, is_spare=True),
    ]
    table = Table(WindowedModel(columns, lambda keys: [name for name in keys]), "Names")
    qtbot.addWidget(table)
    table.resize(480, 300)
    table.show()
    table.show_keys(["Ali"])
    assert table.columnWidth(2) >= 90
    assert table.columnWidth(1) > 130  # the town is whole
    table.show_keys(["Benoît Agoram et Khadija Amezian"])
    needed = cell_width(columns[0], "Benoît Agoram et Khadija Amezian")
    assert table.columnWidth(0) >= needed
    assert table.isColumnHidden(2)


def test_every_icon_can_be_drawn() -> None:
    names = [file.stem for file in path("icons", "").iterdir() if file.suffix == ".svg"]
    assert len(names) > 40
    for name in names:
        assert not picture(name, "#000000").toImage().isNull()


def test_a_job_reports_on_the_windows_thread_and_can_be_stopped(qtbot: QtBot) -> None:
    jobs = Jobs()
    seen: list[object] = []

    def work(report: Callable[[int, int], None]) -> str:
        for done in range(10_000):
            report(done, 10_000)
            time.sleep(0.001)
        return "done"

    job = jobs.start(work, of=jobs, done=seen.append, failed=seen.append)
    with qtbot.waitSignal(job.progressed):
        pass
    job.cancel()
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert [type(one) for one in seen] == [Cancelled]


def test_a_jobs_result_and_its_bug_arrive(qtbot: QtBot) -> None:
    jobs = Jobs()
    seen: list[object] = []
    jobs.start(lambda _report: 42, of=jobs, done=seen.append, failed=seen.append)
    jobs.start(
        lambda _report: 1 // 0, of=jobs, done=seen.append, failed=lambda error: seen.append(type(error))
    )
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert set(seen) == {42, ZeroDivisionError}


def test_a_job_whose_widget_is_gone_tells_nobody(qtbot: QtBot) -> None:
    jobs = Jobs()
    told: list[object] = []
    widget = QWidget()
    jobs.start(lambda _report: 42, of=widget, done=told.append, failed=told.append)
    shiboken6.delete(widget)
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert told == []


class Watched(QObject):
    """Says on which thread it is thrown away."""

    ends: ClassVar[list[str]] = []

    def __del__(self) -> None:
        self.ends.append(threading.current_thread().name)


def test_what_only_a_job_still_holds_is_thrown_away_on_the_windows_thread(qtbot: QtBot) -> None:
    Watched.ends.clear()
    jobs = Jobs()

    def ask(*, fails: bool) -> None:
        held = Watched()

        def work(_report: object) -> int:
            time.sleep(0.002)  # meanwhile nobody else holds it any more
            return len(held.objectName()) // (0 if fails else 1)

        jobs.start(work, of=jobs, done=lambda _: None, failed=lambda _: None)

    for number in range(40):
        ask(fails=number % 2 == 1)
    qtbot.waitUntil(lambda: not jobs.is_busy)
    gc.collect()
    assert Watched.ends == ["MainThread"] * 40


def test_what_holds_itself_is_collected_on_the_windows_thread_while_a_job_runs(qtbot: QtBot) -> None:
    Watched.ends.clear()
    jobs = Jobs()

    def work(_report: object) -> None:
        for _ in range(200):
            kept: list[object] = [
                [[] for _ in range(100)] for _ in range(20)
            ]  # enough for the collector to come
            time.sleep(0.001)
        del kept

    def leave() -> None:
        for _ in range(20):
            held = Watched()
            held.itself = held  # type: ignore[attr-defined]

    jobs.start(work, of=jobs, done=lambda _: None, failed=lambda _: None)
    leave()
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert gc.isenabled()
    gc.collect()
    assert Watched.ends == ["MainThread"] * 20


def test_a_row_is_chosen_alone_though_a_key_is_held(qtbot: QtBot) -> None:
    table = Table(WindowedModel([Column("Name", str)], lambda keys: [str(key) for key in keys]), "Names")
    qtbot.addWidget(table)
    table.show_keys([1, 2, 3])
    table.choose_row(0)
    QTest.keyPress(table, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    table.choose_row(2)
    QTest.keyRelease(table, Qt.Key.Key_Control)
    assert table.selected_keys() == [3]


def test_a_menu_does_not_outlast_what_it_was_opened_from(qtbot: QtBot) -> None:
    card = QWidget()
    qtbot.addWidget(card)
    card.show()
    menu = Menu(card)
    menu.addAction("A death ...")
    menu.popup(card.mapToGlobal(card.rect().center()))
    assert menu.isVisible()
    card.setEnabled(False)  # another one is read meanwhile
    assert not menu.isVisible()
