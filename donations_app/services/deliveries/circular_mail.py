"""Circulars by e-mail: sent as all letters are, and noted of their readers."""

import ssl
from functools import partial

from donations_app.db.books import Books
from donations_app.domain.circulars import CircularPlan, Copy
from donations_app.domain.numbers import file_name
from donations_app.formats.mail import Attachment
from donations_app.services.deliveries.circulars import CircularOrder, Letters, planned
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
    """Send what goes by e-mail: as ``mailing.send_letters`` does.

    Raises:
        InputRefused, CircularReworded: as ``circulars.plan``.
        Incomplete: nobody may sign today.
    """
    return send_letters(
        books,
        plan=partial(planned, order=order, today=books.today),
        letters=partial(MailedCirculars, order=order, books=books),
        password=password,
        progress=progress,
        trust=trust,
    )


class MailedCirculars(Letters):
    """Letters to a list as they are mailed."""

    def attachment(self, _one: Copy, content: LetterContent) -> Attachment:
        return Attachment(f"{file_name(self._order.draft.name)}.pdf", printed_letter(content).content)

    def identity(self, one: Copy, key: int) -> str:
        return f"circular.{file_name(one.to.ref)}.{key}"
