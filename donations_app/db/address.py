"""Where books are: a path or the address of a server; and the address as people may see it."""

import re
from typing import TYPE_CHECKING, Final

from donations_app.domain.storage_errors import BooksAddressWrong

if TYPE_CHECKING:  # a path needs none of it, and neither does the help of a command
    from sqlalchemy import URL

DRIVER: Final = "postgresql+psycopg"
_ADDRESS: Final = re.compile(  # one letter before the colon is a drive
    r"[A-Za-z][A-Za-z0-9+.-]+:/|postgres(?:ql)?(?:\+\w+)?:|.*\bpassword\s*=", re.IGNORECASE | re.DOTALL
)
_WITH_USER: Final = re.compile(r"^([\w+.-]+:/*[^:@/]*):.*@", re.DOTALL)
_PORT: Final = r"\d{1,5}(?:,[^/?#:]*(?::\d{1,5})?)*(?=[/?#]|$)"
_WITHOUT_HOST: Final = re.compile(rf"^([\w+.-]+:/+[^/?#:\[]+):(?!{_PORT}|\*\*\*@)[^?#]*", re.DOTALL)
_HIDDEN: Final = "***"
_SHOWN: Final = frozenset(  # what of an address tells nothing that others may not know
    [
        "host",
        "hostaddr",
        "port",
        "dbname",
        "user",
        "sslmode",
        "sslrootcert",
        "require_auth",
        "channel_binding",
    ]
)


def is_url(location: str) -> bool:
    """Tell an address, however badly it is written, from a path."""
    return _ADDRESS.match(location) is not None


def server_url(location: str) -> "URL":
    """Return the address of a PostgreSQL server, reached with the driver that is ours.

    Raises:
        BooksAddressWrong: it is the address of something else, or cannot be read.
    """
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(location)
    except (ArgumentError, ValueError) as error:
        raise BooksAddressWrong(without_password(location)) from error
    if url.drivername not in ("postgresql", DRIVER) or not url.database:
        raise BooksAddressWrong(without_password(location))
    return url.set(drivername=DRIVER)


def server_address(host: str, base: str, login: str, *, authority: str = "") -> str:
    """Return the address of books on a server, without a password.

    Args:
        host: its name, or its name, a colon and a port; or the folder of a socket of this computer.
        base: name of the database.
        login: of the person.
        authority: the file with the certificate of who vouches for the server; empty: those of the system.

    Raises:
        ValueError: the port is no number from 1 to 65535.
    """
    from sqlalchemy import URL

    is_socket = host.startswith("/")
    name, colon, port = host.rpartition(":") if host.count(":") == 1 and not is_socket else (host, "", "")
    if colon and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65_536):
        raise ValueError(port)
    query = ({"host": host} if is_socket else {}) | ({"sslrootcert": authority} if authority else {})
    url = URL.create(
        "postgresql", login, None, None if is_socket else name, int(port or 0) or None, base, query
    )
    return url.render_as_string()


def server_parts(location: str) -> dict[str, str]:
    """Return what ``server_address`` made an address of, by the names of its arguments.

    Raises:
        BooksAddressWrong: it is the address of something else, or cannot be read.
    """
    url = server_url(location)
    said = {name: value if isinstance(value, str) else value[0] for name, value in url.query.items()}
    host = url.host or said.get("host", "")
    return {
        "host": f"{host}:{url.port}" if url.port else host,
        "base": url.database or "",
        "login": url.username or "",
        "authority": said.get("sslrootcert", ""),
    }


def says_password(location: str) -> bool:
    """Tell whether an address needs no password beside it: it has one, or is a path, or nobody can read it."""
    if not is_url(location):
        return True
    try:
        url = server_url(location)
    except BooksAddressWrong:
        return True
    return bool(url.password) or "password" in url.query


def password_in(location: str) -> str:
    """Return the password that an address holds, or nothing."""
    return str(server_url(location).password or "")


def with_password(location: str, password: str) -> str:
    """Return an address with a password in it.

    Raises:
        BooksAddressWrong: it is the address of something else, or cannot be read.
    """
    return server_url(location).set(password=password).render_as_string(hide_password=False)


def without_password(location: str) -> str:
    """Return an address as people may see it, with nothing in it that may be a password.

    >>> without_password("postgresql://zohra:secret@server/books?sslmode=require&password=secret")
    'postgresql://zohra:***@server/books?sslmode=require&***'
    """
    shown = _WITHOUT_HOST.sub(rf"\1:{_HIDDEN}", _WITH_USER.sub(rf"\1:{_HIDDEN}@", location))
    place, mark, query = shown.partition("?")
    if not mark:
        return re.sub(r"(\bpassword\s*=).*", rf"\1{_HIDDEN}", shown, flags=re.IGNORECASE | re.DOTALL)
    parts = (part if part.partition("=")[0] in _SHOWN else _HIDDEN for part in query.split("&"))
    return f"{place}?{'&'.join(parts)}"
