"""Anchors: what is known of books outside of them, by which a cut tail, a trail written anew or an older copy shows.

The file of an anchor is JSON, small enough to be mailed. Its signature, where it has one, is a detached one over the
canonical JSON of what it says (``receipts.countersign``), beside the certificate that verifies it.
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from donations_app.domain.backups import Counted
from donations_app.domain.canonical import canonical

KIND: Final = "tiwizi-anchor"
FORMAT: Final = 1


class Anchor(Struct, frozen=True, kw_only=True):
    """The books as they stood when it was made."""

    made_at: datetime  # aware
    on: date  # of the books
    program: str  # version that made it
    counted: Counted


class Signature(Struct, frozen=True):
    """What stands under an anchor."""

    certificate: bytes  # X.509, DER
    value: bytes


class Proved(Struct, frozen=True):
    """How far the chain of an origin is what it was when a head of it was kept outside."""

    n: int  # of the last link that is proved
    on: date  # its day
    last: int  # links that the chain has


class Outside(Struct, frozen=True):
    """What was brought to a verification from outside the books."""

    heads: tuple[tuple[str, str], ...] = ()  # origin and hash, in any number
    books: frozenset[str] = frozenset()  # what told the books from others (``Counted.books``)


def to_data(anchor: Anchor) -> dict[str, Any]:
    """Return what an anchor says, as it is written, signed and shown."""
    held = anchor.counted
    return {
        "kind": KIND,
        "format": FORMAT,
        "program": anchor.program,
        "made_at": anchor.made_at.isoformat(timespec="seconds"),
        "on": anchor.on.isoformat(),
        "books": held.books,
        "name": held.name,
        "payments": held.payments,
        "sum_cents": held.sum_cents,
        "receipts": held.receipts,
        "series": dict(held.series),
        "heads": {code: {"n": held.links[code], "hash": head} for code, head in held.heads.items()},
    }


def from_data(data: Mapping[str, Any]) -> Anchor:
    """Return the anchor that ``to_data`` wrote.

    Raises:
        LookupError, TypeError, ValueError, AttributeError: it did not write this.
    """
    made_at = datetime.fromisoformat(data["made_at"])
    if made_at.tzinfo is None or data["kind"] != KIND:
        raise ValueError(data["made_at"])
    heads = dict(data["heads"])
    counted = Counted(
        books=str(data["books"]),
        name=str(data["name"]),
        payments=int(data["payments"]),
        sum_cents=int(data["sum_cents"]),
        receipts=int(data["receipts"]),
        series={str(name): int(last) for name, last in data["series"].items()},
        heads={str(code): str(one["hash"]) for code, one in heads.items()},
        links={str(code): int(one["n"]) for code, one in heads.items()},
    )
    on = date.fromisoformat(data["on"])
    return Anchor(made_at=made_at, on=on, program=str(data["program"]), counted=counted)


def signed_bytes(said: Mapping[str, Any]) -> bytes:
    """Return the bytes under which a signature stands: what an anchor says as canonical JSON, UTF-8."""
    return canonical(dict(said)).encode()


def signature_data(signature: Signature) -> dict[str, str]:
    """Return a signature as it is written."""
    parts = {"certificate": signature.certificate, "value": signature.value}
    return {name: base64.b64encode(part).decode() for name, part in parts.items()}


def signature_from(data: Mapping[str, Any]) -> Signature:
    """Return the signature that ``signature_data`` wrote.

    Raises:
        LookupError, TypeError, ValueError: it did not write this.
    """
    try:
        return Signature(*(base64.b64decode(data[name], validate=True) for name in ("certificate", "value")))
    except binascii.Error as error:
        raise ValueError(str(error)) from error


def begun(held: Counted) -> tuple[tuple[str, str], ...]:
    """Return origin and head of each chain that has a link."""
    return tuple((code, head) for code, head in held.heads.items() if held.links.get(code))
