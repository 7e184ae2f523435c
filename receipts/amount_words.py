"""Amounts in French words, as tax receipts print them.

num2words gives the integers (its currency mode is wrong: cents for euros, "zéro euros", "un million
euros"); euros and centimes are put together here. Traditional spelling, hyphens below one hundred: the
one of 1990, hyphens everywhere, is as right, but readers of receipts know this one.
"""

from functools import lru_cache

from donations_app.domain.money import Money


def amount_in_words(amount: Money) -> str:
    """Return a non-negative amount in words, such as "deux millions quatre-vingts euros et un centime"."""
    euros, centimes = divmod(amount.cents, 100)
    parts = []
    if euros or not centimes:
        parts.append(f"{_integer(euros)} {_euros(euros)}")
    if centimes:
        parts.append(f"{_integer(centimes)} {'centimes' if centimes > 1 else 'centime'}")
    return " et ".join(parts)


def _euros(count: int) -> str:
    unit = "euros" if count > 1 else "euro"
    return f"d'{unit}" if count and count % 1_000_000 == 0 else unit


@lru_cache(maxsize=4096)
def _integer(number: int) -> str:
    from num2words import num2words

    return str(num2words(number, lang="fr"))
