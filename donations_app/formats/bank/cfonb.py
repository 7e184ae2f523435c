"""CFONB 120, the statement of French banks: records of 120 signs, with or without ends of lines.

01 the old balance, 04 a movement, 05 what is added to it, 07 the new balance. The last sign of an amount carries its
last digit and its sign ({ and A to I above zero, } and J to R below); how many decimals there are stands in the
record (note of the CFONB on the statement of account in 120 characters, read 2026-11).
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from donations_app.domain.bank import Balance, BankLine, decimals, iban_of_rib
from donations_app.formats.bank.said import AT_ONCE, Building, NotRead, Said, warned
from donations_app.formats.bank.texts import day_of_digits

WIDTH: Final = 120
_PLUS: Final = dict(zip("{ABCDEFGHI", "0123456789", strict=True))
_MINUS: Final = dict(zip("}JKLMNOPQR", "0123456789", strict=True))
_CODES: Final = ("01", "04", "05", "07")
_ADDED: Final = {"NPY": "counterpart", "NBE": "counterpart", "RUM": "mandate", "REF": "bank_reference"}
_REFERENCE: Final = "RCN"  # the client's own: end to end, then purpose
_TEXTS: Final = ("LIB", "LCC", "LC2", "LCS")
_ACCOUNTS: Final = ("IPY", "IBE")
_WORTH: Final = ("MMO", "FEE")
_FOREIGN: Final = re.compile(r"([A-Z]{3})(\d)(\d{14})", re.ASCII)
_HAS_ACCOUNT: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")


def read_cfonb(text: str) -> Iterator[Said]:
    """Say what the records of a file hold.

    Raises:
        NotRead: a record is none of them, stands where it cannot, or has no sound amount or day.
    """
    found: _Open | None = None
    for number, record in _records(text):
        code = record[:2]
        if code not in _CODES:
            raise NotRead("cfonb_record_unknown", number, code)
        if code == "01":
            if found is not None:
                yield from _end(found, None)
            found = _Open(record, number)
            continue
        if found is None:
            raise NotRead("cfonb_outside_statement", number, code)
        if code == "04":
            found.movement(record, number)
            yield from found.building.lines(least=AT_ONCE)
        elif code == "05":
            found.added(record, number)
        else:
            yield from _end(found, _balance(record, number))
            found = None
    if found is not None:
        yield from _end(found, None)


def _records(text: str) -> Iterator[tuple[int, str]]:
    """Yield records with their numbers, from 1; blank ones are none."""
    if "\n" in text or "\r" in text:
        parts = [part.rstrip("\x1a") for part in re.split(r"\r\n|\n|\r", text)]
    else:
        parts = [text[at : at + WIDTH] for at in range(0, len(text.rstrip()), WIDTH)]
    number = 0
    for part in parts:
        if not part.strip():
            continue
        number += 1
        if len(part.rstrip()) > WIDTH:
            raise NotRead("cfonb_record_long", number, str(len(part)))
        yield number, part.ljust(WIDTH)


def _end(found: "_Open", closing: Balance | None) -> Iterator[Said]:
    building = found.building
    found.close_movement()
    building.closing = closing
    yield from building.end()
    if closing is None:
        yield warned("closing_missing", building.account)


def _balance(record: str, number: int) -> Balance:
    currency = _currency(record)
    return Balance(_amount(record, 90, currency, number), currency, _day(record, 34))


def _currency(record: str) -> str:
    return record[16:19].strip() or "EUR"


def _day(record: str, at: int) -> date | None:
    digits = record[at : at + 6]
    return day_of_digits(digits[4:], digits[2:4], digits[:2]) if digits.isdecimal() else None


def _amount(record: str, at: int, currency: str, number: int) -> int:
    """Return an amount of thirteen digits and the sign that carries the last, in minor units of its currency."""
    digits, last = record[at : at + 13].replace(" ", "0"), record[at + 13]
    places = record[19]
    sign = 1 if last in _PLUS else -1
    final = _PLUS.get(last) or _MINUS.get(last)
    if (
        final is None
        or not digits.isdecimal()
        or not digits.isascii()
        or not (places + "0").strip().isdecimal()
    ):
        raise NotRead("amount_unreadable", number, record[at : at + 14])
    amount = int(digits + final)
    shift = decimals(currency) - int(places if places.isdecimal() else decimals(currency))
    finer: int = 10 ** max(-shift, 0)
    if amount % finer:
        raise NotRead("amount_unreadable", number, record[at : at + 14])
    larger: int = 10 ** max(shift, 0)
    return sign * (amount // finer) * larger


class _Open:
    """A statement between its two balances."""

    def __init__(self, record: str, number: int) -> None:
        self.building = building = Building()
        bank, branch, account = record[2:7], record[11:16], record[21:32]
        building.account = iban_of_rib(bank, branch, account.strip()) or " ".join(
            filter(None, (bank.strip(), branch.strip(), account.strip()))
        )
        building.currency = _currency(record)
        building.opening = _balance(record, number)
        self._line: BankLine | None = None
        self._texts: list[str] = []

    def movement(self, record: str, number: int) -> None:
        """Take a movement; what is added to it follows."""
        self.close_movement()
        currency = _currency(record)
        amount = _amount(record, 90, currency, number)
        value_on = _day(record, 42)
        booked_on = _day(record, 34) or value_on
        if booked_on is None:
            raise NotRead("day_missing", number, record[34:40])
        reason = record[40:42].strip()
        self._line = BankLine(
            entry=self.building.book(amount),
            booked_on=booked_on,
            value_on=value_on,
            amount=amount,
            currency=currency,
            entry_amount=amount,
            is_return=bool(reason),
            return_code=reason,
            bank_reference=record[104:120].strip() or record[81:88].strip(" 0"),
            code=record[32:34].strip(),
            label=record[48:80].strip(),
        )
        self._texts = []

    def added(self, record: str, number: int) -> None:
        """Take what is added to the movement before."""
        if self._line is None:
            raise NotRead("cfonb_outside_statement", number, "05")
        kind, text = record[45:48], record[48:118].strip()
        if not text:
            return
        line = self._line
        if kind in _ADDED:
            # of a credit the payer, of a debit who was paid; the association is the other one
            is_other = kind not in ("NPY", "NBE") or (kind == "NPY") == (line.amount >= 0)
            if is_other and not getattr(line, _ADDED[kind]):
                said: dict[str, Any] = {_ADDED[kind]: text}
                line = line._replace(**said)
        elif kind == _REFERENCE:
            line = line._replace(end_to_end=text[:35].strip())
        elif kind in _ACCOUNTS:
            account = _HAS_ACCOUNT.match(text)
            if account and (kind == "IPY") == (line.amount >= 0):
                line = line._replace(counterpart_iban=account[0])
        elif kind in _WORTH:
            line = _worth(line, kind, text)
        elif kind in _TEXTS and text not in self._texts:
            self._texts.append(text)
        self._line = line

    def close_movement(self) -> None:
        """Hand on the movement that is open, with all that was added."""
        if self._line is not None:
            self.building.add(self._line._replace(remittance=" ".join(self._texts)))
            self._line = None


def _worth(line: BankLine, kind: str, text: str) -> BankLine:
    """Return a line with its amount in another currency, or with charges: currency, decimals, fourteen digits."""
    found = _FOREIGN.match(text)
    if found is None:
        return line
    currency, places, digits = found[1], int(found[2]), found[3]
    if kind == "FEE":
        return line._replace(charges=int(digits)) if currency == line.currency else line
    whole, fraction = (digits[:-places], digits[-places:]) if places else (digits, "")
    written = f"{int(whole)}.{fraction}" if fraction else str(int(whole))
    return line._replace(instructed=f"{written} {currency}")
