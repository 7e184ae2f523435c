"""Files for others: put in place when whole, tables whose texts are never formulas."""

import codecs
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time
from itertools import chain, count, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from donations_app import packed
from donations_app.domain.money import Money
from donations_app.domain.storage_errors import (
    FileExists,
    FileKept,
    FileOfOtherKind,
    FileUnwritable,
    ProgramFolder,
)
from donations_app.formats import formulas
from donations_app.formats.blocks import Cell as Cell  # noqa: PLC0414 -- who writes tables takes it from here
from donations_app.formats.blocks import Column, Rows, blocks, is_alike, type_of
from donations_app.formats.kinds import kind_by_name, kind_of
from donations_app.machine.private import make_private_folder

_IN_MEMORY: Final = 1 << 22  # bytes of a workbook; more lies on the disk meanwhile
_DOUBTFUL: Final = frozenset((formulas.MARK, *formulas.SIGNS))  # with which begins what has to be looked at
_QUOTED: Final = (";", '"', "\r", "\n")
_BEGINNING: Final = itemgetter(slice(1))

_ROOT: Final = Path(__file__).resolve().parents[2]
_PACKAGES: Final = ("donations_app", "receipts", "resources")
_SOURCES: Final = (
    "benchmarks",
    "docs",
    "tests",
    ".ci",
    ".git",
    ".venv",
)  # beside them where one works from sources

SheetOfBook = tuple[str, Sequence[str], Rows]  # title, headings, rows
TABLES: Final = ("csv", "xlsx")  # what ``write_table`` writes


def check_place(path: Path) -> None:
    """Refuse what lies in a folder of the program: an update or a clean-up would take it away.

    Raises:
        ProgramFolder: it does, whatever links lead there.
    """
    try:
        place = path.resolve()
    except (OSError, RuntimeError):  # no place at all: whoever writes there is told
        return
    own = (*_PACKAGES, *_SOURCES) if (_ROOT / "main.py").is_file() else _PACKAGES
    whole = packed.folder()
    if any(place.is_relative_to(folder) for folder in ([whole] if whole else map(_ROOT.joinpath, own))):
        raise ProgramFolder(str(path))


@contextmanager
def placed(path: Path, *, force: bool = False, kind: str = "") -> Iterator[BinaryIO]:
    """Open a file beside its place; it is moved there when the block ends well, else removed.

    Args:
        path: of the file, which only its user will read.
        force: replace a file of the kind that is written; books and whatever else stands there are kept.
        kind: one of ``kinds.KINDS``; what the ending says when there is none.

    Raises:
        ProgramFolder: it would lie among the files of the program.
        FileExists: something stands there and ``force`` is not given.
        FileOfOtherKind: something of another kind stands there.
        FileUnwritable: the folder is missing or cannot be written, the name is too long, or the disk is full.
    """
    check_place(path)
    try:
        if path.is_dir() or (path.exists() and not force):
            raise FileExists(str(path))
        _keep_others(path, kind or kind_by_name(path))
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    except OSError as error:
        raise FileUnwritable(str(path), str(error.strerror)) from error
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _keep_others(path, kind_of(made))
        _move(made, path, force=force)
    except OSError as error:
        raise FileUnwritable(str(path), str(error.strerror)) from error
    finally:
        made.unlink(missing_ok=True)


