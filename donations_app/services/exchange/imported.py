"""The answer to an import: what was taken, what was not and why, what is to be told of the file."""

from collections.abc import Iterable

from msgspec import Struct, field

from donations_app.db.queries.doubles import Alike
from donations_app.domain.doubles import Likeness
from donations_app.domain.errors import Problem
from donations_app.domain.imports import Corrected
from donations_app.domain.money import ZERO, Money
from donations_app.formats.doubts import DoubtfulDays
from donations_app.formats.lines import Cleaned, Read, Rejected, rejected_of
from donations_app.formats.tables import Table
from donations_app.services.exchange.after_death import AfterDeath
from donations_app.services.exchange.converted import Converted
from donations_app.services.exchange.updates import Changed


class Imported(Struct):
    """The answer to an import."""

    accepted: int = 0
    already: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    cleaned: list[Cleaned] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    hidden: int = 0
    converted: list[Converted] = field(default_factory=list)
    after_death: list[AfterDeath] = field(default_factory=list)
    undebited: int = 0  # direct debits without an account: expected, and debited elsewhere
    sheet: str = ""  # of a workbook, the one that was read
    other_sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    near: dict[str, str] = field(default_factory=dict)  # ignored headings that nearly say a column
    headings: dict[str, str] = field(default_factory=dict)  # of columns, as the file writes them
    code_page: str = ""  # in which an 8-bit text was read
    example: str = ""  # a word as it reads in that code page
    changed: list[Changed] = field(default_factory=list)  # people whom the file states otherwise
    # by line, people who look recorded
    doubles: list[tuple[int, Alike, Likeness]] = field(default_factory=list)
    ref: str = ""  # of the import, by which all of it is taken back; empty: it wrote nothing
    amount: Money = ZERO  # of the payments, gifts or claims that it brought
    verdicts: dict[int, str] = field(
        default_factory=dict
    )  # by first line of a record: new, already or changed
    left_out: dict[int, str] = field(default_factory=dict)  # of an export of a platform: lines, and why
    corrected: tuple[Corrected, ...] = ()  # cells that say something else than the file
    doubtful_days: tuple[DoubtfulDays, ...] = ()  # read day first, which nobody said
    unused: tuple[str, ...] = ()  # what was said of how the file writes and concerns nothing in it: ``names``
    saved: bool = True

    def reject(self, line: int, problems: Iterable[Problem]) -> None:
        """Note what is wrong with a line."""
        self.rejected.extend(rejected_of(line, problem) for problem in problems)

    def sort(self) -> None:
        """Put what is rejected into the order of the file."""
        self.rejected.sort(key=lambda found: (found.line, found.column))

    def refused(self) -> "Imported":
        """Return the answer to a file of which nothing is saved."""
        self.accepted, self.undebited, self.saved = 0, 0, False
        self.converted, self.after_death, self.doubles = [], [], []
        self.sort()
        return self


def told_of(table: Table, read: Read) -> Imported:
    """Return what is to be told of a file before the books judge anything."""
    return Imported(
        rejected=read.rejected,
        cleaned=read.cleaned,
        ignored=read.ignored,
        hidden=table.hidden,
        sheet=table.sheet,
        other_sheets=table.others,
        hidden_sheets=table.hidden_sheets,
        near=read.near,
        headings=read.headings,
        code_page=table.code_page,
        example=table.example,
    )
