"""What is given for a project without money passing: labour, land, materials, transport, each with its value.

Funders count it only with a signed attestation of who gave what and how it was valued (the guide of the
PRA/OSIM of the FORIM prints a model, read 2026-11-28): without one it waits and counts as nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

from donations_app.domain.errors import Problem
from donations_app.domain.money import Money
from donations_app.domain.payments import LARGEST
from donations_app.domain.rates import in_euros
from donations_app.domain.typed import is_blank, is_within_reach

ContributionKind = Literal["labour", "land", "materials", "transport"]
CONTRIBUTIONS: Final[tuple[ContributionKind, ...]] = ("labour", "land", "materials", "transport")
ContributionState = Literal["waiting", "attested", "withdrawn"]
CONTRIBUTION_STATES: Final[tuple[ContributionState, ...]] = ("waiting", "attested", "withdrawn")


class Worker(Struct, frozen=True):
    """Who worked how long."""

    name: str
    half_days: int  # above zero


class ContributionDraft(Struct, frozen=True, kw_only=True):
    """A valued contribution as a form states it; of labour days times rate is its worth, nothing is rounded."""

    key: UUID
    project: str  # code
    kind: str  # of ``CONTRIBUTIONS``
    given_on: date
    association: str = ""  # reference of a party that carries the project; empty: the project alone
    description: str = ""
    valued_by: str = ""  # who put the value on it, and by what
    worth: int = 0  # minor units of the currency; 0 of labour
    day_rate: int | None = None  # of labour: minor units of the currency for one day
    workers: tuple[Worker, ...] = ()
    currency: str = "EUR"
    rate: str = ""  # units of the currency for one euro

    @property
    def minor(self) -> int:
        """What it is worth in minor units of its currency."""
        return labour_worth(self.workers, self.day_rate or 0) if self.kind == "labour" else self.worth

    @property
    def amount(self) -> Money:
        """What it is worth in euros."""
        return in_euros(self.minor, self.currency, self.rate)

    def problems(self, *, today: date) -> list[Problem]:
        """Return what stands against saving."""
        return [*self._common_problems(today), *self._worth_problems()]

    def _common_problems(self, today: date) -> Iterator[Problem]:
        if not self.project:
            yield Problem("project", "missing")
        if self.kind not in CONTRIBUTIONS:
            yield Problem("kind", "choice_unknown", self.kind, {"choices": tuple(CONTRIBUTIONS)})
        if not is_within_reach(self.given_on):
            yield Problem("given_on", "date_beyond", self.given_on.isoformat())
        elif self.given_on > today:
            yield Problem("given_on", "day_in_future", self.given_on.isoformat())
        if self.currency != "EUR" and not self.rate:
            yield Problem("rate", "missing")
        if self.kind != "labour" and is_blank(self.description):
            yield Problem("description", "missing")

    def _worth_problems(self) -> Iterator[Problem]:
        if self.kind == "labour":
            yield from self._labour_problems()
        elif self.workers or self.day_rate is not None:
            yield Problem("workers", "workers_of_labour", self.kind)
        elif self.worth <= 0:
            yield Problem("amount", "amount_zero", str(self.worth))
        if self.amount > LARGEST:
            yield Problem("amount", "amount_too_large", str(self.minor))

    def _labour_problems(self) -> Iterator[Problem]:
        if self.worth and self.worth != self.minor:
            yield Problem("amount", "labour_differs", str(self.worth))
        if not self.workers:
            yield Problem("workers", "missing")
        for worker in self.workers:
            if is_blank(worker.name) or worker.half_days <= 0:
                yield Problem("workers", "worker_unclear", worker.name)
        if not self.day_rate or self.day_rate < 0:
            yield Problem("day_rate", "missing")
        elif sum(worker.half_days for worker in self.workers) * self.day_rate % 2:
            yield Problem("day_rate", "half_cent_left", str(self.day_rate))


def labour_worth(workers: Iterable[Worker], day_rate: int) -> int:
    """Return days times rate, exact where no half of a minor unit is left.

    Args:
        workers: with their half days.
        day_rate: minor units for one day.

    >>> labour_worth([Worker("Brahim", 3), Worker("Lahcen", 5)], 100_00)
    40000
    """
    return sum(worker.half_days for worker in workers) * day_rate // 2


def days_figure(half_days: int) -> str:
    """Return days of labour with the comma of French.

    >>> days_figure(4), days_figure(5)
    ('2', '2,5')
    """
    return f"{half_days // 2}{',5' if half_days % 2 else ''}"


def stood_as(
    on: date, *, given_on: date, signed_on: date | None, withdrawn_on: date | None
) -> ContributionState | None:
    """Return what a contribution was on a day; ``None`` before it was given.

    It counts from the later of the day it was given and the day its attestation was signed; before, it waits.

    >>> march, may = date(2026, 3, 1), date(2026, 5, 1)
    >>> stood_as(march, given_on=march, signed_on=may, withdrawn_on=None)
    'waiting'
    """
    if on < given_on:
        return None
    if withdrawn_on is not None and withdrawn_on <= on:
        return "withdrawn"
    return "attested" if signed_on is not None and signed_on <= on else "waiting"
