"""Calls for dues and reminders by e-mail: each to the one address of its member, noted before and after.

As with receipts (docs/decisions/0014): what is begun is noted first, and what the server said last; whoever
dies in between leaves a letter in doubt, which no later run repeats unasked.
"""

import ssl
from dataclasses import dataclass, field, replace
from datetime import datetime

from donations_app.db.books import Books
from donations_app.db.queries.settings import MailAccountRow, mail_account
from donations_app.domain.dues_calls import CallPlan, LeftOut, ToWrite
from donations_app.domain.errors import ChangedMeanwhile, Incomplete, KnownError, ReadOnly
from donations_app.domain.letters import ISOLATE, POP
from donations_app.domain.mail_errors import MailSenderRefused
from donations_app.domain.numbers import file_name
from donations_app.domain.storage_errors import SendingBroken, StorageUnavailable
from donations_app.formats.mail import Attachment, ConnectionLost, MessageRefused, Submission, compose
from donations_app.services.deliveries.dues_calls import CallOrder, Letters, note, planned, see_again
from donations_app.services.deliveries.letters import printed_letter
from donations_app.services.deliveries.mail import Progress, send_each
from receipts.letter import LetterContent


@dataclass(slots=True)
class CallRun:
    """What a run sent by e-mail, and what it left."""

    plan: CallPlan
    sent: list[ToWrite] = field(default_factory=list)
    failed: list[tuple[ToWrite, str]] = field(default_factory=list)  # with the answer of the server
    in_doubt: list[ToWrite] = field(default_factory=list)  # the connection broke while the server took them
    changed: list[ToWrite] = field(default_factory=list)  # paid, left or were written to meanwhile
    waiting: list[ToWrite] = field(default_factory=list)  # not reached, because the run stopped
    stopped: bool = False  # by the user
    broken: KnownError | None = None  # why it stopped by itself

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Whom the run did not write to, and why."""
        return self.plan.left_out


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
    if books.read_only:
        raise ReadOnly
    with books.read() as session:
        found, account = planned(session, order, books.today), mail_account(session, books.today)
        run, ready = CallRun(found), found.by("email")
        if not ready:
            return run
        letters = Letters(session, books.today)
    if account is None:
        raise Incomplete("mail")
    post = _Post(books, order, run, letters, account, Submission(account, password, trust=trust))
    try:
        ended = send_each(post.line, account.host, ready, post.send, progress)
        run.stopped, run.broken = ended.stopped, ended.broken
    except StorageUnavailable as error:
        if not (run.sent or run.failed or run.in_doubt):
            raise
        run.broken = SendingBroken(len(run.sent), len(run.in_doubt), error)
    finally:
        post.line.close()
    tried = [*run.sent, *run.in_doubt, *run.changed, *(one for one, _ in run.failed)]
    run.waiting = [one for one in ready if one not in tried]
    return run


@dataclass(slots=True)
class _Post:
    """Sends letters over one connection, and notes what becomes of each in the books and in the run."""

    books: Books
    order: CallOrder
    run: CallRun
    letters: Letters
    account: MailAccountRow
    line: Submission

    def send(self, one: ToWrite) -> str:
        """Send one letter; return the answer of a connection that broke meanwhile, else nothing.

        Raises:
            MailSenderRefused: the server sends nothing in our name; this one is noted as failed.
        """
        content = self.letters.content(one)
        document = Attachment(f"cotisation-{file_name(one.debtor.ref)}.pdf", printed_letter(content).content)
        try:
            with self.books.write() as write:
                see_again(write, replace(self.order, refs=(one.debtor.ref,)), [one])
                (key,) = note(write, [one], outcome="begun")
                at = write.now
        except ChangedMeanwhile:
            self.run.changed.append(one)
            return ""
        try:
            return self._hand_over(one, content, document, key, at)
        except StorageUnavailable:  # what became of it cannot be noted
            self.run.in_doubt.append(one)
            raise

    def _hand_over(
        self, one: ToWrite, content: LetterContent, document: Attachment, key: int, at: datetime
    ) -> str:
        message = compose(
            self.account,
            to=one.debtor.email,
            subject=_plain(content.subject),
            body=content.body,
            attachment=document,
            identity=f"dues.{file_name(one.debtor.ref)}.{key}",
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

    def _failed(self, one: ToWrite, answer: str) -> None:
        self._note(one, "failed", answer)
        self.run.failed.append((one, answer))

    def _note(self, one: ToWrite, outcome: str, answer: str = "") -> None:
        with self.books.write() as write:
            note(write, [one], outcome=outcome, answer=answer)


def _plain(text: str) -> str:
    return text.replace(ISOLATE, "").replace(POP, "")
