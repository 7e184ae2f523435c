"""What a reader finds in a PDF."""

import ctypes
import io
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter

import pypdf
import pypdfium2
import pytest
from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font

_HYPHENS = {0x02: "-", 0xFFFE: "-"}  # what pdfium makes of a hyphen at the end of a line


def pages_of(document: bytes) -> list[str]:
    """Return the text of each page, Arabic in the order one reads it."""
    pypdf.PdfReader(io.BytesIO(document), strict=True)  # a strict reader takes it
    return _pages_of(document)


def _pages_of(document: bytes) -> list[str]:
    opened = pypdfium2.PdfDocument(document)
    try:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in opened]
    finally:
        opened.close()


def text_of(document: bytes) -> str:
    """Return the text of all pages."""
    return "\n".join(pages_of(document))


def quick_text_of(document: bytes) -> str:
    """Return the same of one of many documents of a kind: it is not shown to a strict reader, who is slow."""
    return "\n".join(_pages_of(document))


def text_by_pypdf(document: bytes) -> str:
    """Return the text of the first page as pypdf reads it."""
    with _fonts_read_once():
        return pypdf.PdfReader(io.BytesIO(document)).pages[0].extract_text()


@contextmanager
def _fonts_read_once() -> Iterator[None]:
    """Have pypdf read each font of a document once: it reads all of them anew for each part of a frame."""
    read, known = Font.from_font_resource, dict[int, tuple[DictionaryObject, Font]]()

    def once(found: DictionaryObject) -> Font:
        if id(found) not in known:
            known[id(found)] = (found, read(found))
        return known[id(found)][1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Font, "from_font_resource", once)
        yield


def lines_as_seen(document: bytes, page: int = 0) -> list[str]:
    """Return the lines of a page, each letter where the eye finds it from left to right; spaces left out.

    A reader of text guesses the order of Arabic with numbers in it; this does not.
    """
    opened = pypdfium2.PdfDocument(document)
    try:
        text = opened[page].get_textpage()
        found: dict[int, list[tuple[float, str]]] = {}
        for index in range(text.count_chars()):
            letter = text.get_text_range(index, 1)
            if letter.strip():
                left, bottom, *_ = text.get_charbox(index, loose=True)
                found.setdefault(round(bottom), []).append((left, letter))
    finally:
        opened.close()
    return [
        unicodedata.normalize("NFKC", "".join(letter for _, letter in sorted(line, key=itemgetter(0))))
        for _, line in sorted(found.items(), reverse=True)
    ]


def letters_within(document: bytes, *, left: float, top: float, bottom: float) -> list[list[str]]:
    """Return the lines of a part of the first page, each letter where the eye finds it; spaces left out.

    What stands at one place, as the letters of a ligature, is one of a line.

    Args:
        document: a PDF.
        left: distance of the part from the left edge of the page, in points.
        top: where it begins, from the top of the page.
        bottom: where it ends, from the top of the page.
    """
    opened = pypdfium2.PdfDocument(document)
    try:
        first = opened[0]
        page, height = first.get_textpage(), first.get_height()
        found: dict[float, list[tuple[float, str]]] = {}
        x, y = ctypes.c_double(), ctypes.c_double()
        place, letter_at = pypdfium2.raw.FPDFText_GetCharOrigin, pypdfium2.raw.FPDFText_GetUnicode
        at_x, at_y, text = ctypes.byref(x), ctypes.byref(y), page.raw
        for index in range(page.count_chars()):
            place(text, index, at_x, at_y)  # where the pen stood, from the left and the foot of the page
            down = height - y.value
            if not top < down < bottom or (across := round(x.value, 2)) < left:
                continue
            letter = chr(letter_at(text, index))
            if letter.strip():
                found.setdefault(round(down, 1), []).append((across, letter))
    finally:
        opened.close()
    lines = (sorted(line, key=itemgetter(0)) for _, line in sorted(found.items()))
    return [
        [
            "".join(letter for _, letter in spot).translate(_HYPHENS)
            for _, spot in groupby(line, itemgetter(0))
        ]
        for line in lines
    ]
