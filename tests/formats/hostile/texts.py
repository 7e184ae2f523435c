"""Texts: lists as CSV, settings as TOML, letters, notes as JSON."""

import codecs
from collections.abc import Callable

from tests.formats.hostile.made import LARGE, files, plain

HEAD = b"ref;kind;last_name;first_name;email;city\n"
ROW = b"A1;individual;Amrani;Zohra;z@example.org;Lyon\n"
PAYMENTS = b"ref;office;payer;received_on;method;kind;amount\n"


def _rows(count: int, cell: bytes = b"x") -> bytes:
    return HEAD + b"".join(b"A%d;individual;%s;Z;;\n" % (n, cell) for n in range(count))


LISTS: dict[str, Callable[[], bytes]] = {
    "zero bytes everywhere": lambda: bytes(LARGE),
    "zero bytes in cells": lambda: HEAD + ROW.replace(b"Zohra", b"Zo\x00hra") * 2,
    "a quotation mark never closed": lambda: HEAD + b'A1;"' + ROW * 50_000,
    "quotation marks alone": lambda: HEAD + b'"' * LARGE,
    "quotation marks in pairs": lambda: HEAD + b'""' * LARGE,
    "a field of 100 million letters": lambda: HEAD + b"A1;individual;" + b"x" * 100_000_000 + b"\n",
    "a heading of 10 million letters": lambda: b"r" * 10_000_000 + b"\n" + ROW,
    "headings in a million columns": lambda: b"ref;kind" + b";x" * LARGE + b"\n" + ROW,
    "headings in a million empty columns": lambda: b"ref;kind" + b";" * LARGE + b"\n" + ROW,
    "900 headings that mean nothing": lambda: b"ref;kind;last_name;"
    + b";".join(b"colonne %d" % n * 20 for n in range(900)) + b"\n",
    "900 headings that nearly mean something": lambda: b";".join(b"kin%d" % n for n in range(900)) + b"\n",
    "the same heading 900 times": lambda: b";".join([b"ref"] * 900) + b"\n" + ROW,
    "a million lines": lambda: HEAD + ROW * LARGE,
    "100 million line ends": lambda: HEAD + b"\n" * 100_000_000,
    "100 million returns": lambda: HEAD + b"\r" * 100_000_000,
    "99 999 lines of blanks": lambda: HEAD + b" ; ; ;\n" * 99_999,
    "99 999 ragged lines": lambda: HEAD + b"a;b\n" * 99_999,
    "99 999 lines wrong in each cell": lambda: HEAD + b";x;;;x;\n" * 99_999,
    "99 999 lines with accents": lambda: _rows(99_999, "Ã©lodie".encode()),
    "200 megabytes of separators": lambda: b"ref;kind\n" + b";" * 200_000_000,
    "above 200 megabytes": lambda: HEAD + b"x" * (201 << 20),
    "200 megabytes of wide letters": lambda: HEAD + "\U0001f600".encode() * 45_000_000,
    "60 cells a line in 90 000 lines": lambda: b";".join(b"c%d" % n for n in range(60)) + b"\n"
    + b";".join(b"%d" % n for n in range(60)) * 1 + b"\n" + (b"11;" * 59 + b"1\n") * 90_000,
    "a line for spreadsheets without end": lambda: b"sep=;" + b";" * LARGE + b"\n" + HEAD,
    "UTF-8 cut in a letter": lambda: HEAD + ROW + "é".encode()[:1],
    "UTF-8 that is overlong": plain(HEAD + b"A1;individual;\xc0\xaf\xe0\x80\xaf;;;\n"),
    "UTF-8 with surrogates": plain(HEAD + b"A1;individual;\xed\xa0\x80;;;\n"),
    "UTF-16 of an odd length": lambda: codecs.BOM_UTF16_LE + HEAD.decode().encode("utf-16-le") + b"x",
    "UTF-16 that is none": lambda: codecs.BOM_UTF16_BE + b"\xd8\x00" * 500,
    "UTF-16 without a mark": lambda: (HEAD + ROW).decode().encode("utf-16-be"),
    "UTF-32": lambda: (HEAD + ROW).decode().encode("utf-32"),
    "UTF-7": plain(HEAD + b"A1;individual;+ADw-script+AD4-;;;\n"),
    "letters of no code page": lambda: HEAD + bytes(range(0x80, 0x100)) * 200,
    "10 million bytes of no code page": lambda: HEAD + bytes(range(0x80, 0x100)) * 80_000,
    "a million words of no code page": lambda: HEAD + b"".join(b"%x\xe9 " % n for n in range(LARGE)),
    "marks of order within": lambda: codecs.BOM_UTF8 * 3 + HEAD + codecs.BOM_UTF8 + ROW,
    "directions turned round": lambda: HEAD + "A1;individual;\u202e\u2066inarmA\u2069;;;\n".encode(),
    "a name of combining marks": lambda: HEAD + b"A1;individual;e" + "\u0301".encode() * 60_000 + b";;;\n",
    "a formula in each cell": plain(HEAD + b"=1+1;=cmd;@SUM(1);+1;-1;\t=1\n"),
    "controls of every kind": plain(HEAD + b"A1;individual;" + bytes(range(1, 9)) + b"\x0b\x0c\x1b\x7f;;;\n"),
    "ends of lines of other alphabets": lambda: HEAD + "A1;individual;x\u2028y\x85z\x1c;;;\n".encode(),
    "no line but headings": plain(HEAD),
    "no headings": lambda: b"\n" * 50 + b";;;\n" * 50,
}  # fmt: skip
PAID: dict[str, Callable[[], bytes]] = {
    "99 999 payments wrong in each cell": lambda: PAYMENTS + b"\xe2\x80\x8b;x;x;x;x;x;x\n" * 99_999,
    "99 999 lines of one reference": lambda: PAYMENTS + b"R;MRS;;2025-01-01;cash;donation;5\n" * 99_999,
    "a number of 100 000 digits": lambda: PAYMENTS + b"R;MRS;;2025-01-01;cash;donation;" + b"9" * 100_000 + b"\n",
    "a number with an exponent": plain(PAYMENTS + b"R;MRS;;2025-01-01;cash;donation;1e999999999\n"),
    "numbers that are none": plain(PAYMENTS + b"R;MRS;;2025-01-01;cash;donation;NaN\nS;MRS;;;cash;dues;inf\n"),
    "days that are none": plain(PAYMENTS + b"R;MRS;;9999-99-99;cash;donation;5\nS;MRS;;0000-00-00;cash;dues;5\n"),
    "a day of 100 000 digits": lambda: PAYMENTS + b"R;MRS;;" + b"1" * 100_000 + b";cash;donation;5\n",
}  # fmt: skip

