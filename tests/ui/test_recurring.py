"""The page of recurring gifts: figures that tie, a box a month, and what one does with an instalment."""

from datetime import date
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.instalments import Agreement, agreements_of
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.services.payments.corrections import take_back
from donations_app.services.payments.instalments import forgive_instalment, pause_recurring
from donations_app.services.payments.recurring import agree_recurring
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.payments.screen import PaymentsScreen
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.recurring.acts import Forgive, Match, Pause, Resume, SetApart, Stop, TakeBack
from donations_app.ui.recurring.form import Terms
from donations_app.ui.recurring.screen import RecurringScreen
from donations_app.ui.screen import Screen
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import TextEdit
from tests.originals import Fill
from tests.ui.conftest import fill
from tests.ui.looking import SIZES, Open, none_shown, screen_of, shown, stands_within, turn_to
from tests.ui.whole import cut
from tests.world import TODAY, gift, to

_KEY = Qt.Key
_LEFT = Qt.MouseButton.LeftButton


def agree(books: Books, payer: str, cents: int, first: date, **facts: object) -> str:
    draft = RecurringGift(
        key=uuid4(), ref=f"R{payer}", payer=payer, amount=Money(cents), frequency="monthly", first_on=first,
        method="transfer",
    )  # fmt: skip
    return agree_recurring(books, replace_with(draft, facts))


def replace_with(draft: RecurringGift, facts: dict[str, object]) -> RecurringGift:
    return RecurringGift(**{name: getattr(draft, name) for name in RecurringGift.__struct_fields__} | facts)


def paid(books: Books, payer: str, cents: int, month: int, day: int = 5) -> str:
    on = date(2026, month, day)
    return gift(
        books,
        cents,
        payer=payer,
        method="transfer",
        received_on=on,
        credited_on=on,
        allocations=(to(cents, ""),),
    )


@pytest.fixture
def filling() -> Fill:
    return fill_agreed


def fill_agreed(books: Books) -> None:
    """A1 gave 10 a month but that of November came back; B2 gives 20 on the 25th and is paused in May; C3 is late."""
    fill(books)
    agree(books, "A1", 10_00, date(2026, 9, 5))
    agree(books, "B2", 20_00, date(2026, 4, 25), project="EAU")
    agree(books, "C3", 30_00, date(2026, 9, 5))
    for month in (9, 10, 11):
        last = paid(books, "A1", 10_00, month)
        if month != 11:
            paid(books, "C3", 30_00, month)
    take_back(books, last, kind="return", reason="AM04", on=date(2026, 11, 9))
    pause_recurring(books, uuid4(), "RB2", first_on=date(2026, 5, 1), last_on=date(2026, 5, 31))
    for month in (4, 6, 7, 8, 9, 10):
        forgive_instalment(books, uuid4(), "RB2", due_on=date(2026, month, 25), reason="Flood")


def settle(screen: Screen, qtbot: QtBot) -> None:
    for _again in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not screen.desk.jobs.is_busy)


def page(window: MainWindow, qtbot: QtBot) -> RecurringScreen:
    screen = turn_to(window, RecurringScreen)
    settle(screen, qtbot)
    return screen


def refs(screen: RecurringScreen) -> list[str]:
    model = screen.table._model
    return [row.ref for number in range(model.rowCount()) if (row := model.row(number))]


def said(text: str) -> str:
    for mark in "\u200f\u2066\u2068\u2069\u2060":
        text = text.replace(mark, "")
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def figures(screen: RecurringScreen) -> list[tuple[str, str]]:
    return [(said(one._shown.text()), said(one._details[0].text())) for one in screen.figures]


def badge(window: MainWindow) -> str:
    return window._sidebar._pages[list(window.screens).index(screen_of(window, RecurringScreen))].badge.text()


def choose(screen: RecurringScreen, ref: str, qtbot: QtBot) -> None:
    screen.table.choose_row(refs(screen).index(ref))
    settle(screen, qtbot)


def press(button: QWidget) -> None:
    QTest.mouseClick(button, _LEFT)


def named(whole: QWidget, text: str) -> QPushButton:
    found = (one for one in whole.findChildren(QPushButton) if one.isVisible())
    return next(one for one in found if said(one.text()) == text)


def texts(whole: QWidget) -> list[str]:
    return [said(one.text()) for one in whole.findChildren(QLabel) if not one.isHidden()]


def confirm(dialog: Dialog, screen: Screen, qtbot: QtBot) -> None:
    press(next(one for one in dialog.findChildren(QPushButton) if one.isDefault()))
    settle(screen, qtbot)


