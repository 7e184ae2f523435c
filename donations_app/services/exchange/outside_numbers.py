"""The highest receipt numbers that are known outside the books: on documents, in backups and in anchors."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from donations_app.db.books import Books
from donations_app.db.queries.settings import organisation
from donations_app.db.queries.trail import identity
from donations_app.domain.backups import Counted
from donations_app.domain.outside import Highest, Source, number_of_file
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.anchor_file import is_anchor, read_anchor
from donations_app.formats.backup_file import read_manifest


def known_outside(
    books: Books, *, documents: Iterable[Path] = (), backups: Path | None = None, anchors: Iterable[Path] = ()
) -> tuple[Highest, ...]:
    """Return the highest number of each series that each place knows.

    Of encrypted backups nothing is known without their passphrase. What cannot be read says nothing.

    Args:
        books: whose backups and anchors count.
        documents: folders into which receipts are written, each named by its number.
        backups: the folder of backups, in which anchors may lie too.
        anchors: further ones.
    """
    with books.read() as session:
        own, pattern = identity(session), organisation(session, books.today).number_pattern
    found = [one for folder in documents for one in _in_documents(folder, pattern)]
    if backups is not None:
        found += [one for path in _named(backups) for one in (*_in_backup(path, own), *_in_anchor(path, own))]
    found += [one for path in anchors for one in _in_anchor(path, own)]
    return tuple(found)


def _named(folder: Path, ending: str = "") -> list[Path]:
    """Return the files of a folder by their ending; one that is not there, or cannot be read, has none."""
    with suppress(OSError):
        if folder.is_dir():
            return sorted(path for path in folder.iterdir() if path.name.endswith(ending) and path.is_file())
    return []


def _in_documents(folder: Path, pattern: str) -> Iterator[Highest]:
    highest: dict[str, int] = {}
    for path in _named(folder, ".pdf"):
        if found := number_of_file(path.stem, pattern):
            series, n = found
            highest[series] = max(highest.get(series, 0), n)
    yield from (Highest(series, n, "documents", str(folder)) for series, n in highest.items())


def _in_backup(path: Path, own: str) -> Iterator[Highest]:
    with suppress(FileRefused):
        yield from _of(read_manifest(path).counted, own, "backup", path)


def _in_anchor(path: Path, own: str) -> Iterator[Highest]:
    with suppress(FileRefused):
        if is_anchor(path):
            yield from _of(read_anchor(path)[0].counted, own, "anchor", path)


def _of(held: Counted, own: str, source: Source, path: Path) -> Iterator[Highest]:
    if held.books == own:
        yield from (Highest(series, last, source, str(path)) for series, last in held.series.items())
