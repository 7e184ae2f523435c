"""Moving cents of a payment line from one project to another: new entries, the old ones stay."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.journal import Record, Row, Write
from donations_app.db.queries.references import named
from donations_app.db.tables import Allocation, Payment, PaymentLine
from donations_app.domain.errors import AlreadyReversed, InputRefused, NotAllocated, NotFound, Problem
from donations_app.domain.payments import AllocationDraft
from donations_app.domain.private_share import FACTS
from donations_app.domain.typed import clean_reason
from donations_app.services.books.directory import Directory, directory_of


def move_allocation(
    books: Books,
    payment: str,
    position: int,
    *,
    away: AllocationDraft,
    to: AllocationDraft,
    reason: str,
    key: UUID,
) -> None:
    """Move cents of one line. The same key again is the same move.

    Args:
        books: where to save.
        payment: reference.
        position: of the line in its payment, from 1.
        away: where the cents stand now; no project is the general fund.
        to: where they shall stand, of the same amount.
        reason: in words, compulsory.
        key: made by the form when it opens.

    Raises:
        ReasonMissing: the reason is empty.
        InputRefused: a project or an association stands for nothing.
        NotFound: there is no such line.
        AlreadyReversed: the payment was taken back: no cent of it stands anywhere.
        NotAllocated: fewer cents stand there.
    """
    reason = clean_reason(reason)
    if away.amount != to.amount or away.amount.cents <= 0:
        raise InputRefused([Problem("amount", "allocations_differ")])
    with books.write() as write:
        if write.session.scalar(select(Allocation.id).where(Allocation.move_key == key).limit(1)):
            return
        directory = _known_targets(write, away, to)
        line = _movable_line(write, payment, position)
        ends = (_target(directory, away), _target(directory, to))
        standing = _standing(write, line.id, ends[0])
        if standing is None or standing.amount < away.amount:
            raise NotAllocated(payment, away.project, away.amount.cents)
        move = _move_facts(line, standing, key, reason, books.today)
        entries = zip(write.ids(Allocation, 2), (-away.amount, to.amount), ends, strict=True)
        rows = [{"id": own, "amount": amount, **move, **end} for own, amount, end in entries]
        write.add(Record("allocation.moved", f"payment:{payment}/{position}", {Allocation: rows}))


def _move_facts(line: Any, standing: Any, key: UUID, reason: str, on: date) -> Row:
    """Return what both entries of a move say: the facts of the cents stay with them."""
    return {
        "office_id": line.office_id, "line_id": line.id, "decided_on": on, "move_key": key, "reason": reason,
        **{name: getattr(standing, name) for name in FACTS},
    }  # fmt: skip


def _known_targets(write: Write, away: AllocationDraft, to: AllocationDraft) -> Directory:
    """Return what both ends stand for.

    Raises:
        InputRefused: a project or an association stands for nothing.
    """
    directory = directory_of(
        write.session, {away.association, to.association} - {""}, {away.project, to.project} - {""}
    )
    ends = ((part.project, part.association) for part in (away, to))
    if problems := [problem for end in ends for problem in directory.target_problems(*end)]:
        raise InputRefused(problems)
    return directory


def _target(directory: Directory, part: AllocationDraft) -> Row:
    return {
        "project_id": directory.projects.get(part.project),
        "association_id": directory.parties[part.association][0] if part.association else None,
    }


def _movable_line(write: Write, payment: str, position: int) -> Any:
    """Return a line, locked, with its office.

    Raises:
        NotFound: there is no such line.
        AlreadyReversed: its payment was taken back.
    """
    line = write.session.execute(
        select(PaymentLine.id, PaymentLine.office_id, PaymentLine.payment_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(named(write.session, Payment, payment), PaymentLine.position == position)
        .with_for_update(of=PaymentLine)
    ).first()
    if line is None:
        raise NotFound("payment", f"{payment}/{position}")
    if write.session.scalar(select(Payment.id).where(Payment.reverses_id == line.payment_id)):
        raise AlreadyReversed(payment)
    return line


def _standing(write: Write, line_id: int, here: Row) -> Any:
    """Return the facts and the sum of what stands where a move takes it away, or nothing."""
    facts = [Allocation.__table__.c[name] for name in FACTS]
    return write.session.execute(
        select(*facts, func.sum(Allocation.amount).label("amount"))
        .where(
            Allocation.line_id == line_id,
            Allocation.project_id.is_not_distinct_from(here["project_id"]),
            Allocation.association_id.is_not_distinct_from(here["association_id"]),
        )
        .group_by(*facts)
    ).first()
