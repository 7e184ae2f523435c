"""Documents read back: what was frozen with a receipt and does not stand on its page."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final

from donations_app.domain.receipt_content import ReceiptContent
from receipts.text import day, figures

_AROUND: Final = ".,;:!?()[]«»\"'"


class NoDocument(ValueError):
    """The bytes are no PDF that can be read."""


def unsaid(document: bytes, content: ReceiptContent, *, pages: int | None = None) -> list[str]:
    """Return what ``document`` should show of ``content`` and does not.

    Texts in letters written from right to left are left out: on a page they stand in visual order.

    Args:
        document: a PDF.
        content: what was frozen.
        pages: how many of the first are read; all of them when ``None``.

    Raises:
        NoDocument: it cannot be read.
    """
    shown = _plain(_text_of(document, pages))
    wanted = dict.fromkeys(text for text in _shown(content) if text and not _is_from_right(text))
    return [text for text in wanted if not re.search(rf"(?<!\w){re.escape(_plain(text))}(?!\w)", shown)]


def words_of(document: bytes, *, pages: int) -> list[str]:
    """Return the words that stand on the first pages, in their order, each once, with and without the signs around it.

    Raises:
        NoDocument: it cannot be read.
    """
    words = _plain(_text_of(document, pages)).split()
    return list(dict.fromkeys(form for word in words for form in (word, word.strip(_AROUND))))


def _text_of(document: bytes, pages: int | None = None) -> str:
    import pypdfium2

    try:
        opened = pypdfium2.PdfDocument(document)
        try:
            some = islice(opened, pages)
            return "\n".join(page.get_textpage().get_text_bounded() for page in some)
        finally:
            opened.close()
    except pypdfium2.PdfiumError as error:
        raise NoDocument(str(error)) from error


def _shown(content: ReceiptContent) -> Iterator[str]:
    """Yield what a page shows whatever its form and edition."""
    donor, beneficiary = content.donor, content.beneficiary
    yield from (
        content.number,
        content.replaces,
        content.signatory.name,
        beneficiary.name,
        beneficiary.identifier,
    )
    yield from (donor.name, *donor.address.printed(), donor.siren)
    if not donor.siren:
        yield from (donor.last_name, donor.first_names)
    yield f"***{figures(content.amount)}***"
    yield content.amount_in_words
    yield from (day(on) for on in (content.first_on, content.last_on, content.issued_on))
    yield from (content.in_kind_in_words, content.money_in_words, *content.descriptions)


def _plain(text: str) -> str:
    """Return a text with one space between its words, wherever its lines break."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _is_from_right(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
