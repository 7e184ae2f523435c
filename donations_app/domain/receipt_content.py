"""All that one tax receipt says, frozen when it is issued and never read from live settings again.

Mentions of the forms 2041-RD (Cerfa 11580*05, articles 200 and 978 of the code général des impôts) and
2041-MEC-SD (Cerfa 16216*03, article 238 bis).
"""

import json
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.canonical import canonical
from donations_app.domain.erasure import ERASED_NAME
from donations_app.domain.errors import reading
from donations_app.domain.money import ZERO, Money


class Address(Struct, frozen=True):
    """A postal address as printed: lines without postcode, then postcode, city and country name."""

    lines: tuple[str, ...]
    postcode: str
    city: str
    country: str  # ISO 3166 alpha-2
    country_name: str  # in French, as printed

    def printed(self) -> tuple[str, ...]:
        """Return the lines of an envelope; the country only when it is not France."""
        return printed_address(self.lines, self.postcode, self.city, self.country, self.country_name)


def printed_address(
    lines: tuple[str, ...], postcode: str, city: str, country: str, country_name: str
) -> tuple[str, ...]:
    """Return the lines of ``Address.printed``."""
    abroad = () if country == "FR" else (country_name,)
    return (*lines, f"{postcode} {city}".strip(), *abroad)


class Beneficiary(Struct, frozen=True):
    """The organisation that received the gifts."""

    name: str
    identifier_label: str  # "SIREN" or "RNA"
    identifier: str
    address: Address
    object: str
    category: str  # a code of the wording, such as "general_interest_1901"


class Donor(Struct, frozen=True):
    """The giver, as named on the receipt."""

    last_name: str  # "Moreau", or "Moreau et Durand" for a couple
    first_names: str  # "Claire", or "Claire et Paul"
    name: str  # one line for the register and the envelope: "Claire Moreau et Paul Durand"
    address: Address
    legal_form: str = ""  # of a company
    siren: str = ""  # of a company
    residence_statement: str = ""  # of somebody abroad: why he counts as resident; kept, not printed


class Signatory(Struct, frozen=True):
    """The person empowered to sign on the day of issue."""

    name: str
    title: str
    image_sha256: str  # empty without an image


class ReceiptedLine(Struct, frozen=True):
    """One payment line behind a receipt."""

    payment: str  # reference of the payment
    position: int  # of the line in its payment, from 1
    on: date  # the day that decides the year (BOI-IR-RICI-250-20 n° 20 and 30)
    kind: str
    method: str
    amount: Money


class ReceiptContent(Struct, frozen=True):
    """Everything printed on one receipt."""

    number: str
    replaces: str  # number of the cancelled receipt that this one replaces, or empty
    form: str  # "11580*05"
    wording: str  # the version of the printed texts, a file of resources/legal
    year: int  # of the gifts
    beneficiary: Beneficiary
    donor: Donor
    amount: Money
    amount_in_words: str
    first_on: date
    last_on: date
    articles: tuple[str, ...]  # "200", "978"
    gift_forms: tuple[str, ...]  # boxes: authentic_deed private_deed manual_gift other
    natures: tuple[str, ...]  # boxes: money securities waived_income waived_expenses other
    other_nature: str  # what "other" is, such as "don en nature"
    methods: tuple[str, ...]  # boxes: cash cheque transfer
    issued_on: date
    signatory: Signatory
    lines: tuple[ReceiptedLine, ...]  # by day, then reference and position
    in_kind: Money = ZERO  # a company's gifts in kind, at its own valuation; the rest is money
    in_kind_in_words: str = ""
    descriptions: tuple[str, ...] = ()  # of what a company gave in kind: nature and quantity, persons lent
    money_in_words: str = ""  # a company's payments

    @property
    def money(self) -> Money:
        """What was paid in money."""
        return self.amount - self.in_kind


def without_donor(content: ReceiptContent) -> ReceiptContent:
    """Return ``content`` without who gave: what stays is which amounts, of what, when and on which form."""
    where = content.donor.address
    nowhere = Address((), "", "", where.country, where.country_name)
    return replace(content, donor=Donor(ERASED_NAME, "", ERASED_NAME, nowhere))


def to_json(content: ReceiptContent) -> str:
    """Return ``content`` as canonical JSON."""
    return canonical(content)


@reading("content of a receipt")
def from_json(text: str) -> ReceiptContent:
    """Return the content that ``to_json`` wrote.

    Raises:
        Unreadable: it is not what was written.
    """
    raw = json.loads(text)
    raw["beneficiary"] = Beneficiary(**_with_address(raw["beneficiary"]))
    raw["donor"] = Donor(**_with_address(raw["donor"]))
    raw["signatory"] = Signatory(**raw["signatory"])
    for name in ("amount", "in_kind"):
        raw[name] = Money(**raw.get(name, {"cents": 0}))
    raw["lines"] = tuple(_line(line) for line in raw["lines"])
    for day in ("first_on", "last_on", "issued_on"):
        raw[day] = date.fromisoformat(raw[day])
    for several in ("articles", "gift_forms", "natures", "methods", "descriptions"):
        raw[several] = tuple(raw.get(several, ()))
    # an older receipt lacks the fields of later forms
    return ReceiptContent(**{name: raw[name] for name in ReceiptContent.__struct_fields__ if name in raw})


def _with_address(raw: dict[str, Any]) -> dict[str, Any]:
    address = raw["address"]
    return {**raw, "address": Address(**{**address, "lines": tuple(address["lines"])})}


def _line(raw: dict[str, Any]) -> ReceiptedLine:
    return ReceiptedLine(**{**raw, "on": date.fromisoformat(raw["on"]), "amount": Money(**raw["amount"])})
