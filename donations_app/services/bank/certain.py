"""What is certain of many lines, accepted in one transaction: payments that wait, which most are, by columns.

What is written is what ``accept`` writes of each, one after the other.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select

from donations_app.db.among import among
from donations_app.db.journal import Write
from donations_app.db.plain import plain_rows
from donations_app.db.queries.in_currency import EURO
from donations_app.db.queries.leaders import leader_of
from donations_app.db.queries.references import find_all
from donations_app.db.queries.terms import payment_left, stands
from donations_app.db.records import Record
from donations_app.db.steps import in_steps
from donations_app.db.tables import BankMatch, BankRule, Payment
from donations_app.domain.matching import BY_PLATFORM
from donations_app.services.bank.learning import rule_row
from donations_app.services.bank.ledger import match_row
from donations_app.services.bank.proposing import Sure
from donations_app.services.books.alike_rows import AlikeRows
from donations_app.services.payments.records import credit_many_in


class Waiting(Struct, frozen=True):
    """A payment that a line is."""

    id: int
    ref: str
    is_open: int  # cents
    is_dated: bool  # by the line
    payer: int | None  # who has the account from which the line comes; none: a platform has it


def payments_of(write: Write, sure: Sequence[Sure]) -> dict[int, Waiting]:
    """Return the payments that wait of which lines are each the whole, locked, by keys of the lines.

    Args:
        write: the transaction.
        sure: some of the lines of which it is certain what they are; no two are the same payment.
    """
    whole = [one for one in sure if one.kind == "payment" and one.currency == EURO]
    learned = _learned(write, [one.key for one in whole])  # their rules are switched on again, one by one
    known = _waiting(write, [one.to for one in whole if one.key not in learned])
    found = ((one, known.get(one.to)) for one in whole)
    return {one.key: waiting for one, waiting in found if waiting and waiting.is_open == one.amount}


def _learned(write: Write, keys: Sequence[int]) -> set[int]:
    """Return the lines from which a rule was learned before, which stands or was switched off."""
    found: set[int] = set()
    for some in in_steps(keys):
        query = select(BankRule.line_id).where(among(BankRule.line_id, some))
        found.update(key for key in write.session.scalars(query) if key)
    return found


def _waiting(write: Write, refs: Sequence[str]) -> dict[str, Waiting]:
    """Return payments by the references that lead to them, locked: who else says what they are waits for this."""
    names = {key: ref for ref, key in find_all(write.session, Payment, refs).items()}
    matched = select(func.coalesce(func.sum(BankMatch.amount), 0)).where(BankMatch.payment_id == Payment.id)
    found: dict[str, Waiting] = {}
    for keys in in_steps(sorted(names)):
        some = among(Payment.id, keys)
        if write.is_server:
            write.session.execute(select(Payment.id).where(some).order_by(Payment.id).with_for_update()).all()
        query = select(
            Payment.id, payment_left().label("left"), matched.scalar_subquery().label("matched"),
            Payment.credited_on, Payment.method, leader_of(Payment.payer_id).label("payer"),
        ).where(some, stands(), Payment.currency == EURO)  # fmt: skip
        for row in chain.from_iterable(plain_rows(write.session, query)):
            found[names[row.id]] = Waiting(
                row.id,
                names[row.id],
                row.left.cents - int(row.matched),
                is_dated=row.credited_on is None,
                payer=None if row.method in BY_PLATFORM else row.payer,
            )
    return found


def write_payments(
    write: Write, lot: UUID, found: Sequence[tuple[Sure, Waiting]], refs: Mapping[int, str]
) -> None:
    """Write that lines are payments: the days of credit, the ledger, and whose the accounts are.

    Args:
        write: the transaction.
        lot: under which they are accepted.
        found: the lines, each the whole of its payment.
        refs: of the lines, by key.

    Raises:
        YearClosed: one would bear a day of a closed year.
    """
    if not found:
        return
    days: dict[int, date] = {one.id: sure.booked_on for sure, one in found if one.is_dated}
    credit_many_in(write, days, {one.id: one.ref for _sure, one in found})
    lines, payments = zip(*found, strict=True)
    made = AlikeRows(write, _matched(write, lot, *found[0]), len(found))
    varying = {
        "line_id": [sure.key for sure in lines],
        "amount": [sure.amount for sure in lines],
        "score": [sure.score for sure in lines],
        "reason": [sure.codes for sure in lines],
        "payment_id": [one.id for one in payments],
        "is_dated": [one.is_dated for one in payments],
    }
    names = [f"bank_line:{refs[sure.key]}" for sure in lines]
    write.add_alike(made.records(names, {BankMatch: varying}))
    write.put_in()
    _learn(write, found)


def _matched(write: Write, lot: UUID, sure: Sure, one: Waiting) -> Record:
    """Return the record of one match, but for its name."""
    row = match_row(
        write,
        write.ids(BankMatch)[0],
        lot,
        sure.key,
        "payment",
        amount=sure.amount,
        payment_id=one.id,
        slip_id=None,
        is_recorded=False,
        is_dated=one.is_dated,
        score=sure.score,
        reason=sure.codes,
    )
    return Record("bank_line.matched", "", {BankMatch: [row]})


def _learn(write: Write, found: Sequence[tuple[Sure, Waiting]]) -> None:
    """Learn whose accounts the lines come from that nothing was learned of."""
    first: dict[str, tuple[int, int]] = {}  # payer and line by account
    for sure, one in found:
        if one.payer is not None and sure.iban:
            first.setdefault(sure.iban, (one.payer, sure.key))
    for iban in _known(write, list(first)):
        del first[iban]
    if not first:
        return
    ibans, (payers, lines) = list(first), zip(*first.values(), strict=True)
    row = rule_row(write, iban=ibans[0], payer=payers[0], project=None, line=lines[0])
    made = AlikeRows(write, Record("bank_rule.learned", "", {BankRule: [row]}), len(first))
    names = [f"bank_rule:{ref}" for ref in write.references(BankRule, made.ids[BankRule])]
    varying = {"iban": ibans, "payer_id": payers, "line_id": lines}
    write.add_alike(made.records(names, {BankRule: varying}))


def _known(write: Write, ibans: Sequence[str]) -> list[str]:
    found: list[str] = []
    for some in in_steps(ibans):
        query = select(BankRule.iban).where(among(BankRule.iban, some)).distinct()
        found += write.session.scalars(query)
    return found