SOUND = (
    b'[organisation]\nname="A"\naddress="1 rue X"\npostcode="13001"\ncity="Marseille"\nobject="Eau"\nsiren="552100554"\n'
    b'[[offices]]\ncode="MRS"\nname="M"\nhead=true\n[[signatories]]\nname="Z"\ntitle="T"\nfrom=2020-01-01\n'
)
SETTINGS: dict[str, Callable[[], bytes]] = {
    "a key of 400 000 parts": lambda: b"a." * 400_000 + b"a=1",
    "a key of 20 000 parts": lambda: b"a." * 20_000 + b"a=1",
    "a key of 4 000 parts": lambda: b"a." * 4_000 + b"a=1",
    "a heading of 400 000 parts": lambda: b"[" + b"a." * 400_000 + b"a]",
    "1 000 headings of 400 parts": lambda: b"\n".join(b"[" + b"a." * 400 + b"b%d]" % n for n in range(1_000)),
    "400 000 lists in each other": lambda: b"a=" + b"[" * 400_000,
    "300 lists in each other": lambda: b"a=" + b"[" * 300 + b"]" * 300,
    "100 000 tables in each other": lambda: b"a=" + b"{a=" * 100_000,
    "200 000 tables of one name": lambda: b"[[offices]]\n" * 80_000,
    "100 000 keys": lambda: b"".join(b"k%d=1\n" % n for n in range(90_000)),
    "a number of 900 000 digits": lambda: b"organisation=" + b"9" * 900_000,
    "a number of 900 000 hexadecimal digits": lambda: b"[receipts]\nminimum_cents=0x" + b"f" * 900_000,
    "a fraction of 900 000 digits": lambda: b"[receipts]\nminimum_cents=0." + b"9" * 900_000,
    "numbers without end": plain(SOUND + b"[receipts]\nminimum_cents=inf\n"),
    "a name of 900 000 letters": lambda: SOUND.replace(b'"A"', b'"' + b"x" * 900_000 + b'"'),
    "a text never closed": lambda: SOUND + b'"""' + b"x" * 900_000,
    "900 000 quotation marks": lambda: b"a=" + b'"' * 900_000,
    "900 000 backslashes": lambda: b'a="' + b"\\" * 900_000 + b'"',
    "days that are none": plain(SOUND.replace(b"2020-01-01", b"2020-99-99")),
    "letters that are none": plain(SOUND + b"\xff\xfe"),
    "zero bytes": plain(SOUND + bytes(50)),
    "returns alone": lambda: SOUND.replace(b"\n", b"\r"),
    "the same key twice": plain(SOUND + SOUND),
    "a number with holes without end": plain(SOUND + b'[receipts]\nnumber="' + b"{n}" * 100 + b'"\n'),
    "a number as a format": plain(SOUND + b'[receipts]\nnumber="{year.__class__}-{n:999999999}"\n'),
    "an image elsewhere": plain(SOUND + b'image="../../../etc/passwd"\n'),
    "an image that is a device": plain(SOUND + b'image="/dev/zero"\n'),
    "a format without a name": plain(SOUND.replace(b'"Eau"', b'"%s%n{0}${x}"')),
}  # fmt: skip

