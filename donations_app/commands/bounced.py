"""``receipts bounced``: an e-mail came back, with its day; what is left to reach the donor."""

from typing import Any

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.usage import day_option
from donations_app.domain.deliveries import Deliverable, standing_return
from donations_app.i18n import _, day, isolated
from donations_app.services.deliveries.returns import note_return, take_back_return
from donations_app.words.deliveries import way_sentence


def add(kinds: Any) -> None:
    """Add the command to those of ``receipts``."""
    parser = add_command(
        kinds, "bounced", _("note that an e-mail came back: nothing more goes there"), bounced, writes=True
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--number", default="", metavar="N", help=_("of the receipt that it brought"))
    which.add_argument("--email", default="", metavar="ADDRESS", help=_("the address: what went there last"))
    parser.add_argument("--returned-on", type=day_option, metavar="DATE", help=_("today unless it is given"))
    parser.add_argument("--reason", default="", metavar="WORDS", help=_("why, as the answer says it"))
    parser.add_argument("--undo", action="store_true", help=_("take the note back: e-mails go there again"))


def bounced(call: Call) -> Answer:
    """Note the return, or take it back; say what is left."""
    options, books = call.options, call.acting()
    which = {"number": options.number, "email": options.email}
    if options.undo:
        found = take_back_return(books, **which)
    else:
        found = note_return(books, on=options.returned_on, words=options.reason, **which)
    return Answer({"receipts": [_data(one) for one in found]}, [_line(one) for one in found])


def _data(receipt: Deliverable) -> dict[str, str | None]:
    back = standing_return(receipt)
    return {
        "number": receipt.number,
        "payer": receipt.payer,
        "name": receipt.name,
        "state": receipt.state,
        "address": back.address if back else None,
        "returned_on": back.returned_on.isoformat() if back and back.returned_on else None,
        "reason": back.answer if back else None,
        "way": receipt.way,
    }


def _line(receipt: Deliverable) -> str:
    back, number = standing_return(receipt), isolated(receipt.number)
    if back is None or back.returned_on is None:
        told = _("the note is taken back.")
    else:
        told = _("the e-mail to {address} came back on {day}.").format(
            address=isolated(back.address), day=day(back.returned_on)
        )
    return f"{number}  {receipt.name}  {told} {way_sentence(receipt.way)}"
