"""Plain payments of a file by columns (``plain_lines``)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from donations_app.domain.money import Money
from donations_app.domain.pasted import pasted
from donations_app.domain.plain_payments import (
    LARGEST_PLAIN,
    PLAIN_AMOUNT,
    PLAIN_KINDS,
    PLAIN_METHODS,
    PlainPayment,
)
from donations_app.domain.typed import is_clean, parse_amount, parse_date
from donations_app.formats.plain_lines import NOT_PLAIN, REF, TEXT, Plain, Text, alone, chosen, plain_drafts
from donations_app.formats.tables import Table

_LONG: Final = 2_000  # letters of a description


def plain_payments(table: Table, positions: Mapping[str, int], *, today: date) -> list[PlainPayment | None]:
    """Return the plain payment of each row of a file; ``None`` where it is not plain.

    Args:
        table: under the headings that mean our columns.
        positions: of our columns.
        today: the day of recording.
    """
    plain = Plain(
        {  # in the order of ``PlainPayment``
            "ref": REF,
            "office": lambda text: pasted(text).upper() if is_clean(text) else NOT_PLAIN,
            "payer": TEXT,
            "received_on": lambda text: parse_date(text, today=today) if text else None,
            "credited_on": lambda text: parse_date(text, today=today) if text else None,
            "method": chosen("method", PLAIN_METHODS),
            "kind": chosen("kind", PLAIN_KINDS),
            "amount": plain_amount,
            "project": TEXT,
            "association": TEXT,
            "cheque_number": TEXT,
            "bank": TEXT,
            "description": Text(_LONG),
        },
        _made,
        {"currency": "EUR"},
    )
    return alone(table, positions["ref"], plain_drafts(table, positions, plain))


def _made(cells: tuple[Any, ...]) -> PlainPayment | None:
    """Return a payment that has a day, and an association only of a project."""
    one = PlainPayment._make(cells)
    if (one.received_on or one.credited_on) and (one.project or not one.association):
        return one
    return None


def plain_amount(text: str, largest: Money = LARGEST_PLAIN) -> Any:
    """Return an amount in euros, above zero, that is written plainly; usually one that nobody doubts."""
    if not PLAIN_AMOUNT.fullmatch(text):
        return NOT_PLAIN
    amount = Money(parse_amount(text))
    return amount if amount <= largest else NOT_PLAIN
