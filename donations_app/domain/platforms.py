"""What a platform that collects gifts online tells of its payments: orders, their items, and what became of them.

A tip to the platform is no gift to the association: it is read apart and recorded nowhere. A price that a promo
code made smaller is what was paid.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from donations_app.domain.money import ZERO, Money

HELLOASSO: Final = "HelloAsso"
PAID, OFFLINE, REFUNDED, REFUNDED_IN_PART = "paid", "offline", "refunded", "refunded_in_part"
CANCELLED, REFUSED, CONTESTED, PENDING, TEST = "cancelled", "refused", "contested", "pending", "test"
STATUSES: Final = (
    PAID, OFFLINE, REFUNDED, REFUNDED_IN_PART, CANCELLED, REFUSED, CONTESTED, PENDING, TEST,
)  # fmt: skip
ARRIVED: Final = (PAID, OFFLINE, REFUNDED_IN_PART)  # whose money the association has
FREE, NOT_RECORDED, AGAIN = "free", "refunded_unknown", "again"
LEFT_OUT: Final = (
    CANCELLED,
    REFUSED,
    CONTESTED,
    PENDING,
    TEST,
    FREE,
    NOT_RECORDED,
    AGAIN,
)  # why nothing is recorded
KINDS: Final = {"membership": "dues", "ticket": "participation", "shop": "sale", "donation": "donation"}
"""Which kind of line each kind of item becomes."""
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
_BETWEEN: Final = " · "


class Item(Struct, frozen=True):
    """One thing that was paid for."""

    kind: str  # a key of ``KINDS``
    amount: Money  # above zero
    label: str = ""  # of the tariff


class Payer(Struct, frozen=True):
    """Who paid, as the platform names him; all empty where he is not named."""

    last_name: str = ""
    first_name: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""  # ISO 3166 alpha-2; empty: not told

    @property
    def is_named(self) -> bool:
        """Whether anybody is named."""
        return bool(self.last_name or self.organisation)


class PlatformPayment(Struct, frozen=True, kw_only=True):
    """One payment of an order, or an order whose payments are not told apart."""

    line: int  # of the file, the first
    order: str
    payment: str  # empty: the layout tells orders alone
    status: str  # of ``STATUSES``
    paid_on: date | None
    paid_out_on: date | None = None  # to the association's bank
    is_offline: bool = False  # the association got it itself
    method: str = ""  # code of an offline payment
    payer: Payer = Payer()
    campaign: str = ""
    items: tuple[Item, ...] = ()
    tip: Money = ZERO  # to the platform
    fee: Money = ZERO  # that it keeps of what it pays out
    refunded: Money = ZERO  # of what was paid
    refunded_on: date | None = None
    has_receipt: bool = False  # the platform issued one
    has_amounts: bool = True  # the file tells what was paid

    @property
    def number(self) -> str:
        """The number by which it is known: of the payment, else of the order."""
        return self.payment or self.order

    @property
    def amount(self) -> Money:
        """What was paid for the items."""
        return Money.total(item.amount for item in self.items)


def ref_of(payment: PlatformPayment, prefix: str) -> str:
    """Return the reference under which a payment is recorded; an order whose payments are not told has its own.

    >>> ref_of(PlatformPayment(line=2, order="8", payment="5", status=PAID, paid_on=None), "HA")
    'HA-5'
    """
    return f"{prefix}-{payment.payment}" if payment.payment else f"{prefix}-C{payment.order}"


def prefix_of(platform: str) -> str:
    """Return what stands before the numbers of a platform, so that those of two are never taken for each other.

    >>> prefix_of("HelloAsso"), prefix_of("Donor box")
    ('HA', 'DONORBOX')
    """
    if platform == HELLOASSO:
        return "HA"
    return "".join(sign for sign in platform.upper() if sign.isascii() and sign.isalnum())[:12]


def description_of(platform: str, payment: PlatformPayment) -> str:
    """Return what is written on the lines of a payment: by its order, other layouts of the platform find it again.

    >>> description_of("HelloAsso", PlatformPayment(line=2, order="8", payment="5", status=PAID, paid_on=None))
    'HelloAsso 8'
    """
    return _BETWEEN.join(filter(None, (f"{platform} {payment.order}", payment.campaign)))[:2000]


def order_of(platform: str, description: str) -> str:
    """Return the order that a description tells, or nothing.

    >>> order_of("HelloAsso", "HelloAsso 8 · Gala"), order_of("HelloAsso", "Gala")
    ('8', '')
    """
    head = description.partition(_BETWEEN)[0]
    return head.removeprefix(f"{platform} ") if head.startswith(f"{platform} ") else ""


def sums_by_kind(items: Sequence[Item]) -> Iterator[tuple[str, Money]]:
    """Yield each kind of line with the sum of its items, in the order in which they come."""
    for kind in dict.fromkeys(KINDS[item.kind] for item in items):
        yield kind, Money.total(item.amount for item in items if KINDS[item.kind] == kind)


def dues_year(payment: PlatformPayment) -> int | None:
    """Return the year of the dues: the only one that tariff or campaign names, else that of the payment."""
    said = " ".join([payment.campaign, *(item.label for item in payment.items if item.kind == "membership")])
    years = {int(year) for year in _YEAR.findall(said)}
    if len(years) == 1:
        return years.pop()
    return payment.paid_on.year if payment.paid_on else None


def without_promo(price: Money, options: Money, promo: Money) -> tuple[Money, Money] | None:
    """Return price and options as they were paid; ``None`` where the promo code is worth more than both."""
    if promo > price + options:
        return None
    of_price = min(promo, price)
    return price - of_price, options - (promo - of_price)
