"""Which payments one asks for, and in which order."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.deposits import LOOKS_BACK
from donations_app.domain.keys import parse_reference
from donations_app.domain.money import Money
from donations_app.domain.typed import TypedError, parse_amount, parse_any_date

STATES: Final = ("stands", "taken_back", "takes_back")  # money that is there; that left again; what says so
_CHEQUE: Final = re.compile(r"0\d{3,}|\d{7,}", re.ASCII)  # French cheques have seven digits
_MONTH: Final = re.compile(r"(\d{1,2})[/.-](\d{4})", re.ASCII)
_BOUNDS: Final = re.compile(r"(.*\d.*?)\s*(?:-|–|\.\.|à| to |إلى)\s*(.*\d.*)")
# bounds: of two, the closer one
_NARROWS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "first_on": max, "last_on": min, "least": max, "most": min,
}  # fmt: skip
SELDOM: Final = ("project", "association", "batch", "recorded_by")  # what a list is asked for less often
_CHOSEN: Final = ("method", "kind", "office", *SELDOM)
ORDERS: Final = ("day", "amount", "name", "method", "ref")


class PaymentFilter(Struct, frozen=True, kw_only=True):
    """What a payment must be; an empty field lets all through."""

    first_on: date | None = None  # of its day: received, credited where that is not known
    last_on: date | None = None
    least: Money | None = None  # of the whole payment, as it arrived
    most: Money | None = None
    cheque_number: str = ""
    ref: str = ""  # of the payment itself
    payer: str = ""  # reference
    name: str = ""  # words that words of the payer's name begin with
    project: str = ""  # code: some cents of it stand there
    association: str = ""  # reference: some cents are counted for it
    office: str = ""  # code
    method: str = ""
    kind: str = ""  # of one of its lines
    state: str = ""  # of ``STATES``
    has_receipt: bool | None = None  # a live one, on one of its lines
    is_deposited: bool | None = None  # stands on a slip that is not cancelled
    is_credited: bool | None = None  # the day on which the bank had it is known; cash and worth need none
    batch: str = ""  # name
    recorded_by: str = ""  # login, as the audit trail names who wrote it


class PaymentOrder(Struct, frozen=True):
    """By what payments stand in a list; those that are equal, by their keys."""

    by: str = "day"  # of ``ORDERS``
    is_descending: bool = True


def payment_views(today: date) -> dict[str, PaymentFilter]:
    """Return the views that are ready, by their names.

    Args:
        today: ``undeposited`` are cheques that stand on no slip and were not credited, as far back as one waits
            for a slip.
    """
    return {
        "all": PaymentFilter(),
        "uncredited": PaymentFilter(state="stands", is_credited=False),
        "unreceipted": PaymentFilter(state="stands", has_receipt=False),
        "undeposited": PaymentFilter(
            state="stands",
            method="cheque",
            is_deposited=False,
            is_credited=False,
            first_on=today - LOOKS_BACK,
            last_on=today,
        ),
        "taken_back": PaymentFilter(state="taken_back"),
    }


def narrowed(one: PaymentFilter, other: PaymentFilter) -> PaymentFilter | None:
    """Return the filter that lets through what both do; ``None`` where two fields exclude each other."""
    both: dict[str, Any] = {}
    for name in PaymentFilter.__struct_fields__:
        first, second = getattr(one, name), getattr(other, name)
        if name in _NARROWS and first is not None and second is not None:
            both[name] = _NARROWS[name](first, second)
        elif first in ("", None) or first == second:
            both[name] = second
        elif second in ("", None):
            both[name] = first
        else:
            return None
    return PaymentFilter(**both)


def asked_for(typed: str, only: PaymentFilter) -> PaymentFilter:
    """Return a filter narrowed by what somebody typed: a reference, day, month, cheque, amount or name.

    A number of seven digits, or with a zero in front, is that of a cheque; another is an amount; two with a
    hyphen between are bounds of one.

    Args:
        typed: as it stands in the field.
        only: what is chosen beside it.

    >>> asked_for("0004417", PaymentFilter()).cheque_number, asked_for("150", PaymentFilter()).least
    ('0004417', Money(cents=15000))
    """
    text = typed.strip()
    if parse_reference(text.upper()):
        return replace(only, ref=text.upper())
    if _CHEQUE.fullmatch(text):
        return replace(only, cheque_number=text)
    if days := _days(text):
        return replace(only, first_on=days[0], last_on=days[1])
    low, high = _cents(text), _cents(text)
    if low is None and (bounds := _BOUNDS.fullmatch(text)):
        low, high = _cents(bounds[1]), _cents(bounds[2])
    if low is not None and high is not None:
        return replace(only, least=min(low, high), most=max(low, high))
    return replace(only, name=text)


def payments_by_fields(asked: Mapping[str, str], today: date) -> PaymentFilter | None:
    """Return what is asked for by the fields of a list, as a view keeps them under a name.

    Args:
        asked: what is typed, the view, the year and what is chosen of ``_CHOSEN``; what is missing or empty asks
            for nothing.
        today: as in ``payment_views``.

    Returns:
        ``None`` where its parts exclude each other.

    Raises:
        ValueError, KeyError: the year cannot be read, or there is no such view.
    """
    chosen: dict[str, Any] = {code: asked.get(code, "") for code in _CHOSEN}
    only = PaymentFilter(**chosen)
    if year := asked.get("year"):
        only = replace(only, first_on=date(int(year), 1, 1), last_on=date(int(year), 12, 31))
    typed = narrowed(only, asked_for(asked.get("typed", ""), PaymentFilter()))
    return typed and narrowed(payment_views(today)[asked.get("view") or "all"], typed)


def _days(text: str) -> tuple[date, date] | None:
    if month := _MONTH.fullmatch(text):
        number, year = int(month[1]), int(month[2])
        if 1 <= number <= 12 and 1990 <= year <= 2100:
            return date(year, number, 1), date(year, number, monthrange(year, number)[1])
    try:
        day = parse_any_date(text)
    except TypedError:
        return None
    return day, day


def _cents(text: str) -> Money | None:
    try:
        return Money(parse_amount(text))
    except TypedError:
        return None
