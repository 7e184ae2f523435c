"""What funders promised or agreed for projects, what of it arrived, and what is left of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import joined_leader, records_among
from donations_app.db.queries.share_facts import SORTS, Asked, Places
from donations_app.db.tables import (
    Allocation,
    Financing,
    Party,
    Payment,
    PaymentLine,
)
from donations_app.domain.money import Money
from donations_app.domain.private_share import FACTS, kind_counted, money_origin, nature
from donations_app.domain.share_verdicts import ALONE, Sort, Stand


class Plan(NamedTuple):
    """What a funder promised or agreed to give, as it holds on the day."""

    project: int
    association: int | None
    funder: int  # the record that counts
    stage: str
    amount: Money
    currency: str
    foreign_minor: int | None
    origin: str


_FUNDER: Final = aliased(Party)
_NONE: Final = Fraction(0)
Given = tuple[int, int, int, Sort, str, str, int, int | None]  # as ``given_by_funders``


def plans(session: Session, asked: Asked) -> list[Plan]:
    """Return the financing plan: what no later row replaces, but what was withdrawn."""
    later = aliased(Financing)
    replaced = and_(later.replaces_id == Financing.id, *asked.until(later.stated_on), *asked.recorded(later))
    query = (
        select(
            Financing.project_id, Financing.association_id, _FUNDER.id, Financing.stage, Financing.amount,
            Financing.currency, Financing.foreign_minor, _FUNDER.kind, _FUNDER.money_origin,
        )
        .select_from(Financing)
        .outerjoin(later, replaced)
        .where(
            later.id.is_(None),
            Financing.stage != "withdrawn",
            *asked.of(Financing.project_id),
            *asked.until(Financing.stated_on),
            *asked.recorded(Financing),
        )
    )  # fmt: skip
    found = session.execute(joined_leader(query, Financing.funder_id, _FUNDER).order_by(Financing.id))
    return [
        Plan(
            row.project_id, row.association_id, row.id, row.stage, row.amount, row.currency, row.foreign_minor,
            money_origin("grant", row.kind, row.money_origin),
        )
        for row in found
    ]  # fmt: skip


def given_by_funders(
    session: Session, asked: Asked, funders: Collection[int], leaders: Mapping[int, int]
) -> Iterator[Given]:
    """Yield what some funders gave: project, place, funder, sort, kind, currency, cents and units."""
    if not funders:
        return
    facts = (
        Allocation.project_id,
        Allocation.association_id,
        Payment.payer_id,
        *(getattr(Allocation, n) for n in FACTS),
    )
    query = (
        select(*facts, func.sum(Allocation.amount), func.sum(Allocation.foreign_minor))
        .select_from(Payment)
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .join(Allocation, Allocation.line_id == PaymentLine.id)
        .where(
            Payment.payer_id.in_(records_among(list(funders))),
            Allocation.project_id.is_not(None),
            *asked.of(Allocation.project_id),
            *asked.until(Allocation.decided_on),
            *asked.recorded(Allocation),
        )
        .group_by(*facts)
    )
    for project, association, payer, kind, payer_kind, origin, currency, amount, minor in session.execute(
        query
    ):
        place = leaders.get(association, association) or ALONE
        sort = SORTS[nature(kind, origin)]
        funder = leaders.get(payer, payer)
        yield project, place, funder, sort, kind_counted(kind, payer_kind), currency, amount.cents, minor


@dataclass(slots=True)
class Arrived:
    """What a funder gave for a place of a project, as far as no promise took it."""

    euros: Fraction = _NONE  # cents of what came in euros
    worth: Fraction = _NONE  # cents of what came in another currency
    units: Fraction = _NONE  # the same in minor units of that currency

    def take(self, one: Plan, left: Fraction) -> Fraction:
        """Take what a promise still lacks, and return what it lacks then; both as parts of it."""
        if one.foreign_minor is None:
            left -= self._euros(one, left)
            return left - self._foreign(self.worth, one.amount.cents, left)
        left -= self._foreign(self.units, one.foreign_minor, left)
        return left - self._euros(one, left)  # at the rate of the promise

    def _euros(self, one: Plan, left: Fraction) -> Fraction:
        used = min(left * one.amount.cents, max(self.euros, _NONE))
        self.euros -= used
        return used / one.amount.cents

    def _foreign(self, has: Fraction, whole: int, left: Fraction) -> Fraction:
        used = min(left * whole, max(has, _NONE))
        if used:
            rest = 1 - used / has
            self.worth, self.units = self.worth * rest, self.units * rest
        return used / whole


def arrived_of(given: Iterable[Given]) -> dict[tuple[int, int, int], Arrived]:
    """Return what funders gave in money, by project, place and funder."""
    arrived: defaultdict[tuple[int, int, int], Arrived] = defaultdict(Arrived)
    for project, place, funder, sort, _kind, currency, cents, minor in given:
        one = arrived[project, place, funder]
        if sort in ("in_kind", "waiting"):
            continue
        if currency == "EUR" or minor is None:
            one.euros += cents
        else:
            one.worth, one.units = one.worth + cents, one.units + minor
    return dict(arrived)


def add_promises(
    places: Places,
    funders: defaultdict[int, defaultdict[int, Stand]],
    plan: Iterable[Plan],
    given: Mapping[tuple[int, int, int], Arrived],
    leaders: Mapping[int, int],
) -> None:
    """Add what was promised and did not arrive yet, to its place and to its funder.

    Args:
        places: what stands where.
        funders: what each funder gave, by project.
        plan: what they promised or agreed.
        given: what arrived, by project, place and funder; it is used up.
        leaders: which record counts for another.
    """
    for one, place, cents, minor in promises_left(plan, given, leaders):
        sort: Sort = "promised" if one.origin == "private" else "promised_public"
        for stand in (places[one.project][place], funders[one.project][one.funder]):
            stand.add(sort, "gifts", one.currency, cents, minor)


def promises_left(
    plan: Iterable[Plan], given: Mapping[tuple[int, int, int], Arrived], leaders: Mapping[int, int]
) -> Iterator[tuple[Plan, int, int, int | None]]:
    """Yield of each promise its place, and the cents and units of it that did not arrive yet; as ``add_promises``.

    Money named for its own place comes first; then a promise for the whole project takes what is left of what its
    funder named for an association.
    """
    places = [(one, leaders.get(one.association or ALONE, one.association or ALONE)) for one in plan]
    lacks = [Fraction(1)] * len(places)
    came: defaultdict[tuple[int, int], list[tuple[int, Arrived]]] = defaultdict(list)
    for (project, place, funder), money in given.items():
        came[project, funder].append((place, money))
    for is_own in (True, False):
        for at, (one, place) in enumerate(places):
            for there, money in came.get((one.project, one.funder), ()):
                if there == place if is_own else place == ALONE:
                    lacks[at] = money.take(one, lacks[at])
    for (one, place), left in zip(places, lacks, strict=True):
        minor = None if one.foreign_minor is None else int(one.foreign_minor * left)
        yield one, place, int(one.amount.cents * left), minor
