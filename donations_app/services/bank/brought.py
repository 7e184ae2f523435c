"""The payment that a line of the bank brings: what is said of it, by which rate another currency becomes euros."""

from typing import Any
from uuid import uuid4

from msgspec import Struct

from donations_app.db.journal import Write
from donations_app.db.queries.dated_rates import dated_rate
from donations_app.db.queries.in_currency import EURO
from donations_app.domain.bank import BankLine
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.matching import BY_BANK
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft
from donations_app.domain.rates import DatedRate, by_rate, in_euros
from donations_app.services.books.exchange_rates import rate_wanted


class New(Struct, frozen=True, kw_only=True):
    """What is said of a payment that a line brings and that is recorded with it."""

    payer: str  # reference
    project: str = ""  # code
    association: str = ""  # reference
    kind: str = "donation"
    earmarked: bool = False
    method: str = ""
    office: str = ""  # code


def rate_for(write: Write, line: BankLine, to: str, said: DatedRate | None) -> DatedRate | None:
    """Return by which rate a line becomes euros: that which was said, else that of its day in the books.

    Args:
        write: the transaction.
        line: of the bank.
        to: what it shall be, as it was named.
        said: the rate that somebody said.

    Returns:
        ``None`` for a line in euros.

    Raises:
        InputRefused: nobody said one, and none stands for the day; or its currency does not count in hundredths.
    """
    if line.currency == EURO:
        return None
    if not by_rate(line.currency):
        raise InputRefused([Problem("proposal", "only_in_euros", to)])
    rate = said or dated_rate(write.session, line.currency, line.booked_on)
    if rate and rate.is_of_day:
        return rate
    raise InputRefused([rate_wanted(line.currency, line.booked_on, rate)])


def drafted(write: Write, line: BankLine, minor: int, new: New, rate: DatedRate | None) -> PaymentDraft:
    """Return the payment that a line brings, its euros rounded once: all of it is one line for one purpose."""
    day, amount = line.booked_on, in_euros(minor, line.currency, rate.rate if rate else "")
    facts: dict[str, Any] = {}
    if rate:
        facts = {
            "currency": line.currency,
            "rate": rate.rate,
            "rate_source": rate.source,
            "rate_on": rate.on,
        }
    return PaymentDraft(
        key=uuid4(),
        office=new.office or write.author.office,
        payer=new.payer,
        method=new.method if new.method in BY_BANK else "direct_debit" if line.mandate else "transfer",
        received_on=day,
        credited_on=day,
        **facts,
        lines=(
            LineDraft(
                kind=new.kind,
                amount=amount,
                foreign_minor=minor if rate else None,
                dues_year=day.year if new.kind == "dues" else None,
                earmarked_by_donor=new.earmarked,
                allocations=(
                    AllocationDraft(amount=amount, project=new.project, association=new.association),
                ),
            ),
        ),
    )
