"""Receipts on their way to the donors, at the command line: printed, sent, listed, with their letters."""

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.e2e.test_commands import SETTINGS, Run, run  # noqa: F401 -- a fixture
from tests.mail_server import PASSWORD, USER, MailServer, running
from tests.receipts.reading import pages_of, text_of

pytestmark = pytest.mark.file_only

PEOPLE = (
    "ref;kind;last_name;first_name;address;postcode;city;email;consent_email;language\n"
    "A1;individual;Aït Ahmed;Mohand;1 rue X;69001;Lyon;a1@example.org;oui;ar\n"
    "B2;individual;Moreau;Claire;2 rue Y;13001;Marseille;b2@example.org;oui;fr\n"
    "C3;individual;Durand;Paul;3 rue Z;05120;L'Argentière-la-Bessée;;non;fr\n"
)
PAYMENTS = (
    "ref;office;payer;received_on;method;kind;amount\n"
    + "".join(f"V{n};MRS;{ref};01/02/2025;cash;donation;{n}0\n" for n, ref in enumerate(("A1", "B2", "C3"), 1))
)  # fmt: skip
NUMBERS = [f"2025-MRS-P-{n:06}" for n in (1, 2, 3)]


@pytest.fixture
def mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A server that the whole program trusts, as it would one with a public certificate."""
    with running() as server:
        trusted = tmp_path / "ca.pem"
        server.authority.cert_pem.write_to_path(str(trusted))
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        monkeypatch.setenv("DONATIONS_SMTP_PASSWORD", PASSWORD)
        yield server


@pytest.fixture
def issued(run: Run, mail: MailServer, tmp_path: Path) -> Run:  # noqa: F811 -- the fixture
    account = (
        f'\n[mail]\nhost = "localhost"\nport = {mail.port}\nusername = "{USER}"\n'
        'sender = "recus@aman.example"\nsender_name = "Aman"\n'
    )
    for name, content in (("s.toml", SETTINGS + account), ("people.csv", PEOPLE), ("payments.csv", PAYMENTS)):
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert run("init", "--settings", tmp_path / "s.toml")[0] == 0
    for what in ("people", "payments"):
        assert run("import", what, tmp_path / f"{what}.csv")[0] == 0
    assert len(run("receipts", "issue", "--year", 2025)[1]["receipts"]) == 3
    return run


def states(run: Run) -> dict[str, str]:  # noqa: F811 -- the fixture
    _, answer, _ = run("receipts", "deliveries", "--year", 2025)
    return {receipt["payer"]: receipt["state"] for receipt in answer["receipts"]}


def test_a_january_sent_by_mail_and_printed_for_the_others(
    issued: Run, mail: MailServer, tmp_path: Path
) -> None:
    mail.recipients["b2@example.org"] = "550 no such user"
    early = ("receipts", "print", "--year", 2025, "--out", tmp_path / "early.pdf", "--dry-run")
    printed = issued(*early)[1]
    assert [(one["payer"], one["reason"]) for one in printed["left_out"]] == [
        ("A1", "by_email"),
        ("B2", "by_email"),
    ]
    assert [one["payer"] for one in issued(*early, "--by-post")[1]["posted"]] == ["C3", "B2", "A1"]
    status, rehearsed, _ = issued("receipts", "send", "--year", 2025, "--dry-run")
    assert (status, [one["payer"] for one in rehearsed["sent"]], mail.got) == (0, ["A1", "B2"], [])
    status, sent, _ = issued("receipts", "send", "--year", 2025)
    assert status == 1  # one failed
    assert [(one["payer"], one["address"]) for one in sent["sent"]] == [("A1", "a1@example.org")]
    assert [(one["payer"], one["answer"]) for one in sent["failed"]] == [("B2", "550 no such user")]
    assert [(one["payer"], one["reason"]) for one in sent["left_out"]] == [("C3", "email_missing")]
    assert states(issued) == {"A1": "mailed", "B2": "failed", "C3": "waiting"}

    out = tmp_path / "run.pdf"
    status, rehearsed, _ = issued("receipts", "print", "--year", 2025, "--letters", "--out", out, "--dry-run")
    assert (status, out.exists(), states(issued)["C3"]) == (0, False, "waiting")
    status, printed, said = issued("receipts", "print", "--year", 2025, "--letters", "--out", out)
    assert status == 0, said
    assert printed == rehearsed
    assert [one["payer"] for one in printed["posted"]] == ["C3", "B2"]  # 05120 before 13001
    assert [(one["payer"], one["reason"]) for one in printed["left_out"]] == [("A1", "already_mailed")]
    assert (printed["pages"], printed["letters"], len(pages_of(out.read_bytes()))) == (4, 2, 4)
    assert states(issued) == {"A1": "mailed", "B2": "posted", "C3": "posted"}
    assert issued("receipts", "print", "--year", 2025, "--letters", "--out", out)[1]["posted"] == []
    assert (
        issued("receipts", "print", "--year", 2025, "--again", "--out", out)[0] == 1
    )  # the file stands there
    _, again, _ = issued("receipts", "print", "--year", 2025, "--again", "--out", out, "--force")
    assert [one["payer"] for one in again["posted"]] == ["C3", "B2", "A1"]
    assert issued("verify")[1]["ok"]


def test_deliveries_say_who_got_what_when_and_what_failed(issued: Run, mail: MailServer) -> None:
    mail.recipients["b2@example.org"] = "550 no such user"
    issued("receipts", "send", "--year", 2025)
    _, answer, _ = issued("receipts", "deliveries", "--year", 2025)
    failed = next(receipt for receipt in answer["receipts"] if receipt["payer"] == "B2")
    assert (failed["number"], failed["amount_cents"], failed["cancelled"]) == (NUMBERS[1], 20_00, False)
    assert [(one["channel"], one["address"], one["outcome"], one["answer"]) for one in failed["deliveries"]] == [
        ("email", "b2@example.org", "begun", ""), ("email", "b2@example.org", "failed", "550 no such user"),
    ]  # fmt: skip
    assert all(one["at"].endswith("+00:00") for one in failed["deliveries"])
    _, once_more, _ = issued("receipts", "send", "--year", 2025, "--number", NUMBERS[0], "--again")
    assert [one["payer"] for one in once_more["sent"]] == ["A1"]
    assert (
        issued("receipts", "send", "--year", 2024, "--number", NUMBERS[0])[0] == 1
    )  # no receipt of that year


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "pdf"])
def test_the_register_says_when_and_how_each_was_sent(issued: Run, tmp_path: Path, form: str) -> None:
    _, sent, _ = issued("receipts", "send", "--year", 2025, "--payer", "A1")
    assert [one["payer"] for one in sent["sent"]] == ["A1"]
    on = issued("receipts", "deliveries", "--year", 2025)[1]["receipts"][0]["deliveries"][-1]["on"]
    path = tmp_path / f"register.{form}"
    assert issued("register", "--year", 2025, "--format", form, "--out", path)[0] == 0
    if form == "pdf":
        year, month, day = on.split("-")
        assert text_of(path.read_bytes()).count(f"{day}/{month}/{year}, courriel") == 1
        return
    if form == "json":
        lines = json.loads(path.read_text(encoding="utf-8"))["lines"]
        found = [(line["sent_on"], line["sent_by"]) for line in lines]
        assert found == [(on, "email"), (None, ""), (None, "")]
        return
    if form == "csv":
        rows = [line.split(";") for line in path.read_text(encoding="utf-8-sig").splitlines()]
    else:
        sheet = openpyxl.load_workbook(path).worksheets[0]
        rows = [[_shown(cell.value) for cell in row] for row in sheet.iter_rows()]
    when, how = rows[0].index("Envoyé le"), rows[0].index("Envoyé par")
    code = rows[0].index("Envoyé par (code)")
    assert [(row[when], row[how], row[code]) for row in rows[1:]] == [
        (on, "courriel", "email"), ("", "", ""), ("", "", ""),
    ]  # fmt: skip


def _shown(cell: object) -> str:
    """Return a cell of a workbook as the CSV would hold it: days are days there."""
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell or "")


def test_a_server_that_cannot_be_used_is_an_error_in_a_sentence(
    issued: Run, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONATIONS_SMTP_PASSWORD", "wrong")
    status, answer, said = issued("receipts", "send", "--year", 2025)
    assert (status, answer["error"]) == (1, "MailLoginRefused")
    assert "refuses the user" in said
    assert "wrong" not in said
    monkeypatch.delenv("DONATIONS_SMTP_PASSWORD")
    assert issued("receipts", "send", "--year", 2025)[1]["error"] == "MailPasswordMissing"
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    monkeypatch.setenv("DONATIONS_SMTP_PASSWORD", PASSWORD)
    assert issued("receipts", "send", "--year", 2025)[1]["error"] == "MailUntrusted"
    assert set(states(issued).values()) == {"waiting"}
    assert mail.got == []


def test_settings_show_the_mail_account_and_keep_no_password(
    issued: Run, mail: MailServer, tmp_path: Path
) -> None:
    _, shown, _ = issued("settings", "show")
    assert shown["mail"] == {
        "host": "localhost", "port": mail.port, "security": "tls", "username": USER,
        "sender": "recus@aman.example", "sender_name": "Aman",
    }  # fmt: skip
    (tmp_path / "p.toml").write_text(
        SETTINGS + '\n[mail]\nhost = "x.org"\nsender = "a@b.org"\npassword = "p"\n'
    )
    status, _, said = issued("settings", "load", tmp_path / "p.toml")
    assert (status, "mail.password" in said) == (1, True)


def test_letters_are_shown_changed_and_looked_at(issued: Run, tmp_path: Path) -> None:
    _, shown, _ = issued("letters", "show")
    assert [(one["language"], one["shipped"]) for one in shown["letters"]] == [
        ("fr", True),
        ("en", True),
        ("ar", True),
    ]
    file = tmp_path / "lettre.txt"
    file.write_text("Merci, {donor}\n\nVotre reçu {number} : {amount}.\n", encoding="utf-8", newline="\r\n")
    picture = tmp_path / "p.pdf"
    asked = ("letters", "preview", "--language", "fr", "--file", file, "--out", picture)
    assert issued(*asked)[0] == 0
    assert "Votre reçu 2025-MRS-P-000042" in text_of(picture.read_bytes())
    assert issued("letters", "load", file, "--language", "fr", "--dry-run")[0] == 0
    assert issued("letters", "show", "--language", "fr")[1]["letters"][0]["shipped"]
    status, saved, _ = issued("letters", "load", file, "--language", "fr")
    assert (status, saved["version"], saved["valid_from"]) == (0, 1, "2026-11-23")
    assert issued("letters", "load", file, "--language", "fr")[1]["version"] == 2
    assert issued("letters", "preview", "--language", "ar", "--out", tmp_path / "ar.pdf")[0] == 0
    file.write_text("Merci\n\n{prenom}\n", encoding="utf-8")
    status, _, said = issued("letters", "load", file, "--language", "fr")
    assert (status, "{prenom}" in said, "{donor}" in said) == (1, True, True)
    assert issued("letters", "load", tmp_path / "none.txt", "--language", "fr")[0] == 1


def test_one_receipt_is_printed_as_it_stands_and_a_folder_takes_copies(issued: Run, tmp_path: Path) -> None:
    one = tmp_path / "one.pdf"
    assert (issued("receipts", "print", NUMBERS[0], "--out", one, "--dry-run")[0], one.exists()) == (0, False)
    assert issued("receipts", "print", NUMBERS[0], "--out", one)[0] == 0
    _, answer, _ = issued("receipts", "print", "--year", 2025, "--out", tmp_path / "copies")
    assert [Path(copy["file"]).name for copy in answer["copies"]] == [f"{number}.pdf" for number in NUMBERS]
    assert (tmp_path / "copies" / f"{NUMBERS[0]}.pdf").read_bytes() == one.read_bytes()
    assert set(states(issued).values()) == {"waiting"}
    _, picked, _ = issued("receipts", "print", "--number", NUMBERS[1], "--out", tmp_path / "picked.pdf")
    assert [one["number"] for one in picked["posted"]] == [NUMBERS[1]]
    for wrong in (["--out", tmp_path / "x.pdf"], [NUMBERS[0], "--year", 2025, "--out", tmp_path / "x.pdf"],
                  ["--year", 2025, "--letters", "--out", tmp_path / "folder"]):  # fmt: skip
        assert issued("receipts", "print", *wrong)[0] == 2


def test_an_e_mail_that_came_back_is_noted_and_the_donor_gets_the_receipt_by_post(
    issued: Run, tmp_path: Path
) -> None:
    issued("receipts", "send", "--year", 2025)
    on = issued("receipts", "deliveries", "--year", 2025)[1]["receipts"][1]["deliveries"][-1]["on"]
    note = (
        "receipts",
        "bounced",
        "--email",
        "B2@example.org",
        "--reason",
        "550 no such user",
        "--returned-on",
    )
    assert issued(*note, "2020-01-01")[0] == 1
    assert issued(*note, on, "--dry-run")[1]["receipts"][0]["state"] == "returned"
    assert states(issued)["B2"] == "mailed"
    status, noted, said = issued(*note, on)
    assert status == 0, said
    assert noted["receipts"] == [
        {"number": NUMBERS[1], "payer": "B2", "name": "Claire Moreau", "state": "returned",
         "address": "b2@example.org", "returned_on": on, "reason": "550 no such user", "way": "post"},
    ]  # fmt: skip
    _, again, _ = issued("receipts", "send", "--year", 2025, "--again", "--number", NUMBERS[1])
    (left,) = again["left_out"]
    assert (left["reason"], left["way"]) == ("email_returned", "post")
    assert f"{on[8:]}/{on[5:7]}/{on[:4]} (550 no such user)" in left["message"]
    assert states(issued) == {"A1": "mailed", "B2": "returned", "C3": "waiting"}
    path = tmp_path / "register.csv"
    assert issued("register", "--year", 2025, "--out", path)[0] == 0
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert [bool(row["Revenu le"]) for row in rows] == [False, True, False]
    assert [row["Envoyé par"] for row in rows] == ["courriel", "courriel", ""]
    pdf = tmp_path / "register.pdf"
    assert issued("register", "--year", 2025, "--out", pdf)[0] == 0
    assert "revenu le" in " ".join(text_of(pdf.read_bytes()).split())
    _, printed, _ = issued("receipts", "print", "--year", 2025, "--out", tmp_path / "run.pdf")
    assert [one["payer"] for one in printed["posted"]] == ["C3", "B2"]
    assert issued("verify")[1]["ok"]


def test_the_note_of_a_return_is_taken_back(issued: Run) -> None:
    issued("receipts", "send", "--year", 2025)
    issued("receipts", "bounced", "--number", NUMBERS[0])
    assert states(issued)["A1"] == "returned"
    _, back, _ = issued("receipts", "bounced", "--number", NUMBERS[0], "--undo")
    assert [(one["state"], one["way"], one["returned_on"]) for one in back["receipts"]] == [
        ("mailed", "email", None)
    ]
    status, _, said = issued("receipts", "bounced", "--number", NUMBERS[0], "--undo")
    assert status == 1
    assert "No e-mail is noted as come back" in said
