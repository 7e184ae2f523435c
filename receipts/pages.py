"""PDF files in two parts: a base, the same for all documents of a kind, and a tail of each one's own.

The base holds the embedded fonts and the constant drawing; reportlab makes it once. The tail (content
stream, page, catalogue, information, cross-references) is written here, so a document costs a fraction
of a millisecond, and the books keep a kilobyte or two of it. PDF 1.4, ISO 32000-1; sealed ones 1.7 with
the encryption of 2.0 (``receipts.sealing``).
"""

import hashlib
import re
import zlib
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property, lru_cache
from io import BytesIO
from itertools import accumulate, pairwise
from threading import Lock
from typing import BinaryIO, Final

from msgspec import Struct
from msgspec.structs import replace
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from receipts import sealing
from receipts.fonts import REGULAR, STRONG, common_arabic, drawn_characters, known_characters, register_fonts
from receipts.fonts import font as font_object
from receipts.glyphs import is_private
from receipts.metadata import Facts, hexadecimal, text_bytes, xmp_text
from receipts.moulds import mould, page_object, string
from receipts.operators import encoded
from receipts.shaping import shaped

WIDTH: Final = round(A4[0], 2)
HEIGHT: Final = round(A4[1], 2)
_FONTS_IN_USE: Final = Lock()
_START: Final = re.compile(rb"startxref\n(\d+)\n%%EOF")


def _number(pattern: bytes, text: bytes) -> int:
    """Return the number that ``pattern`` captures in a file made here."""
    found = re.search(pattern, text)
    if found is None:
        raise ValueError("no document of ours")
    return int(found[1])


class Base(Struct, frozen=True, eq=False, dict=True):
    """The constant first part of documents: complete PDF objects, numbered from 1."""

    content: bytes
    offsets: tuple[int, ...]  # of objects 1 to n; 0 where the number is not used
    frame: int  # number of the form XObject that is the constant drawing
    codes: dict[str, dict[str, tuple[str, str]]]  # font -> character -> (resource name, hexadecimal code)
    size: tuple[float, float] = (WIDTH, HEIGHT)
    lock: int = 0  # number of the encryption dictionary; 0 where documents are not sealed
    parts: tuple[int, ...] = ()  # numbers of the form XObjects that follow the frame, in reading order

    @cached_property
    def sha256(self) -> str:
        """Digest of the content, by which the books know it."""
        return self._digest.hexdigest()

    @cached_property
    def _digest(self) -> "hashlib._Hash":
        return hashlib.sha256(self.content)

    def sha256_with(self, tail: bytes) -> str:
        """Return the digest of the document that ``tail`` makes of this base."""
        whole = self._digest.copy()
        whole.update(tail)
        return whole.hexdigest()

    @cached_property
    def table(self) -> bytes:
        """The lines of the cross-reference table for the objects of the base."""
        return b"".join(b"%010d 00000 %s \n" % (offset, b"n" if offset else b"f") for offset in self.offsets)

    def sealed(self) -> "Base":
        """Return the base of the same documents, sealed: its streams encrypted, the lock at its end."""
        places = [*sorted(offset for offset in self.offsets if offset), len(self.content)]
        bodies = {start: self.content[start:end] for start, end in pairwise(places)}
        made, offsets = bytearray(re.sub(rb"^%PDF-1\.\d", b"%PDF-1.7", self.content[: places[0]])), []
        for number, offset in enumerate(self.offsets, 1):
            offsets.append(len(made) if offset else 0)
            made += sealing.seal_object(bodies[offset], number) if offset else b""
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (len(offsets), sealing.dictionary())
        return replace(self, content=bytes(made), offsets=tuple(offsets), lock=len(offsets))

    @cached_property
    def drawn(self) -> dict[tuple[int, Hashable], tuple[str, int]]:
        """What was drawn that other documents say alike, and the part after it (``Sheet.alike``)."""
        return {}

    @cached_property
    def plain_letters(self) -> frozenset[str]:
        """The characters of texts that are drawn as they are read: those before the first mark, U+0300."""
        return frozenset(c for c in self.codes[REGULAR] if c < "\u0300")

    @cached_property
    def common(self) -> dict[str, tuple[str, dict[int, str]]]:
        """Of each font the subset that holds the letter "e", and the codes in it."""
        return {
            font: (
                codes["e"][0],
                {ord(c): code for c, (name, code) in codes.items() if name == codes["e"][0]},
            )
            for font, codes in self.codes.items()
        }

    def show(self, text: str, font: str, size: float) -> str:
        """Return the operators that show ``text``, as it is drawn from left to right.

        Raises:
            KeyError: a character is not prepared.
        """
        return showing(self, font, size)(text)

    def can_print(self, text: str) -> bool:
        """Tell whether every character of ``text``, as it is drawn, is prepared."""
        if self.plain_letters.issuperset(text):
            return True
        codes = self.codes[REGULAR]
        return all(c in codes for c in shaped(text, REGULAR).characters)


