"""Workbooks as spreadsheets write them: their size wrong, columns hidden, percentages as fractions."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.tables import FundingRuleRow, Party, Payment
from donations_app.domain.storage_errors import FileRefused
from donations_app.domain.typed import is_blank
from donations_app.formats.tables import read_table
from donations_app.services.exchange.imports import import_file
from donations_app.words.sentences import sentence
from tests.formats.test_importing import HEADER, count_of, rejected, run
from tests.world import person, project

PEOPLE = (("ref", "kind", "last_name"), ("A1", "individual", "Un"), ("A2", "individual", "Deux"))


def filled(*rows: tuple[str | float | date, ...]) -> openpyxl.Workbook:
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
        assert session.scalars(select(FundingRuleRow.minimum)).one() == points


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
    sheet.cell(1, 1_000, "vu par")
    sheet.cell(2, 1_000, "vue")
    sheet.cell(2, 2_000).number_format = "0%"
    answer = run(file_books, "people", content_of(made), "f.xlsx")
    assert (answer.accepted, answer.ignored) == (2, ["vu par"])


PAYMENTS = tuple(HEADER.strip().split(";"))


def payments(*more: str, lines: int = 2) -> openpyxl.Workbook:
    """Return a workbook of payments of 500 with further columns, which stay empty."""
    sound = (("MRS", "A1", date(2025, 8, 3), "transfer", "donation", 500) for _line in range(lines))
    return filled((*PAYMENTS, *more), *((f"V{n}", *cells) for n, cells in enumerate(sound, 1)))


def test_a_merged_cell_counts_for_each_line_that_it_covers(books: Books) -> None:
    person(books), project(books)
    made = payments("currency", "rate", "project", "receipt_issued_by", lines=3)
    sheet = made.worksheets[0]
    for place, value in (("C", "A1"), ("H", "MAD"), ("I", 10), ("J", "EAU"), ("K", "HelloAsso")):
        sheet[f"{place}2"] = value
        sheet.merge_cells(f"{place}2:{place}3")
    assert run(books, "payments", content_of(made), "f.xlsx").accepted == 3
    with books.read() as session:
        found = session.execute(select(Payment.amount, Payment.receipt_issued_by).order_by(Payment.ref))
        assert [(amount.cents, issuer) for amount, issuer in found] == [
            (50_00, "HelloAsso"), (50_00, "HelloAsso"), (500_00, ""),
        ]  # fmt: skip


def test_an_amount_merged_over_several_lines_is_none_of_theirs(file_books: Books) -> None:
    person(file_books)
    made = payments(lines=3)
    made.worksheets[0].merge_cells("G2:G3")
    answer = run(file_books, "payments", content_of(made), "f.xlsx", partial=True)
    assert rejected(answer) == [(2, "amount", "cell_merged"), (3, "amount", "cell_merged")]
    assert answer.rejected[0].data == (("range", "G2:G3"),)
    assert answer.accepted == 1


@pytest.mark.parametrize("cells", ["C2:D2", "A1:A2", "B1:C1"])
def test_cells_merged_over_columns_or_headings_are_refused_by_name(file_books: Books, cells: str) -> None:
    made = payments()
    made.worksheets[0].merge_cells(cells)
    with pytest.raises(FileRefused) as refused:
        run(file_books, "payments", content_of(made), "f.xlsx")
    assert (refused.value.problem, refused.value.detail) == ("workbook_merged", cells)


def test_empty_merged_cells_and_those_beside_the_table_are_no_matter(file_books: Books) -> None:
    person(file_books)
    made = payments("bank")
    sheet = made.worksheets[0]
    sheet.merge_cells("H2:H3"), sheet.merge_cells("K1:M9"), sheet.merge_cells("A40:G41")
    assert run(file_books, "payments", content_of(made), "f.xlsx").accepted == 2


@pytest.mark.parametrize(
    ("shown", "currency", "why"),
    [
        ('#,##0.00 "MAD"', "", "currency_shown"), ("#,##0.00 [$DH]", "", "currency_shown"),
        ("$#,##0.00", "", "currency_shown"), ('0" k€"', "", "currency_shown"), ('0.0,"k"', "", "cell_scaled"),
        ("#,##0.00 €", "MAD", "currency_shown"), ("#,##0.00 [$DH]", "MAD", ""), ("#,##0.00 €", "", ""),
        ('_-* #,##0.00\\ "€"_-', "EUR", ""), ("#,##0.00", "MAD", ""),
    ],
)  # fmt: skip
def test_an_amount_means_what_the_cell_shows(file_books: Books, shown: str, currency: str, why: str) -> None:
    person(file_books)
    made = payments("currency", "rate", lines=1)
    sheet = made.worksheets[0]
    sheet["G2"].number_format = shown
    sheet["H2"], sheet["I2"] = currency or None, 10 if currency == "MAD" else None
    answer = run(file_books, "payments", content_of(made), "f.xlsx")
    assert rejected(answer) == ([(2, "amount", why)] if why else [])


def test_a_currency_of_the_region_is_asked_for(file_books: Books) -> None:
    person(file_books)
    made = payments("currency", lines=1)
    made.worksheets[0][
        "G2"
    ].number_format = '_("$"* #,##0.00_)_("$"* \\(#,##0.00\\)_("$"* "-"??_)_(@_)'  # number 44
    assert rejected(run(file_books, "payments", content_of(made), "f.xlsx")) == [
        (2, "amount", "currency_shown")
    ]
    made.worksheets[0]["H2"] = "EUR"
    assert run(file_books, "payments", content_of(made), "f.xlsx").accepted == 1


def test_the_same_holds_for_a_text(file_books: Books) -> None:
    person(file_books)
    content = HEADER.strip() + ";currency;rate\nV1;MRS;A1;2025-03-01;cash;donation;{};{}\n"
    for amount, currency, why in (
        ("500 MAD", ";", ["currency_shown"]), ("500 DH", "MAD;10", []), ("20,00 €", ";", []), ("50€", "EUR;", []),
        ("50€", "MAD;10", ["currency_shown"]), ("50 x", ";", ["amount_not_a_number"]),
    ):  # fmt: skip
        path = Path(file_books.location).with_suffix(".csv")
        path.write_text(
            content.format(amount, currency).replace("V1", amount.replace(" ", "")), encoding="utf-8"
        )
        answer = import_file(file_books, "payments", path, partial=True)
        assert [problem for _, _, problem in rejected(answer)] == why


def two_sheets(first: str, second: str) -> openpyxl.Workbook:
    made = filled(*PEOPLE)
    made.worksheets[0].title = first
    made.create_sheet(second)
    for row in (PEOPLE[0], ("B1", "individual", "Autre")):
        made.worksheets[1].append(row)
    return made


def test_a_hidden_sheet_is_never_read_and_the_one_that_is_read_is_named(books: Books) -> None:
    made = two_sheets("vieux", "Dons")
    made.worksheets[0].sheet_state = "veryHidden"
    made.create_sheet("Listes").append(("Marseille",))
    answer = run(books, "people", content_of(made), "f.xlsx")
    assert (answer.sheet, answer.other_sheets, answer.hidden_sheets) == ("Dons", ("Listes",), ("vieux",))
    with books.read() as session:
        assert session.scalars(select(Party.ref)).all() == ["B1"]


def test_of_two_sheets_that_hold_a_table_one_is_named_by_the_user(file_books: Books, tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    two_sheets("2024", "2025").save(path)
    with pytest.raises(FileRefused) as refused:
        import_file(file_books, "people", path)
    assert (refused.value.problem, refused.value.detail) == ("sheets_several", ("2024", "2025"))
    with pytest.raises(FileRefused) as refused:
        import_file(file_books, "people", path, sheet="2026")
    assert (refused.value.problem, refused.value.detail) == ("sheet_unknown", ("2024", "2025"))
    answer = import_file(file_books, "people", path, sheet="2025")
    assert (answer.accepted, answer.sheet, answer.other_sheets) == (1, "2025", ("2024",))


def test_a_refused_sheet_is_named(file_books: Books) -> None:
    made = filled(("Ville", "Code"), ("Marseille", "13001"))
    made.worksheets[0].title = "Listes"
    with pytest.raises(FileRefused) as refused:
        run(file_books, "people", content_of(made), "f.xlsx")
    assert (
        "f.xlsx, sheet “Listes”" in refused.value.path or "f.xlsx, feuille « Listes »" in refused.value.path
    )


values = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**14), 10**14), st.integers(-(10**9), 10**9).map(lambda n: n / 100),
    st.dates(date(1901, 1, 1), date(2099, 12, 31)),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20),
)  # fmt: skip


@given(rows=st.lists(st.tuples(values, values, values), min_size=1, max_size=8))
def test_cells_are_read_as_another_reader_reads_them(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, ...]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "compared.xlsx"
    made = openpyxl.Workbook()
    made.worksheets[0].append(("a", "b", "c"))
    for row in rows:
        made.worksheets[0].append([None if str(cell).startswith("=") else cell for cell in row])
    made.save(path)
    other = openpyxl.load_workbook(path).worksheets[0]
    wanted = [tuple(map(text_of, row)) for row in other.iter_rows(2, values_only=True)]
    found = {row.line: row.cells for row in read_table(path).rows}
    for line, cells in enumerate(wanted, 2):
        assert found.get(line, cells if all(map(is_blank, cells)) else ()) == cells


def text_of(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return format(value, ".15g") if value != int(value) else str(int(value))
    return "" if value is None else str(value).partition(" 00:00:00")[0]


PARTS = {
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/s.xml"/>'
    '<Relationship Id="r2" Type="x/sharedStrings" Target="/xl/t.xml"/></Relationships>',
    "xl/workbook.xml": '<x:workbook xmlns:x="x" xmlns:r="r"><x:workbookPr date1904="1"/><x:sheets>'
    '<x:sheet name="S" r:id="r1"/></x:sheets></x:workbook>',
    "xl/t.xml": "<sst><si><r><t>re</t></r><r><t>f</t></r><rPh><t>no</t></rPh></si><si><t>ki_x006E_d</t></si></sst>",
    "xl/worksheets/s.xml": '<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row r="4">'
    '<c r="B4" t="str"><f>x</f><v></v></c><c r="A4" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>'
    "</sheetData></worksheet>",
}


def packed(changed: dict[str, str], *, compressed: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for name, part in {**PARTS, **changed}.items():
            archive.writestr(name, part)
    return out.getvalue()


def test_what_few_programs_write_is_read(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    path.write_bytes(packed({}))
    table = read_table(path)
    assert table.headers == ("ref", "kind")
    assert [(row.line, row.cells, row.problem) for row in table.rows] == [(4, ("ab", ""), "")]


@pytest.mark.parametrize(
    ("part", "content", "problem"),
    [
        ("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "workbook_unsafe"),
        ("xl/t.xml", "<sst><si><t a='" + "x" * 2_000_000 + "'/></si></sst>", "workbook_unsafe"),
        ("xl/t.xml", "<sst><si></sst>", "workbook_unreadable"), ("xl/t.xml", "<sst/>", "workbook_unreadable"),
        ("xl/worksheets/s.xml", "<a><row><c t='s'><v>-1</v></c></row></a>", "workbook_unreadable"),
        ("xl/worksheets/s.xml", "<a><row><c><v>one</v></c></row></a>", "workbook_unreadable"),
        ("xl/worksheets/s.xml", "", "workbook_unreadable"), ("xl/worksheets/s.xml", "<a/>", "header_missing"),
        ("xl/_rels/workbook.xml.rels", "<a/>", "header_missing"),
        ("xl/workbook.bin", "", None), ("xl/vbaProject.bin", "", "workbook_macros"),
    ],
)  # fmt: skip
def test_a_workbook_that_is_none_is_refused_in_words(
    tmp_path: Path, part: str, content: str, problem: str | None
) -> None:
    path = tmp_path / "f.xlsx"
    path.write_bytes(packed({part: content}))
    if problem is None:
        assert read_table(path).rows
        return
    with pytest.raises(FileRefused) as refused:
        read_table(path)
    assert refused.value.problem == problem
    assert sentence(refused.value)


@pytest.mark.parametrize(
    ("entry", "problem"),
    [("content.xml", "open_document"), ("mimetype", "open_document"), ("xl/workbook.bin", "workbook_protected_or_old"),
     ("word/document.xml", "not_a_table")],
)  # fmt: skip
def test_archives_of_other_programs_are_told_apart(tmp_path: Path, entry: str, problem: str) -> None:
    path = tmp_path / "f.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "x")
    with pytest.raises(FileRefused) as refused:
        read_table(path)
    assert refused.value.problem == problem


def test_a_formula_that_failed_is_refused_where_its_column_means_something(file_books: Books) -> None:
    cells = '<row r="2"><c t="inlineStr"><is><t>A1</t></is></c><c t="e"><f>x</f><v>#N/A</v></c></row>'
    heads = '<row r="1"><c t="inlineStr"><is><t>{}</t></is></c><c t="inlineStr"><is><t>{}</t></is></c></row>'
    content = f"<a>{heads.format('ref', 'kind')}{cells}</a>"
    answer = run(file_books, "people", packed({"xl/worksheets/s.xml": content}), "f.xlsx")
    assert ("kind", "cell_error") in [found[1:] for found in rejected(answer)]
