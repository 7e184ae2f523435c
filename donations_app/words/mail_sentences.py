"""What the user reads where e-mail is not sent: of the server, of whom it would go to, of what it would say."""

from typing import Final

from donations_app.domain import circulars, mail_errors
from donations_app.i18n import N_

OF_MAIL: Final[dict[type[BaseException], str]] = {
    mail_errors.NotMailable: N_("{name} gets no e-mail ({reason}). Nothing was sent."),
    mail_errors.MailUnreachable: N_(
        "The mail server {host} does not answer: {answer}. What was sent before is noted; nothing more was sent."
    ),
    mail_errors.MailUntrusted: N_(
        "The mail server {host} does not prove who it is: {answer}. Nothing was sent: check its name in the settings."
    ),
    mail_errors.MailNotEncrypted: N_(
        'The mail server {host} offers no encryption. Nothing was sent: use security = "tls", or another server.'
    ),
    mail_errors.MailLoginRefused: N_(
        "The mail server {host} refuses the user {username}: {answer}. Nothing was sent: check user name and password."
    ),
    mail_errors.MailSenderRefused: N_(
        "The mail server {host} does not send for {sender}: {answer}. Nothing more was sent: check the sender in the settings."
    ),
    mail_errors.RecipientRefused: N_(
        "The mail server does not take a message to {address}: {answer}. Nothing was sent: check the address."
    ),
    mail_errors.MailPasswordMissing: N_(
        "The mail account of {username} wants its password. Nothing was sent: put it into DONATIONS_SMTP_PASSWORD."
    ),
    circulars.CircularReworded: N_(
        "A letter called “{name}” went out with another text, last on {on}, to {people} people. Nothing was written: give this one another name, or say that it is the same letter, reworded (--reworded); who had it does not get it again."
    ),
}