@lru_cache(maxsize=64)
def showing(base: Base, font: str, size: float) -> Callable[[str], str]:
    """Return what gives the operators of texts in a font and size (``Base.show``)."""
    name, common = base.common[font]
    start, codes = f"{name} {size:g} Tf <", base.codes[font]

    def show(text: str) -> str:
        shown = text.translate(common)  # two digits for each letter of the subset, the others as they are
        if len(shown) == 2 * len(text):
            return f"{start}{shown}> Tj"
        return " ".join(f"{name} {size:g} Tf <{piece}> Tj" for name, piece in encoded(text, codes))

    return show


def make_base(
    characters: Iterable[str],
    *draw: Callable[[Canvas], None],
    title: str,
    size: tuple[float, float] = (WIDTH, HEIGHT),
) -> Base:
    """Make a base whose fonts hold ``characters`` and whose frame is what ``draw`` draws.

    The frame may be drawn in parts, between which a document says what is its own (``Sheet.next_part``).
    One at a time: reportlab's fonts are shared, and keep in themselves where they read while a file is made.
    """
    with _FONTS_IN_USE:
        return _make_base(characters, draw, title=title, size=size)


def _make_base(
    characters: Iterable[str],
    draw: Sequence[Callable[[Canvas], None]],
    *,
    title: str,
    size: tuple[float, float],
) -> Base:
    register_fonts()
    wanted = set(characters)
    known = drawn_characters() if any(map(is_private, wanted)) else known_characters()
    repertoire = sorted(wanted & known)
    out = BytesIO()
    canvas = Canvas(
        out,
        pagesize=size,
        invariant=1,
        pageCompression=1,
        initialFontName=REGULAR,  # type: ignore[arg-type]
        lang="fr-FR",
    )
    codes = {name: _codes(canvas, name, repertoire) for name in (REGULAR, STRONG)}
    names = [f"frame{number or ''}" for number in range(len(draw))]
    for name, each in zip(names, draw, strict=True):
        canvas.beginForm(name)
        each(canvas)
        canvas.endForm()
    for name in names:
        canvas.doForm(name)
    canvas.setTitle(title)
    canvas.save()
    return _constant_part(out.getvalue(), codes, size, names)


