"""Why somebody gets no e-mail, in a few words; what a server answers by the codes of RFC 3463 and RFC 5321."""

import re
from datetime import date
from typing import Final

from donations_app.i18n import N_, _, day, isolated

UNMAILABLE: Final = {  # by what ``NotMailable`` says
    "erased": N_("erased as asked for"),
    "deceased": N_("death reported"),
    "not_wished": N_("no agreement to e-mail"),
    "email_missing": N_("no e-mail address"),
    "email_invalid": N_("the e-mail address is not exactly one"),
    "email_returned": N_("e-mail to the address came back"),
    "in_doubt": N_("one was begun, and nobody knows whether it arrived"),
    "had_it": N_("this one went on {day}"),
}


def unmailable_words(reason: str, had_on: date | None) -> str:
    """Return why; of one that went before, on which day."""
    told = _(UNMAILABLE[reason])
    return told.format(day=day(had_on)) if had_on else told


_NO_ADDRESS: Final = N_("the address does not exist")
_FULL: Final = N_("the mailbox is full")
_ANSWERED: Final = {  # by the subject and detail of an enhanced code; by a plain code
    **dict.fromkeys(("1.0", "1.1", "1.2", "1.3", "1.6", "1.10"), _NO_ADDRESS),
    "2.1": N_("the mailbox is closed"),
    "2.2": _FULL,
    "2.3": N_("the message is too large"),
    "3.4": N_("the message is too large"),
    "552": _FULL,
}
_CODES: Final = re.compile(r"([45])(\d\d)[ -](?:\1\.(\d{1,3}\.\d{1,3})\b)?")


def answer_words(answer: str) -> str:
    """Return in words why a server did not take a message, where its code is known, before what it answered."""
    codes = _CODES.match(answer)
    if codes is None:
        return answer and isolated(answer)
    kind, plain, status = codes.groups()
    told = _ANSWERED.get(status or kind + plain) or (N_("not now: try again later") if kind == "4" else "")
    return f"{_(told)} ({isolated(answer)})" if told else isolated(answer)
