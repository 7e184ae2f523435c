"""What the tails of many documents have in common, written once: all but their streams, their title and places."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from receipts import sealing
from receipts.metadata import Facts, hexadecimal, information, xmp

if TYPE_CHECKING:
    from receipts.pages import Base

_AES_256: Final = b"/Extensions<</ADBE<</BaseVersion/1.7/ExtensionLevel 8>>>>"


class Mould(Struct, frozen=True):
    """Objects of a tail, whole, and what others of them begin and end with."""

    pages: tuple[bytes, ...]
    tree: bytes
    metadata: int  # number of the object of the XMP
    xmp: tuple[bytes, bytes]  # before the title, and after it
    catalogue: bytes
    about: int  # number of the information dictionary
    information: bytes  # after its title
    table: bytes  # the cross-reference table up to the objects of the tail
    trailer: bytes  # up to the identifiers


@lru_cache(maxsize=4)
def mould(base: "Base", count: int, author: str, subject: str, on: date, language: str) -> Mould:
    """Return what is the same in all tails of ``count`` pages on one base that say the same of themselves."""
    facts = Facts("", author, subject, on, language)
    first = len(base.offsets) + 1
    tree, metadata, catalogue, about = range(first + 2 * count, first + 2 * count + 4)
    contents = range(first, tree, 2)  # each before its page
    kids = " ".join(f"{content + 1} 0 R" for content in contents)
    named = (
        b"<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/Lang%s%s/ViewerPreferences<</DisplayDocTitle true>>>>"
    )
    lock = b"/Encrypt %d 0 R" % base.lock if base.lock else b""
    return Mould(
        pages=tuple(whole(content + 1, page_object(base, tree, content)) for content in contents),
        tree=whole(tree, f"<</Type/Pages/Count {count}/Kids[{kids}]>>".encode()),
        metadata=metadata,
        xmp=xmp(facts),
        catalogue=whole(
            catalogue,
            named
            % (
                tree,
                metadata,
                string(language.encode(), catalogue, base.lock),
                _AES_256 if base.lock else b"",
            ),
        ),
        about=about,
        information=information(facts, lambda text: string(text, about, base.lock)),
        table=b"xref\n0 %d\n0000000000 65535 f \n%s" % (about + 1, base.table),
        trailer=b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R%s" % (about + 1, catalogue, about, lock),
    )


def whole(number: int, body: bytes) -> bytes:
    """Return an object as it stands in a file."""
    return b"%d 0 obj\n%s\nendobj\n" % (number, body)


def string(text: bytes, number: int, lock: int) -> bytes:
    """Return a string of the object of that number, encrypted where there is a lock."""
    return hexadecimal(sealing.encrypted(text, number) if lock else text)


def page_object(base: "Base", pages: int, content: int) -> bytes:
    """Return a page of a tree, with the number of its contents."""
    parts = "".join(f"/Frame{number} {part} 0 R" for number, part in enumerate(base.parts, 1))
    return (
        f"<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 {base.size[0]} {base.size[1]}]"
        f"/Resources<</Font 1 0 R/XObject<</Frame {base.frame} 0 R{parts}>>/ProcSet[/PDF/Text/ImageB/ImageC]>>"
        f"/Contents {content} 0 R>>"
    ).encode()
