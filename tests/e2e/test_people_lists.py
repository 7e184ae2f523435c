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
    assert [(one["what"], one["changes"]) for one in shown["history"]] == [
        ("party.recorded", []),
        (
            "party.changed",
            [{name: one[name] or "" for name in ("what", "before", "after")} for one in changed["changes"]],
        ),
    ]
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


@pytest.mark.file_only
def test_people_are_exported_changed_and_imported_again(
    location: str, put: Put, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    put("filled", SETTINGS, FILES)

    def run(*words: object) -> tuple[int, Any]:
        fixed = ("--books", location, "--on", "2026-11-23", "--lang", "en")
        status = cli.main([*fixed, *map(str, words), "--json"])
        out, _err = capfdbinary.readouterr()
        return status, json.loads(out) if status < 2 else None

    run("people", "add", "ref=H1", "kind=couple", "last_name='=Faure", "first_name=Luc", 'second_last_name="Ù;',
        "second_first_name=Eva", "phone=+33 6 12 34 56 78", "notes=- one\n@ two", "tax_resident_fr=no",
        "address=1 rue A", "postcode=01000", "city=Bourg", "receipt_wish=each")  # fmt: skip
    run("people", "add", "ref=H2", "kind=association", "organisation=Tagmout", "association_of=villagers",
        "municipality=Tagmout", "country=MA", "other_script=تكموت")  # fmt: skip
    run(
        "people",
        "add",
        "ref=H3",
        "kind=individual",
        "last_name=Gone",
        "first_name=Ali",
        "email=g@example.org",
    )
    assert run("people", "erase", "H3", "--asked-on", "2026-11-20", "--out", tmp_path / "answer.pdf")[0] == 0
    erased = run("people", "show", "H3")[1]["history"]
    assert [one["what"] for one in erased][-1] == "party.erased"
    assert "g@example.org" not in json.dumps(erased)
    kept = run("people", "list")[1]["count"]
    for form in ("csv", "xlsx"):
        out = tmp_path / f"everybody.{form}"
        status, written = run("export", "people", "--format", form, "--out", out)
        assert (status, written) == (0, {"file": str(out), "people": kept})
        again = run("import", "people", out, "--update")[1]
        assert (again["already"], again["changed"], again["rejected"]) == (kept, [], [])
    assert run("export", "people", "--format", "xlsx", "--out", tmp_path / "p.csv")[0] == 2
    text = (tmp_path / "everybody.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "everybody.csv").write_text(text.replace(";Bourg;", ";Lyon;"), encoding="utf-8")
    told = run("import", "people", tmp_path / "everybody.csv", "--update")[1]
    assert [(one["ref"], one["changes"]) for one in told["changed"]] == [
        ("H1", [{"what": "city", "before": "Bourg", "after": "Lyon"}])
    ]
    twice = text.splitlines(keepends=True)
    (tmp_path / "twice.csv").write_text("".join([*twice, twice[1]]), encoding="utf-8")
    again = run("import", "people", tmp_path / "twice.csv", "--update", "--dry-run")[1]
    assert (again["already"], len(again["changed"]), again["rejected"]) == (kept, 1, [])
    assert run("export", "people", "--where", "city=Lyon", "--out", out, "--force")[1]["people"] >= 1

    sums = run("payments", "list", "--method", "cheque")[1]
    paid = run("export", "payments", "--method", "cheque", "--out", tmp_path / "paid.csv")[1]
    assert (paid["count"], paid["sum_cents"]) == (sums["count"], sums["sum_cents"])
    lines = (tmp_path / "paid.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + sums["count"] > 1
    receipts = tmp_path / "receipts.csv"
    issued = run("receipts", "issue", "--year", "2025", "--accept", "all")[1]["receipts"]
    assert run("export", "receipts", "--year", "2025", "--out", receipts)[1]["lines"] == len(issued)
    listed = receipts.read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [line.partition(";")[0] for line in listed] == [one["number"] for one in issued] != []


@pytest.mark.file_only
def test_a_file_that_lets_a_share_fall_says_so_before_it_is_written(
    location: str, put: Put, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    put("filled", SETTINGS, FILES)

    def run(*words: object) -> Any:
        cli.main(["--books", location, "--on", "2026-11-23", "--lang", "en", *map(str, words), "--json"])
        return json.loads(capfdbinary.readouterr().out)

    (before,) = run("share", "--project", "EAU")["projects"]
    out = tmp_path / "projects.csv"
    run("export", "projects", "--out", out)
    rows = [line.split(";") for line in out.read_text(encoding="utf-8-sig").splitlines()]
    cost, part = rows[0].index("cost"), rows[0].index("association_cost")
    rows[1][cost], rows[1][part] = "20000,00", "15000,00"
    out.write_text("\n".join(map(";".join, rows)), encoding="utf-8")
    told = run("import", "projects", out, "--update", "--dry-run")
    assert run("share", "--project", "EAU")["projects"] == [before]
    (fall,) = told["falls"]  # AMAN brought 100.00 of 15 000.00
    assert (fall["association"], fall["reached_before"], fall["reached_after"]) == ("AMAN", True, False), told
    assert fall["missing_after_cents"] == 2150_00
    assert run("import", "projects", out, "--update")["falls"] == told["falls"]
    (after,) = run("share", "--project", "EAU")["projects"]
    assert after["associations"][0]["missing_cents"] == 2150_00
