"""Calls for dues and reminders by e-mail: sent as all letters are, and noted of their members."""

import ssl
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.domain.dues_calls import CallPlan, ToWrite
from donations_app.domain.numbers import file_name
from donations_app.formats.mail import Attachment
from donations_app.services.deliveries.dues_calls import CallOrder, Letters, note, planned, see_again
from donations_app.services.deliveries.letters import printed_letter
from donations_app.services.deliveries.mailing import LetterRun, Progress, send_letters
from receipts.letter import LetterContent

CallRun = LetterRun[CallPlan, ToWrite]


def send_calls(
    books: Books,
    order: CallOrder,
    *,
    password: str,
    progress: Progress | None = None,
    trust: ssl.SSLContext | None = None,
) -> CallRun:
    """Send what a plan sends by e-mail, one after another; the same call goes on after a failure.

    Args:
        books: where to read and to note.
        order: what is asked for.
        password: of the mail account.
        progress: told how many of how many are done; it may raise ``Cancelled`` to stop between two.
        trust: certificates that are trusted instead of the system's.

    Raises:
        ReadOnly: the books were opened for reading only.
        NotFound, NotMemberIn: one of those asked for is not there, or was no member in that year.
        Incomplete: nobody may sign on that day.
        MailUnavailable: the server cannot be used; nothing was sent, nothing is noted.
        StorageUnavailable: the books cannot be used; nothing was sent. Once something was, the run tells it.
    """

    def asked(session: Session) -> tuple[CallPlan, Sequence[ToWrite]]:
        found = planned(session, order, books.today)
        return found, found.by("email")

    return send_letters(
        books,
        plan=asked,
        letters=lambda session: _Calls(order, Letters(session, books.today)),
        password=password,
        progress=progress,
        trust=trust,
    )


class _Calls(Struct):
    """Letters about dues as they are mailed."""

    order: CallOrder
    letters: Letters

    def content(self, one: ToWrite) -> LetterContent:
        return self.letters.content(one)

    def address(self, one: ToWrite) -> str:
        return one.debtor.email

    def attachment(self, one: ToWrite, content: LetterContent) -> Attachment:
        return Attachment(f"cotisation-{file_name(one.debtor.ref)}.pdf", printed_letter(content).content)

    def identity(self, one: ToWrite, key: int) -> str:
        return f"dues.{file_name(one.debtor.ref)}.{key}"

    def see_again(self, write: Write, one: ToWrite) -> None:
        see_again(write, replace(self.order, refs=(one.debtor.ref,)), [one])

    def note(self, write: Write, one: ToWrite, outcome: str, answer: str = "") -> int:
        (key,) = note(write, [one], outcome=outcome, answer=answer)
        return key
