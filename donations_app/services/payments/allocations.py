"""Moving cents of a payment line from one project to another: new entries, the old ones stay."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.journal import Record, Write
from donations_app.db.queries.references import named
from donations_app.db.tables import Allocation, Payment, PaymentLine
from donations_app.domain.errors import AlreadyReversed, InputRefused, NotAllocated, NotFound, Problem
from donations_app.domain.money import Money, allocate
from donations_app.domain.payments import AllocationDraft
from donations_app.domain.typed import clean_reason
from donations_app.services.books.directory import Directory, directory_of
from donations_app.services.payments.allocated import Allocated, allocated, allocation_row

_Place = tuple[int | None, int | None]  # keys of project and association; none is the general fund


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
        ends = ((_place(directory, away), -away.amount), (_place(directory, to), to.amount))
        stand = _standing_at(write, line.id, ends[0][0])
        if stand is None or stand.amount < away.amount:
            raise NotAllocated(payment, away.project, away.amount.cents)
        moved = [_moved(stand, place, amount) for place, amount in ends]
        entries = [allocation_row(write, part, on=books.today, move_key=key, reason=reason) for part in moved]
        write.add(Record("allocation.moved", f"payment:{payment}/{position}", {Allocation: entries}))


def _known_targets(write: Write, away: AllocationDraft, to: AllocationDraft) -> Directory:
    """Return what both ends stand for.

    Raises:
        InputRefused: a project or an association stands for nothing.
    """
    directory = directory_of(
        write.session, {away.association, to.association} - {""}, {away.project, to.project} - {""}
    )
    problems = directory.target_problems(to.project, to.association)
    # an association that has left its project may still be taken from
    problems += directory.target_problems(away.project, "")
    if away.association:
        problems += directory.party_problems("association", away.association)
    if problems:
        raise InputRefused(problems)
    return directory


def _place(directory: Directory, part: AllocationDraft) -> _Place:
    association_id = directory.parties[part.association].id if part.association else None
    return directory.projects.get(part.project), association_id


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


def _standing_at(write: Write, line_id: int, place: _Place) -> Allocated | None:
    """Return the cents of a line that stand at a place, or nothing."""
    stand = allocated(write.session, [line_id])
    return next((part for part in stand if (part.project_id, part.association_id) == place), None)


def _moved(stand: Allocated, place: _Place, amount: Money) -> Allocated:
    """Return cents at another place; their facts stay with them."""
    project_id, association_id = place
    return replace(
        stand,
        project_id=project_id,
        association_id=association_id,
        amount=amount,
        foreign_minor=_part(stand.foreign_minor, amount, stand.amount),
    )


def _part(minor: int | None, amount: Money, whole: Money) -> int | None:
    """Return what belongs to an amount of what a whole is in another currency; below zero where the amount is."""
    if minor is None:
        return None
    size = abs(amount.cents)
    part = allocate(Money(minor), [size, whole.cents - size])[0].cents
    return part if amount.cents > 0 else -part
