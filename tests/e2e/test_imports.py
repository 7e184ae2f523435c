"""``import --map --fill --mapping``, ``import list`` and ``import undo`` as their contract says."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli
from donations_app.machine import preferences
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS


@pytest.mark.file_only
def test_a_file_of_others_is_mapped_listed_and_taken_back(
    location: str,
    put: Put,
    capfdbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put("filled", SETTINGS, FILES)
    monkeypatch.setattr(preferences, "_mappings_place", lambda: tmp_path / "kept" / "imports.json")
    file = tmp_path / "adherents.csv"
    file.write_text("Code fiche;Famille;Prénom\nZ1;Kaci;Nora\nZ2;Idir;Tala\n", encoding="utf-8")

    def run(*words: object) -> tuple[int, Any]:
        asked = ["--books", location, "--on", "2026-11-23", "--lang", "en", *map(str, words), "--json"]
        status = cli.main(asked)
        said = capfdbinary.readouterr()
        return status, json.loads(said.out or said.err)

    before = len(run("import", "list")[1]["imports"])
    chosen = ("--map", "Code fiche=ref", "--map", "Famille=last_name", "--fill", "kind=individual")
    assert run("import", "people", file)[0] == 1
    status, answer = run("import", "people", file, *chosen, "--mapping", "Ancien", "--dry-run")
    assert (status, answer["accepted"], answer["import"]) == (0, 2, None)  # nothing to take back
    assert preferences.mappings() == {}
    status, answer = run("import", "people", file, *chosen, "--mapping", "Ancien")
    assert (status, answer["accepted"], answer["ignored_columns"]) == (0, 2, [])
    ref = answer["import"]
    _is_corrected(run, file)
    status, again = run("import", "people", file, "--mapping", "Ancien")
    assert (status, again["already"], again["import"]) == (0, 2, None)
    assert run("import", "payments", file, "--mapping", "Ancien")[0] == 1

    listed = run("import", "list")[1]["imports"]
    assert len(listed) == before + 1
    assert (listed[0]["ref"], listed[0]["file"], listed[0]["accepted"]) == (ref, "adherents.csv", 2)
    assert listed[0]["can_be_taken_back"]
    first = listed[-1]
    assert (first["kind"], first["can_be_taken_back"]) == ("people", False)
    status, refused = run("import", "undo", first["ref"])
    assert (status, refused["error"]) == (1, "ImportBuiltOn")
    assert run("import", "undo", ref, "--dry-run")[0] == 0
    status, undone = run("import", "undo", ref)
    assert (status, undone["import"]["taken_back_on"]) == (0, "2026-11-23")
    assert run("import", "undo", ref)[1]["error"] == "ImportNotTakenBack"
    assert run("people", "list", "--where", "name=kaci")[1]["people"] == []
    assert run("import", "undo")[0] == 2
    assert run("verify")[1]["ok"]


def _is_corrected(run: Callable[..., tuple[int, Any]], file: Path) -> None:
    status, fixed = run(
        "import", "people", file, "--mapping", "Ancien", "--fix", "3:Prénom=Taleb", "--update", "--dry-run"
    )
    assert (status, fixed["corrected"]) == (
        0, [{"line": 3, "column": "first_name", "file": "Tala", "taken": "Taleb"}],
    )  # fmt: skip
    assert (
        run("import", "people", file, "--mapping", "Ancien", "--fix", "3:Prénom")[1]["error"]
        == "InputRefused"
    )
