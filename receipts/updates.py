"""What is added behind a document: its own bytes stay in front, unchanged (ISO 32000-2, 7.5.6).

A mark is added so, and so is a signature. A mark behind a signature would break it, so it takes its place.
"""

import hashlib
import re
from typing import Final

from receipts import sealing
from receipts.pages import HEIGHT, WIDTH

_PAGE: Final = re.compile(rb"(\d+) 0 obj\n(<</Type/Page/.*?>>)\nendobj", re.DOTALL)
_CONTENTS: Final = re.compile(rb"/Contents (?:\[([^\]]*)\]|(\d+ 0 R))")
_SIZE: Final = re.compile(rb"/Size (\d+)")
_PREVIOUS: Final = re.compile(rb"/Prev (\d+)")
_KEPT: Final = re.compile(rb"/(?:Root|Info|Encrypt) \d+ 0 R")
_ENCRYPT: Final = re.compile(rb"/Encrypt (\d+) 0 R")
_FIRST_ID: Final = re.compile(rb"/ID\s*\[\s*<([0-9a-fA-F]+)>")
_START: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_END: Final = b"%%EOF\n"


class NotOurs(ValueError):
    """The document is not of the shape that this program gives to documents."""


def overlay(document: bytes, operators: bytes, resources: bytes) -> bytes:
    """Return ``document`` with operators drawn above its page; what is added is sealed where it is.

    A form XObject with resources of its own, a content stream that draws it, and the page that names both.

    Raises:
        NotOurs: it has no page of ours, or was encrypted by another program.
    """
    start, trailer = _last(document)
    pages, size = _PAGE.findall(document), _SIZE.search(trailer)
    if not pages or size is None:
        raise NotOurs("no page of ours in this document")
    number, page = pages[-1]
    form, drawing, is_sealed = int(size[1]), int(size[1]) + 1, lock_of(trailer, document) > 0
    objects = (
        (form, _stream(operators, form, b"/Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]/Resources<<%s>>" % (
            WIDTH, HEIGHT, resources), is_sealed=is_sealed)),
        (drawing, _stream(b"/Mark%d Do" % form, drawing, is_sealed=is_sealed)),
        (int(number), _page_with(page, form, drawing)),
    )  # fmt: skip
    out, table = bytearray(document), []
    for key, body in objects:
        table.append(b"%d 1\n%010d 00000 n \n" % (key, len(out)))
        out += b"%d 0 obj\n%s\nendobj\n" % (key, body)
    known = b"".join(_KEPT.findall(trailer)) + _identity(trailer, operators)
    end = (form + 2, known, start, len(out))
    out += b"xref\n" + b"".join(table)
    out += b"trailer\n<</Size %d%s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % end
    return bytes(out)


def is_signed(document: bytes) -> bool:
    """Tell whether the document was signed, and nothing was added since."""
    return without_signature(document) is not document


def without_signature(document: bytes) -> bytes:
    """Return the document as it was before it was signed; one that was not signed as it is."""
    previous = _PREVIOUS.search(_last(document)[1])
    if previous is None:
        return document
    end = document.index(_END, int(previous[1])) + len(_END)
    return document[:end] if b"/ByteRange" in document[end:] else document


def lock_of(trailer: bytes, document: bytes) -> int:
    """Return the number of the encryption dictionary of a document that is sealed as ours are; 0 if it is not.

    Raises:
        NotOurs: it is encrypted by another program.
    """
    named = _ENCRYPT.search(trailer)
    number = int(named[1]) if named else 0
    if number and b"%d 0 obj\n%s\nendobj" % (number, sealing.dictionary()) in document:
        return number
    if b"/Encrypt" in trailer:
        raise NotOurs("encrypted by another program")
    return 0


def _last(document: bytes) -> tuple[int, bytes]:
    """Return where the last cross-reference table starts, and the trailer behind it."""
    found = _START.search(document, max(0, len(document) - 64))
    if found is None or not (trailer := document[int(found[1]) :].partition(b"trailer")[2]):
        raise NotOurs("no cross-reference table")
    return int(found[1]), trailer


def _stream(stream: bytes, number: int, kind: bytes = b"", *, is_sealed: bool) -> bytes:
    made = sealing.encrypted(stream, number) if is_sealed else stream
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (kind, len(made), made)


def _page_with(page: bytes, form: int, drawing: int) -> bytes:
    """Return the page with one more form among its resources, and what draws it behind its contents."""
    changed = page.replace(b"/XObject<<", b"/XObject<</Mark%d %d 0 R" % (form, form))
    standing = _CONTENTS.search(changed)
    if standing is None:
        raise NotOurs("no page of ours in this document")
    named = b"/Contents [%s %d 0 R]" % (standing[1] or standing[2], drawing)
    return changed[: standing.start()] + named + changed[standing.end() :]


def _identity(trailer: bytes, operators: bytes) -> bytes:
    """Return the two identifiers: that of the document, which stays, and that of this state of it."""
    first = _FIRST_ID.search(trailer)
    if first is None:
        return b""
    return b"/ID[<%s><%s>]" % (first[1], hashlib.sha256(first[1] + operators).hexdigest()[:32].encode())
