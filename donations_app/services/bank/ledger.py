"""The rows of the ledger of matches: what is added, and what takes it back."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from donations_app.db import rows
from donations_app.db.journal import Write
from donations_app.db.queries.matches import MatchRow
from donations_app.db.records import Record
from donations_app.db.tables import BankMatch
from donations_app.domain.matching import MatchKind


def match_row(
    write: Write,
    id_: int,
    lot: UUID,
    line_id: int,
    kind: MatchKind | str,
    *,
    amount: int,
    payment_id: int | None,
    slip_id: int | None,
    is_recorded: bool,
    is_dated: bool,
    score: int = 0,
    reason: str = "",
    takes_back_id: int | None = None,
) -> rows.BankMatch:
    """Return one row of the ledger."""
    return rows.BankMatch(
        id=id_,
        office_id=write.office_id,
        lot=lot,
        line_id=line_id,
        kind=kind,
        amount=amount,
        payment_id=payment_id,
        slip_id=slip_id,
        is_recorded=is_recorded,
        is_dated=is_dated,
        score=score,
        reason=reason,
        takes_back_id=takes_back_id,
        at=write.now,
        who=write.login,
    )


def taken_back_record(write: Write, lot: UUID, one: MatchRow) -> Record:
    """Return what takes an entry of the ledger back."""
    row = match_row(
        write,
        write.ids(BankMatch)[0],
        lot,
        one.line_id,
        one.kind,
        amount=-one.amount,
        payment_id=one.payment_id,
        slip_id=one.slip_id,
        is_recorded=one.is_recorded,
        is_dated=one.is_dated,
        takes_back_id=one.id,
    )
    return Record("bank_line.unmatched", f"bank_line:{one.line}", {BankMatch: [row]})


def matched(write: Write, column: Any, key: int) -> int:
    """Return what stands in the ledger of a payment or a slip."""
    query = select(func.coalesce(func.sum(BankMatch.amount), 0)).where(column == key)
    return int(write.session.scalar(query) or 0)
