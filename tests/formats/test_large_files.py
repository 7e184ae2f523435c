"""Files made to take long or much memory are refused in a moment, whatever hides in them."""

import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.number_formats import shown_by
from donations_app.formats.tables import read_table
from donations_app.words.sentences import sentence
from tests.formats.test_workbooks import packed

SHEET = "xl/worksheets/s.xml"
HEAD = '<a><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
PADDING = {"pad": os.urandom(1_000_000).hex()}  # a workbook that inflates a hundred times is refused before


def problem_of(path: Path, content: bytes, most_lines: int = 100_000) -> str:
    path.write_bytes(content)
    try:
        read_table(path, most_lines=most_lines)
    except FileRefused as refused:
        assert sentence(refused)  # noqa: PT017 -- the refusal is the answer
        return refused.problem
    return ""


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("part", "content", "problem"),
    [
        (SHEET, lambda: HEAD + "<row>" + "<c/>" * 10_000_001 + "</row></a>", "too_many_cells"),
        ("xl/t.xml", lambda: "<a><si><t>" + "&amp;" * 10_000_001 + "</t></si></a>", "too_many_cells"),
        (SHEET, "<a>" * 101 + "</a>" * 101, "workbook_unsafe"), (SHEET, "<a>" * 100 + "</a>" * 100, "header_missing"),
        (SHEET, HEAD + '<mergeCell ref="A9:A9"/>' * 100_001 + "</a>", "workbook_unsafe"),
        (SHEET, HEAD + "<!--" + "x" * 2_000_000 + "--></a>", "workbook_unsafe"),
        ("xl/t.xml", "<a><si><t>ref</t></si><si><t>kind</t></si>" + "<si/>" * 1_000_000 + "</a>", "workbook_unsafe"),
        (SHEET, HEAD + '<row r="1048576"><c r="B1048576"><v>1</v></c></row></a>', ""),
    ],
)  # fmt: skip
def test_a_workbook_of_endless_pieces_is_refused(
    tmp_path: Path, part: str, content: str | Callable[[], str], problem: str
) -> None:
    content = content() if callable(content) else content  # what is large is not made with every import
    made = packed({**PADDING, part: content}, compressed=True)
    assert problem_of(tmp_path / "f.xlsx", made) == problem


@pytest.mark.timeout(60)
def test_merged_ranges_that_cover_each_other_are_refused(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 1_003))
    content = HEAD.replace("<row>", '<row r="1">') + rows + '<mergeCell ref="A2:A1002"/>' * 500 + "</a>"
    assert problem_of(tmp_path / "f.xlsx", packed({SHEET: content})) == "workbook_unsafe"


@pytest.mark.parametrize(("lines", "problem"), [(3, ""), (4, "too_many_lines")])
def test_a_file_has_as_many_lines_as_are_taken(tmp_path: Path, lines: int, problem: str) -> None:
    assert problem_of(tmp_path / "f.csv", b"ref;kind\n" + b"1;a\n" * lines, most_lines=3) == problem
    made = openpyxl.Workbook()
    for row in [("ref", "kind"), *[("1", "a")] * lines]:
        made.worksheets[0].append(row)
    made.save(tmp_path / "f.xlsx")
    assert problem_of(tmp_path / "f.xlsx", (tmp_path / "f.xlsx").read_bytes(), most_lines=3) == problem


@pytest.mark.parametrize(
    ("content", "most_lines", "problem"),
    [
        (b"ref;kind" + b";a" * 999 + b"\n", 100_000, "too_many_columns"),
        (b"ref;kind" + b";a" * 998 + b"\n", 100_000, ""),
        (b"ref;kind\n1;a" + b";" * 2_000 + b"\n", 100_000, ""),
        (b"ref;kind\n1" + b";1" * 1_000 + b"\n", 100_000, "too_many_columns"),
        (b"a" + b";b" * 59 + b"\n" + b"1" + b";1" * 59 + b"\n", 2, ""),
        (b"a" + b";b" * 60 + b"\n" + b"1" + b";1" * 60 + b"\n", 2, "too_many_cells"),
    ],
)  # fmt: skip
def test_a_text_of_endless_columns_is_refused(
    tmp_path: Path, content: bytes, most_lines: int, problem: str
) -> None:
    assert problem_of(tmp_path / "f.csv", content, most_lines) == problem


def test_a_number_format_without_end_is_read_to_the_length_that_one_has() -> None:
    assert shown_by("0" * 300 + ",") == shown_by("0")
