"""Books of a version that was never released are refused by name and left as they are."""

import gzip
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from donations_app.db.books import Books, utc_now
from donations_app.db.definitions import differences
from donations_app.db.open import open_books
from donations_app.db.queries.trail import origins, trail
from donations_app.db.rights import OTHERS
from donations_app.db.tables import all_tables, whole_metadata
from donations_app.db.tables.base import SCHEMA_VERSION
from donations_app.domain.storage_errors import BooksNewer, BooksOlder
from donations_app.services.books.settings import create_books
from tests.raw import tamper
from tests.world import SETTINGS, ticking

pytestmark = pytest.mark.server

OLD = Path(__file__).parents[1] / "data" / "books-1.tiwizi.gz"


@pytest.mark.parametrize("read_only", [False, True])
def test_books_of_version_1_are_refused_by_name_and_left_as_they_are(tmp_path: Path, read_only: bool) -> None:
    path = tmp_path / "old.tiwizi"
    path.write_bytes(before := gzip.decompress(OLD.read_bytes()))
    with pytest.raises(BooksOlder) as error:
        open_books(str(path), clock=utc_now, read_only=read_only)
    assert (error.value.found, error.value.known) == (1, SCHEMA_VERSION)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("version", "refused"), [("0002", BooksOlder), ("0004", BooksNewer)])
def test_a_schema_of_another_version_on_a_server_is_refused_by_name(
    books: Books, version: str, refused: type[Exception]
) -> None:
    if not books.is_server:
        pytest.skip("a file says its version in its header")
    tamper(books.location, f"UPDATE alembic_version SET version_num = '{version}'")
    with pytest.raises(refused):
        open_books(books.location, clock=utc_now)


# SQLAlchemy reads no index of an expression back from SQLite; ``differences`` and the prints hold it
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
@pytest.mark.usefixtures("made_anew")
def test_the_migration_builds_what_the_tables_declare(location: str) -> None:
    books = create_books(location, SETTINGS, clock=ticking())
    try:
        with books.engine.connect() as connection:
            assert list(differences(connection)) == []
            found = compare_metadata(MigrationContext.configure(connection), whole_metadata())
        assert [one for one in found if not any(own in str(one) for own in OTHERS)] == []
    finally:
        books.close()


def test_the_first_link_says_which_columns_the_lines_have(books: Books) -> None:
    with books.read() as session:
        links = [link for origin in origins(session) for link in trail(session, origin)]
    first = min(links, key=lambda link: link.facts.at).entries[0]
    assert (first.kind, first.record) == ("schema.made", f"schema:{SCHEMA_VERSION}")
    said = dict(line[1:].split(" ", 1) for line in first.content.split("\n"))
    wanted = [column.name for column in all_tables().tables["payment"].columns]
    assert said["payment"] == "[" + ",".join(f'"{name}"' for name in wanted) + "]"
    assert said.keys() == all_tables().tables.keys()
