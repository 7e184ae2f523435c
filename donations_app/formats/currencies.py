"""Currencies as people write them: three letters, or a word that means one currency alone."""

from donations_app.domain.currency_words import code_meant
from donations_app.domain.pasted import pasted
from donations_app.domain.typed import TypedError
from donations_app.i18n import currencies


def currency_code(text: str) -> str:
    """Return the code (ISO 4217) of a currency: ``MAD``, ``mad``, ``DH``.

    Raises:
        TypedError: ``currency_unknown``.
    """
    typed = pasted(text)
    code = typed.upper() if typed.upper() in currencies() else code_meant(typed)
    if not code:
        raise TypedError("currency_unknown")
    return code
