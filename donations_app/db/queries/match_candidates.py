"""What stands open in the books that lines of the bank may be: payments, returns, slips, instalments."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import Boolean, Select, and_, func, select, type_coerce
from sqlalchemy.orm import Session

from donations_app.db.plain import plain_rows
from donations_app.db.queries.bank import own_accounts
from donations_app.db.queries.bank_currencies import matched_by_currency
from donations_app.db.queries.closed_days import put_right_since
from donations_app.db.queries.collected_as import Debit, collected_as
from donations_app.db.queries.collecting import being_collected
from donations_app.db.queries.in_currency import EURO, minor_columns, units_of
from donations_app.db.queries.instalments import AgreedGift, agreed_gifts
from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.mandates import terms_by_mandate
from donations_app.db.queries.match_people import (
    named_in,
    people_of,
    person_of,
    seen_accounts,
    tariffs,
    true_rules,
)
from donations_app.db.queries.match_pool import Pool
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.returned_with_fee import Returned, named_payments
from donations_app.db.queries.terms import arrived, never_was, payment_left, stands, taken_back
from donations_app.db.steps import in_steps
from donations_app.db.tables import (
    BankMatch,
    DepositSlip,
    LiveDeposit,
    MandateTerms,
    Party,
    Payment,
    PlatformFee,
)
from donations_app.domain.bank import BankLine, account_key, decimals
from donations_app.domain.folding import fold
from donations_app.domain.mandates import Terms, terms_on
from donations_app.domain.matching import BY_BANK, BY_PLATFORM, REACH, Candidate, Person, words_of
from donations_app.domain.money import Money
from donations_app.domain.same_entries import SAYS_NOTHING

_BACK_DAYS: Final = 400  # a debit without a mandate comes back for 13 months


class Asks(Struct):
    """What is asked of the books for some lines.

    Attributes:
        first, last: days of the lines.
        ibans: accounts from which they come.
        debits: their amounts below zero, by currency.
        words: folded ones of credits, in which names are looked for.
        returned: what debits say that came back with a fee, maybe.
    """

    first: date = date.max
    last: date = date.min
    ibans: set[str] = field(default_factory=set)
    debits: dict[str, set[int]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    returned: Returned = field(default_factory=Returned)

    def ask(self, line: BankLine, *, names: bool) -> None:
        """Ask for a line too, and for whom it names where that is wanted."""
        self.first, self.last = min(self.first, line.booked_on), max(self.last, line.booked_on)
        if line.counterpart_iban:
            self.ibans.add(account_key(line.counterpart_iban))
        if line.amount < 0:
            self.debits.setdefault(line.currency, set()).add(line.amount)
            self.returned.ask(line)
        elif names:
            self.words |= words_of(line.text)


def asks_of(lines: Iterable[BankLine], *, names: bool = True) -> Asks:
    """Return what is asked for lines, one at least.

    Args:
        lines: of the bank.
        names: whether people are asked for whom they name, and of whom nothing may be expected.
    """
    asks = Asks()
    for line in lines:
        asks.ask(line, names=names)
    return asks


def has_agreed_accounts(session: Session) -> bool:
    """Tell whether an account is known by a mandate: else nobody is likely to give for being named alone."""
    return session.scalar(select(MandateTerms.id).where(MandateTerms.iban != "").limit(1)) is not None


def pool_for(session: Session, asks: Asks, *, today: date) -> Pool:
    """Return what is open near the days of some lines."""
    first, last = asks.first - timedelta(days=REACH), asks.last + timedelta(days=REACH // 2)
    gifts = agreed_gifts(session, today=today, until=min(last, today + timedelta(days=REACH // 2)))
    rules = true_rules(session)
    seen = seen_accounts(session, asks.ibans)
    refs = {rule.payer for rule in rules} | {ref for ref, _on in seen.values()} | {one.payer for one in gifts}
    by_ref = people_of(session, refs)
    ibans: defaultdict[str, set[str]] = defaultdict(set)
    mandates = terms_by_mandate(session, sorted({one.mandate_id for one in gifts if one.mandate_id}))
    for one in gifts:
        for terms in mandates.get(one.mandate_id or 0, ()):
            if terms.iban:
                ibans[one.payer].add(account_key(terms.iban))
    return Pool(
        payments=_payments(session, first, last),
        returns=_returns(session, asks, first, last),
        slips=_slips(session, first, last),
        instalments=list(_instalments(_uncollected(session, gifts), by_ref, mandates, first, last)),
        rules=rules,
        people=named_in(session, asks.words),
        own=own_accounts(session),
        seen=seen,
        ibans={ref: frozenset(known) for ref, known in ibans.items()},
        by_ref=by_ref,
        tariffs=tariffs(session),
    )


def _matched(column: Any, key: Any) -> Any:
    """Return the term for what of a payment or slip stands in the ledger."""
    return func.coalesce(
        select(func.sum(BankMatch.amount)).where(column == key).correlate_except(BankMatch).scalar_subquery(),
        0,
    )


def _payments(session: Session, first: date, last: date) -> list[Candidate]:
    day = func.coalesce(Payment.credited_on, Payment.received_on, type_=Payment.received_on.type)
    on_slip = select(LiveDeposit.payment_id).where(LiveDeposit.payment_id == Payment.id).correlate(Payment)
    query = (
        _of_payer()
        .add_columns(
            payment_left().label("left"),
            _kept().label("kept"),
            type_coerce(taken_back(), Boolean).label("is_back"),
            *minor_columns(),
        )
        .where(
            arrived(), ~never_was(), Payment.method.in_(BY_BANK), day.between(first, last), ~on_slip.exists()
        )
    )
    came = put_right_since(session)  # at a line that is closed
    found: list[Candidate] = []
    people: dict[str, Person] = {}
    for some in plain_rows(session, query):
        rows = [row for row in some if row.id not in came and not (row.is_back and row.method in BY_PLATFORM)]
        brought = matched_by_currency(session, [row.id for row in rows])
        known = collected_as(session, [row.id for row in rows if row.method == "direct_debit"])
        found += [
            _payment(
                row, "payment", rest, people, known.get(row.id),
                currency=currency, ordered=_ordered(row, currency), fee=row.kept,
                is_back=bool(row.is_back),
            )
            for row in rows
            for currency, rest in _open_of(row, brought.get(row.id, {}))
            if rest > 0
        ]  # fmt: skip
    return _alone_in_batches(found)


def _alone_in_batches(found: list[Candidate]) -> list[Candidate]:
    """Return payments, the only one of a batch of a run with its number: the bank names no more of it."""
    several = Counter((one.run, one.sequence) for one in found if one.run)
    return [
        replace(one, references=(*one.references, one.run)) if several[one.run, one.sequence] == 1 else one
        for one in found
    ]


def _kept() -> Any:
    """Return the term for what the platform says it kept of a payment."""
    query = select(PlatformFee.amount).where(PlatformFee.payment_id == Payment.id)
    return query.correlate(Payment).scalar_subquery()


def _open_of(row: Any, brought: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Yield in which currency how much of a payment waits: lines of one currency bring it, and of no second one."""
    came = came_of(row)
    for currency, whole in ((EURO, came.cents), (row.currency, units_of(row, came))):
        if brought.keys() <= {currency}:
            yield currency, whole - brought.get(currency, 0)
        if row.currency == EURO:
            return


