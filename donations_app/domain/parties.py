"""Anyone who pays or is paid for: people, couples, companies, associations, foundations, public bodies."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from msgspec import Struct

from donations_app.domain import identifiers
from donations_app.domain.emails import address_of, problem_of_address
from donations_app.domain.errors import Problem
from donations_app.domain.fingerprints import Later
from donations_app.domain.folding import fold, joined
from donations_app.domain.periods import day_of_year
from donations_app.domain.private_share import MONEY_ORIGINS
from donations_app.domain.territories import beyond_france, is_foreign, is_france
from donations_app.domain.typed import TypedError, clean_text, is_within_reach

PEOPLE: Final = ("individual", "couple")
ORGANISATIONS: Final = ("company", "association", "foundation", "public_body")
KINDS: Final = PEOPLE + ORGANISATIONS
RECEIPT_WISHES: Final = ("annual", "each", "none")
PLACE: Final = ("address", "address2", "postcode", "city", "country")
LANGUAGES: Final = ("fr", "en", "ar")
ASSOCIATIONS_OF: Final = ("migrants", "villagers")
OF_ASSOCIATIONS: Final = ("association_of", "municipality", "province")
_IDENTIFIERS: Final[dict[str, Callable[[str], str]]] = {
    "siren": identifiers.siren,
    "siret": identifiers.siret,
    "rna": identifiers.rna,
    "ice": identifiers.ice,
}
_POSTCODE: Final = re.compile(r"\d{5}", re.ASCII)
_SPACED_POSTCODE: Final = re.compile(r"(?:FR?[ -]?)?(\d{2})[ \u00a0\u202f]?(\d{3})", re.ASCII | re.IGNORECASE)
_SHORT_POSTCODE: Final = re.compile(r"[1-9]\d{3}", re.ASCII)
_SHORT_PHONE: Final = re.compile(
    r"[1-9]\d{8}", re.ASCII
)  # in France and Morocco ten digits, the first a zero
_TEXTS: Final = (
    "title", "last_name", "first_name", "second_last_name", "second_first_name", "organisation",
    "legal_form", "address", "address2", "postcode", "city", "email", "phone", "residence_statement", "other_script",
    "municipality", "province",
)  # fmt: skip


class PartyDraft(Struct, frozen=True, kw_only=True):
    """What is known of a party; empty texts are unknown."""

    key: UUID
    kind: str
    ref: str = ""  # empty: given when saved
    title: str = ""
    last_name: str = ""
    first_name: str = ""
    second_last_name: str = ""
    second_first_name: str = ""
    organisation: str = ""
    legal_form: str = ""
    siren: str = ""
    siret: str = ""
    rna: str = ""
    ice: str = ""
    address: str = ""
    address2: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "FR"  # ISO 3166 alpha-2
    tax_resident_fr: bool | None = None  # None: by country
    email: str = ""
    phone: str = ""
    language: str = "fr"
    consent_email: bool = False
    consent_post: bool = False
    minor: bool = False
    deceased_on: date | None = None
    receipt_wish: str = "annual"
    notes: str = ""
    fiscal_year_end: Later[str] = ""  # of a company: month and day, "06-30"; empty is 31 December
    residence_statement: Later[str] = ""  # reference of the paper on which ``tax_resident_fr`` rests
    money_origin: Later[str] = ""  # of what it pays; empty: by its kind
    second_deceased_on: Later[date | None] = None  # of the second of a couple
    other_script: Later[str] = ""  # the name in other letters, Arabic or Tifinagh; found by, never printed
    association_of: Later[str] = ""  # of ``ASSOCIATIONS_OF``; empty: neither, or not known
    municipality: Later[str] = ""  # official code of where an association works, or comes from
    province: Later[str] = ""

    def problems(self) -> list[Problem]:
        """Return what stands against saving, at most one problem a field."""
        found = [
            *self._kind_problems(),
            *self._origin_problems(),
            *self._place_problems(),
            *self._association_problems(),
            *self._text_problems(),
            *self._identifier_problems(),
        ]
        named = {problem.field for problem in found}
        return found + [problem for problem in self._digit_problems() if problem.field not in named]

    def _kind_problems(self) -> Iterator[Problem]:
        choices = (("kind", KINDS), ("receipt_wish", RECEIPT_WISHES), ("language", LANGUAGES))
        for field, allowed in choices:
            if (value := getattr(self, field)) not in allowed:
                yield Problem(field, "choice_unknown", value, {"choices": tuple(allowed)})
        if self.kind in PEOPLE and not self.last_name:
            yield Problem("last_name", "missing")
        if self.kind == "couple" and not self.second_first_name:
            yield Problem("second_first_name", "missing")
        if self.kind in ORGANISATIONS and not self.organisation:
            yield Problem("organisation", "missing")
        if self.fiscal_year_end and day_of_year(self.fiscal_year_end, 2025) is None:
            yield Problem("fiscal_year_end", "day_of_year_unreadable", self.fiscal_year_end)
        if self.kind != "couple" and self.second_deceased_on:
            yield Problem("second_deceased_on", "only_of_couple", self.second_deceased_on.isoformat())
        for field in ("deceased_on", "second_deceased_on"):
            if (died := getattr(self, field)) and not is_within_reach(died):
                yield Problem(field, "date_beyond", died.isoformat())

    def _place_problems(self) -> Iterator[Problem]:
        if not (len(self.country) == 2 and self.country.isascii() and self.country.isupper()):
            yield Problem("country", "country_unknown", self.country)
        elif is_france(self.country) and (other := beyond_france(self.postcode)):
            yield Problem("country", "country_of_postcode", self.postcode, {"country": other})
        if self.email and (problem := problem_of_address(address_of(self.email))):
            yield Problem("email", problem, self.email)

    def _association_problems(self) -> Iterator[Problem]:
        """Yield what only an association says, of who is none; whether a place is there, the reference data know."""
        for name in OF_ASSOCIATIONS:
            if self.kind != "association" and (value := getattr(self, name)):
                yield Problem(name, "only_of_association", value)
        if self.association_of not in ("", *ASSOCIATIONS_OF):
            facts = {"choices": tuple(ASSOCIATIONS_OF)}
            yield Problem("association_of", "choice_unknown", self.association_of, facts)

    def _origin_problems(self) -> Iterator[Problem]:
        if self.money_origin not in ("", *MONEY_ORIGINS):
            facts = {"choices": tuple(MONEY_ORIGINS)}
            yield Problem("money_origin", "choice_unknown", self.money_origin, facts)
        elif self.kind == "public_body" and self.money_origin not in ("", "public"):
            yield Problem("money_origin", "public_body_is_public", self.money_origin)

    def _text_problems(self) -> Iterator[Problem]:
        for field in _TEXTS:
            if not (text := getattr(self, field)):
                continue
            try:
                clean = clean_text(text)
            except TypedError as error:
                yield Problem(field, error.problem, text[:80])
            else:
                if clean != text:
                    yield Problem(field, "text_not_clean", text[:80])

    def _digit_problems(self) -> Iterator[Problem]:
        """Yield what a spreadsheet took from a postcode or a telephone number: it drops zeros in front."""
        if is_france(self.country) and self.postcode and not _POSTCODE.fullmatch(self.postcode):
            if _SHORT_POSTCODE.fullmatch(self.postcode):
                yield Problem("postcode", "zero_lost", self.postcode, {"proposed": f"0{self.postcode}"})
            else:
                yield Problem("postcode", "postcode_invalid", self.postcode[:80])
        if has_lost_zero(self.phone, self.country):
            yield Problem("phone", "zero_lost", self.phone, {"proposed": f"0{_digits(self.phone)}"})

    def _identifier_problems(self) -> Iterator[Problem]:
        for field, check in _IDENTIFIERS.items():
            if text := getattr(self, field):
                try:
                    check(text)
                except identifiers.IdentifierInvalid as error:
                    yield Problem(field, error.problem(field), text)


class Named(Protocol):
    """The columns of a party that make its name; drafts and query rows fit it as they are."""

    @property
    def kind(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def first_name(self) -> str: ...
    @property
    def second_last_name(self) -> str: ...
    @property
    def second_first_name(self) -> str: ...
    @property
    def organisation(self) -> str: ...


class Name(NamedTuple):
    """What makes the name of a party, where nothing else of it is known."""

    kind: str
    last_name: str
    first_name: str
    second_last_name: str
    second_first_name: str
    organisation: str


def _in_french(first: str, second: str) -> str:
    return f"{first} et {second}"


def display_name(party: Named, both: Callable[[str, str], str] = _in_french) -> str:
    """Return the name as one says it: "Claire Moreau", "Claire Moreau et Paul Durand", "Association Aman".

    Args:
        party: whose.
        both: joins the names of a couple; as the documents of the law do it, unless it is said to a reader.
    """
    if party.kind in ORGANISATIONS:
        return party.organisation
    if party.kind != "couple":
        return f"{party.first_name} {party.last_name}".strip()
    second = party.second_last_name or party.last_name
    if second == party.last_name:
        return f"{both(party.first_name, party.second_first_name)} {party.last_name}".strip()
    return both(f"{party.first_name} {party.last_name}", f"{party.second_first_name} {second}").strip()


def has_lost_zero(phone: str, country: str) -> bool:
    """Tell whether a telephone number lacks the zero in front that it has in France and Morocco."""
    return country in ("FR", "MA") and _SHORT_PHONE.fullmatch(_digits(phone)) is not None


def _digits(phone: str) -> str:
    return "".join(c for c in phone if c not in " .-\u00a0\u202f")


def french_postcode(text: str) -> str:
    """Return ``13 001`` and ``F-13001`` as ``13001``, and anything else as it is."""
    match = _SPACED_POSTCODE.fullmatch(text.strip())
    return match[1] + match[2] if match else text


def search_text(party: PartyDraft) -> str:
    """Return the folded words by which the party is found, the last name first.

    Names of several words are found in one, too: the words so written stand last, after the name in other letters.
    """
    return search_of(
        party.last_name,
        party.first_name,
        party.organisation,
        party.second_last_name,
        party.second_first_name,
        party.ref,
        party.other_script,
    )


def search_of(*words: str) -> str:
    """Return the folded words of ``search_text``."""
    found: list[str] = []
    in_one: list[str] = []
    for text in words:
        if text.isascii() and text.isalnum():  # one word, as references are
            found.append(text.lower())
        elif text:
            folded, names = _found_by(text)
            found += [folded] if folded else []
            in_one += names
    return " ".join(found + in_one)


@lru_cache(maxsize=8192)
def _found_by(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the folded words of a text, and those of them that are written in one."""
    folded = fold(text)
    words = folded.split()
    if len(words) < 2:
        return folded, ()  # nothing to join
    return folded, tuple(name for name in joined(folded).split() if name not in words)


def is_tax_resident(*, declared: bool | None, country: str) -> bool:
    """Tell whether the donor counts as fiscally domiciled in France: as declared, else by country."""
    return is_france(country) if declared is None else declared


def may_have_receipt(kind: str | None) -> bool:
    """Tell whether the forms are for such a payer: individuals and couples, companies; nobody unknown."""
    return kind in PEOPLE or kind == "company"


class Addressed(Protocol):
    """The columns of a party that make its address."""

    @property
    def address(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def country(self) -> str: ...


def has_whole_address(party: Addressed) -> bool:
    """Tell whether the address is whole enough for a receipt; a postcode is asked for where the post is French."""
    return bool(party.address and party.city and (party.postcode or is_foreign(party.country)))
