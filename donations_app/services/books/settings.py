"""Making new books, and the facts of the association with the days from which they hold."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from secrets import randbelow
from typing import Final
from uuid import uuid4

from msgspec import Struct
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.acting import Writer
from donations_app.db.address import is_url
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.lines import Row
from donations_app.db.migrating import build_schema, new_file
from donations_app.db.open import open_books
from donations_app.db.opening import check_local
from donations_app.db.queries import settings as queries
from donations_app.db.records import Record
from donations_app.db.tables import (
    Account,
    Base,
    MailAccount,
    Office,
    OfficeFactsRow,
    Organisation,
    SignatoryRow,
)
from donations_app.domain.authors import Author
from donations_app.domain.errors import ChangedMeanwhile
from donations_app.domain.french_time import day_in_france
from donations_app.domain.keys import LARGEST_ORIGIN
from donations_app.domain.settings import (
    AccountDraft,
    MailDraft,
    OfficeDraft,
    OrganisationDraft,
    SettingsDraft,
    SignatoryDraft,
)
from donations_app.domain.storage_errors import BooksExist, BooksReadOnly
from donations_app.domain.structs import asdict
from donations_app.formats.writing import check_place
from donations_app.machine.private import make_private_folder
from donations_app.services.books.origins import open_origin
from donations_app.services.books.settings_checks import check_settings

_SPARED: Final = 1024  # origins that the head office can open after the highest that is drawn


def create_books(
    location: str,
    settings: SettingsDraft,
    *,
    clock: Callable[[], datetime],
    author: Author | None = None,
    today: Callable[[], date] | None = None,
    then: Callable[[Books], object] | None = None,
    origin: int = 0,
) -> Books:
    """Make new books and open them. A file is made beside its place and moved there when it is whole.

    Args:
        location: where they shall be.
        settings: the facts of the association.
        clock: see ``Books``.
        author: see ``Books``.
        today: gives the day from which they hold; see ``Books``.
        then: fills the books; when it fails, there are none.
        origin: number of the head office's; drawn when 0, so that two files made apart can meet.

    Raises:
        InputRefused: the settings have problems.
        BooksExist: books, or anything else, stand there.
        ProgramFolder: they would lie among the files of the program.
        BooksReadOnly, BooksOnNetwork, BooksUnreachable: they cannot be made there.
    """
    day = today or (lambda: day_in_france(clock()))
    _make(location, _Plan(settings, clock, author, day, then, origin), keep=True)
    return open_books(location, clock=clock, author=author, today=today)


def rehearse_books(
    location: str,
    settings: SettingsDraft,
    *,
    clock: Callable[[], datetime],
    author: Author | None = None,
    today: Callable[[], date] | None = None,
    then: Callable[[Books], object] | None = None,
    origin: int = 0,
) -> str:
    """Do all that ``create_books`` does and leave nothing of it; return the name that the books would have.

    Raises:
        InputRefused, BooksExist, BooksReadOnly, BooksOnNetwork, BooksUnreachable: as ``create_books``.
    """
    day = today or (lambda: day_in_france(clock()))
    return _make(location, _Plan(settings, clock, author, day, then, origin), keep=False)


class _Plan(Struct, frozen=True):
    """With what new books are filled."""

    settings: SettingsDraft
    clock: Callable[[], datetime]
    author: Author | None
    today: Callable[[], date]
    then: Callable[[Books], object] | None
    origin: int = 0  # of the head office; drawn when 0


def _make(location: str, plan: _Plan, *, keep: bool) -> str:
    check_settings(plan.settings, plan.today())
    if is_url(location):
        return _fill(location, plan, keep=keep)
    return _make_file(Path(location), plan, keep=keep)


def _make_file(path: Path, plan: _Plan, *, keep: bool) -> str:
    check_place(path)
    try:
        if path.exists() or path.is_symlink():
            raise BooksExist(str(path))
        if keep:
            make_private_folder(path.parent)
        folder = next(place for place in path.absolute().parents if place.exists())
        check_local(folder)
        made = folder / f".{path.name[:40]}.{uuid4().hex[:8]}.new"
        new_file(made)
    except OSError as error:
        raise BooksReadOnly(str(path)) from error
    try:
        _fill(str(made), plan, keep=keep)
        if keep:
            _move(made, path)
    finally:
        made.unlink(missing_ok=True)
    return str(path)


def _move(made: Path, path: Path) -> None:
    """Put the file in its place, unless something appeared there meanwhile."""
    try:
        path.hardlink_to(made)
    except FileExistsError as error:
        raise BooksExist(str(path)) from error
    except OSError:
        made.rename(path)  # a filesystem without links


def _fill(location: str, plan: _Plan, *, keep: bool) -> str:
    """Make schema and content in one transaction."""
    books = Books(location, clock=plan.clock, author=plan.author, today=plan.today)
    try:
        with books.as_one(save=keep) as connection:
            if inspect(connection).get_table_names():
                raise BooksExist(books.name)
            build_schema(connection)
            first = plan.origin or randbelow(LARGEST_ORIGIN - _SPARED) + 1  # no other file has drawn it
            head = next(office.code for office in plan.settings.offices if office.is_head)
            with books.write_as_first(Writer(books.login, head, 1, first, head)) as write:
                write.note_schema()
                _add_offices(write, plan.settings)
                _add_facts(write, plan.settings, today=books.today)
            if plan.then:
                plan.then(books)
    finally:
        books.close()
    return books.name


def standing_settings(session: Session, on: date) -> SettingsDraft:
    """Return what the settings say on a day, as one would state them again."""
    facts = asdict(queries.organisation(session, on))
    del facts["valid_from"]
    mail, known = queries.mail_account(session, on), queries.office_facts(session, on)
    return SettingsDraft(
        OrganisationDraft(**facts),
        tuple(
            OfficeDraft(row.code, row.name, row.is_head, known.get(row.id))
            for row in queries.offices(session)
        ),
        tuple(
            SignatoryDraft(row.name, row.title, row.valid_from, row.valid_to, row.image)
            for row in queries.signatories(session)
        ),
        tuple(AccountDraft(**asdict(row)) for row in queries.accounts(session)),
        MailDraft(**asdict(mail)) if mail else None,
    )


def load_settings(
    books: Books,
    settings: SettingsDraft,
    *,
    seen: SettingsDraft | None = None,
) -> None:
    """Bring the settings to what is stated: new facts hold from ``today``, what is gone stays as history.

    Args:
        books: where to save.
        settings: all that shall hold.
        seen: what the author had before his eyes (``standing_settings``); ``None`` for a file.

    Raises:
        NotInFieldBook: the books are a field book.
        InputRefused: the settings have problems.
        ChangedMeanwhile: the settings are no longer those that were seen.
    """
    books.check_at_home("organisation")
    today = books.today
    check_settings(settings, today)
    with books.write() as write:
        if seen is not None and standing_settings(write.session, today) != seen:
            raise ChangedMeanwhile("settings", queries.organisation(write.session, today).name)
        _add_offices(write, settings)
        _add_facts(write, settings, today=today)


def _add_offices(write: Write, settings: SettingsDraft) -> None:
    known = {code: key for code, key in write.session.execute(select(Office.code, Office.id))}
    # the head office numbers, and is 1
    wanted = sorted(settings.offices, key=lambda draft: not draft.is_head)
    new = [draft for draft in wanted if draft.code not in known]
    for draft in wanted:
        facts = {"code": draft.code, "name": draft.name, "is_head": draft.is_head}
        if draft.code in known and (draft.name, draft.is_head) != _office(write, known[draft.code]):
            write.change(Office, known[draft.code], facts, kind="office.changed", name=f"office:{draft.code}")
    named = {draft.code for draft in settings.offices}
    for code, office_id in known.items():  # one head office: one that the file does not name is none any more
        if code not in named and _office(write, office_id)[1]:
            write.change(Office, office_id, {"is_head": False}, kind="office.changed", name=f"office:{code}")
    for office_id, draft in enumerate(new, max(known.values(), default=0) + 1):
        row = rows.Office(id=office_id, code=draft.code, name=draft.name, is_head=draft.is_head)
        write.add(Record("office.opened", f"office:{draft.code}", {Office: [row]}))
        open_origin(write, office_id, draft.code, "office")


def _office(write: Write, office_id: int) -> tuple[str, bool]:
    row = write.session.execute(select(Office.name, Office.is_head).where(Office.id == office_id)).one()
    return row.name, row.is_head


def _add_facts(write: Write, settings: SettingsDraft, *, today: date) -> None:
    _add_dated(write, Organisation, settings.organisation.facts(), today, "organisation")
    if settings.mail:
        _add_dated(write, MailAccount, asdict(settings.mail), today, "mail_account")
    for person in settings.signatories:
        where = (SignatoryRow.name == person.name, SignatoryRow.valid_from == person.valid_from)
        facts = {
            "name": person.name,
            "title": person.title,
            "valid_from": person.valid_from,
            "valid_to": person.valid_to,
            "image": person.image,
        }
        _add_or_change(write, SignatoryRow, where, facts, f"signatory:{person.name}")
    for account in settings.accounts:
        facts = {**account.facts(), "office_id": None}
        _add_or_change(write, Account, (Account.iban == facts["iban"],), facts, f"account:{account.label}")
    _add_office_facts(write, settings, today)


def _add_office_facts(write: Write, settings: SettingsDraft, today: date) -> None:
    """Write what is said of offices, once they and the accounts stand."""
    keys: dict[str, int] = {code: key for code, key in write.session.execute(select(Office.code, Office.id))}
    ibans: dict[str, int] = {
        iban: key for iban, key in write.session.execute(select(Account.iban, Account.id))
    }
    for office in settings.offices:
        if office.facts is None:
            continue
        facts = asdict(office.facts)
        facts["account_id"] = ibans[office.facts.iban] if facts.pop("account") else None
        of = {"office_id": keys[office.code]}
        _add_dated(write, OfficeFactsRow, facts, today, f"office:{office.code}", of)


def _add_dated(
    write: Write, kind: type[Base], facts: Row, today: date, name: str, of: Row | None = None
) -> None:
    """Write facts that hold from a day on when they differ from those in force; later ones stay later.

    Args:
        write: the transaction.
        kind: their table.
        facts: its columns.
        today: the day.
        name: of the record in the audit trail.
        of: whose they are, where the table holds those of several.
    """
    table, whose = kind.__table__, of or {}
    of_these = [table.c[key] == value for key, value in whose.items()]
    until = select(table).where(table.c.valid_from <= today, *of_these)
    found = write.session.execute(until.order_by(table.c.valid_from.desc()).limit(1))
    in_force, entry = found.mappings().first(), f"{kind.__tablename__}.changed"
    if in_force and all(in_force[key] == value for key, value in facts.items()):
        return
    if in_force and in_force["valid_from"] == today:  # a correction of the same day
        write.change(kind, in_force["id"], facts, kind=entry, name=name)
        return
    row = {"id": write.ids(kind)[0], "valid_from": today, **whose, **facts}
    write.add(Record(entry, name, {kind: [row]}))


def _add_or_change(
    write: Write, table: type[Account | SignatoryRow], where: tuple[object, ...], facts: Row, name: str
) -> None:
    columns = table.__table__
    found = write.session.execute(select(columns).where(*where)).mappings().first()  # type: ignore[arg-type]
    kind = name.partition(":")[0]
    if found is None:
        row = {"id": write.ids(table)[0], **facts}
        write.add(Record(f"{kind}.added", name, {table: [row]}))
    elif any(found[key] != value for key, value in facts.items()):
        write.change(table, found["id"], facts, kind=f"{kind}.changed", name=name)
