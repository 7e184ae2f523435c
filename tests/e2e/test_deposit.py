"""``deposit`` as its contract says, from the batch to the bank's line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from donations_app import cli
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS

Run = Callable[..., tuple[int, Any]]
IBAN = "FR7630006000011234567890189"
ACCOUNT = f'\n[[accounts]]\nlabel = "Compte courant"\niban = "{IBAN}"\n'
HEADINGS = "ref;office;payer;received_on;method;kind;amount;cheque_number;bank\n"
GIFTS = """Q1;MRS;Z1;2026-11-02;cheque;donation;150,00;0004417;Banque Postale
Q2;MRS;;2026-11-02;cheque;donation;50,05;0004418;
Q3;MRS;Z1;2026-11-03;cash;donation;70,20;;
Q4;LYO;Z1;2026-11-03;cheque;donation;10,00;0000001;
"""
PERSON = (
    "kind=individual",
    "last_name=Benali",
    "first_name=Zohra",
    "address=1 rue A",
    "postcode=69003",
    "city=Lyon",
)


@pytest.fixture
def run(location: str, put: Put, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Books with two cheques and some cash of Marseille, and a cheque of Lyon, beside what is there."""
    put("with an account", SETTINGS + ACCOUNT, FILES)

    def run_(*words: object, lang: str = "en", text: bool = False) -> tuple[int, Any]:
        asked = ["--books", location, "--on", "2026-11-23", "--lang", lang, *map(str, words)]
        status = cli.main(asked if text else [*asked, "--json"])
        said = capfdbinary.readouterr()
        return status, (said.out + said.err).decode() if text else json.loads(said.out)

    gifts = tmp_path / "gifts.csv"
    gifts.write_text(HEADINGS + GIFTS, encoding="utf-8")
    assert run_("people", "add", "ref=Z1", *PERSON)[0] == 0
    assert run_("import", "payments", gifts)[0] == 0
    return run_


