"""One file to print from documents made here: each page exactly as it was issued.

A document is a base, which many share, and a tail of its own. The objects of a base are written once,
those of a tail as they come; only their numbers change, and with them what refers to them. Streams are
copied byte by byte, so the page of a receipt of years ago, made by another version of the program,
stays that page. Sealed documents are opened, signed ones taken as they were signed: the file is the sender's
own, to print. ISO 32000-1, 7.5.
"""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import BinaryIO, Final

from msgspec import Struct, field

from receipts import sealing
from receipts.updates import NotOurs, lock_of, without_signature

_HEAD: Final = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_START: Final = re.compile(rb"startxref\n(\d+)\n%%EOF\s*$")
_ENTRY: Final = re.compile(rb"(\d{10}) \d{5} n")
_REFERENCE: Final = re.compile(rb"\b(\d+) 0 R\b")
_NUMBER: Final = re.compile(rb"(\d+) 0 obj\b")
_STREAM: Final = re.compile(rb">>\s*stream\r?\n")
_INFORMATION: Final = re.compile(rb"/Info (\d+) 0 R")
_TREE: Final = 1  # the number of the page tree


class Binder(Struct):
    """Writes documents one after another into one file; each is forgotten once it is written."""

    out: BinaryIO
    title: str
    _offsets: list[int] = field(default_factory=lambda: [0])  # of object 1 and those after it
    _pages: list[int] = field(default_factory=list)
    _bases: dict[bytes, dict[int, int]] = field(default_factory=dict)  # base -> new number of each object
    _place: int = 0

    def __post_init__(self) -> None:
        self._write(_HEAD)

    def add(self, base: bytes, tail: bytes) -> None:
        """Add the pages of a document.

        Raises:
            NotOurs: it was changed after it was issued, or made by another program.
        """
        objects = _objects(base, tail)
        if base not in self._bases:
            self._bases[base] = self._numbered(objects.shared)
            self._copy(objects.shared, self._bases[base], is_sealed=objects.is_sealed)
        numbers = self._bases[base] | dict.fromkeys(objects.trees, _TREE)
        new = self._numbered(objects.own)
        self._copy(objects.own, numbers | new, is_sealed=objects.is_sealed)
        self._pages.extend(new[number] for number in objects.pages)

    def close(self) -> int:
        """Finish the file and return the number of its pages."""
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        self._offsets[_TREE - 1] = self._place
        self._write(
            b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n"
            % (_TREE, len(self._pages), kids.encode())
        )
        catalogue = self._begin()
        self._write(b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R/Lang(fr-FR)>>\nendobj\n" % (catalogue, _TREE))
        information = self._begin()
        title = ("\ufeff" + self.title).encode("utf-16-be").hex().encode()
        self._write(b"%d 0 obj\n<</Title<%s>/Producer(Tiwizi)>>\nendobj\n" % (information, title))
        start, size = self._place, len(self._offsets) + 1
        table = b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table))
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
            % (size, catalogue, information, start)
        )
        return len(self._pages)

    def _write(self, content: bytes) -> None:
        self.out.write(content)
        self._place += len(content)

    def _begin(self) -> int:
        """Note that an object starts here, and return its number."""
        self._offsets.append(self._place)
        return len(self._offsets)

    def _numbered(self, objects: dict[int, bytes]) -> dict[int, int]:
        first = len(self._offsets) + 1
        return {number: first + index for index, number in enumerate(objects)}

    def _copy(self, objects: dict[int, bytes], numbers: dict[int, int], *, is_sealed: bool) -> None:
        for body in objects.values():
            self._begin()
            self._write(_renumbered(sealing.open_object(body) if is_sealed else body, numbers))


class _Objects(Struct, frozen=True):
    """The objects of a document by number, sorted by what becomes of them."""

    shared: dict[int, bytes]  # of the base
    own: dict[int, bytes]  # of the tail, but for the page tree and what speaks of the document
    pages: list[int]  # those of ``own`` that are pages, in their order
    trees: list[int]  # page trees of the tail, in whose place ours stands
    is_sealed: bool  # their streams are encrypted


def _objects(base: bytes, tail: bytes) -> _Objects:
    bodies, trailer = _bodies(base, tail)
    if b"/Prev" in trailer:
        plain = without_signature(base + tail)
        bodies, trailer = _bodies(base, plain[len(base) :])
    if b"/Prev" in trailer:
        raise NotOurs("changed after it was made")
    lock, information = lock_of(trailer, base), _INFORMATION.search(trailer)
    left_out = {lock, int(information[1]) if information else 0}
    shared: dict[int, bytes] = {}
    own: dict[int, bytes] = {}
    pages, trees = [], []
    for number, (start, body) in bodies.items():
        if number in left_out or b"/Type/Catalog" in body[:40] or b"/Type/Metadata" in body[:40]:
            continue
        if start < len(base):
            shared[number] = body
        elif b"/Type/Pages" in body[:40]:
            trees.append(number)
        else:
            own[number] = body
            if b"/Type/Page/" in body[:40]:
                pages.append(number)
    if not pages:
        raise NotOurs("no page")
    return _Objects(shared, own, pages, trees, is_sealed=lock > 0)


def _bodies(base: bytes, tail: bytes) -> tuple[dict[int, tuple[int, bytes]], bytes]:
    """Return place and bytes of each object by number, and the trailer; by the cross-reference table."""
    start = _START.search(tail)
    if start is None or (table := int(start[1]) - len(base)) < 0:
        raise NotOurs("no cross-reference table")
    listed, _, trailer = tail[table:].partition(b"trailer")
    places = {
        number: int(entry[1])
        for number, line in enumerate(listed.split(b"\n")[2:])
        if (entry := _ENTRY.match(line))
    }
    ends = dict(pairwise(sorted({*places.values(), len(base), len(base) + table})))
    content = (base, tail)
    found = {}
    for number, place in sorted(places.items(), key=lambda item: item[1]):
        part, shift = (content[0], 0) if place < len(base) else (content[1], len(base))
        found[number] = (place, part[place - shift : ends[place] - shift])
    return found, trailer


def _renumbered(body: bytes, numbers: dict[int, int]) -> bytes:
    """Return an object under its new number, with what it refers to; its stream as it is."""
    begins = _STREAM.search(body)
    end = begins.start() if begins else len(body)
    head = _NUMBER.sub(_with(numbers, b"%d 0 obj"), body[:end], count=1)
    return _REFERENCE.sub(_with(numbers, b"%d 0 R"), head) + body[end:]


def _with(numbers: dict[int, int], form: bytes) -> Callable[[re.Match[bytes]], bytes]:
    return lambda found: form % numbers[int(found[1])]
