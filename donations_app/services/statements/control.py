"""Receipts against money received (LPF L. 14 A), and the way from the accounts to the receipts."""

from collections.abc import Callable, Container, Iterable, Iterator
from datetime import date
from functools import cache, partial

from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries import control as queries
from donations_app.db.queries.resources import booked, prepaid_dues
from donations_app.db.queries.settings import online_policy_on
from donations_app.db.uncollected import uncollected
from donations_app.domain.control import (
    OTHER_YEAR,
    UNRECEIPTED,
    Compared,
    Control,
    ReceiptedMoney,
    finding,
    policy_on,
)
from donations_app.domain.gifts import OnlineDate
from donations_app.domain.money import Money
from donations_app.domain.receipt_base import Reconciliation, account_of, base_of
from donations_app.domain.statements import Sum, sums_by
from donations_app.services.receipts.verdicts import Verdict, verdicts_in
from donations_app.services.statements.headings import heading_of

_PolicyOn = Callable[[date], OnlineDate]
_TAKEN_BACK = ("returned", "reversed")


def control(books: Books, year: int) -> Control:
    """Hold the receipts on a year's gifts, and those issued in the year, against the money, line by line.

    Args:
        books: where to read; one consistent view.
        year: of the gifts, and of the issue.
    """
    with books.read() as session:
        return control_in(session, year, books.today)


@uncollected()
def control_in(session: Session, year: int, today: date) -> Control:
    """Hold receipts against money in a view that others opened."""
    policy = cache(partial(policy_on, queries.online_policies(session)))  # asked of each line, on few days
    issued = [_judged(line, policy) for line in queries.receipted_money(session, year)]
    sums = [
        Compared("receipt", number, "", 0, "", "", amount, "sum_differs")
        for number, amount in queries.receipts_off_sum(session, year)
    ]
    verdicts = list(verdicts_in(session, year, today))
    mentioned = {line.line_id for line, _ in issued if line.year == year}
    money = list(_money_side(session, verdicts, mentioned, policy))
    ours = [shown for line, shown in issued if line.year == year]
    others = [shown for line, shown in issued if line.year != year]
    agreed = [shown for shown in ours if not shown.reason]
    in_base = [verdict for verdict in verdicts if _is_in_base(verdict)]
    return Control(
        heading=heading_of(session, year, today, calendar=True),
        receipts=queries.receipts_of(session, year),
        payments=len({verdict.line.payment for verdict in in_base}),
        payments_of_year=len({verdict.line.payment for verdict in verdicts}),
        base=Sum(len(in_base), Money.total(verdict.line.amount for verdict in in_base)),
        compared=(*ours, *(shown for shown in others if shown.reason), *sums, *money),
        without_receipt=_without_receipt(in_base, mentioned),
        explained=sums_by((one.reason, one.amount) for one in money if one.reason not in UNRECEIPTED),
        natures=sums_by((one.kind, one.amount) for one in agreed),
        methods=sums_by((one.method, one.amount) for one in agreed),
        issued=queries.receipts_issued(session, date(year, 1, 1), date(year, 12, 31)),
        issued_elsewhere=sum(not shown.reason for shown in others),
    )


def _judged(line: ReceiptedMoney, policy: _PolicyOn) -> tuple[ReceiptedMoney, Compared]:
    reason = finding(line, policy(line.issued_on))
    shown = Compared(
        "receipt", line.number, line.payment, line.position, line.kind, line.method, line.amount, reason
    )
    return line, shown


def _money_side(
    session: Session, verdicts: list[Verdict], mentioned: set[int], policy: _PolicyOn
) -> Iterator[Compared]:
    """Yield the lines of the year that no receipt on its gifts mentions, each with its reason."""
    left = [
        verdict
        for verdict in verdicts
        if verdict.reason != "already_receipted" or verdict.line.id not in mentioned
    ]
    elsewhere = {verdict.line.id for verdict in left if verdict.reason == "already_receipted"}
    sound = {
        line.line_id
        for line in queries.receipted_on(session, elsewhere)
        if not finding(line, policy(line.issued_on))
    }
    for verdict in left:
        line, reason = verdict.line, verdict.reason
        if reason == "already_receipted":
            reason = OTHER_YEAR if line.id in sound else "receipted_elsewhere"
        yield Compared(
            "payment", line.receipt, line.payment, line.position, line.kind, line.method, line.amount, reason
        )


def _is_in_base(verdict: Verdict) -> bool:
    kind = verdict.giver.kind if verdict.giver else None
    return verdict.reason not in _TAKEN_BACK and bool(account_of(verdict.line.kind, kind))


def _without_receipt(in_base: Iterable[Verdict], mentioned: Container[int]) -> dict[str, Sum]:
    """Return the gifts of the base that no receipt on the year's gifts mentions, by reason."""
    return sums_by(
        (OTHER_YEAR if verdict.reason == "already_receipted" else verdict.reason, verdict.line.amount)
        for verdict in in_base
        if verdict.reason != "already_receipted" or verdict.line.id not in mentioned
    )


def reconciliation(books: Books, year: int) -> Reconciliation:
    """Lead from the accounts of the fiscal year closed in ``year`` to the receipts on its gifts, to the cent.

    The three ends are reckoned apart: the accounts from sums of lines, the gifts without a receipt from the
    verdicts of the plan, the receipts from what was issued.
    """
    with books.read() as session:
        return reconciliation_in(session, year, books.today)


@uncollected()
def reconciliation_in(
    session: Session, year: int, today: date, *, known: Control | None = None
) -> Reconciliation:
    """Lead from the accounts to the receipts in a view that others opened; ``known``: the control of the year."""
    heading = heading_of(session, year, today)
    policy = online_policy_on(session, today)
    if known:
        without = known.without_receipt
    else:
        in_base = filter(_is_in_base, verdicts_in(session, year, today))
        without = _without_receipt(in_base, queries.lines_receipted(session, year))
    return Reconciliation(
        heading=heading,
        base=base_of(booked(session, heading, policy)),
        without_receipt=without,
        receipts=queries.receipts_of(session, year),
        prepaid_dues=prepaid_dues(session, heading),
    )
