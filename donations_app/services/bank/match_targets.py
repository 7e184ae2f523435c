"""What a line of the bank is said to be, and what is written for it: days of credit, payments, returns, rules."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, cast
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db.journal import Write
from donations_app.db.queries.bank_currencies import matched_by_currency
from donations_app.db.queries.collecting import being_collected
from donations_app.db.queries.in_currency import EURO, minor_columns, units_of
from donations_app.db.queries.instalments import agreement_of
from donations_app.db.queries.leaders import leader_of
from donations_app.db.queries.match_candidates import came_of, was_of_match
from donations_app.db.queries.references import find
from donations_app.db.queries.slips import slip_of, slip_row
from donations_app.db.queries.terms import arrived, never_was, payment_left
from donations_app.db.tables import BankMatch, DepositSlip, Party, Payment, Project
from donations_app.domain.bank import AmountUnreadable, BankLine, decimals, minor_units
from donations_app.domain.errors import InputRefused, NotFound, PaymentReceipted, Problem
from donations_app.domain.matching import BY_PLATFORM, MatchKind
from donations_app.domain.money import Money
from donations_app.domain.rates import DatedRate, by_rate
from donations_app.domain.typed import TypedError, parse_amount
from donations_app.services.bank.brought import New, drafted, rate_for
from donations_app.services.bank.learning import rule_of
from donations_app.services.bank.ledger import matched
from donations_app.services.payments.instalments import decide_in
from donations_app.services.payments.records import credit_payment_in, record_in
from donations_app.services.payments.reversals import live_receipts_on, reverse_in

_FEE: Final = "fee"
_OF_BANK: Final = (_FEE, "transfer", "aside")
_PLENTY: Final = 10**15  # minor units: more than any line has
_GIFT: Final = "gift:"
_LONGEST_REASON: Final = 200
_CENTS: Final = 2  # decimals


class Target(Struct, frozen=True):
    """What a line shall be, as it was named, and how much of it; ``None``: what is open."""

    to: str
    part: int | None = None
    is_new: bool = False  # a payment is recorded for it
    is_alone: bool = True  # the line is nothing else
    rate: DatedRate | None = (
        None  # of that payment, where the line is in another currency and somebody said one
    )


class Found(Struct, frozen=True, kw_only=True):
    """What cents of a line are, and what was written for it."""

    kind: MatchKind
    amount: int
    payment_id: int | None = None
    slip_id: int | None = None
    ref: str = ""  # of the payment
    on: date | None = None  # the day of what came: credited, else received; of a slip, handed in
    is_cheque: bool = False
    payer: int | None = None  # key of who has the account from which the line comes; none: a platform has it
    project: int | None = None
    is_recorded: bool = False
    is_dated: bool = False


def parse_targets(
    write: Write, said: Sequence[str], line: BankLine, *, rate: DatedRate | None = None
) -> list[Target]:
    """Return what a line shall be, each with its part; the reference of a payment may hold any sign.

    Args:
        write: the transaction.
        said: what the line shall be.
        line: in whose currency parts are said.
        rate: of the payments that are recorded.

    Raises:
        InputRefused: an amount cannot be read, nothing is said, or a rate where no amount is converted.
    """
    found = []
    for to, amount in (each for one in said for each in _words(write, one.strip())):
        try:
            cents = _typed(amount, line.currency) if amount else None
        except TypedError as error:
            raise InputRefused([Problem("amount", error.problem, amount)]) from error
        except AmountUnreadable as error:
            raise InputRefused([Problem("amount", "amount_not_a_number", amount)]) from error
        part = None if cents is None else cents if line.amount > 0 else -cents
        found.append(Target(to, part, is_new=":" in to and not _is_payment(write, to), rate=rate))
    if not found or not all(one.to for one in found):
        raise InputRefused([Problem("proposal", "missing")])
    if rate and not (by_rate(line.currency) and any(one.is_new for one in found)):
        raise InputRefused([Problem("rate", "rate_for_nothing", rate.rate)])
    return found if len(found) == 1 else [replace(one, is_alone=False) for one in found]


def _words(write: Write, said: str) -> Iterator[tuple[str, str]]:
    """Yield what is said, each with the amount that is said of it, or none."""
    for part in [said] if _is_payment(write, said) else said.split("+"):
        word = part.strip()
        to, equals, amount = word.rpartition("=")
        yield (to, amount) if equals and not _is_payment(write, word) else (word, "")


def _is_payment(write: Write, ref: str) -> bool:
    return find(write.session, Payment, ref) is not None


def _typed(amount: str, currency: str) -> int:
    """Return a typed amount in minor units of a currency.

    Raises:
        TypedError, AmountUnreadable: it is none, or finer than the currency.
    """
    return parse_amount(amount) if decimals(currency) == _CENTS else minor_units(amount, currency)


def explained_by(write: Write, line: BankLine, targets: Sequence[Target]) -> list[Found]:
    """Return what a line is, the fee that a platform kept first, and write what follows.

    Raises:
        NotFound, InputRefused, YearClosed: as ``accept``.
    """
    kept = [one for one in targets if one.to == _FEE] if line.amount > 0 and len(targets) > 1 else []
    if kept:
        return _less_fee(write, line, kept, [one for one in targets if one not in kept])
    left, found = line.amount, []
    for target in targets:
        one = explain(write, line._replace(amount=left), target)
        left -= one.amount
        found.append(one)
    return found


def _less_fee(write: Write, line: BankLine, kept: Sequence[Target], rest: Sequence[Target]) -> list[Found]:
    """Return the payments that a line brings less a fee, whole, and the fee before them, as the ledger takes it.

    Raises:
        InputRefused: the payments less the fee are not what is left of the line, or another thing is among them.
    """
    _euros_alone(line, kept[0])
    said = kept[0].part
    if said is None and any(one.part is None and one.is_new for one in rest):
        raise InputRefused([Problem("amount", "fee_unsaid", line.currency)])  # a new gift would take all
    found: list[Found] = []
    for target in rest:
        done = sum(one.amount for one in found)
        left = line.amount + (said or 0) - done if target.is_new else _PLENTY  # what is recorded comes whole
        found.append(explain(write, line._replace(amount=left), target))
    fee = sum(one.amount for one in found) - line.amount
    is_one = len(kept) == 1 and all(one.kind == "payment" for one in found)
    if not is_one or fee <= 0 or fee != (said or fee):
        raise InputRefused([Problem("amount", "fee_differs", kept[0].to)])
    return [Found(kind="fee", amount=-fee), *found]


def explain(write: Write, line: BankLine, target: Target) -> Found:
    """Return what a line is, and write what follows: days of credit, a payment, a return.

    Raises:
        NotFound, InputRefused, YearClosed: as ``accept``.
    """
    if not line.amount:
        raise InputRefused([Problem("proposal", "line_full", target.to)])
    if target.to in _OF_BANK:
        return _of_bank(line, target)
    key = find(write.session, Payment, target.to)
    if key is not None:
        return _return(write, line, target, key) if line.amount < 0 else _payment(write, line, target, key)
    if target.to.startswith(_GIFT):
        return _new_gift(write, line, target)
    if ":" in target.to:
        return _instalment(write, line, target)
    if write.session.scalar(select(DepositSlip.id).where(DepositSlip.number == target.to)):
        return _slip(write, line, target)
    raise NotFound("bank_proposal", target.to)


def _of_bank(line: BankLine, target: Target) -> Found:
    if target.to == "fee" and line.amount > 0:
        raise InputRefused([Problem("proposal", "credit_no_fee", target.to)])
    return Found(kind=cast("MatchKind", target.to), amount=_part(line, target, line.amount))


def _part(line: BankLine, target: Target, is_open: int) -> int:
    """Return how much of a line goes to what is open of a target; both bear the sign of the line.

    Raises:
        InputRefused: nothing is open, or more is said than either has.
    """
    side = 1 if line.amount > 0 else -1
    most = min(abs(line.amount), side * is_open)
    if most <= 0:
        raise InputRefused([Problem("proposal", "nothing_open", target.to)])
    if target.part is None:
        return side * most
    if not 0 < abs(target.part) <= most:
        raise InputRefused([Problem("amount", "beyond_open", str(abs(target.part)))])
    return target.part


def _payment(write: Write, line: BankLine, target: Target, key: int) -> Found:
    write.row(Payment, key)
    columns = (
        Payment.ref,
        Payment.credited_on,
        Payment.received_on,
        Payment.method,
        Payment.amount,
        payment_left().label("left"),
        leader_of(Payment.payer_id).label("payer"),
        *minor_columns(),
    )
    row = write.session.execute(select(*columns).where(Payment.id == key, arrived(), ~never_was())).first()
    if row is None:
        raise InputRefused([Problem("proposal", "payment_back", target.to)])
    if slip := slip_of(write.session, key):
        raise InputRefused([Problem("proposal", "payment_on_slip", slip.number)])  # the bank credits the slip
    came = came_of(row) if target.part is None else row.amount  # also what went back since
    whole = _in_currency(write, line, row, came, key)
    amount = _part(line, target, whole - matched(write, BankMatch.payment_id, key))
    is_dated = row.credited_on is None
    if is_dated:
        credit_payment_in(write, row.ref, on=line.booked_on)
    return Found(
        kind="payment",
        amount=amount,
        payment_id=key,
        ref=row.ref,
        on=row.credited_on or row.received_on,
        is_cheque=row.method == "cheque",
        is_dated=is_dated,
        payer=None if row.method in BY_PLATFORM else row.payer,
    )


def _in_currency(write: Write, line: BankLine, row: Any, euros: Money, key: int) -> int:
    """Return a payment in the currency of a line, which is its own or the euro, and no second one of its lines.

    Raises:
        InputRefused: it is of another currency, or lines of another one brought a part of it.
    """
    brought = matched_by_currency(write.session, [key]).get(key, {})
    if line.currency not in (EURO, row.currency) or brought.keys() - {line.currency}:
        raise InputRefused([Problem("proposal", "other_currency", row.currency)])
    return euros.cents if line.currency == EURO else units_of(row, euros)


def _euros_alone(line: BankLine, target: Target) -> None:
    """Refuse what exists in euros alone: fees of payouts.

    Raises:
        InputRefused: the line is in another currency.
    """
    if line.currency != EURO:
        raise InputRefused([Problem("proposal", "only_in_euros", target.to)])


def _slip(write: Write, line: BankLine, target: Target) -> Found:
    if line.amount < 0:
        raise InputRefused([Problem("proposal", "debit_no_gift", target.to)])
    slip = slip_row(write.session, target.to)
    if slip.currency != line.currency:
        raise InputRefused([Problem("proposal", "slip_currency", slip.currency)])
    amount = _part(line, target, slip.amount.cents - matched(write, BankMatch.slip_id, slip.id))
    is_dated = slip.credited_on is None
    if is_dated:
        reference = (line.bank_reference or line.end_to_end or line.label)[:_LONGEST_REASON]
        from donations_app.services.deposits.slips import credit_in  # it prints: loaded when needed

        credit_in(write, slip.number, on=line.booked_on, reference=reference)
    return Found(
        kind="slip", amount=amount, slip_id=slip.id, ref=slip.number, on=slip.handed_in_on,
        is_cheque=slip.method == "cheque", is_dated=is_dated,
    )  # fmt: skip


def _return(write: Write, line: BankLine, target: Target, key: int) -> Found:
    row = write.row(Payment, key) or {}
    columns = select(Payment.amount, *minor_columns()).where(Payment.id == key)
    said = write.session.execute(columns).one()
    cents = _in_currency(write, line, said, said.amount, key)
    if cents < 0:
        if row["reversal"] not in ("return", "refund") or was_of_match(write.session, key):
            raise InputRefused([Problem("proposal", "payment_back", target.to)])
        amount = _part(line, target, cents - matched(write, BankMatch.payment_id, key))
        return Found(kind="return", amount=amount, payment_id=key)
    went = _part(
        line, target, line.amount if target.is_alone else -cents
    )  # the rest may be the fee of the bank
    if cents != -went:
        raise InputRefused([Problem("proposal", "return_differs", target.to)])
    if numbers := live_receipts_on(write.session, target.to):
        raise PaymentReceipted(target.to, numbers[0])
    told = (line.text or line.return_code or line.code or target.to)[:_LONGEST_REASON]
    back = reverse_in(
        write, target.to, kind="return", reason=told, on=line.booked_on, return_code=line.return_code
    )
    return Found(kind="return", amount=went, payment_id=back.id, ref=back.ref, is_recorded=True)


def _new_gift(write: Write, line: BankLine, target: Target) -> Found:
    payer, _colon, project = target.to.removeprefix(_GIFT).partition(":")
    if find(write.session, Party, payer) is None:
        raise NotFound("party", payer)
    rule = rule_of(write, line, payer)
    kind = rule.kind if rule else "donation"
    code = project or (rule.project if rule else "") or ""
    return _recorded(write, line, target, New(payer=payer, project=code, kind=kind))


def _instalment(write: Write, line: BankLine, target: Target) -> Found:
    ref, _colon, due = target.to.partition(":")
    try:
        due_on = date.fromisoformat(due)
    except ValueError as error:
        raise NotFound("bank_proposal", target.to) from error
    gift = agreement_of(write.session, ref, today=write.today, until=due_on)
    of = next((one for one in gift.terms if any(i.due_on == due_on for i in one.instalments)), None)
    if of is None:
        raise InputRefused([Problem("proposal", "instalment_unknown", due)])
    if run := being_collected(write.session).get((gift.key, due_on)):
        raise InputRefused([Problem("proposal", "instalment_collected", run)])  # it would count twice
    new = New(
        payer=of.payer, project=of.project, association=of.association, earmarked=of.earmarked_by_donor,
        method=of.method, office=of.office,
    )  # fmt: skip
    found = _recorded(write, line, target, new)
    decide_in(
        write, uuid4(), gift, "instalment.matched", due_on=due_on, payment_id=found.payment_id, reason=""
    )
    return found


def _recorded(write: Write, line: BankLine, target: Target, new: New) -> Found:
    """Record the payment that a line brings, under its day."""
    if line.amount < 0:
        raise InputRefused([Problem("proposal", "debit_no_gift", target.to)])
    amount = _part(line, target, line.amount)
    stated = drafted(write, line, amount, new, rate_for(write, line, target.to, target.rate))
    if problems := stated.problems(today=write.today):
        raise InputRefused(problems)
    made = record_in(write, stated, today=write.today)
    write.put_in()
    payer = select(leader_of(Payment.payer_id)).where(Payment.id == made.id)
    return Found(
        kind="payment", amount=amount, payment_id=made.id, ref=made.ref,
        payer=None if stated.method in BY_PLATFORM else write.session.scalar(payer),
        project=find_project(write, new.project), is_recorded=True,
    )  # fmt: skip


def find_project(write: Write, code: str) -> int | None:
    """Return the key of a project, or ``None``."""
    return write.session.scalar(select(Project.id).where(Project.code == code)) if code else None
