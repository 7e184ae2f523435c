"""A receipt followed back to its payments, and the auditor's notes: the books say it, nothing is written."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from donations_app.db.books import Books
from donations_app.db.queries.register import audit_heads
from donations_app.db.queries.trail import identity
from donations_app.domain.errors import NotFound
from donations_app.domain.keys import key_of
from donations_app.domain.money import Money
from donations_app.domain.storage_errors import FileExists, FileRefused
from donations_app.formats.audit_notes import AuditNote, add_note, read_notes
from donations_app.services.audit.sample import sample_receipts
from donations_app.services.audit.trace import trace_data, trace_receipt
from donations_app.services.deposits.slips import hand_in, note_credit
from donations_app.services.payments.allocations import move_allocation
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.services.statements.register import write_statement
from tests.originals import Fill
from tests.raw import octets, tamper
from tests.receipts.reading import pages_of, text_of
from tests.slips import slip
from tests.world import ORIGIN, TODAY, association, gift, login_of, person, project, to

FIRST, SECOND, THIRD = (f"2025-MRS-P-{n:06}" for n in (1, 2, 3))


@pytest.fixture
def begins_with(request: pytest.FixtureRequest) -> Fill | None:
    return fill if "audited" in request.fixturenames else None


@pytest.fixture
def audited(books: Books) -> Books:
    """Books that begin with what ``fill`` records."""
    return books


def fill(books: Books) -> None:
    """Move a cheque to a school, cancel and give it back; record a year of debits; replace a receipt."""
    person(books), person(books, "B2", first_name="Claire", last_name="Moreau")
    person(books, "C3", first_name="Omar", last_name="Tazi")
    association(books)
    project(books, partners={"AMAN": 5_000_00}), project(books, "ECOLE")
    cheque = gift(
        books,
        200_00,
        allocations=(to(120_00, "EAU", "AMAN"), to(80_00, "")),
        cheque_number="0001234",
        bank="La Banque Postale",
        cheque_date=date(2025, 2, 20),
        evidence="PJ-77",
    )
    move_allocation(
        books.acting(office="LYO", login="idir"),
        cheque,
        1,
        away=to(80_00, ""),
        to=to(80_00, "ECOLE"),
        reason="Le donateur préfère l'école",
        key=uuid4(),
    )
    for month in range(1, 13):
        on = date(2025, month, 5)
        gift(books, 15_00, payer="B2", method="direct_debit", received_on=on, credited_on=on)
    gift(books, 40_00, payer="C3", method="cash")
    issue_receipts(books, 2025, Choice(accept=("all",)))
    cancel_receipt(books.acting(login="zohra"), FIRST, reason="Chèque impayé")
    reverse_payment(
        books.acting(login="zohra"),
        cheque,
        kind="return",
        reason="Sans provision",
        on=TODAY,
        return_code="AM04",
    )
    replace_receipt(books.acting(login="zohra"), THIRD, reason="Nom mal écrit")


@pytest.fixture
def unchanged(audited: Books) -> Iterator[Books]:
    """The same, which must be afterwards what they were."""
    with audited.read() as session:
        before = audit_heads(session)
    raw = b"" if audited.is_server else Path(audited.location).read_bytes()
    yield audited
    with audited.read() as session:
        assert audit_heads(session) == before
    assert audited.is_server or Path(audited.location).read_bytes() == raw


def test_a_trace_goes_from_the_receipt_to_the_cheque_its_moves_and_its_return(unchanged: Books) -> None:
    naima, idir, zohra = (login_of(unchanged, name) for name in ("naima", "idir", "zohra"))
    trace = trace_receipt(unchanged, FIRST)
    assert (trace.status, trace.reason, trace.cancelled_by) == ("cancelled", "Chèque impayé", zohra)
    assert trace.is_intact
    assert trace.is_balanced
    (line,) = trace.lines
    assert (line.cheque_number, line.bank, line.evidence) == ("0001234", "La Banque Postale", "PJ-77")
    assert [(share.project, share.association, share.amount.cents) for share in line.shares] == [
        ("EAU", "Association Aman", 120_00), ("ECOLE", "", 80_00),
    ]  # fmt: skip
    assert [(move.project, move.amount.cents, bool(move.reason)) for move in line.moves] == [
        ("EAU", 120_00, False), ("", 80_00, False), ("", -80_00, True), ("ECOLE", 80_00, True),
    ]  # fmt: skip
    assert line.recorded is not None
    assert (line.recorded.who, line.recorded.kind) == (naima, "payment.recorded")
    assert line.reversal is not None
    assert (line.reversal.kind, line.reversal.return_code) == ("return", "AM04")
    assert [(entry.office, entry.kind, entry.who) for entry in trace.entries] == [
        ("MRS", "payment.recorded", naima), ("LYO", "allocation.moved", idir), ("MRS", "receipt.issued", naima),
        ("MRS", "receipt.cancelled", zohra), ("MRS", "payment.reversed", zohra),
    ]  # fmt: skip


def test_the_page_says_it_all_in_french_on_one_page(unchanged: Books, tmp_path: Path) -> None:
    out = tmp_path / "t.pdf"
    trace = trace_receipt(unchanged, FIRST, out=out)
    (page,) = pages_of(out.read_bytes())
    shown = " ".join(page.split())
    for said in (
        FIRST, "ANNULÉ", "Mohand Aït Ahmed", "1 rue de la République, 13001 Marseille", "Chèque impayé",
        login_of(unchanged, "zohra"),
        trace.sha256, "conforme", "chèque n° 0001234 du 20/02/2025, La Banque Postale", "PJ-77",
        "non enregistrés dans ces livres",
        "préfère l'école", "Contre-passé le 23/11/2026", "AM04", trace.entries[-1].hash, "Date et visa",
    ):  # fmt: skip
        assert said in shown.replace("\u2019", "'"), said


def test_a_year_of_debits_stays_on_one_page(unchanged: Books, tmp_path: Path) -> None:
    trace = trace_receipt(unchanged, SECOND, out=tmp_path / "t.pdf")
    assert len(trace.lines) == 12
    (page,) = pages_of((tmp_path / "t.pdf").read_bytes())
    assert all(line.payment in page for line in trace.lines)
    assert all(entry.hash in page for entry in trace.entries)


def test_a_replaced_receipt_and_its_replacement_name_each_other(unchanged: Books) -> None:
    old = trace_receipt(unchanged, THIRD)
    new = trace_receipt(unchanged, old.replaced_by)
    assert (old.status, new.status, new.content.replaces) == ("replaced", "issued", THIRD)
    data = trace_data(new)
    assert data["content"]["amount_cents"] == 40_00
    assert data["lines"][0]["frozen_cents"] == 40_00
    json.dumps(data)


def test_altered_bytes_and_altered_amounts_are_seen(audited: Books, tmp_path: Path) -> None:
    tamper(
        audited.location,
        f"UPDATE tax_receipt SET sha256 = {octets(audited.location, 'ab')} WHERE n = 1",
        f"UPDATE payment_line SET amount = amount - 1 WHERE id = {key_of(ORIGIN, 2)}",
        disarmed=True,
    )
    assert not trace_receipt(audited, FIRST, out=tmp_path / "a.pdf").is_intact
    assert "NON CONFORME" in text_of((tmp_path / "a.pdf").read_bytes())
    assert not trace_receipt(audited, SECOND, out=tmp_path / "b.pdf").is_balanced
    assert "LES LIGNES NE SONT PLUS CELLES DU REÇU" in text_of((tmp_path / "b.pdf").read_bytes())


def test_a_receipt_that_is_not_there_cannot_be_followed(books: Books) -> None:
    with pytest.raises(NotFound):
        trace_receipt(books, "2025-MRS-P-000099")


def test_a_sample_prints_its_list_and_a_trace_of_each(unchanged: Books, tmp_path: Path) -> None:
    out = tmp_path / "s.pdf"
    sampled = sample_receipts(unchanged, 2025, size=30, seed=7, out=out)
    pages = pages_of(out.read_bytes())
    assert len(pages) == 1 + len(sampled.lines) == 5
    first = " ".join(pages[0].split())
    assert "tirés avec la graine 7" in first
    assert sampled.sample.population_sha256 in first
    for page, line in zip(pages[1:], sampled.lines, strict=True):
        assert f"Reçu n° {line.number}" in page
    assert "Page 5 / 5" in pages[4]
    with pytest.raises(FileExists):
        sample_receipts(unchanged, 2025, size=30, seed=7, out=out)


def test_the_table_and_the_json_of_a_sample_say_the_same(unchanged: Books, tmp_path: Path) -> None:
    above = Money(100_00)
    for form in ("csv", "json"):
        sample_receipts(unchanged, 2025, size=1, seed=7, above=above, out=tmp_path / f"s.{form}", form=form)
    data = json.loads((tmp_path / "s.json").read_text())
    rows = list(csv.DictReader(io.StringIO((tmp_path / "s.csv").read_text("utf-8-sig")), delimiter=";"))
    assert [one["number"] for one in data["receipts"]] == [row["Numéro"] for row in rows]
    assert [one["rank"] for one in data["receipts"]] == [row["Rang SHA-256"] for row in rows]
    assert [one["why"] for one in data["receipts"]].count("above") == 2
    assert len(rows) == 3


def test_the_statement_sums_up_what_is_live_on_one_page(unchanged: Books, tmp_path: Path) -> None:
    totals = write_statement(unchanged, tmp_path / "s.pdf", year=2025)
    assert (totals.live, totals.cancelled, totals.amount, totals.cancelled_amount) == (
        2, 2, Money(220_00), Money(240_00),
    )  # fmt: skip
    for parts in (totals.forms, totals.natures, totals.methods):
        assert Money.total(parts.values()) == totals.amount
    (page,) = pages_of((tmp_path / "s.pdf").read_bytes())
    shown = " ".join(page.split())
    with unchanged.read() as session:
        heads = audit_heads(session)
    for said in ("SIREN 552100554", "2025-MRS-P", "aucun, aucun double", "220,00", "180,00", "40,00", "240,00",
                 "Signature", "Tiwizi", *(head for _, _, head in heads)):  # fmt: skip
        assert said in shown, said


def test_notes_are_kept_apart_from_the_books(unchanged: Books, tmp_path: Path) -> None:
    place = tmp_path / "mine" / "notes.json"
    with unchanged.read() as session:
        books = identity(session)
    notes = [
        AuditNote(books, FIRST, datetime(2026, 11, 23, 9, n, tzinfo=UTC), "auditrice", f"vu {n}, « رأيته »")
        for n in range(3)
    ]
    for one in notes:
        add_note(place, one)
    assert read_notes(place) == notes
    assert [path.name for path in place.parent.iterdir()] == ["notes.json"]


@pytest.mark.parametrize("content", ["{", '{"notes": [{"number": 1}]}', "[]", '{"notes": [{"at": "x"}]}'])
def test_a_file_that_is_no_notes_is_left_as_it_is(tmp_path: Path, content: str) -> None:
    place = tmp_path / "n.json"
    place.write_text(content)
    with pytest.raises(FileRefused) as error:
        add_note(place, AuditNote("b", FIRST, datetime(2026, 1, 1, tzinfo=UTC), "a", "t"))
    assert error.value.problem == "notes_broken"
    assert place.read_text() == content


def test_a_trace_follows_the_gift_to_its_slip_and_to_the_line_of_the_bank(
    books: Books, tmp_path: Path
) -> None:
    person(books)
    first, second = gift(books, 100_00, cheque_number="0004417"), gift(books, 50_00)
    issue_receipts(books, 2025)

    def told() -> dict[str, tuple[str, str]]:
        traced = trace_receipt(books, FIRST)
        return {line.payment: (line.deposit_slip, line.bank_line) for line in traced.lines}

    made = slip(books, first)
    assert told() == {first: (made, ""), second: ("", "")}
    hand_in(books, made, on=TODAY)
    note_credit(books, made, on=TODAY, reference="REM 77")
    assert told() == {first: (made, "23/11/2026 REM 77"), second: ("", "")}
    trace_receipt(books, FIRST, out=tmp_path / "t.pdf", form="pdf")
    text = " ".join(" ".join(pages_of((tmp_path / "t.pdf").read_bytes())).split())
    assert f"bordereau de remise : {made}" in text
    assert "ligne du relevé : 23/11/2026 REM 77" in text
