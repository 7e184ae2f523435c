"""Accounts of banks as the cells of a file state them."""

from donations_app.domain import identifiers
from donations_app.domain.typed import TypedError


def read_iban(text: str) -> str:
    """Return an IBAN.

    Raises:
        TypedError: it is none.
    """
    try:
        return identifiers.iban(text)
    except identifiers.IdentifierInvalid as error:
        raise TypedError(error.problem("iban")) from error


def read_bic(text: str) -> str:
    """Return a BIC.

    Raises:
        TypedError: it is none.
    """
    try:
        return identifiers.bic(text)
    except identifiers.IdentifierInvalid as error:
        raise TypedError(error.problem("bic")) from error
