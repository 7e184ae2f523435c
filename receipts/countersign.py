"""Signatures under any bytes, beside them: made with the certificate of receipts, verified with the one that is given.

RSA by PKCS #1 v1.5 (RFC 8017, 8.2), ECDSA (FIPS 186-5, 6) and EdDSA (RFC 8032); SHA-256 where one is to be chosen.
"""

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key
from cryptography.x509.oid import NameOID
from msgspec import Struct

from receipts.signature import CertificateRefused, Signer


class SignatureBroken(ValueError):
    """Bytes are not those under which a signature was made; ``args[0]`` names whom the certificate names."""


class Signed(Struct, frozen=True):
    """Whose certificate a signature was made with."""

    name: str  # whom it names
    fingerprint: str  # SHA-256 of the certificate, hexadecimal
    first: datetime  # from when, and until when, it holds; aware
    last: datetime


def sign_bytes(signer: Signer, content: bytes) -> tuple[bytes, bytes]:
    """Return the certificate (DER) and the signature of some bytes.

    Raises:
        CertificateRefused: the key is of a kind that signs no bytes here.
    """
    key = load_der_private_key(signer.private_key(), None)
    certificate = signer.certificate()
    if isinstance(key, rsa.RSAPrivateKey):
        return certificate, key.sign(content, padding.PKCS1v15(), hashes.SHA256())
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return certificate, key.sign(content, ec.ECDSA(hashes.SHA256()))
    if isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey):
        return certificate, key.sign(content)
    raise CertificateRefused("certificate_not_for_signing")


def signed_by(content: bytes, certificate: bytes, signature: bytes) -> Signed:
    """Verify a signature with the certificate that came with it; whose that is, only a comparison tells.

    Raises:
        SignatureBroken: the bytes or the signature were changed, or it is no signature.
    """
    try:
        found = x509.load_der_x509_certificate(certificate)
        key = found.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SignatureBroken("?") from error
    names = found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = str(names[0].value) if names else found.subject.rfc4514_string()
    try:
        _verify(key, content, signature)
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SignatureBroken(name) from error
    return Signed(
        name, found.fingerprint(hashes.SHA256()).hex(), found.not_valid_before_utc, found.not_valid_after_utc
    )


def _verify(key: object, content: bytes, signature: bytes) -> None:
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, content, ec.ECDSA(hashes.SHA256()))
    elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        key.verify(signature, content)
    else:
        raise TypeError(type(key).__name__)


def fingerprint_of(file: bytes) -> str:
    """Return the SHA-256 of a certificate in PEM or DER, hexadecimal.

    Raises:
        CertificateRefused: it is none.
    """
    try:
        load = x509.load_pem_x509_certificate if b"-----BEGIN" in file else x509.load_der_x509_certificate
        return load(file).fingerprint(hashes.SHA256()).hex()
    except ValueError as error:
        raise CertificateRefused("certificate_none") from error
