"""Rapid entry from the keyboard, on real books."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.db.queries.batches import open_batches
from donations_app.db.queries.shares import project_shares
from donations_app.db.tables import Party, Payment, PaymentLine
from donations_app.ui.entry.batch import CloseBatch, OpenBatch
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.widgets.fields import Note
from donations_app.words.phrases import problem_sentence
from tests.ui.looking import Open, shown, turn_to
from tests.unit.test_typed import HOSTILE_AMOUNTS
from tests.world import TODAY


@pytest.fixture
def entry(open_window: Open) -> EntryScreen:
    _app, window = open_window()
    return turn_to(window, EntryScreen)


def focused() -> QWidget:
    """Return what has the focus; a window may have lost it where a slow machine took long to save."""
    if QApplication.focusWidget() is None:
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                window.activateWindow()
        for _again in range(1_000):
            if QApplication.focusWidget() is None:
                QTest.qWait(10)
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focused(), key, modifier)


def type_(text: str) -> None:
    QTest.keyClicks(focused(), text)


def payments(books: Books) -> list[tuple[int, str, str]]:
    with books.read() as session:
        rows = session.execute(
            select(Payment.amount, Payment.method, Payment.cheque_number).order_by(Payment.id.desc())
        )
        return [(row.amount.cents, row.method, row.cheque_number) for row in rows]


def test_cheques_are_typed_one_after_another_without_the_mouse(entry: EntryScreen) -> None:
    for n, (name, amount) in enumerate((("mohand", "150"), ("claire m", "75,5"), ("ait", "1 200"))):
        assert QApplication.focusWidget() is entry.form.payer
        type_(name)
        press(Qt.Key.Key_Return)
        type_(amount)
        press(Qt.Key.Key_Tab)
        type_(f"000{n}")
        press(Qt.Key.Key_Return)  # save and next: three keys beside what is typed
    assert payments(entry.desk.books)[:3] == [
        (1200_00, "cheque", "0002"), (75_50, "cheque", "0001"), (150_00, "cheque", "0000"),
    ]  # fmt: skip
    assert entry.batch.table.model().rowCount() >= 3


def choose(entry: EntryScreen, name: str = "mohand") -> None:
    if not entry.isActiveWindow():  # a list that closed late, on a busy machine
        entry.window().activateWindow()
        QApplication.processEvents()
    entry.form.payer.setFocus()
    entry.form.payer.clear()
    type_(name)
    press(Qt.Key.Key_Return)


def test_a_hostile_amount_is_refused_beside_its_field_and_nothing_is_saved(entry: EntryScreen) -> None:
    before = payments(entry.desk.books)
    choose(entry)
    for typed, why in HOSTILE_AMOUNTS.items():
        entry.form.amount.setText(typed)
        assert entry.form.amount_field.note.text == ""  # what was said of another amount is gone
        entry.save()
        assert entry.form.amount_field.note.text == problem_sentence(why, typed)
        assert entry.form.amount.property("state") == "bad"
        assert payments(entry.desk.books) == before
        assert entry.form.payer.text() == "Mohand Aït Ahmed"  # the line stays as typed


def test_a_line_without_a_donor_is_refused_and_anonymous_must_be_said(entry: EntryScreen) -> None:
    entry.form.amount.setText("10")
    entry.save()
    assert "Choose who gave" in entry.form.payer_field.note.text
    choose(entry, "anonymous")
    entry.form.amount.setText("10")
    entry.save()
    assert payments(entry.desk.books)[0][0] == 10_00


def test_a_gift_is_split_over_projects_by_amount_and_percent(entry: EntryScreen) -> None:
    choose(entry)
    entry.form.amount.setText("100,01")
    rows = entry.form.allocations
    rows.add_row()
    for row, typed, part in zip(rows._rows, ("aman", "ecole"), ("50,01", "25 %"), strict=True):
        row.picker.setFocus()
        type_(typed)
        press(Qt.Key.Key_Return)
        row.part.setText(part)
        row.part.textEdited.emit(part)
    assert "25,00" in i18n.without_marks(rows.note.text)  # what is left goes to the general fund
    entry.save()
    with entry.desk.books.read() as session:
        shares = {row.code: row for row in project_shares(session, today=TODAY)}
    assert shares["EAU"].associations[0].share.private.cents == 50_01
    assert shares["ECOLE"].share.private.cents == 25_00


def test_more_than_the_amount_cannot_be_allocated(entry: EntryScreen) -> None:
    choose(entry)
    entry.form.amount.setText("100")
    row = entry.form.allocations._rows[0]
    row.picker.setFocus()
    type_("ecole")
    press(Qt.Key.Key_Return)
    row.part.setText("100,01")
    before = len(payments(entry.desk.books))
    entry.save()
    assert entry.form.allocation_field.note.text
    row.picker.setText("ecol")  # and nothing of what is found is taken
    row.picker.textEdited.emit("ecol")
    entry.form.amount.setFocus()
    entry.form.amount.setText("")
    entry.save()
    told = [note.text for note in entry.form.findChildren(Note) if note.text]
    assert [one for one in told if one.startswith(("This must be filled in", "No project is called so"))] == [
        "This must be filled in.",
        "No project is called so: choose one of the list, or leave the field empty for the general fund.",
    ]
    assert len(payments(entry.desk.books)) == before


def test_dues_and_a_gift_in_one_payment(entry: EntryScreen) -> None:
    choose(entry)
    entry.form.nature._buttons["both"].click()
    assert entry.form.dues_amount.text() == "30,00"  # what is owed for the oldest unpaid year
    assert entry.form.dues_year.text() == "2025"
    entry.form.amount.setText("100")
    entry.save()
    with entry.desk.books.read() as session:
        rows = session.execute(
            select(PaymentLine.kind, PaymentLine.amount, PaymentLine.dues_year).order_by(
                PaymentLine.id.desc()
            )
        ).all()
    assert [(row.kind, row.amount.cents, row.dues_year) for row in rows[:2]] == [
        ("donation", 70_00, None), ("dues", 30_00, 2025),
    ]  # fmt: skip


def test_a_second_cheque_of_the_same_number_is_warned_about_and_saved(
    entry: EntryScreen, qtbot: QtBot
) -> None:
    for amount in ("10", "20"):
        choose(entry)
        entry.form.amount.setText(amount)
        entry.form.cheque_number.setText("4417")
        if amount == "20":
            qtbot.waitUntil(lambda: bool(entry.form.number_field.note.text))
            assert "V-MRS-" in entry.form.number_field.note.text
            assert entry.form.cheque_number.property("state") == "warn"
        entry.save()
    assert [amount for amount, *_ in payments(entry.desk.books)[:2]] == [20_00, 10_00]


def test_the_last_line_is_taken_back_into_the_form(entry: EntryScreen) -> None:
    choose(entry)
    entry.form.amount.setText("15")
    entry.form.cheque_number.setText("99")
    entry.save()
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (entry.form.amount.text(), entry.form.cheque_number.text()) == ("15,00", "99")
    assert payments(entry.desk.books)[0] == (-15_00, "cheque", "99")
    entry.form.amount.setText("51")
    entry.save()
    assert payments(entry.desk.books)[0][0] == 51_00


def test_the_line_before_is_repeated_without_its_cheque_number(entry: EntryScreen) -> None:
    choose(entry)
    entry.form.amount.setText("15")
    entry.form.cheque_number.setText("99")
    entry.save()
    press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert (entry.form.payer.text(), entry.form.amount.text(), entry.form.cheque_number.text()) == (
        "Mohand Aït Ahmed", "15,00", "",
    )  # fmt: skip


def test_somebody_new_is_recorded_beside_the_line_without_losing_it(entry: EntryScreen) -> None:
    entry.form.amount.setText("44")
    entry.form.payer.setFocus()
    type_("Fatima Zahra Hamidi")
    press(Qt.Key.Key_F4)
    panel = entry.person
    texts = {name: field.edit for name, field in panel._fields.items()}
    assert texts["last_name"].text() == "Hamidi"  # type: ignore[attr-defined]
    texts["email"].setText("no address")  # type: ignore[attr-defined]
    panel.save()
    assert panel._fields["email"].note.text
    texts["email"].setText("")  # type: ignore[attr-defined]
    panel.save()
    assert entry.form.payer.text() == "Fatima Zahra Hamidi"
    assert entry.form.amount.text() == "44"
    with entry.desk.books.read() as session:
        assert session.scalar(select(Party.first_name).where(Party.last_name == "Hamidi")) == "Fatima Zahra"


def test_a_batch_is_opened_counted_and_closed_with_a_reason(entry: EntryScreen) -> None:
    entry.batch.ask_open()
    opening = shown(OpenBatch)
    assert isinstance(opening, OpenBatch)
    opening.counted.setText("2")
    opening.accept()
    assert opening.total_field.note.text  # a number without its sum
    opening.total.setText("30")
    opening.accept()
    choose(entry)
    entry.form.amount.setText("10")
    entry.save()
    assert entry.batch.batch is not None
    assert (entry.batch.batch.count, entry.batch.batch.expected_count) == (1, 2)
    entry.batch.ask_close()
    closing = shown(CloseBatch)
    assert isinstance(closing, CloseBatch)
    closing.accept()
    assert closing.reason_field.note.text
    closing.reason.setText("One was torn")
    closing.accept()
    assert entry.desk.read(open_batches, "MRS") == []


def test_pinned_fields_keep_their_value_and_are_passed_over(entry: EntryScreen) -> None:
    choose(entry)
    entry.form.bank.setText("La Banque Postale")
    entry.form.on.setText("20/11/2026")
    entry.form.amount.setText("5")
    entry.save()
    assert entry.form.bank.text() == "La Banque Postale"
    assert entry.form.on.text() == "20/11/2026"
    assert entry.form.on_field.pin is not None
    entry.form.on_field.pin.click()
    entry.empty()
    assert entry.form.on.text() == "23/11/2026"


def test_a_stack_of_dues_needs_the_nature_only_once(entry: EntryScreen) -> None:
    entry.form.nature._buttons["dues"].click()
    assert entry.form.nature_field.pin is not None
    entry.form.nature_field.pin.click()
    for year in ("2025", "2026"):
        choose(entry)
        assert (entry.form.dues_year.text(), entry.form.amount.text()) == (year, "30,00")
        entry.form.cheque_number.setText(year)
        entry.save()
    with entry.desk.books.read() as session:
        rows = session.execute(
            select(PaymentLine.kind, PaymentLine.dues_year).order_by(PaymentLine.id.desc())
        ).all()
    assert [(row.kind, row.dues_year) for row in rows[:2]] == [("dues", 2026), ("dues", 2025)]


def test_a_transfer_is_recorded_on_the_day_of_its_credit(entry: EntryScreen) -> None:
    choose(entry)
    entry.form.method.choose("transfer")
    assert entry.form.on_field.name.text() == "Credited on"
    entry.form.amount.setText("5")
    entry.save()
    with entry.desk.books.read() as session:
        row = session.execute(
            select(Payment.received_on, Payment.credited_on).order_by(Payment.id.desc())
        ).first()
    assert row is not None
    assert (row.received_on, row.credited_on) == (None, TODAY)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_field_has_a_name_for_who_cannot_see_it(open_window: Open, language: str) -> None:
    _app, window = open_window(language)
    for number in range(3):
        window.go(number)
        nameless = [
            widget
            for widget in window.findChildren(QWidget)
            if widget.isVisible()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
        ]
        assert nameless == []


def test_the_day_that_nobody_typed_follows_the_calendar(entry: EntryScreen) -> None:
    form, books = entry.form, entry.desk.books
    books.calendar = lambda: TODAY + timedelta(days=1)  # the window stood open over midnight
    choose(entry)
    assert form.on.day() == TODAY + timedelta(days=1)
    form.on.setText("20/11/2026")  # typed, and pinned
    entry.empty()
    books.calendar = lambda: TODAY + timedelta(days=2)
    choose(entry)
    assert form.on.day() == date(2026, 11, 20)
