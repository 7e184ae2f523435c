"""Identifiers of parties and accounts: SIREN, SIRET, RNA, ICE, IBAN, BIC and SEPA creditor identifiers.

python-stdnum checks what it knows. Ours are the RNA (a ``W`` and nine characters, no check digit;
Corsica and overseas carry a letter: associations.gouv.fr/immatriculation.html, read 2026-11), the
Moroccan IBAN, absent from the IBAN registry that stdnum carries: ``MA``, two check digits mod 97
(ISO 13616) and a 24-digit RIB whose last two digits are 97 - (first 22 x 100 mod 97), and the key of the
same make that ends a French or Monegasque RIB, which stdnum leaves unread.

Zeros fit most check digits, but no such number is given out: they are placeholders.
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

from donations_app.domain.pasted import pasted

_RNA = re.compile(r"W\d[\dA-Z]\d{7}", re.ASCII)
_MOROCCAN_IBAN = re.compile(r"MA\d{26}", re.ASCII)
_RIB_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")  # S is 2, not 1
_LABEL = re.compile(  # "IBAN : FR76 ...", "N° SIREN 552 ...": what stands before the number on a page
    r"\W*(?:(?:N[°º]|(?:NUM[EÉ]RO|CODE|IBAN|BIC|SWIFT|SIREN|SIRET|RNA|ICE|ICS)\b)\W*)+|IBAN(?=[A-Z]{2}\d\d)"
)
_SEPARATORS = re.compile(r"[\s.-]+")


class IdentifierInvalid(ValueError):
    """The text is no identifier of that kind."""

    def problem(self, name: str) -> str:
        """Return the code of the problem in the field ``name``."""
        return f"{name}_invalid"


class IdentifierPlaceholder(IdentifierInvalid):
    """Zeros stand where the number should be."""

    def problem(self, name: str) -> str:
        return "identifier_placeholder"


def compact(text: str) -> str:
    r"""Return ``text`` in capitals without its label, blanks, dots and hyphens, and what was pasted with it.

    >>> compact("IBAN : FR76 3000‑6000"), compact("Siren 552\t100\u2009554")
    ('FR7630006000', '552100554')
    """
    return _SEPARATORS.sub("", _without_label(pasted(text).upper())) if text else ""


def _without_label(text: str) -> str:
    label = _LABEL.match(text)
    return text[label.end() :] if label else text


def rna(text: str) -> str:
    """Return a compact RNA number.

    Raises:
        IdentifierInvalid: it is not ``W`` and nine characters.
    """
    number = compact(text)
    if not _RNA.fullmatch(number):
        raise IdentifierInvalid(text)
    _refuse_zeros(text, number[1:])
    return number


def _refuse_zeros(text: str, *parts: str) -> None:
    if any(not part.strip("0") for part in parts):
        raise IdentifierPlaceholder(text)


def spaced(number: str) -> str:
    """Return a compact IBAN as it is read: in groups of four.

    >>> spaced("FR7630006000011234567890189")
    'FR76 3000 6000 0112 3456 7890 189'
    """
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def iban(text: str) -> str:
    """Return a compact IBAN, Moroccan ones included.

    Raises:
        IdentifierInvalid: structure, check digits or the key of the RIB inside are wrong.
    """
    number = compact(text)
    if number.startswith("MA"):
        if not _MOROCCAN_IBAN.fullmatch(number) or not _is_moroccan_iban(number):
            raise IdentifierInvalid(text)
        _refuse_zeros(text, number[4:-2])
        return number
    valid = _other_iban(text)
    if valid.startswith(("FR", "MC")) and not _has_rib_key(valid[4:]):
        raise IdentifierInvalid(text)
    return valid


def _has_rib_key(rib: str) -> bool:
    """Tell whether the last two digits of a RIB of France, Monaco or Morocco follow from those before."""
    digits = rib.translate(_RIB_DIGITS)
    return int(digits[-2:]) == 97 - int(digits[:-2]) * 100 % 97


def _is_moroccan_iban(number: str) -> bool:
    rib = number[4:]
    rearranged = int("".join(str(int(character, 36)) for character in rib + number[:4]))
    return _has_rib_key(rib) and rearranged % 97 == 1


def _by_stdnum(validate: Callable[[str], str], *given_out: slice) -> Callable[[str], str]:
    """Wrap a validator of stdnum: it returns the compact number or raises our error.

    ``given_out``: parts that are counted from one, so that zeros alone stand in no number.
    """

    def check(text: str) -> str:
        number = compact(text)
        if not number.isascii():  # stdnum takes digits of every script
            raise IdentifierInvalid(text)
        try:
            valid = validate(number)
        except ValidationError as error:
            raise IdentifierInvalid(text) from error
        _refuse_zeros(text, *(valid[part] for part in given_out))
        return valid

    return check


siren = _by_stdnum(_siren.validate, slice(9))
siret = _by_stdnum(_siret.validate, slice(9), slice(9, 13))  # the company, then its place of business
ice = _by_stdnum(_ice.validate, slice(9))
bic = _by_stdnum(_bic.validate)
creditor_identifier = _by_stdnum(_creditor.validate, slice(7, None))
_other_iban = _by_stdnum(_iban.validate, slice(4, -2))  # without the key of French accounts
