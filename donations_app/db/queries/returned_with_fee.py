"""Payments that debits of the bank may take back together with a fee: those of whom the lines name, somewhat below."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from msgspec import Struct, field
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from donations_app.db.queries.in_currency import EURO
from donations_app.db.steps import in_steps
from donations_app.db.tables import CollectionLine, MandateTerms, PartyWord, Payment
from donations_app.domain.bank import BankLine
from donations_app.domain.matching import Searched
from donations_app.domain.money import Money
from donations_app.domain.returned import MOST_CHARGED, WORDS, is_told_back
from donations_app.domain.same_entries import SAYS_NOTHING

_SHORTEST: Final = 3  # letters of a name that is looked for
_MOST: Final = 2_000  # payments that are weighed
_AMOUNTS: Final = 100  # in one question


class Returned(Struct):
    """What is asked of the books for debits in euros that say that something came back.

    Attributes:
        amounts: cents, without their sign.
        words: folded ones in which names are looked for.
        mandates, end_to_end: what the lines say of a direct debit.
    """

    amounts: set[int] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    mandates: set[str] = field(default_factory=set)
    end_to_end: set[str] = field(default_factory=set)

    def ask(self, line: BankLine) -> None:
        """Ask for a debit too, where it says so."""
        if line.currency != EURO or not is_told_back(words := Searched.of(line)):
            return
        self.amounts.add(-line.amount)
        kept = words.words - SAYS_NOTHING - WORDS
        self.words |= {word for word in kept if len(word) >= _SHORTEST and not word.isdigit()}
        self.mandates |= {line.mandate} - {""}
        self.end_to_end |= {line.end_to_end} - {""}


def named_payments(session: Session, asked: Returned, since: date, last: date) -> list[int]:
    """Return the keys of payments of cheques and debits, somewhat below the amounts, that the lines name.

    Args:
        session: an open view.
        asked: what the lines say.
        since: the first day on which they were credited or received.
        last: the last one.
    """
    found: set[int] = set()
    amounts = sorted(asked.amounts)
    for start in range(0, len(amounts), _AMOUNTS):
        near = [
            Payment.amount.between(Money(one - MOST_CHARGED), Money(one - 1))
            for one in amounts[start : start + _AMOUNTS]
        ]
        may = (
            or_(*near), Payment.amount > Money(0), Payment.method.in_(("direct_debit", "cheque")),
            or_(*(day.between(since, last) for day in (Payment.credited_on, Payment.received_on))),
        )  # fmt: skip
        for query in _named(asked):
            found.update(session.scalars(query.where(*may).limit(_MOST)))
    return sorted(found)


def _named(asked: Returned) -> Iterator[Select[tuple[int]]]:
    collected = select(Payment.id).join(CollectionLine, CollectionLine.payment_id == Payment.id)
    terms = collected.join(MandateTerms, MandateTerms.mandate_id == CollectionLine.mandate_id)
    by: list[tuple[Select[tuple[int]], Any, set[str]]] = [
        (
            select(Payment.id).join(PartyWord, PartyWord.party_id == Payment.payer_id),
            PartyWord.word,
            asked.words,
        ),
        (terms, MandateTerms.reference, asked.mandates),
        (collected, CollectionLine.end_to_end, asked.end_to_end),
    ]
    for query, column, said in by:
        for some in in_steps(sorted(said)):
            yield query.where(column.in_(some))
