"""Why a receipt is not sent, and how it may reach its donor."""

from typing import Final

from donations_app.domain.deliveries import Deliverable
from donations_app.i18n import N_, _, day, isolated

DELIVERIES: Final = {
    "cancelled": N_("The receipt is cancelled."),
    "already_posted": N_("It was sent by post already."),
    "already_mailed": N_("It was sent by e-mail already."),
    "in_doubt": N_(
        "An e-mail was begun and nobody knows whether it arrived. Ask the donor, or send it again with --again."
    ),
    "deceased": N_("The donor has died. Write to the heirs by post."),
    "email_missing": N_("The donor has no e-mail address."),
    "email_not_wished": N_("The donor did not agree to receive e-mails."),
    "email_invalid": N_("The e-mail address is not exactly one valid address. Correct the person."),
    "email_returned": N_(
        "An e-mail to {address} came back on {day}{words}. None goes there until the address is changed or the note taken back (receipts bounced --undo)."
    ),
    "address_missing": N_(
        "The receipt names no postal address. Complete the person, and replace the receipt."
    ),
    "by_email": N_("The donor agreed to e-mail: it goes that way, or is printed too with --by-post."),
}
WAYS: Final = {
    "email": N_("By e-mail."),
    "post": N_("By post from now on."),
    "none": N_("No way is left: complete the address or the e-mail."),
}


def delivery_sentence(code: str, receipt: Deliverable | None = None) -> str:
    """Return why a receipt is not sent, and what to do; of an address from which mail came back, when and why."""
    told = _(DELIVERIES[code])
    if code != "email_returned" or receipt is None or receipt.returned is None:
        return told
    said = told.format(
        address=isolated(receipt.email),
        day=day(receipt.returned.on),
        words=f" ({isolated(receipt.returned.words)})" if receipt.returned.words else "",
    )
    return f"{said} {_(WAYS[receipt.way])}"


def way_sentence(way: str) -> str:
    """Return how a receipt may reach its donor now."""
    return _(WAYS[way])
