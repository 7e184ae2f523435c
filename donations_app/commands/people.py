"""``people erase``: what becomes of a request of erasure, and the answer to it."""

from datetime import date
from typing import Any

from donations_app.commands.call import Answer, Call, add_command, day_option, file_option
from donations_app.formats.writing import placed
from donations_app.i18n import _, isolated
from donations_app.phrases import kept_sentence
from donations_app.services.people.erasure import Erasure, erase_into, erase_party


def add(commands: Any, name: str) -> None:
    """Add the command."""
    parser = commands.add_parser(name, help=_("requests of people about their data"))
    kinds = parser.add_subparsers(required=True, metavar="erase")
    erased = add_command(
        kinds, "erase", _("erase what the law lets go, keep the rest, write the answer"), erase, writes=True
    )
    erased.add_argument("party", metavar="REF")
    erased.add_argument("--asked-on", type=day_option, metavar="DATE", help=_("the day of the request"))
    erased.add_argument(
        "--out", type=file_option("pdf"), required=True, metavar="FILE.pdf", help=_("the answer")
    )
    erased.add_argument("--force", action="store_true")


def erase(call: Call) -> Answer:
    """Erase what may go, and write the answer; without its file nothing is erased."""
    if call.is_rehearsal:
        return _told(call, _erase(call))
    with placed(call.options.out, force=call.options.force) as file:
        done = erase_into(call.acting(), file, call.options.party, asked_on=_asked_on(call))
    return _told(call, done)


def _erase(call: Call) -> Erasure:
    return erase_party(call.acting(), call.options.party, asked_on=_asked_on(call))


def _asked_on(call: Call) -> date:
    day: date | None = call.options.asked_on
    return day or call.today


def _told(call: Call, done: Erasure) -> Answer:
    reasons = [(one, kept_sentence(one.code, one.until)) for one in done.kept]
    data = {
        "payer": done.ref,
        "whole": not done.kept,
        "erased": list(done.erased),
        "kept": [
            {"code": one.code, "until": one.until.isoformat() if one.until else None, "message": told}
            for one, told in reasons
        ],
        "file": str(call.options.out),
    }
    ref = isolated(done.ref)
    said = _("{ref}: name and address stay, the rest is erased.") if done.kept else _("{ref} is erased.")
    written = _("Written: {path}").format(path=isolated(str(call.options.out)))
    return Answer(data, [said.format(ref=ref), *(told for _one, told in reasons), written])
