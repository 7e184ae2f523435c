"""Receipts by e-mail: each to the one address of its donor, noted before and after (docs/decisions/0014).

An address is read again in the transaction that notes the sending as begun; the server gets the message
after that, and what it said is noted last. Whoever dies in between leaves a sending in doubt, which no
later run repeats unasked.
"""

import ssl
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, TypeVar

from msgspec import Struct, field

from donations_app.db.books import Books
from donations_app.db.queries.deliveries import deliverables, issued_documents, projects_of
from donations_app.db.queries.settings import MailAccountRow, mail_account
from donations_app.domain.deliveries import Deliverable, why_not_mailed
from donations_app.domain.errors import Cancelled, Incomplete, KnownError, ReadOnly
from donations_app.domain.mail_errors import MailSenderRefused, MailUnavailable, MailUnreachable
from donations_app.domain.numbers import file_name
from donations_app.domain.storage_errors import SendingBroken, StorageUnavailable
from donations_app.formats.mail import Attachment, ConnectionLost, MessageRefused, Submission, compose
from donations_app.services.deliveries.letters import Sender
from donations_app.services.deliveries.notes import locked, note
from donations_app.services.deliveries.post import NotSent
from receipts.letter import LetterContent

Progress = Callable[[int, int], None]
T = TypeVar("T")
_LOSSES: Final = 2  # connections lost one after the other, after which a run stops


class Mailed(Struct, frozen=True):
    """A message that was handed over, or could not be."""

    receipt: Deliverable
    address: str
    answer: str = ""  # of the server to a failure


class MailRun(Struct):
    """What a run sent, and what it left."""

    sent: list[Mailed] = field(default_factory=list)
    failed: list[Mailed] = field(default_factory=list)
    in_doubt: list[Mailed] = field(default_factory=list)  # the connection broke while the server took them
    left_out: list[NotSent] = field(default_factory=list)
    waiting: list[Deliverable] = field(default_factory=list)  # not reached, because the run stopped
    stopped: bool = False  # by the user
    broken: KnownError | None = None  # why it stopped by itself


class MailPlan(Struct):
    """What a run would send, and what it would leave out."""

    ready: list[Deliverable] = field(default_factory=list)
    left_out: list[NotSent] = field(default_factory=list)


def plan_mail(
    books: Books, *, year: int, payer: str = "", numbers: Sequence[str] | None = None, again: bool = False
) -> MailPlan:
    """Return what would be sent now: live receipts whose donors agreed to e-mail and did not get them yet.

    Args:
        books: where to read.
        year: of the gifts.
        payer: only the party of this reference.
        numbers: only these receipts; ``None`` for all.
        again: take those sent before, and those in doubt, too.

    Raises:
        NotFound: one of the numbers is no receipt of that year.
    """
    plan = MailPlan()
    with books.read() as session:
        found = deliverables(session, year=year, numbers=numbers, payer=payer)
    for receipt in found:
        reason = why_not_mailed(receipt, again=again)
        if reason is None:
            plan.ready.append(receipt)
        elif numbers is not None or reason != "cancelled":
            plan.left_out.append(NotSent(receipt, reason))
    return plan


def send_receipts(
    books: Books,
    *,
    year: int,
    password: str,
    payer: str = "",
    numbers: Sequence[str] | None = None,
    again: bool = False,
    progress: Progress | None = None,
    trust: ssl.SSLContext | None = None,
) -> MailRun:
    """Send the receipts of a plan, one after another; the same call goes on after a failure.

    A message that the server refuses is noted as failed, and the others go on; the next run takes it again.

    Args:
        books: where to read and to note.
        year: of the gifts.
        password: of the mail account.
        payer: only the party of this reference.
        numbers: only these receipts; ``None`` for all.
        again: take those sent before, and those in doubt, too.
        progress: told how many of how many are done; it may raise ``Cancelled`` to stop between two.
        trust: certificates that are trusted instead of the system's.

    Raises:
        ReadOnly: the books were opened for reading only.
        NotFound: one of the numbers is no receipt of that year.
        Incomplete: there is no mail account, or nobody may sign on that day.
        MailUnavailable: the server cannot be used; nothing was sent, nothing is noted.
        StorageUnavailable: the books cannot be used; nothing was sent. Once something was, the run tells it.
    """
    if books.read_only:
        raise ReadOnly
    plan = plan_mail(books, year=year, payer=payer, numbers=numbers, again=again)
    run = MailRun(left_out=plan.left_out)
    if not plan.ready:
        return run
    post = _Post(books, run, password, trust, again=again)
    try:
        _send_all(post, plan.ready, run, progress)
    finally:
        post.line.close()
    return run


class Ended(Struct):
    """Why a run ended before its end, if it did."""

    stopped: bool = False  # by the user
    broken: MailUnavailable | None = None


