"""Numbers of receipts that are known outside the books: nothing is issued below them, unless somebody says how.

A number exists once its receipt does, and the books that gave it may be gone: the document is not. What is known
outside is asked for before anything is issued (``Books.known_outside``); who restored his books notes the numbers in
between as those of lost documents, once, and numbering goes on after the highest.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.records import Record
from donations_app.db.tables import LostNumbers
from donations_app.domain.outside import Beyond, Highest, beyond, refusal


def numbers_beyond(session: Session, known: Sequence[Highest]) -> tuple[Beyond, ...]:
    """Return the series of which a higher number is known outside than the books gave."""
    if not known:
        return ()
    from donations_app.db.queries.register import counters  # mostly nothing is known outside

    return beyond(counters(session), known)


def refuse_known_outside(session: Session, known: Sequence[Highest]) -> None:
    """Refuse to issue from books that are behind what is known outside of them.

    Raises:
        NumbersKnownOutside: they are; nothing is issued.
    """
    if found := numbers_beyond(session, known):
        raise refusal(found)


def note_lost(books: Books, known: Iterable[Highest]) -> tuple[Beyond, ...]:
    """Note the numbers that stand on lost documents, and lead the counters past them; return what was noted.

    Raises:
        ReadOnly, StorageUnavailable: nothing is noted.
    """
    known = tuple(known)
    with books.read() as session:
        if not numbers_beyond(session, known):
            return ()
    with books.write() as write:
        found = numbers_beyond(write.session, known)
        for one in found:
            _note(write, one)
    return found


def _note(write: Write, one: Beyond) -> None:
    row = rows.LostNumbers(
        id=write.ids(LostNumbers)[0],
        series=one.series,
        first=one.last + 1,
        last=one.highest.last,
        noted_on=write.today,
        noted_by=write.login,
        known_from=f"{one.highest.source} {one.highest.place}".strip(),
    )
    write.add(Record("numbers.lost", f"series:{one.series}", {LostNumbers: [row]}))
    for _ in range(one.last, one.highest.last):  # the counter goes by one
        write.take_number(one.series)
