"""A death in the window: the day of each of a couple, and the warning beside a gift that came after it."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.drafts import party_draft
from donations_app.domain.deaths import with_deaths
from donations_app.domain.parties import PartyDraft
from donations_app.services.people.parties import change_party
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.payments.correcting import PutRight
from donations_app.ui.people.deaths import NoteDeaths
from tests.ui.looking import Open, none_shown, shown, turn_to
from tests.ui.test_entry import payments
from tests.world import TODAY, gift, person


@pytest.fixture
def couple(people: Books) -> Books:
    person(people, "D4", kind="couple", last_name="Haddad", first_name="Samira", second_last_name="Benali",
           second_first_name="Omar")  # fmt: skip
    return people


def known(books: Books) -> PartyDraft:
    with books.read() as session:
        return party_draft(session, "D4")[0]


def asked(window: MainWindow) -> NoteDeaths:
    window.search.setFocus()
    QTest.keyClicks(window.search, "benali")
    for _ in range(3):
        QTest.keyClick(window.search, Qt.Key.Key_Down)
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    return shown(NoteDeaths)


def entry_of(window: MainWindow) -> EntryScreen:
    return turn_to(window, EntryScreen)


def test_each_of_a_couple_has_a_day_and_the_survivor_is_named_at_once(
    open_window: Open, couple: Books
) -> None:
    _app, window = open_window()
    dialog = asked(window)
    assert [field.edit.accessibleName() for field in dialog.fields] == [
        "Day of death: Samira Haddad", "Day of death: Omar Benali",
    ]  # fmt: skip
    assert dialog.told.text() == "Receipts are addressed to: Samira Haddad et Omar Benali."
    QTest.keyClicks(dialog.days[1], "01/07/2025")
    assert dialog.told.text() == "Receipts are addressed to: Samira Haddad."
    dialog.saves.click()
    assert none_shown(NoteDeaths)
    assert (known(couple).deceased_on, known(couple).second_deceased_on) == (None, date(2025, 7, 1))
    assert window.status_bar.told._whole == "Receipts are addressed to: Samira Haddad."


def test_a_person_has_one_day_and_one_in_the_future_is_refused_below_it(
    open_window: Open, couple: Books
) -> None:
    _app, window = open_window()
    entry = entry_of(window)
    entry.start_with("B2")
    entry.form.past.dies.click()
    dialog = shown(NoteDeaths)
    assert len(dialog.days) == 1
    QTest.keyClicks(dialog.days[0], "24/11/2026")
    dialog.saves.click()
    assert "future" in dialog.fields[0].note.text
    dialog.days[0].setText("x")
    dialog.saves.click()
    assert dialog.fields[0].note.text
    assert dialog.isVisible()
    assert known(couple).deceased_on is None


def test_an_organisation_does_not_die(open_window: Open, couple: Books) -> None:
    _app, window = open_window()
    entry = entry_of(window)
    entry.start_with("AMAN")
    assert entry.form.past.dies.isHidden()
    QTest.keyClicks(window.search, "aman")
    assert not any("Death" in one for one in window.search.found())
    assert known(couple).kind == "couple"


def test_a_gift_after_a_death_is_warned_of_beside_the_payer_and_saved_by_a_second_enter(
    open_window: Open, couple: Books
) -> None:
    _app, window = open_window()
    entry = entry_of(window)
    entry.start_with("D4")
    entry.form.past.dies.click()
    dialog = shown(NoteDeaths)
    dialog.days[0].set_day(TODAY.replace(day=1))
    dialog.saves.click()
    assert entry.form.payer_field.state == "warn"
    assert "Samira Haddad died on 01/11/2026" in entry.form.payer_field.note.text
    before = len(payments(couple))
    entry.form.method.choose("cash")
    entry.form.amount.setText("30")
    entry.form._warned.clear()
    entry.save()
    assert len(payments(couple)) == before
    entry.save()
    assert len(payments(couple)) == before + 1
    entry.start_with("D4")
    entry.form.on.set_day(TODAY.replace(day=1))  # the last day of both
    entry.form.look_again()
    assert entry.form.payer_field.state == ""


def test_putting_a_payment_right_says_that_its_day_lies_after_a_death(
    open_window: Open, couple: Books, qtbot: QtBot
) -> None:
    gift(couple, 30_00, payer="D4", ref="V-9", received_on=date(2026, 3, 1))
    with couple.read() as session:
        draft, seen = party_draft(session, "D4")
    change_party(couple, "D4", with_deaths(draft, date(2026, 6, 1), today=TODAY), seen=seen)
    _app, window = open_window()
    dialog = PutRight(window.desk, "", window, payment="V-9")
    dialog.what.choose("correct")
    dialog.what.chosen.emit("correct")
    dialog.open()
    dialog._foresee()
    assert "died" not in dialog.changes.text()
    dialog.right.received.set_day(date(2026, 6, 2))
    qtbot.waitUntil(lambda: "Samira Haddad died on 01/06/2026" in dialog.changes.text())
    dialog.close()
