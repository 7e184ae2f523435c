"""Why somebody gets no e-mail, in a few words."""

from datetime import date
from typing import Final

from donations_app.i18n import N_, _, day

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
