"""Statements as tables: CSV of French banks and their like, and workbooks.

Each bank has headings of its own, lines above them, one column for amounts or two, debits with a minus or without.
A line of zero is news of the bank and no movement.
"""

import csv
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Final, NamedTuple

from donations_app.domain.bank import Balance, BankLine
from donations_app.formats.bank.headings import columns_of, is_french, of_account, of_balance, plain
from donations_app.formats.bank.qif import WrittenDays
from donations_app.formats.bank.said import AT_ONCE, Building, NotRead, Said, warned
from donations_app.formats.bank.texts import signed

_ABOVE: Final = 40  # lines that may stand above the headings
_MARKS: Final = (";", ",", "\t", "|")
_DEBITS: Final = frozenset(("D", "DEBIT", "DÉBIT", "DBIT", "-"))
_OURS: Final = frozenset(("ref", "payer", "payeur", "donateur", "office", "bureau", "method", "kind"))
_TELLING: Final = frozenset(("label", "value_on", "debit", "credit", "balance"))
_TEXTS: Final = ("label", "remittance", "counterpart", "counterpart_iban", "reference", "kind")
_FEW: Final = 8  # statements for each of which the lines are gone through anew, rather than held
Row = tuple[int, Sequence[str]]  # the line of the file, its cells
Rows = Iterable[Row]  # which can be gone through again


class _Lines:
    """The lines of a text as csv reads them, each time anew: to hold their cells takes ten times as much memory."""

    def __init__(self, text: str, mark: str) -> None:
        self._text, self._mark = text, mark

    def __iter__(self) -> Iterator[Row]:
        reader = csv.reader(_parted(self._text), delimiter=self._mark)
        try:
            for cells in reader:
                yield reader.line_num, cells
        except csv.Error as error:
            raise NotRead("line_broken", reader.line_num) from error


def _parted(text: str) -> Iterator[str]:
    """Yield the lines of a text with their ends, as a file of texts does in four times its memory."""
    start = 0
    while end := text.find("\n", start) + 1:
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def rows_of(text: str) -> Rows | None:
    """Return the lines of a CSV from its headings on with those above, or ``None`` where none are of a statement."""
    mark = next((mark for mark in _MARKS if _has_headings(text, mark)), "")
    return _Lines(text, mark) if mark else None


def _has_headings(text: str, mark: str) -> bool:
    try:
        reader = csv.reader(_parted(text), delimiter=mark)
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
    yield from _Table(rows).statements()


class _Found(NamedTuple):
    """What the balances of a statement follow from: of each line the amount, the day, the balance, where it stands."""

    amounts: "array[int]"
    days: list[date]
    balances: list[str]
    places: "array[int]"

    @classmethod
    def nothing(cls) -> "_Found":
        """Return what is found before the first line."""
        return cls(array("q"), [], [], array("q"))


