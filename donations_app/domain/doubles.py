"""Whether two records may be one person: a score from 0 to 100, with what speaks for it and what against.

One table of weights; the score is their sum. Nothing is decided by it: somebody looks at both. What draws two
records together at all is a clue that both bear, so that 100 000 people are never compared each with each.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import combinations, product
from string import digits
from typing import Final

from msgspec import Struct, field

from donations_app.domain.folding import fold
from donations_app.domain.parties import PEOPLE
from donations_app.domain.plain_people import PlainPerson
from donations_app.domain.sounds import distance, is_near, plain, sound

WEIGHTS: Final[dict[str, int]] = {
    # the name, one of them
    "name_same": 58, "name_sounds": 56, "name_turned": 54, "name_of_couple": 50, "name_part": 47,
    "name_near": 45, "family_name": 20,
    # what else speaks for it
    "identifier_same": 45, "email_same": 30, "iban_same": 30, "phone_same": 22, "address_same": 22,
    "postcode_same": 6,
    # what speaks against it
    "identifiers_differ": -80, "deaths_differ": -50, "first_names_differ": -45, "names_differ": -35,
    "kinds_differ": -12, "emails_differ": -8, "phones_differ": -6, "addresses_differ": -6,
}  # fmt: skip
LIKELY: Final = 50  # from which two are shown
SURE: Final = 90  # from which a list shows them as good as certain
MOST: Final = 40  # records that may share a clue; beyond, it says too little
NAMESAKES: Final = 8  # records that may share a name alone: beyond, something else has to draw them together
_DIGITS: Final = 9  # of a telephone, without what stands before them
_GENERIC: Final = frozenset((
    "association", "asso", "ass", "de", "du", "des", "d", "la", "le", "les", "l", "pour", "et", "a", "au", "en",
    "fondation", "societe", "sarl", "sas", "sa", "eurl", "commune", "mairie", "جمعيه", "مؤسسه", "موسسه",
))  # fmt: skip
_STREETS: Final = {
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "r": "rue",
    "pl": "place",
}
Name = tuple[str, str]  # last and first, as ``plain`` gives them


class Likened(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """What two records are likened by; empty texts are unknown. What is compared is worked out once."""

    kind: str
    last_name: str = ""
    first_name: str = ""
    second_last_name: str = ""
    second_first_name: str = ""
    organisation: str = ""
    siren: str = ""
    siret: str = ""
    rna: str = ""
    ice: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    email: str = ""
    phone: str = ""
    deceased_on: date | None = None
    second_deceased_on: date | None = None
    ibans: frozenset[str] = field(default=frozenset())  # from which the person is debited

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The persons of a record: one, or the two of a couple."""
        return _names_of(self)

    @cached_property
    def mailbox(self) -> str:
        """The e-mail as it is compared."""
        return self.email.casefold()

    @cached_property
    def numbers(self) -> tuple[str, str, str, str]:
        """The numbers of registers."""
        return self.siren, self.siret, self.rna, self.ice

    @cached_property
    def town(self) -> str:
        """The town in its folded words."""
        return fold(self.city)

    @cached_property
    def street(self) -> str:
        """The address in its folded words, what they are short for written out."""
        return _street_of(self.address)

    @cached_property
    def said(self) -> int:
        """What speaks against whoever says otherwise (``said_of``)."""
        return said_of(self)

    @cached_property
    def digits(self) -> str:
        """The telephone without what stands before the number; empty where it is too short to say something."""
        return _digits_of(self.phone)


def _names_of(one: Likened) -> tuple[Name, ...]:
    first = (plain(one.last_name), plain(one.first_name))
    if one.kind != "couple":
        return (first,)
    return first, (plain(one.second_last_name or one.last_name), plain(one.second_first_name))


def _street_of(address: str) -> str:
    folded = fold(address)
    words = folded.split()
    if _STREETS.keys().isdisjoint(words):
        return folded
    return " ".join(_STREETS.get(word, word) for word in words)


