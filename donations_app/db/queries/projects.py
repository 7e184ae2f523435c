"""Projects as one picks them: each alone, and with each association that carries a part of it."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.budgets import carries
from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.references import find_all
from donations_app.db.tables import Party, Project, ProjectPartner
from donations_app.domain.folding import fold
from donations_app.domain.translated import Names, short_or_title, translated


class Target(Struct, frozen=True):
    """Where cents may go: a project, and the association for which they count, if any."""

    project: str  # code
    title_fr: str
    title_en: str
    title_ar: str
    association: str = ""  # reference
    association_name: str = ""
    shorts: Names = ("", "", "")  # as of ``ProjectName``

    def title(self, language: str) -> str:
        """Return the title in ``language``, or in French where it was not translated."""
        return translated(language, self.title_fr, self.title_en, self.title_ar)

    def short(self, language: str) -> str:
        """Return the short name, else the title, as ``short_or_title``."""
        return short_or_title(language, (self.title_fr, self.title_en, self.title_ar), self.shorts)


class ProjectName(NamedTuple):
    """What a project is called."""

    code: str
    titles: Names
    shorts: Names  # at most twenty letters; empty where nobody gave one

    def title(self, language: str) -> str:
        """Return the title in ``language``, or in French where it was not translated."""
        return translated(language, *self.titles)

    def short(self, language: str) -> str:
        """Return the short name, else the title, as ``short_or_title``."""
        return short_or_title(language, self.titles, self.shorts)


def project_names(session: Session, codes: Collection[str]) -> dict[str, ProjectName]:
    """Return what projects are called, by code; a code that no standing project bears is not there."""
    if not codes:
        return {}
    titles = (Project.code, Project.title_fr, Project.title_en, Project.title_ar)
    query = select(*titles, Project.short_fr, Project.short_en, Project.short_ar)
    query = query.where(Project.taken_back_on.is_(None), Project.code.in_(codes))
    return {code: ProjectName(code, (*names[:3],), (*names[3:],)) for code, *names in session.execute(query)}


def targets(session: Session) -> list[Target]:
    """Return all targets: a project, then its associations, by code and name."""
    titles = (Project.code, Project.title_fr, Project.title_en, Project.title_ar)
    shorts = (Project.short_fr, Project.short_en, Project.short_ar)
    standing = Project.taken_back_on.is_(None)
    projects = session.execute(select(*titles, *shorts).where(standing).order_by(Project.code)).all()
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
        _target(project, *association)
        for project in projects
        for association in (("", ""), *carrying.get(project.code, ()))
    ]


def _target(project: Sequence[str], association: str = "", name: str = "") -> Target:
    """Return a target of the code, the titles and the short names of a project."""
    code, title_fr, title_en, title_ar, short_fr, short_en, short_ar = project
    shorts = (short_fr, short_en, short_ar)
    return Target(code, title_fr, title_en, title_ar, association, name, shorts)


def find_projects(session: Session, typed: str, *, limit: int) -> list[Target]:
    """Return projects of whose code, titles and short names words begin with all the words typed, by code.

    Accents and case do not matter; a code is found by any beginning of it, too.
    """
    words = fold(typed[:200]).split()
    if not words:
        return []
    titles = (Project.code, Project.title_fr, Project.title_en, Project.title_ar)
    shorts = (Project.short_fr, Project.short_en, Project.short_ar)
    query = select(*titles, *shorts).where(Project.taken_back_on.is_(None)).order_by(Project.code)
    found: list[Target] = []
    for row in session.connection().execute(query):
        own = fold(" ".join(row))
        beginnings = (*own.split(), fold(row.code))
        if all(any(one.startswith(word) for one in beginnings) for word in words):
            found.append(_target(row))
            if len(found) == limit:
                break
    return found


def carrying_among(session: Session, refs: Collection[str]) -> frozenset[str]:
    """Return which of some associations, by their references, carry a project, or carried one."""
    keys = find_all(session, Party, refs)
    record = aliased(Party)
    query = select(record.leader_id).join(ProjectPartner, ProjectPartner.association_id == record.id)
    carrying = set(session.scalars(query.where(record.leader_id.in_(keys.values())).distinct()))
    return frozenset(ref for ref, key in keys.items() if key in carrying)
