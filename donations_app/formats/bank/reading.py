"""A file of a bank, read whole: recognised, unpacked within limits, in a process of its own where it is large.

A statement that streams (CAMT) may have 200 MiB, any other 20, also when it comes out of a ZIP file; what a ZIP holds
besides statements is told.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Final, cast

from donations_app.apart import Limits, apart, size_of
from donations_app.domain.bank import BankFile
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.archives import open_archive
from donations_app.formats.bank.camt import read_camt
from donations_app.formats.bank.cfonb import read_cfonb
from donations_app.formats.bank.mt940 import read_mt940
from donations_app.formats.bank.ofx import read_ofx, stated_page
from donations_app.formats.bank.qif import read_qif
from donations_app.formats.bank.recognise import format_of
from donations_app.formats.bank.said import DONE, FORMAT, Gathering, NotRead, Said, warned
from donations_app.formats.bank.tables import has_headings, is_plain_statement, read_rows, rows_of
from donations_app.formats.bank.texts import decoded
from donations_app.formats.files import bytes_of

LARGEST_STREAM: Final = 200 * 1024 * 1024
LARGEST_TABLE: Final = 20 * 1024 * 1024
_SMALL: Final = 64 * 1024
_STEP: Final = 2**20
_SOMEWHERE: Final = {name: f"{name}_somewhere" for name in ("amount_unreadable", "day_missing")}
_LIMITS: Final = Limits(
    seconds=36, mebibytes=500
)  # 200 MiB take some 15 seconds, a usual file hundredths of one


def read_bank_file(
    path: Path, *, progress: Callable[[int, int], None] = lambda _done, _whole: None
) -> tuple[BankFile, str]:
    """Return what a file of a bank says, and the SHA-256 of its bytes.

    Args:
        path: of the file, a ZIP file perhaps.
        progress: told how many bytes of how many are read; it may raise, to stop.

    Raises:
        FileRefused: it is missing, too large, no statement, or one that cannot be read whole.
    """
    digest = _digest(path)
    size = size_of(path)
    found = Gathering(str(path))
    said = read_here(path) if size <= _SMALL else apart(path, _read_apart, path, limits=_LIMITS)
    for one in said:
        done = found.take(one)
        if done:
            progress(min(done, size), size)
    return found.result(), digest


def is_statement_table(path: Path) -> bool:
    """Tell whether a table looks like a statement, and not like a list of people or gifts: for who drops it."""
    try:
        with path.open("rb") as file:
            beginning = file.read(_SMALL)
        if not stat.S_ISREG(path.stat().st_mode) or beginning[:4] == b"PK\x03\x04":
            return False
        rows = rows_of(decoded(beginning.rpartition(b"\n")[0] or beginning))
    except (OSError, ValueError, NotRead):
        return False
    return rows is not None and is_plain_statement(rows)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a regular file within the limit, without holding all of it."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        status = None
    if status is None or not stat.S_ISREG(status.st_mode) or status.st_size in (0, 1):
        bytes_of(path, largest=1)  # which refuses it in words
    elif status.st_size > LARGEST_STREAM:
        raise FileRefused(str(path), "file_too_large", detail=str(LARGEST_STREAM // 2**20))
    found, left = sha256(), LARGEST_STREAM
    try:
        with path.open("rb") as file:
            while step := file.read(_STEP):
                left -= len(step)
                if left < 0:
                    raise FileRefused(str(path), "file_too_large", detail=str(LARGEST_STREAM // 2**20))
                found.update(step)
    except OSError as error:
        raise FileRefused(str(path), "file_unreadable", detail=str(error.strerror)) from error
    return found.hexdigest()


def _read_apart(path: Path) -> Iterator[Said]:
    yield from read_here(path)


def read_here(path: Path) -> Iterator[Said]:
    """Say what a file holds, in this process."""
    try:
        with path.open("rb") as file:
            yield from _read(file, str(path), size_of(path))
    except OSError as error:
        raise FileRefused(str(path), "file_unreadable", detail=str(error.strerror)) from error


def _read(file: IO[bytes], name: str, size: int) -> Iterator[Said]:
    beginning = file.read(_SMALL)
    kind, message = format_of(beginning, name)
    if kind == "zip":
        yield from _unpacked(file, name)
        return
    try:
        if message:
            yield [FORMAT, kind]
            yield from read_camt(_bounded(_Again(beginning, file), name, LARGEST_STREAM), message)
            return
        yield from _read_text(_bounded(_Again(beginning, file), name, LARGEST_TABLE).read(-1), kind, name)
        yield [DONE, size]
    except NotRead as error:
        raise _refused(name, error) from error


def _read_text(content: bytes, kind: str, name: str) -> Iterator[Said]:
    text = decoded(content, stated=stated_page(content) if kind.startswith("ofx") else "")
    is_text = b"\x00" not in content[:2]
    del content  # it takes as much as the text
    if kind == "table":
        rows = rows_of(text) if is_text else None
        if rows is None:
            raise FileRefused(name, "bank_file_unknown")
        yield [FORMAT, "csv"]
        yield from read_rows(rows)
        return
    readers = {
        "cfonb120": read_cfonb,
        "mt940": read_mt940,
        "qif": read_qif,
        "ofx1": read_ofx,
        "ofx2": read_ofx,
    }
    yield [FORMAT, kind]
    yield from readers[kind](text)


class _Again(io.RawIOBase):
    """A file whose beginning was read."""

    def __init__(self, beginning: bytes, file: IO[bytes]) -> None:
        self._beginning, self._file = beginning, file

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        begun, self._beginning = self._beginning, b""
        return begun or self._file.read(size)


class _Bounded(io.RawIOBase):
    """A file of which no more is read than may be."""

    def __init__(self, file: io.RawIOBase, name: str, most: int) -> None:
        self._file, self._name, self._most, self._left = file, name, most, most

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            whole = bytearray()
            while step := self.read(_STEP):
                whole += step
            return whole  # type: ignore[return-value]  # to make bytes of it would take as much again
        step = self._file.read(size) or b""
        self._left -= len(step)
        if self._left < 0:
            raise FileRefused(self._name, "file_too_large", detail=str(self._most // 2**20))
        return step


def _bounded(file: io.RawIOBase, name: str, most: int) -> IO[bytes]:
    return cast("IO[bytes]", _Bounded(file, name, most))


def _unpacked(file: IO[bytes], name: str) -> Iterator[Said]:
    """Say what each statement in a ZIP file holds; a workbook is one too."""
    file.seek(0)
    try:
        archive = open_archive(file)
        entries = [one for one in archive.infolist() if not one.is_dir()]
        if any(one.filename == "[Content_Types].xml" for one in entries):
            yield from _workbook(Path(name))
            return
        total = sum(one.file_size for one in entries)
        if total > LARGEST_STREAM:
            raise FileRefused(name, "file_too_large", detail=str(LARGEST_STREAM // 2**20))
        for entry in entries:
            yield from _member(archive, entry, name)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        ValueError,
        RuntimeError,
        EOFError,
        zlib.error,
    ) as error:
        raise FileRefused(name, "zip_broken") from error


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Iterator[Said]:
    within = f"{name} › {entry.filename[:200]}"
    if entry.flag_bits & 1:
        raise FileRefused(within, "zip_protected")
    if entry.filename.startswith("__MACOSX/"):
        return
    with archive.open(entry) as file:
        beginning = file.read(_SMALL)
    try:
        kind, _message = format_of(beginning, within)
        is_statement = kind != "table" or rows_of(decoded(beginning)) is not None
    except (FileRefused, NotRead):
        is_statement, kind = False, ""
    if kind == "zip" or not is_statement:
        yield warned("member_left", "", entry.filename[:200])
        return
    with archive.open(entry) as file:
        yield from _read(file, within, 0)


def _workbook(path: Path) -> Iterator[Said]:
    from donations_app.formats.tables import read_table

    table = read_table(path, fits=has_headings)
    if not has_headings(table.headers):
        raise FileRefused(str(path), "bank_file_unknown")
    rows = [(1, table.headers), *((row.line, row.cells) for row in table.rows)]
    yield [FORMAT, "xlsx"]
    try:
        yield from read_rows(rows)
    except NotRead as error:
        raise _refused(str(path), error) from error


def _refused(name: str, error: NotRead) -> FileRefused:
    code = error.code if error.line else _SOMEWHERE.get(error.code, error.code)
    return FileRefused(name, code, error.line, error.detail)
