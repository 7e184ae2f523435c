"""What funders promised or agreed for projects, what of it arrived, and what is left of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Final, NamedTuple

from msgspec import Struct
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import joined_leader, records_among
from donations_app.db.queries.share_facts import SORTS, Asked, Places, leaders_of
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

    id: int
    project: int
    association: int | None
    funder: int  # the record that counts
    stage: str
    amount: Money
    currency: str
    foreign_minor: int | None
    origin: str
    kind: str  # as a rule names what its funder gives: what is promised counts as what comes of it


_FUNDER: Final = aliased(Party)
_NONE: Final = Fraction(0)
Given = tuple[int, int, int, Sort, str, str, int, int | None]  # as ``given_by_funders``


def plans(session: Session, asked: Asked) -> list[Plan]:
    """Return the financing plan: what no later row replaces, but what was withdrawn."""
    later = aliased(Financing)
    replaced = and_(later.replaces_id == Financing.id, *asked.until(later.stated_on), *asked.recorded(later))
    query = (
        select(
            Financing.id.label("row_id"), Financing.project_id, Financing.association_id, _FUNDER.id,
            Financing.stage, Financing.amount, Financing.currency, Financing.foreign_minor, _FUNDER.kind,
            _FUNDER.money_origin,
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
            row.row_id, row.project_id, row.association_id, row.id, row.stage, row.amount, row.currency,
            row.foreign_minor, money_origin("grant", row.kind, row.money_origin), kind_counted("grant", row.kind),
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


class Arrived(Struct):
    """What a funder gave for a place of a project in one currency, as far as no promise took it."""

    euros: Fraction = _NONE  # cents
    units: Fraction = _NONE  # minor units of the currency, unless it is euros

    def take(self, one: Plan, left: Fraction, *, is_same: bool) -> Fraction:
        """Take what a promise still lacks, and return what it lacks then; both as parts of it.

        What came in the currency of the promise fulfils it by its units; what came in another one by its euros, at
        the rate of the promise.
        """
        by_units = is_same and one.foreign_minor is not None
        whole = one.foreign_minor if is_same and one.foreign_minor is not None else one.amount.cents
        has = max(self.units if by_units else self.euros, _NONE)
        used = min(left * whole, has)
        if used:
            rest = 1 - used / has
            self.euros, self.units = self.euros * rest, self.units * rest
        return left - used / whole


Came = dict[tuple[int, int, int, str], Arrived]  # by project, place, funder and currency


def arrived_of(given: Iterable[Given]) -> Came:
    """Return what funders gave in money, by project, place, funder and currency.

    What states its euros alone counts as euros.
    """
    arrived: defaultdict[tuple[int, int, int, str], Arrived] = defaultdict(Arrived)
    for project, place, funder, sort, _kind, currency, cents, minor in given:
        if sort not in ("in_kind", "waiting"):
            one = arrived[project, place, funder, "EUR" if minor is None else currency]
            one.euros, one.units = one.euros + cents, one.units + (minor or 0)
    return dict(arrived)


def add_promises(
    places: Places,
    funders: defaultdict[int, defaultdict[int, Stand]],
    plan: Iterable[Plan],
    given: Came,
    leaders: Mapping[int, int],
) -> None:
    """Add what was promised and did not arrive yet, to its place and to its funder.

    Args:
        places: what stands where.
        funders: what each funder gave, by project.
        plan: what they promised or agreed.
        given: what arrived, as ``arrived_of``; it is used up.
        leaders: which record counts for another.
    """
    for one, place, cents, minor in promises_left(plan, given, leaders):
        sort: Sort = "promised" if one.origin == "private" else "promised_public"
        for stand in (places[one.project][place], funders[one.project][one.funder]):
            stand.add(sort, one.kind, one.currency, cents, minor)


def promises_left(
    plan: Iterable[Plan], given: Came, leaders: Mapping[int, int]
) -> Iterator[tuple[Plan, int, int, int | None]]:
    """Yield of each promise its place, and the cents and units of it that did not arrive yet; as ``add_promises``.

    Money fulfils what its funder promised for the place that it names, and what is left of it any other promise
    for the project: no money is still to come of a funder who gave as much as it promised. At each place money in
    the currency of a promise comes first.
    """
    places = [(one, leaders.get(one.association or ALONE, one.association or ALONE)) for one in plan]
    lacks = [Fraction(1)] * len(places)
    came: defaultdict[tuple[int, int], list[tuple[int, str, Arrived]]] = defaultdict(list)
    for (project, place, funder, currency), money in given.items():
        came[project, funder].append((place, currency, money))
    for is_own, is_same in product((True, False), repeat=2):
        for at, (one, place) in enumerate(places):
            for there, currency, money in came.get((one.project, one.funder), ()):
                if (there == place, currency == one.currency) == (is_own, is_same):
                    lacks[at] = money.take(one, lacks[at], is_same=is_same)
    for (one, place), left in zip(places, lacks, strict=True):
        minor = None if one.foreign_minor is None else int(one.foreign_minor * left)
        yield one, place, int(one.amount.cents * left), minor


def left_of_plan(session: Session, asked: Asked) -> dict[int, tuple[Money, int]]:
    """Return what did not arrive yet of each promise: euros at its rate, and minor units of its currency."""
    plan, leaders = plans(session, asked), leaders_of(session)
    given = arrived_of(given_by_funders(session, asked, {one.funder for one in plan}, leaders))
    return {
        one.id: (Money(cents), cents if minor is None else minor)
        for one, _place, cents, minor in promises_left(plan, given, leaders)
    }
