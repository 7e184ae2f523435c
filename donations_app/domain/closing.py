"""Closing a fiscal year: what is looked at before, what is frozen with it, and what the next year opens with.

What stops a closing would change a figure of the year afterwards, or shows that the figures cannot be trusted. What
can still be done rightly once the year is closed, by an entry of the new year, is a warning that somebody takes
upon himself.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from msgspec import Struct

from donations_app.domain.canonical import canonical
from donations_app.domain.errors import reading
from donations_app.domain.money import ZERO, Money

# nobody could say of which year the money is; a count that is not agreed; figures that nobody can trust
STOPS: Final = ("uncredited", "open_batches", "verify_faults")
WARNINGS: Final = (
    "without_receipt",  # receipts of the year may be issued after it is closed
    "left_out",  # of which something is missing: an address, a value
    "undeposited",  # in the drawer; the next year opens with it
    "slips_uncredited",
    "lines_unmatched",  # money of which nobody has said what it is; the next year can say it
    "instalments_overdue",
    "shares_short",
    "declaration_missing",
)
CHECKS: Final = (*STOPS, *WARNINGS)


class OpenThing(Struct, frozen=True):
    """Something of a year that stands open."""

    code: str  # of ``CHECKS``
    count: int
    amount: Money | None = None  # where it is money
    refs: tuple[str, ...] = ()  # the first of them

    @property
    def stops(self) -> bool:
        """Whether the year cannot be closed as long as it stands."""
        return self.code in STOPS


class Flow(Struct, frozen=True):
    """Lines of one kind and method in the books of a year: what arrived, and what was taken back or refunded."""

    kind: str
    method: str
    count: int
    amount: Money
    back_count: int = 0
    back: Money = ZERO  # below zero

    @property
    def left(self) -> Money:
        """What both come to."""
        return self.amount + self.back


class Numbers(Struct, frozen=True):
    """The receipts of one series that were issued in a year."""

    series: str
    first: str
    last: str
    count: int
    cancelled: int  # in the year, whenever issued
    amount: Money  # of those issued


class Standing(Struct, frozen=True):
    """Money at a place on the last day, with which the next year opens."""

    place: str  # code of the project; empty: the general fund
    title: str
    amount: Money  # that stands there
    spent: Money = ZERO  # of it
    earmarked: Money = ZERO  # by its donors and not yet spent ("fonds dédiés")

    @property
    def left(self) -> Money:
        """What was not spent."""
        return self.amount - self.spent


class Undeposited(Struct, frozen=True):
    """Payments of one method that lie in the drawers, not yet at the bank."""

    method: str
    count: int
    amount: Money


class Opening(Struct, frozen=True):
    """What a year opens with."""

    standing: tuple[Standing, ...] = ()  # the general fund first, then projects by code
    undeposited: tuple[Undeposited, ...] = ()
    instalments_open: int = 0  # late or missed, and not decided
    instalments_amount: Money = ZERO

    @property
    def left(self) -> Money:
        """All that was not spent."""
        return Money.total(one.left for one in self.standing)

    @property
    def earmarked(self) -> Money:
        """Of it, what donors earmarked."""
        return Money.total(one.earmarked for one in self.standing)


class Figures(Struct, frozen=True):
    """What the books hold of a year: the same books give the same figures, as long as nobody changes them."""

    payments: int
    flows: tuple[Flow, ...]
    receipts: tuple[Numbers, ...]
    opening: Opening

    @property
    def amount(self) -> Money:
        """What arrived, less what went back."""
        return Money.total(one.left for one in self.flows)


class ClosingContent(Struct, frozen=True, kw_only=True):
    """All that is printed on the document of a closing."""

    year: int
    first_on: date
    last_on: date
    closed_on: date
    closed_by: str
    organisation: str
    identifier: str
    address: tuple[str, ...]
    figures: Figures
    accepted: tuple[OpenThing, ...]  # warnings taken upon oneself
    heads: tuple[tuple[str, int, str], ...]  # origin, number and hash of the last link of its chain


def unaccepted(found: Iterable[OpenThing], accept: Iterable[str]) -> list[OpenThing]:
    """Return what stands against a closing: what stops it, and warnings that nobody took upon himself.

    >>> [one.code for one in unaccepted([OpenThing("open_batches", 1), OpenThing("left_out", 2)], ["all"])]
    ['open_batches']
    """
    taken = set(accept)
    return [one for one in found if one.stops or not {one.code, "all"} & taken]


def to_json(content: ClosingContent) -> str:
    """Return ``content`` as canonical JSON."""
    return canonical(content)


@reading("content of a closing")
def from_json(text: str) -> ClosingContent:
    """Return the content that ``to_json`` wrote.

    Raises:
        Unreadable: it is not what was written.
    """
    raw = json.loads(text)
    for name in ("first_on", "last_on", "closed_on"):
        raw[name] = date.fromisoformat(raw[name])
    raw["address"] = tuple(raw["address"])
    raw["heads"] = tuple((origin, n, digest) for origin, n, digest in raw["heads"])
    raw["accepted"] = tuple(
        OpenThing(**{**_plain(one), "refs": tuple(one["refs"])}) for one in raw["accepted"]
    )
    raw["figures"] = _figures(raw["figures"])
    return ClosingContent(**raw)


def _figures(raw: dict[str, Any]) -> Figures:
    opening = _plain(raw["opening"])
    opening["standing"] = tuple(Standing(**_plain(one)) for one in opening["standing"])
    opening["undeposited"] = tuple(Undeposited(**_plain(one)) for one in opening["undeposited"])
    return Figures(
        payments=raw["payments"],
        flows=tuple(Flow(**_plain(one)) for one in raw["flows"]),
        receipts=tuple(Numbers(**_plain(one)) for one in raw["receipts"]),
        opening=Opening(**opening),
    )


def _plain(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a part of the content, its amounts read."""
    return {name: Money(**value) if isinstance(value, dict) else value for name, value in raw.items()}