def standing(books: Books, payer: str) -> Agreement:
    with books.read() as session:
        (found,) = agreements_of(session, payer, today=TODAY, until=date(2026, 12, 31))
    return found


@pytest.mark.usefixtures("dashboard")
def test_figures_tabs_badge_and_foot_say_the_same(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    qtbot.waitUntil(lambda: badge(window) == "2")  # as the dashboard has read it
    screen = page(window, qtbot)
    assert figures(screen) == [
        ("60 €", "3 instalments"), ("0 €", "0 instalments"), ("50 €", "1 late, 1 to come"), ("10 €", "1 instalment"),
    ]  # fmt: skip
    assert [said(one.text()) for one in screen.view._buttons.values()] == [
        "Agreed gifts 3", "November 3", "To take up 2",
    ]  # fmt: skip
    assert badge(window) == "2"
    assert said(screen.subtitle()) == "3 agreed gifts, 3 running and 0 stopped"
    assert said(screen.received.text()) == "Received in 2026: 80,00 €"
    assert refs(screen) == ["RC3", "RB2", "RA1"]
    press(screen.view._buttons["open"])
    settle(screen, qtbot)
    assert refs(screen) == ["RC3", "RA1"]
    assert said(screen.summary.text()) == "2 agreed gifts shown, 40,00 € late or missed"
    screen.project.choose("EAU")
    settle(screen, qtbot)
    assert refs(screen) == []


def test_typed_words_a_project_a_method_and_another_year_narrow_the_list(
    open_window: Open, qtbot: QtBot
) -> None:
    screen = page(open_window()[1], qtbot)
    screen.typed.setText("moreau")
    qtbot.waitUntil(lambda: refs(screen) == ["RB2"])
    screen.typed.setText("")
    screen.project.choose("EAU")
    qtbot.waitUntil(lambda: refs(screen) == ["RB2"])
    screen.project.choose("")
    qtbot.waitUntil(lambda: refs(screen) == ["RC3", "RA1"])
    screen.method.choose("cheque")
    qtbot.waitUntil(lambda: refs(screen) == [])
    screen.method.choose("")
    QTest.keyClick(screen.table, _KEY.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: screen.table.year == 2027)
    settle(screen, qtbot)
    assert said(screen.received.text()) == "Received in 2027: 0,00 €"


def test_the_boxes_of_a_row_are_walked_with_the_keys_and_say_what_they_mean(
    open_window: Open, qtbot: QtBot
) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    table = screen.table
    table.setFocus()
    choose(screen, "RA1", qtbot)
    assert table.month == 11
    assert said(table.words()) == "November 2026: missed, 05/11/2026, 10,00 €, AM04"
    QTest.keyClick(table, _KEY.Key_Left)
    assert said(table.accessibleDescription()).startswith("October 2026: met, 05/10/2026, 10,00 €, V-MRS-")
    assert screen.panel.one
    assert screen.panel.one.state == "met"
    QTest.keyClick(table, _KEY.Key_Return)
    payments = screen_of(window, PaymentsScreen)
    settle(payments, qtbot)
    assert payments.isVisible()
    assert payments.panel.found
    assert payments.panel.found.row.payer == "A1"
    window.show_screen(screen)
    window.resize(1024, 700)
    QApplication.processEvents()
    assert screen.sheet.is_closed
    QTest.keyClick(table, _KEY.Key_Return)  # first all of the gift
    assert (screen.panel.isVisible(), screen.isVisible()) == (True, True)


@pytest.mark.usefixtures("dressed")
def test_in_arabic_the_months_run_from_the_right(open_window: Open, qtbot: QtBot) -> None:
    screen = page(open_window("ar")[1], qtbot)
    screen.table.setFocus()
    choose(screen, "RA1", qtbot)
    QTest.keyClick(screen.table, _KEY.Key_Right)
    assert screen.table.month == 10
    row = screen.table.currentIndex().row()
    from donations_app.ui.recurring.boxes import month_at, place_of

    room = screen.table.room(row)
    assert place_of(room, 1).left() > place_of(room, 12).left()
    assert month_at(room, place_of(room, 3).center().x()) == 3


@pytest.mark.usefixtures("dressed")
def test_a_click_on_a_box_shows_its_instalment_beside(open_window: Open, qtbot: QtBot) -> None:
    from donations_app.ui.recurring.boxes import place_of

    screen = page(open_window()[1], qtbot)
    row = refs(screen).index("RB2")
    for month, state in ((8, "forgiven"), (12, "expected"), (5, "")):
        place = place_of(screen.table.room(row), month).center()
        QTest.mouseClick(screen.table.viewport(), _LEFT, pos=place)
        settle(screen, qtbot)
        assert screen.table.month == month
        found = screen.table.box()
        assert found
        assert (found.one.state if found.one else "") == state
    assert said(screen.table.words()) == "May 2026: paused"


def test_an_instalment_is_forgiven_and_that_is_taken_back(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    choose(screen, "RA1", qtbot)
    assert {"05/11/2026: missed", "10,00 €, AM04"} <= set(texts(screen.panel))
    press(named(screen.panel, "Forgive ..."))
    dialog = shown(Forgive)
    confirm(dialog, screen, qtbot)
    assert dialog.fields["reason"].note.text  # it wants one
    QTest.keyClicks(dialog.reason, "Illness")
    confirm(dialog, screen, qtbot)
    assert none_shown(Forgive)
    assert [one.reason for one in standing(people, "A1").instalments if one.state == "forgiven"] == [
        "Illness"
    ]
    qtbot.waitUntil(lambda: badge(window) == "1")
    assert figures(screen)[0] == ("50 €", "2 instalments")
    assert "Instalment forgiven: 05/11/2026, Illness" in texts(screen.panel)
    screen.table.look_at(11)
    settle(screen, qtbot)
    press(named(screen.panel, "Take back ..."))
    QTest.keyClicks(shown(TakeBack).reason, "Paid")
    confirm(shown(TakeBack), screen, qtbot)
    qtbot.waitUntil(lambda: badge(window) == "2")
    assert standing(people, "A1").standing == "missed"


def test_the_payment_of_the_right_amount_is_proposed_for_an_instalment(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    far, near = paid(people, "C3", 7_00, 11, 4), paid(people, "C3", 30_00, 1, 10)
    screen = page(open_window()[1], qtbot)
    choose(screen, "RC3", qtbot)
    assert screen.panel.one
    assert screen.panel.one.due_on == date(2026, 11, 5)
    press(named(screen.panel, "Match ..."))
    dialog = shown(Match)
    assert dialog.payment.value() == near  # the other payments of 30 meet their own months
    dialog.payment.choose(far)
    confirm(dialog, screen, qtbot)
    (november,) = [one for one in standing(people, "C3").instalments if one.due_on.month == 11]
    assert (november.state, november.received.cents, november.payments) == ("late", 7_00, (far,))
    assert "7,00 € of 30,00 €, " + far in texts(screen.panel)


def test_a_payment_that_met_an_instalment_is_set_apart_and_that_is_taken_back(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    extra = paid(people, "C3", 30_00, 11, 4)
    screen = page(open_window()[1], qtbot)
    choose(screen, "RC3", qtbot)
    screen.table.look_at(11)
    settle(screen, qtbot)
    assert f"30,00 €, {extra}" in texts(screen.panel)
    press(named(screen.panel, "For none ..."))
    QTest.keyClicks(shown(SetApart).reason, "Feast")
    confirm(shown(SetApart), screen, qtbot)
    qtbot.waitUntil(lambda: f"30,00 €, without {extra}, set apart" in texts(screen.panel))
    assert f"Payment set apart from instalments: 05/11/2026, {extra}, Feast" in texts(screen.panel)
    press(named(screen.panel, "Take back ..."))
    QTest.keyClicks(shown(TakeBack).reason, "No")
    confirm(shown(TakeBack), screen, qtbot)
    qtbot.waitUntil(lambda: f"30,00 €, {extra}" in texts(screen.panel))


def test_a_gift_is_agreed_changed_paused_resumed_and_stopped(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    screen = page(open_window()[1], qtbot)
    screen.ask_new()
    form = shown(Terms)
    confirm(form, screen, qtbot)
    assert form.fields["payer"].note.text
    assert form.fields["amount"].note.text
    form.payer.choose(form._find("aman")[0])
    QTest.keyClicks(form.amount, "12,50")
    form.frequency.choose("quarterly")
    confirm(form, screen, qtbot)
    assert [field.note.text for field in form.fields.values() if field.note.text] == []
    assert none_shown(Terms)
    made = standing(people, "AMAN")
    assert (made.now.amount.cents, made.now.frequency, made.now.first_on) == (
        12_50,
        "quarterly",
        date(2026, 12, 1),
    )
    choose(screen, "RC3", qtbot)
    press(screen.panel.changer)
    form = shown(Terms)
    form.amount.setText("35")
    confirm(form, screen, qtbot)
    assert [one.amount.cents for one in standing(people, "C3").instalments[-2:]] == [30_00, 35_00]
    assert "From 01/12/2026 on: 30,00 € / month, then 35,00 € / month" in texts(screen.panel)
    press(screen.panel.pauser)
    shown(Pause).first.setText("01/12/2026")
    confirm(shown(Pause), screen, qtbot)
    assert [one.month for one in standing(people, "C3").paused] == [12]
    assert said(screen.panel.pauser.text()) == "Resume ..."
    press(screen.panel.pauser)
    shown(Resume).on.setText("02/12/2026")
    confirm(shown(Resume), screen, qtbot)
    assert standing(people, "C3").paused == ()
    press(screen.panel.stopper)
    QTest.keyClicks(shown(Stop).reason, "Moved")
    confirm(shown(Stop), screen, qtbot)
    assert standing(people, "C3").now.end_reason == "Moved"
    assert said(screen.subtitle()) == "4 agreed gifts, 4 running and 0 stopped"  # it runs to the end of today


def test_what_the_service_refuses_is_said_below_its_field(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    screen = page(open_window()[1], qtbot)
    choose(screen, "RA1", qtbot)
    press(screen.panel.changer)
    form = shown(Terms)
    form.first.setText("01/09/2026")
    form.amount.setText("11")
    confirm(form, screen, qtbot)
    told = [said(one) for one in texts(form)]
    assert any("say a later day" in one for one in told)
    assert len(standing(people, "A1").terms) == 1


def test_the_card_of_the_person_says_the_same(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    choose(screen, "RA1", qtbot)
    press(named(screen.panel, "Card of the person"))
    people = screen_of(window, PeopleScreen)
    settle(people, qtbot)
    assert people.isVisible()
    from donations_app.ui.recurring.boxes import YearBoxes
    from donations_app.ui.widgets.signs import Pill

    assert "10,00 € / month" in texts(people.panel)
    assert "Missed" in [one._text for one in people.panel.findChildren(Pill)]
    (boxes,) = people.panel.findChildren(YearBoxes)
    boxes.at = (2026, 11)
    assert said(boxes.words()) == "November 2026: missed, 05/11/2026, 10,00 €, AM04"


def test_rapid_entry_says_which_instalment_an_amount_meets(open_window: Open, qtbot: QtBot) -> None:
    entry = turn_to(open_window()[1], EntryScreen)
    entry.start_with("C3")
    settle(entry, qtbot)
    note = entry.form.amount_field.note
    QTest.keyClicks(entry.form.amount, "30")
    assert said(note.text) == "Instalment of 05/11/2026"
    QTest.keyClicks(entry.form.amount, "1")
    assert note.text == ""
    assert "Overdue: 05/11/2026" in texts(entry)
    entry.form.begin()
    entry.start_with("B2")
    settle(entry, qtbot)
    QTest.keyClicks(entry.form.amount, "20")
    assert said(note.text) == "Instalment of 25/11/2026, for EAU"


def test_who_reads_alone_decides_nothing(open_window: Open, people: Books, qtbot: QtBot) -> None:
    people.read_only = True
    screen = page(open_window()[1], qtbot)
    choose(screen, "RA1", qtbot)
    assert not screen.panel.changer.isVisible()
    assert [
        one for one in screen.panel.findChildren(QPushButton) if "..." in one.text() and one.isVisible()
    ] == []
    assert screen.header_action() is None


def test_the_model_keeps_the_rules_of_qt(open_window: Open, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    screen = page(open_window()[1], qtbot)
    qtmodeltester.check(screen.table._model)  # type: ignore[no-untyped-call]
    spoken = screen.table._model.index(2, 3).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said(spoken) == "September met, October met, November missed, December expected"


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.usefixtures("dressed")
def test_nothing_of_the_page_is_cut(open_window: Open, qtbot: QtBot, language: str) -> None:
    _app, window = open_window(language, size=SIZES[0])
    screen = page(window, qtbot)
    choose(screen, "RA1", qtbot)
    stands_within(window, screen)
    for size in SIZES:
        window.resize(*size)
        settle(screen, qtbot)
        assert cut(window) == []
        heading = screen.table.horizontalHeader().viewport()
        assert (
            screen.table._letters.geometry() == heading.rect()
        )  # wherever the boxes stand when it is painted
    assert isinstance(screen.typed, TextEdit)
