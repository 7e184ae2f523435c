"""Documents bound into one file: each page as issued, whatever base, version or letter it came with."""

import io
import re

import pypdf
import pytest
from msgspec.structs import replace

from donations_app.domain.receipt_content import Address
from receipts.binding import Binder
from receipts.marks import mark_duplicate
from receipts.pages import Printed
from receipts.press import Press
from receipts.updates import NotOurs
from tests.receipts.reading import pages_of, text_of
from tests.receipts.test_documents import BENEFICIARY, DONOR, SIGNATORY, content


def bound(documents: list[Printed]) -> bytes:
    out = io.BytesIO()
    binder = Binder(out, "Reçus fiscaux")
    for document in documents:
        binder.add(document.base.content, document.tail)
    assert binder.close() == len(documents)
    return out.getvalue()


def streams(document: bytes) -> list[bytes]:
    """Return the operators of each page."""
    pages = pypdf.PdfReader(io.BytesIO(document), strict=True).pages
    return [page.get_contents().get_data() for page in pages]  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def documents() -> list[Printed]:
    """Five documents on four bases: two organisations, Latin and Arabic names."""
    press, other = (
        Press(replace(BENEFICIARY, name=name), SIGNATORY, version="11580-05")
        for name in (BENEFICIARY.name, "Association Aman")
    )
    arabic = replace(
        DONOR, name="كلير مورو", address=Address(("1 rue X",), "13001", "Marseille", "FR", "France")
    )
    aman = replace(BENEFICIARY, name="Association Aman")
    contents = [
        (press, content(number="2025-MRS-P-000001")),
        (other, content(number="2025-MRS-P-000002", beneficiary=aman)),
        (press, content(number="2025-MRS-P-000003", donor=arabic)),
        (press, content(number="2025-MRS-P-000004")),
        (other, content(number="2025-MRS-P-000005", beneficiary=aman, donor=arabic)),
    ]
    return [each.print(one) for each, one in contents]


def test_each_page_says_what_its_document_says_in_the_order_given(documents: list[Printed]) -> None:
    merged = bound(documents)
    assert [page.split() for page in pages_of(merged)] == [text_of(one.content).split() for one in documents]
    assert streams(merged) == [streams(one.content)[0] for one in documents]


def test_each_page_looks_as_its_document_to_the_last_point(documents: list[Printed]) -> None:
    import pypdfium2

    merged = pypdfium2.PdfDocument(bound(documents))
    try:
        for page, document in zip(merged, documents, strict=True):
            single = pypdfium2.PdfDocument(document.content)
            wanted = single[0].render(scale=1).to_pil().tobytes()
            assert page.render(scale=1).to_pil().tobytes() == wanted
            single.close()
    finally:
        merged.close()


def test_what_documents_share_is_stored_once(documents: list[Printed]) -> None:
    once, often = bound(documents[:1]), bound([documents[0]] * 50)
    assert len(often) < len(once) + 50 * len(documents[0].tail)
    assert len(re.findall(rb"/FontFile2", often)) == len(re.findall(rb"/FontFile2", once))


def test_no_name_is_lost_behind_a_digit_of_another(documents: list[Printed]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(bound(documents)), strict=True)
    assert reader.metadata is not None
    assert reader.metadata.title == "Reçus fiscaux"
    for page in reader.pages:
        fonts = page["/Resources"]["/Font"]  # type: ignore[index]
        assert {font["/Type"] for font in (fonts[name] for name in fonts)} == {"/Font"}


def test_a_document_that_is_not_as_we_make_them_is_refused(documents: list[Printed]) -> None:
    one = documents[0]
    binder = Binder(io.BytesIO(), "x")
    marked = mark_duplicate(one.content)
    encrypted = one.tail.replace(b"/Root", b"/Encrypt 1 0 R/Root")
    for tail in (b"%PDF", encrypted, marked[len(one.base.content) :], one.tail.replace(b"/Page/", b"/Pose/")):
        with pytest.raises(NotOurs):
            binder.add(one.base.content, tail)
