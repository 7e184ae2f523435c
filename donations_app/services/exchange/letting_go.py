"""Letting go: everybody whose last term has ended is erased in one run, with a certificate printed before."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.erasing import erase_trail
from donations_app.db.queries.references import find
from donations_app.db.queries.register import audit_heads
from donations_app.db.queries.settings import offices
from donations_app.db.queries.trail import identity
from donations_app.db.tables import Party
from donations_app.domain.errors import HeadOfficeAlone, KnownError, NotAllowed
from donations_app.domain.keeping import CONTACT, ErasedRun
from donations_app.domain.rotation import Why, held_until
from donations_app.machine.erased_list import Erased, erased_from
from donations_app.services.exchange.kept_backups import list_backups
from donations_app.services.people.erased_rows import STAYS, Gone, erase_people, erase_person, people_rows
from donations_app.services.people.erasure import note_people
from donations_app.services.people.keeping import due_in, terms_on
from donations_app.services.statements.headings import heading_of

_STAYS: Final[tuple[Why, ...]] = ("asked", "damaged", "unverified", "elsewhere")  # whatever the rotation says


def erase_due(books: Books, year: int, out: BinaryIO | None = None) -> ErasedRun:
    """Erase everybody whose last term has ended, and say so in a certificate before anything is saved.

    All of it is one transaction: where the certificate cannot be written, nothing is erased.

    Args:
        books: of the head office.
        year: by the end of which terms end; whose day is still to come stays until then.
        out: where the certificate goes, a PDF; none: it is not printed.

    Raises:
        HeadOfficeAlone, NotAllowed: another office than the head office asks, or a clerk.
        NotInFieldBook: these books are a field book.
        OSError: the certificate cannot be written; nothing is erased.
    """
    books.check_at_home("erasure")
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
    note_people(books, [(one.ref, True) for one in gone])
    return made[0]


def erase_again(books: Books, erased: Sequence[Erased]) -> list[str]:
    """Erase people once more, whom older books that were put back hold again; return their references.

    Args:
        books: of the head office.
        erased: as ``erased_list`` names them; whoever is not in the books, or erased there, is passed over.

    Raises:
        HeadOfficeAlone, NotAllowed: another office than the head office asks, or a clerk.
        NotInFieldBook: these books are a field book.
    """
    books.check_at_home("erasure")
    done: list[str] = []
    with books.write() as write:
        _check_office(books, write.session)
        gone: Gone = defaultdict(set)
        for one in erased:
            key = find(write.session, Party, one.ref)
            rows = people_rows(write, [key]) if key else []
            kept = () if one.is_whole else STAYS
            done += [one.ref for row in rows if erase_person(write, row, kept, gone)]
        erase_trail(write, gone)
    return done


def holding(books: Books, folder: Path) -> tuple[list[Path], date | None]:
    """Return the backups of some books in a folder, which hold who is erased now, and until when rotation keeps one.

    Returns:
        The files, the newest first; and the first day on which the rotation holds none of them, where backups go on
        being made and none was asked for by somebody: such a one stays until somebody takes it away (``None``).
    """
    found = list_backups(books, folder)
    stays = [one for one in found.backups if one.why in _STAYS]
    days = [held_until(one.known.label.made_at.astimezone().date(), found.rotation) for one in found.backups]
    return [one.known.path for one in found.backups], None if stays else max(days, default=None)


def _check_office(books: Books, session: Session) -> None:
    own = books.author.office
    if not books.answers:
        raise NotAllowed(books.login, "keeping erase")
    if not any(one.is_head and one.code == own for one in offices(session)):
        raise HeadOfficeAlone(own)


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


def repeat_erasures(books: Books, backup: Path, made_at: datetime) -> tuple[list[str], list[str]]:
    """Erase again who was erased since the backup was made from which books were put back.

    Returns:
        The references of those who are erased again, and of those who could not be.
    """
    with books.read() as session:
        erased = erased_from(identity(session), backup.parent, since=made_at)
    if not erased:
        return [], []
    try:
        return erase_again(books, erased), []
    except KnownError:
        return [], [one.ref for one in erased]
