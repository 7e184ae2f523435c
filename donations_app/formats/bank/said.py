"""What readers say as they go: lines of an open statement by columns, then the statement, and what is odd.

All of it is JSON, since it may be said by a process of its own (``donations_app.apart``).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from donations_app.domain.bank import Balance, BankFile, BankLine, Statement, Warned
from donations_app.domain.storage_errors import FileRefused

Said = list[Any]  # what it is, then what it says
LINES, STATEMENT, WARNED, FORMAT, DONE = "lines", "statement", "warned", "format", "done"
MOST_LINES: Final = 300_000  # of a file; 50 000 take some 60 MiB of the program
_BOOKED_ON, _VALUE_ON, _AMOUNT, _WHOLE = map(
    BankLine._fields.index, ("booked_on", "value_on", "amount", "entry_amount")
)
_REPEATED: Final = tuple(map(BankLine._fields.index, ("currency", "counterpart_iban", "code")))
AT_ONCE: Final = 400  # lines that are said at once
EARLIEST, LATEST = date(1970, 1, 1), date(2100, 12, 31)


class NotRead(Exception):
    """Something in a file cannot be read: the code of the refusal, where, and what stands there."""

    def __init__(self, code: str, line: int = 0, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.line, self.detail = code, line, detail


class Building:
    """A statement that is being read: its lines so far and their sums."""

    def __init__(self) -> None:
        self.account = self.currency = self.reference = ""
        self.opening: Balance | None = None
        self.closing: Balance | None = None
        self.credits = self.debits = self.entries = self.pending = self.returns = 0
        self.waiting: list[BankLine] = []

    def book(self, amount: int) -> int:
        """Count an entry of that amount, and return its place."""
        if amount < 0:
            self.debits -= amount
        else:
            self.credits += amount
        self.entries += 1
        return self.entries - 1

    def add(self, line: BankLine) -> None:
        """Take a line of the entry that was booked last."""
        self.waiting.append(line)
        self.returns += line.is_return
        if not self.currency:
            self.currency = line.currency

    def lines(self, *, least: int = 1) -> Iterator[Said]:
        """Say the lines that wait, if they are so many."""
        if len(self.waiting) >= least:
            said, self.waiting = self.waiting, []
            yield [LINES, [len(said), _columns(said)]]

    def end(self) -> Iterator[Said]:
        """Say what is left of the statement, and what it is."""
        yield from self.lines()
        balances = [_plain_balance(one) for one in (self.opening, self.closing)]
        sums = (self.credits, self.debits, self.entries, self.pending, self.returns)
        yield [STATEMENT, [self.account, self.currency, self.reference, *balances, *sums]]


def warned(code: str, where: str = "", detail: str = "") -> Said:
    """Say that something is odd."""
    return [WARNED, [code, where, detail]]


def _columns(lines: Sequence[BankLine]) -> list[Sequence[Any]]:
    """Return lines by columns; of one that is all one value that value alone."""
    found: list[Sequence[Any]] = [
        some[:1] if some.count(some[0]) == len(some) else some for some in zip(*lines, strict=True)
    ]
    for place in (_BOOKED_ON, _VALUE_ON):
        days = {day: day and day.isoformat() for day in set(found[place])}
        found[place] = [days[day] for day in found[place]]
    return found


def _plain_balance(found: Balance | None) -> list[Any] | None:
    return found and [found.amount, found.currency, found.on and found.on.isoformat()]


@lru_cache(maxsize=4_096)
def day_of(text: str) -> date | None:
    """Return the day with which a text in ISO 8601 begins, as the bank states it wherever it is, or ``None``."""
    try:
        found = date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


class Gathering:
    """Puts together what a reader says."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._format = ""
        self._source = self._count = 0
        self._days: dict[str, date] = {}
        self._once: dict[str, str] = {}  # texts that many lines say are kept once
        self._lines: list[BankLine] = []
        self._statements: list[Statement] = []
        self._warnings: list[Warned] = []

    def take(self, said: Said) -> int:
        """Take one thing that is said, and return how many bytes of the file are read, if that is it."""
        kind, what = said
        if kind == LINES:
            count, columns = what
            self._count += count
            if self._count > MOST_LINES:
                raise FileRefused(self._path, "bank_too_many_entries", detail=str(MOST_LINES))
            self._lines += map(BankLine, *self._whole(count, columns))
        elif kind == STATEMENT:
            self._end(*what)
        elif kind == WARNED:
            self._warnings.append(Warned(*what))
        elif kind == FORMAT:
            self._source += 1
            if self._format not in ("", what):
                what = "zip"
            self._format = what
        return int(what) if kind == DONE else 0

    def _whole(self, count: int, columns: list[list[Any]]) -> list[list[Any]]:
        """Return columns with a value for each line; what is alike is one in memory."""
        for place in (_BOOKED_ON, _VALUE_ON):
            days = {said: said and self._day(said) for said in set(columns[place])}
            columns[place] = [days[said] for said in columns[place]]
        for place in _REPEATED:
            columns[place] = [self._once.setdefault(text, text) for text in columns[place]]
        if columns[_WHOLE] == columns[_AMOUNT]:
            columns[_WHOLE] = columns[_AMOUNT]
        return [some * count if len(some) == 1 else some for some in columns]

    def _day(self, said: str) -> date:
        found = self._days.get(said)
        if found is None:
            found = self._days[said] = date.fromisoformat(said)
        return found

    def _end(self, account: str, currency: str, reference: str, *rest: Any) -> None:
        opening, closing, *sums = rest
        balances = (self._balance(opening), self._balance(closing))
        found = Statement(account, currency, reference, *balances, *sums, self._lines, self._source)  # type: ignore[call-arg]  # of all
        self._lines = []
        self._statements.append(found)
        if found.ties is False:
            self._warnings.append(Warned("balance_not_tied", account or reference))
        if found.pending:
            self._warnings.append(Warned("pending_left", account or reference, str(found.pending)))
        if others := sorted({line.currency for line in found.lines} - {currency}):
            self._warnings.append(Warned("other_currency", account or reference, " ".join(others)))
        for line in found.lines:
            if line.batch:
                self._warnings.append(Warned("batch_not_unfolded", account or reference, str(line.batch)))

    def _balance(self, said: list[Any] | None) -> Balance | None:
        return Balance(said[0], said[1], said[2] and self._day(said[2])) if said else None

    def result(self) -> BankFile:
        """Return all of it.

        Raises:
            FileRefused: there is no statement in it.
        """
        if not self._statements:
            raise FileRefused(self._path, "no_bank_statement")
        return BankFile(self._format, tuple(self._statements), tuple(self._warnings))
