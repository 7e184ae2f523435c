"""Headings of other programs: what each means, said by hand where nobody can guess it, on their real files."""

from pathlib import Path

import pytest

from donations_app.db.books import Books
from donations_app.domain.errors import InputRefused
from donations_app.formats.columns import KINDS, meanings
from donations_app.formats.headings import ASKED, SURE
from donations_app.formats.mapping import (
    OUT,
    FieldMap,
    as_json,
    fits_headings,
    from_json,
    guesses,
    kind_of,
    lacking,
    mapped,
    read_map,
)
from donations_app.formats.tables import Table, TableRow, read_table
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.imports import import_file
from donations_app.services.exchange.preview import preview_file
from donations_app.services.exchange.taking_back import take_back_import
from tests.world import association, project

PEOPLE = {"kind": "individual"}


def _table(headers: str, *rows: str) -> Table:
    cells = [TableRow(number, tuple(row.split(";"))) for number, row in enumerate(rows, 2)]
    return Table("f.csv", tuple(headers.split(";")), cells, "utf-8 ';'")


def test_every_heading_of_the_tables_leads_to_a_column_of_its_kind() -> None:
    for words in (SURE, ASKED):
        assert words.keys() == KINDS.keys()
        for what, known in words.items():
            assert set(known.values()) <= set(KINDS[what])
    assert meanings(("nom_adh", "Numéro de membre", "FamilyName"), KINDS["people"]) == [
        "last_name", "ref", "last_name",
    ]  # fmt: skip


def test_a_guess_is_sure_asked_or_left_out_and_a_word_that_is_no_code_is_no_kind() -> None:
    table = _table("Numéro de membre;Nom & prénom;Catégorie;Enfants", "7;Kaci Nora;Membres actifs;2")
    found = guesses(table, "people")
    assert [(one.column, one.sign) for one in found] == [
        ("ref", "sure"), ("full_name", "sure"), ("", OUT), ("", OUT),
    ]  # fmt: skip
    assert [one.example for one in found] == ["7", "Kaci Nora", "Membres actifs", "2"]
    assert lacking("people", found) == ["kind"]
    by_hand = FieldMap({"Enfants": "notes", "Nom & prénom": ""}, PEOPLE)
    assert [one.column for one in guesses(table, "people", by_hand)] == ["ref", "", "", "notes"]
    assert kind_of(_table("Référence;Montant;Reçu le;Mode;Nature;Bureau", "1;2;3;4;5;6"))[0] == "payments"


def test_a_file_without_references_draws_them_from_its_lines() -> None:
    decided = read_map("people", [], ["ref=L-#", "kind=individual"])
    table = _table("Nom;Prénom", "Aït Ahmed;Mohand", "Aït Ahmed;Fatima")
    swapped = _table("Nom;Prénom", "Aït Ahmed;Fatima", "Aït Ahmed ;Mohand")
    drawn = [[row.cells[2] for row in mapped(one, "people", decided)[0].rows] for one in (table, swapped)]
    assert drawn == [["L-BTALV73A", "L-QWTDT46S"], ["L-QWTDT46S", "L-BTALV73A"]]


def test_what_was_decided_stands_over_what_a_heading_says_and_is_kept_and_read_again() -> None:
    decided = read_map("people", ["Nom = x=last_name", "Notes="], ["kind=individual"])
    assert decided.columns == {"Nom = x": "last_name", "Notes": ""}
    table = _table("Nom;Nom = x;Notes", "A;B;C", "only one")
    table.rows[1] = TableRow(3, ("only one",), "row_ragged")
    ours, said = mapped(table, "people", decided)
    assert (ours.headers, ours.rows[0].cells) == (
        ("", "last_name", "", "kind"),
        ("A", "B", "C", "individual"),
    )
    assert ours.rows[1].cells == ("only one",)
    assert said == {"last_name": "Nom = x"}
    assert from_json(as_json("people", decided)) == ("people", decided)
    assert from_json({"kind": "people", "columns": {"a": "nothing"}, "fills": {}}) is None
    assert from_json("damaged") is None
    assert fits_headings(FieldMap({"nom_adh": "last_name"}), ["Nom adh"])


@pytest.mark.parametrize(
    ("columns", "fills", "problem"),
    [(["Nom"], [], "map_unclear"), (["Nom=colour"], [], "choice_unknown"), (["A=notes", "B=notes"], [], "mapped_twice"),
     (["A=kind"], ["kind=couple"], "mapped_twice")],
)  # fmt: skip
def test_what_decides_nothing_is_refused(columns: list[str], fills: list[str], problem: str) -> None:
    with pytest.raises(InputRefused) as caught:
        read_map("people", columns, fills)
    assert [one.code for one in caught.value.problems] == [problem]


@pytest.mark.parametrize(
    ("name", "columns", "count"),
    [("galette_import.csv", {"pseudo_adh": "ref"}, 10),
     ("paheko_creation.csv", {"Catégorie": ""}, 105),
     ("openpetra_samplePartnerImport_dates_dmy.csv", {"Email": "ref"}, 2)],
)  # fmt: skip
def test_members_of_other_programs_are_taken_and_taken_back(
    books: Books, samples: Path, name: str, columns: dict[str, str], count: int
) -> None:
    path = samples / "members_csv" / name
    decided, table = FieldMap(columns, PEOPLE), read_table(path)
    found = preview_file(books, "people", path, table, decided)
    assert sum(found.counts.values()) == len(table.rows)
    assert found.lines_written == count
    answer = import_file(books, "people", path, decided=decided)
    assert (answer.accepted, answer.rejected) == (count, [])
    take_back_import(books, answer.ref)
    assert import_file(books, "people", path, decided=decided).accepted == count
    assert verify(books).faults == []


def test_further_lines_have_the_verdict_of_their_record_and_nothing_is_written(
    file_books: Books, tmp_path: Path
) -> None:
    association(file_books)
    project(file_books)
    path = tmp_path / "payments.csv"
    path.write_text(
        "Référence;Reçu le;Montant;Nature;Mode\n"
        "G1;2025-03-01;10,00;don;especes\nG1;;5,00;vente;\n"
        "G2;2025-03-02;x;don;especes\nG2;;7,00;vente;\n",
        encoding="utf-8",
    )
    table = read_table(path)
    found = preview_file(file_books, "payments", path, table, FieldMap({}, {"office": "MRS"}))
    assert found.verdicts == ["new", "new", "refused", "refused"]
    assert (found.amount.cents, found.answer.accepted, found.lines_written) == (15_00, 1, 2)
    assert [row.line for row in found.rows(found.places("refused")) if row] == [4, 5]
    again = preview_file(file_books, "payments", path, table, FieldMap({}, {"office": "MRS"}))
    assert again.verdicts == found.verdicts
