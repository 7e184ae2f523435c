"""Who is erased on one side of a homecoming is not brought back by the other, in rows or in the audit trail."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from donations_app.db.erasing import erase_trail
from donations_app.db.journal import Write
from donations_app.db.lines import is_erased, values_of
from donations_app.db.tables import Party, all_tables
from donations_app.domain.erasure import ERASED_NAME
from donations_app.services.people.erased_rows import STAYS, Gone, erase_person, people_rows


def erase_brought(
    write: Write,
    added: Mapping[str, Mapping[int, str]],
    changed: Mapping[str, Mapping[int, tuple[str, str]]],
) -> None:
    """Erase again, as far as they were, people of whom rows came that were written elsewhere.

    Args:
        write: the transaction, in which rows and links of the other side are written.
        added: lines of new rows, by table and key.
        changed: lines of rows as both sides knew them, and as they came.
    """
    erase_again(write, {*_people(added)} | {*_people({table: _new(rows) for table, rows in changed.items()})})


def erase_again(write: Write, keys: Collection[int]) -> None:
    """Erase people again as far as they were, with every record for which theirs counts.

    Args:
        write: the transaction.
        keys: of records; of those who were never erased nothing changes.
    """
    leaders = select(Party.leader_id).where(Party.id.in_(keys))
    gone: Gone = defaultdict(set)
    for row in people_rows(write, {*write.session.scalars(leaders)}):
        if ":" in row.salt:  # as an erasure draws it
            erase_person(write, row, () if row.last_name == ERASED_NAME else STAYS, gone)
    erase_trail(write, gone)


def _new(rows: Mapping[int, tuple[str, str]]) -> dict[int, str]:
    return {key: said for key, (_common, said) in rows.items()}


def _people(lines: Mapping[str, Mapping[int, str]]) -> Iterator[int]:
    """Yield the keys of people that rows are of, or name."""
    for name, rows in lines.items():
        places = list(_places(all_tables().tables[name]))
        for said in rows.values() if places else ():
            if not is_erased(said):
                values = values_of(said)[1]
                yield from (values[place] for place in places if values[place] is not None)


def _places(table: Any) -> Iterator[int]:
    """Yield the places in a line of a table where the key of somebody stands."""
    own = Party.__tablename__
    for place, column in enumerate(table.columns):
        is_own = table.name == own and column.name == "id"
        if is_own or any(key.column.table.name == own for key in column.foreign_keys):
            yield place
