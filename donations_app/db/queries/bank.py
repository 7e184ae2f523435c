"""Lines of banks: what stands of an account in some days, and the list of them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.bank_files import line_counts, statement_counts
from donations_app.db.queries.matches import LineState, explained, state_of_line
from donations_app.db.queries.references import own_key
from donations_app.db.steps import in_steps
from donations_app.db.tables import Account, BankFileAside, BankFileRow, BankLineRow, BankStatement
from donations_app.db.tables.base import own_reference
from donations_app.domain.bank import BankLine, account_key
from donations_app.domain.errors import NotFound
from donations_app.domain.same_entries import Entry, entry_of


class OwnAccount(Struct, frozen=True):
    """A bank account of the association."""

    id: int
    label: str
    iban: str


class BankLineShown(Struct, frozen=True, kw_only=True):
    """One line of a statement in a list."""

    id: int
    ref: str
    account: str
    booked_on: date
    amount: int
    currency: str
    counterpart: str
    remittance: str
    label: str
    counterpart_iban: str
    is_return: bool
    state: LineState = "unmatched"

    @property
    def text(self) -> str:
        """What the bank wrote, the counterpart first."""
        said = dict.fromkeys(filter(None, (self.counterpart, self.label, self.remittance)))
        return " · ".join(said)


class BankLineDetail(BankLineShown, frozen=True, kw_only=True):
    """A line with all that the bank says of it."""

    value_on: date | None
    entry_amount: int
    return_code: str
    creditor_reference: str
    end_to_end: str
    mandate: str
    bank_reference: str
    code: str
    instructed: str
    charges: int
    batch: int
    file: str  # name of the one that brought it


def own_accounts(session: Session) -> list[OwnAccount]:
    """Return the accounts of the settings, by label."""
    query = select(Account.id, Account.label, Account.iban).order_by(Account.label, Account.id)
    return [OwnAccount(*row) for row in session.execute(query)]


def known_entries(session: Session, account: str, first: date, last: date) -> list[Entry]:
    """Return the entries of an account that were booked in some days."""
    line = BankLineRow
    columns = [getattr(line, name) for name in BankLine._fields]
    query = (
        select(BankFileRow.format, line.statement_id, *columns)
        .join(BankStatement, BankStatement.id == line.statement_id)
        .join(BankFileRow, BankFileRow.id == BankStatement.file_id)
        .where(line.account == account, line.booked_on.between(first, last), line_counts())
        .order_by(line.statement_id, line.entry, line.id)
    )
    found = groupby(session.execute(query), lambda row: (row[0], row[1], row[2]))
    return [entry_of([BankLine(*row[2:]) for row in rows], key[0]) for key, rows in found]


class FileRead(Struct, frozen=True):
    """A file that was read before."""

    id: int
    ref: str
    name: str
    at: datetime


def file_read(session: Session, digest: str) -> FileRead | None:
    """Return the file of these bytes that was read before, if one was.

    One that was set aside does not count; nor does one that was read before another was set aside: lines that stood
    already when it was read may stand no more.
    """
    last_aside = session.scalar(select(func.max(BankFileAside.at)))
    query = select(BankFileRow.id, own_reference(BankFileRow), BankFileRow.name, BankFileRow.at).where(
        BankFileRow.sha256 == digest,
        BankFileRow.id.not_in(select(BankFileAside.file_id)),
    )
    if last_aside is not None:
        query = query.where(BankFileRow.at > last_aside)
    row = session.execute(query.order_by(BankFileRow.at).limit(1)).first()
    return FileRead(*row) if row else None


def _asked(query: Select[Any], account: str, typed: str) -> Select[Any]:
    query = query.where(line_counts())
    if account:
        query = query.where(BankLineRow.account == account_key(account))
    if typed:
        texts = (BankLineRow.counterpart, BankLineRow.remittance, BankLineRow.label)
        said = " ".join(typed.split())
        query = query.where(
            func.coalesce(texts[0] + " " + texts[1] + " " + texts[2], "").icontains(said, autoescape=True)
        )
    return query


def bank_line_keys(
    session: Session, *, account: str = "", typed: str = "", oldest_first: bool = False
) -> list[int]:
    """Return the keys of lines, the latest first; of an account, or with a text in what is written, where asked."""
    query = _asked(select(BankLineRow.id), account, typed)
    order = (BankLineRow.booked_on, BankLineRow.id)
    if not oldest_first:
        order = tuple(column.desc() for column in order)  # type: ignore[assignment]
    return list(session.scalars(query.order_by(*order)))


def bank_lines(session: Session, keys: Sequence[int]) -> dict[int, BankLineShown]:
    """Return the lines of some keys."""
    line = BankLineRow
    names = [name for name in BankLineShown.__struct_fields__ if name not in ("ref", "state")]
    found: dict[int, BankLineShown] = {}
    for some in in_steps(keys):
        query = select(own_reference(line).label("ref"), *(getattr(line, name) for name in names))
        known = explained(session, some)
        for row in session.execute(query.where(line.id.in_(some))).mappings():
            state = state_of_line(row["amount"], known.get(row["id"]))
            found[row["id"]] = BankLineShown(**row, state=state)
    return found


def bank_line_detail(session: Session, key: int) -> BankLineDetail | None:
    """Return a line with all that the bank says of it, or ``None``."""
    line = BankLineRow
    names = [name for name in BankLineDetail.__struct_fields__ if name not in ("ref", "state", "file")]
    query = (
        select(
            own_reference(line).label("ref"),
            BankFileRow.name.label("file"),
            *(getattr(line, name) for name in names),
        )
        .join(BankStatement, BankStatement.id == line.statement_id)
        .join(BankFileRow, BankFileRow.id == BankStatement.file_id)
        .where(line.id == key)
    )
    row = session.execute(query).mappings().first()
    if row is None:
        return None
    state = state_of_line(row["amount"], explained(session, [key]).get(key))
    return BankLineDetail(**row, state=state)


def check_account(session: Session, account: str) -> None:
    """Refuse an account of which nobody knows: that nothing is found of it would say nothing.

    Raises:
        NotFound: the settings do not have it, and no statement that counts is of it.
    """
    if not account or account_key(account) in {account_key(one.iban) for one in own_accounts(session)}:
        return
    stated = select(BankStatement.id).where(BankStatement.account == account_key(account), statement_counts())
    if session.scalar(stated.limit(1)) is None:
        raise NotFound("account", account)


def listed_lines(session: Session, *, account: str = "") -> Iterator[BankLineShown]:
    """Yield lines, the latest first."""
    keys = bank_line_keys(session, account=account)
    for some in in_steps(keys):
        rows = bank_lines(session, some)
        yield from (rows[key] for key in some)


def bank_line_key(session: Session, ref: str) -> int | None:
    """Return the key of the line of a reference, or ``None``."""
    key = own_key(session, BankLineRow, ref)
    return session.scalar(select(BankLineRow.id).where(BankLineRow.id == key)) if key else None


class AccountStanding(Struct, frozen=True):
    """What the books hold of an account: how many lines, from when to when, the last balance that is stated."""

    account: str
    label: str  # of the settings, or empty where it is not among them
    currency: str
    lines: int
    first_on: date | None
    last_on: date | None
    closing: int | None
    closing_on: date | None


def account_standings(session: Session) -> list[AccountStanding]:
    """Return the accounts of which statements were read, by number."""
    line, statement = BankLineRow, BankStatement
    counted = {
        row[0]: tuple(row)[1:]
        for row in session.execute(
            select(line.account, func.count(), func.min(line.booked_on), func.max(line.booked_on))
            .where(line_counts())
            .group_by(line.account)
        )
    }
    labels = {account_key(one.iban): one.label for one in own_accounts(session)}
    closings: dict[str, Any] = {}
    query = select(statement.account, statement.currency, statement.closing, statement.closing_on).where(
        statement_counts()
    )
    for row in session.execute(
        query.order_by(statement.closing_on.is_(None).desc(), statement.closing_on, statement.id)
    ):
        kept = closings.get(row[0])
        closings[row[0]] = row if kept is None or row[2] is not None else kept
    found = []
    for account, row in sorted(closings.items()):
        lines, first_on, last_on = counted.get(account, (0, None, None))
        label = labels.get(account, "")
        found.append(AccountStanding(account, label, row[1], lines, first_on, last_on, row[2], row[3]))
    return found
