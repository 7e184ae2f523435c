"""``people doubles|merge|apart|merges`` and what is told of somebody new who looks recorded, as their contract says."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(location: str, put: Put, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    put("filled", SETTINGS, FILES)

    def run_(*words: object) -> tuple[int, Any]:
        status = cli.main(
            ["--books", location, "--on", "2026-11-23", "--lang", "en", *map(str, words), "--json"]
        )
        out = capfdbinary.readouterr().out
        return status, json.loads(out) if out else None

    return run_


def _add(run: Run, *facts: str) -> dict[str, Any]:
    status, answer = run("people", "add", "kind=individual", *facts)
    assert status == 0
    found: dict[str, Any] = answer
    return found


@pytest.mark.file_only
def test_two_records_are_found_merged_shown_and_taken_apart(run: Run, tmp_path: Path) -> None:
    first = _add(
        run, "ref=X1", "last_name=Ben Ouali", "first_name=Mohamed", "city=Lyon", "email=m@exemple.fr"
    )
    assert first["warnings"] == []
    second = _add(
        run, "ref=X2", "last_name=Benouali", "first_name=Mohammed", "phone=0612345678", "email=m@exemple.fr"
    )
    (warned,) = second["warnings"]
    assert (warned["ref"], warned["score"], warned["for"]) == ("X1", 86, ["name_sounds", "email_same"])
    assert warned["message"] == (
        "This looks like Mohamed Ben Ouali (X1), 86 of 100: Names that sound alike, Same e-mail."
    )

    pairs = run("people", "doubles")[1]["doubles"]
    (pair,) = (one for one in pairs if set(one["refs"]) == {"X1", "X2"})
    assert (pair["refs"], pair["score"]) == (["X1", "X2"], 86)

    status, _none = run("people", "merge", "X1", "X2")
    assert status == 1  # the names are to be chosen
    chosen = ("last_name=KEEP", "first_name=OTHER")
    assert run("people", "merge", "X1", "X2", "colour=KEEP", *chosen)[0] == 1
    assert run("people", "merge", "X1", "X2", "last_name=BOTH")[0] == 1
    status, rehearsed = run("people", "merge", "X1", "X2", *chosen, "--dry-run")
    assert (status, rehearsed["name"]) == (0, "Mohammed Ben Ouali")
    assert run("people", "merges")[1]["merges"] == []
    status, done = run("people", "merge", "X1", "X2", *chosen)
    assert (status, done) == (0, rehearsed)

    shown = run("people", "show", "X2")[1]
    assert (shown["person"]["ref"], shown["person"]["phone"]) == ("X1", "0612345678")
    assert [one["ref"] for one in shown["merged"]] == ["X2"]
    assert "party.merged" in {entry["what"] for entry in shown["history"]}
    (merge,) = run("people", "merges")[1]["merges"]
    assert (merge["refs"], merge["can_be_undone"], merge["built_on"]) == (["X1", "X2"], True, [])
    assert run("verify")[1]["ok"]

    path = tmp_path / "people.csv"  # a file knows the old reference
    path.write_text("ref;kind;last_name;city\nX2;individual;Benouali;Nice\n", encoding="utf-8")
    status, answer = run("import", "people", path, "--update")
    assert (status, answer["rejected"][0]["problem"]) == (1, "party_merged")

    status, undone = run("people", "merge", "X1", "X2", "--undo")
    assert (status, undone["undone"], undone["merged_on"]) == (0, True, "2026-11-23")
    assert run("people", "show", "X2")[1]["person"]["ref"] == "X2"
    assert run("people", "merge", "X1", "X2", "--undo")[0] == 1

    assert run("people", "apart", "X1", "X2")[1]["changed"]
    assert all(set(one["refs"]) != {"X1", "X2"} for one in run("people", "doubles")[1]["doubles"])
    assert run("people", "merge", "X1", "X2", *chosen)[0] == 1
    assert run("people", "apart", "X1", "X2", "--undo")[1]["changed"]
    assert run("people", "merge", "X1", "nobody")[0] == 1
    assert run("verify")[1]["ok"]


@pytest.mark.file_only
def test_a_file_of_people_who_look_recorded_is_told_and_taken(run: Run, tmp_path: Path) -> None:
    _add(run, "ref=X1", "last_name=Ben Ouali", "first_name=Mohamed", "email=m@exemple.fr")
    path = tmp_path / "people.csv"
    path.write_text(
        "ref;kind;last_name;first_name;email\n"
        "X2;individual;بن والي;محمد;m@exemple.fr\nX3;individual;Quelquun;Autre;\n",
        encoding="utf-8",
    )
    status, answer = run("import", "people", path)
    assert (status, answer["accepted"]) == (0, 2)
    assert [(one["line"], one["ref"], one["score"]) for one in answer["doubles"]] == [(2, "X1", 86)]
    status, again = run("import", "people", path)
    assert (again["already"], again["doubles"]) == (2, [])