LETTERS: dict[str, Callable[[], bytes]] = {
    "a million holes": lambda: b"Merci\n\n" + b"{donor}" * 140_000,
    "a million braces": lambda: b"Merci\n\n" + b"{" * LARGE,
    "braces in braces": lambda: b"Merci\n\n" + b"{a" * 300_000 + b"}" * 300_000,
    "holes with formats": plain(b"Merci\n\n{donor.__class__.__mro__} {amount:999999999}\n"),
    "one word of a million letters": lambda: b"Merci\n\n" + b"x" * LARGE,
    "a subject of a million letters": lambda: b"x" * LARGE + b"\n\nMerci\n",
    "500 000 paragraphs": lambda: b"Merci\n" + b"\n" * 500_000 + b"x",
    "250 000 short paragraphs": lambda: b"Merci\n" + b"\n\nxy" * 240_000,
    "marks of a page": lambda: b"Merci\n\n" + b"<img src='/etc/passwd'/><b>" * 30_000,
    "letters that are none": plain(b"Merci\n\n\xff\xfe\n"),
    "zero bytes": plain(b"Merci\n\nx\x00y\n"),
    "directions turned round": lambda: "Merci\n\n\u202e\u2067".encode() * 5_000,
    "blanks": lambda: b" \n" * 500_000,
}  # fmt: skip

NOTES: dict[str, Callable[[], bytes]] = {
    "lists in each other": lambda: b"[" * 4_000_000,
    "tables in each other": lambda: b'{"notes":' * 400_000,
    "a million empty notes": lambda: b'{"notes":[' + b"{}," * LARGE + b"{}]}",
    "a million empty lists": lambda: b'{"notes":[' + b"[]," * LARGE + b"[]]}",
    "a number of 4 million digits": lambda: b'{"notes":' + b"9" * 4_000_000 + b"}",
    "numbers in the places of texts": plain(b'{"notes":[{"books":1,"number":2,"at":3,"by":4,"text":5}]}'),
    "a half letter": plain(
        b'{"notes":[{"books":"b","number":"n","at":"2026-01-01T00:00:00","by":"\\ud800","text":"\\udfff"}]}'
    ),
    "a text in the place of notes": plain(b'{"notes":"abc"}'),
    "a list at the top": plain(b"[1]"),
    "the same key twice": plain(b'{"notes":[],"notes":5}'),
    "text never closed": lambda: b'{"notes":["' + b"x" * 4_000_000,
}  # fmt: skip

FILES = [
    *files("list", ("import", "people", "{}"), ".csv", LISTS),
    *files(
        "list of payments", ("import", "payments", "{}"), ".csv",
        PAID,
    ),
    *files("settings", ("settings", "load", "{}"), ".toml", SETTINGS),
    *files("letter", ("letters", "load", "{}", "--language", "fr"), ".txt", LETTERS),
    *files("letter seen", ("letters", "preview", "--language", "fr", "--file", "{}", "--out", "{}.pdf"), ".txt", LETTERS),
    *files("notes", ("audit", "notes", "--notes", "{}"), ".json", NOTES),
]  # fmt: skip
