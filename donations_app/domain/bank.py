"""What a bank says of an account: statements, and the transactions in their entries; the words are those of ISO 20022.

Amounts are whole minor units of a currency (cents of euros) with the sign of the account: a credit is above zero.
An entry moves the balance of the account; one that holds several transactions (a batch) is unfolded into as many
lines, which add up to it (docs/decisions/0065).
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from msgspec import Struct

# decimals of currencies that do not have two (ISO 4217, list one, read 2026-11)
_DECIMALS: Final = dict.fromkeys(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ],
    0,
) | dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)
_AMOUNT: Final = re.compile(r"(\d{1,15})(?:[.,](\d{0,5}))?", re.ASCII)
_KEPT: Final = re.compile(r"[^0-9A-Z]+")


class AmountUnreadable(ValueError):
    """The text is no amount, or one with more decimals than its currency has."""


def decimals(currency: str) -> int:
    """Return how many decimals amounts of a currency have; two where nothing else is known.

    >>> decimals("EUR"), decimals("JPY"), decimals("TND")
    (2, 0, 3)
    """
    return _DECIMALS.get(currency, 2)


def minor_units(text: str, currency: str) -> int:
    """Return an amount without sign in minor units; zeros behind the last decimal of the currency are none.

    >>> minor_units("8.850", "EUR"), minor_units("200000", "SEK"), minor_units("12,", "TND")
    (885, 20000000, 12000)

    Raises:
        AmountUnreadable: it is none, above fifteen digits, or finer than the currency.
    """
    whole, _point, cents = text.partition(".")
    digits = whole + cents
    is_usual = len(cents) == 2 == decimals(currency) and 0 < len(whole) < 16
    if is_usual and digits.isascii() and digits.isdecimal():  # as nearly all are, and quicker than a pattern
        return int(digits)
    return _unusual(text, currency)


def _unusual(text: str, currency: str) -> int:
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise AmountUnreadable(text)
    places = decimals(currency)
    fraction = (found[2] or "").rstrip("0")
    if len(fraction) > places:
        raise AmountUnreadable(text)
    return int(found[1] + fraction.ljust(places, "0"))


def account_key(stated: str) -> str:
    """Return the letters and digits of an account's number: by them two files name the same one.

    >>> account_key("fr76 3000-6000"), account_key("50880050/0194787400888")
    ('FR7630006000', '508800500194787400888')
    """
    return _KEPT.sub("", stated.upper())


_RIB: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def iban_of_rib(bank: str, branch: str, account: str) -> str:
    """Return the French IBAN of a bank, a branch and an account, or nothing where they are not of that make.

    >>> iban_of_rib("30006", "00001", "12345678901")
    'FR7630006000011234567890189'
    """
    rib = f"{bank}{branch}{account}".upper()
    if (len(bank), len(branch), len(account)) != (5, 5, 11) or not re.fullmatch("[0-9]{10}[0-9A-Z]{11}", rib):
        return ""
    digits = rib.translate(_RIB)
    whole = f"{rib}{97 - int(digits) * 100 % 97:02}"
    number = int("".join(str(int(sign, 36)) for sign in whole + "FR00"))
    return f"FR{98 - number % 97:02}{whole}"


class BankLine(NamedTuple):
    """One transaction of an entry that is booked.

    Attributes:
        entry: the place of its entry in the statement, from 0.
        booked_on: the day on which the bank booked it.
        value_on: the day from which it bears interest.
        amount: minor units of ``currency`` with their sign.
        entry_amount: of the whole entry, of which it may be a part.
        is_return: a direct debit, transfer or cheque that came back.
        return_code: why it did, as the bank says it (AM04).
        counterpart: the debtor of a credit, the creditor of a debit.
        counterpart_iban: his account, as it is stated.
        remittance: what he wrote.
        creditor_reference: the structured reference (ISR, RF).
        end_to_end: the end-to-end identification; empty also for NOTPROVIDED.
        mandate: the reference of the mandate of a direct debit.
        bank_reference: the bank's own.
        code: of the kind of transaction, as the format has it.
        label: what the bank wrote of the entry.
        instructed: amount and currency that were ordered, where they are others: "1000.00 MAD".
        charges: minor units that the bank took, without sign; no part of ``amount``.
        batch: how many transactions the bank says are in the entry where they could not be told apart; else 0.
    """

    entry: int
    booked_on: date
    value_on: date | None
    amount: int
    currency: str
    entry_amount: int
    is_return: bool = False
    return_code: str = ""
    counterpart: str = ""
    counterpart_iban: str = ""
    remittance: str = ""
    creditor_reference: str = ""
    end_to_end: str = ""
    mandate: str = ""
    bank_reference: str = ""
    code: str = ""
    label: str = ""
    instructed: str = ""
    charges: int = 0
    batch: int = 0

    @property
    def text(self) -> str:
        """All that is written of it."""
        return " ".join(filter(None, (self.counterpart, self.remittance, self.label)))


class Balance(NamedTuple):
    """What stands on an account; the day is not always said."""

    amount: int
    currency: str
    on: date | None


class Statement(Struct, frozen=True):
    """What one file says of one account for some days.

    Attributes:
        account: an IBAN where one is stated or follows, else the number as it is stated; empty where none is.
        currency: of the account, or of its entries where it is not said.
        reference: the bank's own.
        credits, debits: sums of the booked entries, without sign.
        entries: how many are booked.
        pending: how many are announced, and not taken.
        returns: how many transactions came back.
        source: which of the files in a ZIP file says it, from 1; statements of one file do not overlap.
    """

    account: str
    currency: str
    reference: str
    opening: Balance | None
    closing: Balance | None
    credits: int
    debits: int
    entries: int
    pending: int
    returns: int
    lines: Sequence[BankLine] = ()
    source: int = 1

    @property
    def ties(self) -> bool | None:
        """Whether the opening balance and the entries come to the closing one; ``None`` where one is not said."""
        if self.opening is None or self.closing is None:
            return None
        if self.opening.currency != self.closing.currency:
            return False
        return self.opening.amount + self.credits - self.debits == self.closing.amount


class Warned(NamedTuple):
    """What is odd in a file that is taken all the same: a code, which account or line, and what it is about."""

    code: str
    where: str = ""
    detail: str = ""


class BankFile(Struct, frozen=True):
    """All that was read of a file."""

    format: str
    statements: tuple[Statement, ...]
    warnings: tuple[Warned, ...] = ()
