"""What a reader finds in a PDF."""

import io

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
