"""The page of waived expenses in the hands of a clerk: a claim typed, printed, signed or withdrawn, to the cent."""

from datetime import date
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.db.queries.expenses import claims_of, expense_claim
from donations_app.db.tables import ExpenseClaim
from donations_app.domain.expenses import Claim, ExpenseDraft
from donations_app.domain.mileage import Trip
from donations_app.formats.legal import mileage_scales
from donations_app.services.audit.verify import verify
from donations_app.services.books.legal import decide_parameter
from donations_app.services.expenses.claims import record_claim
from donations_app.services.expenses.waivers import waive_claim, withdraw_claim
from donations_app.services.receipts.planning import plan_receipts
from donations_app.ui.expenses.screen import ExpensesScreen
from donations_app.ui.expenses.settling import WaiverSigned, WithdrawClaim
from donations_app.ui.main_window import MainWindow
from tests.receipts.reading import text_of
from tests.ui.looking import SIZES, Open, shown
from tests.world import TODAY

_KEY = Qt.Key


def page(window: MainWindow, qtbot: QtBot) -> ExpensesScreen:
    screen = next(screen for screen in window.screens if isinstance(screen, ExpensesScreen))
    window.show_screen(screen)
    settle(screen, qtbot)
    return screen


def settle(screen: ExpensesScreen, qtbot: QtBot) -> None:
    QApplication.processEvents()  # news of what was just written
    qtbot.waitUntil(lambda: not screen.desk.jobs.is_busy)


def said(text: str) -> str:
    """Return what the user reads, with plain spaces."""
    return i18n.without_marks(text).replace("\u202f", " ").replace("\u00a0", " ")


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def keys(text: str, then: Qt.Key = _KEY.Key_Tab) -> None:
    """Type where the focus is, and go on; what was made just now is shown first."""
    QApplication.processEvents()
    QTest.keyClicks(focused(), text)
    QTest.keyClick(focused(), then)


def stated(books: Books, *trips: Trip, payer: str = "A1") -> str:
    draft = ExpenseDraft(key=uuid4(), payer=payer, office="MRS", trips=trips)
    return record_claim(books, draft).ref


def driven(km: int, on: date = date(2025, 6, 1), purpose: str = "Board meeting") -> Trip:
    return Trip(on, purpose, km, "car", 5)


def claims(books: Books, year: int = TODAY.year) -> list[Claim]:
    with books.read() as session:
        return [expense_claim(session, ref, mileage_scales()) for ref in claims_of(session, year)]


def trip_of(screen: ExpensesScreen, *texts: str, payer: str = "A1", row: int = 0) -> None:
    """Type a trip: day, purpose, kilometres, power, plate or less."""
    if not screen.has_form:
        screen.open_form()
    form = screen.form
    if form.payer.value() != payer:
        QTest.keyClicks(form.payer, payer)
        form.payer.take()
    trips = form.trips
    while len(trips.rows) <= row:
        trips.add()
    for edit, text in zip(trips.rows[row].edits, texts, strict=False):
        edit.setText(text)


def type_a_claim(screen: ExpensesScreen) -> None:
    keys("Mohand", _KEY.Key_Return)
    assert focused() is screen.form.project
    keys("")
    keys("12/03/2026")
    keys("Lyon, board meeting")
    keys("4 640")
    keys("")  # a car
    keys("5", _KEY.Key_Return)
    assert focused() is screen.form.trips.rows[1].on
    keys("04/06/2026")
    keys("Paris, meeting of associations")
    keys("780", _KEY.Key_Return)
    assert screen.form.trips.rows[1].power.text() == "5"  # one drives one's own car
    QTest.keyClick(focused(), _KEY.Key_Return)  # the row is empty: on to the other costs
    assert focused() is screen.form.items.rows[0].on
    keys("04/06/2026")
    keys("Toll")
    keys("Ticket 0461")
    keys("62,40", _KEY.Key_Return)
    QTest.keyClick(focused(), _KEY.Key_Return)
    assert focused() is screen.save_button


