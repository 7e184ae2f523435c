"""A server of books: made by an administrator, whose rights the program needs for that alone, and looked at again."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from typing import Any, Final, Literal

from msgspec import Struct
from sqlalchemy import URL

from donations_app.db import server_setup
from donations_app.db.address import server_url
from donations_app.db.definitions import SERVERS, differences
from donations_app.db.engine import known_errors, make_engine
from donations_app.db.rights import ROLES, grants
from donations_app.db.server_setup import Login, role_of
from donations_app.domain.authors import Author
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.settings import SettingsDraft
from donations_app.domain.storage_errors import BooksExist, BooksMissing
from donations_app.services.books.settings import create_books

Flaw = Literal[
    "version_unknown", "line_open", "passwords_weak", "role_missing", "role_logs_in", "login_strong", "login_homeless",
    "grant_missing", "grant_unknown", "rule",
]  # fmt: skip
_SCRAM: Final = "scram-sha-256"


class ServerFlaw(Struct, frozen=True):
    """Something of a server that is not as ``setup`` leaves it."""

    kind: Flaw
    name: str
    found: str = ""


class Done(Struct, frozen=True):
    """What was made."""

    base: str
    is_new: bool
    logins: tuple[str, ...]
    without_password: tuple[str, ...]


def set_up(
    admin: str,
    base: str,
    people: Sequence[Login],
    *,
    settings: SettingsDraft | None,
    clock: Callable[[], datetime],
    today: Callable[[], date] | None = None,
) -> Done:
    """Make database, books, rights and logins, or bring what stands to what is planned.

    Args:
        admin: address of a database of the server, of a login that may make roles and databases.
        base: name of the database of the books.
        people: who shall work with them; others keep what they have.
        settings: the facts of the association, for new books.
        clock: see ``Books``.
        today: see ``Books``.

    Raises:
        InputRefused: a name, a role or an office cannot be taken.
        BooksMissing: there are no books yet, and no settings to make some from.
        StorageUnavailable: the server cannot be reached, or refuses.
    """
    check_names(base, people)
    url = server_url(admin)
    place = url.set(database=base)
    with _connected(url) as run:
        for statement in server_setup.roles(base):
            run(statement)
        if is_new := not run("SELECT 1 FROM pg_database WHERE datname = %s", base):
            if settings is None:
                raise BooksMissing(base)
            run(server_setup.database(base))
    with _connected(place) as run:
        for statement in server_setup.doors(base):
            run(statement)
    _make_books(place, settings, clock, today)
    bare = _give_rights(place, base, people)
    names = tuple(one.name for one in people)
    return Done(base, is_new, names, tuple(name for name in names if name in bare))


def _give_rights(place: URL, base: str, people: Sequence[Login]) -> set[str]:
    """Bring rights and logins to what is planned, all of it or nothing; return who has no password yet.

    Raises:
        NotFound: there is no such office.
    """
    with _connected(place) as run:
        known = {str(code) for (code,) in run("SELECT code FROM office")}
        strong = {str(name) for (name,) in run("SELECT rolname FROM pg_roles WHERE rolsuper")}
        if administrators := [one.name for one in people if one.name in strong]:
            raise InputRefused([Problem("person", "name_reserved", name) for name in administrators])
        if unknown := [one.office for one in people if one.office and one.office not in known]:
            raise NotFound("office", unknown[0])
        run("BEGIN")
        for statement in server_setup.rights(base):
            run(statement)
        for one in people:
            for statement in server_setup.login(base, one):
                run(statement)
        run("COMMIT")
        return {str(name) for (name,) in run("SELECT rolname FROM pg_authid WHERE rolpassword IS NULL")}


def _make_books(
    place: URL,
    settings: SettingsDraft | None,
    clock: Callable[[], datetime],
    today: Callable[[], date] | None,
) -> None:
    """Make the books where there are none yet."""
    with _connected(place) as run:
        tables = run("SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace LIMIT 1")
    if tables:
        return
    if settings is None:
        raise BooksMissing(str(place.database))
    address = place.render_as_string(hide_password=False)
    try:
        create_books(address, settings, clock=clock, author=Author("setup"), today=today).close()
    except BooksExist:  # somebody else made them just now
        return


def end_login(admin: str, base: str, name: str) -> None:
    """Let somebody work with the books no longer.

    Raises:
        InputRefused: the name cannot be one of a login.
        NotFound: there is no such login.
    """
    check_names(base, [Login(name, "clerk")])
    with _connected(server_url(admin).set(database=base)) as run:
        if not run("SELECT 1 FROM pg_roles WHERE rolname = %s", name):
            raise NotFound("login", name)
        for statement in server_setup.leaving(base, name):
            run(statement)


def check_names(base: str, people: Sequence[Login]) -> None:
    """Refuse names that a server would take otherwise than they are said, and roles that there are not.

    Raises:
        InputRefused: with a problem for each.
    """
    found = list(_of_name("base", base, ()))
    for one in people:
        found += _of_name("person", one.name, ("pg_", f"{base}_"))
        if one.office and one.role not in ("treasurer", "clerk"):
            found.append(Problem("person", "role_without_office", one.office))
        if one.role not in ROLES:
            found.append(Problem("person", "choice_unknown", one.role, {"choices": tuple(ROLES)}))
        if one.office and not (one.office.isascii() and one.office.isalnum()):
            found.append(Problem("person", "office_unknown", one.office))
    names = [one.name for one in people]
    found += [Problem("person", "named_twice", name) for name in sorted({*names}) if names.count(name) > 1]
    if found:
        raise InputRefused(found)


def _of_name(field: str, name: str, reserved: tuple[str, ...]) -> Iterator[Problem]:
    """Yield what stands against a name on the server: how it is written, or whose it is."""
    if not server_setup.NAME.fullmatch(name):
        yield Problem(field, "name_of_server", name)
    elif name in server_setup.RESERVED or name.startswith(reserved):
        yield Problem(field, "name_reserved", name)


def verifier(name: str, password: str) -> str:
    """Return what a server keeps of a password, made here so that the password itself never travels (SCRAM)."""
    from psycopg import pq

    made = pq.PGconn.connect(b"")  # what is needed is the library alone: no server answers there
    try:
        return made.encrypt_password(password.encode(), name.encode(), _SCRAM.encode()).decode()
    finally:
        made.finish()


def flaws(admin: str, base: str) -> list[ServerFlaw]:
    """Return what of a server and of its books is not as ``set_up`` leaves it.

    Raises:
        InputRefused: the name cannot be one of a database.
        StorageUnavailable: the server cannot be reached.
    """
    check_names(base, [])
    place = server_url(admin).set(database=base)
    with _connected(place) as run:
        found = [*_of_server(run), *_of_roles(run, base), *_of_grants(run, base)]
    address = place.render_as_string(hide_password=False)
    engine = make_engine(address)
    try:
        with known_errors(base), engine.connect() as connection:
            found += [ServerFlaw("rule", one.name, one.kind) for one in differences(connection)]
    finally:
        engine.dispose()
    return found


Run = Callable[..., list[tuple[Any, ...]]]


def _of_server(run: Run) -> Iterator[ServerFlaw]:
    (version,) = run("SHOW server_version_num")[0]
    if int(version) // 10_000 not in SERVERS:
        yield ServerFlaw("version_unknown", str(int(version) // 10_000))
    (weak,) = run("SHOW password_encryption")[0]
    if weak != _SCRAM:
        yield ServerFlaw("passwords_weak", "password_encryption", str(weak))
    # lines by which somebody comes over the network without a password by SCRAM, or past TLS
    lines = run(
        "SELECT line_number, type, auth_method, address FROM pg_hba_file_rules WHERE error IS NULL"
        " AND type <> 'local' AND auth_method <> 'reject' AND address IS DISTINCT FROM '127.0.0.1'"
        " AND address IS DISTINCT FROM '::1' AND (type NOT IN ('hostssl') OR auth_method <> 'scram-sha-256')"
    )
    for number, kind, method, address in lines:
        yield ServerFlaw("line_open", f"pg_hba.conf:{number}", f"{kind} {address} {method}")


def _of_roles(run: Run, base: str) -> Iterator[ServerFlaw]:
    wanted = {role_of(base, role) for role in ("owner", *ROLES)}
    standing = {name: may for name, may in run("SELECT rolname, rolcanlogin FROM pg_roles")}
    for name in sorted(wanted):
        if name not in standing:
            yield ServerFlaw("role_missing", name)
        elif standing[name]:
            yield ServerFlaw("role_logs_in", name)
    members = run(
        "SELECT m.rolname, g.rolname, m.rolsuper OR m.rolcreaterole OR m.rolreplication"
        " OR (m.rolbypassrls AND g.rolname <> %s), l.office_id"
        " FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid"
        " LEFT JOIN office_login l ON l.login = m.rolname WHERE g.rolname = ANY(%s) AND m.rolcanlogin",
        role_of(base, "backup"),
        sorted(wanted),
    )
    for name, group, is_strong, office in sorted(members, key=lambda row: (row[0], row[1])):
        if is_strong or group == role_of(base, "owner"):
            yield ServerFlaw("login_strong", name, group)
        elif office is None and group in (role_of(base, "clerk"), role_of(base, "treasurer")):
            yield ServerFlaw("login_homeless", name)


def _of_grants(run: Run, base: str) -> Iterator[ServerFlaw]:
    wanted = {(role_of(base, one.role), one.table, verb) for one in grants() for verb in one.verbs}
    sequences = run(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'"
    )
    wanted |= {(role_of(base, "backup"), str(name), "SELECT") for (name,) in sequences}
    standing = {
        (str(role), str(table), str(verb))
        for role, table, verb in run(
            "SELECT coalesce(r.rolname, 'PUBLIC'), c.relname, e.privilege_type FROM pg_class c"
            " CROSS JOIN LATERAL aclexplode(c.relacl) e LEFT JOIN pg_roles r ON r.oid = e.grantee"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'f', 'S')"
            " AND e.grantee <> c.relowner"
        )
    }
    for role, table, verb in sorted(wanted - standing):
        yield ServerFlaw("grant_missing", f"{table}: {verb}", role)
    for role, table, verb in sorted(standing - wanted):
        yield ServerFlaw("grant_unknown", f"{table}: {verb}", role)


@contextmanager
def _connected(url: URL) -> Iterator[Run]:
    """Open a connection of the administrator's, each statement of which is saved by itself."""
    engine = make_engine(url.render_as_string(hide_password=False))
    try:
        with known_errors(url.render_as_string()), closing(engine.raw_connection()) as connection:
            raw: Any = connection.driver_connection
            raw.autocommit = True

            def run(statement: str, *values: object) -> list[tuple[Any, ...]]:
                cursor = raw.execute(statement, values or None)
                return list(cursor.fetchall()) if cursor.description else []

            yield run
    finally:
        engine.dispose()