def listed(run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run("deposit", "list")[1]["waiting"]
    return found


def waiting(run: Run) -> dict[tuple[str, str], tuple[int, int]]:
    return {(one["office"], one["method"]): (one["count"], one["sum_cents"]) for one in listed(run)}


def test_a_slip_from_its_cheques_to_the_line_of_the_bank(run: Run, tmp_path: Path) -> None:
    before = waiting(run)
    makes = ("deposit", "make", "--payment", "Q1", "--payment", "Q2", "--account", IBAN)
    made = {
        "ref": "B-MRS-000001", "office": "MRS", "method": "cheque", "made_on": "2026-11-23", "count": 2,
        "sum_cents": 200_05, "currency": "EUR", "account": IBAN, "state": "made",
        "handed_in_on": None, "credited_on": None, "bank_reference": None, "cancelled_on": None, "reason": None,
    }  # fmt: skip
    change = {"what": "state", "ref": "B-MRS-000001", "before": None, "after": "made"}
    answer = {"deposit": made, "changes": [change], "warnings": []}
    assert run(*makes, "--dry-run") == (0, answer)
    assert run("deposit", "list")[1]["deposits"] == []
    assert run(*makes) == (0, answer)
    assert before.pop(("MRS", "cheque")) == (2, 200_05)
    assert waiting(run) == before
    status, refused = run(*makes)
    assert (status, refused["error"]) == (1, "AlreadyDeposited")
    assert "Q1 stands on the slip B-MRS-000001 already" in refused["message"]

    out = tmp_path / "slip.pdf"
    assert run("deposit", "print", "B-MRS-000001", "--out", out) == (0, {"deposit": made, "file": str(out)})
    page = pypdfium2.PdfDocument(out)[0].get_textpage().get_text_bounded()
    for text in (
        "B-MRS-000001",
        "23/11/2026",
        "FR76 3000 6000 0112 3456 7890 189",
        "0004417",
        "Banque Postale",
    ):
        assert text in page
    assert run("deposit", "print", "B-MRS-000001", "--out", out)[1]["error"] == "FileExists"
    again = tmp_path / "again.pdf"
    assert run("deposit", "print", "B-MRS-000001", "--out", again)[0] == 0
    assert again.read_bytes() == out.read_bytes()

    assert run("deposit", "credit", "B-MRS-000001")[1]["error"] == "SlipNotHandedIn"
    assert run("deposit", "hand-in", "B-MRS-000001")[1]["deposit"]["state"] == "handed_in"
    assert run("deposit", "hand-in", "B-MRS-000001")[1]["changes"] == []
    assert run("deposit", "cancel", "B-MRS-000001", "--reason", "Late")[1]["error"] == "SlipHandedIn"
    lost = ("deposit", "cancel", "B-MRS-000001", "--reason", "Left in the drawer", "--correct", "--dry-run")
    assert run(*lost)[1]["deposit"]["state"] == "cancelled"
    back = ("payments", "correct", "Q2", "payer=Z1", "--reason", "Found on the stub")
    assert run(*back)[0] == 0
    wrong = ("deposit", "credit", "B-MRS-000001", "--reference", "REM 77", "--on", "2026-11-24")
    assert run("--on", "2026-11-25", *wrong)[1]["deposit"]["credited_on"] == "2026-11-24"
    right = ("deposit", "credit", "B-MRS-000001", "--on", "2026-11-23")
    assert run(*right)[1]["error"] == "SlipCredited"
    assert run("deposit", "hand-in", "B-MRS-000001", "--on", "2026-11-23", "--correct")[1]["changes"] == []
    answer = run(*right, "--correct")[1]
    assert answer["changes"] == [
        {"what": "credited_on", "ref": "B-MRS-000001", "before": "2026-11-24", "after": "2026-11-23"}
    ]
    credited = answer["deposit"]
    assert (credited["state"], credited["credited_on"], credited["bank_reference"]) == (
        "credited",
        "2026-11-23",
        "REM 77",
    )
    shown = run("deposit", "show", "B-MRS-000001")[1]["deposit"]
    assert [(one["payment"], one["reversal"], one["in_place_of"]) for one in shown["payments"][:2]] == [
        ("Q1", None, None), ("Q2", "correction", None),
    ]  # fmt: skip
    assert shown["payments"][2]["in_place_of"] == "Q2"
    assert shown["sum_cents"] == 200_05
    payment = run("payments", "show", "Q1")[1]["payment"]
    assert (payment["deposit"]["ref"], payment["credited_on"]) == ("B-MRS-000001", "2026-11-23")
    assert run("verify")[1]["problems"] == []


@pytest.mark.file_only
def test_cash_and_what_is_refused_are_told_in_words(run: Run) -> None:
    cash = ("deposit", "make", "--method", "cash", "--payment", "Q3", "--cash", "50=1", "20=1")
    assert run(*cash)[1]["error"] == "CashDiffers"
    assert "70,00" in (told := run(*cash, text=True)[1])
    assert "70,20" in told
    assert "Notes and coins" in told
    assert "aucun nombre" in run(*cash, "x", text=True, lang="fr")[1]
    made = run(*cash, "0.20=1")[1]["deposit"]
    assert (made["count"], made["sum_cents"], made["method"]) == (1, 70_20, "cash")
    shown = run("deposit", "show", made["ref"])[1]["deposit"]["cash"]
    assert [(one["worth_cents"], one["count"], one["amount_cents"]) for one in shown] == [
        (50_00, 1, 50_00), (20_00, 1, 20_00), (20, 1, 20),
    ]  # fmt: skip
    status, refused = run("deposit", "make", "--payment", "Q4", "--payment", "Q3")
    assert (status, refused["error"]) == (1, "InputRefused")
    assert "Q4" in refused["message"]
    assert "another office" in refused["message"]
    assert run("deposit", "make")[1]["error"] == "InputRefused"
    assert run("deposit", "make", "--batch", "Nowhere")[1]["error"] == "NotFound"
    cancelled = run("deposit", "cancel", made["ref"], "--reason", "Counted wrong")[1]["deposit"]
    assert (cancelled["state"], cancelled["reason"]) == ("cancelled", "Counted wrong")
    assert run("deposit", "list", "--state", "cancelled")[1]["deposits"] == [cancelled]
    assert run("--office", "LYO", "deposit", "make", "--waiting")[1]["deposit"]["ref"] == "B-LYO-000001"


@pytest.mark.file_only
@pytest.mark.parametrize(("lang", "word"), [("fr", "bordereaux de remise"), ("ar", "قسائم الإيداع")])
def test_the_help_is_in_the_chosen_language(run: Run, lang: str, word: str) -> None:
    assert word in run("--help", lang=lang, text=True)[1]


@pytest.mark.file_only
def test_an_office_in_morocco_takes_its_dirhams_to_the_bank(run: Run, tmp_path: Path) -> None:
    account = "MA64011519000001205000534921"
    of_lyon = f'name = "Lyon"\ncountry = "MA"\ncurrency = "MAD"\ncity = "Taroudannt"\naccount = "{account}"\n'
    known = f'{ACCOUNT}\n[[accounts]]\nlabel = "En dirhams"\niban = "{account}"\n'
    file = tmp_path / "there.toml"
    file.write_text(SETTINGS.replace('name = "Lyon"\n', of_lyon) + known, encoding="utf-8")
    assert run("settings", "load", file)[0] == 0
    paid = (
        "--office",
        "LYO",
        "payments",
        "add",
        "--payer",
        "Z1",
        "--method",
        "cash",
        "--rate",
        "10,95",
        "--rate-source",
        "BAM",
    )
    for amount in ("500 DH", "333,30 DH"):
        status, answer = run(*paid, "--amount", amount, "--accept", "all")
        assert status == 0, answer
    waits = {
        (one["method"], one["currency"]): one["sum_cents"] for one in listed(run) if one["office"] == "LYO"
    }
    assert waits == {("cheque", "EUR"): 10_00, ("cash", "MAD"): 833_30}
    makes = ("--office", "LYO", "deposit", "make", "--method", "cash", "--waiting", "--cash")
    assert "2,00\u00a0MAD" in run(*makes, "200=4", "2=1", text=True)[1]
    assert "500,00 MAD" in run(*makes, "500=1", text=True)[1]  # no such note
    made = run(*makes, "200=4", "20=1", "10=1", "2=1", "1=1", "0,20=1", "0,10=1")[1]["deposit"]
    assert (made["sum_cents"], made["currency"], made["account"]) == (833_30, "MAD", account)
    euros = run("--office", "LYO", "deposit", "make", "--waiting", "--currency", "EUR", "--account", IBAN)
    assert euros[1]["deposit"]["sum_cents"] == 10_00
    told = run("deposit", "show", made["ref"], text=True)[1]
    assert "200,00\u00a0MAD × 4  800,00\u00a0MAD" in told
