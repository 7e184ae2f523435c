"""What becomes of a run of direct debits: sent once, cancelled before, credited by the bank.

When a run was sent its debits become payments, named for their instalments, that wait for the day on which the bank
credits them. What comes back is a return of such a payment; the debit is then let go of (``released_on``), and its
instalment may be collected again.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.collections import RunRow, run_named
from donations_app.db.queries.instalments import Agreement, agreements
from donations_app.db.queries.put_right import debits_put_right
from donations_app.db.queries.terms import taken_back
from donations_app.db.queries.waiting_debits import doubtful_debits
from donations_app.db.records import Record
from donations_app.db.steps import in_steps
from donations_app.db.tables import (
    CollectionLine,
    CollectionRun,
    InstalmentDecision,
    Payment,
    RecurringGiftRow,
)
from donations_app.domain.collecting import RunCancelled, RunNotSent, RunSent
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.payments import FIRST_DAY, AllocationDraft, LineDraft, PaymentDraft
from donations_app.domain.typed import clean_reason
from donations_app.domain.waiting_debits import DebitsDoubtful
from donations_app.services.books.directory import directory_of
from donations_app.services.payments.records import payment_records


def mark_sent(books: Books, number: str, *, kept: Collection[str] = ()) -> RunRow:
    """Note that the file of a run went to the bank: its debits become payments that wait for their credit.

    Args:
        books: where to save.
        number: of the run.
        kept: references of gifts whose debits are at the bank, though they would not be collected so today.

    Raises:
        DebitsDoubtful: debits would not be collected so today, and are not kept; nothing is saved.
        NotFound: there is no such run.
        RunSent: it was sent before; never twice.
        RunCancelled: it was cancelled.
    """
    with books.write() as write:
        row = _standing(write, number)
        found = doubtful_debits(write.session, today=write.today, number=number)
        if left := tuple(one for one in found if one.debit.gift not in kept):
            raise DebitsDoubtful(number, left)
        values = {"sent_on": write.today, "sent_at": write.now, "sent_by": write.login}
        write.change(CollectionRun, row["id"], values, kind="collection.sent", name=f"collection:{number}")
        _record_payments(write, row)
        return run_named(write.session, number)


def _standing(write: Write, number: str) -> Any:
    """Return the row of a run that was neither sent nor cancelled, locked."""
    key = write.session.scalar(select(CollectionRun.id).where(CollectionRun.number == number))
    row = write.row(CollectionRun, key) if key else None
    if row is None:
        raise NotFound("collection", number)
    if row["sent_on"]:
        raise RunSent(number, row["sent_on"], row["sent_by"])
    if row["cancelled_on"]:
        raise RunCancelled(number, row["cancelled_on"])
    return row


def _record_payments(write: Write, run: Any) -> None:
    """Record the payments of a run that was sent, each named for its instalment."""
    query = select(CollectionLine.__table__).where(CollectionLine.run_id == run["id"])
    lines = write.session.execute(query.order_by(CollectionLine.id)).all()
    gifts = _agreements(write, lines, run["collected_on"])
    drafts = [_payment(write, run["key"], line, gifts[line.gift_id]) for line in lines]
    parts = [part for draft in drafts for line in draft.lines for part in line.allocations]
    directory = directory_of(
        write.session,
        {draft.payer for draft in drafts} | {part.association for part in parts} - {""},
        {part.project for part in parts} - {""},
    )
    records = list(payment_records(write, drafts, directory, today=write.today))
    write.add(*records)
    keys = [record.rows[Payment][0]["id"] for record in records]
    pairs = list(zip(lines, keys, strict=True))
    write.add(*_named(write, run["key"], pairs, gifts))
    name = f"collection:{run['number']}"
    for line, key in pairs:
        write.change(CollectionLine, line.id, {"payment_id": key}, kind="collection.sent", name=name)


def _agreements(write: Write, lines: Iterable[Any], until: date) -> dict[int, Agreement]:
    """Return the gifts of debits whole, by key."""
    keys = sorted({line.gift_id for line in lines})
    found: dict[int, Agreement] = {}
    for some in in_steps(keys):
        payers = write.session.scalars(select(RecurringGiftRow.payer_id).where(RecurringGiftRow.id.in_(some)))
        whole = agreements(write.session, today=write.today, until=until, payers=list(payers))
        found |= {one.key: one for one in whole}
    return found


def _payment(write: Write, run: UUID, line: Any, gift: Agreement) -> PaymentDraft:
    """Return the payment that a debit becomes: received on the day it is sent, credited when the bank says so."""
    terms = [one for one in gift.terms if one.first_on <= line.due_on] or list(gift.terms)
    now = terms[-1]
    target = AllocationDraft(amount=line.amount, project=now.project, association=now.association)
    part = LineDraft(
        kind="donation",
        amount=line.amount,
        allocations=(target,) if now.project else (),
        earmarked_by_donor=now.earmarked_by_donor,
    )
    return PaymentDraft(
        key=uuid5(run, line.end_to_end),
        office=write.author.office,
        method="direct_debit",
        payer=now.payer,
        received_on=write.today,
        lines=(part,),
    )


def _named(
    write: Write, run: UUID, pairs: Sequence[tuple[Any, int]], gifts: dict[int, Agreement]
) -> Iterator[Record]:
    """Yield which payment meets which instalment."""
    for (line, payment), key in zip(pairs, write.ids(InstalmentDecision, len(pairs)), strict=True):
        row = rows.InstalmentDecision(
            id=key,
            office_id=write.office_id,
            key=uuid5(run, f"instalment:{line.end_to_end}"),
            gift_id=line.gift_id,
            due_on=line.due_on,
            payment_id=payment,
            reason="",
            decided_on=write.today,
            taken_back_on=None,
            taken_back_reason="",
        )
        name = f"recurring_gift:{gifts[line.gift_id].ref}"
        yield Record("instalment.matched", name, {InstalmentDecision: [row]})


def cancel_run(books: Books, number: str, *, reason: str) -> RunRow:
    """Cancel a run whose file does not go to the bank: its instalments may be collected again.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound, RunSent, RunCancelled: as ``mark_sent``.
    """
    reason = clean_reason(reason)
    with books.write() as write:
        row = _standing(write, number)
        kind, name = "collection.cancelled", f"collection:{number}"
        values = {"cancelled_on": write.today, "reason": reason}
        write.change(CollectionRun, row["id"], values, kind=kind, name=name)
        let_go = {"released_on": write.today, "released_reason": "cancelled"}
        lines = select(CollectionLine.id).where(CollectionLine.run_id == row["id"])
        for key in list(write.session.scalars(lines.order_by(CollectionLine.id))):
            write.change(CollectionLine, key, let_go, kind=kind, name=name)
        return run_named(write.session, number)


def note_credit(books: Books, number: str, *, on: date) -> int:
    """Write the day on which the bank credited a run, on each of its payments that waits for it and stands.

    Args:
        books: where to save.
        number: of the run.
        on: the day, from that of the collection on, tomorrow at the latest.

    Returns:
        How many payments waited.

    Raises:
        NotFound: there is no such run.
        RunNotSent: it did not go to the bank.
        InputRefused: the day lies before the collection or in the future.
    """
    with books.write() as write:
        run = run_named(write.session, number)
        if run.sent_on is None:
            raise RunNotSent(number)
        if on < run.collected_on:
            raise InputRefused([Problem("credited_on", "before_collection", on.isoformat())])
        if not FIRST_DAY <= on <= write.today + timedelta(days=1):
            raise InputRefused([Problem("credited_on", "date_out_of_range", on.isoformat())])
        found = _waiting(write.session, run.id)
        for key, ref in found:
            write.change(Payment, key, {"credited_on": on}, kind="payment.credited", name=f"payment:{ref}")
        return len(found)


def _waiting(session: Session, run_id: int) -> list[tuple[int, str]]:
    """Return the payments of a run that stand and wait for their credit, also those in the place of wrong ones."""
    of_run = CollectionLine.run_id == run_id
    keys = [key for key in session.scalars(select(CollectionLine.payment_id).where(of_run)) if key]
    instead = debits_put_right(session, keys)
    waits = Payment.credited_on.is_(None) & ~taken_back()
    of_debits = select(CollectionLine.payment_id).where(of_run)
    some = or_(Payment.id.in_(of_debits), Payment.id.in_(instead.values()))
    query = select(Payment.id, Payment.ref).where(some, waits).order_by(Payment.id)
    return [(row.id, row.ref) for row in session.execute(query)]
