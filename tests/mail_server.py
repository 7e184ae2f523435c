"""A real mail server in a thread, with a certificate that only the tests trust."""

import os
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from msgspec import Struct, field

USER, PASSWORD = "recus@aman.example", "secret & long"  # the account that the server knows


class MailServer(Struct):
    """What the server got, and how it shall behave."""

    port: int
    trust: ssl.SSLContext  # trusts this server
    authority: trustme.CA
    got: list[tuple[list[str], EmailMessage]] = field(default_factory=list)  # recipients and message
    recipients: dict[str, str] = field(default_factory=dict)  # address -> answer instead of "250 OK"
    contents: dict[str, str] = field(default_factory=dict)  # address -> answer after its message
    senders: dict[str, str] = field(default_factory=dict)
    breaks_at: dict[str, str] = field(default_factory=dict)  # address -> "RCPT" or "DATA": the line is cut
    before: Callable[[str], None] = lambda _address: None  # called with a recipient before it is accepted
    after: Callable[[str], None] = lambda _address: None  # called once its message has arrived

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 log in first"
        if address in self.senders:
            return self.senders[address]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.before(address)
        if self.breaks_at.get(address) == "RCPT":
            cast("Any", server).transport.abort()
        if address in self.recipients:
            return self.recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        (address,) = envelope.rcpt_tos
        if address in self.contents:
            return self.contents[address]
        message = message_from_bytes(cast("bytes", envelope.content), policy=default)
        self.got.append((list(envelope.rcpt_tos), message))
        self.after(address)
        if self.breaks_at.get(address) == "DATA":
            cast("Any", server).transport.abort()
        return "250 OK"

    @property
    def receivers(self) -> list[str]:
        """The recipients of the messages that arrived, in their order."""
        return [address for addresses, _ in self.got for address in addresses]


def _authenticate(*asked: Any) -> AuthResult:
    login = asked[-1]
    known = isinstance(login, LoginPassword) and (login.login, login.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=known, handled=False)


@contextmanager
def running(security: str = "tls", *, name: str = "localhost") -> Iterator[MailServer]:
    """Run a server whose certificate is for ``name``; it takes mail only from who logs in."""
    authority = trustme.CA()
    certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(certificate)
    # the tests' authority alone: to read all those of the system takes longer than most of these tests
    trust = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())
    mail = MailServer(_free_port(), trust, authority)
    options: dict[str, Any] = {
        "authenticator": _authenticate,
        "auth_require_tls": False,
    }
    if security == "tls":
        options["ssl_context"] = certificate
    elif security == "starttls":
        options |= {"tls_context": certificate, "require_starttls": True}
    controller = Controller(mail, hostname="127.0.0.1", port=mail.port, **options)
    with pytest.MonkeyPatch.context() as patched:  # it calls itself once, and would read all authorities too
        patched.setenv("SSL_CERT_FILE", os.devnull)
        controller.start()
    try:
        yield mail
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
