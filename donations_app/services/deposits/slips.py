"""Deposit slips: made of cheques or cash, handed in at the bank, noted as credited, or cancelled before it.

A slip is numbered without holes in the series of the origin that makes it, and what it prints is frozen with it.
What becomes of its cheques later (one comes back unpaid, one was typed wrongly) never changes it; see ``slip_detail``.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, cast

from sqlalchemy import false, func, or_, select, text

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.documents import Documents, packed_tail
from donations_app.db.journal import Write
from donations_app.db.lines import Row
from donations_app.db.queries.closed_days import refuse_closed_credit
from donations_app.db.queries.closings import refuse_closed
from donations_app.db.queries.deposits import (
    Found,
    candidates,
    holding,
    slip_lines,
)
from donations_app.db.queries.settings import office_facts
from donations_app.db.queries.slips import slip_row
from donations_app.db.records import Record
from donations_app.db.tables import (
    Base,
    DepositCash,
    DepositLine,
    DepositSlip,
    LiveDeposit,
    Payment,
)
from donations_app.domain.deposit_errors import (
    AlreadyDeposited,
    CashDiffers,
    SlipCancelled,
    SlipChanged,
    SlipCredited,
    SlipHandedIn,
    SlipNotHandedIn,
)
from donations_app.domain.deposits import (
    SlipDraft,
    counted,
    obstacle,
    series_of_slips,
    slip_number,
    to_json,
)
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.money import ZERO, Money
from donations_app.domain.offices import OfficeFacts
from donations_app.domain.typed import clean_reason
from donations_app.services.books.bases import stored_base
from donations_app.services.deposits.content import account_for, printed_slip, slip_content

# who makes another slip of an origin waits, since numbers follow each other; no row is locked for it, because a clerk
# may change none that all slips of an origin share
_SLIPS: Final = 6
_TURN: Final = text("SELECT pg_advisory_xact_lock(:kind, :origin)")


def make_slip(books: Books, draft: SlipDraft) -> str:
    """Put payments of the office that acts on a new slip, and return its number; the same key is the same slip.

    Raises:
        InputRefused: payments cannot stand on a slip, or the cash cannot be read. Nothing is saved in any case.
        NotFound: a payment or the account is not there.
        AccountUndecided: no account is named, the office has none of its own, and there is not exactly one.
        AlreadyDeposited: a payment stands on another slip.
        CashDiffers: what was counted is not the sum of the payments.
        CharactersMissing: a name cannot be printed.
    """
    if problems := draft.problems(today=books.today):
        raise InputRefused(problems)
    with books.write() as write:
        session = write.session
        known = select(DepositSlip.number).where(
            DepositSlip.office_id == write.office_id, DepositSlip.key == draft.key
        )
        if number := session.scalar(known):
            return str(number)
        refuse_closed(session, draft.made_on)
        found = candidates(session, draft.payments)
        _check(write, draft, found)
        if write.is_server:
            session.execute(_TURN, {"kind": _SLIPS, "origin": write.author.origin_id})
        return _write(write, draft, found)


def _check(write: Write, draft: SlipDraft, found: list[Found]) -> None:
    office, method, day = write.author.office, draft.method, draft.made_on
    codes = [
        (
            one.candidate.ref,
            obstacle(one.candidate, method=method, office=office, made_on=day, currency=draft.currency)
            or ("deposit_units_unsaid" if one.amount is None else ""),
        )
        for one in found
    ]
    if problems := [Problem("payments", code, ref) for ref, code in codes if code]:
        raise InputRefused(problems)
    ids = [one.id for one in found]
    if len(set(ids)) < len(ids):
        twice = next(one.candidate.ref for one in found if ids.count(one.id) > 1)
        raise InputRefused([Problem("payments", "payment_twice", twice)])
    if held := holding(write.session, ids):
        ref = next(one.candidate.ref for one in found if one.id == held[0])
        raise AlreadyDeposited(ref, held[1])
    amount = Money.total(one.amount or ZERO for one in found)
    if draft.method == "cash" and counted(draft.cash) != amount:
        raise CashDiffers(counted(draft.cash).cents, amount.cents, draft.currency)


def _write(write: Write, draft: SlipDraft, found: list[Found]) -> str:
    session, series = write.session, series_of_slips(write.author.origin_code)
    last = session.scalar(select(func.max(DepositSlip.n)).where(DepositSlip.series == series)) or 0
    of_office = office_facts(session, draft.made_on).get(write.office_id, OfficeFacts())
    account = account_for(write, draft, of_office)
    content = slip_content(write, draft, found, slip_number(series, last + 1), account, of_office)
    printed = printed_slip(content)
    base_id, sample = stored_base(write, printed)
    slip = rows.DepositSlip(
        id=write.ids(DepositSlip)[0],
        office_id=write.office_id,
        key=draft.key,
        series=series,
        n=last + 1,
        number=content.number,
        account_id=account.id,
        method=draft.method,
        currency=draft.currency,
        made_on=draft.made_on,
        made_at=write.now,
        made_by=write.login,
        count=len(found),
        amount=content.amount,
        content=to_json(content),
        base_id=base_id,
        tail=packed_tail(printed.tail, sample),
        sha256=printed.sha256,
        handed_in_on=None,
        credited_on=None,
        bank_reference="",
        cancelled_on=None,
        reason="",
    )
    lines = [
        line_row(write, slip["id"], write.office_id, payment_id=one.id, amount=one.amount or ZERO)
        for one in found
    ]
    cash = _cash_rows(write, draft, slip["id"])
    made: dict[type[Base], Sequence[Row]] = {DepositSlip: [slip], DepositLine: lines}
    if cash:
        made[DepositCash] = cash
    write.add(Record("deposit.made", f"deposit:{content.number}", made))
    live = [rows.LiveDeposit(payment_id=one.id, slip_id=slip["id"]) for one in found]
    write.insert_derived(LiveDeposit, live)
    return content.number


def line_row(
    write: Write,
    slip_id: int,
    office_id: int,
    *,
    payment_id: int,
    amount: Money,
    in_place_of: int | None = None,
) -> rows.DepositLine:
    """Return the row of a payment on a slip."""
    return rows.DepositLine(
        id=write.ids(DepositLine)[0],
        office_id=office_id,
        slip_id=slip_id,
        payment_id=payment_id,
        amount=amount,
        in_place_of_id=in_place_of,
    )


def _cash_rows(write: Write, draft: SlipDraft, slip_id: int) -> list[rows.DepositCash]:
    pieces = sorted(draft.cash, key=lambda one: -one.worth)
    return [
        rows.DepositCash(id=key, office_id=write.office_id, slip_id=slip_id, worth=one.worth, count=one.count)
        for key, one in zip(write.ids(DepositCash, len(pieces)), pieces, strict=True)
    ]


def slip_document(books: Books, number: str) -> bytes:
    """Return the document of a slip, byte by byte as it was frozen.

    Raises:
        NotFound: no slip bears the number.
        BooksDamaged: the document is not the one that was made.
    """
    with books.read() as session:
        columns = (DepositSlip.number, DepositSlip.base_id, DepositSlip.tail, DepositSlip.sha256)
        row = session.execute(select(*columns).where(DepositSlip.number == number)).first()
        if row is None:
            raise NotFound("deposit_slip", number)
        return Documents(session, books.name).whole(row)


def hand_in(books: Books, number: str, *, on: date, corrects: bool = False) -> None:
    """Note the day on which a slip was handed in at the bank; the same day twice is once.

    Args:
        books: where to save.
        number: of the slip.
        on: the day at the bank.
        corrects: another day that was noted was wrong: it stays in the audit trail alone.

    Raises:
        NotFound: no slip bears the number.
        SlipCancelled: it was cancelled.
        SlipHandedIn: it was handed in on another day, and nobody said that it is put right.
        SlipCredited: the credit of the bank builds on the day that was noted.
        SlipChanged: a payment on it was taken back since: what is handed in is no longer what the slip says.
        InputRefused: the day lies before that of the slip, or after today.
    """
    with books.write() as write:
        slip = _locked(write, number)
        _check_day(on, slip["made_on"], books.today, "handed_in_before_made")
        if slip["cancelled_on"]:
            raise SlipCancelled(number, slip["cancelled_on"])
        if slip["handed_in_on"] == on:
            return
        if slip["handed_in_on"] and not corrects:
            raise SlipHandedIn(number, slip["handed_in_on"])
        if slip["credited_on"]:
            raise SlipCredited(number, slip["credited_on"])
        if slip["handed_in_on"] is None:
            _check_whole(write, slip)
        kind = "deposit.day_put_right" if slip["handed_in_on"] else "deposit.handed_in"
        write.change(DepositSlip, slip["id"], {"handed_in_on": on}, kind=kind, name=f"deposit:{number}")


def _check_whole(write: Write, slip: rows.DepositSlip) -> None:
    """Refuse a slip that says more, or other, than what goes to the bank.

    Raises:
        SlipChanged: a payment on it was taken back, or another stands in the place of one.
    """
    lines = [line for line in slip_lines(write.session, slip["id"]) if not line.is_put_right]
    gone = [line.payment for line in lines if line.reversal]
    changed = [line.in_place_of for line in lines if line.in_place_of]
    if gone or Money.total(line.amount for line in lines) != slip["amount"]:
        raise SlipChanged(slip["number"], (gone or changed)[0])


def note_credit(
    books: Books, number: str, *, on: date, reference: str | None = "", corrects: bool = False
) -> None:
    """Note the day on which the bank credited a slip, and the reference of its line; twice is once.

    Its cheques that are still there have arrived that day: where their day of credit was not known, it is written.

    Args:
        books: where to save.
        number: of the slip.
        on: the day of the bank's line.
        reference: as the bank writes it; it may be put right later. ``None``: the one that stands there.
        corrects: another day that was noted was wrong, of the slip and of its cheques; it stays in the audit
            trail alone.

    Raises:
        NotFound: no slip bears the number.
        SlipCancelled: the bank never had it.
        SlipNotHandedIn: the bank does not have it yet.
        SlipCredited: it was credited on another day, and nobody said that it is put right.
        DaysClosed: its credit stands at a line of days that are closed.
        InputRefused: the day lies before it was handed in, or after today; the reference is too long.
    """
    with books.write() as write:
        credit_in(write, number, on=on, reference=reference, corrects=corrects)


def credit_in(
    write: Write, number: str, *, on: date, reference: str | None = "", corrects: bool = False
) -> None:
    """Note the credit of a slip as ``note_credit``, in a transaction that others began."""
    reference = reference and clean_reason(reference, compulsory=False)
    slip = _locked(write, number)
    if slip["cancelled_on"]:
        raise SlipCancelled(number, slip["cancelled_on"])
    if slip["handed_in_on"] is None:
        raise SlipNotHandedIn(number)
    _check_day(on, slip["handed_in_on"], write.today, "credited_before_handed_in")
    was = slip["credited_on"]
    if was and was != on and not corrects:
        raise SlipCredited(number, was)
    said = slip["bank_reference"] if reference is None else reference
    if (was, slip["bank_reference"]) == (on, said):
        return
    if was and was != on:
        refuse_closed_credit(write.session, slip=slip["id"])
    values = {"credited_on": on, "bank_reference": said}
    kind = "deposit.day_put_right" if was and was != on else "deposit.credited"
    write.change(DepositSlip, slip["id"], values, kind=kind, name=f"deposit:{number}")
    if slip["method"] == "cheque":
        _credit_cheques(write, slip["id"], on, was=was)


def undo_credit_in(write: Write, number: str) -> None:
    """Take the credit of a slip back that was noted with a match, and its day on the cheques that bear it.

    The database refuses it unless that match is taken back.
    """
    slip = _locked(write, number)
    values = {"credited_on": None, "bank_reference": ""}
    write.change(DepositSlip, slip["id"], values, kind="deposit.credit_undone", name=f"deposit:{number}")
    if slip["method"] != "cheque":
        return
    query = (
        select(Payment.id, Payment.ref)
        .join(LiveDeposit, LiveDeposit.payment_id == Payment.id)
        .where(LiveDeposit.slip_id == slip["id"], Payment.credited_on == slip["credited_on"])
        .where(Payment.received_on.is_not(None))
        .order_by(Payment.id)
    )
    for key, ref in write.session.execute(query).all():
        kind = "payment.credit_undone"
        write.change(Payment, key, {"credited_on": None}, kind=kind, name=f"payment:{ref}")


def _credit_cheques(write: Write, slip_id: int, on: date, *, was: date | None) -> None:
    """Write the day on the cheques that have none yet, or the one of the slip that was wrong."""
    wrong = Payment.credited_on == was if was and was != on else false()
    back = select(Payment.reverses_id).where(Payment.reverses_id.is_not(None))
    query = (
        select(Payment.id, Payment.ref)
        .join(LiveDeposit, LiveDeposit.payment_id == Payment.id)
        .where(
            LiveDeposit.slip_id == slip_id, or_(Payment.credited_on.is_(None), wrong), Payment.id.not_in(back)
        )
        .order_by(Payment.id)
    )
    for key, ref in write.session.execute(query).all():
        write.change(Payment, key, {"credited_on": on}, kind="payment.credited", name=f"payment:{ref}")


def cancel_slip(books: Books, number: str, *, reason: str, on: date, corrects: bool = False) -> None:
    """Cancel a slip that the bank does not have: its number stays, its payments wait for another.

    Args:
        books: where to save.
        number: of the slip.
        reason: why it does not go there.
        on: the day.
        corrects: it was noted as handed in and was not, or the bank has its payments on another one.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: no slip bears the number.
        SlipCancelled: it was cancelled before.
        SlipCredited: the bank had it.
        SlipHandedIn: it was handed in, and nobody said that the bank does not have it.
        InputRefused: the day lies before that of the slip or of its hand-in, or after today.
    """
    reason = clean_reason(reason)
    with books.write() as write:
        slip = _locked(write, number)
        if slip["cancelled_on"]:
            raise SlipCancelled(number, slip["cancelled_on"])
        if slip["credited_on"]:
            raise SlipCredited(number, slip["credited_on"])
        if slip["handed_in_on"] and not corrects:
            raise SlipHandedIn(number, slip["handed_in_on"])
        _check_day(on, slip["handed_in_on"] or slip["made_on"], books.today, "slip_cancelled_before_made")
        refuse_closed(write.session, on)
        values = {"cancelled_on": on, "reason": reason}
        write.change(DepositSlip, slip["id"], values, kind="deposit.cancelled", name=f"deposit:{number}")
        write.delete_derived(LiveDeposit, LiveDeposit.slip_id == slip["id"])


def _locked(write: Write, number: str) -> rows.DepositSlip:
    """Return the row of a slip as it stands, locked until the end."""
    row = write.row(DepositSlip, slip_row(write.session, number).id)
    if row is None:
        raise NotFound("deposit_slip", number)
    return cast("rows.DepositSlip", row)


def _check_day(on: date, first: date, today: date, code: str) -> None:
    if on < first:
        raise InputRefused([Problem("on", code, on.isoformat())])
    if on > today:
        raise InputRefused([Problem("on", "day_in_future", on.isoformat())])
