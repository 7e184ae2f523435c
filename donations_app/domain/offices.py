"""Where an office is, how it is reached, in which currency it counts its cash, and which account is its own."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from msgspec import Struct

from donations_app.domain import identifiers
from donations_app.domain.contacts import contact_problems
from donations_app.domain.errors import Problem

_DIRHAMS: Final = "MA"  # the country whose offices may count in dirhams
_POSTCODE: Final = re.compile(r"[0-9]{5}")
_FIVE_DIGITS: Final = ("FR", "MA")


class OfficeFacts(Struct, frozen=True, kw_only=True):
    """The facts of an office as they hold from a day on; an empty text is unknown, and is not printed."""

    country: str = "FR"
    currency: str = "EUR"
    address: str = ""
    postcode: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    account: str = ""  # IBAN of the association's account that is its own

    def problems(self, ibans: Collection[str]) -> Iterator[Problem]:
        """Yield what cannot be taken.

        Args:
            ibans: of the association's accounts, compact.
        """
        if self.currency not in (choices := currencies_of(self.country)):
            yield Problem("offices.currency", "choice_unknown", self.currency, {"choices": choices})
        if self.address and not self.city:
            yield Problem("offices.city", "missing")
        if self.postcode and self.country in _FIVE_DIGITS and not _POSTCODE.fullmatch(self.postcode):
            yield Problem("offices.postcode", "office_postcode_invalid", self.postcode)
        yield from contact_problems("offices", phone=self.phone, email=self.email, country=self.country)
        if self.account and self.iban not in ibans:
            yield Problem("offices.account", "account_not_ours", self.account)

    @property
    def iban(self) -> str:
        """The account in compact form."""
        return identifiers.compact(self.account)


def currencies_of(country: str) -> tuple[str, ...]:
    """Return in which currencies an office of a country may count."""
    return ("EUR", "MAD") if country == _DIRHAMS else ("EUR",)
