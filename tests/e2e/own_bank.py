"""The bank of a story: it keeps the account of the association by itself, and writes statements of it in any format."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from tests.bank_files import Op, camt, cfonb, csv, mt940, ofx, put, qif

Means = Callable[[], Sequence[str]]
FORMATS: Final = ("camt", "cfonb", "ofx", "mt940", "csv", "qif")
SAYING: Final = ("camt", "cfonb", "ofx", "mt940")  # they say what stands on the account
_DAY: Final = timedelta(days=1)
_LABEL: Final = 32  # signs of a label of CFONB, and one more


@dataclass(eq=False)
class Moved:
    """A movement on the account, with what a person says that it is, when asked."""

    op: Op
    means: Means
    line: str = ""  # under which it stands in the books

    @property
    def is_outside(self) -> bool:
        """Whether the entries for the accountant know nothing of it: transfers, what is not ours."""
        return {*self.means()} <= {"transfer", "aside"}


@dataclass
class OwnBank:
    """The account, to the cent."""

    opening: int
    began: date  # nothing moved before it
    moves: list[Moved] = field(default_factory=list)

    def book(self, on: date, cents: int, name: str, text: str, means: Means, **said: Any) -> Moved:
        """Book a movement; the bank gives it a number of its own, which it says in some formats."""
        number = f"{len(self.moves) + 1}"
        text = f"{text} K{number}"
        assert len(text) < _LABEL, text
        op = Op(on, cents, name.upper(), text, reference=f"BQ{number}", **said)
        self.moves.append(Moved(op, means))
        return self.moves[-1]

    def between(self, first: date, last: date) -> list[Moved]:
        """Return the movements of some days in their order."""
        return sorted((one for one in self.moves if first <= one.op.on <= last), key=lambda one: one.op.on)

    def balance(self, until: date) -> int:
        """Return what is on the account at the end of a day."""
        return self.opening + sum(one.op.cents for one in self.between(self.began, until))

    def statement(self, folder: Path, first: date, last: date, form: str) -> Path:
        """Write a statement of some days; what a format can say of balances it says."""
        ops = [one.op for one in self.between(first, last)]
        before, after = self.balance(first - _DAY), self.balance(last)
        texts: dict[str, Callable[[], str]] = {
            "camt": lambda: camt(ops, opening=before, days=(first, last)),
            "cfonb": lambda: cfonb(ops, opening=before, days=(first - _DAY, last)),
            "mt940": lambda: mt940(ops, opening=before, days=(first - _DAY, last)),
            "ofx": lambda: ofx(ops, closing=(after, last)),
            "csv": lambda: csv(ops),
            "qif": lambda: qif(ops),
        }
        return put(folder, f"{first}-{last}.{form}", texts[form]())

    def unnamed(self, first: date, last: date) -> Iterator[Moved]:
        """Yield what no line of the books is known to be."""
        return (one for one in self.between(first, last) if not one.line)
