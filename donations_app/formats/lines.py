"""Line by line through a file: what is kept, what is rejected and where, what was cleaned."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha1
from itertools import chain, zip_longest
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.errors import Problem
from donations_app.domain.storage_errors import FileRefused
from donations_app.domain.typed import (
    TypedError,
    clean_text,
    has_invisible,
    is_blank,
    is_clean,
    is_month_first,
)
from donations_app.domain.written import MONTH_FIRST, contradicts, day_says, is_year_first
from donations_app.formats import columns
from donations_app.formats.columns import Cells
from donations_app.formats.tables import Table, TableRow

POWER: Final = re.compile(r"[+-]?\d(?:[.,]\d{1,17})?[eE][+-]\d{2,3}", re.ASCII)  # 6,12346E+08
"""A long number as a spreadsheet writes it that lost its digits."""
_END_OF_POWER: Final = re.compile(r"[eE][+-]\d{2}", re.ASCII)
_SIGNS_OF_POWER: Final = ("e+", "e-", "E+", "E-")
_MOST_FAULTS: Final = 100_000  # that anybody could want to be told
NAMESPACE: Final = UUID("6f1d3c1e-51a8-5c39-9a0c-1b6f8d1f0a11")  # keys made from references


def _nothing(_draft: Any) -> None:
    return None


class Rejected(Struct, frozen=True):
    """One cell, or one line, that cannot be taken."""

    line: int
    column: str
    value: str
    problem: str
    data: tuple[tuple[str, Any], ...] = ()


class Cleaned(Struct, frozen=True):
    """A cell from which invisible characters were taken away."""

    line: int
    column: str


class Read(Struct):
    """What a file holds: drafts with the first line of each, and what cannot be taken."""

    drafts: list[tuple[int, Any]]
    rejected: list[Rejected]
    cleaned: list[Cleaned]
    ignored: list[str]  # headers that mean nothing here
    near: dict[str, str]  # of those, the ones that nearly say a column that is lacking, with its name
    headings: dict[str, str]  # of the columns that are there, as the file writes them


class Lines:
    """Goes through the lines of a table, keeping book of the rejected and the cleaned ones.

    Args:
        table: the file.
        known: its columns; of them every line must fill ``columns.COMPULSORY``, of which the first is the reference.
        shared: those of the whole record; blank in a further line of it they say what its first line says.
    """

    def __init__(self, table: Table, known: tuple[str, ...], *, shared: tuple[str, ...] = ()) -> None:
        self.positions, ignored = columns.columns_of(table, known)
        near = columns.near_columns(ignored, known, self.positions)
        headings = {name: table.headers[position] for name, position in self.positions.items()}
        self.read = Read([], [], [], ignored, near, headings)
        self._table = table
        self._compulsory = columns.COMPULSORY[known]
        self._shared = [self.positions[name] for name in shared if name in self.positions]
        self._heads: dict[str, Sequence[str]] = {}  # the first line of each reference
        self._broken: set[str] = set()  # references of which a line is refused
        self._doubtful: set[str] = set()  # those after which comes a refused line without a reference
        self._seen: dict[
            tuple[str, object], int
        ] = {}  # what each line of a reference says; the first such one
        self._last = ""  # reference of the line before
        self._other_order = self._proofs()  # columns of days, with a line that is written the other way
        self._plain: Sequence[Any] = ()

    def read_plain(self, read: Callable[[Table, Mapping[str, int]], Sequence[Any]]) -> None:
        """Let ``read`` say of each row of the table what draft it is, where it is plain; ``None`` where it is not.

        A plain draft is sound, and the only one of its reference. None is asked for where a line proves that days
        are written another way.
        """
        if not self._other_order:
            self._plain = read(self._table, self.positions)

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        for line, found in self._with_plain():
            if isinstance(found, Cells):
                yield line, found
            else:  # a plain draft is kept as it is
                self.read.drafts.append((line, found))

    def _with_plain(self) -> Iterator[tuple[int, Any]]:
        """Yield the number of each line with its cells, or with its plain draft."""
        for row, plain in zip_longest(self._table.rows, self._plain):
            if len(self.read.rejected) > _MOST_FAULTS:
                raise FileRefused(self._table.path, "too_many_faults", row.line, str(_MOST_FAULTS))
            if row.problem:
                self.read.rejected.append(Rejected(row.line, "", ";".join(row.cells)[:80], row.problem))
                self._break(row)
                continue
            if plain is not None:
                yield row.line, plain
                continue
            cells = Cells(self.positions, self._filled(row.cells), row.marks, self._table.written)
            self._note_lost_digits(row, cells)
            self._note_other_order(row, cells)
            cells.require(*self._compulsory)
            yield row.line, cells

    def _filled(self, cells: Sequence[str]) -> Sequence[str]:
        """Return the cells of a line, those that it leaves blank and shares as in the record's first line."""
        if not self._shared or not (ref := ref_of(cells[self.positions[self._compulsory[0]]])):
            return cells
        head = self._heads.setdefault(ref, cells)
        if head is cells:
            return cells
        filled = list(cells)
        for position in self._shared:
            if is_blank(filled[position]):
                filled[position] = head[position]
        return filled

    def _proofs(self) -> dict[str, dict[str, Any]]:
        """Return the columns in which some line can only mean the other order of day and month, with that line."""
        found: dict[str, dict[str, Any]] = {}
        for column in columns.DAYS & self.positions.keys():
            position = self.positions[column]
            if row := self._proof(position):
                found[column] = {"example": row.cells[position].strip()[:40], "line": row.line}
        return found

    def _proof(self, position: int) -> TableRow | None:
        """Return the first line whose day cannot be written as it is said, or as everybody writes it here.

        Of a column that is said to be month first it is also one with the year in front, beside others without: a
        spreadsheet that expects the day first has made it of what it could read.
        """
        rows = (row for row in self._table.rows if not row.problem)
        if self._table.written.days != MONTH_FIRST:
            texts = {row.cells[position] for row in self._table.rows if not row.problem}  # days come again
            wrong = set(filter(is_month_first, texts))
            return next((row for row in rows if row.cells[position] in wrong), None) if wrong else None
        turned, is_parted = None, False
        for row in rows:
            text = row.cells[position]
            if contradicts(text, MONTH_FIRST):
                return row
            is_parted = is_parted or bool(day_says(text))
            turned = turned or (row if is_year_first(text) else None)
        return turned if is_parted else None

    def _note_other_order(self, row: TableRow, cells: Cells) -> None:
        """Note the days of a column that is written the other way: 03/08 may be 3 August or 8 March.

        A spreadsheet turns what it can read into days and leaves the others as texts, so that none is sure.
        """
        code = "month_day_order" if self._table.written.days == MONTH_FIRST else "day_month_order"
        for column, proof in self._other_order.items():
            if text := row.cells[self.positions[column]].strip():
                cells.note(column, text[:80], code, proof)

    def _note_lost_digits(self, row: TableRow, cells: Cells) -> None:
        """Note the cells in which a spreadsheet wrote a long number as a power of ten: its digits are lost."""
        if not has_power("\n".join(row.cells)):
            return
        for column, position in self.positions.items():
            if POWER.fullmatch(row.cells[position].strip()):
                cells.note(column, row.cells[position][:80], "digits_lost")

    def _break(self, row: TableRow) -> None:
        """Note what record a line that cannot be read may belong to; in a ragged one any cell may name it."""
        position = self.positions[self._compulsory[0]]
        own = "".join(map(ref_of, row.cells[position : position + 1]))
        self._refuse(own)
        if row.problem == "row_ragged":
            self._broken.update(map(ref_of, row.cells))
        self._last = own or self._last

    def _refuse(self, ref: str) -> None:
        """Refuse a record whole; without a reference, that of the line before, to which it may belong."""
        if ref:
            self._broken.add(ref)
        elif self._last:
            self._doubtful.add(self._last)

    def text(self, line: int, cells: Cells, column: str, *, limit: int = 200) -> str:
        """Return the cleaned text of a cell, noting what was taken out of it."""
        raw = cells.raw(column)
        if not raw or (is_clean(raw, limit=limit) and not cells.problems):  # nearly all are
            return raw
        before = len(cells.problems)
        clean = str(cells.read(column, _clean if limit == 200 else _clean_long, ""))
        if clean != raw and len(cells.problems) == before and has_invisible(raw):
            self.read.cleaned.append(Cleaned(line, column))
        return clean

    def keep(self, line: int, cells: Cells, make: Any) -> None:
        """Make the draft when the cells are sound, and keep it when it has no problem of its own."""
        if cells.problems:
            self.read.rejected.extend(Rejected(line, *problem) for problem in cells.problems)
            return
        draft = make()
        if draft is not None:
            self.read.drafts.append((line, draft))

    def gathered(
        self,
        make: Callable[[int, Cells], Any],
        *,
        shared: Callable[[Any], Any],
        parts: tuple[str, ...],
        name: str = "ref",
        identity: Callable[[Any], object] = _nothing,
    ) -> Read:
        """Make one draft of the lines with one reference; with one bad line it is refused whole.

        A line without a readable reference may belong to the record of the line before it.

        Args:
            make: the draft of one line.
            shared: what all lines of a draft must say alike.
            parts: fields that are put together, a tuple each.
            name: field of the reference.
            identity: what tells the lines of a draft from one another; one that repeats it is refused.
        """
        found: dict[str, tuple[int, Any]] = {}
        further: dict[str, list[Any]] = {}  # put together once: a file may be all one record
        for line, cells in self._with_plain():
            if not isinstance(cells, Cells):
                self._last = getattr(cells, name)
                found[self._last] = (line, cells)
                continue
            draft = make(line, cells)
            ref = ref_of(getattr(draft, name))
            if cells.problems:
                self.read.rejected.extend(Rejected(line, *problem) for problem in cells.problems)
                self._refuse(ref)
            elif ref not in found:
                found[ref] = (line, draft)
                self._refuse_repeated(line, ref, identity(draft))
            elif shared(found[ref][1]) != shared(draft):
                self._differs(line, found[ref][1], draft, parts)
                self._broken.add(ref)
            else:
                further.setdefault(ref, []).append(draft)
                self._refuse_repeated(line, ref, identity(draft))
            self._last = ref or self._last
        found |= {
            ref: (found[ref][0], _together((found[ref][1], *more), parts)) for ref, more in further.items()
        }
        self._keep_whole(found, name)
        return self.read

    def _refuse_repeated(self, line: int, ref: str, identity: object) -> None:
        """Refuse a record of which a line says what another one says; ``None`` says nothing."""
        if identity is None:
            return
        before = self._seen.setdefault((ref, identity), line)
        if before != line:
            self.read.rejected.append(Rejected(line, "ref", ref, "line_repeated", (("before", before),)))
            self._broken.add(ref)

    def _differs(self, line: int, first: Any, draft: Any, parts: tuple[str, ...]) -> None:
        column = difference(first, draft, leaving=("key", *parts))
        value = str(getattr(draft, column, "") or "")
        self.read.rejected.append(Rejected(line, column, value, "differs_from_first_line"))

    def _keep_whole(self, found: dict[str, tuple[int, Any]], name: str) -> None:
        """Keep the drafts all of whose lines are sound."""
        for ref, (line, draft) in found.items():
            if ref in self._broken:
                continue
            if ref in self._doubtful:
                self.read.rejected.append(Rejected(line, name, ref, "next_line_unnamed"))
            else:
                self.read.drafts.append((line, draft))


