"""The rows of a sheet as its XML streams by: the text of each cell, and what is to be known beside it."""

from decimal import Decimal
from typing import Final

from msgspec import Struct, field

from donations_app.domain.typed import is_blank
from donations_app.formats.number_formats import PLAIN, Shown, day_of, elapsed, masked, shown_by
from donations_app.formats.sheet_xml import (
    Attributes,
    Enough,
    TooManyCells,
    XmlUnsafe,
    column_in,
    is_on,
    place_of,
    unescaped,
)
from donations_app.formats.tables import CELLS_OF_A_LINE, MOST_COLUMNS

_MOST_MERGED: Final = 100_000
_VALUES: Final = frozenset(("v", "t", "f"))


class SheetRow(Struct):
    """A row with something in it; marks say what is beside the text of a cell, by its place and their kind."""

    line: int
    cells: list[str] = field(default_factory=list)
    problem: str = ""
    marks: dict[tuple[int, str], str] = field(default_factory=dict)

    def cell(self, place: int) -> str:
        """Return the text at a place, counted from zero."""
        return self.cells[place] if place < len(self.cells) else ""

    def put(self, place: int, text: str) -> None:
        """Set the text at a place."""
        self.cells.extend("" for _missing in range(place + 1 - len(self.cells)))
        self.cells[place] = text


class SheetRows:
    """Handlers for the XML of one sheet; afterwards ``found`` holds the rows that are not blank."""

    def __init__(
        self,
        texts: list[str],
        formats: list[str],
        *,
        from_1904: bool,
        most_lines: int,
        only_first: bool = False,
    ) -> None:
        self.found: list[SheetRow] = []
        self.merged: list[tuple[int, int, int, int]] = []  # top, left, bottom, right, from 1
        self.hidden = 0
        self.far_row = 0  # row of a filled cell beyond the columns that are read
        self.has_too_many = False
        self._texts, self._from_1904, self._only_first = texts, from_1904, only_first
        self._most_lines, self._most_cells = most_lines, most_lines * CELLS_OF_A_LINE
        self._shown = [shown_by(code) for code in formats]
        self._row = SheetRow(0)
        self._line = self._column = self._count = 0
        self._kind = self._inside = ""
        self._style: Shown = PLAIN
        self._value: list[str] | None = None
        self._has_formula = self._is_skipped = False

    def start(self, name: str, said: Attributes) -> None:
        """Take the beginning of an element."""
        if name == "c":
            self._begin_cell(said)
        elif name in _VALUES:
            self._has_formula = self._has_formula or name == "f"
            if name != "f" and not self._is_skipped:
                self._inside = name
                self._value = self._value if self._value is not None else []
        elif name == "row":
            given = said.get("r", "")
            self._line = int(given) if given else self._line + 1
            self._column = 0
            self._row = SheetRow(self._line)
            self.hidden += is_on(said, "hidden")
        elif name == "rPh":
            self._is_skipped = True
        elif name == "mergeCell":
            self._merge(said.get("ref", ""))

    def text(self, piece: str) -> None:
        """Take a piece of text."""
        if self._inside and self._value is not None:
            self._value.append(piece)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == self._inside:
            self._inside = ""
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._is_skipped = False

    def _begin_cell(self, said: Attributes) -> None:
        self._column = column_in(said.get("r", "")) or self._column + 1
        self._kind = said.get("t", "n")
        style = int(said["s"]) if "s" in said else 0
        self._style = self._shown[style] if style < len(self._shown) else PLAIN
        self._value, self._has_formula = None, False

    def _end_cell(self) -> None:
        value = "".join(self._value or ())
        if not value and not self._has_formula:
            return
        if self._column > MOST_COLUMNS:
            self.far_row = self.far_row or self._line
            return
        place = self._column - 1
        if not value and self._kind != "str":
            self._row.problem = "formula_without_value"
            self._row.put(place, "")
            return
        text = self._text_of(value, place)
        cells = self._row.cells
        added = place + 1 - len(cells)
        if added > 0:
            self._count += added
            if self._count > self._most_cells:
                raise TooManyCells
        if text and added == 1:
            cells.append(text)
        elif text:
            self._row.put(place, text)

    def _text_of(self, value: str, place: int) -> str:
        if self._kind == "s":
            return self._texts[_position(value)]
        if self._kind == "b":
            return "yes" if value.strip() == "1" else "no"
        if self._kind == "d":
            return value.partition("T")[0]
        if self._kind == "e":
            self._row.marks[place, "error"] = value
            return value
        if self._kind in ("str", "inlineStr"):
            return unescaped(value)
        return self._number(float(value), place)

    def _number(self, number: float, place: int) -> str:
        shown = self._style
        if shown is PLAIN or shown == PLAIN:
            return plain(number)
        if shown.is_day and (day := day_of(number, from_1904=self._from_1904)):
            return day
        if shown.is_elapsed and number >= 0:
            return elapsed(number)
        if shown.is_percent:
            return f"{plain(Decimal(plain(number)) * 100)} %"  # 0.15 shown as 15 %
        if shown.is_scaled:
            self._row.marks[place, "scaled"] = plain(number)
        if shown.words:
            self._row.marks[place, "words"] = shown.words
        if shown.mask and 0 <= number < 1e15 and number == int(number):
            return masked(int(number), shown.mask)
        return plain(number)

    def _end_row(self) -> None:
        row = self._row
        if not row.problem and all(map(is_blank, row.cells)):
            return
        self.found.append(row)
        if len(self.found) > self._most_lines + 1:
            self.has_too_many = True
            raise Enough
        if self._only_first:
            raise Enough

    def _merge(self, ref: str) -> None:
        first, _colon, last = ref.partition(":")
        top_left, bottom_right = place_of(first), place_of(last or first)
        if top_left and bottom_right:
            self.merged.append((*top_left, *bottom_right))
        if len(self.merged) > _MOST_MERGED:
            raise XmlUnsafe


def _position(text: str) -> int:
    position = int(text)
    if position < 0:
        raise IndexError
    return position


def plain(number: float | Decimal) -> str:
    """Return a number with the 15 digits that a spreadsheet keeps; a larger whole one as a power of ten."""
    if isinstance(number, Decimal):
        return str(int(number)) if number == int(number) else format(number.normalize(), "f")
    if abs(number) < 1e15 and number == int(number):
        return str(int(number))
    text = format(number, ".15g")
    return format(Decimal(text), "f") if "e-" in text else text
