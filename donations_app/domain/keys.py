"""Keys that places which write alone never give twice, and the references that are read off them.

A key is ``origin << 36 | n``: 131 071 origins, each with 68 719 476 735 records a table, and every key below
2**53, so that it is exact in JSON and in a spreadsheet.
"""

import re
from collections.abc import Iterable
from typing import Final

BITS: Final = 36  # of the number within an origin
LARGEST_ORIGIN: Final = (1 << 17) - 1
LARGEST_NUMBER: Final = (1 << BITS) - 1
_OWN: Final = re.compile(r"([A-Z])-([A-Z0-9]{1,8})-([0-9]{6,11})")


def key_of(origin: int, n: int) -> int:
    """Return the key of the ``n``-th record of an origin, both from 1.

    >>> key_of(3, 7) - (3 << 36)
    7
    """
    if not (0 < origin <= LARGEST_ORIGIN and 0 < n <= LARGEST_NUMBER):
        raise ValueError(f"no key for origin {origin}, number {n}")
    return origin << BITS | n


def origin_of(key: int) -> int:
    """Return the origin that gave a key.

    >>> origin_of(key_of(3, 7))
    3
    """
    return key >> BITS


def number_of(key: int) -> int:
    """Return the number of a key within its origin.

    >>> number_of(key_of(3, 7))
    7
    """
    return key & LARGEST_NUMBER


def reference(letter: str, origin_code: str, key: int) -> str:
    """Return what people see of a key.

    >>> reference("V", "LYO", key_of(2, 123))
    'V-LYO-000123'
    """
    return references(letter, origin_code, [key])[0]


def references(letter: str, origin_code: str, keys: Iterable[int]) -> list[str]:
    """Return what people see of keys of one origin."""
    start = f"{letter}-{origin_code}-"
    return [f"{start}{key & LARGEST_NUMBER:06}" for key in keys]


def parse_reference(text: str) -> tuple[str, str, int] | None:
    """Return letter, code of the origin and number of a reference of our own, or nothing.

    >>> parse_reference("V-LYO-000123")
    ('V', 'LYO', 123)
    >>> parse_reference("V-LYO-12")
    """
    found = _OWN.fullmatch(text) if text[1:2] == "-" else None  # seldom it is
    if found is None or (len(found[3]) > 6 and found[3][0] == "0") or not 0 < int(found[3]) <= LARGEST_NUMBER:
        return None
    return found[1], found[2], int(found[3])
