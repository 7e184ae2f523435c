"""A file judged line by line before it is written: the same run without its last step."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypedDict, Unpack

from msgspec import Struct, field
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.domain.money import Money
from donations_app.formats.columns import COMPULSORY, KINDS, coded, meanings
from donations_app.formats.corrections import Correction, corrected
from donations_app.formats.full_names import reading_of
from donations_app.formats.lines import Rejected, ref_of
from donations_app.formats.mapping import FieldMap, mapped
from donations_app.formats.tables import Table
from donations_app.formats.writing import placed, write_csv
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.imports import import_file
from donations_app.services.exchange.judging import Progress

NEW, ALREADY, CHANGED, DOUBT, REFUSED = "new", "already", "changed", "doubt", "refused"
LEFT_OUT: Final = "left_out"  # of an export of a platform: nothing is to be recorded
VERDICTS: Final = (NEW, ALREADY, CHANGED, DOUBT, LEFT_OUT, REFUSED)
WRITTEN: Final = frozenset((NEW, CHANGED, DOUBT))


class Asked(TypedDict, total=False):
    """What somebody decided of a file that is looked at, beside the meaning of its headings."""

    corrections: Sequence[Correction]
    accept: Collection[str]
    update: bool


class JudgedRow(Struct, frozen=True):
    """A row of the file under our columns, with its verdict and what is wrong with it."""

    line: int
    cells: Mapping[str, str]
    verdict: str  # of ``VERDICTS``
    problems: tuple[Rejected, ...]
    looks_like: str  # who is recorded and may be the same person
    changes: int  # fields that the file states otherwise
    corrected: Mapping[str, str]  # by column, what the file says where something else is taken
    reads_as: Mapping[str, str]  # by column, how a whole name is parted
    left_out: str = ""  # why nothing of it is recorded, of ``domain.platforms.LEFT_OUT``


class Preview(Struct):
    """Every row of a file with its verdict, and what would be written.

    The counts of all verdicts add up to the rows of the file: further lines of a record have its verdict.
    """

    table: Table  # under our own headings
    answer: Imported
    verdicts: list[str]  # by row
    problems: dict[int, list[Rejected]] = field(default_factory=dict)  # by line
    alike: Mapping[int, str] = field(
        default_factory=dict
    )  # by line, who is recorded and may be the same person
    changes: Mapping[int, int] = field(
        default_factory=dict
    )  # by line, how many facts the file states otherwise
    stated: dict[int, dict[str, str]] = field(default_factory=dict)  # by line and column, what was corrected

    def __post_init__(self) -> None:
        self.alike = {line: one.name for line, one, _likeness in self.answer.doubles}
        self.changes = {one.line: len(one.fields) for one in self.answer.changed}
        self.stated = {}
        for cell in self.answer.corrected:
            self.stated.setdefault(cell.line, {})[cell.column] = cell.stated

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows have each verdict."""
        return Counter(self.verdicts)

    @property
    def lines_written(self) -> int:
        """How many rows the sound lines are."""
        return sum(verdict in WRITTEN for verdict in self.verdicts)

    @property
    def amount(self) -> Money:
        """What the payments, gifts or claims that would be written amount to."""
        return self.answer.amount

    def places(self, verdict: str = "") -> Sequence[int]:
        """Return the places of the rows of a verdict; empty: of all."""
        if not verdict:
            return range(len(self.verdicts))
        return [place for place, one in enumerate(self.verdicts) if one == verdict]

    def rows(self, places: Sequence[int]) -> list[JudgedRow | None]:
        """Return rows by their places."""
        names = self.table.headers
        found: list[JudgedRow | None] = []
        for place in places:
            row = self.table.rows[place]
            cells = dict(zip(names, row.cells, strict=False))
            problems = tuple(self.problems.get(row.line, ()))
            found.append(
                JudgedRow(
                    row.line,
                    cells,
                    self.verdicts[place],
                    problems,
                    self.alike.get(row.line, ""),
                    self.changes.get(row.line, 0),
                    self.stated.get(row.line, {}),
                    reading_of(cells, coded("kind", cells.get("kind", "")), self.table.written.names),
                    self.answer.left_out.get(row.line, ""),
                )
            )
        return found


def preview_file(
    books: Books,
    what: str,
    path: Path,
    table: Table,
    decided: FieldMap,
    *,
    progress: Progress | None = None,
    **how: Unpack[Asked],
) -> Preview:
    """Import the sound lines of a file in a transaction that is taken back, and tell what became of every row.

    Args:
        books: where the file would be saved.
        what: kind of file.
        path: of the file.
        table: what was read of it.
        decided: which column each heading means.
        progress: told how many of how many lines are done.
        how: what else somebody decided of it.

    Raises:
        FileRefused: the file lacks a column that every line must fill, or is no such file.
        InputRefused: a column is decided that such files do not have, or a cell corrected that it does not have.
        ReadOnly: the books were opened for reading only.
    """
    with books.rehearsal() as twin:
        answer = import_file(
            twin, what, path, table=table, progress=progress, decided=decided, partial=True, **how
        )
    ours, said = mapped(table, what, decided)
    ours, _cells = corrected(ours, what, how.get("corrections", ()), said)
    names = meanings_of(ours, what)
    found = Preview(replace(ours, headers=tuple(names)), answer, [])
    for one in answer.rejected:
        found.problems.setdefault(one.line, []).append(one)
    found.verdicts = list(_verdicts(found, names.index(COMPULSORY[KINDS[what]][0])))
    return found


def meanings_of(table: Table, what: str) -> list[str]:
    """Return our column for each heading, and the heading itself where it means nothing."""
    found = zip(table.headers, meanings(table.headers, KINDS[what]), strict=True)
    return [name or heading for heading, name in found]


def _verdicts(found: Preview, place: int) -> Iterator[str]:
    """Yield the verdict of each row, that of its record where it is a further line."""
    known = found.answer.verdicts
    doubts = {line for line, *_ in found.answer.doubles}
    of_record: dict[str, str] = {}
    for row in found.table.rows:
        if row.line in known and row.line not in found.problems:
            of_record[ref_of(row.cells[place])] = known[row.line]
    for row in found.table.rows:
        if row.line in found.problems or row.problem:
            yield REFUSED
        elif row.line in doubts:
            yield DOUBT
        else:
            yield of_record.get(ref_of(row.cells[place]), REFUSED)


def save_refused(
    found: Preview, original: Table, path: Path, reasons: Mapping[int, str], *, headings: tuple[str, str]
) -> int:
    """Write the refused rows under the headings of the file, with a column of reasons, to correct and bring again.

    What was corrected of them stands there as it was corrected.

    Args:
        found: the judged file.
        original: as it was read.
        path: of the file to write.
        reasons: by line, in words; a further line of a refused record says that of its record, or nothing.
        headings: of the numbers of the lines, and of the reasons.

    Returns:
        How many rows were written.
    """
    places = found.places(REFUSED)
    rows = (
        [
            str(found.table.rows[place].line),
            *found.table.rows[place].cells[: len(original.headers)],
            reasons.get(original.rows[place].line, ""),
        ]
        for place in places
    )
    with placed(path, force=True) as file:
        write_csv(file, [headings[0], *original.headers, headings[1]], rows)
    return len(places)
