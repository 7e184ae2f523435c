"""Workbooks as spreadsheets write them: their size wrong, columns hidden, percentages as fractions."""

import io
import re
import zipfile

import openpyxl
import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.tables import Party, Project
from donations_app.domain.storage_errors import FileRefused
from donations_app.sentences import sentence
from tests.formats.test_importing import count_of, rejected, run

PEOPLE = (("ref", "kind", "last_name"), ("A1", "individual", "Un"), ("A2", "individual", "Deux"))


def filled(*rows: tuple[str | float, ...]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    return made


def content_of(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_dimension(content: bytes, said: str) -> bytes:
    """Return the workbook whose sheet says that it is of another size."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/"):
                part = re.sub(rb'<dimension ref="[^"]*"', f'<dimension ref="{said}"'.encode(), part)
            new.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize("said", ["A1", "A1:C2", "B2:C3", "A1:XFD1048576"])
def test_no_row_is_lost_whatever_the_workbook_says_of_its_size(file_books: Books, said: str) -> None:
    answer = run(file_books, "people", with_dimension(content_of(filled(*PEOPLE)), said), "f.xlsx")
    assert (answer.accepted, count_of(file_books, Party)) == (2, 2)


def test_hidden_rows_of_the_sheet_that_is_read_are_counted_and_nothing_else(file_books: Books) -> None:
    made = filled(*PEOPLE)
    made.worksheets[0].column_dimensions["C"].hidden = True
    made.create_sheet("Notes").row_dimensions[1].hidden = True
    assert run(file_books, "people", content_of(made), "f.xlsx").hidden == 0
    made.worksheets[0].row_dimensions[3].hidden = True
    assert run(file_books, "people", content_of(made), "f.xlsx").hidden == 1


@pytest.mark.parametrize(
    ("value", "shown", "points"),
    [
        (0.15, "0%", 1500),
        (0.1234, "0.00%", 1234),
        (0.07, '0.00" de "%', 700),
        (15, "0", 1500),
        (15, '0" %"', 1500),
    ],
)
def test_a_percentage_means_what_the_cell_shows(
    file_books: Books, value: float, shown: str, points: int
) -> None:
    made = filled(("code", "title_fr", "cost", "minimum_percent"), ("EAU", "Eau", 1000, value))
    made.worksheets[0]["D2"].number_format = shown
    assert run(file_books, "projects", content_of(made), "f.xlsx").accepted == 1
    with file_books.read() as session:
        assert session.scalars(select(Project.minimum)).one() == points


def test_a_percentage_is_no_amount(file_books: Books) -> None:
    made = filled(("code", "title_fr", "cost"), ("EAU", "Eau", 10))
    made.worksheets[0]["C2"].number_format = "0%"
    answer = run(file_books, "projects", content_of(made), "f.xlsx")
    assert rejected(answer) == [(2, "cost", "amount_not_a_number")]


@pytest.mark.parametrize("column", [1_001, 1_378, 16_384])
def test_what_stands_beyond_the_columns_that_are_read_is_told(file_books: Books, column: int) -> None:
    made = filled(*PEOPLE)
    made.worksheets[0].cell(3, column, "note")
    with pytest.raises(FileRefused) as refused:
        run(file_books, "people", content_of(made), "f.xlsx")
    assert (refused.value.problem, refused.value.line) == ("too_many_columns", 3)
    assert "column 1000, in line 3" in (sentence(refused.value) or "")
    assert count_of(file_books, Party) == 0


def test_the_last_column_that_is_read_and_empty_cells_beyond_it_are_no_matter(file_books: Books) -> None:
    made = filled(*PEOPLE)
    sheet = made.worksheets[0]
    sheet.cell(1, 1_000, "remarque")
    sheet.cell(2, 1_000, "vue")
    sheet.cell(2, 2_000).number_format = "0%"
    answer = run(file_books, "people", content_of(made), "f.xlsx")
    assert (answer.accepted, answer.ignored) == (2, ["remarque"])
