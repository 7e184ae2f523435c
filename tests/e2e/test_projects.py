"""``projects`` and ``programmes`` as their contract says."""

import json
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli
from donations_app.i18n import without_marks
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS

pytestmark = pytest.mark.file_only
OTHER = "ref;kind;organisation;country\nTUDERT;association;Association Tudert;MA\n"


@pytest.fixture
def run(location: str, put: Put, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Run one command on books with a project of 1 000 of which AMAN carries 500."""
    (tmp_path / "other.csv").write_text(OTHER, encoding="utf-8")
    put("filled, two associations", SETTINGS, FILES, ("import", "people", tmp_path / "other.csv"))

    def run_(*words: object, plain: bool = False) -> Any:
        fixed = ["--books", location, "--on", "2026-11-23", "--lang", "en"]
        status = cli.main([*fixed, *map(str, words), *([] if plain else ["--json"])])
        out, err = (some.decode() for some in capfdbinary.readouterr())
        return out if plain else (status, json.loads(out), err)

    return run_


def test_a_project_is_changed_from_a_day_on_and_says_what_falls_before_it_is_saved(run: Any) -> None:
    words = ("projects", "change", "EAU", "cost=2000", "--part", "AMAN=1500", "--join", "TUDERT=100")
    dated = (*words, "--from", "2026-06-01", "--reason", "Two villages")
    status, rehearsed, _err = run(*dated, "--dry-run")
    assert run("projects", "show", "EAU")[1]["projects"][0]["cost_cents"] == 1000_00
    done = run(*dated)[1]
    assert (status, done) == (0, rehearsed)
    assert [(one["what"], one["before"], one["after"]) for one in done["changes"]] == [
        ("cost", "1000.00", "2000.00"),
        ("association.AMAN", "500.00", "1500.00"),
        ("association.TUDERT", None, "100.00"),
    ]
    moved = {one["association"]: (one["reached_before"], one["reached_after"]) for one in done["shares"]}
    assert moved["AMAN"] == (True, False)
    (part,) = [one for one in done["falls"] if one["association"] == "AMAN"]
    figures = (
        "condition",
        "asked_percent",
        "before_percent",
        "after_percent",
        "missing_after_cents",
        "leads",
    )
    assert [part[name] for name in figures] == ["minimum", "15.00", "20.00", "6.66", 125_00, True], part
    assert done["warnings"][0]["code"] == "cost_unassigned"
    assert done["projects"][0]["cost_unassigned_cents"] == 400_00

    earlier = ("projects", "revise", "EAU", "--leave", "AMAN", "--from", "2026-01-01", "--reason", "Early")
    status, left, _err = run(*earlier)
    assert [one["code"] for one in left["warnings"]] == ["left_with_money", "holds_until", "cost_unassigned"]
    assert (left["until"], left["projects"][0]["cost_cents"]) == ("2026-06-01", 2000_00)
    goes = ("projects", "revise", "EAU", "--leave", "AMAN", "--from", "2026-11-20", "--reason", "Gone")
    assert [one["association"] for one in run(*goes, "--dry-run")[1]["shares"] if one["leaves"]] == ["AMAN"]
    said = without_marks(run(*goes, "--dry-run", plain=True))
    assert "EAU, Association Aman: it leaves the project." in said
    assert "Association Aman: private share" not in said

    shown = run("projects", "show", "EAU")[1]["projects"][0]
    assert [(one["since"], one["until"], one["reason"]) for one in shown["budgets"]] == [
        (None, "2026-01-01", None), ("2026-01-01", "2026-06-01", "Early"), ("2026-06-01", None, "Two villages"),
    ]  # fmt: skip
    assert [one["what"] for one in shown["history"]] == [
        "project.recorded", "project.revised", "project.revised",
    ]  # fmt: skip
    said = run("projects", "show", "EAU", plain=True)
    assert "from 01/06/2026" in said
    assert "Two villages" in said
    assert run("verify")[1]["ok"]


def test_dirhams_of_a_project_are_said_as_money_and_their_exchange_difference_is_named(
    run: Any, tmp_path: Path
) -> None:
    named = ("code=PUITS", "title_fr=Puits", "cost=540000", "currency=MAD", "rate=10.80")
    run("projects", "add", *named, "--join", "AMAN=324000", "--join", "TUDERT=216000")
    run(
        "payments", "add", "--payer", "AMAN", "--amount", "20000 DH", "--method", "cash", "--rate", "10.95",
        "--rate-source", "BAM", "--project", "PUITS/AMAN",
    )  # fmt: skip
    run(
        "payments",
        "add",
        "--payer",
        "AMAN",
        "--amount",
        "100",
        "--method",
        "cash",
        "--project",
        "PUITS/TUDERT",
    )
    run("projects", "revise", "PUITS", "cost=594000", "--leave", "TUDERT", "--reason", "Pipes")
    said = run("share", "--project", "PUITS", plain=True)
    assert "Exchange difference, apart: 25,37" in without_marks(said).replace("\u00a0", " ")
    assert "Association Tudert: 100,00 €, has left" in without_marks(said).replace("\u00a0", " ")
    shown = (
        without_marks(run("projects", "show", "PUITS", plain=True))
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
    )
    assert "Cost: 540 000,00 MAD > 594 000,00 MAD" in shown
    assert "foreign_minor" not in shown
    made = ("report", "--from", "2026-01-01", "--to", "2026-11-23", "--out", tmp_path / "r.pdf")
    assert "Report of 2 projects: " in run(*made, plain=True)


def test_projects_are_added_listed_changed_ended_and_exported(run: Any, tmp_path: Path) -> None:
    coriam = ("code=CORIAM", "title_fr=Codéveloppement", "starts_on=2009-01-01", "ends_on=2011-12-31")
    assert run("programmes", "add", *coriam)[1]["already"] is False
    assert run("programmes", "change", "CORIAM", "title_en=Co-development")[1]["changes"] == [
        {"what": "title_en", "ref": "CORIAM", "before": None, "after": "Co-development"}
    ]
    assert run("programmes", "list")[1]["programmes"][0]["title"] == "Co-development"

    facts = ("code=DAM", "titre=Barrage", "cost=108000", "currency=MAD", "rate=10,80",
             "action=Construction of retention dams", "programme=CORIAM", "people_served=700", "state=running",
             "short_en=Dam")  # fmt: skip
    status, added, _err = run("projects", "add", *facts, "--join", "TUDERT=54000", "--join", "AMAN")
    (row,) = added["projects"]
    assert (status, row["axis"], row["action"], row["cost_cents"], row["foreign_minor"]) == (
        0, "environment", "dams", 10_000_00, 108_000_00,
    )  # fmt: skip
    assert [(one["ref"], one["cost_cents"], one["foreign_minor"]) for one in row["associations"]] == [
        ("AMAN", None, None), ("TUDERT", 5_000_00, 54_000_00),
    ]  # fmt: skip
    assert (row["cost_unassigned_cents"], row["axis_name"][:7]) == (None, "Improve")

    other = run("projects", "revise", "DAM", "rate=10", "--reason", "Rate", "--from", "2026-05-01")[1]
    parts = [one["cost_cents"] for one in other["projects"][0]["associations"]]
    assert (other["projects"][0]["cost_cents"], parts) == (10_800_00, [None, 5_400_00])
    assert run("projects", "change", "DAM", "state=running")[1]["changes"] == []

    listed = run("projects", "list", "--where", "programme=CORIAM", "--where", "state=running")[1]
    assert ([one["code"] for one in listed["projects"]], listed["cost_cents"]) == (["DAM"], 10_800_00)
    by_cost = run("projects", "list", "--sort", "cost", "--descending")[1]["projects"]
    assert [one["code"] for one in by_cost] == ["DAM", "EAU"]

    ended = run("projects", "end", "DAM", "--on", "2026-10-31")[1]
    assert [(one["what"], one["after"]) for one in ended["changes"]] == [
        ("state", "done"),
        ("ends_on", "2026-10-31"),
    ]
    assert (ended["standing_cents"], ended["recurring"]) == (0, [])

    run("projects", "revise", "DAM", "rate=10,5", "--reason", "Rate", "--from", "2026-06-01")
    out = tmp_path / "exported.csv"
    assert run("export", "projects", "--format", "csv", "--out", out)[1]["projects"] == 2
    assert ";MAD;10,5;;15,00;0,00;100,00;" in out.read_text(encoding="utf-8-sig")
    again = run("import", "projects", out, "--update")[1]
    assert (again["already"], again["changed"], again["rejected"]) == (2, [], [])
    out.write_text(out.read_text(encoding="utf-8").replace("Barrage", "Grand barrage"), encoding="utf-8")
    told = run("import", "projects", out, "--update", "--dry-run", "--from", "2026-06-01")[1]
    assert [one["changes"] for one in told["changed"]] == [
        [{"what": "title_fr", "before": "Barrage", "after": "Grand barrage"}]
    ]


def test_wrong_words_about_projects_are_refused_by_name(run: Any) -> None:
    labour = ("contributions", "add", "--kind", "labour", "--given-on", "2026-05-02", "--project", "EAU",
              "--day-rate", "9")  # fmt: skip
    for words, told in (
        (("projects", "change", "EAU", "axis=products", "action=water"), "is an action of the axis"),
        (("projects", "change", "EAU", "cost=3000"), "reason"),
        (("projects", "revise", "EAU", "title_fr=X", "--reason", "x"), "is not one of"),
        (("projects", "revise", "EAU", "--leave", "TUDERT", "--reason", "x"), "does not carry"),
        (("projects", "revise", "EAU", "--join", "AMAN=1", "--reason", "x"), "already"),
        (("projects", "revise", "EAU", "--join", "TUDERT=abc", "--reason", "x"), "--join: "),
        (("projects", "revise", "EAU", "--part", "AMAN=5000", "--reason", "x"), "--part: "),
        (
            ("projects", "revise", "EAU", "--part", "AMAN=1", "--join", "TUDERT=x", "--reason", "x"),
            "--join: ",
        ),
        (
            ("projects", "change", "EAU", "currency=MAD", "rate=0,0926", "cost=1", "--reason", "x"),
            "“0,0926” is no rate",
        ),
        ((*labour, "--worker", "=3"), "“=3”: write who worked and how many days"),
        ((*labour, "--worker", "Ali=x"), "“Ali=x”: write who worked"),
        (("projects", "show", "EUA"), "EAU"),
        (("projects", "list", "--where", "action=zzz"), "is not an action"),
        (("projects", "list", "--where", "colour=red"), "is not one of"),
        (("programmes", "change", "X", "title_fr=Y"), "programme"),
    ):
        status, _data, err = run(*words)
        assert (status, told in without_marks(err)) == (1, True), (words, err)
    assert run("projects", "change", "EAU")[0] == 2
