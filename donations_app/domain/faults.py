"""Something in the books that is not as the program left it."""

from datetime import date

from msgspec import Struct


class Fault(Struct, frozen=True):
    """What, in which record, of which office, last written when, and the two figures that differ."""

    kind: str  # a key of ``sentences.FAULTS``
    record: str
    office: str = ""
    on: date | None = None
    found: str = ""
    wanted: str = ""
