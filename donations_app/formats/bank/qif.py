"""QIF: a letter and a value a line, ``^`` behind each entry; which of day and month stands first, its days tell."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from donations_app.domain.bank import BankLine
from donations_app.formats.bank.said import AT_ONCE, Building, NotRead, Said, warned
from donations_app.formats.bank.texts import day_of_digits, signed

_DAY: Final = re.compile(r"\s*(\d{1,4})\s*[-/.']\s*(\d{1,2})\s*[-/.']\s*(\d{1,4})\s*", re.ASCII)
_MONTHS: Final = 12
_ACCOUNTS: Final = ("bank", "ccard", "cash", "oth a", "oth l")


class WrittenDays:
    """How the days of a file are written: the day first, as in France, unless one of them can only be otherwise."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._known: dict[str, date | None] = {}  # by what is written: many entries are of one day
        found = [day for day in map(_DAY.match, set(texts)) if day and len(day[1]) <= 2]
        days_first = any(int(day[1]) > _MONTHS for day in found)
        self.month_first = any(int(day[2]) > _MONTHS for day in found)
        self.is_torn = days_first and self.month_first
        self.is_guessed = bool(found) and not days_first and not self.month_first

    def read(self, text: str) -> date | None:
        """Return the day that a text says, or ``None``."""
        if text not in self._known:
            self._known[text] = self._read(text)
        return self._known[text]

    def _read(self, text: str) -> date | None:
        found = _DAY.match(text)
        if found is None:
            return None
        first, second, third = found.groups()
        if len(first) == 4:
            return day_of_digits(first, second, third)
        day, month = (second, first) if self.month_first else (first, second)
        return day_of_digits(third, month, day)


def read_qif(text: str) -> Iterator[Said]:
    """Say what the accounts of a file hold; QIF says neither currency nor number of one.

    Raises:
        NotRead: an entry has no sound amount or day, or days are written in two ways.
    """
    entries = list(_entries(text))
    days = WrittenDays([fields.get("D", "") for _name, _line, fields in entries])
    if days.is_torn:
        raise NotRead("days_torn")
    found, name = Building(), entries[0][0] if entries else ""
    found.currency, found.account = "EUR", name
    for account, line, fields in entries:
        if account != name:
            yield from found.end()
            found, name = Building(), account
            found.currency, found.account = "EUR", name
        found.add(_line(found, days, fields, line))
        yield from found.lines(least=AT_ONCE)
    yield from found.end()
    if days.is_guessed:
        yield warned("days_guessed")


def _entries(text: str) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Yield account, line and fields of each entry."""
    account, kind = "", "bank"
    fields: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        code, value = line[:1], line[1:].strip()
        if code == "!":
            name = value.lower()
            kind = name.removeprefix("type:").strip() if name.startswith("type:") else name
            fields = {}
        elif code == "^":
            if kind == "account":
                account = fields.get("N", "")
            elif kind in _ACCOUNTS and ("T" in fields or "U" in fields):
                yield account, number, fields
            fields = {}
        elif code:
            fields.setdefault(code, value)
    if fields and kind in _ACCOUNTS and ("T" in fields or "U" in fields):
        yield account, len(text.splitlines()), fields


def _line(found: Building, days: WrittenDays, fields: dict[str, str], number: int) -> BankLine:
    amount = signed(fields.get("T") or fields.get("U", ""), "EUR", number)
    booked_on = days.read(fields.get("D", ""))
    if booked_on is None:
        raise NotRead("day_missing", number, fields.get("D", "")[:40])
    return BankLine(
        entry=found.book(amount),
        booked_on=booked_on,
        value_on=None,
        amount=amount,
        currency="EUR",
        entry_amount=amount,
        remittance=fields.get("M", ""),
        bank_reference=fields.get("N", ""),
        label=fields.get("P", ""),
    )
