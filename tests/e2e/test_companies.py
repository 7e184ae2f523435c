"""Companies at the command line: from the files to both receipts of a year that ends in June."""

from pathlib import Path

import pytest

from tests.e2e.conftest import Put
from tests.e2e.test_commands import SETTINGS, Run, run
from tests.receipts.reading import text_of

__all__ = ["run"]  # the fixture

pytestmark = pytest.mark.file_only

FILES = {
    "people": "ref;kind;organisation;legal_form;siren;address;postcode;city;fiscal_year_end\n"
    "E1;company;Ateliers Méditerranée;SARL;999 000 011;7 bd National;13002;Marseille;\n"
    "E2;company;Transports Aït & Fils;SAS;999000029;1 rue X;69008;Lyon;06-30\n"
    "E3;company;Sans numéro;SARL;;1 rue Y;13001;Marseille;\n",
    "payments": "ref;office;payer;received_on;credited_on;method;kind;amount;description;evidence\n"
    "V1;MRS;E1;;04/02/2025;transfer;donation;1 500,00;;\n"
    "V2;MRS;E1;03/03/2025;;none;in_kind;1 800,00;20 bancs d'école;Attestation 17\n"
    "V3;MRS;E1;01/09/2025;;cheque;donation;250,00;;\n"
    "V4;MRS;E2;05/05/2025;;cheque;donation;100;;\n"
    "V5;MRS;E2;05/10/2025;;cash;donation;200;;\n"
    "V6;MRS;E3;05/05/2025;;cheque;donation;100;;\n",
}


@pytest.fixture
def full(run: Run, put: Put) -> Run:
    put("companies", SETTINGS, FILES)
    return run


def test_the_plan_and_the_issue_say_what_a_company_gave(full: Run, tmp_path: Path) -> None:
    _, plan, _ = full("receipts", "plan", "--year", 2025)
    first = plan["receipts"][0]
    assert first == {
        "payer": "E1", "form": "16216*03", "fiscal_year": 2025, "amount_cents": 3_550_00,
        "amount_in_words": "trois mille cinq cent cinquante euros", "money_cents": 1_750_00,
        "in_kind_cents": 1_800_00, "first_on": "2025-02-04", "last_on": "2025-09-01",
        "payments": ["V1", "V2", "V3"], "natures": ["donation", "in_kind"], "methods": ["cheque", "transfer"],
        "name": "Ateliers Méditerranée", "address": ["7 bd National", "13002 Marseille"],
    }  # fmt: skip
    assert [(one["payment"], one["reason"]) for one in plan["left_out"]] == [("V6", "siren_missing")]
    status, issued, _ = full("receipts", "issue", "--year", 2025, "--out", tmp_path / "out")
    assert status == 0
    assert [(one["number"], one["payer"], one["amount_cents"]) for one in issued["receipts"]] == [
        ("2025-MRS-E-000001", "E1", 3_550_00), ("2025-MRS-E-000002", "E2", 100_00),
        ("2025-MRS-E-000003", "E2", 200_00),
    ]  # fmt: skip
    assert "20 bancs d'école" in text_of(Path(issued["receipts"][0]["file"]).read_bytes())
    _, shown, _ = full("receipts", "show", "2025-MRS-E-000001")
    assert (shown["amount_cents"], shown["in_kind_cents"]) == (3_550_00, 1_800_00)
    assert (shown["form"], shown["articles"], shown["donor"]["siren"]) == (
        "16216*03",
        ["238 bis"],
        "999000011",
    )
    assert full("verify")[1]["ok"]


def test_a_period_is_asked_with_from_and_to(full: Run) -> None:
    plan = ("receipts", "plan", "--year", 2025, "--payer", "E2")
    _, whole, _ = full(*plan, "--from", "2025-01-01", "--to", "31/12/2025")
    assert whole["receipts"] == []
    assert [one["reason"] for one in whole["left_out"]] == ["straddles_fiscal_year"] * 2
    _, half, _ = full(*plan, "--to", "2025-06-30")
    assert [one["payments"] for one in half["receipts"]] == [["V4"]]
    _, issued, _ = full("receipts", "issue", "--year", 2025, "--payer", "E2", "--from", "2025-07-01")
    assert [one["payments"] for one in issued["receipts"]] == [["V5"]]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(("--from", "2024-12-31"), 1), (("--from", "2025-03-02", "--to", "2025-03-01"), 1),
     (("--to", "2025-02-30"), 2), (("--to", "June"), 2)],
)  # fmt: skip
def test_a_period_that_is_none_is_refused_and_nothing_issued(
    full: Run, days: tuple[str, ...], expected: int
) -> None:
    status, _, said = full("receipts", "issue", "--year", 2025, *days)
    assert status == expected
    assert ("within the year 2025" in said) == (expected == 1)
    assert full("register", "check")[1]["series"] == []
