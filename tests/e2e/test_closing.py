"""``close`` as its contract says: a rehearsal, what stands open, the closing, its figures and its document."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS
from tests.receipts.reading import text_of

Run = Callable[..., tuple[int, Any]]
HEADINGS = "ref;office;payer;received_on;credited_on;method;kind;amount\n"


@pytest.fixture
def run(location: str, put: Put, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    put("plain", SETTINGS, FILES)

    def run_(*words: object, day: str = "2026-11-23", text: bool = False) -> tuple[int, Any]:
        asked = ["--books", location, "--on", day, "--lang", "en", *map(str, words)]
        status = cli.main(asked if text else [*asked, "--json"])
        said = capfdbinary.readouterr()
        return status, (said.out + said.err).decode() if text else json.loads(said.out)

    return run_


@pytest.mark.file_only
def test_a_year_from_what_stands_open_to_its_document(run: Run, tmp_path: Path) -> None:
    status, answer = run("close", "year", 2024)
    assert (status, answer["closed"]) == (1, False)
    assert [one["code"] for one in answer["problems"] if one["stops"]] == []
    status, rehearsed = run("close", "year", 2024, "--accept", "all", "--dry-run")
    assert (status, rehearsed["year"], rehearsed["backup"]) == (0, 2024, None)
    assert run("close", "list")[1] == {"closings": []}
    status, closed = run("close", "year", 2024, "--accept", "all")
    assert status == 0
    assert Path(closed["backup"]).is_file()
    assert closed["problems"] == rehearsed["problems"] == answer["problems"]
    assert {one["code"] for one in closed["problems"]} == {"shares_short"}
    shown = run("close", "show", 2024)[1]
    assert shown["closing"] == closed["closing"]
    assert [one["year"] for one in run("close", "list")[1]["closings"]] == [2024]
    out = tmp_path / "2024.pdf"
    assert run("close", "print", 2024, "--out", out)[0] == 0
    assert "Clôture de l'exercice 2024" in text_of(out.read_bytes())
    assert run("close", "year", 2024, "--accept", "all")[1]["error"] == "YearClosedBefore"
    words = (
        "payments",
        "add",
        "--anonymous",
        "--amount",
        "12",
        "--method",
        "cash",
        "--received-on",
        "2024-12-30",
    )
    status, told = run(*words, text=True)
    assert status == 1
    assert "The year 2024 is closed since" in told
    status, late = run(*words, "--accept", "year_closed")
    assert (status, late["recorded"]) == (0, True)
    entered = run("close", "show", 2026)[1]["late"]
    assert [(one["payment"], one["on"], one["amount_cents"]) for one in entered] == [
        (late["payment"]["ref"], "2024-12-30", 12_00)
    ]
