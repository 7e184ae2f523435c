"""Making the schema of new books by alembic's migrations, and knowing which schema stands on a server."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from donations_app.db.books import Books
from donations_app.db.engine import known_errors
from donations_app.db.guard import unlocked
from donations_app.db.opening import APPLICATION_ID, check_version
from donations_app.db.rules import remake_rules
from donations_app.db.tables.base import SCHEMA_VERSION
from donations_app.domain.storage_errors import BooksForeign, BooksMissing
from donations_app.machine.private import make_private_file

REVISION: Final = f"{SCHEMA_VERSION:04}"  # of the newest migration


def build_schema(connection: Connection) -> None:
    """Run the migrations in the connection's transaction, and make the rules."""
    from alembic.command import upgrade
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    with unlocked(connection):  # alembic writes its own version row
        upgrade(config, "head")
        remake_rules(connection)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def new_file(path: Path) -> None:
    """Make an empty database file that ``Books`` can open; it is ours only after ``build_schema``."""
    make_private_file(path)


def check_server(books: Books) -> None:
    """Check that the server holds books of ours, of this version.

    Raises:
        BooksMissing: the database is empty.
        BooksForeign: it holds other tables.
        BooksNewer, BooksEarlier, BooksOlder: it is of another version.
    """
    with known_errors(books.name), books.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        if not names:
            raise BooksMissing(books.name)
        if "alembic_version" not in names or "tax_receipt" not in names:
            raise BooksForeign(books.name)
        found = int(connection.scalar(text("SELECT version_num FROM alembic_version")) or 0)
    check_version(books.name, found)
