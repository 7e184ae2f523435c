"""The server to which this machine sends the encrypted backups of some books: noted here, its password never."""

from typing import Any, Final
from urllib.parse import unquote, urlsplit

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.structs import asdict
from donations_app.formats.sftp import PORT, HostKey, Server
from donations_app.machine.noted import note_under, noted

_NAME: Final = "servers"
_HOME: Final = "/~/"  # what follows is below the folder that one is in after the login


def server_of(books: str) -> Server | None:
    """Return the server of some books, whose key was confirmed.

    Args:
        books: what tells them from others (``identity``).
    """
    try:
        said: dict[str, Any] = noted(_NAME)[books]
        found = Server(**said)
    except (LookupError, TypeError):
        return None
    texts = (found.host, found.username, found.folder, found.key_file, found.kind, found.fingerprint)
    is_whole = all(isinstance(one, str) for one in texts) and isinstance(found.port, int)
    return found if is_whole and found.fingerprint else None


def note_server(books: str, server: Server) -> None:
    """Remember the server of some books, with the key that was confirmed."""
    note_under(_NAME, books, asdict(server))


def login_of(server: Server) -> str:
    """Return under what its password is kept."""
    return f"{server.username}@{server.host}:{server.port}"


def address_of(server: Server) -> str:
    """Return the address as it is typed and shown."""
    port = "" if server.port == PORT else f":{server.port}"
    host = f"[{server.host}]" if ":" in server.host else server.host
    folder = server.folder if server.folder.startswith("/") else f"{_HOME}{server.folder}"
    return f"sftp://{server.username}@{host}{port}{folder}"


def typed_server(address: str, *, key_file: str = "") -> Server:
    """Return the server of an address: sftp://LOGIN@HOST[:PORT]/FOLDER, or /~/FOLDER below the home of the login.

    Raises:
        InputRefused: it is none, or says a password, which stands in the history of the shell then.
    """
    parts = urlsplit(address)
    try:
        port = parts.port or PORT
    except ValueError:
        port = 0
    if parts.password is not None:
        raise InputRefused([Problem("server", "sftp_password")])
    known = parts.scheme == "sftp" and parts.hostname and parts.username and port
    if not known or parts.query or parts.fragment or not address.isprintable():
        raise InputRefused([Problem("server", "sftp_address")])
    folder = unquote(parts.path) or "/"
    folder = folder.removeprefix(_HOME) if folder.startswith(_HOME) else folder
    return Server(str(parts.hostname), unquote(str(parts.username)), folder or ".", port, key_file)


def confirmed(books: str, server: Server) -> Server:
    """Return a server with the key that was confirmed for its host before; without one where none was."""
    known = server_of(books)
    if known is None or (known.host, known.port) != (server.host, server.port):
        return server
    return server.confirmed(HostKey(known.kind, known.fingerprint))
