"""What stands in the place of a file and is none, or is not what its name says; at every entrance."""

import os
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.formats.hostile.made import Hostile

ENTRANCES = {
    "people.csv": ("import", "people", "{}"),
    "people.xlsx": ("import", "people", "{}"),
    "settings.toml": ("settings", "load", "{}"),
    "letter.txt": ("letters", "load", "{}", "--language", "fr"),
    "receipt.pdf": ("receipts", "check", "{}"),
    "certificate.p12": ("receipts", "issue", "--year", "2025", "--sign", "{}"),
    "backup.zip": ("backup", "check", "{}"),
    "books.tiwizi": ("--books", "{}", "share"),
    "notes.json": ("audit", "notes", "--notes", "{}"),
}


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _loop(path: Path) -> None:
    other = path.with_name("other")
    other.symlink_to(path)
    path.symlink_to(other)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(5 << 30)


def _unreadable(path: Path) -> None:
    path.write_bytes(b"ref;kind;last_name\n")
    path.chmod(0)


_PLACES: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a device without end": _device,
    "links in a circle": _loop,
    "nothing": lambda path: path.write_bytes(b""),
    "one byte": lambda path: path.write_bytes(b"\x00"),
    "five gigabytes": _sparse,
    "random bytes": lambda path: path.write_bytes(zlib.compress(bytes(range(256)) * 50, 9) * 40),
    "a page of HTML": lambda path: path.write_bytes(b"<!DOCTYPE html><html><body>ref</body></html>\n" * 50),
}
_OF_TABLES: dict[str, Callable[[Path], object]] = {
    "not to be read": _unreadable,
    "another ending, PDF": lambda path: path.write_bytes(
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
    ),
    "another ending, gzip": lambda path: path.write_bytes(b"\x1f\x8b\x08" + bytes(5_000)),
    "a link to itself in a folder": lambda path: path.symlink_to(path.name),
    "a name in a file": lambda path: path.symlink_to("/proc/self/mem"),
    "what says it is empty": lambda path: path.symlink_to("/proc/self/maps"),
}
FILES = [
    *(
        Hostile(f"{entrance}: {name}", words, make)
        for entrance, words in ENTRANCES.items()
        for name, make in _PLACES.items()
    ),
    *(Hostile(f"people.csv: {name}", ENTRANCES["people.csv"], make) for name, make in _OF_TABLES.items()),
]
