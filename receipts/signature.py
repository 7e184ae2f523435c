"""Signed receipts: the association's certificate under the whole file, which allows no change at all.

PAdES (ETSI EN 319 142-1) as a certification of level 1, "no changes" (ISO 32000-2, 12.8.2.2), invisible: the
page stays as it was issued. It is added behind the sealed document, whose own bytes stay in front. pyHanko
does it; the extra ``[sign]`` brings it, and nothing else needs it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

if TYPE_CHECKING:
    from receipts.pages import Printed

_FIELD: Final = "Signature"
_EVER: Final = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


class CertificateRefused(ValueError):
    """The certificate cannot sign; ``args[0]`` says why, ``args[1]`` its days where they are the reason."""


class Signer(Struct, frozen=True):
    """A certificate with its private key, opened once for a run."""

    name: str  # whom the certificate names
    _key: Any  # pyHanko's signer
    first: datetime = _EVER[0]
    last: datetime = _EVER[1]

    def check_holds(self, now: datetime) -> None:
        """Refuse a day on which the certificate does not hold.

        Raises:
            CertificateRefused: with its days.
        """
        if not self.first <= now.astimezone(UTC) <= self.last:
            raise CertificateRefused("certificate_not_valid", f"{self.first:%d/%m/%Y} – {self.last:%d/%m/%Y}")

    def certificate(self) -> bytes:
        """Return the certificate (X.509, DER)."""
        return bytes(self._key.signing_cert.dump())

    def private_key(self) -> bytes:
        """Return the private key (PKCS #8, DER), which nobody keeps."""
        return bytes(self._key.signing_key.dump())

    def sign(self, printed: "Printed", *, at: datetime) -> "Printed":
        """Return the document with a signature behind it; the instant stands in the signature."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields, signers

        class Dated(signers.PdfSigner):
            """Signs at the instant given, not at that of another clock."""

            def init_signing_session(self, *arguments: Any, **more: Any) -> Any:
                session = super().init_signing_session(*arguments, **more)
                session.system_time = at
                return session

        how = signers.PdfSignatureMetadata(
            field_name=_FIELD,
            md_algorithm="sha256",
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            subfilter=fields.SigSeedSubFilter.PADES,
        )
        writer = IncrementalPdfFileWriter(BytesIO(printed.content))
        writer.encrypt("")  # type: ignore[no-untyped-call]  # opens the document's own lock
        signed = Dated(how, self._key).sign_pdf(writer).getvalue()
        return type(printed)(printed.base, signed[len(printed.base.content) :])


def check_library() -> None:
    """Refuse to go on where the extra ``[sign]`` is not installed.

    Raises:
        CertificateRefused: it is not.
    """
    try:
        for name in ("asn1crypto.pkcs12", "pyhanko.sign.signers"):
            import_module(name)
    except ImportError as error:
        raise CertificateRefused("signing_missing") from error


def open_signer(file: bytes, passphrase: str, *, now: datetime) -> Signer:
    """Open a PKCS#12 file.

    Raises:
        CertificateRefused: the library is missing, the file is none, the passphrase does not open it, it has
            no key, its certificate is not for signing, or does not hold now.
    """
    check_library()
    from cryptography.x509.oid import NameOID
    from pyhanko.sign.signers import SimpleSigner

    found = _loaded(file, passphrase)
    certificate = found.cert.certificate
    _check_usage(certificate)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    signer = Signer(
        str(names[0].value) if names else "",
        SimpleSigner.load_pkcs12_data(file, [], passphrase.encode() or None),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
    )
    signer.check_holds(now)
    return signer


def try_out(file: bytes, passphrase: str) -> Iterator[tuple[str, ...]]:
    """Yield why a file opens nothing, or nothing: for a process that may take long, or end, over it."""
    try:
        _loaded(file, passphrase)
    except CertificateRefused as refused:
        yield refused.args


def _loaded(file: bytes, passphrase: str) -> Any:
    from asn1crypto import pkcs12 as structure
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        _ = structure.Pfx.load(file, strict=True)["auth_safe"].native
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise CertificateRefused("certificate_unreadable") from error
    try:
        found = pkcs12.load_pkcs12(file, passphrase.encode() or None)
    except ValueError as error:
        raise CertificateRefused("certificate_locked") from error
    if found.key is None or found.cert is None:
        raise CertificateRefused("certificate_without_key")
    return found


def _check_usage(certificate: Any) -> None:
    """Refuse a certificate that says that it is for something else."""
    from cryptography.x509 import ExtensionNotFound, KeyUsage

    try:
        usage = certificate.extensions.get_extension_for_class(KeyUsage).value
    except ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise CertificateRefused("certificate_not_for_signing")
