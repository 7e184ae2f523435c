"""Letters on paper: bound into one file in the order given, which is put in its place once what it holds is noted."""

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, BinaryIO, Generic, Protocol, TypeVar, cast

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.domain.errors import ReadOnly
from donations_app.formats.writing import placed
from donations_app.services.deliveries.letters import printed_letter
from receipts.binding import Binder
from receipts.letter import LetterContent

Progress = Callable[[int, int], None]
P = TypeVar("P")  # a plan
T = TypeVar("T")  # one of its letters
T_contra = TypeVar("T_contra", contravariant=True)


class Printable(Protocol[T_contra]):
    """Letters of one kind: what each says."""

    def content(self, one: T_contra) -> LetterContent:
        """Return a letter as it is printed."""


L = TypeVar("L", bound=Printable[Any])


class Printed(Struct, Generic[P], frozen=True):
    """What a run printed."""

    plan: P
    pages: int


def print_letters(
    books: Books,
    out: Path | None,
    title: str,
    *,
    plan: Callable[[Session], tuple[P, Sequence[T]]],
    letters: Callable[[Session], L],
    note: Callable[[Write, L, Sequence[T]], object],
    force: bool,
    progress: Progress | None,
) -> Printed[P]:
    """Write one file to print with letters in the order given, and note them once it is whole.

    Args:
        books: where to read and to note.
        out: the file; ``None`` does everything but keep one.
        title: of the file.
        plan: gives what is planned, and of it what goes by post.
        letters: gives what the letters say.
        note: sees to it that they stand as they were printed, and notes them.
        force: replace a file that stands there.
        progress: told how many of how many are done; it may raise ``Cancelled``: no file, nothing noted.

    Raises:
        ReadOnly: the books were opened for reading only.
        FileExists, FileUnwritable: the file cannot be written there; nothing is noted.
        LetterUnprintable, LetterTooLong: a letter cannot be written; nothing is noted.
    """
    if books.read_only:
        raise ReadOnly
    with ExitStack() as stack:
        with books.read() as session:
            found, ready = plan(session)
            if not ready:
                return Printed(found, 0)
            written = letters(session)
            file = stack.enter_context(opened(out, force=force))
            pages = bind(file, title, map(written.content, ready), total=len(ready), progress=progress)
        on_disk(file)
        with (
            books.write() as write
        ):  # before the file is put in place: where it cannot be noted, there is none
            note(write, written, ready)
    return Printed(found, pages)


def opened(out: Path | None, *, force: bool) -> AbstractContextManager[BinaryIO]:
    """Open a file that is put in its place when the block ends well; without a name, one that nobody keeps.

    Raises:
        FileExists, FileUnwritable: it cannot be written there.
    """
    if out:
        return placed(out, force=force)
    return cast("AbstractContextManager[BinaryIO]", tempfile.TemporaryFile())


def bind(
    file: BinaryIO,
    title: str,
    letters: Iterable[LetterContent],
    *,
    total: int,
    progress: Progress | None = None,
) -> int:
    """Print letters one after another into a file, and return the number of its pages.

    Args:
        file: open for writing bytes; what it holds is on the disk afterwards, where it is a file of one.
        title: of the file.
        letters: in the order of the pages.
        total: how many there are.
        progress: told how many of how many are done; it may raise ``Cancelled``.

    Raises:
        LetterUnprintable, LetterTooLong: one cannot be printed.
    """
    binder = Binder(file, title)
    for done, content in enumerate(letters):
        if progress:
            progress(done, total)
        printed = printed_letter(content)
        binder.add(printed.base.content, printed.tail)
    if progress:
        progress(total, total)
    pages = binder.close()
    file.flush()
    return pages


def on_disk(file: BinaryIO) -> None:
    """See to it that what was written into a file lies on the disk."""
    file.flush()
    os.fsync(file.fileno())
