"""``people list|show|add|change`` as their contract says."""

import json
from typing import Any

import pytest

from donations_app import cli
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS


@pytest.mark.file_only
def test_somebody_is_recorded_changed_found_and_shown(
    location: str, put: Put, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    put("filled", SETTINGS, FILES)

    def run(*words: object) -> tuple[int, Any]:
        status = cli.main(
            ["--books", location, "--on", "2026-11-23", "--lang", "en", *map(str, words), "--json"]
        )
        return status, json.loads(capfdbinary.readouterr().out)

    facts = (
        "kind=individual",
        "last_name=Benali",
        "first_name=Zohra",
        "address=1 rue A",
        "postcode=69003",
        "city=Lyon",
    )
    status, rehearsed = run("people", "add", *facts, "--dry-run")
    assert (status, rehearsed["already"]) == (0, False)
    status, added = run("people", "add", *facts)
    ref = added["person"]["ref"]
    assert (status, ref) == (0, rehearsed["person"]["ref"])
    assert [one["ref"] for one in run("people", "list", "--where", "city=lyon")[1]["people"]] == [ref]

    status, changed = run("people", "change", ref, "address=2 rue B", "email=z@example.org")
    assert status == 0
    assert changed["changes"] == [
        {"what": "address", "ref": ref, "before": "1 rue A", "after": "2 rue B"},
        {"what": "email", "ref": ref, "before": None, "after": "z@example.org"},
    ]
    assert changed["receipts_to_issue"] == 0
    assert run("people", "change", ref, "city=Lyon")[1]["changes"] == []
    status, shown = run("people", "show", ref)
    assert (shown["person"]["address"], shown["person"]["email"]) == ("2 rue B", "z@example.org")
    assert [entry["what"] for entry in shown["history"]] == ["party.recorded", "party.changed"]
    assert shown["payments"] == shown["receipts"] == shown["dues"] == []

    assert ref in [one["ref"] for one in run("people", "list", "--question", "all")[1]["people"]]
    assert ref not in [one["ref"] for one in run("people", "list", "--question", "no_email")[1]["people"]]
    more = run(
        "people", "list", "--question", "given_more", "--where", "more_than=1", "--where", "since=2020-01-01"
    )
    assert more[0] == 0
    assert all(one["given_cents"] > 1_00 for one in more[1]["people"])
    assert len(more[1]["people"]) > 0
    assert run("people", "change", ref, "postcode=6000")[0] == 1
    assert run("people", "change", "nobody", "city=Lyon")[0] == 1
    assert run("people", "list", "--where", "colour=red")[0] == 1
    assert run("people", "change", ref, "no sign")[0] == 2
    assert run("people", "show", ref)[1]["person"]["postcode"] == "69003"


@pytest.mark.file_only
def test_a_change_of_address_says_how_many_receipts_will_carry_it(
    location: str, put: Put, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    put("filled", SETTINGS, FILES)

    def run(*words: object) -> tuple[int, Any]:
        status = cli.main(
            ["--books", location, "--on", "2026-11-23", "--lang", "en", *map(str, words), "--json"]
        )
        return status, json.loads(capfdbinary.readouterr().out)

    planned = run("receipts", "plan", "--year", 2025)[1]["receipts"]
    payer = planned[0]["payer"]
    assert run("people", "change", payer, "address=9 rue Neuve")[1]["receipts_to_issue"] == len(
        [one for one in planned if one["payer"] == payer]
    )
    issued = run("receipts", "issue", "--year", 2025, "--payer", payer)[1]["receipts"]
    assert any("9 rue Neuve" in line for line in issued[0]["address"])
    assert run("people", "change", payer, "address=10 rue Neuve")[1]["receipts_to_issue"] == 0