def _together(drafts: Sequence[Any], parts: tuple[str, ...]) -> Any:
    """Return the first of the drafts of one record with the parts of all."""
    whole = {part: tuple(chain.from_iterable(getattr(one, part) for one in drafts)) for part in parts}
    return replace(drafts[0], **whole)


def _clean(text: str) -> str:
    return clean_text(text)


def _clean_long(text: str) -> str:
    return clean_text(text, limit=2000)


def has_power(text: str) -> bool:
    """Tell whether a number in some lines lost its digits."""
    if not any(sign in text for sign in _SIGNS_OF_POWER) or not _END_OF_POWER.search(text):
        return False  # found sooner than all of it
    return POWER.search(text) is not None


def ref_of(text: str) -> str:
    """Return the reference written, or nothing where none can be read."""
    try:
        return text if is_clean(text) else "" if is_blank(text) else clean_text(text)
    except TypedError:
        return ""


def rejected_of(line: int, problem: Problem) -> Rejected:
    """Return the rejection that says what ``problem`` says."""
    column = problem.field.partition(".")[2] or problem.field
    return Rejected(line, column, problem.value, problem.code, tuple(problem.data.items()))


def key_of(noun: str, ref: str) -> UUID:
    """Return the key that a record has by its reference in a file."""
    return uuid5(NAMESPACE, f"{noun}:{ref}")


def keys_of(noun: str, refs: Iterable[str]) -> list[bytes]:
    """Return the bytes of the keys of many records (``key_of``)."""
    start = NAMESPACE.bytes + f"{noun}:".encode()
    return [_key(start + ref.encode()) for ref in refs]


def keys_under(keys: Iterable[bytes], name: str) -> list[bytes]:
    """Return the bytes of the keys that a name has under each of many keys (``uuid5``)."""
    end = name.encode()
    return [_key(key + end) for key in keys]


def _key(said: bytes) -> bytes:
    """Return a key of version 5 (RFC 4122, 4.3)."""
    key = bytearray(sha1(said, usedforsecurity=False).digest()[:16])
    key[6] = key[6] & 0x0F | 0x50
    key[8] = key[8] & 0x3F | 0x80
    return bytes(key)


def difference(first: Any, other: Any, *, leaving: tuple[str, ...]) -> str:
    """Return the first field in which two drafts differ."""
    names = (name for name in first.__struct_fields__ if name not in leaving)
    return next((name for name in names if getattr(first, name) != getattr(other, name)), "")
