"""An authority made for the tests, and certificates of its own."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

PASSPHRASE = "mot de passe d'été"  # noqa: S105 -- of files made for a test
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)


def _name(said: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, said)])


def _usage(*, signs: bool, certifies: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass
class Authority:
    """Makes certificates."""

    name: str = "Autorité d'essai"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        constraint = x509.BasicConstraints(ca=True, path_length=None)
        built = self._builder(self.name, self.key, FIRST, LAST).add_extension(constraint, critical=True)
        usage = _usage(signs=True, certifies=True)
        self.certificate = built.add_extension(usage, critical=True).sign(self.key, hashes.SHA256())

    def _builder(
        self, name: str, key: ec.EllipticCurvePrivateKey, first: datetime, last: datetime
    ) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder(_name(self.name), _name(name), key.public_key())
        return (
            builder.serial_number(x509.random_serial_number()).not_valid_before(first).not_valid_after(last)
        )

    def p12(
        self,
        passphrase: str = PASSPHRASE,
        *,
        first: datetime = FIRST,
        last: datetime = LAST,
        signs: bool = True,
    ) -> bytes:
        """Return a file with a certificate of the association and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        built = self._builder("Association Aman", key, first, last)
        certificate = built.add_extension(_usage(signs=signs), critical=True).sign(self.key, hashes.SHA256())
        lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        return pkcs12.serialize_key_and_certificates(b"aman", key, certificate, [self.certificate], lock)

    def without_key(self) -> bytes:
        lock = BestAvailableEncryption(PASSPHRASE.encode())
        return pkcs12.serialize_key_and_certificates(None, None, None, [self.certificate], lock)
