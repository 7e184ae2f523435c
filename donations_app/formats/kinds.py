"""What kind of file stands somewhere, told by what is in it and by its ending."""

import stat
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

from donations_app.formats.archives import open_archive

KINDS: Final = ("csv", "json", "pdf", "xlsx", "zip")  # of the files that the program writes
_HEAD: Final = 4096  # bytes
_CONTROLS: Final = bytes(set(range(0x20)) - set(b"\t\n\r\f"))


def begins_with(path: Path, mark: bytes) -> bool:
    """Tell whether a file begins with a mark; what cannot be read does not."""
    try:
        if not path.is_file():  # a pipe would keep one waiting
            return False
        with path.open("rb") as file:
            return file.read(len(mark)) == mark
    except OSError:
        return False


def kind_by_name(path: Path) -> str:
    """Return the kind that the ending of a name says, or nothing when it says none of ``KINDS``."""
    ending = path.suffix[1:].lower()
    return ending if ending in KINDS else ""


def kind_of(path: Path) -> str:
    """Return the kind of what stands at a place: one of ``KINDS``, ``empty``, or ``other``.

    A text that is no JSON counts as ``csv``, whatever separates its columns.

    Raises:
        OSError: it cannot be read.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        return "other"
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK"):
        return _packed(path)
    if head.translate(None, _CONTROLS) != head:
        return "other"
    text = head.removeprefix("\ufeff".encode()).lstrip()
    if text[:1] in (b"{", b"["):
        return "json"
    return "csv" if text else "empty"


def _packed(path: Path) -> str:
    try:
        with path.open("rb") as file, open_archive(file) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, NotImplementedError):
        return "other"
    return "xlsx" if "xl/workbook.xml" in names else "zip"
