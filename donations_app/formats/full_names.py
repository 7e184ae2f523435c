"""The column of a file of people that holds whole names: in what order, and how each is read."""

from collections.abc import Mapping
from typing import Final

from donations_app.domain.folding import fold
from donations_app.domain.full_names import organisation_kind, part_name
from donations_app.domain.parties import ORGANISATIONS
from donations_app.domain.typed import TypedError
from donations_app.domain.written import FIRST_LAST, LAST_FIRST

FULL_NAME: Final = "full_name"
_LAST: Final = frozenset(("nom", "noms", "lastname", "surname", "family"))
_FIRST: Final = frozenset(("prenom", "prenoms", "firstname", "given", "first"))
_WHOLE: Final = frozenset(
    ("full name", "name", "display name", "contact name")
)  # in English the first name is first


def order_said(heading: str) -> str:
    """Return in what order a heading says that names stand, or nothing.

    >>> order_said("Nom & prénom"), order_said("Prénom NOM"), order_said("Full name"), order_said("full_name")
    ('last_first', 'first_last', 'first_last', '')
    """
    if heading == FULL_NAME:  # our own word for any order
        return ""
    words = fold(heading.replace("_", " ")).split()
    if " ".join(words) in _WHOLE:
        return FIRST_LAST
    last = next((place for place, word in enumerate(words) if word in _LAST), -1)
    first = next((place for place, word in enumerate(words) if word in _FIRST), -1)
    if min(last, first) < 0:
        return ""
    return LAST_FIRST if last < first else FIRST_LAST


def parts_of(whole: str, kind: str, order: str) -> dict[str, str]:
    """Return the columns that a whole name fills: an organisation keeps it as it is.

    Args:
        whole: the name, cleaned.
        kind: of who bears it, as the line says it.
        order: in which names stand.

    Raises:
        TypedError: nobody can tell; ``name_of_organisation`` where a person bears the name of an organisation,
            ``name_alone`` where a person bears one name, others as ``part_name``.
    """
    if kind in ORGANISATIONS:
        return {"organisation": whole}
    if organisation_kind(whole):
        raise TypedError("name_of_organisation")
    if kind == "couple":
        raise TypedError("name_of_two")
    parted = part_name(whole, order)
    if not parted.first_name:
        raise TypedError("name_alone")
    named = {"last_name": parted.last_name, "first_name": parted.first_name}
    return named | ({"title": parted.title} if parted.title else {})


def reading_of(cells: Mapping[str, str], kind: str, order: str) -> dict[str, str]:
    """Return how the whole name of a line is read, for whoever looks at it; nothing where it is not."""
    whole = " ".join(cells.get(FULL_NAME, "").split())
    if not whole or any(cells.get(name, "").strip() for name in ("last_name", "first_name", "organisation")):
        return {}
    try:
        return parts_of(whole, kind, order)
    except TypedError:
        return {}
