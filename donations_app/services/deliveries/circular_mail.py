"""Circulars by e-mail: sent as all letters are, and noted of their readers."""

import ssl
from dataclasses import dataclass

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.settings import mail_account
from donations_app.domain.circulars import CircularPlan, Copy
from donations_app.domain.errors import Incomplete, ReadOnly
from donations_app.domain.numbers import file_name
from donations_app.formats.mail import Submission
from donations_app.services.deliveries.circulars import CircularOrder, Letters, note, planned, see_again
from donations_app.services.deliveries.mailing import LetterPost, LetterRun, Progress
from receipts.letter import LetterContent

CircularRun = LetterRun[CircularPlan, Copy]


def send_circular(
    books: Books,
    order: CircularOrder,
    *,
    password: str,
    progress: Progress | None = None,
    trust: ssl.SSLContext | None = None,
) -> CircularRun:
    """Send what a plan sends by e-mail, one after another; the same call goes on after a failure.

    Args:
        books: where to read and to note.
        order: what is asked for.
        password: of the mail account.
        progress: told how many of how many are done; it may raise ``Cancelled`` to stop between two.
        trust: certificates that are trusted instead of the system's.

    Raises:
        ReadOnly: the books were opened for reading only.
        InputRefused: the circular cannot be written as it is.
        CircularReworded: another text went out under its name.
        Incomplete: nobody may sign on that day.
        MailUnavailable: the server cannot be used; nothing was sent, nothing is noted.
        StorageUnavailable: the books cannot be used; nothing was sent. Once something was, the run tells it.
    """
    if books.read_only:
        raise ReadOnly
    with books.read() as session:
        found, account = planned(session, order, books.today), mail_account(session, books.today)
        run, ready = CircularRun(found), found.by("email")
        if not ready:
            return run
        letters = _Circulars(order, Letters(session, order, books.today))
    if account is None:
        raise Incomplete("mail")
    line = Submission(account, password, trust=trust)
    LetterPost(books, run, letters, account, line).send_all(ready, progress)
    return run


@dataclass(slots=True)
class _Circulars:
    """Letters to a list as they are mailed."""

    order: CircularOrder
    letters: Letters

    def content(self, one: Copy) -> LetterContent:
        return self.letters.content(one)

    def address(self, one: Copy) -> str:
        return one.reader.email

    def file(self, one: Copy) -> str:
        return f"{file_name(self.order.draft.name)}.pdf"

    def identity(self, one: Copy, key: int) -> str:
        return f"circular.{file_name(one.reader.ref)}.{key}"

    def see_again(self, write: Write, one: Copy) -> None:
        see_again(write, self.order, [one])

    def note(self, write: Write, one: Copy, outcome: str, answer: str = "") -> int:
        (key,) = note(write, self.order, [(one, self.letters.subject(one))], outcome=outcome, answer=answer)
        return key
