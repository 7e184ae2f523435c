"""What a SEPA direct debit needs: an account that can be debited, and a mandate signed before.

SEPA Core Direct Debit Rulebook (EPC016-06): accounts of the countries of the scheme alone (EPC409-09, with
those that joined by 2026), a mandate with a reference (AT-01, 35 characters) and a day of signature (AT-25).
Its characters are those that every bank takes (EPC217-08): Latin letters without accents, digits, a few signs.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from donations_app.domain import identifiers
from donations_app.domain.errors import Problem
from donations_app.domain.territories import REPUBLIC

_COUNTRIES: Final = frozenset(
    (
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "IS", "LI", "NO", "AD", "AL", "CH", "GB", "GI", "MC",
        "MD", "ME", "MK", "RS", "SM", "VA",
    )
)  # fmt: skip
FORMATS: Final = ("pain.008.001.08", "pain.008.001.02")  # of the file, as the bank of the account wants it
SEQUENCES: Final = ("RCUR", "FNAL", "OOFF")  # SeqTp; a first one may be RCUR since November 2016
_REFERENCE: Final = re.compile(r"(?!/)(?!.*//)[A-Za-z0-9/?:().,'+ -]{1,35}(?<!/)", re.ASCII)
_ONE_SYSTEM: Final = ((*REPUBLIC, "MC"), ("GB", "GG", "JE", "IM"))  # whose banks have accounts of one another


def debit_problems(
    *, iban: str, bic: str, reference: str, signed_on: date | None, first_on: date
) -> Iterator[Problem]:
    """Yield why an agreed gift cannot be debited; one without an account is debited elsewhere.

    Args:
        iban: of the donor; empty where others debit.
        bic: of his bank; may be empty.
        reference: of the mandate.
        signed_on: the day of its signature.
        first_on: the day of the first debit.
    """
    if iban:
        yield from account_problems(identifiers.compact(iban), identifiers.compact(bic))
        if not reference:
            yield Problem("mandate_reference", "mandate_missing")
        if signed_on is None:
            yield Problem("mandate_signed_on", "mandate_missing")
    yield from reference_problems(reference, field="mandate_reference")
    if signed_on and signed_on > first_on:
        yield Problem("mandate_signed_on", "mandate_signed_late", signed_on.isoformat())


def reference_problems(reference: str, *, field: str = "reference") -> Iterator[Problem]:
    """Yield why a text is no reference of a mandate; an empty one is none yet."""
    if reference and not _REFERENCE.fullmatch(reference):
        yield Problem(field, "mandate_reference_invalid", reference)


def account_problems(iban: str, bic: str) -> Iterator[Problem]:
    """Yield why an account cannot be debited.

    Args:
        iban: compact.
        bic: of its bank, compact; may be empty.
    """
    try:
        identifiers.iban(iban)
    except identifiers.IdentifierInvalid as error:
        yield Problem("iban", error.problem("iban"), iban)
        return
    if iban[:2] not in _COUNTRIES:
        yield Problem("iban", "iban_beyond_sepa", iban, {"country": iban[:2]})
    if bic and not _is_of(bic[4:6], iban[:2]):
        yield Problem("bic", "bic_of_other_country", bic, {"country": iban[:2]})


def _is_of(bank: str, account: str) -> bool:
    """Tell whether a bank of one country may hold an account of another."""
    return bank == account or any({bank, account} <= set(system) for system in _ONE_SYSTEM)
