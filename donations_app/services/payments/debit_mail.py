"""Notices of direct debits by e-mail: sent as all letters are, and noted of their gifts."""

import ssl
from functools import partial

from donations_app.db.books import Books
from donations_app.domain.debit_notices import Notice, NoticePlan
from donations_app.domain.numbers import file_name
from donations_app.formats.mail import Attachment
from donations_app.services.deliveries.letters import printed_letter
from donations_app.services.deliveries.mailing import LetterRun, Progress, send_letters
from donations_app.services.payments.debit_notices import Letters, NoticeOrder, planned
from receipts.letter import LetterContent

NoticeRun = LetterRun[NoticePlan, Notice]


def send_notices(
    books: Books,
    order: NoticeOrder,
    *,
    password: str,
    progress: Progress | None = None,
    trust: ssl.SSLContext | None = None,
) -> NoticeRun:
    """Send the notices that go by e-mail, one after another; the same call goes on after a failure.

    Args, raises: as ``mailing.send_letters``; and as ``debit_notices.plan``.
    """
    return send_letters(
        books,
        plan=partial(planned, order=order, books=books),
        letters=partial(_Notices, order=order, books=books),
        password=password,
        progress=progress,
        trust=trust,
    )


class _Notices(Letters):
    """Notices as they are mailed."""

    def attachment(self, one: Notice, content: LetterContent) -> Attachment:
        return Attachment(f"prelevement-{file_name(one.to.gift)}.pdf", printed_letter(content).content)

    def identity(self, one: Notice, key: int) -> str:
        return f"debit.{file_name(one.to.gift)}.{key}"
