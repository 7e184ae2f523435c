"""Files of people, projects, payments, recurring gifts and expenses: one verdict a line, one transaction a file."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import chain, repeat
from pathlib import Path
from typing import Final, TypedDict, Unpack

from msgspec.structs import replace
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.columns import named
from donations_app.db.journal import Write
from donations_app.db.queries.doubles import doubles_among
from donations_app.db.records import Alikes, Record
from donations_app.db.tables import Party, PartyWord
from donations_app.db.uncollected import uncollected
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import ZERO
from donations_app.formats.columns import KINDS as COLUMNS
from donations_app.formats.columns import meanings
from donations_app.formats.corrections import Correction, corrected
from donations_app.formats.doubts import days_in_doubt
from donations_app.formats.foreign import table_of
from donations_app.formats.full_names import FULL_NAME
from donations_app.formats.mapping import FieldMap, check_map, mapped
from donations_app.formats.tables import MOST_LINES, Table
from donations_app.services.books.directory import Directory, directory_naming, whole_directory
from donations_app.services.exchange.imported import Imported, told_of
from donations_app.services.exchange.judging import LARGE, Progress, accept_lines, judge_only
from donations_app.services.exchange.kinds import KINDS, Accepted, parties_of
from donations_app.services.exchange.project_updates import update_projects
from donations_app.services.exchange.recording import Brought, digest_of, record_import
from donations_app.services.exchange.restated import UPDATED, held, problems_of, set_apart, tell_changes
from donations_app.services.exchange.updates import update_people
from donations_app.services.people.parties import words_of

ACCEPTED: Final = (LARGE,)
_WIDE: Final = ("payments",)  # whose rows stand in a dozen indexes
AS_IT_SAYS: Final = FieldMap()  # each heading means what it says


class How(TypedDict, total=False):
    """What somebody decided of a file that is imported."""

    decided: FieldMap  # which column each heading means, where it is not what the heading says
    corrections: Sequence[Correction]  # of cells, of which the file says something else
    accept: Collection[str]  # doubts that are taken upon oneself: ``ACCEPTED``
    update: bool  # change people or projects that are recorded otherwise
    since: date | None  # from which day another cost or part of a project holds; today unless said
    partial: bool  # save the sound lines beside rejected ones


@uncollected()
def import_file(
    books: Books,
    what: str,
    path: Path,
    *,
    table: Table | None = None,
    sheet: str = "",
    most_lines: int = MOST_LINES,
    progress: Progress | None = None,
    **how: Unpack[How],
) -> Imported:
    """Import a file whole, or, when ``partial``, what of it is sound.

    A line whose reference stands already with the same content is skipped; with another it is rejected, or,
    when ``update``, changes who is recorded as far as the columns of the file say. What people are stated
    otherwise is told in either case.

    Args:
        books: where to save.
        what: ``people``, ``projects``, ``payments``, ``recurring`` or ``expenses``.
        path: of a csv or xlsx file.
        table: of the file, where it was read before.
        sheet: of a workbook, the one to read; empty for the visible one that holds the table.
        most_lines: of the file; more are refused.
        progress: told how many of how many lines are done.
        how: what somebody decided of it.

    Raises:
        InputRefused: ``update`` of what is neither people nor projects, a column is decided that such files do not
            have, or a cell corrected that the file does not have.
        FileRefused: the file is no table of that kind; nothing is saved.
        StorageUnavailable: the books cannot be written; nothing is saved.
    """
    if how.get("update") and what not in UPDATED:
        raise InputRefused([Problem("update", "update_of_people", what)])
    check_map(what, how.get("decided", AS_IT_SAYS))
    # nobody else holds the table: it is let go of once it is read
    run = _Run(
        what, path, table or table_of(path, what, sheet=sheet, most_lines=most_lines), how, books.today
    )
    if run.is_refused:
        with books.read() as session:
            judge_only(run.directory(session), run.kind, run.read, run.answer, run.today)
        return run.answer.refused()
    with books.write(many_wide=what in _WIDE) as write:
        return run.write(write, progress)


class _Run:
    """One file as it is read, judged and written."""

    def __init__(self, what: str, path: Path, table: Table, how: How, today: date) -> None:
        self._what, self._name, self._how, self.today = what, path.name, how, today
        self._digest = digest_of(path)
        self.kind = KINDS[what]
        if LARGE in how.get("accept", ()):
            self.kind = replace(self.kind, amount=lambda _draft: ZERO)
        table, said = mapped(table, what, how.get("decided", AS_IT_SAYS))
        table, cells = corrected(table, what, how.get("corrections", ()), said)
        self.read = self.kind.read(table, today)
        self.read.headings |= said
        self.answer = told_of(table, self.read)
        self.answer.corrected = cells
        columns = meanings(table.headers, COLUMNS[what])
        self.answer.doubtful_days = days_in_doubt(table, columns)
        if table.written.names and FULL_NAME not in columns:
            self.answer.unused = ("names",)

    @property
    def is_refused(self) -> bool:
        """Whether nothing of the file is taken, as far as it was judged."""
        return bool(self.answer.rejected) and not self._how.get("partial")

    def directory(self, session: Session) -> Directory:
        """Return what the file may refer to; a project keeps associations that its line does not name."""
        if self._what == "projects":
            return whole_directory(session)
        named = chain.from_iterable(parties_of(draft) for _, draft in self.read.drafts)
        return directory_naming(session, {*named})

    @property
    def _since(self) -> date:
        """From which day another cost or part of a project holds."""
        return self._how.get("since") or self.today

    def write(self, write: Write, progress: Progress | None) -> Imported:
        """Save what is sound, or nothing where the file is refused."""
        write.takes_long()
        read, answer, today = self.read, self.answer, self.today
        directory, update = self.directory(write.session), self._how.get("update", False)
        # of a file of people, the references by which corrections find whom they concern
        is_asked = self._what == "people" and answer.corrected
        refs = {line: draft.ref for line, draft in read.drafts} if is_asked else {}
        if update:
            problems_with = problems_of(self._what, directory, today)
            set_apart(held(self._what, write, read, self._since), read, answer, problems_with)
        accepted = accept_lines(write, self.kind, read, answer, directory, today, progress)
        if self._what == "people":
            new = {draft.ref for draft in accepted.drafts}
            answer.doubles = doubles_among(write.session, [one for one in read.drafts if one[1].ref in new])
        if self._what in UPDATED and not update:
            tell_changes(held(self._what, write, read, self._since), read, answer)
        if self.is_refused:
            return answer.refused()
        read.drafts = []  # what is written is let go of
        brought = self._put_in(write, accepted, directory)
        if update and self._what == "projects":
            update_projects(write, answer.changed, since=self._since, name=self._name)
        elif update:
            update_people(write, answer.changed)
        record_import(write, self._what, (self._name, self._digest), answer, brought, refs)
        return answer

    def _put_in(self, write: Write, accepted: Accepted, directory: Directory) -> Brought:
        """Write the records of what was taken, some at a time, so that they do not fill the memory together."""
        are_people = self._what == "people"
        brought = Brought(self._what, names_people=are_people and bool(self.answer.corrected))
        for some in self.kind.records(write, accepted, directory, self.today):
            if isinstance(some, Alikes):
                write.add_alike(some)
            else:
                write.add(*some)
            if are_people:
                _add_words(write, some)
            write.put_in()
            brought.note(some)
        return brought


def _add_words(write: Write, people: Sequence[Record] | Alikes) -> None:
    """Add the folded words by which people will be found."""
    searched: Iterable[tuple[int, str]]
    if isinstance(people, Alikes):
        (block,) = people.blocks
        searched = zip(block.column("id"), block.column("search"), strict=True)
    else:
        searched = ((row["id"], row["search"]) for one in people for row in one.rows[Party])
    keys: list[int] = []
    words: list[str] = []
    for key, search in searched:
        some = words_of(search)
        words += some
        keys += repeat(key, len(some))
    if keys:
        write.insert_derived_columns(named(PartyWord, len(keys), {"party_id": keys, "word": words}))
