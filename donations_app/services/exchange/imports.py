"""Files of people, projects, payments, recurring gifts and expenses: one verdict a line, one transaction a file."""

import gc
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import literal, select

from donations_app.db.books import Books
from donations_app.db.journal import Record, Write
from donations_app.db.lines import Row
from donations_app.db.queries.doubles import Alike, doubles_among
from donations_app.db.queries.references import own_key
from donations_app.db.tables import (
    Base,
    ExpenseClaim,
    Link,
    Party,
    PartyWord,
    Payment,
    Project,
    ProjectPartner,
    RecurringGiftRow,
)
from donations_app.domain.deaths import death_problems
from donations_app.domain.doubles import Likeness
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.expenses import ExpenseDraft
from donations_app.domain.keys import parse_reference
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import PartyDraft
from donations_app.domain.payments import ASK_AGAIN_ABOVE, PaymentDraft
from donations_app.domain.projects import ProjectDraft
from donations_app.domain.recurring import RecurringGift
from donations_app.formats.drafts import read_payments, read_people, read_projects, read_recurring
from donations_app.formats.expense_drafts import read_expenses
from donations_app.formats.foreign import table_of
from donations_app.formats.lines import Cleaned, Read, Rejected, rejected_of
from donations_app.formats.tables import MOST_LINES
from donations_app.services.books.directory import Directory, whole_directory
from donations_app.services.exchange.after_death import AfterDeath, after_deaths
from donations_app.services.exchange.converted import Converted, converted
from donations_app.services.exchange.updates import Changed, Updates, update_people
from donations_app.services.expenses.claims import ClaimWriter, claim_problems
from donations_app.services.payments.records import payment_records
from donations_app.services.payments.recurring import (
    recurring_fingerprint,
    recurring_problems,
    recurring_record,
)
from donations_app.services.people.parties import party_fingerprint, party_record, word_rows
from donations_app.services.projects import project_fingerprint, project_problems, project_record

Progress = Callable[[int, int], None]
LARGE: Final = "large_amount"
ACCEPTED: Final = (LARGE,)
_STEP: Final = 500  # lines between two reports


@dataclass(slots=True)
class Imported:
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
    doubles: list[tuple[int, Alike, Likeness]] = field(
        default_factory=list
    )  # lines of people who look recorded
    saved: bool = True


def _nothing(_draft: Any) -> Money:
    return ZERO


