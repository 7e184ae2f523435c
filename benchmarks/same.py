"""`python -m benchmarks.same COMMIT`: whether the program of a commit writes the same bytes as the one that lies here.

Both import the same files, issue the same receipts and write the same documents by a clock that goes on by a second a
look, each in a process of its own. What differs is told by name; the exit status is 1 then.
"""

import argparse
import hashlib
import sqlite3
import sys
import tempfile
import zipfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from benchmarks.builds import Place, older, present
from benchmarks.product import (
    Books,
    annual,
    issue,
    opened,
    repeat,
    write_pack,
    write_register,
    write_statement,
)
from benchmarks.taken import Taken
from benchmarks.world import filled_books

ROUNDS: Final = 1
_PEOPLE: Final = 300
_STATEMENTS: Final = ("control", "reconciliation", "declaration")


def main() -> int:
    """Let both builds write, and compare."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.same")
    parser.add_argument("commit", metavar="COMMIT")
    commit = parser.parse_args().commit
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder, name) for name in ("present", "older")]
        builds = [present(), older(commit, Path(folder, "tree"))]
        for build, place in zip(builds, places, strict=True):
            place.mkdir()
            build.fill("same", Place(place))
        ours, theirs = (_written(place) for place in places)
    for name in sorted(ours | theirs):
        verdict = "same" if ours.get(name) == theirs.get(name) else "differs"
        print(f"{verdict:8} {name}")
    return 0 if ours == theirs else 1


def fill(place: Place) -> None:
    """Write all that is compared; called in the process of a build."""
    repeat()
    filled_books(place.folder, people=_PEOPLE, payments=3 * _PEOPLE, projects=20).close()
    books = opened(str(place.folder / "b.tiwizi"))
    out = place.folder / "out"
    out.mkdir()
    issue(books, each=lambda one: _keep(out, one))
    for ending in ("csv", "xlsx", "pdf"):
        write_register(books, out / f"register.{ending}")
    for name in _STATEMENTS:
        for ending in ("csv", "xlsx", "pdf"):
            with suppress(LookupError, TypeError, ValueError):  # not every statement has each form
                write_statement(annual(name, books), out / f"{name}.{ending}")
    write_pack(books, out / "pack.zip")
    _rows(books, place.folder / "b.tiwizi", out / "rows")


def measure(_place: Place) -> list[Taken]:
    """Nothing is measured."""
    return []


def _keep(out: Path, issued: Any) -> None:
    (out / f"receipt-{issued.number}.pdf").write_bytes(issued.document)


def _rows(books: Books, place: Path, out: Path) -> None:
    """Write the rows of each table, under names that say their columns too."""
    books.close()
    out.mkdir()
    with closing(sqlite3.connect(place)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        for (name,) in tables.fetchall():
            found = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 -- a name of its own
            lines = sorted(map(repr, found.fetchall()))
            (out / name).write_text("\n".join(lines), encoding="utf-8")


def _content(path: Path) -> bytes:
    """Return the bytes of a file; of a workbook all but when it was made, which is the time of the computer."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return b"".join(packed.read(name) for name in packed.namelist() if name != "docProps/core.xml")


def _written(place: Path) -> dict[str, str]:
    """Return the digest of each file; of receipts and rows one for all of their kind."""
    found: dict[str, Any] = {}
    for path in sorted((place / "out").rglob("*")):
        if path.is_file():
            name = "rows of " + path.name if path.parent.name == "rows" else path.name
            name = "receipts" if name.startswith("receipt-") else name
            found.setdefault(name, hashlib.sha256()).update(_content(path))
    return {name: digest.hexdigest() for name, digest in found.items()}


if __name__ == "__main__":
    sys.exit(main())
