"""Countries as people write them: by their code, or by their name in a language of the program."""

from functools import cache
from typing import Final

from donations_app.domain.folding import fold
from donations_app.domain.parties import french_postcode
from donations_app.domain.pasted import pasted
from donations_app.domain.territories import beyond_france, is_france
from donations_app.domain.typed import TypedError
from donations_app.i18n import is_country, territories


def country_of(text: str) -> str:
    """Return the code of a country (ISO 3166 alpha-2).

    Raises:
        TypedError: ``country_unknown``.
    """
    code = pasted(text).upper()
    if is_country(code):
        return code
    if found := _countries().get(fold(text)):
        return found
    raise TypedError("country_unknown")


_AS_SAID: Final = {  # in France, where the list of countries says more or less
    "guyane": "GF", "reunion": "RE", "polynesie": "PF", "wallis": "WF", "caledonie": "NC",
    "france metropolitaine": "FR", "metropole": "FR", "republique francaise": "FR", "royaume du maroc": "MA",
}  # fmt: skip


@cache
def _countries() -> dict[str, str]:
    known = {
        fold(name): code
        for language in ("ar", "en", "fr")
        for code, name in territories(language).items()
        if is_country(code)
    }
    return known | _AS_SAID


def place_of(country: str, postcode: str) -> tuple[str, str]:
    """Return the country and the postcode that a file states: a French postcode tells its country, and has one form.

    Args:
        country: its code; empty: not said.
        postcode: as it is written.
    """
    french = french_postcode(postcode)
    kept = french if not country or is_france(country) else postcode
    return country or beyond_france(french) or "FR", kept
