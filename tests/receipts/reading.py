"""What a reader finds in a PDF."""

import io
import unicodedata
from operator import itemgetter

import pypdf
import pypdfium2


def pages_of(document: bytes) -> list[str]:
    """Return the text of each page, Arabic in the order one reads it."""
    pypdf.PdfReader(io.BytesIO(document), strict=True)  # a strict reader takes it
    opened = pypdfium2.PdfDocument(document)
    try:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in opened]
    finally:
        opened.close()


def text_of(document: bytes) -> str:
    """Return the text of all pages."""
    return "\n".join(pages_of(document))


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
