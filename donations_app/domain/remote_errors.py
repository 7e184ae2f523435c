"""Servers to which encrypted backups are sent, and why one of them takes nothing."""

from dataclasses import dataclass

from donations_app.domain.errors import KnownError


class RemoteUnavailable(KnownError):
    """Nothing was sent; what waits is sent the next time."""


@dataclass(eq=False)
class RemoteUnreachable(RemoteUnavailable):
    """The server does not answer, or the connection broke."""

    host: str
    answer: str


@dataclass(eq=False)
class RemoteChanged(RemoteUnavailable):
    """The server shows another key than the one that was confirmed; it was given neither password nor file."""

    host: str
    known: str  # fingerprints
    shown: str


@dataclass(eq=False)
class RemoteLoginRefused(RemoteUnavailable):
    """The server takes neither the key nor the password of the login."""

    host: str
    username: str


@dataclass(eq=False)
class RemoteKeyUnreadable(RemoteUnavailable):
    """The file of the private key cannot be read, or is sealed under another password."""

    path: str
    answer: str


@dataclass(eq=False)
class RemoteRefused(RemoteUnavailable):
    """The folder is not there, is full, or may not be written."""

    host: str
    folder: str
    answer: str


@dataclass(eq=False)
class RemoteDiffers(RemoteUnavailable):
    """What arrived is not what was sent; it did not get its name."""

    host: str
    name: str


@dataclass(eq=False)
class RemoteNotSet(RemoteUnavailable):
    """No server was chosen on this computer."""


@dataclass(eq=False)
class RemoteUnconfirmed(RemoteUnavailable):
    """Nobody confirmed the key that the server shows for the first time."""

    host: str
    shown: str
