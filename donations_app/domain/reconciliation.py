"""Books and bank on a day, and what explains the difference between them, to the cent."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

ReasonKind = Literal["lines_open", "payments_open", "slips_open", "taken_back", "statements_missing"]
REASONS: Final[tuple[ReasonKind, ...]] = get_args(ReasonKind)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One part of the difference: cents by which the bank is above the books, and the records that make it."""

    kind: ReasonKind
    amount: int
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """One account on a day; cents.

    Attributes:
        account: letters and digits of its IBAN.
        label: of the settings, or empty.
        on: the day, whole.
        first_on: the day of the first balance that is known; what lies before it is in ``opening``.
        opening: that balance, of which nothing more is known.
        opening_is_stated: whether the bank says it, or what stood there after its first lines; else it is taken for
            nothing.
        books: the opening balance with all that the books say moved the account up to the day.
        bank: what the bank says stands on it at the end of the day.
        stated_on: the day of the last balance that the bank states; lines since are added to it.
        explanations: what the difference is made of; those of nothing are left out.
        closed_until: the last day of which the fiscal year is closed.
    """

    account: str
    label: str
    on: date
    first_on: date | None
    opening: int
    opening_is_stated: bool
    books: int
    bank: int
    stated_on: date | None
    explanations: tuple[Explanation, ...]
    closed_until: date | None

    @property
    def difference(self) -> int:
        """By how much the bank is above the books."""
        return self.bank - self.books

    @property
    def unexplained(self) -> int:
        """What of the difference nothing explains; anything but nothing is a fault of the ledger."""
        return self.difference - sum(one.amount for one in self.explanations)
