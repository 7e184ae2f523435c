"""Who acts on the books."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts, and for which office: what stands in the audit trail beside everything that he writes."""

    login: str
    office: str = ""  # its code; empty for the head office
