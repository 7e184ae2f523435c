"""Documents read back: what was frozen with a receipt and does not stand on its page."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from donations_app.domain.receipt_content import ReceiptContent
from receipts.shown import NoDocument as NoDocument  # noqa: PLC0414 -- who reads meets it here
from receipts.shown import pages_of
from receipts.text import day, figures

_AROUND: Final = ".,;:!?()[]«»\"'"


def unsaid(document: bytes, content: ReceiptContent) -> list[str]:
    """Return what ``document`` should show of ``content`` and does not.

    Raises:
        NoDocument: it cannot be read.
    """
    return unsaid_in("\n".join(pages_of(document)), content)


def unsaid_in(text: str, content: ReceiptContent) -> list[str]:
    """Return what a document with that text should show of ``content`` and does not.

    Texts in letters written from right to left are left out: on a page they stand in visual order.
    """
    return _lacking(text, _shown(content))


def not_shown(document: bytes, texts: Iterable[str]) -> list[str]:
    """Return which of ``texts`` a document does not show; those written from right to left are left out.

    Raises:
        NoDocument: it cannot be read.
    """
    return _lacking("\n".join(pages_of(document)), texts)


def _lacking(text: str, texts: Iterable[str]) -> list[str]:
    shown = _plain(text)
    wanted = dict.fromkeys(text for text in texts if text and not _is_from_right(text))
    return [text for text in wanted if not re.search(rf"(?<!\w){re.escape(_plain(text))}(?!\w)", shown)]


def words_in(text: str) -> list[str]:
    """Return the words of a text, in their order, each once, with and without the signs around it."""
    words = _plain(text).split()
    return list(dict.fromkeys(form for word in words for form in (word, word.strip(_AROUND))))


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
