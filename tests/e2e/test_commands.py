"""The command line as its contract says, on both engines with the same answers."""

import getpass
import json
import os
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from sqlalchemy import make_url, select

from donations_app import cli
from donations_app.db.books import utc_now
from donations_app.db.open import open_books
from donations_app.db.tables import TaxReceipt
from donations_app.domain.expenses import ExpenseDraft
from donations_app.domain.mileage import Trip
from donations_app.services.demo.books import SIZES
from donations_app.services.expenses.claims import record_claim
from tests.databases import new_database
from tests.e2e.conftest import Put
from tests.receipts.reading import text_of

ROOT = Path(__file__).parents[2]
SETTINGS = """
[organisation]
name = "Migrations & Développement"
siren = "552100554"
address = "42 boulevard d'Annam"
postcode = "13016"
city = "Marseille"
object = "Développement solidaire"
category = "general_interest_1901"

[[offices]]
code = "MRS"
name = "Marseille"
head = true

[[offices]]
code = "LYO"
name = "Lyon"

[[signatories]]
name = "Zohra Amrani"
title = "Trésorière"
from = 2015-01-01
"""
FILES = {
    "people": "ref;kind;last_name;first_name;organisation;address;postcode;city;receipt_wish\n"
    "A1;individual;Aït Ahmed;Mohand;;1 rue X;13001;Marseille;\n"
    "B2;individual;Moreau;Claire;;;;;\n"
    "=1+1;individual;Formule;=HYPERLINK(1);;2 rue Y;13002;Marseille;\n"
    "AMAN;association;;;Association Aman;;;;\n",
    "projects": "code;title_fr;cost;association;association_cost\nEAU;Eau potable;1000;AMAN;500\n",
    "payments": "ref;office;payer;received_on;credited_on;method;kind;amount;project;association\n"
    "V1;MRS;A1;01/02/2025;;cash;donation;100;EAU;AMAN\n"
    "V2;MRS;A1;02/02/2025;;cheque;donation;200;EAU;\n"
    "V3;LYO;A1;03/02/2025;04/02/2025;transfer;donation;50;;\n"
    "V4;MRS;B2;03/02/2025;;cash;donation;10;;\n"
    "V5;MRS;=1+1;03/02/2025;;cash;donation;20;;\n",
    "recurring": "ref;payer;amount;frequency;day;first_on;project\nR1;A1;10;monthly;5;2026-01-05;EAU\n",
}

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(location: str, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run one command on the books with ``--json``; return status, answer and messages."""

    def call(*arguments: object) -> tuple[int, Any, str]:
        fixed = ["--books", location, "--on", "2026-11-23", "--lang", "en", "--office", "MRS"]
        status = cli.main([*fixed, *map(str, arguments), "--json"])
        out, err = capfdbinary.readouterr()
        return status, json.loads(out) if out else None, err.decode()

    return call


@pytest.fixture
def full(run: Run, put: Put) -> Run:
    """Books filled from files."""
    put("commands", SETTINGS, FILES)
    return run


def share_of_the_well_is_told(full: Run) -> None:
    _, share, _ = full("share", "--project", "EAU")
    (project,) = share["projects"]
    wanted = {
        "private_cents": 300_00, "required_cents": 150_00, "missing_cents": 0, "share_percent": "30.00",
        "reached": True,
    }  # fmt: skip
    assert {key: project[key] for key in wanted} == wanted
    assert project["expected_cents"] == 10_00  # the instalment of December
    (part,) = project["associations"]
    assert (part["ref"], part["private_cents"], part["share_percent"]) == ("AMAN", 100_00, "20.00")


def test_instalments_that_did_not_come_are_late_then_missed_and_never_leave_unsaid(full: Run) -> None:
    _, share, _ = full("share", "--project", "EAU")
    (project,) = share["projects"]
    assert (project["expected_cents"], project["late_cents"], project["missed_cents"]) == (
        10_00,
        10_00,
        100_00,
    )
    assert [(part["late_cents"], part["missed_cents"]) for part in project["associations"]] == [(0, 0)]
    status, listed, _ = full("recurring", "list")
    (gift,) = listed["recurring"]
    assert (status, gift["ref"], gift["payer"], gift["state"]) == (0, "R1", "A1", "active")
    states = [one["state"] for one in gift["expected"]]
    assert states == [*["missed"] * 10, "late", "expected"]
    _, missed, _ = full("recurring", "missed", "--until", "2026-02-28")
    assert missed == {
        "recurring": [gift | {"expected": gift["expected"][:2]}], "late_cents": 0, "missed_cents": 20_00,
        "offices": [{"office": "MRS", "late_cents": 0, "missed_cents": 20_00}],
    }  # fmt: skip
    assert gift["expected"][10] == {
        "due_on": "2026-11-05", "amount_cents": 10_00, "received_cents": 0, "state": "late", "apart": [], "payment": "",
        "payments": [], "reason": "",
    }  # fmt: skip


def test_from_empty_books_to_the_register(full: Run, tmp_path: Path) -> None:
    share_of_the_well_is_told(full)

    status, plan, _ = full("receipts", "plan", "--year", 2025)
    assert status == 0
    assert sorted((r["payer"], r["amount_cents"], r["methods"]) for r in plan["receipts"]) == [
        ("=1+1", 20_00, ["cash"]), ("A1", 350_00, ["cash", "cheque", "transfer"]),
    ]  # fmt: skip
    assert [(one["payment"], one["reason"]) for one in plan["left_out"]] == [("V4", "address_missing")]

    _, dry, _ = full("receipts", "issue", "--year", 2025, "--dry-run")
    status, issued, _ = full("receipts", "issue", "--year", 2025, "--out", tmp_path / "out")
    assert status == 0
    assert [r["number"] for r in dry["receipts"]] == [r["number"] for r in issued["receipts"]]
    assert {key: value for key, value in issued["receipts"][0].items() if key not in ("number", "file")} in [
        {key: value for key, value in r.items()} for r in plan["receipts"]
    ]
    of_a1 = next(r for r in issued["receipts"] if r["payer"] == "A1")
    assert "***350,00***" in text_of(Path(of_a1["file"]).read_bytes())
    assert of_a1["amount_in_words"].replace("\u2019", "'") == "trois cent cinquante euros"

    _, again, _ = full("receipts", "issue", "--year", 2025)
    assert again["receipts"] == []

    _, cancelled, _ = full("receipts", "cancel", of_a1["number"], "--reason", "Name", "--replace")
    assert cancelled["replaced_by"] == "2025-MRS-P-000003"
    copy = tmp_path / "copy.pdf"
    assert full("receipts", "duplicate", cancelled["replaced_by"], "--out", copy)[0] == 0
    assert "DUPLICATA" in text_of(copy.read_bytes())
    _, shown, _ = full("receipts", "show", of_a1["number"])
    assert "Aït Ahmed" in json.dumps(shown, ensure_ascii=False)

    _, check, _ = full("register", "check")
    assert check["ok"]
    assert [(s["first"], s["last"], s["issued"], s["cancelled"]) for s in check["series"]] == [(1, 3, 3, 1)]
    status, verified, _ = full("verify")
    assert (status, verified["ok"], verified["problems"]) == (0, True, [])
    assert set(verified["heads"]) == {"MRS", "LYO"}


@pytest.mark.file_only
def test_a_donor_with_the_gaf_of_morocco_gets_a_receipt(run: Run, put: Put, tmp_path: Path) -> None:
    people = (
        "ref;kind;last_name;first_name;organisation;address;postcode;city;receipt_wish\n"
        "G1;individual;الݣَرَّاوي;حسن;;1 rue X;13001;Marseille;\n"
    )
    payments = (
        "ref;office;payer;received_on;credited_on;method;kind;amount;project;association\n"
        "V1;MRS;G1;01/02/2025;;cash;donation;100;;\n"
    )
    put("gaf", SETTINGS, {"people": people, "payments": payments})
    status, issued, _ = run("receipts", "issue", "--year", 2025, "--out", tmp_path / "receipts")
    assert status == 0
    (made,) = issued["receipts"]
    shown = unicodedata.normalize("NFKC", text_of(Path(made["file"]).read_bytes()))
    assert shown.count("الݣَرَّاوي") == 2
    assert run("verify")[0] == 0


@pytest.mark.file_only
def test_waived_expenses_from_the_file_to_the_receipt(full: Run, tmp_path: Path) -> None:
    path, page = tmp_path / "expenses.csv", tmp_path / "claim.pdf"
    path.write_text(
        "ref;payer;waived_on;evidence;on;purpose;km;vehicle;power;label;amount\n"
        "F1;A1;20/12/2025;R-1;01/06/2025;Réunion;6000;car;5;;\n"
        "F1;A1;20/12/2025;R-1;02/06/2025;Réunion;;;;Péage;12,30\n"
        "F2;A1;05/10/2026;R-2;01/09/2026;Réunion;100;car;5;;\n"
    )
    assert full("import", "expenses", path, "--dry-run")[1]["accepted"] == 2
    assert full("expenses", "show", "F1")[0] == 1
    assert full("import", "expenses", path)[1]["accepted"] == 2
    status, shown, _ = full("expenses", "show", "F1")
    assert (status, shown["amount_cents"], shown["provisional"], shown["receipt"]) == (
        0,
        3_549_30,
        False,
        None,
    )
    assert [(one["km"], one["amount_cents"], one["scale"]) for one in shown["trips"]] == [
        (6_000, 3_537_00, "employee-2022")
    ]
    assert [(one["km_before"], one["km"]) for one in shown["years"]] == [(0, 6_000)]

    assert full("expenses", "print", "F1", "--out", page)[0] == 0
    assert full("expenses", "print", "F1", "--out", page)[0] == 1  # never overwritten unasked
    assert "cinq cent quarante-neuf euros et trente centimes" in " ".join(text_of(page.read_bytes()).split())

    _, plan, _ = full("receipts", "plan", "--year", 2026)
    assert [warning["code"] for warning in plan["warnings"]] == ["provisional_scale"]
    assert plan["receipts"][0]["methods"] == []
    status, held, _ = full("receipts", "issue", "--year", 2026)
    assert (status, held["receipts"]) == (1, [])
    _, issued, _ = full("receipts", "issue", "--year", 2026, "--accept", "provisional_scale")
    assert [(one["natures"], one["amount_cents"]) for one in issued["receipts"]] == [
        (["waived_expenses"], 63_60)
    ]
    assert full("expenses", "show", "F2")[1]["receipt"] == issued["receipts"][0]["number"]
    assert full("payments", "correct", shown["payment"], "--amount", "10", "--reason", "x")[0] == 1
    assert full("verify")[1]["problems"] == []


@pytest.mark.file_only
def test_an_agreed_gift_is_raised_then_stopped_and_shown_with_its_history(full: Run) -> None:
    raised = ("recurring", "change", "R1", "amount=15", "--from", "2026-12-01")
    rehearsed = full(*raised, "--dry-run")
    status, answer, _ = done = full(*raised)
    assert rehearsed == done
    assert (status, answer["changes"]) == (0, [
        {"what": "amount", "ref": "R1", "before": "10.00", "after": "15.00"},
        {"what": "first_on", "ref": "R1", "before": "2026-01-05", "after": "2026-12-01"},
    ])  # fmt: skip
    first, second = answer["recurring"]
    assert (first["ref"], first["amount_cents"], first["last_on"], len(first["expected"])) == (
        "R1", 10_00, "2026-11-30", 11,
    )  # fmt: skip
    assert (second["ref"], second["history"], second["amount_cents"]) == ("R1/2026-12-01", "R1", 15_00)
    assert [one["due_on"] for one in second["expected"]] == ["2026-12-05"]
    assert full("recurring", "show", "R1")[1]["recurring"] == answer["recurring"]
    status, answer, _ = full("recurring", "stop", "R1", "--on", "2026-12-04", "--reason", "Moved abroad")
    assert (status, answer["changes"]) == (0, [
        {"what": "last_on", "ref": "R1/2026-12-01", "before": None, "after": "2026-12-04"}
    ])  # fmt: skip
    assert [len(gift["expected"]) for gift in answer["recurring"]] == [11, 0]
    assert [gift["reason"] for gift in full("recurring", "show", "R1")[1]["recurring"]] == [
        "",
        "Moved abroad",
    ]
    status, _, said = full("recurring", "change", "R1", "payer=B2", "--from", "2026-12-01")
    assert (status, "stop the gift and agree a new one" in said) == (1, True)
    assert full("verify")[1]["problems"] == []


@pytest.mark.file_only
def test_a_gift_is_agreed_paused_matched_and_forgiven(full: Run, tmp_path: Path) -> None:
    facts = (
        "ref=R2",
        "payer=B2",
        "amount=20",
        "frequency=monthly",
        "first_on=2026-07-31",
        "method=transfer",
        "office=LYO",
    )
    rehearsed, done = full("recurring", "add", *facts, "--dry-run"), full("recurring", "add", *facts)
    assert rehearsed == done
    (made,) = done[1]["recurring"]
    ref = made["ref"]
    assert (ref, made["day"], made["office"]) == ("R2", 31, "LYO")
    assert done[1]["changes"] == [{"what": "recurring", "ref": ref, "before": None, "after": "20.00"}]
    assert [one["due_on"][5:] for one in made["expected"]] == [
        "07-31", "08-31", "09-30", "10-31", "11-30", "12-31",
    ]  # fmt: skip
    _, answer, _ = full("recurring", "pause", ref, "--from", "2026-08-01", "--to", "2026-10-01")
    assert answer["pauses"] == [{"first_on": "2026-08-01", "last_on": "2026-10-01", "reason": ""}]
    _, answer, _ = full("recurring", "resume", ref, "--on", "2026-09-01")
    assert answer["changes"] == [
        {"what": "pause", "ref": ref, "before": "2026-08-01/2026-10-01", "after": "2026-09-01"}
    ]
    assert answer["recurring"][0]["paused"] == ["2026-08-31"]
    row = "ref;office;payer;received_on;method;kind;amount\nV9;LYO;B2;02/08/2026;cheque;donation;20\n"
    path = tmp_path / "paid.csv"
    path.write_text(row, encoding="utf-8")
    assert full("import", "payments", path)[1]["accepted"] == 1
    _, answer, _ = full("recurring", "match", "V9", ref, "--due", "2026-09-30")
    assert answer["changes"] == [{"what": "2026-09-30", "ref": ref, "before": "missed", "after": "V9"}]
    _, answer, _ = full("recurring", "forgive", ref, "2026-07-31", "--reason", "Illness")
    assert [(one["state"], one["payment"], one["reason"]) for one in answer["recurring"][0]["expected"][:3]] == [
        ("forgiven", "", "Illness"), ("met", "V9", ""), ("late", "", ""),
    ]  # fmt: skip
    _, missed, _ = full("recurring", "missed")
    assert missed["offices"] == [
        {"office": "LYO", "late_cents": 20_00, "missed_cents": 0},
        {"office": "MRS", "late_cents": 10_00, "missed_cents": 100_00},
    ]
    _, answer, _ = full("recurring", "forgive", ref, "2026-07-31", "--undo", "--reason", "He pays it")
    assert (answer["standing"], answer["recurring"][0]["expected"][0]["state"]) == ("missed", "missed")
    status, _, said = full("recurring", "forgive", ref, "2026-07-30", "--reason", "r")
    assert (status, "No instalment is due on" in said) == (1, True)
    assert full("verify")[1]["problems"] == []


@pytest.mark.file_only
def test_a_file_of_people_lists_what_it_would_change_and_changes_it_when_asked(
    full: Run, tmp_path: Path
) -> None:
    path = tmp_path / "moved.csv"
    path.write_text("ref;kind;address;postcode;city\nA1;individual;9 quai Z;69003;Lyon\n", encoding="utf-8")
    changes = [
        {"what": "address", "before": "1 rue X", "after": "9 quai Z"},
        {"what": "city", "before": "Marseille", "after": "Lyon"},
        {"what": "postcode", "before": "13001", "after": "69003"},
    ]
    for option, status in (("--dry-run", 0), (None, 0)):
        words = ("import", "people", path, "--update", *filter(None, [option]))
        found, answer, _ = full(*words)
        assert (found, answer["changed"]) == (status, [{"line": 2, "ref": "A1", "changes": changes}])
        assert full("people", "show", "A1")[1]["person"]["city"] == ("Marseille" if option else "Lyon")
    path.write_text(FILES["people"].replace("13001", "13009"), encoding="utf-8")
    found, answer, said = full("import", "people", path)
    assert (found, [one["problem"] for one in answer["rejected"]]) == (1, ["ref_reused"])
    assert {one["what"] for one in answer["changed"][0]["changes"]} == {"address", "city", "postcode"}
    assert "say --update" in said
    assert full("import", "payments", path, "--update")[0] == 1


def state_claim(location: str, ref: str, km: int) -> None:
    """State a claim that nobody signed yet, as the window does."""
    books = open_books(location, clock=utc_now, today=lambda: date(2026, 11, 23))
    trip = Trip(date(2025, 6, 1), "Réunion", km, "car", 5)
    draft = ExpenseDraft(key=uuid4(), ref=ref, payer="A1", office="MRS", trips=(trip,))
    record_claim(books, draft)
    books.close()


@pytest.mark.file_only
def test_a_claim_is_signed_or_withdrawn_later(full: Run, location: str) -> None:
    for ref, km in (("F1", 1_000), ("F2", 500)):
        state_claim(location, ref, km)
    _, listed, _ = full("expenses", "list", "--year", 2026)
    assert [(one["ref"], one["state"], one["amount_cents"]) for one in listed["claims"]] == [
        ("F2", "to_sign", 318_00), ("F1", "to_sign", 636_00),
    ]  # fmt: skip
    twin = {"claim": "F2", "on": "2025-06-01", "km": 500}
    state_claim(location, "F3", 500)
    assert full("expenses", "show", "F3")[1]["twins"] == [twin]
    assert [one["twins"] for one in full("expenses", "list", "--year", 2026)[1]["claims"]][::2] == [
        [twin],
        [],
    ]
    assert full("expenses", "withdraw", "F3", "--reason", "Double")[0] == 0
    assert full("expenses", "show", "F2")[1]["twins"] == []
    signed = ("expenses", "waive", "F1", "--signed-on", "2026-11-20", "--evidence", "R-9")
    assert full(*signed, "--dry-run")[1]["amount_cents"] == 636_00
    assert full("expenses", "show", "F1")[1]["waived_on"] is None
    status, done, _ = full(*signed)
    assert (status, done["already"]) == (0, False)
    assert full(*signed)[1] == done | {"already": True}
    assert full("expenses", "waive", "F1", "--signed-on", "2026-11-21", "--evidence", "R-9")[0] == 1
    assert full("expenses", "withdraw", "F2", "--reason", " ")[0] == 1
    assert full("expenses", "withdraw", "F2", "--reason", "Remboursé")[0] == 0
    shown = full("expenses", "show", "F2")[1]
    assert (shown["withdrawn"], shown["payment"]) == ("Remboursé", None)
    assert full("expenses", "show", "F1")[1]["payment"] == done["payment"]
    _, listed, _ = full("expenses", "list", "--year", 2026)
    assert [one["state"] for one in listed["claims"]] == ["withdrawn", "withdrawn", "waived"]
    assert full("verify")[1]["problems"] == []


@pytest.mark.file_only
@pytest.mark.parametrize("form", ["pdf", "csv", "xlsx", "json"])
def test_the_register_in_every_form_says_every_number(full: Run, tmp_path: Path, form: str) -> None:
    full("receipts", "issue", "--year", 2025)
    full("receipts", "cancel", "2025-MRS-P-000001", "--reason", "=cmd|' /C calc'!A0")
    path = tmp_path / f"register.{form}"
    assert full("register", "--format", form, "--out", path)[0] == 0
    assert full("register", "--format", form, "--out", path)[0] == 1  # never overwritten unasked
    if form == "pdf":
        shown = text_of(path.read_bytes())
    elif form == "xlsx":
        sheet = openpyxl.load_workbook(path).worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f"]  # no live formula
        shown = " ".join(str(cell.value) for cell in cells)
    else:
        shown = path.read_text(encoding="utf-8-sig")
    if form == "csv":
        fields = [field.strip('"') for line in shown.splitlines() for field in line.split(";")]
        assert not [field for field in fields if field[:1] in "=+@" and field]
    assert "2025-MRS-P-000001" in shown
    assert "2025-MRS-P-000002" in shown
    if form == "json":
        lines = json.loads(shown)["lines"]
        assert [line["status"] for line in lines] == ["cancelled", "issued"]


@pytest.mark.file_only
def test_the_register_is_written_by_form_state_and_office(full: Run, tmp_path: Path) -> None:
    full("receipts", "issue", "--year", 2025)
    full("receipts", "cancel", "2025-MRS-P-000001", "--reason", "Erreur")

    def numbers(name: str, *only: str) -> list[str]:
        path = tmp_path / f"{name}.json"
        assert full("register", "--format", "json", "--out", path, *only)[0] == 0
        return [line["number"][-1] for line in json.loads(path.read_text(encoding="utf-8"))["lines"]]

    assert numbers("all", "--form", "11580*05", "--issued-at", "mrs") == ["1", "2"]
    assert numbers("gone", "--status", "cancelled") == ["1"]
    assert numbers("live", "--status", "issued") == ["2"]
    assert numbers("companies", "--form", "16216*03") == []
    assert numbers("relay", "--recorded-at", "lyo") == ["2"]
    assert numbers("head", "--recorded-at", "mrs") == ["1", "2"]
    for option in ("--issued-at", "--recorded-at"):
        status, answer, _ = full("register", "--out", tmp_path / "x.pdf", option, "NICE")
        assert (status, answer["error"]) == (1, "NotFound")
    assert not (tmp_path / "x.pdf").exists()


def test_a_plan_and_a_run_may_be_of_the_gifts_that_one_office_recorded(full: Run) -> None:
    def found(act: str, office: str) -> list[tuple[str, int]]:
        _, answer, _ = full("receipts", act, "--year", 2025, "--recorded-at", office)
        return sorted((one["payer"], one["amount_cents"]) for one in answer["receipts"])

    relay, head = [("A1", 50_00)], [("=1+1", 20_00), ("A1", 300_00)]
    assert (found("plan", "lyo"), found("plan", "mrs")) == (relay, head)
    assert (found("issue", "LYO"), found("issue", "MRS"), found("plan", "LYO")) == (relay, head, [])
    for act in ("plan", "issue"):
        status, answer, _ = full("receipts", act, "--year", 2025, "--recorded-at", "NICE")
        assert (status, answer["error"]) == (1, "NotFound")


def test_a_rehearsal_writes_nothing(full: Run, tmp_path: Path) -> None:
    before = full("verify")[1]
    path = tmp_path / "more.csv"
    path.write_text("ref;kind;last_name;first_name\nZ9;individual;Neuf;Zoé\n")
    assert full("import", "people", path, "--dry-run")[1]["accepted"] == 1
    assert full("receipts", "issue", "--year", 2025, "--dry-run")[0] == 0
    assert full("verify")[1] == before


def test_refusals_have_their_status_and_a_message(full: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("ref;office;payer;received_on;method;kind;amount\nX1;MRS;A1;2025-02-30;cash;donation;10\n")
    status, answer, said = full("import", "payments", bad)
    assert status == 1
    assert answer["rejected"] == [
        {"line": 2, "column": "received_on", "heading": "received_on", "value": "2025-02-30",
         "problem": "date_impossible",
         "message": "There is no such day: “2025-02-30”."}
    ]  # fmt: skip
    assert "Nothing was saved" in said
    assert full("receipts", "cancel", "2025-MRS-P-000009", "--reason", "x")[0] == 1
    assert full("init")[0] == 1
    assert full("receipts", "issue")[0] == 2
    assert full("nonsense")[0] == 2


def test_books_that_are_not_there_are_status_three(run: Run) -> None:
    status, answer, said = run("verify")
    assert (status, answer["error"]) == (3, "BooksMissing")
    assert "There are no books" in said


@pytest.mark.file_only
def test_no_receipt_is_issued_in_the_name_of_an_example(run: Run, tmp_path: Path) -> None:
    assert run("init")[0] == 0
    for what in ("people", "projects", "payments"):
        (tmp_path / f"{what}.csv").write_text(FILES[what])
        assert run("import", what, tmp_path / f"{what}.csv")[0] == 0
    _, plan, _ = run("receipts", "plan", "--year", 2025)
    assert plan["receipts"] == []
    assert {line["reason"] for line in plan["left_out"]} == {"signatory_missing", "address_missing"}
    (tmp_path / "s.toml").write_text(SETTINGS)
    assert run("settings", "load", tmp_path / "s.toml")[0] == 0
    assert len(run("receipts", "plan", "--year", 2025)[1]["receipts"]) == 2


@pytest.mark.file_only
def test_settings_are_shown_as_they_were_loaded(full: Run, tmp_path: Path) -> None:
    _, shown, _ = full("settings", "show")
    assert shown["organisation"]["name"] == "Migrations & Développement"
    changed = SETTINGS.replace("13016", "13002")
    assert tomllib.loads(changed)["organisation"]["postcode"] == "13002"
    (tmp_path / "s.toml").write_text(changed)
    assert full("settings", "load", tmp_path / "s.toml")[0] == 0
    assert full("settings", "show")[1]["organisation"]["postcode"] == "13002"
    (tmp_path / "s.toml").write_text(SETTINGS.replace("552100554", "552100555"))
    assert full("settings", "load", tmp_path / "s.toml")[0] == 1


@pytest.mark.usefixtures("few_examples")
def test_the_demo_is_the_same_for_the_same_seed(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    made = []
    for name in ("a", "b"):
        path = tmp_path / f"{name}.tiwizi"
        assert cli.main(["--books", str(path), "--on", "2026-11-23", "init", "--demo", "--seed", "3"]) == 0
        made.append(path.read_bytes())
    assert made[0] == made[1]
    capfdbinary.readouterr()
    assert cli.main(["--books", str(path), "verify", "--json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["ok"]
    assert cli.main(["--books", str(path), "--on", "2026-11-23", "share", "--json"]) == 0
    reached = [row["reached"] for row in json.loads(capfdbinary.readouterr().out)["projects"]]
    assert {True, False} <= set(reached)
    with open_books(str(path), clock=utc_now).read() as session:
        number = session.scalars(select(TaxReceipt.number)).first()
    duplicate = tmp_path / "d.pdf"
    assert (
        cli.main(["--books", str(path), "receipts", "duplicate", str(number), "--out", str(duplicate)]) == 0
    )
    capfdbinary.readouterr()
    page = text_of(duplicate.read_bytes())
    assert all(
        said in page for said in ("Association d'exemple", "(exemple à remplacer)", "012345674 (SIREN)")
    )


@pytest.mark.suite
def test_both_engines_give_the_same_answers_on_the_same_books(
    tmp_path: Path, server: str, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SIZES, "small", (53, 400))  # a sixth of the examples, with each of their kinds
    answers: list[list[Any]] = []
    for location in (str(tmp_path / "d.tiwizi"), new_database(server)):
        fixed = ["--books", location, "--on", "2026-11-23", "--lang", "en", "--office", "MRS"]
        assert cli.main([*fixed, "init", "--demo"]) == 0
        capfdbinary.readouterr()
        path = tmp_path / f"{len(answers)}.json"
        said = []
        for command in (["share"], ["receipts", "plan", "--year", "2026"], ["receipts", "issue", "--year", "2025"],
                        ["register", "check"]):  # fmt: skip
            assert cli.main([*fixed, *command, "--json"]) == 0
            said.append(json.loads(capfdbinary.readouterr().out))
        assert cli.main([*fixed, "register", "--format", "json", "--out", str(path)]) == 0
        said.append(json.loads(path.read_text(encoding="utf-8")))
        capfdbinary.readouterr()
        assert cli.main([*fixed, "verify", "--json"]) == 0
        said.append(json.loads(capfdbinary.readouterr().out)["problems"])
        answers.append(said)
    for register in (answers[0][4], answers[1][4]):
        register.pop("heads", None)  # primary keys are in the entries, and differ
    in_file, on_server = ({line.pop("issued_by") for line in answer[4]["lines"]} for answer in answers)
    assert in_file == {"exemple", getpass.getuser()}
    assert on_server == {make_url(location).username}  # a server knows who writes
    assert answers[0] == answers[1]
    assert len(answers[0][4]["lines"]) > 30


def test_the_program_itself_speaks_and_stays_light(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from donations_app.cli import main\n"
        "status = main(sys.argv[1:])\n"
        "heavy = {'PySide6', 'reportlab', 'openpyxl', 'alembic', 'num2words', 'pypdfium2'}\n"
        "print(status, sorted(heavy & set(sys.modules)))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, "--lang", "fr", "--books", str(tmp_path / "none"), "share"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert run.stdout == "3 []\n"
    assert "Il n’y a pas de livres" in run.stderr


def test_who_reads_no_further_is_told_of_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    with os.fdopen(writes, "w") as out:
        monkeypatch.setattr("sys.stdout", out)
        assert cli._print(["a line"])


def test_the_help_goes_to_a_file_whatever_the_code_page() -> None:
    asked = {**os.environ, "PYTHONIOENCODING": "cp1252"}  # as Python takes it from a Windows of France
    run = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--lang", "fr", "--help"],
        capture_output=True, check=True, env=asked,
    )  # fmt: skip
    assert "Dons, cotisations, part privée, reçus fiscaux." in run.stdout.decode("utf-8")


def test_a_returned_payment_and_a_wrong_one_are_put_right_and_say_what_they_change(full: Run) -> None:
    full("receipts", "issue", "--year", "2025", "--accept", "all")
    arguments = (
        "payments",
        "reverse",
        "V2",
        "--kind",
        "return",
        "--reason",
        "Unpaid cheque",
        "--code",
        "AM04",
    )
    rehearsed = full(*arguments, "--dry-run")
    done = full(*arguments)
    assert rehearsed == done
    status, answer, _said = done
    assert (status, answer["cancelled"], answer["replaced_by"]) == (
        0, ["2025-MRS-P-000002"], ["2025-MRS-P-000003"],
    )  # fmt: skip
    assert answer["changes"]["receipted"] == [
        {"year": 2025, "before_cents": 370_00, "after_cents": 170_00, "filed": False}
    ]
    (share,) = [row for row in answer["changes"]["shares"] if not row["association"]]
    assert (share["project"], share["reached_before"], share["reached_after"]) == ("EAU", True, False)
    status, answer, _said = full("payments", "correct", "V1", "--amount", "110", "--reason", "Miscounted")
    assert (status, answer["replaced_by"]) == (0, ["2025-MRS-P-000004"])
    assert answer["receipted"][0]["after_cents"] == 180_00
    assert answer["receipts"] == [{"number": "2025-MRS-P-000003", "replaced_by": "2025-MRS-P-000004"}]
    status, _answer, said = full("payments", "correct", "V1", "--amount", "1,005", "--reason", "x")
    assert (status, "two decimals" in said) == (1, True)
    status, _answer, _said = full(
        "payments", "move", "V3", "--amount", "20", "--to", "EAU/AMAN", "--reason", "Asked by the donor"
    )
    assert status == 0
    share_of_it = ("payments", "move", "V3", "--away", "EAU/AMAN", "--reason", "Half of it")
    status, answer, _said = full(*share_of_it, "--amount", "33,33 %")  # 6,666 of 20,00, rounded down
    assert (status, answer["amount_cents"]) == (0, 6_66)
    status, _answer, said = full(*share_of_it[:-2], "--amount", "1", "--reason", "x", "--away", "EAU")
    assert (status, "on “EAU”, but on EAU/AMAN, general." in said) == (1, True)
    status, _answer, said = full(*share_of_it, "--amount", "133%")
    assert (status, "percent" in said.lower()) == (1, True)
    assert full("verify")[1]["ok"]
