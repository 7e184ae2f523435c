"""People whom a filter lets through, as a table that can be changed and imported again."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.drafts import party_columns
from donations_app.db.queries.people_list import people_keys
from donations_app.db.uncollected import uncollected
from donations_app.domain.people_filter import PeopleFilter, PeopleOrder
from donations_app.formats.blocks import Column, Columns, in_words
from donations_app.formats.columns import FACTS
from donations_app.formats.writing import placed, write_table
from donations_app.i18n import _

_AT_ONCE: Final = 2_000  # people
_YES_NO: Final = ("tax_resident_fr", "consent_email", "consent_post", "minor")
_ANSWERS: Final = {True: "yes", False: "no", None: ""}


@uncollected()
def write_people_to_change(
    books: Books,
    path: Path,
    *,
    form: str,
    only: PeopleFilter,
    order: PeopleOrder,
    keys: Sequence[int] | None = None,
    force: bool = False,
) -> int:
    """Write people to a file in the order asked for, each of them once, under the columns of the import.

    The file can be changed and imported with ``update``: nothing of it is changed where nothing was written over.

    Args:
        books: where to read, in one view.
        path: of the file.
        form: of ``TABLES``.
        only: which people.
        order: of the rows.
        keys: only these of them, in this order; ``None``: all.
        force: replace a table that stands there.

    Returns:
        how many there are.

    Raises:
        FileExists, FileUnwritable: the file cannot be written there.
    """
    with books.read() as session:
        if keys is None:
            keys = people_keys(session, only, order, today=books.today)
        with placed(path, force=force) as file:
            write_table(file, form, _("People"), FACTS, Columns(_cells(session, keys)))
    return len(keys)


def _cells(session: Session, keys: Sequence[int]) -> Iterator[list[Column]]:
    for start in range(0, len(keys), _AT_ONCE):
        found = party_columns(session, keys[start : start + _AT_ONCE], FACTS)
        yield [_said(name, column) for name, column in zip(FACTS, found, strict=True)]


def _said(name: str, column: Column) -> Column:
    return in_words(column, _ANSWERS.__getitem__) if name in _YES_NO else column
