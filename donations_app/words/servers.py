"""What of a server of books is not as it was set up, in words."""

from typing import Final

from donations_app.domain.authors import Role
from donations_app.i18n import N_, _, isolated
from donations_app.services.books.server import ServerFlaw

_FLAWS: Final = {
    "version_unknown": N_("PostgreSQL {name} was not tried with this program: it knows 15 to 18."),
    "line_open": N_(
        "{name} lets people in past TLS and SCRAM ({found}). Write hostssl and scram-sha-256 there, or reject."
    ),
    "passwords_weak": N_("{name} is {found}: set it to scram-sha-256 and give each login its password anew."),
    "role_missing": N_("The role {name} is missing. Run “server setup” again."),
    "role_logs_in": N_(
        "The role {name} can log in, which none of them should. Run “ALTER ROLE {name} NOLOGIN”."
    ),
    "login_strong": N_(
        "{name} ({found}) may more on this server than work with the books. Run “server setup” with that person again."
    ),
    "login_homeless": N_(
        "{name} works for no office, and so sees nothing. Run “server setup” with that person and the office."
    ),
    "grant_missing": N_("{found} lacks a right: {name}. Run “server setup” again."),
    "grant_unknown": N_("{found} has a right too many: {name}. Run “server setup” again."),
    "rule": N_("In the schema {name} is not the program's own ({found}). Run “verify”, which says more."),
}


_ROLES: Final = {
    "treasurer": N_("{login} answers for these books ({office})."),
    "clerk": N_("{login} records for the office {office}."),
    "auditor": N_("{login} reads these books."),
}


def login_sentence(login: str, role: Role, office: str) -> str:
    """Return what somebody does in the books of a server."""
    return _(_ROLES[role]).format(login=isolated(login), office=isolated(office))


def flaw_sentence(flaw: ServerFlaw) -> str:
    """Return what is wrong, and what to do about it."""
    return _(_FLAWS[flaw.kind]).format(name=isolated(flaw.name), found=isolated(flaw.found))
