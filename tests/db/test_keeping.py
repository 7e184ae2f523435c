"""Keeping and letting go: whose last term ends, erased in one run, nothing left of them, all of it still provable."""

import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from donations_app import cli
from donations_app.db.books import Books
from donations_app.db.queries.receipts import receipt
from donations_app.db.queries.register import audit_heads
from donations_app.db.queries.trail import changes
from donations_app.db.tables import Entry
from donations_app.domain.errors import HeadOfficeAlone, ReceiptErased
from donations_app.domain.mandates import Terms
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.machine.preferences import backup_folder, load
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.letting_go import erase_due
from donations_app.services.exchange.own_data import write_own_data
from donations_app.services.payments.mandates import amend_mandate
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.people.keeping import due_in
from donations_app.services.people.parties import change_party
from donations_app.services.receipts.copies import receipt_copy
from tests.cases.steps import issued_one, shown
from tests.originals import Fill
from tests.raw import tamper
from tests.world import TODAY, gift, person, person_draft

NUMBER = "2015-MRS-P-000001"  # of the receipt of who is due
NAMES = ("Zemmouri", "Aïcha", "rue des Oubliés", "aicha@exemple.fr", "zemmouri", "0611223344")


@pytest.fixture
def begins_with() -> Fill:
    return old_donors


def old_donors(books: Books) -> None:
    """Record one whose last term ended in 2025, with a receipt, one whose ends this year, one who stays."""
    then = books.acting(today=date(2015, 6, 1))
    known = {"last_name": "Zemmouri", "first_name": "Aïcha", "address": "5 rue des Oubliés"}
    person(then, "OLD", **known, email="aicha@exemple.fr", consent_email=True)
    draft = person_draft("OLD", **known, phone="0611223344")
    change_party(then, "OLD", draft, seen=1)
    gift(then, 100_00, payer="OLD", received_on=date(2015, 5, 10))
    assert issued_one(books, 2015, today=date(2016, 2, 20)).number == NUMBER
    person(then, "SOON", last_name="Bientôt")
    gift(books.acting(today=date(2016, 3, 1)), payer="SOON", received_on=date(2016, 3, 1))
    person(books, "STAYS", last_name="Restante")
    gift(books, payer="STAYS", received_on=date(2025, 3, 1))
    gift(then, 70_00, payer="SOON", received_on=date(2015, 5, 11))
    issued_one(books, 2015, today=date(2016, 2, 21))  # kept after the document of the first


def everything(books: Books) -> str:
    """Return all that any text of the books says."""
    if not books.is_server:
        return Path(books.location).read_bytes().decode("utf-8", "replace")
    with books.read() as session:
        tables = session.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        ).all()
        return "\n".join(
            str(tuple(row)) for one in tables for row in session.execute(text(f"SELECT * FROM {one}"))
        )


def test_who_is_due_goes_whole_with_a_certificate_and_all_of_it_is_still_provable(books: Books) -> None:
    with books.read() as session:
        due = due_in(session, 2026, today=TODAY)
        before = audit_heads(session)
        salt = session.scalars(text("SELECT salt FROM party WHERE other_ref = 'OLD'")).one()
    assert [(one.ref, one.on) for one in due] == [("OLD", date(2025, 12, 31)), ("SOON", date(2026, 12, 31))]
    assert [term.code for term in due[0].terms] == ["contact", "receipts", "vouchers"]
    assert [name for name in NAMES if name not in everything(books)] == []
    out = io.BytesIO()
    run = erase_due(books, 2026, out)
    assert ([one.ref for one in run.erased], [one.ref for one in run.later]) == (["OLD"], ["SOON"])
    assert [name for name in NAMES if name in everything(books)] == []
    assert salt not in everything(books)  # without it nobody guesses from digests what the lines said
    assert "Bientôt" in everything(books)
    seen = verify(books, anchors=[(code, made) for code, n, made in before if n])
    assert (seen.faults, seen.documents.erased) == ([], 1)
    certificate = shown(out.getvalue())
    for said in (
        "OLD",
        "pièces comptables 31/12/2025",
        "L123-22",
        "astérisque",
        "1 personne",
        before[0][2][:40],
    ):
        assert said in certificate, said
    with books.read() as session:
        assert audit_heads(session)[0][2][:40] in certificate
        assert receipt(session, NUMBER).content.donor.name == "(effacé)"
    assert "Zemmouri" not in certificate
    with pytest.raises(ReceiptErased):
        receipt_copy(books, NUMBER)
    with books.read() as session:
        sample = bytes(session.scalars(text("SELECT sample FROM document_base")).one())
    assert b"0" * 400 in sample
    again = erase_due(books, 2026)
    assert (again.erased, again.lines, again.before) == ((), 0, again.after)
    _a_digest_that_no_erasure_names_is_found(books)


def _a_digest_that_no_erasure_names_is_found(books: Books) -> None:
    with books.read() as session:
        query = changes(Entry.content).where(Entry.record == "party:STAYS")
        content = str(session.scalars(query).first())
    from donations_app.db.lines import erased_line

    gone = content[0] + erased_line(content[1:].split("\n", maxsplit=1)[0])
    tamper(books.location, f"UPDATE entry SET content = '{gone}' WHERE record = 'party:STAYS'", disarmed=True)
    (fault,) = verify(books).faults
    assert (fault.kind, fault.record.split()[1]) == ("line_erased", "party:STAYS")
    refused = "UPDATE entry SET content = '' WHERE record = 'party:OLD'"
    with pytest.raises(Exception, match="erased_update"):
        tamper(books.location, refused)


