"""A file dropped on the window: guessed, judged line by line, written, and taken back whole."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.imports import imports
from donations_app.db.queries.people_list import people as people_of
from donations_app.db.queries.project_drafts import standing_project
from donations_app.db.tables import Party
from donations_app.domain.money import Money
from donations_app.domain.people_filter import PeopleFilter
from donations_app.domain.project_filter import ProjectFilter
from donations_app.i18n import without_marks
from donations_app.machine import preferences
from donations_app.services.exchange.imports import import_file
from donations_app.services.projects.listing import write_projects
from donations_app.ui.alarm import ShareAlarm
from donations_app.ui.importing.dialog import ImportDialog
from donations_app.ui.importing.past import PastImports
from donations_app.ui.importing.rows import reason_of
from donations_app.ui.main_window import MainWindow
from donations_app.ui.people.screen import PeopleScreen
from tests.ui.looking import SIZES, Open, drop_on, none_shown, screen_of, shown
from tests.world import TODAY

MEMBERS = (
    "Numéro;Nom;Prénom;Adresse;CP;Ville;Courriel;Nb enfants\n"
    "M1;Aït Lahcen;Rachid;12 rue Hoche;13003;Marseille;r@exemple.fr;2\n"
    "M2;Bérenger;Sophie;1 rue X;13008;Marseille;;\n"
    "M3;Ouchen;Mbarek;2 rue Y;1300A;Marseille;mbarek@;\n"
)


@pytest.fixture(autouse=True)
def _own_preferences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preferences, "_mappings_place", lambda: tmp_path / "c" / "imports.json")


@pytest.fixture
def window(open_window: Open) -> Iterator[MainWindow]:
    return open_window()[1]  # type: ignore[return-value]


GIVEN = (
    "ref;office;payer;received_on;method;kind;amount;project;association\n"
    "G1;MRS;A1;2026-03-01;cash;donation;75;EAU;AMAN\n"
)


def settle(dialog: ImportDialog | PastImports, qtbot: QtBot) -> None:
    for _again in range(4):
        QApplication.processEvents()
        qtbot.waitUntil(
            lambda: not (dialog._desk.jobs.is_busy or getattr(dialog, "_soon", _STILL).isActive())
        )


class _Still:
    def isActive(self) -> bool:  # noqa: N802 -- Qt's name
        return False


_STILL = _Still()


def drop(window: MainWindow, path: Path, qtbot: QtBot) -> ImportDialog:
    drop_on(window, path)
    qtbot.waitUntil(lambda: not none_shown(ImportDialog))
    dialog = shown(ImportDialog)
    settle(dialog, qtbot)
    return dialog


def tabs(dialog: ImportDialog) -> list[str]:
    buttons = dialog.lines.tabs._buttons.values()
    return [" ".join(without_marks(one.text()).split()) for one in buttons if not one.isHidden()]


def names(books: Books) -> set[str]:
    with books.read() as session:
        return {one.name for one in people_of(session, PeopleFilter(), today=TODAY)}


def test_a_file_is_judged_written_in_its_sound_lines_and_taken_back(
    window: MainWindow, people: Books, qtbot: QtBot, tmp_path: Path, qtmodeltester: ModelTester
) -> None:
    before = names(people)
    path = tmp_path / "membres.csv"
    path.write_text(MEMBERS, encoding="utf-8")
    dialog = drop(window, path, qtbot)
    assert dialog.head.kind.value() == "people"
    assert without_marks(dialog.head.facts.text()) == "3 lines, separated by ;"
    assert dialog.foot.note.text == (
        "The file does not say: Kind. Choose a column, or write what holds for all lines."
    )
    assert not dialog.foot.writes.isEnabled()
    assert [one.value() for one in dialog.columns.choices][-2:] == ["email", ""]
    dialog.columns.fills["kind"].choose("individual")  # type: ignore[union-attr]
    settle(dialog, qtbot)
    assert tabs(dialog) == ["All 3", "New 2", "Refused 1"]
    assert dialog.preview is not None
    assert dialog.lines.table is not None
    qtmodeltester.check(dialog.lines.table.rows_model)  # type: ignore[no-untyped-call]
    (refused,) = dialog.preview.rows(dialog.preview.places("refused"))
    assert refused is not None
    assert (refused.line, {one.column for one in refused.problems}) == (4, {"email", "postcode"})
    assert (dialog.foot.writes.text(), dialog.foot.writes.isEnabled()) == ("Write 2 lines", False)
    assert without_marks(dialog.foot.sums.text()) == "What will be written: 2 people"

    _saves_refusals(dialog, tmp_path / "refus.csv", qtbot)
    dialog.foot.mode._buttons["sound"].click()
    dialog.columns.kept_as.name.setText("Ancien logiciel")
    dialog.columns.kept_as.wanted.setChecked(True)
    assert dialog.foot.writes.isEnabled()
    dialog.write()
    settle(dialog, qtbot)
    assert names(people) - before == {"Rachid Aït Lahcen", "Sophie Bérenger"}
    assert "I-MRS-000001" in dialog.foot.note.text
    kept_map = json.loads((tmp_path / "c" / "imports.json").read_text(encoding="utf-8"))["Ancien logiciel"]
    assert (kept_map["kind"], kept_map["fills"]) == ("people", {"kind": "individual"})
    dialog.foot.back.click()
    settle(dialog, qtbot)
    assert names(people) == before
    dialog.reject()
    _has_a_card(window, people, qtbot)
    _comes_again(window, path, qtbot)
    _stand_in_the_past(window, people, qtbot, qtmodeltester)
    _asks_before_a_share_falls(window, tmp_path / "dons.csv", people, qtbot)


def _stand_in_the_past(window: MainWindow, people: Books, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    window.past_wanted.emit()
    past = shown(PastImports)
    settle(past, qtbot)
    qtmodeltester.check(past.model)  # type: ignore[no-untyped-call]
    assert past.model.rowCount() == 2
    assert without_marks(past.standing.text()).splitlines()[1:] == [
        "Line 4, E-mail: “mbarek@” in the file, taken as “mbarek@exemple.fr”",
        "Line 4, Postcode: “1300A” in the file, taken as “13004”",
    ]
    past.table.choose_row(1)
    assert not past.back.isEnabled()
    assert "taken back on" in past.standing.text()
    with people.read() as session:
        assert [one.taken_back_on for one in imports(session)] == [None, TODAY]
    past.accept()


def _asks_before_a_share_falls(window: MainWindow, path: Path, books: Books, qtbot: QtBot) -> None:
    """What a file brought a village is not taken from it without a word."""
    path.write_text(GIVEN, encoding="utf-8")
    assert import_file(books, "payments", path).accepted == 1
    _asks_before_a_file_raises_the_cost(window, path.with_name("projets.csv"), books, qtbot)
    window.past_wanted.emit()
    past = shown(PastImports)
    settle(past, qtbot)
    past.table.choose_row(0)
    past.take_back()
    settle(past, qtbot)
    alarm = shown(ShareAlarm)
    assert without_marks(alarm.windowTitle()) == "Association Aman falls below the threshold"
    with books.read() as session:
        assert imports(session)[0].taken_back_on is None
    assert past.back.isEnabled()
    alarm.does.click()
    settle(past, qtbot)
    assert "is taken back" in past.note.text
    past.accept()


def _asks_before_a_file_raises_the_cost(window: MainWindow, path: Path, books: Books, qtbot: QtBot) -> None:
    write_projects(books, path, form="csv", only=ProjectFilter())
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(";500,00;", ";50000,00;").replace(";1000,00;", ";100000,00;"), encoding="utf-8"
    )
    dialog = drop(window, path, qtbot)
    settle(dialog, qtbot)
    assert (dialog.head.kind.value(), dialog.foot.writes.isEnabled()) == ("projects", False)
    dialog.foot.update_.click()
    settle(dialog, qtbot)
    assert "0 projects, 1 project changed, " in without_marks(dialog.foot.sums.text())
    dialog.foot.writes.click()
    settle(dialog, qtbot)
    alarm = shown(ShareAlarm)
    assert without_marks(alarm.windowTitle()) == "Association Aman falls below the threshold"
    alarm.reject()
    dialog.reject()
    with books.read() as session:
        assert standing_project(session, "EAU").draft.cost == Money(1_000_00)


def _has_a_card(window: MainWindow, books: Books, qtbot: QtBot) -> None:
    """Find who was taken back by the reference alone, with a card that says so and cannot be changed."""
    with books.read() as session:
        ref = session.scalars(select(Party.ref).where(Party.last_name == "Bérenger")).one()
    window.search.setFocus()
    QTest.keyClicks(window.search, ref)
    assert [without_marks(one) for one in window.search.found()] == [f"{ref}   Taken back"]
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    panel = screen_of(window, PeopleScreen).panel
    qtbot.waitUntil(lambda: panel.found is not None and panel.found.draft.ref == ref)
    assert without_marks(panel.changer.toolTip()) == (
        "Taken back on 23/11/2026 with the import I-MRS-000001: this record counts nowhere."
    )
    assert not panel.changer.isEnabled()
    assert all(one.isHidden() for one in (panel._links, panel.consents.notes, panel.addresses.moves))


def _saves_refusals(dialog: ImportDialog, saved: Path, qtbot: QtBot) -> None:
    dialog.save_refusals(saved)
    settle(dialog, qtbot)
    kept = list(csv.reader(saved.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert [row[0] for row in kept] == ["Line", "4"]
    assert kept[0][-1] == "Reason"
    assert "E-mail: " in without_marks(kept[1][-1])


def _comes_again(window: MainWindow, path: Path, qtbot: QtBot) -> None:
    again = drop(window, path, qtbot)  # what was kept is proposed
    assert again.columns.kept_as.name.text() == "Ancien logiciel"
    assert tabs(again) == ["All 3", "New 2", "Refused 1"]
    again.columns.choices[1].choose("")  # last names are no longer read
    settle(again, qtbot)
    assert tabs(again) == ["All 3", "Refused 3"]
    again.columns.choices[1].choose("last_name")
    settle(again, qtbot)
    again.lines.tabs._buttons["refused"].click()
    _correct_by_keys(again, qtbot)
    assert tabs(again) == ["All 3", "New 3"]
    again.lines.tabs._buttons[""].click()
    _correct_while_it_is_judged(again, qtbot)
    assert without_marks(again.foot.sums.text()) == "What will be written: 3 people, 2 cells corrected"
    QTest.keyClick(again, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(again, qtbot)
    assert "I-MRS-000002" in again.foot.note.text
    assert path.read_text(encoding="utf-8") == MEMBERS
    again.reject()


def _correct_by_keys(dialog: ImportDialog, qtbot: QtBot) -> None:
    """Correct the two wrong cells of the refused line: one is left as it was first."""
    table = dialog.lines.table
    assert table is not None
    table.choose_row(0)
    table.setFocus()
    for typed in (
        ("x", Qt.Key.Key_Escape),
        ("13004", Qt.Key.Key_Tab),
        ("mbarek@exemple.fr", Qt.Key.Key_Return),
    ):
        if dialog.lines.editor is None or not dialog.lines.editor.isVisible():
            QTest.keyClick(table, Qt.Key.Key_F2)
        editor = dialog.lines.editor
        assert editor is not None
        assert editor.column == ("email" if "@" in typed[0] else "postcode")
        QTest.keyClicks(editor.edit, typed[0])
        QTest.keyClick(editor.edit, typed[1])
    settle(dialog, qtbot)
    assert dialog.preview is not None
    (row,) = dialog.preview.rows([2])
    assert row is not None
    assert row.corrected == {"postcode": "1300A", "email": "mbarek@"}


def _stated(dialog: ImportDialog, place: int, column: str) -> str:
    row = dialog.preview.rows([place])[0] if dialog.preview else None
    return row.corrected[column] if row else ""


def _correct_while_it_is_judged(dialog: ImportDialog, qtbot: QtBot) -> None:
    """Correct two lines one after the other: the second is begun before the first is judged, and stays as typed."""
    for typed in (("Un", "Deux"), ("", "")):  # and back to what the file says
        editors = []
        for row, value in enumerate(typed):
            assert dialog.lines.table is not None
            dialog.lines.table.choose_row(row)
            QTest.keyClick(dialog.lines.table, Qt.Key.Key_F2)
            editor = dialog.lines.editor
            assert editor is not None
            editors.append(editor)
            if row:
                assert dialog._job is not None
                QTest.keyClicks(editor.edit, "x")
                settle(dialog, qtbot)  # the first one is judged
                assert (editor.edit.text(), dialog.lines.editor) == ("x", editor)
            editor.edit.setText(value or _stated(dialog, row, editor.column))
            QTest.keyClick(editor.edit, Qt.Key.Key_Return)
        settle(dialog, qtbot)
        assert dialog.preview is not None
        shown = [one.cells[editors[0].column] for one in dialog.preview.rows([0, 1]) if one]
        assert (shown == ["Un", "Deux"]) == bool(typed[0])


def test_a_large_amount_is_asked_about_and_the_kind_is_guessed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "cotisations.csv"
    path.write_text(
        "Id cotis;Membre;Date enreg;Montant cotis;Type de cotisation;Moyen de règlement\n"
        "C1;A1;03/01/2025;900 000,00;don;especes\nC2;A1;03/02/2025;20,00;don;especes\n",
        encoding="utf-8",
    )
    dialog = drop(window, path, qtbot)
    assert dialog.head.kind.value() == "payments"
    assert [one.value() for one in dialog.columns.choices] == [
        "ref", "payer", "received_on", "amount", "kind", "method",
    ]  # fmt: skip
    assert {name: one.value() for name, one in dialog.columns.written.items()} == {"days": "day_first"}
    dialog.columns.written["days"].choose("month_first")
    assert dialog.columns.decided().written.days == "month_first"
    dialog.columns.fills["office"].setText("MRS")  # type: ignore[union-attr]
    dialog.columns.changed.emit()
    settle(dialog, qtbot)
    assert tabs(dialog) == ["All 2", "New 1", "Refused 1"]
    assert not dialog.foot.large.isHidden()
    dialog.foot.large.setChecked(True)
    settle(dialog, qtbot)
    assert tabs(dialog) == ["All 2", "New 2"]
    said = without_marks(dialog.foot.sums.text()).replace("\u202f", " ").replace("\u00a0", " ")
    assert said == "What will be written: 2 payments, 900 020,00 €"
    assert (dialog.foot.writes.text(), dialog.foot.writes.isEnabled()) == ("Write 2 lines", True)
    dialog.reject()


@pytest.mark.usefixtures("dressed")
def test_a_broken_file_is_told_and_the_dialog_fits_a_small_window(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "broken.csv"
    path.write_text('a;b\n"1;2\n', encoding="utf-8")
    dialog = drop(window, path, qtbot)
    assert dialog.foot.note.text
    assert not dialog.foot.writes.isEnabled()
    dialog.reject()
    (tmp_path / "n.csv").write_text("Numéro;Type;Adhérent\nM1;particulier;Kaci Nora\n", encoding="utf-8")
    names = drop(window, tmp_path / "n.csv", qtbot)
    assert (names.columns.choices[2].value(), names.columns.written["names"].value()) == ("full_name", "")
    assert tabs(names) == ["All 1", "Refused 1"]
    names.columns.written["names"].choose("last_first")
    names.columns.changed.emit()
    settle(names, qtbot)
    assert tabs(names) == ["All 1", "New 1"]
    assert names.preview is not None
    (row,) = names.preview.rows([0])
    assert row is not None
    assert without_marks(reason_of(row)) == "Last name: Kaci, First name: Nora"
    names.reject()
    (tmp_path / "m.csv").write_text(MEMBERS, encoding="utf-8")
    for size in SIZES:
        window.resize(*size)
        opened = drop(window, tmp_path / "m.csv", qtbot)
        assert opened.minimumSizeHint().width() <= window.width()
        assert opened.height() <= window.height()
        opened.reject()
