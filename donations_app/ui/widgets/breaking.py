"""Where a line may end in what has no space, such as a pasted IBAN: Qt would cut it at the edge."""

import re
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption

LINE_END: Final = "\u2028"  # where a line ends that was parted here
_BASIC: Final = 0xFFFF
MAY_BREAK: Final = "\u200b"  # a place of no width at which a line may end
_BEFORE, _AFTER = "-/_", "@.?&"  # signs after which, and before which, one would part a word
_WORD: Final = re.compile(r"[^\s\u0590-\u08ff]+")  # what a line holds together, but letters that join


def broken(metrics: QFontMetrics, text: str, width: int) -> str:
    """Return a text in which what is longer than a line, such as a pasted IBAN, may go on below: Qt would cut it."""
    if width <= 0 or metrics.horizontalAdvance(text) <= width:
        return text
    return _WORD.sub(lambda found: _pieces(metrics, found[0], width), text)


def unparted(text: str) -> str:
    """Return a text without the places at which its lines were parted."""
    return text.replace(MAY_BREAK + LINE_END, "").replace(MAY_BREAK, "").replace(LINE_END, " ")


def lined(font: QFont, text: str, width: int) -> str:
    """Return a text of which each line is ended by a sign of its own, without the space at which it was parted.

    Qt draws that space where a line from right to left begins, and so one space too far in.
    """
    if width <= 0 or any(ord(letter) > _BASIC for letter in text):  # Qt counts those twice
        return text
    return "\n".join("".join(_ended(font, part, width)) for part in text.split("\n"))


def _ended(font: QFont, text: str, width: int) -> Iterator[str]:
    """Yield the lines with the sign that ends each: where no space was, one that leaves none when it is taken out."""
    lines = list(_cut(font, text, width))
    for number, line in enumerate(lines, 1):
        bare = line.rstrip(" ")
        if number == len(lines):
            yield bare
        elif bare != line or bare.endswith(MAY_BREAK):
            yield bare + LINE_END
        else:
            yield bare + MAY_BREAK + LINE_END


def lines_of(font: QFont, text: str, width: int) -> Iterator[str]:
    """Yield the lines of a text at a width; a word longer than it stays whole."""
    return (line.rstrip(" ") for line in _cut(font, text, width))


def _cut(font: QFont, text: str, width: int) -> Iterator[str]:
    layout, option = QTextLayout(text, font), QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = line.textStart()
        yield text[start : start + line.textLength()]
    layout.endLayout()


def _pieces(metrics: QFontMetrics, word: str, width: int) -> str:
    if metrics.horizontalAdvance(word) <= width:
        return word
    pieces = [""]
    for letter in word:
        if pieces[-1] and metrics.horizontalAdvance(pieces[-1] + letter) > width:
            kept, after = _parted(pieces[-1])
            pieces[-1:] = [kept, after]
        pieces[-1] += letter
    return MAY_BREAK.join(pieces)


def _parted(line: str) -> tuple[str, str]:
    """Return what of a full line stays there, and what goes on below: it is parted at a sign in its second half.

    So an address reads ``donateur7@exemple`` and ``.org``, a path as its folders; without a sign the line is whole.
    """
    place = max(line.rfind(sign) + (sign in _BEFORE) for sign in _BEFORE + _AFTER)
    return (line[:place], line[place:]) if place > len(line) // 2 else (line, "")
