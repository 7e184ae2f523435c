"""Answers of any length in bounded memory: rows wait in a file of the system until they are written out."""

import tempfile
import weakref
from collections.abc import Iterator
from typing import Final

from donations_app.domain.storage_errors import FileUnwritable

_IN_MEMORY: Final = 1 << 20  # bytes; more lies on the disk


class Spool:
    """Rows of text, each without a line feed, in their order; its file goes with it."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 -- closed with the spool
        weakref.finalize(self, self._file.close)

    def add(self, row: str) -> None:
        """Keep a row.

        Raises:
            FileUnwritable: the disk is full.
        """
        try:
            self._file.write(row.encode("utf-8", "replace") + b"\n")
        except OSError as error:
            raise FileUnwritable(tempfile.gettempdir(), str(error.strerror)) from error

    def __iter__(self) -> Iterator[str]:
        self._file.seek(0)
        for row in self._file:
            yield row.decode().removesuffix("\n")
