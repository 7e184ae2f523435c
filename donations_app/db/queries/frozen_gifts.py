"""What a line of the register takes from the frozen content of its receipt: these fields alone are made of it."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.json import Decoder

from donations_app.domain.addresses import one_line
from donations_app.domain.gifts import COMPANY_NATURE_BOXES, METHOD_BOXES, NATURE_BOXES
from donations_app.domain.money import ZERO, Money
from donations_app.domain.numbers import letter_of
from donations_app.domain.payments import IN_KIND_KINDS
from donations_app.domain.receipt_content import printed_address

Part = tuple[str, str, Money]  # nature, method ("none" in kind) and amount of a gift
Codes = tuple[str, ...]


class _Cents(Struct, frozen=True, gc=False):
    cents: int


class Gift(Struct, frozen=True, gc=False):
    """A gift that stands on a receipt."""

    amount: _Cents
    kind: str
    method: str
    payment: str  # reference


class _Address(Struct, frozen=True, gc=False):
    lines: Codes
    postcode: str
    city: str
    country: str
    country_name: str


class _Donor(Struct, frozen=True, gc=False):
    name: str
    address: _Address


class _Signatory(Struct, frozen=True, gc=False):
    name: str


class _Content(Struct, frozen=True, gc=False):
    """Of a ``ReceiptContent`` what is wanted here, in whatever order and beside whatever else it stands."""

    wording: str
    signatory: _Signatory
    donor: _Donor
    first_on: date
    last_on: date
    natures: Codes
    gift_forms: Codes
    methods: Codes
    articles: Codes
    lines: tuple[Gift, ...]


_decode: Final = Decoder(_Content).decode
_DUES: Final = "dues"
# wording, signatory, name, address on one line, payments, first and last day, natures, kinds, forms of the gift,
# methods, articles, dues, the gifts (for ``parts_of``)
FrozenGifts = tuple[
    str, str, str, str, Codes, date, date, Codes, Codes, Codes, Codes, Codes, Money, Sequence[Gift]
]


def frozen_gifts(text: str | bytes) -> FrozenGifts:
    """Return what a line of the register takes from a content, the JSON of a ``ReceiptContent`` (in UTF-8).

    Raises:
        DecodeError: it is no such content; a ``ValueError``.
    """
    content = _decode(text)
    gifts, donor = content.lines, content.donor
    place = donor.address
    address = one_line(
        printed_address(place.lines, place.postcode, place.city, place.country, place.country_name)
    )
    payments, kinds = dict.fromkeys([one.payment for one in gifts]), {one.kind for one in gifts}
    dues = Money(sum(one.amount.cents for one in gifts if one.kind == _DUES)) if _DUES in kinds else ZERO
    return (
        content.wording, content.signatory.name, donor.name, address, tuple(payments), content.first_on,
        content.last_on, content.natures, tuple(sorted(kinds)), content.gift_forms, content.methods,
        content.articles, dues, gifts,
    )  # fmt: skip


def parts_of(form: str, gifts: Sequence[Gift]) -> tuple[Part, ...]:
    """Return under which boxes the gifts of a receipt count, and how much each is."""
    return tuple([(*_boxes(form, one.kind, one.method), Money(one.amount.cents)) for one in gifts])


@lru_cache(maxsize=256)
def _boxes(form: str, kind: str, method: str) -> tuple[str, str]:
    """Return the boxes under which a frozen gift counts: of its nature, and of its method."""
    natures = COMPANY_NATURE_BOXES if letter_of(form) == "E" else NATURE_BOXES
    return natures.get(kind, "other"), "none" if kind in IN_KIND_KINDS else METHOD_BOXES.get(method, "none")
