"""Identifiers of parties and accounts: SIREN, SIRET, RNA, ICE, IBAN, BIC and SEPA creditor identifiers.

python-stdnum checks what it knows. Ours are the RNA (a ``W`` and nine characters, no check digit;
Corsica and overseas carry a letter: associations.gouv.fr/immatriculation.html, read 2026-11) and the
Moroccan IBAN, absent from the IBAN registry that stdnum carries: ``MA``, two check digits mod 97
(ISO 13616) and a 24-digit RIB whose last two digits are 97 - (first 22 x 100 mod 97).
"""

import re
from collections.abc import Callable

from stdnum import bic as _bic
from stdnum import iban as _iban
from stdnum.eu import at_02 as _creditor
from stdnum.exceptions import ValidationError
from stdnum.fr import siren as _siren
from stdnum.fr import siret as _siret
from stdnum.ma import ice as _ice

_RNA = re.compile(r"W\d[\dA-Z]\d{7}", re.ASCII)
_MOROCCAN_IBAN = re.compile(r"MA\d{26}", re.ASCII)
_SEPARATORS = str.maketrans("", "", " \u00a0\u202f.-")


class IdentifierInvalid(ValueError):
    """The text is no identifier of that kind."""


def compact(text: str) -> str:
    """Return ``text`` in capitals without spaces, dots and hyphens."""
    return text.translate(_SEPARATORS).upper()


def rna(text: str) -> str:
    """Return a compact RNA number.

    Raises:
        IdentifierInvalid: it is not ``W`` and nine characters.
    """
    number = compact(text)
    if not _RNA.fullmatch(number):
        raise IdentifierInvalid(text)
    return number


def iban(text: str) -> str:
    """Return a compact IBAN, Moroccan ones included.

    Raises:
        IdentifierInvalid: structure or check digits are wrong.
    """
    number = compact(text)
    if number.startswith("MA"):
        if not _MOROCCAN_IBAN.fullmatch(number) or not _is_moroccan_iban(number):
            raise IdentifierInvalid(text)
        return number
    return _by_stdnum(_iban.validate)(text)


def _is_moroccan_iban(number: str) -> bool:
    rib = number[4:]
    key = 97 - int(rib[:22]) * 100 % 97
    rearranged = int("".join(str(int(character, 36)) for character in rib + number[:4]))
    return int(rib[22:]) == key and rearranged % 97 == 1


def _by_stdnum(validate: Callable[[str], str]) -> Callable[[str], str]:
    """Wrap a validator of stdnum: it returns the compact number or raises our error."""

    def check(text: str) -> str:
        number = compact(text)
        if not number.isascii():  # stdnum takes digits of every script
            raise IdentifierInvalid(text)
        try:
            return validate(number)
        except ValidationError as error:
            raise IdentifierInvalid(text) from error

    return check


siren = _by_stdnum(_siren.validate)
siret = _by_stdnum(_siret.validate)
ice = _by_stdnum(_ice.validate)
bic = _by_stdnum(_bic.validate)
creditor_identifier = _by_stdnum(_creditor.validate)
