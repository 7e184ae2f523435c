"""What the accounts see of a fiscal year: lines of payments, cheques and cash banked, contributions attested, fees."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.booking import booked_on, taken_back_on
from donations_app.db.queries.dated_rates import dated_rate
from donations_app.db.queries.in_currency import EURO, units
from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.put_right import debits_put_right
from donations_app.db.queries.slips import slip_euros
from donations_app.db.queries.terms import arrived
from donations_app.db.tables import (
    BankLineRow,
    BankMatch,
    CollectionLine,
    Contribution,
    ContributionOutcome,
    DepositLine,
    DepositSlip,
    Party,
    Payment,
    PaymentLine,
)
from donations_app.db.tables.base import own_reference
from donations_app.domain.accounting import Banked, Booking, Foreign, Given, LineFee, ReturnFee
from donations_app.domain.money import ZERO, Money
from donations_app.domain.rates import by_rate, in_euros
from donations_app.domain.statements import Heading

_AT_THE_BANK: Final = ("cash", "cheque")  # comes to the bank's account after it was received
_BACK: Final = aliased(Payment, name="taking_back")
_BACK_LINE: Final = aliased(PaymentLine, name="line_taken_back")


def bookings(session: Session, heading: Heading) -> Iterator[Booking]:
    """Yield the lines that the accounts of a fiscal year see, by day, payment and position."""
    period = (heading.first_on, heading.last_on)
    on = booked_on()
    nothing = literal("")
    came = _lines(on, on, Payment.ref, nothing, PaymentLine).where(arrived(), on.between(*period))
    back_on = taken_back_on(_BACK, on)
    of_line = and_(_BACK_LINE.payment_id == _BACK.id, _BACK_LINE.position == PaymentLine.position)
    went = (
        _lines(back_on, on, _BACK.ref, Payment.ref, _BACK_LINE)
        .join(_BACK, func.coalesce(_BACK.refunds_id, _BACK.reverses_id) == Payment.id)
        .join(_BACK_LINE, of_line)
        .where(on.is_not(None), back_on.between(*period))
    )
    rows = [tuple(row) for query in (came, went) for row in session.execute(_with_payer(query))]
    for (
        on_day, ref, of, arrived_on, method, banked, kind, amount, minor, currency, _key, _position, payer_kind,
    ) in sorted(rows, key=lambda row: (row[0], row[10], row[2], row[11])):  # fmt: skip
        yield Booking(
            payment=ref, of=of, on=on_day, arrived_on=arrived_on, method=method, is_banked=bool(banked),
            kind=kind, payer_kind=payer_kind, amount=amount, foreign=_foreign(minor, currency),
        )  # fmt: skip


def _foreign(minor: Money | int | None, currency: str) -> Foreign | None:
    """Return what a sum was in its currency, where that is another than the euro and known."""
    if currency == EURO or minor is None:
        return None
    return Foreign(minor if isinstance(minor, Money) else Money(minor), currency)


def _lines(on: Any, arrived_on: Any, ref: Any, of: Any, line: Any) -> Select[Any]:
    return (
        select(
            type_coerce(on, Payment.received_on.type).label("on_day"),
            ref.label("ref"),
            of.label("of"),
            type_coerce(arrived_on, Payment.received_on.type).label("arrived_on"),
            Payment.method,
            case((_is_banked(), 1), else_=0).label("banked"),
            PaymentLine.kind,
            line.amount,
            line.foreign_minor,
            Payment.currency,
            Payment.id,
            PaymentLine.position,
        )
        .select_from(PaymentLine)
        .join(Payment, Payment.id == PaymentLine.payment_id)
    )


def _with_payer(query: Select[Any]) -> Select[Any]:
    with_kind = query.add_columns(Party.kind.label("payer_kind"))
    whole: Select[Any] = joined_leader(with_kind, Payment.payer_id, may_be_nobody=True)
    return whole


def _slips() -> Select[Any]:
    """Ask for the slips on which ``Payment`` stands and that were not cancelled."""
    on_slip = select(DepositSlip.id).join(DepositLine, DepositLine.slip_id == DepositSlip.id)
    return on_slip.where(DepositLine.payment_id == Payment.id, DepositSlip.cancelled_on.is_(None))


def _is_banked() -> ColumnElement[bool]:
    credited = _slips().where(DepositSlip.credited_on.is_not(None)).correlate(Payment).exists()
    return or_(Payment.credited_on.is_not(None), credited)


def banked(session: Session, heading: Heading) -> Iterator[Banked]:
    """Yield what the bank credited of cheques and cash over a fiscal year: slips, and payments that stand on none."""
    period = (heading.first_on, heading.last_on)
    of_slip = DepositSlip.amount, DepositSlip.currency
    slips = select(
        DepositSlip.number, DepositSlip.credited_on, DepositSlip.method, slip_euros(), *of_slip
    ).where(DepositSlip.cancelled_on.is_(None), DepositSlip.credited_on.between(*period))
    of_payment = Payment.amount, units(), Payment.currency
    alone = select(Payment.ref, Payment.credited_on, Payment.method, *of_payment).where(
        arrived(),
        Payment.method.in_(_AT_THE_BANK),
        Payment.credited_on.between(*period),
        ~_slips().correlate(Payment).exists(),
    )
    for query in (
        slips.order_by(DepositSlip.credited_on, DepositSlip.id),
        alone.order_by(Payment.credited_on, Payment.id),
    ):
        for ref, on, method, euros, minor, currency in session.execute(query):
            yield Banked(ref, on, method, euros, _foreign(minor, currency))


def return_fees(session: Session, heading: Heading) -> Iterator[ReturnFee]:
    """Yield what banks took over a fiscal year for debits that came back, by the day on which they did."""
    at_the_bank = (
        select(BankMatch.payment_id)
        .where(BankMatch.payment_id == _BACK.id)
        .group_by(BankMatch.payment_id)
        .having(func.sum(BankMatch.amount) != 0)
        .correlate(_BACK)
        .exists()
    )
    taken = select(CollectionLine.payment_id, CollectionLine.fee).where(CollectionLine.fee != Money(0))
    fees = {key: fee for key, fee in session.execute(taken) if key}
    instead = debits_put_right(session, fees)
    fees = {instead.get(key, key): fee for key, fee in fees.items()}
    query = (
        select(_BACK.ref, _BACK.received_on, _BACK.reverses_id, at_the_bank)
        .where(_BACK.reversal == "return", _BACK.received_on.between(heading.first_on, heading.last_on))
        .order_by(_BACK.received_on, _BACK.id)
    )
    for ref, on, key, is_at_bank in session.execute(query):
        if key in fees:
            yield ReturnFee(ref, on, fees[key], is_at_bank)


def line_fees(session: Session, heading: Heading) -> Iterator[LineFee]:
    """Yield the fees that lines of a fiscal year hold, by the day of the bank, as the ledger says.

    One in another currency is worth euros by the rate that stands in the books for its day.
    """
    of_line = BankLineRow.id, BankLineRow.booked_on, BankLineRow.amount, BankLineRow.currency
    query = (
        select(own_reference(BankLineRow), func.sum(BankMatch.amount), *of_line[1:])
        .join(BankMatch, BankMatch.line_id == BankLineRow.id)
        .where(BankMatch.kind == "fee")
        .where(BankLineRow.booked_on.between(heading.first_on, heading.last_on))
        .group_by(*of_line)
        .having(func.sum(BankMatch.amount) != 0)
        .order_by(BankLineRow.booked_on, BankLineRow.id)
    )
    for ref, fee, on, line, currency in session.execute(query):
        minor = -int(fee)
        rate = dated_rate(session, currency, on) if by_rate(currency) else None
        is_known = currency == EURO or rate is not None
        euros = in_euros(minor, currency, rate.rate if rate else "") if is_known else ZERO
        yield LineFee(ref, on, euros, line > 0, _foreign(minor, currency))


def given(session: Session, heading: Heading) -> Iterator[Given]:
    """Yield the attested contributions of a fiscal year by the day they were given, and those withdrawn in it."""
    period = (heading.first_on, heading.last_on)
    attested = select(ContributionOutcome.contribution_id).where(ContributionOutcome.kind == "attested")
    seen = (own_reference(Contribution), Contribution.kind, Contribution.amount)
    came = select(*seen, Contribution.given_on).where(
        Contribution.id.in_(attested), Contribution.given_on.between(*period)
    )
    went = (
        select(*seen, ContributionOutcome.settled_on)
        .join(ContributionOutcome, ContributionOutcome.contribution_id == Contribution.id)
        .where(
            ContributionOutcome.kind == "withdrawn",
            Contribution.id.in_(attested),
            ContributionOutcome.settled_on.between(*period),
        )
    )
    for query, day, sign in ((came, Contribution.given_on, 1), (went, ContributionOutcome.settled_on, -1)):
        for ref, kind, amount, on in session.execute(query.order_by(day, Contribution.id)):
            yield Given(ref, on, kind, Money(sign * amount.cents))
