"""Recording projects and the associations that carry them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.project_drafts import programme_keys, project_keys
from donations_app.db.records import Record, Rows
from donations_app.db.tables import FundingRuleRow, Project, ProjectBudget, ProjectPartner
from donations_app.domain.clock import just_after
from donations_app.domain.errors import InputRefused, KeyReused, Problem
from donations_app.domain.fingerprints import fingerprint_of
from donations_app.domain.parties import ORGANISATIONS
from donations_app.domain.plain_projects import PlainProject
from donations_app.domain.projects import FACTS, ProjectDraft, code_problems
from donations_app.formats.reference import territory
from donations_app.i18n import language
from donations_app.services.books.directory import Directory, directory_of
from donations_app.services.books.exchange_rates import rate_problems
from donations_app.services.books.recorded import Recorded
from donations_app.services.funding.rules import rule_row


def record_project(books: Books, draft: ProjectDraft) -> Recorded:
    """Save a new project with its partners. The same key or code again is the same project.

    Raises:
        InputRefused: the draft has problems, or names an association, an axis or a place that is not there.
        KeyReused: the key or the code stands for another project.
    """
    if problems := draft.problems():
        raise InputRefused(problems)
    with books.write() as write:
        table = Project.__table__.c
        known = or_(table.key == draft.key, table.code == draft.code)
        if row := write.session.execute(select(table.id, table.fingerprint).where(known)).first():
            if row.fingerprint != project_fingerprint(draft):
                raise KeyReused("project", draft.code)
            return Recorded(row.id, draft.code, already=True)
        directory = project_directory(write.session, draft)
        if problems := project_problems(draft, directory):
            raise InputRefused(problems)
        record = project_record(write, draft, directory)
        write.add(record)
        return Recorded(record.rows[Project][0]["id"], draft.code)


def project_directory(session: Session, draft: ProjectDraft) -> Directory:
    """Return what a draft refers to: its associations and the programmes; and which projects stand."""
    directory = directory_of(session, [part.association for part in draft.partners], [])
    directory.programmes = programme_keys(session)
    directory.projects = project_keys(session)
    return directory


def project_fingerprint(draft: ProjectDraft) -> str:
    """Return the digest of all that was asked but the key."""
    return fingerprint_of(draft)


def project_problems(draft: ProjectDraft | PlainProject, directory: Directory) -> list[Problem]:
    """Return what a draft names that is not there (axis, place, programme, associations), or is like another one."""
    alike = code_problems(draft.code, directory.projects, directory.folded_projects())
    if isinstance(draft, PlainProject):
        carrier = carrier_problems(draft.association, directory) if draft.association else []
        return [*alike, *place_problems(draft), *carrier]
    return [*alike, *fact_problems(draft, directory), *partner_problems(draft, directory)]


def fact_problems(draft: ProjectDraft, directory: Directory) -> list[Problem]:
    """Return what the facts of a draft name that is not there."""
    found = place_problems(draft, draft.action)
    if draft.programme and draft.programme not in directory.programmes:
        known = sorted(directory.programmes)
        told = {"choices": tuple(known)} if known else {}
        code = "programme_unknown" if known else "no_programme"
        found.append(Problem("programme", code, draft.programme, told))
    return found


def partner_problems(draft: ProjectDraft, directory: Directory) -> list[Problem]:
    """Return the associations that stand for nothing, or for a person, and a rate that cannot be."""
    found = rate_problems(draft)
    for partner in draft.partners:
        found += carrier_problems(partner.association, directory)
    return found


def place_problems(draft: ProjectDraft | PlainProject, action: str = "") -> list[Problem]:
    """Return the axis, the action and the places of a draft that the reference data do not know."""
    if not (draft.axis or draft.province or draft.municipality or action):
        return []  # as most files say nothing of them
    known = territory()
    return list(
        known.problems(draft.axis, draft.province, draft.municipality, action=action, language=language())
    )


def carrier_problems(ref: str, directory: Directory) -> list[Problem]:
    """Return that what shall carry a project stands for nothing, or for a person."""
    known = directory.parties.get(ref)
    if known is None:
        return directory.party_problems("association", ref)
    return [] if known.kind in ORGANISATIONS else [Problem("association", "carrier_is_person", ref)]


def project_record(write: Write, draft: ProjectDraft, directory: Directory, fingerprint: str = "") -> Record:
    """Return the rows of a checked draft: the project, its first budget with its associations, its rule.

    Args:
        write: the transaction.
        draft: what it is.
        directory: what the draft refers to.
        fingerprint: of the draft, where it was taken already.
    """
    project_id = write.ids(Project)[0]
    project = project_row(draft, directory, project_id, write.office_id, fingerprint)
    budget, partners = budget_rows(write, draft, directory, project_id, key=uuid5(draft.key, "budget"))
    rule = rule_row(write, draft.rule, key=uuid5(draft.key, "rule"), project_id=project_id)
    told: Rows = {
        Project: [project],
        ProjectBudget: [budget],
        ProjectPartner: partners,
        FundingRuleRow: [rule],
    }
    return Record("project.recorded", f"project:{draft.code}", told)


def project_row(
    draft: ProjectDraft, directory: Directory, project_id: int, office_id: int, fingerprint: str = ""
) -> rows.Project:
    """Return the row of a checked draft; ``fingerprint`` is that of the draft, where it was taken already."""
    return rows.Project(
        id=project_id, office_id=office_id, key=draft.key, version=1, code=draft.code, title_fr=draft.title_fr,
        title_en=draft.title_en, title_ar=draft.title_ar, short_fr=draft.short_fr, short_en=draft.short_en,
        short_ar=draft.short_ar, axis=draft.axis, action=draft.action, municipality=draft.municipality,
        province=draft.province, programme_id=directory.programmes[draft.programme] if draft.programme else None,
        people_served=draft.people_served, state=draft.state, starts_on=draft.starts_on, ends_on=draft.ends_on,
        receipt_eligible=draft.receipt_eligible, pass_through=draft.pass_through, taken_back_on=None,
        fingerprint=fingerprint or project_fingerprint(draft),
    )  # fmt: skip


def fact_columns(draft: ProjectDraft, directory: Directory) -> dict[str, Any]:
    """Return the columns of a project that hold its facts."""
    row = project_row(draft, directory, 0, 0)
    return {name: value for name, value in row.items() if name == "programme_id" or name in FACTS}


def budget_rows(
    write: Write,
    draft: ProjectDraft,
    directory: Directory,
    project_id: int,
    *,
    key: UUID,
    since: date | None = None,
    reason: str = "",
    office_id: int | None = None,
) -> tuple[rows.ProjectBudget, list[rows.ProjectPartner]]:
    """Return what a project costs from a day on, and who carries which part of it.

    Args:
        write: the transaction.
        draft: of which the budget is taken.
        directory: with its associations.
        project_id: of which project.
        key: made where the budget was stated.
        since: the first day; none: from the beginning.
        reason: in words; none of the first budget.
        office_id: of the project, where another one revises it.
    """
    office = office_id or write.office_id
    budget = rows.ProjectBudget(
        id=write.ids(ProjectBudget)[0],
        office_id=office,
        key=key,
        project_id=project_id,
        since=since,
        cost=draft.cost,
        eligible=draft.eligible,
        cash=draft.cash,
        currency=draft.currency,
        rate=draft.rate,
        foreign_minor=draft.foreign_minor,
        unassigned=draft.unassigned,
        reason=reason,
        recorded_on=write.today,
        recorded_at=write.now if office_id is None else _after_all(write, project_id),
    )
    return budget, _partner_rows(write, draft, directory, budget)


def _after_all(write: Write, project_id: int) -> datetime:
    """Return an instant after those of all budgets that are known of a project."""
    last = select(func.max(ProjectBudget.recorded_at)).where(ProjectBudget.project_id == project_id)
    return just_after(write.now, write.session.scalar(last))


def _partner_rows(
    write: Write, draft: ProjectDraft, directory: Directory, budget: rows.ProjectBudget
) -> list[rows.ProjectPartner]:
    """Return the parts of the associations of a budget."""
    return [
        rows.ProjectPartner(
            id=partner_id,
            office_id=budget["office_id"],
            budget_id=budget["id"],
            project_id=budget["project_id"],
            association_id=directory.parties[partner.association].id,
            cost=partner.cost,
            foreign_minor=partner.foreign_minor,
        )
        for partner_id, partner in zip(
            write.ids(ProjectPartner, len(draft.partners)), draft.partners, strict=True
        )
    ]
