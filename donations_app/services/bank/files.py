"""A file of a bank is set aside whole: it was read for the wrong account, say, and is taken anew (decision 0066)."""

from msgspec import Struct
from sqlalchemy import text

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.bank_files import (
    BankFileShown,
    bank_files_named,
    lines_of_file,
    read_since,
)
from donations_app.db.queries.closed_days import refuse_closed_days
from donations_app.db.queries.matches import matches_of
from donations_app.db.records import Record
from donations_app.db.tables import BankFileAside
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.typed import is_blank
from donations_app.services.bank.matching import undo_in

_LONGEST_REASON = 500
_LOCKED = "account_closing, bank_file_aside, bank_line, bank_match, bank_statement"


class SetAside(Struct, frozen=True):
    """What became of a file that was set aside."""

    file: BankFileShown
    lines: int  # that count no more
    undone: list[str]  # lines of which a match was taken back with it
    read_since: list[
        str
    ]  # names of files that were read later, and are read anew: some of their lines stood already


def set_file_aside(books: Books, file: str, *, reason: str) -> SetAside:
    """Let a file count no more, with all its lines and balances; what its lines were said to be is taken back.

    The lines stay as the bank said them, with the reason. The same file may be taken anew, for another account.

    Args:
        books: where to save.
        file: its reference, or its name.
        reason: why, in one line.

    Raises:
        NotFound: no file is called so.
        InputRefused: there is no reason, several files bear the name, or it was set aside before; or something builds
            on what was written for one of its lines.
        PaymentReceipted: a receipt stands on a payment that was recorded or dated with one of its lines.
        DaysClosed: lines or a balance of it lie in days of an account that are closed. Nothing is saved in any case.
    """
    said = " ".join(reason.split())
    if is_blank(said) or len(said) > _LONGEST_REASON:
        raise InputRefused([Problem("reason", "missing" if is_blank(said) else "text_too_long")])
    with books.write() as write:
        write.takes_long()
        if write.is_server:
            write.session.execute(text(f"LOCK TABLE {_LOCKED} IN SHARE ROW EXCLUSIVE MODE"))
        found = _found(write, file)
        lines = lines_of_file(write.session, found.id)
        refuse_closed_days(write.session, [(account, on) for _key, account, on in lines])
        standing = matches_of(write.session, [key for key, _account, _on in lines])
        together = [one for rows_ in standing.values() for one in rows_]
        undone = undo_in(write, together).lines if together else []
        since = read_since(write.session, found)
        write.add(
            Record("bank_file.aside", f"bank_file:{found.id}", {BankFileAside: [_row(write, found, said)]})
        )
        return SetAside(found, len(lines), undone, since)


def _found(write: Write, file: str) -> BankFileShown:
    found = bank_files_named(write.session, file.strip())
    if not found:
        raise NotFound("bank_file", file)
    if len(found) > 1:
        named = ", ".join(one.ref for one in found)
        raise InputRefused([Problem("file", "files_named_so", named)])
    if found[0].reason is not None:
        raise InputRefused([Problem("file", "file_aside", found[0].ref)])
    return found[0]


def _row(write: Write, file: BankFileShown, reason: str) -> rows.BankFileAside:
    return rows.BankFileAside(
        id=write.ids(BankFileAside)[0],
        office_id=write.office_id,
        file_id=file.id,
        reason=reason,
        at=write.now,
        who=write.login,
    )
