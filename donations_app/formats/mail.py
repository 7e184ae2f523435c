"""Mail on its way out: one message, and an encrypted connection to the server that takes it.

Message submission, RFC 6409, over TLS from the first byte (RFC 8314) or after STARTTLS (RFC 3207); the
server's certificate is always checked. Only a server on this very machine may be spoken to in plain.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr
from typing import Any, Final, Protocol

from msgspec import Struct

from donations_app.domain.deliveries import is_one_line
from donations_app.domain.emails import as_sent, is_one_address
from donations_app.domain.mail_errors import (
    MailLoginRefused,
    MailNotEncrypted,
    MailPasswordMissing,
    MailSenderRefused,
    MailUnreachable,
    MailUntrusted,
)

PATIENCE: Final = 30.0  # seconds that we wait for an answer
_GOES_AWAY: Final = 421  # service not available, closing: RFC 5321, 4.2.3
_LONGEST_ANSWER: Final = 300


class Account(Protocol):
    """The columns of a mail account; drafts and query rows fit it as they are."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def security(self) -> str: ...
    @property
    def username(self) -> str: ...
    @property
    def sender(self) -> str: ...
    @property
    def sender_name(self) -> str: ...


class MessageRefused(Exception):
    """The server does not take this message; ``args[0]`` is its answer. Others may go on."""


class ConnectionLost(Exception):
    """The connection broke.

    Attributes:
        answer: what is known of it.
        in_doubt: the message was on its way, and nobody knows whether the server took it.
    """

    def __init__(self, answer: str, *, in_doubt: bool) -> None:
        super().__init__(answer)
        self.answer = answer
        self.in_doubt = in_doubt


class Attachment(Struct, frozen=True):
    """A PDF that goes with a message."""

    name: str
    content: bytes
    kind: str = "pdf"  # of application/...


class Outgoing(Struct, frozen=True):
    """A message as the server gets it, and its only recipient, in ASCII."""

    to: str
    content: bytes
    kind: str = "pdf"  # of application/...


