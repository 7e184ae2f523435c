"""``people list|show|add|change`` as their contract says."""

import json
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS
from tests.receipts.reading import pages_of


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


@pytest.mark.file_only
def test_a_letter_to_a_list_is_rehearsed_printed_and_not_written_twice(
    location: str, put: Put, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    put("filled", SETTINGS, FILES)

    def run(*words: object) -> tuple[int, Any]:
        status = cli.main(
            ["--books", location, "--on", "2026-11-23", "--lang", "en", *map(str, words), "--json"]
        )
        out, err = capfdbinary.readouterr()
        return status, json.loads(out) if status < 2 and out else err.decode()

    plain = ("kind=individual", "address=1 rue A", "postcode=69003", "city=Ici", "consent_post=yes")
    run("people", "add", *plain, "last_name=Zidane", "ref=Z1")
    run("people", "add", *plain, "last_name=أمزيل", "ref=Z2", "language=ar")
    french, arabic = tmp_path / "ag-2026.fr.txt", tmp_path / "ag-2026.ar.txt"
    french.write_text("Assemblée\n\nBonjour {nom},\n", encoding="utf-8")
    arabic.write_text("الجمع العام\n\nالسيد {name}،\n", encoding="utf-8")
    out, labels = tmp_path / "letters.pdf", tmp_path / "labels.csv"
    letter = ("people", "letter", "--text", french, "--text", arabic)
    assert run(*letter)[0] == 2  # to whom?
    assert run("people", "letter", "--question", "all")[0] == 2  # what does it say?
    asked = (*letter, "--where", "city=Ici", "--out", out, "--labels", labels)
    status, refused = run(*asked)
    assert (status, "ag-2026.fr.txt:3: {nom} is none of the holes" in refused["message"]) == (1, True)
    french.write_text("Assemblée\n\nBonjour {name},\n", encoding="utf-8")
    status, rehearsed = run(*asked, "--dry-run")
    assert (status, rehearsed["pages"], rehearsed["name"]) == (0, 2, "ag-2026")
    assert not out.exists()
    assert not labels.exists()
    status, written = run(*asked)
    assert (status, written["labels"]["count"], written["pages"]) == (0, 2, 2)
    assert [(one["ref"], one["language"]) for one in written["letters"]] == [("Z1", "fr"), ("Z2", "ar")]
    assert written | {"file": None} == rehearsed | {"file": None}
    assert "Assemblée" in pages_of(out.read_bytes())[0]
    assert labels.read_text(encoding="utf-8-sig").splitlines()[1].startswith("Z1;Zidane;1 rue A;;69003;Ici")
    status, again = run(*letter, "Z1")
    assert (status, [one["reason"] for one in again["left_out"]]) == (0, ["had_it"])
    assert again["left_out"][0]["message"] == "Had this letter already: 23/11/2026"
    (shown,) = run("people", "show", "Z1")[1]["circulars"]
    assert shown == {
        "name": "ag-2026", "subject": "Assemblée", "language": "fr", "way": "post", "on": "2026-11-23",
        "outcome": "sent",
    }  # fmt: skip
