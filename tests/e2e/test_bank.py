"""``bank import`` and ``bank list`` as their contract says, on files of real banks too."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli
from donations_app.domain.bank import BankFile
from donations_app.formats.bank.reading import read_bank_file
from donations_app.i18n import without_marks
from tests.bank_files import IBAN, Op, camt, csv, put
from tests.formats.test_bank_folders import FOLDERS
from tests.originals import Originals
from tests.receipts.reading import text_of
from tests.world import TODAY

Run = Callable[..., tuple[int, Any, str]]
OPS = (
    Op(TODAY, 50_00, "Ahmed Oubella", "DON"),
    Op(TODAY, 50_00, "Ahmed Oubella", "DON"),
    Op(TODAY, -12_30, "", "FRAIS"),
)


@pytest.fixture
def run(tmp_path: Path, originals: Originals, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Books with one account, in a file; what a command answers, and what it tells."""
    place = str(tmp_path / "b.tiwizi")
    originals.books(place).close()

    def run_(*words: object) -> tuple[int, Any, str]:
        status = cli.main(
            ["--books", place, "--on", "2026-11-23", "--lang", "en", *map(str, words), "--json"]
        )
        said = capfdbinary.readouterr()
        return status, json.loads(said.out), said.err.decode()

    return run_


def test_a_statement_is_imported_once_and_listed(run: Run, tmp_path: Path) -> None:
    file = put(tmp_path, "a.xml", camt(OPS, opening=10_00))
    statement = {
        "account": IBAN, "currency": "EUR", "opening_cents": 10_00, "closing_cents": 97_70, "credits_cents": 100_00,
        "debits_cents": 12_30, "entries": 3, "returns": 0, "ties": True,
    }  # fmt: skip
    for words, new, already in ((("--dry-run",), 3, 0), ((), 3, 0), ((), 0, 3)):
        status, answer, _told = run("bank", "import", file, *words)
        assert (status, answer["format"], answer["new"], answer["already"]) == (
            0,
            "camt.053.001.08",
            new,
            already,
        )
        assert statement.items() <= answer["statements"][0].items()
    assert [one["code"] for one in answer["warnings"]] == ["file_known"]
    lines = run("bank", "list")[1]["lines"]
    assert [
        (one["line"], one["booked_on"], one["amount_cents"], one["state"], one["proposals"]) for one in lines
    ] == [
        ("L-MRS-000003", "2026-11-23", -12_30, "unmatched", []),
        ("L-MRS-000002", "2026-11-23", 50_00, "unmatched", []),
        ("L-MRS-000001", "2026-11-23", 50_00, "unmatched", []),
    ]
    assert run("bank", "import", put(tmp_path, "b.csv", csv(OPS)), "--account", IBAN)[1]["already"] == 3
    for asked in ("list", "match", "match --certain"):  # that nothing is open of it would be no answer
        status, answer, _told = run("bank", *asked.split(), "--account", "FR1420041010050500013M02606")
        assert (status, answer["error"]) == (1, "NotFound")
    assert run("verify")[1]["ok"]


