"""Closing a fiscal year: once, in order, for ever, with its figures frozen and printed.

Corrections of a closed year are entries of the next one; see decision 0061.
"""

from collections.abc import Callable, Collection
from datetime import date

from msgspec import Struct
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.closed_years import LOCKED
from donations_app.db.documents import Documents, packed_tail
from donations_app.db.journal import Write
from donations_app.db.queries.closings import (
    ClosedYear,
    closed_years,
    flows,
    last_closed,
    number_of_payments,
    receipts_of,
    standing_on,
    undeposited_on,
)
from donations_app.db.queries.register import audit_heads
from donations_app.db.queries.settings import organisation
from donations_app.db.records import Record
from donations_app.db.tables import YearClosing
from donations_app.domain.closing import (
    ClosingContent,
    Figures,
    Opening,
    OpenThing,
    to_json,
    unaccepted,
)
from donations_app.domain.closing_errors import (
    YearClosedBefore,
    YearNotOver,
    YearNotReady,
    YearOutOfOrder,
)
from donations_app.domain.errors import CharactersMissing, NotAllowed, NotFound
from donations_app.domain.money import Money
from donations_app.domain.periods import day_after
from donations_app.domain.statements import Heading
from donations_app.services.books.bases import stored_base
from donations_app.services.books.beneficiary import beneficiary_of
from donations_app.services.closing.checks import open_things, overdue_instalments
from donations_app.services.statements.headings import heading_of
from receipts.closing import print_closing
from receipts.text import Unprintable

Progress = Callable[[int, int], None]


class Readiness(Struct, frozen=True):
    """A year as it could be closed today."""

    year: int
    first_on: date
    last_on: date
    open_things: tuple[OpenThing, ...]
    figures: Figures
    closed: ClosedYear | None = None  # it is closed already


def readiness(books: Books, year: int, *, progress: Progress | None = None) -> Readiness:
    """Return what of a year stands open, and the figures with which it would be closed today.

    Args:
        books: where to read.
        year: in which the fiscal year ends.
        progress: see ``open_things``.

    Raises:
        NotAllowed: the login does not see all offices.
    """
    books.check_sees_all()
    with books.read() as session:
        closed = next((one for one in closed_years(session) if one.year == year), None)
        period = _period(session, year, books.today)
        found = figures_of(session, *period, today=books.today)
    things = () if closed else tuple(open_things(books, year, period, progress=progress))
    return Readiness(year, *period, things, found, closed)


def figures_of(session: Session, first_on: date, last_on: date, *, today: date) -> Figures:
    """Return the figures of a period, and what the next one opens with."""
    overdue = overdue_instalments(session, last_on, today)
    opening = Opening(
        standing=standing_on(session, last_on),
        undeposited=undeposited_on(session, last_on),
        instalments_open=len(overdue),
        instalments_amount=Money.total(one.open for _, one in overdue),
    )
    return Figures(
        payments=number_of_payments(session, first_on, last_on),
        flows=flows(session, first_on, last_on),
        receipts=receipts_of(session, first_on, last_on),
        opening=opening,
    )


def close_year(
    books: Books, year: int, *, accept: Collection[str] = (), progress: Progress | None = None
) -> ClosingContent:
    """Close a fiscal year; from then on the database refuses whatever bears a day of it.

    Args:
        books: of the head office, where it writes.
        year: in which the fiscal year ends.
        accept: codes of warnings taken upon oneself, or "all" of them; what stops a closing is never accepted.
        progress: told how the verification goes; it may raise ``Cancelled``, and nothing is saved.

    Raises:
        NotAllowed: the author does not answer for the association.
        YearNotOver: its last day is not over.
        YearClosedBefore: it is closed.
        YearOutOfOrder: another year comes first.
        YearNotReady: something stands open. Nothing is saved in any case.
        OfficeElsewhere: these books are a copy; a year is closed at home.
    """
    check_turn(books, year)
    with books.read() as session:
        period = _period(session, year, books.today)
    found = open_things(books, year, period, progress=progress)
    if unaccepted(found, accept):
        raise YearNotReady(year, tuple(found))
    with books.acting(office=_head_office(books)).write() as write:
        _lock(write)
        _check(write.session, year, write.today)  # another window may have been faster
        return _write(write, year, period, tuple(found))