def said_of(one: Likened | PlainPerson) -> int:
    """Return what of one person speaks against whoever says otherwise, a bit each; nothing of two, or of no person."""
    if one.kind != "individual":
        return 0
    said = 1 if one.email else 0
    if one.phone and _digits_of(one.phone):
        said |= 2
    if one.address and (one.address[0] in digits or _street_of(one.address)):
        said |= 4
    return said


def _digits_of(phone: str) -> str:
    found = "".join(sign for sign in phone if sign.isdecimal())[-_DIGITS:]
    return found if len(found) == _DIGITS else ""


class Likeness(Struct, frozen=True):
    """How much two records look like one person."""

    score: int  # 0 to 100
    reasons: tuple[str, ...]  # keys of ``WEIGHTS``, those that speak for it first

    @property
    def speaks_for(self) -> tuple[str, ...]:
        """The reasons for one person."""
        return tuple(one for one in self.reasons if WEIGHTS[one] > 0)

    @property
    def speaks_against(self) -> tuple[str, ...]:
        """The reasons for two."""
        return tuple(one for one in self.reasons if WEIGHTS[one] < 0)


def likeness(one: Likened, other: Likened) -> Likeness:
    """Return how much two records look like one person; a person and an organisation never do."""
    if (one.kind in PEOPLE) != (other.kind in PEOPLE):
        return Likeness(0, ("kinds_differ",))
    reasons = tuple(sorted(_reasons(one, other), key=WEIGHTS.__getitem__, reverse=True))
    return Likeness(min(100, max(0, sum(WEIGHTS[reason] for reason in reasons))), reasons)


def _reasons(one: Likened, other: Likened) -> Iterator[str]:
    yield from _of_names(one, other) if one.kind in PEOPLE else _of_organisations(one, other)
    if one.kind != other.kind:
        yield "kinds_differ"
    if any(one.numbers) and any(other.numbers):
        yield from _of_identifiers(one, other)
    if one.ibans & other.ibans:
        yield "iban_same"
    if one.deceased_on and other.deceased_on and _died_otherwise(one, other):
        yield "deaths_differ"
    if one.mailbox and other.mailbox:
        yield "email_same" if one.mailbox == other.mailbox else "emails_differ"
    if one.digits and other.digits:
        yield "phone_same" if one.digits == other.digits else "phones_differ"
    yield from _of_places(one, other)


def _died_otherwise(one: Likened, other: Likened) -> bool:
    seconds = one.second_deceased_on, other.second_deceased_on
    return one.deceased_on != other.deceased_on or (None not in seconds and seconds[0] != seconds[1])


def _of_identifiers(one: Likened, other: Likened) -> Iterator[str]:
    known = [
        (mine, theirs) for mine, theirs in zip(one.numbers, other.numbers, strict=True) if mine and theirs
    ]
    if any(mine != theirs for mine, theirs in known):
        yield "identifiers_differ"
    elif known:
        yield "identifier_same"


def _of_places(one: Likened, other: Likened) -> Iterator[str]:
    by_code = bool(one.postcode and other.postcode)
    same_place = one.postcode == other.postcode if by_code else bool(one.town) and one.town == other.town
    if one.street and other.street:
        yield "address_same" if same_place and one.street == other.street else "addresses_differ"
        if one.street == other.street:
            return
    if one.postcode and one.postcode == other.postcode:
        yield "postcode_same"


def _of_names(one: Likened, other: Likened) -> Iterator[str]:
    mine, theirs = one.names, other.names
    if len(mine) == 1 == len(theirs):
        yield from _of_relation(_relation(mine[0], theirs[0]), mine, theirs)
        return
    if len(mine) != len(theirs):
        found = (_relation(a, b) for a, b in product(mine, theirs))
        if any(relation not in ("family_name", "") for relation in found):
            yield "name_of_couple"
            return
        yield "names_differ"
        return
    ways = [[_relation(a, b) for a, b in zip(mine, others, strict=True)] for others in (theirs, theirs[::-1])]
    yield from _of_relation(max((min(way, key=_worth) for way in ways), key=_worth), mine, theirs)


def _of_relation(relation: str, mine: Sequence[Name], theirs: Sequence[Name]) -> Iterator[str]:
    yield relation or "names_differ"
    if relation == "family_name" and all(name[1] for name in (*mine, *theirs)):
        yield "first_names_differ"


