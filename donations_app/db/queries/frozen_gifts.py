"""What a line of the register takes from the frozen content of its receipt (decision 0051).

Contents of today have one shape (``domain.canonical``), so what is wanted is picked out where it stands. A
text of any other shape, an older one or one with an escaped letter, is parsed whole.
"""

import json
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from donations_app.domain.addresses import one_line
from donations_app.domain.gifts import COMPANY_NATURE_BOXES, METHOD_BOXES, NATURE_BOXES
from donations_app.domain.money import ZERO, Money
from donations_app.domain.numbers import letter_of
from donations_app.domain.payments import IN_KIND_KINDS
from donations_app.domain.receipt_content import printed_address

Gift = tuple[str, str, str, str]  # cents, kind, method, reference of its payment
Part = tuple[str, str, Money]  # nature, method ("none" in kind) and amount of a gift
Codes = tuple[str, ...]
# wording, signatory, name, address on one line, payments, first and last day, natures, kinds, forms of the gift,
# methods, articles, dues, the gifts (for ``parts_of``)
FrozenGifts = tuple[
    str, str, str, str, Codes, date, date, Codes, Codes, Codes, Codes, Codes, Money, Sequence[Gift]
]


def _pattern(shape: str) -> re.Pattern[str]:
    """Return a pattern of a piece of a content.

    Args:
        shape: as JSON; ``?`` for a text that is wanted, ``*`` for one that is not, ``#`` for what stands in a list,
            ``9`` for a number that is wanted, ``0`` for one that is not.
    """
    parts = {"?": r'"([^"\\]*)"', "*": r'"[^"\\]*"', "#": r"([^]\\]*)", "9": r"(\d+)", "0": r"\d+"}
    return re.compile("".join(parts.get(sign) or re.escape(sign) for sign in shape))


_BEFORE: Final = _pattern('{"amount":{"cents":0},"amount_in_words":*,"articles":[#],"beneficiary":')
_DUES: Final = "dues"
_GIVER: Final = '"donor":'
_AFTER: Final = _pattern(
    '"donor":{"address":{"city":?,"country":?,"country_name":?,"lines":[#],"postcode":?},"first_names":*,'
    '"last_name":*,"legal_form":*,"name":?,"residence_statement":*,"siren":*},"first_on":?,"form":*,'
    '"gift_forms":[#],"in_kind":{"cents":0},"in_kind_in_words":*,"issued_on":*,"last_on":?,"lines":[#],'
    '"methods":[#],"money_in_words":*,"natures":[#],"number":*,"other_nature":*,"replaces":*,'
    '"signatory":{"image_sha256":*,"name":?,"title":*},"wording":?,"year":0}'
)
_GIFT: Final = _pattern('{"amount":{"cents":9},"kind":?,"method":?,"on":*,"payment":?,"position":0}')


def frozen_gifts(text: str) -> FrozenGifts:
    """Return what a line of the register takes from a content, the canonical JSON of a ``ReceiptContent``.

    Raises:
        LookupError, TypeError, ValueError: it is no such content.
    """
    before, after = _BEFORE.match(text), _AFTER.fullmatch(text, max(text.find(_GIVER), 0))
    if before is None or after is None:
        return _parsed(text)
    city, country, country_name, lines, postcode, name, first_on, forms, last_on, each, *rest = after.groups()
    methods, natures, signatory, wording = rest
    gifts = _GIFT.findall(each)
    if len(gifts) != each.count('"position":'):
        return _parsed(text)
    place = printed_address(tuple(lines[1:-1].split('","')), postcode, city, country, country_name)
    boxes = _codes(natures), _codes(forms), _codes(methods), _codes(before[1])
    return _told((wording, signatory, name, one_line(place)), (first_on, last_on), boxes, gifts)


def _parsed(text: str) -> FrozenGifts:
    """Return the same of a content of any shape; what it is parsed to is let go of at once, or it fills caches."""
    content = json.loads(text)
    donor, place = content["donor"], content["donor"]["address"]
    named = (place[name] for name in ("postcode", "city", "country", "country_name"))
    address = one_line(printed_address(tuple(place["lines"]), *named))
    natures, forms, methods, articles = (
        tuple(content[name]) for name in ("natures", "gift_forms", "methods", "articles")
    )
    gifts = [
        (str(gift["amount"]["cents"]), gift["kind"], gift["method"], gift["payment"])
        for gift in content["lines"]
    ]
    return _told(
        (content["wording"], content["signatory"]["name"], donor["name"], address),
        (content["first_on"], content["last_on"]),
        (natures, forms, methods, articles),
        gifts,
    )


def _told(
    names: tuple[str, str, str, str],
    days: tuple[str, str],
    boxes: tuple[Codes, Codes, Codes, Codes],
    gifts: Sequence[Gift],
) -> FrozenGifts:
    """Return what a line takes from the texts and codes of a content; boxes: natures, forms, methods, articles."""
    natures, forms, methods, articles = boxes
    wording, signatory, name, address = names
    payments = tuple(dict.fromkeys([payment for _, _, _, payment in gifts]))
    kinds = tuple(sorted({kind for _, kind, _, _ in gifts}))
    dues = (
        Money(sum([int(cents) for cents, kind, _, _ in gifts if kind == _DUES])) if _DUES in kinds else ZERO
    )
    first_on, last_on = _day(days[0]), _day(days[1])
    return (
        wording, signatory, name, address, payments, first_on, last_on, natures, kinds, forms, methods, articles,
        dues, gifts,
    )  # fmt: skip


def parts_of(form: str, gifts: Sequence[Gift]) -> tuple[Part, ...]:
    """Return under which boxes the gifts of a receipt count, and how much each is."""
    return tuple([(*_boxes(form, kind, method), Money(int(cents))) for cents, kind, method, _ in gifts])


@lru_cache(maxsize=256)
def _codes(listed: str) -> tuple[str, ...]:
    """Return the codes that stand in a list."""
    return tuple(json.loads(f"[{listed}]"))


_day = lru_cache(maxsize=1024)(date.fromisoformat)


@lru_cache(maxsize=256)
def _boxes(form: str, kind: str, method: str) -> tuple[str, str]:
    """Return the boxes under which a frozen gift counts: of its nature, and of its method."""
    natures = COMPANY_NATURE_BOXES if letter_of(form) == "E" else NATURE_BOXES
    return natures.get(kind, "other"), "none" if kind in IN_KIND_KINDS else METHOD_BOXES.get(method, "none")
