"""The settings in the hands of the treasurer: what is missing is told first, what is written is journalled."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QScrollArea
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.db.queries.settings import offices, organisation, signatories
from donations_app.db.queries.trail import changes
from donations_app.db.tables import Entry, Link
from donations_app.domain.offices import OfficeFacts
from donations_app.formats.legal import parameters
from donations_app.services.audit.verify import verify
from donations_app.services.books.legal import legal_parameters, unconfirmed
from donations_app.services.books.settings import load_settings, standing_settings
from donations_app.ui.app import App
from donations_app.ui.main_window import MainWindow
from donations_app.ui.receipts.screen import ReceiptsScreen
from donations_app.ui.settings.deciding import DecideFigure
from donations_app.ui.settings.offices import AskOffice
from donations_app.ui.settings.screen import SettingsScreen
from donations_app.ui.settings.signatories import AskSignatory
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.fields import ComboBox
from donations_app.words.figures import FIGURES
from tests.ui.looking import Open, shown, turn_to
from tests.world import SETTINGS, TODAY

CEILING = "counterpart_ceiling_cents"


def settings_of(window: MainWindow, part: str = "association") -> SettingsScreen:
    screen = next(one for one in window.screens if isinstance(one, SettingsScreen))
    window.show_screen(screen)
    screen.show_part(part)
    return screen


def settle(app: App, qtbot: QtBot) -> None:
    QApplication.processEvents()  # news of what was just written
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)


def journalled(books: Books, kind: str) -> list[tuple[str, str]]:
    with books.read() as session:
        query = changes(Link.who, Entry.record).where(Entry.kind == kind)
        return [(row.who, row.record) for row in session.execute(query)]


def without_signatory(books: Books) -> None:
    """End the only mandate yesterday."""
    from msgspec.structs import replace

    with books.read() as session:
        standing = standing_settings(session, TODAY)
    ended = replace(standing.signatories[0], valid_to=date(2026, 11, 22))
    load_settings(books, replace(standing, signatories=(ended,)))


def test_what_is_missing_is_told_first_with_what_it_blocks(open_window: Open, people: Books) -> None:
    without_signatory(people)
    _app, window = open_window()
    screen = settings_of(window)
    assert [gap.code for gap in screen.gaps.gaps] == [
        "signatory_missing",
        "figures_unconfirmed",
        "mail_missing",
    ]
    told = "\n".join(label.text() for label in screen.gaps.findChildren(Wrapped))
    assert "Nobody may sign today" in told
    assert "No receipt can be issued until a signatory is in office." in told


@pytest.mark.file_only
def test_a_signatory_added_in_the_settings_lets_the_receipts_be_issued(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    without_signatory(people)
    app, window = open_window()
    receipts = turn_to(window, ReceiptsScreen)
    qtbot.waitUntil(lambda: receipts._job is None)
    assert {line.reason for line in receipts.plan.left_out} == {"signatory_missing", "address_missing"}
    receipts.show_left_out("signatory_missing")
    assert receipts.actions_row.complete.text() == "Open the settings"
    receipts.actions_row.complete.click()  # one click leads there
    screen = next(one for one in window.screens if isinstance(one, SettingsScreen))
    assert (window.title.text(), screen.part.value()) == ("Settings", "signatories")
    screen.signatories.adder.click()
    dialog = shown(AskSignatory)
    QTest.keyClicks(dialog.name, "Claire Moreau")
    dialog.title.setText("Présidente")
    dialog.first.setText("23/11/2026")
    dialog.last.setText("31/12/2028")  # a day that lies ahead
    QTest.keyClick(dialog.title, Qt.Key.Key_Return)
    settle(app, qtbot)
    with people.read() as session:
        assert [(row.name, row.valid_to) for row in signatories(session)] == [
            ("Zohra Amrani", date(2026, 11, 22)),
            ("Claire Moreau", date(2028, 12, 31)),
        ]
    assert journalled(people, "signatory.added")[-1] == ("naima", "signatory:Claire Moreau")
    assert "signatory_missing" not in [gap.code for gap in screen.gaps.gaps]
    turn_to(window, ReceiptsScreen)
    qtbot.waitUntil(lambda: receipts._job is None and not receipts._is_asked_again)
    assert [row.giver.ref for row in receipts.plan.receipts] == ["A1", "B2"]


def test_a_mandate_that_ends_before_it_starts_is_refused_beside_its_field(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    app, window = open_window()
    screen = settings_of(window, "signatories")
    screen.signatories.changer.click()
    dialog = shown(AskSignatory)
    assert dialog.name.isReadOnly()  # who, and from when, is what a mandate is
    dialog.last.setText("01/01/2014")
    dialog.accept()
    settle(app, qtbot)
    assert dialog.fields["signatories.to"].note.text == "The end lies before the start."
    dialog.title.setText("   ")
    dialog.accept()
    assert dialog.fields["signatories.title"].note.text
    dialog.reject()
    assert journalled(people, "signatory.changed") == []


def test_a_signature_that_is_no_image_is_refused_and_nothing_is_saved(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    picture = tmp_path / "signature.png"
    picture.write_bytes(b"not a picture")
    app, window = open_window()
    screen = settings_of(window, "signatories")
    screen.signatories.changer.click()
    dialog = shown(AskSignatory)
    dialog.take_image(picture)
    dialog.accept()
    settle(app, qtbot)
    box = shown(QMessageBox)
    assert "PNG or JPEG" in box.text()
    box.close()
    with people.read() as session:
        assert [row.image for row in signatories(session)] == [None]


def test_an_office_is_added_and_becomes_the_head_office_alone(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    app, window = open_window()
    screen = settings_of(window, "offices")
    screen.offices.adder.click()
    dialog = shown(AskOffice)
    dialog.code.setText("MRS")
    dialog.name.setText("Taliouine")
    dialog.accept()
    assert "stands twice" in dialog.fields["offices.code"].note.text
    dialog.code.setText("tal")
    dialog.head.setChecked(True)
    dialog.country.choose("MA")
    assert dialog.currency.value() == "MAD"
    typed = {"address": "Avenue Mohammed V", "city": "Taliouine", "phone": "528 53 00 00"}
    for name, said in typed.items():
        dialog.texts[name].setText(said)
    dialog.accept()
    settle(app, qtbot)
    assert "lacks a zero" in dialog.fields["offices.phone"].note.text
    dialog.texts["phone"].setText("05 28 53 00 00")
    dialog.account.setCurrentIndex(1)
    dialog.accept()
    settle(app, qtbot)
    with people.read() as session:
        facts = {office.code: office.facts for office in standing_settings(session, TODAY).offices}
        assert facts == {"MRS": None, "LYO": None, "TAL": OfficeFacts(
            country="MA", currency="MAD", address="Avenue Mohammed V", city="Taliouine", phone="05 28 53 00 00",
            account=SETTINGS.accounts[0].iban,
        )}  # fmt: skip
        assert [(row.code, row.is_head) for row in offices(session)] == [
            ("TAL", True), ("LYO", False), ("MRS", False),
        ]  # fmt: skip
    assert verify(people).faults == []


@pytest.mark.file_only
def test_the_association_is_saved_from_today_and_the_facts_before_stay(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    with people.read() as session:
        standing = standing_settings(session, TODAY)
    app, window = open_window()
    tomorrow = date(2026, 11, 24)
    app.desk.books.calendar = lambda: tomorrow
    screen = settings_of(window)
    form = screen.association
    form.edits["address"].setText("2 rue de la République")
    form.minimum.setText("10")
    year_end = form.edits["fiscal_year_end"]
    assert year_end.displayText() == "31/12"
    year_end.selectAll()
    QTest.keyClicks(year_end, "31/08")
    form.saver.click()
    settle(app, qtbot)
    with people.read() as session:
        now, before = organisation(session, tomorrow), organisation(session, TODAY)
    assert (now.address, now.receipt_minimum_cents) == ("2 rue de la République", 10_00)
    assert (before.address, before.fiscal_year_end) == (standing.organisation.address, "12-31")
    assert (now.fiscal_year_end, year_end.displayText()) == ("08-31", "31/08")
    assert journalled(people, "organisation.changed")[-1] == ("naima", "organisation")
    assert not form.is_changed


def test_a_wrong_siren_stays_beside_its_field_and_the_window_asks_before_it_closes(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    app, window = open_window()
    screen = settings_of(window)
    form = screen.association
    form.edits["siren"].setText("123456789")
    form.saver.click()
    settle(app, qtbot)
    assert "123456789" in form.fields["siren"].note.text
    assert screen.unsaved()
    assert not screen.save_unsaved()
    form.undoer.click()
    assert not screen.unsaved()
    with people.read() as session:
        assert organisation(session, TODAY).siren == "552100554"


def test_settings_that_somebody_else_changed_are_not_overwritten(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    app, window = open_window()
    screen = settings_of(window)
    screen.association.edits["city"].setText("Aubagne")
    without_signatory(people)  # meanwhile, elsewhere
    screen.association.saver.click()
    settle(app, qtbot)
    box = shown(QMessageBox)
    assert "Somebody else changed" in box.text()
    box.close()
    with people.read() as session:
        assert organisation(session, TODAY).city == "Marseille"
        assert signatories(session)[0].valid_to == date(2026, 11, 22)
    assert screen.association.edits["city"].text() == "Aubagne"
    window._again()  # F5: the facts under what is typed are the same
    screen.association.saver.click()
    settle(app, qtbot)
    with people.read() as session:
        assert organisation(session, TODAY).city == "Aubagne"
        assert signatories(session)[0].valid_to == date(2026, 11, 22)


def test_the_name_of_the_association_is_shown_as_it_is_saved(open_window: Open, qtbot: QtBot) -> None:
    app, window = open_window()
    screen = settings_of(window)
    screen.association.edits["name"].setText("Migrations et Développement")
    screen.association.saver.click()
    settle(app, qtbot)
    assert window.windowTitle() == "Migrations et Développement — Tiwizi"
    assert window._sidebar._name._whole == "Migrations et Développement"


@pytest.mark.file_only
def test_a_doubtful_figure_is_confirmed_with_its_source_and_who_and_when_stand_beside_it(
    open_window: Open, people: Books
) -> None:
    _app, window = open_window()
    screen = settings_of(window)
    screen.follow(f"figures/{CEILING}")
    figure = screen.figures.current
    assert figure is not None
    assert (figure.name, figure.first_on, figure.confirmed) == (CEILING, date(2026, 1, 1), False)
    screen.figures.decider.click()
    dialog = shown(DecideFigure)
    assert dialog.does.text() == "Confirm"
    dialog.accept()
    assert dialog.fields["source"].note.text  # where one read it is compulsory
    QTest.keyClicks(dialog.source, "Decree of 2026")
    QTest.keyClick(dialog.source, Qt.Key.Key_Return)
    with people.read() as session:
        assert CEILING not in {one.name for one in unconfirmed(session, TODAY)}
    assert journalled(people, "legal_parameter.decided") == [
        ("naima", f"legal_parameter:{CEILING}/2026-01-01")
    ]
    QApplication.processEvents()  # news of what was just written
    screen.figures.view.choose("now")
    screen.figures._show_rows()
    rows = screen.figures._rows("now")
    screen.figures.table.choose_row(next(n for n, one in enumerate(rows) if one.name == CEILING))
    assert screen.figures.state.text() == "Confirmed by naima on 23/11/2026."
    assert "Decree of 2026" in screen.figures.source.text()


def test_another_value_is_written_from_a_day_on_and_the_earlier_one_stays(
    open_window: Open, people: Books
) -> None:
    _app, window = open_window()
    screen = settings_of(window)
    screen.follow(f"figures/{CEILING}")
    dialog = screen.figures.decide()
    assert dialog is not None
    dialog.value.setText("-3")  # type: ignore[union-attr]
    dialog.source.setText("Arrêté")
    dialog.accept()
    assert dialog.fields["value"].note.text
    dialog.value.setText("80")  # type: ignore[union-attr]
    dialog.first.setText("01/06/2026")
    assert dialog.does.text() == "Write this value"
    assert "the day before 01/06/2026" in dialog.what.text()
    dialog.accept()
    with people.read() as session:
        found = {(one.first_on, one.value) for one in legal_parameters(session) if one.name == CEILING}
    assert found >= {(date(2026, 1, 1), 7300), (date(2026, 6, 1), 8000)}


def test_every_figure_that_ships_is_named_in_words() -> None:
    assert {figure.name for figure in parameters()} == set(FIGURES)


def test_texts_that_do_not_ship_cannot_be_chosen(open_window: Open) -> None:
    _app, window = open_window()
    screen = settings_of(window)
    screen.follow("figures/wording_companies")
    dialog = screen.figures.decide()
    assert dialog is not None
    value = dialog.value
    assert [value.itemText(n) for n in range(value.count())] == ["11580-05", "16216-02", "16216-03"]  # type: ignore[union-attr]
    dialog.reject()


def test_a_reading_is_chosen_in_words_and_a_day_in_a_calendar(open_window: Open, people: Books) -> None:
    _app, window = open_window()
    screen = settings_of(window)
    screen.follow("figures/declaration_documents")
    dialog = screen.figures.decide()
    assert dialog is not None
    assert isinstance(dialog.value, ComboBox)
    assert [dialog.value.itemText(n) for n in range(dialog.value.count())] == [
        "On its gifts", "Issued in the period",
    ]  # fmt: skip
    dialog.value.choose("issued")
    dialog.source.setText("accountant")
    dialog.accept()
    with people.read() as session:
        (found,) = [one for one in legal_parameters(session) if one.name == "declaration_documents"]
    assert (found.value, found.confirmed) == ("issued", True)
    day = next(one for one in parameters() if one.name == "declaration_earliest_due_on")
    dialog = DecideFigure(screen.desk, day, [day], screen)
    dialog.value.setText("31/01/2023")  # type: ignore[union-attr]
    dialog.source.setText("accountant")
    dialog.accept()
    with people.read() as session:
        (found,) = [one for one in legal_parameters(session) if one.name == "declaration_earliest_due_on"]
    assert (found.value, found.last_on) == ("2023-01-31", date(2021, 12, 31))


def test_a_warning_on_the_receipts_page_leads_to_its_figure_in_one_click(
    open_window: Open, qtbot: QtBot
) -> None:
    _app, window = open_window()
    receipts = turn_to(window, ReceiptsScreen)
    qtbot.waitUntil(lambda: receipts._job is None)
    assert receipts.plan.unconfirmed
    assert receipts.doubt.isVisible()
    receipts.doubt.click()
    screen = next(one for one in window.screens if isinstance(one, SettingsScreen))
    assert window.title.text() == "Settings"
    assert screen.figures.current is not None
    assert screen.figures.current.name == receipts.plan.unconfirmed[0].name


def test_what_is_typed_goes_on_in_the_window_of_another_language(open_window: Open, qtbot: QtBot) -> None:
    app, window = open_window()
    screen = settings_of(window)
    screen.association.edits["city"].setText("Aubagne")
    window.language_chosen.emit("fr")
    qtbot.waitUntil(lambda: app.window is not window)
    assert app.window is not None
    again = next(one for one in app.window.screens if isinstance(one, SettingsScreen))
    assert again.association.edits["city"].text() == "Aubagne"
    assert again.unsaved()
    again.association.undo()


def test_one_who_may_only_read_is_offered_nothing_that_writes(open_window: Open, people: Books) -> None:
    people.read_only = True
    _app, window = open_window()
    screen = settings_of(window)
    assert not any(
        made.isVisibleTo(window)
        for made in (screen.association.saver, screen.signatories.adder, screen.figures.decider)
    )
    assert screen.association.edits["name"].isReadOnly()
    assert screen.figures.decide() is None
    people.read_only = False


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.usefixtures("dressed")
def test_every_part_fits_a_small_window(open_window: Open, language: str) -> None:
    _app, window = open_window(language, size=(1024, 700))
    screen = settings_of(window)
    for part in ("association", "signatories", "offices", "figures"):
        screen.show_part(part)
        QApplication.processEvents()
        for area in window.findChildren(QScrollArea):
            if area.isVisible() and area.isAncestorOf(screen):
                assert area.horizontalScrollBar().maximum() == 0


def test_backups_of_books_on_a_server_are_left_to_who_runs_it(open_window: Open, people: Books) -> None:
    if not people.is_server:
        pytest.skip("WINDOW_ON=server gives one")
    _app, window = open_window()
    pane = settings_of(window, "backups").backups
    assert not window.status_bar.backup.isVisible()
    assert [label.text() for label in pane.findChildren(QLabel)] == [
        "These books are on a server: whoever runs it backs them up there."
    ]
