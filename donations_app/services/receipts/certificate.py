"""The certificate with which receipts are signed: opened before a run, never kept in the books."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from donations_app.apart import Limits, apart
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.files import bytes_of
from receipts.signature import CertificateRefused, Signer, check_library, open_signer, try_out

_LARGEST: Final = 1024 * 1024
_TO_OPEN: Final = Limits(seconds=3)  # it says itself how often its key is derived


class Opened(Struct, frozen=True):
    """A certificate that stays open for a while: each signature asks anew whether it still holds."""

    path: Path
    signer: Signer

    @property
    def name(self) -> str:
        """Whom the certificate names; where it names nobody, its file."""
        return self.signer.name or self.path.name

    def signer_at(self, now: datetime) -> Signer:
        """Return what signs.

        Raises:
            FileRefused: the certificate has run out meanwhile.
        """
        with _refused(self.path):
            self.signer.check_holds(now)
        return self.signer


def signer_from(path: Path, passphrase: str, *, now: datetime) -> Signer:
    """Open a certificate and its key (PKCS#12).

    Raises:
        FileRefused: it is missing or none, the passphrase does not open it, or it may not sign now.
    """
    with _refused(path):
        check_library()
        content = bytes_of(path, largest=_LARGEST)
        for said in apart(path, try_out, content, passphrase, limits=_TO_OPEN):
            raise CertificateRefused(*said)
        return open_signer(content, passphrase, now=now)


def check_can_sign() -> None:
    """Ask, before a file is asked for, whether anything can be signed here.

    Raises:
        FileRefused: the extra ``[sign]`` is not installed.
    """
    with _refused(Path()):
        check_library()


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    try:
        yield
    except CertificateRefused as refused:
        code, *more = refused.args
        raise FileRefused(str(path), code, detail="".join(more)) from refused
