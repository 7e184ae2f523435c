"""Deposit slips and what became of each; by the payments that stand on them."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, case, func, select, type_coerce
from sqlalchemy.orm import Session

from donations_app.db.queries.references import find_all
from donations_app.db.steps import in_steps
from donations_app.db.tables import Account, DepositLine, DepositSlip, LiveDeposit, Office, Payment
from donations_app.domain.deposits import state_of
from donations_app.domain.errors import NotFound
from donations_app.domain.money import Money

_AT_ONCE: Final = 5_000  # keys in one question


class SlipRow(Struct, frozen=True, kw_only=True):
    """A deposit slip, and what became of it."""

    id: int
    number: str
    office: str  # code
    method: str
    currency: str
    made_on: date
    made_by: str
    count: int
    amount: Money  # hundredths of the currency
    label: str  # of the account
    iban: str
    handed_in_on: date | None
    credited_on: date | None
    bank_reference: str
    cancelled_on: date | None
    reason: str

    @property
    def state(self) -> str:
        """One of ``domain.deposits.STATES``."""
        return state_of(self.handed_in_on, self.credited_on, self.cancelled_on)

    @property
    def bank_line(self) -> str:
        """Day and reference of the credit, or nothing while it is not noted."""
        if self.credited_on is None:
            return ""
        return f"{self.credited_on:%d/%m/%Y} {self.bank_reference}".strip()


def _slips() -> Select[Any]:
    return (
        select(
            DepositSlip.id, DepositSlip.number, Office.code.label("office"), DepositSlip.method,
            DepositSlip.currency,
            DepositSlip.made_on, DepositSlip.made_by, DepositSlip.count, DepositSlip.amount, Account.label,
            Account.iban, DepositSlip.handed_in_on, DepositSlip.credited_on, DepositSlip.bank_reference,
            DepositSlip.cancelled_on, DepositSlip.reason,
        )
        .join(Office, Office.id == DepositSlip.office_id)
        .join(Account, Account.id == DepositSlip.account_id)
    )  # fmt: skip


def slip_euros() -> ColumnElement[Money]:
    """Return the term for what the payments of ``DepositSlip`` were worth in euros as it was made."""
    query = (
        select(func.sum(Payment.amount))
        .join(DepositLine, DepositLine.payment_id == Payment.id)
        .where(DepositLine.slip_id == DepositSlip.id, DepositLine.in_place_of_id.is_(None))
    )
    found = type_coerce(query.correlate(DepositSlip).scalar_subquery(), Payment.amount.type)
    return case((DepositSlip.currency == "EUR", DepositSlip.amount), else_=found)


def slips(
    session: Session, *, office: str = "", method: str = "", state: str = "", typed: str = ""
) -> list[SlipRow]:
    """Return slips, the newest first.

    Args:
        session: an open view.
        office: code; empty for all.
        method: of ``domain.deposits.METHODS``; empty for both.
        state: of ``domain.deposits.STATES``; empty for all.
        typed: what number or reference of the bank holds.
    """
    query = _slips().order_by(DepositSlip.made_on.desc(), DepositSlip.id.desc())
    if office:
        query = query.where(Office.code == office)
    if method:
        query = query.where(DepositSlip.method == method)
    found = [SlipRow(**row) for row in session.execute(query).mappings()]
    words = typed.strip().casefold()
    return [
        one
        for one in found
        if state in ("", one.state) and words in f"{one.number}\n{one.bank_reference}".casefold()
    ]


def slip_row(session: Session, number: str) -> SlipRow:
    """Return a slip.

    Raises:
        NotFound: no slip bears the number.
    """
    row = session.execute(_slips().where(DepositSlip.number == number)).mappings().first()
    if row is None:
        raise NotFound("deposit_slip", number)
    return SlipRow(**row)


def slip_of(session: Session, payment_id: int) -> SlipRow | None:
    """Return the slip, not cancelled, on which a payment stands."""
    query = _slips().join(LiveDeposit, LiveDeposit.slip_id == DepositSlip.id)
    row = session.execute(query.where(LiveDeposit.payment_id == payment_id)).mappings().first()
    return SlipRow(**row) if row else None


def slips_of(session: Session, refs: Collection[str]) -> dict[str, SlipRow]:
    """Return the slips on which payments stand, by the references of the payments."""
    keys = find_all(session, Payment, refs)
    found: dict[int, SlipRow] = {}
    query = (
        _slips().add_columns(LiveDeposit.payment_id).join(LiveDeposit, LiveDeposit.slip_id == DepositSlip.id)
    )
    ids = sorted(keys.values())
    for some in in_steps(ids, _AT_ONCE):
        for row in session.execute(query.where(LiveDeposit.payment_id.in_(some))).mappings():
            facts = dict(row)
            key = facts.pop("payment_id")
            found[key] = SlipRow(**facts)
    return {ref: found[key] for ref, key in keys.items() if key in found}
