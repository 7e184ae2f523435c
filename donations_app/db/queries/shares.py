"""Where each project, and each association's part of it, stands against its private share."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.budgets import latest_budget
from donations_app.db.queries.instalment_facts import decided_payers
from donations_app.db.queries.instalments import agreed_gifts, sum_of
from donations_app.db.queries.leaders import joined_leader, records_of
from donations_app.db.queries.references import find
from donations_app.db.tables import (
    Allocation,
    FundingRuleRow,
    Party,
    Project,
    ProjectBudget,
    ProjectPartner,
    RecurringGiftRow,
)
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import display_name
from donations_app.domain.private_share import (
    FACTS,
    Collected,
    PrivateShare,
    nature,
    of_each,
    private_share,
)
from donations_app.domain.recurring import instalments

_FIELDS = {"private_cash": 0, "private_in_kind": 1, "public": 2}


@dataclass(frozen=True, slots=True)
class AssociationShare:
    """An association's part of a project."""

    ref: str
    name: str
    share: PrivateShare


@dataclass(frozen=True, slots=True)
class ProjectShare:
    """A project with its associations' parts, by reference."""

    code: str
    title_fr: str
    title_en: str
    title_ar: str
    axis: str
    municipality: str
    province: str
    rule: FundingRule
    share: PrivateShare  # reached when each association reaches it on its part
    associations: tuple[AssociationShare, ...]

    def title(self, language: str) -> str:
        """Return the title in ``language``, or in French where it was not translated."""
        return {"en": self.title_en, "ar": self.title_ar}.get(language) or self.title_fr


def project_shares(
    session: Session, *, today: date, project: str = "", association: str = "", on: date | None = None
) -> list[ProjectShare]:
    """Return where each project stands, by code.

    Args:
        session: an open view.
        today: expected gifts are those due later, up to the project's end or the end of the year.
        project: only the project of this code.
        association: only projects that the association of this reference carries.
        on: count only what was decided up to this day; ``None`` for all.
    """
    projects = _projects(session, project, association)
    leaders = _leaders(session)
    totals = _totals(session, [row.id for row in projects], on, leaders)
    partners = _partners(session, [row.id for row in projects])
    horizons = {row.id: _horizon(row.ends_on, today) for row in projects}
    expected = _expected(session, horizons, today, leaders)
    return [_share(row, totals, partners[row.id], expected) for row in projects]


def _projects(session: Session, project: str, association: str) -> list[Any]:
    standing = Project.taken_back_on.is_(None)
    query = (
        select(Project.__table__, *_BUDGET, *_RULE)
        .select_from(Project)
        .join(ProjectBudget, ProjectBudget.id == latest_budget(Project.id))
        .join(FundingRuleRow, FundingRuleRow.project_id == Project.id)
        .where(standing)
        .order_by(Project.__table__.c.code)
    )
    if project:
        query = query.where(Project.code == project)
    if association:
        carried = select(ProjectPartner.project_id).where(
            ProjectPartner.association_id.in_(records_of(find(session, Party, association) or 0))
        )
        query = query.where(Project.id.in_(carried))
    return list(session.execute(query))


_BUDGET: Final = (ProjectBudget.cost, ProjectBudget.currency, ProjectBudget.rate)
_RULE: Final = (
    FundingRuleRow.name.label("rule"),
    FundingRuleRow.minimum,
    FundingRuleRow.minimum_cash,
    FundingRuleRow.maximum_in_kind,
)


def allocated_sums(projects: Sequence[int], on: date | None) -> Select[Any]:
    """Ask for project, association, kind, origin of the money and sum, of one project or all, up to a day.

    Read off the index of facts alone, and summed in its order, which needs no sorting.
    """
    table = Allocation.__table__.c
    asked = (table.project_id, table.association_id, table.kind, table.money_origin, func.sum(table.amount))
    in_order = (table.project_id, table.association_id, *(table[name] for name in FACTS))
    query = select(*asked).where(table.project_id.is_not(None)).group_by(*in_order)
    if len(projects) == 1:
        query = query.where(table.project_id == projects[0])
    return query if on is None else query.where(table.decided_on <= on)


def _leaders(session: Session) -> dict[int, int]:
    """Return for each record of somebody that another one counts for, which one."""
    query = select(Party.id, Party.leader_id).where(Party.leader_id != Party.id)
    return {key: leader for key, leader in session.connection().execute(query)}


