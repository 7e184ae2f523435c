"""OFX 1 (SGML, where values need no closing tag) and 2 (XML), by one linear walk over the tags; QFX is the same.

What banks do beside the specification is read: any order, names that it does not know, ``CHKNUM``, commas in amounts,
character sets that do not exist, letters outside the one that is declared.
"""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Final

from donations_app.domain.bank import Balance, BankLine, iban_of_rib
from donations_app.formats.bank.said import AT_ONCE, Building, NotRead, Said
from donations_app.formats.bank.texts import day_of_digits, signed

_TAG: Final = re.compile(r"<(/?)([A-Za-z0-9.]{1,40})\s*/?>([^<]*)")
_STATEMENT: Final = frozenset(("STMTRS", "CCSTMTRS"))
_ENTRY: Final = "STMTTRN"
_BALANCES: Final = frozenset(("LEDGERBAL", "AVAILBAL"))
_PARTS: Final = frozenset(("PAYEE", "BANKACCTTO", "CCACCTTO"))
_HEADER: Final = re.compile(rb"(CHARSET|ENCODING)\s*[:=]\s*[\"']?([\w-]+)", re.IGNORECASE)
_PAGES: Final = {"1252": "cp1252", "8859-1": "latin-1", "ISO-8859-1": "latin-1", "UTF-8": "utf-8"}
_RETURNED: Final = frozenset(("RETURN", "REVERSAL"))


def stated_page(content: bytes) -> str:
    """Return the encoding that the header states, if Python has it."""
    for _name, value in _HEADER.findall(content[:2000]):
        if page := _PAGES.get(value.decode("ascii", "replace").upper()):
            return page
    return ""


def read_ofx(text: str) -> Iterator[Said]:
    """Say what the statements of a file hold.

    Raises:
        NotRead: an entry has no sound amount or day.
    """
    found: _Open | None = None
    for mark in _TAG.finditer(text):
        closes, name, value = mark[1], mark[2].upper(), unescape(mark[3]).strip()
        if name in _STATEMENT:
            if found is not None:
                yield from found.end()
            found = None if closes else _Open()
        elif found is not None:
            found.take(name, value, closes=bool(closes))
            yield from found.building.lines(least=AT_ONCE)
    if found is not None:
        yield from found.end()


class _Open:
    """A statement that is being read: its account, its balance, and the entry that is open."""

    def __init__(self) -> None:
        self.building = Building()
        self._account: dict[str, str] = {}
        self._entry: dict[str, str] | None = None
        self._balance: str = ""
        self._said: dict[str, str] = {}  # of the balance
        self._part = ""  # of an entry: somebody's address or account

    def take(self, name: str, value: str, *, closes: bool) -> None:
        """Take one tag."""
        if name == _ENTRY:
            self._close()
            self._entry = None if closes else {}
        elif name in _BALANCES:
            if self._balance == "LEDGERBAL":
                self._note_balance()
            self._balance, self._said = ("" if closes else name), {}
        elif closes:
            if name in _PARTS:
                self._part = ""
            elif name == "BANKTRANLIST":
                self._close()
        elif name in _PARTS:
            self._part = name
        else:
            self._value(name, value)

    def _value(self, name: str, value: str) -> None:
        if self._entry is not None:
            key = name if not self._part or name == "NAME" else f"{self._part}.{name}"
            self._entry.setdefault(key, value)
        elif self._balance:
            self._said.setdefault(name, value)
        elif name == "CURDEF":
            self.building.currency = value.upper()
        elif name in ("BANKID", "BRANCHID", "ACCTID"):
            self._account.setdefault(name, value)

    def _note_balance(self) -> None:
        if "BALAMT" in self._said:
            currency = self.building.currency or "EUR"
            amount = signed(self._said["BALAMT"], currency)
            self.building.closing = Balance(amount, currency, _day(self._said.get("DTASOF", "")))

    def _close(self) -> None:
        entry, self._entry = self._entry, None
        if not entry:
            return
        currency = self.building.currency or "EUR"
        number = self.building.entries + 1
        if "TRNAMT" not in entry:
            raise NotRead("entry_amount_missing", number)
        try:
            amount = signed(entry["TRNAMT"], currency)
        except NotRead as error:
            raise NotRead("entry_amount_unreadable", number, error.detail) from error
        posted = entry.get("DTPOSTED", "")
        booked_on = _day(posted)
        if booked_on is None:
            raise NotRead("entry_day_missing", number, posted[:40])
        kind = entry.get("TRNTYPE", "").upper()
        self.building.add(
            BankLine(
                entry=self.building.book(amount),
                booked_on=booked_on,
                value_on=_day(entry.get("DTAVAIL", "")) or _day(entry.get("VALUEDATE", "")),
                amount=amount,
                currency=currency,
                entry_amount=amount,
                is_return=kind in _RETURNED,
                counterpart_iban=entry.get("BANKACCTTO.ACCTID", ""),
                remittance=entry.get("MEMO", ""),
                end_to_end="",
                bank_reference=entry.get("FITID", ""),
                code=kind,
                label=" ".join(filter(None, (entry.get("NAME", ""), _number(entry)))),
            )
        )

    def end(self) -> Iterator[Said]:
        """Say what is left."""
        self._close()
        if self._balance == "LEDGERBAL":
            self._note_balance()
        bank, branch, number = (self._account.get(name, "") for name in ("BANKID", "BRANCHID", "ACCTID"))
        self.building.account = iban_of_rib(bank, branch, number) or number
        self.building.currency = self.building.currency or "EUR"
        yield from self.building.end()


def _number(entry: dict[str, str]) -> str:
    """Return the number of a cheque, which banks name in two ways, where it is one."""
    if entry.get("TRNTYPE", "").upper() != "CHECK":
        return ""
    return entry.get("CHECKNUM") or entry.get("CHKNUM", "")


def _day(text: str) -> date | None:
    """Return the day of 20260203120000.000[-5:EST], as the bank states it."""
    return day_of_digits(text[:4], text[4:6], text[6:8]) if text[:8].isdecimal() else None