@pytest.mark.file_only
def test_the_head_office_alone_erases_and_without_its_certificate_nothing_goes(books: Books) -> None:
    with pytest.raises(HeadOfficeAlone):
        erase_due(books.acting(office="LYO"), 2026)

    class Full(io.BytesIO):
        def flush(self) -> None:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        erase_due(books, 2026, Full())
    assert "Zemmouri" in everything(books)
    assert verify(books).faults == []


@pytest.mark.file_only
def test_who_asks_for_his_data_gets_all_of_it_and_nothing_of_others(books: Books) -> None:
    out = io.BytesIO()
    write_own_data(books, "OLD", out)
    with zipfile.ZipFile(out) as archive:
        names, data = archive.namelist(), json.loads(archive.read("data.json"))
        page = archive.read("data.html").decode()
        issued = archive.read(f"receipts/{NUMBER}.pdf")
    assert names == ["data.json", "data.html", f"receipts/{NUMBER}.pdf"]
    assert issued == receipt_copy(books, NUMBER)
    assert (data["person"]["last_name"], data["payments"][0]["amount_cents"]) == ("Zemmouri", 100_00)
    assert [(one["channel"], one["given"]) for one in data["consents"]] == [("email", False), ("email", True)]
    assert "aicha@exemple.fr" in json.dumps(data["history"], ensure_ascii=False)
    assert not {"naima", "Restante", "Bientôt"} & {*page.split(), *json.dumps(data).replace('"', " ").split()}
    for said in ('lang="fr" dir="ltr"', "Aïcha", "100,00", "01/06/2015", NUMBER):
        assert said in page, said


def test_who_asks_for_his_data_gets_what_he_is_debited_under_amended_or_not(books: Books) -> None:
    first, second = "FR7610107001011234567890129", "FR7620041010050000001234563"
    signed, amended = TODAY, TODAY + timedelta(days=30)
    agreed = RecurringGift(
        key=uuid4(), ref="R1", payer="STAYS", amount=Money(20_00), frequency="monthly", first_on=TODAY, day=5,
        iban=first, bic="BREDFRPPXXX", mandate_reference="RUM-1", mandate_signed_on=signed,
    )  # fmt: skip
    agree_recurring(books, agreed)
    amend_mandate(books, "RUM-1", Terms(reference="RUM-2", iban=second), start=amended)
    out = io.BytesIO()
    write_own_data(books, "STAYS", out)
    with zipfile.ZipFile(out) as archive:
        data, page = json.loads(archive.read("data.json")), archive.read("data.html").decode()
    assert [(one["ref"], one["amount_cents"]) for one in data["recurring"]] == [("R1", 20_00)]
    assert [(one["reference"], one["iban"], one["since"], one["gifts"]) for one in data["mandates"]] == [
        ("RUM-1", first, signed.isoformat(), ["R1"]),
        ("RUM-2", second, amended.isoformat(), ["R1"]),
    ]
    for said in ("RUM-1", "RUM-2", first, second, f"{amended:%d/%m/%Y}"):
        assert said in page, said


@pytest.mark.file_only
def test_backups_that_hold_the_erased_are_named_and_bring_nobody_back(
    books: Books, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    books.close()

    def run(*words: object) -> tuple[int, Any]:
        start = ["--books", books.location, "--on", "2026-11-23", "--lang", "en"]
        status = cli.main([*start, *map(str, words), "--json"])
        return status, json.loads(capfdbinary.readouterr().out)

    assert run("backup")[0] == 0
    (backup,) = backup_folder(load()).glob("*.zip")
    due = run("keeping", "due", "--year", 2026)[1]["people"]
    assert [one["ref"] for one in due] == ["OLD", "SOON"]
    assert {one["kind"] for one in run("keeping", "terms")[1]["terms"]} >= {
        "receipts",
        "vouchers",
        "mandates",
    }
    paper = tmp_path / "certificate.pdf"
    rehearsed = run("keeping", "erase", "--year", 2026, "--out", paper, "--dry-run")[1]
    assert ([one["ref"] for one in rehearsed["erased"]], paper.exists()) == (["OLD"], False)
    status, done = run("keeping", "erase", "--year", 2026, "--out", paper)
    assert (status, paper.exists()) == (0, True)
    assert done["backups"] == {"files": [str(backup)], "until": None}  # somebody asked for it: it stays
    listed = (backup.parent / "erased.json").read_text()
    assert '"OLD"' in listed
    assert "Zemmouri" not in listed
    status, back = run("restore", backup, "--replace")
    assert (status, back["erased_again"], back["erased_and_back"]) == (0, ["OLD"], [])
    assert [name for name in NAMES if name in everything(books)] == []
    assert run("verify")[0] == 0
    assert run("keeping", "again")[1]["erased"] == []


@pytest.mark.file_only
def test_of_a_rehearsal_and_of_nobody_no_certificate_is_left(
    file_books: Books, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person(file_books, "STAYS")
    out = str(tmp_path / "c.pdf")
    for words, told in ((["keeping", "erase"], None), (["people", "erase", "STAYS", "--dry-run"], out)):
        arguments = ["--books", file_books.location, "--lang", "en", *words, "--out", out]
        assert cli.main([*arguments, "--json"]) == 0
        assert (json.loads(capsys.readouterr().out)["file"], (tmp_path / "c.pdf").exists()) == (told, False)