@contextmanager
def placed_empty(path: Path) -> Iterator[Path]:
    """Give an empty file beside its place; it is moved there when the block ends well.

    Whoever fills it may look at it again before that. No file that stands is replaced.

    Raises:
        ProgramFolder, FileKept, FileUnwritable: as ``placed``.
    """
    check_place(path)
    try:
        if path.exists():
            raise FileKept(str(path))
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        os.close(handle)
    except OSError as error:
        raise FileUnwritable(str(path), str(error.strerror)) from error
    made = Path(name)
    try:
        yield made
        with made.open("rb+") as file:
            os.fsync(file.fileno())
        _move(made, path, force=False)
    except OSError as error:
        raise FileUnwritable(str(path), str(error.strerror)) from error
    finally:
        made.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder for files, with those above it, unless it is there.

    Raises:
        ProgramFolder: it would lie among the files of the program.
        FileExists: a file stands in its place.
        FileUnwritable: it cannot be made.
    """
    check_place(path)
    try:
        make_private_folder(path)
    except FileExistsError as error:
        raise FileExists(str(path)) from error
    except OSError as error:
        raise FileUnwritable(str(path), str(error.strerror)) from error


def _keep_others(path: Path, kind: str) -> None:
    """Refuse to replace what is not of the kind that is written; an empty file holds nothing to lose."""
    if path.exists() and kind_of(path) not in (kind, "empty"):
        raise FileOfOtherKind(str(path))


def _move(made: Path, path: Path, *, force: bool) -> None:
    if force:
        made.replace(path)
        return
    try:
        path.hardlink_to(made)  # fails where a file appeared meanwhile; replace would not
    except FileExistsError as error:
        raise FileExists(str(path)) from error
    except OSError:
        made.replace(path)  # a filesystem without links


def write_table(
    file: BinaryIO,
    form: str,
    title: str,
    headers: Sequence[str],
    rows: Rows,
    *,
    made_on: date | None = None,
) -> None:
    """Write a table as CSV or as a workbook.

    Args:
        file: open for writing bytes.
        form: of ``TABLES``.
        title: of the sheet of a workbook.
        headers: of the columns.
        rows: read one after another.
        made_on: as in ``write_xlsx``.
    """
    if form == "csv":
        write_csv(file, headers, rows)
    else:
        write_xlsx(file, title, headers, rows, made_on=made_on)


def write_csv(file: BinaryIO, headers: Sequence[str], rows: Rows) -> None:
    """Write a table for a French spreadsheet: UTF-8 with its mark, semicolons, decimal commas, ISO days.

    A text that a spreadsheet would take for a formula gets one apostrophe before it; so does one that
    begins with apostrophes and then would, so that taking one away always gives the text.
    """
    file.write(codecs.BOM_UTF8)
    for columns in chain(blocks([headers]), blocks(rows)):
        told = _csv_columns(columns)
        if len(columns) == 1:  # else a reader would take an empty cell for no line at all
            told = [[cell or '""' for cell in told[0]]]
        lines = map(";".join, zip(*told, strict=True))
        file.write("\r\n".join((*lines, "")).encode())


def _csv_columns(columns: Sequence[Column]) -> list[Sequence[str]]:
    """Return what stands in a CSV file for columns; those beside each other that say the same in all lines are one."""
    told: list[Sequence[str]] = []
    for alike, beside in groupby(columns, is_alike):
        if alike:
            told.append([";".join([_csv_cell(column[0]) for column in beside])] * len(columns[0]))
        else:
            told.extend(map(_csv_column, beside))
    return told


def _csv_column(column: Column) -> Sequence[str]:
    """Return what stands in a CSV file for the cells of a column."""
    kind = type_of(column)
    if kind is not str:
        return list(map(_CSV_CELLS.get(kind, _csv_cell), column))
    whole = "".join(column)
    if _DOUBTFUL.isdisjoint(map(_BEGINNING, column)) and not any(sign in whole for sign in _QUOTED):
        return column
    return list(map(_csv_text, column))


def _csv_text(text: str) -> str:
    text = formulas.marked(text)
    if any(sign in text for sign in _QUOTED):  # RFC 4180
        text = text.replace('"', '""')
        return f'"{text}"'
    return text


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, Money):
        return plain_amount(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else _csv_text(cell) if isinstance(cell, str) else str(cell)


def plain_amount(amount: Money) -> str:
    """Return ``1234,56``."""
    cents = amount.cents
    return f"{cents // 100},{cents % 100:02}" if cents >= 0 else f"-{-cents // 100},{-cents % 100:02}"


_CSV_CELLS: Final[dict[Any, Callable[[Any], str]]] = {
    Money: plain_amount,
    date: date.isoformat,
    int: str,
}


def write_xlsx(
    file: BinaryIO,
    title: str,
    headers: Sequence[str],
    rows: Rows,
    *,
    made_on: date | None = None,
) -> None:
    """Write a workbook of one sheet; arguments as those of ``write_sheets``, of one sheet."""
    write_sheets(file, [(title, headers, rows)], made_on=made_on)


def write_sheets(file: BinaryIO, sheets: Iterable[SheetOfBook], *, made_on: date | None = None) -> None:
    """Write a workbook: amounts as numbers, days as days, texts as texts whatever they begin with.

    Args:
        file: open for writing bytes.
        sheets: title of each, headings of its columns, its rows, which are read one after another.
        made_on: written into the file, so that the same rows give the same bytes; the clock when ``None``.
    """
    from xlsxwriter.exceptions import FileCreateError

    failed: tuple[int | None, str | None] | None = None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, _Swallowing(_IN_MEMORY) as made:
        try:
            _fill_workbook(cast("BinaryIO", made), folder, sheets, made_on)
        except FileCreateError as error:  # as which the library tells what the system said
            failed = error.args[0].errno, error.args[0].strerror
        except OSError as error:
            failed = error.errno, error.strerror
        # anew: the error itself holds the library's archive, which writes to the file once more at its end
        if failed := failed or made.failed:
            raise OSError(*failed)
        made.seek(0)
        shutil.copyfileobj(made, file)


class _Swallowing(tempfile.SpooledTemporaryFile[bytes]):
    """A file that a library may write to until its end, whether there is room or not.

    Attributes:
        failed: number and words of the error, once there was no room.
    """

    failed: tuple[int | None, str | None] | None = None

    def write(self, content: Any) -> int:
        """Write, or take note that there is no room."""
        if self.failed is None:
            try:
                return super().write(content)
            except OSError as error:
                self.failed = error.errno, error.strerror
        return len(content)


def _fill_workbook(
    file: BinaryIO,
    folder: str,
    sheets: Iterable[SheetOfBook],
    made_on: date | None,
) -> None:
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(file, options | {"tmpdir": folder})
    try:
        _fill_sheets(book, sheets, made_on)
        book.close()
    finally:
        for sheet in book.worksheets():  # of a book that found no room the library leaves them open
            for part in (sheet.row_data_fh, sheet.fh):
                with suppress(OSError):
                    part.close()


def _fill_sheets(book: Any, sheets: Iterable[SheetOfBook], made_on: date | None) -> None:
    from donations_app.formats.sheets import Sheet

    if made_on is not None:
        book.set_properties({"created": datetime.combine(made_on, time(), UTC)})
    strong = book.add_format({"bold": True})
    looks = {
        Money: book.add_format({"num_format": "#,##0.00"}),
        date: book.add_format({"num_format": "dd/mm/yyyy"}),
    }
    for title, headers, rows in sheets:
        parts = iter(blocks(rows))
        for number in count(1):  # another one where a spreadsheet takes no more lines
            sheet = book.add_worksheet(title[:31] if number == 1 else f"{title[:26]} ({number})", Sheet)
            sheet.freeze_panes(1, 0)
            for column, header in enumerate(headers):
                sheet.write_string(0, column, header, strong)
            if sheet.add_lines(parts, looks):
                break
