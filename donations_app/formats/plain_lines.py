"""Plain lines of a file, a column of many lines at a time: what a cell means is asked once for all that are alike.

Where anything of a line is out of the ordinary it is left to the reader of lines (``lines``), which knows all rules;
so this one says of no line that it is wrong.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import repeat
from operator import is_
from typing import Any, Final

from msgspec import Struct

from donations_app.domain.typed import TypedError, are_clean, clean_text, is_blank, parse_any_date
from donations_app.domain.written import AS_IT_STANDS
from donations_app.formats.columns import coded
from donations_app.formats.lines import has_power, ref_of
from donations_app.formats.tables import Table, TableRow

_AT_ONCE: Final = 2_000  # lines
_MANY: Final = _AT_ONCE // 4  # cells that nobody saw before, after which no more are remembered
NOT_PLAIN: Final = object()
Parse = Callable[[str], Any]


class Plain(Struct, frozen=True):
    """What makes a plain draft of a line: what its cells are, and what they are together."""

    parses: Mapping[
        str, Parse
    ]  # by column, in the order of what ``make`` takes; raise ``TypedError``, or say ``NOT_PLAIN``
    make: Callable[[tuple[Any, ...]], Any]  # the draft, or ``None`` where it is not plain
    usual: Mapping[str, str]  # what a column that is not parsed may say; any other one is empty


def plain_drafts(table: Table, positions: Mapping[str, int], plain: Plain) -> list[Any]:
    """Return the plain draft of each row of a file; ``None`` where it is not plain.

    Args:
        table: under the headings that mean our columns.
        positions: of our columns.
        plain: what makes the drafts.
    """
    if table.written != AS_IT_STANDS:
        return [None] * len(table.rows)
    found: list[Any] = []
    reader = _Reader(positions, plain)
    for start in range(0, len(table.rows), _AT_ONCE):
        found += reader.read(table.rows[start : start + _AT_ONCE])
    return found


def alone(table: Table, at: int, found: list[Any], name: str = "ref") -> list[Any]:
    """Return the drafts whose reference stands in one line of the file: the others are lines of one.

    Args:
        table: of which each row may be a draft.
        at: place of the reference.
        found: a draft, or ``None``, for each row.
        name: field of the reference.
    """
    times = Counter(
        getattr(one, name) if one else "" if row.problem else ref_of(row.cells[at])
        for row, one in zip(table.rows, found, strict=True)
    )
    if len(times) == len(found):
        return found
    return [one if one and times[getattr(one, name)] == 1 else None for one in found]


class _Reader:
    """Reads lines by columns, and remembers what cells meant.

    Args:
        positions: of our columns.
        plain: what makes the drafts.
    """

    def __init__(self, positions: Mapping[str, int], plain: Plain) -> None:
        self._positions = positions
        self._known: dict[str, dict[str, Any]] = {}  # what a cell of a column means
        self._read, self._make = plain.parses, plain.make
        self._others = [
            (position, plain.usual.get(name, ""))
            for name, position in positions.items()
            if name not in self._read
        ]

    def read(self, rows: Sequence[TableRow]) -> Iterator[Any]:
        """Return the plain draft of each of some rows, or ``None``."""
        if any(row.problem or row.marks for row in rows):
            return self._apart(rows)
        return self._alike(rows)

    def _apart(self, rows: Sequence[TableRow]) -> Iterator[Any]:
        """Read rows of which some are not even lines."""
        plain = iter(self._alike([row for row in rows if not (row.problem or row.marks)]))
        return (None if row.problem or row.marks else next(plain) for row in rows)

    def _alike(self, rows: Sequence[TableRow]) -> Iterator[Any]:
        columns: list[Sequence[str]] = list(zip(*(row.cells for row in rows), strict=True))
        count = len(rows)
        if not rows or has_power("\n".join(map("\n".join, columns))):
            return repeat(None, count)
        values = {name: self._column(name, columns, count) for name in self._read}
        if any(map(_has_other, values.values())) or any(map(any, self._odd(columns))):
            return self._one_by_one(values, columns)
        return map(self._make, zip(*values.values(), strict=True))

    def _column(self, name: str, columns: Sequence[Sequence[str]], count: int) -> Sequence[Any]:
        position = self._positions.get(name)
        if position is None:
            return [_meant(self._read[name], "")] * count
        parse, cells = self._read[name], columns[position]
        if isinstance(parse, Text) and parse.are_plain(cells):
            return cells
        known = self._known.setdefault(name, {})
        new = set(cells).difference(known)
        if len(new) > _MANY:  # such as references, of which none comes again
            return [_meant(parse, cell) for cell in cells]
        for cell in new:
            known[cell] = _meant(parse, cell)
        return [known[cell] for cell in cells]

    def _odd(self, columns: Sequence[Sequence[str]]) -> Iterator[Sequence[object]]:
        """Yield of each column that a plain draft does not know what is there."""
        for position, usual in self._others:
            yield [cell not in ("", usual) for cell in columns[position]] if usual else columns[position]

    def _one_by_one(
        self, values: Mapping[str, Sequence[Any]], columns: Sequence[Sequence[str]]
    ) -> Iterator[Any]:
        odd = map(any, zip(*self._odd(columns), repeat(""), strict=False))
        for cells, is_odd in zip(zip(*values.values(), strict=True), odd, strict=False):
            yield None if is_odd or _has_other(cells) else self._make(cells)


def _has_other(cells: Sequence[Any]) -> bool:
    """Whether a cell is not one of a plain draft."""
    return any(map(is_, cells, repeat(NOT_PLAIN)))


def _meant(parse: Parse, cell: str) -> Any:
    try:
        return parse(cell)
    except TypedError:
        return NOT_PLAIN


class Text(Struct, frozen=True):
    """Reads a text that is clean as it stands."""

    limit: int = 200  # letters
    is_needed: bool = False

    def __call__(self, text: str) -> Any:
        """Return the text."""
        if not text:
            return NOT_PLAIN if self.is_needed else text
        return NOT_PLAIN if is_blank(text) or clean_text(text, limit=self.limit) != text else text

    def are_plain(self, cells: Sequence[str]) -> bool:
        """Tell whether all of some cells, one at least, are read as they stand."""
        return are_clean(cells, limit=self.limit) and not (self.is_needed and "" in cells)


REF: Final = Text(is_needed=True)
TEXT: Final = Text()


def any_day(text: str) -> date | None:
    """Return a day, if there is one."""
    return parse_any_date(text) if text else None


def chosen(column: str, choices: Collection[str], usual: str = "") -> Parse:
    """Return what reads a choice of a column; ``usual`` where nothing is said."""
    return lambda text: code if (code := coded(column, text) or usual) in choices else NOT_PLAIN
