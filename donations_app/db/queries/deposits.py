"""What stands on each deposit slip, and the cheques and cash that wait for one."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.in_currency import EURO, units
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.put_right import places
from donations_app.db.queries.references import find_all
from donations_app.db.queries.slips import SlipRow, slip_row
from donations_app.db.queries.terms import stands, waits_for_slip
from donations_app.db.steps import in_steps
from donations_app.db.tables import (
    Account,
    Batch,
    DepositCash,
    DepositLine,
    DepositSlip,
    LiveDeposit,
    Office,
    OfficeFactsRow,
    Party,
    Payment,
)
from donations_app.domain.deposits import Candidate, Pieces
from donations_app.domain.errors import NotFound
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import display_name
from donations_app.domain.tracing import TracedEntry

_AT_ONCE: Final = 5_000  # keys in one question
_BACK, _WRONG, _NEWER = aliased(Payment), aliased(Payment), aliased(DepositLine)
_OF_PARTY: Final = (Party.id.label("party_id"), *name_columns())


class SlipLine(Struct, frozen=True, kw_only=True):
    """A payment on a slip, as it stands now."""

    id: int  # of the payment
    payment: str  # reference
    name: str  # empty: anonymous
    amount: Money  # hundredths of the currency of the slip
    cheque_number: str
    bank: str
    in_place_of: str  # reference of the payment that was put right since, or empty
    reversal: str  # how it was taken back, or empty
    taken_back_on: date | None
    reason: str  # why it was taken back, in words
    return_code: str  # of the bank
    is_put_right: bool  # another stands in its place


class SlipDetail(Struct, frozen=True, kw_only=True):
    """A slip with all that stands on it."""

    row: SlipRow
    lines: tuple[SlipLine, ...]
    cash: tuple[Pieces, ...]
    entries: tuple[TracedEntry, ...]  # of the audit trail, by time

    @property
    def returned(self) -> list[SlipLine]:
        """What the bank sent back unpaid."""
        return [line for line in self.lines if line.reversal == "return" and not line.is_put_right]


class Waiting(Struct, frozen=True):
    """Cheques, or cash, of an office and one currency that stand on no slip."""

    office: str  # code
    method: str
    currency: str
    count: int
    amount: Money  # hundredths of the currency


class WaitingPayment(Struct, frozen=True, kw_only=True):
    """A payment that waits for a slip."""

    id: int
    ref: str
    received_on: date | None
    name: str
    amount: Money  # hundredths of the currency
    currency: str
    cheque_number: str
    cheque_date: date | None
    bank: str
    batch: str  # name, or empty


def slip_detail(session: Session, number: str) -> SlipDetail:
    """Return a slip with what stands on it, as it stands now.

    Raises:
        NotFound: no slip bears the number.
    """
    from donations_app.db.queries.traces import entries_of  # it follows payments to the bank

    row = slip_row(session, number)
    cash = select(DepositCash.worth, DepositCash.count).where(DepositCash.slip_id == row.id)
    record = f"deposit:{number}"
    entries = entries_of(session, [record]).get(record, [])
    return SlipDetail(
        row=row,
        lines=tuple(slip_lines(session, row.id)),
        cash=tuple(Pieces(*one) for one in session.execute(cash.order_by(DepositCash.worth.desc()))),
        entries=tuple(sorted(entries, key=lambda entry: (entry.at, entry.office, entry.n))),
    )


def slip_lines(session: Session, slip_id: int) -> list[SlipLine]:
    """Return what stands on a slip as it was made, behind each what was recorded in its place."""
    replaced = and_(_NEWER.slip_id == DepositLine.slip_id, _NEWER.in_place_of_id == DepositLine.payment_id)
    query = (
        select(
            Payment.id, Payment.ref, DepositLine.amount, Payment.cheque_number, Payment.bank, _BACK.reversal,
            _BACK.received_on.label("back_on"), _BACK.return_code, _BACK.reversal_reason, _NEWER.id.label("newer"),
            DepositLine.in_place_of_id, _WRONG.ref.label("wrong"), *_OF_PARTY,
        )
        .join(Payment, Payment.id == DepositLine.payment_id)
        .outerjoin(Party, Party.id == Payment.payer_id)
        .outerjoin(_BACK, _BACK.reverses_id == Payment.id)
        .outerjoin(_WRONG, _WRONG.id == DepositLine.in_place_of_id)
        .outerjoin(_NEWER, replaced)
        .where(DepositLine.slip_id == slip_id)
        .order_by(DepositLine.id)
    )  # fmt: skip
    rows = session.execute(query).all()
    stood: dict[int, int] = {}  # payment -> the place that the cheque had when the slip was made
    for place, row in enumerate(rows):  # what stands in a place comes after what stood there
        stood[row.id] = stood.get(row.in_place_of_id, place)
    return [
        SlipLine(
            id=row.id,
            payment=row.ref,
            name=_name(row),
            amount=row.amount,
            cheque_number=row.cheque_number,
            bank=row.bank,
            in_place_of=row.wrong if row.in_place_of_id else "",
            reversal=row.reversal or "",
            taken_back_on=row.back_on,
            reason=row.reversal_reason or "",
            return_code=row.return_code or "",
            is_put_right=row.newer is not None,
        )
        for row in sorted(rows, key=lambda row: stood[row.id])
    ]


def _name(row: Any) -> str:
    return display_name(row) if row.party_id else ""


# what waits


def waiting(session: Session, *, today: date) -> list[Waiting]:
    """Return what waits for a slip, by office, method and currency."""
    kinds = (Office.code, Payment.method, Payment.currency)
    query = (
        select(*kinds, func.count(), func.sum(units()))
        .join(Office, Office.id == Payment.office_id)
        .where(waits_for_slip(today))
        .group_by(*kinds)
        .order_by(Office.code, Payment.method.desc(), Payment.currency)
    )
    return [
        Waiting(code, method, currency, n, amount or ZERO)
        for code, method, currency, n, amount in session.execute(query)
    ]


def waiting_payments(
    session: Session, *, office: str, method: str, today: date, batch: str = "", currency: str = ""
) -> list[WaitingPayment]:
    """Return the payments of an office that wait for a slip, in the order of recording; one put right keeps its place.

    Args:
        session: an open view.
        office: code.
        method: ``cheque`` or ``cash``.
        today: from which one looks back.
        batch: name of the batch in which they were typed; empty for all.
        currency: its code; empty for all.
    """
    query = (
        select(
            Payment.id, Payment.ref, Payment.received_on, units().label("amount"), Payment.currency,
            Payment.cheque_number, Payment.cheque_date, Payment.bank,
            func.coalesce(Batch.name, "").label("batch"), *_OF_PARTY,
        )
        .join(Office, Office.id == Payment.office_id)
        .outerjoin(Batch, Batch.id == Payment.batch_id)
        .outerjoin(Party, Party.id == Payment.payer_id)
        .where(waits_for_slip(today), Office.code == office, Payment.method == method)
        .order_by(Payment.id)
    )  # fmt: skip
    if batch:
        query = query.where(Batch.name == batch)
    if currency:
        query = query.where(Payment.currency == currency)
    found = session.execute(query).all()
    first: dict[int, int] = {}
    for some in in_steps([row.id for row in found], _AT_ONCE):
        first |= places(session, some)
    return [
        WaitingPayment(
            id=row.id,
            ref=row.ref,
            received_on=row.received_on,
            name=_name(row),
            amount=row.amount or ZERO,
            currency=row.currency,
            cheque_number=row.cheque_number,
            cheque_date=row.cheque_date,
            bank=row.bank,
            batch=row.batch,
        )
        for row in sorted(found, key=lambda row: first.get(row.id, row.id))
    ]


# what the services ask


class Found(Struct, frozen=True):
    """A payment that is asked onto a slip: its row, and whether it may stand there."""

    id: int
    candidate: Candidate
    name: str
    amount: Money | None  # hundredths of its currency; ``None``: nobody said them
    cheque_number: str
    bank: str


def candidates(session: Session, refs: Sequence[str]) -> list[Found]:
    """Return payments by their references, in the order asked, locked until the end.

    Raises:
        NotFound: one of them is not there.
    """
    keys = find_all(session, Payment, refs)
    if missing := [ref for ref in refs if ref not in keys]:
        raise NotFound("payment", missing[0])
    ids = sorted(keys.values())
    for some in in_steps(ids, _AT_ONCE):  # of two who put one payment on a slip, the second sees the first
        session.execute(select(Payment.id).where(Payment.id.in_(some)).order_by(Payment.id).with_for_update())
    query = (
        select(
            Payment.id, Payment.ref, Office.code, Payment.method, Payment.currency, Payment.received_on,
            Payment.credited_on, units().label("amount"), Payment.office_id, Payment.cheque_number, Payment.bank,
            stands().label("stands"), *_OF_PARTY,
        )
        .join(Office, Office.id == Payment.office_id)
        .outerjoin(Party, Party.id == Payment.payer_id)
    )  # fmt: skip
    counting = currencies_counted(session)
    found: dict[int, Found] = {}
    for some in in_steps(ids, _AT_ONCE):
        for row in session.execute(query.where(Payment.id.in_(some))):
            one = Candidate(
                ref=row.ref,
                office=row.code,
                method=row.method,
                currency=row.currency,
                currencies=counting.get(row.office_id, frozenset()) | {EURO},
                received_on=row.received_on,
                is_credited=row.credited_on is not None,
                stands=bool(row.stands),
            )
            found[row.id] = Found(row.id, one, _name(row), row.amount, row.cheque_number, row.bank)
    return [found[keys[ref]] for ref in refs]


def currencies_counted(session: Session) -> dict[int, frozenset[str]]:
    """Return in which currencies offices count, or counted once, by their keys."""
    found: dict[int, frozenset[str]] = {}
    for office, currency in session.execute(select(OfficeFactsRow.office_id, OfficeFactsRow.currency)):
        found[office] = found.get(office, frozenset()) | {currency}
    return found


def holding(session: Session, payment_ids: Sequence[int]) -> tuple[int, str] | None:
    """Return the first of some payments that stands on a slip, with the number of that slip."""
    query = select(LiveDeposit.payment_id, DepositSlip.number).join(
        DepositSlip, DepositSlip.id == LiveDeposit.slip_id
    )
    for some in in_steps(sorted(payment_ids), _AT_ONCE):
        row = session.execute(
            query.where(LiveDeposit.payment_id.in_(some)).order_by(LiveDeposit.payment_id)
        ).first()
        if row:
            return row.payment_id, row.number
    return None


def account_of(session: Session, iban: str) -> Any:
    """Return the row of an account by its compact IBAN, or ``None``."""
    columns = (Account.id, Account.label, Account.iban, Account.bic)
    return session.execute(select(*columns).where(Account.iban == iban)).first()
