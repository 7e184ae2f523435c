"""What a file states of records that stand: told how it states them, or set apart to be changed so."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final, Protocol

from donations_app.db.journal import Write
from donations_app.domain.errors import Problem
from donations_app.formats.lines import Read, Rejected
from donations_app.formats.plain_drafts import whole_of
from donations_app.services.books.directory import Directory
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.judging import own_problems
from donations_app.services.exchange.project_updates import ProjectUpdates
from donations_app.services.exchange.updates import Changed, Updates
from donations_app.services.projects.recording import project_problems

UPDATED: Final = ("people", "projects")
"""The kinds of records that a file may change."""


class Held(Protocol):
    """What holds a line of a file against what is recorded."""

    def of(self, line: int, draft: Any) -> Changed | Rejected | None: ...


def held(what: str, write: Write, read: Read, since: date) -> Held:
    """Return what holds the lines of a kind of files against what is recorded.

    Args:
        what: of ``UPDATED``.
        write: the transaction.
        read: the file.
        since: from which day what it changes of a budget holds.
    """
    if what == "projects":
        return ProjectUpdates(write.session, read.headings, since)
    return Updates(write.session, read.headings)


def problems_of(what: str, directory: Directory, today: date) -> Callable[[Any], list[Problem]]:
    """Return what tells what stands against a record as a file would have it."""
    if what == "projects":
        return lambda draft: own_problems(draft, today) or project_problems(draft, directory)
    return lambda draft: own_problems(draft, today)


def set_apart(
    updates: Held, read: Read, answer: Imported, problems_with: Callable[[Any], list[Problem]]
) -> None:
    """Judge the lines of what is recorded, and leave those of others to be taken."""
    new: list[tuple[int, Any]] = []
    for line, draft in read.drafts:
        found = updates.of(line, whole_of(draft))
        if found is None:
            new.append((line, draft))
        elif isinstance(found, Rejected):
            answer.rejected.append(found)
        elif problems := problems_with(found.draft):
            answer.reject(line, problems)
        elif found.fields:
            answer.changed.append(found)
            answer.verdicts[line] = "changed"
        else:
            answer.already += 1
            answer.verdicts[line] = "already"
    read.drafts = new


def tell_changes(updates: Held, read: Read, answer: Imported) -> None:
    """Tell what the refused lines state otherwise of what is recorded."""
    drafts = dict(read.drafts)
    reused = [one.line for one in answer.rejected if one.problem == "ref_reused"]
    found = (updates.of(line, whole_of(drafts[line])) for line in reused)
    answer.changed = [one for one in found if isinstance(one, Changed) and one.fields]
