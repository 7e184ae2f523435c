"""What the import dialog reads of an export of a platform before anybody decides: its campaigns, and the projects."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Unpack

from msgspec import Struct

from donations_app.db.books import Books
from donations_app.db.queries.projects import targets
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.helloasso import campaigns_of, read_export
from donations_app.formats.mapping import FieldMap, key_of_heading
from donations_app.formats.platform_columns import is_export
from donations_app.formats.tables import Table
from donations_app.i18n import language
from donations_app.machine import preferences
from donations_app.services.exchange.platform_choices import KIND, from_json, preview_export
from donations_app.services.exchange.platform_drafts import Decided
from donations_app.services.exchange.platforms import How, PlatformImported, import_export
from donations_app.services.exchange.preview import Asked
from donations_app.services.exchange.rejudging import Judged


class Offered(Struct, frozen=True):
    """What can be decided of an export, and what was kept of one like it."""

    campaigns: list[str]
    projects: dict[str, str]  # titles by code
    kept: Decided
    name: str  # under which it was kept; empty: nothing was


def kind_or(table: Table, guess: Callable[[Table], tuple[str, int]]) -> tuple[str, int]:
    """Return that a file is an export of a platform, or as what it is guessed, with how many headings say so."""
    return (KIND, len(table.headers)) if is_export(table.headers) else guess(table)


def kept_for(table: Table) -> tuple[str, Decided]:
    """Return what was kept for exports with these headings, with its name."""
    headings = set(map(key_of_heading, table.headers))
    for name, said in preferences.mappings().items():
        kept = from_json(said)
        if kept and set(map(key_of_heading, kept.columns)) <= headings:
            return name, kept
    return "", Decided()


def offered(books: Books, table: Table, today: date) -> Callable[[Any], Offered]:
    """Return the work that reads what can be decided of an export.

    Args:
        books: whose projects are offered.
        table: the file.
        today: no payment is later than the day after.
    """

    def work(_report: Any) -> Offered:
        name, kept = kept_for(table)
        try:
            campaigns = campaigns_of(read_export(table, kept.columns, today=today).payments)
        except FileRefused:  # told when it is judged
            campaigns = []
        with books.read() as session:
            found = {one.project: one.title(language()) for one in targets(session) if not one.association}
        return Offered(campaigns, found, kept, name)

    return work


def judging(
    books: Books, path: Path, table: Table, decided: Decided, **how: Unpack[How]
) -> Callable[[Any], Judged]:
    """Return the work that judges every line of an export as it would be written."""

    def work(report: Any) -> Judged:
        found = preview_export(books, path, table, decided, progress=report, **how)
        return Judged(KIND, FieldMap(), Asked(), found)

    return work


def writing(
    books: Books, path: Path, table: Table, decided: Decided, **how: Unpack[How]
) -> Callable[[Any], PlatformImported]:
    """Return the work that writes an export as it was judged."""
    return lambda report: import_export(books, path, decided, table=table, progress=report, **how)
