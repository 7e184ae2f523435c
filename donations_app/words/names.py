"""How the name of a party is said to who reads it: two of a couple are joined by the "and" of the reader's language.

What is printed for the law, and what programs read, joins them in French, as ``display_name`` does.
"""

import unicodedata
from collections.abc import Sequence

from donations_app.domain.parties import Name, Named, display_name
from donations_app.i18n import N_, gettext_in, language_of_names

LAST_OF = N_("{others} and {last}")


def joined_by(language: str, first: str, second: str) -> str:
    """Return two names with the "and" of a language; that of Arabic is written to the word, unless it is Latin.

    >>> joined_by("en", "Claire", "Paul"), joined_by("fr", "Claire", "Paul")
    ('Claire and Paul', 'Claire et Paul')
    """
    is_apart = language == "ar" and second and unicodedata.bidirectional(second[0]) != "AL"
    return gettext_in(language, LAST_OF).format(others=first, last=f"\u00a0{second}" if is_apart else second)


def said_name(party: Named, language: str = "") -> str:
    """Return the name of a party as one says it.

    Args:
        party: a draft or a row with the columns of its name.
        language: of the reader; empty: the one chosen.
    """
    said = language or language_of_names()
    return display_name(party, lambda first, second: joined_by(said, first, second))


def said_names(columns: Sequence[Sequence[str]]) -> list[str]:
    """Return the names of many parties as one says them, each that comes again found once.

    Args:
        columns: the fields of ``Name``, party after party.
    """
    language = language_of_names()
    parties = list(zip(*columns, strict=True))
    known = {party: said_name(Name._make(party), language) for party in set(parties)}
    return [known[party] for party in parties]


def short_name(name: str) -> str:
    """Return the name of an association without the word that all of them bear.

    >>> short_name("Association Tagmat"), short_name("Association du village")
    ('Tagmat', 'Association du village')
    """
    rest = name.removeprefix("Association ")
    return rest if rest[:1].isupper() else name