class _Table:
    """A table, of which no line is held: first it is asked how its days and debits are written."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._above: list[Sequence[str]] = []
        headings: Sequence[str] = ()
        self._skipped = 0  # lines up to the headings
        for _line, cells in rows:
            self._skipped += 1
            if columns_of(cells):
                headings = cells
                break
            if cells:
                self._above.append(cells)
        self._places = columns_of(headings) or {}
        self._width, self._is_french = len(headings), is_french(headings)
        self._zeros, self._undated = 0, 0
        self._account = next(filter(None, map(of_account, self._above)), "")
        self._look()

    def _look(self) -> None:
        """Note how days and debits are written, and which accounts and currencies there are."""
        picked = self._picking("booked_on", "debit", "account", "currency")
        days: set[str] = set()
        debits: set[str] = set()
        self._keys: dict[tuple[str, str], None] = {}
        below = self._below()
        while some := [picked(cells) for _line, cells in islice(below, AT_ONCE)]:
            written, owed, accounts, currencies = zip(*some, strict=True)
            days.update(written)
            debits.update(owed)
            self._keys |= dict.fromkeys(zip(accounts, currencies, strict=True))
            self._undated += written.count("")
        self._days = WrittenDays([*days])
        self._are_debits_signed = any("-" in text for text in debits) and all(
            "-" in text for text in debits if text.strip(" 0.,")
        )

    def _below(self) -> Iterator[Row]:
        """Yield the lines below the headings that say something, with a cell for each heading and an empty one last."""
        for line, cells in islice(self._rows, self._skipped, None):
            if not any(map(str.strip, cells)):
                continue
            more = len(cells) - self._width
            if more == 0:  # as nearly all are
                yield line, [*cells, ""]
                continue
            if more > 0 and any(map(str.strip, cells[self._width :])):
                raise NotRead("row_ragged", line, str(len(cells)))
            yield line, [*cells, *[""] * (1 - min(more, 0))]

    def _picking(self, *meanings: str) -> Callable[[Sequence[str]], tuple[str, ...]]:
        """Return what picks the cells of some meanings, empty ones where there is no such column."""
        pick = itemgetter(*(self._places.get(meaning, -1) for meaning in meanings))
        return lambda cells: tuple(map(str.strip, pick(cells)))

    def _parts(self) -> Iterator[tuple[tuple[str, str], Iterable[Row]]]:
        """Yield the lines of each account and currency."""
        picked = self._picking("account", "currency")
        if len(self._keys) < 2:
            yield from ((key, self._below()) for key in self._keys)
        elif len(self._keys) <= _FEW:
            for key in self._keys:
                yield key, (row for row in self._below() if picked(row[1]) == key)
        else:
            held: dict[tuple[str, ...], list[Row]] = {}
            for row in self._below():
                held.setdefault(picked(row[1]), []).append(row)
            yield from ((key, held[key]) for key in self._keys)

    def statements(self) -> Iterator[Said]:
        """Say each statement, in the order in which they begin."""
        if self._days.is_torn:
            raise NotRead("days_torn")
        is_empty = True
        for (number, coin), rows in self._parts():
            building = Building()
            building.account, building.currency = number or self._account, coin.upper() or "EUR"
            found = _Found.nothing()
            yield from self._lines(building, rows, found)
            if found.amounts:
                is_empty = False
                yield from self._end(building, found)
        if is_empty:
            building = Building()
            building.account, building.currency = self._account, "EUR"
            yield from self._end(building, _Found.nothing())
        if self._days.is_guessed and not self._is_french:
            yield warned("days_guessed")
        for code, count in (("zero_left", self._zeros), ("undated_left", self._undated)):
            if count:
                yield warned(code, "", str(count))

    def _lines(self, building: Building, rows: Iterable[Row], found: _Found) -> Iterator[Said]:
        """Say the lines of a statement that are movements, and note what its balances follow from."""
        texts = self._picking("booked_on", "value_on", "balance", *_TEXTS)
        amounts = self._picking("amount", "mark", "debit", "credit")
        read, currency = self._days.read, building.currency
        for place, cells in rows:
            written, valued, balance, label, remittance, counterpart, iban, reference, kind = texts(cells)
            if not written:
                continue
            booked_on = read(written)
            if booked_on is None:
                raise NotRead("day_missing", place, written[:40])
            amount = self._amount(amounts(cells), currency, place)
            if amount == 0:
                self._zeros += 1
                continue
            building.add(
                BankLine(
                    building.book(amount), booked_on, read(valued) if valued else None, amount, currency, amount,
                    counterpart=counterpart, counterpart_iban=iban, remittance=remittance,
                    bank_reference=reference, code=kind, label=label,
                )
            )  # fmt: skip
            found.amounts.append(amount)
            found.days.append(booked_on)
            found.balances.append(balance)
            found.places.append(place)
            yield from building.lines(least=AT_ONCE)

    def _amount(self, stated: tuple[str, ...], currency: str, place: int) -> int:
        """Return the amount of a line with its sign, from one column, one with a mark, or two."""
        written, mark, debit, credit = stated
        if written:
            amount = signed(written, currency, place)
            return amount if not mark else -abs(amount) if mark.upper() in _DEBITS else abs(amount)
        less = signed(debit, currency, place) if debit else 0
        more = signed(credit, currency, place) if credit else 0
        if less and more:
            raise NotRead("two_amounts", place)
        return more or (less if self._are_debits_signed else -less)

    def _end(self, building: Building, found: _Found) -> Iterator[Said]:
        building.opening, building.closing = self._balances(building.currency, found)
        yield from building.end()

    def _balances(self, currency: str, one: _Found) -> tuple[Balance | None, Balance | None]:
        """Return the balances that follow from a column of them, or the one that is said above the headings."""
        told = next(filter(None, map(of_balance, self._above)), "")
        if told and currency == "EUR":
            return None, Balance(signed(told, currency), currency, None)
        if not one.amounts or not all(one.balances):
            return None, None
        standing = [
            signed(text, currency, place) for text, place in zip(one.balances, one.places, strict=True)
        ]
        amounts, days = one.amounts, one.days
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
