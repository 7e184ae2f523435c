"""``members`` as its contract says."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from donations_app import cli
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS
from tests.receipts.reading import text_of

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


def short(answer: Any) -> Any:
    """Return an answer with what ``row`` says of its members alone."""
    told = row(0, 0, "") if answer["members"] else {}
    return answer | {"members": [{name: one[name] for name in told} for one in answer["members"]]}


@pytest.mark.file_only
def test_somebody_joins_is_freed_of_a_year_and_leaves(run: Run) -> None:
    joins = ("members", "join", "Z1", "ADH", "--on", "2024-03-01")
    joined = {
        "members": [row(2024, 0, "late")],
        "changes": [{"what": "since", "ref": "Z1", "before": None, "after": "2024-03-01"}],
        "warnings": [],
    }
    status, rehearsed = run(*joins, "--dry-run")
    assert (status, short(rehearsed)) == (0, joined)
    assert run("members", "list")[1]["members"] == []
    assert run(*joins) == (0, rehearsed)
    for year, state in ((2023, None), (2024, "late"), (2025, "late"), (2026, "owed")):
        found = short(run("members", "due", "--year", year)[1])
        assert found["members"] == ([row(year, 0, state)] if state else [])
    frees = ("members", "exempt", "Z1", 2024, "--reason", "Student")
    freed = {
        "members": [row(2024, 0, "exempt")],
        "changes": [{"what": "state", "ref": "Z1", "before": "late", "after": "exempt"}],
        "warnings": [],
    }
    status, rehearsed = run(*frees, "--dry-run")
    assert (status, short(rehearsed)) == (0, freed)
    assert run(*frees) == (0, rehearsed)
    assert run(*frees)[1]["changes"] == []
    leaves = ("members", "leave", "Z1", "--on", "2026-06-30", "--reason", "Moved away")
    status, left = run(*leaves)
    left = short(left)
    assert (status, left["members"]) == (0, [row(2026, 0, "owed", until="2026-06-30")])
    assert left["changes"] == [{"what": "until", "ref": "Z1", "before": None, "after": "2026-06-30"}]
    assert left["warnings"] == ["60,00\u00a0€ of dues is still to be paid."]
    assert run(*leaves)[1]["changes"] == []
    assert run("people", "show", "Z1")[1]["person"]["notes"] == "Left on 30/06/2026: Moved away"
    assert run("members", "list", "--on", "2026-06-30")[1]["count"] == 1
    assert run("members", "list")[1] == {
        "on": "2026-11-23", "members": [], "count": 0, "missing_cents": 0, "unasked_cents": 0,
    }  # fmt: skip
    due = short(run("members", "due", "--year", 2026)[1])
    assert due["members"] == [row(2026, 0, "owed", until="2026-06-30")]
    assert (due["missing_cents"], due["unasked_cents"]) == (0, 30_00)  # nobody writes to who left
    assert run("members", "due", "--year", 2026, text=True)[1] == [
        (
            "Z1  Zohra Benali  Member  2026  0,00\u00a0€ of 30,00\u00a0€  Left"
            "  30,00\u00a0€ left, asked of nobody: no member any more"
        ),
        "1 member, 0,00\u00a0€ still to be paid; 30,00\u00a0€ of who left, asked of nobody",
    ]
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
            "runs": "calendar",
            "free": False,
        },
        {
            "kind": "HON",
            "name": "Honorary",
            "fees": [{"year": 2024, "fee_cents": 0}],
            "runs": "calendar",
            "free": False,
        },
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
        "There is no kind of membership “GOLD” in these books. Nothing was saved. Perhaps one of these: ADH.",
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
        header == "Reference;Name;Membership;Member since;Member until;Year of dues;Dues (€);Paid (€);"
        "State of dues;Votes;kind;state;standing"
    )
    assert line == "Z1;Zohra Benali;Member;2024-03-01;;2025;30,00;0,00;Overdue;1;ADH;late;late"
    assert run("members", "list", "--out", path)[1]["error"] == "FileExists"
    assert run("members", "list", "--out", tmp_path / "members.ods")[0] == 2


@pytest.mark.file_only
def test_the_register_of_a_day_is_printed_with_votes(run: Run, tmp_path: Any) -> None:
    couple = ("kind=couple", "last_name=Oubella", "first_name=Jean", "second_first_name=Zahra")
    run("people", "add", "ref=C1", *couple, *PERSON[2:])
    for ref in ("Z1", "C1"):
        run("members", "join", ref, "ADH", "--on", "2024-03-01")
    run("members", "suspend", "Z1", "--on", "2026-11-01", "--reason", "Abroad")
    path = tmp_path / "members.pdf"
    assert run("members", "list", "--out", path)[1] == {"on": "2026-11-23", "count": 2, "file": str(path)}
    text = " ".join(text_of(path.read_bytes()).split())
    assert "Registre des membres au 23/11/2026" in text
    assert "Jean et Zahra Oubella Member 01/03/2024 en retard 2" in text
    assert "Zohra Benali Member 01/03/2024 suspendue 0" in text
    assert "2 membres 2 voix" in text
    assert run("members", "list", "--out", path)[1]["error"] == "FileExists"
    assert run("members", "list", "--on", "2026-10-31", "--out", path, "--force")[1]["count"] == 2
    assert "2 membres 3 voix" in " ".join(text_of(path.read_bytes()).split())


@pytest.mark.file_only
def test_somebody_is_suspended_taken_up_again_and_honoured(run: Run) -> None:
    run("members", "join", "Z1", "ADH", "--on", "2026-01-01")

    def changed(*words: object) -> tuple[int, Any, Any, str, int]:
        status, answer = run("members", *words)
        (one,), (change,) = answer["members"], answer["changes"] or [{"before": "", "after": ""}]
        return status, change["before"], change["after"], one["standing"], one["missing_cents"]

    rests = ("suspend", "Z1", "--on", "2026-03-01", "--reason", "Abroad")
    assert changed(*rests, "--dry-run") == (0, None, "suspended", "suspended", 0)
    assert run("members", "list")[1]["members"][0]["standing"] == "owed"
    assert changed(*rests) == (0, None, "suspended", "suspended", 0)
    assert changed(*rests) == (0, "", "", "suspended", 0)
    assert (
        run("members", "suspend", "Z1", "--on", "2026-05-01", "--reason", "x")[1]["error"] == "AlreadyPaused"
    )
    assert changed("resume", "Z1", "--dry-run") == (0, "suspended", None, "owed", 30_00)
    assert changed("resume", "Z1") == (0, "suspended", None, "owed", 30_00)
    assert run("members", "resume", "Z1", "--on", "2026-02-01")[1]["error"] == "NotSuspended"
    assert changed("honour", "Z1", "--reason", "A founder") == (0, None, "honorary", "honorary", 0)
    rests_again = ("suspend", "Z1", "--until", "2026-12-31", "--reason", "x")
    assert run("members", *rests_again, text=True)[1][-1].startswith(
        "Zohra Benali: suspended from 23/11/2026"
    )
    assert run("members", "suspend", "Z1", "--reason", " ")[1]["error"] == "ReasonMissing"
    assert run("members", "suspend", "Z1")[0] == 2
    assert run("verify")[1]["ok"]


@pytest.mark.file_only
def test_a_kind_may_run_from_the_day_of_joining_or_be_free(run: Run) -> None:
    run("members", "fee", "JOUR", 2024, "20", "--name", "From the day", "--runs", "joining")
    run("members", "fee", "LIB", 2024, "0", "--name", "Free", "--free")
    kinds = {one["kind"]: (one["runs"], one["free"]) for one in run("members", "kinds")[1]["kinds"]}
    assert kinds == {"ADH": ("calendar", False), "JOUR": ("joining", False), "LIB": ("calendar", True)}
    assert run("members", "kinds", text=True)[1][1:] == [
        "JOUR  From the day  20,00\u00a0€ from 2024  from the day of joining",
        "LIB  Free  0,00\u00a0€ from 2024  free amount",
    ]
    assert run("members", "fee", "JOUR", 2026, "25", "--free")[1]["error"] == "InputRefused"
    run("members", "join", "Z1", "JOUR", "--on", "2025-12-01")
    found = run("members", "due", "--year", 2025)[1]["members"]
    assert [(one["state"], one["missing_cents"]) for one in found] == [("owed", 20_00)]


@pytest.mark.file_only
def test_a_run_says_first_and_writes_only_what_is_asked_for(run: Run, tmp_path: Any) -> None:
    run("members", "join", "Z1", "ADH", "--on", "2025-03-01")
    for ref, facts in (("P1", ("consent_post=yes",)), ("N1", ("consent_post=yes", "address="))):
        run("people", "add", f"ref={ref}", f"last_name={ref}", *PERSON[:4], "city=Lyon", *facts)
        run("members", "join", ref, "ADH", "--on", "2025-03-01")
    status, found = run("members", "remind")
    assert (status, found["post"], found["email"], found["file"]) == (0, 1, 0, None)
    assert found["letters"] == [
        {
            "ref": "P1", "name": "Zohra P1", "step": "first_reminder", "way": "post",
            "to": ["Zohra P1", "1 rue A", "69003 Lyon"], "language": "fr", "years": [2025, 2026],
            "amount_cents": 60_00,
        }
    ]  # fmt: skip
    assert {one["ref"]: one["reason"] for one in found["left_out"]} == {
        "Z1": "not_wished", "N1": "address_missing",
    }  # fmt: skip
    path = tmp_path / "letters.pdf"
    rehearsed = run("members", "remind", "--out", path, "--dry-run")[1]
    assert (rehearsed["pages"], path.exists()) == (1, False)
    assert run("members", "remind", "--out", path)[1] == rehearsed
    assert "Rappel de cotisation 2025 et 2026" in text_of(path.read_bytes())
    (told,) = [one for one in run("members", "list")[1]["members"] if one["ref"] == "P1"]
    assert told["letters"] == [
        {"step": "first_reminder", "way": "post", "year": 2026, "on": "2026-11-23", "outcome": "sent"}
    ]
    lines = run("members", "remind", "P1", text=True)[1]
    assert "1  Written to less than 30 days ago" in lines
    assert "   P1  Zohra P1  Written to less than 30 days ago: 23/11/2026" in lines
    assert lines[-1].startswith("Nothing is written yet")
    assert (
        run("members", "remind", "P1", "--step", "second", "--again")[1]["letters"][0]["step"]
        == "second_reminder"
    )
    assert run("members", "remind", "X9")[1]["error"] == "NotFound"
    assert run("members", "remind", "--out", path)[1]["pages"] == 0
    assert run("people", "show", "P1")[1]["history"][-1]["what"] == "dues.call_posted"
    assert run("verify")[1]["ok"]


@pytest.mark.file_only
def test_each_act_is_told_in_a_sentence(run: Run) -> None:
    def told(*words: object) -> tuple[int, list[str]]:
        return run("members", *words, text=True)

    assert told("list") == (0, ["0 members, 0,00\u00a0€ still to be paid"])
    joins = ("join", "Z1", "ADH", "--on", "2024-03-01")
    assert told(*joins) == (0, ["Zohra Benali: member since 01/03/2024."])
    assert told(*joins) == (1, ["Z1 is a member already, since 01/03/2024. Nothing was saved."])
    frees = ("exempt", "Z1", 2024, "--reason", "Student")
    assert told(*frees) == (0, ["Zohra Benali: freed of the dues of 2024."])
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
    assert told("leave", "Z1") == (0, ["Zohra Benali: member until 23/11/2026."])
    assert told("leave", "Z1", "--on", "2026-11-24") == (
        1,
        ["Z1 is no member on 24/11/2026. Nothing was saved."],
    )


@pytest.mark.file_only
def test_a_letter_about_dues_is_loaded_for_its_occasion(run: Run, tmp_path: Any) -> None:
    shown = run("letters", "show", "--occasion", "dues-call")[1]["letters"]
    assert {(one["occasion"], one["language"], one["shipped"]) for one in shown} == {
        ("dues-call", language, True) for language in ("fr", "en", "ar")
    }
    file = tmp_path / "call.txt"
    file.write_text(
        "Cotisation {years}\n\nBonjour {donor},\n\nIl reste {amount} ({ref}).\n", encoding="utf-8"
    )
    loads = ("letters", "load", file, "--language", "fr")
    assert run(*loads)[1]["error"] == "InputRefused"  # thanks know no {years}
    assert run(*loads, "--occasion", "dues-call")[1]["version"] == 1
    picture = tmp_path / "call.pdf"
    previews = ("letters", "preview", "--language", "fr", "--occasion", "dues-call", "--out", picture)
    assert run(*previews)[0] == 0
    assert "(P-MRS-000042)" in text_of(picture.read_bytes())
    assert run("letters", "show", "--language", "fr")[1]["letters"][0]["shipped"]
