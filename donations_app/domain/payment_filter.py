"""Which payments one asks for, and in which order."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from donations_app.domain.money import Money

STATES: Final = ("stands", "taken_back", "takes_back")  # money that is there; that left again; what says so
ORDERS: Final = ("day", "amount", "name", "method", "ref")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFilter:
    """What a payment must be; an empty field lets all through."""

    first_on: date | None = None  # of its day: received, credited where that is not known
    last_on: date | None = None
    least: Money | None = None  # of the whole payment, as it arrived
    most: Money | None = None
    cheque_number: str = ""
    payer: str = ""  # reference
    name: str = ""  # words that words of the payer's name begin with
    project: str = ""  # code: some cents of it stand there
    association: str = ""  # reference: some cents are counted for it
    office: str = ""  # code
    method: str = ""
    kind: str = ""  # of one of its lines
    state: str = ""  # of ``STATES``
    has_receipt: bool | None = None  # a live one, on one of its lines
    batch: str = ""  # name


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """By what payments stand in a list; those that are equal, by their keys."""

    by: str = "day"  # of ``ORDERS``
    is_descending: bool = True
