"""Projects of a file that are recorded otherwise: what the file would change of each, and from which day."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Final
from uuid import uuid4

from msgspec.structs import replace
from sqlalchemy.orm import Session

from donations_app.db.journal import Write
from donations_app.db.queries.project_drafts import standing_project
from donations_app.domain.errors import NotFound
from donations_app.domain.projects import FACTS, PartnerDraft, ProjectDraft
from donations_app.formats.lines import Rejected
from donations_app.formats.stated_project import changed_cells
from donations_app.services.exchange.updates import Changed
from donations_app.services.projects.changing import Revision, change_and_revise_in

_PRICED: Final = ("cost", "currency", "rate", "foreign_minor")
_OF_BUDGET: Final = {"eligible_cost": "eligible", "cash_budget": "cash", "unassigned": "unassigned"}
_OF_RULE: Final = {
    "rule": "name", "minimum_percent": "minimum", "minimum_cash_percent": "minimum_cash",
    "maximum_in_kind_percent": "maximum_in_kind",
}  # fmt: skip
_REASON: Final = "Import de {name}"  # with the budget, in French as the books are kept


class ProjectUpdates:
    """Holds projects of a file against those that are recorded.

    Args:
        session: an open view.
        columns: that the file has; of the others nothing is changed.
        since: from which day another cost or part holds.
    """

    def __init__(self, session: Session, columns: Collection[str], since: date) -> None:
        self._session, self._columns, self._since = session, frozenset(columns), since

    def of(self, line: int, draft: ProjectDraft) -> Changed | Rejected | None:
        """Return what the lines of a code change of the project recorded under it; ``None`` where there is none.

        What is recorded as the lines state has no fields that change.
        """
        try:
            standing = standing_project(self._session, draft.code, on=self._since)
        except NotFound:
            return None
        if refused := next(self._refused(line, standing.draft, draft), None):
            return refused
        whole = self._merged(standing.draft, draft)
        changes = tuple(changed_cells(standing.draft, whole))
        return Changed(line, draft.code, changes, whole, standing.seen)

    def _refused(self, line: int, standing: ProjectDraft, stated: ProjectDraft) -> Iterator[Rejected]:
        """Yield what a file does not change of a project."""
        for column, name in _OF_RULE.items():
            said, held = (getattr(one.rule, name) for one in (stated, standing))
            if column in self._columns and said != held:
                yield Rejected(line, column, str(said), "rule_not_changed")
        if standing.currency != "EUR" and "currency" not in self._columns:
            told = (("currency", standing.currency),)
            yield Rejected(line, "currency", "", "currency_of_project", told)

    def _merged(self, standing: ProjectDraft, stated: ProjectDraft) -> ProjectDraft:
        """Return the recorded project with what the columns of the file state of it; a file always states the cost."""
        names: list[str] = [name for name in FACTS if name in self._columns]
        if "action" in self._columns:
            names.append("axis")  # it tells the axis where the file has no column of it
        names += [*_PRICED, *(name for column, name in _OF_BUDGET.items() if column in self._columns)]
        known: dict[str, Any] = {name: getattr(stated, name) for name in names}
        if "association" in self._columns:
            known["partners"] = self._partners(standing, stated)
        return replace(standing, **known)

    def _partners(self, standing: ProjectDraft, stated: ProjectDraft) -> tuple[PartnerDraft, ...]:
        """Return who carries the project by the file; without a column of their parts, those who stay keep theirs."""
        parts = stated.partners
        if "association_cost" not in self._columns:
            held = {one.association: one for one in standing.partners}
            parts = tuple(held.get(one.association, one) for one in parts)
        return tuple(sorted(parts, key=lambda one: one.association))


def update_projects(write: Write, changed: Collection[Changed], *, since: date, name: str) -> None:
    """Change projects as lines of a file state them, budgets from a day on."""
    for one in changed:
        revision = Revision(since, _REASON.format(name=name), uuid4())
        change_and_revise_in(write, one.ref, one.draft, seen=one.seen, revision=revision)