def compose(
    account: Account, *, to: str, subject: str, body: str, attachment: Attachment, identity: str, at: datetime
) -> Outgoing:
    """Return a message to exactly one address.

    Args:
        account: whose sender writes.
        to: the only address.
        subject: one line.
        body: plain text.
        attachment: a file.
        identity: the part of the Message-ID before the @; the same message keeps it.
        at: the moment of sending.

    Raises:
        ValueError: an address is none or several, or a header has a line break.
    """
    if not (is_one_address(to) and is_one_address(account.sender)):
        raise ValueError("not exactly one address")
    if not all(map(is_one_line, (subject, identity, account.sender_name, attachment.name))):
        raise ValueError("a line break in a header")
    sender = as_sent(account.sender)
    document = MIMEApplication(attachment.content, attachment.kind)
    document.add_header("Content-Disposition", "attachment", filename=attachment.name)
    message = MIMEMultipart(_subparts=[MIMEText(body, "plain", "utf-8"), document])
    message["From"] = formataddr((_encoded("From", account.sender_name), sender))
    message["To"] = as_sent(to)
    message["Subject"] = _encoded("Subject", subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{identity}@{sender.partition('@')[2]}>"
    return Outgoing(as_sent(to), message.as_bytes(policy=compat32.clone(linesep="\r\n")))


def _encoded(name: str, text: str) -> str:
    """Return the text of the header ``name`` in ASCII, RFC 2047; newer email policies lose spaces in it."""
    return text if text.isascii() else Header(text, "utf-8", header_name=name).encode(linesep="")


class Submission:
    """A connection to the server, open until ``close``; lost, it can be opened anew.

    Args:
        account: the server and who we are there.
        password: empty only where the server asks for none.
        trust: certificates that are trusted instead of the system's; it must check names.
        patience: seconds that we wait for an answer.

    Raises:
        MailUnavailable: one subclass for each thing that can be wrong; nothing was sent.
    """

    def __init__(
        self,
        account: Account,
        password: str,
        *,
        trust: ssl.SSLContext | None = None,
        patience: float = PATIENCE,
    ) -> None:
        if account.username and not password:
            raise MailPasswordMissing(account.username)
        if trust and not (trust.check_hostname and trust.verify_mode == ssl.CERT_REQUIRED):
            raise ValueError("certificates must be checked")
        self._account = account
        self._password = password
        self._trust = trust
        self._patience = patience
        self._server = self._opened()

    def reopen(self) -> None:
        """Connect anew.

        Raises:
            MailUnavailable: see the class.
        """
        self._server.close()  # nobody is there to say goodbye to
        self._server = self._opened()

    def close(self) -> None:
        """Say goodbye, if anybody is still there."""
        try:
            self._server.quit()
        except (smtplib.SMTPException, OSError):
            self._server.close()

    def send(self, message: Outgoing) -> None:
        """Hand one message over; when this returns, the server has taken it.

        Raises:
            MessageRefused: the server does not want this one, or this recipient.
            ConnectionLost: it broke; ``in_doubt`` says whether the message may have been taken.
            MailSenderRefused: the server sends nothing in our name.
        """
        account = self._account
        code, answer = self._asked(lambda: self._server.mail(as_sent(account.sender)))
        if code != 250:
            self._forget()
            raise MailSenderRefused(account.host, account.sender, answer)
        code, answer = self._asked(lambda: self._server.rcpt(message.to))
        if code not in (250, 251):
            self._forget()
            raise MessageRefused(answer)
        code, answer = self._asked(lambda: self._server.data(message.content), in_doubt=True)
        if code != 250:
            self._forget()
            raise MessageRefused(answer)

    def _asked(self, ask: Callable[[], tuple[int, bytes]], *, in_doubt: bool = False) -> tuple[int, str]:
        """Return what the server answers."""
        try:
            code, said = ask()
        except smtplib.SMTPDataError as error:  # it refused before the message was on its way
            code, said = error.smtp_code, _bytes(error.smtp_error)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise ConnectionLost(_readable(error), in_doubt=in_doubt) from error
        if code == _GOES_AWAY:
            raise ConnectionLost(_answer(code, said), in_doubt=False)
        return code, _answer(code, said)

    def _forget(self) -> None:
        """Have the server forget the message it refused."""
        try:
            self._server.rset()
        except (smtplib.SMTPException, OSError):
            self._server.close()  # the next message finds out

    def _opened(self) -> smtplib.SMTP:
        host = self._account.host
        with _known_errors(host):
            server = self._connected()
            try:
                self._log_in(server)
            except BaseException:
                server.close()
                raise
        return server

    def _connected(self) -> smtplib.SMTP:
        account, context = self._account, self._trust or ssl.create_default_context()
        if account.security == "tls":
            return smtplib.SMTP_SSL(account.host, account.port, timeout=self._patience, context=context)
        server = smtplib.SMTP(account.host, account.port, timeout=self._patience)
        if account.security == "plain" and _is_this_machine(server):
            return server
        try:
            self._encrypt(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _encrypt(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo()
        if not server.has_extn("starttls"):
            raise MailNotEncrypted(self._account.host)
        server.starttls(context=context)

    def _log_in(self, server: smtplib.SMTP) -> None:
        account = self._account
        if not account.username:
            server.ehlo_or_helo_if_needed()
            return
        try:
            server.login(account.username, self._password)
        except smtplib.SMTPAuthenticationError as error:
            answer = _answer(error.smtp_code, _bytes(error.smtp_error))
            raise MailLoginRefused(account.host, account.username, answer) from None
        except smtplib.SMTPNotSupportedError as error:
            raise MailLoginRefused(account.host, account.username, str(error)) from None


@contextmanager
def _known_errors(host: str) -> Iterator[None]:
    """Turn what can go wrong while connecting into our errors."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise MailUntrusted(host, error.verify_message) from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailUnreachable(host, _readable(error)) from error


def _is_this_machine(server: smtplib.SMTP) -> bool:
    return server.sock is not None and server.sock.getpeername()[0] in ("127.0.0.1", "::1")


def _bytes(said: Any) -> bytes:
    return said if isinstance(said, bytes) else str(said).encode()


def _answer(code: int, said: bytes) -> str:
    return _one_line(f"{code} {said.decode('utf-8', 'replace')}")


def _readable(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer"
    if isinstance(error, socket.gaierror):
        return "unknown name"
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return _one_line(said or type(error).__name__)


def _one_line(text: str) -> str:
    """Return what a server said, fit to be kept: one line, nothing invisible, not too long."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_LONGEST_ANSWER]
