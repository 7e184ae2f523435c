"""What a PDF shows as text, by itself: a process of its own reads the files of others with it."""

from collections.abc import Iterator
from itertools import islice


class NoDocument(ValueError):
    """The bytes are no PDF that can be read."""


def pages_of(document: bytes, pages: int | None = None) -> Iterator[str]:
    """Yield the text of the first ``pages`` pages; of all of them when ``None``.

    Raises:
        NoDocument: it cannot be read.
    """
    import pypdfium2

    try:
        opened = pypdfium2.PdfDocument(document)
        try:
            for page in islice(opened, pages):
                yield page.get_textpage().get_text_bounded()
        finally:
            opened.close()
    except pypdfium2.PdfiumError as error:
        raise NoDocument(str(error)) from error


def beginning_of(document: bytes, pages: int, longest: int) -> Iterator[str]:
    """Yield the text of the first pages as far as they can be read, each up to ``longest`` letters."""
    try:
        for page in pages_of(document, pages):
            yield page[:longest]
    except NoDocument:
        return
