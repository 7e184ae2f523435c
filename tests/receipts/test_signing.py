"""Signed receipts, judged by pyHanko's own validation: whole, certified, broken by a single byte."""

import io
import random
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pikepdf
import pypdf
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from receipts import marks
from receipts.binding import Binder
from receipts.pages import Printed
from receipts.press import Press
from receipts.signature import CertificateRefused, Signer, open_signer
from receipts.updates import is_signed, overlay, without_signature
from tests.certificates import FIRST, LAST, PASSPHRASE, Authority
from tests.receipts.reading import text_of
from tests.receipts.test_documents import BENEFICIARY, SIGNATORY, content

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def signer(authority: Authority) -> Signer:
    return open_signer(authority.p12(), PASSPHRASE, now=NOW)


@pytest.fixture(scope="module")
def plain() -> Printed:
    return Press(BENEFICIARY, SIGNATORY, version="11580-05").print(content())


@pytest.fixture(scope="module")
def signed(signer: Signer, plain: Printed) -> Printed:
    return signer.sign(plain, at=NOW)


def judged(document: bytes, authority: Authority) -> PdfSignatureStatus:
    reader = PdfFileReader(io.BytesIO(document))
    reader.decrypt("")
    (signature,) = reader.embedded_signatures
    root = x509.Certificate.load(authority.certificate.public_bytes(Encoding.DER))
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[root], moment=NOW))


def is_valid(document: bytes, authority: Authority) -> bool:
    """Tell whether a reader finds the document as it was signed; one that it cannot read is not."""
    try:
        return bool(judged(document, authority).bottom_line)
    except (PdfError, SignatureValidationError, ValueError, KeyError, IndexError, TypeError, AssertionError):
        return False


def test_it_is_valid_trusted_and_covers_the_whole_file(signed: Printed, authority: Authority) -> None:
    status = judged(signed.content, authority)
    assert status.bottom_line
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.modification_level is ModificationLevel.NONE
    assert status.docmdp_ok
    assert status.signer_reported_dt == NOW
    assert status.signing_cert.subject.native["common_name"] == "Association Aman"


def test_it_certifies_that_nothing_may_change(signed: Printed) -> None:
    reader = PdfFileReader(io.BytesIO(signed.content))
    reader.decrypt("")
    (signature,) = reader.embedded_signatures
    assert signature.docmdp_level is MDPPerm.NO_CHANGES
    assert reader.root["/Perms"]["/DocMDP"]["/SubFilter"] == "/ETSI.CAdES.detached"


def test_an_authority_that_nobody_trusts_is_not_trusted(signed: Printed) -> None:
    status = judged(signed.content, Authority("Une autre"))
    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, False, False)


def test_any_byte_changed_breaks_it(signed: Printed, authority: Authority) -> None:
    document, draw = signed.content, random.Random(4711)
    start = document.rindex(b"/Contents <")
    own = range(start, document.index(b">", start))  # what holds the signature itself is padded with zeros
    places = [n for n in draw.sample(range(len(document)), 60) if n not in own]
    places += [document.index(b"/Perms<") + 9, document.rindex(b"/M <") + 6, len(document) - 20, 20]
    for place in places:
        broken = document[:place] + bytes([document[place] ^ 1]) + document[place + 1 :]
        assert not is_valid(broken, authority), place
    assert not is_valid(document[:start] + b"/Contents <00" + document[start + 13 :], authority)


def test_a_mark_behind_the_signature_breaks_it(signed: Printed, authority: Authority) -> None:
    assert not is_valid(overlay(signed.content, b"0 0 9 9 re f", b""), authority)


def test_what_was_printed_stands_in_front_and_stays_sealed(signed: Printed, plain: Printed) -> None:
    assert signed.base is plain.base
    assert signed.tail.startswith(plain.tail)
    assert is_signed(signed.content)
    assert without_signature(signed.content) == plain.content
    assert text_of(signed.content) == text_of(plain.content)
    reader = pypdf.PdfReader(io.BytesIO(signed.content), strict=True)
    assert reader.metadata is not None
    assert reader.metadata.title == "Reçu fiscal n° 2025-MRS-P-000001"
    with pikepdf.open(io.BytesIO(signed.content)) as opened:
        assert opened.check_pdf_syntax() == []
        assert not opened.allow.modify_other
        assert opened.allow.print_highres


