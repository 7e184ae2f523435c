"""What goes wrong after a receipt, put right in one transaction: a return, a refund, whole or in part, a wrong record.

The bank takes a debit back, a cheque bounces, a gift is refunded, the payer, the day or the amount was
wrong. What stands is never edited: the receipt is cancelled, the payment reversed, the right one recorded,
and a receipt issued for what remains; the documents name each other.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from msgspec import Struct
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.batches import batch_standing
from donations_app.db.queries.closed_days import refuse_closed_credit
from donations_app.db.queries.expenses import claim_of
from donations_app.db.queries.gifts import gifts_of_payment
from donations_app.db.queries.references import named
from donations_app.db.queries.refunds import refunded_payment, refuse_refunded
from donations_app.db.tables import Payment, PaymentLine
from donations_app.domain.changes import BatchStanding
from donations_app.domain.errors import InputRefused, StandsOnClaim
from donations_app.domain.gifts import GiftLine
from donations_app.domain.money import Money
from donations_app.domain.payments import PaymentDraft
from donations_app.domain.refunds import Refund
from donations_app.domain.typed import clean_reason
from donations_app.services.books.late import PUT_RIGHT
from donations_app.services.deposits.put_right import stand_in
from donations_app.services.payments.records import record_in
from donations_app.services.payments.refunds import refund_in
from donations_app.services.payments.reversals import live_receipts_on, reverse_in
from donations_app.services.receipts.records import Issued, cancel_in, replace_in
from receipts.signature import Signer

KINDS: Final = ("return", "refund", "correction")


class Corrected(Struct, frozen=True):
    """What was written."""

    payment: str  # reference of what was taken back
    reversal: str  # reference of the payment of opposite sign
    recorded: str  # reference of the right payment, or empty
    cancelled: tuple[str, ...]  # numbers
    replaced_by: tuple[str, ...]  # numbers, each for one of ``cancelled`` where something remained
    batch: BatchStanding | None = None  # in which it was typed, as it stands afterwards
    refunded: Money | None = None  # a part that was given back; ``None``: it was taken back whole


def take_back(
    books: Books,
    ref: str,
    *,
    kind: str,
    reason: str,
    on: date,
    return_code: str = "",
    part: Refund | None = None,
    signer: Signer | None = None,
) -> Corrected:
    """Take a payment back, or a part of it, whether or not a receipt stands on it; or a refund of a part.

    A live receipt on it is cancelled for the same reason, and another issued for its other gifts, if any
    of them may be receipted.

    Args:
        books: where to save.
        ref: of the payment.
        kind: ``return`` (the bank took it back), ``refund`` or ``correction`` (it never was).
        reason: in words, compulsory; it is printed in the register.
        on: the day it was taken back.
        return_code: of the bank, such as AM04.
        part: what of it is refunded; ``None``: all that is left.
        signer: signs the receipt that is issued instead.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: there is no such payment.
        AlreadyReversed: it was taken back before.
        RefundStands: a part was refunded, and it is no refund of the rest.
        InputRefused, RefundBeyond, RefundedAlready: as ``refund_in``.
        CharactersMissing, TextTooLong: the replacement cannot be printed. Nothing is saved in any case.
    """
    with books.write() as write:
        return _correct(
            write,
            ref,
            None,
            kind=kind,
            reason=clean_reason(reason),
            on=on,
            today=books.today,
            code=return_code,
            part=part,
            signer=signer,
        )


def take_back_in(
    write: Write,
    ref: str,
    *,
    kind: str,
    reason: str,
    on: date,
    return_code: str = "",
    signer: Signer | None = None,
) -> Corrected:
    """Take a payment back whole in a transaction that others began; see ``take_back``."""
    today = write.today
    return _correct(
        write, ref, None, kind=kind, reason=reason, on=on, today=today, code=return_code, signer=signer
    )


def correct_payment(
    books: Books,
    ref: str,
    right: PaymentDraft,
    *,
    reason: str,
    signer: Signer | None = None,
) -> Corrected:
    """Record a payment as it should have been, in the place of a wrong one: another payer, day, amount ...

    The receipt that stood on the wrong one is cancelled; what replaces it holds its other gifts, and the
    right payment too when it is of the same payer and year. The right payment of another payer, or of
    another year, waits for the next run like any gift. It stays in the batch in which the wrong one was typed,
    closed or not: the stack that was counted is the same.

    Args:
        books: where to save.
        ref: of the wrong payment.
        right: the payment as it should be, under a key and a reference of its own.
        reason: in words, compulsory.
        signer: signs the receipt that is issued instead.

    Raises:
        ReasonMissing, NotFound, AlreadyReversed, CharactersMissing, TextTooLong: as ``take_back``.
        InputRefused: the right payment has problems.
        RefundStands: a part of the wrong one was refunded.
        StandsOnClaim: the wrong one is a claim of expenses. Nothing is saved in any case.
    """
    today = books.today
    with books.write() as write:
        if claim := claim_of(write.session, ref):
            raise StandsOnClaim(ref, claim)
        refuse_refunded(write.session, ref)  # before its lines, of which places hold less than was given
        if problems := right.problems(today=today):
            raise InputRefused(problems)
        return _correct(
            write,
            ref,
            right,
            kind="correction",
            reason=clean_reason(reason),
            on=today,
            today=today,
            signer=signer,
        )


def _correct(
    write: Write,
    ref: str,
    right: PaymentDraft | None,
    *,
    kind: str,
    reason: str,
    on: date,
    today: date,
    code: str = "",
    part: Refund | None = None,
    signer: Signer | None = None,
) -> Corrected:
    _keep_closed_credit(write, ref, right, kind)
    numbers = live_receipts_on(write.session, refunded_payment(write.session, ref) or ref)
    cancelled = {number: cancel_in(write, number, reason=reason, today=today) for number in numbers}
    if right:
        write.reserve({Payment: 2})  # both keys follow each other, which tells what stands in whose place
    if part:
        reversal = refund_in(write, ref, part, reason=reason, on=on)
    else:
        reversal = reverse_in(write, ref, kind=kind, reason=reason, on=on, return_code=code)
    recorded = record_in(write, right, today=today, in_place_of=ref, late=PUT_RIGHT).ref if right else ""
    if recorded:
        stand_in(write, ref, recorded)
    more = list(_same_payer(write, ref, recorded)) if recorded else []
    issued = [
        made
        for number, receipt_id in cancelled.items()
        if isinstance(
            made := replace_in(write, number, receipt_id, today=today, more=more, signer=signer), Issued
        )
    ]
    instead = tuple(made.number for made in issued)
    batch = batch_standing(write.session, ref)
    refunded = part.amount if part and refunded_payment(write.session, reversal.ref) else None
    return Corrected(ref, reversal.ref, recorded, tuple(numbers), instead, batch, refunded)


def _keep_closed_credit(write: Write, ref: str, right: PaymentDraft | None, kind: str) -> None:
    """Refuse a correction by which the money at a closed line of the bank would be another.

    Who paid it and what for is put right whenever it is found; amount, way and day are the bank's.

    Raises:
        DaysClosed: amount, method or day of credit would change, or nothing would stand in its place.
    """
    if kind != "correction":
        return  # what goes back is an entry of its own day
    minor = select(func.sum(PaymentLine.foreign_minor)).where(PaymentLine.payment_id == Payment.id)
    columns = (
        Payment.id, Payment.amount, Payment.method, Payment.credited_on, Payment.currency,
        minor.correlate(Payment).scalar_subquery().label("minor"),
    )  # fmt: skip
    found = write.session.execute(select(*columns).where(named(write.session, Payment, ref))).first()
    if found is None:
        return
    if right is None or _money_of(right) != tuple(found)[1:]:
        refuse_closed_credit(write.session, payment=found.id)


def _money_of(right: PaymentDraft) -> tuple[object, ...]:
    """Return what the bank says of a payment: amount, way, day, currency and its units."""
    given = [line.foreign_minor for line in right.lines if line.foreign_minor is not None]
    amount = Money.total(line.amount for line in right.lines)
    return amount, right.method, right.credited_on, right.currency, sum(given) if given else None


def _same_payer(write: Write, wrong: str, right: str) -> Iterator[GiftLine]:
    """Yield the lines of the right payment when its payer is that of the wrong one."""
    before, _ = gifts_of_payment(write.session, wrong)
    after, lines = gifts_of_payment(write.session, right)
    if before and after and before.id == after.id:
        yield from lines
