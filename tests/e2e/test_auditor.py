"""An auditor's morning at the command line: everything is read, nothing of the books changes."""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from zipfile import ZipFile

import pytest

from donations_app import cli
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS, Run, run
from tests.receipts.reading import pages_of, text_of

__all__ = ["run"]  # fixtures

pytestmark = pytest.mark.file_only
FIRST = "2025-MRS-P-000001"


@pytest.fixture
def issued(run: Run, put: Put) -> Run:
    """Books with two receipts, one of them cancelled."""
    cancelled = ("receipts", "cancel", FIRST, "--reason", "Erreur")
    put("auditor", SETTINGS, FILES, ("receipts", "issue", "--year", 2025), cancelled)
    return run


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield the parsers of all commands below one."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for group in groups:
        for child in group.choices.values():
            yield from parsers(child)
    if not groups:
        yield parser


def test_every_command_that_has_a_rehearsal_is_known_to_write() -> None:
    root = argparse.ArgumentParser()
    commands = root.add_subparsers()
    for name, module in cli.COMMANDS.items():
        import_module(f"donations_app.commands.{module}").add(commands, name)
    found = {parser.prog.partition(" ")[2]: parser for parser in parsers(root)}
    writing = {name for name, parser in found.items() if parser.get_default("writes")}
    assert {"init", "settings load", "receipts issue", "receipts cancel", "receipts duplicate"} <= writing
    assert not [name for name in writing if name.startswith(("audit", "register", "share", "verify"))]
    for name, parser in found.items():
        assert (name in writing) == ("--dry-run" in parser.format_help())


def test_an_auditor_cannot_write_whatever_he_types(issued: Run, tmp_path: Path) -> None:
    people, settings = tmp_path / "people.csv", tmp_path / "s.toml"
    people.write_text("ref;kind;last_name;first_name\nZ9;individual;Neuf;Zoé\n")
    settings.write_text(SETTINGS.replace("13016", "13002"))
    before = issued("verify")[1]
    for command in (
        ("receipts", "issue", "--year", 2025), ("receipts", "cancel", "2025-MRS-P-000002", "--reason", "x"),
        ("receipts", "cancel", "2025-MRS-P-000002", "--reason", "x", "--dry-run"),
        ("receipts", "duplicate", "2025-MRS-P-000002", "--out", tmp_path / "d.pdf"),
        ("import", "people", people), ("settings", "load", settings), ("init",),
    ):  # fmt: skip
        status, answer, said = issued("--read-only", *command)
        assert (status, answer["error"]) == (1, "ReadOnly"), command
        assert "for reading only" in said
    assert issued("--read-only", "verify")[1] == before
    assert issued("--read-only", "receipts", "plan", "--year", 2025)[0] == 0
    assert not (tmp_path / "d.pdf").exists()


def test_a_sample_is_the_same_for_the_same_seed_and_followed_on_paper(issued: Run, tmp_path: Path) -> None:
    out = tmp_path / "sample.pdf"
    ask = ("--read-only", "audit", "sample", "--year", 2025, "--size", 30, "--seed", 7)
    status, first, _ = issued(*ask, "--out", out)
    assert status == 0
    assert first == issued(*ask)[1] | {"file": str(out)}
    assert [one["number"] for one in first["receipts"]] == [FIRST, "2025-MRS-P-000002"]
    assert len(pages_of(out.read_bytes())) == 3
    assert issued(*ask, "--out", out)[0] == 1  # never overwritten unasked
    assert issued(*ask, "--out", tmp_path / "sample.docx")[0] == 2
    assert issued("audit", "sample", "--year", 2025, "--seed", 7, "--size", 0)[0] == 2


def test_a_trace_says_what_became_of_a_receipt(issued: Run, tmp_path: Path) -> None:
    out = tmp_path / "t.json"
    status, answer, _ = issued("--read-only", "audit", "trace", FIRST, "--out", out)
    assert (status, answer["status"], answer["intact"], answer["balanced"]) == (0, "cancelled", True, True)
    assert answer == json.loads(out.read_text()) | {"file": str(out)}
    assert [entry["kind"] for entry in answer["entries"]][-2:] == ["receipt.issued", "receipt.cancelled"]
    assert issued("audit", "trace", "2025-MRS-P-000099")[0] == 1


def test_notes_never_touch_the_books(issued: Run, location: str, tmp_path: Path) -> None:
    before = Path(location).read_bytes() if Path(location).is_file() else issued("verify")[1]
    for text in ("Chèque vu", "Manque la remise"):
        assert issued("--read-only", "audit", "note", FIRST, text)[0] == 0
    status, answer, _ = issued("audit", "notes")
    assert (status, [one["text"] for one in answer["notes"]]) == (0, ["Chèque vu", "Manque la remise"])
    assert Path(answer["file"]).is_relative_to(tmp_path / "home")
    assert issued("audit", "note", "2025-MRS-P-000099", "x")[0] == 1
    assert issued("audit", "note", FIRST, " ")[0] == 1
    own = tmp_path / "mine.json"
    assert issued("audit", "notes", "--notes", own)[1] == {"notes": [], "file": str(own)}
    own.write_text("a letter")
    assert issued("audit", "note", FIRST, "x", "--notes", own)[1]["error"] == "FileRefused"
    assert own.read_text() == "a letter"
    after = Path(location).read_bytes() if Path(location).is_file() else issued("verify")[1]
    assert after == before


def test_notes_on_other_books_are_not_shown(issued: Run, tmp_path: Path) -> None:
    own = tmp_path / "n.json"
    assert issued("audit", "note", FIRST, "vu", "--notes", own)[0] == 0
    kept = json.loads(own.read_text())
    kept["notes"][0]["books"] = "0" * 64
    own.write_text(json.dumps(kept))
    assert issued("audit", "notes", "--notes", own)[1]["notes"] == []


def test_the_pack_is_made_unpacked_and_verified(issued: Run, tmp_path: Path) -> None:
    out = tmp_path / "2025.zip"
    status, answer, _ = issued("--read-only", "audit", "pack", "--year", 2025, "--out", out)
    assert (status, answer["receipts"]) == (0, 2)
    assert issued("audit", "pack", "--year", 2025, "--out", out)[0] == 1
    with ZipFile(out) as archive:
        archive.extractall(tmp_path / "pack")
    proof = [sys.executable, "-I", str(tmp_path / "pack/verify_pack.py")]
    assert subprocess.run(proof, capture_output=True, check=False).returncode == 0
    (tmp_path / f"pack/receipts/{FIRST}.pdf").write_bytes(b"%PDF-1.4")
    assert subprocess.run(proof, capture_output=True, check=False).returncode == 1


def test_the_statement_and_the_register_sum_up_the_same(issued: Run, tmp_path: Path) -> None:
    statement, register = tmp_path / "s.pdf", tmp_path / "r.json"
    status, answer, _ = issued("--read-only", "register", "--statement", "--year", 2025, "--out", statement)
    assert issued("register", "--year", 2025, "--format", "json", "--out", register)[0] == 0
    data = json.loads(register.read_text())
    for key in ("total_cents", "issued", "cancelled", "forms", "natures", "methods"):
        assert data[key] == answer[key]
    assert (status, answer["issued"], answer["cancelled"]) == (0, 1, 1)
    for parts in (answer["forms"], answer["natures"], answer["methods"]):
        assert sum(one["amount_cents"] for one in parts) == answer["total_cents"]
    assert "Signature" in text_of(statement.read_bytes())
    assert issued("register", "--statement")[0] == 2
