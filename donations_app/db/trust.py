"""What a server of books must prove before it gets a password or an entry; libpq by itself asks for nothing.

Another computer: its certificate, by its name, and a password that is never sent (SCRAM, RFC 5802, bound to
the line by RFC 5929). This computer: no password in clear or as an MD5 digest, and where the address has a
password, that the server knows it. Whatever the address or the environment says itself is left as it is.
"""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Final

from sqlalchemy import URL

_SCRAM: Final = "scram-sha-256"
_VARIABLES: Final = {
    "sslmode": "PGSSLMODE",
    "require_auth": "PGREQUIREAUTH",
    "channel_binding": "PGCHANNELBINDING",
}
_FIRST_WITH_AUTH: Final = 160000  # libpq's first version that knows ``require_auth``


def demands(url: URL, environment: Mapping[str, str], *, libpq: int) -> dict[str, str]:
    """Return the parameters of libpq that a connection gets beside what its address says.

    Args:
        url: of the server.
        environment: the variables of the process.
        libpq: version of the library, such as 170004.
    """
    if not all(map(_is_here, _hosts(url, environment))) or _names_service(url, environment):
        wanted = {"sslmode": "verify-full", "require_auth": _SCRAM, "channel_binding": "require"}
    elif _has_password(url, environment) and not any(map(_is_socket, _hosts(url, environment))):
        wanted = {"require_auth": _SCRAM}
    else:
        wanted = {"require_auth": f"{_SCRAM},none"}
    if libpq < _FIRST_WITH_AUTH:
        wanted.pop("require_auth")
    return {
        name: value
        for name, value in wanted.items()
        if name not in url.query and _VARIABLES[name] not in environment
    }


def _hosts(url: URL, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of the servers, and where they are if that is said apart; empty is this computer's socket."""
    named = _all_of(url, "host") or [url.host or environment.get("PGHOST", "")]
    lying = _all_of(url, "hostaddr") or [environment.get("PGHOSTADDR", "")]
    said = [*filter(None, named), *filter(None, lying)]
    for several in said or [""]:
        yield from several.split(",")


def _names_service(url: URL, environment: Mapping[str, str]) -> bool:
    """Whether a file of libpq says where the server is."""
    return "service" in url.query or bool(environment.get("PGSERVICE"))


def _all_of(url: URL, name: str) -> list[str]:
    found = url.query.get(name, ())
    return [found] if isinstance(found, str) else list(found)


def _is_socket(host: str) -> bool:
    return host == "" or host[0] in "/@"


def _is_here(host: str) -> bool:
    if _is_socket(host):
        return True
    name = host.rpartition(":")[0] if host.count(":") == 1 else host  # with its port
    if name.lower().rstrip(".") == "localhost":
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _has_password(url: URL, environment: Mapping[str, str]) -> bool:
    return bool(url.password or "password" in url.query or environment.get("PGPASSWORD"))
