"""What an administrator runs once on a PostgreSQL server: roles, the database, grants, a login a person.

Every statement may be run again: what stands stays, and rights are given anew as ``db.rights`` plans them. Names are
short words of small letters, so none needs quotes; a password is handed over as its SCRAM verifier (RFC 5802).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from donations_app.db.rights import ROLES, Role, grants
from donations_app.db.server import FUNCTIONS

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
RESERVED: Final = ("postgres", "template0", "template1")
_CONNECTIONS: Final = 20  # of one login at once
# large objects lie outside the schema, and every login may make some
_LARGE_OBJECTS: Final = (
    "lo_creat(integer)", "lo_create(oid)", "lo_from_bytea(oid, bytea)", "lo_put(oid, bigint, bytea)",
    "lo_open(oid, integer)", "lowrite(integer, bytea)", "lo_unlink(oid)", "lo_truncate(integer, integer)",
    "lo_truncate64(integer, bigint)",
)  # fmt: skip


class Login(Struct, frozen=True):
    """Somebody who works with the books.

    Attributes:
        name: of the login.
        role: what he does.
        office: code of the one for which he works; of the head office where empty.
        verifier: of his password; empty: an administrator gives him one.
    """

    name: str
    role: Role
    office: str = ""
    verifier: str = ""


def role_of(base: str, role: str) -> str:
    """Return the name of a role of a database: roles are those of the whole server."""
    return f"{base}_{role}"


def roles(base: str) -> Iterator[str]:
    """Yield what makes the roles; nobody logs in under one of them."""
    for role in ("owner", *ROLES):
        yield _unless(role_of(base, role), f"CREATE ROLE {role_of(base, role)} NOLOGIN")


def database(base: str) -> str:
    """Return what makes the database; it cannot be run in a transaction, or twice."""
    return f"CREATE DATABASE {base} OWNER {role_of(base, 'owner')} ENCODING 'UTF8' TEMPLATE template0"


def doors(base: str) -> Iterator[str]:
    """Yield what lets the roles in, and nobody else; run in the database."""
    everybody = ", ".join(role_of(base, role) for role in ROLES)
    yield f"REVOKE ALL ON DATABASE {base} FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {base} TO {everybody}"
    yield f"ALTER SCHEMA public OWNER TO {role_of(base, 'owner')}"
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {everybody}"
    for called in _LARGE_OBJECTS:
        yield f"REVOKE EXECUTE ON FUNCTION pg_catalog.{called} FROM PUBLIC"


def rights(base: str) -> Iterator[str]:
    """Yield what hands the tables over to their owner, and gives each role what it may do; run in the database."""
    owner = role_of(base, "owner")
    yield (
        "DO $$ DECLARE one record; BEGIN"
        " FOR one IN SELECT c.oid::regclass AS named, c.relkind FROM pg_class c"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'S')"
        " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))"
        f" LOOP EXECUTE format('ALTER %s %s OWNER TO {owner}',"
        " CASE one.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, one.named); END LOOP;"
        " FOR one IN SELECT p.oid::regprocedure AS named FROM pg_proc p"
        " WHERE p.pronamespace = 'public'::regnamespace"
        f" LOOP EXECUTE format('ALTER FUNCTION %s OWNER TO {owner}', one.named); END LOOP; END $$"
    )
    everybody = ", ".join(role_of(base, role) for role in ROLES)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {everybody}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {everybody}"
    yield f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM {everybody}"
    for one in grants():
        yield f"GRANT {', '.join(one.verbs)} ON {one.table} TO {role_of(base, one.role)}"
    # a dump reads where each sequence stands; ``open_sequences`` lets it read those of a later origin
    yield f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {role_of(base, 'backup')}"
    for called, is_open in FUNCTIONS.items():
        if is_open:
            yield f"GRANT EXECUTE ON FUNCTION {called} TO {everybody}"


def login(base: str, one: Login) -> Iterator[str]:
    """Yield what makes the login of a person, in one role alone; run in the database."""
    yield _unless(one.name, f"CREATE ROLE {one.name}")
    extra = "BYPASSRLS" if one.role == "backup" else "NOBYPASSRLS"  # a dump reads past the policies
    yield (
        f"ALTER ROLE {one.name} LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION {extra}"
        f" CONNECTION LIMIT {_CONNECTIONS}"
    )
    if one.verifier:
        yield f"ALTER ROLE {one.name} PASSWORD '{one.verifier}'"
    for role in ROLES:
        if role != one.role:
            yield f"REVOKE {role_of(base, role)} FROM {one.name}"
    yield f"GRANT {role_of(base, one.role)} TO {one.name}"
    if one.role in ("treasurer", "clerk"):
        office = f"code = '{one.office}'" if one.office else "is_head"
        yield (
            f"INSERT INTO office_login (login, office_id) SELECT '{one.name}', id FROM office WHERE {office}"
            " ON CONFLICT (login) DO UPDATE SET office_id = excluded.office_id"
        )
        named = f"there is no office {one.office}" if one.office else "there is no head office"
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM office_login l JOIN office o ON o.id = l.office_id"
            f" WHERE l.login = '{one.name}' AND o.{office}) THEN RAISE EXCEPTION '{named}'; END IF; END $$"
        )
    else:
        yield f"DELETE FROM office_login WHERE login = '{one.name}'"


def leaving(base: str, name: str) -> Iterator[str]:
    """Yield what ends the work of a person: his login stays, since the audit trail names it, and opens nothing."""
    yield f"ALTER ROLE {name} NOLOGIN"
    for role in ROLES:
        yield f"REVOKE {role_of(base, role)} FROM {name}"
    yield f"DELETE FROM office_login WHERE login = '{name}'"


def script(base: str, people: Sequence[Login], *, settings: str) -> Iterator[str]:
    """Yield the lines of a script for ``psql``, for an administrator who runs everything himself.

    Args:
        base: name of the database.
        people: who shall work with it.
        settings: file from which the books are made between the two parts.
    """
    maker = role_of(base, "owner")
    yield from (f"{one};" for one in roles(base))
    yield f"SELECT $${database(base)}$$ WHERE NOT EXISTS (SELECT 1 FROM pg_database WHERE datname = '{base}') \\gexec"
    yield f"GRANT {maker} TO CURRENT_USER;"
    yield f"\\connect {base}"
    yield from (f"{one};" for one in doors(base))
    yield f"\\echo 'Make the books: init --settings {settings}, as this user; then press Enter.'"
    yield "\\prompt made"
    yield from (f"{one};" for one in rights(base))
    for one in people:
        yield from (f"{statement};" for statement in login(base, one))
    yield f"REVOKE {maker} FROM CURRENT_USER;"


def _unless(role: str, statement: str) -> str:
    """Return a statement that makes a role where there is none of that name."""
    return f"DO $$ BEGIN IF to_regrole('{role}') IS NULL THEN {statement}; END IF; END $$"
