"""``people consent``: somebody agrees to be written to, or no longer, with the day and by what it is known."""

from typing import Any
from uuid import uuid4

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.usage import day_option
from donations_app.db.queries.consents import consents_of
from donations_app.db.queries.drafts import party_draft
from donations_app.domain.consents import NAMED_SOURCES, Said
from donations_app.domain.deliveries import CHANNELS
from donations_app.i18n import _
from donations_app.services.people.consents import note_consent
from donations_app.words.consents import said_line


def add_consent(kinds: Any) -> None:
    """Add the command."""
    said = add_command(
        kinds, "consent", _("note that somebody agrees to be written to, or no longer"), consent, writes=True
    )
    said.add_argument("party", metavar="REF")
    said.add_argument("channel", choices=CHANNELS)
    said.add_argument("given", choices=("yes", "no"))
    said.add_argument("--by", choices=NAMED_SOURCES, required=True, help=_("by what it is known"))
    said.add_argument("--on", dest="said_on", type=day_option, metavar="DATE", help=_("today, if not given"))


def consent(call: Call) -> Answer:
    """Note a yes or a no, and list what was said so far."""
    options, books = call.options, call.acting()
    with books.read() as session:
        draft, seen = party_draft(session, options.party)
    said = Said(options.channel, options.given == "yes", options.said_on or call.today, options.by)
    note_consent(books, options.party, said, key=uuid4(), seen=seen)
    with books.read() as session:
        found = consents_of(session, options.party)
    what = f"consent_{said.channel}"
    before = getattr(draft, what)
    changed = {"what": what, "ref": draft.ref, "before": before, "after": said.given}
    data = {
        "ref": draft.ref,
        "consents": [said_data(one) for one in found],
        "changes": [changed] if before != said.given else [],
        "warnings": [],
    }
    return Answer(data, [said_line(one) for one in found])


def said_data(said: Said) -> dict[str, Any]:
    """Return a yes or a no, as JSON names it."""
    return {
        "channel": said.channel, "given": said.given, "on": said.on.isoformat(), "source": said.source,
    }  # fmt: skip
