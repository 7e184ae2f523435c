"""Line by line through a file: what is kept, what is rejected and where, what was cleaned."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID, uuid5

from donations_app.domain.errors import Problem
from donations_app.domain.typed import clean_text
from donations_app.formats import columns
from donations_app.formats.columns import Cells
from donations_app.formats.tables import Table

NAMESPACE: Final = UUID("6f1d3c1e-51a8-5c39-9a0c-1b6f8d1f0a11")  # keys made from references


@dataclass(frozen=True, slots=True)
class Rejected:
    """One cell, or one line, that cannot be taken."""

    line: int
    column: str
    value: str
    problem: str
    data: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cell from which invisible characters were taken away."""

    line: int
    column: str


@dataclass(slots=True)
class Read:
    """What a file holds: drafts with the first line of each, and what cannot be taken."""

    drafts: list[tuple[int, Any]]
    rejected: list[Rejected]
    cleaned: list[Cleaned]
    ignored: list[str]  # headers that mean nothing here


class Lines:
    """Goes through the lines of a table, keeping book of the rejected and the cleaned ones."""

    def __init__(self, table: Table, known: tuple[str, ...], compulsory: tuple[str, ...]) -> None:
        self.positions, ignored = columns.columns_of(table, known, compulsory)
        self.read = Read([], [], [], ignored)
        self._table = table
        self._compulsory = compulsory
        self.broken: set[str] = set()  # references of lines that cannot be read: nothing of theirs is taken

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        for row in self._table.rows:
            if row.problem:
                self.read.rejected.append(Rejected(row.line, "", ";".join(row.cells)[:80], row.problem))
                place = self.positions[self._compulsory[0]]
                self.broken.update(cell.strip() for cell in row.cells[place : place + 1])
                continue
            cells = Cells(self.positions, row.cells)
            cells.require(*self._compulsory)
            yield row.line, cells

    def text(self, line: int, cells: Cells, column: str, *, limit: int = 200) -> str:
        raw = cells.raw(column)
        if not raw:
            return raw
        clean = str(cells.read(column, _clean if limit == 200 else _clean_long, ""))
        if len(clean) != len(raw) and clean != " ".join(raw.split()):
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
        self, make: Callable[[int, Cells], Any], *, shared: Callable[[Any], Any], parts: tuple[str, ...]
    ) -> Read:
        """Make one draft of the lines with one reference; with one bad line it is refused whole.

        Args:
            make: the draft of one line.
            shared: what all lines of a draft must say alike.
            parts: fields that are put together, a tuple each.
        """
        found: dict[str, tuple[int, Any]] = {}
        refused: set[str] = set()
        for line, cells in self:
            draft = make(line, cells)
            first = found.get(draft.ref)
            if cells.problems:
                self.read.rejected.extend(Rejected(line, *problem) for problem in cells.problems)
                refused.add(draft.ref)
            elif first is None:
                found[draft.ref] = (line, draft)
            elif shared(first[1]) != shared(draft):
                column = difference(first[1], draft, leaving=("key", *parts))
                value = str(getattr(draft, column) or "")
                self.read.rejected.append(Rejected(line, column, value, "differs_from_first_line"))
                refused.add(draft.ref)
            else:
                joined = {part: (*getattr(first[1], part), *getattr(draft, part)) for part in parts}
                found[draft.ref] = (first[0], replace(first[1], **joined))
        self.read.drafts = [pair for ref, pair in found.items() if ref not in refused | self.broken]
        return self.read


def _clean(text: str) -> str:
    return clean_text(text)


def _clean_long(text: str) -> str:
    return clean_text(text, limit=2000)


def rejected_of(line: int, problem: Problem) -> Rejected:
    """Return the rejection that says what ``problem`` says."""
    column = problem.field.partition(".")[2] or problem.field
    return Rejected(line, column, problem.value, problem.code, tuple(problem.data.items()))


def key_of(noun: str, ref: str) -> UUID:
    """Return the key that a record has by its reference in a file."""
    return uuid5(NAMESPACE, f"{noun}:{ref}")


def difference(first: Any, other: Any, *, leaving: tuple[str, ...]) -> str:
    """Return the first field in which two drafts differ."""
    names = (name for name in first.__dataclass_fields__ if name not in leaving)
    return next((name for name in names if getattr(first, name) != getattr(other, name)), "")
