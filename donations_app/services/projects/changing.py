"""Changing what is known of a project, revising its budget from a day on, ending it (decision 0043)."""

from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.project_drafts import StandingProject, standing_project
from donations_app.db.queries.project_standing import StandingOn, standing_on
from donations_app.db.records import Record
from donations_app.db.tables import Project, ProjectBudget, ProjectPartner
from donations_app.domain.errors import ChangedMeanwhile, InputRefused, KeyReused, Problem
from donations_app.domain.projects import FACTS, OF_BUDGET, ProjectDraft
from donations_app.domain.typed import clean_reason, is_within_reach
from donations_app.services.projects.recording import (
    budget_rows,
    fact_columns,
    fact_problems,
    partner_problems,
    project_directory,
)


class Revised(Struct, frozen=True):
    """A budget that was recorded, and from which day another one, recorded before it, holds."""

    id: int
    until: date | None = None
    already: bool = False


def change_project(books: Books, code: str, draft: ProjectDraft, *, seen: int) -> None:
    """Replace the facts of a project; its budget and its rule stay as they are.

    Args:
        books: where to save.
        code: of the project.
        draft: everything as it shall be; of it the facts (``domain.projects.FACTS``) are taken.
        seen: the version that the author had before his eyes.

    Raises:
        InputRefused: the draft has problems, or names an axis, action, place or programme that is not there.
        NotFound: there is no such project.
        ChangedMeanwhile: somebody else changed it since.
    """
    with books.write() as write:
        change_project_in(write, code, draft, seen=seen)


def change_project_in(
    write: Write, code: str, draft: ProjectDraft, *, seen: int, kind: str = "project.changed"
) -> None:
    """Replace the facts of a project in a transaction that others began, as ``change_project``."""
    standing = standing_project(write.session, code)
    whole = with_facts(standing.draft, draft)
    directory = project_directory(write.session, replace(whole, partners=()))
    if problems := [*whole.problems(), *fact_problems(whole, directory)]:
        raise InputRefused(problems)
    values = fact_columns(whole, directory)
    write.change(Project, standing.id, values, kind=kind, name=f"project:{code}", seen=seen)


def with_facts(standing: ProjectDraft, stated: ProjectDraft) -> ProjectDraft:
    """Return a project with the facts of another draft of it."""
    return replace(standing, **{name: getattr(stated, name) for name in FACTS})


def with_budget(standing: ProjectDraft, stated: ProjectDraft) -> ProjectDraft:
    """Return a project with the budget of another draft of it, its associations by reference."""
    whole = replace(standing, **{name: getattr(stated, name) for name in OF_BUDGET})
    return replace(whole, partners=tuple(sorted(whole.partners, key=attrgetter("association"))))


def differs(before: ProjectDraft, after: ProjectDraft, names: Iterable[str]) -> bool:
    """Tell whether two drafts of a project state one of some fields otherwise."""
    return any(getattr(before, name) != getattr(after, name) for name in names)


def revise_budget(
    books: Books,
    code: str,
    draft: ProjectDraft,
    *,
    since: date | None,
    reason: str,
    key: UUID,
    seen: int | None = None,
) -> Revised:
    """Record what a project costs from a day on, and who carries which part. The same key again is the same.

    It holds until the day of the next budget that stands, and of one day the last recorded holds. Money of an
    association that carries no part any more stays where it stands; nothing new can be given to it.

    Args:
        books: where to save.
        code: of the project.
        draft: the whole budget as it shall be (``domain.projects.OF_BUDGET``); nothing else of it is taken.
        since: the first day, not after today; ``None``: from the beginning, as it should have been recorded.
        reason: in words, compulsory.
        key: made by the form when it opens.
        seen: key of the last budget that the author had before his eyes.

    Raises:
        ReasonMissing: the reason is empty.
        InputRefused: the draft has problems, names an association that is not there, changes nothing, or the day
            is still to come.
        NotFound: there is no such project.
        ChangedMeanwhile: another budget was recorded since.
        KeyReused: the key stands for the budget of another project.
    """
    with books.write() as write:
        return revise_budget_in(write, code, draft, since=since, reason=reason, key=key, seen=seen)


