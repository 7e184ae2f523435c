"""Receipts by post: one file to print in the order of the post, and the note that they were sent."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct, field
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.deliveries import deliverables, issued_documents, projects_of
from donations_app.db.queries.settings import mail_account
from donations_app.domain.deliveries import Deliverable, Reason, why_not_posted
from donations_app.domain.numbers import file_name
from donations_app.formats.writing import make_folder, placed
from donations_app.services.deliveries.letters import Sender, printed_letter
from donations_app.services.deliveries.notes import note
from donations_app.services.deliveries.paper import on_disk, opened
from receipts.binding import Binder
from receipts.pages import Printed

Progress = Callable[[int, int], None]


class NotSent(Struct, frozen=True):
    """A receipt that a run left out."""

    receipt: Deliverable
    reason: Reason


class PrintRun(Struct):
    """What a run printed, and what it left."""

    posted: list[Deliverable] = field(default_factory=list)  # in the order of the pages
    left_out: list[NotSent] = field(default_factory=list)
    to_take_out: list[NotSent] = field(default_factory=list)  # printed, and meanwhile no longer to be sent
    letters: int = 0
    pages: int = 0


def print_run(
    books: Books,
    out: Path | None,
    *,
    year: int | None = None,
    numbers: Sequence[str] | None = None,
    with_letters: bool = False,
    again: bool = False,
    by_post: bool = False,
    force: bool = False,
    is_noted: bool = True,
    progress: Progress | None = None,
) -> PrintRun:
    """Write one file to print, sorted for the post, and note its receipts as posted once it is whole.

    Args:
        books: where to read and to note.
        out: the file; ``None`` does everything but keep one.
        year: of the gifts; ``None`` for all.
        numbers: only these receipts; ``None`` for all.
        with_letters: put before each receipt its letter of thanks; the estates of the dead get none.
        again: take those that reached their donors before, too.
        by_post: take those whose donors agreed to e-mail, too; they are taken anyway where they are named by
            their numbers, or while no account of the association sends it.
        force: replace a file that stands there.
        is_noted: note them at once; else ``note_printed`` does, once a person has the paper in his hands.
        progress: told how many of how many are done; it may raise ``Cancelled``: no file, nothing noted.

    Raises:
        NotFound: no receipt bears one of the numbers.
        FileExists, FileUnwritable: the file cannot be written there; nothing is noted.
        StorageUnavailable: nothing can be noted; there is no file.
        LetterUnprintable, LetterTooLong, Incomplete: a letter cannot be written; nothing is noted.
    """
    with ExitStack() as stack:
        with books.read() as session:
            run = _sorted_out(session, books.today, year=year, numbers=numbers, again=again, by_post=by_post)
            if not run.posted:
                return run
            file = stack.enter_context(opened(out, force=force))
            _bind(session, file, run, books, with_letters=with_letters, progress=progress)
        on_disk(file)
        if is_noted:  # before the file is put in place: where it cannot be noted, there is none
            _note_posted(books, run, again=again)
    return run


def _sorted_out(
    session: Session,
    today: date,
    *,
    year: int | None,
    numbers: Sequence[str] | None,
    again: bool,
    by_post: bool,
) -> PrintRun:
    """Return a run with what goes by post, in its order, and what does not; the arguments are those of the run."""
    run, are_named = PrintRun(), numbers is not None
    has_mail = not (by_post or numbers) and mail_account(session, today) is not None
    for receipt in deliverables(session, year=year, numbers=numbers):
        reason = why_not_posted(receipt, again=again, has_mail=has_mail)
        if not reason:
            run.posted.append(receipt)
        elif are_named or not receipt.is_cancelled:
            run.left_out.append(NotSent(receipt, reason))
    run.posted.sort(key=lambda receipt: receipt.postal_order)
    return run


def note_printed(books: Books, run: PrintRun, *, again: bool = False) -> None:
    """Note as posted what a run printed without noting it; the run says what to take out of the pages.

    Args:
        books: where to note.
        run: of ``print_run`` with ``is_noted=False``.
        again: as the run was asked.
    """
    _note_posted(books, run, again=again)


def _bind(
    session: Session,
    file: BinaryIO,
    run: PrintRun,
    books: Books,
    *,
    with_letters: bool,
    progress: Progress | None,
) -> None:
    total = len(run.posted)
    binder = Binder(file, _title(run.posted))
    keys = [receipt.id for receipt in run.posted]
    letters = _letters(session, run.posted, books.today) if with_letters else iter([None] * total)
    documents = issued_documents(session, keys, place=books.name)
    for done, (letter, (_, base, tail)) in enumerate(zip(letters, documents, strict=True)):
        if progress:
            progress(done, total)
        if letter:
            binder.add(letter.base.content, letter.tail)
            run.letters += 1
        binder.add(base, tail)
    run.pages = binder.close()
    if progress:
        progress(total, total)


def _title(receipts: Sequence[Deliverable]) -> str:
    years = sorted({receipt.year for receipt in receipts})
    return f"Reçus fiscaux {', '.join(map(str, years))} : {len(receipts)} envois"


def _letters(session: Session, receipts: Sequence[Deliverable], today: date) -> Iterator[Printed | None]:
    sender = Sender(session, today)
    projects = projects_of(session, [receipt.id for receipt in receipts])
    for receipt in receipts:
        if receipt.is_deceased:
            yield None
            continue
        yield printed_letter(sender.letter_to(receipt, projects.get(receipt.id, ())))


def _note_posted(books: Books, run: PrintRun, *, again: bool) -> None:
    """Note what was printed in one transaction, but for what was cancelled or sent meanwhile."""
    with books.write() as write:
        numbers = [receipt.number for receipt in run.posted]
        now = {receipt.number: receipt for receipt in deliverables(write.session, numbers=numbers)}
        reasons = {number: why_not_posted(now[number], again=again) for number in numbers}
        run.to_take_out = [
            NotSent(now[number], reason) for number, reason in reasons.items() if reason is not None
        ]
        run.posted = [now[number] for number, reason in reasons.items() if reason is None]
        note(write, run.posted, channel="post", outcome="sent")


def write_copies(
    books: Books, folder: Path, *, year: int, force: bool = False, progress: Progress | None = None
) -> list[tuple[Deliverable, Path]]:
    """Write each live receipt of a year into a file of its own; nothing is noted.

    Args:
        books: where to read.
        folder: it is made where it is missing.
        year: of the gifts.
        force: replace files that stand there.
        progress: told how many of how many are done; it may raise ``Cancelled``: the files written stay.

    Raises:
        FileExists, FileUnwritable: a file cannot be written there; those before stay.
    """
    with books.read() as session:
        live = [receipt for receipt in deliverables(session, year=year) if not receipt.is_cancelled]
        make_folder(folder)
        documents = issued_documents(session, [receipt.id for receipt in live], place=books.name)
        written: list[tuple[Deliverable, Path]] = []
        for receipt, (_, base, tail) in zip(live, documents, strict=True):
            if progress:
                progress(len(written), len(live))
            path = folder / f"{file_name(receipt.number)}.pdf"
            with placed(path, force=force) as file:
                file.write(base + tail)
            written.append((receipt, path))
    return written
