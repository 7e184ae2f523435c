"""Files for others: put in place when whole, tables whose texts are never formulas."""

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO, Final

from donations_app.domain.money import Money
from donations_app.domain.storage_errors import FileExists, FileUnwritable

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST_CELL: Final = 32_767  # characters of a cell of a workbook
_CUT: Final = " … [suite dans le fichier CSV]"

Cell = str | int | Money | date | None


@contextmanager
def placed(path: Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """Open a file beside its place; it is moved there when the block ends well, else removed.

    Raises:
        FileExists: something stands there and ``force`` is not given.
        FileUnwritable: the folder is missing or cannot be written, the name is too long, or the disk is full.
    """
    try:
        if path.is_dir() or (path.exists() and not force):
            raise FileExists(str(path))
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    except OSError as error:
        raise FileUnwritable(str(path), str(error.strerror)) from error
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _move(made, path, force=force)
    except OSError as error:
        raise FileUnwritable(str(path), str(error.strerror)) from error
    finally:
        made.unlink(missing_ok=True)


@contextmanager
def placed_private(path: Path) -> Iterator[Path]:
    """Give an empty file beside its place, for its owner alone; it is moved there when the block ends well.

    Whoever fills it may look at it again before that. No file that stands is replaced.

    Raises:
        FileExists, FileUnwritable: as ``placed``.
    """
    try:
        if path.exists():
            raise FileExists(str(path))
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        os.close(handle)
    except OSError as error:
        raise FileUnwritable(str(path), str(error.strerror)) from error
    made = Path(name)
    try:
        yield made
        with made.open("rb+") as file:
            os.fsync(file.fileno())
        _move(made, path, force=False, mode=0o600)
    except OSError as error:
        raise FileUnwritable(str(path), str(error.strerror)) from error
    finally:
        made.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder for files, with those above it, unless it is there.

    Raises:
        FileExists: a file stands in its place.
        FileUnwritable: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise FileExists(str(path)) from error
    except OSError as error:
        raise FileUnwritable(str(path), str(error.strerror)) from error


def _move(made: Path, path: Path, *, force: bool, mode: int = 0o644) -> None:
    made.chmod(mode)
    if force:
        made.replace(path)
        return
    try:
        path.hardlink_to(made)  # fails where a file appeared meanwhile; replace would not
    except FileExistsError as error:
        raise FileExists(str(path)) from error
    except OSError:
        made.replace(path)  # a filesystem without links


def write_csv(file: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table for a French spreadsheet: UTF-8 with its mark, semicolons, decimal commas, ISO days.

    A text that a spreadsheet would take for a formula gets one apostrophe before it; so does one that
    begins with apostrophes and then would, so that taking one away always gives the text.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(headers)
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    text.flush()
    text.detach()


def _csv_cell(cell: Cell) -> Any:
    if isinstance(cell, Money):
        return plain_amount(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str) and cell.lstrip("'").startswith(_FORMULA_SIGNS):
        return f"'{cell}"
    return cell


def plain_amount(amount: Money) -> str:
    """Return ``1234,56``."""
    euros, cents = divmod(abs(amount.cents), 100)
    return f"{'-' if amount.cents < 0 else ''}{euros},{cents:02}"


def write_xlsx(
    file: BinaryIO,
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    made_on: date | None = None,
) -> None:
    """Write a workbook of one sheet: amounts as numbers, days as days, texts as texts whatever they begin with.

    Args:
        file: open for writing bytes.
        title: of the sheet.
        headers: of the columns.
        rows: read one after another.
        made_on: written into the file, so that the same rows give the same bytes; the clock when ``None``.
    """
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(file, options)
    if made_on is not None:
        book.set_properties({"created": datetime.combine(made_on, time(), UTC)})
    sheet, strong = book.add_worksheet(title[:31]), book.add_format({"bold": True})
    money, day = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, strong)
    for line, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, Money):
                sheet.write_number(line, column, cell.cents / 100, money)
            elif isinstance(cell, int):
                sheet.write_number(line, column, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(line, column, cell, day)
            elif cell:
                sheet.write_string(line, column, _cut(cell))
    book.close()


def _cut(text: str) -> str:
    """Return a text that a cell can hold; the library would leave the cell of a longer one empty."""
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - len(_CUT)] + _CUT
