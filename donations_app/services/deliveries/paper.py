"""Letters on paper: bound into one file in the order given, which is put in its place once what it holds is noted."""

import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, cast

from donations_app.formats.writing import placed
from donations_app.services.deliveries.letters import printed_letter
from receipts.binding import Binder
from receipts.letter import LetterContent

Progress = Callable[[int, int], None]


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
