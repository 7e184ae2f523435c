"""``members`` as its contract says."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from donations_app import cli
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS

Run = Callable[..., tuple[int, Any]]
PERSON = ("kind=individual", "first_name=Zohra", "address=1 rue A", "postcode=69003", "city=Lyon")


@pytest.fixture
def run(location: str, put: Put, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Books with Zohra Benali (Z1), and a kind of membership at 30 euros since 2024."""
    put("filled", SETTINGS, FILES)

    def run_(*words: object, text: bool = False) -> tuple[int, Any]:
        asked = ["--books", location, "--on", "2026-11-23", "--lang", "en", *map(str, words)]
        status = cli.main(asked if text else [*asked, "--json"])
        said = capfdbinary.readouterr()
        out = said.out.decode()
        return status, (out or said.err.decode()).replace("\u2068", "").replace(
            "\u2069", ""
        ).splitlines() if text else json.loads(out)

    assert run_("people", "add", "ref=Z1", "last_name=Benali", *PERSON)[0] == 0
    assert run_("members", "fee", "ADH", 2024, "30", "--name", "Member")[0] == 0
    return run_


def row(year: int, paid: int, state: str, **facts: object) -> dict[str, object]:
    known = {"ref": "Z1", "name": "Zohra Benali", "kind": "ADH", "since": "2024-03-01", "until": None}
    return known | {"year": year, "fee_cents": 30_00, "paid_cents": paid, "state": state} | facts


@pytest.mark.file_only
def test_somebody_joins_is_freed_of_a_year_and_leaves(run: Run) -> None:
    joins = ("members", "join", "Z1", "ADH", "--on", "2024-03-01")
    joined = {
        "members": [row(2024, 0, "late")],
        "changes": [{"what": "since", "ref": "Z1", "before": None, "after": "2024-03-01"}],
        "warnings": [],
    }
    assert run(*joins, "--dry-run") == (0, joined)
    assert run("members", "list")[1]["members"] == []
    assert run(*joins) == (0, joined)
    for year, state in ((2023, None), (2024, "late"), (2025, "late"), (2026, "owed")):
        found = run("members", "due", "--year", year)[1]
        assert found["members"] == ([row(year, 0, state)] if state else [])
    frees = ("members", "exempt", "Z1", 2024, "--reason", "Student")
    freed = {
        "members": [row(2024, 0, "exempt")],
        "changes": [{"what": "state", "ref": "Z1", "before": "late", "after": "exempt"}],
        "warnings": [],
    }
    assert run(*frees, "--dry-run") == run(*frees) == (0, freed)
    assert run(*frees)[1]["changes"] == []
    leaves = ("members", "leave", "Z1", "--on", "2026-06-30", "--reason", "Moved away")
    status, left = run(*leaves)
    assert (status, left["members"]) == (0, [row(2026, 0, "owed", until="2026-06-30")])
    assert left["changes"] == [{"what": "until", "ref": "Z1", "before": None, "after": "2026-06-30"}]
    assert left["warnings"] == ["60,00\u00a0€ of dues is still to be paid."]
    assert run(*leaves)[1]["changes"] == []
    assert run("people", "show", "Z1")[1]["person"]["notes"] == "Left on 30/06/2026: Moved away"
    assert run("members", "list", "--on", "2026-06-30")[1]["count"] == 1
    assert run("members", "list")[1] == {"on": "2026-11-23", "members": [], "count": 0, "missing_cents": 0}
    due = run("members", "due", "--year", 2026)[1]
    assert (due["members"], due["missing_cents"]) == ([row(2026, 0, "owed", until="2026-06-30")], 30_00)
    assert run("verify")[1]["ok"]


@pytest.mark.file_only
def test_dues_are_told_by_their_state(run: Run) -> None:
    run("members", "join", "Z1", "ADH", "--on", "2024-03-01")
    assert [one["ref"] for one in run("members", "due", "--year", 2025, "--state", "late")[1]["members"]] == [
        "Z1"
    ]
    assert run("members", "due", "--year", 2025, "--state", "paid")[1]["members"] == []
    assert run("members", "due", "--year", 2026, text=True) == (
        0,
        [
            "Z1  Zohra Benali  Member  2026  0,00\u00a0€ of 30,00\u00a0€  To be paid",
            "1 member, 30,00\u00a0€ still to be paid",
        ],
    )


@pytest.mark.file_only
def test_a_fee_holds_from_its_year_on(run: Run) -> None:
    change = {"what": "fee_cents", "ref": "ADH/2026", "before": 30_00, "after": 35_50}
    status, rehearsed = run("members", "fee", "ADH", 2026, "35,50", "--dry-run")
    assert (status, rehearsed["changes"]) == (0, [change])
    assert run("members", "fee", "ADH", 2026, "35,50") == (0, rehearsed)
    assert run("members", "fee", "ADH", 2026, "35,50")[1]["changes"] == []
    assert run("members", "fee", "HON", 2024, "0", "--name", "Honorary")[0] == 0
    assert run("members", "kinds")[1]["kinds"] == [
        {
            "kind": "ADH",
            "name": "Member",
            "fees": [{"year": 2024, "fee_cents": 30_00}, {"year": 2026, "fee_cents": 35_50}],
        },
        {"kind": "HON", "name": "Honorary", "fees": [{"year": 2024, "fee_cents": 0}]},
    ]
    assert run("members", "kinds", text=True)[1] == [
        "ADH  Member  30,00\u00a0€ from 2024  35,50\u00a0€ from 2026",
        "HON  Honorary  0,00\u00a0€ from 2024",
    ]
    assert run("members", "fee", "NEW", 2026, "10")[1]["error"] == "InputRefused"  # it has no name
    assert run("members", "fee", "ADH", 2026, "40")[1]["error"] == "KeyReused"
    assert run("members", "fee", "ADH", 2027, "-4")[1]["error"] == "InputRefused"
    assert run("members", "fee", "ADH", "26", "40")[0] == 2


