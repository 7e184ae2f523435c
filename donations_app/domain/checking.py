"""What a PDF that somebody shows turns out to be, held against the books."""

from datetime import date
from typing import Literal

from msgspec import Struct

from donations_app.domain.money import Money

Verdict = Literal["issued", "duplicate", "cancelled", "replaced", "changed", "foreign"]
Copy = Literal["original", "duplicate", "cancelled", ""]  # of which document it is the very bytes, if of one


class Checked(Struct, frozen=True):
    """The verdict on one file.

    ``issued``: the very document, and it stands. ``duplicate``: a duplicate made here of one that stands.
    ``cancelled`` and ``replaced``: made here, byte for byte, of a receipt that stands no more. ``changed``: it
    bears a number of these books, or began as a document of theirs, and is none of the documents made here.
    ``foreign``: neither; also what names several receipts, as a register does, and is therefore none itself.
    """

    verdict: Verdict
    sha256: str  # of the file
    copy: Copy = ""
    number: str = ""  # of the receipt, where one is named
    name: str = ""  # of its donor, as frozen
    amount: Money | None = None  # as frozen
    issued_on: date | None = None
    signed: bool = False  # the document that was issued bears a signature
    cancelled_on: date | None = None
    reason: str = ""
    replaced_by: str = ""
    several: tuple[str, ...] = ()  # numbers of these books, where it names more than one
    missing: tuple[str, ...] = ()  # of one that was changed: what was issued and does not stand on its pages

    @property
    def stands(self) -> bool:
        """Whether whoever shows it holds a receipt that counts."""
        return self.verdict in ("issued", "duplicate")


def verdict_of(copy: Copy, *, cancelled: bool, replaced: bool) -> Verdict:
    """Return the verdict on a document of ours, the very bytes of which were recognised."""
    if cancelled:
        return "replaced" if replaced else "cancelled"
    return "duplicate" if copy == "duplicate" else "issued"
