"""Books of every earlier version open, are brought up to date whole, verify, and give back the same bytes."""

import gzip
import hashlib
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from donations_app.db.engine import Books, utc_now
from donations_app.db.journal import JOURNALLING
from donations_app.db.open import open_books
from donations_app.db.opening import SCHEMA_VERSION
from donations_app.db.rules import rule_faults
from donations_app.domain.parties import PartyDraft
from donations_app.domain.storage_errors import BooksDamaged, BooksOlder
from donations_app.services.audit.verify import verify
from donations_app.services.people.parties import party_fingerprint
from donations_app.services.receipts.issue import issue_receipts, receipt_copy
from tests.raw import tamper
from tests.world import gift, payment, person, ticking

OLD = Path(__file__).parents[1] / "data" / "books-1.tiwizi.gz"
DOCUMENTS = {  # as printed by the version that issued them
    "2025-MRS-P-000002": "4b48520c5d25a264b283c402fecdb90f2672db8fb1844f2998522c6c257ea49c",
    "2025-MRS-P-000003": "8953cfd7055c38060c34f050891e920864a5e7262a0cd06fbca280d088b960a8",
    "2025-MRS-P-000004": "b58ced1d82a882711a3c03f4a893ec3fd46fc46e2e95b93aa8a83a1ac331ca34",
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.tiwizi"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    return path


def test_books_of_version_1_are_copied_then_brought_up_to_date_and_verify(old: Path) -> None:
    before = old.read_bytes()
    books = open_books(str(old), clock=ticking())
    try:
        assert verify(books).faults == []
        assert {
            number: hashlib.sha256(receipt_copy(books, number)).hexdigest() for number in DOCUMENTS
        } == DOCUMENTS
        assert old.with_name(f"old.tiwizi.before-{SCHEMA_VERSION}").stat().st_size == len(before)
        person(books, "C3", last_name="Neuf")
        gift(books, payer="C3")
        assert [one.number for one in issue_receipts(books, 2025).issued] == ["2025-MRS-P-000005"]
        assert verify(books).faults == []
    finally:
        books.close()


def test_a_reader_is_told_that_the_books_are_older_and_changes_nothing(old: Path) -> None:
    before = old.read_bytes()
    with pytest.raises(BooksOlder) as error:
        open_books(str(old), clock=utc_now, read_only=True)
    assert (error.value.found, error.value.known) == (1, SCHEMA_VERSION)
    assert old.read_bytes() == before


def test_a_strange_trigger_in_older_books_is_refused_before_anything_is_written(old: Path) -> None:
    tamper(str(old), "CREATE TRIGGER shadow AFTER INSERT ON payment BEGIN SELECT 1; END")
    before = old.read_bytes()
    with pytest.raises(BooksDamaged):
        open_books(str(old), clock=utc_now)
    assert old.read_bytes() == before


def test_a_change_made_in_a_row_of_version_1_is_still_found(old: Path) -> None:
    open_books(str(old), clock=utc_now).close()
    tamper(str(old), "UPDATE payment_line SET pass_through = 1 WHERE id = 1", disarmed=True)
    books = open_books(str(old), clock=utc_now)
    found = verify(books).faults
    books.close()
    assert [(fault.kind, fault.found, fault.wanted) for fault in found] == [
        ("row_changed", "pass_through=True", "pass_through=False")
    ]


def test_a_program_killed_while_it_brings_books_up_to_date_leaves_them_as_one_or_the_other(
    old: Path, tmp_path: Path
) -> None:
    code = (
        "import sys\nfrom donations_app.db.engine import utc_now\n"
        "from donations_app.db.open import open_books\n"
        "open_books(sys.argv[1], clock=utc_now).close()\n"
    )
    for n in range(6):
        path = tmp_path / f"{n}.tiwizi"
        shutil.copy(old, path)
        program = subprocess.Popen([sys.executable, "-c", code, str(path)])
        deadline = time.monotonic() + 30
        while (
            not path.with_name(f"{path.name}.before-{SCHEMA_VERSION}").exists()
            and time.monotonic() < deadline
        ):
            time.sleep(0.002)
        time.sleep(0.01 * n)
        program.kill()
        program.wait()
        books = open_books(str(path), clock=utc_now)
        assert verify(books).faults == []
        books.close()


def _as_version_1(books: Books) -> None:
    """Take away what version 2 added, as if a program of version 1 had made the database."""
    with books.engine.begin() as connection:
        connection.info[JOURNALLING] = True
        for table in ("expense_outcome", "expense_trip", "expense_item", "expense_claim", "receipt_delivery",
                      "declaration_filing", "legal_parameter", "letter_template", "mail_account"):  # fmt: skip
            connection.execute(text(f"DROP TABLE {table}"))
        for table, column in (("party", "fiscal_year_end"), ("party", "residence_statement"),
                              ("payment_line", "article"), ("payment_line", "pass_through"),
                              ("project", "pass_through")):  # fmt: skip
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        connection.info[JOURNALLING] = False


def test_a_server_is_brought_up_to_date_too(books: Books) -> None:
    if not books.is_server:
        pytest.skip("the file has its own test, on books that version 1 made")
    person(books)
    gift(books)
    _as_version_1(books)
    books.engine.dispose()
    with pytest.raises(BooksOlder):
        open_books(books.location, clock=utc_now, read_only=True)
    again = open_books(books.location, clock=ticking())
    try:
        assert verify(again).faults == []
        with again.engine.connect() as connection:
            assert list(rule_faults(connection)) == []
    finally:
        again.close()


def test_new_fields_change_no_fingerprint_of_what_was_asked_before() -> None:
    party = PartyDraft(key=uuid4(), ref="A1", kind="individual", last_name="X")
    asked = (payment(100_01).fingerprint(), party_fingerprint(party))
    assert asked == ("c633843eac74632090a9788aac5b5cd9", "5781b3147af24775127986e86d1a0d43")
    line = replace(payment(100_01).lines[0], article="978")
    assert payment(100_01, lines=(line,)).fingerprint() != asked[0]
