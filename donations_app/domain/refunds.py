"""A part of a payment given back: of which line, and from which of the places where its cents stand."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import ZERO, Money, allocate
from donations_app.domain.payments import IN_KIND_KINDS

GENERAL_FUND: Final = ""


class Refund(Struct, frozen=True):
    """What is given back of a payment, as it is stated."""

    amount: Money  # in euros, above zero
    line: int | None = None  # position; ``None``: the only line of which something is left
    project: str | None = None  # code, empty is the general fund; ``None``: as ``taken_from`` says


class LeftOver(Struct, frozen=True):
    """What is left of a line that arrived."""

    position: int
    kind: str
    left: Money
    has_goods: bool  # something was given back for it that counts


def refunded_line(refund: Refund, lines: Sequence[LeftOver]) -> LeftOver:
    """Return the line of which a part is given back.

    Raises:
        InputRefused: it is not said of which, there is no such line, it was no money, or something was given in return
            for it, of which a share would deduct too little.
    """
    standing = [line for line in lines if line.left]
    found = [line for line in standing if refund.line in (None, line.position)]
    if not found:
        raise InputRefused([Problem("line", "refund_no_line", str(refund.line))])
    if len(found) > 1:
        positions = tuple(str(line.position) for line in found)
        raise InputRefused([Problem("line", "refund_which_line", data={"lines": positions})])
    (line,) = found
    if line.kind in IN_KIND_KINDS:
        raise InputRefused([Problem("line", "refund_in_kind", str(line.position))])
    if line.has_goods:
        raise InputRefused([Problem("line", "refund_with_goods", str(line.position))])
    return line


def taken_from(amount: Money, places: Sequence[tuple[str, Money]]) -> list[Money]:
    """Return what each place gives of a refund: the general fund first, then projects in proportion.

    >>> places = [("EAU", Money(60)), ("", Money(10)), ("ECOLE", Money(30))]
    >>> [part.cents for part in taken_from(Money(40), places)]
    [20, 10, 10]

    Args:
        amount: above zero, at most what stands at all of them.
        places: code of the project, empty for the general fund, and what stands there.
    """
    general = [stands if code == GENERAL_FUND else ZERO for code, stands in places]
    free = min(amount, Money.total(general))
    rest = [ZERO if code == GENERAL_FUND else stands for code, stands in places]
    found = []
    for part, weights in ((free, general), (amount - free, rest)):
        cents = [weight.cents for weight in weights]
        found.append(allocate(part, cents) if part else [ZERO] * len(cents))
    return [first + second for first, second in zip(*found, strict=True)]


def taken_on(on: date, amount: Money, moves: Iterable[tuple[date, Money]]) -> date:
    """Return the first day, not before ``on``, from which an amount stands at a place for good.

    Args:
        on: the day on which it is given back.
        amount: above zero, and no more than the moves leave.
        moves: what came there, or left it below zero, with the day from which on it is so; one for each day.
    """
    stood = ZERO
    for day, more in sorted(moves):
        if stood < amount:
            on = max(on, day)
        stood += more
    return on
