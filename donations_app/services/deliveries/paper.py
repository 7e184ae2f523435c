"""Letters on paper: bound into one file in the order given, which is put in its place once what it holds is noted."""

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Generic, Protocol, TypeVar, cast

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.domain.errors import ReadOnly
from donations_app.domain.letter_plans import LetterPlan
from donations_app.formats.writing import placed
from donations_app.services.deliveries.letters import printed_letter
from receipts.binding import Binder
from receipts.letter import LetterContent

Progress = Callable[[int, int], None]
P = TypeVar("P", bound=LetterPlan[Any, Any])
T_contra = TypeVar("T_contra", contravariant=True)


class Printable(Protocol[T_contra]):
    """Letters of one kind: what each says, and how it is noted."""

    def content(self, one: T_contra) -> LetterContent:
        """Return a letter as it is printed."""

    def see_again(self, write: Write, letters: Sequence[T_contra]) -> None:
        """See to it that letters stand as planned, or raise ``ChangedMeanwhile``."""

    def note(self, write: Write, letters: Sequence[T_contra], *, outcome: str, answer: str = "") -> list[int]:
        """Note letters as sent, begun or failed; return the keys of the notes in the same order."""


class Printed(Struct, Generic[P], frozen=True):
    """What a run printed."""

    plan: P
    pages: int


def print_letters(
    books: Books,
    out: Path | None,
    title: str,
    *,
    plan: Callable[[Session], P],
    letters: Callable[[Session], Printable[Any]],
    force: bool,
    progress: Progress | None,
) -> Printed[P]:
    """Write one file to print with the letters that go by post, in its order, and note them once it is whole.

    Args:
        books: where to read and to note.
        out: the file; ``None`` does everything but keep one.
        title: of the file.
        plan: gives what is planned.
        letters: gives what the letters say, and notes them.
        force: replace a file that stands there.
        progress: told how many of how many are done; it may raise ``Cancelled``: no file, nothing noted.

    Raises:
        ReadOnly: the books were opened for reading only.
        FileExists, FileUnwritable: the file cannot be written there; nothing is noted.
        ChangedMeanwhile: a letter is no longer what was printed; nothing is noted, and there is no file.
        LetterUnprintable, LetterTooLong: a letter cannot be written; nothing is noted.
    """
    if books.read_only:
        raise ReadOnly
    with ExitStack() as stack:
        with books.read() as session:
            found = plan(session)
            ready = found.by("post")
            if not ready:
                return Printed(found, 0)
            written = letters(session)
            file = stack.enter_context(opened(out, force=force))
            pages = bind(file, title, map(written.content, ready), total=len(ready), progress=progress)
        on_disk(file)
        with (
            books.write() as write
        ):  # before the file is put in place: where it cannot be noted, there is none
            written.see_again(write, ready)
            written.note(write, ready, outcome="sent")
    return Printed(found, pages)


def look_at(
    books: Books,
    title: str,
    *,
    plan: Callable[[Session], P],
    letters: Callable[[Session], Printable[Any]],
    shown: Callable[[P], Sequence[Any]],
) -> tuple[P, bytes]:
    """Return what is planned, and letters of it as one file to look at; nothing is noted.

    Args:
        books: where to read.
        title: of the file.
        plan: gives what is planned.
        letters: gives what the letters say.
        shown: gives the letters of a plan that are looked at.

    Raises:
        LetterUnprintable, LetterTooLong: a letter cannot be written.
    """
    out = BytesIO()
    with books.read() as session:
        found = plan(session)
        if some := shown(found):
            bind(out, title, map(letters(session).content, some), total=len(some))
    return found, out.getvalue()


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
