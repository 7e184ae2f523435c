"""Moving cents of a payment line from one project to another: new entries, the old ones stay."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import func, select

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.closings import refuse_closed
from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.references import find_with, named
from donations_app.db.queries.shares import ProjectShare, project_shares
from donations_app.db.records import Record
from donations_app.db.steps import MOST, in_steps
from donations_app.db.tables import Allocation, AllocationDecision, Payment, PaymentLine
from donations_app.domain.decisions import DecidedMoves, Decision, MoveDraft
from donations_app.domain.errors import AlreadyReversed, InputRefused, NotAllocated, NotFound, Problem
from donations_app.domain.money import Money
from donations_app.domain.payments import AllocationDraft
from donations_app.domain.typed import TypedError, clean_reason, clean_text
from donations_app.services.books.directory import Directory, directory_of
from donations_app.services.payments.allocated import Allocated, allocated, allocation_row
from donations_app.services.payments.reversals import live_receipts_on

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
        move = MoveDraft(payment=payment, position=position, away=away, to=to)
        line = _movable_line(write, payment, position)
        _move_in(write, move, line, _directory(write, [move]), on=books.today, key=key, reason=reason)


def foresee_moves(books: Books, moves: Sequence[MoveDraft], *, on: date) -> list[ProjectShare]:
    """Return where all projects would stand after moves; nothing is saved.

    The entries of the moves are rehearsed without the checks and the journal of ``decide_moves``, so that a page
    can ask for it with every key: of hundreds of lines it takes a tenth of the time.

    Args:
        books: as they stand.
        moves: of money that stands where they say.
        on: the day of the decision.
    """
    with books.rehearsal() as twin:
        with twin.write() as write:
            directory = _directory(write, moves)
            lines = _line_keys(write, {move.payment for move in moves})
            stood = {
                (one.line_id, one.project_id, one.association_id): one
                for some in in_steps(sorted(lines.values()), MOST)
                for one in allocated(write.session, some)
            }
            for move in moves:
                away, to = (_place(directory, part) for part in (move.away, move.to))
                key = (lines[move.payment, move.position], *away)
                if stand := stood.get(key):
                    parts = [_moved(stand, away, -move.to.amount), _moved(stand, to, move.to.amount)]
                    write.insert_derived(Allocation, [allocation_row(write, part, on=on) for part in parts])
                    stood[key] = _left(stand, parts[0])
        with twin.read() as session:
            return project_shares(session, today=books.today)


def _line_keys(write: Write, refs: set[str]) -> dict[tuple[str, int], int]:
    """Return the keys of lines by payment and position."""
    found: dict[tuple[str, int], int] = {}
    for some in in_steps(sorted(refs), MOST):
        payments = {key: ref for ref, (key, *_) in find_with(write.session, Payment, some).items()}
        query = select(PaymentLine.payment_id, PaymentLine.position, PaymentLine.id)
        for payment, position, key in write.session.execute(
            query.where(PaymentLine.payment_id.in_(list(payments)))
        ):
            found[payments[payment], position] = key
    return found


def _left(stand: Allocated, gone: Allocated) -> Allocated:
    """Return what stands at a place after something was taken from it."""
    minor = None if stand.foreign_minor is None else stand.foreign_minor + (gone.foreign_minor or 0)
    return replace(stand, amount=stand.amount + gone.amount, foreign_minor=minor)


def decide_moves(books: Books, moves: Sequence[MoveDraft], decision: Decision) -> DecidedMoves:
    """Move cents of many lines by one decision: all of them, or none. The same key again is the same decision.

    The money stands at its new place from the day of the decision on, whenever that is written.

    Args:
        books: where to save.
        moves: in the order in which they are done; cents that one brings, a later one may take on.
        decision: who decided, when, by which minutes.

    Returns:
        What has to be told: payments taken from their donors' wish, live receipts on moved money.

    Raises:
        InputRefused: the decision has problems, lies before the money's day, or moves what a donor earmarked
            without his consent or a reason; a project or an association stands for nothing.
        NotFound, AlreadyReversed: as ``move_allocation``.
        NotAllocated: fewer cents stand there, on the day of the decision or later.
        YearClosed: the day of the decision lies in a closed year.
    """
    problems = list(decision.problems(today=books.today))
    if not moves:
        problems.append(Problem("moves", "moves_nothing"))
    if any(move.away.amount != move.to.amount or move.away.amount.cents <= 0 for move in moves):
        problems.append(Problem("amount", "allocations_differ"))
    if problems:
        raise InputRefused(problems)
    with books.write() as write:
        refuse_closed(write.session, decision.decided_on)
        known = select(AllocationDecision.id).where(AllocationDecision.key == decision.key)
        amount = Money.total(move.to.amount for move in moves)
        if write.session.scalar(known):
            return DecidedMoves(len(moves), amount, already=True)
        row = _decision_row(write, decision)
        write.add(Record("decision.made", f"decision:{decision.decided_on}", {AllocationDecision: [row]}))
        reason = clean_reason(decision.reason, compulsory=False) or row["minutes"]
        earmarked: dict[str, None] = {}
        receipts: dict[str, None] = {}
        directory = _directory(write, moves)
        for move in moves:
            line = _movable_line(write, move.payment, move.position)
            if _leaves_its_wish(line, move):
                earmarked[move.payment] = None
            _check_decided(line, move, decision)
            _move_in(write, move, line, directory, on=decision.decided_on, key=decision.key, reason=reason)
            receipts |= dict.fromkeys(live_receipts_on(write.session, move.payment))
        return DecidedMoves(len(moves), amount, tuple(earmarked), tuple(receipts))


def _decision_row(write: Write, decision: Decision) -> rows.AllocationDecision:
    texts = {}
    for name, limit in (("decided_by", 200), ("minutes", 500), ("consent", 500)):
        try:
            texts[name] = clean_text(getattr(decision, name), limit=limit)
        except TypedError as error:
            raise InputRefused([Problem(name, error.problem, getattr(decision, name)[:80])]) from error
    return rows.AllocationDecision(
        id=write.ids(AllocationDecision)[0],
        office_id=write.office_id,
        key=decision.key,
        decided_on=decision.decided_on,
        decided_by=texts["decided_by"],
        minutes=texts["minutes"],
        consent=texts["consent"],
        recorded_on=write.today,
    )


def _leaves_its_wish(line: Any, move: MoveDraft) -> bool:
    """Tell whether a move takes money from the project for which its donor gave it."""
    return bool(line.earmarked_by_donor and move.away.project and move.to.project != move.away.project)


def _check_decided(line: Any, move: MoveDraft, decision: Decision) -> None:
    """Refuse a decision before the money's day, and another use than the donor's without a word of why.

    Raises:
        InputRefused: as said.
    """
    if decision.decided_on < line.arrived:
        raise InputRefused([Problem("decided_on", "decided_before_money", decision.decided_on.isoformat())])
    if _leaves_its_wish(line, move) and not (decision.consent or decision.reason):
        raise InputRefused([Problem("consent", "consent_wanted", move.payment)])


def _move_in(
    write: Write, move: MoveDraft, line: Any, directory: Directory, *, on: date, key: UUID, reason: str
) -> None:
    """Move cents of a line, from a day on, in a transaction that others began.

    Raises:
        InputRefused, NotAllocated: as ``move_allocation``.
    """
    away, to = move.away, move.to
    _refuse_unknown(directory, away, to)
    ends = ((_place(directory, away), -away.amount), (_place(directory, to), to.amount))
    stand = _standing_at(write, line.id, ends[0][0])
    if stand is None or min(stand.amount, _least_from(write, line.id, ends[0][0], on)) < away.amount:
        raise NotAllocated(move.payment, away.project, away.amount.cents)
    moved = [_moved(stand, place, amount) for place, amount in ends]
    entries = [allocation_row(write, part, on=on, move_key=key, reason=reason) for part in moved]
    name = f"payment:{move.payment}/{move.position}"
    write.add(Record("allocation.moved", name, {Allocation: entries}))


def _least_from(write: Write, line_id: int, place: _Place, on: date) -> Money:
    """Return the least that stood of a line at a place on any day from one on."""
    project_id, association_id = place
    at = Allocation.association_id
    query = (
        select(Allocation.decided_on, func.sum(Allocation.amount))
        .where(Allocation.line_id == line_id, Allocation.project_id.is_not_distinct_from(project_id))
        .where(at.is_(None) if association_id is None else at.in_(records_of(association_id)))
        .group_by(Allocation.decided_on)
        .order_by(Allocation.decided_on)
    )
    steps = [(day, amount.cents) for day, amount in write.session.execute(query)]
    sums = list(accumulate(cents for _, cents in steps))
    before = [cents for (day, _), cents in zip(steps, sums, strict=True) if day <= on][-1:] or [0]
    after = [cents for (day, _), cents in zip(steps, sums, strict=True) if day > on]
    return Money(min([*before, *after]))


def _directory(write: Write, moves: Sequence[MoveDraft]) -> Directory:
    """Return what the ends of all moves name."""
    ends = [end for move in moves for end in (move.away, move.to)]
    refs, codes = {end.association for end in ends}, {end.project for end in ends}
    return directory_of(write.session, refs - {""}, codes - {""})


def _refuse_unknown(directory: Directory, away: AllocationDraft, to: AllocationDraft) -> None:
    """Refuse ends that stand for nothing.

    Raises:
        InputRefused: a project or an association stands for nothing.
    """
    problems = directory.target_problems(to.project, to.association)
    if to.association and not to.project:
        problems.append(Problem("association", "association_without_project", to.association))
    # an association that has left its project may still be taken from
    problems += directory.target_problems(away.project, "")
    if away.association:
        problems += directory.party_problems("association", away.association)
    if problems:
        raise InputRefused(problems)


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
        select(
            PaymentLine.id,
            PaymentLine.office_id,
            PaymentLine.payment_id,
            PaymentLine.earmarked_by_donor,
            func.coalesce(Payment.received_on, Payment.credited_on).label("arrived"),
        )
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
    return replace(stand.part(amount), project_id=project_id, association_id=association_id)
