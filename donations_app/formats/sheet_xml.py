"""The XML of a workbook (ECMA-376), read as it streams by: no tree, no document type, bounded in every way.

Only what an import asks of it: texts, numbers as they are shown, merged ranges, hidden rows and sheets.
"""

import re
from collections.abc import Callable
from typing import IO, Final
from xml.parsers import expat

_STEP: Final = 256 * 1024  # bytes handed on at once
_LONGEST_TOKEN: Final = 1024 * 1024  # bytes; a cell holds 32 767 characters
_DEEPEST: Final = 100
_MOST_TAGS: Final = 10_000_000  # 100 000 rows of 25 filled cells
_CELL: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
Attributes = dict[str, str]


class XmlUnsafe(Exception):
    """The XML is made to harm: a document type, or a token without end."""


class TooManyCells(Exception):
    """The table is larger than what is read."""


class Enough(Exception):
    """What was looked for is found."""


def walk(
    source: IO[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Go through an XML document once, with the names of elements without their prefix.

    Raises:
        XmlUnsafe: it declares a document type, is deeper than 100 elements, or holds a token above 1 MiB.
        expat.ExpatError: it is not well-formed.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    fed = depth = 0

    def began(name: str, said: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise XmlUnsafe
        start(name.rpartition(":")[2] if ":" in name else name, said)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name.rpartition(":")[2] if ":" in name else name)

    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = began, ended
    parser.CharacterDataHandler = text
    try:
        while piece := source.read(_STEP):
            fed += len(piece)
            parser.Parse(piece, False)  # noqa: FBT003 -- it takes no names
            if fed - parser.CurrentByteIndex > _LONGEST_TOKEN:
                raise XmlUnsafe
        parser.Parse(b"", True)  # noqa: FBT003
    except Enough:
        pass


def has_too_many_tags(source: IO[bytes]) -> bool:
    """Tell in a moment whether a document has more tags than a table of the size that is read."""
    found = 0
    while piece := source.read(_STEP):
        found += piece.count(b"<") + piece.count(b"&")
        if found > _MOST_TAGS:
            return True
    return False


def _refuse(*_said: object) -> None:
    raise XmlUnsafe


def place_of(ref: str) -> tuple[int, int] | None:
    """Return row and column, from 1, of a cell such as ``B12``."""
    match = _CELL.fullmatch(ref.replace("$", ""))
    return (int(match[2]), column_of(match[1])) if match else None


def column_in(ref: str) -> int:
    """Return the column, from 1, of a cell such as ``B12``; zero where that is none."""
    if column := _COLUMNS.get(ref.rstrip("0123456789")):
        return column if ref[-1] <= "9" else 0
    place = place_of(ref)
    return place[1] if place else 0


def column_of(letters: str) -> int:
    """Return 28 for ``AB``."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(column: int) -> str:
    """Return ``AB`` for 28."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


_COLUMNS: Final = {letters_of(column): column for column in range(1, 703)}  # A to ZZ


def unescaped(text: str) -> str:
    """Return a text in which ``_x000D_`` is the character that it stands for."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def is_on(said: Attributes, name: str) -> bool:
    """Tell whether an attribute is set."""
    return said.get(name) in ("1", "true")
