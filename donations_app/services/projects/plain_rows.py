"""The rows of plain projects, a column of many at a time: what ``project_record`` makes of each."""

from collections.abc import Sequence
from typing import Any

from donations_app.db.journal import Write
from donations_app.db.records import Alikes
from donations_app.db.tables import FundingRuleRow, Project, ProjectBudget, ProjectPartner
from donations_app.domain.plain_projects import PlainProject
from donations_app.formats.lines import keys_of, keys_under
from donations_app.formats.plain_drafts import whole_of
from donations_app.services.books.alike_rows import AlikeRows
from donations_app.services.books.directory import Directory
from donations_app.services.projects.recording import project_record


def plain_project_records(
    write: Write, drafts: Sequence[PlainProject], fingerprints: Sequence[str], directory: Directory
) -> Alikes:
    """Return the rows of plain projects, one at least, whose references were checked.

    Args:
        write: the transaction.
        drafts: what they are; either all have a carrier, or none.
        fingerprints: of the drafts, in their order.
        directory: what the drafts refer to.
    """
    first = project_record(write, whole_of(drafts[0]), directory, fingerprints[0])
    rows = AlikeRows(write, first, len(drafts))
    said: dict[str, Sequence[Any]] = dict(zip(PlainProject._fields, zip(*drafts, strict=True), strict=True))
    costs, associations, parts = map(said.pop, ("cost", "association", "part"))
    keys = keys_of("project", said["code"])
    of_project = {"project_id": rows.ids[Project]}
    carriers = {ref: directory.parties[ref].id if ref else None for ref in set(associations)}
    varying: dict[Any, dict[str, Sequence[Any]]] = {
        Project: {**said, "key": keys, "fingerprint": fingerprints},
        ProjectBudget: {**of_project, "key": keys_under(keys, "budget"), "cost": costs},
        ProjectPartner: {
            **of_project,
            "budget_id": rows.ids[ProjectBudget],
            "association_id": [carriers[ref] for ref in associations],
            "cost": parts,
        },
        FundingRuleRow: {**of_project, "key": keys_under(keys, "rule")},
    }
    return rows.records([f"project:{code}" for code in said["code"]], varying)
