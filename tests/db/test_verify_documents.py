"""Payer, frozen content and printed page of a receipt agree, or ``verify`` says which does not; on both engines."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.documents import packed_tail
from donations_app.db.queries.receipts import receipt
from donations_app.db.tables import DocumentBase
from donations_app.db.types import packed
from donations_app.domain.money import Money
from donations_app.domain.receipt_content import ReceiptContent, to_json
from donations_app.services.audit import documents as verify_documents
from donations_app.services.audit.verify import verify
from donations_app.services.books.in_force import in_force
from donations_app.services.receipts.contents import issuer_of, press_for
from receipts.pages import Printed
from receipts.signature import open_signer
from tests.certificates import PASSPHRASE, Authority
from tests.forging import forge
from tests.originals import Fill
from tests.world import TODAY, gift, issue, person

NUMBER = "2025-MRS-P-000001"


@pytest.fixture
def begins_with(request: pytest.FixtureRequest) -> Fill | None:
    return fill if "issued" in request.fixturenames else None


@pytest.fixture
def issued(books: Books) -> Books:
    """Books that begin with what ``fill`` issues."""
    return books


def fill(books: Books) -> None:
    """Record two people, and issue the receipt of the first."""
    person(books), person(books, "B2", first_name="Claire")
    gift(books, 60_00), gift(books, 40_00), gift(books, 10_00, payer="B2")
    issue(books, payer="A1")


def frozen(books: Books) -> ReceiptContent:
    with books.read() as session:
        return receipt(session, NUMBER).content


def printed(books: Books, content: ReceiptContent) -> Printed:
    with books.read() as session:
        return press_for(issuer_of(in_force(session, TODAY)), content.form).print(content)


def saying(issued: Books, content: str) -> str:
    """Return the statement after which the receipt says something else."""
    value = "'" + content.replace("'", "''") + "'" if issued.is_server else f"x'{packed(content).hex()}'"
    return f"UPDATE tax_receipt SET content = {value}"


def showing(issued: Books, document: Printed) -> str:
    """Return the statement after which another document stands in the place of the receipt's."""
    with issued.read() as session:
        base, sample = session.execute(select(DocumentBase.id, DocumentBase.sample)).one()
    kept = {"tail": packed_tail(document.tail, sample), "sha256": bytes.fromhex(document.sha256)}
    values = (
        f"{name} = decode('{value.hex()}', 'hex')" if issued.is_server else f"{name} = x'{value.hex()}'"
        for name, value in kept.items()
    )
    return f"UPDATE tax_receipt SET {', '.join(values)} WHERE base_id = {base}"


def other_name(content: ReceiptContent) -> ReceiptContent:
    return replace(content, donor=replace(content.donor, last_name="Autre", name="Mohand Autre"))


def other_amount(content: ReceiptContent) -> ReceiptContent:
    return replace(content, amount=Money(100_01))


def test_what_was_issued_is_proved_by_printing_it_anew(issued: Books) -> None:
    person(issued, "C3", first_name="فاطمة", last_name="الإدريسي")
    gift(issued, payer="C3")
    issue(issued)
    found = verify(issued)
    assert (found.faults, found.documents) == ([], verify_documents.Documents(printed=3))


def test_a_receipt_given_to_another_payer_is_named_though_history_agrees(issued: Books) -> None:
    forge(
        issued,
        "tax_receipt",
        "UPDATE tax_receipt SET payer_id = (SELECT id FROM party WHERE other_ref = 'B2')",
    )
    assert [(fault.kind, fault.record, fault.found, fault.wanted) for fault in verify(issued).faults] == [
        ("receipt_payer", f"receipt:{NUMBER}", "B2", "A1")
    ]


@pytest.mark.parametrize(
    ("change", "kinds", "unsaid"),
    [(other_name, ["document_text"], "Mohand Autre, Autre"),
     (other_amount, ["receipt_content", "document_text"], "***100,01***")],
)  # fmt: skip
def test_content_changed_behind_the_document_is_named_though_history_agrees(
    issued: Books, change: Callable[[ReceiptContent], ReceiptContent], kinds: list[str], unsaid: str
) -> None:
    forge(issued, "tax_receipt", saying(issued, to_json(change(frozen(issued)))))
    found = verify(issued).faults
    assert ([fault.kind for fault in found], found[-1].wanted) == (kinds, unsaid)


@pytest.mark.parametrize("change", [other_name, other_amount])
def test_a_document_changed_behind_its_content_is_named_though_history_agrees(
    issued: Books, change: Callable[[ReceiptContent], ReceiptContent]
) -> None:
    forge(issued, "tax_receipt", showing(issued, printed(issued, change(frozen(issued)))))
    assert [(fault.kind, fault.record) for fault in verify(issued).faults] == [
        ("document_text", f"receipt:{NUMBER}")
    ]


def test_lines_frozen_otherwise_than_they_stand_are_named(issued: Books) -> None:
    content = frozen(issued)
    first, second = content.lines
    changed = (replace(first, amount=second.amount), replace(second, amount=first.amount))
    forge(issued, "tax_receipt", saying(issued, to_json(replace(content, lines=changed))))
    # the days of the payments and their list do not change the words of the page that are read back
    assert "receipt_content" in {fault.kind for fault in verify(issued).faults}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"number": 3}', "null"])
def test_content_that_nobody_froze_is_a_fault_never_an_accident(issued: Books, content: str) -> None:
    forge(issued, "tax_receipt", saying(issued, content))
    assert [fault.kind for fault in verify(issued).faults] == ["receipt_content"]


def test_signed_documents_are_read_back_as_many_as_there_is_time_for(
    issued: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(issued, "C3", last_name="Ait Ali"), gift(issued, payer="C3")
    signer = open_signer(Authority().p12(), PASSPHRASE, now=issued.clock())
    issue(issued, signer=signer)
    found = verify(issued)
    assert (found.faults, found.documents) == ([], verify_documents.Documents(printed=1, read=2))
    monkeypatch.setattr(verify_documents, "READ", 1)
    assert verify(issued).documents == verify_documents.Documents(printed=1, read=1, unread=1)
