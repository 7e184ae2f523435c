"""What funders promised or agreed for projects, what of it arrived, and what is left of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
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
) -> "Iterator[Given]":
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


Given = tuple[int, int, int, Sort, str, str, int, int | None]  # as ``given_by_funders``


def arrived_of(given: Iterable[Given]) -> dict[tuple[int, int, int], tuple[int, int]]:
    """Return cents and units of what funders gave, by project, place and funder."""
    arrived: dict[tuple[int, int, int], tuple[int, int]] = {}
    for project, place, funder, _sort, _kind, _currency, cents, minor in given:
        before = arrived.get((project, place, funder), (0, 0))
        units = cents if minor is None else minor
        arrived[project, place, funder] = (before[0] + cents, before[1] + units)
    return arrived


def add_promises(
    places: Places,
    funders: defaultdict[int, defaultdict[int, Stand]],
    plan: Iterable[Plan],
    given: Mapping[tuple[int, int, int], tuple[int, int]],
    leaders: Mapping[int, int],
) -> None:
    """Add what was promised and did not arrive yet, to its place and to its funder.

    Args:
        places: what stands where.
        funders: what each funder gave, by project.
        plan: what they promised or agreed.
        given: cents and units that arrived, by project, place and funder.
        leaders: which record counts for another.
    """
    for one, place, cents, minor in promises_left(plan, given, leaders):
        sort: Sort = "promised" if one.origin == "private" else "promised_public"
        for stand in (places[one.project][place], funders[one.project][one.funder]):
            stand.add(sort, "gifts", one.currency, cents, minor)


def promises_left(
    plan: Iterable[Plan], given: Mapping[tuple[int, int, int], tuple[int, int]], leaders: Mapping[int, int]
) -> Iterator[tuple[Plan, int, int, int | None]]:
    """Yield of each promise its place, and the cents and units of it that did not arrive yet; as ``add_promises``."""
    left = dict(given)
    for one in plan:
        place = leaders.get(one.association or ALONE, one.association or ALONE)
        key = (one.project, place, one.funder)
        cents, minor = left.get(key, (0, 0))
        promised = one.amount.cents if one.foreign_minor is None else one.foreign_minor
        arrived = cents if one.foreign_minor is None else minor
        used = min(promised, max(0, arrived))
        share = Fraction(promised - used, promised)
        left[key] = (cents - used, minor - used)
        yield (
            one,
            place,
            int(one.amount.cents * share),
            None if one.foreign_minor is None else promised - used,
        )
