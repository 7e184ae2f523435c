"""Expenses that a volunteer waives: a claim with trips and other expenses, and the signed waiver.

Conditions of CGI art. 200 (BOI-IR-RICI-250-20; associations.gouv.fr, read 2026-11): the expenses were
incurred for the association's object without any return, they are justified and recorded, and the
volunteer expressly waives their reimbursement. The day of the waiver is the day of the gift; what was
reimbursed, or not waived in writing, is no gift. A claim is stated first and may be signed later: what it
is worth is decided when it is stated, because that is what the volunteer signs.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from donations_app.domain.errors import Problem
from donations_app.domain.fingerprints import fingerprint
from donations_app.domain.mileage import VEHICLES, Counted, Scale, Summed, Trip, scale_of
from donations_app.domain.money import Money
from donations_app.domain.payments import FIRST_DAY, LARGEST, AllocationDraft, LineDraft, PaymentDraft

LONGEST: Final = 99_999  # kilometres of one trip
STRONGEST: Final = 99  # fiscal horsepower
LONGEST_PLATE: Final = 30  # characters
OUTCOMES: Final = ("waived", "withdrawn")


class Item(Struct, frozen=True):
    """Another expense: a ticket, a toll, stamps; ``label`` says what and for what."""

    spent_on: date
    label: str
    amount: Money


class ExpenseDraft(Struct, frozen=True, kw_only=True):
    """A claim as a form or a file states it, with the waiver that makes it a gift if it is signed already."""

    key: UUID
    payer: str  # reference of the volunteer
    waived_on: date | None = None  # ``None``: not signed yet
    evidence: str = ""  # reference of the signed waiver
    trips: tuple[Trip, ...] = ()
    items: tuple[Item, ...] = ()
    ref: str = ""  # empty: given when saved
    office: str = ""  # code; empty: the office that records
    project: str = ""  # code; empty: the general fund
    association: str = ""  # reference of a party that carries a part of the project
    earmarked_by_donor: bool = False

    def fingerprint(self) -> str:
        """Return a digest of all that was asked but the key and the reference."""
        trips = [
            (trip.driven_on, trip.purpose, trip.km, trip.vehicle, trip.power, trip.is_electric, trip.named)
            for trip in self.trips
        ]
        items = [(item.spent_on, item.label, item.amount.cents) for item in self.items]
        return fingerprint(
            self.payer,
            self.waived_on,
            self.evidence,
            trips,
            items,
            self.office,
            self.project,
            self.association,
            self.earmarked_by_donor,
        )

    def problems(self, *, today: date) -> list[Problem]:
        """Return what stands against saving, but for the scales (see ``scale_problems``).

        Args:
            today: the day of recording; nobody waives tomorrow, nor what he will spend tomorrow.
        """
        found = list(self._own_problems(today))
        for position, trip in enumerate(self.trips, 1):
            found += trip_problems(trip, self.waived_on, today, prefix=f"{position}.")
        for position, item in enumerate(self.items, len(self.trips) + 1):
            found += item_problems(item, self.waived_on, today, prefix=f"{position}.")
        return found

    def _own_problems(self, today: date) -> Iterator[Problem]:
        if not self.payer:
            yield Problem("payer", "missing")
        if self.waived_on is not None:
            yield from waiver_problems(self.waived_on, self.evidence, (), today)
        elif self.evidence.strip():
            yield Problem("waived_on", "missing")
        if not self.trips and not self.items:
            yield Problem("trips", "missing")
        if self.association and not self.project:
            yield Problem("association", "association_without_project")
        # a euro for each kilometre is more than any scale gives
        most = Money.total(
            [*(item.amount for item in self.items), *(Money(trip.km * 100) for trip in self.trips)]
        )
        if most > LARGEST:
            yield Problem("amount", "amount_too_large", str(most.cents))


def _day_problems(field: str, day: date, today: date) -> Iterator[Problem]:
    if day < FIRST_DAY:
        yield Problem(field, "date_out_of_range", day.isoformat())
    elif day > today:
        yield Problem(field, "day_in_future", day.isoformat())


def waiver_problems(
    waived_on: date, evidence: str, spent_on: Sequence[date], today: date
) -> Iterator[Problem]:
    """Yield what stands against a waiver of what was spent on those days."""
    if not evidence.strip():
        yield Problem("evidence", "waiver_missing")
    yield from _day_problems("waived_on", waived_on, today)
    if max(spent_on, default=waived_on) > waived_on:
        yield Problem("waived_on", "before_expense", waived_on.isoformat())


def _spent_problems(field: str, day: date, waived_on: date | None, today: date) -> Iterator[Problem]:
    yield from _day_problems(field, day, today)
    if waived_on is not None and waived_on < day <= today:
        yield Problem(field, "after_waiver", day.isoformat())


def trip_problems(trip: Trip, waived_on: date | None, today: date, *, prefix: str = "") -> Iterator[Problem]:
    """Yield what stands against one trip; ``prefix`` names it in the field."""
    yield from _spent_problems(f"{prefix}on", trip.driven_on, waived_on, today)
    if not trip.purpose.strip():
        yield Problem(f"{prefix}purpose", "missing")
    if not 0 < trip.km <= LONGEST:
        yield Problem(f"{prefix}km", "km_out_of_range", str(trip.km))
    if trip.vehicle not in VEHICLES:
        choices = {"choices": tuple(VEHICLES)}
        yield Problem(f"{prefix}vehicle", "choice_unknown", trip.vehicle, choices)
    if not 0 <= trip.power <= (0 if trip.vehicle == "moped" else STRONGEST):
        yield Problem(f"{prefix}power", "power_out_of_range", str(trip.power))
    if len(trip.plate) > LONGEST_PLATE:
        yield Problem(f"{prefix}plate", "text_too_long", trip.plate)


def item_problems(item: Item, waived_on: date | None, today: date, *, prefix: str = "") -> Iterator[Problem]:
    """Yield what stands against another expense; ``prefix`` names it in the field."""
    yield from _spent_problems(f"{prefix}on", item.spent_on, waived_on, today)
    if not item.label.strip():
        yield Problem(f"{prefix}label", "missing")
    if item.amount.cents <= 0:
        code = "amount_negative" if item.amount.cents else "amount_zero"
        yield Problem(f"{prefix}amount", code, str(item.amount.cents))
    elif item.amount > LARGEST:
        yield Problem(f"{prefix}amount", "amount_too_large", str(item.amount.cents))


def scale_problems(trip: Trip, scales: Sequence[Scale], *, prefix: str = "") -> Iterator[Problem]:
    """Yield why the scales give nothing for a trip that has no other problem."""
    found = scale_of(scales, trip.driven_on.year)
    if found is None:
        yield Problem(f"{prefix}on", "scale_unknown", str(trip.driven_on.year))
    elif trip.power == 0 and found[0].asks_power(trip.vehicle):
        yield Problem(f"{prefix}power", "missing")


def claimed(counted: Sequence[Counted], items: Sequence[Item]) -> Money:
    """Return the sum of a claim."""
    return Money.total([*(one.amount for one in counted), *(item.amount for item in items)])


class Waived(Struct, frozen=True, kw_only=True):
    """A claim whose waiver is signed, as the gift sees it."""

    key: UUID  # of the claim
    ref: str
    office: str
    payer: str
    amount: Money
    waived_on: date
    evidence: str
    project: str
    association: str
    earmarked_by_donor: bool


def payment_of(claim: Waived) -> PaymentDraft:
    """Return the gift that a waived claim is: no money moves, the day is that of the waiver."""
    part = AllocationDraft(amount=claim.amount, project=claim.project, association=claim.association)
    line = LineDraft(
        kind="waived_expenses",
        amount=claim.amount,
        allocations=(part,) if claim.project else (),
        earmarked_by_donor=claim.earmarked_by_donor,
        description=claim.ref,
        evidence=claim.evidence,
    )
    return PaymentDraft(
        key=uuid5(claim.key, "payment"),
        office=claim.office,
        payer=claim.payer,
        method="none",
        received_on=claim.waived_on,
        lines=(line,),
    )


class Claim(Struct, frozen=True, kw_only=True):
    """A recorded claim, as one shows and prints it."""

    ref: str
    office: str
    payer: str
    stated_on: date
    waived_on: date | None  # ``None``: not signed
    evidence: str
    amount: Money
    trips: tuple[Counted, ...]
    items: tuple[Item, ...]
    sums: tuple[Summed, ...]
    payment: str  # reference of the gift; empty while it is none
    reversal: str  # how the gift was taken back, or empty
    receipt: str  # number of the live receipt, or empty
    project: str
    association: str
    withdrawn: str = ""  # why it was withdrawn before it was signed, or empty
    withdrawn_on: date | None = None

    @property
    def is_provisional(self) -> bool:
        """Whether some trip is counted by a scale that is not final."""
        return any(trip.is_provisional for trip in self.trips)
