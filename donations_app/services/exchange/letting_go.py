"""Letting go: everybody whose last term has ended is erased in one run, with a certificate printed before."""

from typing import BinaryIO

from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.register import audit_heads
from donations_app.db.queries.settings import offices
from donations_app.domain.errors import NotAllowed
from donations_app.domain.keeping import CONTACT, ErasedRun
from donations_app.services.people.erased_rows import erase_people
from donations_app.services.people.keeping import due_in, terms_on
from donations_app.services.statements.headings import heading_of


def erase_due(books: Books, year: int, out: BinaryIO | None = None) -> ErasedRun:
    """Erase everybody whose last term has ended, and say so in a certificate before anything is saved.

    All of it is one transaction: where the certificate cannot be written, nothing is erased.

    Args:
        books: of the head office.
        year: by the end of which terms end; whose day is still to come stays until then.
        out: where the certificate goes, a PDF; none: it is not printed.

    Raises:
        NotAllowed: another office than the head office asks.
        OSError: the certificate cannot be written; nothing is erased.
    """
    today, made = books.today, list[ErasedRun]()

    def certify(session: Session) -> None:
        run = ErasedRun(
            year, today, books.login, tuple(gone), tuple(later), lines, before, tuple(audit_heads(session))
        )
        made.append(run)
        if out is not None and gone:
            _print(session, out, run)

    with books.write(sealed=certify) as write:
        session = write.session
        _check_office(books, session)
        before = tuple(audit_heads(session))
        due = due_in(session, year, today=today)
        gone = [one for one in due if one.on <= today]
        later = [one for one in due if one.on > today]
        lines = erase_people(write, [one.id for one in gone]) if gone else 0
    return made[0]


def _check_office(books: Books, session: Session) -> None:
    own = books.author.office
    if not books.answers or not any(one.is_head and one.code == own for one in offices(session)):
        raise NotAllowed(books.login, "keeping erase")


def _print(session: Session, out: BinaryIO, run: ErasedRun) -> None:
    from receipts.erased import write_certificate

    heading = heading_of(session, run.year, run.on, calendar=True)
    figures = {
        "contact" if one.kind.figure == CONTACT else one.kind.code: one.figure
        for one in terms_on(session, run.on)
        if one.figure
    }
    write_certificate(out, heading, run, figures)
    out.flush()
