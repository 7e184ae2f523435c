"""MT940 of SWIFT, with and without its envelope, and as banks bend it.

Field 61: day of value, day of booking without a year, mark, amount. ``D`` and ``RC`` (a credit reversed) are below
zero, ``C`` and ``RD`` above; a letter behind the mark is the third of the currency. The year of the booking is the
one that brings it nearest to the day of value. Field 86 is free, or has sub-fields (GVC of German banks, words
between slashes).
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from typing import Final

from donations_app.domain.bank import AmountUnreadable, Balance, BankLine, minor_units
from donations_app.formats.bank.said import AT_ONCE, Building, NotRead, Said, warned
from donations_app.formats.bank.texts import day_of_digits

_FIELD: Final = re.compile(r"^:(\d{2}[A-Z]?):", re.MULTILINE)
_TORN: Final = re.compile(r"^:[ \t]*\n(?=\d{2}[A-Z]?:)", re.MULTILINE)
_BALANCE: Final = re.compile(r"([CD])(\d{2})(\d{2})(\d{2})([A-Z]{3})([\d ]+,?\d*)", re.ASCII)
_ENTRY: Final = re.compile(
    r"(\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2}))?([RE]?[CD])([A-Z])?\s*(\d[\d.]*,?\d*)(?:([NFS])([A-Z0-9]{3}))?(.*)",
    re.ASCII | re.DOTALL,
)
_BELOW: Final = frozenset(("D", "RC", "ED"))
_CLOSES: Final = re.compile(r"^-\}?\s*$", re.MULTILINE)
_SUB_FIELD: Final = re.compile(r"[?>](\d{2})")
_GVC: Final = re.compile(r"\s*(\d{3})(?=[?>]\d{2})", re.ASCII)
_TAG: Final = re.compile(
    r"(?:^|(?<=\s))(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|VWZ|ABWA|ABWE|IBAN|BIC)\+\s*"
)
_WORD: Final = re.compile(r"/(EREF|MREF|MARF|NAME|IBAN|REMI|RTRN|BENM|ORDP|CSID|TRTP|BIC)/")
_RETURNS: Final = frozenset(
    ("108", "109", "159", "184")
)  # of a debit business and core, a transfer, a cheque
_REMITTANCE: Final = (*range(20, 30), *range(60, 64))
_NO_REFERENCE: Final = frozenset(("NONREF", "KREF+", "NOTPROVIDED", ""))
_YEAR: Final = 200  # days; a booking is never farther from its value


def read_mt940(text: str) -> Iterator[Said]:
    """Say what the statements of a file hold.

    Raises:
        NotRead: a line of the statement has no sound day, mark or amount.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = _TORN.sub(":", plain)
    found: _Open | None = None
    for number, name, value in _fields(plain):
        if name == "20" and found is not None:
            yield from found.end()
            found = None
        found = found or _Open()
        found.take(name, value, number)
        yield from found.building.lines(least=AT_ONCE)
    if found is not None:
        yield from found.end()


