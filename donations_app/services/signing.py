"""The certificate with which receipts are signed: opened before a run, never kept in the books."""

from datetime import datetime
from pathlib import Path
from typing import Final

from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.files import bytes_of
from receipts.signing import CertificateRefused, Signer, open_signer

_LARGEST: Final = 1024 * 1024


def signer_from(path: Path, passphrase: str, *, now: datetime) -> Signer:
    """Open a certificate and its key (PKCS#12).

    Raises:
        FileRefused: it is missing or none, the passphrase does not open it, or it may not sign now.
    """
    try:
        return open_signer(bytes_of(path, largest=_LARGEST), passphrase, now=now)
    except CertificateRefused as refused:
        code, *more = refused.args
        raise FileRefused(str(path), code, detail="".join(more)) from refused
