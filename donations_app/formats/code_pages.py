"""Which of the old 8-bit code pages a text was written in: weighed by what makes names of our people.

A file says nothing of its code page, and each page makes some text of any bytes. Each candidate is charged for
what neither French nor Amazigh nor Arabic names have: signs inside words, capitals behind small letters, two
scripts in one word, letters of other languages. Headings that are known speak for a page. Where two pages
come out alike, or none makes names, nobody can tell.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from msgspec import Struct

_PAGES: Final = {
    "cp1252": "Windows-1252", "iso8859_15": "Latin-9", "mac_roman": "Mac Roman", "cp850": "DOS 850",
    "cp1256": "Windows-1256",
}  # fmt: skip
_WORD: Final = re.compile(rb"[A-Za-z0-9'\x80-\xff-]+")
_MOST_WORDS: Final = 5_000
_LONGEST: Final = 60  # bytes of a word that is weighed
_FRENCH: Final = frozenset("àâäçéèêëîïôöùûüÿœæñ")
_ARABIC: Final = frozenset(map(chr, (*range(0x0621, 0x063B), *range(0x0640, 0x0653), 0x060C, 0x061B, 0x061F)))
_ELIDED: Final = re.compile(r"(?:^|[^a-z])(?:[a-z]|qu|jusqu|lorsqu|puisqu|aujourd|presqu)$", re.IGNORECASE)
_CAPITALS: Final = re.compile(r"[A-Z]{2}$")
_HIATUS: Final = re.compile(r"[êîô][aeiouy]|â[aeouy]|û[aiouy]", re.IGNORECASE)  # what French does not write
_WRONG, _RARE, _ODD = 5, 1, 2
_LESS_USUAL: Final = 1  # against any page but Windows-1252
_KNOWN_HEADING: Final = 10


class Guess(Struct, frozen=True):
    """A text in one code page, with a word as it reads there."""

    encoding: str
    name: str
    example: str
    cost: int


def guesses(content: bytes, headings: bytes, knows: Callable[[str], bool]) -> list[Guess]:
    """Return what the pages make of a file, the likeliest first, each reading once.

    Args:
        content: bytes that are no UTF-8.
        headings: its first line.
        knows: tells whether a heading means something.
    """
    words = list(islice(_words(content), _MOST_WORDS))
    found: dict[tuple[str, ...], Guess] = {}
    for encoding, name in _PAGES.items():
        try:
            content.decode(encoding)
            read = tuple(word.decode(encoding) for word in words)
            cells = re.split(r"[;,\t]", headings.decode(encoding))
        except UnicodeDecodeError:
            continue
        cost = sum(map(cost_of, read)) + (0 if encoding == "cp1252" else _LESS_USUAL)
        cost -= _KNOWN_HEADING * sum(not cell.isascii() and knows(cell.strip(' "\r')) for cell in cells)
        found.setdefault(read, Guess(encoding, name, max(read, key=_shows_most, default=""), cost))
    return sorted(found.values(), key=lambda guess: guess.cost)


def is_doubtful(found: list[Guess], content: bytes) -> bool:
    """Tell whether two readings are as good as each other, or the best one is none of names."""
    if not found:
        return True
    if len(found) > 1 and found[1].cost == found[0].cost:
        return True
    weighed = islice(_words(content), _MOST_WORDS)
    wrong = [cost_of(word.decode(found[0].encoding)) >= _WRONG for word in weighed]
    return sum(wrong) * 3 > len(wrong)


def _words(content: bytes) -> Iterator[bytes]:
    """Yield each word beyond ASCII once."""
    seen: set[bytes] = set()
    for match in _WORD.finditer(content):
        word = match[0]
        if len(word) <= _LONGEST and not word.isascii() and word not in seen:
            seen.add(word)
            yield word


def _shows_most(word: str) -> tuple[int, int]:
    return cost_of(word), sum(not c.isascii() for c in word)


def cost_of(word: str) -> int:
    """Return what a word is charged as one of a name, an address or a heading; 0 is nothing odd.

    >>> [cost_of(word) for word in ("Bénéteau", "BŽnŽteau", "Muñoz", "محمد")]
    [0, 10, 0, 0]
    """
    latin = [c for c in word if c.isalpha() and not _is_arabic(c)]
    beyond = sum(not c.isascii() for c in latin)
    charge = sum(
        _charge(c, word[:place], word[place + 1 :], is_mixed=bool(latin))
        for place, c in enumerate(word)
        if not c.isascii()
    )
    return charge + (_WRONG if beyond > 2 and beyond > len(latin) - beyond else 0)


def _is_arabic(c: str) -> bool:
    return "\u0600" <= c <= "\u06ff"


def _charge(c: str, before: str, after: str, *, is_mixed: bool) -> int:
    if c.isspace():
        return 0
    if _is_arabic(c):
        usual = 0 if c in _ARABIC else _ODD
        return _WRONG if is_mixed else usual
    if c in "°º":
        return 0 if before[-1:].isdigit() or before.casefold() in ("n", "", "no") else _WRONG
    return _charge_letter(c, before, after) if c.isalpha() else _charge_sign(c, before, after[:1])


def _charge_sign(c: str, before: str, following: str) -> int:
    follows, precedes = before[-1:].isalpha(), following.isalpha()
    if c in "’‘":
        return 0 if not follows or _ELIDED.search(before) else _RARE
    if c in "“”«»–—":
        return _WRONG if follows and precedes else 0
    if c == "€":
        return _WRONG if follows else 0
    if c == "…":
        return _WRONG if precedes else _RARE
    if c in "²³£§®©™•":
        return _WRONG if precedes else _ODD
    return 0 if c == "·" else _WRONG


def _charge_letter(c: str, before: str, after: str) -> int:
    last, following = before[-1:], after[:1]
    if c.isupper() and last.isalpha() and (last.islower() or following.islower()):
        return _WRONG
    if c.isupper() and last.isalpha() and any(map(str.islower, before + after)):
        return _ODD
    if c.islower() and (following.isupper() or _CAPITALS.search(before)):
        return _WRONG
    if c.lower() not in _FRENCH:
        return _RARE if unicodedata.name(c, "").startswith("LATIN") and c != "ª" else _WRONG
    if not (last.isalpha() or following.isalpha()):
        return 0 if c.lower() in "àô" else _RARE
    return _RARE if _HIATUS.fullmatch(c + following) else 0
