"""A message to try the mail account with: to one address, without a receipt, noted nowhere."""

import ssl

from donations_app.db.books import Books
from donations_app.db.queries.settings import MailAccountRow, mail_account
from donations_app.domain.emails import address_of, problem_of_address
from donations_app.domain.errors import Incomplete, InputRefused, Problem
from donations_app.domain.mail_errors import MailUnreachable, RecipientRefused
from donations_app.formats.mail import (
    Attachment,
    ConnectionLost,
    MessageRefused,
    Outgoing,
    Submission,
    compose,
)
from donations_app.services.deliveries.letters import example_letter, printed_letter


def send_trial(
    books: Books, *, to: str, language: str, password: str, trust: ssl.SSLContext | None = None
) -> None:
    """Send the letter in force with its example to one address, the same letter as a PDF with it.

    Args:
        books: where to read.
        to: the only address; any one.
        language: of the letter.
        password: of the mail account.
        trust: certificates that are trusted instead of the system's.

    Raises:
        InputRefused: ``to`` is not exactly one address.
        Incomplete: there is no mail account, or nobody may sign on that day.
        RecipientRefused: the server does not take the message.
        MailUnavailable: the server cannot be used. Nothing is noted in any case.
    """
    today = books.today
    if problem := problem_of_address(to := address_of(to)):
        raise InputRefused([Problem("email", problem, to)])
    with books.read() as session:
        account, content = mail_account(session, today), example_letter(session, language, today)
    if account is None:
        raise Incomplete("mail")
    document = Attachment("essai.pdf", printed_letter(content).content)
    at = books.clock()
    message = compose(
        account,
        to=to,
        subject=content.subject,
        body=content.body,
        attachment=document,
        identity=f"trial.{at:%Y%m%d%H%M%S%f}",
        at=at,
    )
    send_alone(account, message, to, password=password, trust=trust)


def send_alone(
    account: MailAccountRow, message: Outgoing, to: str, *, password: str, trust: ssl.SSLContext | None = None
) -> None:
    """Send one message to its one address.

    Args:
        account: whose sender writes.
        message: made by ``compose``.
        to: the address, as it is told where the server does not take the message.
        password: of the account.
        trust: certificates that are trusted instead of the system's.

    Raises:
        RecipientRefused: the server does not take the message.
        MailUnavailable: the server cannot be used.
    """
    line = Submission(account, password, trust=trust)
    try:
        line.send(message)
    except MessageRefused as error:
        raise RecipientRefused(to, str(error)) from error
    except ConnectionLost as error:
        raise MailUnreachable(account.host, error.answer) from error
    finally:
        line.close()
