"""Widgets that flow onto more lines, stacks as high as what they show, and tables whose cells have their room."""

import re

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.ui.theme import font
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.breaking import LINE_END, lined, unparted
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit
from donations_app.ui.widgets.flow import Flow, OneOf
from donations_app.ui.widgets.parted import parted_or_below
from donations_app.ui.widgets.scrolled import Following, Scrolled
from donations_app.ui.widgets.segments import Segments
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from tests.ui.whole import cut


def block(width: int, height: int = 20) -> QWidget:
    made = QWidget()
    made.setFixedSize(width, height)
    return made


def places(*blocks: QWidget) -> list[tuple[int, int]]:
    return [(one.x(), one.y()) for one in blocks]


@pytest.fixture
def three(qtbot: QtBot) -> tuple[Flow, list[QWidget]]:
    blocks = [block(100), block(60), block(80)]
    flow = Flow(blocks[0], None, *blocks[1:])
    qtbot.addWidget(flow)
    flow.resize(300, 20)
    flow.show()
    return flow, blocks


def test_what_has_no_room_goes_to_the_next_line(three: tuple[Flow, list[QWidget]]) -> None:
    flow, blocks = three
    assert places(*blocks) == [(0, 0), (150, 0), (220, 0)]  # the last two at the end
    flow.resize(259, 20)  # a pixel too few for all three
    assert places(*blocks) == [(0, 0), (199, 0), (179, 30)]
    assert (flow.minimumHeight(), flow.minimumSizeHint().width()) == (50, 100)
    blocks[0].hide()
    QApplication.processEvents()
    assert blocks[1].y() == blocks[2].y() == 0
    assert flow.minimumHeight() == 20


def test_it_is_mirrored_in_arabic(three: tuple[Flow, list[QWidget]]) -> None:
    flow, blocks = three
    flow.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    flow.resize(301, 20)
    assert [one.geometry().right() + 1 for one in blocks] == [301, 150, 80]


def test_lines_that_are_filled_hold_about_as_many_each(qtbot: QtBot) -> None:
    blocks = [QLabel("x" * 20) for _n in range(5)]
    flow = Flow(*blocks, fills=True)
    qtbot.addWidget(flow)
    width = blocks[0].sizeHint().width()
    flow.resize(4 * width + 30, 20)
    flow.show()
    assert [one.y() > 0 for one in blocks] == [False, False, False, True, True]
    assert blocks[2].geometry().right() + 1 == blocks[4].geometry().right() + 1 == flow.width()
    for number, one in enumerate(blocks):
        one.setText("x" * number)
    QApplication.processEvents()
    widths = {one.width() for one in blocks}
    assert max(widths) - min(widths) <= 1  # whatever they say


def test_a_filter_is_as_wide_as_what_it_says_and_what_is_typed_has_the_rest(qtbot: QtBot) -> None:
    typed, year = QLineEdit(), ComboBox({"": "Every year", "2026": "2026"}, "Year")
    year.as_chip()
    flow = Flow(typed, year, fills=True)
    qtbot.addWidget(flow)
    flow.resize(500, 40)
    flow.show()
    said = year.width()
    assert (typed.width(), year.property("set")) == (500 - said - 10, None)
    year.choose("2026")
    QApplication.processEvents()
    assert year.width() < said
    assert (typed.width(), year.property("set")) == (500 - year.width() - 10, True)
    year.choose_first()
    assert year.property("set") is False


def test_a_word_is_parted_at_a_sign_and_is_whole_again_in_more_room(qtbot: QtBot) -> None:
    i18n.set_language("ar")
    text = Wrapped("donateur7@exemple.org")
    qtbot.addWidget(text)
    whole = text.fontMetrics().horizontalAdvance("donateur7@exemple.org")
    text.show()
    text.resize(whole - 4, 60)
    shown = QLabel.text(text)
    text.resize(whole + 60, 60)
    said = text.text()
    i18n.set_language("en")
    assert re.split("[\u200b\u2028]+", i18n.without_marks(shown)) == ["donateur7@exemple", ".org"]
    assert i18n.without_marks(said) == "donateur7@exemple.org"


