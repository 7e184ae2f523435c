"""``import platform FILE`` as its contract says: verdicts, campaigns kept under a name, a rehearsal."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli
from donations_app.machine import preferences
from tests.db.test_platforms import HEAD, row
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS


@pytest.mark.file_only
def test_an_export_is_tried_written_listed_and_told_again(
    location: str,
    put: Put,
    capfdbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put("filled", SETTINGS, FILES)
    monkeypatch.setattr(preferences, "_mappings_place", lambda: tmp_path / "kept" / "imports.json")
    file = tmp_path / "export.csv"
    file.write_text(HEAD + row(1, "45,00") + row(2, "9,00", status="Annulé"), encoding="utf-8")

    def run(*words: object) -> tuple[int, Any]:
        asked = ["--books", location, "--on", "2026-11-23", "--lang", "en", *map(str, words)]
        status = cli.main(asked)
        said = capfdbinary.readouterr()
        return status, json.loads(said.out or said.err) if "--json" in words else said.out.decode()

    chosen = ("--campaign", "Gala=general", "--receipts-issued-by", "HelloAsso", "--mapping", "HA")
    status, tried = run("import", "platform", file, *chosen, "--dry-run", "--json")
    assert (status, tried["payments"], tried["people"], tried["import"]) == (0, 1, 1, None)
    status, answer = run("import", "platform", file, *chosen, "--json")
    assert (status, answer["amount_cents"], answer["campaigns"]) == (0, 45_00, {"Gala": ""})
    assert answer["left_out"] == [{"line": 3, "reason": "cancelled"}]
    status, told = run("import", "platform", file, "--mapping", "HA")
    assert (status, told.splitlines()[0]) == (0, "Accepted: 0. Already there: 1. Rejected: 0.")
    assert "Campaign “Gala”: General fund." in told
    _are_refused(run, file)
    assert run("import", "undo", answer["import"], "--json")[0] == 0


def _are_refused(run: Callable[..., tuple[int, Any]], file: Path) -> None:
    for words in (("--campaign", "Gala"), ("--map", "Nom payeur=colour"), ("--mapping", "unknown")):
        assert run("import", "platform", file, *words, "--json")[0] == 1
    assert "import platform" in run("import", "payments", file, "--json")[1]["message"]