def send_each(
    line: Submission, host: str, ready: Sequence[T], send: Callable[[T], str], progress: Progress | None
) -> Ended:
    """Send one after another until all are sent, the user stops, or the server can no longer be used.

    Args:
        line: to the server; it is opened anew once it was lost.
        host: of the server.
        ready: what to send.
        send: sends one; it returns the answer of a connection that broke meanwhile, else nothing.
        progress: told how many of how many are done; it may raise ``Cancelled``.

    Raises:
        StorageUnavailable: the books cannot be used.
    """
    losses = 0
    try:
        for done, one in enumerate(ready):
            if progress:
                progress(done, len(ready))
            if losses:
                line.reopen()
            lost = send(one)
            losses = losses + 1 if lost else 0
            if losses == _LOSSES:
                raise MailUnreachable(host, lost)
        if progress:
            progress(len(ready), len(ready))
    except Cancelled:
        return Ended(stopped=True)
    except MailUnavailable as error:
        return Ended(broken=error)
    return Ended()


def _send_all(post: "_Post", ready: Sequence[Deliverable], run: MailRun, progress: Progress | None) -> None:
    """Send the receipts of a run, and keep what was not reached."""
    try:
        ended = send_each(post.line, post.account.host, ready, post.send, progress)
        run.stopped, run.broken = ended.stopped, ended.broken
    except StorageUnavailable as error:
        if not (run.sent or run.failed or run.in_doubt):
            raise
        run.broken = SendingBroken(len(run.sent), len(run.in_doubt), error)
    tried = {one.receipt.id for one in [*run.sent, *run.failed, *run.in_doubt]}
    tried |= {one.receipt.id for one in run.left_out}
    run.waiting = [receipt for receipt in ready if receipt.id not in tried]


class _Post:
    """Sends receipts over one connection, and notes what becomes of each in the books and in the run."""

    def __init__(
        self,
        books: Books,
        run: MailRun,
        password: str,
        trust: ssl.SSLContext | None,
        *,
        again: bool,
    ) -> None:
        self._books, self._run, self._again = books, run, again
        with books.read() as session:
            account, self._sender = mail_account(session, books.today), Sender(session, books.today)
        if account is None:
            raise Incomplete("mail")
        self.account: MailAccountRow = account
        self.line = Submission(account, password, trust=trust)

    def send(self, planned: Deliverable) -> str:
        """Send one receipt; return the answer of a connection that broke meanwhile, else nothing.

        Raises:
            MailSenderRefused: the server sends nothing in our name; this one is noted as failed.
        """
        content, document = self._written(planned)
        with self._books.write() as write:
            receipt = locked(write, planned.number)
            if reason := why_not_mailed(receipt, again=self._again):
                self._run.left_out.append(NotSent(receipt, reason))
                return ""
            (key,) = note(write, [receipt], channel="email", outcome="begun", address=receipt.email)
            at = write.now
        try:
            return self._hand_over(receipt, content, document, key, at)
        except StorageUnavailable:  # what became of it cannot be noted
            self._run.in_doubt.append(Mailed(receipt, receipt.email))
            raise

    def _hand_over(
        self, receipt: Deliverable, content: LetterContent, document: Attachment, key: int, at: datetime
    ) -> str:
        message = compose(
            self.account,
            to=receipt.email,
            subject=content.subject,
            body=content.body,
            attachment=document,
            identity=f"{file_name(receipt.number)}.{key}",
            at=at,
        )
        try:
            self.line.send(message)
        except MessageRefused as error:
            self._failed(receipt, str(error))
        except MailSenderRefused as error:
            self._failed(receipt, error.answer)
            raise
        except ConnectionLost as error:
            if error.in_doubt:
                self._run.in_doubt.append(Mailed(receipt, receipt.email, error.answer))
            else:
                self._failed(receipt, error.answer)
            return error.answer
        else:
            self._note(receipt, "sent")
            self._run.sent.append(Mailed(receipt, receipt.email))
        return ""

    def _written(self, planned: Deliverable) -> tuple[LetterContent, Attachment]:
        """Return the letter, and the document as issued; read before anything is noted as begun."""
        with self._books.read() as session:
            projects = projects_of(session, [planned.id]).get(planned.id, ())
            ((_, base, tail),) = issued_documents(session, [planned.id], place=self._books.name)
        name = f"recu-fiscal-{file_name(planned.number)}.pdf"
        return self._sender.letter_to(planned, projects), Attachment(name, base + tail)

    def _failed(self, receipt: Deliverable, answer: str) -> None:
        self._note(receipt, "failed", answer)
        self._run.failed.append(Mailed(receipt, receipt.email, answer))

    def _note(self, receipt: Deliverable, outcome: str, answer: str = "") -> None:
        with self._books.write() as write:
            note(write, [receipt], channel="email", outcome=outcome, address=receipt.email, answer=answer)
