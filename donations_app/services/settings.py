"""Making new books, and the facts of the association with the days from which they hold."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import inspect, select

from donations_app.db.engine import Books, is_url, known_errors, open_books
from donations_app.db.journal import GENESIS, Author, Record, Row, Write
from donations_app.db.migrating import build_schema, new_file
from donations_app.db.opening import check_local
from donations_app.db.tables import Account, AuditHead, Base, MailAccount, Office, Organisation, SignatoryRow
from donations_app.domain.errors import BooksExist, BooksReadOnly, InputRefused
from donations_app.domain.settings import SettingsDraft


def create_books(
    location: str, settings: SettingsDraft, *, today: date, clock: Callable[[], datetime], user: str = ""
) -> Books:
    """Make new books and open them.

    A file is made beside its place and moved there when it is whole.

    Raises:
        InputRefused: the settings have problems.
        BooksExist: books, or anything else, stand there.
        BooksReadOnly, BooksOnNetwork: they cannot be made there.
    """
    if problems := settings.problems():
        raise InputRefused(problems)
    if is_url(location):
        _fill(Books(location, clock=clock), settings, today=today, user=user)
    else:
        _make_file(Path(location), settings, today=today, clock=clock, user=user)
    return open_books(location, clock=clock)


def _make_file(
    path: Path, settings: SettingsDraft, *, today: date, clock: Callable[[], datetime], user: str
) -> None:
    if path.exists() or path.is_symlink():
        raise BooksExist(str(path))
    made = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        check_local(path.parent)
        made.unlink(missing_ok=True)
        new_file(made)
    except OSError as error:
        raise BooksReadOnly(str(path)) from error
    try:
        _fill(Books(str(made), clock=clock), settings, today=today, user=user)
        made.rename(path)
    finally:
        made.unlink(missing_ok=True)


def _fill(books: Books, settings: SettingsDraft, *, today: date, user: str) -> None:
    try:
        with known_errors(books.name), books.engine.connect() as connection:
            if inspect(connection).get_table_names():
                raise BooksExist(books.name)
            build_schema(connection)
            connection.commit()
        with books.write_as_first(Author(user or books.user, 1)) as write:
            _add_offices(write, settings)
            _add_facts(write, settings, today=today)
    finally:
        books.close()


def load_settings(books: Books, settings: SettingsDraft, *, today: date, office: str, user: str = "") -> None:
    """Bring the settings to what a file states: new facts hold from ``today``, what is gone stays as history.

    Raises:
        InputRefused: the settings have problems.
    """
    if problems := settings.problems():
        raise InputRefused(problems)
    with books.write(office=office, user=user) as write:
        _add_offices(write, settings)
        _add_facts(write, settings, today=today)


def _add_offices(write: Write, settings: SettingsDraft) -> None:
    known = {code: key for code, key in write.session.execute(select(Office.code, Office.id))}
    rows: list[Row] = []
    for draft in settings.offices:
        facts = {"code": draft.code, "name": draft.name, "is_head": draft.is_head}
        if draft.code not in known:
            rows.append({"id": write.ids(Office)[0], **facts})
        elif (draft.name, draft.is_head) != _office(write, known[draft.code]):
            write.change(Office, known[draft.code], facts, kind="office.changed", name=f"office:{draft.code}")
    named = {draft.code for draft in settings.offices}
    for code, office_id in known.items():  # one head office: one that the file does not name is none any more
        if code not in named and _office(write, office_id)[1]:
            write.change(Office, office_id, {"is_head": False}, kind="office.changed", name=f"office:{code}")
    if rows:
        records = [Record("office.opened", f"office:{row['code']}", {Office: [row]}) for row in rows]
        write.add(*records)
        heads = [{"office_id": row["id"], "n": 0, "at": write.now, "hash": GENESIS} for row in rows]
        write.insert_derived(AuditHead, heads)


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
            "name": person.name, "title": person.title, "valid_from": person.valid_from,
            "valid_to": person.valid_to, "image": person.image,
        }  # fmt: skip
        _add_or_change(write, SignatoryRow, where, facts, f"signatory:{person.name}")
    for account in settings.accounts:
        facts = {
            "label": account.label, "iban": account.iban, "bic": account.bic,
            "creditor_id": account.creditor_id, "office_id": None,
        }  # fmt: skip
        _add_or_change(write, Account, (Account.iban == account.iban,), facts, f"account:{account.label}")


def _add_dated(write: Write, kind: type[Base], facts: Row, today: date, name: str) -> None:
    """Write facts that hold from today on when they differ from those in force."""
    table = kind.__table__
    latest = write.session.execute(
        select(table).order_by(table.c.valid_from.desc()).limit(1)
    ).mappings().first()  # fmt: skip
    if latest and all(latest[key] == value for key, value in facts.items()):
        return
    row = {"id": 0, "valid_from": today, **facts}
    if latest and latest["valid_from"] >= today:  # a correction of the same day
        write.change(kind, latest["id"], facts, kind=f"{name}.changed", name=name)
    else:
        row["id"] = write.ids(kind)[0]
        write.add(Record(f"{name}.changed", name, {kind: [row]}))


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