def came_of(row: Any) -> Money:
    """Return what the bank may credit of a payment: all of it, also where it went back since.

    A platform pays out what is left.
    """
    came: Money = row.left if row.method in BY_PLATFORM else row.amount
    return came


def _ordered(row: Any, currency: str) -> str:
    """Return what was given in another currency than that of the line, as banks write it."""
    if row.currency == currency:
        return ""
    units = units_of(row, came_of(row))
    places = decimals(row.currency)
    whole, fraction = divmod(units, 10**places)
    return f"{whole}.{fraction:0{places}} {row.currency}" if places else f"{whole} {row.currency}"


def _of_payer() -> Select[Any]:
    query = select(
        Payment.id,
        Payment.ref,
        Payment.amount,
        Payment.method,
        Payment.received_on,
        Payment.credited_on,
        Party.ref.label("payer"),
        *name_columns(),
    )
    joined: Select[Any] = joined_leader(query, Payment.payer_id, may_be_nobody=True)
    return joined.order_by(Payment.id)


def _payment(
    row: Any, kind: Any, amount: int, people: dict[str, Person], debit: Debit | None = None, **facts: Any
) -> Candidate:
    """Return a payment as a candidate; ``people`` keeps who paid several."""
    if row.payer not in people:
        people[row.payer] = person_of(row, row.payer) if row.payer else Person()
    return Candidate(
        kind=kind,
        to=row.ref,
        amount=amount,
        on=row.credited_on or (debit.collected_on if debit else row.received_on),
        person=people[row.payer],
        references=(row.ref, debit.end_to_end) if debit else (row.ref,),
        method=row.method,
        mandate=(debit.mandate or "") if debit else "",
        run=debit.run if debit else "",
        sequence=debit.sequence if debit else "",
        **facts,
    )


def _returns(session: Session, asks: Asks, first: date, last: date) -> list[Candidate]:
    """Return payments that debits may take back, alone or with a fee, and returns that were recorded already."""
    found = [
        *(
            one
            for money, amounts in asks.debits.items()
            for one in _of_debits(session, money, amounts, first, last)
        ),
        *_with_fee(session, asks.returned, first, last),
    ]
    return list({(one.to, one.currency): one for one in found}.values())


