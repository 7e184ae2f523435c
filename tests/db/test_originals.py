"""Books that tests get as a copy are those that the program makes, on both engines; their clock goes on."""

from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from donations_app.db.books import Books
from donations_app.db.tables import all_tables
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import create_books
from tests import databases
from tests.originals import Originals
from tests.world import NAIMA, SETTINGS, TODAY, gift, person, project, ticking

pytestmark = pytest.mark.server


def counts(books: Books) -> dict[str, int]:
    with books.read() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in all_tables().tables.items()
        }


def test_copied_books_hold_what_new_ones_hold_and_their_clock_goes_on(books: Books, tmp_path: Path) -> None:
    made = create_books(
        str(tmp_path / "made.tiwizi"), SETTINGS, today=lambda: TODAY, clock=ticking(), author=NAIMA
    )
    assert counts(books) == counts(made)
    assert books.clock() == made.clock()
    made.close()
    person(books)
    assert verify(books).faults == []


def test_what_is_done_in_one_copy_is_in_no_other(shelf: str, originals: Originals, tmp_path: Path) -> None:
    first = originals.books(shelf)
    person(first)
    second = originals.books(str(tmp_path / "second.tiwizi"))
    assert (counts(first)["party"], counts(second)["party"]) == (1, 0)
    first.close()
    second.close()
    again = originals.books(shelf)
    assert counts(again)["party"] == 0
    again.close()


def whole(place: str) -> tuple[dict[str, list[str]], int]:
    """Return every row and the last number of each sequence of a database, and which database it is."""
    with psycopg.connect(place.replace("+psycopg", "")) as connection:
        asked = [*(f'"{name}"' for name in all_tables().tables), "pg_sequences"]
        rows = {
            name: sorted(str(row) for row in connection.execute(f"SELECT * FROM {name}".encode()))
            for name in asked
        }
        found = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return rows, found[0] if found else 0


_REPLICA = "SET session_replication_role = replica; "


def test_what_a_test_wrote_changed_or_deleted_is_as_before_in_the_database_of_the_next(
    server: str, originals: Originals
) -> None:
    place = databases.lend(server, __name__)
    originals.books(place).close()
    begun, which = whole(place)
    for harm, stays in (
        ("", True),
        ("UPDATE signatory SET name = 'X'", True),
        ("UPDATE organisation SET name = 'X'; DELETE FROM office; DELETE FROM entry", True),
        ("CREATE TABLE mine (x int)", False),
        ("ALTER TABLE party DISABLE TRIGGER ALL", False),
        ("GRANT UPDATE (name) ON office TO public", False),
        (
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = 100', current_database()); END $$",
            False,
        ),
        (
            "DO $$ BEGIN EXECUTE format('REVOKE TEMP ON DATABASE %I FROM public', current_database()); END $$",
            False,
        ),
    ):
        books = originals.books(place)
        person(books), project(books), gift(books)
        with psycopg.connect(place.replace("+psycopg", "")) as connection:
            connection.execute((_REPLICA + harm).encode())
        books.close()
        databases.take_back(place)
        assert databases.lend(server, __name__) == place
        books = originals.books(place)
        found, now = whole(place)
        assert found == begun, harm
        assert (now == which) is stays, harm
        which = now
        assert (person(books), gift(books)) == ("A1", "V-MRS-000001"), harm
        assert verify(books).faults == []
        books.close()
    databases.drop(place)


def test_a_connection_goes_to_the_next_books_as_if_it_were_new(server: str, originals: Originals) -> None:
    place = databases.lend(server, __name__)
    served = []
    for harm in (
        "SET lock_timeout = '7s'", "SET ROLE pg_read_all_data", "SELECT pg_advisory_lock(7)", "LISTEN mine",
        "PREPARE TRANSACTION 'x'", "SELECT 1 / 0",
    ):  # fmt: skip
        books = originals.books(place)
        with books.engine.connect() as connection:
            kind = connection.exec_driver_sql("SHOW transaction_isolation").scalar()
            assert kind == "read committed"
            told = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in ("lock_timeout", "role")]
            locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            assert [*told, connection.exec_driver_sql(locks).scalar()] == ["30s", "none", 0]
            assert connection.exec_driver_sql("SELECT count(*) FROM pg_listening_channels()").scalar() == 0
            served.append(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar())
            with suppress(DBAPIError):
                connection.exec_driver_sql(harm)
                connection.commit()
        with books.read() as session:  # in a transaction of another kind
            assert session.scalar(text("SHOW transaction_isolation")) == "repeatable read"
        books.close()
    assert len(set(served)) == 1
    databases.drop(place)
