"""Letters by e-mail, whatever they are about: each to the one address of its reader, noted before and after.

As with receipts (docs/decisions/0014): what is begun is noted first, and what the server said last; whoever
dies in between leaves a letter in doubt, which no later run repeats unasked.
"""

import ssl
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from msgspec import Struct, field
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.settings import MailAccountRow, mail_account
from donations_app.domain.errors import ChangedMeanwhile, Incomplete, KnownError, ReadOnly
from donations_app.domain.letter_plans import LetterPlan, ToSomebody
from donations_app.domain.letters import ISOLATE, POP
from donations_app.domain.mail_errors import MailSenderRefused
from donations_app.domain.storage_errors import SendingBroken, StorageUnavailable
from donations_app.formats.mail import Attachment, ConnectionLost, MessageRefused, Submission, compose
from donations_app.services.deliveries.mail import send_each
from donations_app.services.deliveries.paper import Printable
from receipts.letter import LetterContent

Progress = Callable[[int, int], None]
P = TypeVar("P", bound=LetterPlan[Any, Any])
T = TypeVar("T", bound=ToSomebody)
T_contra = TypeVar("T_contra", contravariant=True)


class LetterRun(Struct, Generic[P, T]):
    """What a run sent by e-mail, and what it left."""

    plan: P
    sent: list[T] = field(default_factory=list)
    failed: list[tuple[T, str]] = field(default_factory=list)  # with the answer of the server
    in_doubt: list[T] = field(default_factory=list)  # the connection broke while the server took them
    changed: list[T] = field(default_factory=list)  # no longer as planned: not written to
    waiting: list[T] = field(default_factory=list)  # not reached, because the run stopped
    stopped: bool = False  # by the user
    broken: KnownError | None = None  # why it stopped by itself


class Mailable(Printable[T_contra], Protocol[T_contra]):
    """Letters of one kind; the text of each is that of the e-mail."""

    def attachment(self, one: T_contra, content: LetterContent) -> Attachment:
        """Return the PDF that goes with a letter."""

    def identity(self, one: T_contra, key: int) -> str:
        """Return the part of the Message-ID before the @, by the key of the note."""


def send_letters(
    books: Books,
    *,
    plan: Callable[[Session], P],
    letters: Callable[[Session], Mailable[T]],
    password: str,
    progress: Progress | None,
    trust: ssl.SSLContext | None,
) -> LetterRun[P, T]:
    """Send letters one after another; the same call goes on after a failure.

    Args:
        books: where to read and to note.
        plan: gives what is planned.
        letters: gives what the letters say, and notes them.
        password: of the mail account.
        progress: told how many of how many are done; it may raise ``Cancelled`` to stop between two.
        trust: certificates that are trusted instead of the system's.

    Raises:
        ReadOnly: the books were opened for reading only.
        Incomplete: there is no mail account.
        MailUnavailable: the server cannot be used; nothing was sent, nothing is noted.
        StorageUnavailable: the books cannot be used; nothing was sent. Once something was, the run tells it.
    """
    if books.read_only:
        raise ReadOnly
    with books.read() as session:
        found, account = plan(session), mail_account(session, books.today)
        run: LetterRun[P, T] = LetterRun(found)
        ready = found.by("email")
        if not ready:
            return run
        written = letters(session)
    if account is None:
        raise Incomplete("mail")
    line = Submission(account, password, trust=trust)
    LetterPost(books, run, written, account, line).send_all(ready, progress)
    return run


class LetterPost(Struct, Generic[P, T]):
    """Sends letters of one kind over one connection; what becomes of each stands in the books and in the run."""

    books: Books
    run: LetterRun[P, T]
    letters: Mailable[T]
    account: MailAccountRow
    line: Submission

    def send_all(self, ready: Sequence[T], progress: Progress | None = None) -> None:
        """Send letters one after another, and let go of the connection.

        Args:
            ready: what to send.
            progress: told how many of how many are done; it may raise ``Cancelled`` to stop between two.

        Raises:
            StorageUnavailable: the books cannot be used; nothing was sent. Once something was, the run tells it.
        """
        run = self.run
        try:
            ended = send_each(self.line, self.account.host, ready, self.send, progress)
            run.stopped, run.broken = ended.stopped, ended.broken
        except StorageUnavailable as error:
            if not (run.sent or run.failed or run.in_doubt):
                raise
            run.broken = SendingBroken(len(run.sent), len(run.in_doubt), error)
        finally:
            self.line.close()
        tried = [*run.sent, *run.in_doubt, *run.changed, *(one for one, _ in run.failed)]
        run.waiting = [one for one in ready if one not in tried]

    def send(self, one: T) -> str:
        """Send one letter; return the answer of a connection that broke meanwhile, else nothing.

        Raises:
            MailSenderRefused: the server sends nothing in our name; this one is noted as failed.
        """
        content = self.letters.content(one)
        document = self.letters.attachment(one, content)
        try:
            with self.books.write() as write:
                self.letters.see_again(write, [one])
                (key,), at = self.letters.note(write, [one], outcome="begun"), write.now
        except ChangedMeanwhile:
            self.run.changed.append(one)
            return ""
        try:
            return self._hand_over(one, content, document, key, at)
        except StorageUnavailable:  # what became of it cannot be noted
            self.run.in_doubt.append(one)
            raise

    def _hand_over(self, one: T, content: LetterContent, document: Attachment, key: int, at: datetime) -> str:
        message = compose(
            self.account,
            to=one.to.email,
            subject=plain(content.subject),
            body=content.body,
            attachment=document,
            identity=self.letters.identity(one, key),
            at=at,
        )
        try:
            self.line.send(message)
        except MessageRefused as error:
            self._failed(one, str(error))
        except MailSenderRefused as error:
            self._failed(one, error.answer)
            raise
        except ConnectionLost as error:
            if error.in_doubt:
                self.run.in_doubt.append(one)
            else:
                self._failed(one, error.answer)
            return error.answer
        else:
            self._note(one, "sent")
            self.run.sent.append(one)
        return ""

    def _failed(self, one: T, answer: str) -> None:
        self._note(one, "failed", answer)
        self.run.failed.append((one, answer))

    def _note(self, one: T, outcome: str, answer: str = "") -> None:
        with self.books.write() as write:
            self.letters.note(write, [one], outcome=outcome, answer=answer)


def plain(text: str) -> str:
    """Return a text without the signs that isolate numbers in it."""
    return text.replace(ISOLATE, "").replace(POP, "")
