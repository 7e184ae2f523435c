"""Statements as tables: CSV of French banks and their like, and workbooks.

Each bank has headings of its own, lines above them, one column for amounts or two, debits with a minus or without.
A line of zero is news of the bank and no movement.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

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


class _Found(NamedTuple):
    """What was found of one account in one currency: its lines, their balances and where they stand."""

    building: Building
    lines: list[BankLine]
    balances: list[str]
    places: list[int]


class _Table:
    """The lines below the headings, by columns: each cell of a meaning that is there is looked at once."""

    def __init__(self, rows: Rows, at: int) -> None:
        self._above = [cells for _line, cells in rows[:at] if cells]
        headings = rows[at][1]
        self._is_french = is_french(headings)
        self._zeros, self._undated = 0, 0
        self._width = len(headings)
        whole = [
            (line, self._whole(line, cells)) for line, cells in rows[at + 1 :] if any(map(str.strip, cells))
        ]
        self._lines = [line for line, _cells in whole]
        self._columns = {
            meaning: [cells[place].strip() for _line, cells in whole]
            for meaning, place in (columns_of(headings) or {}).items()
        }
        self._days = WrittenDays(self._column("booked_on"))
        debits = self._column("debit")
        self._are_debits_signed = any("-" in text for text in debits) and all(
            "-" in text for text in debits if text.strip(" 0.,")
        )

    def _whole(self, line: int, cells: Sequence[str]) -> Sequence[str]:
        """Return the cells of a line, one for each heading at least."""
        more = len(cells) - self._width
        if more > 0 and any(map(str.strip, cells[self._width :])):
            raise NotRead("row_ragged", line, str(len(cells)))
        return cells if more >= 0 else [*cells, *[""] * -more]

    def _column(self, meaning: str) -> Sequence[str]:
        return self._columns.get(meaning) or [""] * len(self._lines)

    def statements(self) -> Iterator[Said]:
        """Say each statement, in the order in which they begin."""
        if self._days.is_torn:
            raise NotRead("days_torn")
        account = next(filter(None, map(of_account, self._above)), "")
        found = self._read(account)
        for (_number, currency), one in (found or {(account, "EUR"): self._begun(account, "EUR")}).items():
            yield from self._statement(currency, one)
        if self._days.is_guessed and not self._is_french:
            yield warned("days_guessed")
        for code, count in (("zero_left", self._zeros), ("undated_left", self._undated)):
            if count:
                yield warned(code, "", str(count))

    def _begun(self, number: str, currency: str) -> _Found:
        building = Building()
        building.account, building.currency = number, currency
        return _Found(building, [], [], [])

    def _read(self, account: str) -> dict[tuple[str, str], _Found]:
        """Return the lines that are movements by their account and currency, in the order in which these begin."""
        found: dict[tuple[str, str], _Found] = {}
        texts = [self._column(name) for name in ("account", "currency", "booked_on", "value_on", *_TEXTS)]
        amounts = [self._column(name) for name in ("amount", "mark", "debit", "credit")]
        both = (zip(*columns, strict=True) for columns in (texts, amounts))
        read = self._days.read
        for place, balance, said, stated in zip(self._lines, self._column("balance"), *both, strict=True):
            number, coin, written, valued, label, remittance, counterpart, iban, reference, kind = said
            if not written:
                self._undated += 1
                continue
            booked_on = read(written)
            if booked_on is None:
                raise NotRead("day_missing", place, written[:40])
            currency = coin.upper() or "EUR"
            amount = self._amount(stated, currency, place)
            if amount == 0:
                self._zeros += 1
                continue
            key = number or account, currency
            of = found.get(key)
            if of is None:
                of = found[key] = self._begun(*key)
            of.lines.append(
                BankLine(
                    of.building.book(amount), booked_on, read(valued) if valued else None, amount, currency, amount,
                    counterpart=counterpart, counterpart_iban=iban, remittance=remittance,
                    bank_reference=reference, code=kind, label=label,
                )
            )  # fmt: skip
            of.balances.append(balance)
            of.places.append(place)
        return found

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

    def _statement(self, currency: str, one: _Found) -> Iterator[Said]:
        for line in one.lines:
            one.building.add(line)
        one.building.opening, one.building.closing = self._balances(currency, one)
        yield from one.building.end()

    def _balances(self, currency: str, one: _Found) -> tuple[Balance | None, Balance | None]:
        """Return the balances that follow from a column of them, or the one that is said above the headings."""
        told = next(filter(None, map(of_balance, self._above)), "")
        if told and currency == "EUR":
            return None, Balance(signed(told, currency), currency, None)
        if not one.lines or not all(one.balances):
            return None, None
        standing = [
            signed(text, currency, place) for text, place in zip(one.balances, one.places, strict=True)
        ]
        amounts = [line.amount for line in one.lines]
        days = [line.booked_on for line in one.lines]
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
