"""Sentences, amounts and days in the language of a document, whatever that of the program."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Final

from donations_app import i18n
from donations_app.domain.money import Money

_ISOLATE, _POP = "\u2066", "\u2069"
_DIRHAM: Final = "درهم"
_LOCALES: Final = {"fr": "fr-FR", "ar": "ar-MA", "en": "en-GB"}


class Words:
    """What a document says, in its language: ``fr``, ``en`` or ``ar``.

    In Arabic each amount, number, day and reference is a piece that text from right to left does not turn.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    @property
    def locale(self) -> str:
        """The language with its country, ``fr-FR``, as a PDF states it."""
        return _LOCALES[self.language]

    def __call__(self, message: str, **pieces: str) -> str:
        """Return a message with its holes filled."""
        told = i18n.gettext_in(self.language, message)
        return told.format(**pieces) if pieces else told

    def many(self, forms: tuple[str, str], number: int, **pieces: str) -> str:
        """Return the form of a message that fits a number, which stands in its hole ``count``."""
        told = i18n.ngettext_in(self.language, *forms, number)
        return told.format(count=self.whole(number), **pieces)

    def piece(self, text: str) -> str:
        """Return a number, a reference or a Latin name as one piece."""
        return f"{_ISOLATE}{text}{_POP}" if text and self.language == "ar" else text

    def listed(self, texts: Iterable[str]) -> str:
        """Return texts one after another, with the comma of the language; empty ones are left out."""
        return i18n.gettext_in(self.language, ", ").join(filter(None, texts))

    def joined(self, texts: Iterable[str]) -> str:
        """Return texts one after another, with the semicolon of the language; empty ones are left out."""
        return i18n.gettext_in(self.language, "; ").join(filter(None, texts))

    def whole(self, number: int) -> str:
        """Return ``1 234``."""
        return self.piece(f"{number:,}".replace(",", "\u202f"))

    def figures(self, amount: Money) -> str:
        """Return ``1 234,56``."""
        return self.piece(i18n.figures(amount))

    def money(self, amount: Money) -> str:
        """Return ``1 234,56 €``."""
        return self.piece(f"{i18n.figures(amount)}\u00a0€")

    def euros(self, amount: Money) -> str:
        """Return ``1 235 €``: whole euros, rounded half up, for large figures only."""
        whole = f"{whole_euros(amount):,}".replace(",", "\u202f")
        return self.piece(f"{whole}\u00a0€")

    def minor(self, minor: int, currency: str) -> str:
        """Return ``136 706,40 MAD``, in Arabic with the dirham as a word."""
        if currency == "EUR":
            return self.money(Money(minor))
        name = _DIRHAM if (self.language, currency) == ("ar", "MAD") else currency
        return f"{self.piece(i18n.figures(Money(minor)))}\u00a0{name}"

    def rate(self, rate: Fraction) -> str:
        """Return ``10,80``: units of a currency for one euro, with two decimals or the four that it has."""
        told = f"{float(rate):.4f}".replace(".", ",")
        return self.piece(told.removesuffix("00"))

    def percent(self, basis_points: int) -> str:
        """Return ``12,34 %``: a share."""
        return self.piece(f"{i18n.hundredths(basis_points)}\u00a0%")

    def limit_percent(self, basis_points: int) -> str:
        """Return ``15 %`` or ``12,25 %``: what a rule asks of a share."""
        return self.piece(f"{i18n.limit_figures(basis_points)}\u00a0%")

    def tenths(self, tenths: int) -> str:
        """Return ``12,3 %``: a part of a whole, of those that add up to 100,0; never a share held against a rule."""
        return self.piece(f"{tenths // 10},{tenths % 10}\u00a0%")

    def day(self, on: date) -> str:
        """Return ``31/12/2025``."""
        return self.piece(f"{on:%d/%m/%Y}")

    def month(self, on: date) -> str:
        """Return ``janvier 2025``."""
        return f"{_months(self.language)[on.month]} {self.piece(str(on.year))}"

    def long_day(self, on: date) -> str:
        """Return ``23 novembre 2026``."""
        return f"{self.piece(str(on.day))} {self.month(on)}"


@cache
def _months(language: str) -> dict[int, str]:
    """Return the names of the months within a sentence, in Arabic those of Morocco."""
    from babel import Locale

    return dict(Locale.parse({"ar": "ar_MA"}.get(language, language)).months["format"]["wide"])


def whole_euros(amount: Money) -> int:
    """Return whole euros, rounded half up."""
    return (amount.cents + 50) // 100
