"""Debits of a run that waits to go to the bank, held against what became of their gifts since it was made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from msgspec import Struct

from donations_app.domain.errors import RuleBroken
from donations_app.domain.instalments import Instalment
from donations_app.domain.money import ZERO, Money

Doubt = Literal[
    "deceased", "mandate_ended", "mandate_suspended", "not_due", "not_debited", "mandate_changed", "forgiven", "paid",
    "amount_changed",
]  # fmt: skip
DOUBTS: Final[tuple[Doubt, ...]] = get_args(Doubt)


class WaitingDebit(Struct, frozen=True, kw_only=True):
    """A debit as a run presents it that did not go to the bank yet."""

    run: str  # number
    collected_on: date
    gift: str  # reference
    name: str  # of the donor
    due_on: date
    amount: Money
    mandate_id: int
    reference: str  # of the mandate
    iban: str  # empty: erased


class Standing(Struct, frozen=True, kw_only=True):
    """What would be collected of the same instalment today.

    Attributes:
        instalment: due on that day; ``None``: nothing is.
        is_debited: whether what is agreed is taken from an account.
        mandate_id: under which.
        iban: the account that the mandate names on the day of the collection.
        suspended_on, ended_on: of the mandate under which the debit is presented.
        is_deceased: whether the donor died.
    """

    instalment: Instalment | None = None
    is_debited: bool = True
    mandate_id: int | None = None
    iban: str = ""
    suspended_on: date | None = None
    ended_on: date | None = None
    is_deceased: bool = False


class Doubtful(Struct, frozen=True):
    """A debit that would not be collected so today, and why."""

    debit: WaitingDebit
    why: Doubt
    payment: str = ""  # that takes its place
    open: Money = ZERO  # of the instalment today


@dataclass(eq=False)
class DebitsDoubtful(RuleBroken):
    """Debits of a run would not be collected so today, and nobody said that they went to the bank all the same."""

    number: str
    debits: tuple[Doubtful, ...]


def doubtful(debit: WaitingDebit, now: Standing) -> Doubtful | None:
    """Return why a debit would not be collected so today; ``None`` where it would."""
    why = next(_doubts(debit, now), None)
    if why is None:
        return None
    due = now.instalment
    return Doubtful(debit, why, due.payment if due and why == "paid" else "", due.open if due else ZERO)


def _doubts(debit: WaitingDebit, now: Standing) -> Iterator[Doubt]:
    if now.is_deceased:
        yield "deceased"
    if now.ended_on and now.ended_on <= debit.collected_on:
        yield "mandate_ended"
    if now.suspended_on and now.suspended_on <= debit.collected_on:
        yield "mandate_suspended"
    due = now.instalment
    if due is None:
        yield "not_due"
        return
    if not now.is_debited:
        yield "not_debited"
    if now.mandate_id != debit.mandate_id or (debit.iban and now.iban != debit.iban):
        yield "mandate_changed"
    if due.state == "forgiven":
        yield "forgiven"
    if due.state == "met":
        yield "paid"
    elif due.open != debit.amount:
        yield "amount_changed"