def test_a_claim_is_typed_with_the_keyboard_alone(open_window: Open, people: Books, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    screen.listed.table.setFocus()
    QTest.keyClick(focused(), _KEY.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert focused() is screen.form.payer
    type_a_claim(screen)
    assert [said(row.amount.text()) for row in screen.form.trips.rows] == ["2 951,04 €", "378,90 €", ""]
    assert said(screen.total.text()) == "3 392,34 €"
    QTest.keyClick(focused(), _KEY.Key_Return)
    assert not screen.has_form
    settle(screen, qtbot)
    (claim,) = claims(people)
    assert [(one.trip.km, one.amount.cents, one.km_before) for one in claim.trips] == [
        (4_640, 2_951_04, 0), (780, 378_90, 4_640),
    ]  # fmt: skip
    assert [(item.label, item.amount.cents) for item in claim.items] == [("Toll (Ticket 0461)", 62_40)]
    assert (claim.amount.cents, claim.payer, claim.office, claim.payment) == (3_392_34, "A1", "MRS", "")
    assert said(window.status_bar.told._whole) == f"Saved: {claim.ref}, 3 392,34 €"
    screen.open_form()  # empty again, and Tab comes to the new rows
    screen.form.project.setFocus()
    keys("")
    assert focused() is screen.form.trips.rows[0].on
    screen.form.trips.more.setFocus()
    keys("")
    assert focused() is screen.form.items.rows[0].on


def test_the_tranche_its_rate_and_the_provisional_scale_are_told(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    trip_of(screen, "12/03/2026", "Lyon", "4640", "5")
    row = screen.form.trips.rows[0]
    assert said(row.rate.text()) == "0,636 €/km"
    assert said(screen.sums.text()) == (
        "2026: from 0 to 4 640 km of the year; car 5 CV, scale of employees, tranche up to 5 000 km: 0,636 €/km"
    )
    assert "2026 is not final" in said(screen.provisional.text)
    row.km.setText("5001")
    assert "tranche from 5 001 to 20 000 km: d × 0,357 + 1 395" in said(screen.sums.text())
    row.km.setText("20001")
    assert "tranche from 20 001 km: 0,427 €/km" in said(screen.sums.text())
    row.electric.setChecked(True)
    assert "car 5 CV electric" in said(screen.sums.text())
    assert "0,427 €/km +20 %" in said(screen.sums.text())
    row.on.setText("12/03/2025")
    assert not screen.provisional.text
    row.on.setText("12/03/2019")
    assert "tariff of volunteers: 0,319 €/km" in said(screen.sums.text())


def test_the_year_goes_on_from_the_claims_before(open_window: Open, people: Books, qtbot: QtBot) -> None:
    stated(people, driven(4_000))
    stated(people, driven(4_000), payer="B2")
    _app, window = open_window()
    screen = page(window, qtbot)
    trip_of(screen, "01/09/2025", "Lyon", "4000", "5")
    assert said(screen.total.text()) == "1 707,00 €"
    assert "from 4 000 to 8 000 km" in said(screen.sums.text())
    withdraw_claim(people.acting(office="LYO"), "F-MRS-000001", reason="r")
    qtbot.waitUntil(lambda: said(screen.total.text()) == "2 544,00 €")  # as after another page


WRONG_TRIPS = (  # what is typed, the field that is wrong, what is told
    (("24/11/2026", "Lyon", "10", "5"), "on", "lies in the future"),
    (("31/02/2026", "Lyon", "10", "5"), "on", "31/02/2026"),
    (("01/06/2021", "Lyon", "10", "5"), "on", "No mileage scale is known for trips of 2021"),
    (("01/06/2026", "", "10", "5"), "purpose", "must be filled in"),
    (("01/06/2026", "Lyon", "", "5"), "km", "must be filled in"),
    (("01/06/2026", "Lyon", "12,5", "5"), "km", "“12,5” is not a whole number"),
    (("01/06/2026", "Lyon", "0", "5"), "km", "“0” is not the distance of a trip"),
    (("01/06/2026", "Lyon", "100000", "5"), "km", "“100000” is not the distance of a trip"),
    (("01/06/2026", "Lyon", "10", ""), "power", "must be filled in"),
    (("01/06/2026", "Lyon", "10", "-1"), "power", "“-1” is not a whole number"),
)


def test_what_is_wrong_with_a_trip_is_told_below_it_and_nothing_is_saved(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    for texts, field, told in WRONG_TRIPS:
        trip_of(screen, *texts)
        trip_of(screen, "02/06/2026", "Paris", "10", "5", row=1)
        screen.save()
        row = screen.form.trips.rows[0]
        edit = row.edits[row.fields.index(field)]
        assert told in said(row.note.text)
        assert (edit.property("state"), edit.hasFocus()) == ("bad", True), texts
        assert [one.amount.text() != "" for one in screen.form.trips.rows] == [False, True], texts
        assert not screen.form.trips.rows[1].note.text, texts
        assert screen.has_form, texts
        assert claims(people) == [], texts
        screen.empty()  # the next begins anew: nothing told, nothing marked
        (row,) = screen.form.trips.rows
        assert (row.note.text, row.is_empty) == ("", True), texts
        assert "bad" not in [edit.property("state") for edit in row.edits], texts


def test_a_trip_that_cannot_be_is_told_as_soon_as_it_is_whole(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    screen.open_form()
    row = screen.form.trips.rows[0]
    row.on.setFocus()
    for text in ("01/06/2025", "Lyon", "10"):
        keys(text)
    keys("")
    assert not row.note.text  # the power is still to come
    row.on.setText("01/06/2021")
    row.on.setFocus()
    keys("")
    assert "No mileage scale is known for trips of 2021" in said(row.note.text)


def test_a_moped_has_no_power(open_window: Open, people: Books, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    trip_of(screen, "01/06/2025", "Market", "62", "5")
    row = screen.form.trips.rows[0]
    row.vehicle.choose("moped")
    assert (row.power.isEnabled(), row.power.text(), said(row.amount.text())) == (False, "", "19,53 €")
    screen.save()
    assert claims(people)[0].trips[0].trip == Trip(date(2025, 6, 1), "Market", 62, "moped", 0)


def test_an_empty_claim_says_what_it_lacks(open_window: Open, people: Books, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    screen.open_form()
    screen.save()
    assert "must be filled in" in screen.form.fields["payer"].note.text
    assert screen.form.trips.note.text == "Write at least one trip or one cost."
    assert focused() is screen.form.payer
    screen.form.project.setText("nowhere")
    screen.save()
    assert "“nowhere”" in screen.form.fields["project"].note.text
    assert claims(people) == []


def test_only_people_are_found_as_volunteers(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    screen.open_form()
    QTest.keyClicks(screen.form.payer, "aman")
    assert screen.form.payer.found() == []


def test_a_cost_counts_to_the_cent_for_its_project(open_window: Open, people: Books, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    trip_of(screen, "", "", "", "")
    screen.form.project.setFocus()
    keys("eau", _KEY.Key_Return)
    assert focused() is screen.form.wish
    screen.form.wish.setChecked(True)
    item = screen.form.items.rows[0]
    for edit, text in zip(item.edits, ("02/03/2026", "Stamps", "", "-3"), strict=True):
        edit.setText(text)
    screen.save()
    assert item.note.text
    item.amount.setText("12,30")
    assert said(screen.total.text()) == "12,30 €"
    screen.save()
    (claim,) = claims(people)
    assert (claim.amount.cents, claim.project, claim.items[0].label) == (12_30, "EAU", "Stamps")
    with people.read() as session:
        assert session.scalar(select(ExpenseClaim.earmarked_by_donor)) is True


def test_what_waits_for_its_signature_is_printed_signed_and_becomes_a_gift(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    ref = stated(people, driven(1_000))
    _app, window = open_window()
    screen = page(window, qtbot)
    listed = screen.listed
    row = listed.table._model.row(0)
    assert [said(column.text(row)) for column in listed.table._model.columns] == [
        "Mohand Aït Ahmed", "23/11/2026", "1 000", "636,00 €", "To sign", "Final", "",
    ]  # fmt: skip
    assert said(listed.summary.text()) == "1 claim, 636,00 €, 1 000 km"
    assert "No gift yet" in listed.notes[0].text
    assert "636,00" in text_of(listed.document.content)
    listed.sign_one.click()
    dialog = shown(WaiverSigned)
    assert dialog.focusWidget() is dialog.on
    QTest.keyClicks(dialog.on, "20/12/2025")
    QTest.keyClicks(dialog.evidence, "Folder 7")
    heard: list[frozenset[str]] = []
    screen.desk.changed.connect(heard.append)
    QTest.keyClick(dialog.evidence, _KEY.Key_Return)
    settle(screen, qtbot)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [frozenset(("payments", "projects", "expenses"))]  # other pages read again, once
    (claim,) = claims(people, 2025)
    assert (claim.ref, claim.waived_on, claim.evidence) == (ref, date(2025, 12, 20), "Folder 7")
    assert listed.year.value() == "2025"  # the year of the gift
    assert listed.table.current_key() == ref
    assert "Waived on 20/12/2025 (Folder 7)" in said(listed.notes[0].text)
    assert "a gift of 636,00 €" in said(window.status_bar.told._whole)
    plan = plan_receipts(people, 2025)
    assert 636_00 + 100_00 in [receipt.amount.cents for receipt in plan.receipts]
    assert verify(people).faults == []


WRONG_SIGNATURES = (  # the day, the evidence, the field that is wrong, what is told
    ("", "Folder 7", "waived_on", "must be filled in"),
    ("24/11/2026", "Folder 7", "waived_on", "lies in the future"),
    ("31/05/2025", "Folder 7", "waived_on", "earlier than an expense"),
    ("20/12/2025", " ", "evidence", "waiver"),
)


def test_a_signature_that_cannot_be_stays_beside_its_field(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    stated(people, driven(1_000))
    _app, window = open_window()
    screen = page(window, qtbot)
    for on, evidence, field, told in WRONG_SIGNATURES:
        screen.listed.sign_one.click()
        dialog = shown(WaiverSigned)
        assert not any(one.note.text for one in dialog.fields.values())  # of the dialog before
        dialog.on.setText(on)
        dialog.evidence.setText(evidence)
        dialog.accept()
        assert told in said(dialog.fields[field].note.text)
        assert dialog.focusWidget() is dialog.fields[field].edit, told
        assert dialog.isVisible(), told
        assert claims(people)[0].waived_on is None, told
        dialog.reject()


def test_a_claim_is_withdrawn_with_a_reason_and_stays_visible(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    stated(people, driven(1_000))
    _app, window = open_window()
    screen = page(window, qtbot)
    screen.listed.withdraw_one.click()
    dialog = shown(WithdrawClaim)
    dialog.accept()
    assert dialog.fields["reason"].note.text
    QTest.keyClicks(dialog.reason, "Reimbursed")
    QTest.keyClick(dialog.reason, _KEY.Key_Return)
    settle(screen, qtbot)
    assert claims(people)[0].withdrawn == "Reimbursed"
    assert said(screen.listed.notes[0].text) == "Withdrawn on 23/11/2026: Reimbursed"
    for button in (screen.listed.sign_one, screen.listed.withdraw_one):
        assert not button.isEnabled()
        assert said(button.toolTip()) == "Withdrawn on 23/11/2026: Reimbursed"


def test_somebody_else_settled_the_claim_meanwhile(
    open_window: Open, people: Books, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = stated(people, driven(1_000))
    _app, window = open_window()
    screen = page(window, qtbot)
    screen.listed.withdraw_one.click()
    dialog = shown(WithdrawClaim)
    waive_claim(people.acting(office="LYO"), ref, waived_on=date(2025, 12, 20), evidence="F")
    told: list[BaseException] = []
    monkeypatch.setattr("donations_app.ui.errors.tell", lambda error, _parent: told.append(error))
    dialog.reason.setText("Reimbursed")
    dialog.accept()
    assert [type(error).__name__ for error in told] == ["ClaimSettled"]
    dialog.reject()


def test_the_list_shows_what_waits_for_what(open_window: Open, people: Books, qtbot: QtBot) -> None:
    waits, signed = stated(people, driven(10, date(2026, 3, 1))), stated(people, driven(20))
    waive_claim(people, signed, waived_on=TODAY, evidence="F")
    _app, window = open_window()
    listed = page(window, qtbot).listed
    found = {}
    for view, button in listed.view._buttons.items():
        button.click()
        found[view] = list(listed.table._model._keys)
    assert found == {
        "all": [signed, waits], "unsigned": [waits], "provisional": [waits], "unreceipted": [signed],
    }  # fmt: skip
    listed.year.choose("2024")
    assert listed.table.model().rowCount() == 0
    assert listed.sign_one.toolTip() == "Choose a claim first."
    assert listed.document.content == b""


def test_the_same_trip_in_another_claim_is_warned_of(open_window: Open, people: Books, qtbot: QtBot) -> None:
    first = stated(people, driven(630, purpose="Lyon, réunion"))
    stated(people, driven(630, purpose="Lyon, réunion"), payer="B2")
    _app, window = open_window()
    screen = page(window, qtbot)
    trip_of(screen, "01/06/2025", "LYON, reunion", "630", "5")
    told = f"The trip of 01/06/2025 stands in claim {first} too: same vehicle, distance and purpose."
    row = screen.form.trips.rows[0]
    assert said(row.note.text) == told
    row.km.setText("631")
    assert not row.note.text
    row.km.setText("630")
    trip_of(screen, "02/06/2025", "", "10", "5", row=1)
    screen.save()
    assert said(row.note.text) == told  # beside what is wrong with another row
    screen.form.trips.rows[1].remover.click()
    screen.save()  # a warning stands against nothing
    settle(screen, qtbot)
    assert len(claims(people)) == 3
    assert said(screen.listed.notes[1].text) == told


def test_a_claim_that_cannot_be_printed_says_why_below_the_list(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    stated(people, driven(630, purpose="Lyon \U0001f697"))
    _app, window = open_window()
    listed = page(window, qtbot).listed
    assert "\U0001f697" in listed.notes[0].text
    assert listed.document.content == b""
    assert not listed.save_one.isEnabled()
    assert listed.sign_one.isEnabled()


def test_what_is_typed_outlives_the_list_and_the_language(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    app, window = open_window()
    screen = page(window, qtbot)
    trip_of(screen, "01/06/2025", "Lyon", "630", "5")
    screen.form.trips.rows[0].purpose.setFocus()
    key = screen.form.key
    QTest.keyClick(focused(), _KEY.Key_Escape)
    assert not screen.has_form
    assert screen.unsaved()
    screen.listed.new.click()
    assert said(screen.total.text()) == "400,68 €"
    window.language_chosen.emit("fr")
    qtbot.waitUntil(lambda: app.window is not window)
    assert app.window is not None
    screen = page(app.window, qtbot)
    assert screen.has_form
    assert (screen.form.key, said(screen.total.text())) == (key, "400,68 €")
    assert screen.save_unsaved()
    assert [claim.amount.cents for claim in claims(people)] == [400_68]
    assert not screen.unsaved()


def test_rows_are_taken_away_and_one_always_stays(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    trip_of(screen, "01/06/2025", "Lyon", "100", "5")
    trip_of(screen, "02/06/2025", "Lyon", "200", "5", row=1)
    assert said(screen.total.text()) == "190,80 €"
    for total in ("127,20 €", "0,00 €"):
        screen.form.trips.rows[0].remover.click()
        assert said(screen.total.text()) == total
    assert [row.is_empty for row in screen.form.trips.rows] == [True]


def test_read_only_books_show_claims_and_say_why_nothing_is_written(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    stated(people, driven(1_000))
    people.read_only = True
    _app, window = open_window()
    screen = page(window, qtbot)
    for button in (screen.listed.new, screen.listed.sign_one, screen.listed.withdraw_one):
        assert (button.isVisible(), button.isEnabled()) == (True, False)
        assert button.toolTip() == "Read only: nothing can be changed here."
    assert screen.listed.save_one.isEnabled()
    screen.open_form()
    assert not screen.has_form


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.usefixtures("dressed")
def test_nothing_of_the_page_lies_outside_the_window(
    open_window: Open, people: Books, qtbot: QtBot, language: str
) -> None:
    stated(people, driven(1_000))
    _app, window = open_window(language, size=SIZES[0])
    screen = page(window, qtbot)
    rooms = []
    for size in SIZES:
        window.resize(*size)
        QApplication.processEvents()
        rooms.append(screen.room)
        assert (window.width(), window.height()) == size
        assert screen.minimumSizeHint().width() <= screen.room, size
        trip_of(screen, "01/06/2025", "Lyon", "630", "5")
        qtbot.waitUntil(lambda: screen.minimumSizeHint().width() <= screen.room)
        screen.empty()
        screen.close_form()
    assert rooms[0] < rooms[1]  # each size has reached the page


def test_two_cars_of_one_class_are_told_while_the_accountant_has_not_said(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    trip_of(screen, "01/03/2025", "Lyon", "5000", "5", "AB-123-CD")
    trip_of(screen, "02/03/2025", "Lyon", "5000", "5", "EF-456-GH", row=1)
    assert said(screen.total.text()) == "4 965,00 €"
    assert "Several vehicles count as one in 2025" in said(screen.provisional.text)
    decide_parameter(
        people,
        "mileage_vehicles",
        first_on=date(1990, 1, 1),
        value="apart",
        source="letter of the accountant",
    )
    screen.form.read_distances()
    assert said(screen.total.text()) == "6 360,00 €"
    assert screen.provisional.text == ""
    assert "EF-456-GH" in screen.sums.text()
