"""Where each project, and each association's part of it, stands against its private share."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct, field
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.names import names_of
from donations_app.db.queries.organisation_share import organisation_verdicts
from donations_app.db.queries.references import find
from donations_app.db.queries.rules_in_force import RuleInForce, rules_in_force
from donations_app.db.queries.share_expected import Expected, expected
from donations_app.db.queries.share_facts import Asked, budgets, carriers, leaders_of, money_of, stands
from donations_app.db.queries.share_promises import add_promises, arrived_of, given_by_funders, plans
from donations_app.db.tables import Party, Project, ProjectPartner
from donations_app.db.uncollected import uncollected
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.share_lines import Due, Lines, euros_up
from donations_app.domain.share_reasons import Why, why, why_line
from donations_app.domain.share_verdicts import (
    ALONE,
    Bench,
    ProjectMoney,
    RuleVerdict,
    Stand,
    all_reached,
    strictest,
)
from donations_app.domain.translated import translated


class AssociationShare(Struct, frozen=True):
    """An association's part of a project."""

    ref: str
    name: str
    share: PrivateShare
    has_left: bool = False  # it carries the project no more; what it gave stays its line
    why: Why = ""  # it is not reached, or has no verdict


class RuleShare(Struct, frozen=True):
    """A project held against one of its rules."""

    in_force: RuleInForce
    verdict: RuleVerdict
    missing: Money  # in euros at the agreed rate
    below: tuple[str, ...] = ()  # references of the associations that lack something
    names: Mapping[int, tuple[str, str]] = field(default_factory=dict)  # of associations, by key


class ProjectShare(Struct, frozen=True):
    """A project with its associations' parts, by reference."""

    code: str
    title_fr: str
    title_en: str
    title_ar: str
    axis: str
    municipality: str
    province: str
    rule: FundingRule  # that leads: the strictest of those asked
    share: PrivateShare  # reached when each association reaches it on its part
    associations: tuple[AssociationShare, ...]
    alone: PrivateShare | None = None  # what names the project alone and is left to it; none where nothing is
    rules: tuple[RuleShare, ...] = ()
    state: str = ""
    why: Why = ""  # it is not reached, or has no verdict
    currency: str = "EUR"  # of its budget
    rate: Fraction = Fraction(1)  # agreed: units of it for one euro

    def title(self, language: str) -> str:
        """Return the title in ``language``, or in French where it was not translated."""
        return translated(language, self.title_fr, self.title_en, self.title_ar)


@uncollected()
def project_shares(
    session: Session,
    *,
    today: date,
    project: str = "",
    association: str = "",
    on: date | None = None,
    as_known: bool = False,
) -> list[ProjectShare]:
    """Return where each project stands, by code.

    Args:
        session: an open view.
        today: expected gifts are those due later, up to the project's end or the end of the year.
        project: only the project of this code.
        association: only projects that the association of this reference carries.
        on: as it stood on this day, by the days of money and decisions; ``None`` for all.
        as_known: only from what had been recorded by then.
    """
    reading = _reading(session, today, project, association, on, as_known=as_known)
    return [reading.share(key) for key in reading.keys]


class ProjectBench(Struct, frozen=True):
    """One project to be held against its rules, one at a time."""

    key: int
    bench: Bench
    rules: tuple[RuleInForce, ...]
    names: Mapping[int, tuple[str, str]]  # reference and name of its associations, by key
    due: Mapping[int, list[Due]]  # what is expected at each place
    organisation: Mapping[str, RuleVerdict]  # of rules that look at the organisation, by reference


def project_benches(
    session: Session, *, today: date, on: date, project: str = "", association: str = ""
) -> list[ProjectBench]:
    """Return projects as they stood on a day, with all that a document says of them; arguments as above."""
    rows = {row.id: row for row in _projects(session, project, association)}
    reading = _Reading(session, Asked(tuple(rows), on), today, rows)
    return [reading.bench(key) for key in reading.keys]


@uncollected()
def benches_and_shares(
    session: Session,
    *,
    today: date,
    project: str = "",
    association: str = "",
    on: date | None = None,
    as_known: bool = False,
) -> list[tuple[ProjectBench, ProjectShare]]:
    """Return both of each project, read once; arguments as of ``project_shares``."""
    reading = _reading(session, today, project, association, on, as_known=as_known)
    return [(reading.bench(key), reading.share(key)) for key in reading.keys]


def _reading(
    session: Session, today: date, project: str, association: str, on: date | None, *, as_known: bool
) -> "_Reading":
    rows = {row.id: row for row in _projects(session, project, association)}
    asked = Asked(tuple(rows), on, (on or today) if as_known else None)
    return _Reading(session, asked, on or today, rows)


def _projects(session: Session, project: str, association: str) -> list[Any]:
    standing = Project.taken_back_on.is_(None)
    query = select(Project.__table__).where(standing).order_by(Project.__table__.c.code)
    if project:
        query = query.where(Project.code == project)
    if association:
        carried = select(ProjectPartner.project_id).where(
            ProjectPartner.association_id.in_(records_of(find(session, Party, association) or 0))
        )
        query = query.where(Project.id.in_(carried))
    return list(session.execute(query))


