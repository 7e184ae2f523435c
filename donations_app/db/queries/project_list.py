"""Projects that a filter lets through, each with what it costs today and who carries it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.budgets import latest_budget
from donations_app.db.queries.leaders import ASSOCIATION, joined_leader
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.references import find
from donations_app.db.tables import (
    Financing,
    FundingRuleRow,
    Party,
    Programme,
    Project,
    ProjectBudget,
    ProjectPartner,
)
from donations_app.domain.errors import NotFound
from donations_app.domain.folding import fold
from donations_app.domain.money import Money
from donations_app.domain.parties import display_name
from donations_app.domain.project_filter import ProjectFilter, ProjectSort, lets_through
from donations_app.domain.projects import LONGEST_SHORT, STATES, letters
from donations_app.domain.translated import short_or_title, translated

_MONEY: Final = ("cost", "currency", "rate", "foreign_minor", "eligible", "cash", "unassigned")


class Carrier(Struct, frozen=True):
    """An association with its part of the cost."""

    ref: str
    name: str
    cost: Money  # 0: not stated
    foreign_minor: int | None  # in the currency of the project


class ProjectRow(Struct, frozen=True, kw_only=True):
    """A project as it is today."""

    id: int
    code: str
    version: int
    title_fr: str
    title_en: str
    title_ar: str
    short_fr: str
    short_en: str
    short_ar: str
    axis: str
    action: str
    municipality: str
    province: str
    programme: str  # code
    people_served: int | None
    state: str
    starts_on: date | None
    ends_on: date | None
    receipt_eligible: bool
    pass_through: bool
    cost: Money
    currency: str
    rate: str
    foreign_minor: int | None
    eligible: Money | None
    cash: Money | None
    unassigned: str
    associations: tuple[Carrier, ...]  # by reference

    def title(self, language: str) -> str:
        """Return the title in ``language``, or in French where it was not translated."""
        return translated(language, self.title_fr, self.title_en, self.title_ar)

    def short(self, language: str) -> str:
        """Return the short name in ``language``, of at most twenty letters; without one the title, cut."""
        titles = (self.title_fr, self.title_en, self.title_ar)
        text = short_or_title(language, titles, (self.short_fr, self.short_en, self.short_ar))
        return text if letters(text) <= LONGEST_SHORT else text[: LONGEST_SHORT - 1].rstrip() + "…"

    @property
    def unassigned_cost(self) -> Money | None:
        """What of the cost no association has as its part; ``None`` while some part is not stated."""
        if any(not one.cost for one in self.associations):
            return None
        return self.cost - Money.total(one.cost for one in self.associations)


def project_rows(
    session: Session,
    only: ProjectFilter = ProjectFilter(),  # noqa: B008 -- frozen
    *,
    code: str = "",
    sort: ProjectSort = "code",
    is_descending: bool = False,
    language: str = "fr",
    places: Mapping[str, str] | None = None,
) -> list[ProjectRow]:
    """Return projects that were not taken back with their import.

    Args:
        session: an open view.
        only: which of them.
        code: only the project of this code.
        sort: by what; equals by code.
        is_descending: the last first; those of which it is not known last in either case.
        language: of the titles that are sorted.
        places: the names of provinces and municipalities by code, among which a text is looked for.

    Raises:
        NotFound: the funder, the association or the programme asked for does not exist.
    """
    query = _PROJECTS.where(Project.code == code) if code else _PROJECTS
    found = session.execute(query.order_by(Project.code)).mappings().all()
    carriers = carriers_of(session, [row["budget"] for row in found])
    rows = [
        ProjectRow(**{name: row[name] for name in _NAMES}, associations=tuple(carriers[row["budget"]]))
        for row in found
    ]
    through = _narrowed(session, rows, only, places or {})
    return _sorted(through, sort, is_descending=is_descending, language=language)


_FACTS: Final = tuple(
    name for name in ProjectRow.__struct_fields__ if name not in (*_MONEY, "associations", "programme")
)
_NAMES: Final = (*_FACTS, *_MONEY, "programme")
_PROJECTS: Final = (
    select(
        *(Project.__table__.c[name] for name in _FACTS),
        *(ProjectBudget.__table__.c[name] for name in _MONEY),
        ProjectBudget.id.label("budget"),
        func.coalesce(Programme.code, "").label("programme"),
    )
    .select_from(Project)
    .join(ProjectBudget, ProjectBudget.id == latest_budget(Project.id))
    .outerjoin(Programme, Programme.id == Project.programme_id)
    .where(Project.taken_back_on.is_(None))
)


def _narrowed(
    session: Session, rows: Sequence[ProjectRow], only: ProjectFilter, places: Mapping[str, str]
) -> list[ProjectRow]:
    if (
        only.programme
        and session.scalar(select(Programme.id).where(Programme.code == only.programme)) is None
    ):
        raise NotFound("programme", only.programme)
    asked = replace(
        only, association=_leading(session, only.association), funder=_leading(session, only.funder)
    )
    funders = funders_of_projects(session) if asked.funder else {}
    return [
        row
        for row in rows
        if lets_through(
            asked,
            row,
            associations=[one.ref for one in row.associations],
            funders=funders.get(row.id, ()),
            words=words_of(row, places) if asked.text else "",
        )
    ]


def words_of(row: ProjectRow, places: Mapping[str, str]) -> str:
    """Return the words by which a project is found, folded: code, titles, associations, names of its places."""
    titles = (row.title_fr, row.title_en, row.title_ar, row.short_fr, row.short_en, row.short_ar)
    carriers = (text for one in row.associations for text in (one.ref, one.name))
    named = (places.get(code, "") for code in (row.municipality, row.province))
    return fold(" ".join((row.code, *titles, *carriers, *named)))


def funders_of_projects(session: Session) -> dict[int, set[str]]:
    """Return the references of who promised, gave or asks something for a project, by its key."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for table in (Financing, FundingRuleRow):
        query = select(table.project_id, Party.ref).select_from(table).where(table.project_id.is_not(None))
        for project, ref in session.execute(joined_leader(query, table.funder_id).distinct()):
            found[project].add(ref)
    return found


