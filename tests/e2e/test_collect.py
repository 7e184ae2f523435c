"""``mandates`` and ``collect`` as their contract says, from the signature to the bank's credit."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli
from tests.bank_files import Back, rejected
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS

Run = Callable[..., tuple[int, Any]]
IBAN = "FR7630006000011234567890189"
OTHER = "FR7620041010050000001234563"
ACCOUNT = (
    f'\n[[accounts]]\nlabel = "Compte"\niban = "{IBAN}"\ncreditor_id = "FR72ZZZ123456"\ndebit_days = 2\n'
)
TERMS = (
    "payer=A1", "amount=20", "frequency=monthly", "day=5", "first_on=2026-12-05", f"iban={IBAN}",
    "mandate_reference=RUM-1", "mandate_signed_on=2026-11-02",
)  # fmt: skip

pytestmark = pytest.mark.file_only


@pytest.fixture
def run(location: str, put: Put, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Books that collect, with two gifts that are debited from December on."""
    put("that collects", SETTINGS + ACCOUNT, FILES)

    def run_(*words: object, lang: str = "en", text: bool = False) -> tuple[int, Any]:
        asked = ["--books", location, "--on", "2026-11-23", "--lang", lang, *map(str, words)]
        status = cli.main(asked if text else [*asked, "--json"])
        said = capfdbinary.readouterr()
        return status, (said.out + said.err).decode() if text else json.loads(said.out)

    assert run_("recurring", "add", "ref=S1", *TERMS)[0] == 0
    assert run_("recurring", "add", "ref=S2", *TERMS[:5], "last_on=2026-12-31")[0] == 0
    return run_


