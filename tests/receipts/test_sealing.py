"""Sealed receipts: any reader opens, prints and copies them, none is allowed to change them; the same each time."""

import hashlib
import io
from collections.abc import Callable
from datetime import date
from itertools import permutations
from typing import Any

import pikepdf
import pypdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image
from pypdf.constants import UserAccessPermissions
from pypdf.errors import WrongPasswordError
from pypdf.generic import TextStringObject

from donations_app.domain.receipt_content import Address
from receipts import sealing
from receipts.binding import Binder
from receipts.marks import mark_cancelled, mark_duplicate
from receipts.metadata import Facts
from receipts.pages import Printed, make_base, make_tail
from receipts.press import Press
from receipts.sealing import NotSealable, decrypted, encrypted, seal_object
from receipts.sheet import Sheet
from receipts.updates import NotOurs, is_signed, overlay, without_signature
from tests.receipts.reading import pages_of, text_of
from tests.receipts.test_company import content as company_content
from tests.receipts.test_documents import BENEFICIARY, DONOR, SIGNATORY, content

ARABIC = replace(DONOR, name="كلير مورو", address=Address(("1 rue X",), "13001", "Marseille", "FR", "France"))
MARKS: tuple[Callable[[bytes], bytes], ...] = (
    mark_duplicate,
    lambda document: mark_cancelled(document, on=date(2026, 2, 1), replaced_by="X"),
)


def individual(**facts: object) -> Printed:
    return Press(BENEFICIARY, SIGNATORY, version="11580-05").print(content(**facts))


def company() -> Printed:
    return Press(BENEFICIARY, SIGNATORY, version="16216-03").print(company_content())


@pytest.fixture(scope="module", params=["Latin letters", "Arabic letters", "company", "DUPLICATA"])
def sealed(request: pytest.FixtureRequest) -> bytes:
    match request.param:
        case "Arabic letters":
            return individual(donor=ARABIC).content
        case "company":
            return company().content
        case "DUPLICATA":
            return mark_duplicate(mark_cancelled(individual().content, on=date(2026, 2, 1), replaced_by="X"))
    return individual().content


@pytest.fixture(scope="module")
def unsealed() -> Printed:
    """A document as they were before they were sealed."""
    base = make_base("Reçu fiscal", lambda canvas: canvas.line(0, 0, 9, 9), title="x")
    sheet = Sheet(base)
    sheet.text(100, 100, "Reçu fiscal")
    return Printed(base, make_tail(base, [sheet.stream()], Facts("Reçu", "Aman", "", date(2026, 1, 12))))


def test_every_reader_opens_it_without_a_password_and_finds_its_text(sealed: bytes) -> None:
    found = " ".join(text_of(sealed).split())
    by_pypdf = pypdf.PdfReader(io.BytesIO(sealed), strict=True).pages[0].extract_text()
    assert "2025-MRS-" in found
    assert "2025-MRS-" in by_pypdf
    with pikepdf.open(io.BytesIO(sealed)) as opened:
        assert opened.check_pdf_syntax() == []