@dataclass(slots=True)
class _Import:
    """What the kinds of files do differently."""

    table: type[Base]
    name: str  # column of the reference
    problems: Callable[[Any, Directory], list[Problem]]
    fingerprint: Callable[[Any], str]
    records: Callable[[Write, Sequence[Any], Directory, date], list[Record]]  # of drafts without a problem
    amount: Callable[[Any], Money] = _nothing  # what was given, where the file says it


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

    Raises:
        InputRefused: ``update`` of what is not people.
        FileRefused: the file is no table of that kind; nothing is saved.
        StorageUnavailable: the books cannot be written; nothing is saved.
    """
    if update and what != "people":
        raise InputRefused([Problem("update", "update_of_people", what)])
    today = books.today
    kind = replace(_KINDS[what], amount=_nothing) if LARGE in accept else _KINDS[what]
    read, answer = _read(what, path, today, sheet=sheet, most_lines=most_lines)
    if answer.rejected and not partial:
        with books.read() as session:
            _judge_only(whole_directory(session), kind, read, answer, today)
        return _refused(answer)
    with books.write() as write:
        write.takes_long()
        directory = whole_directory(write.session)
        if update:
            _set_apart(write, read, answer)
        accepted = _accepted(write, kind, read, answer, directory, today, progress)
        if what == "people":
            new = {draft.key for draft in accepted}
            answer.doubles = doubles_among(write.session, [one for one in read.drafts if one[1].key in new])
        if what == "people" and not update:
            _tell_changes(write, read, answer)
        if answer.rejected and not partial:
            return _refused(answer)
        records = kind.records(write, accepted, directory, today)
        write.add(*records)
        if what == "people":
            write.insert_derived(PartyWord, _words(records))
        if update:
            update_people(write, answer.changed)
    return answer


def _read(what: str, path: Path, today: date, *, sheet: str, most_lines: int) -> tuple[Read, Imported]:
    """Return what a file holds, and what is to be told of it before the books judge anything."""
    table = table_of(path, what, sheet=sheet, most_lines=most_lines)
    read = _READERS[what](table, today)
    return read, Imported(
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


def _refused(answer: Imported) -> Imported:
    answer.accepted, answer.undebited, answer.saved, answer.converted = 0, 0, False, []
    answer.after_death, answer.doubles = [], []
    answer.rejected.sort(key=lambda found: (found.line, found.column))
    return answer


def _set_apart(write: Write, read: Read, answer: Imported) -> None:
    """Judge the lines of people who are recorded, and leave those of others to be taken."""
    updates = Updates(write.session, read.headings)
    new: list[tuple[int, Any]] = []
    for line, draft in read.drafts:
        found = updates.of(line, draft)
        if found is None:
            new.append((line, draft))
        elif isinstance(found, Rejected):
            answer.rejected.append(found)
        elif problems := found.draft.problems():
            answer.rejected.extend(rejected_of(line, problem) for problem in problems)
        elif found.fields:
            answer.changed.append(found)
        else:
            answer.already += 1
    read.drafts = new


def _tell_changes(write: Write, read: Read, answer: Imported) -> None:
    """Tell what the refused lines state otherwise of people who are recorded."""
    updates, drafts = Updates(write.session, read.headings), dict(read.drafts)
    reused = [one.line for one in answer.rejected if one.problem == "ref_reused"]
    found = (updates.of(line, drafts[line]) for line in reused)
    answer.changed = [one for one in found if isinstance(one, Changed) and one.fields]


def _judge_only(directory: Directory, kind: _Import, read: Read, answer: Imported, today: date) -> None:
    """Tell what is wrong with the sound lines too, so that a file is corrected in one go."""
    for line, draft in read.drafts:
        problems = _own_problems(draft, today) or kind.problems(draft, directory) or _doubts(kind, draft)
        answer.rejected.extend(rejected_of(line, problem) for problem in problems)


def _doubts(kind: _Import, draft: Any) -> list[Problem]:
    """Return what may be right, and is a typing error more often; it is asked about before it is saved."""
    amount = kind.amount(draft)
    return [Problem("amount", LARGE, str(amount.cents))] if amount > ASK_AGAIN_ABOVE else []


def _own_problems(draft: Any, today: date) -> list[Problem]:
    own: list[Problem] = draft.problems(today=today) if hasattr(draft, "fingerprint") else draft.problems()
    return own + death_problems(draft, today) if isinstance(draft, PartyDraft) else own


def _accepted(
    write: Write,
    kind: _Import,
    read: Read,
    answer: Imported,
    directory: Directory,
    today: date,
    progress: Progress | None,
) -> list[Any]:
    """Return the drafts that are new and sound; of the others the answer says what is wrong, or counts them."""
    known = _Known(write, kind, directory)
    accepted: dict[int, Any] = {}  # by line
    clashing: dict[int, int] = {}  # lines of the file that say different things under one reference
    for done, (line, draft) in enumerate(read.drafts):
        if progress and done % _STEP == 0:
            progress(done, len(read.drafts))
        ref = getattr(draft, kind.name)
        problems = _own_problems(draft, today) or kind.problems(draft, directory)
        if problems:
            answer.rejected.extend(rejected_of(line, problem) for problem in problems)
        elif (problem := known.problem(draft, asked := kind.fingerprint(draft))) == "new":
            if doubts := _doubts(kind, draft):
                answer.rejected.extend(rejected_of(line, doubt) for doubt in doubts)
                continue
            known.note(line, draft, asked)
            accepted[line] = draft
        elif problem == "ref_reused" and (before := known.line_of(draft)):
            clashing |= {before: line, line: before}
        elif problem:
            answer.rejected.append(Rejected(line, kind.name, ref, problem))
        else:
            answer.already += 1
    taken = {line: draft for line, draft in accepted.items() if line not in clashing}
    drafts = list(taken.values())
    refs = {line: getattr(draft, kind.name) for line, draft in read.drafts if line in clashing}
    answer.rejected.extend(
        Rejected(line, kind.name, refs[line], "ref_of_other_line", (("before", other),))
        for line, other in clashing.items()
    )
    answer.accepted = len(drafts)
    answer.converted = converted(drafts)
    answer.after_death = after_deaths(write.session, taken.items(), today)
    answer.undebited = sum(getattr(draft, "is_debited", False) and not draft.iban for draft in drafts)
    answer.rejected.sort(key=lambda found: (found.line, found.column))
    return drafts


class _Known:
    """What stands already under the references of a file: those of others are unique in their office."""

    def __init__(self, write: Write, kind: _Import, directory: Directory) -> None:
        self._write, self._kind, self._offices = write, kind, directory.offices
        table: Any = kind.table
        if kind.table is Project:
            query = select(Project.code, Project.fingerprint, literal(0))
        else:
            query = select(table.other_ref, table.fingerprint, table.office_id).where(table.other_ref != "")
        self._found = {(ref, office): digest for ref, digest, office in write.session.execute(query)}
        self._lines: dict[tuple[str, int], int] = {}  # of the file

    def problem(self, draft: Any, fingerprint: str) -> str:
        """Return ``new``, nothing for what stands already as it is, or why the line is refused."""
        ref, table = getattr(draft, self._kind.name), self._kind.table
        if table is not Project and parse_reference(ref):
            return self._problem_of_own(ref, fingerprint)
        found = self._found.get(self._name(draft))
        if found is None:
            return "new"
        return "" if found == fingerprint else "ref_reused"

    def _problem_of_own(self, ref: str, fingerprint: str) -> str:
        """Judge a reference of our own: it names what it is read off, or nothing, never something new."""
        table: Any = self._kind.table
        key = own_key(self._write.session, table, ref)
        stands = self._write.session.scalar(select(table.fingerprint).where(table.id == key))
        if stands is None:
            return "ref_of_program"
        return "" if stands == fingerprint else "ref_reused"

    def note(self, line: int, draft: Any, fingerprint: str) -> None:
        """Remember a line of the file itself."""
        self._found[self._name(draft)] = fingerprint
        self._lines[self._name(draft)] = line

    def line_of(self, draft: Any) -> int:
        """Return the line of the file that came first under a reference; 0 when none did."""
        return self._lines.get(self._name(draft), 0)

    def _name(self, draft: Any) -> tuple[str, int]:
        if self._kind.table is Project:
            return draft.code, 0
        office = self._offices.get(getattr(draft, "office", ""), self._write.author.office_id)
        return draft.ref, office


def _words(records: list[Record]) -> list[Row]:
    return [
        word
        for record in records
        for row in record.rows[Party]
        for word in word_rows(row["id"], row["search"])
    ]


def _nothing_to_look_up(_draft: Any, _directory: Directory) -> list[Problem]:
    return []


def _people(write: Write, drafts: Sequence[PartyDraft], _directory: Directory, _today: date) -> list[Record]:
    write.reserve({Party: len(drafts), Link: 1})
    return [party_record(write, draft)[0] for draft in drafts]


def _projects(
    write: Write, drafts: Sequence[ProjectDraft], directory: Directory, _today: date
) -> list[Record]:
    partners = sum(len(draft.partners) for draft in drafts)
    write.reserve({Project: len(drafts), ProjectPartner: partners, Link: 1})
    return [project_record(write, draft, directory) for draft in drafts]


def _payments(
    write: Write, drafts: Sequence[PaymentDraft], directory: Directory, today: date
) -> list[Record]:
    return payment_records(write, drafts, directory, today=today)


def _recurring(
    write: Write, drafts: Sequence[RecurringGift], directory: Directory, _today: date
) -> list[Record]:
    write.reserve({RecurringGiftRow: len(drafts), Link: 1})
    return [recurring_record(write, draft, directory) for draft in drafts]


def _claims(write: Write, drafts: Sequence[ExpenseDraft], directory: Directory, today: date) -> list[Record]:
    writer = ClaimWriter(write, today)  # a claim counts the distances of those before it
    return [record for draft in drafts for record in writer.records(draft, directory)]


_KINDS: Final = {
    "people": _Import(Party, "ref", _nothing_to_look_up, party_fingerprint, _people),
    "projects": _Import(Project, "code", project_problems, project_fingerprint, _projects),
    "payments": _Import(
        Payment,
        "ref",
        lambda draft, directory: directory.problems(draft),
        lambda draft: draft.fingerprint(),
        _payments,
        lambda draft: draft.amount,
    ),
    "recurring": _Import(
        RecurringGiftRow,
        "ref",
        recurring_problems,
        recurring_fingerprint,
        _recurring,
        lambda draft: draft.amount,
    ),
    "expenses": _Import(
        ExpenseClaim,
        "ref",
        claim_problems,
        lambda draft: draft.fingerprint(),
        _claims,
        lambda draft: Money.total(item.amount for item in draft.items),
    ),
}
_READERS: Final[dict[str, Callable[[Any, date], Read]]] = {
    "people": lambda table, _today: read_people(table),
    "projects": lambda table, _today: read_projects(table),
    "payments": lambda table, today: read_payments(table, today=today),
    "recurring": lambda table, _today: read_recurring(table),
    "expenses": lambda table, today: read_expenses(table, today=today),
}
WHAT: Final = tuple(_KINDS)
