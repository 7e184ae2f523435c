"""The page of people: found by what one knows, each with a card on which all can be changed; nothing of others lost."""

import csv
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.drafts import party_draft
from donations_app.domain.parties import PartyDraft
from donations_app.i18n import day
from donations_app.services.people.parties import change_party
from donations_app.services.receipts.issue import issue_receipts
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.payments.screen import PaymentsScreen
from donations_app.ui.people.agreeing import NoteConsent
from donations_app.ui.people.deaths import NoteDeaths
from donations_app.ui.people.erasing import EraseParty
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.receipts.screen import ReceiptsScreen
from donations_app.ui.screen import Screen
from donations_app.ui.widgets.basic import Label
from donations_app.ui.widgets.dialog import Discard
from donations_app.ui.widgets.fields import ComboBox, TextEdit
from donations_app.ui.widgets.signs import Pill
from tests.ui.looking import SIZES, Open, none_shown, screen_of, shown, stands_within, turn_to
from tests.world import gift, person

_KEY = Qt.Key


def page(window: MainWindow, qtbot: QtBot) -> PeopleScreen:
    screen = turn_to(window, PeopleScreen)
    settle(screen, qtbot)
    return screen


def settle(screen: Screen, qtbot: QtBot) -> None:
    for _again in range(3):  # the list, then the card of whom it chooses
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not screen.desk.jobs.is_busy and not screen._soon.isActive())  # type: ignore[attr-defined]


def refs(screen: PeopleScreen) -> list[str]:
    model = screen.table._model
    return [row.ref for number in range(model.rowCount()) if (row := model.row(number))]


def said(text: str) -> str:
    return (
        text.replace("\u202f", " ")
        .replace("\u00a0", " ")
        .translate(dict.fromkeys((0x200E, 0x200F, 0x2066, 0x2069)))
    )


def texts(widget: QWidget) -> list[str]:
    QApplication.processEvents()
    labels = [said(label.text()) for label in widget.findChildren(Label) if label.isVisible()]
    return [*labels, *(said(made.text()) for made in widget.findChildren(QPushButton) if made.isVisible())]


def find(screen: PeopleScreen, typed: str, qtbot: QtBot) -> list[str]:
    screen.typed.clear()
    QTest.keyClicks(screen.typed, typed)
    settle(screen, qtbot)
    return refs(screen)


def look_at(screen: PeopleScreen, ref: str, qtbot: QtBot) -> None:
    screen.table.choose_row(refs(screen).index(ref))
    settle(screen, qtbot)
    assert screen.panel.found is not None
    assert screen.panel.found.draft.ref == ref


def edit(screen: PeopleScreen, name: str) -> TextEdit:
    found = screen.panel.form.fields[name].edit
    assert isinstance(found, TextEdit)
    return found


def type_into(screen: PeopleScreen, name: str, text: str) -> None:
    field = edit(screen, name)
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, _KEY.Key_Delete)
    QTest.keyClicks(field, text)


def choose(screen: PeopleScreen, choice: ComboBox, code: str, qtbot: QtBot) -> list[str]:
    choice.choose(code)
    settle(screen, qtbot)
    return refs(screen)


def standing(books: Books, ref: str) -> tuple[PartyDraft, int]:
    with books.read() as session:
        return party_draft(session, ref)


def click(widget: QWidget) -> None:
    assert widget.isEnabled()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def link(widget: QWidget, text: str) -> QPushButton:
    QApplication.processEvents()
    return next(
        one for one in widget.findChildren(QPushButton) if said(one.text()) == text and one.isVisible()
    )


@pytest.fixture
def more(people: Books) -> Books:
    """Beside those of the window: who has an e-mail, a telephone and another language; who gave this year, too."""
    person(
        people, "D4", last_name="Benali", first_name="Zohra", city="Évry", postcode="91000", language="ar",
        email="zohra@example.org", phone="06 39 98 41 27",
    )  # fmt: skip
    gift(people, 40_00, received_on=date(2026, 2, 3))
    return people


