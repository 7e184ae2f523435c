"""Folding of names, so that "ait", "AÏT" and "Aït" are one, in Latin, Amazigh and Arabic letters.

Folded away: case, accents and other marks (NFKD), Arabic vowel signs and tatweel; the forms of alef
(أ إ آ ٱ), of ya (ى ئ ی), of kaf (ک) and of waw (ؤ), and ta marbuta (ة to ه); the four letters for the sound g
(گ ݣ ڭ ڨ to ك); the half rings of transliterations (ʿAli). Apostrophes, hyphens and all punctuation become one
space. ``œ æ ß ø đ ł ı`` and the Amazigh ``ɛ ɣ`` become ``oe ae ss o d l i e gh``.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_LETTERS: Final = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "ɛ": "e", "ε": "e",
        "ɣ": "gh", "γ": "gh", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و",
        "ة": "ه", "ـ": "", "گ": "ك", "ݣ": "ك", "ڭ": "ك", "ڨ": "ك", "ک": "ك", "ی": "ي", "ہ": "ه", "ھ": "ه",
        "ʿ": "", "ʾ": "", "ʻ": "", "ʽ": "", "ˁ": "", "ˀ": "", "ʼ": "'",
    }
)  # fmt: skip
_PARTICLES: Final = frozenset(
    (
        "ben", "bin", "ibn", "bel", "bou", "abou", "abu", "abd", "abdel", "abdul", "abder", "ait", "el", "al", "ould",
        "oulad", "بن", "ابن", "بو", "ابو", "عبد", "ايت", "ال", "ولد", "اولاد",
    )
)  # fmt: skip
_AND: Final = frozenset(("et", "and", "و"))
_ACCENTS: Final = re.compile("[\u0300-\u034e\u0350-\u036f]")  # without the one that combines with nothing
_NOT_WORD: Final = re.compile(r"[\W_]+")
_WORD: Final = re.compile(r"[^\W_]+")


@lru_cache(maxsize=8_192)
def folded_code(code: str) -> str:
    """Return a code without its case and accents; its other signs stay.

    >>> folded_code("Eau-É1"), folded_code("EAU/E1")
    ('eau-e1', 'eau/e1')
    """
    if code.isascii() and code.isalnum():  # as nearly all are
        return code.lower()
    return _WORD.sub(lambda found: fold(found[0]), code.strip())


def fold(text: str) -> str:
    """Return the words of ``text`` in their folded form, single-spaced.

    >>> fold("  AÏT-Ahmed, O'Brien ")
    'ait ahmed o brien'
    """
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    letters = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    parted = unicodedata.normalize("NFKD", letters)
    latin = _ACCENTS.sub("", parted)
    if latin.isascii():  # as nearly all are
        return _NOT_WORD.sub(" ", latin).strip()
    bare = "".join(c for c in parted if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.translate(_LETTERS)).strip()


def without_and(words: list[str]) -> list[str]:
    """Return words of a name without what joins those of two people; the last word may be the beginning of another.

    >>> without_and(["claire", "et", "paul"]), without_and(["paul", "et"])
    (['claire', 'paul'], ['paul', 'et'])
    """
    return [word for place, word in enumerate(words, 1) if word not in _AND or place == len(words)]


def joined(folded: str) -> str:
    """Return folded words with each particle written as one with the name after it.

    So "Ben Ali" and "Benali", "Abd el-Kader" and "Abdelkader", "عبد الله" and "عبدالله" are one.

    >>> joined("ben ali abd el kader ait"), joined("عبد الله")
    ('benali abdelkader ait', 'عبدالله')
    """
    names, begun = [], ""
    for word in folded.split():
        begun += word
        if word not in _PARTICLES:
            names.append(begun)
            begun = ""
    return " ".join([*names, begun] if begun else names)
