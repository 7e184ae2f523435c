"""Statements of banks are taken: each line once, whatever files and formats say it (docs/decisions/0066)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.columns import Alike, named
from donations_app.db.journal import Write
from donations_app.db.queries.bank import FileRead, OwnAccount, file_read, known_entries, own_accounts
from donations_app.db.queries.bank_files import stated_accounts, statement_accounts
from donations_app.db.queries.closed_days import last_closings
from donations_app.db.records import Alikes, Record
from donations_app.db.steps import in_steps
from donations_app.db.tables import BankFileRow, BankLineRow, BankStatement
from donations_app.db.uncollected import uncollected
from donations_app.domain.bank import BankFile, BankLine, Statement, Warned, account_key
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.identifiers import IdentifierInvalid, iban, spaced
from donations_app.domain.reconciliation import ClosedDays
from donations_app.domain.same_entries import Entry, entry_of, new_entries, where_of
from donations_app.formats.bank.reading import read_bank_file

Progress = Callable[[int, int], None]
_LONGEST_NAME: Final = 200
_LONGEST_TEXT: Final = 2_000
_SHORTEST_NUMBER: Final = 7  # of an account, by which it is found in an IBAN
_MOST_LATE: Final = 50  # lines that came too late and are told one by one
_AT_ONCE: Final = 2_000  # lines that go in together


class BankRead(Struct, frozen=True):
    """A file that was read and not yet taken."""

    name: str
    digest: str
    file: BankFile


class Taken(Struct):
    """What became of one statement."""

    statement: Statement
    account: str  # letters and digits, under which its lines stand
    own: OwnAccount | None  # the account of the settings that it is
    new: list[BankLine] = field(default_factory=list)
    already: int = 0
    late: list[BankLine] = field(default_factory=list)  # of days that are closed: they are left out


class BankImported(Struct):
    """What became of a file."""

    name: str
    format: str
    statements: list[Taken]
    warnings: list[Warned]

    @property
    def new(self) -> int:
        """How many lines it brings."""
        return sum(len(one.new) for one in self.statements)

    @property
    def already(self) -> int:
        """How many of its lines stand in the books."""
        return sum(one.already for one in self.statements)


@uncollected()
def read_bank(path: Path, *, progress: Progress | None = None) -> BankRead:
    """Read a file of a bank; nothing is asked of the books.

    Raises:
        FileRefused: it is no statement, or cannot be read whole.
    """
    file, digest = read_bank_file(path, progress=progress or _nobody)
    return BankRead(path.name[-_LONGEST_NAME:], digest, file)


def weigh_bank(books: Books, read: BankRead, *, account: str = "") -> BankImported:
    """Return what taking a file would bring; nothing is written.

    Raises:
        InputRefused: as ``import_bank``.
    """
    with books.read() as session:
        return _weighed(session, read, account)


@uncollected()
def import_bank(
    books: Books, read: BankRead, *, account: str = "", progress: Progress | None = None
) -> BankImported:
    """Take a file that was read: the lines that are new, in one transaction.

    The same file again, or one whose lines all stand already, brings none; the balances of a file that was not read
    before are kept all the same.

    Args:
        books: where to save.
        read: the file.
        account: IBAN of the account of the statements that name none, or one that the settings do not have.
        progress: told how many of how many lines are saved; it may raise, and then nothing is.

    Raises:
        InputRefused: a statement names no account, and nobody said which; or ``account`` is no IBAN. Nothing is saved.
        StorageUnavailable: the books cannot be written; nothing is saved.
    """
    with books.write(many_wide=True) as write:
        write.takes_long()
        answer = _weighed(write.session, read, account)
        if not file_read(write.session, read.digest):
            _put_in(write, read, answer, progress)
    return answer


def _nobody(_done: int, _whole: int) -> None:
    """Tell nobody."""


# what a file would bring


def _weighed(session: Session, read: BankRead, account: str) -> BankImported:
    own = own_accounts(session)
    warnings = list(read.file.warnings)
    before = file_read(session, read.digest)
    if before:
        statements = _as_before(session, read, before, own)
        where = "\n".join(dict.fromkeys(one.own.label if one.own else one.account for one in statements))
        detail = f"{before.at.date().isoformat()}\n{before.ref}\n{where}"
        warnings.append(Warned("file_known", before.name, detail))
    else:
        statements = [_placed(one, own, account, warnings) for one in read.file.statements]
        warnings += _under_two_numbers(session, statements)
    seen: dict[str, list[Entry]] = {}
    groups: dict[tuple[int, str], list[Taken]] = {}
    for one in statements:
        groups.setdefault((one.statement.source, one.account), []).append(one)
    closed = last_closings(session)
    for (_source, number), together in groups.items():
        known = _known(session, together, number) + seen.get(number, [])
        _pair(together, known, read.file.format)
        if len(groups) > 1:  # another file of a ZIP file may say the same again
            new = (lines for one in together for lines in _entries(one.new))
            seen.setdefault(number, []).extend(entry_of(lines, read.file.format) for lines in new)
    if before:  # the very bytes: nothing of them is new, whatever account is named now
        for one in statements:
            one.already, one.new = one.already + len(one.new), []
    else:
        for one in statements:
            warnings += _leave_late(one, closed.get(one.account))
    return BankImported(read.name, read.file.format, statements, warnings)


def _leave_late(one: Taken, closed: ClosedDays | None) -> Iterator[Warned]:
    """Leave out what is new and lies in closed days; yield what is said of it."""
    if closed is None:
        return
    one.late = [line for line in one.new if line.booked_on <= closed.last_on]
    one.new = [line for line in one.new if line.booked_on > closed.last_on]
    where = one.own.label if one.own else one.account
    if one.late:
        yield Warned("lines_late", where, f"{closed.last_on.isoformat()}\n{len(one.late)}")
    for line in one.late[:_MOST_LATE]:
        yield Warned("line_late", where, "\n".join(_late_facts(line)))


def _late_facts(line: BankLine) -> tuple[str, str, str, str]:
    return line.booked_on.isoformat(), str(line.amount), line.currency, " ".join(line.text.split())[:80]


def _under_two_numbers(session: Session, taken: Sequence[Taken]) -> Iterator[Warned]:
    """Yield the accounts of which lines stand under a shorter number, from before the settings had the account.

    The lines of the file are not compared with those, so that operations may come twice.
    """
    before = [key for key in stated_accounts(session) if len(key) >= _SHORTEST_NUMBER]
    for one in dict.fromkeys(one.own for one in taken if one.own):
        for key in before:
            number = account_key(one.iban)
            if key != number and key in number[4:]:
                yield Warned("account_twice", one.label, key)


def _as_before(session: Session, read: BankRead, before: FileRead, own: list[OwnAccount]) -> list[Taken]:
    """Return the statements of a file that was read, each with the account for which it was, whatever is said now."""
    ibans = {account_key(one.iban): one for one in own}
    accounts = statement_accounts(session, before.id)
    found = []
    for at, said in enumerate(read.file.statements):
        account = accounts[min(at, len(accounts) - 1)]  # as many, unless an older program read them otherwise
        found.append(Taken(said, account, ibans.get(account)))
    return found


def _placed(one: Statement, own: list[OwnAccount], said: str, warnings: list[Warned]) -> Taken:
    """Return a statement with the account that it is of."""
    key = account_key(one.account)
    found = _own(own, key) if key else None
    if found is None and said:
        key = _said(said)
        found = _own(own, key)
    if not key:
        if not own:
            raise InputRefused([Problem("account", "bank_account_none")])
        if len(own) != 1:
            raise InputRefused(
                [Problem("account", "bank_account_unsaid", ", ".join(spaced(a.iban) for a in own))]
            )
        found = own[0]
        warnings.append(Warned("account_taken", found.label, spaced(found.iban)))
    if found is None:
        warnings.append(Warned("account_unknown", one.account or said))
    return Taken(one, account_key(found.iban) if found else key, found)


def _said(account: str) -> str:
    try:
        return iban(account)
    except IdentifierInvalid as error:
        raise InputRefused([Problem("account", error.problem("iban"), account)]) from error


def _own(own: list[OwnAccount], key: str) -> OwnAccount | None:
    """Return the account of the settings whose IBAN is, or alone contains, a number."""
    ibans = {account_key(one.iban): one for one in own}
    if key in ibans:
        return ibans[key]
    within = [one for number, one in ibans.items() if len(key) >= _SHORTEST_NUMBER and key in number[4:]]
    return within[0] if len(within) == 1 else None


def _known(session: Session, together: list[Taken], account: str) -> list[Entry]:
    days = [line.booked_on for one in together for line in one.statement.lines]
    return known_entries(session, account, min(days), max(days)) if days else []


def _pair(together: list[Taken], known: list[Entry], name: str) -> None:
    """Set apart what is new in statements of one account and file.

    Only an entry that has day and amount of a known one is compared with what is known.
    """
    standing = {one.where for one in known}
    entries = [lines for one in together for lines in _entries(one.statement.lines)] if standing else []
    asked = [lines for lines in entries if where_of(lines[0]) in standing]
    new = set(new_entries([entry_of(lines, name) for lines in asked], known))
    old = {id(lines[0]) for place, lines in enumerate(asked) if place not in new}
    for one in together:
        if not old:
            one.new += one.statement.lines
            continue
        for lines in _entries(one.statement.lines):
            if id(lines[0]) in old:
                one.already += len(lines)
            else:
                one.new += lines


def _entries(lines: Iterable[BankLine]) -> Iterator[list[BankLine]]:
    """Yield the lines of each entry of a statement."""
    return (list(some) for _place, some in groupby(lines, attrgetter("entry")))


# what is written


def _put_in(write: Write, read: BankRead, answer: BankImported, progress: Progress | None) -> None:
    file_id = write.ids(BankFileRow)[0]
    file = rows.BankFile(
        id=file_id,
        office_id=write.office_id,
        name=read.name,
        format=answer.format,
        sha256=read.digest,
        at=write.now,
        who=write.login,
        new=answer.new,
        already=answer.already,
    )
    keys = write.ids(BankStatement, len(answer.statements))
    statements = [
        _statement_row(one, key, file_id, write.office_id)
        for one, key in zip(answer.statements, keys, strict=True)
    ]
    write.add(
        Record("bank_file.read", f"bank_file:{file_id}", {BankFileRow: [file], BankStatement: statements})
    )
    done = 0
    for one, key in zip(answer.statements, keys, strict=True):
        for records in _records(write, one, key):
            write.add_alike(records)
            write.put_in()
            done += len(records.names)
            if progress:
                progress(done, answer.new)


def _statement_row(one: Taken, key: int, file_id: int, office_id: int) -> rows.BankStatement:
    said = one.statement
    return rows.BankStatement(
        id=key,
        office_id=office_id,
        file_id=file_id,
        account_id=one.own.id if one.own else None,
        account=one.account,
        currency=said.currency,
        reference=said.reference[:_LONGEST_TEXT],
        opening=said.opening.amount if said.opening else None,
        opening_on=said.opening.on if said.opening else None,
        closing=said.closing.amount if said.closing else None,
        closing_on=said.closing.on if said.closing else None,
        credits=said.credits,
        debits=said.debits,
        entries=said.entries,
        pending=said.pending,
        returns=said.returns,
    )


def _records(write: Write, one: Taken, statement_id: int) -> Iterator[Alikes]:
    shared = {
        "office_id": Alike(write.office_id),
        "statement_id": Alike(statement_id),
        "account": Alike(one.account),
    }
    for some in in_steps(one.new, _AT_ONCE):
        keys = write.ids(BankLineRow, len(some))
        said = dict(zip(BankLine._fields, map(_kept, zip(*some, strict=True)), strict=True))
        names = [f"bank_line:{ref}" for ref in write.references(BankLineRow, keys)]
        block = named(BankLineRow, len(some), {**said, **shared, "id": keys})
        yield Alikes("bank_line.booked", names, [block])


def _kept(values: Sequence[Any]) -> Sequence[Any]:
    """Return a column of lines as it is kept: texts without what no text holds, of what is endless the beginning."""
    if not isinstance(values[0], str):
        return values
    is_plain = all(map(str.isprintable, values)) and max(map(len, values)) <= _LONGEST_TEXT
    return values if is_plain else list(map(_clean, values))


def _clean(text: str) -> str:
    kept = (
        text if text.isprintable() else " ".join("".join(c if c.isprintable() else " " for c in text).split())
    )
    return kept[:_LONGEST_TEXT]
