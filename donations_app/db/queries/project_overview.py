"""All projects as their page shows them: facts, shares, funders, and what is late; read at once."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.overdue import overdue_sums
from donations_app.db.queries.project_list import ProjectRow, funders_of_projects, project_rows, words_of
from donations_app.db.queries.share_tally import SharePart, parts_of_project
from donations_app.db.queries.shares import ProjectShare, project_shares
from donations_app.db.tables import Financing, FundingRuleRow, Party, Programme
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import display_name
from donations_app.domain.project_filter import ProjectFilter, lets_through


class ListedProject(Struct, frozen=True):
    """A project in the table."""

    row: ProjectRow
    share: ProjectShare
    parts: tuple[SharePart, ...]  # that have to reach their share
    funders: frozenset[str]  # references
    late: Money  # instalments that did not come in time
    words: str  # by which it is found

    def is_asked(self, only: ProjectFilter) -> bool:
        """Tell whether a filter lets it through."""
        return lets_through(
            only,
            self.row,
            associations=[one.ref for one in self.row.associations],
            funders=self.funders,
            words=self.words,
        )


class Overview(Struct, frozen=True):
    """All projects, and what those of whom one may ask are called."""

    projects: tuple[ListedProject, ...]  # by code
    funders: Mapping[str, str]  # names by reference
    programmes: Mapping[str, tuple[str, str, str]]  # French, English and Arabic title by code


def project_overview(
    session: Session, *, today: date, on: date | None = None, places: Mapping[str, str]
) -> Overview:
    """Return all projects.

    Args:
        session: an open view.
        today: as of ``project_shares``.
        on: shares as they stood on this day, and what was late then; ``None`` for today.
        places: the names of provinces and municipalities by code.
    """
    shares = {one.code: one for one in project_shares(session, today=today, on=on)}
    late = {
        code: Money.total(sums.values())
        for (code, part), sums in overdue_sums(session, on or today).items()
        if not part
    }
    funders = funders_of_projects(session)
    found = tuple(
        ListedProject(
            row,
            share := shares[row.code],
            tuple(parts_of_project(share)),
            frozenset(funders.get(row.id, ())),
            late.get(row.code, ZERO),
            words_of(row, places),
        )
        for row in project_rows(session)
        if row.code in shares
    )
    return Overview(found, _funders(session), _programmes(session))


def _funders(session: Session) -> dict[str, str]:
    names = (Party.ref, *name_columns(), Party.id, Party.other_ref)
    found: dict[str, str] = {}
    for table in (Financing, FundingRuleRow):
        query = select(*names).select_from(table).where(table.project_id.is_not(None))
        for row in session.execute(joined_leader(query, table.funder_id).distinct()):
            found[row.ref] = display_name(row)
    return found


def _programmes(session: Session) -> dict[str, tuple[str, str, str]]:
    rows = session.execute(select(Programme.code, Programme.title_fr, Programme.title_en, Programme.title_ar))
    return {row.code: (row.title_fr, row.title_en, row.title_ar) for row in rows}
