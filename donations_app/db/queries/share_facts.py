"""What the private share of projects is reckoned from: costs, carriers, money by its facts.

All of it as on a day, by the days of money and decisions; as known then, by the day of recording, too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple, cast

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.budgets import by_time
from donations_app.db.tables import (
    Allocation,
    Contribution,
    ContributionOutcome,
    Party,
    PaymentLine,
    ProjectBudget,
    ProjectPartner,
    Spending,
)
from donations_app.db.tables.payments import GOODS_BACK, WITHOUT_EVIDENCE
from donations_app.domain.money import Money
from donations_app.domain.private_share import FACTS, kind_counted, nature
from donations_app.domain.projects import Unassigned
from donations_app.domain.share_verdicts import ALONE, Part, ProjectMoney, Sort, Stand

SORTS: Final[Mapping[str, Sort]] = {"private_cash": "cash", "private_in_kind": "in_kind", "public": "public"}
Places = defaultdict[int, defaultdict[int, Stand]]  # by project and association


class Asked(Struct, frozen=True):
    """Of which projects, as on which day, from what was known when."""

    projects: Collection[int]
    on: date | None = None  # by the days of money and decisions; none: all
    known: date | None = None  # only what was recorded up to this day; none: all

    def until(self, *days: Any) -> list[ColumnElement[bool]]:
        """Return the conditions that days, where they are given, are not later than the day that is asked of."""
        return [] if self.on is None else [or_(day.is_(None), day <= self.on) for day in days]

    def recorded(self, table: Any) -> list[ColumnElement[bool]]:
        """Return the condition that a row was recorded by then."""
        return [] if self.known is None else [table.recorded_on <= self.known]

    def of(self, column: Any) -> list[ColumnElement[bool]]:
        """Return the condition that a row is of the projects; of nearly all, all are read."""
        return [column.in_(list(self.projects))] if len(self.projects) < _MANY else []


_MANY: Final = 200  # projects, beyond which it is quicker to read the rows of all


class Budget(NamedTuple):
    """What a project costs from a day on."""

    id: int
    project: int
    cost: Money
    eligible: Money | None
    cash: Money | None
    currency: str
    rate: str
    foreign_minor: int | None
    unassigned: str


def budgets(session: Session, asked: Asked) -> dict[int, Budget]:
    """Return the budget of each project that holds on the day: that of the latest day, of one day the last recorded."""
    one = ProjectBudget
    columns = (
        one.id, one.project_id, one.cost, one.eligible, one.cash, one.currency, one.rate, one.foreign_minor,
        one.unassigned,
    )  # fmt: skip
    where = (*asked.of(one.project_id), *asked.until(one.since), *asked.recorded(one))
    found = session.connection().execute(select(*columns).where(*where).order_by(*by_time(one)))
    return {row.project_id: Budget(*row) for row in found}


def carriers(
    session: Session, held: Mapping[int, Budget], leaders: Mapping[int, int]
) -> defaultdict[int, tuple[Part, ...]]:
    """Return who carries each project by its budget; who was recorded twice carries the parts of both records."""
    columns = (
        ProjectPartner.budget_id, ProjectPartner.project_id, ProjectPartner.association_id, ProjectPartner.cost,
        ProjectPartner.foreign_minor,
    )  # fmt: skip
    query = select(*columns).order_by(ProjectPartner.id)
    if len(held) < _MANY:
        query = query.where(ProjectPartner.budget_id.in_([one.id for one in held.values()]))
    found: defaultdict[int, dict[int, Part]] = defaultdict(dict)
    for budget, project, association, cost, minor in session.connection().execute(query):
        if project not in held or held[project].id != budget:
            continue
        key = leaders.get(association, association)
        at = found[project].get(key, Part(key, 0, 0 if minor is not None else None))
        both = None if minor is None or at.minor is None else at.minor + minor
        found[project][key] = Part(key, at.cost + cost.cents, both)
    parts: defaultdict[int, tuple[Part, ...]] = defaultdict(tuple)
    for project, some in found.items():
        parts[project] = tuple(some.values())
    return parts


def allocated_sums(projects: Collection[int], on: date | None, known: date | None = None) -> Select[Any]:
    """Ask for the sums of allocations by project, association and facts, up to a day.

    Read off the index of facts alone, and summed in its order, which needs no sorting.
    """
    table = Allocation.__table__.c
    in_order = (table.project_id, table.association_id, *(table[name] for name in FACTS))
    asked = (*in_order, func.sum(table.amount), func.sum(table.foreign_minor))
    query = select(*asked).where(table.project_id.is_not(None)).group_by(*in_order)
    if 0 < len(projects) < _MANY:
        query = query.where(table.project_id.in_(list(projects)))
    if known is not None:
        query = query.where(table.recorded_on <= known)
    return query if on is None else query.where(table.decided_on <= on)


def stands(session: Session, asked: Asked, leaders: Mapping[int, int]) -> Places:
    """Return what stands at each place of each project, by its facts; a rule classifies them when it reads."""
    places: Places = defaultdict(lambda: defaultdict(Stand))
    connection = session.connection()
    sorts: dict[tuple[str, str, str], tuple[Sort, str]] = {}
    at, stand = (0, 0), Stand()
    for project, association, kind, payer, origin, currency, amount, minor in connection.execute(
        allocated_sums(asked.projects, asked.on, asked.known)
    ):
        key = (kind, payer, origin)
        if key not in sorts:
            sorts[key] = (SORTS[nature(kind, origin)], kind_counted(kind, payer))
        if (project, association) != at:  # rows come place by place
            at = project, association
            stand = places[project][leaders.get(association, association) or ALONE]
        stand.add(*sorts[key], currency, amount.cents, minor)
    where = _of_projects(asked)
    for beside in (
        without_evidence(session, where),
        goods_back(session, where),
        _contributions(session, asked),
        _spendings(session, asked),
    ):
        for project, association, sort, kind, currency, cents, minor in beside:
            place = leaders.get(association or ALONE, association or ALONE)
            places[project or 0][place].add(sort, kind, currency, cents, minor)
    return places


_Sum = tuple[int | None, int | None, Sort, str, str, int, int | None]


def _of_projects(asked: Asked) -> list[ColumnElement[bool]]:
    """Return which allocations are asked of."""
    return [
        Allocation.project_id.is_not(None),
        *asked.of(Allocation.project_id),
        *asked.until(Allocation.decided_on),
        *asked.recorded(Allocation),
    ]


def _of_some_lines(condition: str, where: Sequence[ColumnElement[bool]], *columns: Any) -> Select[Any]:
    """Ask for private allocations of those lines of which a condition holds."""
    lines = select(PaymentLine.id).where(text(condition))
    facts = (Allocation.project_id, Allocation.association_id, Allocation.kind, Allocation.payer_kind)
    asked_of = select(*facts, Allocation.currency, *columns).select_from(Allocation)
    return asked_of.where(*where, Allocation.money_origin == "private", Allocation.line_id.in_(lines))


def without_evidence(session: Session, where: Sequence[ColumnElement[bool]]) -> Iterator[_Sum]:
    """Yield what is in kind without its paper: it waits, and counts as nothing meanwhile."""
    query = _of_some_lines(WITHOUT_EVIDENCE, where, Allocation.amount, Allocation.foreign_minor)
    for project, association, kind, payer, currency, amount, minor in session.execute(query):
        counted = kind_counted(kind, payer)
        yield project, association, "in_kind", counted, currency, -amount.cents, _minus(minor)
        yield project, association, "waiting", counted, currency, amount.cents, minor


def goods_back(session: Session, where: Sequence[ColumnElement[bool]]) -> Iterator[_Sum]:
    """Yield what goods given back for gifts are worth, in proportion to what of the gift stands at a place."""
    columns = (Allocation.amount, PaymentLine.amount, PaymentLine.counterpart)
    query = _of_some_lines(GOODS_BACK, where, *columns).join(
        PaymentLine, PaymentLine.id == Allocation.line_id
    )
    for project, association, kind, payer, _currency, amount, whole, counterpart in session.execute(query):
        if nature(kind, "private") == "private_cash":
            back = Decimal(counterpart.cents * amount.cents) / abs(whole.cents)
            cents = int(back.quantize(Decimal(1), ROUND_HALF_UP))
            yield project, association, "goods_back", kind_counted(kind, payer), "EUR", cents, None


def _contributions(session: Session, asked: Asked) -> Iterator[_Sum]:
    """Yield labour, land, materials and transport: attested by a signed paper they count, before they wait."""
    signed, withdrawn = aliased(ContributionOutcome), aliased(ContributionOutcome)

    def outcome(table: Any, kind: str) -> ColumnElement[bool]:
        facts = (*asked.until(table.settled_on), *asked.recorded(table))
        return and_(table.contribution_id == Contribution.id, table.kind == kind, *facts)

    query = (
        select(
            Contribution.project_id, Contribution.association_id, Contribution.kind, Contribution.currency,
            Contribution.amount, Contribution.foreign_minor, signed.id,
        )
        .outerjoin(signed, outcome(signed, "attested"))
        .outerjoin(withdrawn, outcome(withdrawn, "withdrawn"))
        .where(
            withdrawn.id.is_(None),
            *asked.of(Contribution.project_id),
            *asked.until(Contribution.given_on),
            *asked.recorded(Contribution),
        )
    )  # fmt: skip
    for project, association, kind, currency, amount, minor, attested in session.execute(query):
        sort: Sort = "in_kind" if attested else "waiting"
        yield project, association, sort, kind_counted(kind, ""), currency, amount.cents, minor


def _spendings(session: Session, asked: Asked) -> Iterator[_Sum]:
    query = select(Spending.project_id, Spending.association_id, Spending.origin, Spending.amount).where(
        *asked.of(Spending.project_id), *asked.until(Spending.spent_on), *asked.recorded(Spending)
    )
    for project, association, origin, amount in session.execute(query):
        if origin:
            sort: Sort = "spent" if origin == "private" else "spent_public"
            yield project, association, sort, "gifts", "EUR", amount.cents, None


def _minus(minor: int | None) -> int | None:
    return None if minor is None else -minor


def leaders_of(session: Session) -> dict[int, int]:
    """Return for each record of somebody that another one counts for, which one."""
    query = select(Party.id, Party.leader_id).where(Party.leader_id != Party.id)
    return {key: leader for key, leader in session.connection().execute(query)}


def money_of(
    budget: Budget, parts: tuple[Part, ...], places: Mapping[int, Stand], funders: Mapping[int, Stand]
) -> ProjectMoney:
    """Return a project as the rules read it."""
    return ProjectMoney(
        cost=budget.cost.cents,
        eligible=(budget.eligible or budget.cost).cents,
        cash=(budget.cash or budget.cost).cents,
        currency=budget.currency,
        rate=Fraction(budget.rate) if budget.rate and budget.currency != "EUR" else Fraction(1),
        cost_minor=budget.foreign_minor,
        unassigned=cast("Unassigned", budget.unassigned),
        parts=parts,
        stands=places,
        funders=funders,
    )
