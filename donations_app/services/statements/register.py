"""The receipt register as a file: PDF, CSV, XLSX or JSON, all from the same lines."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.register import (
    RegisterColumns,
    audit_heads,
    continuity,
    register_columns,
    register_lines,
)
from donations_app.db.queries.register_filter import RegisterChoices, conditions, register_choices
from donations_app.db.queries.settings import organisation
from donations_app.db.tables import TaxReceipt
from donations_app.db.uncollected import uncollected
from donations_app.domain.money import Money
from donations_app.domain.register import (
    RegisterFilter,
    RegisterHeading,
    RegisterLine,
    RegisterTotals,
    Series,
)
from donations_app.domain.structs import asdict
from donations_app.formats.blocks import Column, Columns
from donations_app.formats.writing import TABLES, placed, write_table
from donations_app.services.books.program import program
from donations_app.services.statements.register_table import NAMES, cells_of, headers

Progress = Callable[[int, int], None]
FORMATS: Final = ("pdf", "csv", "xlsx", "json")
_STEP: Final = 200  # lines between two reports


def write_register(
    books: Books,
    path: Path,
    *,
    form: str,
    year: int | None = None,
    only: RegisterFilter = RegisterFilter(),  # noqa: B008 -- frozen
    progress: Progress | None = None,
    force: bool = False,
) -> int:
    """Write the register to a file and return the number of its lines.

    Args:
        books: where to read; one consistent view for lines, totals and the foot.
        path: of the file; put in place when it is whole.
        form: one of ``FORMATS``.
        year: of the gifts; ``None`` for all.
        only: those that a filter lets through.
        progress: told how many of how many lines are written; it may raise ``Cancelled``.
        force: replace a file that stands there.

    Raises:
        FileExists, FileUnwritable: the file cannot be written there.
    """
    with books.read() as session, placed(path, force=force) as file:
        return register_in(
            session, file, form=form, today=books.today, year=year, only=only, progress=progress
        )


@uncollected()
def register_in(
    session: Session,
    file: BinaryIO,
    *,
    form: str,
    today: date,
    year: int | None = None,
    only: RegisterFilter = RegisterFilter(),  # noqa: B008 -- frozen
    progress: Progress | None = None,
) -> int:
    """Write the register in a view that others opened; return the number of its lines."""
    count = _count(session, year, only)
    if form in TABLES:
        cells = _cells(register_columns(session, year=year, only=only), count, progress)
        write_table(file, form, "Registre", headers(), Columns(cells), made_on=today)
        return count
    lines = _told(register_lines(session, year=year, only=only), count, progress)
    heading = replace(register_heading(session, today, year, only.series), only=only)
    if form == "pdf":
        from receipts.register import write_register as print_register

        print_register(file, heading, lines, count=count)
        return count
    return _write_json(file, heading, lines)


def write_statement(
    books: Books, path: Path, *, year: int | None = None, force: bool = False
) -> RegisterTotals:
    """Write the page that sums the register up and that the auditor signs; return what it adds up to.

    Args:
        books: where to read.
        path: of the PDF; put in place when it is whole.
        year: of the gifts; ``None`` for all.
        force: replace a file that stands there.

    Raises:
        FileExists, FileUnwritable: the file cannot be written there.
    """
    with books.read() as session, placed(path, force=force) as file:
        return statement_in(session, file, today=books.today, year=year)


def statement_in(
    session: Session,
    file: BinaryIO,
    *,
    today: date,
    year: int | None,
    totals: RegisterTotals | None = None,
) -> RegisterTotals:
    """Write the statement in a view that others opened; return what it adds up to, ``totals`` where it is known."""
    from receipts.statement import write_statement as print_statement

    totals = totals or totals_of(session, year=year)
    print_statement(file, register_heading(session, today, year, ""), totals, program=program())
    return totals


def totals_of(session: Session, *, year: int | None) -> RegisterTotals:
    """Return what the lines of the register add up to."""
    totals = RegisterTotals()
    for line in register_lines(session, year=year):
        totals.add(line)
    return totals


class RegisterView(Struct, frozen=True):
    """The register of a year as one looks at it."""

    numbers: tuple[str, ...]  # in the order of the register
    totals: RegisterTotals  # of these
    continuity: tuple[Series, ...]  # of every series that has receipts of the year, whole
    choices: RegisterChoices


def register_view(
    books: Books, year: int, *, only: RegisterFilter, progress: Progress | None = None
) -> RegisterView:
    """Return what a filter lets through of a year's register, what it adds up to, and the continuity.

    Args:
        books: where to read; one consistent view.
        year: of the gifts.
        only: the filter; the continuity is that of whole series, whatever it leaves out.
        progress: told how many of how many lines are read; it may raise ``Cancelled``.
    """
    numbers, totals = [], RegisterTotals()
    with books.read() as session:
        lines = register_lines(session, year=year, only=only)
        for line in _told(lines, _count(session, year, only), progress):
            numbers.append(line.number)
            totals.add(line)
        heading = register_heading(session, books.today, year, "")
        return RegisterView(tuple(numbers), totals, heading.continuity, register_choices(session, year))


def _told(lines: Iterator[RegisterLine], total: int, progress: Progress | None) -> Iterator[RegisterLine]:
    """Pass lines on, and tell now and then how many have gone by."""
    for index, line in enumerate(lines):
        if progress and index % _STEP == 0:
            progress(index, total)
        yield line


def _cells(
    blocks: Iterator[RegisterColumns], total: int, progress: Progress | None
) -> Iterator[list[Column]]:
    """Yield the columns of the table, and tell how many of how many lines have gone by."""
    done = 0
    for columns in blocks:
        if progress:
            progress(done, total)
        yield cells_of(columns)
        done += len(columns[0])


def _count(session: Session, year: int | None, only: RegisterFilter) -> int:
    query = select(func.count()).select_from(TaxReceipt).where(*conditions(year, only))
    return session.scalar(query) or 0


def register_heading(session: Session, today: date, year: int | None, series: str) -> RegisterHeading:
    """Return what stands above and below the lines: the association, its series, the heads of the trail."""
    facts = organisation(session, today)
    identifier = f"SIREN {facts.siren}" if facts.siren else f"RNA {facts.rna}"
    shown = [
        row
        for row in continuity(session, series=series)
        if year is None or series or _is_of_year(session, row.series, year)
    ]
    return RegisterHeading(
        facts.name, identifier, today, year, series, tuple(shown), tuple(audit_heads(session))
    )


def _is_of_year(session: Session, series: str, year: int) -> bool:
    where = (TaxReceipt.series == series, TaxReceipt.year == year)
    return session.scalar(select(TaxReceipt.id).where(*where).limit(1)) is not None


def _write_json(file: BinaryIO, heading: RegisterHeading, lines: Iterator[RegisterLine]) -> int:
    """Write one JSON object, its lines one after another: a line is never kept."""
    first: dict[str, Any] = {
        "organisation": heading.organisation,
        "printed_on": heading.printed_on.isoformat(),
        "year": heading.year,
    }
    if heading.only.is_extract:
        first["extract"] = asdict(heading.only)
    totals = RegisterTotals()
    file.write(_dumped(first)[:-1] + b',\n "lines": [')
    for index, line in enumerate(lines):
        totals.add(line)
        file.write((b",\n  " if index else b"\n  ") + _dumped(_plain(line)))
    last = {
        **plain_totals(totals),
        "series": [asdict(row) | {"ok": row.is_whole} for row in heading.continuity],
        "heads": {office: head for office, _, head in heading.heads},
    }
    file.write(b"\n ],\n " + _dumped(last)[1:] + b"\n")
    return totals.live + totals.cancelled


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def plain_totals(totals: RegisterTotals) -> dict[str, Any]:
    """Return totals as JSON: money in cents."""
    return {
        "total_cents": totals.amount.cents,
        "issued": totals.live,
        "cancelled": totals.cancelled,
        "cancelled_cents": totals.cancelled_amount.cents,
        "forms": [
            {"form": form, "receipts": totals.documents[form], "amount_cents": amount.cents}
            for form, amount in sorted(totals.forms.items())
        ],
        "natures": [
            {"nature": name, "amount_cents": amount.cents} for name, amount in sorted(totals.natures.items())
        ],
        "dues_cents": totals.dues.cents,
        "methods": [
            {"method": name, "amount_cents": amount.cents} for name, amount in sorted(totals.methods.items())
        ],
    }


def _plain(line: RegisterLine) -> dict[str, Any]:
    plain = {name: _plain_value(getattr(line, name)) for name in NAMES}
    for name in ("amount", "dues"):
        plain[f"{name}_cents"] = plain.pop(name)
    return plain


def _plain_value(value: Any) -> Any:
    if isinstance(value, Money):
        return value.cents
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
