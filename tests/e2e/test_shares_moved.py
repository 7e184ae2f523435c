"""Contributions, origins of money and decisions at the command line: what they change is said before."""

import json
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli
from donations_app.i18n import without_marks
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS, Run

pytestmark = pytest.mark.file_only


@pytest.fixture
def run(location: str, put: Put, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run one command on books of a few gifts with ``--json``; return status, answer and messages."""
    put("shares", SETTINGS, FILES)

    def call(*arguments: object) -> tuple[int, Any, str]:
        fixed = ["--books", location, "--on", "2026-11-23", "--lang", "en", "--office", "MRS"]
        status = cli.main([*fixed, *map(str, arguments), "--json"])
        out, err = capfdbinary.readouterr()
        return status, json.loads(out) if out else None, without_marks(err.decode())

    return call


def test_a_contribution_is_recorded_attested_withdrawn_and_listed(run: Run) -> None:
    made = ("contributions", "add", "--project", "EAU", "--association", "AMAN", "--kind", "labour",
            "--given-on", "2026-03-02", "--worker", "Brahim Aït Ali=3,5", "--worker", "Lahcen=1",
            "--day-rate", "120", "--currency", "MAD", "--rate", "10,80")  # fmt: skip
    status, answer, _ = run(*made, "--dry-run")
    assert (status, answer["contribution"]["foreign_minor"]) == (0, 540_00)
    assert run("contributions", "list")[1] == {"contributions": []}
    status, answer, _ = run(*made)
    ref = answer["contribution"]["ref"]
    assert (ref, answer["contribution"]["amount_cents"]) == ("A-MRS-000001", 50_00)
    _, answer, _ = run(
        "contributions", "attest", ref, "--signed-on", "2026-05-04", "--signed-by", "H. Idrissi"
    )
    assert answer["changes"] == [{"what": "state", "ref": ref, "before": "waiting", "after": "attested"}]
    (listed,) = run("contributions", "list", "--association", "AMAN")[1]["contributions"]
    assert (listed["counts_from"], listed["workers"][0]) == (
        "2026-05-04",
        {"name": "Brahim Aït Ali", "days": 3.5},
    )
    assert (
        run("contributions", "withdraw", ref, "--reason", "Twice")[1]["contribution"]["state"] == "withdrawn"
    )
    status, _, said = run(*made[:-4], "--worker", "X=a third")
    assert (status, "“X=a third”: write who worked" in said) == (1, True)


def test_an_origin_is_stated_and_the_share_falls_as_was_said(run: Run) -> None:
    before = run("share", "--project", "EAU")[1]["projects"][0]
    status, answer, _ = run("payers", "origin", "A1", "regranted", "--source", "Its report", "--dry-run")
    (whole,) = [one for one in answer["shares"] if not one["association"]]
    assert (status, whole["before_cents"]) == (0, before["private_cents"])
    changed = run("people", "change", "A1", "money_origin=regranted", "--dry-run")[1]
    assert changed["shares"] == answer["shares"], "the card corrects it from the beginning, too"
    assert run("payers", "list")[1] == {"payers": []}
    assert run("payers", "origin", "A1", "regranted", "--source", "Its report")[1] == answer
    after = run("share", "--project", "EAU")[1]["projects"][0]
    assert after["private_cents"] == whole["after_cents"] == 0
    assert answer["amount_cents"] == 350_00  # 50 of it stand on the general fund
    assert after["public_cents"] == before["public_cents"] + before["private_cents"]
    (listed,) = run("payers", "list")[1]["payers"]
    assert (listed["ref"], listed["origin"], listed["from"], listed["source"]) == (
        "A1",
        "regranted",
        None,
        "Its report",
    )
    assert run("verify")[1]["ok"]


def test_money_is_listed_and_moved_by_a_decision_that_says_what_it_changes(run: Run) -> None:
    found = run("allocations", "list", "--fund", "EAU")[1]
    one = next(one for one in found["allocations"] if one["association"] == "AMAN")
    cents = one["amount_cents"]
    words = ("payments", "move", one["payment"], "--line", one["line"], "--amount", f"{cents / 100:.2f}",
             "--away", "EAU/AMAN")  # fmt: skip
    assert run(*words)[0] == 1  # neither a reason nor minutes
    decided = ("--decided-on", "2026-06-01", "--decided-by", "Board", "--minutes", "PV 7")
    status, answer, _ = run(*words, *decided, "--dry-run")
    part = next(share for share in answer["shares"] if share["association"] == "AMAN")
    assert (status, part["before_cents"] - part["after_cents"]) == (0, cents)
    assert run(*words, *decided)[1] == answer
    left = run("allocations", "list", "--fund", "EAU")[1]
    assert found["sum_cents"] - left["sum_cents"] == cents
    general = run("allocations", "list", "--fund", "general")[1]["allocations"]
    assert (one["payment"], cents) in [(row["payment"], row["amount_cents"]) for row in general]
    whole = run("allocations", "list", "--fund", "general")[1]
    assert sum(whole["sums_by_origin_cents"].values()) == whole["sum_cents"]
    only = run("allocations", "list", "--fund", "general", "--origin", "public")[1]
    assert only["sum_cents"] == whole["sums_by_origin_cents"]["public"]
    status, _, said = run("allocations", "list", "--fund", "NO")
    assert (status, "There is no project “NO”" in said) == (1, True)


def test_a_file_says_when_it_was_decided_where_money_goes(run: Run, tmp_path: Path) -> None:
    def brought(ref: str, decided: str, project: str = "EAU;AMAN") -> tuple[int, str]:
        file = tmp_path / f"{ref}.csv"
        file.write_text(
            "ref;bureau;donateur;reçu le;mode;nature;montant;projet;association;décidé le\n"
            f"{ref};MRS;A1;2026-03-01;cash;donation;40;{project};{decided}\n",
            encoding="utf-8",
        )
        status, _, said = run("import", "payments", file)
        return status, said

    def private(*words: str) -> tuple[int, list[str]]:
        (found,) = run(*words, "share", "--association", "AMAN")[1]["projects"]
        return found["associations"][0]["private_cents"], [one["ref"] for one in found["associations"]]

    assert brought("D1", "2026-04-15")[0] == 0
    before, after = private("--on", "2026-04-14"), private("--on", "2026-04-15")
    assert (
        run("share", "--on", "2026-04-14")[1] == run("--on", "2026-04-14", "share")[1]
    )  # behind the command, too
    assert (after[0] - before[0], after[1]) == (40_00, ["AMAN"])
    for day, place in (
        ("2026-04-14", "general"),
        ("2026-04-15", "EAU"),
    ):  # before, it stood on the general fund
        stood = run("--on", day, "allocations", "list")[1]["allocations"]
        assert [one["fund"] for one in stood if one["payment"] == "D1"] == [place]
    (one,) = [each for each in run("import", "list")[1]["imports"] if each["file"] == "D1.csv"]
    undone = run("import", "undo", one["ref"], "--dry-run")[1]
    moved = {each["association"]: each["before_cents"] - each["after_cents"] for each in undone["shares"]}
    assert moved == {"": 40_00, "AMAN": 40_00}
    assert "came after 28/02/2026" in brought("D2", "2026-02-28")[1]
    assert "“24/11/2026” lies in the future" in brought("D3", "2026-11-24")[1]
    assert "no project says what" in brought("D4", "2026-04-15", ";")[1]
    assert run("--on", "2020-01-01", "share", "--as-known")[:2] == (0, {"projects": []})