def _worth(relation: str) -> int:
    return WEIGHTS[relation] if relation else 0


def _relation(one: Name, other: Name) -> str:
    """Return how two names of persons are related: a key of ``WEIGHTS``, or nothing."""
    (last, first), (other_last, other_first) = one, other
    if not last or not other_last:
        return ""  # it was erased
    if one == other:
        return "name_same" if first else "family_name"
    if first and other_first:
        if sound(last) == sound(other_last) and sound(first) == sound(other_first):
            return "name_sounds"
        if sound(last) == sound(other_first) and sound(first) == sound(other_last):
            return "name_turned"
    if not is_near(last, other_last):
        return ""
    return "name_near" if _first_near(first, other_first) else "family_name"


def _first_near(one: str, other: str) -> bool:
    """Tell whether two first names may be one: misspelt, an initial, or one of several left out."""
    if not one or not other:
        return False
    words, others = one.split(), other.split()
    if len(words[0]) == 1 or len(others[0]) == 1:
        return words[0][0] == others[0][0]
    return is_near(one, other) or set(words) <= set(others) or set(others) <= set(words)


def _of_organisations(one: Likened, other: Likened) -> Iterator[str]:
    mine, theirs = fold(one.organisation), fold(other.organisation)
    own, its = _telling(one.organisation), _telling(other.organisation)
    if mine == theirs:
        yield "name_same"
    elif own and own == its:
        yield "name_sounds"
    elif own and its and (own < its or its < own):
        yield "name_part"
    elif min(len(mine), len(theirs)) > 6 and distance(mine, theirs, 2) <= 2:
        yield "name_near"
    else:
        yield "names_differ"


def _telling(organisation: str) -> frozenset[str]:
    """Return the sounds of the words of a name that tell it from others."""
    return frozenset(sound(word) for word in fold(organisation).split() if word not in _GENERIC)


def clues(one: Likened) -> set[str]:
    """Return what draws a record together with others: those that share none are never likened.

    Nothing of it is kept with the record: most of a file share none with anybody.
    """
    found = _contact_clues(one)
    if one.siren or one.siret or one.rna or one.ice:
        found |= {f"#{number}" for number in (one.siren, one.siret, one.rna, one.ice) if number}
    if one.ibans:
        found |= {f"i{iban}" for iban in one.ibans}
    if one.kind in PEOPLE:
        for last, first in _names_of(one):
            found.update(_name_clues(last, first, one.postcode))
    else:
        found |= {f"o{word}" for word in _telling(one.organisation)}
    return found


def clues_of_plain(one: PlainPerson) -> set[str]:
    """Return the clues of a plain person, who has no numbers and is alone."""
    found = _contact_clues(one)
    found.update(_name_clues(plain(one.last_name), plain(one.first_name), one.postcode))
    return found


def _contact_clues(one: Likened | PlainPerson) -> set[str]:
    found: set[str] = set()
    if one.email:
        found.add(f"@{one.email.casefold()}")
    if one.phone and (number := _digits_of(one.phone)):
        found.add(f"+{number}")
    if one.address:
        found.add(f"a{_street_of(one.address)}|{one.postcode or fold(one.city)}")
    return found


def _name_clues(last: str, first: str, postcode: str) -> tuple[str, ...]:
    if not last:
        return ()  # it was erased
    last, first = sound(last), sound(first)
    both = f"n{last}|{first}" if last <= first else f"n{first}|{last}"
    return (both, f"l{last}|{postcode}", f"f{first}|{last[:2]}|{postcode}") if postcode else (both,)


def pairs_of(people: Iterable[tuple[int, Likened]]) -> set[tuple[int, int]]:
    """Return the keys of records that share a clue, the smaller key first; a clue of too many is none."""
    bearers: dict[str, list[int]] = {}
    for key, one in people:
        for clue in clues(one):
            bearers.setdefault(clue, []).append(key)
    found: set[tuple[int, int]] = set()
    for clue, keys in bearers.items():
        if 1 < len(keys) <= (NAMESAKES if clue[0] == "n" else MOST):
            keys.sort()
            found.update(combinations(keys, 2))
    return found