def test_the_page_looks_as_it_did(signed: Printed, plain: Printed) -> None:
    import pypdfium2

    pictures = []
    for document in (signed, plain):
        opened = pypdfium2.PdfDocument(document.content)
        pictures.append(opened[0].render(scale=1, may_draw_forms=True).to_pil().tobytes())
        opened.close()
    assert pictures[0] == pictures[1]


def test_a_marked_copy_is_not_signed_and_says_so(signed: Printed, plain: Printed) -> None:
    twice = marks.mark_duplicate(signed.content)
    cancelled = marks.mark_cancelled(signed.content, on=NOW.date(), replaced_by="2025-MRS-P-000002")
    for copy in (twice, cancelled):
        assert copy.startswith(plain.content)
        assert b"/ByteRange" not in copy
        assert "copie non signée" in text_of(copy)
    assert "copie non signée" not in text_of(marks.mark_duplicate(plain.content))
    assert text_of(marks.mark_duplicate(cancelled)).count("copie non signée") == 1


def test_the_longest_note_of_a_copy_stays_on_the_page(signed: Printed) -> None:
    import pypdfium2

    number = "2025-MARSEILLE1-P-000002"
    page = pypdfium2.PdfDocument(marks.mark_cancelled(signed.content, on=NOW.date(), replaced_by=number))[0]
    text = page.get_textpage()
    at = text.get_text_range().index("signée)") + len("signée")
    assert text.get_charbox(at)[2] < 595 - 48


def test_the_file_to_print_takes_a_signed_one(signed: Printed, plain: Printed) -> None:
    out = io.BytesIO()
    binder = Binder(out, "x")
    for one in (signed, plain, signed):
        binder.add(one.base.content, one.tail)
    assert binder.close() == 3
    assert b"/ByteRange" not in out.getvalue()
    assert text_of(out.getvalue()).split() == text_of(plain.content).split() * 3


def test_each_signature_is_another_and_all_are_valid(
    signer: Signer, plain: Printed, signed: Printed, authority: Authority
) -> None:
    again = signer.sign(plain, at=NOW + timedelta(seconds=1))
    assert again.sha256 != signed.sha256
    assert is_valid(again.content, authority)


def test_a_file_without_a_passphrase_opens_without_one(authority: Authority) -> None:
    assert open_signer(authority.p12(""), "", now=NOW).name == "Association Aman"


@pytest.mark.parametrize(
    ("made", "passphrase", "code"),
    [({}, "autre", "certificate_locked"), ({}, "", "certificate_locked"),
     ({"last": NOW - timedelta(days=1)}, PASSPHRASE, "certificate_not_valid"),
     ({"first": NOW + timedelta(days=1)}, PASSPHRASE, "certificate_not_valid"),
     ({"signs": False}, PASSPHRASE, "certificate_not_for_signing")],
)  # fmt: skip
def test_a_certificate_that_cannot_sign_is_refused(
    authority: Authority, made: dict[str, Any], passphrase: str, code: str
) -> None:
    with pytest.raises(CertificateRefused) as error:
        open_signer(authority.p12(**made), passphrase, now=NOW)
    assert error.value.args[0] == code


def test_what_is_no_certificate_is_refused(authority: Authority) -> None:
    whole = authority.p12()
    for content_ in (
        b"x",
        b"%PDF-1.7",
        whole[: len(whole) // 2],
        authority.certificate.public_bytes(Encoding.PEM),
    ):
        with pytest.raises(CertificateRefused) as error:
            open_signer(content_, PASSPHRASE, now=NOW)
        assert error.value.args == ("certificate_unreadable",)
    with pytest.raises(CertificateRefused) as error:
        open_signer(authority.without_key(), PASSPHRASE, now=NOW)
    assert error.value.args == ("certificate_without_key",)
    assert FIRST < NOW < LAST


def test_without_the_library_it_says_so(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyhanko.sign.signers", None)  # as where it is not installed
    with pytest.raises(CertificateRefused) as error:
        open_signer(authority.p12(), PASSPHRASE, now=NOW)
    assert error.value.args == ("signing_missing",)
