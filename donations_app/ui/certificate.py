"""The certificate opened in this window: kept in memory until the window closes, and nowhere else."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from donations_app.services.receipts.certificate import Opened
    from receipts.signature import Signer


class Signing(QObject):
    """Holds the certificate with which receipts are signed, or none."""

    changed = Signal()

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self.opened: Opened | None = None
        self.path = ""  # where the file was last; asked for anew with its passphrase

    @property
    def name(self) -> str:
        """Who signs, or nothing."""
        return self.opened.name if self.opened else ""

    def open(self, path: Path, passphrase: str) -> None:
        """Open a certificate; the passphrase is forgotten at once.

        Raises:
            FileRefused: it cannot sign; what was open stays open.
        """
        from donations_app.services.receipts.certificate import Opened, signer_from

        self.opened = Opened(path, signer_from(path, passphrase, now=self._clock()))
        self.path = str(path)
        self.changed.emit()

    def put_away(self) -> None:
        """Sign no more."""
        self.opened = None
        self.changed.emit()

    def signer(self) -> "Signer | None":
        """Return what signs now; ``None`` when nothing is to be signed.

        Raises:
            FileRefused: the certificate has run out since it was opened.
        """
        return self.taken()()

    def taken(self) -> "Callable[[], Signer | None]":
        """Return ``signer`` as it stands now, for a job: what is put away later does not reach it."""
        opened, clock = self.opened, self._clock
        return lambda: opened.signer_at(clock()) if opened else None
