"""What a backup says of itself, and which of many are kept.

The manifest lies beside the copy of the books in the same file: what it says can be held against the copy, and
its heads against the books of a later day.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

FORMAT: Final = 1
MONTHS, YEARS = 12, 7  # of each of which the last backup stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What books hold, as far as two states of them can be told apart by it."""

    books: str  # the hash of their first link, which all copies share
    name: str  # of the association
    payments: int  # records, reversals among them
    sum_cents: int  # of all their lines
    receipts: int
    series: Mapping[str, int]  # the last number given out in each
    heads: Mapping[str, str]  # the hash of the last link of each origin, by its code
    links: Mapping[str, int]  # and how many it has


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What was backed up, when, and the digest of the copy."""

    made_at: datetime  # aware
    program: str  # version that made it
    schema: int  # version of the tables
    automatic: bool  # made at a closing: in time it makes room for others
    size: int  # bytes of the copy
    sha256: str
    counted: Counted


def to_data(manifest: Manifest) -> dict[str, Any]:
    """Return the manifest as it is written and shown."""
    counted = manifest.counted
    return {
        "format": FORMAT,
        "program": manifest.program,
        "schema": manifest.schema,
        "made_at": manifest.made_at.isoformat(timespec="seconds"),
        "automatic": manifest.automatic,
        "books": counted.books,
        "name": counted.name,
        "payments": counted.payments,
        "sum_cents": counted.sum_cents,
        "receipts": counted.receipts,
        "series": dict(counted.series),
        "heads": dict(counted.heads),
        "links": dict(counted.links),
        "size": manifest.size,
        "sha256": manifest.sha256,
    }


def from_data(data: Mapping[str, Any]) -> Manifest:
    """Return the manifest that ``to_data`` wrote.

    Raises:
        LookupError, TypeError, ValueError: it did not write this.
    """
    made_at = datetime.fromisoformat(data["made_at"])
    if made_at.tzinfo is None:
        raise ValueError(data["made_at"])
    counted = Counted(
        books=str(data["books"]),
        name=str(data["name"]),
        payments=int(data["payments"]),
        sum_cents=int(data["sum_cents"]),
        receipts=int(data["receipts"]),
        series={str(name): int(last) for name, last in dict(data["series"]).items()},
        heads={str(code): str(head) for code, head in dict(data["heads"]).items()},
        links={str(code): int(n) for code, n in dict(data["links"]).items()},
    )
    return Manifest(
        made_at=made_at,
        program=str(data["program"]),
        schema=int(data["schema"]),
        automatic=bool(data["automatic"]),
        size=int(data["size"]),
        sha256=str(data["sha256"]),
        counted=counted,
    )


def outdated(made: Collection[datetime], days: int) -> set[datetime]:
    """Return which backups may go.

    Of each of the last ``days`` days that have one, the last stays; so does the last of each of the last
    twelve months, and of the last seven years, that have one.

    Args:
        made: when each was made.
        days: at least 1, so that the newest never goes.
    """
    spans: tuple[tuple[Callable[[datetime], tuple[int, ...]], int], ...] = (
        (lambda at: (at.year, at.month, at.day), max(days, 1)),
        (lambda at: (at.year, at.month), MONTHS),
        (lambda at: (at.year,), YEARS),
    )
    kept: set[datetime] = set()
    for span, most in spans:
        last = {span(at): at for at in sorted(made)}
        kept.update(sorted(last.values())[-most:])
    return set(made) - kept


def given_since(older: Counted, newer: Counted) -> dict[str, tuple[int, int]]:
    """Return the numbers that ``newer`` gave out after ``older``: first and last, by series."""
    return {
        series: (older.series.get(series, 0) + 1, last)
        for series, last in sorted(newer.series.items())
        if last > older.series.get(series, 0)
    }


@dataclass(frozen=True, slots=True)
class Lost:
    """What the books that stood in the place of a backup hold beyond it."""

    stood: Literal["earlier", "others", "unreadable"] = (
        "earlier"  # the same books, others, or nobody can tell
    )
    changes: int = 0  # whatever was saved: payments, cancellations, filings, people
    payments: int = 0
    numbers: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # first and last, by series


def lost_between(older: Counted, newer: Counted) -> Lost:
    """Return what ``newer`` holds beyond ``older``; of other books only that they are others."""
    if newer.books != older.books:
        return Lost(stood="others")
    changes = sum(max(n - older.links.get(origin, 0), 0) for origin, n in newer.links.items())
    return Lost("earlier", changes, max(newer.payments - older.payments, 0), given_since(older, newer))
