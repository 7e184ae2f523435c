"""Issued documents as the books keep them: a base that many share, and a tail of each one's own.

A tail is deflated (RFC 1951) after the first tail that was kept with its base: what all of them say is kept
once. Sealed streams do not deflate, so that is most of what can be spared.
"""

import hashlib
import re
import zlib
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.tables import DocumentBase
from donations_app.domain.errors import ReceiptErased
from donations_app.domain.storage_errors import BooksDamaged

# the streams of a sealed document, and its texts in hexadecimal digits
_SAID: Final = re.compile(
    rb"(?<=stream\n).*?(?=\nendstream)|(?<=<)[0-9a-fA-F]{16,}(?=>)|(?<=\()[^\n]*(?=\))", re.DOTALL
)
_WINDOW: Final = 32_768 - 512  # bytes of the sample that deflate can look back to


class StoredBase(Struct, frozen=True):
    """A base with the sample after which its tails are packed."""

    content: bytes
    sample: bytes


def packed_tail(tail: bytes, sample: bytes) -> bytes:
    """Return a tail as it is kept."""
    press = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=sample[-_WINDOW:])
    return press.compress(tail) + press.flush()


def blanked(sample: bytes) -> bytes:
    """Return a sample without what it says of the person on whose document it was kept: as long, and of no use else."""
    return _SAID.sub(lambda found: b"0" * len(found[0]), sample)


def unpacked_tail(tail: bytes, sample: bytes) -> bytes:
    """Return a tail as it was issued.

    Raises:
        zlib.error: it was packed after another sample; where that is not seen, other bytes come of it.
    """
    return zlib.decompressobj(-zlib.MAX_WBITS, zdict=sample[-_WINDOW:]).decompress(tail)


class Documents:
    """Puts documents together again; a base is read once."""

    def __init__(self, session: Session, place: str = "") -> None:
        self._session, self._place = session, place
        self._bases: dict[int, StoredBase] = {}

    def base(self, base_id: int) -> StoredBase:
        """Return a base by its key."""
        if base_id not in self._bases:
            query = select(DocumentBase.content, DocumentBase.sample).where(DocumentBase.id == base_id)
            self._bases[base_id] = StoredBase(*self._session.execute(query).one())
        return self._bases[base_id]

    def tail(self, row: Any) -> bytes:
        """Return the tail of a receipt's row, which gives ``number``, ``base_id``, ``tail`` and ``sha256``.

        Raises:
            ReceiptErased: with the person.
            BooksDamaged: base and tail are not the document that was issued.
        """
        if not row.tail:
            raise ReceiptErased(row.number)
        base = self.base(row.base_id)
        try:
            tail = unpacked_tail(row.tail, base.sample)
        except zlib.error as error:
            raise BooksDamaged(self._place, f"receipt {row.number}") from error
        if hashlib.sha256(base.content + tail).hexdigest() != row.sha256:
            raise BooksDamaged(self._place, f"receipt {row.number}")
        return tail

    def whole(self, row: Any) -> bytes:
        """Return the very bytes that were issued.

        Raises:
            ReceiptErased, BooksDamaged: as ``tail``.
        """
        tail = self.tail(row)
        return self.base(row.base_id).content + tail
