"""What reads the cells of a line, and what is asked once a file: of which columns it says nothing."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from donations_app.domain.typed import is_blank, parse_rate
from donations_app.formats.columns import Cells
from donations_app.formats.currencies import currency_code
from donations_app.formats.lines import Lines

ReadCell = Callable[[int, Cells], Any]  # of a line


def there(lines: Lines, readers: Mapping[str, ReadCell]) -> tuple[list[tuple[str, ReadCell]], dict[str, Any]]:
    """Return what reads the columns that a file has, and what the others say of each line: nothing."""
    nothing = Cells({}, ())
    lacking = {name: read(0, nothing) for name, read in readers.items() if name not in lines.positions}
    return [(name, read) for name, read in readers.items() if name not in lacking], lacking


def text_of(lines: Lines, name: str, limit: int = 200) -> ReadCell:
    """Return what reads the text of a column."""
    return lambda line, cells: lines.text(line, cells, name, limit=limit)


def if_there(lines: Lines, names: Iterable[str], read: ReadCell) -> ReadCell:
    """Return what reads some columns; where a file has none of them, what they say of each line: nothing."""
    if any(name in lines.positions for name in names):
        return read
    nothing = read(0, Cells({}, ()))
    return lambda _line, _cells: nothing


def priced(cells: Cells) -> tuple[str, str]:
    """Return the currency and the rate of a line; a rate without a currency says that it was forgotten."""
    currency, rate = cells.read("currency", currency_code, ""), cells.read("rate", parse_rate, "")
    if rate and Decimal(rate) != 1 and is_blank(cells.raw("currency")):
        cells.note("currency", rate, "currency_forgotten")
    return currency or "EUR", rate
