"""What cannot be taken is refused with its reason; nothing is half written, nothing answers with a traceback."""

import json
from pathlib import Path

import openpyxl
import pytest

from donations_app import cli, i18n
from tests.e2e.test_commands import FILES, SETTINGS, Run, full, run
from tests.posix import only_posix

__all__ = ["full", "run"]

pytestmark = pytest.mark.file_only


def written(place: Path, content: str) -> Path:
    place.write_text(content, encoding="utf-8")
    return place


@pytest.mark.parametrize("year", ["-1", "0", "1989", "10000", "9" * 30, "x"])
def test_a_year_that_is_none_is_wrong_usage(full: Run, year: str) -> None:
    assert full("receipts", "plan", f"--year={year}")[0] == 2


def test_a_payment_with_a_line_that_cannot_be_read_is_left_out_whole(full: Run, tmp_path: Path) -> None:
    lines = (
        "ref;office;payer;received_on;method;kind;amount\nM1;MRS;A1;01/02/2025;cash;donation;30\nM1;MRS;A1\n"
    )
    path = written(tmp_path / "m.csv", lines + "M2;MRS;A1;01/02/2025;cash;donation;5\n")
    status, answer, _said = full("import", "payments", path, "--partial")
    assert (status, answer["accepted"], [row["problem"] for row in answer["rejected"]]) == (
        1,
        1,
        ["row_ragged"],
    )
    again = written(tmp_path / "m.csv", lines.replace("M1;MRS;A1\n", "M1;MRS;A1;01/02/2025;cash;dues;70\n"))
    assert full("import", "payments", again, "--partial")[1]["accepted"] == 0  # dues without a year


