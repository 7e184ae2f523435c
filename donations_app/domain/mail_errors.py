"""What stands between this program and the mail server of the association."""

from dataclasses import dataclass
from datetime import date

from donations_app.domain.errors import KnownError, RuleBroken


class MailUnavailable(KnownError):
    """Mail cannot be sent; what was sent before is noted, and nothing is sent after."""


@dataclass(eq=False)
class MailUnreachable(MailUnavailable):
    """The mail server does not answer, or the connection broke."""

    host: str
    answer: str


@dataclass(eq=False)
class MailUntrusted(MailUnavailable):
    """The mail server cannot prove that it is the one asked for."""

    host: str
    answer: str


@dataclass(eq=False)
class MailNotEncrypted(MailUnavailable):
    """The mail server offers no encryption."""

    host: str


@dataclass(eq=False)
class MailLoginRefused(MailUnavailable):
    """The mail server refuses user name or password."""

    host: str
    username: str
    answer: str


@dataclass(eq=False)
class MailSenderRefused(MailUnavailable):
    """The mail server sends nothing in the name of the association's address."""

    host: str
    sender: str
    answer: str


@dataclass(eq=False)
class RecipientRefused(MailUnavailable):
    """The mail server does not take a message to this address."""

    address: str
    answer: str


@dataclass(eq=False)
class MailPasswordMissing(MailUnavailable):
    """The mail account wants a password, and none was given."""

    username: str


@dataclass(eq=False)
class NotMailable(RuleBroken):
    """Somebody gets no e-mail, or had this one; nothing was sent."""

    name: str
    reason: str  # ``mail_words.UNMAILABLE`` has them
    had_on: date | None = None  # the day on which it went