def _of_debits(
    session: Session, currency: str, amounts: set[int], first: date, last: date
) -> Iterator[Candidate]:
    """Yield payments that a debit of some amounts may take back, and returns that were recorded already."""
    people: dict[str, Person] = {}
    since = first - timedelta(days=_BACK_DAYS)
    day = func.coalesce(Payment.credited_on, Payment.received_on, type_=Payment.received_on.type)
    may = and_(Payment.method.in_((*BY_BANK, "cheque")), day.between(since, last), stands())
    recorded = and_(
        Payment.reversal.in_(("return", "refund")),
        Payment.received_on.between(first, last),
        _matched(BankMatch.payment_id, Payment.id) == 0,
        ~_by_match().exists(),
    )
    wanted = sorted(amounts)
    for some in in_steps(wanted):
        rows = session.execute(_of_amount(currency, [-one for one in some]).where(may)).all()
        known = collected_as(session, [row.id for row in rows if row.method == "direct_debit"])
        for row in rows:
            amount, debit = -_amount_in(row, currency), known.get(row.id)
            yield _payment(row, "return", amount, people, debit, currency=currency)
        for row in session.execute(_of_amount(currency, some).where(recorded)):
            yield _payment(row, "return", _amount_in(row, currency), people, currency=currency)


def _with_fee(session: Session, asked: Returned, first: date, last: date) -> list[Candidate]:
    """Return payments that a debit may take back together with a fee."""
    people: dict[str, Person] = {}
    keys = named_payments(session, asked, first - timedelta(days=_BACK_DAYS), last)
    known = collected_as(session, keys)
    query = _of_payer().add_columns(*minor_columns()).where(stands())
    return [
        _payment(row, "return", -row.amount.cents, people, known.get(row.id))
        for some in in_steps(keys)
        for row in session.execute(query.where(Payment.id.in_(some)))
    ]


def _of_amount(currency: str, amounts: Sequence[int]) -> Select[Any]:
    """Ask for payments of some amounts in a currency, signed."""
    columns = minor_columns()
    query = _of_payer().add_columns(*columns)
    if currency == EURO:
        return query.where(Payment.amount.in_([Money(one) for one in amounts]))
    return query.where(Payment.currency == currency, columns[2].in_(amounts))


def _amount_in(row: Any, currency: str) -> int:
    return int(row.amount.cents if currency == EURO else row.given_minor)


def _by_match() -> Select[Any]:
    """Return the matches that recorded a payment: a return whose match was taken back is nothing any more."""
    found = select(BankMatch.id).where(BankMatch.payment_id == Payment.id, BankMatch.is_recorded)
    return found.correlate(Payment)


def was_of_match(session: Session, key: int) -> bool:
    """Tell whether a return was recorded with a match that was taken back: it is nothing any more."""
    query = select(Payment.id).where(Payment.id == key, _by_match().exists())
    return session.scalar(query.where(_matched(BankMatch.payment_id, Payment.id) == 0)) is not None


def _slips(session: Session, first: date, last: date) -> list[Candidate]:
    slip = DepositSlip
    query = select(slip, _matched(BankMatch.slip_id, slip.id).label("matched")).where(
        slip.handed_in_on.between(first, last), slip.cancelled_on.is_(None)
    )
    return [
        Candidate(
            kind="slip",
            to=one.number,
            amount=one.amount.cents - int(matched),
            on=one.handed_in_on,
            references=frozenset({one.number}),
            method=one.method,
            currency=one.currency,
        )
        for one, matched in session.execute(query.order_by(slip.id))
        if one.amount.cents > int(matched)
    ]


def _uncollected(session: Session, gifts: Sequence[AgreedGift]) -> Iterator[AgreedGift]:
    """Yield agreed gifts without the instalments that a run collects: these come as its payments."""
    held = being_collected(session)
    roots = {(gift.payer, gift.ref): gift.key for gift in gifts}
    for gift in gifts:
        root = roots[gift.payer, gift.history]
        left = tuple(one for one in gift.instalments if (root, one.due_on) not in held)
        yield replace(gift, instalments=left)


def _instalments(
    gifts: Iterable[AgreedGift],
    by_ref: Mapping[str, Person],
    mandates: Mapping[int, Sequence[Terms]],
    first: date,
    last: date,
) -> Iterator[Candidate]:
    for gift in gifts:
        known = mandates.get(gift.mandate_id or 0, ())
        terms = terms_on(known, last) if known else None
        for one in gift.instalments:
            if one.state not in ("expected", "late", "missed") or not first <= one.due_on <= last:
                continue
            title = frozenset(word for text in gift.titles for word in fold(text).split() if len(word) > 3)
            yield Candidate(
                kind="instalment",
                to=f"{gift.history}:{one.due_on.isoformat()}",
                amount=one.open.cents,
                on=one.due_on,
                person=by_ref[gift.payer],
                mandate=terms.reference if terms else "",
                references=frozenset({gift.history}),
                targets=(title | frozenset(fold(gift.project).split())) - SAYS_NOTHING,
                method=gift.method,
            )