def _leading(session: Session, ref: str) -> str:
    """Return the reference that counts of who is named by one; nothing where nobody is."""
    if not ref:
        return ""
    key = find(session, Party, ref)
    if key is None:
        raise NotFound("party", ref)
    return session.scalars(select(Party.ref).where(Party.id == key)).one()


def carriers_of(session: Session, budgets: Sequence[int]) -> defaultdict[int, list[Carrier]]:
    """Return the associations of some budgets, by reference; one that was recorded twice carries both parts."""
    named = (ASSOCIATION.id, *name_columns(ASSOCIATION), ASSOCIATION.other_ref)
    sums: tuple[Any, ...] = (
        func.sum(ProjectPartner.cost).label("cost"),
        func.sum(ProjectPartner.foreign_minor).label("minor"),
    )
    query = joined_leader(
        select(ProjectPartner.budget_id, ASSOCIATION.ref.label("ref"), *named, *sums).select_from(
            ProjectPartner
        ),
        ProjectPartner.association_id,
        ASSOCIATION,
    ).group_by(ProjectPartner.budget_id, *named)
    if len(budgets) <= _FEW:
        query = query.where(ProjectPartner.budget_id.in_(budgets))
    found: defaultdict[int, list[Carrier]] = defaultdict(list)
    wanted = set(budgets)
    for row in session.execute(query):
        if row.budget_id in wanted:
            minor = None if row.minor is None else int(row.minor)
            found[row.budget_id].append(Carrier(row.ref, display_name(row), row.cost, minor))
    for some in found.values():
        some.sort(key=lambda one: one.ref)
    return found


_FEW: Final = 500  # keys in one question


def _sorted(
    rows: Iterable[ProjectRow], sort: ProjectSort, *, is_descending: bool, language: str
) -> list[ProjectRow]:
    def by(row: ProjectRow) -> Any:
        if sort == "title":
            return row.title(language).casefold()
        return STATES.index(row.state) if sort == "state" else getattr(row, sort)

    known = [row for row in rows if by(row) is not None]
    unknown = [row for row in rows if by(row) is None]
    return [*sorted(known, key=by, reverse=is_descending), *unknown]
