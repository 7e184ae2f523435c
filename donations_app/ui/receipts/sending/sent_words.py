"""What became of a receipt on its way to its donor, in the words of the window."""

from collections.abc import Iterable, Iterator
from typing import Final

from donations_app.domain.deliveries import RETURNS, Deliverable, Delivery, standing_return
from donations_app.i18n import N_, _, day, isolated, moment
from donations_app.words.mail import answer_words

_STATES: Final = {
    "waiting": (N_("Not sent"), "warn"),
    "posted": (N_("Post {day}"), "ok"),
    "mailed": (N_("E-mail {day}"), "ok"),
    "in_doubt": (N_("In doubt"), "bad"),
    "failed": (N_("Failed"), "bad"),
    "returned": (N_("Came back {day}"), "bad"),
}
_LEFT: Final = {
    "cancelled": N_("cancelled"),
    "already_posted": N_("sent by post before"),
    "already_mailed": N_("sent by e-mail before"),
    "in_doubt": N_("begun, and nobody knows whether it arrived"),
    "deceased": N_("the donor has died: by post to the heirs"),
    "email_missing": N_("no e-mail address"),
    "email_not_wished": N_("e-mail not agreed to"),
    "email_invalid": N_("the e-mail address is not valid"),
    "email_returned": N_("an e-mail came back from the address"),
    "address_missing": N_("no postal address: to complete"),
    "by_email": N_("by e-mail: agreed to"),
}
_TOLD: Final = {
    ("post", "sent"): N_("{when}: sent by post"),
    ("email", "sent"): N_("{when}: sent by e-mail to {address}"),
    ("email", "failed"): N_("{when}: the e-mail to {address} failed: {answer}"),
    ("email", "begun"): N_(
        "{when}: an e-mail to {address} was begun, and nobody knows whether it arrived. Ask the donor first."
    ),
    ("email", "returned"): N_("{when}: noted that the e-mail to {address} came back on {day}{answer}"),
    ("email", "trusted"): N_("{when}: the note that the e-mail to {address} came back is taken back"),
}


def state_text(receipt: Deliverable) -> str:
    """Return how and when it was sent, in two words."""
    back = standing_return(receipt) if receipt.state == "returned" else None
    days = [one.on for one in receipt.deliveries if one.outcome == "sent"]
    days += [back.returned_on] if back and back.returned_on else []
    told = isolated(f"{days[-1]:%d/%m}") if days else ""
    return _(_STATES[receipt.state][0]).format(day=told)


def state_tone(receipt: Deliverable) -> str:
    """Return the colour of its state."""
    return _STATES[receipt.state][1]


def left_words(reason: str) -> str:
    """Return in a few words why it is not sent."""
    return _(_LEFT[reason])


def history(receipt: Deliverable) -> list[str]:
    """Return what was done with it, a sentence an attempt, the last first."""
    told = [_sentence(one) for one in attempts(receipt.deliveries)]
    return told[::-1] or [_("Not sent yet.")]


def attempts(deliveries: Iterable[Delivery]) -> Iterator[Delivery]:
    """Yield deliveries without the beginnings of those whose end is known."""
    begun: Delivery | None = None
    for one in deliveries:
        ends = one.channel == "email" and one.outcome != "begun"
        if begun and not ends:
            yield begun
        begun = None if one.outcome != "begun" else one
        if not begun:
            yield one
    if begun:
        yield begun


def _sentence(one: Delivery) -> str:
    told, answer = _(_TOLD[one.channel, one.outcome]), answer_words(one.answer)
    if one.outcome in RETURNS:
        answer = f" ({answer})" if one.answer else ""
    on = day(one.returned_on) if one.returned_on else ""
    return told.format(when=moment(one.at), address=isolated(one.address), answer=answer, day=on)