def test_a_day_is_collected_once_sent_once_and_credited(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "p.xml"
    day = ("collect", "--date", "2026-12-05", "--out", out)
    given = (
        "mandates",
        "add",
        "payer=A1",
        f"iban={OTHER}",
        "signed_on=2026-11-03",
        "kind=one_off",
        "gift=S2",
    )
    assert run(*given, "--dry-run")[1]["mandate"]["gifts"] == ["S2"]
    assert [one["ref"] for one in run("mandates", "list")[1]["mandates"]] == ["RUM-1"]
    mandate = run(*given)[1]["mandate"]
    assert (mandate["ref"], mandate["state"], mandate["lapses_on"]) == (
        "M-MRS-000002",
        "active",
        "2029-11-03",
    )
    letters = tmp_path / "n.pdf"
    told = run("collect", "notify", "--date", "2026-12-05", "--out", letters)[1]
    assert ([one["gift"] for one in told["letters"]], told["late"], letters.exists()) == (
        ["S1", "S2"],
        False,
        True,
    )
    assert run("collect", "notify", "--date", "2026-12-05")[1]["left_out"][0]["reason"] == "had_it"
    status, rehearsed = run(*day, "--dry-run")
    assert (status, out.exists(), len(rehearsed["collected"])) == (0, False, 2)
    status, made = run(*day)
    assert (status, made["collected_on"], made["sum_cents"], made["format"]) == (
        0, "2026-12-07", 40_00, "pain.008.001.08",
    )  # fmt: skip
    number = made["run"]
    assert [(one["ref"], one["sequence"], one["end_to_end"]) for one in made["collected"]] == [
        ("S2", "OOFF", f"{number}-1"), ("S1", "RCUR", f"{number}-2"),
    ]  # fmt: skip
    written = out.read_bytes()
    assert number.encode() in written
    again = tmp_path / "again.xml"
    status, twice = run(*day[:-1], again)
    assert (status, again.exists(), twice["collected"]) == (0, False, [])
    left = [(one["ref"], one["reason"], one["run"], one["count"]) for one in twice["left_out"]]
    assert left == [
        ("R1", "debited_elsewhere", None, 12), ("S1", "collected", number, 1), ("S2", "collected", number, 1),
    ]  # fmt: skip
    assert run("collect", "file", number, "--out", again)[0] == 0
    assert again.read_bytes() == written
    held = run("mandates", "suspend", "S1", "--reason", "litige")[
        1
    ]  # which is told once, and again when it is sent
    assert [(one["code"], one["why"]) for one in held["warnings"]] == [
        ("debit_doubtful", "mandate_suspended")
    ]
    assert not any("cancel" in said for said in held["follows"])
    died = run("people", "died", "A1", "--died-on", "2026-11-20", "--dry-run")[1]
    assert {one["why"] for one in died["warnings"]} == {"deceased"}
    status, refused = run("collect", "sent", number)
    assert (status, refused["error"]) == (1, "DebitsDoubtful")
    status, sent = run("collect", "sent", number, "--keep", "S1")
    assert "went to the bank" in sent["warnings"][0]["message"]
    run("mandates", "resume", "S1")
    assert (status, sent["run"]["state"], sent["run"]["waiting"]) == (0, "sent", 2)
    status, refused = run("collect", "sent", number)
    assert (status, refused["error"]) == (1, "RunSent")
    assert [one["state"] for one in run("mandates", "list")[1]["mandates"]] == ["active", "closed"]
    debits = run("collect", "show", number)[1]["run"]["debits"]
    listed = run("payments", "list")[1]["payments"]
    assert {one["payment"] for one in debits} <= {one["ref"] for one in listed}
    assert [one["credited_on"] for one in debits] == [None, None]
    _comes_back(run, tmp_path, number, debits)


def _comes_back(run: Run, folder: Path, number: str, debits: list[dict[str, Any]]) -> None:
    """The bank rejects one debit, and another that nobody knows; read twice it is once."""
    file = folder / "rejets.xml"
    backs = [Back(20_00, "AM04", f"{number}-2"), Back(20_00, "AC04", "ELSEWHERE")]
    file.write_text(rejected(backs, date(2026, 11, 23)))
    asked = ("collect", "returns", file)
    status, foreseen = run(*asked, "--dry-run")
    (one,) = foreseen["returned"]
    assert (status, one["payment"], one["code"], one["action"], one["receipt"]) == (
        0, debits[1]["payment"], "AM04", "again", None,
    )  # fmt: skip
    assert (one["amount_cents"], one["fee_cents"], one["kind"], one["mandate"]) == (
        20_00,
        0,
        "reject",
        "RUM-1",
    )
    assert [(left["reason"], len(left["near"])) for left in foreseen["unmatched"]] == [("no_debit", 2)]
    assert "to be confirmed with the bank" in foreseen["warnings"][0]
    said = run(*asked, lang="fr", text=True)[1]
    assert "À représenter\u00a0: le prochain fichier le prélève à nouveau" in said
    assert "aucun prélèvement de ces livres ne lui ressemble" in said
    status, again = run(*asked)
    assert (status, again["returned"], again["already"], len(again["unmatched"])) == (0, [], 1, 1)
    back = run("collect", "show", number)[1]["run"]["debits"][1]
    assert (back["released_reason"], back["returned_action"], back["fee_cents"]) == ("AM04", "again", 0)
    assert run("collect", "returns", "--statements")[1]["returned"] == []
    assert run("collect", "returns")[0] == 2
    file.write_bytes(b"%PDF-1.7")
    status, refused = run(*asked)
    assert (status, refused["error"]) == (1, "FileRefused")
    assert "PDF" in refused["message"]


def test_what_cannot_be_collected_is_said_in_words(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "p.xml"
    status, refused = run("collect", "--date", "2026-11-24", "--out", out)
    assert (status, refused["error"], out.exists()) == (1, "InputRefused", False)
    assert refused["message"].startswith("--date: The bank wants the file before")
    assert (
        "avant le 25/11/2026" in run("collect", "--date", "2026-11-24", "--out", out, lang="fr", text=True)[1]
    )
    assert run("collect", "--out", out)[0] == 2
    held = run("mandates", "suspend", "RUM-1", "--reason", "AM04")[1]
    assert [(one["due_on"], one["amount_cents"]) for one in held["next"]] == [("2026-12-05", 20_00)]
    assert held["follows"][0].startswith("Runs collected from that day on leave out what is due under this")
    assert held["follows"][1].startswith("Otherwise debited next: 20,00")
    status, said = run("collect", "--date", "2026-12-05", "--out", out, lang="fr", text=True)
    assert "le mandat est suspendu" in said
    assert "Rien n’est prélevé le 07/12/2026." in said
    assert not out.exists()
    resumed = run("mandates", "resume", "RUM-1")[1]
    assert resumed["mandate"]["state"] == "active"
    assert resumed["follows"][0] == "The next run collects again what is due under this mandate."
    changed = ("mandates", "change", "RUM-1", "reference=RUM-2", f"iban={OTHER}", "--from", "2026-12-01")
    terms = run(*changed, "--reason", "banque fermée")[1]["mandate"]["terms"]
    assert [(one["from"], one["reference"]) for one in terms] == [(None, "RUM-1"), ("2026-12-01", "RUM-2")]
    ended = run("mandates", "end", "S1", "--on", "2026-12-01", "--reason", "révoqué")[1]["mandate"]
    assert (ended["ended_on"], ended["end_reason"]) == ("2026-12-01", "révoqué")
    wrong = run("mandates", "add", "payer=A1", f"iban={IBAN[:-1]}8", "signed_on=2026-11-02")[1]["message"]
    assert IBAN[:-1] in wrong
    status, said = run("mandates", "list", lang="ar", text=True)
    assert "RUM-1" in said
