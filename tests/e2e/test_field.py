"""A day of an office without internet, at the command line: opened, recorded, sent, brought home."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli, i18n
from donations_app.db.books import Books
from tests.receipts.reading import text_of
from tests.world import association, person, project

pytestmark = pytest.mark.file_only
Say = Callable[..., tuple[int, Any]]


@pytest.fixture
def say(capfdbinary: pytest.CaptureFixture[bytes]) -> Say:
    """Run a command on books; return its status and what it answers: of ``--json`` the document."""

    def call(books: object, *words: object, language: str = "fr") -> tuple[int, Any]:
        status = cli.main(["--books", str(books), "--on", "2026-11-23", "--lang", language, *map(str, words)])
        out, err = capfdbinary.readouterr()
        return status, json.loads(out) if "--json" in words else i18n.without_marks((out + err).decode())

    return call


def test_a_day_without_internet(file_books: Books, tmp_path: Path, say: Say) -> None:
    person(file_books, "B2", last_name="Ouhammou", first_name="Khadija", address="9 rue des Écoles")
    association(file_books), project(file_books)
    home, field, sent = file_books.location, tmp_path / "LY2.tiwizi", tmp_path / "LY2.sealed"
    status, dry = say(home, "field", "open", "--office", "lyo", "--out", field, "--dry-run", "--json")
    assert (status, dry["field_book"], dry["people"], field.exists()) == (0, "LY2", 2, False)
    assert say(home, "field", "open", "--office", "LYO", "--out", field)[0] == 0
    assert say(home, "field", "open", "--office", "LYO", "--out", field)[0] == 1
    new = (
        "people",
        "add",
        "kind=individual",
        "last_name=Ouhammou",
        "first_name=Khadija",
        "address=9 rue des Écoles",
    )
    assert say(field, *new, "phone=0639983041")[0] == 0
    for amount, payer in (("50", "P-LY2-000001"), ("25,50", "B2")):
        paid = say(
            field,
            "payments",
            "add",
            "--payer",
            payer,
            "--amount",
            amount,
            "--method",
            "cheque",
            "--accept",
            "all",
        )
        assert paid[0] == 0, paid
    status, told = say(field, "receipts", "issue", "--year", 2026)
    assert (status, "carnet de terrain" in told, "reçus fiscaux" in told) == (1, True, True)
    assert (
        say(field, "deposit", "make", "--payment", "V-LY2-000002", "--json")[1]["deposit"]["ref"]
        == "B-LY2-000001"
    )
    for language, said in (
        ("fr", "Attestation provisoire de versement"),
        ("en", "Provisional acknowledgement"),
    ):
        paper = tmp_path / f"{language}.pdf"
        words = ("field", "acknowledge", "V-LY2-000002", "--out", paper, "--language", language)
        assert say(field, *words)[0] == 0
        read = text_of(paper.read_bytes())
        assert (said in read, "25,50" in read, "Ceci n’est pas un reçu fiscal." in read) == (True, True, True)
    assert say(field, "field", "send", sent)[0] == 0
    status, told = say(home, "field", "bring", sent)
    assert (status, "--answer P-LY2-000001=same | P-LY2-000001=two | P-LY2-000001=leave" in told) == (1, True)
    status, asked = say(home, "field", "bring", sent, "--dry-run", "--json")
    assert (status, asked["new"], asked["new_cents"], asked["already"], asked["written"]) == (
        0,
        1,
        25_50,
        0,
        False,
    )
    assert [(one["name"], one["kind"]) for one in asked["asked"]] == [("P-LY2-000001", "person")]
    assert say(home, "field", "bring", sent, "--answer", "P-LY2-000001=maybe")[0] == 2
    status, done = say(home, "field", "bring", sent, "--answer", "P-LY2-000001=same", "--json")
    assert (status, done["new"], done["new_cents"], done["asked"], done["written"]) == (0, 2, 75_50, [], True)
    status, again = say(home, "field", "bring", field, "--json")
    assert (status, again["new"], again["already"], again["asked"]) == (0, 0, 2, [])
    assert say(home, "field", "list", "--json")[1]["field_books"][0]["links"] == 5
    assert say(home, "verify")[0] == 0
    assert say(home, "field", "send", tmp_path / "no")[0] == 1
    wrong = tmp_path / "wrong"
    wrong.write_bytes(sent.read_bytes()[:-7])
    status, told = say(home, "field", "bring", wrong)
    assert (status, "il en manque une partie" in told) == (1, True)
