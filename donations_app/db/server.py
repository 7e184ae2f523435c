"""What a server has that a file has not: who is at work, and what needs a lock or a place of its own.

Keys come from a sequence an origin and table, so that nobody waits for anybody's transaction; numbers and links
are taken last, and held until the commit alone. These functions run with the rights of the owner, under a path
of their own, and ask themselves who called: nobody else writes a counter, a link or its head (``db.rights``).
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, text

from donations_app.db.closed_days import credit_closed
from donations_app.db.tables import mapped_classes
from donations_app.domain.keys import BITS

_LOGINS: Final = """
CREATE TABLE office_login (login name PRIMARY KEY, office_id bigint NOT NULL REFERENCES office (id))"""
_OWNER: Final = "LANGUAGE plpgsql {kind} SECURITY DEFINER SET search_path = {schema}, pg_temp"
_CALLER: Final = "LANGUAGE plpgsql STABLE SET search_path = {schema}, pg_temp"
_MY_OFFICE: Final = """
CREATE FUNCTION my_office() RETURNS bigint {definer} AS $$ BEGIN
  RETURN (SELECT office_id FROM office_login WHERE login = session_user);
END $$"""
_MY_ORIGINS: Final = """
CREATE FUNCTION my_origins() RETURNS SETOF bigint {definer} AS $$ BEGIN
  RETURN QUERY SELECT o.id FROM origin o JOIN office_login l ON l.office_id = o.office_id WHERE l.login = session_user;
END $$"""
# In PL/pgSQL, which keeps its plan: a function in SQL is planned anew at each call, a statement each.
# Whoever owns the tables stands over the rights, and so does what runs with his: policies ask that; who called a
# function of his is asked by the login. Where no role of a name was made, nobody is in it
_IS: Final = """
CREATE FUNCTION {name}() RETURNS boolean {caller} AS $$ BEGIN
  RETURN pg_has_role({owner}, (SELECT relowner FROM pg_class WHERE oid = 'link'::regclass), 'USAGE')
    OR EXISTS (SELECT 1 FROM unnest(ARRAY[{roles}]) role
      WHERE pg_has_role(session_user, to_regrole(quote_ident(current_database() || '_' || role)), 'MEMBER'));
END $$"""
# said in each function that asks it, his own first: to call another takes as long as all it asks
_MAY_WRITE: Final = """
  IF NOT (EXISTS (SELECT FROM origin o JOIN office_login l ON l.office_id = o.office_id
    WHERE o.id = of_origin AND l.login = session_user) OR answers_for_all()) THEN
    RAISE EXCEPTION 'origin %: not yours', of_origin USING ERRCODE = 'insufficient_privilege';
  END IF;"""
_TAKE_KEYS: Final = f"""
CREATE FUNCTION take_keys(of_origin bigint, kinds text[], wanted bigint[], OUT kind text, OUT key bigint)
RETURNS SETOF record {{definer}} AS $$
DECLARE
  counter regclass;
BEGIN{_MAY_WRITE}
  FOR place IN 1 .. cardinality(kinds) LOOP
    kind := kinds[place];
    counter := format('key_%s_%s', kind, of_origin);
    FOR _ IN 1 .. wanted[place] LOOP
      key := of_origin << {BITS} | nextval(counter);
      RETURN NEXT;
    END LOOP;
  END LOOP;
END $$"""
_OPEN_SEQUENCES: Final = f"""
CREATE FUNCTION open_sequences(origin bigint) RETURNS void {{definer}} AS $$
DECLARE
  kind text;
  dumps text := current_database() || '_backup';
BEGIN
  IF NOT answers_for_all() THEN
    RAISE EXCEPTION 'origin %: not yours to open', origin USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOREACH kind IN ARRAY ARRAY[{{kinds}}] LOOP
    EXECUTE format('CREATE SEQUENCE %I MAXVALUE {(1 << BITS) - 1}', format('key_%s_%s', kind, origin));
    IF to_regrole(quote_ident(dumps)) IS NOT NULL THEN
      EXECUTE format('GRANT SELECT ON SEQUENCE %I TO %I', format('key_%s_%s', kind, origin), dumps);
    END IF;
  END LOOP;
END $$"""
# a clerk sees no line of the bank, and what he credits may stand at a closed one
_CREDIT_CLOSED: Final = """
CREATE FUNCTION credit_closed(of_payment bigint, of_slip bigint) RETURNS boolean {definer} AS $$ BEGIN
  RETURN {found};
END $$"""
_BEGIN_HEAD: Final = """
CREATE FUNCTION begin_head(of_origin bigint, here boolean, begun_at bigint) RETURNS void {definer} AS $$ BEGIN
  IF NOT answers_for_all() THEN
    RAISE EXCEPTION 'origin %: not yours to open', of_origin USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO head (origin_id, is_here, n, at, hash)
  VALUES (of_origin, here, 0, begun_at, decode(repeat('00', 32), 'hex'));
END $$"""
_TAKE_NUMBER: Final = """
CREATE FUNCTION take_number(of_series text) RETURNS bigint {definer} AS $$ DECLARE taken bigint; BEGIN
  IF NOT answers_for_all() THEN
    RAISE EXCEPTION 'series %: not yours to number', of_series USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO receipt_counter (series, last) VALUES (of_series, 1)
  ON CONFLICT (series) DO UPDATE SET last = receipt_counter.last + 1 RETURNING last INTO taken;
  RETURN taken;
