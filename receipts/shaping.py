"""A line of text as it stands on paper: runs in their order, letters joined, marks in their places.

Numbers and Latin words inside Arabic keep their order (Unicode bidirectional algorithm). Most texts need none of
this and are drawn letter by letter, as fast as before.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from msgspec import Struct
from reportlab.lib.rl_accel import instanceStringWidthTTF

from donations_app.domain.letters import ISOLATE, POP
from receipts.fonts import font as font_of
from receipts.fonts import glyphs
from receipts.glyphs import ARABIC, LATIN, TIFINAGH, Mark, Run

_LEFT, _RIGHT = "\u200e", "\u200f"  # what the bidirectional algorithm used here understands instead
_FROM_RIGHT: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_ARABIC: Final = re.compile(f"[{_FROM_RIGHT}]")
_SHAPED: Final = re.compile(f"[\u0300-\u036f\u200e\u200f\u2066-\u2069\u2d30-\u2d7f{_FROM_RIGHT}]")
_TIFINAGH: Final = re.compile("([\u2d30-\u2d7f]+)")
_MARKED: Final = re.compile("([^ ]*[\u0300-\u036f][^ ]*)")
_TURNED_BACK: Final = frozenset({"L", "EN", "AN"})  # kinds of characters that are written from the left


class Line(Struct, frozen=True):
    """A line of text as it is drawn from left to right."""

    characters: str  # U+FFFD where a glyph has no name
    marks: tuple[Mark, ...] = ()


def is_plain(text: str) -> bool:
    """Tell whether a text in NFC is drawn letter by letter as it is read."""
    return _SHAPED.search(text) is None


def has_arabic(text: str) -> bool:
    """Tell whether some letter is written from right to left."""
    return _ARABIC.search(text) is not None


@lru_cache(maxsize=16384)
def shaped(text: str, font: str, *, from_right: bool = False) -> Line:
    """Return a text as it is drawn, in NFC.

    Args:
        text: in the order in which it is read. What stands between U+2066 and U+2069 (an amount, a number, a
            Latin name) keeps its order.
        font: its name.
        from_right: the line runs from right to left whatever its first letter.
    """
    text = unicodedata.normalize("NFC", text)
    if not from_right and is_plain(text):
        return Line(text)
    characters, pen, marks = "", 0.0, list[Mark]()
    for part, script in _runs(text, from_right=from_right):
        run = glyphs(font).run(part, script) if script else Run(part, natural(part, font, 1000))
        characters += run.characters
        marks += (Mark(mark.shape, pen + mark.x, mark.y) for mark in run.marks)
        pen += run.width
    return Line(characters, tuple(marks))


def natural(characters: str, font: str, size: float) -> float:
    """Return how far the pen moves for characters that are drawn, in the unit of ``size``."""
    return measure(font)(characters, size)


@cache
def measure(font: str) -> Callable[[str, float], float]:
    """Return what ``natural`` asks of a font: what reportlab's own font hands each question on to."""
    return partial(instanceStringWidthTTF, font_of(font))


def _runs(text: str, *, from_right: bool) -> Iterator[tuple[str, str]]:
    """Yield what is written in one direction and script, from left to right, with the script that shapes it."""
    text = text.replace(ISOLATE, _RIGHT + _LEFT).replace(POP, _LEFT + _RIGHT)
    if not from_right and not has_arabic(text):
        yield from _from_left(text.replace(_LEFT, "").replace(_RIGHT, ""))
    elif _TURNED_BACK.isdisjoint(map(unicodedata.bidirectional, text)):
        yield text.replace(_RIGHT, ""), ARABIC
    else:
        for is_from_right, run in _levels(text, from_right=from_right):
            plain = run.replace(_LEFT, "").replace(_RIGHT, "")
            if is_from_right and plain:
                yield plain, ARABIC
            elif plain:
                yield from _from_left(plain)


def _from_left(text: str) -> Iterator[tuple[str, str]]:
    for index, run in enumerate(_TIFINAGH.split(text)):
        if index % 2:
            yield run, TIFINAGH
            continue
        for number, part in enumerate(_MARKED.split(run)):
            if part:
                yield part, LATIN if number % 2 else ""


def _levels(text: str, *, from_right: bool) -> Iterator[tuple[bool, str]]:
    """Yield the runs of the bidirectional algorithm from left to right, the text of each as it is read."""
    from bidi import algorithm

    base = 1 if from_right else algorithm.get_base_level(text)
    known: dict[str, Any] = {**algorithm.get_empty_storage(), "base_level": base, "base_dir": "LR"[base]}
    algorithm.get_embedding_levels(text, known)
    for step in (
        algorithm.explicit_embed_and_overrides,
        algorithm.resolve_weak_types,
        algorithm.resolve_neutral_types,
        algorithm.resolve_implicit_levels,
        algorithm.reorder_resolved_levels,
    ):
        step(known, False)  # noqa: FBT003 -- it shows nothing of its steps
    for level, run in groupby(known["chars"], itemgetter("level")):
        letters = [one["ch"] for one in run]
        yield bool(level % 2), "".join(reversed(letters) if level % 2 else letters)