def check_turn(books: Books, year: int) -> None:
    """Refuse a year whose turn it is not, before anything that takes long.

    Raises:
        ReadOnly, NotInFieldBook: nothing is closed in these books.
        NotAllowed, YearNotOver, YearClosedBefore, YearOutOfOrder: as ``close_year``.
    """
    books.check_at_home("year_closing")
    if not books.answers:
        raise NotAllowed(books.login, "close year")
    with books.read() as session:
        _check(session, year, books.today)


def _check(session: Session, year: int, today: date) -> tuple[date, date]:
    """Return the period of a year that may be closed.

    Raises:
        YearNotOver, YearClosedBefore, YearOutOfOrder: as ``close_year``.
    """
    for one in closed_years(session):
        if one.year == year:
            raise YearClosedBefore(year, one.closed_on)
    last = last_closed(session)
    if last and year != last.year + 1:
        raise YearOutOfOrder(year, last.year + 1)
    period = _period(session, year, today)
    if today <= period[1]:
        raise YearNotOver(year, period[1])
    return period


def _period(session: Session, year: int, today: date) -> tuple[date, date]:
    """Return the first and last day of a year: it begins where the one closed before ends."""
    for one in closed_years(session):
        if one.year == year:
            return one.first_on, one.last_on
    heading: Heading = heading_of(session, year, today)
    last = last_closed(session)
    follows = last is not None and last.year == year - 1
    return day_after(last.last_on) if last and follows else heading.first_on, heading.last_on


def _head_office(books: Books) -> str:
    from donations_app.db.queries.settings import offices

    with books.read() as session:
        return next(office.code for office in offices(session) if office.is_head)


def _lock(write: Write) -> None:
    """Let nobody on a server write what belongs to years until the closing is saved, and wait for who does."""
    if write.is_server:
        tables = ", ".join(sorted(LOCKED))
        write.session.execute(text(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE"))


def _write(
    write: Write, year: int, period: tuple[date, date], accepted: tuple[OpenThing, ...]
) -> ClosingContent:
    session = write.session
    them = beneficiary_of(organisation(session, write.today))
    content = ClosingContent(
        year=year,
        first_on=period[0],
        last_on=period[1],
        closed_on=write.today,
        closed_by=write.login,
        organisation=them.name,
        identifier=f"{them.identifier_label} {them.identifier}",
        address=them.address.printed(),
        figures=figures_of(session, *period, today=write.today),
        accepted=accepted,
        heads=tuple(audit_heads(session)),
    )
    try:
        printed = print_closing(content)
    except Unprintable as error:
        raise CharactersMissing(str(year), error.characters, error.place) from error
    base_id, sample = stored_base(write, printed)
    row = rows.YearClosing(
        id=write.ids(YearClosing)[0],
        year=year,
        first_on=period[0],
        last_on=period[1],
        closed_on=write.today,
        closed_at=write.now,
        closed_by=write.login,
        accepted=",".join(one.code for one in accepted),
        content=to_json(content),
        base_id=base_id,
        tail=packed_tail(printed.tail, sample),
        sha256=printed.sha256,
    )
    write.add(Record("year.closed", f"year:{year}", {YearClosing: [row]}))
    return content


def closing_document(books: Books, year: int) -> bytes:
    """Return the document of a closing, byte by byte as it was frozen.

    Raises:
        NotFound: the year is not closed.
        BooksDamaged: the document is not the one that was made.
    """
    columns = (YearClosing.year.label("number"), YearClosing.base_id, YearClosing.tail, YearClosing.sha256)
    with books.read() as session:
        row = session.execute(select(*columns).where(YearClosing.year == year)).first()
        if row is None:
            raise NotFound("closed_year", str(year))
        return Documents(session, books.name).whole(row)
