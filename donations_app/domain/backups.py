"""What a backup says of itself; which of many stay is said by ``rotation``.

The manifest lies beside the copy of the books in the same file: what it says can be held against the copy, and
its heads against the books of a later day.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal, get_args

from msgspec import Struct, field

FORMAT: Final = 1
Engine = Literal["sqlite", "postgresql"]
ENGINES: Final[tuple[Engine, ...]] = get_args(Engine)


class Counted(Struct, frozen=True, kw_only=True):
    """What books hold, as far as two states of them can be told apart by it."""

    books: str  # the hash of their first link, which all copies share
    name: str  # of the association
    payments: int  # records, reversals among them
    sum_cents: int  # of all their lines
    receipts: int
    series: Mapping[str, int]  # the last number given out in each
    heads: Mapping[str, str]  # the hash of the last link of each origin, by its code
    links: Mapping[str, int]  # and how many it has


class Manifest(Struct, frozen=True, kw_only=True):
    """What was backed up, when, and the digest of the copy."""

    made_at: datetime  # aware
    program: str  # version that made it
    schema: int  # version of the tables
    automatic: bool  # made at a closing: in time it makes room for others
    size: int  # bytes of the copy
    sha256: str
    counted: Counted
    engine: Engine = "sqlite"  # of which the copy is
    verified: bool = True  # whether the copy was opened and verified; else only its bytes are known


class Label(Struct, frozen=True, kw_only=True):
    """What is known of a backup before it is opened: it names nobody, and no sum."""

    made_at: datetime  # aware
    automatic: bool  # see ``Manifest``
    books: str  # see ``Counted``
    state: str  # digest of the heads: the same where nothing was written in between
    verified: bool = True  # see ``Manifest``


def label_of(manifest: Manifest) -> Label:
    """Return what of a manifest may be read by whoever has the file."""
    held = manifest.counted
    return Label(
        made_at=manifest.made_at,
        automatic=manifest.automatic,
        books=held.books,
        state=state_of(held.heads),
        verified=manifest.verified,
    )


def state_of(heads: Mapping[str, str]) -> str:
    """Return the digest of the heads of some books."""
    said = json.dumps(dict(heads), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def to_data(manifest: Manifest) -> dict[str, Any]:
    """Return the manifest as it is written and shown."""
    counted = manifest.counted
    return {
        "format": FORMAT,
        "program": manifest.program,
        "schema": manifest.schema,
        "made_at": manifest.made_at.isoformat(timespec="seconds"),
        "automatic": manifest.automatic,
        "engine": manifest.engine,
        "verified": manifest.verified,
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
        engine=ENGINES[ENGINES.index(data.get("engine", "sqlite"))],
        verified=data.get("verified", True) is True,
    )


def given_since(older: Counted, newer: Counted) -> dict[str, tuple[int, int]]:
    """Return the numbers that ``newer`` gave out after ``older``: first and last, by series."""
    return {
        series: (older.series.get(series, 0) + 1, last)
        for series, last in sorted(newer.series.items())
        if last > older.series.get(series, 0)
    }


class Lost(Struct, frozen=True):
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
