"""Registers and control in the hands of the treasurer and the auditor: what they see, and what the files hold."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any, get_args
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QScrollArea
from pytestqt.qtbot import QtBot

from donations_app import i18n
from donations_app.db.books import Books
from donations_app.db.queries.declaration import filings
from donations_app.domain.foreign import Personality
from donations_app.domain.register import RegisterFilter
from donations_app.services.books.legal import decide_parameter
from donations_app.services.receipts.cancelling import cancel_receipt
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.ui.app import App
from donations_app.ui.dashboard.screen import DashboardScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.receipts.screen import ReceiptsScreen
from donations_app.ui.registers.appeal import DeclareAppeal
from donations_app.ui.registers.filing import FileDeclaration
from donations_app.ui.registers.pane import Pane
from donations_app.ui.registers.register_words import BOXES, CONTRIBUTORS
from donations_app.ui.registers.screen import RegistersScreen
from donations_app.ui.widgets.basic import Wrapped
from donations_app.words.codes import METHODS
from tests.originals import Fill
from tests.receipts.reading import text_of
from tests.ui.conftest import fill
from tests.ui.looking import SIZES, Open, none_shown, screen_of, shown, stop, turn_to
from tests.world import company, gift, person

NUMBERS = ["2025-MRS-P-000001", "2025-MRS-P-000002"]  # of A1, 100 euros, and of B2, 50


def settle(screen: RegistersScreen, qtbot: QtBot) -> None:
    QApplication.processEvents()  # news of what was just written
    qtbot.waitUntil(lambda: not screen.is_busy and screen.pane.is_fresh)


def registers_of(window: MainWindow, qtbot: QtBot, code: str = "register") -> RegistersScreen:
    screen = turn_to(window, RegistersScreen)
    screen.show_view(code)
    settle(screen, qtbot)
    return screen


def plain(text: str) -> str:
    return i18n.without_marks(text).replace("\u00a0", " ").replace("\u202f", " ")


def issue(books: Books, office: str = "MRS") -> None:
    issue_receipts(books.acting(office=office), 2025, Choice(accept=["all"]))


def cancel(books: Books, number: str) -> None:
    cancel_receipt(books, number, reason="Erreur")


def fill_issued(books: Books) -> None:
    fill(books)
    issue(books)


@pytest.fixture
def filling(request: pytest.FixtureRequest) -> Fill:
    return fill_issued if "issued" in request.fixturenames else fill


@pytest.fixture
def issued(people: Books) -> Books:
    """The receipts of 2025 are issued: two of people; C3 has no address."""
    return people


def save(screen: RegistersScreen, path: Path, qtbot: QtBot) -> Path:
    """Press the button of the ending, and say where."""
    screen.feet[screen.view.value()].saves[path.suffix].click()
    dialog = shown(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    settle(screen, qtbot)
    return path


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def ledger_of(pane: Any) -> dict[str, tuple[str, str]]:
    return {
        plain(row.label): (plain(row.number), plain(row.amount))
        for section in pane.ledger.sections
        for row in section.rows
    }


# the register


def test_the_register_shows_every_number_its_totals_and_its_continuity(
    open_window: Open, issued: Books, qtbot: QtBot
) -> None:
    cancel(issued, NUMBERS[1])
    _app, window = open_window()
    screen = registers_of(window, qtbot)
    rows = [screen.register.table._model.row(n) for n in range(2)]
    assert [(row.number, row.name, row.status) for row in rows if row] == [
        (NUMBERS[0], "Mohand Aït Ahmed", "issued"),
        (NUMBERS[1], "Claire Moreau", "cancelled"),
    ]
    assert plain(screen.summary.text()) == "1 receipt in force, 100,00 €, 1 cancelled"
    assert ledger_of(screen.register) == {
        "Money": ("", "100,00 €"),
        "Cheque": ("", "100,00 €"),
        "11580*05": ("1", "100,00 €"),
        "In force": ("1", "100,00 €"),
        "Cancelled": ("1", "50,00 €"),
    }
    assert [note.text for note in screen.register.series] == [
        "2025-MRS-P: 1 to 2, nothing missing, 1 cancelled."
    ]
    assert "nothing missing" in screen.note.text


def test_filters_leave_what_was_asked_for_and_the_file_is_an_extract_that_says_so(
    open_window: Open, issued: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    cancel(issued, NUMBERS[1])
    _app, window = open_window()
    screen = registers_of(window, qtbot)
    screen.register.filters.status.choose("cancelled")
    settle(screen, qtbot)
    assert screen.register.table._model.rowCount() == 1
    assert screen.register.file_name() == "extrait-registre-recus-2025-annules"
    assert [row[0] for row in rows_of(save(screen, tmp_path / "r.csv", qtbot))] == ["Numéro", NUMBERS[1]]
    assert "EXTRAIT : état « annulé »" in text_of(save(screen, tmp_path / "r.pdf", qtbot).read_bytes())
    assert "nothing missing" in screen.note.text  # of the series, not of the extract


def test_the_register_of_what_an_office_recorded_names_both_offices(
    open_window: Open, issued: Books, qtbot: QtBot
) -> None:
    gift(issued, 20_00, office="LYO")
    issue(issued, "MRS")
    _app, window = open_window()
    screen = registers_of(window, qtbot)
    recording = screen.register.filters.recording
    assert [recording.itemData(n) for n in range(recording.count())] == ["", "LYO", "MRS"]
    recording.choose("LYO")
    settle(screen, qtbot)
    model = screen.register.table._model
    assert model.rowCount() == 1
    heads = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    said = [
        i18n.without_marks(str(model.index(0, heads.index(name)).data()))
        for name in ("Issued at", "Recorded at")
    ]
    assert said == ["MRS", "LYO"]
    assert screen.register.file_name() == "extrait-registre-recus-2025-LYO"


def test_offices_forms_and_series_of_the_year_are_offered(
    open_window: Open, issued: Books, qtbot: QtBot
) -> None:
    company(issued)
    gift(issued, 1_000_00, payer="E1", method="transfer", credited_on=date(2025, 3, 2))
    issue(issued, "LYO")
    _app, window = open_window()
    screen = registers_of(window, qtbot)
    filters = screen.register.filters
    offered = [[box.itemData(n) for n in range(box.count())] for box in (filters.form, filters.office)]
    assert offered == [["", "11580*05", "16216*03"], ["", "LYO", "MRS"]]
    filters.office.choose("LYO")
    settle(screen, qtbot)
    assert [screen.register.table._model.key(0)] == ["2025-LYO-E-000001"]
    filters.series.choose("2025-MRS-P")
    settle(screen, qtbot)
    assert filters.only() == RegisterFilter(series="2025-MRS-P", office="LYO")
    assert screen.register.table._model.rowCount() == 0
    assert "No receipt is like this" in screen.register.table._empty


@pytest.mark.usefixtures("issued")
def test_pdf_csv_and_xlsx_hold_the_same_register(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    _app, window = open_window()
    screen = registers_of(window, qtbot)
    printed = text_of(save(screen, tmp_path / "r.pdf", qtbot).read_bytes())
    assert all(number in printed for number in NUMBERS)
    assert "EXTRAIT" not in printed
    assert "Written: " in plain(window.status_bar.told._whole)
    lines = rows_of(save(screen, tmp_path / "r.csv", qtbot))
    sheet = load_workbook(save(screen, tmp_path / "r.xlsx", qtbot)).active
    assert sheet is not None
    assert [row[0] for row in lines[1:]] == NUMBERS == [sheet.cell(n, 1).value for n in (2, 3)]


@pytest.mark.usefixtures("issued")
def test_the_dialog_proposes_a_name_and_a_file_is_replaced_only_after_its_question(
    open_window: Open, qtbot: QtBot
) -> None:
    _app, window = open_window()
    screen = registers_of(window, qtbot)
    screen.feet["register"].saves[".xlsx"].click()
    dialog = shown(QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "registre-recus-2025.xlsx"
    assert not dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.close()


def test_a_year_without_receipts_says_what_to_do(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = registers_of(window, qtbot)
    assert "Tax receipts" in screen.register.table._empty
    assert screen.register.ledger.sections == []


@pytest.mark.parametrize(
    "code", ["register", "declaration"]
)  # a reading that can be stopped, and one that cannot
def test_the_year_that_is_shown_is_the_year_that_was_chosen_last(
    open_window: Open, issued: Books, qtbot: QtBot, code: str
) -> None:
    gift(issued, 7_00, received_on=date(2024, 2, 1))
    issue_receipts(issued, 2024)
    _app, window = open_window()
    screen = turn_to(window, RegistersScreen)
    screen.show_view(code)
    settle(screen, qtbot)
    screen.refresh()
    screen.year.choose("2024")  # while 2025 is still being read
    settle(screen, qtbot)
    assert (screen.pane.year, screen._stack.currentWidget()) == (2024, screen.pane)
    if code == "register":
        assert [screen.register.table._model.key(0)] == ["2024-MRS-P-000001"]
    else:
        assert plain(screen.declaration.amount.value.text()) == "7,00 €"


@pytest.mark.usefixtures("issued")
def test_enter_on_a_line_shows_the_receipt_on_its_page(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = registers_of(window, qtbot)
    screen.register.table.choose_row(1)
    QTest.keyClick(screen.register.table, Qt.Key.Key_Return)
    receipts = screen_of(window, ReceiptsScreen)
    qtbot.waitUntil(lambda: receipts._job is None and bool(receipts.document.content))
    assert window.title.text() == "Tax receipts"
    assert NUMBERS[1] in text_of(receipts.document.content)


def test_what_another_page_writes_is_read_again(open_window: Open, people: Books, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = registers_of(window, qtbot)
    assert screen.register.table._model.rowCount() == 0
    turn_to(window, DashboardScreen)
    issue(people)
    turn_to(window, RegistersScreen)
    settle(screen, qtbot)
    assert screen.register.table._model.rowCount() == 2


# the control


def test_what_nothing_explains_comes_first_and_is_gone_once_issued(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    _app, window = open_window()
    screen = registers_of(window, qtbot, "control")
    reasons = [screen.control.table._model.key(n).reason for n in range(3)]
    assert reasons == ["to_issue", "to_issue", "address_missing"]
    assert screen.note.text == "2 lines that nothing explains"
    screen.control.table.choose_row(0)
    assert "A receipt can be issued and has not been." in screen.control.line.text()
    issue(people)
    settle(screen, qtbot)
    assert screen.note.text == "Every line agrees or is explained."
    groups = [screen.control.group.itemText(n) for n in range(4)]
    assert groups == ["All lines", "To explain · 0", "Explained · 1", "Agrees · 2"]
    screen.control.group.choose("agrees")
    assert [screen.control.table._model.key(n).number for n in range(2)] == NUMBERS
    said = {row[7] for row in rows_of(save(screen, tmp_path / "c.csv", qtbot))[1:]}
    assert said == {"adresse incomplète", "concordant"}  # the file holds every line, whatever is shown
    assert "concord" in text_of(save(screen, tmp_path / "c.pdf", qtbot).read_bytes())


# the declaration


def of_declaration(open_window: Open, qtbot: QtBot) -> tuple[App, RegistersScreen]:
    app, window = open_window()
    return app, registers_of(window, qtbot, "declaration")


def file_it(screen: RegistersScreen, qtbot: QtBot, reference: str, day: str = "") -> FileDeclaration:
    screen.declaration.file_button.click()
    dialog = shown(FileDeclaration)
    dialog.note.setText(reference)
    if day:
        dialog.on.setText(day)
    QTest.keyClick(dialog.note, Qt.Key.Key_Return)
    settle(screen, qtbot)
    return dialog


@pytest.mark.usefixtures("issued")
def test_both_figures_stand_with_what_they_count_and_the_day_by_which(
    open_window: Open, qtbot: QtBot
) -> None:
    _app, screen = of_declaration(open_window, qtbot)
    pane = screen.declaration
    assert plain(pane.amount.value.text()) == "150,00 €"
    assert plain(pane.documents.value.text()) == "2"  # on these gifts, though they were issued in 2026
    rows = ledger_of(pane)
    assert rows["Declared: receipts on the gifts of the period, whenever issued"] == ("2", "")
    assert rows["Not declared: receipts issued in the period, whatever year their gifts are of"] == ("0", "")
    assert any("To be confirmed" in label and "impots.gouv.fr" in label for label in rows)
    assert plain(pane.due.value.text()) == "05/05/2026"
    assert pane._state(pane.found)[0] == "202 days late"  # type: ignore[arg-type]
    assert "Not filed yet" in screen.note.text
    assert ledger_of(pane)["Receipts on the gifts of the period"] == ("2", "150,00 €")
    assert ledger_of(pane)["Receipts in force, issued in the period"] == ("0", "0,00 €")
    assert "Déclaration annuelle des dons" in text_of(pane.whole.page.content)


def test_a_filing_is_recorded_with_its_day_and_reference_and_tells_what_changes_after_it(
    open_window: Open, issued: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    _app, screen = of_declaration(open_window, qtbot)
    file_it(screen, qtbot, "ACC-2026-17", "04/05/2026")
    with issued.read() as session:
        (filed,) = filings(session, 2025)
    assert (filed.amount.cents, filed.documents, filed.filed_on, filed.note) == (
        150_00,
        2,
        date(2026, 5, 4),
        "ACC-2026-17",
    )
    pane = screen.declaration
    assert screen.note.text == "The figures are those filed."
    assert not pane.file_button.isEnabled()
    assert "nothing to correct" in screen.feet["declaration"].told.text()
    cancel(issued, NUMBERS[1])
    settle(screen, qtbot)
    assert plain(screen.note.text) == (
        "The figures are no longer those filed. Amount: -50,00 €; documents: -1."
    )
    assert [pane.changes._model.key(0).number] == [NUMBERS[1]]
    assert pane.file_button.text() == "Record a corrected filing ..."
    file_it(screen, qtbot, "rectification")
    with issued.read() as session:
        assert [one.n for one in filings(session, 2025)] == [1, 2]
    assert "ACC-2026-17" in text_of(save(screen, tmp_path / "d.pdf", qtbot).read_bytes())


@pytest.mark.usefixtures("issued")
def test_a_filing_after_its_day_is_told_as_late_before_and_after(open_window: Open, qtbot: QtBot) -> None:
    _app, screen = of_declaration(open_window, qtbot)
    screen.declaration.file_button.click()
    lines = {plain(line.text()) for line in shown(FileDeclaration).findChildren(Wrapped)}
    assert "To be declared by 05/05/2026, 202 days late" in lines
    shown(FileDeclaration).reject()
    file_it(screen, qtbot, "ACC-2026-18", "07/05/2026")
    pane = screen.declaration
    assert pane._state(pane.found)[:2] == ("Filed, 2 days late", "warn")  # type: ignore[arg-type]
    assert "Filed on 07/05/2026" in plain(pane.due.says.text())
    assert plain(screen.note.text).endswith(", 2 days late")
    assert any(plain(label).endswith(", 2 days late, ACC-2026-18") for label in ledger_of(pane))


def test_a_year_without_receipts_has_nothing_to_declare_and_a_filing_is_asked_about(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    _app, screen = of_declaration(open_window, qtbot)
    pane = screen.declaration
    assert plain(pane.due.value.text()) == "–"
    assert pane._state(pane.found)[0] == "Nothing to declare"  # type: ignore[arg-type]
    assert "no receipt was issued" in screen.note.text
    dialog = file_it(screen, qtbot, "zero")
    assert dialog.isVisible()
    assert "There is nothing to declare" in dialog.fields["accept"].note.text
    with people.read() as session:
        assert filings(session, 2025) == []
    dialog.accept_doubt.setChecked(True)
    QTest.keyClick(dialog.note, Qt.Key.Key_Return)
    settle(screen, qtbot)
    with people.read() as session:
        assert [(one.amount.cents, one.documents) for one in filings(session, 2025)] == [(0, 0)]


def test_an_amount_without_documents_is_told_by_the_other_reading(
    open_window: Open, issued: Books, qtbot: QtBot
) -> None:
    decide_parameter(
        issued, "declaration_documents", first_on=date(1990, 1, 1), value="issued", source="accountant"
    )
    _app, screen = of_declaration(open_window, qtbot)
    assert plain(screen.declaration.documents.value.text()) == "0"
    assert screen.note.text.startswith("An amount and no document")


def test_a_day_on_which_nothing_can_be_filed_is_refused_at_its_field(
    open_window: Open, issued: Books, qtbot: QtBot
) -> None:
    _app, screen = of_declaration(open_window, qtbot)
    for day, said in (("31/12/2025", "before the end of the period"), ("24/11/2026", "after today")):
        dialog = file_it(screen, qtbot, "x", day)
        assert said in dialog.fields["filed_on"].note.text
        assert dialog.isVisible()
        dialog.reject()
    with issued.read() as session:
        assert filings(session, 2025) == []


def test_figures_that_changed_behind_the_question_are_not_filed(
    open_window: Open, issued: Books, qtbot: QtBot
) -> None:
    _app, screen = of_declaration(open_window, qtbot)
    screen.declaration.file_button.click()
    dialog = shown(FileDeclaration)
    cancel(issued, NUMBERS[1])
    dialog.accept()
    told = shown(QMessageBox)
    assert "declaration 2025" in told.text()
    told.close()
    settle(screen, qtbot)
    with issued.read() as session:
        assert filings(session, 2025) == []
    assert plain(screen.declaration.amount.value.text()) == "100,00 €"


@pytest.mark.usefixtures("issued")
def test_a_year_that_is_not_over_cannot_be_filed(open_window: Open, qtbot: QtBot) -> None:
    _app, screen = of_declaration(open_window, qtbot)
    screen.year.choose("2026")
    settle(screen, qtbot)
    assert not screen.declaration.file_button.isEnabled()
    assert plain(screen.declaration.why_not()) == "The period ends on 31/12/2026: it is filed after that."


def test_who_may_only_read_sees_and_saves_all_and_the_filing_says_why_not(
    open_window: Open, issued: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    issued.read_only = True
    _app, screen = of_declaration(open_window, qtbot)
    assert not screen.declaration.file_button.isEnabled()
    assert screen.declaration.file_button.toolTip().startswith("Read only")
    assert screen.feet["declaration"].told.text().startswith("Read only")
    for code, pane in screen.panes.items():
        screen.show_view(code)
        settle(screen, qtbot)
        for ending in pane.endings if pane.may_save else ():  # nothing is printed of a year that is open
            assert save(screen, tmp_path / f"{code}{ending}", qtbot).stat().st_size > 100
    assert screen.closing.accepting == {}  # nobody takes upon himself what he cannot close


# thresholds, accounts, what came from abroad


def test_thresholds_accounts_and_resources_from_abroad_are_told(
    open_window: Open, issued: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    person(issued, "M9", country="MA", tax_resident_fr=False)
    gift(issued, 160_000_00, payer="M9", method="transfer", credited_on=date(2025, 3, 2))
    gift(issued, 160_000_00)
    _app, window = open_window()
    screen = registers_of(window, qtbot, "thresholds")
    assert plain(screen.thresholds.gifts.says.text()) == "7 170,00 € above the threshold"
    assert plain(screen.thresholds.subsidies.value.text()) == "0,00 €"
    rows = ledger_of(screen.thresholds)
    assert "Appoint a statutory auditor." in rows
    assert rows["Gifts of donors who are not tax-resident in France"] == ("1", "160 000,00 €")
    assert any(label.startswith("Subsidies are counted as they were cashed") for label in rows)
    assert "2025: between 0,00 € and 320 170,00 €" in rows
    assert "2024: the books hold nothing of that year" in rows
    assert "Gifts of non-residents, for the threshold of gifts = Apart" in plain(screen.note.text)
    screen.show_view("accounts")
    settle(screen, qtbot)
    assert screen.note.text == "The accounts and the receipts agree to the cent."
    assert ledger_of(screen.accounts)["Difference"] == ("", "0,00 €")
    screen.show_view("abroad")
    settle(screen, qtbot)
    assert ledger_of(screen.abroad) == {
        "Morocco": ("1", "160 000,00 €"),
        "In all": ("1", "160 000,00 €"),
    }
    assert screen.abroad.table.isVisible()
    screen.abroad.short.setChecked(True)
    assert (screen.abroad.table.isVisible(), screen.abroad.states.isVisible()) == (False, True)
    assert screen.abroad.file_name() == "ressources-etranger-2025-abrege"
    said = text_of(save(screen, tmp_path / "abroad.pdf", qtbot).read_bytes())
    assert "Forme abrégée" in said
    assert "personne physique" not in said
    assert "belongs to the annual accounts" in screen.note.text
    balances(screen, qtbot)
    screen.show_view("generosity")
    settle(screen, qtbot)
    page = screen.generosity
    labels = [one.label for one in page.table.all_keys()]
    page.table.choose_row(labels.index("Gifts by hand"))
    figure = page.table.current_key()
    assert plain(figure.now) == "320 170,00 €"
    assert plain(page.told.text()) == "Gifts by hand, 5 lines, 320 170,00 €"
    behind = page.behind.keys()
    assert sum(one.amount.cents for one in behind) == 320_170_00
    assert "which of them an appeal brought is not decided" in screen.note.text
    led: list[str] = []
    page.to_payment.connect(led.append)
    page.behind.activated_row.emit(0)
    assert led == [behind[0].piece]


def balances(screen: RegistersScreen, qtbot: QtBot) -> None:
    """Each account stands once, with both sides beside each other; their sums are the same."""
    screen.show_view("entries")
    settle(screen, qtbot)
    model = screen.entries.table.model()
    shown = [[plain(model.index(row, at).data()) for at in range(5)] for row in range(model.rowCount())]
    assert ["75411", "Dons manuels", "", "320 170,00 €", "-320 170,00 €"] in shown
    number, label, debit, credit, balance = shown[-1]
    assert (number, label, balance) == ("", "In all", "0,00 €")
    assert debit == credit != ""


@pytest.mark.usefixtures("dressed")
def test_a_threshold_that_is_passed_is_told_on_the_dashboard_and_an_appeal_is_declared(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    gift(people, 160_000_00, payer="", kind="collection", received_on=date(2026, 3, 1), method="cash")
    _app, window = open_window()
    dashboard = turn_to(window, DashboardScreen)
    qtbot.waitUntil(lambda: dashboard._appeals is not None)
    assert dashboard._found is not None
    (task,) = (one for one in dashboard._tasks(dashboard._found) if one.name.startswith("Appeals"))
    assert (task.state, task.waiting) == ("bad", 1)
    assert "Collections from the public passed 153 000,00 €" in plain(task.detail)
    task.do()
    screen = screen_of(window, RegistersScreen)
    settle(screen, qtbot)
    assert (screen.view.value(), screen.chosen_year) == ("thresholds", 2026)
    assert "Collections from the public passed" in plain(screen.note.text)
    screen.thresholds.declarer.click()
    dialog = shown(DeclareAppeal)
    dialog.first.setText("01/12/2026")
    dialog.last.setText("30/11/2026")
    dialog.projects.setText("EAU, NICHTS")
    dialog.accept()
    qtbot.waitUntil(lambda: bool(dialog.fields["last_on"].note.text))
    dialog.last.setText("31/12/2026")
    dialog.projects.setText("")
    for _twice in range(2):
        QTest.keyClicks(dialog.project, "eau")
        QTest.keyClick(dialog.project, Qt.Key.Key_Return)
    assert (dialog.projects.text(), dialog.project.text()) == ("EAU", "")
    dialog.means["letters"].setChecked(True)
    dialog.accept()
    qtbot.waitUntil(lambda: not none_shown(QFileDialog))
    shown(QFileDialog).fileSelected.emit(str(tmp_path / "appeal.pdf"))
    shown(QFileDialog).close()
    qtbot.waitUntil(lambda: none_shown(DeclareAppeal))
    text = " ".join(text_of((tmp_path / "appeal.pdf").read_bytes()).split())
    assert "du 01/12/2026 au 31/12/2026" in text
    assert "Moyens lettres" in text


# the verification


@pytest.mark.usefixtures("issued")
def test_the_books_are_verified_with_what_was_kept_outside_of_them(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    _app, window = open_window()
    screen = registers_of(window, qtbot, "verify")
    pane = screen.verify
    code, n, _ = next(one for one in pane._heads if one[1])
    assert "What these books alone cannot tell" in pane.doubt.text()
    assert not screen.year.isVisible()  # all years are verified
    anchor = save(screen, tmp_path / "a.json", qtbot)
    pane.bring(anchor)
    pane.starter.click()
    qtbot.waitUntil(lambda: bool(pane.verdict.text) and pane._job is None)
    assert plain(pane.verdict.text).startswith("The books are whole: ")
    assert f"{code}: proved by a head kept outside to its end, no {n} of 23/11/2026." in plain(
        pane.told.text()
    )
    assert pane.doubt.text() == ""
    pane.typed.setText("MRS=3f0a")
    pane.verify()
    assert pane._job is None
    assert "MRS=3f0a" in pane.field.note.text
    pane.typed.setText(f"{code} = {'3f0a9bc4 ' * 8}")
    pane.verify()
    qtbot.waitUntil(lambda: "1 thing is not" in plain(pane.verdict.text))
    assert f"The head {'3f0a9bc4' * 8}, kept outside the books, is not in" in plain(pane.told.text())
    anchor.write_text("{", encoding="utf-8")
    pane.verify()
    qtbot.waitUntil(lambda: not none_shown(QMessageBox))
    assert "neither an anchor nor a backup" in plain(shown(QMessageBox).text())
    shown(QMessageBox).close()
    assert pane.files == []


# the pack


def test_every_contributor_from_abroad_has_its_word() -> None:
    assert set(CONTRIBUTORS) == set(get_args(Personality))


@pytest.mark.usefixtures("issued")
def test_the_pack_is_made_in_the_background_and_proves_itself(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    _app, window = open_window()
    screen = registers_of(window, qtbot, "pack")
    links = screen.pack.found.links if screen.pack.found else 0
    assert plain(screen.summary.text()) == f"2 receipts · {links} links in the audit chains"
    with ZipFile(save(screen, tmp_path / "p.zip", qtbot)) as pack:
        assert {"README.txt", "verify_pack.py", f"receipts/{NUMBERS[0]}.pdf"} <= set(pack.namelist())
        assert json.loads(pack.read("manifest.json"))["receipts"] == 2
    assert "2 receipts and the whole audit trail" in plain(window.status_bar.told._whole)


def test_a_pack_that_is_stopped_leaves_no_file(
    open_window: Open, issued: Books, qtbot: QtBot, tmp_path: Path
) -> None:
    for n in range(20):
        person(issued, f"X{n}")
        gift(issued, payer=f"X{n}")
    issue(issued)
    _app, window = open_window()
    screen = registers_of(window, qtbot, "pack")
    screen.save(screen.pack, tmp_path / "p.zip")
    assert screen.foot.currentWidget() is screen.foot.running
    stop(screen.foot.running.stop)
    qtbot.waitUntil(lambda: not screen.is_busy)
    assert [file for file in tmp_path.iterdir() if file.suffix == ".zip"] == []
    assert "no file was written" in window.status_bar.told._whole
    assert screen.foot.currentWidget() is screen.feet["pack"]


@pytest.mark.usefixtures("issued")
def test_a_folder_that_is_not_there_is_told_and_the_buttons_come_back(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    _app, window = open_window()
    screen = registers_of(window, qtbot)
    screen.save(screen.register, tmp_path / "nowhere" / "r.pdf")
    qtbot.waitUntil(lambda: not screen.is_busy)
    box = shown(QMessageBox)
    assert "nowhere" in box.text()
    box.close()
    assert screen.foot.currentWidget() is screen.feet["register"]


# keys, languages, sizes


@pytest.mark.usefixtures("issued")
def test_all_is_reached_by_the_keyboard(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = registers_of(window, qtbot)
    window.activateWindow()
    first = screen.view.focusProxy()
    assert first is not None
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    settle(screen, qtbot)
    assert screen.view.value() == "control"
    assert screen._stack.currentWidget() is screen.control
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert screen.control.group.hasFocus()
    QTest.keyClick(screen.control.group, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert Path(shown(QFileDialog).selectedFiles()[0]).name == "controle-recus-2025.pdf"
    shown(QFileDialog).close()


@pytest.mark.parametrize("language", ["fr", "ar", pytest.param("en", marks=pytest.mark.long)])
@pytest.mark.usefixtures("issued", "dressed")
def test_no_part_is_wider_than_its_room_nor_higher(open_window: Open, qtbot: QtBot, language: str) -> None:
    _app, window = open_window(language, size=SIZES[0])
    screen = registers_of(window, qtbot)
    area = window._stack.currentWidget()
    assert isinstance(area, QScrollArea)
    window.setUpdatesEnabled(False)  # it is measured; test_whole paints it
    for size in SIZES:
        window.resize(*size)
        for code in screen.panes:
            screen.show_view(code)
            settle(screen, qtbot)
            qtbot.wait(20)
            scrolls = (area.horizontalScrollBar().maximum(), area.verticalScrollBar().maximum())
            assert (window.width(), window.height(), *scrolls) == (*size, 0, 0), code


@pytest.mark.usefixtures("issued")
def test_another_language_goes_on_with_the_year_and_the_part(open_window: Open, qtbot: QtBot) -> None:
    app, window = open_window()
    screen = registers_of(window, qtbot, "accounts")
    screen.year.choose("2024")
    settle(screen, qtbot)
    window.language_chosen.emit("ar")
    qtbot.waitUntil(lambda: app.window is not window)
    assert app.window is not None
    again = screen_of(app.window, RegistersScreen)
    settle(again, qtbot)
    assert (again.year.value(), again.view.value(), again.accounts.year) == ("2024", "accounts", 2024)


@pytest.mark.usefixtures("issued")
def test_every_part_names_its_file_after_its_year(open_window: Open, qtbot: QtBot) -> None:
    _app, window = open_window()
    screen = registers_of(window, qtbot)
    names = set()
    for code, pane in screen.panes.items():
        screen.show_view(code)
        settle(screen, qtbot)
        assert isinstance(pane, Pane)
        names.add(pane.file_name())
    assert len(names) == 12
    apart = {"ancrage-2026-11-23"}  # of no year
    assert all(name.endswith(("-2025", "FEC20251231")) for name in names - apart)


def test_the_register_calls_a_method_as_the_page_of_payments_does() -> None:
    assert {code: METHODS[code] for code in ("cash", "cheque", "none")} == {
        code: BOXES[code] for code in ("cash", "cheque", "none")
    }
    assert METHODS["none"] == "Without a payment"
