"""Sheets of a workbook whose cells are written here, a column of many lines at a time.

The library keeps an object for each cell and writes each by itself, which was most of the time of an export. What
stands around the cells is the library's; the cells are those that it would write (ISO/IEC 29500-1, 18.3.1.4), but
for a text that looks like its own markup of letters (``<r>…</r>``), which is a text like others here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from operator import eq
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from donations_app.domain.money import Money
from donations_app.formats.blocks import Cell, Column, is_alike, type_of

Looks = Mapping[type[Any], Format]  # of amounts and days

MOST_LINES: Final = 1_040_000  # after which another sheet begins; a spreadsheet takes 8 576 more
_LONGEST_CELL: Final = 32_767  # units of UTF-16
_CUT: Final = " … [suite dans le fichier CSV]"
_ESCAPED: Final = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")
_DAY_BEFORE: Final = date(1899, 12, 31).toordinal()
_LAST_FEBRUARY: Final = 59  # of 1900, after which spreadsheets count a 29th


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet to which lines are added below its headings."""

    def add_lines(self, parts: Iterable[Sequence[Column]], looks: Looks) -> bool:
        """Write lines below the headings; a cell without anything is left out, and so is a line of such cells.

        Args:
            parts: columns of some lines, read one after another as long as there is room.
            looks: the formats of amounts and days.

        Returns:
            whether there was room for all of them.
        """
        self._write_single_row(1)  # the headings, which the library still holds
        line = 1
        for columns in parts:
            self._add_block(line, columns, looks)
            line += len(columns[0])
            if line > MOST_LINES:
                return False
        return True

    def _add_block(self, above: int, columns: Sequence[Column], looks: Looks) -> None:
        """Write columns of some lines, below as many as are ``above``."""
        numbers = [str(n) for n in range(above + 1, above + 1 + len(columns[0]))]
        written = {}
        for place, column in enumerate(columns):
            told = _told(column, looks)
            if any(told):
                start = f'<c r="{xl_col_to_name(place)}'
                written[place] = [
                    f"{start}{n}{cell}" if cell else "" for n, cell in zip(numbers, told, strict=True)
                ]
        rows = zip(numbers, map("".join, zip(*written.values(), strict=True)), strict=False)
        filled = [(n, cells) for n, cells in rows if cells]
        for place in written:
            self._check_dimensions(int(filled[-1][0]) - 1, place)
        self.row_data_fh.write("".join([f'<row r="{n}">{cells}</row>' for n, cells in filled]))


def _told(column: Column, looks: Looks) -> list[str]:
    """Return what follows the name of each cell of a column; nothing for a cell without anything."""
    if is_alike(column):
        return [_cell(column[0], looks)] * len(column)
    kind = type_of(column)
    if kind is Money:
        look = _look(looks[Money])
        return [f'"{look}><v>{cell.cents / 100:.16G}</v></c>' for cell in column]
    if kind is str and _is_plain(column):
        return [f'" t="inlineStr"><is><t>{cell}</t></is></c>' if cell else "" for cell in column]
    known = {cell: _cell(cell, looks) for cell in dict.fromkeys(column)}
    return [known[cell] for cell in column]


def _is_plain(column: Column) -> bool:
    """Whether the texts of a column stand in a workbook as they are."""
    return (
        _ESCAPED.search("\n".join(column)) is None
        and all(map(eq, map(str.strip, column), column))
        and max(map(len, column)) <= _LONGEST_CELL // 2
    )


def _cell(cell: Cell, looks: Looks) -> str:
    if isinstance(cell, Money):
        return f'"{_look(looks[Money])}><v>{cell.cents / 100:.16G}</v></c>'
    if isinstance(cell, int):
        return f'"><v>{cell:.16G}</v></c>'
    if isinstance(cell, date):
        days = cell.toordinal() - _DAY_BEFORE
        return f'"{_look(looks[date])}><v>{days + (days > _LAST_FEBRUARY):.16G}</v></c>'
    return _text(cell) if cell else ""


def _look(look: Format) -> str:
    return f' s="{look._get_xf_index()}"'  # noqa: SLF001 -- as the library's own cells ask for it


def _text(text: str) -> str:
    escaped = Worksheet._escape_control_characters(_cut(text))  # noqa: SLF001 -- as the library's own cells
    space = "" if escaped.strip() == escaped else ' xml:space="preserve"'
    return f'" t="inlineStr"><is><t{space}>{escape(escaped, quote=False)}</t></is></c>'


def _cut(text: str) -> str:
    """Return a text that a cell can hold."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * _LONGEST_CELL:
        return text
    return units[: 2 * (_LONGEST_CELL - len(_CUT))].decode("utf-16-le", "ignore") + _CUT
