"""Recording projects and the associations that carry them."""

from sqlalchemy import or_, select

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Record, Write
from donations_app.db.tables import Project, ProjectPartner
from donations_app.domain.errors import InputRefused, KeyReused, Problem
from donations_app.domain.fingerprints import fingerprint_of
from donations_app.domain.parties import ORGANISATIONS
from donations_app.domain.projects import ProjectDraft
from donations_app.formats.reference import territory
from donations_app.i18n import language
from donations_app.services.books.directory import Directory, directory_of
from donations_app.services.books.exchange_rates import rate_problems
from donations_app.services.books.recorded import Recorded


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
    """Return the rows of a checked draft."""
    project_id, office_id = write.ids(Project)[0], write.office_id
    project = rows.Project(
        id=project_id,
        office_id=office_id,
        key=draft.key,
        code=draft.code,
        title_fr=draft.title_fr,
        title_en=draft.title_en,
        title_ar=draft.title_ar,
        axis=draft.axis,
        municipality=draft.municipality,
        province=draft.province,
        cost=draft.cost,
        currency=draft.currency,
        rate=draft.rate,
        foreign_minor=draft.foreign_minor,
        rule=draft.rule.name,
        minimum=draft.rule.minimum,
        minimum_cash=draft.rule.minimum_cash,
        maximum_in_kind=draft.rule.maximum_in_kind,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        receipt_eligible=draft.receipt_eligible,
        pass_through=draft.pass_through,
        taken_back_on=None,
        fingerprint=project_fingerprint(draft),
    )
    partners = [
        rows.ProjectPartner(
            id=key,
            office_id=office_id,
            project_id=project_id,
            association_id=directory.parties[partner.association].id,
            cost=partner.cost,
        )
        for key, partner in zip(write.ids(ProjectPartner, len(draft.partners)), draft.partners, strict=True)
    ]
    return Record("project.recorded", f"project:{draft.code}", {Project: [project], ProjectPartner: partners})