def test_a_reference_that_shows_nothing_is_none(full: Run, tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", "ref;kind;last_name\n\u200b;individual;X\n")
    status, answer, _said = full("import", "people", path)
    assert (status, [(row["column"], row["problem"]) for row in answer["rejected"]]) == (
        1,
        [("ref", "missing")],
    )


def test_what_was_read_of_a_file_is_said(full: Run, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0].title = "Listes"
    made.create_sheet("Membres")
    for row in (("ref", "kind", "nom", "prènom"), ("B1", "individual", "Un", "Zoé")):
        made.worksheets[1].append(row)
    made.create_sheet("vieux").sheet_state = "hidden"
    path = tmp_path / "p.xlsx"
    made.save(path)
    status, answer, said = full("import", "people", path, "--dry-run")
    assert (status, answer["sheet"], answer["other_sheets"], answer["hidden_sheets"]) == (
        0, "Membres", ["Listes"], ["vieux"],
    )  # fmt: skip
    assert "Membres" in said
    assert "vieux" in said
    assert full("import", "people", path, "--sheet", "Listes")[0] == 1
    page = tmp_path / "p.csv"
    page.write_bytes("ref;kind;nom;prénon\nB1;individual;Bénéteau;Zoé\n".encode("mac_roman"))
    status, answer, said = full("import", "people", page, "--dry-run")
    assert (status, answer["code_page"], answer["near_columns"]) == (0, "Mac Roman", {"prénon": "first_name"})
    assert answer["example"] in said


def test_more_lines_are_taken_where_they_are_asked_for(full: Run, tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", "ref;kind;last_name\nZ8;individual;X\nZ9;individual;Y\n")
    assert full("import", "people", path, "--lines", "1")[0] == 1
    assert full("import", "people", path, "--lines", "2")[1]["accepted"] == 2


def test_a_rate_beside_euros_changes_no_cost(full: Run, tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", "code;title_fr;cost;currency;rate\nP9;Puits;1000;EUR;10\n")
    assert full("import", "projects", path)[0] == 0
    assert full("share", "--project", "P9")[1]["projects"][0]["cost_cents"] == 1000_00


def test_a_file_that_stands_there_stops_no_run_and_loses_no_receipt(full: Run, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    known = written(folder / "2025-MRS-P-000001.pdf", "mine")
    status, answer, said = full("receipts", "issue", "--year", "2025", "--out", folder)
    assert (status, answer["error"], known.read_text()) == (1, "NumbersKnownOutside", "mine")
    known.unlink()
    known.mkdir()
    mine = written(known / "mine", "mine")  # no number is known from a folder
    status, answer, said = full("receipts", "issue", "--year", "2025", "--out", folder)
    assert status == 1  # a file that was asked for is missing
    assert "receipts print NUMBER" in said
    assert [row["file"] is None for row in answer["receipts"]] == [True, False]
    assert "2025-MRS-P-000001.pdf" in said
    assert mine.read_text() == "mine"
    before = full("register", "check")[1]
    place = written(tmp_path / "file", "x")
    status, answer, _said = full(
        "receipts", "cancel", "2025-MRS-P-000001", "--reason", "r", "--replace", "--out", place / "under"
    )
    assert (status, answer["error"]) == (1, "FileUnwritable")
    assert full("register", "check")[1] == before


ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "folder", ["receipts", "receipts/of 2025", "donations_app", "resources", "tests", "docs"]
)
def test_nothing_is_written_among_the_files_of_the_program(
    full: Run, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.chdir(ROOT)
    before = sorted(ROOT.glob("*")), sorted(Path(ROOT, "receipts").glob("*"))
    asked = ("receipts", "issue", "--year", "2025", "--out", folder)
    for command in (
        asked,
        (*asked, "--dry-run"),
        ("register", "--format", "csv", "--out", f"{folder}/r.csv"),
    ):
        status, answer, said = full(*command)
        assert (status, answer["error"]) == (1, "ProgramFolder")
        assert str(Path(folder)) in said
    assert full("register", "check")[1]["series"] == []  # no number was taken
    assert (sorted(ROOT.glob("*")), sorted(Path(ROOT, "receipts").glob("*"))) == before


@only_posix
def test_a_link_into_the_program_is_followed_and_a_namesake_elsewhere_is_not_refused(
    full: Run, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(ROOT / "receipts")
    assert full("register", "--out", tmp_path / "link/r.pdf")[1]["error"] == "ProgramFolder"
    (tmp_path / "receipts").mkdir()
    assert full("receipts", "issue", "--year", "2025", "--out", tmp_path / "receipts")[0] == 0
    assert len(list((tmp_path / "receipts").iterdir())) == 2


def test_new_books_do_not_stand_among_the_files_of_the_program(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    place = ROOT / "receipts/b.tiwizi"
    settings = written(tmp_path / "s.toml", SETTINGS)
    assert cli.main(["--books", str(place), "init", "--settings", str(settings), "--json"]) == 1
    assert json.loads(capfdbinary.readouterr().out)["error"] == "ProgramFolder"
    assert not place.exists()


@pytest.mark.parametrize("reason", [" ", "\u200b", "x" * 501])
def test_a_reason_that_says_nothing_or_too_much_is_refused(full: Run, reason: str) -> None:
    full("receipts", "issue", "--year", "2025")
    assert full("receipts", "cancel", "2025-MRS-P-000001", "--reason", reason)[0] == 1
    assert full("register", "check")[1]["series"][0]["cancelled"] == 0


def test_there_is_one_head_office_after_other_settings_are_loaded(run: Run, tmp_path: Path) -> None:
    run("init", "--settings", written(tmp_path / "s.toml", SETTINGS))
    other = SETTINGS.replace("head = true", "").replace('code = "LYO"', 'code = "LYO"\nhead = true')
    other = other.replace('[[offices]]\ncode = "MRS"\nname = "Marseille"\n', "")
    assert run("settings", "load", written(tmp_path / "o.toml", other))[0] == 0
    offices = run("settings", "show")[1]["offices"]
    assert [(row["code"], row["head"]) for row in offices] == [("LYO", True), ("MRS", False)]
    assert FILES


_TAKEN = "2025-MRS-P-000001"


@pytest.mark.parametrize(
    "words",
    [("register",), ("register", "--statement"), ("control", "--year", "2025"), ("receipts", "print", _TAKEN),
     ("declaration", "--year", "2025"), ("audit", "pack", "--year", "2025"), ("people", "erase", "A1"),
     ("audit", "sample", "--year", "2025", "--seed", "1"), ("receipts", "print", "--year", "2025"),
     ("letters", "preview", "--language", "fr")],
)  # fmt: skip
def test_no_command_writes_over_books_whatever_they_are_called(
    full: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    full("receipts", "issue", "--year", "2025")
    (books,) = tmp_path.glob("*.tiwizi")
    ending = "zip" if "pack" in words else "pdf"
    other = tmp_path / f"other.{ending}"
    other.write_bytes(books.read_bytes())
    status, answer, _said = full(*words, "--out", other, "--force")
    assert (status, answer["error"]) == (1, "FileOfOtherKind")
    full(*words, "--out", books, "--force")
    assert other.read_bytes() == books.read_bytes()
    assert full("verify")[1]["ok"]


def test_receipts_replace_none_but_receipts_in_their_folder(full: Run, tmp_path: Path) -> None:
    (books,) = tmp_path.glob("*.tiwizi")
    stands = tmp_path / "out" / f"{_TAKEN}.pdf"
    stands.parent.mkdir()
    before = books.read_bytes()
    stands.write_bytes(before)
    answer = full("receipts", "issue", "--year", "2025", "--out", stands.parent, "--force")[1]
    assert (answer["error"], stands.read_bytes()) == ("NumbersKnownOutside", before)
    stands.unlink()
    full("receipts", "issue", "--year", "2025")
    stands.write_bytes(before)
    for words in ((_TAKEN,), ("--year", "2025")):
        answer = full("receipts", "print", *words, "--out", stands.parent, "--force")[1]
        assert stands.read_bytes() == before, answer


def test_the_ending_of_the_register_says_what_it_is(full: Run, tmp_path: Path) -> None:
    heads = {"pdf": b"%PDF-", "csv": b"\xef\xbb\xbfNum", "xlsx": b"PK\x03\x04", "json": b"{"}
    for form, head in heads.items():
        place = tmp_path / f"r.{form}"
        assert full("register", "--out", place)[0] == 0
        assert place.read_bytes().startswith(head)
    for name, *more in (("s.csv", "--format", "pdf"), ("s.csv", "--statement"), ("s",)):
        assert full("register", "--out", tmp_path / name, *more)[1]["error"] == "usage"
    full("receipts", "issue", "--year", "2025")
    for words in (
        ("receipts", "print", _TAKEN),
        ("receipts", "duplicate", _TAKEN),
        ("letters", "preview", "--language", "fr"),
    ):
        assert full(*words, "--out", tmp_path / "s.csv")[0] == 2
    assert list(tmp_path.glob("s*")) == [tmp_path / "settings.toml"]


def test_a_refused_cell_is_told_by_the_heading_of_the_file(full: Run, tmp_path: Path) -> None:
    lines = "réf;antenne;donateur;Reçu le;mode;type;montant\nF1;MRS;A1;2025-02-30;chèque;cotisation;10\n"
    status, answer, said = full("import", "payments", written(tmp_path / "f.csv", lines))
    assert (status, [(row["column"], row["heading"]) for row in answer["rejected"]]) == (
        1, [("received_on", "Reçu le")],
    )  # fmt: skip
    assert "Line 2, Reçu le: There is no such day" in i18n.without_marks(said)
    dues = written(tmp_path / "f.csv", lines.replace("2025-02-30", "2025-02-03"))
    assert "Line 2, dues_year: " in i18n.without_marks(
        full("import", "payments", dues)[2]
    )  # the file lacks it
