"""Signed receipts in the books, on both engines: signed, then frozen and hashed; nothing is half signed."""

import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from donations_app.db.books import Books
from donations_app.db.queries.receipt_documents import document
from donations_app.db.queries.receipts import receipt
from donations_app.db.queries.register import register_lines
from donations_app.domain.storage_errors import FileRefused
from donations_app.services.audit.verify import verify
from donations_app.services.deliveries.post import print_run
from donations_app.services.receipts.cancelling import replace_receipt
from donations_app.services.receipts.certificate import signer_from
from donations_app.services.receipts.copies import duplicate_receipt, receipt_copy
from donations_app.services.receipts.issue import issue_receipts
from receipts.signature import Signer
from receipts.updates import is_signed
from tests.certificates import PASSPHRASE, Authority
from tests.receipts.reading import pages_of, text_of
from tests.receipts.test_signing import is_valid
from tests.world import gift, issue_whole, person


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def certificate(tmp_path: Path, authority: Authority) -> Path:
    path = tmp_path / "aman.p12"
    path.write_bytes(authority.p12())
    return path


@pytest.fixture
def signer(certificate: Path, books: Books) -> Signer:
    return signer_from(certificate, PASSPHRASE, now=books.clock())


def test_what_is_signed_is_what_is_frozen_hashed_and_handed_out(
    books: Books, signer: Signer, authority: Authority, tmp_path: Path
) -> None:
    for ref in ("A1", "A2"):
        person(books, ref)
        gift(books, payer=ref)
    run = issue_whole(books, 2025, signer=signer)
    with books.read() as session:
        frozen = {one.number: document(session, one.number) for one in run.issued}
        digests = {line.number: line.sha256 for line in register_lines(session)}
    assert frozen == {one.number: one.document for one in run.issued}
    assert digests == {number: hashlib.sha256(content).hexdigest() for number, content in frozen.items()}
    assert len(frozen) == 2
    assert all(is_valid(content, authority) for content in frozen.values())
    print_run(books, tmp_path / "post.pdf", year=2025)
    assert len(pages_of((tmp_path / "post.pdf").read_bytes())) == 2
    assert verify(books).faults == []


def test_a_replacement_is_signed_too_and_copies_say_that_they_are_not(books: Books, signer: Signer) -> None:
    person(books)
    gift(books)
    (issued,) = issue_whole(books, 2025, signer=signer).issued
    newer = replace_receipt(books, issued.number, reason="Nom mal écrit", signer=signer)
    assert is_signed(newer.document)
    cancelled = receipt_copy(books, issued.number)
    assert not is_signed(cancelled)
    assert "copie non signée" in text_of(cancelled)
    assert "copie non signée" in text_of(duplicate_receipt(books, newer.number))
    assert is_signed(receipt_copy(books, newer.number))
    assert verify(books).faults == []


def test_the_signature_bears_the_instant_of_the_journal(books: Books, signer: Signer) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader

    person(books)
    gift(books)
    before = books.clock()
    (issued,) = issue_whole(books, 2025, signer=signer).issued
    reader = PdfFileReader(io.BytesIO(issued.document))
    reader.decrypt("")
    (signature,) = reader.embedded_signatures
    assert before < signature.self_reported_timestamp < books.clock()


@pytest.mark.parametrize(
    ("passphrase", "now", "code"),
    [("autre", datetime(2026, 11, 23, tzinfo=UTC), "certificate_locked"),
     (PASSPHRASE, datetime(2040, 1, 1, tzinfo=UTC), "certificate_not_valid")],
)  # fmt: skip
def test_a_certificate_that_cannot_sign_is_named_with_its_file(
    certificate: Path, passphrase: str, now: datetime, code: str
) -> None:
    with pytest.raises(FileRefused) as error:
        signer_from(certificate, passphrase, now=now)
    assert (error.value.path, error.value.problem) == (str(certificate), code)
    assert error.value.detail == ("01/01/2026 – 01/01/2036" if code == "certificate_not_valid" else "")


def test_a_signer_that_fails_takes_no_number(books: Books, signer: Signer) -> None:
    person(books)
    gift(books)
    broken = Signer(signer.name, None)
    with pytest.raises(AttributeError):  # a bug, which ends the run
        issue_receipts(books, 2025, signer=broken)
    (issued,) = issue_whole(books, 2025, signer=signer).issued
    with books.read() as session:
        assert receipt(session, "2025-MRS-P-000001").sha256 == hashlib.sha256(issued.document).hexdigest()
    assert verify(books).faults == []
