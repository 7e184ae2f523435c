"""People whom a filter lets through, as a table for others."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from donations_app.code_words import PARTY_KINDS, word
from donations_app.db.books import Books
from donations_app.db.queries.people_list import people_columns, people_keys
from donations_app.db.uncollected import uncollected
from donations_app.domain.people_filter import PeopleFilter, PeopleOrder, of_year
from donations_app.formats.blocks import Column, Columns, in_words, unmarked
from donations_app.formats.writing import placed, write_table
from donations_app.i18n import _, without_marks

_AT_ONCE: Final = 2_000  # people


@uncollected()
def write_people(
    books: Books,
    path: Path,
    *,
    form: str,
    only: PeopleFilter,
    order: PeopleOrder,
    year: int,
    keys: Sequence[int] | None = None,
    force: bool = False,
) -> int:
    """Write people to a file in the order asked for, with what each gave in a year and in the one before.

    Args:
        books: where to read, in one view.
        path: of the file.
        form: of ``TABLES``.
        only: which people.
        order: of the rows.
        year: of what they gave.
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
            write_table(file, form, _("People"), _headings(year), Columns(_cells(session, keys, year)))
    return len(keys)


def _headings(year: int) -> list[str]:
    given = [without_marks(_("Given in {year} (€)").format(year=one)) for one in (year, year - 1)]
    return [
        _("Reference"), _("Name"), _("Kind"), _("Postcode"), _("City"), _("Country"), _("E-mail"), _("Telephone"),
        *given, "kind",
    ]  # fmt: skip


def _cells(session: Session, keys: Sequence[int], year: int) -> Iterator[list[Column]]:
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        _key, ref, kind, *others = people_columns(session, some, of_year(year), of_year(year - 1))
        if ref:
            name, *facts = others
            words = in_words(kind, lambda code: word(PARTY_KINDS, code))
            yield list(map(unmarked, (ref, name, words, *facts, kind)))
