"""``people data``: all that the books hold of somebody, handed to who asks for it."""

from typing import Any

from donations_app.commands.call import Answer, Call, add_command, file_option
from donations_app.formats.writing import placed
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.services.exchange.own_data import write_own_data


def add_data(kinds: Any) -> None:
    """Add the command."""
    made = add_command(
        kinds, "data", _("all that the books hold of somebody who asks: data, a page, receipts"), data
    )
    made.add_argument("party", metavar="REF")
    made.add_argument(
        "--out", type=file_option("zip"), required=True, metavar="FILE.zip", help=_("where it goes")
    )
    made.add_argument("--force", action="store_true")


def data(call: Call) -> Answer:
    """Write the file."""
    options = call.options
    with placed(options.out, force=options.force) as file:
        found = write_own_data(call.books(read_only=True), options.party, file)
    number = len(found.documents)
    told = ngettext("{path}: with {count} receipt.", "{path}: with {count} receipts.", number)
    lines = [told.format(path=isolated(str(options.out)), count=count(number))]
    return Answer({"person": found.data, "file": str(options.out), "receipts": number}, lines)
