"""Calls for dues and reminders by e-mail: sent as all letters are, and noted of their members."""

import ssl
from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.domain.dues_calls import CallPlan, ToWrite
from donations_app.domain.numbers import file_name
from donations_app.formats.mail import Attachment
from donations_app.services.deliveries.dues_calls import CallOrder, Letters, planned, see_again
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
    """Send what goes by e-mail: as ``mailing.send_letters`` does.

    Raises:
        NotFound, NotMemberIn: one of those asked for is not there, or was no member in that year.
        Incomplete: nobody may sign today.
    """
    return send_letters(
        books,
        plan=partial(planned, order=order, today=books.today),
        letters=partial(_Calls, order=order, today=books.today),
        password=password,
        progress=progress,
        trust=trust,
    )


class _Calls(Letters):
    """Letters about dues as they are mailed."""

    def attachment(self, one: ToWrite, content: LetterContent) -> Attachment:
        return Attachment(f"cotisation-{file_name(one.debtor.ref)}.pdf", printed_letter(content).content)

    def identity(self, one: ToWrite, key: int) -> str:
        return f"dues.{file_name(one.debtor.ref)}.{key}"

    def see_again(self, write: Write, letters: Sequence[ToWrite]) -> None:
        refs = tuple(one.debtor.ref for one in letters)  # of the one that goes next, not all members again
        see_again(write, replace(self._order, refs=refs), letters)