def _fields(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the fields of a text: the line at which each begins, its name, and what it says."""
    marks = list(_FIELD.finditer(text))
    line, at = 1, 0
    for mark, following in zip_longest(marks, marks[1:]):
        line += text.count("\n", at, mark.start())
        at = mark.start()
        value = text[mark.end() : following.start() if following else len(text)]
        yield line, mark[1], _CLOSES.split(value, maxsplit=1)[0].rstrip("\n")


class _Open:
    """A statement that is being read, with the line to which a field 86 belongs."""

    def __init__(self) -> None:
        self.building = Building()
        self._line: BankLine | None = None
        self._told: list[str] = []
        self._is_odd = False

    def take(self, name: str, value: str, number: int) -> None:
        """Take one field."""
        building = self.building
        if name == "61":
            self._close()
            self._entry(value, number)
        elif name == "86":
            if self._line is not None:
                self._told.append(value)
        else:
            self._close()
            if name == "20":
                building.reference = value.strip()
            elif name in ("25", "25P"):
                building.account = value.strip().split("\n")[0].strip()
            elif name[:2] == "60" and building.opening is None:
                building.opening = self._balance(value, number)
            elif name[:2] == "62":
                building.closing = self._balance(value, number)

    def _balance(self, value: str, number: int) -> Balance:
        found = _BALANCE.match(value.strip())
        if found is None:
            raise NotRead("balance_unreadable", number, value.strip()[:40])
        mark, year, month, day, currency, amount = found.groups()
        self.building.currency = self.building.currency or currency
        on = day_of_digits(year, month, day)
        self._is_odd = self._is_odd or on is None
        return Balance((-1 if mark == "D" else 1) * _units(amount, currency, number), currency, on)

    def _entry(self, value: str, number: int) -> None:
        first, _, more = value.partition("\n")
        found = _ENTRY.match(first) or _ENTRY.match(value.replace("\n", ""))
        if found is None:
            raise NotRead("entry_unreadable", number, first[:60])
        year, month, day, booked_month, booked_day, mark, _fund, amount, _kind, code, rest = found.groups()
        value_on = day_of_digits(year, month, day)
        if value_on is None:
            raise NotRead("day_missing", number, first[:40])
        if mark[0] == "E":  # expected
            self.building.pending += 1
            return
        currency = self.building.currency or "EUR"
        units = _units(amount, currency, number) * (-1 if mark in _BELOW else 1)
        own, _, bank = rest.partition("//")
        own_reference, _, name = own.strip().partition("  ")
        self._line = BankLine(
            entry=self.building.book(units),
            booked_on=_booked(value_on, booked_month, booked_day),
            value_on=value_on,
            amount=units,
            currency=currency,
            entry_amount=units,
            is_return=mark[0] == "R" or code == "RTI",
            counterpart=name.strip(),
            end_to_end="" if own_reference in _NO_REFERENCE else own_reference,
            bank_reference=bank.strip().partition("\n")[0].strip(),
            code=code or "",
            label=" ".join(more.split()),
        )
        self._told = []

    def _close(self) -> None:
        if self._line is not None:
            self.building.add(_told_of(self._line, "\n".join(self._told)))
            self._line = None

    def end(self) -> Iterator[Said]:
        """Say what is left."""
        self._close()
        account = self.building.account
        if account.endswith(self.building.currency) and self.building.currency:
            self.building.account = account[: -len(self.building.currency)]
        self.building.currency = self.building.currency or "EUR"
        yield from self.building.end()
        if self._is_odd:
            yield warned("day_of_balance_wrong", self.building.account or self.building.reference)


def _units(amount: str, currency: str, number: int) -> int:
    try:
        return minor_units(amount.replace(" ", "").replace(".", ""), currency)
    except AmountUnreadable as error:
        raise NotRead("amount_unreadable", number, amount) from error


def _booked(value_on: date, month: str | None, day: str | None) -> date:
    """Return the day of booking: of the years around that of the value the one that brings both nearest."""
    if not month or not day:
        return value_on
    years = (value_on.year - 1, value_on.year, value_on.year + 1)
    days = [found for year in years if (found := day_of_digits(str(year), month, day))]
    nearest = min(days, key=lambda one: abs((one - value_on).days), default=value_on)
    return nearest if abs((nearest - value_on).days) <= _YEAR else value_on


def _told_of(line: BankLine, told: str) -> BankLine:
    """Return a line with what field 86 says of it."""
    kind = _GVC.match(told)
    if kind:
        return _by_sub_fields(line, kind[1], told[kind.end() :])
    if _WORD.search(told):
        return _by_words(line, told.replace("\n", ""))
    return line._replace(remittance=" ".join(told.split()))


def _by_sub_fields(line: BankLine, kind: str, told: str) -> BankLine:
    parts = _SUB_FIELD.split(told.replace("\n", ""))
    fields: dict[int, str] = {}
    for number, text in zip(parts[1::2], parts[2::2], strict=True):
        fields[int(number)] = fields.get(int(number), "") + text
    whole = "".join(fields.get(number, "") for number in _REMITTANCE)
    tags = _TAG.split(_parted(fields))
    said = {name: " ".join(text.split()) for name, text in zip(tags[1::2], tags[2::2], strict=True)}
    remittance = said.get("SVWZ") or said.get("VWZ") or (whole if len(tags) == 1 else "")
    return line._replace(
        is_return=line.is_return or kind in _RETURNS,
        return_code=fields.get(34, "").strip() if kind in _RETURNS else "",
        counterpart=" ".join((fields.get(32, "") + fields.get(33, "")).split()) or line.counterpart,
        counterpart_iban=fields.get(31, "").strip(),
        remittance=" ".join(remittance.split()),
        end_to_end=said.get("EREF") or line.end_to_end,
        mandate=said.get("MREF", ""),
        code=f"{line.code}+{kind}" if line.code else kind,
        label=" ".join(filter(None, (fields.get(0, "").strip(), line.label))),
    )


def _parted(fields: dict[int, str]) -> str:
    """Return the remittance with a space before a tag that begins a sub-field."""
    return " ".join(fields[number] for number in _REMITTANCE if number in fields)


def _by_words(line: BankLine, told: str) -> BankLine:
    parts = _WORD.split(told)
    said = {name: " ".join(text.split()) for name, text in zip(parts[1::2], parts[2::2], strict=True)}
    return line._replace(
        is_return=line.is_return or "RTRN" in said,
        return_code=said.get("RTRN", ""),
        counterpart=said.get("NAME") or line.counterpart,
        counterpart_iban=said.get("IBAN", ""),
        remittance=said.get("REMI") or " ".join(told.split()),
        end_to_end=said.get("EREF") or line.end_to_end,
        mandate=said.get("MREF") or said.get("MARF", ""),
    )
