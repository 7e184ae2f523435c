"""When an encrypted backup last went to its server from this machine, and what one that goes by itself needs."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from donations_app.machine import passwords
from donations_app.machine.noted import note_under, noted

if TYPE_CHECKING:
    from donations_app.formats.sftp import Server

_NAME: Final = "sent"


def note_sent(books: str, at: datetime) -> None:
    """Remember that the server has a backup of some books as they stood at an instant.

    Args:
        books: what tells them from others (``identity``).
        at: aware.
    """
    note_under(_NAME, books, {"at": at.isoformat(timespec="seconds")})


def last_sent(books: str) -> datetime | None:
    """Return when a backup of some books was last sent, aware."""
    try:
        at = datetime.fromisoformat(noted(_NAME)[books]["at"])
    except (LookupError, TypeError, ValueError):
        return None
    return at if at.tzinfo else None


class Ready(Struct, frozen=True):
    """What a backup needs that is sent while nobody is asked anything."""

    server: "Server"  # whose key was confirmed
    password: str
    passphrase: str


def ready_to_send(books: str) -> Ready | None:
    """Return what this machine knows and its keyring keeps; ``None`` where somebody must be asked."""
    from donations_app.machine.remote_places import login_of, server_of

    server, passphrase = server_of(books), passwords.passphrase_of(books)
    if server is None or not passphrase:
        return None
    password = passwords.remote_password(login_of(server))
    return Ready(server, password, passphrase) if password or server.key_file else None