def test_what_is_no_statement_is_refused_with_what_where_and_why(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", csv(OPS).replace("50,00", "cinquante", 1))
    status, answer, _told = run("bank", "import", path)
    assert status == 1
    said = answer["message"]
    assert said.startswith(f"In line 2 of {path} the amount “cinquante” cannot be read.")
    assert said.endswith("Nothing was saved.")
    assert run("bank", "list")[1] == {"lines": []}
    assert run("bank", "import", tmp_path / "none")[0] == 1


def test_a_file_is_set_aside_and_listed(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", csv(OPS))
    assert run("bank", "import", path)[1]["new"] == 3
    assert run("bank", "set-aside", "ici/a.csv", "--reason", "Lyon", "--dry-run")[1]["lines"] == 3
    status, done, _told = run("bank", "set-aside", "a.csv", "--reason", "Lyon")
    assert (status, done) == (0, {"file": "T-MRS-000001", "lines": 3, "undone": [], "read_since": []})
    (file,) = run("bank", "files")[1]["files"]
    assert (file["ref"], file["new"], file["accounts"], file["aside_reason"]) == (
        "T-MRS-000001",
        3,
        [IBAN],
        "Lyon",
    )
    status, refused, _told = run("bank", "set-aside", "a.csv", "--reason", "Lyon")
    assert (status, "T-MRS-000001 is set aside already" in refused["message"]) == (1, True)


def test_an_account_is_closed_and_printed(run: Run, tmp_path: Path) -> None:
    run("bank", "import", put(tmp_path, "a.xml", camt(OPS[2:], opening=10_00)))
    close = ("--on", "2026-11-25", "bank", "close", "--account", IBAN, "--to")
    status, answer, _told = run(*close, "2026-11-23")
    assert status == 1
    assert answer["message"] == (
        "The account Compte courant cannot be closed up to 23/11/2026 yet: 1 line without an entry (-12,30\u00a0€:"
        " L-MRS-000001): say what it is, under “To match” (bank match). Nothing was saved."
    )
    page = tmp_path / "open.pdf"
    run("bank", "reconcile", "--to", "2026-11-23", "--out", page)
    said = " ".join(text_of(page.read_bytes()).split())
    assert (
        "Lignes de la banque sans écriture Date Pièce Libellé Montant (€) 23/11/2026 L-MRS-000001 FRAIS"
        in said
    )
    run("--on", "2026-11-25", "bank", "accept", "L-MRS-000001", "fee")
    for words in (("--dry-run",), ()):
        status, answer, _told = run(*close, "2026-11-23", *words)
        assert (status, answer["account"]["closed_until"], answer["account"]["closed_on"]) == (
            0, "2026-11-23", "2026-11-25",
        )  # fmt: skip
    status, answer, _told = run("bank", "undo", "L-MRS-000001")
    assert status == 1
    assert answer["message"].startswith(
        "The account Compte courant is closed up to 23/11/2026, since 25/11/2026"
    )
    page = tmp_path / "r.pdf"
    (one,) = run("bank", "reconcile", "--to", "2026-11-23", "--out", page)[1]["accounts"]
    assert (one["books_cents"], one["bank_cents"], one["unexplained_cents"]) == (-2_30, -2_30, 0)
    said = " ".join(text_of(page.read_bytes()).split())
    assert "Compte clôturé jusqu'au 23/11/2026, le 25/11/2026 par" in said
    assert "Livres et banque concordent au centime." in said
    status, answer, _told = run("bank", "import", put(tmp_path, "b.csv", csv([Op(TODAY, 5_00, "X", "Y")])))
    assert (status, answer["new"], answer["statements"][0]["late"]) == (0, 0, 1)
    assert "is closed up to 23/11/2026" in next(
        m["message"] for m in answer["warnings"] if m["code"] == "lines_late"
    )


def answered(run: Run, samples: Path, folder: str, names: list[str]) -> list[str]:
    """Return the files of which the command does not answer what the reader says."""
    differ = []
    for name in names:
        found: BankFile = read_bank_file(samples / folder / name)[0]
        status, answer, _told = run("bank", "import", samples / folder / name, "--account", IBAN)
        again = run("bank", "import", samples / folder / name, "--account", IBAN)[1]
        lines = sum(len(one.lines) for one in found.statements)
        said = [
            (one["opening_cents"], one["closing_cents"], one["credits_cents"], one["debits_cents"], one["entries"],
             one["returns"], one["ties"])
            for one in answer["statements"]
        ]  # fmt: skip
        read = [
            (one.opening and one.opening.amount, one.closing and one.closing.amount, one.credits, one.debits,
             one.entries, one.returns, one.ties)
            for one in found.statements
        ]  # fmt: skip
        is_whole = (status, answer["new"] + answer["already"], again["new"]) == (0, lines, 0)
        if said != read or not is_whole or answer["format"] != found.format:
            differ.append(f"{folder}/{name}")
    return differ


@pytest.mark.parametrize("most", [1, pytest.param(1_000, marks=pytest.mark.long)], ids=["some", "all"])
def test_the_command_answers_what_the_readers_say(run: Run, samples: Path, most: int) -> None:
    differ = []
    for folder in FOLDERS if most > 1 else ("camt054", "cfonb", "mt940"):
        expected = json.loads((samples / folder / "expected.json").read_text())
        sound = [
            name
            for name, one in expected.items()
            if one.get("outcome") != "refuse" and one.get("raw_reading", True)
        ]
        differ += answered(run, samples, folder, sound[-most:])
    assert differ == []


def test_lines_are_matched_accepted_and_taken_back(run: Run, tmp_path: Path) -> None:
    assert (
        run("people", "add", "ref=A1", "kind=individual", "last_name=Aït Ahmed", "first_name=Mohand")[0] == 0
    )
    paid = (
        "--payer",
        "A1",
        "--amount",
        "50",
        "--method",
        "transfer",
        "--received-on",
        "2026-11-20",
        "--accept",
        "all",
    )
    assert run("payments", "add", *paid)[0] == 0
    said = (Op(TODAY, 50_00, "MOHAND AIT AHMED", "DON"), *OPS[1:])
    run("bank", "import", put(tmp_path, "a.xml", camt(said)))
    status, answer, _told = run("bank", "match")
    assert status == 0
    fee, other, known = answer["lines"]
    assert [one["proposals"][0]["to"] for one in (fee, known)] == ["fee", "V-MRS-000001"]
    assert known["proposals"][0] | {"kind": ""} == {
        "to": "V-MRS-000001", "kind": "", "score": 95,
        "reason": "Same amount · 3 days later · The line names Mohand Aït Ahmed",
    }  # fmt: skip
    assert run("bank", "match", "--certain", "--dry-run")[1]["lines"][0]["state"] == "matched"
    assert len(run("bank", "match")[1]["lines"]) == 3  # nothing was written
    done = run("bank", "match", "--certain")[1]
    assert [(one["line"], one["state"], one["matches"][0]["to"]) for one in done["lines"]] == [
        (known["line"], "matched", "V-MRS-000001")
    ]
    accepted = run("bank", "accept", fee["line"].lower(), "1")[1]["lines"][0]
    assert (accepted["state"], accepted["matches"]) == (
        "matched",
        [{"to": "fee", "kind": "fee", "amount_cents": -12_30}],
    )
    recorded = run("bank", "accept", other["line"], "gift:A1")[1]["recorded"]
    assert recorded == ["V-MRS-000002"]
    assert [one["state"] for one in run("bank", "list")[1]["lines"]] == ["matched"] * 3
    assert run("bank", "undo", other["line"])[1]["lines"][0]["state"] == "unmatched"
    assert run("bank", "undo", "--last")[1]["lines"][0]["line"] == fee["line"]
    assert [one["state"] for one in run("bank", "list")[1]["lines"]] == ["unmatched", "unmatched", "matched"]
    status, held, _told = run("bank", "reconcile", "--account", IBAN)
    one = held["accounts"][0]
    assert (status, one["bank_cents"], one["books_cents"], one["difference_cents"]) == (
        0,
        187_70,
        150_00,
        37_70,
    )
    assert [(part["what"], part["count"], part["amount_cents"]) for part in one["explained"]] == [
        ("lines_open", 2, 37_70)
    ]
    stated = run("bank", "rule", "--words", "Transports Aït", "--payer", "A1", "--kind", "donation")[1][
        "rule"
    ]
    assert (stated["rule"], stated["words"], stated["active"]) == ("Q-MRS-000001", "transports ait", True)
    assert run("bank", "rule", "q-mrs-000001", "--off")[1]["rule"]["active"] is False
    assert [one["active"] for one in run("bank", "rules")[1]["rules"]] == [False]
    for words, said_so in (
        (("accept", "L-MRS-000099", "1"), "L-MRS-000099"),
        (("accept", fee["line"], "gift:A1"), "never a gift"),
        (("accept", fee["line"], "9"), "has no proposal 9"),
        (("undo", fee["line"]), "matched with nothing"),
    ):
        found, answer, _told = run("bank", *words)
        assert (found != 0, said_so in json.dumps(answer)) == (True, True), words


def test_a_line_in_dirhams_becomes_a_gift_by_a_rate(run: Run, tmp_path: Path) -> None:
    assert run("people", "add", "ref=A1", "kind=individual", "last_name=Aït Ahmed")[0] == 0
    ops = (Op(TODAY, 333_33, "AIT AHMED", "DON", "1"), Op(TODAY, 500_00, "AIT AHMED", "DON", "2"))
    in_mad = camt(ops, iban="MA64011519000001205000534921").replace("EUR", "MAD")
    run("bank", "import", put(tmp_path, "d.xml", in_mad))
    first, second = run("bank", "match")[1]["lines"]
    assert (first["currency"], first["rate"], first["proposals"][0]["to"]) == ("MAD", None, "gift:A1")

    def refused(*words: str) -> str:
        status, answer, _told = run("bank", "accept", first["line"], "gift:A1", *words)
        assert status == 1
        return without_marks(json.dumps(answer, ensure_ascii=False))

    assert "No rate of MAD stands in the books for 23/11/2026" in refused()
    assert "--rate-source" in json.dumps(run("bank", "accept", first["line"], "1", "--rate", "10,95")[1])
    told = ("--rate", "10,95", "--rate-source", "Bank Al-Maghrib")
    assert "is no rate of MAD" in refused("--rate", "1,095", *told[2:])
    (recorded,) = run("bank", "accept", first["line"], "1", *told)[1]["recorded"]
    found = run("payments", "show", recorded)[1]["payment"]
    given = {name: found[name] for name in ("amount_cents", "currency", "rate", "rate_source", "rate_on")}
    cents = first["amount_cents"]
    assert given == {
        "amount_cents": {333_33: 30_44, 500_00: 45_66}[cents], "currency": "MAD", "rate": "10.95",
        "rate_source": "Bank Al-Maghrib", "rate_on": "2026-11-23",
    }  # fmt: skip
    (left,) = run("bank", "match")[1]["lines"]
    assert left["rate"] == {
        "rate": "10.95", "source": "Bank Al-Maghrib", "on": "2026-11-23", "is_of_day": True,
    }  # fmt: skip
    assert run("bank", "accept", second["line"], "1")[0] == 0
