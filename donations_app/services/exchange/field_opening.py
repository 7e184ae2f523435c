"""Opening a field book: new books of an office, with an origin and a chain of their own (decision 0060).

What it begins with, people and projects, stands in one entry of its first link. At home that entry is kept as its
digest: there the rows are told already, and the chain can be followed.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.acting import Writer
from donations_app.db.books import Books
from donations_app.db.chain import GENESIS, entry_digest
from donations_app.db.lines import DIGEST, Row, signed_lines
from donations_app.db.migrating import build_schema, new_file
from donations_app.db.queries.settings import offices
from donations_app.db.queries.trail import OriginRow, TrailEntry, TrailLink, identity, trail
from donations_app.db.records import Record
from donations_app.db.tables import (
    Account,
    Base,
    Consent,
    FieldBook,
    FormerAddress,
    Head,
    LegalParameter,
    Office,
    OfficeFactsRow,
    Officer,
    Organisation,
    Origin,
    Party,
    PartyApart,
    PartyMerge,
    PartyOrigin,
    PartyWord,
    Programme,
    Project,
    ProjectBudget,
    ProjectPartner,
    Situation,
)
from donations_app.domain.authors import Author
from donations_app.domain.errors import NotAllowed
from donations_app.domain.storage_errors import BooksExist, BooksReadOnly
from donations_app.formats.sealed import Keys, new_keys
from donations_app.formats.writing import check_place
from donations_app.services.books.origins import office_of, open_origin
from donations_app.services.exchange.copies import head_office
from donations_app.services.exchange.sight import codes_seen

# what the office may see, bank details apart; of other tables nothing: no payment, no receipt, no agreed gift
_WHOLE: Final[tuple[type[Base], ...]] = (
    Origin, Office, Organisation, LegalParameter,
    Party, PartyMerge, PartyApart, PartyOrigin, FormerAddress, Situation, Officer, Consent,
    Programme, Project, ProjectBudget, ProjectPartner,
)  # fmt: skip


class Opened(Struct, frozen=True):
    """A field book that was opened."""

    code: str
    office: str
    people: int
    projects: int


def open_field_book(books: Books, path: Path, office: str) -> Opened:
    """Open a field book for an office: a file that records under an origin of its own.

    Args:
        books: at home; whoever opens it there answers for all of them, as the numbers of origins do.
        path: of the new file.
        office: code.

    Raises:
        NotFound: there is no such office.
        NotAllowed: the login does not answer for the books.
        NotInFieldBook: these books are a field book themselves.
        BooksExist, BooksReadOnly, ProgramFolder: the file cannot be made there.
    """
    books.check_at_home("origin")
    check_place(path)
    if path.exists() or path.is_symlink():
        raise BooksExist(str(path))
    if books.is_server and books.role != "treasurer":
        raise NotAllowed(books.login, "field open")
    at_home = books.acting(office=head_office(books))
    own, field = new_keys()
    made = path.with_name(f".{path.name[:40]}.new")
    try:  # before anything is saved at home: a field book that nobody has would wait there for ever
        new_file(made)
    except OSError as error:
        raise BooksReadOnly(str(path)) from error
    try:
        number, home = _begin(at_home, office, own)
        opened, first = _make(books, made, number, _key_row(0, number, home, field))
        with at_home.write() as write:
            write.graft(first)
        _place(made, path)
    finally:
        made.unlink(missing_ok=True)
    return opened


def _begin(at_home: Books, office: str, own: Keys) -> tuple[int, str]:
    """Number the origin of a new field book at home, and keep its keys; return its number and whose these are."""
    given = codes_seen(at_home)
    with at_home.write() as write:
        number = open_origin(write, office_of(write, office), office, "field", is_here=False, given=given)
        home = identity(write.session)
        code = write.session.scalars(select(Origin.code).where(Origin.id == number)).one()
        row = _key_row(write.ids(FieldBook)[0], number, home, own)
        write.add(Record("field_book.numbered", f"origin:{code}", {FieldBook: [row]}))
    return number, home


def _key_row(key: int, origin: int, home: str, keys: Keys) -> rows.FieldBook:
    return rows.FieldBook(id=key, origin_id=origin, home=home, own_key=keys.own, other_key=keys.other)


def _place(made: Path, path: Path) -> None:
    try:
        path.hardlink_to(made)
    except FileExistsError as error:
        raise BooksExist(str(path)) from error
    except OSError:
        made.rename(path)  # a filesystem without links


def _make(books: Books, made: Path, number: int, keys: rows.FieldBook) -> tuple[Opened, TrailLink]:
    """Fill the file; return what it holds, and its first link as it is kept at home."""
    with books.read() as session:
        found = dict[type[Base], list[Row]](_rows(session, number))
        words = [dict(row) for row in session.execute(select(PartyWord.__table__)).mappings()]
        office = next(one for one in offices(session) if one.id == _origin(found, number)["office_id"])
    code = _origin(found, number)["code"]
    field = Books(
        str(made), clock=books.clock, author=Author(books.login, office.code), today=lambda: books.today
    )
    try:
        with field.as_one(save=True) as connection:
            build_schema(connection)
            with field.write_as_first(Writer(field.login, office.code, office.id, number, code)) as write:
                write.note_schema()
                keys["id"] = write.ids(FieldBook)[0]
                begun = found | {FieldBook: [keys]}
                write.add(Record("field_book.opened", f"origin:{code}", begun))
                heads = [_head(one["id"], number, write.now) for one in found[Origin]]
                write.insert_derived(Head, heads)
                write.insert_derived(PartyWord, words)
            with field.read() as session:
                first = next(trail(session, OriginRow(number, code, office.id, 1, "")))
    finally:
        field.close()
    return Opened(code, office.code, len(found[Party]), len(found[Project])), _by_digests(first)


def _head(origin: int, own: int, at: datetime) -> rows.Head:
    return rows.Head(origin_id=origin, is_here=origin == own, n=0, at=at, hash=GENESIS)


def _origin(found: Mapping[type[Base], list[Row]], number: int) -> Row:
    return next(row for row in found[Origin] if row["id"] == number)


def _rows(session: Session, number: int) -> Iterator[tuple[type[Base], list[Row]]]:
    """Yield the rows that the office of an origin may see, by table, those first that others name."""
    for table in _WHOLE:
        columns = table.__table__
        query = select(columns)
        if table is Party:  # whom others lead to first
            query = query.order_by(Party.leader_id != Party.id, columns.c.id)
        yield table, [dict(row) for row in session.execute(query).mappings()]
    yield from _bank_rows(session, number)


def _bank_rows(session: Session, number: int) -> Iterator[tuple[type[Base], list[Row]]]:
    """Yield the accounts that slips of the office may name, and the facts of offices, which name their accounts."""
    office = select(Origin.office_id).where(Origin.id == number).scalar_subquery()
    of_others = select(OfficeFactsRow.account_id).where(
        OfficeFactsRow.account_id > 0, OfficeFactsRow.office_id != office
    )
    own = select(OfficeFactsRow.account_id).where(
        OfficeFactsRow.account_id > 0, OfficeFactsRow.office_id == office
    )
    query = select(Account.__table__).where(
        or_(Account.office_id.is_(None), Account.office_id == office),
        or_(Account.id.not_in(of_others), Account.id.in_(own)),
    )
    accounts: list[Row] = [{**row, "creditor_id": ""} for row in session.execute(query).mappings()]
    yield Account, accounts
    known = {row["id"] for row in accounts}
    facts: list[Row] = [dict(row) for row in session.execute(select(OfficeFactsRow.__table__)).mappings()]
    yield (
        OfficeFactsRow,
        [row if row["account_id"] in known else {**row, "account_id": None} for row in facts],
    )


def _by_digests(link: TrailLink) -> TrailLink:
    """Return a link whose entries are told by their digests alone."""
    return replace(link, entries=tuple(map(_by_digest, link.entries)))


def _by_digest(entry: TrailEntry) -> TrailEntry:
    lines = ((sign.encode(), sha256(said.encode()).digest()) for sign, said in signed_lines(entry.content))
    return replace(entry, content=DIGEST + entry_digest(entry.kind, entry.record, lines).hex())
