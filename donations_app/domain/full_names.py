"""A name written in one column: parted into last and first name, or known to be that of an organisation.

Two names in a known order are sure; so is a last name in capitals, and what stands before a comma. A particle stays
with the name after it ("El Amrani", "Ben Ali", "Aït Ali", "de La Tour"), and where it stands at the end it begins the
last name. Of three other names nobody knows where the last name begins: that is refused, for a receipt bears the name
for ever. A comma after the last name decides it.
"""

from typing import Final

from msgspec import Struct

from donations_app.domain.folding import fold
from donations_app.domain.typed import TypedError, clean_text
from donations_app.domain.written import FIRST_LAST, LAST_FIRST

_PARTICLES: Final = frozenset(
    (
        "ben", "bin", "ibn", "bel", "bou", "abou", "abu", "ait", "el", "al", "ould", "oulad", "oum", "de", "du", "des",
        "la", "le", "von", "van", "der", "den", "di", "da", "dos", "del", "della", "d", "l", "st", "ste", "saint",
        "sainte", "mac", "بن", "ابن", "بو", "ابو", "ايت", "ال", "ولد", "اولاد",
    )
)  # fmt: skip
_SERVANT: Final = frozenset(("abd", "عبد"))  # of God: with the article and the name after it one name
_TITLES: Final = {
    "m": "M.", "mr": "M.", "monsieur": "M.", "mme": "Mme", "madame": "Mme", "mlle": "Mme", "mademoiselle": "Mme",
    "dr": "Dr", "docteur": "Dr", "pr": "Pr", "me": "Me", "maitre": "Me",
}  # fmt: skip
_TWO: Final = frozenset(("et", "ou", "and", "و"))
_BEGINS: Final = {  # words with which the name of an organisation begins
    "association": "association", "asso": "association", "amicale": "association", "federation": "association",
    "collectif": "association", "comite": "association", "union": "association", "ong": "association",
    "cooperative": "association", "club": "association", "جمعيه": "association", "تعاونيه": "association",
    "fondation": "foundation", "foundation": "foundation", "fonds": "foundation", "موسسه": "foundation",
    "mairie": "public_body", "commune": "public_body", "ville": "public_body", "departement": "public_body",
    "prefecture": "public_body", "ministere": "public_body", "ambassade": "public_body", "consulat": "public_body",
    "جماعه": "public_body", "societe": "company", "entreprise": "company", "ets": "company",
    "etablissements": "company", "cabinet": "company", "شركه": "company",
}  # fmt: skip
_BEARS: Final = frozenset((  # words that only companies bear, wherever they stand
    "sarl", "sas", "sasu", "eurl", "sci", "snc", "scop", "selarl", "gmbh", "ltd", "inc",
))  # fmt: skip


class PartedName(Struct, frozen=True):
    """A name in its parts."""

    last_name: str
    first_name: str
    title: str = ""


def organisation_kind(name: str) -> str:
    """Return which kind of organisation a name says it is, or nothing.

    >>> organisation_kind("Association Aman"), organisation_kind("Garage Idir SARL"), organisation_kind("Idir Tala")
    ('association', 'company', '')
    """
    words = fold(name).split()
    if len(words) < 2:
        return ""
    if _BEARS & {words[0], words[-1]}:
        return "company"
    return _BEGINS.get(words[0], "")


def part_name(text: str, order: str) -> PartedName:
    """Return last and first name of a person; who has one name alone has no first name.

    Args:
        text: the whole name, perhaps with a form of address.
        order: ``last_first`` or ``first_last``; nothing, where only capitals or a comma can decide.

    Raises:
        TypedError: ``name_of_two`` (a couple), ``name_order_unknown`` (nobody said the order) or ``name_doubtful``
            (more than two names).

    >>> part_name("El Amrani Fatima", "last_first"), part_name("Mme Fatima EL AMRANI", "")
    (PartedName(last_name='El Amrani', first_name='Fatima', title=''), \
PartedName(last_name='EL AMRANI', first_name='Fatima', title='Mme'))
    """
    cleaned = clean_text(text)
    before, comma, after = cleaned.partition(",")
    words = cleaned.replace(",", " , ").split()
    if _TWO & set(map(fold, words)) or any(sign in cleaned for sign in "&/+"):
        raise TypedError("name_of_two")
    title = _TITLES.get(fold(words[0]), "") if len(words) > 1 else ""
    if comma:
        last = before.split()[1:] if title else before.split()
        if not last or not after.strip() or "," in after:
            raise TypedError("name_doubtful")
        return PartedName(" ".join(last), after.strip(), title)
    return _parted(_together(words[1:] if title else words), order, title)


def _together(words: list[str]) -> list[str]:
    """Return the names that words make: a particle is one with what follows it."""
    names: list[str] = []
    begun: list[str] = []
    for word in words:
        begun.append(word)
        is_whole = fold(word) not in _PARTICLES | _SERVANT
        if is_whole:
            names.append(" ".join(begun))
            begun = []
    if begun:  # a particle at the end is a name of its own
        names.append(" ".join(begun))
    return names


def _parted(names: list[str], order: str, title: str) -> PartedName:
    if len(names) == 1:
        return PartedName(names[0], "", title)
    capitals = [_is_in_capitals(name) for name in names]
    if any(capitals) and not all(capitals):
        count = capitals.index(False) if capitals[0] else len(names) - capitals.index(True)
        is_begin = capitals[0]
        if capitals != sorted(capitals, reverse=is_begin):
            raise TypedError("name_doubtful")
        last, first = (names[:count], names[count:]) if is_begin else (names[-count:], names[:-count])
        return PartedName(" ".join(last), " ".join(first), title)
    if order not in (LAST_FIRST, FIRST_LAST):
        raise TypedError("name_order_unknown")
    if order == FIRST_LAST and [at for at, name in enumerate(names) if _has_particle(name)] == [
        len(names) - 1
    ]:
        return PartedName(names[-1], " ".join(names[:-1]), title)
    last_name, first_name = names[:2] if order == LAST_FIRST else reversed(names[:2])
    if len(names) > 2 or _has_particle(first_name) > _has_particle(last_name):  # the other order, it seems
        raise TypedError("name_doubtful")
    return PartedName(last_name, first_name, title)


def _has_particle(name: str) -> bool:
    return fold(name.split(maxsplit=1)[0]) in _PARTICLES


def _is_in_capitals(name: str) -> bool:
    letters = [letter for letter in name if letter.isalpha()]
    return len(letters) > 1 and name.upper() == name and name.lower() != name
