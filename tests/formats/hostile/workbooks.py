"""XLSX workbooks: archives that lie or inflate, XML without end, sheets of every excess."""

import hashlib
import io
import struct
import zipfile
from collections.abc import Callable, Mapping

from tests.formats.hostile.made import LARGE, files, plain
from tests.formats.test_workbooks import PARTS, packed

SHEET, TEXTS, BOOK = "xl/worksheets/s.xml", "xl/t.xml", "xl/workbook.xml"
RELATED, STYLES = "xl/_rels/workbook.xml.rels", "xl/styles.xml"
HEAD = '<a><row r="1"><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><t>last_name</t></is></c></row>'
ROW = '<row><c t="inlineStr"><is><t>A{}</t></is></c><c t="inlineStr"><is><t>individual</t></is></c><c><v>7</v></c></row>'
STYLED = PARTS[RELATED].replace(
    "</Relationships>", '<Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>'
)


def _with(parts: Mapping[str, str], noise: int = 0) -> bytes:
    """Return a packed workbook that inflates less than a hundred times, as ``noise`` makes it larger."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**PARTS, **parts}.items():
            archive.writestr(name, part)
        if noise:
            archive.writestr("noise", hashlib.shake_256(b"x").digest(noise), zipfile.ZIP_STORED)
    return out.getvalue()


def _sheet(content: str, **more: str) -> bytes:
    return _with({SHEET: HEAD + content + "</a>", **more}, 1_200_000)


def _entries(count: int, *, name: str = "e%d") -> bytes:
    """Return an archive with a directory of so many entries, all of which lead to one place."""
    local = b"PK\x03\x04" + bytes(26)
    names = [(name % n if "%" in name else name).encode() for n in range(count)]
    directory = b"".join(
        struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(one), 0, 0, 0, 0, 0, 0
        )
        + one
        for one in names
    )
    end = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, count % 65536, count % 65536, len(directory), len(local), 0
    )
    return local + directory + end


def _lying(of: bytes, size: int, *, at: int = 24) -> bytes:
    """Return a workbook whose directory says another size (24), method (10), or flags (8) of each entry."""
    made, place = bytearray(of), 0
    while (place := made.find(b"PK\x01\x02", place)) >= 0:
        form = "<I" if at == 24 else "<H"
        struct.pack_into(form, made, place + at, size)
        place += 4
    return bytes(made)


def _twice() -> bytes:
    out = io.BytesIO(packed({}))
    with zipfile.ZipFile(out, "a") as archive, __import__("warnings").catch_warnings(action="ignore"):
        archive.writestr(SHEET, HEAD + "</a>")
    return out.getvalue()


def _method(kind: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, part in PARTS.items():
            archive.writestr(name, part)
    return out.getvalue()


def _nested() -> bytes:
    inner = _with({SHEET: HEAD + " " * 150_000_000 + "</a>"})
    return _with({"xl/embeddings/inner.xlsx": inner.hex()})


ARCHIVES: dict[str, Callable[[], bytes]] = {
    "a bomb of 190 MB": lambda: _with({SHEET: HEAD + " " * 190_000_000 + "</a>"}),
    "a bomb of 900 MB": lambda: _with({f"xl/x{n}": " " * 90_000_000 for n in range(10)}),
    "archives in archives": _nested,
    "400 000 entries": lambda: _entries(400_000),
    "2 001 entries": lambda: _entries(2_001),
    "20 000 entries of one name": lambda: _entries(20_000, name="xl/workbook.xml"),
    "a part that stands twice": _twice,
    "sizes that are less": lambda: _lying(_with({SHEET: HEAD + " " * 90_000_000 + "</a>"}), 500),
    "sizes that are more": lambda: _lying(packed({}), 2**31),
    "entries with a password": lambda: _lying(packed({}), 1, at=8),
    "a method that nobody knows": lambda: _lying(packed({}), 98, at=10),
    "packed as LZMA": lambda: _method(zipfile.ZIP_LZMA),
    "packed as bzip2": lambda: _method(zipfile.ZIP_BZIP2),
    "cut in the middle": lambda: packed({})[: len(packed({})) // 2],
    "cut before its directory": lambda: packed({})[:-30],
    "a flipped byte": lambda: _with({})[:120] + b"\xff\xff\xff" + _with({})[123:],
    "a directory elsewhere": lambda: packed({})[:-6] + b"\xff\xff\xff\x7f\x00\x00",
    "a comment of 65 000 letters": lambda: packed({})[:-2] + struct.pack("<H", 65_000) + b"PK\x05\x06" * 16_250,
    "names that climb": lambda: packed({"../../../etc/passwd": "x", "/abs": "x"}),
    "macros": lambda: packed({"xl/vbaProject.bin": "x"}),
    "an OpenDocument": lambda: _renamed("content.xml"),
    "a binary workbook": lambda: _renamed("xl/workbook.bin"),
    "a protected workbook": plain(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000) + "EncryptedPackage".encode("utf-16-le")),
    "an archive of nothing": plain(b"PK\x05\x06" + bytes(18)),
    "four bytes of an archive": plain(b"PK\x03\x04"),
    "above 20 MB": lambda: _with({}, 21 << 20),
}  # fmt: skip


def _renamed(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
XML: dict[str, Callable[[], bytes]] = {
    "entities in entities": lambda: _with({SHEET: f'<!DOCTYPE a [<!ENTITY l0 "ha">{_LAUGHS}]><a>&l11;</a>'}),
    "an entity of a file": lambda: _with({BOOK: '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'}),
    "a document type elsewhere": lambda: _with({TEXTS: '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>'}),
    "a long entity many times": lambda: _with(
        {SHEET: f'<!DOCTYPE a [<!ENTITY e "{"x" * 100_000}">]><a>{"&e;" * 100_000}</a>'}
    ),
    "a million elements in each other": lambda: _with({SHEET: "<a>" * LARGE + "</a>" * LARGE}, 1_000_000),
    "ten million empty elements": lambda: _sheet("<c/>" * 10_000_000),
    "a hundred thousand attributes": lambda: _sheet("<row " + " ".join(f'a{n}="1"' for n in range(90_000)) + "/>"),
    "an attribute of 50 MB": lambda: _sheet('<row a="' + "x" * 50_000_000 + '"/>'),
    "a comment of 50 MB": lambda: _sheet("<!--" + "x" * 50_000_000 + "-->"),
    "an instruction of 50 MB": lambda: _sheet("<?x " + "x" * 50_000_000 + "?>"),
    "raw text of 50 MB": lambda: _sheet("<![CDATA[" + "x" * 50_000_000 + "]]>"),
    "a name of 50 MB": lambda: _sheet("<" + "x" * 50_000_000 + "/>"),
    "a million prefixes": lambda: _sheet("<a:b:c xmlns:a='x'/>" * 1_000_000),
    "five million signs as references": lambda: _sheet("<row><c t='str'><v>" + "&#120;" * 5_000_000 + "</v></c></row>"),
    "text of 100 MB in a cell": lambda: _sheet("<row><c t='str'><v>" + "x" * 100_000_000 + "</v></c></row>"),
    "zero bytes": lambda: _sheet("\x00" * 50),
    "never closed": lambda: _with({SHEET: HEAD + "<row>" * 90}),
    "another encoding": lambda: _with({SHEET: '<?xml version="1.0" encoding="UTF-7"?>' + HEAD + "</a>"}),
    "no XML": lambda: _with({SHEET: "ref;kind\n"}),
    "includes": lambda: _sheet('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'),
}  # fmt: skip

TEXTS_AND_STYLES: dict[str, Callable[[], bytes]] = {
    "999 000 shared texts": lambda: _sheet(
        "<row><c t='s'><v>2</v></c></row>",
        **{TEXTS: "<a><si><t>ref</t></si><si><t>kind</t></si>" + "".join(f"<si><t>t{n}</t></si>" for n in range(999_000)) + "</a>"},
    ),
    "two million shared texts": lambda: _sheet("", **{TEXTS: "<a>" + "<si><t>ref</t></si>" * 2_000_000 + "</a>"}),
    "a shared text of 5 million pieces": lambda: _sheet("", **{TEXTS: "<a><si>" + "<r><t>r</t></r>" * 3_000_000 + "</si></a>"}),
    "a shared text of 100 MB": lambda: _sheet("", **{TEXTS: "<a><si><t>" + "x" * 100_000_000 + "</t></si></a>"}),
    "a shared text that is not there": lambda: _sheet("<row><c t='s'><v>99999999999999999999</v></c></row>"),
    "a shared text of minus one": lambda: _sheet("<row><c t='s'><v>-1</v></c></row>"),
    "60 000 long number formats": lambda: _with({RELATED: STYLED, SHEET: HEAD + "</a>", STYLES: "<a><numFmts>" + "".join(
        f'<numFmt numFmtId="{n}" formatCode="{"0;" * 127}"/>' for n in range(200, 60_200)) + "</numFmts><cellXfs>" + "".join(
        f'<xf numFmtId="{n}"/>' for n in range(200, 60_200)) + "</cellXfs></a>"}, 1_000_000),
    "60 000 formats of quotes": lambda: _with({RELATED: STYLED, SHEET: HEAD + "</a>", STYLES: "<a><numFmts>" + "".join(
        f'<numFmt numFmtId="{n}" formatCode="{n}[[[[[[$$$---\\\\\\__**"/>' for n in range(200, 60_200)) + "</numFmts><cellXfs>" + "".join(
        f'<xf numFmtId="{n}"/>' for n in range(200, 60_200)) + "</cellXfs></a>"}, 1_000_000),
    "a number format of a million signs": lambda: _with({RELATED: STYLED, SHEET: HEAD + "</a>",
        STYLES: '<a><numFmts><numFmt numFmtId="200" formatCode="' + "[" * 900_000 + '"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></a>'}, 100_000),
    "two million styles": lambda: _with({RELATED: STYLED, STYLES: "<a><cellXfs>" + "<xf/>" * 2_000_000 + "</cellXfs></a>"}, 1_000_000),
    "a style that is no number": lambda: _sheet("<row><c s='x'><v>1</v></c></row>"),
    "a style of minus one": lambda: _sheet("<row><c s='-1'><v>1</v></c></row>"),
    "a style beyond all numbers": lambda: _sheet("<row><c s='" + "9" * 5_000 + "'><v>1</v></c></row>"),
}  # fmt: skip

SHEETS: dict[str, Callable[[], bytes]] = {
    "a million rows": lambda: _sheet("<row><c><v>1</v></c></row>" * LARGE),
    "a million empty rows": lambda: _sheet("<row/>" * LARGE),
    "99 999 rows of inline texts": lambda: _with({SHEET: HEAD + "".join(map(ROW.format, range(99_999))).replace("individual", "x") + "</a>"}),
    "59 columns in 30 000 rows": lambda: _sheet(("<row>" + "<c><v>123456789</v></c>" * 59 + "</row>") * 30_000),
    "a cell in the last column of each row": lambda: _sheet("".join(f'<row r="{n}"><c r="ALL{n}"><v>1</v></c></row>' for n in range(2, 90_000))),
    "a cell beyond all columns": lambda: _sheet('<row><c r="XFD2"><v>1</v></c><c r="ZZZ9999999"><v>1</v></c></row>'),
    "a row beyond all rows": lambda: _sheet('<row r="99999999999999999999999"><c><v>1</v></c></row>'),
    "a row of 5 000 digits": lambda: _sheet('<row r="' + "9" * 5_000 + '"><c><v>1</v></c></row>'),
    "a row of minus one": lambda: _sheet('<row r="-1"><c r="A-1"><v>1</v></c></row>'),
    "a row that is no number": lambda: _sheet('<row r="1e3"><c><v>1</v></c></row>'),
    "50 000 rows of one number": lambda: _sheet('<row r="7"><c><v>1</v></c></row>' * 50_000),
    "rows backwards": lambda: _sheet("".join(f'<row r="{n}"><c><v>1</v></c></row>' for n in range(50_000, 1, -1))),
    "a size beyond all sizes": lambda: _sheet('<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384"/></cols>'),
    "200 000 merged ranges": lambda: _sheet('<mergeCell ref="A2:A3"/>' * 200_000),
    "90 000 merged ranges of all cells": lambda: _sheet(
        "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 3_000)) + '<mergeCell ref="A2:A1048576"/>' * 90_000
    ),
    "90 000 merged ranges beside": lambda: _sheet(
        "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 50_000))
        + "".join(f'<mergeCell ref="B{n}:B1048576"/>' for n in range(2, 90_000))
    ),
    "merged headings": lambda: _sheet('<mergeCell ref="A1:C1"/>'),
    "a merged range that is none": lambda: _sheet('<mergeCell ref=":::"/><mergeCell ref="A0:A0"/><mergeCell ref="C9:A1"/>'),
    "formulas without values": lambda: _sheet("<row><c><f>" + "A1+" * 300_000 + "A1</f></c></row>"),
    "20 000 formulas": lambda: _sheet("<row><c t='str'><f>HYPERLINK(\"http://127.0.0.1\")</f><v>=1+1</v></c></row>" * 20_000),
    "a formula that refers to itself": lambda: _sheet('<row r="2"><c r="A2"><f>A2</f><v>1</v></c></row>'),
    "values that are errors": lambda: _sheet("<row><c t='e'><v>#REF!</v></c><c t='e'><v>#N/A</v></c></row>" * 9_000),
    "a number of a million digits": lambda: _sheet("<row><c><v>" + "9" * LARGE + "</v></c></row>"),
    "numbers that are none": lambda: _sheet("<row><c><v>NaN</v></c><c><v>inf</v></c><c><v>-1e999</v></c></row>"),
    "the largest number": lambda: _sheet("<row><c><v>1.7976931348623157e308</v></c><c><v>5e-324</v></c></row>"),
    "days beyond all days": lambda: _with({RELATED: STYLED, STYLES: '<a><cellXfs><xf numFmtId="14"/></cellXfs></a>',
        SHEET: HEAD + '<row><c s="0"><v>1e300</v></c><c s="0"><v>-5</v></c><c s="0"><v>2958466</v></c></row></a>'}),
    "codes of surrogates": lambda: _sheet("<row><c t='str'><v>_xD800__xDFFF__x0000__xFFFF_</v></c></row>"),
    "kinds that nobody knows": lambda: _sheet("<row><c t='zzz'><v>1</v></c></row>"),
    "links to other workbooks": lambda: _with({"xl/externalLinks/externalLink1.xml": "<x/>", RELATED: PARTS[RELATED].replace(
        "</Rel", '<Relationship Id="r9" Type="x/externalLink" Target="file:///etc/passwd" TargetMode="External"/></Rel')}),
    "a sheet elsewhere": lambda: _with({RELATED: PARTS[RELATED].replace("worksheets/s.xml", "../../../etc/passwd")}),
    "a sheet that is the workbook": lambda: _with({RELATED: PARTS[RELATED].replace("worksheets/s.xml", "workbook.xml")}),
    "a sheet that is an address": lambda: _with({RELATED: PARTS[RELATED].replace("worksheets/s.xml", "http://127.0.0.1/s.xml")}),
    "5 000 sheets": lambda: _with({BOOK: '<x:w xmlns:x="x" xmlns:r="r">' + '<x:sheet name="S" r:id="r1"/>' * 5_000 + "</x:w>"}),
    "199 large sheets that are one": lambda: _with({SHEET: "<a>" + "<row/>" * 300_000 + HEAD[3:] + "</a>",
        BOOK: '<x:w xmlns:x="x" xmlns:r="r">' + "".join(f'<x:sheet name="S{n}" r:id="r1"/>' for n in range(199)) + "</x:w>"}, 100_000),
    "no sheet": lambda: _with({BOOK: "<workbook/>"}),
    "hidden sheets alone": lambda: _with({BOOK: PARTS[BOOK].replace('name="S"', 'name="S" state="veryHidden"')}),
}  # fmt: skip

SMALL: dict[str, Callable[[], bytes]] = {  # read by the program itself, and as much as 64 KiB can hold
    "1 250 000 empty cells": lambda: _with({SHEET: HEAD + "<row>" + "<c/>" * 1_250_000 + "</row></a>"}, 50_000),
    "900 000 rows": lambda: _with({SHEET: HEAD + "<row/>" * 900_000 + "</a>"}, 50_000),
    "300 000 filled cells": lambda: _with({SHEET: HEAD + ("<row>" + "<c><v>1</v></c>" * 59 + "</row>") * 5_000 + "</a>"}, 45_000),
    "900 000 shared texts": lambda: _with({TEXTS: "<a>" + "<si/>" * 900_000 + "</a>"}, 50_000),
    "65 000 styles": lambda: _with({RELATED: STYLED, STYLES: "<a><cellXfs>" + '<xf numFmtId="14"/>' * 65_000 + "</cellXfs></a>"}, 50_000),
    "99 000 merged ranges": lambda: _with({SHEET: HEAD + '<mergeCell ref="A2:A9999"/>' * 99_000 + "</a>"}, 50_000),
}  # fmt: skip

PEOPLE = ("import", "people", "{}")
FILES = [
    *files("archive", PEOPLE, ".xlsx", ARCHIVES),
    *files("XML", PEOPLE, ".xlsx", XML),
    *files("texts and styles", PEOPLE, ".xlsx", TEXTS_AND_STYLES),
    *files("sheet", PEOPLE, ".xlsx", SHEETS),
    *files("workbook of 60 KB", PEOPLE, ".xlsx", SMALL),
]
