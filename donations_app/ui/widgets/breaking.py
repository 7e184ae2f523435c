"""Where a line may end in what has no space, such as a pasted IBAN: Qt would cut it at the edge."""

import re
from typing import Final

from PySide6.QtGui import QFontMetrics

MAY_BREAK: Final = "\u200b"  # a place of no width at which a line may end
_WORD: Final = re.compile(r"[^\s\u0590-\u08ff]+")  # what a line holds together, but letters that join


def broken(metrics: QFontMetrics, text: str, width: int) -> str:
    """Return a text in which what is longer than a line, such as a pasted IBAN, may go on below: Qt would cut it."""
    if width <= 0 or metrics.horizontalAdvance(text) <= width:
        return text
    return _WORD.sub(lambda found: _pieces(metrics, found[0], width), text)


def _pieces(metrics: QFontMetrics, word: str, width: int) -> str:
    if metrics.horizontalAdvance(word) <= width:
        return word
    pieces = [""]
    for letter in word:
        if pieces[-1] and metrics.horizontalAdvance(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return MAY_BREAK.join(pieces)