def revise_budget_in(
    write: Write,
    code: str,
    draft: ProjectDraft,
    *,
    since: date | None,
    reason: str,
    key: UUID,
    seen: int | None = None,
) -> Revised:
    """Record a budget in a transaction that others began, as ``revise_budget``."""
    reason = clean_reason(reason)
    last = standing_project(write.session, code)
    write.row(Project, last.id)  # locked: of two who revise at once, the second sees the first
    if found := _recorded_before(write, code, last.id, key):
        return found
    standing = standing_project(write.session, code, on=since)
    if seen is not None and seen != standing.last_budget:
        raise ChangedMeanwhile("project", code)
    whole = with_budget(standing.draft, draft)
    directory = project_directory(write.session, whole)
    if problems := _day_problems(write, since) or [*whole.problems(), *partner_problems(whole, directory)]:
        raise InputRefused(problems)
    if not differs(standing.draft, whole, OF_BUDGET):
        raise InputRefused([Problem("project", "nothing_changed", code)])
    budget, partners = budget_rows(
        write, whole, directory, last.id, key=key, since=since, reason=reason, office_id=last.office_id
    )
    record = Record("project.revised", f"project:{code}", {ProjectBudget: [budget], ProjectPartner: partners})
    write.add(record)
    return Revised(budget["id"], standing.until)


def _recorded_before(write: Write, code: str, project: int, key: UUID) -> Revised | None:
    query = select(ProjectBudget.id, ProjectBudget.project_id).where(ProjectBudget.key == key)
    row = write.session.execute(query).first()
    if row is None:
        return None
    if row.project_id != project:
        raise KeyReused("project", code)
    return Revised(row.id, already=True)


def _day_problems(write: Write, since: date | None) -> list[Problem]:
    if since is None:
        return []
    if not is_within_reach(since):
        return [Problem("from", "date_beyond", since.isoformat())]
    return [Problem("from", "budget_ahead", since.isoformat())] if since > write.today else []


class Revision(Struct, frozen=True):
    """From which day a budget holds, why, and what its author had before his eyes."""

    since: date | None
    reason: str
    key: UUID
    seen: int | None = None


def change_and_revise(
    books: Books, code: str, draft: ProjectDraft, *, seen: int, revision: Revision
) -> Revised | None:
    """Change the facts of a project and revise its budget in one transaction, each where it is stated otherwise.

    Returns:
        The budget; ``None`` where it stands so already.

    Raises:
        RuleBroken: as ``change_project`` and ``revise_budget``; nothing is saved.
    """
    with books.write() as write:
        return change_and_revise_in(write, code, draft, seen=seen, revision=revision)


def change_and_revise_in(
    write: Write, code: str, draft: ProjectDraft, *, seen: int, revision: Revision
) -> Revised | None:
    """Change facts and budget in a transaction that others began, as ``change_and_revise``."""
    standing = standing_project(write.session, code, on=revision.since)
    if differs(standing.draft, draft, FACTS):
        change_project_in(write, code, draft, seen=seen)
    if not differs(standing.draft, with_budget(standing.draft, draft), OF_BUDGET):
        return None
    return revise_budget_in(
        write,
        code,
        draft,
        since=revision.since,
        reason=revision.reason,
        key=revision.key,
        seen=revision.seen,
    )


class Ended(Struct, frozen=True):
    """A project that was ended, with what still stands on it and goes to it."""

    on: date
    standing: StandingOn
    already: bool = False


def end_project(books: Books, code: str, *, on: date, seen: int | None = None) -> Ended:
    """Say that a project is done, and its last day; money on it and gifts agreed for it stay as they are.

    Args:
        books: where to save.
        code: of the project.
        on: its last day, not after today.
        seen: the version that the author had before his eyes.

    Raises:
        InputRefused: the day is still to come, or lies before the project began.
        NotFound: there is no such project.
        ChangedMeanwhile: somebody else changed it since.
    """
    with books.write() as write:
        if on > write.today:
            raise InputRefused([Problem("ends_on", "end_ahead", on.isoformat())])
        standing: StandingProject = standing_project(write.session, code)
        held = standing_on(write.session, standing.id, after=max(on, write.today))
        ended = replace(standing.draft, state="done", ends_on=on)
        if ended == standing.draft:
            return Ended(on, held, already=True)
        change_project_in(
            write, code, ended, seen=standing.seen if seen is None else seen, kind="project.ended"
        )
    return Ended(on, held)
