"""An anchor by e-mail, where somebody asks for it: to the auditor, whose mailbox nobody here can write in."""

import ssl
from typing import Final

from donations_app.db.books import Books
from donations_app.db.queries.settings import mail_account
from donations_app.domain.anchors import Anchor
from donations_app.domain.emails import address_of, problem_of_address
from donations_app.domain.errors import Incomplete, InputRefused, Problem
from donations_app.domain.numbers import file_name
from donations_app.formats.anchor_file import ENDING
from donations_app.formats.mail import Attachment, compose
from donations_app.i18n import _, day
from donations_app.services.deliveries.mail_trial import send_alone
from donations_app.services.exchange.anchors import anchor_file, anchor_of
from receipts.signature import Signer

_SHOWN: Final = 16  # digits of a head in the text; the file has all of them


def mail_anchor(
    books: Books,
    *,
    to: str,
    password: str,
    signer: Signer | None = None,
    trust: ssl.SSLContext | None = None,
) -> tuple[Anchor, str]:
    """Send the anchor of books as they stand to one address; return it, and the address.

    Args:
        books: where to read; nothing is noted in them.
        to: the only address; any one.
        password: of the mail account.
        signer: signs the anchor.
        trust: certificates that are trusted instead of the system's.

    Raises:
        InputRefused: ``to`` is not exactly one address.
        Incomplete: there is no mail account.
        RecipientRefused: the server does not take the message.
        MailUnavailable: the server cannot be used.
    """
    if problem := problem_of_address(to := address_of(to)):
        raise InputRefused([Problem("email", problem, to)])
    with books.read() as session:
        account = mail_account(session, books.today)
    if account is None:
        raise Incomplete("mail")
    anchor = anchor_of(books)
    name = f"{anchor.counted.name} {anchor.on.isoformat()}"
    message = compose(
        account,
        to=to,
        subject=_("Anchor of the books: {name}, {day}").format(name=anchor.counted.name, day=day(anchor.on)),
        body=_body(anchor),
        attachment=Attachment(f"{file_name(name)}{ENDING}", anchor_file(anchor, signer), "json"),
        identity=f"anchor.{anchor.made_at:%Y%m%d%H%M%S}",
        at=anchor.made_at,
    )
    send_alone(account, message, to, password=password, trust=trust)
    return anchor, to


def _body(anchor: Anchor) -> str:
    told = _(
        "The file with this message says how far the books of {name} had come on {day}: the head of each audit chain,"
        " how many payments and receipts, the last number of each series. Keep it where nobody of the association can"
        " write. At the next visit “verify --anchor FILE” proves with it that nothing before was cut off or rewritten."
    )
    held = anchor.counted
    lines = [f"{code} {held.links[code]} {head[:_SHOWN]}" for code, head in held.heads.items()]
    return "\n\n".join((told.format(name=held.name, day=day(anchor.on)), "\n".join(lines)))
