"""The three functions of a server that do what needs a lock or a place of its own: keys, numbers, links.

Keys come from a sequence an origin and table, so that nobody waits for anybody's transaction; numbers and
links are taken last, and held until the commit alone.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from donations_app.db.tables import Base
from donations_app.domain.keys import BITS

_TAKE_KEYS: Final = f"""
CREATE FUNCTION take_keys(origin bigint, kind text, wanted bigint) RETURNS SETOF bigint LANGUAGE sql VOLATILE AS $$
  SELECT origin << {BITS} | nextval(format('key_%s_%s', kind, origin)::regclass) FROM generate_series(1, wanted)
$$"""  # noqa: S608 -- a number of our own
_TAKE_NUMBER: Final = """
CREATE FUNCTION take_number(of_series text) RETURNS bigint LANGUAGE sql VOLATILE AS $$
  INSERT INTO receipt_counter (series, last) VALUES (of_series, 1)
  ON CONFLICT (series) DO UPDATE SET last = receipt_counter.last + 1 RETURNING last
$$"""
# the hash covers what db.chain.Facts covers, in the same words
_SEAL: Final = """
CREATE FUNCTION seal(
  of_origin bigint, link_id bigint, of_schema bigint, made_on date, made_at bigint, entries bigint, entries_digest bytea
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  last head%ROWTYPE;
  stamp bigint;
  made bytea;
BEGIN
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
  RETURN pg_current_xact_id()::text;
END $$"""


def functions() -> Iterator[str]:
    """Yield the statements that make the functions."""
    yield from (_TAKE_KEYS, _TAKE_NUMBER, _SEAL)


def open_sequences(connection: Connection, origin: int) -> None:
    """Make the sequences from which the keys of a new origin come; a file needs none."""
    if connection.dialect.name != "postgresql":
        return
    for name in sorted(keyed_tables()):
        connection.exec_driver_sql(f"CREATE SEQUENCE key_{name}_{origin} MAXVALUE {(1 << BITS) - 1}")


def keyed_tables() -> set[str]:
    """Return the tables whose keys are of the origin that writes, links among them."""
    found = {
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if mapper.class_.is_journalled and mapper.class_.is_keyed_by_origin
    }
    return {*found, "link"}