def _totals(
    session: Session, projects: Sequence[int], on: date | None, leaders: Mapping[int, int]
) -> dict[tuple[int, int], list[int]]:
    """Return cash, in kind and public cents by project and association; association -1 is the project.

    Classified here: another rule may classify them otherwise.
    """
    totals: defaultdict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for project, association, kind, origin, amount in session.execute(allocated_sums(projects, on)):
        place = _FIELDS[nature(kind, origin)]
        if association is not None:
            totals[project, leaders.get(association, association)][place] += amount.cents
        totals[project, -1][place] += amount.cents
    return totals


_CARRIER: Final = aliased(Party)
_NAMES: Final = (
    _CARRIER.id, _CARRIER.kind, _CARRIER.last_name, _CARRIER.first_name, _CARRIER.second_last_name,
    _CARRIER.second_first_name, _CARRIER.organisation,
)  # fmt: skip
# an association that was recorded twice carries the parts of both its records
_PARTNERS: Final = (
    joined_leader(
        select(
            ProjectPartner.project_id,
            _CARRIER.id.label("association_id"),
            func.sum(ProjectPartner.cost).label("cost"),
            _CARRIER.ref,
            *_NAMES[1:],
        )
        .select_from(ProjectPartner)
        .where(ProjectPartner.budget_id == latest_budget(ProjectPartner.project_id)),
        ProjectPartner.association_id,
        _CARRIER,
    )
    .group_by(ProjectPartner.project_id, _CARRIER.other_ref, *_NAMES)
    .order_by(_CARRIER.ref)
)
_PARTNERS_OF_ONE: Final = _PARTNERS.where(ProjectPartner.project_id == bindparam("project"))


def _partners(session: Session, projects: Sequence[int]) -> defaultdict[int, list[Any]]:
    connection, found = session.connection(), defaultdict[int, list[Any]](list)
    if len(projects) == 1:
        rows = connection.execute(_PARTNERS_OF_ONE, {"project": projects[0]})
    else:
        rows = connection.execute(_PARTNERS)
    for row in rows:
        found[row.project_id].append(row)
    return found


def _horizon(ends_on: date | None, today: date) -> date:
    return ends_on or date(today.year, 12, 31)


_RECURRING: Final = select(RecurringGiftRow.__table__).where(RecurringGiftRow.project_id.is_not(None))


def _expected(
    session: Session, horizons: dict[int, date], today: date, leaders: Mapping[int, int]
) -> defaultdict[tuple[int, int], int]:
    """Return the cents of instalments due later by project and association; association -1 is the project.

    Of most gifts the days say it; of those that were paused, decided of, or perhaps paid before their day, what
    became of each instalment.
    """
    expected: defaultdict[tuple[int, int], int] = defaultdict(int)
    beside = {*session.scalars(decided_payers(today))} if horizons else set()
    for gift in session.connection().execute(_RECURRING):
        if gift.project_id not in horizons or gift.payer_id in beside:
            continue
        due = instalments(
            gift.frequency,
            gift.day,
            first_on=gift.first_on,
            last_on=gift.last_on,
            after=today,
            until=horizons[gift.project_id],
        )
        expected[gift.project_id, -1] += len(due) * gift.amount.cents
        if gift.association_id:
            association = leaders.get(gift.association_id, gift.association_id)
            expected[gift.project_id, association] += len(due) * gift.amount.cents
    if beside:
        until = max(horizons.values())
        for one in agreed_gifts(session, today=today, until=until, for_projects=True, payers=beside):
            association = leaders.get(one.association_id or 0, one.association_id or 0)
            for key in {(one.project_id or 0, part) for part in (-1, association) if part}:
                later = (due for due in one.instalments if due.due_on <= horizons.get(key[0], date.min))
                expected[key] += sum_of(later, "expected").cents
    return expected


def _share(
    row: Any,
    totals: dict[tuple[int, int], list[int]],
    partners: Iterable[Any],
    expected: dict[tuple[int, int], int],
) -> ProjectShare:
    rule = FundingRule(
        name=row.rule, minimum=row.minimum, minimum_cash=row.minimum_cash, maximum_in_kind=row.maximum_in_kind
    )

    def share(association: int, cost: Money) -> PrivateShare:
        cash, in_kind, public = totals.get((row.id, association), (0, 0, 0))
        due = Money(expected.get((row.id, association), 0))
        return private_share(cost, Collected(Money(cash), Money(in_kind), Money(public), due), rule)

    parts = tuple(
        AssociationShare(
            partner.ref, display_name(partner), share(partner.association_id, partner.cost or ZERO)
        )
        for partner in partners
    )
    return ProjectShare(
        row.code,
        row.title_fr,
        row.title_en,
        row.title_ar,
        row.axis,
        row.municipality,
        row.province,
        rule,
        of_each(share(-1, row.cost), [part.share for part in parts]),
        parts,
    )
