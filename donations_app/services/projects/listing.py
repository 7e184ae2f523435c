"""Projects that a filter lets through, as a table that can be changed and imported again."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.project_drafts import standing_project
from donations_app.db.queries.project_list import ProjectRow, project_rows
from donations_app.domain.money import Money
from donations_app.domain.project_filter import ProjectFilter
from donations_app.domain.projects import ProjectDraft
from donations_app.formats.columns import PROJECTS
from donations_app.formats.stated_project import cells_of, part_cells
from donations_app.formats.writing import Cell, placed, write_table
from donations_app.i18n import _

_AMOUNTS: Final = ("cost", "eligible_cost", "cash_budget", "association_cost")
_DECIMALS: Final = ("rate", "minimum_percent", "minimum_cash_percent", "maximum_in_kind_percent")


def write_projects(
    books: Books, path: Path, *, form: str, only: ProjectFilter, force: bool = False
) -> list[ProjectRow]:
    """Write projects to a file by code, a line for each association, under the columns of the import.

    The file can be changed and imported with ``update``: nothing of it is changed where nothing was written over.

    Args:
        books: where to read, in one view.
        path: of the file.
        form: of ``TABLES``.
        only: which projects.
        force: replace a table that stands there.

    Raises:
        NotFound: the filter names what is not there.
        FileExists, FileUnwritable: the file cannot be written there.
    """
    with books.read() as session:
        found = project_rows(session, only)
        with placed(path, force=force) as file:
            write_table(file, form, _("Projects"), list(PROJECTS), _lines(session, found))
    return found


def _lines(session: Session, rows: Sequence[ProjectRow]) -> Iterator[Sequence[Cell]]:
    for row in rows:
        draft = standing_project(session, row.code).draft
        for association, part in part_cells(draft).items() or [("", "")]:
            whole = cells_of(draft) | _rule(draft)
            whole["association"] = association.removeprefix("association.")
            whole["association_cost"] = part.replace("?", "")
            yield [_cell(name, whole[name]) for name in PROJECTS]


def _rule(draft: ProjectDraft) -> dict[str, str]:
    rule = draft.rule
    parts = {
        "minimum_percent": rule.minimum,
        "minimum_cash_percent": rule.minimum_cash,
        "maximum_in_kind_percent": rule.maximum_in_kind,
    }
    return {"rule": rule.name} | {
        name: f"{points // 100}.{points % 100:02}" for name, points in parts.items()
    }


def _cell(name: str, text: str) -> Cell:
    if name in _AMOUNTS and text:
        euros, _point, cents = text.partition(".")
        return Money(int(euros) * 100 + int(cents or 0))
    return text.replace(".", ",") if name in _DECIMALS else text
