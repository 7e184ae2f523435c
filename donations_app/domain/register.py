"""The receipt register: every number of every series, issued or cancelled, nothing missing.

What a line says: the auditor's list of ``docs/architecture.md``; a number stays for ever, a cancelled one
with its reason and the number that replaces it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from donations_app.domain.money import Money

Status = Literal["issued", "cancelled", "replaced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One number of the register, with what was frozen under it."""

    number: str
    series: str
    form: str
    wording: str
    year: int  # of the gifts
    issued_on: date
    issued_by: str
    office: str
    signatory: str
    payer: str  # reference
    name: str
    address: str  # on one line
    payments: tuple[str, ...]
    first_on: date
    last_on: date
    natures: tuple[str, ...]
    gift_forms: tuple[str, ...]
    methods: tuple[str, ...]
    articles: tuple[str, ...]
    amount: Money
    status: Status
    replaces: str
    replaced_by: str
    cancelled_on: date | None
    cancelled_by: str
    reason: str
    accepted: str  # warnings that the issuer took upon himself
    sent_on: date | None = None  # of the last delivery that succeeded
    sent_by: str = ""  # post, email
    sha256: str

    @property
    def counted(self) -> Money:
        """What the line adds to the total: nothing once cancelled."""
        return self.amount if self.status == "issued" else Money(0)


@dataclass(frozen=True, slots=True)
class Series:
    """One series of numbers, held against an unbroken count from 1."""

    series: str
    first: int
    last: int
    issued: int  # numbers given, cancelled ones included
    cancelled: int
    missing: tuple[int, ...]
    duplicated: tuple[int, ...]
    counter: int  # the last number that the counter gave

    @property
    def is_whole(self) -> bool:
        """Whether the numbers run from 1 to the counter, each once."""
        return not self.missing and not self.duplicated and self.first == 1 and self.last == self.counter


def series_of_numbers(name: str, numbers: Iterable[int], *, cancelled: int, counter: int) -> Series:
    """Hold the numbers found in a series against 1 to the last one that was ever given."""
    found = sorted(numbers)
    distinct = set(found)
    last = max(found[-1] if found else 0, counter)
    missing = tuple(n for n in range(1, last + 1) if n not in distinct) if len(distinct) < last else ()
    twice = tuple(sorted({n for n, after in pairwise(found) if n == after}))
    first = found[0] if found else 0
    return Series(name, first, found[-1] if found else 0, len(found), cancelled, missing, twice, counter)


@dataclass(frozen=True, slots=True)
class RegisterHeading:
    """What stands above and below the lines of a register."""

    organisation: str
    identifier: str  # "SIREN 123456789"
    printed_on: date
    year: int | None
    series: str
    continuity: tuple[Series, ...]
    heads: tuple[tuple[str, int, str], ...]  # office, entries and head of its audit chain
