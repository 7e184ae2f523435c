"""Marks on a document already issued: its own bytes stay in front, unchanged, but for a signature.

A marked copy of a signed document is not signed, and says so. The marks are set in Helvetica, which every
PDF reader has, so that they need nothing of the document.
"""

import math
from datetime import date
from typing import Final

from reportlab.pdfbase.pdfmetrics import stringWidth

from receipts.pages import HEIGHT, WIDTH
from receipts.text import day
from receipts.updates import overlay, without_signature

_FONT: Final = "Helvetica-Bold"
_LANES: Final = (-58.0, 58.0)  # points by which the words across the page lie above and below its middle
_RESOURCES: Final = (
    b"/Font<</H<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>>>"
    b"/ExtGState<</Pale<</ca 0.13>>/Plain<</ca 1>>>>"
)


def mark_duplicate(document: bytes) -> bytes:
    """Return the same receipt marked DUPLICATA."""
    return _marked(document, "DUPLICATA", "DUPLICATA : même numéro, même contenu que l'original", lane=0)


def mark_cancelled(document: bytes, *, on: date, replaced_by: str) -> bytes:
    """Return the same receipt marked as cancelled, with the number of the one that replaces it."""
    note = f"REÇU ANNULÉ le {day(on)}"
    if replaced_by:
        note += f", remplacé par le reçu n° {replaced_by}"
    return _marked(document, "ANNULÉ", note, lane=1)


def _marked(document: bytes, word: str, note: str, *, lane: int) -> bytes:
    """Draw a large pale word across the page and a note at its top, each in the mark's own lane: 0 or 1.

    A receipt may bear both marks, and both are to be read: no lane meets the other.
    """
    plain = without_signature(document)
    if plain is not document:
        note += " (copie non signée)"
    size, turn = 92.0, math.radians(52)
    room, cosine, sine = stringWidth(word, _FONT, size), math.cos(turn), math.sin(turn)
    below = size / 3 + _LANES[lane]  # from the line through the middle of the page to the word's feet
    x = WIDTH / 2 - room / 2 * cosine + below * sine
    y = HEIGHT / 2 - room / 2 * sine - below * cosine
    across = f"{cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {x:.2f} {y:.2f} Tm"
    operators = (
        f"q 0.7 0.15 0.12 rg /Pale gs BT /H {size:g} Tf {across} ".encode()
        + _literal(word)
        + f" Tj ET /Plain gs BT /H 9 Tf 1 0 0 1 48 {HEIGHT - 22 - 14 * lane:.2f} Tm ".encode()
        + _literal(note)
        + b" Tj ET Q"
    )
    return overlay(plain, operators, _RESOURCES)


def _literal(text: str) -> bytes:
    return b"<" + text.encode("cp1252").hex().encode() + b">"
