"""``receipts check`` as its contract says."""

import json
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS


@pytest.mark.file_only
def test_a_pdf_is_told_issued_cancelled_changed_or_foreign(
    location: str, put: Put, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    issued = ("receipts", "issue", "--year", 2025, "--out", tmp_path / "out")
    put("issued", SETTINGS, FILES)

    def run(*words: object) -> tuple[int, Any]:
        status = cli.main(
            ["--books", location, "--on", "2026-11-23", "--lang", "en", *map(str, words), "--json"]
        )
        return status, json.loads(capfdbinary.readouterr().out)

    first = run(*issued)[1]["receipts"][0]
    path, number = Path(first["file"]), first["number"]
    status, found = run("receipts", "check", path)
    assert (status, found["verdict"], found["number"], found["copy"]) == (0, "issued", number, "original")
    assert found["amount_cents"] == first["amount_cents"]

    run("receipts", "cancel", number, "--reason", "wrong name")
    status, found = run("receipts", "check", path)
    assert (status, found["verdict"], found["reason"]) == (1, "cancelled", "wrong name")

    path.write_bytes(path.read_bytes() + b" ")
    status, found = run("receipts", "check", path)
    assert (status, found["verdict"], found["number"]) == (1, "changed", number)

    status, found = run("receipts", "check", tmp_path / "people.csv")
    assert (status, found["verdict"], found["number"]) == (1, "foreign", None)
    assert run("receipts", "check", tmp_path / "gone.pdf")[1]["error"] == "FileRefused"
