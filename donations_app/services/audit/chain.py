"""The chain of each origin: every link after the one before, with the entries that it sealed.

Values are read as they lie in the database, never through the program's types: a damaged one is a fault
to be named, not an error.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct, field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.chain import GENESIS, Facts, entry_digest
from donations_app.db.lines import in_present_shape
from donations_app.db.streams import RawLink, raw_entries, raw_links
from donations_app.db.tables import Entry, Head
from donations_app.db.types import microseconds
from donations_app.domain.entry_kinds import ERASED
from donations_app.domain.faults import Fault
from donations_app.domain.keys import origin_of
from donations_app.services.audit.rows import Sums, day_of

Progress = Callable[[int, int], None]
_STEP: Final = 5_000  # entries between two reports
_NO_ROWS: Final = (b"*", b"!")  # signs of lines that are none of rows
_ERASED: Final = ERASED.encode()
_ERASED_LINE: Final = re.compile(rb"[a-z_]+ #([0-9a-f]{64}) ([0-9]+)")
_OF_OTHERS: Final = (b"field_book.taken", b"books.joined")  # whose lines bear keys of other origins
_UNKEYED: Final = (b"office", b"origin")  # numbered by the head office


class History(Struct):
    """What the trail says of rows, and what must be met in it."""

    sums: Sums
    wanted: Mapping[str, set[str]]  # hashes by code of the origin; those met are taken out
    entries: int = 0
    met: dict[str, tuple[int, date]] = field(default_factory=dict)  # number and day of the last one met
    lengths: dict[str, int] = field(default_factory=dict)  # links of each chain
    erased: dict[bytes, tuple[str, date | None, str]] = field(
        default_factory=dict
    )  # lines: where each stands
    named: set[bytes] = field(default_factory=set)  # by an entry that erased them


class _Chain(Struct):
    """One origin's chain as far as it was read."""

    code: str
    n: int = 0
    at: int = 0
    hash: str = GENESIS


def chain_faults(
    session: Session, origins: Mapping[int, str], history: History, progress: Progress | None
) -> Iterator[Fault]:
    """Check the chain of each origin, and sum up what its entries say of rows.

    Args:
        session: one consistent view.
        origins: codes by number.
        history: filled.
        progress: told how many entries are read of how many.
    """
    total = session.scalar(select(func.count()).select_from(Entry)) or 0
    chains = {number: _Chain(code) for number, code in origins.items()}
    entries = raw_entries(session)
    entry = next(entries, None)
    for link in raw_links(session):
        chain = chains.setdefault(link.origin, _Chain(str(link.origin)))
        count, digest = 0, sha256()  # of its entries: an import has a million in one link
        while entry is not None and entry[0] == link.id:
            made, faults = _read_entry(entry, link, chain, history)
            yield from faults
            count += 1
            digest.update(made)
            entry = next(entries, None)
            if progress and history.entries % _STEP == 0:
                progress(history.entries, total)
        yield from _link_faults(link, chain, count, digest.hexdigest())
        _meet(link, chain, history)
        chain.n, chain.at, chain.hash = link.n, link.at, link.hash
    if history.entries != total:
        yield Fault("entry_stray", "entry", found=str(total - history.entries))
    for said in sorted(history.erased.keys() - history.named):
        where, on, code = history.erased[said]
        yield Fault("line_erased", where, code, on, found=said.decode()[:80])
    yield from _head_faults(session, chains)


def _meet(link: RawLink, chain: _Chain, history: History) -> None:
    """Note how long a chain is, and whether a head that was kept outside is met in it."""
    history.lengths[chain.code] = link.n
    hashes = history.wanted.get(chain.code, ())
    if link.hash in hashes:
        history.wanted[chain.code].discard(link.hash)
        history.met[chain.code] = (link.n, link.on)


def _link_faults(link: RawLink, chain: _Chain, count: int, digest: str) -> Iterator[Fault]:
    """Check one link against the one before it, and the entries under it by their number and digest."""
    if link.n != chain.n + 1:
        missing = f"{chain.n + 1}" if link.n == chain.n + 2 else f"{chain.n + 1}-{link.n - 1}"
        yield _fault("link_missing", link, chain, found=missing)
    elif _facts(link).hash_after(chain.hash) != link.hash:
        yield _fault("chain_broken", link, chain)
    if (count, digest) != (link.count, link.digest):
        yield _fault("entry_changed", link, chain)


def _facts(link: RawLink) -> Facts:
    return Facts(link.origin, link.n, link.schema, link.on, link.at, link.who, link.count, link.digest)


def _read_entry(
    entry: tuple[Any, ...], link: RawLink, chain: _Chain, history: History
) -> tuple[bytes, list[Fault]]:
    """Add the lines of an entry to the sums; return its digest, and what is no line or of no key of its origin."""
    _, kind, record, content = entry
    history.entries += 1
    if content.startswith(b"#"):  # its rows are told elsewhere, or are missed among the sums
        return bytes.fromhex(content[1:].decode()), []
    digests, faults = [], []
    given: set[bytes] = set()  # keys that it adds
    known: set[bytes] = set()  # keys that it takes away
    for signed in content.split(b"\n") if content else ():
        sign, said = signed[:1], signed[1:]
        digest = sha256(said).digest()
        table, _, values = said.partition(b" ")
        if sign in _NO_ROWS:
            digests.append((sign, digest))
            if sign == b"!" and kind == _ERASED:
                history.named.add(said)
            continue
        if values[:1] == b"#" and (erased := _ERASED_LINE.fullmatch(said)):
            digest, values = bytes.fromhex(erased[1].decode()), b"[" + erased[2] + b","
            history.erased[said] = (
                f"audit:{chain.code}/{link.n} {_text(record)}",
                day_of(link.at),
                chain.code,
            )
        digests.append((sign, digest))
        stands = digest if (now := in_present_shape(said)) is said else sha256(now).digest()
        history.sums.add(table, stands, taken=sign == b"-")
        if table not in _UNKEYED:
            (known if sign == b"-" else given).add(values[1 : values.find(b",")])
    # rows that bear the keys of the other side: what a field book began with; at home, what had stayed in one
    of_field_book = kind in _OF_OTHERS or (link.n == 1 and kind == b"field_book.opened")
    if not of_field_book and any(not _is_of(key, link.origin) for key in given - known):
        faults.append(_fault("key_foreign", link, chain, record=_text(record)))
    return entry_digest(_text(kind), _text(record), digests), faults


def _is_of(key: bytes, origin: int) -> bool:
    return key.isdigit() and origin_of(int(key)) == origin


def _text(value: Any) -> str:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else str(value)


def _fault(kind: str, link: RawLink, chain: _Chain, *, record: str = "", found: str = "") -> Fault:
    """Return a fault named by a link."""
    return Fault(kind, f"audit:{chain.code}/{link.n} {record}".strip(), chain.code, day_of(link.at), found)


def _head_faults(session: Session, chains: Mapping[int, _Chain]) -> Iterator[Fault]:
    """Check that each head names the last link of its chain."""
    heads = {
        head.origin_id: (head.n, microseconds(head.at), head.hash)
        for head in session.execute(select(Head.origin_id, Head.n, Head.at, Head.hash))
    }
    for number, chain in chains.items():
        head = heads.get(number)
        if head is None or (head[0], head[2]) != (chain.n, chain.hash) or (chain.n and head[1] != chain.at):
            found, wanted = str(chain.n), str(head[0] if head else None)
            yield Fault("chain_head", f"head:{chain.code}", chain.code, day_of(chain.at), found, wanted)
