"""What was written for a match is taken back with it, and nothing else: days of credit, payments, returns."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from donations_app.db.journal import Write
from donations_app.db.queries.closed_days import refuse_closed_days
from donations_app.db.queries.closings import open_from, refuse_closed
from donations_app.db.queries.drafts import draft_of
from donations_app.db.queries.matches import MatchRow, lines_of_payments
from donations_app.db.queries.put_right import key_anew
from donations_app.db.queries.slips import slip_of, slip_row
from donations_app.db.records import Record
from donations_app.db.tables import BankLineRow, BankMatch, Payment
from donations_app.domain.errors import InputRefused, PaymentReceipted
from donations_app.domain.gifts import day_in_books
from donations_app.services.bank.ledger import match_row, matched, taken_back_record
from donations_app.services.payments.records import record_in
from donations_app.services.payments.reversals import live_receipts_on, reverse_in


def take_back_effects(write: Write, one: MatchRow, lot: UUID) -> None:
    """Take back what was written for a match that no longer stands, and nothing else.

    Raises:
        InputRefused: the payment that came back cannot be recorded anew.
        PaymentReceipted: a receipt stands on the payment.
        YearClosed: the day lies in a closed year.
    """
    if one.kind == "return":
        if one.is_recorded:
            _record_anew(write, one, lot)
    elif one.slip_id is not None:
        _uncredit_slip(write, one)
    elif one.payment_id is not None:
        _take_back_payment(write, one)


def _uncredit_slip(write: Write, one: MatchRow) -> None:
    key = one.slip_id or 0
    if matched(write, BankMatch.slip_id, key):
        return
    day = _day_of_lines(write, BankMatch.slip_id, key)
    if day is not None and slip_row(write.session, one.slip).credited_on == day:
        from donations_app.services.deposits.slips import undo_credit_in  # it prints: loaded when needed

        undo_credit_in(write, one.slip)


def _take_back_payment(write: Write, one: MatchRow) -> None:
    row: Any = write.row(Payment, one.payment_id or 0) or {}
    if matched(write, BankMatch.payment_id, row["id"]):
        return  # another line brought a part of it
    day = one.booked_on if one.is_recorded else _day_of_lines(write, BankMatch.payment_id, row["id"])
    if day is None:
        return
    first_open = open_from(write.session)
    is_back = write.session.scalar(select(Payment.id).where(Payment.reverses_id == row["id"]))
    if is_back and (one.is_recorded or min(day, row["received_on"] or day) < first_open):
        return  # it was taken back by itself meanwhile
    if numbers := live_receipts_on(write.session, one.payment):
        raise PaymentReceipted(one.payment, numbers[0])
    if one.is_recorded:
        on = day if day >= first_open else write.today  # on no day of an open year it was there
        reverse_in(write, one.payment, kind="correction", reason=one.line, on=on)
    else:
        _uncredit(write, one.payment, row, day)


def _day_of_lines(write: Write, column: Any, key: int) -> date | None:
    """Return the day of credit that a line wrote since nothing else of a payment or slip stood in the ledger.

    The line that wrote it may be taken back before the last one is.
    """
    query = (
        select(BankMatch.amount, BankMatch.is_dated, BankMatch.takes_back_id, BankLineRow.booked_on)
        .join(BankLineRow, BankLineRow.id == BankMatch.line_id)
        .where(column == key)
        .order_by(BankMatch.id)
    )
    stood, day = 0, None
    for amount, is_dated, takes_back_id, booked_on in write.session.execute(query):
        day = None if not stood else day
        if is_dated and takes_back_id is None:
            day = booked_on
        stood += amount
    return day


def _uncredit(write: Write, ref: str, row: Any, day: date) -> None:
    if row["credited_on"] != day or row["received_on"] is None:
        return
    if day_in_books(row["method"], row["received_on"], day) == day:
        refuse_closed(write.session, day, row["received_on"])
    write.change(
        Payment, row["id"], {"credited_on": None}, kind="payment.credit_undone", name=f"payment:{ref}"
    )


def _record_anew(write: Write, one: MatchRow, lot: UUID) -> None:
    """Record a payment again that was said to have come back, since nothing takes a return back.

    What the bank's lines were found to be of the first one, they are of the second.
    """
    old = write.row(Payment, one.payment_id or 0) or {}
    key = old["reverses_id"]
    ref = write.session.scalar(select(Payment.ref).where(Payment.id == key)) or ""
    draft = draft_of(write.session, ref, key=key_anew(old["key"]))
    if problems := draft.problems(today=write.today):
        raise InputRefused(problems)
    made = record_in(write, draft, today=write.today, in_place_of=ref)
    write.put_in()
    if slip_of(write.session, key):
        from donations_app.services.deposits.put_right import stand_in  # it prints: loaded when needed

        stand_in(write, ref, made.ref)
    for match in lines_of_payments(write.session, [key]).get(key, []):
        if match.payment_id != key:
            continue
        refuse_closed_days(write.session, [(match.account, match.booked_on)])
        write.add(taken_back_record(write, lot, match))
        write.put_in()  # the line is free before it is taken again
        row = match_row(
            write, write.ids(BankMatch)[0], lot, match.line_id, match.kind, amount=match.amount,
            payment_id=made.id, slip_id=None, is_recorded=match.is_recorded, is_dated=match.is_dated,
            score=match.score,
        )  # fmt: skip
        write.add(Record("bank_line.matched", f"bank_line:{match.line}", {BankMatch: [row]}))
        write.put_in()
