"""Circulars by e-mail: sent as all letters are, and noted of their readers."""

import ssl
from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.domain.circulars import CircularPlan, Copy
from donations_app.domain.numbers import file_name
from donations_app.formats.mail import Attachment
from donations_app.services.deliveries.circulars import CircularOrder, Letters, note, planned, see_again
from donations_app.services.deliveries.letters import printed_letter
from donations_app.services.deliveries.mailing import LetterRun, Progress, send_letters
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

    def asked(session: Session) -> tuple[CircularPlan, Sequence[Copy]]:
        found = planned(session, order, books.today)
        return found, found.by("email")

    return send_letters(
        books,
        plan=asked,
        letters=lambda session: MailedCirculars(
            order, Letters(session, order, books.today, books.author.office)
        ),
        password=password,
        progress=progress,
        trust=trust,
    )


class MailedCirculars(Struct):
    """Letters to a list as they are mailed."""

    order: CircularOrder
    letters: Letters

    def content(self, one: Copy) -> LetterContent:
        return self.letters.content(one)

    def address(self, one: Copy) -> str:
        return one.to.email

    def attachment(self, one: Copy, content: LetterContent) -> Attachment:
        return Attachment(f"{file_name(self.order.draft.name)}.pdf", printed_letter(content).content)

    def identity(self, one: Copy, key: int) -> str:
        return f"circular.{file_name(one.to.ref)}.{key}"

    def see_again(self, write: Write, one: Copy) -> None:
        see_again(write, self.order, [one])

    def note(self, write: Write, one: Copy, outcome: str, answer: str = "") -> int:
        (key,) = note(write, self.order, [(one, self.letters.subject(one))], outcome=outcome, answer=answer)
        return key
