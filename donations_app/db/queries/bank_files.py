"""Files of banks that were read, and which of them count: one that was set aside counts no more, with all its lines."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from donations_app.db.queries.references import own_key
from donations_app.db.tables import BankFileAside, BankFileRow, BankLineRow, BankStatement
from donations_app.db.tables.base import own_reference


class BankFileShown(Struct, kw_only=True):
    """A file of a bank that was read."""

    id: int
    ref: str
    name: str
    format: str
    at: datetime
    who: str
    new: int  # lines that it brought
    already: int
    reason: str | None  # why it was set aside; None: it counts
    aside_at: datetime | None
    aside_by: str | None
    accounts: list[str]  # letters and digits, each once, in the order of its statements


def _left_out() -> Select[Any]:
    return select(BankStatement.id).join(BankFileAside, BankFileAside.file_id == BankStatement.file_id)


def line_counts() -> ColumnElement[bool]:
    """Return the condition that a line is of a file that was not set aside."""
    return BankLineRow.statement_id.not_in(_left_out())


def statement_counts() -> ColumnElement[bool]:
    """Return the condition that a statement is of a file that was not set aside."""
    return BankStatement.id.not_in(_left_out())


def bank_files(session: Session, *, key: int | None = None, name: str = "") -> list[BankFileShown]:
    """Return the files that were read, the latest first; of a key or a name alone, where asked."""
    file, aside = BankFileRow, BankFileAside
    own = ("id", "name", "format", "at", "who", "new", "already")
    query = (
        select(
            own_reference(file).label("ref"),
            *(getattr(file, column) for column in own),
            aside.reason,
            aside.at.label("aside_at"),
            aside.who.label("aside_by"),
        )
        .outerjoin(aside, aside.file_id == file.id)
        .order_by(file.at.desc(), file.id.desc())
    )
    if key is not None:
        query = query.where(file.id == key)
    if name:
        query = query.where(file.name == name)
    found = [BankFileShown(**row, accounts=[]) for row in session.execute(query).mappings()]
    by_key = {one.id: one for one in found}
    stated = select(BankStatement.file_id, BankStatement.account).order_by(BankStatement.id)
    for file_id, account in session.execute(stated):
        if (one := by_key.get(file_id)) and account not in one.accounts:
            one.accounts.append(account)
    return found


def any_file_read(session: Session) -> bool:
    """Tell whether a file of a bank was read."""
    return session.scalar(select(BankFileRow.id).limit(1)) is not None


def bank_files_named(session: Session, said: str) -> list[BankFileShown]:
    """Return the files that somebody means by a reference or a name; those that count, if any does."""
    key = own_key(session, BankFileRow, said)
    found = bank_files(session, key=key) if key else []
    found = found or bank_files(session, name=said)
    return [one for one in found if one.reason is None] or found


def read_since(session: Session, file: BankFileShown) -> list[str]:
    """Return names of files of the same accounts that were read later and told lines that stood already.

    Some of those may be lines of the file: they come back when such a file is read anew.
    """
    query = (
        select(BankFileRow.name)
        .join(BankStatement, BankStatement.file_id == BankFileRow.id)
        .where(BankStatement.account.in_(file.accounts), statement_counts(), BankFileRow.already > 0)
        .where(or_(BankFileRow.at > file.at, BankFileRow.id > file.id), BankFileRow.id != file.id)
        .order_by(BankFileRow.id)
    )
    return list(dict.fromkeys(session.scalars(query)))


def lines_of_file(session: Session, key: int) -> Sequence[Any]:
    """Return key, account and day of each line of a file."""
    query = (
        select(BankLineRow.id, BankLineRow.account, BankLineRow.booked_on)
        .join(BankStatement, BankStatement.id == BankLineRow.statement_id)
        .where(BankStatement.file_id == key)
        .order_by(BankLineRow.id)
    )
    return session.execute(query).all()


def stated_accounts(session: Session) -> list[str]:
    """Return the accounts of the statements that count, each once."""
    query = select(BankStatement.account).where(statement_counts()).distinct()
    return list(session.scalars(query.order_by(BankStatement.account)))


def statement_accounts(session: Session, file: int) -> list[str]:
    """Return the account of each statement of a file, in their order."""
    query = select(BankStatement.account).where(BankStatement.file_id == file).order_by(BankStatement.id)
    return list(session.scalars(query))
