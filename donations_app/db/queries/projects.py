"""Projects as one picks them: each alone, and with each association that carries a part of it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.budgets import carries
from donations_app.db.queries.leaders import joined_leader
from donations_app.db.tables import Party, Project, ProjectPartner


@dataclass(frozen=True, slots=True)
class Target:
    """Where cents may go: a project, and the association for which they count, if any."""

    project: str  # code
    title_fr: str
    title_en: str
    title_ar: str
    association: str = ""  # reference
    association_name: str = ""

    def title(self, language: str) -> str:
        """Return the title in ``language``, or in French where it was not translated."""
        return {"en": self.title_en, "ar": self.title_ar}.get(language) or self.title_fr


def targets(session: Session) -> list[Target]:
    """Return all targets: a project, then its associations, by code and name."""
    titles = (Project.code, Project.title_fr, Project.title_en, Project.title_ar)
    standing = Project.taken_back_on.is_(None)
    projects = session.execute(select(*titles).where(standing).order_by(Project.code)).all()
    carried = select(Project.code, Party.ref, Party.organisation).select_from(Project)
    carried = carried.join(ProjectPartner, carries(Project.id))
    partners = session.execute(
        joined_leader(carried, ProjectPartner.association_id)
        .distinct()
        .order_by(Project.code, Party.organisation)
    )
    carrying: dict[str, list[tuple[str, str]]] = {}
    for code, ref, name in partners:
        carrying.setdefault(code, []).append((ref, name))
    return [
        Target(*project, *association)
        for project in projects
        for association in (("", ""), *carrying.get(project.code, ()))
    ]
