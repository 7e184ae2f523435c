"""Plain people of a file by columns (``plain_lines``)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from donations_app.domain.parties import LANGUAGES, RECEIPT_WISHES
from donations_app.domain.plain_people import PlainPerson, is_sound
from donations_app.formats.countries import country_of, place_of
from donations_app.formats.plain_lines import REF, TEXT, Plain, Text, chosen, plain_drafts
from donations_app.formats.tables import Table

_LONG: Final = 2_000  # letters of notes


def plain_people(table: Table, positions: Mapping[str, int]) -> list[PlainPerson | None]:
    """Return the plain person of each row of a file; ``None`` where it is not plain.

    Args:
        table: under the headings that mean our columns.
        positions: of our columns.
    """
    return plain_drafts(table, positions, _PLAIN)


def _made(cells: tuple[Any, ...]) -> PlainPerson | None:
    """Return a sound person, where its country and its postcode say."""
    said = list(cells[1:])  # without the kind
    said[_COUNTRY], said[_POSTCODE] = _placed(said[_COUNTRY], said[_POSTCODE])
    one = PlainPerson._make(said)
    return one if is_sound(one) else None


_COUNTRY, _POSTCODE = map(PlainPerson._fields.index, ("country", "postcode"))
_placed: Final = lru_cache(maxsize=1024)(place_of)  # the people of a file live in the same few places


_PLAIN: Final = Plain(
    {  # the kind, then in the order of ``PlainPerson``
        "kind": chosen("kind", ("individual",)),
        "ref": REF,
        **dict.fromkeys(
            ("title", "last_name", "first_name", "address", "address2", "postcode", "city"), TEXT
        ),
        "country": lambda text: country_of(text) if text else "",
        **dict.fromkeys(("email", "phone"), TEXT),
        "language": chosen("language", LANGUAGES, "fr"),
        "receipt_wish": chosen("receipt_wish", RECEIPT_WISHES, "annual"),
        "notes": Text(_LONG),
    },
    _made,
    {},
)
