"""Backups and books that are none, or not what they say."""

import hashlib
import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from donations_app.db.opening import APPLICATION_ID
from donations_app.db.tables.base import SCHEMA_VERSION
from donations_app.formats import encrypted
from tests.formats.hostile.made import LARGE, Hostile, files, plain
from tests.formats.hostile.workbooks import _entries, _lying

COUNTED = {"books": "x", "name": "x"}


def _backup(manifest: Any, books: bytes = b"", *, kind: int = zipfile.ZIP_DEFLATED, times: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        with archive.open("books.tiwizi", "w", force_zip64=True) as into:
            for _time in range(times):
                into.write(books)
        said = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
        archive.writestr("manifest.json", said)
    return out.getvalue()


BACKUPS: dict[str, Callable[[], bytes]] = {
    "an empty archive": plain(b"PK\x05\x06" + bytes(18)),
    "a manifest of another kind": lambda: _backup([1, 2]),
    "a manifest of nothing": lambda: _backup(b""),
    "a manifest of lists in lists": lambda: _backup(b"[" * 900_000),
    "a manifest that inflates": lambda: _backup(b" " * 300_000_000),
    "a manifest of long numbers": lambda: _backup(b'{"format":' + b"9" * 900_000 + b"}"),
    "a manifest without end": lambda: _backup({"format": float("inf")}),
    "a manifest of a newer program": lambda: _backup({"format": 99, "program": "9.9"}),
    "a manifest of half letters": lambda: _backup(b'{"format":99,"program":"\\ud800"}'),
    "a manifest of a million keys": lambda: _backup(b'{"format":1' + b',"a":1' * 150_000 + b"}"),
    "books of 2 GB in 2 MB": lambda: _backup(COUNTED, bytes(1 << 20), times=2_048),
    "400 000 entries": lambda: _entries(400_000),
    "2 000 entries": lambda: _entries(2_000),
    "one name twice": lambda: _entries(2, name="manifest.json"),
    "sizes that are less": lambda: _lying(_backup(COUNTED, bytes(LARGE)), 5),
    "sizes that are more": lambda: _lying(_backup(COUNTED, bytes(LARGE)), 2**31),
    "a password": lambda: _lying(_backup(COUNTED, b"x"), 1, at=8),
    "packed as LZMA": lambda: _backup(COUNTED, b"x" * 999, kind=zipfile.ZIP_LZMA),
    "cut": lambda: _backup(COUNTED, b"x")[:-40],
    "gzip": plain(b"\x1f\x8b\x08" + bytes(9_000)),
    "a directory beyond the file": lambda: _backup(COUNTED)[:-10] + b"\xff\xff\xff\x7f\xff\xff\xff\x7f\x00\x00",
}  # fmt: skip


def _encrypted(head: bytes, blocks: bytes = b"", *, version: int = 1, length: int | None = None) -> bytes:
    begin = encrypted._MARK + struct.pack(">BH", version, len(head) if length is None else length) + head
    return begin + hashlib.sha256(begin).digest() + bytes(32) + blocks


def _head_said(**changed: object) -> bytes:
    said = {
        "books": "x",
        "state": "x",
        "made_at": "2026-11-30T09:00:00+00:00",
        "automatic": True,
        "verified": True,
    }
    return json.dumps(said | {"salt": "00" * 16, "cost": 15, "block": 4096} | changed).encode()


ENCRYPTED: dict[str, Callable[[], bytes]] = {
    "a mark alone": plain(encrypted._MARK),
    "a head longer than the file": lambda: _encrypted(_head_said(), length=65_535),
    "a head of lists in lists": lambda: _encrypted(b"[" * 4_000),
    "a head of long numbers": lambda: _encrypted(b'{"cost":' + b"9" * 4_000 + b"}"),
    "a key that takes all memory": lambda: _encrypted(_head_said(cost=30)),
    "blocks of all memory": lambda: _encrypted(_head_said(block=2**40)),
    "a salt that is none": lambda: _encrypted(_head_said(salt="zz")),
    "a later version": lambda: _encrypted(_head_said(), version=9),
    "noise behind a head": lambda: _encrypted(_head_said(), bytes(range(256)) * 4_000),
}


def _database(*statements: str) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        books = sqlite3.connect(path)
        for statement in statements:
            books.execute(statement)
        books.commit()
        books.close()

    return make


def _head(**changed: tuple[int, str, int]) -> Callable[[Path], object]:
    """Return a maker of a database whose heading says something else, by place, form and value."""

    def make(path: Path) -> None:
        _database(
            OURS,
            VERSION,
            "CREATE TABLE a (b)",
            *["INSERT INTO a VALUES (zeroblob(2000))"] * 50,
        )(path)
        made = bytearray(path.read_bytes())
        for place, form, value in changed.values():
            struct.pack_into(form, made, place, value)
        path.write_bytes(made)

    return make


OURS = f"PRAGMA application_id = {APPLICATION_ID}"
VERSION = f"PRAGMA user_version = {SCHEMA_VERSION}"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
BOOKS: dict[str, Callable[[Path], object]] = {
    "an empty database": _database("CREATE TABLE a (b)", "DROP TABLE a"),
    "another program's": _database("CREATE TABLE a (b)", OURS, VERSION),
    "a view without end": _database(OURS, VERSION, f"CREATE VIEW settings AS {ENDLESS}", f"CREATE VIEW office AS {ENDLESS}"),
    "5 000 tables": _database(OURS, VERSION, *(f"CREATE TABLE t{n} (a)" for n in range(5_000))),
    "a table of 1 900 columns": _database(OURS, VERSION, "CREATE TABLE a (" + ",".join(f"c{n}" for n in range(1_900)) + ")"),
    "more pages than it has": _head(pages=(28, ">I", 2**31 - 1)),
    "pages of no size": _head(size=(16, ">H", 3)),
    "pages of the largest size": _head(size=(16, ">H", 1)),
    "free pages in a circle": _head(first=(32, ">I", 2), count=(36, ">I", 2**31 - 1)),
    "a schema of another form": _head(form=(44, ">I", 99)),
    "an encoding that nobody knows": _head(encoding=(56, ">I", 9)),
    "a version beyond all": _head(version=(60, ">I", 2**31 - 1)),
    "a root that is itself": _head(root=(100 + 5, ">H", 100)),
    "a heading alone": lambda path: path.write_bytes(b"SQLite format 3\x00"),
    "a heading, then noise": lambda path: path.write_bytes(b"SQLite format 3\x00" + bytes(range(256)) * 400),
}  # fmt: skip
FILES = [
    *files("backup", ("backup", "check", "{}"), ".zip", BACKUPS),
    *files("encrypted backup", ("backup", "check", "{}"), ".tiwizi.encrypted", ENCRYPTED),
    *(Hostile(f"books: {name}.tiwizi", ("--books", "{}", "share"), make) for name, make in BOOKS.items()),
]
