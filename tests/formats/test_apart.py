"""What others made is read in a process of its own, which is stopped at its limits and told as what it is."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from donations_app import i18n
from donations_app.apart import Limits, apart
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.foreign import SMALL, table_of
from donations_app.formats.tables import read_table
from donations_app.formats.toml_file import _told, read_toml
from donations_app.words.sentences import sentence
from tests.formats import working as work
from tests.formats.test_workbooks import content_of, filled
from tests.posix import only_posix

HERE = Path("list.csv")
LITTLE = Limits(seconds=1, mebibytes=100)


def test_what_is_yielded_arrives_as_it_is(tmp_path: Path) -> None:
    values = ["é\ud800\n", 12, 1.5, None, True, [1, ["x"]], {"a": {}}, "x" * 3_000_000]
    assert list(apart(tmp_path, work.said, *values)) == values
    assert list(apart(tmp_path, work.said)) == []


def test_it_is_another_process_with_the_language_and_little_else() -> None:
    i18n.set_language("ar")
    pid, language, loaded = apart(HERE, work.of_itself)
    assert pid != os.getpid()
    assert (language, loaded) == ("ar", [])


@only_posix
@pytest.mark.parametrize(
    ("does", "problem", "detail"),
    [
        (work.without_end, "too_much_time", "1"),
        (work.greedy, "too_much_memory", "100"),
        (work.crashing, "reader_ended", "-6"),
        (work.ending, "reader_ended", "7"),
    ],
)
def test_a_process_at_its_limits_is_a_refusal_in_words(does: Any, problem: str, detail: str) -> None:
    told = apart(HERE, does, limits=LITTLE)
    assert next(told) == 1
    with pytest.raises(FileRefused) as refused:
        next(told)
    assert (refused.value.path, refused.value.problem, refused.value.detail) == ("list.csv", problem, detail)
    assert "list.csv" in (sentence(refused.value) or "")
    assert (sentence(refused.value) or "").endswith("Nothing was saved.")


def test_one_that_waits_without_end_is_stopped_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("donations_app.apart._WAITED", 0.3)
    with pytest.raises(FileRefused) as refused:
        list(apart(HERE, work.asleep, limits=LITTLE))
    assert refused.value.problem == "too_much_time"


def test_a_refusal_of_the_reader_is_handed_on() -> None:
    with pytest.raises(FileRefused) as refused:
        list(apart(HERE, work.refusing))
    assert vars(refused.value) == {"path": "there", "problem": "too_many_lines", "line": 5, "detail": "100"}


def test_a_bug_of_the_reader_stays_a_bug() -> None:
    with pytest.raises(RuntimeError, match="LookupError: a bug"):
        list(apart(HERE, work.wrong))


@only_posix
def test_it_fills_no_disk(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="File too large"):
        list(apart(HERE, work.writing, str(tmp_path / "written")))
    assert (tmp_path / "written").stat().st_size == 0


@only_posix
def test_who_listens_no_more_leaves_no_process_behind() -> None:
    told = apart(HERE, work.of_itself)
    pid = next(told)
    del told
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_large_list_is_read_apart_to_the_same_table(tmp_path: Path) -> None:
    rows = [
        ("A1", "individual", "Ünal € \u202f" * 3),
        ("", "x"),
        ("A2", "individual", "", "z"),
        ("A3", "Ã©", "y"),
    ]
    lines = "\n".join(map(";".join, [("ref", "kind", "nom"), *rows * 1_000]))
    path = tmp_path / "people.csv"
    path.write_text(lines, encoding="utf-8")
    assert path.stat().st_size > SMALL
    assert table_of(path, "people") == read_table(path)


def test_a_large_workbook_is_read_apart_with_what_its_cells_show(tmp_path: Path) -> None:
    made = filled(("ref", "kind", "amount"), *[(f"A{n}", "individual", n / 7) for n in range(6_000)])
    sheet = made.worksheets[0]
    sheet["C2"].number_format = '0.00" MAD"'
    sheet["C3"].number_format = "0,"
    sheet.merge_cells("B5:B9")
    made.create_sheet("Notes").sheet_state = "hidden"
    path = tmp_path / "people.xlsx"
    path.write_bytes(content_of(made))
    assert path.stat().st_size > SMALL
    table = table_of(path, "people")
    assert table == read_table(path)
    assert table.rows[0].marks == {(2, "words"): "MAD"}
    assert (table.sheet, table.hidden_sheets) == ("Sheet", ("Notes",))


def test_large_settings_are_read_apart_to_the_same_tables(tmp_path: Path) -> None:
    content = 'a = 2026-01-01\nb = [2026-01-01T10:00:00Z, 10:00:00, 1.5, true, {c = "é"}]\n'
    (tmp_path / "small.toml").write_text(content, encoding="utf-8")
    (tmp_path / "large.toml").write_text(content + "#" * 9_000, encoding="utf-8")
    assert read_toml(tmp_path / "large.toml") == read_toml(tmp_path / "small.toml")


def test_what_a_file_asks_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_bytes(b"a." * 40_000 + b"a=1")
    with pytest.raises(FileRefused) as refused:
        list(apart(tmp_path / "s.toml", _told, tmp_path / "s.toml", limits=LITTLE))
    assert refused.value.problem in ("too_much_time", "too_much_memory")


def test_the_reader_begins_without_what_reading_does_not_need() -> None:
    code = "import sys, donations_app.formats.foreign; print(sorted(sys.modules))"
    names = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not any(f"'{name}'" in names for name in ("PySide6", "sqlalchemy", "reportlab", "cryptography"))
