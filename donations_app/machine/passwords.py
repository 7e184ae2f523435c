"""Passwords of servers and passphrases of backups in the keyring of the system, never in a file of ours.

Decisions 0053 and 0056.
"""

from contextlib import suppress
from typing import Any, Final

from donations_app.db.address import says_password, server_url, with_password, without_password

_SERVICE: Final = "Tiwizi"
_BACKUPS: Final = "backups "
_REMOTE: Final = "sftp "


def filled(location: str) -> str:
    """Return an address with the password that the keyring keeps for it; a path, or one that has its own, as it is."""
    if says_password(location) or not (password := _asked("get_password", _name(location))):
        return location
    return with_password(location, str(password))


def keep(location: str, password: str) -> bool:
    """Keep a password for an address; tell whether the system has a keyring that took it."""
    return _asked("set_password", _name(location), password) is not False


def forget(location: str) -> bool:
    """Keep the password of an address no longer; tell whether one was kept."""
    return _asked("delete_password", _name(location)) is not False


def passphrase_of(books: str) -> str:
    """Return the passphrase that the keyring keeps for the encrypted backups of some books; nothing where none is.

    Args:
        books: what tells them from others (``identity``).
    """
    return str(_asked("get_password", _BACKUPS + books) or "")


def keep_passphrase(books: str, passphrase: str) -> bool:
    """Keep the passphrase of the backups of some books; tell whether the system has a keyring that took it."""
    return _asked("set_password", _BACKUPS + books, passphrase) is not False


def forget_passphrase(books: str) -> bool:
    """Keep that passphrase no longer; tell whether one was kept."""
    return _asked("delete_password", _BACKUPS + books) is not False


def remote_password(place: str) -> str:
    """Return the password that the keyring keeps for a server that takes backups; nothing where it keeps none.

    Args:
        place: login, host and port (``remote_places.login_of``).
    """
    return str(_asked("get_password", _REMOTE + place) or "")


def keep_remote_password(place: str, password: str) -> bool:
    """Keep the password of such a server; tell whether the system has a keyring that took it."""
    return _asked("set_password", _REMOTE + place, password) is not False


def forget_remote_password(place: str) -> bool:
    """Keep it no longer; tell whether one was kept."""
    return _asked("delete_password", _REMOTE + place) is not False


def _asked(act: str, name: str, *values: str) -> Any:
    """Return what the keyring answers, or ``False``: there is none, it is locked, or it knows nothing."""
    try:
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError
    except ImportError:  # a computer without the library
        return False
    with suppress(KeyringError, PasswordDeleteError, RuntimeError):
        return getattr(keyring, act)(_SERVICE, name, *values)
    return False


def _name(location: str) -> str:
    """Return under which name a password is kept: login, server and database, not how one gets there."""
    url = server_url(location)
    return without_password(url.set(password=None, query={}).render_as_string())