@pytest.mark.parametrize("way", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_page_ends_where_it_ends_without_a_scroll_bar(qtbot: QtBot, way: Qt.LayoutDirection) -> None:
    page, inside = QWidget(), block(10, 90)
    rows = QVBoxLayout(page)
    rows.setContentsMargins(28, 0, 28, 0)
    rows.addWidget(inside)
    area = Following(page)
    area.setLayoutDirection(way)
    qtbot.addWidget(area)
    area.show()
    for height, is_barred in ((200, False), (60, True), (200, False)):
        area.resize(300, height)
        QApplication.processEvents()
        bar = area.width() - area.viewport().width()
        at_bar = rows.contentsMargins().left() if area.isRightToLeft() else rows.contentsMargins().right()
        assert (bar > 0, at_bar + bar) == (is_barred, 28)


def test_a_heading_says_by_what_rows_stand(qtbot: QtBot) -> None:
    model: WindowedModel[str] = WindowedModel(
        [Column("Name", str, 0, order="name"), Column("Amount", str, 60, order="amount")], list
    )
    table = Table(model, "Table")
    model.setParent(table)
    qtbot.addWidget(table)
    for order, is_descending, said in (
        ("amount", True, ["Name", "Amount\xa0↓"]),
        ("name", False, ["Name\xa0↑", "Amount"]),
    ):
        table.sort_by(order, is_descending=is_descending)
        assert [model.headerData(n, Qt.Orientation.Horizontal) for n in (0, 1)] == said


def test_a_line_from_right_to_left_keeps_no_space_at_its_end(qtbot: QtBot) -> None:  # noqa: ARG001 -- the letters
    said = "\u200fالوصولات القادمة: تبرعات ما قبل نهاية السنة\nثم ما بعدها"
    lines = lined(font(12), said, 120).replace("\n", LINE_END).split(LINE_END)
    assert len(lines) > 2
    assert [line for line in lines if line != line.strip(" ")] == []
    assert unparted(lined(font(12), said, 120)) == said


def test_a_stack_is_as_high_as_the_page_that_it_shows(qtbot: QtBot) -> None:
    stack = OneOf()
    stack.addWidget(block(10, 30))
    stack.addWidget(block(10, 300))
    qtbot.addWidget(stack)
    assert stack.minimumSizeHint().height() == 30
    stack.setCurrentIndex(1)
    assert stack.minimumSizeHint().height() == 300


def table_of(rows: list[tuple[str, str]], *, wraps: bool = False, spare: bool = False) -> Table:
    model: WindowedModel[tuple[str, str]] = WindowedModel(
        [
            Column("Name", lambda row: row[0], 0, wraps=wraps, may_be_long=not wraps),
            Column("Amount", lambda row: row[1], 60, is_amount=True, is_spare=spare),
        ],
        list,
    )
    table = Table(model, "Table")
    model.setParent(table)
    model.show_keys(rows)
    return table


def test_an_amount_is_never_cut_and_a_name_says_itself_whole(qtbot: QtBot) -> None:
    table = table_of([("Association " * 10, "1 234 567 890,00 €")])
    qtbot.addWidget(table)
    table.resize(table.minimumSizeHint().width(), 200)
    table.show()
    QApplication.processEvents()
    assert table.columnWidth(1) > 60
    assert table.columnWidth(0) >= 130
    assert cut(table) == []


def test_a_row_that_comes_into_sight_makes_its_column_wider(qtbot: QtBot) -> None:
    rows = [("A", "1,00 €")] * 300
    rows[250] = ("B", "9 999 999 999,00 €")
    table = table_of(rows)
    qtbot.addWidget(table)
    table.resize(400, 200)
    table.show()
    QApplication.processEvents()
    before = table.columnWidth(1)
    table.scrollTo(table.model().index(250, 0))
    table.viewport().grab()
    qtbot.waitUntil(lambda: table.columnWidth(1) > before)


def test_a_sentence_is_written_on_as_many_lines_as_it_needs(qtbot: QtBot) -> None:
    table = table_of(
        [("The donor is not resident in France: write the reference of a statement.", "1,00 €")], wraps=True
    )
    qtbot.addWidget(table)
    table.resize(900, 200)
    table.show()
    QApplication.processEvents()
    assert table.rowHeight(0) == 36
    table.resize(260, 200)
    QApplication.processEvents()
    assert table.rowHeight(0) > 60
    assert cut(table) == []


def test_a_spare_column_is_shown_once_the_sentence_has_its_room(qtbot: QtBot) -> None:
    table = table_of([("A sentence.", "1,00 €")], wraps=True, spare=True)
    qtbot.addWidget(table)
    table.show()
    for width, hidden in ((300, True), (400, False)):
        table.resize(width, 200)
        QApplication.processEvents()
        assert table.isColumnHidden(1) is hidden


@pytest.mark.parametrize("room", [(40, 20), (200, 8)])
def test_a_text_that_is_cut_is_found(qtbot: QtBot, room: tuple[int, int]) -> None:
    whole, label = QWidget(), QLabel("a text of some length")
    label.setParent(whole)
    label.setGeometry(QRect(0, 0, *room))
    qtbot.addWidget(whole)
    whole.resize(300, 100)
    whole.show()
    assert len(cut(whole)) == 1
    label.setGeometry(0, 0, 200, 30)
    assert cut(whole) == []


def dialog_of(fields: int, parent: QWidget) -> tuple[Dialog, list[TextEdit]]:
    dialog = Dialog("Question", parent)
    edits = [TextEdit(f"Field {number}") for number in range(fields)]
    for edit in edits:
        dialog.rows.addWidget(Field(edit.accessibleName(), edit))
    dialog.add_buttons("Do it")
    dialog.open()
    QApplication.processEvents()
    return dialog, edits


class _Odd(QWidget):
    """Needs a bar as long as it has none, and none once it has one."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802 -- Qt's name
        return QSize(100, 500 if self.width() >= 300 else 100)

    def sizeHint(self) -> QSize:  # noqa: N802 -- Qt's name
        return self.minimumSizeHint()


def test_a_page_that_is_higher_the_wider_it_is_does_not_end_the_program(qtbot: QtBot) -> None:
    scrolled = Scrolled(_Odd())
    qtbot.addWidget(scrolled)
    scrolled.resize(302, 300)
    scrolled.show()
    for width in range(296, 320, 4):
        scrolled.resize(width, 300)
        QApplication.processEvents()
        assert scrolled.viewport().width() <= width  # Qt itself shows and hides the bar until the stack ends


def test_a_dialog_stays_within_its_screen_and_one_scrolls_to_its_last_field(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog, edits = dialog_of(30, parent)
    room = dialog.screen().availableGeometry()
    assert dialog.height() <= room.height() - 40  # with its frame
    does = next(made for made in dialog.findChildren(QPushButton) if made.text() == "Do it")
    assert dialog.rect().contains(QRect(does.mapTo(dialog, does.rect().topLeft()), does.size()))
    edits[-1].setFocus()
    qtbot.waitUntil(lambda: not edits[-1].visibleRegion().isEmpty())
    assert cut(dialog) == []


def test_a_dialog_that_has_room_does_not_scroll_and_grows_with_what_it_says(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog, _edits = dialog_of(3, parent)
    area, before = dialog.findChildren(QScrollArea)[0], dialog.height()
    assert area.verticalScrollBar().maximum() == 0
    dialog.findChildren(Field)[0].say("This cannot be.", "bad")
    qtbot.waitUntil(lambda: dialog.height() > before)
    assert area.verticalScrollBar().maximum() == 0


def test_a_page_scrolls_up_and_down_alone_for_its_choices_lines_and_tables_yield(qtbot: QtBot) -> None:
    choices = Segments({str(number): f"Choice {number}" for number in range(4)}, "Which")
    parts = [QWidget(), QWidget()]
    for part in parts:
        part.setMinimumWidth(200)
    split = parted_or_below(*parts)
    table = table_of([("A", "1 234 567 890,00 €" * 2)])
    page = QWidget()
    rows = QVBoxLayout(page)
    for one in (choices, split, table):
        rows.addWidget(one)
    area = Following(page)
    qtbot.addWidget(area)
    area.show()
    seen = {}
    for width in (900, 300, 900):
        area.resize(width, 500)
        for _again in range(4):
            QApplication.processEvents()
        lines = {made.y() for made in choices.findChildren(QPushButton)}
        scrolls = table.horizontalScrollBar().maximum() > 0
        assert (area.horizontalScrollBar().maximum(), page.width()) == (0, area.viewport().width())
        assert cut(area, is_tight=scrolls) == []
        seen[width] = (len(lines), split.orientation().name, scrolls)
    assert seen == {900: (1, "Horizontal", False), 300: (2, "Vertical", True)}


def test_a_dialog_is_as_wide_as_what_it_asks_and_no_wider_than_its_screen(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    for least, wide, needed in ((300, 650, 650 + 48), (5_000, 100, 0)):
        dialog = Dialog("A question", parent)
        dialog.setMinimumWidth(least)
        dialog.rows.addWidget(block(wide))
        dialog.add_buttons("Do it")
        dialog.show()
        assert needed <= dialog.width() <= dialog.screen().availableGeometry().width() - 8
        dialog.reject()
