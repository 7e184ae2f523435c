"""Recording projects and the associations that carry them."""

from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import or_, select

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Record, Rows, Write
from donations_app.db.tables import FundingRuleRow, Project, ProjectBudget, ProjectPartner
from donations_app.domain.errors import InputRefused, KeyReused, Problem
from donations_app.domain.fingerprints import fingerprint_of
from donations_app.domain.parties import ORGANISATIONS
from donations_app.domain.projects import ProjectDraft
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
        directory = directory_of(write.session, [part.association for part in draft.partners], [])
        if problems := project_problems(draft, directory):
            raise InputRefused(problems)
        record = project_record(write, draft, directory)
        write.add(record)
        return Recorded(record.rows[Project][0]["id"], draft.code)


def project_fingerprint(draft: ProjectDraft) -> str:
    """Return the digest of all that was asked but the key."""
    return fingerprint_of(draft)


def project_problems(draft: ProjectDraft, directory: Directory) -> list[Problem]:
    """Return what a draft names that is not there: axis, province, municipality, associations."""
    places = territory().problems(draft.axis, draft.province, draft.municipality, language=language())
    return [*places, *partner_problems(draft, directory)]


def partner_problems(draft: ProjectDraft, directory: Directory) -> list[Problem]:
    """Return the associations that stand for nothing, or for a person, and a rate that cannot be."""
    found = rate_problems(draft)
    for partner in draft.partners:
        known = directory.parties.get(partner.association)
        if known is None:
            found += directory.party_problems("association", partner.association)
        elif known[1] not in ORGANISATIONS:
            found.append(Problem("association", "carrier_is_person", partner.association))
    return found


def project_record(write: Write, draft: ProjectDraft, directory: Directory) -> Record:
    """Return the rows of a checked draft: the project, its first budget with its associations, its rule."""
    project_id = write.ids(Project)[0]
    project = rows.Project(
        id=project_id,
        office_id=write.office_id,
        key=draft.key,
        version=1,
        code=draft.code,
        title_fr=draft.title_fr,
        title_en=draft.title_en,
        title_ar=draft.title_ar,
        short_fr=draft.short_fr,
        short_en=draft.short_en,
        short_ar=draft.short_ar,
        axis=draft.axis,
        action=draft.action,
        municipality=draft.municipality,
        province=draft.province,
        programme_id=None,
        people_served=draft.people_served,
        state=draft.state,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        receipt_eligible=draft.receipt_eligible,
        pass_through=draft.pass_through,
        taken_back_on=None,
        fingerprint=project_fingerprint(draft),
    )
    budget, partners = budget_rows(write, draft, directory, project_id, key=uuid5(draft.key, "budget"))
    rule = rule_row(write, draft.rule, key=uuid5(draft.key, "rule"), project_id=project_id)
    told: Rows = {
        Project: [project],
        ProjectBudget: [budget],
        ProjectPartner: partners,
        FundingRuleRow: [rule],
    }
    return Record("project.recorded", f"project:{draft.code}", told)


def budget_rows(
    write: Write,
    draft: ProjectDraft,
    directory: Directory,
    project_id: int,
    *,
    key: UUID,
    since: date | None = None,
    reason: str = "",
) -> tuple[rows.ProjectBudget, list[rows.ProjectPartner]]:
    """Return what a project costs from a day on, and who carries which part of it."""
    budget = rows.ProjectBudget(
        id=write.ids(ProjectBudget)[0],
        office_id=write.office_id,
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
    )
    partners = [
        rows.ProjectPartner(
            id=partner_id,
            office_id=write.office_id,
            budget_id=budget["id"],
            project_id=project_id,
            association_id=directory.parties[partner.association].id,
            cost=partner.cost,
            foreign_minor=partner.foreign_minor,
        )
        for partner_id, partner in zip(
            write.ids(ProjectPartner, len(draft.partners)), draft.partners, strict=True
        )
    ]
    return budget, partners
