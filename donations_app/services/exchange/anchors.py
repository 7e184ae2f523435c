"""Anchors made of books, signed where somebody has a certificate; and what backups and anchors say from outside."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from donations_app.db.books import Books
from donations_app.db.queries.counted import counted
from donations_app.domain.anchors import (
    Anchor,
    Outside,
    Signature,
    begun,
    signed_bytes,
    to_data,
)
from donations_app.domain.backups import Counted
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.anchor_file import anchor_bytes, is_anchor, read_anchor
from donations_app.formats.files import bytes_of
from donations_app.formats.writing import placed
from donations_app.services.books.program import program
from donations_app.services.exchange.backups import manifest_of
from receipts.countersign import SignatureBroken, Signed, fingerprint_of, sign_bytes, signed_by
from receipts.signature import CertificateRefused, Signer

_LARGEST = 1 << 20  # bytes of a certificate


class Brought(Struct, frozen=True):
    """A backup or an anchor that was brought to a verification."""

    path: Path
    counted: Counted
    is_anchor: bool
    signed: Signed | None = None


def anchor_of(books: Books) -> Anchor:
    """Return the anchor of books as they stand.

    Raises:
        NotAllowed: the login does not see all offices, and would count too little.
    """
    books.check_sees_all()
    with books.read() as session:
        held = counted(session, books.today)
    at = books.clock().replace(microsecond=0)
    return Anchor(made_at=at, on=books.today, program=program(), counted=held)


def anchor_file(anchor: Anchor, signer: Signer | None = None) -> bytes:
    """Return the content of the file of an anchor.

    Raises:
        CertificateRefused: the certificate signs no bytes.
    """
    signature = Signature(*sign_bytes(signer, signed_bytes(to_data(anchor)))) if signer else None
    return anchor_bytes(anchor, signature)


def write_anchor(books: Books, path: Path, signer: Signer | None = None, *, force: bool = False) -> Anchor:
    """Write the anchor of books as they stand to a file; see ``placed`` for what is refused."""
    anchor = anchor_of(books)
    content = anchor_file(anchor, signer)
    with placed(path, force=force) as file:
        file.write(content)
    return anchor


def brought(path: Path, *, passphrase: str = "", certificate: Path | None = None) -> Brought:
    """Read what an anchor, or the manifest of a backup, says of books.

    Args:
        path: of the anchor or the backup.
        passphrase: of a backup that is encrypted.
        certificate: the one that the association publishes: an anchor must be signed with it.

    Raises:
        FileRefused: it is neither, was changed since it was signed, or is not signed with the certificate.
        FileUnwritable: there is no room to open a backup that is encrypted.
    """
    if not is_anchor(path):
        return Brought(path, _counted_by_backup(path, passphrase), is_anchor=False)
    anchor, said, signature = read_anchor(path)
    signed = None
    if signature is not None:
        try:
            signed = signed_by(signed_bytes(said), signature.certificate, signature.value)
        except SignatureBroken as error:
            raise FileRefused(str(path), "anchor_changed", detail=str(error)) from error
        if not signed.first <= anchor.made_at <= signed.last:
            days = f"{signed.first:%d/%m/%Y} – {signed.last:%d/%m/%Y}"
            raise FileRefused(str(path), "anchor_out_of_days", detail=days)
    if certificate is not None:
        _check_signer(path, signed, certificate)
    return Brought(path, anchor.counted, is_anchor=True, signed=signed)


def _counted_by_backup(path: Path, passphrase: str) -> Counted:
    try:
        return manifest_of(path, passphrase).counted
    except FileRefused as error:
        if error.problem == "backup_foreign":
            raise FileRefused(str(path), "anchor_foreign") from error
        raise


def _check_signer(path: Path, signed: Signed | None, certificate: Path) -> None:
    try:
        wanted = fingerprint_of(bytes_of(certificate, largest=_LARGEST))
    except CertificateRefused as error:
        raise FileRefused(str(certificate), str(error.args[0])) from error
    if signed is None:
        raise FileRefused(str(path), "anchor_unsigned")
    if signed.fingerprint != wanted:
        raise FileRefused(str(path), "anchor_of_other", detail=f"{signed.name}, {signed.fingerprint}")


def outside(some: Sequence[Brought], heads: Sequence[tuple[str, str]] = ()) -> Outside:
    """Return what a verification is held against: heads as typed, and those of files."""
    found = [*heads, *(pair for one in some for pair in begun(one.counted))]
    return Outside(tuple(found), frozenset(one.counted.books for one in some))
