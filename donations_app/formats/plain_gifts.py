"""Plain agreed gifts of a file by columns (``plain_lines``)."""

from collections.abc import Mapping
from typing import Any, Final

from donations_app.domain.pasted import pasted
from donations_app.domain.payments import METHODS
from donations_app.domain.plain_gifts import PlainGift, is_sound
from donations_app.domain.recurring import FREQUENCIES
from donations_app.domain.typed import is_clean, parse_any_date, parse_whole
from donations_app.formats.accounts import read_bic, read_iban
from donations_app.formats.plain_lines import NOT_PLAIN, REF, TEXT, Plain, any_day, chosen, plain_drafts
from donations_app.formats.plain_payments import plain_amount
from donations_app.formats.tables import Table


def plain_gifts(table: Table, positions: Mapping[str, int]) -> list[PlainGift | None]:
    """Return the plain agreed gift of each row of a file; ``None`` where it is not plain.

    Args:
        table: under the headings that mean our columns.
        positions: of our columns.
    """
    return plain_drafts(table, positions, _PLAIN)


def _made(cells: tuple[Any, ...]) -> PlainGift | None:
    one = PlainGift._make(cells)
    return one if is_sound(one) else None


def _office(text: str) -> Any:
    return pasted(text).upper() if is_clean(text) else NOT_PLAIN if text else ""


def _day_of_month(text: str) -> Any:
    day = parse_whole(text) if text else 0
    return day if day <= 31 else NOT_PLAIN


_PLAIN: Final = Plain(
    {  # in the order of ``PlainGift``
        "ref": REF,
        "payer": REF,
        "amount": plain_amount,
        "frequency": chosen("frequency", FREQUENCIES),
        "first_on": lambda text: parse_any_date(text) if text else NOT_PLAIN,
        "office": _office,
        "day": _day_of_month,
        "last_on": any_day,
        "method": chosen("method", METHODS, "direct_debit"),
        "iban": lambda text: read_iban(text) if text else "",
        "bic": lambda text: read_bic(text) if text else "",
        "mandate_reference": TEXT,
        "mandate_signed_on": any_day,
        "project": TEXT,
        "association": TEXT,
    },
    _made,
    {},
)
