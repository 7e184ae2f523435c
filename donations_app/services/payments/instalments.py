"""What a person decides of agreed gifts: pauses, instalments forgiven, payments named or set apart; and back."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.instalments import Agreement, agreement_of
from donations_app.db.queries.leaders import leader_of
from donations_app.db.queries.references import find
from donations_app.db.queries.terms import arrived, taken_back
from donations_app.db.records import Record
from donations_app.db.tables import (
    CollectionLine,
    InstalmentDecision,
    Party,
    Payment,
    PaymentLine,
    RecurringPause,
)
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.gifts import GIVEN_KINDS
from donations_app.domain.instalments import Instalment, proposed
from donations_app.domain.recurring import Pause
from donations_app.domain.typed import clean_reason

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=400)  # what is due later is not proposed


class _Paid(NamedTuple):
    """A payment that arrived."""

    id: int
    payer_id: int | None
    on: date
    is_back: bool


def pause_recurring(
    books: Books, key: UUID, ref: str, *, first_on: date, last_on: date | None, reason: str = ""
) -> Pause:
    """Let nothing be due of an agreed gift from a day on, up to another or until it is resumed.

    Args:
        books: where to save.
        key: made by the form; the same key twice is the same pause.
        ref: of the gift.
        first_on: the first day on which nothing is due.
        last_on: the last one; ``None``: until ``resume_recurring``.
        reason: in words, or empty.

    Raises:
        NotFound: there is no such gift.
        InputRefused: it ends before it begins, touches another pause, or the gift does not run on its first day.
    """
    pause = Pause(first_on, last_on, clean_reason(reason, compulsory=False))
    with books.write() as write:
        gift = _agreement(write, ref, first_on)
        if write.session.scalar(select(RecurringPause.id).where(RecurringPause.key == key)):
            return pause
        if last_on is not None and last_on < first_on:
            raise InputRefused([Problem("last_on", "ends_before_start", last_on.isoformat())])
        ends = [one.last_on for one in gift.terms]
        if None not in ends and (end := max(filter(None, ends))) < first_on:
            raise InputRefused([Problem("first_on", "recurring_ended", end.isoformat())])
        if touched := [one for one in gift.pauses if one.overlaps(pause)]:
            raise InputRefused([Problem("first_on", "pause_overlaps", touched[0].first_on.isoformat())])
        row = rows.RecurringPause(
            id=write.ids(RecurringPause)[0],
            office_id=write.office_id,
            key=key,
            gift_id=gift.key,
            first_on=first_on,
            last_on=last_on,
            reason=pause.reason,
        )
        write.add(Record("recurring_gift.paused", f"recurring_gift:{gift.ref}", {RecurringPause: [row]}))
        return pause


def resume_recurring(books: Books, ref: str, *, on: date) -> Pause:
    """End the pause of an agreed gift: from a day on instalments are due again.

    Args:
        books: where to save.
        ref: of the gift.
        on: the first day after the pause; one before it began leaves no pause at all.

    Returns:
        The pause as it was.

    Raises:
        NotFound: there is no such gift.
        InputRefused: no pause holds on that day or later.
    """
    with books.write() as write:
        gift = _agreement(write, ref, on)
        query = select(RecurringPause.__table__).where(RecurringPause.gift_id == gift.key)
        held = [
            row
            for row in write.session.execute(query.order_by(RecurringPause.first_on))
            if row.last_on is None or row.last_on >= max(on, row.first_on)
        ]
        if not held:
            raise InputRefused([Problem("on", "not_paused", on.isoformat())])
        last = on - _DAY
        name = f"recurring_gift:{gift.ref}"
        write.change(RecurringPause, held[0].id, {"last_on": last}, kind="recurring_gift.resumed", name=name)
        return Pause(held[0].first_on, held[0].last_on, held[0].reason)


def forgive_instalment(books: Books, key: UUID, ref: str, *, due_on: date, reason: str) -> Instalment:
    """Expect an instalment no longer, for a reason; what of it arrived stays.

    Args:
        books: where to save.
        key: made by the form; the same key twice is once.
        ref: of the gift.
        due_on: the day on which the instalment is due.
        reason: in words, compulsory.

    Returns:
        The instalment as it was.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: there is no such gift.
        InputRefused: no instalment is due on that day, it is met, or it is forgiven already.
    """
    reason = clean_reason(reason)
    with books.write() as write:
        gift = _agreement(write, ref, due_on)
        one = _instalment(gift, due_on)
        if _is_known(write.session, key):
            return one
        if one.state in ("met", "forgiven"):
            raise InputRefused([Problem("due_on", f"instalment_{one.state}", due_on.isoformat())])
        decide_in(write, key, gift, "instalment.forgiven", due_on=due_on, payment_id=None, reason=reason)
        return one


def match_payment(
    books: Books, key: UUID, payment: str, ref: str, *, due_on: date | None = None
) -> Instalment:
    """Name a payment for an instalment of an agreed gift, which it then meets as far as its money goes.

    One payment may be named for several instalments, several payments for one.

    Args:
        books: where to save.
        key: made by the form; the same key twice is once.
        payment: its reference.
        ref: of the gift.
        due_on: the day on which the instalment is due; ``None``: the one that the payment meets by itself,
            else the open one nearest to its day.

    Returns:
        The instalment as it was.

    Raises:
        NotFound: there is no such gift or payment.
        InputRefused: the payment is of somebody else, is no gift in money or was taken back; no such instalment is
            due; it is forgiven, or the payments named for it meet it already.
    """
    with books.write() as write:
        paid = _payment(write.session, payment)
        gift = _agreement(write, ref, due_on or paid.on + _AHEAD)
        _check_payment(write.session, paid, gift)
        one = _instalment(gift, due_on) if due_on else _proposed(write, gift, paid)
        if one is None:
            raise InputRefused([Problem("due_on", "no_instalment_open", ref)])
        if _is_known(write.session, key):
            return one
        decided = _decisions(write.session, gift.key, one.due_on)
        named = [row for row in decided if row.payment_id and not row.reason]
        if one.state == "forgiven":
            raise InputRefused([Problem("due_on", "instalment_forgiven", one.due_on.isoformat())])
        if any(row.payment_id == paid.id for row in named):
            raise InputRefused([Problem("payment", "nothing_changed", payment)])
        if one.state == "met" and {*one.payments} <= {_ref_of(write, row.payment_id) for row in named}:
            raise InputRefused([Problem("due_on", "instalment_met", one.due_on.isoformat())])
        decide_in(write, key, gift, "instalment.matched", due_on=one.due_on, payment_id=paid.id, reason="")
        return one


def set_apart(books: Books, key: UUID, payment: str, ref: str, *, reason: str) -> Instalment:
    """Let a payment meet no instalment of the donor, for a reason: it is a gift beside what was agreed.

    Args:
        books: where to save.
        key: made by the form; one that is set apart already stays so.
        payment: its reference.
        ref: of the gift of which it meets an instalment.
        reason: in words, compulsory.

    Returns:
        The instalment that it meets, or would meet.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: there is no such gift or payment.
        InputRefused: the payment meets no instalment of the gift, or a run of direct debits collected it for that.
    """
    reason = clean_reason(reason)
    with books.write() as write:
        paid = _payment(write.session, payment)
        gift = _agreement(write, ref, paid.on + _AHEAD)
        decided = [row for row in _decisions(write.session, gift.key) if row.payment_id == paid.id]
        apart = [row.due_on for row in decided if row.reason]
        met = [one.due_on for one in gift.instalments if _ref_of(write, paid.id) in one.payments]
        if not (apart or met):
            raise InputRefused([Problem("payment", "payment_meets_none", ref)])
        if write.session.scalar(select(CollectionLine.id).where(CollectionLine.payment_id == paid.id)):
            raise InputRefused([Problem("payment", "payment_collected", payment)])
        _take_back(write, gift, [row for row in decided if not row.reason], reason)  # it is named no longer
        if not apart:
            decide_in(write, key, gift, "instalment.apart", due_on=met[0], payment_id=paid.id, reason=reason)
        return _instalment(gift, (apart or met)[0])


def take_decision_back(books: Books, ref: str, *, due_on: date, reason: str) -> int:
    """Take back what was decided of an instalment: that it is forgiven, which payments meet it, or are set apart.

    Args:
        books: where to save.
        ref: of the gift.
        due_on: the day on which the instalment is due.
        reason: in words, compulsory.

    Returns:
        How many decisions were taken back.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: there is no such gift.
        InputRefused: nothing is decided of an instalment of that day.
    """
    reason = clean_reason(reason)
    with books.write() as write:
        gift = _agreement(write, ref, due_on)
        found = _decisions(write.session, gift.key, due_on)
        if not found:
            raise InputRefused([Problem("due_on", "nothing_decided", due_on.isoformat())])
        _take_back(write, gift, found, reason)
        return len(found)


def _take_back(write: Write, gift: Agreement, found: Sequence[Any], reason: str) -> None:
    values = {"taken_back_on": write.today, "taken_back_reason": reason}
    for row in found:
        write.change(
            InstalmentDecision,
            row.id,
            values,
            kind="instalment.taken_back",
            name=f"recurring_gift:{gift.ref}",
        )


def _agreement(write: Write, ref: str, until: date) -> Agreement:
    return agreement_of(write.session, ref, today=write.today, until=until)


def _instalment(gift: Agreement, due_on: date) -> Instalment:
    found = next((one for one in gift.instalments if one.due_on == due_on), None)
    if found is None:
        code = "instalment_paused" if due_on in gift.paused else "instalment_unknown"
        raise InputRefused([Problem("due_on", code, due_on.isoformat())])
    return found


def _proposed(write: Write, gift: Agreement, paid: _Paid) -> Instalment | None:
    """Return the instalment that a payment meets by itself, else the one to propose."""
    ref = _ref_of(write, paid.id)
    by_itself = next((one for one in gift.instalments if ref in one.payments), None)
    return by_itself or proposed(gift.instalments, paid.on)


def _is_known(session: Session, key: UUID) -> bool:
    return bool(session.scalar(select(InstalmentDecision.id).where(InstalmentDecision.key == key)))


def _decisions(session: Session, gift: int, due_on: date | None = None) -> Sequence[Any]:
    """Return what was decided of an instalment and holds; without a day of all instalments of a gift."""
    one = InstalmentDecision
    query = select(one.id, one.due_on, one.payment_id, one.reason).where(
        one.gift_id == gift, one.taken_back_on.is_(None)
    )
    if due_on:
        query = query.where(one.due_on == due_on)
    return session.execute(query.order_by(InstalmentDecision.id)).all()


def _payment(session: Session, ref: str) -> _Paid:
    """Return key, payer and day of a payment that arrived, and whether it was taken back."""
    key = find(session, Payment, ref)
    payer = leader_of(Payment.payer_id).label("payer_id")
    columns = (Payment.id, payer, Payment.received_on, Payment.credited_on)
    query = select(*columns, taken_back().label("is_back")).where(Payment.id == (key or 0), arrived())
    row = session.execute(query).mappings().first()
    if row is None:
        raise NotFound("payment", ref)
    return _Paid(row["id"], row["payer_id"], row["received_on"] or row["credited_on"], bool(row["is_back"]))


def _check_payment(session: Session, paid: _Paid, gift: Agreement) -> None:
    if paid.payer_id != find(session, Party, gift.now.payer):
        raise InputRefused([Problem("payment", "payment_of_other", gift.now.payer)])
    if paid.is_back:
        raise InputRefused([Problem("payment", "payment_back", "")])
    lines = select(PaymentLine.id).where(PaymentLine.payment_id == paid.id, PaymentLine.kind.in_(GIVEN_KINDS))
    if session.scalar(lines.limit(1)) is None:
        raise InputRefused([Problem("payment", "payment_no_gift", "")])


def _ref_of(write: Write, payment: int | None) -> str:
    if payment is None:
        return ""
    query = select(Payment.ref).where(Payment.id == payment)
    return str(write.session.scalar(query))


def decide_in(
    write: Write,
    key: UUID,
    gift: Agreement,
    kind: str,
    *,
    due_on: date,
    payment_id: int | None,
    reason: str,
) -> None:
    """Write what is decided of an instalment, which was checked: a payment that meets it, or a reason."""
    row = rows.InstalmentDecision(
        id=write.ids(InstalmentDecision)[0],
        office_id=write.office_id,
        key=key,
        gift_id=gift.key,
        due_on=due_on,
        payment_id=payment_id,
        reason=reason,
        decided_on=write.today,
        taken_back_on=None,
        taken_back_reason="",
    )
    write.add(Record(kind, f"recurring_gift:{gift.ref}", {InstalmentDecision: [row]}))