@pytest.mark.usefixtures("more")
def test_people_are_found_by_what_one_knows_of_them(open_window: Open, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    assert refs(screen) == ["A1", "AMAN", "D4", "B2", "C3"]
    for typed, found in (
        ("moreau cl", ["B2"]), ("zohra@ex", ["D4"]), ("+33 6 39 98", ["D4"]), ("evry", ["D4"]), ("c3", ["C3"]),
        ("nobody", []),
    ):  # fmt: skip
        assert find(screen, typed, qtbot) == found
    assert screen.panel.found is None
    assert not screen.panel.changer.isEnabled()
    assert said(screen.summary.text()) == "0 people, 0,00 € given in 2026"


@pytest.mark.usefixtures("more")
def test_views_kinds_and_languages_narrow_the_list(open_window: Open, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    assert said(screen.summary.text()) == "5 people, 40,00 € given in 2026"
    for view, found in (
        ("members", ["A1"]), ("no_address", ["AMAN", "C3"]), ("no_email", ["A1", "AMAN", "B2", "C3"]),
        ("lapsed", ["B2", "C3"]),
    ):  # fmt: skip
        assert choose(screen, screen.view, view, qtbot) == found
    assert said(screen.summary.text()) == "2 people, 70,00 € given in 2025"
    choose(screen, screen.view, "all", qtbot)
    assert choose(screen, screen.kind, "association", qtbot) == ["AMAN"]
    choose(screen, screen.kind, "", qtbot)
    assert choose(screen, screen.language, "ar", qtbot) == ["D4"]


@pytest.mark.usefixtures("more")
def test_a_heading_sorts_by_what_was_given(open_window: Open, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    columns = [one.order for one in screen.table._model.columns]
    screen.table.horizontalHeader().sectionClicked.emit(columns.index("before"))
    settle(screen, qtbot)
    assert refs(screen)[:3] == ["A1", "B2", "C3"]
    screen.table.horizontalHeader().sectionClicked.emit(columns.index("city"))
    settle(screen, qtbot)
    assert screen.table.order[0] == "city"


@pytest.mark.usefixtures("more")
def test_who_is_shown_is_exported_in_the_order_of_the_table(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    screen = page(open_window()[1], qtbot)
    choose(screen, screen.view, "lapsed", qtbot)
    table = tmp_path / "people.csv"
    screen.export(table)
    settle(screen, qtbot)
    rows = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert [(row["Reference"], row["Name"], row["Given in 2025 (€)"]) for row in rows] == [
        ("B2", "Claire Moreau", "50,00"),
        ("C3", "Adresse Sans", "20,00"),
    ]
    screen.table.selectAll()
    screen.copy()
    assert "Claire Moreau" in QApplication.clipboard().text()


def test_a_donor_who_moved_is_changed_on_the_card(open_window: Open, people: Books, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    look_at(screen, "A1", qtbot)
    click(screen.panel.changer)
    assert not screen.panel.saver.isEnabled()  # nothing is changed yet
    type_into(screen, "address", "3 quai du Port")
    type_into(screen, "postcode", "69 003")
    type_into(screen, "city", "Lyon")
    assert not screen.listed.isEnabled()  # nobody else is chosen meanwhile
    click(screen.panel.saver)
    settle(screen, qtbot)
    draft, version = standing(people, "A1")
    assert (draft.address, draft.postcode, draft.city, version) == ("3 quai du Port", "69003", "Lyon", 2)
    assert screen.listed.isEnabled()
    assert "3 quai du Port\n69003 Lyon" in texts(screen.panel)
    assert said(screen.panel.note.text) == (
        "1 receipt to issue will carry the new address. What was issued stays as it is."
    )
    assert "person changed" in texts(screen.panel)


def test_what_cannot_be_taken_is_refused_below_its_field(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    screen = page(open_window()[1], qtbot)
    look_at(screen, "A1", qtbot)
    screen.window().activateWindow()
    screen.table.setFocus()
    QTest.keyClick(screen.table, _KEY.Key_F2)
    assert screen.panel.is_editing
    for name, wrong in (("postcode", "1300"), ("email", "moha@exemple,fr"), ("last_name", "")):
        before = edit(screen, name).text()
        type_into(screen, name, wrong)
        QTest.keyClick(edit(screen, name), _KEY.Key_Return)
        assert screen.panel.is_editing
        field = screen.panel.form.fields[name]
        assert (field.state, bool(field.note.text)) == ("bad", True)
        edit(screen, name).setText(before)
    assert standing(people, "A1")[1] == 1


def test_a_kind_on_which_payments_hang_is_refused_below_it(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    screen = page(open_window()[1], qtbot)
    look_at(screen, "B2", qtbot)
    click(screen.panel.changer)
    kind = screen.panel.form.fields["kind"]
    assert isinstance(kind.edit, ComboBox)
    kind.edit.choose("company")
    assert screen.panel.form.fields["organisation"].isVisible()
    assert not screen.panel.form.fields["last_name"].isVisible()
    type_into(screen, "organisation", "Moreau SARL")
    click(screen.panel.saver)
    assert kind.note.text
    assert standing(people, "B2")[0].kind == "individual"
    screen.panel._turn(0)


def test_what_somebody_else_saved_meanwhile_is_decided_field_by_field(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    screen = page(open_window()[1], qtbot)
    look_at(screen, "A1", qtbot)
    click(screen.panel.changer)
    type_into(screen, "city", "Lyon")
    type_into(screen, "postcode", "69003")
    type_into(screen, "email", "moha@example.org")
    draft, seen = standing(people, "A1")
    change_party(
        people, "A1", replace(draft, city="Nice", postcode="06000", phone="06 39 98 41 27"), seen=seen
    )
    settle(screen, qtbot)
    form = screen.panel.form
    click(screen.panel.saver)
    assert set(form.open) == {"city", "postcode", "phone"}
    assert not screen.panel.saver.isEnabled()
    assert {"Here: Lyon", "Saved meanwhile: Nice", "Here: nothing"} <= set(texts(form))
    assert standing(people, "A1")[0].city == "Nice"  # nothing is saved before all is decided
    click(form.open["city"].keeps)
    click(form.open["postcode"].keeps)
    assert not screen.panel.saver.isEnabled()
    click(form.open["phone"].takes)
    click(screen.panel.saver)
    settle(screen, qtbot)
    found, version = standing(people, "A1")
    assert (found.city, found.postcode, found.phone, found.email, version) == (
        "Lyon", "69003", "06 39 98 41 27", "moha@example.org", 3,
    )  # fmt: skip


def test_what_is_typed_is_asked_about_before_it_is_lost(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    screen = page(open_window()[1], qtbot)
    look_at(screen, "A1", qtbot)
    click(screen.panel.changer)
    QTest.keyClick(edit(screen, "city"), _KEY.Key_Escape)
    assert not screen.panel.is_editing  # nothing was typed
    click(screen.panel.changer)
    type_into(screen, "city", "Lyon")
    assert screen.unsaved() == "A change of a person is not saved."
    click(screen.panel.back)
    assert screen.panel.is_editing
    shown(Discard).accept()
    assert not screen.panel.is_editing
    assert screen.unsaved() == ""
    assert standing(people, "A1")[1] == 1


def test_a_change_half_typed_goes_on_in_another_language(open_window: Open, qtbot: QtBot) -> None:
    app, window = open_window()
    screen = page(window, qtbot)
    look_at(screen, "B2", qtbot)
    click(screen.panel.changer)
    type_into(screen, "city", "Lyon")
    window.language_chosen.emit("fr")
    qtbot.waitUntil(lambda: app.window is not None and app.window is not window)
    assert app.window is not None
    after = screen_of(app.window, PeopleScreen)
    settle(after, qtbot)
    assert after.panel.is_editing
    assert edit(after, "city").text() == "Lyon"
    assert after.panel.form.changes() == {"city": "Lyon"}
    click(after.panel.saver)
    settle(after, qtbot)
    after.panel.leave()


def test_the_card_has_what_is_recorded_and_leads_to_it(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    (number, *_others) = [one.number for one in issue_receipts(people, 2025).issued]
    _app, window = open_window()
    screen = page(window, qtbot)
    look_at(screen, "A1", qtbot)
    found = texts(screen.panel)
    assert {"Mohand Aït Ahmed", "Individual", "01/03/2025", "100,00 €", "receipt issued", number} <= set(
        found
    )
    assert "0,00 € of 30,00 €" in found
    link(screen.panel, "01/03/2025").click()
    payments = screen_of(window, PaymentsScreen)
    settle(payments, qtbot)
    assert window.screens[window._stack.currentIndex()] is payments
    assert payments.panel.found is not None
    assert payments.panel.found.row.payer == "A1"
    link(payments.panel, "Card of the person").click()
    settle(screen, qtbot)
    assert window.screens[window._stack.currentIndex()] is screen
    assert screen.panel.found is not None
    assert screen.panel.found.draft.ref == "A1"
    link(screen.panel, number).click()
    assert isinstance(window.screens[window._stack.currentIndex()], ReceiptsScreen)


def test_all_payments_of_a_couple_are_a_link(open_window: Open, people: Books, qtbot: QtBot) -> None:
    person(people, "D4", kind="couple", last_name="Haddad", first_name="Samira", second_first_name="Omar")
    for month in range(1, 11):
        gift(people, month * 1_00, payer="D4", ref=f"H{month}", received_on=date(2026, month, 1))
    _app, window = open_window()
    screen = page(window, qtbot)
    look_at(screen, "D4", qtbot)
    link(screen.panel, "All 10 payments").click()
    payments = screen_of(window, PaymentsScreen)
    settle(payments, qtbot)
    assert payments.typed.text() == "Samira Haddad"
    assert said(payments.summary.text()) == "10 payments, 55,00 €"


def test_death_erasure_and_a_new_gift_begin_on_the_card(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = page(window, qtbot)
    look_at(screen, "B2", qtbot)
    screen.panel.situations.wanted.emit("death")
    shown(NoteDeaths).reject()
    click(screen.panel.asks)
    shown(EraseParty).reject()
    click(screen.panel.gives)
    entry = window.screens[window._stack.currentIndex()]
    assert isinstance(entry, EntryScreen)
    assert "Moreau" in entry.form.payer.text()
    link(entry.form.past, "Card of the person").click()
    settle(screen, qtbot)
    assert screen.panel.found is not None
    assert screen.panel.found.draft.ref == "B2"
    window.show_screen(entry)
    entry.empty()


def test_the_search_of_the_window_offers_a_gift_and_the_card(open_window: Open, qtbot: QtBot) -> None:
    app, window = open_window()
    found = app._pages.find("moreau")
    assert [one.name for one in found[:2]] == ["Claire Moreau", "Card: Claire Moreau"]
    found[1].value()
    screen = screen_of(window, PeopleScreen)
    settle(screen, qtbot)
    assert window.screens[window._stack.currentIndex()] is screen
    assert screen.panel.found is not None
    assert screen.panel.found.draft.ref == "B2"


def test_who_is_recorded_elsewhere_appears(open_window: Open, people: Books, qtbot: QtBot) -> None:
    screen = page(open_window()[1], qtbot)
    look_at(screen, "B2", qtbot)
    person(people, "E5", last_name="Aaa", first_name="New")
    qtbot.waitUntil(lambda: refs(screen)[0] == "E5")
    settle(screen, qtbot)
    assert screen.table.current_row().ref == "B2"  # who was looked at stays chosen


def test_who_reads_alone_changes_nobody(open_window: Open, people: Books, qtbot: QtBot) -> None:
    people.read_only = True
    screen = page(open_window()[1], qtbot)
    look_at(screen, "A1", qtbot)
    panel = screen.panel
    assert (panel.changer.isEnabled(), panel.gives.isVisible(), screen.header_action()) == (
        False,
        False,
        None,
    )
    assert panel.changer.toolTip() == "Read only: nothing can be changed here."
    QTest.keyClick(screen.table, _KEY.Key_F2)
    assert not panel.is_editing
    assert none_shown(NoteDeaths)
    assert screen.exporter.isEnabled()


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.usefixtures("dressed")
def test_nothing_of_the_page_lies_outside_the_window(open_window: Open, qtbot: QtBot, language: str) -> None:
    _app, window = open_window(language, size=SIZES[0])
    stands_within(window, page(window, qtbot))


def test_the_card_names_the_country_of_those_who_live_abroad(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    person(people, "M9", last_name="Ould Ali", city="Tata", postcode="84000", country="MA")
    screen = page(open_window("fr")[1], qtbot)
    for ref, last in (("A1", "13001 Marseille"), ("M9", "Maroc")):
        screen.show_ref(ref)
        settle(screen, qtbot)
        shown = [label.text() for label in screen.panel.findChildren(Label)]
        (address,) = (text for text in shown if "1 rue de la République" in text)
        assert address.splitlines()[-1] == last


def test_a_name_in_other_letters_stands_below_the_name_and_finds_the_person(
    open_window: Open, qtbot: QtBot
) -> None:
    screen = page(open_window()[1], qtbot)
    look_at(screen, "A1", qtbot)
    assert "موحا" not in texts(screen.panel)
    click(screen.panel.changer)
    edit(screen, "other_script").setText("موحا")  # QTest has no keys for its letters
    click(screen.panel.saver)
    settle(screen, qtbot)
    assert "موحا" in texts(screen.panel)
    screen.typed.setText("موح")
    settle(screen, qtbot)
    assert refs(screen) == ["A1"]


def test_a_word_is_noted_with_its_day_and_source_and_stays_on_the_card(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    screen = page(open_window()[1], qtbot)
    look_at(screen, "A1", qtbot)
    click(screen.panel.consents.notes)
    dialog = shown(NoteConsent)
    dialog.day.setText("")
    dialog.accept()
    assert dialog.fields["on"].state == "bad"
    dialog.day.setText("14/03/2024")
    dialog.accept()
    settle(screen, qtbot)
    assert none_shown(NoteConsent)
    assert f"E-mail: agreed on {said(day(date(2024, 3, 14)))} (a signed form)" in texts(screen.panel)
    assert standing(people, "A1")[0].consent_email
    names = [pill.accessibleName() for pill in screen.panel.consents.findChildren(Pill)]
    assert names == ["E-mail: agreed", "Post: not agreed"]
