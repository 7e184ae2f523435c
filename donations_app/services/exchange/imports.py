"""Files of people, projects, payments, recurring gifts and expenses: one verdict a line, one transaction a file."""

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from donations_app.db.books import Books
from donations_app.db.journal import Record
from donations_app.db.lines import Row
from donations_app.db.queries.doubles import doubles_among
from donations_app.db.tables import Party, PartyWord
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import ZERO
from donations_app.formats.foreign import table_of
from donations_app.formats.mapping import FieldMap, check_map, mapped
from donations_app.formats.tables import MOST_LINES, Table
from donations_app.services.books.directory import whole_directory
from donations_app.services.exchange.imported import Imported, told_of
from donations_app.services.exchange.judging import LARGE, Progress, accept_lines, judge_only
from donations_app.services.exchange.kinds import KINDS
from donations_app.services.exchange.recording import digest_of, record_import
from donations_app.services.exchange.restated import set_apart, tell_changes
from donations_app.services.exchange.updates import update_people
from donations_app.services.people.parties import word_rows

ACCEPTED: Final = (LARGE,)
AS_IT_SAYS: Final = FieldMap()  # each heading means what it says


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage: over a hundred thousand lines that takes a quarter of the time and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_uncollected()
def import_file(
    books: Books,
    what: str,
    path: Path,
    *,
    sheet: str = "",
    most_lines: int = MOST_LINES,
    partial: bool = False,
    accept: Collection[str] = (),
    update: bool = False,
    progress: Progress | None = None,
    decided: FieldMap = AS_IT_SAYS,
    table: Table | None = None,
) -> Imported:
    """Import a file whole, or, when ``partial``, what of it is sound.

    A line whose reference stands already with the same content is skipped; with another it is rejected, or,
    when ``update``, changes who is recorded as far as the columns of the file say. What people are stated
    otherwise is told in either case.

    Args:
        books: where to save.
        what: ``people``, ``projects``, ``payments``, ``recurring`` or ``expenses``.
        path: of a csv or xlsx file.
        sheet: of a workbook, the one to read; empty for the visible one that holds the table.
        most_lines: of the file; more are refused.
        partial: save the sound lines beside rejected ones.
        accept: doubts that are taken upon oneself: ``ACCEPTED``.
        update: change people who are recorded otherwise; of people alone.
        progress: told how many of how many lines are done.
        decided: which column each heading means, where somebody decided it.
        table: of the file, where it was read before.

    Raises:
        InputRefused: ``update`` of what is not people, or a column is decided that such files do not have.
        FileRefused: the file is no table of that kind; nothing is saved.
        StorageUnavailable: the books cannot be written; nothing is saved.
    """
    if update and what != "people":
        raise InputRefused([Problem("update", "update_of_people", what)])
    today = books.today
    kind = replace(KINDS[what], amount=lambda _draft: ZERO) if LARGE in accept else KINDS[what]
    check_map(what, decided)
    table = table or table_of(path, what, sheet=sheet, most_lines=most_lines)
    table, said = mapped(table, what, decided)
    digest = digest_of(path)
    read = kind.read(table, today)
    read.headings |= said
    answer = told_of(table, read)
    if answer.rejected and not partial:
        with books.read() as session:
            judge_only(whole_directory(session), kind, read, answer, today)
        return answer.refused()
    with books.write() as write:
        write.takes_long()
        directory = whole_directory(write.session)
        if update:
            set_apart(write, read, answer, today)
        accepted = accept_lines(write, kind, read, answer, directory, today, progress)
        if what == "people":
            new = {draft.key for draft in accepted.drafts}
            answer.doubles = doubles_among(write.session, [one for one in read.drafts if one[1].key in new])
        if what == "people" and not update:
            tell_changes(write, read, answer)
        if answer.rejected and not partial:
            return answer.refused()
        records = kind.records(write, accepted, directory, today)
        write.add(*records)
        if what == "people":
            write.insert_derived(PartyWord, _words(records))
        if update:
            update_people(write, answer.changed)
        record_import(write, what, path.name, digest, answer, records)
    return answer


def _words(records: list[Record]) -> list[Row]:
    return [
        word
        for record in records
        for row in record.rows[Party]
        for word in word_rows(row["id"], row["search"])
    ]
