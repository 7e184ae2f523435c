"""Printing an attestation: what its page cannot say is told by name."""

from donations_app.domain.errors import CharactersMissing, TextTooLong
from receipts.attestation import AttestationContent, print_attestation
from receipts.text import Unprintable


def printed_attestation(content: AttestationContent, ref: str) -> bytes:
    """Return an attestation as a PDF.

    Args:
        content: all that it says.
        ref: of what it attests, named where it cannot be printed.

    Raises:
        CharactersMissing, TextTooLong: a text cannot be printed.
    """
    try:
        return print_attestation(content).content
    except Unprintable as error:
        if error.characters:
            raise CharactersMissing(ref, error.characters, error.place) from error
        raise TextTooLong(ref, error.place) from error
