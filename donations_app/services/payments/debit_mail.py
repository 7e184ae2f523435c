"""Notices of direct debits by e-mail: sent as all letters are, and noted of their gifts."""

import ssl
from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.domain.debit_notices import Notice, NoticePlan
from donations_app.domain.numbers import file_name
from donations_app.formats.mail import Attachment
from donations_app.services.deliveries.letters import printed_letter
from donations_app.services.deliveries.mailing import LetterRun, Progress, send_letters
from donations_app.services.payments.debit_notices import Letters, NoticeOrder, note, planned, see_again
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

    Args, raises: as ``mailing.send_letters``; ``order`` is what is asked for.
    """

    def asked(session: Session) -> tuple[NoticePlan, Sequence[Notice]]:
        found = planned(session, order, books)
        return found, found.by("email")

    return send_letters(
        books,
        plan=asked,
        letters=lambda session: _Notices(books, order, Letters(session, books)),
        password=password,
        progress=progress,
        trust=trust,
    )


class _Notices(Struct):
    """Notices as they are mailed."""

    books: Books
    order: NoticeOrder
    letters: Letters

    def content(self, one: Notice) -> LetterContent:
        return self.letters.content(one)

    def address(self, one: Notice) -> str:
        return one.to.email

    def attachment(self, one: Notice, content: LetterContent) -> Attachment:
        return Attachment(f"prelevement-{file_name(one.to.gift)}.pdf", printed_letter(content).content)

    def identity(self, one: Notice, key: int) -> str:
        return f"debit.{file_name(one.to.gift)}.{key}"

    def see_again(self, write: Write, one: Notice) -> None:
        see_again(write, self.books, self.order, [one])

    def note(self, write: Write, one: Notice, outcome: str, answer: str = "") -> int:
        (key,) = note(write, [one], outcome=outcome, answer=answer)
        return key
