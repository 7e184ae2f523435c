"""The annual controls at the command line: answers, exit statuses, and what stands on the pages."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import make_url

from donations_app import cli, i18n
from donations_app.db.address import is_url
from tests.e2e.conftest import Put
from tests.e2e.test_commands import SETTINGS
from tests.receipts.reading import pages_of, text_of

pytestmark = pytest.mark.file_only

Run = Callable[..., tuple[int, Any, str]]
FILES = {
    "people": "ref;kind;last_name;first_name;organisation;address;postcode;city;country\n"
    "A1;individual;Aït Ahmed;Mohand;;1 rue X;13001;Marseille;\n"
    "B2;individual;Moreau;Claire;;;;;\n"
    "MA;individual;Tazi;Zahra;;4 rue Z;20000;Casablanca;MA\n"
    "P1;public_body;;;Région Sud;;;;\n",
    "payments": "ref;office;payer;received_on;credited_on;method;kind;amount\n"
    "V1;MRS;A1;01/02/2026;;cash;donation;100\n"
    "V2;MRS;A1;02/02/2026;;cheque;donation;200\n"
    "V3;MRS;B2;03/02/2026;;cash;donation;10\n"
    "V4;MRS;MA;03/02/2026;04/02/2026;transfer;donation;500\n"
    "V5;MRS;P1;03/02/2026;04/02/2026;transfer;subsidy;160000\n",
}
COMMANDS = ("control", "declaration", "thresholds", "foreign", "reconciliation")


@pytest.fixture
def run(location: str, put: Put, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run one command on books with a year in them; return status, answer and messages."""

    def call(*arguments: object, on: str = "2026-11-23", language: str = "en") -> tuple[int, Any, str]:
        fixed = ["--books", location, "--on", on, "--lang", language, "--office", "MRS", "--user", "zohra"]
        status = cli.main([*fixed, *map(str, arguments), "--json"])
        out, err = capfdbinary.readouterr()
        return status, json.loads(out) if out else None, err.decode()

    put("annual", SETTINGS, FILES, user="zohra")
    return call


@pytest.fixture
def full(run: Run, put: Put) -> Run:
    """The same, its receipts issued."""
    issued = ("receipts", "issue", "--year", 2026, "--accept", "all")
    put("annual, issued", SETTINGS, FILES, issued, user="zohra")
    return run


def test_the_control_says_what_agrees_what_is_explained_and_what_is_not(run: Run) -> None:
    status, answer, _ = run("control", "--year", 2026)
    assert status == 0
    assert [(one["side"], one["payment"], one["reason"]) for one in answer["unmatched"]] == [
        ("payment", "V1", "to_issue"), ("payment", "V2", "to_issue"),
    ]  # fmt: skip
    assert answer["unmatched"][0]["message"] == "A receipt can be issued and has not been."
    run("receipts", "issue", "--year", 2026)
    _, answer, _ = run("control", "--year", 2026)
    assert (answer["receipts"], answer["payments"], answer["matched"], answer["unmatched"]) == (1, 4, 2, [])
    assert answer["explained"] == {
        "address_missing": {"lines": 1, "amount_cents": 10_00},
        "not_a_gift": {"lines": 1, "amount_cents": 160_000_00},
        "not_tax_resident": {"lines": 1, "amount_cents": 500_00},
    }
    assert answer["natures"] == {"donation": {"lines": 2, "amount_cents": 300_00}}
    assert answer["methods"]["cash"] == {"lines": 1, "amount_cents": 100_00}


