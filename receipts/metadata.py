"""What a document says of itself to machines: the information dictionary, and the same as XMP.

ISO 32000-2, 14.3; ISO 16684-1. The day is that of the document, never that of a clock.
"""

from collections.abc import Callable
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

from msgspec import Struct

PROGRAM: Final = "Tiwizi"
_XMP_BEFORE: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">"""
_XMP_AFTER: Final = """</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{on}T00:00:00Z</xmp:CreateDate><xmp:ModifyDate>{on}T00:00:00Z</xmp:ModifyDate>
<xmp:CreatorTool>{program}</xmp:CreatorTool><pdf:Producer>{program}</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class Facts(Struct, frozen=True):
    """What a document says of itself."""

    title: str
    author: str
    subject: str
    on: date
    language: str = "fr-FR"


def information(facts: Facts, string: Callable[[bytes], bytes]) -> bytes:
    """Return the information dictionary without its title and its end; ``string`` writes a string of it."""
    day = f"D:{facts.on:%Y%m%d}000000Z"
    entries = (
        ("Author", facts.author),
        ("Subject", facts.subject),
        ("Creator", PROGRAM),
        ("Producer", PROGRAM),
        ("CreationDate", day),
        ("ModDate", day),
    )
    return b"".join(b"/%s%s" % (name.encode(), string(text_bytes(text))) for name, text in entries)


def xmp(facts: Facts) -> tuple[bytes, bytes]:
    """Return the same as XMP: what stands before its title, and what after it."""
    texts = {name: escape(getattr(facts, name)) for name in ("author", "subject", "language")}
    after = _XMP_AFTER.format(**texts, on=facts.on.isoformat(), program=PROGRAM)
    return _XMP_BEFORE.encode(), after.encode()


def xmp_text(text: str) -> bytes:
    """Return a text as XMP holds it."""
    return escape(text).encode()


def text_bytes(text: str) -> bytes:
    """Return a text string as a PDF holds it: plain where that is enough, else UTF-16."""
    return text.encode("ascii") if text.isascii() else ("\ufeff" + text).encode("utf-16-be")


def hexadecimal(text: bytes) -> bytes:
    """Return a string written in hexadecimal digits."""
    return b"<%s>" % text.hex().encode()
