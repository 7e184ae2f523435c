"""A direct debit or a cheque that came back in one line together with what the bank took for it."""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from donations_app.domain.matching import Candidate, Searched

WORDS: Final = frozenset("impaye impayes rejet rejete retour rejets retours".split())  # noqa: SIM905
# cents that a bank may take of whoever presented it: nothing but its tariff bounds them, whose usual ones are below
MOST_CHARGED: Final = 30_00


def is_told_back(words: Searched) -> bool:
    """Tell whether a line says that something came back."""
    return words.line.is_return or not WORDS.isdisjoint(words.words)


def with_fee(words: Searched, returns: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield what a debit took back where the bank took somewhat more with it: only of whom the line names.

    Args:
        words: of the debit.
        returns: payments that may have come back, each by its own amount, below zero.
    """
    line = words.line
    for one in returns:
        fee = one.amount - line.amount
        if 0 < fee <= MOST_CHARGED and is_named(words, one):
            by = "fee_charged" if line.charges == fee else "fee_guess"
            yield replace(one, to=f"{one.to}+fee", amount=line.amount, payments=(one.to,), fee=fee, fee_by=by)


def is_named(words: Searched, one: Candidate) -> bool:
    """Tell whether a line says by a reference, a mandate or a last name which payment came back."""
    by_mandate = bool(one.mandate) and one.mandate == words.line.mandate
    by_name = bool(one.person.last) and one.person.last <= words.words
    return by_mandate or by_name or any(map(words.holds, one.references))
