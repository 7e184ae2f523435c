"""Making books and bringing older ones up to date: alembic's migrations, whole or not at all."""

import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, inspect, text

from donations_app.db.engine import Books, known_errors
from donations_app.db.journal import JOURNALLING
from donations_app.db.opening import APPLICATION_ID, SCHEMA_VERSION
from donations_app.db.rules import remake_rules, strange_rules
from donations_app.domain.storage_errors import (
    BooksDamaged,
    BooksForeign,
    BooksMissing,
    BooksNewer,
    BooksOlder,
)

REVISIONS: Final = ("0001", "0002")  # one a schema version, in order


def build_schema(connection: Connection) -> None:
    """Run every migration that the database still needs, in the connection's transaction."""
    from alembic.command import upgrade
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    connection.info[JOURNALLING] = True  # alembic writes its own version row
    try:
        upgrade(config, "head")
        remake_rules(connection)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    finally:
        connection.info[JOURNALLING] = False


def new_file(path: Path) -> None:
    """Make an empty database file that ``Books`` can open; it is ours only after ``build_schema``."""
    path.touch(exist_ok=False)


def bring_up_to_date(books: Books) -> None:
    """Migrate an older SQLite file, after copying it beside itself.

    Raises:
        BooksOlder: the books are opened for reading only; nothing is changed.
    """
    path = Path(books.location)
    found = _version_of(path)
    if found == SCHEMA_VERSION:
        return
    if books.read_only:
        raise BooksOlder(books.location, found, SCHEMA_VERSION)
    with known_errors(books.location), books.engine.connect() as connection:
        for name in strange_rules(connection):
            raise BooksDamaged(books.location, f"rule_unknown {name}")
        copy = path.with_name(f"{path.name}.before-{SCHEMA_VERSION}")
        with sqlite3.connect(copy) as target:
            raw: Any = connection.connection.driver_connection
            raw.backup(target)
        build_schema(connection)
        connection.commit()


def _version_of(path: Path) -> int:
    with path.open("rb") as file:
        return int.from_bytes(file.read(64)[60:64], "big")


def check_server(books: Books) -> None:
    """Check that the server holds books of ours, and bring an older schema to this version.

    Raises:
        BooksMissing: the database is empty.
        BooksForeign: it holds other tables.
        BooksNewer: a newer program made the schema.
        BooksOlder: the schema is older, and the books are opened for reading only.
    """
    with known_errors(books.name), books.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        if not names:
            raise BooksMissing(books.name)
        if "alembic_version" not in names or "tax_receipt" not in names:
            raise BooksForeign(books.name)
        revision = connection.scalar(text("SELECT version_num FROM alembic_version")) or "0"
    if revision not in REVISIONS:
        raise BooksNewer(books.name, int(revision), SCHEMA_VERSION)
    if revision == REVISIONS[-1]:
        return
    if books.read_only:
        raise BooksOlder(books.name, int(revision), SCHEMA_VERSION)
    with known_errors(books.name), books.engine.begin() as connection:
        build_schema(connection)
