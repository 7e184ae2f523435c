"""Plain payments of a file, a column of many lines at a time: what a cell means is asked once for all that are alike.

Where anything of a line is out of the ordinary it is left to the reader of lines (``lines``), which knows all rules;
so this one says of no line that it is wrong.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import repeat
from operator import is_
from typing import Any, Final

from donations_app.domain.money import Money
from donations_app.domain.pasted import pasted
from donations_app.domain.plain_payments import (
    LARGEST_PLAIN,
    PLAIN_AMOUNT,
    PLAIN_KINDS,
    PLAIN_METHODS,
    PlainPayment,
)
from donations_app.domain.typed import TypedError, clean_text, is_blank, is_clean, parse_amount, parse_date
from donations_app.domain.written import AS_IT_STANDS
from donations_app.formats.columns import coded
from donations_app.formats.lines import POWER, ref_of
from donations_app.formats.tables import Table, TableRow

_AT_ONCE: Final = 2_000  # lines
_MANY: Final = _AT_ONCE // 4  # cells that nobody saw before, after which no more are remembered
_NOT_PLAIN: Final = object()
_LONG: Final = 2_000  # letters of a description
_Parse = Callable[[str], Any]


def plain_payments(table: Table, positions: Mapping[str, int], *, today: date) -> list[PlainPayment | None]:
    """Return the plain payment of each row of a file; ``None`` where it is not plain.

    Args:
        table: under the headings that mean our columns.
        positions: of our columns.
        today: the day of recording.
    """
    found: list[PlainPayment | None] = []
    if table.written != AS_IT_STANDS:
        return [None] * len(table.rows)
    reader = _Reader(positions, today)
    for start in range(0, len(table.rows), _AT_ONCE):
        found += reader.read(table.rows[start : start + _AT_ONCE])
    return _alone(table, positions["ref"], found)


def _alone(table: Table, at: int, found: list[PlainPayment | None]) -> list[PlainPayment | None]:
    """Return the payments whose reference stands in one line of the file: the others are lines of one."""
    times = Counter(
        one.ref if one else "" if row.problem else ref_of(row.cells[at])
        for row, one in zip(table.rows, found, strict=True)
    )
    if len(times) == len(found):
        return found
    return [one if one and times[one.ref] == 1 else None for one in found]


class _Reader:
    """Reads lines by columns, and remembers what cells meant.

    Args:
        positions: of our columns.
        today: the day of recording.
    """

    def __init__(self, positions: Mapping[str, int], today: date) -> None:
        self._positions = positions
        self._known: dict[str, dict[str, Any]] = {}  # what a cell of a column means
        self._read: dict[str, _Parse] = {  # in the order of ``PlainPayment``
            "ref": _reference,
            "office": lambda text: pasted(text).upper() if is_clean(text) else _NOT_PLAIN,
            "payer": _text,
            "received_on": lambda text: parse_date(text, today=today) if text else None,
            "credited_on": lambda text: parse_date(text, today=today) if text else None,
            "method": lambda text: _choice("method", text, PLAIN_METHODS),
            "kind": lambda text: _choice("kind", text, PLAIN_KINDS),
            "amount": _amount,
            "project": _text,
            "association": _text,
            "cheque_number": _text,
            "bank": _text,
            "description": lambda text: _text(text, _LONG),
        }
        self._others = [
            position for name, position in positions.items() if name not in self._read and name != "currency"
        ]

    def read(self, rows: Sequence[TableRow]) -> Iterator[PlainPayment | None]:
        """Return the plain payment of each of some rows, or ``None``."""
        if any(row.problem or row.marks for row in rows):
            return self._apart(rows)
        return self._alike(rows)

    def _apart(self, rows: Sequence[TableRow]) -> Iterator[PlainPayment | None]:
        """Read rows of which some are not even lines."""
        plain = iter(self._alike([row for row in rows if not (row.problem or row.marks)]))
        return (None if row.problem or row.marks else next(plain) for row in rows)

    def _alike(self, rows: Sequence[TableRow]) -> Iterator[PlainPayment | None]:
        columns: list[Sequence[str]] = list(zip(*(row.cells for row in rows), strict=True))
        count = len(rows)
        if not rows or POWER.search("\n".join(map("\n".join, columns))):
            return repeat(None, count)
        values = {name: self._column(name, columns, count) for name in self._read}
        if any(map(_has_other, values.values())) or any(map(any, self._odd(columns))):
            return self._one_by_one(values, columns)
        return iter(map(_sound, map(PlainPayment._make, zip(*values.values(), strict=True))))

    def _column(self, name: str, columns: Sequence[Sequence[str]], count: int) -> Sequence[Any]:
        position = self._positions.get(name)
        if position is None:
            return [_meant(self._read[name], "")] * count
        parse, cells = self._read[name], columns[position]
        known = self._known.setdefault(name, {})
        new = set(cells).difference(known)
        if len(new) > _MANY:  # such as references, of which none comes again
            return [_meant(parse, cell) for cell in cells]
        for cell in new:
            known[cell] = _meant(parse, cell)
        return [known[cell] for cell in cells]

    def _odd(self, columns: Sequence[Sequence[str]]) -> Iterator[Sequence[object]]:
        """Yield of each column that a plain payment leaves empty what is there."""
        for position in self._others:
            yield columns[position]
        if (position := self._positions.get("currency", -1)) >= 0:
            yield [cell not in ("", "EUR") for cell in columns[position]]

    def _one_by_one(
        self, values: Mapping[str, Sequence[Any]], columns: Sequence[Sequence[str]]
    ) -> Iterator[PlainPayment | None]:
        odd = map(any, zip(*self._odd(columns), repeat(""), strict=False))
        for cells, is_odd in zip(zip(*values.values(), strict=True), odd, strict=False):
            yield None if is_odd or _has_other(cells) else _sound(PlainPayment._make(cells))


def _has_other(cells: Sequence[Any]) -> bool:
    """Whether a cell is not one of a plain payment."""
    return any(map(is_, cells, repeat(_NOT_PLAIN)))


def _meant(parse: _Parse, cell: str) -> Any:
    try:
        return parse(cell)
    except TypedError:
        return _NOT_PLAIN


def _sound(one: PlainPayment) -> PlainPayment | None:
    """Return a payment that has a day, and an association only of a project."""
    if (one.received_on or one.credited_on) and (one.project or not one.association):
        return one
    return None


def _reference(text: str) -> Any:
    return text if is_clean(text) else _text(text) or _NOT_PLAIN


def _text(text: str, limit: int = 200) -> Any:
    """Return a text that is clean as it stands."""
    if text and (is_blank(text) or clean_text(text, limit=limit) != text):
        return _NOT_PLAIN
    return text


def _choice(column: str, text: str, choices: frozenset[str]) -> Any:
    code = coded(column, text)
    return code if code in choices else _NOT_PLAIN


def _amount(text: str) -> Any:
    if not PLAIN_AMOUNT.fullmatch(text):
        return _NOT_PLAIN
    amount = Money(parse_amount(text))
    return amount if amount <= LARGEST_PLAIN else _NOT_PLAIN
