"""`python -m benchmarks.same COMMIT`: whether the program of a commit writes the same bytes as the one that lies here.

Both import the same files, issue the same receipts and write the same documents by a clock that goes on by a second a
look, each in a process of its own. Rows are held against each other by the tables and columns that both have. What
differs is told by name; the exit status is 1 then.
"""

import argparse
import hashlib
import json
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Sequence
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
        found = {**_files(*places), **_tables(*places)}
    for name, verdict in sorted(found.items()):
        print(f"{verdict:8} {name}")
    return int("differs" in found.values())


def _files(ours: Path, theirs: Path) -> dict[str, str]:
    """Return what is to be said of each document."""
    here, there = _written(ours), _written(theirs)
    return {name: _verdict(here.get(name), there.get(name)) for name in here | there}


def _tables(ours: Path, theirs: Path) -> dict[str, str]:
    """Return what is to be said of each table by the columns that both have; a new one has no verdict."""
    here, there = (_read_rows(place / "out" / "rows") for place in (ours, theirs))
    found = {}
    for name, (columns, rows) in here.items():
        if name not in there:
            continue
        known, others = there[name]
        shared = [one for one in columns if one in known]
        sides = (_picked(columns, rows, shared), _picked(known, others, shared))
        told = f", but for {', '.join(new)}" if (new := [one for one in columns if one not in known]) else ""
        if sides[0] != sides[1]:
            told += f": {', '.join(_differing(shared, *sides))}"
        found[f"rows of {name}{told}"] = _verdict(*sides)
    return found


def _picked(columns: Sequence[str], rows: Sequence[Sequence[str]], shared: Sequence[str]) -> list[list[str]]:
    places = [columns.index(one) for one in shared]
    return sorted([row[at] for at in places] for row in rows)


def _differing(
    columns: Sequence[str], ours: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]]
) -> list[str]:
    """Return the columns whose values are others; all where there are more rows or fewer."""
    if len(ours) != len(theirs):
        return [f"{len(ours)} rows instead of {len(theirs)}"]
    return [
        name for at, name in enumerate(columns)
        if sorted(row[at] for row in ours) != sorted(row[at] for row in theirs)
    ]  # fmt: skip


def _verdict(ours: object, theirs: object) -> str:
    return "same" if ours == theirs else "differs"


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
    """Write the columns and rows of each table."""
    books.close()
    out.mkdir()
    with closing(sqlite3.connect(place)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        for (name,) in tables.fetchall():
            found = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 -- a name of its own
            said = [one[0] for one in found.description], [list(map(repr, row)) for row in found]
            (out / name).write_text(json.dumps(said), encoding="utf-8")


def _read_rows(folder: Path) -> dict[str, tuple[list[str], list[list[str]]]]:
    """Return columns and rows by table."""
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.iterdir()}


def _content(path: Path) -> bytes:
    """Return the bytes of a file; of a workbook all but when it was made, which is the time of the computer."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return b"".join(packed.read(name) for name in packed.namelist() if name != "docProps/core.xml")


def _written(place: Path) -> dict[str, str]:
    """Return the digest of each document; of receipts one for all."""
    found: dict[str, Any] = {}
    for path in sorted((place / "out").iterdir()):
        if path.is_file():
            name = "receipts" if path.name.startswith("receipt-") else path.name
            found.setdefault(name, hashlib.sha256()).update(_content(path))
    return {name: digest.hexdigest() for name, digest in found.items()}


if __name__ == "__main__":
    sys.exit(main())
