"""Something in the books that is not as the program left it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Fault:
    """What, in which record, of which office, last written when, and the two figures that differ."""

    kind: str  # a key of ``sentences.FAULTS``
    record: str
    office: str = ""
    on: date | None = None
    found: str = ""
    wanted: str = ""
