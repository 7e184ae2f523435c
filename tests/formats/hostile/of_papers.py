"""What others hand over to be shown or signed with: PDFs, images, certificates."""

import hashlib
import io
import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from asn1crypto.pkcs12 import Pfx
from PIL import Image, PngImagePlugin

from tests.certificates import Authority
from tests.formats.hostile.made import LARGE, Hostile, files, plain
from tests.formats.hostile.texts import SOUND


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Return a document of these objects, numbered from 1."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        start,
    )
    return bytes(out)


ROOT, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
FONT = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R" + FONT + b">>"


def stream(content: bytes, *, filters: bytes = b"", length: int | None = None) -> bytes:
    """Return a stream, packed where filters are named."""
    size = len(content) if length is None else length
    return b"<</Length %d%s>>\nstream\n" % (size, filters) + content + b"\nendstream"


def page_of(content: bytes, *, packed: int = 0) -> bytes:
    """Return a document of one page with these operators, packed so many times."""
    for _time in range(packed):
        content = zlib.compress(content, 9)
    filters = b"/Filter[" + b"/FlateDecode" * packed + b"]" if packed else b""
    return pdf(ROOT, PAGES, PAGE, stream(content, filters=filters))


SAID = b"BT /F 12 Tf 50 700 Td (MRS-2025-000001) Tj ET\n"
PDFS: dict[str, Callable[[], bytes]] = {
    "a sound page of others": lambda: page_of(SAID),
    "pages that are their own parents": lambda: pdf(ROOT, b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>"),
    "a page that is all pages": lambda: pdf(ROOT, b"<</Type/Pages/Kids[" + b"3 0 R " * 100_000 + b"]/Count 100000>>", PAGE, stream(SAID)),
    "a count beyond all pages": lambda: pdf(ROOT, b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>", PAGE, stream(SAID)),
    "a count of minus one": lambda: pdf(ROOT, b"<</Type/Pages/Kids[3 0 R]/Count -1>>", PAGE, stream(SAID)),
    "an object that is itself": lambda: pdf(ROOT, PAGES, PAGE, b"4 0 R"),
    "a root that is itself": lambda: pdf(b"1 0 R"),
    "a length that is its own stream": lambda: pdf(ROOT, PAGES, PAGE, b"<</Length 4 0 R>>\nstream\nx\nendstream"),
    "a length beyond the file": lambda: pdf(ROOT, PAGES, PAGE, stream(SAID, length=2**31 - 1)),
    "a stream of 300 MB": lambda: page_of(b" " * 300_000_000, packed=1),
    "a stream packed three times": lambda: page_of(b" " * 300_000_000, packed=3),
    "a stream of text without end": lambda: page_of(SAID * 400_000, packed=1),
    "a text of 50 million letters": lambda: page_of(b"BT /F 12 Tf (" + b"x" * 50_000_000 + b") Tj ET", packed=1),
    "states in states": lambda: page_of(b"q " * 5_000_000, packed=1),
    "lists in lists": lambda: page_of(b"[" * 5_000_000, packed=1),
    "dictionaries in dictionaries": lambda: pdf(ROOT, PAGES, b"<</A" * 200_000),
    "a form that draws itself": lambda: pdf(
        ROOT, PAGES, b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>", stream(b"/X Do"),
        stream(b"/X Do /X Do", filters=b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"),
    ),
    "forms that draw forms": lambda: pdf(
        ROOT, PAGES, b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>", stream(b"/X Do"),
        *(
            stream(b"/X Do " * 10, filters=b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (n + 1))
            for n in range(5, 17)
        ),
        stream(SAID, filters=b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + FONT),
    ),
    "a table that is its own before": lambda: pdf(ROOT, PAGES, PAGE, stream(SAID), trailer=b"/Prev 9"),
    "a table cut": lambda: page_of(SAID)[:-80],
    "cut in the middle": lambda: page_of(SAID)[:200],
    "no table": lambda: page_of(SAID).partition(b"xref")[0],
    "places that are wrong": lambda: page_of(SAID).replace(b"0000000", b"9999999"),
    "a table of ten million": lambda: page_of(SAID).replace(b"xref\n0 5", b"xref\n0 10000000"),
    "a heading alone": plain(b"%PDF-1.7\n"),
    "a heading, then zeros": lambda: b"%PDF-1.7\n" + bytes(5_000_000),
    "a heading, then noise": lambda: b"%PDF-1.7\n" + hashlib.shake_256(b"x").digest(5_000_000),
    "a million objects": lambda: b"%PDF-1.7\n" + b"".join(b"%d 0 obj<<>>endobj\n" % n for n in range(900_000)),
    "ends of files without end": lambda: page_of(SAID) + b"startxref\n9\n%%EOF\n" * 900_000,
    "a password": lambda: pdf(
        ROOT, PAGES, PAGE, stream(SAID),
        trailer=b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O(" + b"x" * 32 + b")/U(" + b"y" * 32 + b")>>/ID[(a)(b)]",
    ),
    "a page of endless size": lambda: page_of(SAID).replace(b"0 0 595 842", b"0 0 9e9 9e9"),
    "a million words that are numbers": lambda: page_of(
        b"BT /F 1 Tf " + b"".join(b"(MRS-2025-%06d ) Tj " % n for n in range(300_000)) + b"ET", packed=1
    ),
    "above 20 MB": lambda: b"%PDF-1.7\n" + bytes(21 << 20),
}  # fmt: skip


def _derived(times: int) -> bytes:
    """Return a certificate that says that the key of its seal is derived so often."""
    made = Pfx.load(Authority().p12())
    made["mac_data"]["iterations"] = times
    return bytes(made.dump(force=True))


_NOW = datetime.now(UTC)
CERTIFICATES: dict[str, Callable[[], bytes]] = {
    "a key derived two thousand million times": lambda: _derived(2**31 - 1),
    "a key derived half a million times": lambda: _derived(500_000),
    "cut in the middle": lambda: Authority().p12()[:300],
    "a flipped byte": lambda: Authority().p12()[:400] + b"\xff" + Authority().p12()[401:],
    "bytes behind": lambda: Authority().p12() + bytes(1_000),
    "sequences in sequences": lambda: b"\x30\x80" * 400_000,
    "a length beyond the file": plain(b"\x30\x84\x7f\xff\xff\xff\x02\x01\x03"),
    "a million empty sequences": lambda: b"\x30\x83\x0f\x42\x3c\x02\x01\x03" + b"\x30\x00" * 499_000,
    "a version beyond all numbers": lambda: b"\x30\x83\x0d\xbb\xa5\x02\x83\x0d\xbb\xa0" + b"\x7f" * 900_000,
    "text of a certificate": plain(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
    "above a megabyte": lambda: Authority().p12() + bytes(2 << 20),
    "of another passphrase": lambda: Authority().p12("other"),
    "run out": lambda: Authority().p12(first=_NOW.replace(year=2001), last=_NOW.replace(year=2002)),
}  # fmt: skip


def _png(size: tuple[int, int] = (9, 9), **more: PngImagePlugin.PngInfo) -> bytes:
    out = io.BytesIO()
    Image.new("L", size).save(out, "PNG", **more)
    return out.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png_of(*chunks: bytes, size: tuple[int, int] = (9, 9)) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + _chunk(b"IEND", b"")


@cache
def _long_text() -> bytes:
    return _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000), 9))


IMAGES: dict[str, Callable[[], bytes]] = {
    "169 million dots": lambda: _png((13_000, 13_000)),
    "dots beyond all numbers": lambda: _png_of(size=(2**31 - 1, 2**31 - 1)),
    "no dots": lambda: _png_of(size=(0, 0)),
    "a packed text of 50 MB": lambda: _png_of(_long_text(), _chunk(b"IDAT", zlib.compress(bytes(90)))),
    "forty packed texts of 50 MB": lambda: _png_of(*[_long_text()] * 35, _chunk(b"IDAT", zlib.compress(bytes(90)))),
    "a packed text behind": lambda: _png_of(_chunk(b"IDAT", zlib.compress(bytes(90))), *[_long_text()] * 3),
    "more dots than it says": lambda: _png_of(_chunk(b"IDAT", zlib.compress(bytes(400_000_000), 9))),
    "100 000 empty pieces": lambda: _png_of(*[_chunk(b"IDAT", b"")] * 100_000),
    "a wrong sum": lambda: _png()[:-20] + bytes(20),
    "cut in the middle": lambda: _png((500, 500))[:90],
    "a heading alone": plain(b"\x89PNG\r\n\x1a\n"),
    "a drawing": plain(b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
    "a photograph of noise": lambda: b"\xff\xd8\xff\xe0" + hashlib.shake_256(b"x").digest(LARGE),
    "a photograph without end": lambda: b"\xff\xd8" + b"\xff\xe1\xff\xff" + bytes(LARGE),
}  # fmt: skip


def _with_image(image: Callable[[], bytes]) -> Callable[[Path], object]:
    def make(path: Path) -> object:
        path.with_name("image.png").write_bytes(image())
        return path.write_bytes(SOUND + b'image="image.png"\n')

    return make


FILES = [
    *files("PDF", ("receipts", "check", "{}"), ".pdf", PDFS),
    *files("certificate", ("receipts", "issue", "--year", "2025", "--sign", "{}"), ".p12", CERTIFICATES),
    *(
        Hostile(f"image: {name}.png", ("settings", "load", "{}"), _with_image(image))
        for name, image in IMAGES.items()
    ),
]