class _Reading:
    """What is read once for all projects asked of."""

    def __init__(self, session: Session, asked: Asked, day: date, projects: Mapping[int, Any]) -> None:
        self.session, self.asked, self.day, self.projects = session, asked, day, projects
        self.leaders = leaders_of(session)
        self.budgets = budgets(session, asked)
        self.parts = carriers(session, self.budgets, self.leaders)
        self.places = stands(session, asked, self.leaders)
        self.rules = self._rules()
        self.funders = self._funders()
        self.names = self._names()
        horizons = {key: _horizon(row.ends_on, day) for key, row in projects.items()}
        self.expected: Expected = expected(session, horizons, day, self.leaders)
        of_all = {
            one.ref: one for some in self.rules.values() for one in some if one.rule.scope == "organisation"
        }
        self.organisation = organisation_verdicts(session, of_all.values(), day, asked.known)

    @property
    def keys(self) -> list[int]:
        """Of the projects that cost something by then, by code."""
        return [key for key in self.projects if key in self.budgets]

    def _rules(self) -> dict[int, list[RuleInForce]]:
        codes = {row.code: key for key, row in self.projects.items()}
        some: defaultdict[str, list[RuleInForce]] = defaultdict(list)
        if codes:
            for one in rules_in_force(self.session, codes, on=self.day, known_on=self.asked.known):
                some[one.project].append(one)
        return {key: [*some.get(code, ()), *some.get("", ())] for code, key in codes.items()}

    def _funders(self) -> defaultdict[int, defaultdict[int, Stand]]:
        """Return what funders who ask or promise something gave, by project; their promises are added to places."""
        plan = plans(self.session, self.asked)
        asking = {one.funder for some in self.rules.values() for one in some if one.funder}
        given: defaultdict[int, defaultdict[int, Stand]] = defaultdict(lambda: defaultdict(Stand))
        keys = asking | {one.funder for one in plan}
        found = list(given_by_funders(self.session, self.asked, keys, self.leaders))
        for project, _place, funder, sort, kind, currency, cents, minor in found:
            given[project][funder].add(sort, kind, currency, cents, minor)
        add_promises(self.places, given, plan, arrived_of(found), self.leaders)
        return given

    def _names(self) -> dict[int, tuple[str, str]]:
        """Return reference and name of all associations that carry something, or left something."""
        keys = {place for some in self.places.values() for place in some if place != ALONE}
        keys |= {part.association for some in self.parts.values() for part in some}
        return names_of(self.session, keys)

    def _money(self, key: int) -> ProjectMoney:
        parts = sorted(self.parts[key], key=lambda part: self.names[part.association][0])
        return money_of(self.budgets[key], tuple(parts), self.places.get(key, {}), self.funders.get(key, {}))

    def bench(self, key: int) -> ProjectBench:
        """Return one project to be held against its rules."""
        bench = Bench(self._money(key))
        due = {place: self.expected[key, place] for place in bench.project.places}
        return ProjectBench(key, bench, tuple(self.rules[key]), self.names, due, self.organisation)

    def share(self, key: int) -> ProjectShare:
        """Return where one project stands."""
        row, money = self.projects[key], self._money(key)
        bench = Bench(money)
        asked = self.rules[key] or [_UNASKED]
        verdicts = [self.organisation.get(one.ref) or bench.hold(one.rule, one.funder) for one in asked]
        leading = verdicts[strictest(verdicts)]
        lead = _of_project(bench, verdicts)
        lines = Lines(bench, lead, {place: self.expected[key, place] for place in money.places})
        rules = tuple(
            RuleShare(
                one,
                verdict,
                euros_up(verdict.missing, verdict.currency, money.rate),
                self._below(verdict),
                self.names,
            )
            for one, verdict in zip(asked, verdicts, strict=True)
            if one is not _UNASKED
        )
        associations = tuple(
            AssociationShare(*self.names[place], line, place in lines.left, why_line(lead, lead.lines[place]))
            for place, line in lines.by_place.items()
            if place != ALONE
        )
        return ProjectShare(
            row.code, row.title_fr, row.title_en, row.title_ar, row.axis, row.municipality, row.province,
            lead.rule, lines.whole(all_reached(one.reached for one in verdicts)), associations,
            lines.by_place.get(ALONE), rules, row.state, why(leading), money.currency, money.rate,
        )  # fmt: skip

    def _below(self, verdict: RuleVerdict) -> tuple[str, ...]:
        if verdict.reached or verdict.rule.scope != "association":
            return ()
        found = [place for place, line in verdict.lines.items() if line.missing and place != ALONE]
        return tuple(self.names[place][0] for place in found)


def _of_project(bench: Bench, verdicts: Sequence[RuleVerdict]) -> RuleVerdict:
    """Return the verdict by which the lines of a project are shown: the strictest that asks something of it.

    What is asked of the association over three years asks no cent of one project.
    """
    asking = [one for one in verdicts if one.rule.scope != "organisation"]
    return asking[strictest(asking)] if asking else bench.hold(_UNASKED.rule)


_UNASKED: Final = RuleInForce("", FundingRule(minimum=0), "", None, "", "")


def _horizon(ends_on: date | None, today: date) -> date:
    return ends_on or date(today.year, 12, 31)
