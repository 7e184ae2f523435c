"""A payment recorded in the place of a wrong one stands on the slip of the wrong one too: the money is the same."""

from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.journal import Write
from donations_app.db.queries.in_currency import units
from donations_app.db.queries.references import named
from donations_app.db.records import Record
from donations_app.db.tables import DepositLine, DepositSlip, LiveDeposit, Payment
from donations_app.services.deposits.slips import line_row


def stand_in(write: Write, wrong: str, right: str) -> None:
    """Put the right payment on the slip on which the wrong one stands, if one does.

    One of another method, or in another currency, was never among what was handed in: it goes on no slip.

    Args:
        write: the transaction in which both were written.
        wrong: reference of the payment that was taken back.
        right: reference of that in its place.
    """
    session = write.session
    held = session.execute(
        select(
            DepositSlip.id,
            DepositSlip.office_id,
            DepositSlip.number,
            DepositSlip.method,
            DepositSlip.currency,
            Payment.id.label("wrong"),
        )
        .join(LiveDeposit, LiveDeposit.slip_id == DepositSlip.id)
        .join(Payment, Payment.id == LiveDeposit.payment_id)
        .where(named(session, Payment, wrong))
    ).first()
    if held is None:
        return
    columns = (Payment.id, units().label("amount"), Payment.method, Payment.currency)
    new = session.execute(select(*columns).where(named(session, Payment, right))).one()
    if (new.method, new.currency) != (held.method, held.currency) or new.amount is None:
        return
    line = line_row(
        write, held.id, held.office_id, payment_id=new.id, amount=new.amount, in_place_of=held.wrong
    )
    write.add(Record("deposit.put_right", f"deposit:{held.number}", {DepositLine: [line]}))
    write.insert_derived(LiveDeposit, [rows.LiveDeposit(payment_id=new.id, slip_id=held.id)])
