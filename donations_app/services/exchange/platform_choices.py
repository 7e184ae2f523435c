"""What was decided of an export, as it is kept under a name on this computer, and the file judged by it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.domain.errors import InputRefused
from donations_app.formats.platform_columns import check_fields, positions_of
from donations_app.formats.tables import Table
from donations_app.services.exchange.judging import Progress
from donations_app.services.exchange.platform_drafts import Decided
from donations_app.services.exchange.platforms import PlatformImported, import_export
from donations_app.services.exchange.preview import DOUBT, LEFT_OUT, NEW, REFUSED, Preview

KIND: Final = "platform"


def as_json(decided: Decided) -> dict[str, Any]:
    """Return what was decided as it is kept."""
    return {
        "kind": KIND,
        "platform": decided.platform,
        "columns": dict(decided.columns),
        "campaigns": dict(decided.campaigns),
        "receipts_issued_by": decided.receipts_issued_by,
    }


def from_json(said: Any) -> Decided | None:
    """Return what was kept; ``None`` where it cannot be read, or is of another kind of file."""
    try:
        if said["kind"] != KIND:
            return None
        columns = {str(heading): str(name) for heading, name in dict(said["columns"]).items()}
        campaigns = {str(name): str(code) for name, code in dict(said["campaigns"]).items()}
        check_fields(columns)
        return Decided(str(said["platform"]), columns, campaigns, str(said["receipts_issued_by"]))
    except (TypeError, KeyError, ValueError, AttributeError, InputRefused):
        return None


def preview_export(
    books: Books, path: Path, table: Table, decided: Decided, *, progress: Progress | None = None, **how: Any
) -> Preview:
    """Import the sound lines of an export in a transaction that is taken back, and tell what became of every row.

    Args:
        books: where it would be saved.
        path: of the file.
        table: what was read of it.
        decided: what somebody decided of it.
        progress: told how many of how many lines are done.
        how: what else somebody decided, as ``import_export`` takes it.

    Raises:
        FileRefused: it is no export.
        ReadOnly: the books were opened for reading only.
    """
    with books.rehearsal() as twin:
        answer = import_export(twin, path, decided, table=table, progress=progress, partial=True, **how)
    headers = list(table.headers)
    for name, place in positions_of(table, decided.columns).items():
        headers[place] = name
    found = Preview(replace(table, headers=tuple(headers)), answer, [])
    for one in answer.rejected:
        found.problems.setdefault(one.line, []).append(one)
    found.verdicts = list(_verdicts(found, answer))
    return found


def _verdicts(found: Preview, answer: PlatformImported) -> Iterator[str]:
    doubts = {line for line, *_ in answer.doubles}
    for row in found.table.rows:
        if row.line in found.problems:
            yield REFUSED
        elif row.line in answer.left_out:
            yield LEFT_OUT
        else:
            verdict = answer.verdicts.get(row.line, "")
            yield DOUBT if verdict == NEW and row.line in doubts else verdict or REFUSED
