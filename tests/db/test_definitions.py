"""Every alteration of the schema is seen at opening and in ``verify``, by name, on both engines."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from donations_app.db import definitions
from donations_app.db.books import Books, utc_now
from donations_app.db.definitions import Difference
from donations_app.db.open import open_books
from donations_app.domain.storage_errors import BooksDamaged
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import create_books
from tests import databases
from tests.databases import new_database, programs
from tests.prints import print_differences
from tests.world import NAIMA, SETTINGS, TODAY, ticking

pytestmark = pytest.mark.server

ON_SERVER = {
    "a CHECK dropped": (
        "ALTER TABLE payment DROP CONSTRAINT ck_payment_sign",
        "rule_missing", "constraint payment.ck_payment_sign",
    ),
    "a CHECK that holds for new rows alone": (
        ("ALTER TABLE payment DROP CONSTRAINT ck_payment_dated; ALTER TABLE payment ADD CONSTRAINT ck_payment_dated"
        " CHECK (received_on IS NOT NULL OR credited_on IS NOT NULL) NOT VALID"),
        "rule_changed", "constraint payment.ck_payment_dated",
    ),
    "ON DELETE changed": (
        ("ALTER TABLE payment DROP CONSTRAINT fk_payment_payer_id; ALTER TABLE payment ADD CONSTRAINT"
        " fk_payment_payer_id FOREIGN KEY (payer_id) REFERENCES party (id) ON DELETE CASCADE"),
        "rule_changed", "constraint payment.fk_payment_payer_id",
    ),
    "a foreign key that nothing keeps": (
        "ALTER TABLE payment DISABLE TRIGGER ALL", "rule_changed", "constraint payment.fk_payment_payer_id",
    ),
    "a UNIQUE dropped": (
        "ALTER TABLE party DROP CONSTRAINT uq_party_office_id_key", "rule_missing",
        "constraint party.uq_party_office_id_key",
    ),
    "a trigger dropped": (
        "DROP TRIGGER payment_frozen_update ON payment", "rule_missing", "trigger payment.payment_frozen_update",
    ),
    "a trigger disabled": (
        "ALTER TABLE payment DISABLE TRIGGER payment_frozen_delete",
        "rule_changed", "trigger payment.payment_frozen_delete",
    ),
    "a trigger for replicas alone": (
        "ALTER TABLE payment ENABLE REPLICA TRIGGER payment_frozen_delete",
        "rule_changed", "trigger payment.payment_frozen_delete",
    ),
    "a trigger with another WHEN": (
        ("DROP TRIGGER payment_frozen_delete ON payment; CREATE TRIGGER payment_frozen_delete BEFORE DELETE"
        " ON payment FOR EACH ROW WHEN (OLD.id < 0) EXECUTE FUNCTION payment_frozen_delete()"),
        "rule_changed", "trigger payment.payment_frozen_delete",
    ),
    "a trigger of another event": (
        ("DROP TRIGGER payment_frozen_delete ON payment; CREATE TRIGGER payment_frozen_delete BEFORE INSERT"
        " ON payment FOR EACH ROW EXECUTE FUNCTION payment_frozen_delete()"),
        "rule_changed", "trigger payment.payment_frozen_delete",
    ),
    "another body of a function": (
        ("CREATE OR REPLACE FUNCTION payment_frozen_delete() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN OLD; END $$"),
        "rule_changed", "function payment_frozen_delete()",
    ),
    "a function with the owner's rights": (
        "ALTER FUNCTION payment_frozen_delete() SECURITY DEFINER",
        "rule_changed", "function payment_frozen_delete()",
    ),
    "a function added": (
        "CREATE FUNCTION shadow(a text) RETURNS text LANGUAGE sql AS 'SELECT a'",
        "rule_unknown", "function shadow(text)",
    ),
    "an index dropped": ("DROP INDEX ix_membership_party_id", "rule_missing", "index ix_membership_party_id"),
    "a partial index made full": (
        "DROP INDEX ix_payment_cheque_number; CREATE INDEX ix_payment_cheque_number ON payment (cheque_number)",
        "rule_changed", "index ix_payment_cheque_number",
    ),
    "an index added": ("CREATE INDEX shadow ON party (city)", "rule_unknown", "index shadow"),
    "a RULE added": (
        "CREATE RULE pass AS ON UPDATE TO payment DO INSTEAD NOTHING", "rule_unknown", "rule payment.pass",
    ),
    "a view added": ("CREATE VIEW shadow AS SELECT id FROM party", "rule_unknown", "view shadow"),
    "a table added": ("CREATE TABLE shadow (x int)", "rule_unknown", "table shadow"),
    "a type added": ("CREATE DOMAIN shadow AS text", "rule_unknown", "type shadow"),
    "a column added": ("ALTER TABLE payment ADD secret text", "rule_unknown", "column payment.secret"),
    "a column removed": ("ALTER TABLE payment DROP bank", "rule_missing", "column payment.bank"),
    "a type changed": (
        "ALTER TABLE payment ALTER bank TYPE varchar(20)", "rule_changed", "column payment.bank",
    ),
    "a collation changed": (
        'ALTER TABLE payment ALTER bank TYPE text COLLATE "C"', "rule_changed", "column payment.bank",
    ),
    "a default added": ("ALTER TABLE payment ALTER bank SET DEFAULT ''", "rule_changed", "column payment.bank"),
    "NOT NULL dropped": ("ALTER TABLE payment ALTER bank DROP NOT NULL", "rule_changed", "column payment.bank"),
    "inheritance added": (
        "CREATE SCHEMA aside; CREATE TABLE aside.more () INHERITS (payment)",
        "rule_unknown", "inheritance aside.more of payment",
    ),
    "a policy added": ("CREATE POLICY all_of_it ON payment", "rule_unknown", "policy payment.all_of_it"),
    "row security taken off": ("ALTER TABLE payment DISABLE ROW LEVEL SECURITY", "rule_changed", "table payment"),
    "a table that a crash empties": ("ALTER TABLE party_word SET UNLOGGED", "rule_changed", "table party_word"),
    "a grant to everybody": ("GRANT SELECT ON payment TO PUBLIC", "rule_unknown", "grant payment to PUBLIC"),
    "a column granted to everybody": (
        "GRANT UPDATE (bank) ON payment TO PUBLIC", "rule_unknown", "grant payment.bank to PUBLIC",
    ),
    "a grant that gets past triggers": (
        "GRANT TRUNCATE ON payment TO pg_monitor", "rule_unknown", "grant payment to pg_monitor",
    ),
    "another owner": ("ALTER TABLE payment OWNER TO pg_monitor", "rule_unknown", "owner of payment"),
    "a sequence added": ("CREATE SEQUENCE shadow", "rule_unknown", "sequence shadow"),
    "triggers put off for a whole database": (
        ("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET session_replication_role = replica',"
        " current_database()); END $$"),
        "rule_unknown", "setting of everybody",
    ),
}  # fmt: skip


def _said(name: str, old: str, new: str) -> str:
    """Return the statement that alters how an object of a file is defined, past SQLite."""
    return f"UPDATE sqlite_master SET sql = replace(sql, {old!r}, {new!r}) WHERE name = '{name}'"


IN_FILE = {
    "a CHECK that always holds": (
        _said("payment", "received_on IS NOT NULL OR", "1 OR"), "rule_changed", "table payment",
    ),
    "ON DELETE changed": (
        _said("payment", "REFERENCES party (id) ON DELETE RESTRICT", "REFERENCES party (id) ON DELETE CASCADE"),
        "rule_changed", "table payment",
    ),
    "NOT NULL dropped": (_said("payment", "bank TEXT NOT NULL", "bank TEXT"), "rule_changed", "table payment"),
    "a type changed": (_said("payment", "bank TEXT", "bank ANY"), "rule_changed", "table payment"),
    "a default added": (
        _said("payment", "bank TEXT NOT NULL", "bank TEXT NOT NULL DEFAULT ''"), "rule_changed", "table payment",
    ),
    "a table that is not strict": (_said("payment", " STRICT", ""), "rule_changed", "table payment"),
    "a UNIQUE dropped": (
        "CREATE TABLE copy AS SELECT * FROM batch; DROP TABLE batch; ALTER TABLE copy RENAME TO batch",
        "rule_changed", "table batch",
    ),
    "the index of a UNIQUE lost with it": (
        "CREATE TABLE copy AS SELECT * FROM batch; DROP TABLE batch; ALTER TABLE copy RENAME TO batch",
        "rule_missing", "index sqlite_autoindex_batch_1",
    ),
    "a column added": ("ALTER TABLE payment ADD COLUMN secret TEXT", "rule_changed", "table payment"),
    "a column removed": ("ALTER TABLE payment DROP COLUMN return_code", "rule_changed", "table payment"),
    "a table added": ("CREATE TABLE shadow (x)", "rule_unknown", "table shadow"),
    "a view added": ("CREATE VIEW shadow AS SELECT id FROM party", "rule_unknown", "view shadow"),
    "an index dropped": ("DROP INDEX ix_membership_party_id", "rule_missing", "index ix_membership_party_id"),
    "a partial index made full": (
        "DROP INDEX ix_payment_cheque_number; CREATE INDEX ix_payment_cheque_number ON payment (cheque_number)",
        "rule_changed", "index ix_payment_cheque_number",
    ),
    "a trigger dropped": (
        "DROP TRIGGER payment_frozen_update", "rule_missing", "trigger payment_frozen_update",
    ),
    "a trigger with another WHEN": (
        _said("payment_frozen_delete", "ON payment BEGIN", "ON payment WHEN 0 BEGIN"),
        "rule_changed", "trigger payment_frozen_delete",
    ),
    "a trigger of another event": (
        _said("payment_frozen_delete", "BEFORE DELETE", "AFTER DELETE"),
        "rule_changed", "trigger payment_frozen_delete",
    ),
    "a trigger added": (
        "CREATE TRIGGER shadow AFTER INSERT ON payment BEGIN SELECT 1; END", "rule_unknown", "trigger shadow",
    ),
    "a literal with another blank": (
        _said("payment_frozen_delete", "payment: frozen", "payment:  frozen"),
        "rule_changed", "trigger payment_frozen_delete",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def made_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "made.tiwizi"
    create_books(str(path), SETTINGS, today=lambda: TODAY, clock=ticking(), author=NAIMA).close()
    return path


@pytest.fixture(scope="module")
def made_database(server: str) -> str:
    location = new_database(server)
    create_books(location, SETTINGS, today=lambda: TODAY, clock=ticking(), author=NAIMA).close()
    return location


@pytest.fixture
def database(made_database: str) -> Iterator[str]:
    """Give the address of a copy of the books on the same server."""
    place = databases.address(made_database)
    databases.copy(made_database, place)
    yield place
    databases.drop(place)


@pytest.fixture
def file(made_file: Path, tmp_path: Path) -> str:
    """Give the path of a copy of the books."""
    return str(shutil.copy(made_file, tmp_path / "b.tiwizi"))


def on_server(location: str, script: str) -> None:
    with psycopg.connect(location.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(script.encode())


def in_file(path: str, script: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.executescript(script)
        connection.execute("PRAGMA writable_schema = RESET")


def seen(location: str, *, by_verify: bool) -> list[Difference]:
    """Refuse the books at opening as damaged, and return what is said of their schema, by ``verify`` too."""
    with pytest.raises(BooksDamaged) as refused:
        open_books(location, clock=utc_now)
    assert refused.value.what.startswith("rule_")
    books = Books(location, clock=utc_now, read_only=True)
    try:
        with books.engine.connect() as connection:
            found = list(definitions.differences(connection))
        told = verify(books).faults if by_verify else ()
    finally:
        books.close()
    if by_verify:
        faults = [
            (one.kind, one.record, one.found, one.wanted) for one in told if one.kind.startswith("rule_")
        ]
        assert faults == [(one.kind, one.name, one.found, one.wanted) for one in found]
    return found


def first_of_each_kind(altered: dict[str, tuple[str, str, str]]) -> set[str]:
    """Return an alteration of each kind of difference: what ``verify`` does with all of a kind is the same."""
    return set({kind: what for what, (_script, kind, _name) in reversed(altered.items())}.values())


@pytest.mark.parametrize("what", ON_SERVER)
def test_an_alteration_on_a_server_is_refused_at_opening_and_named_by_verify(
    database: str, what: str
) -> None:
    script, kind, name = ON_SERVER[what]
    on_server(database, script)
    faults = seen(database, by_verify=what in first_of_each_kind(ON_SERVER))
    assert (kind, name) in {(fault.kind, fault.name) for fault in faults}, faults
    assert all(fault.found != fault.wanted for fault in faults if fault.kind == "rule_changed")


@pytest.mark.parametrize("what", IN_FILE)
def test_an_alteration_in_a_file_is_refused_at_opening_and_named_by_verify(file: str, what: str) -> None:
    script, kind, name = IN_FILE[what]
    in_file(file, script)
    faults = seen(file, by_verify=what in first_of_each_kind(IN_FILE))
    assert (kind, name) in {(fault.kind, fault.name) for fault in faults}, faults
    assert all(fault.found != fault.wanted for fault in faults if fault.kind == "rule_changed")


def test_what_was_altered_is_shown_from_a_little_before_it(file: str) -> None:
    in_file(file, IN_FILE["ON DELETE changed"][0])
    (fault,) = (fault for fault in seen(file, by_verify=True) if fault.kind == "rule_changed")
    assert "CASCADE" in fault.found[:40]
    assert "RESTRICT" in fault.wanted[:40]


@pytest.mark.usefixtures("made_anew")
def test_the_prints_are_what_the_program_makes(location: str) -> None:
    """Otherwise: ``python -m tests.prints``."""
    create_books(location, SETTINGS, today=lambda: TODAY, clock=ticking(), author=NAIMA).close()
    assert print_differences(location) == []


def test_a_server_of_another_version_is_not_refused_for_its_wording_but_verify_says_so(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_server(database, ON_SERVER["a trigger disabled"][0])
    monkeypatch.setattr(definitions, "SERVERS", ())
    books = open_books(database, clock=utc_now)
    assert [(fault.kind, fault.record) for fault in verify(books).faults] == [
        ("rule_unsure", "trigger payment.payment_frozen_delete")
    ]
    books.close()
    on_server(database, "DROP INDEX ix_membership_party_id")
    with pytest.raises(BooksDamaged):  # what is not there is not there in any wording
        open_books(database, clock=utc_now)


def test_what_those_who_care_for_a_server_do_to_it_is_no_alteration(database: str) -> None:
    on_server(
        database,
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO pg_monitor; ALTER TABLE payment SET (fillfactor = 70);"
        " ANALYZE; REINDEX INDEX ix_membership_party_id; CREATE SCHEMA aside; CREATE TABLE aside.payment (x int);"
        " REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC",
    )
    assert print_differences(database) == []


def test_analyze_and_vacuum_on_a_file_are_no_alteration(file: str) -> None:
    in_file(file, "ANALYZE; VACUUM")
    open_books(file, clock=utc_now).close()


def test_books_brought_back_from_a_dump_are_as_made(made_database: str, server: str) -> None:
    source, restored = made_database.replace("+psycopg", ""), new_database(server)
    dump = subprocess.run([programs() / "pg_dump", "--dbname", source], check=True, capture_output=True)
    subprocess.run(
        [programs() / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", restored.replace("+psycopg", "")],
        input=dump.stdout,
        check=True,
        capture_output=True,
    )
    assert print_differences(restored) == []
