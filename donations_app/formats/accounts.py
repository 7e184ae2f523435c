"""Accounts of banks as the cells of a file state them."""

from collections.abc import Callable

from donations_app.domain import identifiers
from donations_app.domain.typed import TypedError


def read_iban(text: str) -> str:
    """Return an IBAN.

    Raises:
        TypedError: it is none.
    """
    return _read(identifiers.iban, text, "iban")


def read_bic(text: str) -> str:
    """Return a BIC.

    Raises:
        TypedError: it is none.
    """
    return _read(identifiers.bic, text, "bic")


def _read(identifier: Callable[[str], str], text: str, field: str) -> str:
    try:
        return identifier(text)
    except identifiers.IdentifierInvalid as error:
        raise TypedError(error.problem(field)) from error
