"""Statements as tables: CSV of French banks and their like, and workbooks.

Each bank has headings of its own, lines above them, one column for amounts or two, debits with a minus or without.
A line of zero is news of the bank and no movement.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from donations_app.domain.bank import Balance, BankLine
from donations_app.formats.bank.headings import columns_of, is_french, of_account, of_balance, plain
from donations_app.formats.bank.qif import WrittenDays
from donations_app.formats.bank.said import Building, NotRead, Said, warned
from donations_app.formats.bank.texts import signed

_ABOVE: Final = 40  # lines that may stand above the headings
_MARKS: Final = (";", ",", "\t", "|")
_DEBITS: Final = frozenset(("D", "DEBIT", "DÉBIT", "DBIT", "-"))
_OURS: Final = frozenset(("ref", "payer", "payeur", "donateur", "office", "bureau", "method", "kind"))
_TELLING: Final = frozenset(("label", "value_on", "debit", "credit", "balance"))
_TEXTS: Final = ("label", "remittance", "counterpart", "counterpart_iban", "reference", "kind")
Rows = Sequence[tuple[int, Sequence[str]]]  # the line of the file, its cells


def rows_of(text: str) -> Rows | None:
    """Return the lines of a CSV from its headings on with those above, or ``None`` where none are of a statement."""
    mark = next((mark for mark in _MARKS if _has_headings(text, mark)), "")
    if not mark:
        return None
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    try:
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise NotRead("line_broken", reader.line_num) from error


def _has_headings(text: str, mark: str) -> bool:
    try:
        reader = csv.reader(io.StringIO(text), delimiter=mark)
        return any(columns_of(cells) for cells in islice(reader, _ABOVE))
    except csv.Error:
        return False


def has_headings(cells: Sequence[str]) -> bool:
    """Tell whether headings are those of a statement."""
    return columns_of(cells) is not None


def is_plain_statement(rows: Rows) -> bool:
    """Tell whether the headings say of each line what the bank wrote or what it left, and nothing of our own lists."""
    headings = next(cells for _line, cells in rows if columns_of(cells))
    places = columns_of(headings) or {}
    return not _OURS & {plain(heading) for heading in headings} and bool(_TELLING & places.keys())


def read_rows(rows: Rows) -> Iterator[Said]:
    """Say what the lines of a table hold, a statement for each account and currency.

    Raises:
        NotRead: a line has no sound day or amount, or two amounts.
    """
    at = next(number for number, (_line, cells) in enumerate(rows) if columns_of(cells))
    table = _Table(rows, at)
    yield from table.statements()


class _Table:
    def __init__(self, rows: Rows, at: int) -> None:
        self._above = [cells for _line, cells in rows[:at] if cells]
        headings = rows[at][1]
        self._places = columns_of(headings) or {}
        self._is_french = is_french(headings)
        width = len(headings)
        self._zeros, self._undated = 0, 0
        self._rows: list[tuple[int, Sequence[str]]] = []
        for line, cells in rows[at + 1 :]:
            if not any(map(str.strip, cells)):
                continue
            if len(cells) > width and any(map(str.strip, cells[width:])):
                raise NotRead("row_ragged", line, str(len(cells)))
            self._rows.append((line, [*cells, *[""] * (width - len(cells))]))
        self._days = WrittenDays([self._cell(cells, "booked_on") for _line, cells in self._rows])
        debits = [self._cell(cells, "debit") for _line, cells in self._rows]
        self._are_debits_signed = any("-" in text for text in debits) and all(
            "-" in text for text in debits if text.strip(" 0.,")
        )

    def _cell(self, cells: Sequence[str], meaning: str) -> str:
        place = self._places.get(meaning)
        return cells[place].strip() if place is not None else ""

    def statements(self) -> Iterator[Said]:
        """Say each statement, in the order in which they begin."""
        if self._days.is_torn:
            raise NotRead("days_torn")
        account = next(filter(None, map(of_account, self._above)), "")
        found: dict[tuple[str, str], list[tuple[BankLine, str, int]]] = {}
        for line, cells in self._rows:
            key = (self._cell(cells, "account") or account, self._cell(cells, "currency").upper() or "EUR")
            if made := self._line(cells, key[1], line):
                found.setdefault(key, []).append((made, self._cell(cells, "balance"), line))
        for (number, currency), some in (found or {(account, "EUR"): []}).items():
            yield from self._statement(number, currency, some)
        if self._days.is_guessed and not self._is_french:
            yield warned("days_guessed")
        for code, count in (("zero_left", self._zeros), ("undated_left", self._undated)):
            if count:
                yield warned(code, "", str(count))

    def _line(self, cells: Sequence[str], currency: str, line: int) -> BankLine | None:
        written = self._cell(cells, "booked_on")
        if not written:
            self._undated += 1
            return None
        booked_on = self._days.read(written)
        if booked_on is None:
            raise NotRead("day_missing", line, written[:40])
        amount = self._amount(cells, currency, line)
        if amount == 0:
            self._zeros += 1
            return None
        label, remittance, counterpart, iban, reference, kind = (self._cell(cells, one) for one in _TEXTS)
        return BankLine(
            entry=0,
            booked_on=booked_on,
            value_on=self._days.read(self._cell(cells, "value_on")),
            amount=amount,
            currency=currency,
            entry_amount=amount,
            counterpart=counterpart,
            counterpart_iban=iban,
            remittance=remittance,
            bank_reference=reference,
            code=kind,
            label=label,
        )

    def _amount(self, cells: Sequence[str], currency: str, line: int) -> int:
        """Return the amount of a line with its sign, from one column, one with a mark, or two."""
        if "amount" in self._places and (written := self._cell(cells, "amount")):
            amount = signed(written, currency, line)
            mark = self._cell(cells, "mark").upper()
            return amount if not mark else -abs(amount) if mark in _DEBITS else abs(amount)
        debit, credit = (
            signed(text, currency, line) if (text := self._cell(cells, name)) else 0
            for name in ("debit", "credit")
        )
        if debit and credit:
            raise NotRead("two_amounts", line)
        return credit or (debit if self._are_debits_signed else -debit)

    def _statement(self, number: str, currency: str, some: list[tuple[BankLine, str, int]]) -> Iterator[Said]:
        building = Building()
        building.account, building.currency = number, currency
        for made, _balance, _line in some:
            building.add(made._replace(entry=building.book(made.amount)))
        building.opening, building.closing = self._balances(currency, some)
        yield from building.end()

    def _balances(
        self, currency: str, some: list[tuple[BankLine, str, int]]
    ) -> tuple[Balance | None, Balance | None]:
        """Return the balances that follow from a column of them, or the one that is said above the headings."""
        told = next(filter(None, map(of_balance, self._above)), "")
        if told and currency == "EUR":
            return None, Balance(signed(told, currency), currency, None)
        if not some or not all(text for _made, text, _line in some):
            return None, None
        standing = [signed(text, currency, line) for _made, text, line in some]
        amounts = [made.amount for made, *_ in some]
        days = [made.booked_on for made, *_ in some]
        if len(set(standing)) == 1 and len(standing) > 1:
            return None, Balance(standing[0], currency, max(days))  # that of the account today
        if _runs(standing[::-1], amounts[::-1]) and days[0] >= days[-1]:  # the newest first
            first, last = -1, 0
        elif _runs(standing, amounts):
            first, last = 0, -1
        else:
            return None, None
        opening = Balance(standing[first] - amounts[first], currency, days[first])
        return opening, Balance(standing[last], currency, days[last])


def _runs(standing: Sequence[int], amounts: Sequence[int]) -> bool:
    """Tell whether each balance is the one before with its amount."""
    return all(
        before + amount == after
        for before, after, amount in zip(standing, standing[1:], amounts[1:], strict=False)
    )
