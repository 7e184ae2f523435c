"""PDF operators that show a line; ISO 32000-1, 8.5 and 9.4."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter

from receipts.glyphs import Mark

Codes = Mapping[str, tuple[str, str]]  # character -> resource name of its part of the font, hexadecimal code
_SPACE = "20"  # in every part of a font


def encoded(text: str, codes: Codes) -> list[tuple[str, str]]:
    """Return ``text`` in as few pieces as can be: the name of a part of the font, the codes in it.

    Raises:
        KeyError: a character is not prepared.
    """
    written = [codes[character] for character in text]
    name = next((name for name, code in written if code != _SPACE), written[0][0] if written else "")
    for at, (own, code) in enumerate(written):
        name = name if code == _SPACE else own
        written[at] = name, code
    runs = groupby(written, key=itemgetter(0))
    return [(name, "".join(code for _, code in run)) for name, run in runs]


def shapes(marks: Iterable[Mark], x: float, y: float, size: float) -> str:
    """Return the operators that draw the marks of a line which begins at ``x`` and ``y``, in points."""
    return "".join(
        f" q {size / 1000:g} 0 0 {size / 1000:g} {x + mark.x * size / 1000:.2f} {y + mark.y * size / 1000:.2f} cm"
        f" {mark.shape} f Q"
        for mark in marks
    )
