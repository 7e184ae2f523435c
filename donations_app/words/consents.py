"""What is said of agreements to be written to: which way, yes or no, since when, by what it is known."""

from typing import Final

from donations_app.domain.consents import Said
from donations_app.i18n import N_, _, day

CHANNELS: Final = {"email": N_("E-mail"), "post": N_("Post")}
SOURCES: Final = {
    "form": N_("a signed form"),
    "telephone": N_("telephone"),
    "letter": N_("a letter or an e-mail"),
    "office": N_("said at the office"),
    "import": N_("a file that was imported"),
    "erasure": N_("a request of erasure"),
}


def said_day(said: Said) -> str:
    """Return when somebody agreed or withdrew, and by what it is known."""
    told = _("agreed on {day} ({source})") if said.given else _("withdrawn on {day} ({source})")
    return told.format(day=day(said.on), source=_(SOURCES[said.source]))


def said_line(said: Said) -> str:
    """Return the same with the way it is about."""
    return _("{channel}: {said}").format(channel=_(CHANNELS[said.channel]), said=said_day(said))