END $$"""
# the hash covers what db.chain.Facts covers, in the same words
_SEAL: Final = f"""
CREATE FUNCTION seal(
  of_origin bigint, link_id bigint, of_schema bigint, made_on date, made_at bigint, entries bigint, entries_digest bytea
) RETURNS void {{definer}} AS $$
DECLARE
  last head%ROWTYPE;
  stamp bigint;
  made bytea;
BEGIN{_MAY_WRITE}
  SELECT * INTO last FROM head WHERE origin_id = of_origin AND is_here FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'head: not written here' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  stamp := greatest(made_at, last.at);
  made := sha256(convert_to('[' || concat_ws(',',
    of_origin, last.n + 1, of_schema, '"' || to_char(made_on, 'YYYY-MM-DD') || '"', stamp,
    to_json(session_user::text), entries, '"' || encode(entries_digest, 'hex') || '"',
    '"' || encode(last.hash, 'hex') || '"') || ']', 'UTF8'));
  INSERT INTO link (id, origin_id, n, schema, "on", at, who, count, digest, hash)
  VALUES (link_id, of_origin, last.n + 1, of_schema, made_on, stamp, session_user, entries, entries_digest, made);
  UPDATE head SET n = last.n + 1, at = stamp, hash = made WHERE origin_id = of_origin;
END $$"""  # noqa: S608 -- words of our own


# by their names with what they take: what each is, and whether a client calls it
FUNCTIONS: Final = {
    "my_office()": True, "my_origins()": True, "sees_all()": True, "writes_all()": True,
    "answers_for_all()": False, "credit_closed(bigint, bigint)": True,
    "take_keys(bigint, text[], bigint[])": True, "open_sequences(bigint)": True,
    "begin_head(bigint, boolean, bigint)": True,
    "take_number(text)": True, "seal(bigint, bigint, bigint, date, bigint, bigint, bytea)": True,
    "graft(bigint, bigint, bigint, bigint, date, bigint, text, bigint, bytea, bytea)": True,
}  # fmt: skip


def functions(schema: str) -> Iterator[str]:
    """Yield the statements that make the table of logins and the functions, which nobody else may call.

    Args:
        schema: in which the books lie.
    """
    caller = _CALLER.format(schema=schema)
    reads = _OWNER.format(kind="STABLE", schema=schema)
    writes = _OWNER.format(kind="VOLATILE", schema=schema)
    kinds = ", ".join(f"'{name}'" for name in sorted(keyed_tables()))
    yield _LOGINS
    yield from (_MY_OFFICE.format(definer=reads), _MY_ORIGINS.format(definer=reads))
    for name, owner, roles in (
        ("sees_all", "current_user", "'treasurer', 'auditor', 'backup'"),
        ("writes_all", "current_user", "'treasurer'"),
        ("answers_for_all", "session_user", "'treasurer'"),
    ):
        yield _IS.format(name=name, caller=caller, owner=owner, roles=roles)
    yield from (one.format(definer=writes) for one in (_TAKE_KEYS, _BEGIN_HEAD, _TAKE_NUMBER, _SEAL, _GRAFT))
    yield _CREDIT_CLOSED.format(definer=reads, found=credit_closed("of_payment", "of_slip"))
    yield _OPEN_SEQUENCES.format(definer=writes, kinds=kinds)
    for called in FUNCTIONS:
        yield f"REVOKE ALL ON FUNCTION {called} FROM PUBLIC"


def open_sequences(connection: Connection, origin: int) -> None:
    """Make the sequences from which the keys of a new origin come; a file needs none."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT open_sequences({origin})")


def begin_head(connection: Connection, origin: int, at: int, *, is_here: bool) -> None:
    """Let the chain of a new origin of a server begin.

    Args:
        connection: in whose transaction the origin was added.
        origin: its number.
        at: microseconds since 1970.
        is_here: whether it is written on this server.
    """
    given = {"origin": origin, "here": is_here, "at": at}
    connection.execute(text("SELECT begin_head(:origin, :here, :at)"), given)


_GRAFT: Final = """
CREATE FUNCTION graft(
  link_id bigint, of_origin bigint, number bigint, of_schema bigint, made_on date, made_at bigint, made_by text,
  entries bigint, entries_digest bytea, made bytea
) RETURNS void {definer} AS $$
DECLARE
  last head%ROWTYPE;
BEGIN
  SELECT * INTO last FROM head WHERE origin_id = of_origin AND NOT is_here FOR UPDATE;
  IF NOT FOUND OR NOT answers_for_all() THEN
    RAISE EXCEPTION 'origin %: not yours to bring home', of_origin USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF number <> last.n + 1 OR made <> sha256(convert_to('[' || concat_ws(',',
    of_origin, number, of_schema, '"' || to_char(made_on, 'YYYY-MM-DD') || '"', made_at,
    to_json(made_by), entries, '"' || encode(entries_digest, 'hex') || '"',
    '"' || encode(last.hash, 'hex') || '"') || ']', 'UTF8')) THEN
    RAISE EXCEPTION 'link % of origin %: not as it was sealed', number, of_origin
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  INSERT INTO link (id, origin_id, n, schema, "on", at, who, count, digest, hash)
  VALUES (link_id, of_origin, number, of_schema, made_on, made_at, made_by, entries, entries_digest, made);
  UPDATE head SET n = number, at = made_at, hash = made WHERE origin_id = of_origin;
END $$"""


def keyed_tables() -> set[str]:
    """Return the tables whose keys are of the origin that writes, links among them."""
    found = {name for name, one in mapped_classes().items() if one.is_journalled and one.is_keyed_by_origin}
    return {*found, "link"}
