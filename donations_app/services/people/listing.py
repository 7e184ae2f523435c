"""People whom a filter lets through, as a table for others, or to be changed and imported again."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.drafts import party_columns
from donations_app.db.queries.people_list import people_columns, people_keys
from donations_app.db.steps import in_steps
from donations_app.db.uncollected import uncollected
from donations_app.domain.people_filter import PeopleFilter, PeopleOrder, of_year
from donations_app.formats.blocks import Column, Columns, in_words, unmarked
from donations_app.formats.columns import FACTS
from donations_app.formats.writing import placed, write_table
from donations_app.i18n import _, without_marks
from donations_app.words.codes import PARTY_KINDS, word

_AT_ONCE: Final = 2_000  # people
_YES_NO: Final = ("tax_resident_fr", "consent_email", "consent_post", "minor")
_ANSWERS: Final = {True: "yes", False: "no", None: ""}


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
    table = _Table(form, _headings(year), lambda session, some: _cells(session, some, year))
    return _write(books, path, table, _Whom(only, order, keys), force=force)


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
    """Write people to a file, each of them once, under the columns of the import.

    The file can be changed and imported with ``update``: nothing of it is changed where nothing was written over.
    Arguments, answer and errors are those of ``write_people``.
    """
    return _write(books, path, _Table(form, FACTS, _facts), _Whom(only, order, keys), force=force)


class _Table(Struct, frozen=True):
    form: str
    headings: Sequence[str]
    cells: Callable[[Session, Sequence[int]], list[Column]]  # of some people; none of those who are gone


class _Whom(Struct, frozen=True):
    only: PeopleFilter
    order: PeopleOrder
    keys: Sequence[int] | None


def _write(books: Books, path: Path, table: _Table, whom: _Whom, *, force: bool) -> int:
    with books.read() as session:
        keys = whom.keys
        if keys is None:
            keys = people_keys(session, whom.only, whom.order, today=books.today)
        blocks = filter(None, (table.cells(session, some) for some in in_steps(keys, _AT_ONCE)))
        with placed(path, force=force) as file:
            write_table(file, table.form, _("People"), table.headings, Columns(blocks))
    return len(keys)


def _headings(year: int) -> list[str]:
    given = [without_marks(_("Given in {year} (€)").format(year=one)) for one in (year, year - 1)]
    return [
        _("Reference"), _("Name"), _("Kind"), _("Postcode"), _("City"), _("Country"), _("E-mail"), _("Telephone"),
        *given, "kind",
    ]  # fmt: skip


def _cells(session: Session, keys: Sequence[int], year: int) -> list[Column]:
    _key, ref, kind, *others = people_columns(session, keys, of_year(year), of_year(year - 1))
    if not ref:
        return []
    name, *facts = others
    words = in_words(kind, lambda code: word(PARTY_KINDS, code))
    return list(map(unmarked, (ref, name, words, *facts, kind)))


def _facts(session: Session, keys: Sequence[int]) -> list[Column]:
    found = party_columns(session, keys, FACTS)
    return [
        in_words(column, _ANSWERS.__getitem__) if name in _YES_NO else column
        for name, column in zip(FACTS, found, strict=True)
    ]
