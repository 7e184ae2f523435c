"""How the links of an origin's chain are hashed: each over its own facts, its entries and the link before.

The digest of an entry is taken over the digests of its lines, so that a line could give way to its digest
and the chain still hold; so can an entry give way to its own. SHA-256 throughout.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import sha256
from typing import Final

from msgspec import Struct

GENESIS: Final = "0" * 64  # stands for the link before the first
_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Facts(Struct, frozen=True):
    """What the hash of a link covers, but the link before."""

    origin: int
    n: int
    schema: int
    on: date
    at: int  # microseconds
    who: str
    count: int
    digest: str

    def hash_after(self, previous: str) -> str:
        """Return the hash of the link that follows ``previous``."""
        facts = [self.origin, self.n, self.schema, self.on.isoformat(), self.at, self.who, self.count]
        said = _encode([*facts, self.digest, previous])
        return sha256(said.encode("utf-8", "surrogateescape")).hexdigest()


def entry_digest(kind: str, record: str, lines: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the digest of an entry.

    Args:
        kind: of the change.
        record: that changed.
        lines: sign and SHA-256 of each line.
    """
    whole = sha256(_encode([kind, record]).encode("utf-8", "surrogateescape"))
    for sign, digest in lines:
        whole.update(sign + digest)
    return whole.digest()


def entry_digests(kind: str, records: Sequence[str], lines: Sequence[Sequence[bytes]]) -> Iterator[bytes]:
    """Yield the digests of entries of one kind, as ``entry_digest`` makes each.

    Args:
        kind: of the changes.
        records: that changed.
        lines: of each record, signs and SHA-256 of its lines in turns.
    """
    start = _encode([kind])[:-1]
    told = [f'"{record}"' for record in records] if is_plain("".join(records)) else map(_encode, records)
    for record, said in zip(told, lines, strict=True):
        yield sha256(b"".join((f"{start},{record}]".encode("utf-8", "surrogateescape"), *said))).digest()


def is_plain(text: str) -> bool:
    """Tell whether JSON has a text as it stands."""
    return text.isprintable() and '"' not in text and "\\" not in text


def link_digest(entries: Iterable[bytes]) -> str:
    """Return the digest of a link's entries, in their order."""
    return sha256(b"".join(entries)).hexdigest()
