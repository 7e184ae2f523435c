"""Print the schema that the program makes: ``python -m tests.prints`` after a migration or a trigger changed.

With the address of a server only that is compared: ``python -m tests.prints postgresql://...`` makes the
schema there in a transaction that is taken back, and says what the server words otherwise.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from donations_app.db.definitions import Difference, differences, print_of
from donations_app.db.engine import make_engine
from donations_app.db.migrating import build_schema, new_file
from donations_app.db.standing import standing


@contextmanager
def new_schema(location: str) -> Iterator[Connection]:
    """Make the schema in an empty database, and leave nothing of it."""
    engine = make_engine(location)
    try:
        with engine.connect() as connection:
            build_schema(connection)
            yield connection
            connection.rollback()
    finally:
        engine.dispose()


def write_print(connection: Connection) -> None:
    """Write what stands as what should."""
    made = json.dumps(standing(connection), ensure_ascii=False, indent=0, sort_keys=True)
    print_of(connection.dialect.name).write_text(made + "\n", encoding="utf-8")


def print_differences(location: str) -> list[Difference]:
    """Return what the books at ``location`` have otherwise than the print, and the other way round."""
    engine = make_engine(location)
    try:
        with engine.connect() as connection:
            return list(differences(connection))
    finally:
        engine.dispose()


def main(addresses: list[str]) -> int:
    """Write the prints of both engines, or compare the servers at ``addresses``."""
    for address in addresses:
        with new_schema(address) as connection:
            found = list(differences(connection))
            print(connection.dialect.server_version_info, f"{len(found)} differences", *found, sep="\n")
    if addresses:
        return 0
    from tests.conftest import started_server
    from tests.databases import new_database

    with tempfile.TemporaryDirectory() as folder, started_server(Path(folder, "lock")) as server:
        new_file(Path(folder, "b"))
        for place in (str(Path(folder, "b")), new_database(server)):
            with new_schema(place) as connection:
                write_print(connection)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
