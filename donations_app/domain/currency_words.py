"""Currencies as people write them beside amounts: ``20,00 €``, ``500 DH``, ``MAD 500``."""

import re
from typing import Final

_WORD: Final = r"[^\W\d_]+(?:\.[^\W\d_]+)*\.?|[A-Za-z]{0,3}[$€£¥₣¤]"
_FRONT: Final = re.compile(rf"(?P<words>{_WORD})\s*(?P<number>\d.*)", re.DOTALL)
_BACK: Final = re.compile(rf"(?P<number>.*\d)\s*(?P<words>{_WORD})", re.DOTALL)
_DOLLARS: Final = frozenset(("USD", "CAD", "AUD", "NZD", "HKD", "SGD"))
_DIRHAM: Final = frozenset(("MAD",))
_MEANT: Final = {
    **dict.fromkeys(("€", "eur", "euro", "euros", "يورو", "أورو"), frozenset(("EUR",))),
    **dict.fromkeys(("dh", "dhs", "dirham", "dirhams", "د.م", "درهم", "دراهم"), _DIRHAM),
    **dict.fromkeys(("$", "dollar", "dollars"), _DOLLARS), "us$": frozenset(("USD",)),
    "£": frozenset(("GBP",)), "¥": frozenset(("JPY", "CNY")), "fr": frozenset(("CHF", "XAF", "XOF")),
}  # fmt: skip
_LONGEST: Final = 60
_CODE: Final = re.compile(r"[A-Z]{3}", re.ASCII)


def split_currency(text: str) -> tuple[str, str]:
    """Return the number of an amount and the words before or behind it, where there are any.

    >>> split_currency("1 234,56 €"), split_currency("MAD 500"), split_currency("12")
    (('1 234,56', '€'), ('500', 'MAD'), ('12', ''))
    """
    typed = text.strip()
    if len(typed) > _LONGEST or (typed[:1].isdigit() and typed[-1:].isdigit()):
        return text, ""
    match = _BACK.fullmatch(typed) or _FRONT.fullmatch(typed)
    return (match["number"].strip(), match["words"]) if match else (text, "")


def names_currency(words: str) -> bool:
    """Tell whether words beside an amount are a currency, and no slip of the keys."""
    return bool(_CODE.fullmatch(words)) or words.casefold().rstrip(".") in _MEANT


def means(words: str, currency: str) -> bool:
    """Tell whether words beside an amount may mean a currency (ISO 4217)."""
    return words.upper() == currency or currency in _MEANT.get(words.casefold().rstrip("."), ())


def code_meant(words: str) -> str:
    """Return the currency that words mean and no other; nothing where they mean several, or none.

    A dirham is that of Morocco here; one of the Emirates is written ``AED``.

    >>> code_meant("DH"), code_meant("Euros"), code_meant("$")
    ('MAD', 'EUR', '')
    """
    meant = _MEANT.get(words.casefold().rstrip("."), frozenset())
    return next(iter(meant)) if len(meant) == 1 else ""
