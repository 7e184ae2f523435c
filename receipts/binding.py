"""One file to print from documents made here: each page exactly as it was issued.

A document is a base, which many share, and a tail of its own. The objects of a base are written once,
those of a tail as they come; only their numbers change, and with them what refers to them. Streams are
copied byte by byte, so the page of a receipt of years ago, made by another version of the program,
stays that page. Sealed documents are opened, signed ones taken as they were signed: the file is the sender's
own, to print. ISO 32000-1, 7.5.
"""

import re
from itertools import pairwise
from operator import itemgetter
from typing import BinaryIO, Final

from msgspec import Struct, field

from receipts import sealing
from receipts.updates import NotOurs, lock_of, without_signature

_HEAD: Final = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_START: Final = re.compile(rb"startxref\n(\d+)\n%%EOF\s*$")
_ENTRY: Final = re.compile(rb"(\d{10}) \d{5} n")
_NAMED: Final = re.compile(rb"\b(\d+) 0 (R|obj)\b")
_STREAM: Final = re.compile(rb">>\s*stream\r?\n")
_INFORMATION: Final = re.compile(rb"/Info (\d+) 0 R")
_TREE: Final = 1  # the number of the page tree
_END: Final = 64  # bytes of a document in which the place of its last table stands
_MOST_FORMS: Final = 64  # that are kept of a base


class _Base(Struct):
    """What is known of a base once its objects are written."""

    numbers: dict[int, int]  # of its objects, and their new ones
    listed: bytes  # its lines of a cross-reference table
    forms: dict[bytes, "_Form"] = field(default_factory=dict)  # of pages that many tails have alike


class _Form(Struct, frozen=True):
    """An object without a stream, renumbered but for what is the tail's own."""

    text: bytes
    holes: tuple[int, ...]  # old numbers of what the tail gives


class Binder(Struct):
    """Writes documents one after another into one file; each is forgotten once it is written."""

    out: BinaryIO
    title: str
    _offsets: list[int] = field(default_factory=lambda: [0])  # of object 1 and those after it
    _pages: list[int] = field(default_factory=list)
    _bases: dict[bytes, _Base] = field(default_factory=dict)
    _place: int = 0

    def __post_init__(self) -> None:
        self._write(_HEAD)

    def add(self, base: bytes, tail: bytes) -> None:
        """Add the pages of a document.

        Raises:
            NotOurs: it was changed after it was issued, or made by another program.
        """
        known = self._bases.get(base)
        objects = _objects(base, tail, known.listed if known else b"")
        if known is None:
            known = self._bases[base] = _Base(self._numbered(objects.shared), objects.listed)
            for body in objects.shared.values():
                self._begin()
                self._write(_renumbered(body, known.numbers, is_sealed=objects.is_sealed))
        new = self._numbered(objects.own)
        own = dict.fromkeys(objects.trees, _TREE) | new
        for body in objects.own.values():
            self._begin()
            if _STREAM.search(body):
                self._write(_renumbered(body, known.numbers | own, is_sealed=objects.is_sealed))
            else:
                form = known.forms.get(body) or _known_form(known, body)
                self._write(form.text % tuple([own[number] for number in form.holes]))
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


class _Objects(Struct, frozen=True):
    """The objects of a document by number, sorted by what becomes of them."""

    shared: dict[int, bytes]  # of the base; nothing where its lines were known
    listed: bytes  # the lines of the base in the cross-reference table
    own: dict[int, bytes]  # of the tail, but for the page tree and what speaks of the document
    pages: list[int]  # those of ``own`` that are pages, in their order
    trees: list[int]  # page trees of the tail, in whose place ours stands
    is_sealed: bool  # their streams are encrypted


def _objects(base: bytes, tail: bytes, known: bytes) -> _Objects:
    """Return the objects of a document; ``known`` are the lines of its base in a table, if it was met before."""
    bodies, listed, trailer = _bodies(base, tail, known)
    if b"/Prev" in trailer:
        plain = without_signature(base + tail)
        bodies, listed, trailer = _bodies(base, plain[len(base) :], known)
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
    return _Objects(shared, listed, own, pages, trees, is_sealed=lock > 0)


def _bodies(base: bytes, tail: bytes, known: bytes) -> tuple[dict[int, tuple[int, bytes]], bytes, bytes]:
    """Return place and bytes of each object by number, the base's lines of the cross-reference table, the trailer.

    Where the table begins with the lines that are known of the base, the objects of the tail are returned alone.
    """
    start = _START.search(tail, max(0, len(tail) - _END))
    if start is None or (table := int(start[1]) - len(base)) < 0:
        raise NotOurs("no cross-reference table")
    head, _, trailer = tail[table:].partition(b"trailer")
    listed = head.split(b"\n", 2)[-1]
    is_known = bool(known) and listed.startswith(known)
    lines = (listed[len(known) :] if is_known else listed).split(b"\n")
    first = known.count(b"\n") if is_known else 0
    places = {
        number: int(entry[1]) for number, line in enumerate(lines, first) if (entry := _ENTRY.match(line))
    }
    ends = dict(pairwise(sorted({*places.values(), len(base), len(base) + table})))
    found = {}
    for number, place in sorted(places.items(), key=itemgetter(1)):
        part, shift = (base, 0) if place < len(base) else (tail, len(base))
        found[number] = (place, part[place - shift : ends[place] - shift])
    own = [number for number, place in places.items() if place >= len(base)]
    of_base = known if is_known else b"".join(line + b"\n" for line in lines[: min(own, default=0)])
    return found, of_base, trailer


def _known_form(base: _Base, body: bytes) -> _Form:
    """Note an object without a stream, with holes for what the tail gives."""
    holes: list[int] = []

    def told(found: re.Match[bytes]) -> bytes:
        if new := base.numbers.get(int(found[1])):
            return b"%d 0 %s" % (new, found[2])
        holes.append(int(found[1]))
        return b"%%d 0 %s" % found[2]

    text = _NAMED.sub(told, body.replace(b"%", b"%%"))
    if len(base.forms) >= _MOST_FORMS:
        base.forms.clear()
    return base.forms.setdefault(body, _Form(text, tuple(holes)))


def _renumbered(body: bytes, numbers: dict[int, int], *, is_sealed: bool) -> bytes:
    """Return an object under its new number, with what it refers to; its stream as it is, opened where it is sealed."""
    if is_sealed:
        body = sealing.open_object(body)
    begins = _STREAM.search(body)
    end = begins.start() if begins else len(body)
    return _NAMED.sub(lambda found: b"%d 0 %s" % (numbers[int(found[1])], found[2]), body[:end]) + body[end:]