def test_it_may_be_printed_copied_and_read_aloud_and_nothing_else(sealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as opened:
        assert opened.allow == pikepdf.Permissions(
            accessibility=True, extract=True, print_lowres=True, print_highres=True, modify_annotation=False,
            modify_assembly=False, modify_form=False, modify_other=False,
        )  # fmt: skip
        assert (opened.encryption.R, opened.encryption.V, opened.encryption.bits) == (6, 5, 256)
        assert opened.encryption.stream_method == opened.encryption.string_method
    allowed = pypdf.PdfReader(io.BytesIO(sealed)).user_access_permissions
    may = UserAccessPermissions
    assert allowed is not None
    named = may.PRINT | may.MODIFY | may.EXTRACT | may.ADD_OR_MODIFY | may.FILL_FORM_FIELDS
    named |= may.EXTRACT_TEXT_AND_GRAPHICS | may.ASSEMBLE_DOC | may.PRINT_TO_REPRESENTATION
    assert allowed & named == (
        may.PRINT | may.EXTRACT | may.EXTRACT_TEXT_AND_GRAPHICS | may.PRINT_TO_REPRESENTATION
    )
    opened = pypdfium2.PdfDocument(sealed)
    assert pypdfium2.raw.FPDF_GetDocPermissions(opened) & 0xF3C == sealing.ALLOWED
    opened.close()


def test_nobody_is_its_owner(sealed: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(sealed))
    assert reader.decrypt("") == pypdf.PasswordType.USER_PASSWORD
    for guess in ("owner", "Tiwizi", "552100554", "Tiwizi, documents sealed, 1"):
        assert reader.decrypt(guess) == pypdf.PasswordType.NOT_DECRYPTED
        with pytest.raises(WrongPasswordError):
            pypdf.PdfReader(io.BytesIO(sealed), password=guess)
    with pikepdf.open(io.BytesIO(sealed)) as opened:
        assert opened.user_password_matched
        assert not opened.owner_password_matched


def test_the_same_content_gives_the_same_bytes_from_another_press() -> None:
    for make in (individual, company, lambda: individual(donor=ARABIC)):
        first, second = make(), make()
        assert first.base is not second.base
        assert first.content == second.content
        assert first.sha256 == second.sha256 == hashlib.sha256(first.content).hexdigest()


def test_nothing_of_the_content_stands_in_the_open() -> None:
    document = individual().content
    for said in ("Moreau", "Migrations", "Claire"):
        for written in (said.encode(), said.encode("utf-16-be"), said.encode("utf-16-be").hex().encode()):
            assert written not in document
    assert b"BT 1 0 0 1" not in document


def test_no_two_streams_or_strings_begin_with_the_same_block() -> None:
    assert encrypted(b"x" * 40, 1)[:32] != encrypted(b"x" * 40, 2)[:32]
    assert encrypted(b"x" * 40, 1)[:32] != encrypted(b"x" * 39 + b"y", 1)[:32]


@given(st.binary(max_size=80), st.integers(1, 99))
def test_what_is_encrypted_is_found_again(plain: bytes, number: int) -> None:
    sealed = encrypted(plain, number)
    assert decrypted(sealed) == plain
    assert sealed == encrypted(plain, number)
    assert len(sealed) % 16 == 0


def test_it_says_what_it_is_to_machines_and_the_day_is_that_of_issue() -> None:
    reader = pypdf.PdfReader(io.BytesIO(individual().content), strict=True)
    about, xmp = reader.metadata, reader.xmp_metadata
    assert about is not None
    assert xmp is not None
    assert (about.title, about.author) == ("Reçu fiscal n° 2025-MRS-P-000001", "Migrations & Développement")
    assert about.subject is not None
    assert all(said in about.subject for said in ("11580*05", "2025", "articles 200 et 978"))
    assert (about.creator, about.producer) == ("Tiwizi", "Tiwizi")
    assert {about["/CreationDate"], about["/ModDate"]} == {TextStringObject("D:20260112000000Z")}
    assert xmp.dc_title == {"x-default": about.title}
    assert xmp.dc_creator == [about.author]
    assert xmp.dc_description == {"x-default": about.subject}
    assert xmp.dc_language == ["fr-FR"]
    assert xmp.xmp_create_date == xmp.xmp_modify_date == about.creation_date.replace(tzinfo=None)  # type: ignore[union-attr]
    assert (xmp.pdf_producer, xmp.xmp_creator_tool) == ("Tiwizi", "Tiwizi")
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_a_name_full_of_signs_leaves_the_metadata_well_formed() -> None:
    name = "A & B <c> ]]> \"d\" 'é' ⵣ سلام {x}"
    base = make_base("a", lambda _canvas: None, title="x").sealed()
    facts = Facts(name, name, name, date(2026, 1, 12))
    reader = pypdf.PdfReader(io.BytesIO(base.content + make_tail(base, [b""], facts)), strict=True)
    assert reader.metadata is not None
    assert reader.xmp_metadata is not None
    assert reader.metadata.title == reader.xmp_metadata.dc_title["x-default"] == name  # type: ignore[index]


def test_a_marked_copy_keeps_the_seal_and_what_the_document_says_of_itself() -> None:
    issued = individual().content
    for first, second in permutations(MARKS):
        copy = second(first(issued))
        assert copy.startswith(issued)
        reader = pypdf.PdfReader(io.BytesIO(copy), strict=True)
        assert reader.metadata is not None
        assert reader.metadata.title == "Reçu fiscal n° 2025-MRS-P-000001"
        before: Any = pypdf.PdfReader(io.BytesIO(issued)).trailer["/ID"]
        now: Any = reader.trailer["/ID"]
        assert (now[0], now[1] == before[1]) == (before[0], False)
        assert b"DUPLICATA".hex().encode() not in copy  # it is encrypted like the rest
        assert "DUPLICATA" in text_of(copy)
        assert "ANNULÉ" in text_of(copy)


def test_a_document_from_before_is_marked_as_it_is(unsealed: Printed) -> None:
    copy = mark_duplicate(unsealed.content)
    assert not pypdf.PdfReader(io.BytesIO(copy), strict=True).is_encrypted
    assert "DUPLICATA" in text_of(copy)
    assert "Reçu fiscal" in text_of(copy)


def test_the_file_to_print_takes_sealed_ones_beside_those_from_before(unsealed: Printed) -> None:
    documents, out = [individual(), unsealed, company(), individual(donor=ARABIC), unsealed], io.BytesIO()
    binder = Binder(out, "Reçus fiscaux")
    for document in documents:
        binder.add(document.base.content, document.tail)
    assert binder.close() == len(documents)
    merged = out.getvalue()
    assert not pypdf.PdfReader(io.BytesIO(merged), strict=True).is_encrypted
    assert b"/Encrypt" not in merged
    assert b"/Metadata" not in merged
    assert [page.split() for page in pages_of(merged)] == [text_of(one.content).split() for one in documents]
    opened, singles = pypdfium2.PdfDocument(merged), [pypdfium2.PdfDocument(one.content) for one in documents]
    for page, single in zip(opened, singles, strict=True):
        assert page.render(scale=1).to_pil().tobytes() == single[0].render(scale=1).to_pil().tobytes()
        single.close()
    opened.close()


def test_the_image_of_a_signature_is_sealed_too() -> None:
    picture = io.BytesIO()
    Image.linear_gradient("L").save(picture, "PNG")
    press = Press(BENEFICIARY, SIGNATORY, version="11580-05", signature=picture.getvalue())
    document = press.print(content()).content
    forms = pypdf.PdfReader(io.BytesIO(document), strict=True).pages[0]["/Resources"]["/XObject"]  # type: ignore[index]
    drawn = [one.get_object()["/Resources"].get("/XObject", {}) for one in forms.values()]
    (image,) = [image for one in drawn for image in one.values()]
    assert len(image.get_object().get_data()) == 256 * 256 * 3
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert opened.check_pdf_syntax() == []


def test_an_object_with_a_string_cannot_be_forgotten() -> None:
    for head in (b"<</Name(x)/Length 1>>", b"<</Name <78>/Length 1>>"):
        with pytest.raises(NotSealable):
            seal_object(b"1 0 obj\n%s\nstream\nx\nendstream\nendobj\n" % head, 1)
    assert seal_object(b"1 0 obj\n<</A<</B 1>>>>\nendobj\n", 1) == b"1 0 obj\n<</A<</B 1>>>>\nendobj\n"


def test_documents_that_others_encrypted_are_refused() -> None:
    issued = individual()
    theirs = issued.content.replace(b"/P -1324", b"/P -1060")
    with pytest.raises(NotOurs):
        overlay(theirs, b"", b"")
    with pytest.raises(NotOurs):
        Binder(io.BytesIO(), "x").add(theirs[: len(issued.base.content)], issued.tail)
    with pytest.raises(NotOurs):
        overlay(b"%PDF-1.4\n", b"", b"")


def test_a_document_that_was_not_signed_is_taken_whole() -> None:
    for document in (individual().content, mark_duplicate(company().content)):
        assert without_signature(document) is document
        assert not is_signed(document)
