"""Amounts of accounts of banks, in their currencies, as people read them."""

from donations_app.domain.bank import decimals
from donations_app.i18n import isolated, money_in


def amount_words(amount: int, currency: str) -> str:
    """Return an amount of an account in its currency."""
    places = decimals(currency)
    if places == 2:
        return money_in(amount, currency)
    whole, fraction = divmod(abs(amount), 10**places)
    written = f"{'-' if amount < 0 else ''}{whole}" + (f",{fraction:0{places}}" if places else "")
    return f"{isolated(written)}\u00a0{currency}"
