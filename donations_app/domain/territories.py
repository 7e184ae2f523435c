"""What of the French Republic is France for the income tax, and what is only no foreign State.

Overseas departments are France to CGI art. 4 B: Guadeloupe, Guiana, Martinique, Réunion, and Mayotte since
2014 (BOI-IR-CHAMP-10, BOI-INT-DOM, read 2026-11). Who lives in a collectivity with a tax of its own is
resident there, until he declares otherwise; its post and its public bodies are French all the same.
"""

from typing import Final

FRANCE: Final = ("FR", "GP", "MQ", "GF", "RE", "YT")
OTHER_TAX: Final = ("NC", "PF", "WF", "PM", "BL", "MF", "TF")
REPUBLIC: Final = FRANCE + OTHER_TAX


def is_france(country: str) -> bool:
    """Tell whether a country (ISO 3166 alpha-2) is France for the income tax."""
    return country in FRANCE


def is_foreign(country: str) -> bool:
    """Tell whether a country (ISO 3166 alpha-2) is another State."""
    return country not in REPUBLIC
