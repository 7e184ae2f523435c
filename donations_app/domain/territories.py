"""What of the French Republic is France for the income tax, and what is only no foreign State.

Overseas departments are France to CGI art. 4 B: Guadeloupe, Guiana, Martinique, Réunion, and Mayotte since
2014 (BOI-IR-CHAMP-10, BOI-INT-DOM, read 2026-11). Who lives in a collectivity with a tax of its own is
resident there, until he declares otherwise; its post and its public bodies are French all the same.
"""

from typing import Final

FRANCE: Final = ("FR", "GP", "MQ", "GF", "RE", "YT")
OTHER_TAX: Final = ("NC", "PF", "WF", "PM", "BL", "MF", "TF")
REPUBLIC: Final = FRANCE + OTHER_TAX
_OF_POSTCODE: Final = {  # French postcodes beyond the France of the tax; Monaco has one, too
    "975": "PM", "980": "MC", "986": "WF", "987": "PF", "988": "NC", "97133": "BL", "97150": "MF",
}  # fmt: skip


def is_france(country: str) -> bool:
    """Tell whether a country (ISO 3166 alpha-2) is France for the income tax."""
    return country in FRANCE


def beyond_france(postcode: str) -> str:
    """Return the country (ISO 3166 alpha-2) of a French postcode that is not France for the tax, or nothing.

    >>> beyond_france("98800"), beyond_france("97400"), beyond_france("13001")
    ('NC', '', '')
    """
    if len(postcode) != 5:
        return ""
    return _OF_POSTCODE.get(postcode) or _OF_POSTCODE.get(postcode[:3], "")


def is_foreign(country: str) -> bool:
    """Tell whether a country (ISO 3166 alpha-2) is another State."""
    return country not in REPUBLIC
