"""``payments list|show`` as their contract says."""

import csv
import getpass
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli
from donations_app.i18n import without_marks
from donations_app.machine.kept_lists import KeptView, keep_views
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS


@pytest.mark.file_only
def test_payments_are_listed_shown_and_written_by_what_one_asks(
    location: str, put: Put, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    put("filled", SETTINGS, FILES)

    def run(*words: object) -> tuple[int, Any]:
        status = cli.main(
            ["--books", location, "--on", "2026-11-23", "--lang", "en", *map(str, words), "--json"]
        )
        return status, json.loads(capfdbinary.readouterr().out)

    status, everything = run("payments", "list")
    assert status == 0
    assert everything["count"] == len(everything["payments"]) > 2
    assert everything["sum_cents"] == sum(one["amount_cents"] for one in everything["payments"])
    one = everything["payments"][0]
    by_amount = f"{one['amount_cents'] // 100},{one['amount_cents'] % 100:02}"
    status, found = run(
        "payments", "list", "--amount", by_amount, "--from", one["received_on"], "--state", "stands"
    )
    assert one["ref"] in [row["ref"] for row in found["payments"]]
    assert {row["amount_cents"] for row in found["payments"]} == {one["amount_cents"]}
    smallest = run("payments", "list", "--sort", "amount", "--ascending")[1]["payments"]
    assert [row["amount_cents"] for row in smallest] == sorted(row["amount_cents"] for row in smallest)

    status, shown = run("payments", "show", one["ref"])
    assert (status, shown["payment"]["ref"]) == (0, one["ref"])
    assert sum(line["amount_cents"] for line in shown["payment"]["lines"]) == one["amount_cents"]
    assert [entry["what"] for entry in shown["payment"]["history"]] == ["payment.recorded"]
    cheques = run("payments", "list", "--view", "undeposited", "--office", "MRS")[1]["payments"]
    assert {one["method"] for one in cheques} <= {"cheque"}
    views = [run("payments", "list", "--view", view)[1]["count"] for view in ("unreceipted", "taken_back")]
    assert views == [everything["count"], 0]
    status, refused = run("payments", "list", "--view", "undeposited", "--method", "cash")
    assert (status, "undeposited" in refused["message"]) == (1, True)
    _are_listed_as_kept(run, everything["payments"])
    assert run("payments", "show", "V-MRS-009999")[0] == 1
    assert run("payments", "list", "--payer", "nobody")[0] == 1
    status, refused = run("payments", "list", "--amount", "12x")
    assert (status, "12x" in refused["message"]) == (1, True)

    table = tmp_path / "listed.csv"
    status, written = run("payments", "list", "--sort", "amount", "--ascending", "--out", table)
    assert (status, written["count"], written["sum_cents"]) == (
        0,
        everything["count"],
        everything["sum_cents"],
    )
    rows = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert [row["Reference"] for row in rows] == [row["ref"] for row in smallest]
    assert [row["method"] for row in rows] == [row["method"] for row in smallest]
    assert run("payments", "list", "--out", table)[1]["error"] == "FileExists"


def _are_listed_as_kept(run: Callable[..., tuple[int, Any]], everything: list[dict[str, Any]]) -> None:
    """A view of one's own brings its fields and its order; an option narrows it further."""
    login = getpass.getuser()
    asked = {
        "typed": "",
        "view": "unreceipted",
        "year": "2025",
        "method": "transfer",
        "kind": "",
        "office": "",
    }
    views = [
        KeptView("Virements 2025", asked, "amount", is_descending=False),
        KeptView("Tordue", {"year": "20x"}, "day", is_descending=True),
    ]
    assert (
        run("payments", "list", "--saved", "Autre")[1]["message"].count("Keep one in the window first") == 1
    )
    keep_views("payments", login, views)
    keep_views(
        "people", login, [KeptView("Lyon", {"view": "all", "city": "Lyon"}, "name", is_descending=True)]
    )
    cents = [
        one["amount_cents"]
        for one in everything
        if one["method"] == "transfer" and "2025" in (one["received_on"] or one["credited_on"])
    ]
    found = run("payments", "list", "--saved", "virements 2025")[1]["payments"]
    assert [one["amount_cents"] for one in found] == sorted(cents) != []
    most = run("payments", "list", "--saved", "Virements 2025", "--sort", "amount")[1]["payments"]
    assert [one["amount_cents"] for one in most] == sorted(cents, reverse=True)
    assert run("payments", "list", "--saved", "Virements 2025", "--method", "cash")[0] == 1
    for name, told in (("Autre", "Virements 2025, Tordue"), ("Tordue", "cannot be read")):
        status, refused = run("payments", "list", "--saved", name)
        assert (status, told in refused["message"]) == (1, True)
    of_city = run("people", "list", "--where", "city=Lyon")[1]["people"]
    assert run("people", "list", "--saved", "Lyon")[1]["people"] == of_city[::-1]
    status, letter = run("people", "letter", "--saved", "Lyon", "--labels", "etiquettes.csv", "--dry-run")
    assert (status, letter["labels"]["count"]) == (0, len(of_city))


@pytest.mark.file_only
def test_the_table_of_payments_says_its_sum_in_the_users_language(
    location: str, put: Put, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    put("filled", SETTINGS, FILES)
    assert (
        cli.main(["--books", location, "--lang", "fr", "payments", "list", "--cheque", "no such number"]) == 0
    )
    assert capfdbinary.readouterr().out.decode().strip() == "0 versement, 0,00 €".replace(" €", "\u00a0€")


@pytest.mark.file_only
def test_a_payment_taken_back_and_what_takes_it_back_name_each_other(
    location: str, put: Put, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    put("filled", SETTINGS, FILES)

    def said(*words: object) -> list[str]:
        cli.main(["--books", location, "--on", "2026-11-23", "--lang", "en", *map(str, words)])
        return without_marks(capfdbinary.readouterr().out.decode()).splitlines()

    ref = said("payments", "list", "--kind", "donation")[0].split("  ")[0]
    said("payments", "reverse", ref, "--kind", "correction", "--reason", "typed twice")
    told = said("payments", "show", ref)[1]
    assert told.startswith("Taken back by ")
    assert told.endswith(": typed twice")
    back = told.removeprefix("Taken back by ").removesuffix(": typed twice")
    assert said("payments", "show", back)[1] == f"It takes back {ref}: typed twice"
