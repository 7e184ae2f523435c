"""The receipt register: every number of every series, issued or cancelled, nothing missing.

What a line says: the auditor's list of ``docs/architecture.md``; a number stays for ever, a cancelled one
with its reason and the number that replaces it.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple

from msgspec import Struct, field

from donations_app.domain.money import ZERO, Money

Status = Literal["issued", "cancelled", "replaced"]


class RegisterLine(NamedTuple):
    """One number of the register, with what was frozen under it; its fields are the columns of a table of it."""

    number: str
    series: str
    form: str
    wording: str
    year: int  # of the gifts
    issued_on: date
    issued_by: str
    office: str  # that issued it
    recorded_at: tuple[str, ...]  # codes of the offices that recorded the payments
    signatory: str
    payer: str  # reference
    name: str
    address: str  # on one line
    payments: tuple[str, ...]
    first_on: date
    last_on: date
    natures: tuple[str, ...]
    kinds: tuple[str, ...]  # what the gifts are in the books: donation, dues ...
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
    sent_on: date | None  # of the last delivery that succeeded
    sent_by: str  # post, email
    returned_on: date | None  # the e-mail came back
    sha256: str
    dues: Money  # of the amount, cotisations: account 7561
    parts: tuple[tuple[str, str, Money], ...]  # nature, method ("none" in kind) and amount of each gift

    @property
    def counted(self) -> Money:
        """What the line adds to the total: nothing once cancelled."""
        return self.amount if self.status == "issued" else Money(0)


class RegisterTotals(Struct):
    """What the lines of a register add up to; cancelled ones are counted apart and add nothing.

    The amounts by form add up to ``amount``, and so do those by nature and those by method.
    """

    live: int = 0
    cancelled: int = 0
    amount: Money = ZERO
    cancelled_amount: Money = ZERO
    documents: Counter[str] = field(default_factory=Counter)  # live, by form
    forms: dict[str, Money] = field(default_factory=dict)
    natures: dict[str, Money] = field(default_factory=dict)
    methods: dict[str, Money] = field(default_factory=dict)
    dues: Money = ZERO  # of the money, cotisations

    def add(self, line: RegisterLine) -> None:
        """Count one line."""
        if line.status != "issued":
            self.cancelled += 1
            self.cancelled_amount += line.amount
            return
        self.live += 1
        self.amount += line.amount
        self.dues += line.dues
        self.documents[line.form] += 1
        self.forms[line.form] = self.forms.get(line.form, ZERO) + line.amount
        for nature, method, amount in line.parts:
            self.natures[nature] = self.natures.get(nature, ZERO) + amount
            self.methods[method] = self.methods.get(method, ZERO) + amount


class Series(Struct, frozen=True):
    """One series of numbers, held against an unbroken count from 1."""

    series: str
    first: int
    last: int
    issued: int  # numbers given, cancelled ones included
    cancelled: int
    missing: tuple[int, ...]
    duplicated: tuple[int, ...]
    counter: int  # the last number that the counter gave
    lost: tuple[int, ...] = ()  # of documents that these books lost; they were known outside (``outside``)

    @property
    def is_whole(self) -> bool:
        """Whether the numbers run from 1 to the counter, each once."""
        return not self.missing and not self.duplicated and self.first == 1 and self.last == self.counter


def series_of_numbers(
    name: str, numbers: Iterable[int], *, cancelled: int, counter: int, lost: Iterable[int] = ()
) -> Series:
    """Hold the numbers found in a series, and those of lost documents, against 1 to the last that was ever given."""
    found, gone = sorted(numbers), sorted(lost)
    given = sorted([*found, *gone])
    distinct = set(given)
    last = max(given[-1] if given else 0, counter)
    missing = tuple(n for n in range(1, last + 1) if n not in distinct) if len(distinct) < last else ()
    twice = tuple(sorted({n for n, after in pairwise(given) if n == after}))
    first, end = (given[0], given[-1]) if given else (0, 0)
    return Series(name, first, end, len(found), cancelled, missing, twice, counter, tuple(gone))


def spans_of(numbers: Iterable[int]) -> tuple[str, ...]:
    """Return ascending numbers with those that follow each other as one span.

    >>> spans_of([2, 3, 4, 9])
    ('2-4', '9')
    """
    found: list[list[int]] = []
    for n in numbers:
        if found and n == found[-1][1] + 1:
            found[-1][1] = n
        else:
            found.append([n, n])
    return tuple(str(first) if first == last else f"{first}-{last}" for first, last in found)


class RegisterFilter(Struct, frozen=True):
    """Which numbers of a register are looked at; what is empty leaves none out."""

    series: str = ""
    form: str = ""
    office: str = ""  # its code
    status: Status | Literal[""] = ""
    recorded_at: str = ""  # code of an office that recorded a gift on the receipt

    @property
    def is_extract(self) -> bool:
        """Whether numbers of a series may be left out: the page must say so."""
        return bool(self.form or self.office or self.status or self.recorded_at)


class RegisterHeading(Struct, frozen=True):
    """What stands above and below the lines of a register."""

    organisation: str
    identifier: str  # "SIREN 123456789"
    printed_on: date
    year: int | None
    series: str
    continuity: tuple[Series, ...]
    heads: tuple[tuple[str, int, str], ...]  # office, entries and head of its audit chain
    only: RegisterFilter = RegisterFilter()