def test_a_debit_that_came_back_before_any_receipt_is_told_as_such(
    run: Run, location: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "debits.csv"
    path.write_text(
        "ref;office;payer;received_on;credited_on;method;kind;amount;returned_on;return_code\n"
        "V6;MRS;A1;05/03/2026;05/03/2026;direct_debit;donation;25;09/03/2026;AM04\n",
        encoding="utf-8",
    )
    assert run("import", "payments", path)[0] == 0
    _, answer, _ = run("control", "--year", 2026)
    assert answer["explained"]["returned"] == {"lines": 1, "amount_cents": 25_00}
    cli.main(["--books", location, "--on", "2026-11-23", "--lang", "en", "control", "--year", "2026"])
    said = capfdbinary.readouterr().out.decode()
    assert "The bank took the payment back." in said
    assert "on which the receipt stands" not in said


def test_the_declaration_its_filing_and_its_correction(full: Run, location: str) -> None:
    status, answer, _ = full("declaration", "--year", 2026)
    assert status == 0
    wanted = {
        "year": 2026,
        "amount_cents": 300_00,
        "documents": 1,
        "due_on": "2027-05-04",
        "corrections": None,
    }
    assert wanted.items() <= answer.items()
    assert set(answer["definitions"]) == {"amount", "documents"}
    april = {"on": "2027-04-20"}
    _, dry, _ = full("declaration", "--year", 2026, "--file", "--dry-run", **april)
    assert len(dry["filings"]) == 1
    assert full("declaration", "--year", 2026)[1]["filings"] == []
    status, filed, _ = full("declaration", "--year", 2026, "--file", "--note", "AR 12", **april)
    login = make_url(location).username if is_url(location) else "zohra"  # on a server its own
    assert (status, filed["filings"][0]["note"], filed["filings"][0]["filed_by"]) == (0, "AR 12", login)
    status, refused, said = full("declaration", "--year", 2026, "--file", **april)
    assert (status, refused["error"]) == (1, "AlreadyFiled")
    assert "Nothing was saved" in said
    full("receipts", "cancel", "2026-MRS-P-000001", "--reason", "Erreur", **april)
    _, after, _ = full("declaration", "--year", 2026, **april)
    assert after["corrections"] == {
        "amount_cents": -300_00, "documents": -1,
        "receipts": [{"number": "2026-MRS-P-000001", "change": "cancelled", "amount_cents": -300_00}],
    }  # fmt: skip


def test_a_filing_after_its_day_says_that_it_is_late_and_none_comes_before_the_end(
    full: Run, location: str, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    june, page = {"on": "2027-06-01"}, tmp_path / "d.pdf"
    status, refused, said = full("declaration", "--year", 2026, "--file")
    assert (status, refused["error"]) == (1, "InputRefused")
    assert "23/11/2026" in said
    assert full("declaration", "--year", 2026, **june)[1]["days_overdue"] == 28
    _, filed, _ = full("declaration", "--year", 2026, "--file", "--out", page, **june)
    assert [one["days_late"] for one in filed["filings"]] == [28]
    assert (filed["days_overdue"], "28 jours après le dernier jour" in text_of(page.read_bytes())) == (
        0,
        True,
    )
    words = ("--books", location, "--lang", "fr", "--on", "2027-07-01", "declaration", "--year", "2026")
    assert cli.main(words) == 0
    shown = capfdbinary.readouterr().out.decode()
    assert "300,00\u00a0€, documents\u00a0: 1, 28 jours de retard" in i18n.without_marks(shown)


def test_a_year_without_receipts_is_not_due_and_filed_only_when_accepted(full: Run) -> None:
    january = {"on": "2025-01-10"}
    status, answer, said = full("declaration", "--year", 2024, **january)
    assert (status, answer["due_on"], answer["not_due"], answer["documents"]) == (0, None, "no_document", 0)
    assert answer["documents_by_reading"] == {"gifts": 0, "issued": 0}
    assert [one["code"] for one in answer["warnings"]] == ["unconfirmed"]
    assert "impots.gouv.fr" in said
    assert full("declaration", "--year", 2019, **january)[1]["not_due"] == "not_begun"
    status, refused, said = full("declaration", "--year", 2024, "--file", **january)
    assert (status, refused["error"]) == (1, "InputRefused")
    assert "There is nothing to declare" in said
    status, filed, _ = full(
        "declaration", "--year", 2024, "--file", "--accept", "nothing_to_declare", **january
    )
    assert (status, len(filed["filings"])) == (0, 1)


def test_thresholds_warn_of_a_figure_that_nobody_confirmed(full: Run) -> None:
    status, answer, said = full("thresholds", "--year", 2026)
    assert status == 0
    assert (answer["eligible_gifts_cents"], answer["public_subsidies_cents"]) == (310_00, 160_000_00)
    assert (answer["not_resident_cents"], answer["subsidies_basis"]) == (500_00, "cashed")
    assert (answer["gifts_above"], answer["subsidies_above"]) == (False, True)
    assert [duty["code"] for duty in answer["duties"]] == ["annual_accounts", "auditor", "publication"]
    assert [(one["code"], one["name"]) for one in answer["warnings"]] == [
        ("unconfirmed", "audit_threshold_cents"),
        ("unconfirmed", "gifts_of_non_residents"),
    ]
    assert "Yearly gifts, or subsidies, that call for an auditor = 153" in said
    assert answer["appeals"]["verdict"] == "below"
    assert [one["year"] for one in answer["appeals"]["years"]] == [2024, 2025, 2026]
    assert [one["in_books"] for one in answer["appeals"]["years"]] == [False, False, True]
    assert full("thresholds", "--year", 2025)[1]["warnings"] == []


def test_the_foreign_statement_has_the_line_of_casablanca(full: Run) -> None:
    _, answer, _ = full("foreign", "--year", 2026)
    (state,) = answer["states"]
    assert (state["country"], state["state"], state["amount_cents"]) == ("MA", "Maroc", 500_00)
    line = state["lines"][0]
    assert (line["date"], line["personality"], line["direct"], line["method"]) == (
        "2026-02-04", "natural_person", True, "transfer",
    )  # fmt: skip


def test_the_short_statement_is_a_total_for_each_state(full: Run, tmp_path: Path) -> None:
    status, answer, _ = full("foreign", "--year", 2026, "--short", "--out", tmp_path / "f.pdf")
    assert (status, answer["short"]) == (0, True)
    assert answer["states"] == [{"country": "MA", "state": "Maroc", "amount_cents": 500_00}]
    text = text_of((tmp_path / "f.pdf").read_bytes())
    assert "Forme abrégée" in text
    assert "Maroc 500,00" in " ".join(text.split())
    assert "personne physique" not in text


def test_entries_are_shown_written_and_keep_to_their_rules(run: Run, tmp_path: Path) -> None:
    status, shown, told = run("accounting", "show", "--year", 2026)
    assert (status, shown["entries"], len(shown["unconfirmed"])) == (0, 5, 3)
    assert "672 Charges sur exercices antérieurs" in told
    of = {one["account"]: one["credit_cents"] - one["debit_cents"] for one in shown["accounts"]}
    assert of == {"512": -160_500_00, "5112": -200_00, "530": -110_00, "741": 160_000_00, "75411": 810_00}
    status, written, _ = run("export", "accounting", "--year", 2026, "--out", tmp_path)
    assert (status, Path(written["file"]).name) == (0, "552100554FEC20261231.txt")
    assert run("export", "accounting", "--year", 2026, "--out", tmp_path)[0] == 1  # nothing is written over
    status, checked, _ = run("accounting", "check", written["file"])
    assert (status, checked["ok"], checked["lines"], checked["debit_cents"]) == (0, True, 10, 160_810_00)
    Path(written["file"]).rename(tmp_path / "fec.txt")
    assert run("accounting", "check", tmp_path / "fec.txt")[0] == 1
    plan = run("accounting", "plan", "--year", 2026)[1]["plan"]
    assert {"name": "account_bank", "account": "512", "label": "Banques"} in plan


def test_the_reconciliation_leaves_nothing(full: Run) -> None:
    status, answer, _ = full("reconciliation", "--year", 2026)
    assert (status, answer["difference_cents"]) == (0, 0)
    assert (answer["accounts_cents"], answer["base_cents"], answer["receipts_cents"]) == (
        810_00,
        810_00,
        300_00,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_statement_is_a_french_page_never_overwritten_unasked(
    full: Run, tmp_path: Path, command: str
) -> None:
    path = tmp_path / f"{command}.pdf"
    status, answer, _ = full(command, "--year", 2026, "--out", path, language="ar")
    assert (status, answer["file"]) == (0, str(path))
    first = path.read_bytes()
    text = " ".join(text_of(first).split())
    assert "Migrations & Développement · SIREN 552100554" in text
    assert "Établi le 23/11/2026" in text
    assert "Page 1 / 1" in text
    for said in {
        "control": (
            "Contrôle des reçus",
            "chaque don sans reçu est expliqué",
            "adresse incomplète 1 10,00",
            "300,00",
        ),
        "declaration": (
            "04/05/2027",
            "Montant total des dons et versements 300,00",
            "Nombre de documents délivrés 1",
        ),
        "thresholds": (
            "153\u202f000,00 €",
            "à confirmer",
            "nommer un commissaire aux comptes",
            "160\u202f000,00",
            "non résidents fiscaux (hors seuil) 1 500,00",
            "comptées à l'encaissement",
            "Exercice 2026",
            "Aucun de ces exercices",
            "Les livres ne disent rien de 2024, 2025.",
        ),
        "foreign": ("Maroc 04/02/2026 personne physique", "direct virement 500,00", "Total Maroc 500,00"),
        "reconciliation": ("75411 Dons manuels 810,00", "concordent au centime", "Écart 0,00"),
    }[command]:
        assert said.replace("\u202f", " ") in text.replace("\u202f", " ")
    status, refused, _ = full(command, "--year", 2026, "--out", path)
    assert (status, refused["error"]) == (1, "FileExists")
    assert full(command, "--year", 2026, "--out", path, "--force")[0] == 0
    assert path.read_bytes() == first  # the same figures make the same file


def test_resources_from_the_public_are_led_to_their_payments_and_written(run: Run, tmp_path: Path) -> None:
    page, book, table = tmp_path / "c.pdf", tmp_path / "c.xlsx", tmp_path / "c.csv"
    status, answer, told = run("generosity", "account", "--year", 2026, "--line", "gifts", "--out", page)
    assert (status, answer["total_cents"], answer["necessity"]) == (0, 810_00, "below")
    assert [(one["piece"], one["account"], one["amount_cents"]) for one in answer["behind"]] == [
        ("V1", "75411", 100_00), ("V2", "75411", 200_00), ("V3", "75411", 10_00), ("V4", "75411", 500_00),
    ]  # fmt: skip
    open_ones = [one["code"] for one in answer["lines"] if one["amount_cents"] is None]
    assert open_ones[:3] == ["legacies", "other", "provisions"]
    assert "ANC 2018-06, read in secondary sources (11/2026)" in told
    text = " ".join(text_of(page.read_bytes()).split())
    for said in (
        "Dons manuels 75411 810,00 –", "Missions sociales à compléter à compléter",
        "Total connu de ces livres 810,00 –", "Détail : Dons manuels", "Total 810,00", "Subventions 741 160 000,00",
    ):  # fmt: skip
        assert said in text.replace("\u202f", " "), said
    assert run("generosity", "account", "--year", 2026, "--out", book)[0] == 0
    rows = [*openpyxl.load_workbook(book).worksheets[0].iter_rows(values_only=True)]
    assert ("Ressources liées à la générosité du public", "gifts", "Dons manuels", "75411", 810, None) in rows
    assert run("generosity", "account", "--year", 2026, "--line", "gifts", "--out", table)[0] == 0
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    assert (len(lines), lines[1]) == (5, "Dons manuels;V1;;2026-02-01;75411;100,00")
    assert run("generosity", "account", "--year", 2026, "--out", tmp_path / "c.odt")[0] == 2


def test_an_appeal_is_declared_as_far_as_the_books_know_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    asked = ("generosity", "declare", "--from", "2026-12-10", "--out", path)
    status, answer, told = run(*asked, "--to", "2027-01-31", "--purpose", "Trois puits", "--means", "letters")
    assert (status, answer["department"], answer["has_begun"]) == (0, "13", False)
    assert answer["to_complete"] == ["cause", "places", "others", "signature"]
    years = [(one["year"], one["least_cents"], one["most_cents"]) for one in answer["appeals"]["years"]]
    assert years == [(2024, 0, 0), (2025, 0, 0), (2026, 0, 810_00)]
    assert "compare it with what the prefecture asks for" in told
    text = " ".join(text_of(path.read_bytes()).split()).replace("\u202f", " ")
    for said in (
        "Déclaration préalable d'un appel public à la générosité", "Loi 91-772, article 3", "du siège (13)",
        "Migrations & Développement, SIREN 552100554", "du 10/12/2026 au 31/01/2027", "Objectifs Trois puits",
        "Moyens lettres", "Lieux (à compléter à la main)", "Exercice 2025 rien d'enregistré",
        "entre 0,00 € (collectes) et 810,00 € (tous dons en argent)", "153 000,00 € par exercice", "Page 1 / 1",
    ):  # fmt: skip
        assert said in text, said
    before = path.read_bytes()
    status, refused, _ = run(*asked, "--to", "2026-12-01", "--force")
    assert (status, refused["message"]) == (1, "--to: The end lies before the start.")
    assert run(*asked, "--to", "2027-01-31", "--project", "NICHTS", "--force")[0] == 1
    assert run(*asked, "--to", "2027-01-31")[1]["error"] == "FileExists"
    assert path.read_bytes() == before


@pytest.mark.parametrize("command", ["control", "foreign"])
def test_tables_hold_every_line_and_amounts_are_numbers(full: Run, tmp_path: Path, command: str) -> None:
    table, book = tmp_path / "t.csv", tmp_path / "t.xlsx"
    assert full(command, "--year", 2026, "--out", table)[0] == 0
    assert full(command, "--year", 2026, "--out", book)[0] == 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    sheet = openpyxl.load_workbook(book).worksheets[0]
    wanted_header, *cells = sheet.iter_rows(values_only=True)
    assert list(wanted_header) == header
    place = next(n for n, title in enumerate(header) if title.startswith("Montant"))
    amounts = [float(row[place].replace(",", ".")) for row in rows]
    assert [row[place] for row in cells] == amounts
    if command == "control":
        assert amounts == [100, 200, 10, 500, 160_000]
        said = [(row[header.index("Constat")], row[header.index("Constat (code)")]) for row in rows]
        assert said[:3] == [("concordant", ""), ("concordant", ""), ("adresse incomplète", "address_missing")]
    else:
        assert amounts == [500, 500, 500]


def test_a_file_or_a_year_of_no_kind_is_wrong_usage(full: Run, tmp_path: Path) -> None:
    for command in COMMANDS:
        assert full(command, "--year", 2026, "--out", tmp_path / "a.txt")[0] == 2
        assert full(command)[0] == 2
        assert full(command, "--year", "26")[0] == 2
    assert full("declaration", "--year", 2026, "--out", tmp_path / "a.csv")[0] == 2
    assert list(tmp_path.glob("a.*")) == []


def test_long_lists_flow_over_pages_with_their_titles(run: Run, tmp_path: Path) -> None:
    lines = ["ref;office;payer;received_on;method;kind;amount"]
    lines += [f"W{n};MRS;MA;01/03/2026;cash;donation;1" for n in range(60)]
    lines += [f"X{n};MRS;A1;01/03/2026;cash;donation;1" for n in range(60)]
    (tmp_path / "more.csv").write_text("\n".join(lines))
    assert run("import", "payments", tmp_path / "more.csv")[0] == 0
    for command, count, title in (("foreign", 61, "Personnalité juridique"), ("control", 62, "Constat")):
        path = tmp_path / f"{command}.pdf"
        assert run(command, "--year", 2026, "--out", path)[0] == 0
        pages = pages_of(path.read_bytes())
        assert len(pages) > 1
        assert title in pages[-1]
        assert "Page 2 / " in pages[1]
        sought = "Maroc 0" if command == "foreign" else "don sans reçu alors"
        assert sum(page.count(sought) for page in pages) == count