def _codes(canvas: Canvas, name: str, characters: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Have the font hold the characters in this document, and return how each is written."""
    face = font_object(name)
    canvas.setFont(name, 1)
    canvas.drawString(0, -10, " ")
    document = canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001 -- subsets belong to a document
    written: dict[str, tuple[str, str]] = {}

    def write(text: str) -> int:
        """Prepare characters, and return the last part of the font that holds one of them."""
        parts = face.splitString(text, document)
        codes = ((face.getSubsetInternalName(part, document), code) for part, run in parts for code in run)
        written.update((c, (name, f"{code:02x}")) for c, (name, code) in zip(text, codes, strict=True))
        return int(parts[-1][0]) if parts else 0

    together = (
        sorted(common_arabic(name).intersection(characters)) if any(map(is_private, characters)) else []
    )
    others = sorted(set(characters).difference(together))
    if not together:
        write("".join(others))
        return written
    first = next((n for n, c in enumerate(others, 1) if write(c)), len(others))
    write("".join((*together, *others[first:])))  # letters of Arabic names are of one part, which begins here
    return written


def _constant_part(
    made: bytes,
    codes: dict[str, dict[str, tuple[str, str]]],
    size: tuple[float, float],
    names: Sequence[str],
) -> Base:
    """Keep the fonts, images and the frame of a finished file; leave out what belongs to one page."""
    starts = _starts(made)
    ends = {number: made.index(b"endobj\n", start) + 7 for number, start in starts.items()}
    bodies = {number: made[starts[number] : ends[number]] for number in starts}
    page = next(body for body in bodies.values() if b"/Type /Page\n" in body)
    contents = _number(rb"/Contents (\d+) 0 R", page)
    frame, *parts = [_number(rb"/FormXob\.%s (\d+) 0 R" % name.encode(), page) for name in names]
    head = made[: min(starts.values())]
    kept, offsets = bytearray(head), [0] * max(starts)
    for number, body in sorted(bodies.items()):
        own = number == contents or any(
            mark in body for mark in (b"/Type /Page\n", b"/Type /Pages", b"/Type /Catalog", b"/CreationDate")
        )
        if not own:
            offsets[number - 1] = len(kept)
            kept += body
    return Base(bytes(kept), tuple(offsets), frame, codes, size, parts=tuple(parts))


def _starts(made: bytes) -> dict[int, int]:
    """Return where each object starts, by the file's own cross-reference table."""
    table = made[int(_START.findall(made)[-1]) :]
    lines = table.split(b"\n")[2:]
    return {
        number: int(line[:10])
        for number, line in enumerate(lines)
        if re.fullmatch(rb"\d{10} 00000 n ?", line)
    }


def make_tail(base: Base, streams: Sequence[bytes], facts: Facts) -> bytes:
    """Return what follows ``base`` to make it a document with a page for each stream."""
    first, lock = len(base.offsets) + 1, base.lock
    form = mould(base, len(streams), facts.author, facts.subject, facts.on, facts.language)
    objects: list[bytes] = []
    for number, page, stream in zip(range(first, form.metadata, 2), form.pages, streams, strict=False):
        objects += _stream_object(stream, number, lock), page
    before, after = form.xmp
    said = before + xmp_text(facts.title) + after
    title = string(text_bytes(facts.title), form.about, lock)
    objects += (
        form.tree,
        _stream_object(said, form.metadata, lock, b"/Type/Metadata/Subtype/XML"),
        form.catalogue,
        b"%d 0 obj\n<</Title%s%s>>\nendobj\n" % (form.about, title, form.information),
    )
    *places, start = accumulate(map(len, objects), initial=len(base.content))
    identity = hashlib.sha256(b"".join((base.sha256.encode(), *streams))).hexdigest()[:32].encode()
    table = b"%010d 00000 n \n" * len(places) % tuple(places)
    end = b"/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n" % (identity, identity, start)
    return b"".join((*objects, form.table, table, form.trailer, end))


def _stream_object(stream: bytes, number: int, lock: int, kind: bytes = b"") -> bytes:
    """Return the object of a stream; a sealed one is deflated first, because nothing deflates it afterwards."""
    if lock:
        kind += b"/Filter/FlateDecode"
        stream = sealing.encrypted(zlib.compress(stream), number)
    return b"%d 0 obj\n<<%s/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        number,
        kind,
        len(stream),
        stream,
    )


class Printed(Struct, frozen=True):
    """A finished document, as the books keep it."""

    base: Base
    tail: bytes

    @property
    def content(self) -> bytes:
        """The whole file."""
        return self.base.content + self.tail

    @property
    def sha256(self) -> str:
        """Digest of the whole file."""
        return self.base.sha256_with(self.tail)


def write_merged(out: BinaryIO, base: Base, streams: Iterable[bytes], *, title: str) -> int:
    """Write one file with a page for each stream of one base, for printing; return the number of pages."""
    out.write(base.content)
    place, offsets = len(base.content), list(base.offsets)
    pages, kids = len(base.offsets) + 1, []
    offsets.append(0)  # the page tree, written last
    for stream in streams:
        content = len(offsets) + 1
        squeezed = zlib.compress(stream, 1)
        first = b"%d 0 obj\n<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
            content,
            len(squeezed),
            squeezed,
        )
        second = b"%d 0 obj\n%s\nendobj\n" % (content + 1, page_object(base, pages, content))
        offsets += [place, place + len(first)]
        place += len(first) + len(second)
        kids.append(content + 1)
        out.write(first + second)
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    tree = f"{pages} 0 obj\n<</Type/Pages/Count {len(kids)}/Kids[{listed}]>>\nendobj\n".encode()
    offsets[pages - 1] = place
    catalogue = b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R/Lang(fr-FR)>>\nendobj\n" % (len(offsets) + 1, pages)
    information = b"%d 0 obj\n<</Title%s/Producer(Tiwizi)>>\nendobj\n" % (
        len(offsets) + 2,
        hexadecimal(text_bytes(title)),
    )
    offsets += [place + len(tree), place + len(tree) + len(catalogue)]
    start = place + len(tree) + len(catalogue) + len(information)
    table = b"".join(b"%010d 00000 %s \n" % (offset, b"n" if offset else b"f") for offset in offsets)
    out.write(tree + catalogue + information)
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(offsets) + 1, table))
    trailer = (len(offsets) + 1, len(offsets) - 1, len(offsets), start)
    out.write(b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % trailer)
    return len(kids)