@pytest.mark.file_only
def test_what_cannot_be_is_refused_with_its_reason(run: Run) -> None:
    def refused(*words: object) -> tuple[str, str]:
        status, answer = run("members", *words)
        assert status == 1
        return answer["error"], answer["message"]

    assert refused("leave", "Z1")[0] == "NotMember"
    assert refused("exempt", "Z1", 2026, "--reason", "x")[0] == "NotMemberIn"
    assert refused("join", "Z1", "GOLD") == (
        "NotFound",
        "There is no kind of membership “GOLD” in these books. Nothing was saved.",
    )
    assert refused("join", "NOBODY", "ADH")[0] == "NotFound"
    run("members", "join", "Z1", "ADH", "--on", "2025-03-01")
    assert refused("join", "Z1", "ADH") == (
        "AlreadyMember",
        "Z1 is a member already, since 01/03/2025. Nothing was saved.",
    )
    assert refused("join", "Z1", "ADH", "--on", "2020-01-01")[0] == "AlreadyMember"
    assert refused("leave", "Z1", "--on", "2025-02-28")[0] == "JoinedLater"
    assert refused("exempt", "Z1", 2024, "--reason", "x")[0] == "JoinedLater"
    assert refused("exempt", "Z1", 2025, "--reason", " ")[0] == "ReasonMissing"
    run("members", "leave", "Z1", "--on", "2025-12-31")
    assert refused("leave", "Z1")[0] == "NotMember"
    assert refused("exempt", "Z1", 2026, "--reason", "x")[0] == "NotMemberIn"
    assert run("people", "died", "Z1", "--died-on", "2026-02-01")[0] == 0
    assert refused("join", "Z1", "ADH", "--on", "2026-02-02")[0] == "DeadMember"
    assert run("members", "join", "Z1", "ADH", "--on", "2023-01-01")[1]["error"] == "AlreadyMember"
    assert run("members", "join", "Z1", "ADH", "--on", "2026-02-01")[0] == 0


@pytest.mark.file_only
def test_the_register_of_a_day_is_written_to_a_table(run: Run, tmp_path: Any) -> None:
    run("members", "join", "Z1", "ADH", "--on", "2024-03-01")
    path = tmp_path / "members.csv"
    status, written = run("members", "list", "--on", "2025-06-30", "--out", path)
    assert (status, written["count"]) == (0, 1)
    header, line = path.read_text(encoding="utf-8-sig").splitlines()
    assert (
        header
        == "Reference;Name;Membership;Member since;Member until;Year of dues;Dues (€);Paid (€);State of dues;kind;state"
    )
    assert line == "Z1;Zohra Benali;Member;2024-03-01;;2025;30,00;0,00;Overdue;ADH;late"
    assert run("members", "list", "--out", path)[1]["error"] == "FileExists"
    assert run("members", "list", "--out", tmp_path / "members.pdf")[0] == 2


@pytest.mark.file_only
def test_each_act_is_told_in_a_sentence(run: Run) -> None:
    def told(*words: object) -> tuple[int, list[str]]:
        return run("members", *words, text=True)

    assert told("list") == (0, ["0 members, 0,00\u00a0€ still to be paid"])
    joins = ("join", "Z1", "ADH", "--on", "2024-03-01")
    assert told(*joins) == (0, ["Zohra Benali is a member since 01/03/2024."])
    assert told(*joins) == (1, ["Z1 is a member already, since 01/03/2024. Nothing was saved."])
    frees = ("exempt", "Z1", 2024, "--reason", "Student")
    assert told(*frees) == (0, ["Zohra Benali is freed of the dues of 2024."])
    assert told(*frees) == (0, ["Nothing is changed: it stands so already."])
    assert told("exempt", "Z1", 2023, "--reason", "x") == (
        1,
        ["The membership of Z1 begins on 01/03/2024, after that. Nothing was saved."],
    )
    assert told("list", "--on", "2024-12-31") == (
        0,
        [
            "Z1  Zohra Benali  Member  2024  0,00\u00a0€ of 30,00\u00a0€  Exempt",
            "1 member, 0,00\u00a0€ still to be paid",
        ],
    )
    assert told("leave", "Z1") == (0, ["Zohra Benali is a member until 23/11/2026."])
    assert told("leave", "Z1", "--on", "2026-11-24") == (
        1,
        ["Z1 is no member on 24/11/2026. Nothing was saved."],
    )
